import type { Command } from 'commander';
import type { CliSession } from '../../platform/cli/session.ts';
import { settingsFor } from './serve.ts';
import { waitForEnd } from '../wait-for-end.ts';

/** `keelson worker`. */
export function registerWorker(program: Command, session: CliSession): void {
  program
    .command('worker')
    .description('Run a worker until Ctrl-C; any number may share one database')
    .action(async () => {
      const settings = await settingsFor(session, {});
      const { openWithWorker } = await import('../start-worker.ts');
      const { container, close } = await openWithWorker(settings);
      try {
        if (session.json) session.printJson({ pid: process.pid, concurrency: settings.worker_concurrency });
        else
          session.print(`Worker ${process.pid} is ready (${container.databaseDescription}); Ctrl-C ends it`);
        await waitForEnd(session.signal);
      } finally {
        await close();
      }
    });
}
