import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import type { ChecksumPolicy } from '../domain/checksum-policy.ts';
import type { Engine } from '../extract/engine.ts';
import type { ManifestChunk } from '../schemas-chunk.ts';

/** Why a chunk file is not loaded. */
export interface ChunkFault {
  chunk: string;
  reason: 'missing' | 'truncated' | 'too_long' | 'tampered' | 'malformed' | 'unreadable' | 'too_large';
  detail: string;
}

/** A chunk file that has been read into the engine's open chunk. */
export interface ReadChunk {
  /** Of the bytes that were read; undefined when the policy was not to look. */
  sha256: string | undefined;
  bytes: number;
  /** Size and checksum are the manifest's. */
  verified: boolean;
  /** What was wrong and let pass. */
  warning?: string;
}

/** Largest chunk file there can be. */
const MOST_BYTES = 2 ** 30;
const BLOCK = 1 << 20;

/**
 * Reads a chunk file into the engine's open chunk. Its bytes are read once, hashed and parsed from the same memory, so
 * what was checked is what is loaded. After a fault the engine may be unusable: take a new one.
 */
export function readChunkFile(
  engine: Engine,
  folder: string,
  chunk: ManifestChunk,
  policy: ChecksumPolicy = 'strict',
): ReadChunk | ChunkFault {
  const fault = (reason: ChunkFault['reason'], detail: string): ChunkFault => ({
    chunk: chunk.id,
    reason,
    detail,
  });
  try {
    const { sha256, bytes } = readBytes(engine, path.join(folder, chunk.file), policy !== 'skip');
    const wrong = mismatch(chunk, bytes, sha256, fault);
    if (wrong && policy === 'strict') return wrong;
    const head = engine.loadChunk(bytes);
    if (head.chunkId !== chunk.id) return fault('malformed', `it calls itself ${head.chunkId}`);
    if (head.subsystem !== chunk.subsystem) return fault('malformed', `it is of ${head.subsystem}`);
    if (policy === 'skip') return { sha256, bytes, verified: false };
    return { sha256, bytes, verified: !wrong, ...(wrong && { warning: wrong.detail }) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'scanner_out_of_memory')
      return fault('too_large', 'there is not enough memory to read it');
    if (error instanceof AppError)
      return fault(error.code === 'malformed' ? 'malformed' : 'too_large', error.message);
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing) return fault('missing', `there is no file ${path.join(folder, chunk.file)}`);
    return fault('unreadable', messageOf(error));
  }
}

/** Whether reading ended in a fault. */
export function isFault(outcome: ReadChunk | ChunkFault): outcome is ChunkFault {
  return 'reason' in outcome;
}

/** What a fault says, as a sentence without its full stop. */
export function faultText({ chunk, reason, detail }: ChunkFault): string {
  return `Chunk ${chunk} is ${reason.replace('_', ' ')}: ${detail}`;
}

function mismatch(
  chunk: ManifestChunk,
  bytes: number,
  sha256: string | undefined,
  fault: (reason: ChunkFault['reason'], detail: string) => ChunkFault,
): ChunkFault | undefined {
  if (sha256 === undefined) return undefined;
  const { size_bytes: size, checksum_sha256: checksum } = chunk;
  if (bytes < size) return fault('truncated', `${bytes} of ${size} bytes`);
  if (bytes > size) return fault('too_long', `${bytes} instead of ${size} bytes`);
  if (sha256 !== checksum)
    return fault('tampered', `its SHA-256 is ${sha256}, the manifest says ${checksum}`);
  return undefined;
}

/** Reads a file into the engine's room for sources, and hashes it on the way. */
function readBytes(
  engine: Engine,
  file: string,
  hashed: boolean,
): { sha256: string | undefined; bytes: number } {
  // Opening a pipe would otherwise wait for a writer.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new Error(`${file} is not a file`);
    if (stat.size > MOST_BYTES) throw new AppError('unprocessable', 'too_large', `it has ${stat.size} bytes`);
    const hash = hashed ? createHash('sha256') : undefined;
    const room = engine.source(stat.size);
    let bytes = 0;
    while (bytes < stat.size) {
      const block = room.subarray(bytes, Math.min(stat.size, bytes + BLOCK));
      const read = readSync(handle, block);
      if (read === 0) break;
      hash?.update(block.subarray(0, read));
      bytes += read;
    }
    return { sha256: hash?.digest('hex'), bytes };
  } finally {
    closeSync(handle);
  }
}
