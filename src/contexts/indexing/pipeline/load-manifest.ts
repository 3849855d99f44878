import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import { Manifest } from '../schemas-chunk.ts';
import { manifestIdOf } from './build-manifest.ts';

/** Far more than 2,048 chunks take. */
const MOST_BYTES = 64_000_000;

/**
 * Reads and checks a manifest by itself, without looking at its chunks.
 * @throws AppError `manifest_not_found`, `manifest_invalid`
 */
export function loadManifest(manifestFile: string): Manifest {
  let text: string;
  try {
    if (statSync(manifestFile).size > MOST_BYTES) throw new Error('it is larger than any manifest');
    text = readFileSync(manifestFile, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AppError(
      missing ? 'not_found' : 'unprocessable',
      missing ? 'manifest_not_found' : 'manifest_invalid',
      missing
        ? `There is no manifest ${manifestFile}; a run that did not finish leaves none`
        : `The manifest ${manifestFile} cannot be read: ${messageOf(error)}`,
      { cause: error },
    );
  }
  const manifest = parseAs(Manifest, text);
  if (typeof manifest === 'string') throw invalidManifest(manifestFile, manifest);
  const outside = manifest.chunks.find(({ file }) => path.basename(file) !== file || file === '..');
  if (outside) throw invalidManifest(manifestFile, `chunk ${outside.id} lies outside its folder`);
  if (manifest.total_chunks !== manifest.chunks.length)
    throw invalidManifest(manifestFile, 'total_chunks is wrong');
  const misplaced = manifest.chunks.find(({ ordinal }, place) => ordinal !== place + 1);
  if (misplaced) throw invalidManifest(manifestFile, `chunk ${misplaced.id} is not at its ordinal`);
  if (new Set(manifest.chunks.map(({ id }) => id)).size !== manifest.chunks.length)
    throw invalidManifest(manifestFile, 'two chunks have the same id');
  if (manifestIdOf(manifest) !== manifest.manifest_id) {
    throw invalidManifest(manifestFile, 'its content does not match its manifest_id');
  }
  return manifest;
}

function invalidManifest(manifestFile: string, detail: string): AppError {
  return new AppError(
    'unprocessable',
    'manifest_invalid',
    `The manifest ${manifestFile} is not valid: ${detail}`,
  );
}

/** The value, or what is wrong with the text. */
function parseAs<Value extends object>(
  schema: { safeParse(value: unknown): { success: true; data: Value } | { success: false; error: Issues } },
  text: string,
): Value | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${messageOf(error)}`;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  return `/${issue.path.map(String).join('/')} ${issue.message}`;
}

interface Issues {
  issues: readonly { path: readonly PropertyKey[]; message: string }[];
}
