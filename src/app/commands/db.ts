import type { Command } from 'commander';
import { AppError } from '../../kernel/errors.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { settingsFor } from './serve.ts';

/** `keelson db worker-url`. */
export function registerDb(program: Command, session: CliSession): void {
  const db = program.command('db').description('Look after the external database');
  db.command('worker-url')
    .description('Make the login that workers on other machines need, and print their KEELSON_DATABASE_URL')
    .action(async () => {
      const { database_url: url } = await settingsFor(session, {});
      if (url === undefined) {
        throw new AppError(
          'invalid',
          'no_database_url',
          'Set KEELSON_DATABASE_URL, with the owner of the database: the embedded one is of this machine alone',
        );
      }
      const workerUrl = await makeWorkerUrl(url);
      if (session.json) session.printJson({ database_url: workerUrl });
      else session.print(workerUrl);
    });
}

async function makeWorkerUrl(url: string): Promise<string> {
  const [
    { externalTarget },
    { loaderUrl },
    { makeLoaderRole },
    { migrate },
    { allMigrations },
    { WORKER_RIGHTS },
  ] = await Promise.all([
    import('../../platform/db/external-target.ts'),
    import('../../platform/db/external-url.ts'),
    import('../../platform/db/loader-role.ts'),
    import('../../platform/db/migrate.ts'),
    import('../migrations.ts'),
    import('../worker-rights.ts'),
  ]);
  const target = await externalTarget(url);
  await migrate(target, allMigrations());
  await makeLoaderRole(target, WORKER_RIGHTS);
  return loaderUrl(url);
}
