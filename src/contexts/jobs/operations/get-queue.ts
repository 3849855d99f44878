import { operation } from '../../../kernel/operation.ts';
import { jobFigures } from '../domain/job-figures.ts';
import { showProgress } from '../domain/show-progress.ts';
import { GetQueue, QueueState } from '../schemas.ts';
import { readQueue } from '../store/read-queue.ts';
import type { QueueRow } from '../store/read-queue.ts';

/** Cheap enough to be asked with every health check: one statement, however many jobs have ended. */
export const getQueue = operation({
  name: 'jobs.get_queue',
  summary: 'Show how many jobs wait and run, and how far the running one is',
  access: 'jobs:read',
  effect: 'read',
  input: GetQueue,
  output: QueueState,
  http: { method: 'GET', path: '/index/queue' },
  async run({ tx, tenant, now }) {
    const { queued, running, job } = await readQueue(tx, tenant);
    return {
      value: {
        queued_jobs_count: queued,
        running_jobs_count: running,
        running_job_id: job?.job_id ?? null,
        running_job: job === null ? null : describe(job, now),
      },
    };
  },
});

function describe(job: NonNullable<QueueRow['job']>, now: Date) {
  const facts = { ...job, status: 'running' as const, completed_at: null, result: null };
  const { progress_percent, timings } = jobFigures(facts, now);
  const { progress, progress_updated_at: at } = job;
  const shown =
    progress === null || at === null ? undefined : showProgress(progress, now.getTime() - at.getTime());
  return {
    kind: job.kind,
    folder_path: job.folder_path,
    phase: shown?.phase ?? null,
    progress_percent,
    eta_seconds: shown?.eta_seconds ?? null,
    running_ms: timings.ran_ms ?? 0,
  };
}
