import { AppError } from '../../../kernel/errors.ts';
import type { PlannedChunk } from './chunk-plan.ts';

/** How many parts an index job is shared out in; `auto` leaves it to the size of the source. */
export type ShardRequest = number | 'auto';

/** Bytes of source from which sharing is worth what it costs, and that a part then has. */
const WORTH_SHARING = 300_000_000;
const SHARD_BYTES = 150_000_000;

/** Most parts of one job. */
export const MOST_SHARDS = 64;

/** How many parts a scan of so many source bytes and chunks is shared out in; fewer than two is not at all. */
export function countShards(
  asked: ShardRequest | undefined,
  work: { bytes: number; chunks: number },
): number {
  if (asked === undefined) return 0;
  const wanted =
    asked === 'auto' ? (work.bytes < WORTH_SHARING ? 0 : Math.ceil(work.bytes / SHARD_BYTES)) : asked;
  return Math.min(wanted, work.chunks, MOST_SHARDS);
}

/** Chunks of a plan, from one number to another, both included. */
export interface Shard {
  from: number;
  to: number;
  files: number;
  bytes: number;
}

/**
 * Cuts a plan's chunks into runs of about equal source bytes, in order of their numbers. Chunks are never cut: one that
 * proves too large is, once all are scanned, by whoever puts the parts together; so names and numbers do not depend on
 * who scans what.
 */
export function cutShards(chunks: readonly PlannedChunk[], count: number): Shard[] {
  if (count < 1 || chunks.length < count) {
    throw new AppError('internal', 'invalid_shards', `${chunks.length} chunks make no ${count} parts`);
  }
  const total = chunks.reduce((sum, { bytes }) => sum + bytes, 0);
  const shards: Shard[] = [];
  let done = 0;
  for (const [at, chunk] of chunks.entries()) {
    const { number, bytes, from, to, part } = chunk;
    const files = part !== undefined && part.index > 0 ? 0 : to - from;
    const last = shards.at(-1);
    const left = count - shards.length;
    // The middle of a chunk decides; as many chunks must be left as there are parts still to begin.
    const isDue = done + bytes / 2 >= (total * shards.length) / count && left > 0;
    const isForced = chunks.length - at <= left;
    if (last === undefined || isForced || isDue) shards.push({ from: number, to: number, files, bytes });
    else {
      last.to = number;
      last.files += files;
      last.bytes += bytes;
    }
    done += bytes;
  }
  return shards;
}
