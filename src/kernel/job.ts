import type { z } from 'zod';
import type { Actor } from './context.ts';

/** How far a job is. Counters only grow within a phase; unknown totals are left out. */
export interface JobProgress {
  /** Short name of the step, e.g. `scan`, `load`, `index`. */
  phase: string;
  filesDone?: number;
  filesTotal?: number;
  bytesDone?: number;
  bytesTotal?: number;
  /** What is being worked on, relative to the job's folder. */
  current?: string;
}

/** Reports progress; cheap to call often (the sender throttles). */
export type ReportProgress = (progress: JobProgress) => void;

/** A job that another hands out; it runs for the same tenant and on behalf of the same actor. */
export interface ChildJob {
  kind: string;
  /** Checked again by the handler's schema before it runs. */
  input: Readonly<Record<string, unknown>>;
  /** Folder a worker must serve to take it; the one that the job itself needs when not given. */
  needsFolder?: string;
  /** How much of the parent's work it is, for progress. */
  files?: number;
  bytes?: number;
}

/** What a job that was handed out has answered. */
export interface ChildResult {
  jobId: string;
  input: unknown;
  result: unknown;
}

/** A statement on a connection that is bound to the job's tenant. */
export type QueryFunction = (sql: string, parameters: readonly unknown[]) => Promise<unknown[]>;

/** What a handler is given. Long work commits step by step, and stops between steps when `signal` fires. */
export interface JobContext {
  jobId: string;
  tenant: number;
  actor: Actor;
  /** Fires on cancel, timeout and shutdown. */
  signal: AbortSignal;
  /** 1 for the first try. */
  attempt: number;
  /**
   * Throws when this process no longer holds the job's lease. Call it inside the transaction of each step
   * (pass that transaction's query function), so that a worker that was declared dead can commit nothing.
   */
  assertLease(query: QueryFunction): Promise<void>;
  /**
   * For work that can wait: throws when another job of the tenant finds no worker, which puts this one back into the
   * queue without a loss of attempts. It may be called often, with the query function of any connection that is
   * bound to the tenant; what has not been committed is done again.
   */
  giveWay(query: QueryFunction): Promise<void>;
  /**
   * Ends this run by throwing: the jobs are queued, right behind this one and in this order, and this one waits for
   * them without a worker. When the last of them has completed it runs again, as the same attempt; when one fails for
   * good it fails with that one's error, and the others are cancelled.
   */
  handOut(children: readonly ChildJob[]): never;
  /** What the jobs it has handed out have answered, in order; none before it hands out any. */
  childResults(query: QueryFunction): Promise<readonly ChildResult[]>;
}

/** Long work, described once: what a worker runs for jobs of this kind. */
export interface JobHandler<Input extends z.ZodType = z.ZodType, Result = unknown> {
  /** `<context>.<verb_noun>`. */
  kind: string;
  input: Input;
  run(context: JobContext, input: z.output<Input>, progress: ReportProgress): Promise<Result>;
}

/** A handler whose schema is forgotten, as the worker's registry holds it. */
// oxlint-disable-next-line typescript/no-explicit-any -- a registry has no common input type
export type AnyJobHandler = JobHandler<any>;
