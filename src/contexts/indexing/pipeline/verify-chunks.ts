import { readFileSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import { ChunkFile, Manifest, type ManifestChunk } from '../schemas-chunk.ts';
import { manifestIdOf } from './build-manifest.ts';

/** A chunk that is not what its manifest says. */
export interface ChunkFault {
  chunk: string;
  reason: 'missing' | 'truncated' | 'too_long' | 'tampered' | 'malformed' | 'unreadable';
  detail: string;
}

/**
 * Checks every chunk of a manifest: it is there, has its size, its SHA-256, and the form of a chunk file.
 * @throws AppError `manifest_not_found`, `manifest_invalid`, or `chunk_invalid` naming the first faulty chunk and
 *   why, with all faults in `extra.faults`.
 */
export function verifyChunks(manifestFile: string): Manifest {
  const manifest = loadManifest(manifestFile);
  const folder = path.dirname(path.resolve(manifestFile));
  const faults = manifest.chunks.flatMap((chunk) => verifyChunk(folder, chunk) ?? []);
  const first = faults[0];
  if (!first) return manifest;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more chunks)` : '';
  throw new AppError(
    'unprocessable',
    'chunk_invalid',
    `Chunk ${first.chunk} is ${first.reason.replace('_', ' ')}: ${first.detail}${more}. Index the folder again`,
    { extra: { chunk_id: first.chunk, reason: first.reason, faults } },
  );
}

/** Reads and checks a manifest by itself. */
export function loadManifest(manifestFile: string): Manifest {
  let text: string;
  try {
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

/** Checks one chunk; undefined when it is sound. */
export function verifyChunk(folder: string, chunk: ManifestChunk): ChunkFault | undefined {
  const fault = (reason: ChunkFault['reason'], detail: string): ChunkFault => ({
    chunk: chunk.id,
    reason,
    detail,
  });
  const file = path.join(folder, chunk.file);
  try {
    const { size } = statSync(file);
    if (size < chunk.size_bytes) return fault('truncated', `${size} of ${chunk.size_bytes} bytes`);
    if (size > chunk.size_bytes) return fault('too_long', `${size} instead of ${chunk.size_bytes} bytes`);
    const bytes = readFileSync(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== chunk.checksum_sha256) return fault('tampered', `its SHA-256 is ${sha256}`);
    const content = parseAs(ChunkFile, bytes.toString('utf8'));
    if (typeof content === 'string') return fault('malformed', content);
    if (content.chunk_id !== chunk.id) return fault('malformed', `it calls itself ${content.chunk_id}`);
    return undefined;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing ? fault('missing', `there is no file ${file}`) : fault('unreadable', messageOf(error));
  }
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
