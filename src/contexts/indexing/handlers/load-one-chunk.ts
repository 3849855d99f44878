import { AppError } from '../../../kernel/errors.ts';
import {
  isConnectionLost,
  isResourceShort,
  isTransactionConflict,
} from '../../../platform/db/database-errors.ts';
import type { ChunkCounts } from '../extract/engine.ts';
import type { ChunkReader } from '../pipeline/chunk-reader.ts';
import { type ChunkFault, faultText, isFault } from '../pipeline/read-chunk-file.ts';
import type { ManifestChunk } from '../schemas-chunk.ts';
import type { Alongside } from '../store/load/types.ts';
import type { ChunkTarget } from './chunk-target.ts';

/** What was loaded of a chunk, as its state keeps it. */
export interface LoadedChunk {
  sha256: string | undefined;
  bytes: number;
  verified: boolean;
  warning: string | undefined;
  counts: ChunkCounts;
}

export interface LoadOptions {
  complete: (loaded: LoadedChunk) => Alongside;
  isToFail: boolean;
  /** Does work with the chunk file from the chunk store, when there is one and it has the file. */
  fetched?: <Result>(
    chunk: ManifestChunk,
    work: (folder: string) => Promise<Result>,
  ) => Promise<Result | undefined>;
}

/** Reads a chunk file, sends its rows, and makes them count together with what `complete` writes; or none of it. */
export async function loadOneChunk(
  reader: ChunkReader,
  target: ChunkTarget,
  chunk: ManifestChunk,
  { complete, isToFail, fetched }: LoadOptions,
): Promise<LoadedChunk> {
  let read = await reader.read(chunk);
  // The file may be on another machine, or of a later run here.
  if (isFault(read)) read = (await fetched?.(chunk, (folder) => reader.read(chunk, folder))) ?? read;
  if (isFault(read)) throw refused(read);
  const { sha256, bytes, verified, warning } = read;
  const number = chunk.ordinal - 1;
  try {
    await target.begin(number);
    const counts = await sendRows(reader, target, number);
    if (isToFail) throw failedOnPurpose(chunk);
    const loaded = { sha256, bytes, verified, warning, counts };
    const summary = { ...(sha256 !== undefined && { sha256 }), bytes, counts: { ...counts } };
    await target.commit(number, summary, complete(loaded));
    return loaded;
  } catch (error) {
    if (!isConnectionLost(error)) await target.abandon(number);
    throw error;
  }
}

/** Sends a chunk's rows; while the database takes a batch the thread makes the next one ready. */
async function sendRows(reader: ChunkReader, target: ChunkTarget, number: number): Promise<ChunkCounts> {
  let next = reader.nextRows();
  for (;;) {
    const rows = await next;
    if ('end' in rows) return rows.end;
    next = reader.nextRows();
    // Its failure is met at the top of the loop, unless sending fails first and nobody looks.
    next.catch(() => undefined);
    await target.send(number, rows.batch);
  }
}

function refused(fault: ChunkFault): AppError {
  const passing = fault.reason === 'unreadable';
  return new AppError(passing ? 'unavailable' : 'unprocessable', `chunk_${fault.reason}`, faultText(fault));
}

function failedOnPurpose({ id, ordinal }: ManifestChunk): AppError {
  return new AppError(
    'unprocessable',
    FAIL_ON_PURPOSE,
    `Chunk ${id} was told to fail: it is number ${ordinal}`,
  );
}

/** Code of the failure that `fail_at_chunk` asks for. */
export const FAIL_ON_PURPOSE = 'fail_at_chunk';

/** Whether the same again may go well: the disk was full, another change was in the way. */
export function isPassing(error: unknown): boolean {
  if (error instanceof AppError) return error.kind === 'unavailable';
  return isResourceShort(error) || isTransactionConflict(error);
}

/** Whether it is of the job rather than of the chunk: it lost its database, its lease, or was told to stop. */
export function endsJob(error: unknown, signal: AbortSignal): boolean {
  if (signal.aborted || isConnectionLost(error)) return true;
  return (
    error instanceof AppError && ['lease_lost', 'load_replaced', 'database_unavailable'].includes(error.code)
  );
}
