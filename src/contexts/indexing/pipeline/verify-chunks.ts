import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import { compileEngine, createEngine } from '../extract/engine.ts';
import type { Manifest } from '../schemas-chunk.ts';
import { loadManifest } from './load-manifest.ts';
import { type ChunkFault, faultText, isFault, readChunkFile } from './read-chunk-file.ts';

/**
 * Checks every chunk of a manifest as loading it would: it is there, has its size, its SHA-256, and the form of a chunk
 * file.
 * @throws AppError `manifest_not_found`, `manifest_invalid`, or `chunk_invalid` naming the first faulty chunk and
 *   why, with all faults in `extra.faults`.
 */
export function verifyChunks(manifestFile: string): Manifest {
  const manifest = loadManifest(manifestFile);
  const faults = findFaults(manifest, path.dirname(path.resolve(manifestFile)));
  const first = faults[0];
  if (!first) return manifest;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more chunks)` : '';
  throw new AppError('unprocessable', 'chunk_invalid', `${faultText(first)}${more}. Index the folder again`, {
    extra: { chunk_id: first.chunk, reason: first.reason, faults },
  });
}

function findFaults(manifest: Manifest, folder: string): ChunkFault[] {
  const module = compileEngine();
  let engine = createEngine(module);
  return manifest.chunks.flatMap((chunk) => {
    engine.beginChunk(0, { json: false, rows: false });
    const outcome = readChunkFile(engine, folder, chunk);
    if (!isFault(outcome)) return [];
    engine = createEngine(module);
    return [outcome];
  });
}
