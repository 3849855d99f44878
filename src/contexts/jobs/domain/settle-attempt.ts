import type { ErrorKind } from '../../../kernel/errors.ts';
import type { ChildJob } from '../../../kernel/job.ts';

/** What went wrong with a job, as stored and shown. */
export interface JobError {
  code: string;
  message: string;
}

/** How one attempt at a job ended. */
export type AttemptEnd =
  /** `result` is JSON text, here and in {@link Settlement}. */
  | { how: 'completed'; result: string }
  /** The handler threw. */
  | { how: 'failed'; kind: ErrorKind; error: JobError }
  /** The process that ran it ended by itself, or was killed from outside. */
  | { how: 'died'; detail: string }
  | { how: 'timed_out' }
  | { how: 'cancelled' }
  /** The worker shuts down and the attempt does not count. */
  | { how: 'handed_back' }
  /** It let another job go first, and the attempt does not count. */
  | { how: 'gave_way' }
  /** It waits for other jobs, and the attempt does not count. */
  | { how: 'handed_out'; children: readonly ChildJob[] };

/** Code of the error by which a handler lets others go first. */
export const GAVE_WAY = 'gave_way';
/** Seconds that the others have to be taken, though their places come later. */
const GIVE_WAY_SECONDS = 2;

/** What becomes of the job. `refund` gives the attempt back. */
export type Settlement =
  | { status: 'completed'; result: string }
  | { status: 'failed'; error: JobError }
  | { status: 'cancelled' }
  | {
      status: 'queued';
      delaySeconds: number;
      refund: boolean;
      error: JobError | null;
      children?: readonly ChildJob[];
    };

/** The numbers of a job that settling needs. */
export interface Attempts {
  /** 1 for the first try. */
  attempt: number;
  maxAttempts: number;
  timeoutSeconds: number;
}

/** Kinds that may go away by themselves; the rest says the same thing every time it is tried. */
const RETRYABLE: ReadonlySet<ErrorKind> = new Set([
  'conflict',
  'too_many',
  'unavailable',
  'cancelled',
  'internal',
]);

/** Whether another attempt may succeed where this error ended one. */
export function isRetryable(kind: ErrorKind): boolean {
  return RETRYABLE.has(kind);
}

const LONGEST_BACKOFF_SECONDS = 300;

/** Seconds to wait after the given failed attempt: base, 4 × base, 16 × base …, five minutes at most. */
export function backoffSeconds(attempt: number, baseSeconds: number): number {
  return Math.min(LONGEST_BACKOFF_SECONDS, baseSeconds * 4 ** (attempt - 1));
}

/** Decides what becomes of a job whose attempt has ended. */
export function settleAttempt(end: AttemptEnd, job: Attempts, backoffBaseSeconds: number): Settlement {
  const retry = (error: JobError): Settlement =>
    job.attempt >= job.maxAttempts
      ? { status: 'failed', error }
      : {
          status: 'queued',
          delaySeconds: backoffSeconds(job.attempt, backoffBaseSeconds),
          refund: false,
          error,
        };
  switch (end.how) {
    case 'completed':
      return { status: 'completed', result: end.result };
    case 'cancelled':
      return { status: 'cancelled' };
    case 'handed_back':
      return { status: 'queued', delaySeconds: 0, refund: true, error: null };
    case 'gave_way':
      return { status: 'queued', delaySeconds: GIVE_WAY_SECONDS, refund: true, error: null };
    case 'handed_out':
      return { status: 'queued', delaySeconds: 0, refund: true, error: null, children: end.children };
    case 'timed_out':
      return { status: 'failed', error: timedOut(job.timeoutSeconds) };
    case 'died':
      return retry(processDied(end.detail, job));
    default:
      return isRetryable(end.kind) ? retry(end.error) : { status: 'failed', error: end.error };
  }
}

function timedOut(seconds: number): JobError {
  return {
    code: 'timed_out',
    message: `The job ran longer than its limit of ${seconds} s and was ended; submit it again with a smaller scope or a higher limit`,
  };
}

function processDied(detail: string, job: Attempts): JobError {
  return {
    code: 'process_died',
    message: `The process that ran the job ended before the job did (${detail}), at attempt ${job.attempt} of ${job.maxAttempts}; the server's log may say why`,
  };
}

/** The error of a job whose last allowed attempt was lost together with its worker. */
export const WORKER_LOST: JobError = {
  code: 'worker_lost',
  message:
    'The worker that ran the job disappeared at its last attempt; see whether the machine ran out of memory, then submit it again',
};
