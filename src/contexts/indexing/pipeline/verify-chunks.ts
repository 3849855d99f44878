import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import { compileEngine, createEngine } from '../extract/engine.ts';
import type { Manifest, ManifestChunk } from '../schemas-chunk.ts';
import { loadManifest } from './load-manifest.ts';
import { type ChunkFault, faultText, isFault, readChunkFile } from './read-chunk-file.ts';

/** Does work with a chunk file from elsewhere; undefined when there is none. */
type WithChunk = (
  chunk: ManifestChunk,
  work: (folder: string) => Promise<{ fault: ChunkFault | undefined }>,
) => Promise<{ fault: ChunkFault | undefined } | undefined>;

/**
 * Checks every chunk of a manifest as loading it would: it is there, has its size, its SHA-256, and the form of a chunk
 * file.
 * @throws AppError `manifest_not_found`, `manifest_invalid`, or `chunk_invalid` naming the first faulty chunk and
 *   why, with all faults in `extra.faults`.
 */
export function verifyChunks(manifestFile: string): Manifest {
  const manifest = loadManifest(manifestFile);
  const folder = path.dirname(path.resolve(manifestFile));
  const check = createCheck();
  refuseFaults(manifest.chunks.flatMap((chunk) => check(chunk, folder) ?? []));
  return manifest;
}

/** The same, where chunk files that are not beside the manifest, or not what it says, may be elsewhere. */
export async function verifyFetched(manifestFile: string, withChunk: WithChunk): Promise<Manifest> {
  const manifest = loadManifest(manifestFile);
  const folder = path.dirname(path.resolve(manifestFile));
  const check = createCheck();
  const faults: ChunkFault[] = [];
  for (const chunk of manifest.chunks) {
    const here = check(chunk, folder);
    if (here === undefined) continue;
    const found = await withChunk(chunk, async (elsewhere) => ({ fault: check(chunk, elsewhere) }));
    const fault = found === undefined ? here : found.fault;
    if (fault !== undefined) faults.push(fault);
  }
  refuseFaults(faults);
  return manifest;
}

/** Makes the function that says what is wrong with a chunk file, if anything is. */
function createCheck(): (chunk: ManifestChunk, folder: string) => ChunkFault | undefined {
  const module = compileEngine();
  let engine = createEngine(module);
  return (chunk, folder) => {
    engine.beginChunk(0, { json: false, rows: false });
    const outcome = readChunkFile(engine, folder, chunk);
    if (!isFault(outcome)) return undefined;
    engine = createEngine(module);
    return outcome;
  };
}

function refuseFaults(faults: readonly ChunkFault[]): void {
  const first = faults[0];
  if (!first) return;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more chunks)` : '';
  throw new AppError('unprocessable', 'chunk_invalid', `${faultText(first)}${more}. Index the folder again`, {
    extra: { chunk_id: first.chunk, reason: first.reason, faults },
  });
}
