import type { Actor } from '../../../kernel/context.ts';
import type { ErrorKind } from '../../../kernel/errors.ts';
import type { ChildJob, JobProgress } from '../../../kernel/job.ts';

/** Why a running job is told to stop. */
export type StopReason = 'cancelled' | 'timed_out' | 'shutdown' | 'lease_lost';

/** What a child is told of the job it runs. */
export interface JobOrder {
  jobId: string;
  tenant: number;
  kind: string;
  input: unknown;
  actor: Actor;
  attempt: number;
  leaseToken: string;
  /** Folders the worker serves; every one when not given. */
  roots?: readonly string[];
}

/** From the worker to its child process. */
export type ToChild =
  /** The first message: whatever the application's entry needs, e.g. where the database is. */
  | { type: 'set_up'; settings: unknown }
  /**
   * Jobs to run after those that were handed over before. With `from`, those that had not begun are not to be run, and
   * the first of these has that number.
   */
  | { type: 'run'; jobs: readonly JobOrder[]; from?: number }
  | { type: 'stop'; jobId: string; reason: StopReason };

/**
 * Whether the process goes on to the next job by itself. What a job has handed out goes before the jobs behind it, so
 * these are handed back; and a process in which a handler may have left work behind is ended.
 */
export function goesOn(end: JobEnd): boolean {
  return end.type !== 'handed_out' && !leavesWork(end);
}

/** Whether a handler may have left work behind: it was stopped, or failed in a way nobody foresaw. */
export function leavesWork(end: JobEnd): boolean {
  return end.type === 'failed' && (end.kind === 'internal' || end.kind === 'cancelled');
}

/** Descriptor of a job process whose other end only the worker holds: it ends when the worker does. */
export const LIFELINE_FD = 4;

/** Descriptor over which a job process says its {@link FromChild}, each a line of JSON. */
export const WORDS_FD = 5;

/** What the worker says on the lifeline to get back the jobs that have not begun. */
export const TAKE_BACK = 'take_back';

/** From a child process to its worker. */
export type FromChild =
  | { type: 'ready'; kinds: string[] }
  | { type: 'progress'; jobId: string; progress: JobProgress }
  | JobEnd;

/** How a handler ended, and in how many milliseconds. */
export type JobEnd = { jobId: string; ms: number } & (
  | /** `result` is JSON text. */ { type: 'completed'; result: string }
  | { type: 'handed_out'; children: readonly ChildJob[] }
  | { type: 'failed'; kind: ErrorKind; code: string; message: string; detail?: string }
);
