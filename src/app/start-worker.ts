import path from 'node:path';
import type { JobWorker } from '../contexts/jobs/index.ts';
import { forkChild } from '../contexts/jobs/worker/start-child.ts';
import { programEntry } from '../platform/processes/program-entry.ts';
import type { Container } from './container.ts';
import type { ChildSettings } from './job-child.ts';
import { followWatched } from './follow-watched.ts';
import { loadContainer } from './load-container.ts';
import { objectPlace, sharesChunks } from './object-place.ts';
import type { Settings } from './settings-schema.ts';

/** A container, and a worker that runs jobs of its database in child processes. */
export interface WorkingContainer {
  container: Container;
  worker: JobWorker;
  /** Stops the worker, handing its jobs back to the queue, and closes the container. */
  close: () => Promise<void>;
}

/**
 * Opens a container and starts a worker on it. The first job process loads its modules while the database starts, and
 * lists `folder`, which is to be indexed then.
 */
export async function openWithWorker(settings: Settings, folder?: string): Promise<WorkingContainer> {
  const entry = programEntry('job-child');
  const firstChild = forkChild(entry, folder === undefined ? [] : [path.resolve(folder)]);
  try {
    const { workerRoots } = await import('./worker-roots.ts');
    const roots = await workerRoots(settings.worker_roots);
    const container = await loadContainer(settings);
    try {
      const { createWorker } = await import('../contexts/jobs/index.ts');
      const { database, log, target } = container;
      const childSettings: ChildSettings = {
        target,
        home: settings.home,
        objects: objectPlace(settings),
        sharesChunks: sharesChunks(settings),
        git: {
          hosts: settings.git_hosts,
          roots: settings.allowed_roots,
          maxBytes: settings.git_max_bytes,
        },
        logLevel: settings.log_level,
      };
      const worker = createWorker({
        roots,
        database,
        log,
        childEntry: entry,
        firstChild,
        childSettings,
        concurrency: settings.worker_concurrency,
        retentionSeconds: settings.keep_finished_jobs_hours * 3600,
      });
      await worker.start();
      const stopFollowing = await followWatched(container, roots).catch(async (error: unknown) => {
        await worker.stop({ drain: false });
        throw error;
      });
      const close = async (): Promise<void> => {
        try {
          await stopFollowing();
          await worker.stop({ drain: false });
        } finally {
          await container.close();
        }
      };
      return { container, worker, close };
    } catch (error) {
      await container.close();
      throw error;
    }
  } catch (error) {
    firstChild.kill();
    throw error;
  }
}
