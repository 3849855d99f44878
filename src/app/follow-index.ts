import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import type { JobProgress } from '../kernel/job.ts';
import type { AnyOperation } from '../kernel/operation.ts';
import type { Invoke } from '../platform/cli/build-commands.ts';
import { createProgressDisplay } from '../platform/cli/progress.ts';
import type { CliSession } from '../platform/cli/session.ts';
import { IndexSummary } from './index-summary.ts';

/** Milliseconds between two looks at a job. */
const LOOK_MS = 50;

/** How long a database may be away at a time: after a crash it may replay minutes of its log. */
const DATABASE_PATIENCE_MS = 300_000;

/** What this module reads of a job; the operation's output has more. */
const JobView = z.object({
  status: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']),
  queue_position: z.number().nullable(),
  progress: z
    .object({
      phase: z.string(),
      files_done: z.number().optional(),
      files_total: z.number().optional(),
      bytes_done: z.number().optional(),
      bytes_total: z.number().optional(),
      current: z.string().optional(),
    })
    .nullable(),
  result: z.unknown(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
type JobView = z.output<typeof JobView>;

export interface FollowOptions {
  invoke: Invoke;
  operations: readonly AnyOperation[];
  session: CliSession;
}

/**
 * The operations that following needs. The whole catalogue takes a tenth of a second more to load, and even these
 * are loaded only when the database has begun to start.
 */
export async function queueOperations(): Promise<readonly AnyOperation[]> {
  const { createJobs } = await import('../contexts/jobs/index.ts');
  return createJobs().operations;
}

/**
 * Queues an index job and follows it to its end with live progress. A folder that is queued or running already is
 * not queued again: the job that has it is followed instead.
 * @throws AppError with the job's own code when it failed, `job_cancelled` when it was cancelled
 */
export async function indexFolder(
  options: FollowOptions,
  request: Record<string, unknown>,
): Promise<IndexSummary> {
  const { jobId, joined } = await submit(options, request);
  try {
    return IndexSummary.parse(await followJob(options, jobId));
  } catch (error) {
    // A job whose workers were killed once too often ends here; the next one goes on from its chunks.
    if (!joined || !(error instanceof AppError) || error.code !== 'worker_lost') throw error;
    return IndexSummary.parse(await followJob(options, (await submit(options, request)).jobId));
  }
}

/**
 * Follows a job to its end with live progress, and answers its result.
 * @throws AppError with the job's own code when it failed, `job_cancelled` when it was cancelled
 */
export async function followJob(options: FollowOptions, jobId: string): Promise<unknown> {
  const { session } = options;
  const display = createProgressDisplay({ terminal: session.terminal, json: session.json });
  try {
    for (;;) {
      const job = JobView.parse(await look(options, jobId));
      if (job.status === 'completed') return job.result;
      if (job.status === 'failed') throw failureOf(job);
      if (job.status === 'cancelled')
        throw new AppError('conflict', 'job_cancelled', `Job ${jobId} was cancelled`);
      display.update(progressOf(job));
      await sleep(LOOK_MS, undefined, { signal: session.signal });
    }
  } finally {
    display.done();
  }
}

/** A database that ends and comes back does not end the job, so nor does it end the wait for it. */
async function look(options: FollowOptions, jobId: string): Promise<unknown> {
  const deadline = performance.now() + DATABASE_PATIENCE_MS;
  for (;;) {
    try {
      return await callNamed(options, 'jobs.get', { job_id: jobId });
    } catch (error) {
      const away = error instanceof AppError && error.code === 'database_unavailable';
      if (!away || performance.now() > deadline) throw error;
      await sleep(LOOK_MS, undefined, { signal: options.session.signal });
    }
  }
}

async function submit(
  options: FollowOptions,
  request: Record<string, unknown>,
): Promise<{ jobId: string; joined: boolean }> {
  try {
    const answer = await callNamed(options, 'jobs.submit_index', request);
    return { jobId: z.object({ job_id: z.string() }).parse(answer).job_id, joined: false };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'already_queued') throw error;
    const jobId = z.string().parse(error.extra['job_id']);
    options.session.note(`This folder is being indexed already; following job ${jobId}`);
    return { jobId, joined: true };
  }
}

/** Runs the operation of this name. */
export function callNamed(
  { invoke, operations, session }: FollowOptions,
  name: string,
  input: Record<string, unknown>,
): Promise<unknown> {
  const operation = operations.find((one) => one.name === name);
  if (operation === undefined) throw new TypeError(`No operation is named ${name}`);
  return invoke(operation, input, { signal: session.signal });
}

function failureOf({ error }: JobView): AppError {
  return new AppError('unprocessable', error?.code ?? 'job_failed', error?.message ?? 'The job failed');
}

function progressOf({ status, progress, queue_position: position }: JobView): JobProgress {
  if (progress === null) return { phase: status === 'queued' ? `queued (${position ?? '?'})` : 'starting' };
  const { phase, files_done, files_total, bytes_done, bytes_total, current } = progress;
  return {
    phase,
    ...(files_done === undefined ? {} : { filesDone: files_done }),
    ...(files_total === undefined ? {} : { filesTotal: files_total }),
    ...(bytes_done === undefined ? {} : { bytesDone: bytes_done }),
    ...(bytes_total === undefined ? {} : { bytesTotal: bytes_total }),
    ...(current === undefined ? {} : { current }),
  };
}
