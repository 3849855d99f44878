import type { JobProgress } from '../../../kernel/job.ts';

/** Progress as stored and shown. */
export interface StoredProgress {
  phase: string;
  files_done?: number;
  files_total?: number;
  bytes_done?: number;
  bytes_total?: number;
  current?: string;
  /** Of the phase, 0 to 100: by bytes where totals are known, else by files; left out where neither is. */
  percent?: number;
}

/** Characters kept of `current`. */
const LONGEST_CURRENT = 500;

/** Turns what a handler reports into what is stored. */
export function storedProgress(progress: JobProgress): StoredProgress {
  const percent =
    share(progress.bytesDone, progress.bytesTotal) ?? share(progress.filesDone, progress.filesTotal);
  return {
    phase: progress.phase,
    ...(progress.filesDone === undefined ? {} : { files_done: progress.filesDone }),
    ...(progress.filesTotal === undefined ? {} : { files_total: progress.filesTotal }),
    ...(progress.bytesDone === undefined ? {} : { bytes_done: progress.bytesDone }),
    ...(progress.bytesTotal === undefined ? {} : { bytes_total: progress.bytesTotal }),
    ...(progress.current === undefined ? {} : { current: progress.current.slice(0, LONGEST_CURRENT) }),
    ...(percent === undefined ? {} : { percent }),
  };
}

function share(done: number | undefined, total: number | undefined): number | undefined {
  if (done === undefined || total === undefined || total <= 0) return undefined;
  return Math.round(Math.min(100, Math.max(0, (100 * done) / total)) * 10) / 10;
}
