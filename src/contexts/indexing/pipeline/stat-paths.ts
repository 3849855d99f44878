import { batchBytes, readBatch, type StatBatch, workOn } from './stat-batch.ts';
import { statFile, type PathStat } from './stat-file.ts';

/** Threads that look at files while this one finds more of them. */
export interface StatHelpers {
  /** Offers a batch to whoever is free. Nobody needs to take it. */
  help(batch: StatBatch): void;
}

export interface PathStats {
  add(path: string): void;
  /** What the paths that were added are, in their order. */
  finish(): PathStat[];
}

/** Few enough that the last ones are soon done, enough that a batch is worth a message. */
const BATCH_PATHS = 512;

/** A helper on a slow disk gets this long for a batch, one that has died no longer. */
const PATIENCE_MS = 250;

/** Looks at paths below `root`, with the help of other threads from the moment on when they are known. */
export function createPathStats(root: string, helpers: StatHelpers | undefined): PathStats {
  const batches: StatBatch[] = [];
  let paths: string[] = [];
  const seal = (): void => {
    if (paths.length === 0) return;
    const buffer = new SharedArrayBuffer(batchBytes(paths.length));
    const batch = { root, paths: paths.join('\0'), buffer };
    batches.push(batch);
    helpers?.help(batch);
    paths = [];
  };
  return {
    add(path) {
      if (paths.push(path) === BATCH_PATHS) seal();
    },
    finish() {
      seal();
      // Helpers begin with the first: whoever comes from the other end meets them in the middle.
      for (const batch of batches.toReversed()) workOn(batch);
      return batches.flatMap((batch) => readBatch(batch, PATIENCE_MS) ?? statAgain(batch));
    },
  };
}

function statAgain({ root, paths }: StatBatch): PathStat[] {
  return paths.split('\0').map((path) => statFile(`${root}/${path}`));
}
