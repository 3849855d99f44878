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
  | { type: 'run'; job: JobOrder }
  | { type: 'stop'; reason: StopReason };

/** From a child process to its worker. */
export type FromChild =
  | { type: 'ready'; kinds: string[] }
  | { type: 'progress'; jobId: string; progress: JobProgress }
  /** `result` is JSON text. */
  | { type: 'completed'; jobId: string; result: string }
  | { type: 'handed_out'; jobId: string; children: readonly ChildJob[] }
  | { type: 'failed'; jobId: string; kind: ErrorKind; code: string; message: string; detail?: string };
