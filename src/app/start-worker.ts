import { createWorker, type JobWorker } from '../contexts/jobs/index.ts';
import { moduleEntry } from '../platform/processes/module-entry.ts';
import type { Container } from './container.ts';
import type { ChildSettings } from './job-child.ts';

/** Starts a worker on this container's database; its jobs run in child processes. */
export async function startWorker(container: Container): Promise<JobWorker> {
  const { settings, database, log, target } = container;
  const childSettings: ChildSettings = { target, home: settings.home, logLevel: settings.log_level };
  const worker = createWorker({
    database,
    log,
    childEntry: moduleEntry(import.meta.url, './job-child.ts'),
    childSettings,
    concurrency: settings.worker_concurrency,
    retentionSeconds: settings.keep_finished_jobs_hours * 3600,
  });
  await worker.start();
  return worker;
}
