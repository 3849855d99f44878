import type { Command } from 'commander';
import { examplesText } from '../../platform/cli/run-cli.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { settingsFor } from './serve.ts';
import { waitForEnd } from '../wait-for-end.ts';

/** `keelson worker`. */
export function registerWorker(program: Command, session: CliSession): void {
  program
    .command('worker')
    .description('Run a worker until Ctrl-C; any number may share one database')
    .option(
      '--roots <folders>',
      'take jobs of these folders alone (repeat it, or separate them by commas); `none` for no folder',
      (value: string, before: string[] | undefined) => [...(before ?? []), ...value.split(',')],
    )
    .addHelpText(
      'after',
      examplesText(['keelson worker --roots /srv/code,/srv/vendor', 'keelson worker --roots none']),
    )
    .action(async ({ roots }: { roots?: string[] }) => {
      const settings = await settingsFor(session, { roots });
      const { openWithWorker } = await import('../start-worker.ts');
      const { container, close } = await openWithWorker(settings);
      try {
        if (session.json)
          session.printJson({
            pid: process.pid,
            concurrency: settings.worker_concurrency,
            roots: roots ?? null,
          });
        else
          session.print(`Worker ${process.pid} is ready (${container.databaseDescription}); Ctrl-C ends it`);
        await waitForEnd(session.signal);
      } finally {
        await close();
      }
    });
}
