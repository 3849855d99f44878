import { statFile, type PathKind, type PathStat } from './stat-file.ts';

/** Paths that whichever thread comes first looks at. */
export interface StatBatch {
  root: string;
  /** Joined by NUL. */
  paths: string;
  /** Room of {@link batchBytes} for what is found, and for who is at it. */
  buffer: SharedArrayBuffer;
}

const KINDS: readonly PathKind[] = ['file', 'gone', 'symlink', 'folder', 'other', 'unreadable'];

/** What the first word of a batch says. */
const TAKEN = 1;
const DONE = 2;

const HEAD_BYTES = 8;

/** Bytes for what is found of so many paths: a size, a time and a kind each. */
export const batchBytes = (paths: number): number => HEAD_BYTES + paths * 17;

function columnsOf({ buffer }: StatBatch): {
  state: Int32Array;
  sizes: Float64Array;
  times: Float64Array;
  kinds: Uint8Array;
} {
  const count = (buffer.byteLength - HEAD_BYTES) / 17;
  return {
    state: new Int32Array(buffer, 0, 1),
    sizes: new Float64Array(buffer, HEAD_BYTES, count),
    times: new Float64Array(buffer, HEAD_BYTES + count * 8, count),
    kinds: new Uint8Array(buffer, HEAD_BYTES + count * 16, count),
  };
}

/** Looks at the paths of a batch, unless another thread does or has. */
export function workOn(batch: StatBatch): void {
  const { state, sizes, times, kinds } = columnsOf(batch);
  if (Atomics.compareExchange(state, 0, 0, TAKEN) !== 0) return;
  for (const [at, path] of batch.paths.split('\0').entries()) {
    const { kind, size, mtimeMs } = statFile(`${batch.root}/${path}`);
    kinds[at] = KINDS.indexOf(kind);
    sizes[at] = size;
    times[at] = mtimeMs;
  }
  Atomics.store(state, 0, DONE);
  Atomics.notify(state, 0);
}

/**
 * What was found of a batch that is done or being worked on, in the order of its paths; undefined when whoever took it
 * is not done within `milliseconds`, which blocks this thread meanwhile.
 */
export function readBatch(batch: StatBatch, milliseconds: number): PathStat[] | undefined {
  const { state, sizes, times, kinds } = columnsOf(batch);
  Atomics.wait(state, 0, TAKEN, milliseconds);
  if (Atomics.load(state, 0) !== DONE) return undefined;
  return Array.from(kinds, (kind, at) => ({ kind: KINDS[kind]!, size: sizes[at]!, mtimeMs: times[at]! }));
}
