/** Where a chunk of a manifest stands. */
export const CHUNK_STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;
export type ChunkStatus = (typeof CHUNK_STATUSES)[number];

/** How often a chunk is tried again before it has failed for good. */
export const MOST_RETRIES = 3;

/** Seconds before retry `retry` (1 for the first): 1, 2, 4. */
export function backoffSeconds(retry: number): number {
  return 2 ** (retry - 1);
}

/** What of a chunk decides whether it may be taken. */
export interface ChunkStanding {
  status: ChunkStatus;
  retryCount: number;
}

/** What asking to process a chunk leads to. */
export type Admission =
  /** It is taken; `retryCount` is what it then has. */
  { take: true; retryCount: number } | { take: false; why: 'processing' | 'completed' | 'exhausted' };

/**
 * Whether a chunk may be taken: pending ones always; failed ones until their retries are used up; completed ones, and
 * those used up, only by force, which starts their count anew; one that is being processed never.
 */
export function admitChunk({ status, retryCount }: ChunkStanding, force: boolean): Admission {
  if (status === 'processing') return { take: false, why: 'processing' };
  if (force) return { take: true, retryCount: 0 };
  if (status === 'completed') return { take: false, why: 'completed' };
  if (status === 'pending') return { take: true, retryCount };
  return retryCount < MOST_RETRIES
    ? { take: true, retryCount: retryCount + 1 }
    : { take: false, why: 'exhausted' };
}

/** What becomes of a chunk whose attempt did not end well. */
export type Setback =
  | { status: 'pending'; retryCount: number; delaySeconds: number }
  | { status: 'failed'; retryCount: number };

/**
 * A passing fault (the database was away, a disk was full, the process died) is tried again by itself, with a growing
 * delay; one that the same file will show again is not.
 */
export function setBack(retryCount: number, isPassing: boolean): Setback {
  if (!isPassing || retryCount >= MOST_RETRIES) return { status: 'failed', retryCount };
  const next = retryCount + 1;
  return { status: 'pending', retryCount: next, delaySeconds: backoffSeconds(next) };
}

/** Chunks by state. */
export function countStates(states: readonly { status: ChunkStatus }[]): Record<ChunkStatus, number> {
  const counts = { pending: 0, processing: 0, completed: 0, failed: 0 };
  for (const { status } of states) counts[status] += 1;
  return counts;
}
