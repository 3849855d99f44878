import type { JobProgress } from '../../../kernel/job.ts';

/** Progress as stored. */
export interface StoredProgress {
  phase: string;
  files_done?: number;
  files_total?: number;
  bytes_done?: number;
  bytes_total?: number;
  current?: string;
  /** Of the phase, 0 to 100: by bytes where totals are known, else by files; left out where neither is. */
  percent?: number;
  /** What speed is reckoned from: milliseconds between the phase's first report and this one, and its counters then. */
  since?: { ms: number; files: number; bytes: number };
  /** Files of the whole job, as the last phase that counted them said: later phases may count none. */
  documents?: { done: number; total: number | null };
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

/**
 * Makes what turns the reports of one attempt, in order, into what is stored: with where each phase began, so that
 * whoever shows it can tell its speed.
 * @param now Milliseconds of a clock that only goes forward.
 */
export function trackProgress(now: () => number): (progress: JobProgress) => StoredProgress {
  let start: { phase: string; at: number; files: number; bytes: number } | undefined;
  let documents: StoredProgress['documents'];
  return (progress) => {
    const { phase, filesDone = 0, filesTotal, bytesDone = 0 } = progress;
    if (start?.phase !== phase) start = { phase, at: now(), files: filesDone, bytes: bytesDone };
    if (progress.filesDone !== undefined || filesTotal !== undefined) {
      documents = { done: filesDone, total: filesTotal ?? null };
    }
    return {
      ...storedProgress(progress),
      since: { ms: Math.round(now() - start.at), files: start.files, bytes: start.bytes },
      ...(documents === undefined ? {} : { documents }),
    };
  };
}

function share(done: number | undefined, total: number | undefined): number | undefined {
  if (done === undefined || total === undefined || total <= 0) return undefined;
  return Math.round(Math.min(100, Math.max(0, (100 * done) / total)) * 10) / 10;
}
