import type { JobStatus } from './job-status.ts';
import type { StoredProgress } from './progress.ts';

/** What the figures of a job are reckoned from. */
export interface FigureFacts {
  status: JobStatus;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  progress: StoredProgress | null;
  result: unknown;
}

/** A job in numbers. */
export interface JobFigures {
  /** Of the whole job, 0 to 100; 100 once it is completed and not before. */
  progress_percent: number;
  /** Files there are; null where the job has not said. */
  total_documents: number | null;
  /** Files that are done. */
  processed_documents: number;
  /** Milliseconds from being queued to the start of the last attempt (until now or the end, without one), and of that attempt. */
  timings: { waited_ms: number; ran_ms: number | null };
}

/** Below 100 until the end: what follows the last count, such as building indexes, takes its time too. */
const MOST_BEFORE_THE_END = 99;

/** Reckons the figures of a job at a time. */
export function jobFigures(job: FigureFacts, now: Date): JobFigures {
  const { status, progress, started_at: started, completed_at: ended } = job;
  const { done, total } = documentsOf(job);
  const end = ended ?? now;
  return {
    progress_percent: percentOf(status, progress, done, total),
    total_documents: total,
    processed_documents: done,
    timings: {
      waited_ms: span(job.created_at, started ?? end),
      ran_ms: started === null ? null : span(started, end),
    },
  };
}

/** An earlier attempt's count says nothing of a job that waits. */
function documentsOf({ status, progress, result }: FigureFacts): { done: number; total: number | null } {
  if (status === 'queued') return { done: 0, total: null };
  const indexed = status === 'completed' ? filesOf(result) : undefined;
  if (indexed !== undefined) return { done: indexed, total: indexed };
  return progress?.documents ?? { done: progress?.files_done ?? 0, total: progress?.files_total ?? null };
}

function percentOf(
  status: JobStatus,
  progress: StoredProgress | null,
  done: number,
  total: number | null,
): number {
  if (status === 'completed') return 100;
  if (status === 'queued') return 0;
  const percent = progress?.percent ?? (total === null || total === 0 ? 0 : (100 * done) / total);
  return Math.min(MOST_BEFORE_THE_END, Math.round(percent * 10) / 10);
}

/** Files of an index job's answer. */
function filesOf(result: unknown): number | undefined {
  const files = typeof result === 'object' && result !== null && 'files' in result ? result.files : undefined;
  return typeof files === 'number' ? files : undefined;
}

/** Never negative: two machines' clocks may differ. */
function span(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime());
}
