import type { Command } from 'commander';
import { z } from 'zod';
import type { CliSession } from '../../platform/cli/session.ts';
import { formatCount, formatDuration } from '../../platform/cli/format.ts';
import { renderTable } from '../../platform/cli/table.ts';
import { paint } from '../../platform/cli/terminal.ts';
import { allOperations } from '../catalogue.ts';
import { reach, type Reach } from '../reach.ts';
import { findServer } from '../runtime-file.ts';
import { VERSION } from '../version.ts';
import { settingsFor } from './serve.ts';

const Queue = z.object({
  queued_jobs_count: z.number(),
  running_jobs_count: z.number(),
  running_job_id: z.string().nullable(),
  running_job: z
    .object({
      kind: z.string(),
      folder_path: z.string().nullable(),
      phase: z.string().nullable(),
      progress_percent: z.number(),
      eta_seconds: z.number().nullable(),
      running_ms: z.number(),
    })
    .nullable(),
});
const Repositories = z.object({
  repositories: z.array(
    z.object({ path: z.string(), files: z.number(), symbols: z.number(), loaded_at: z.string() }),
  ),
});

/** `keelson status`. */
export function registerStatus(program: Command, session: CliSession): void {
  program
    .command('status')
    .description('Show the server of this home folder, its queue and what is indexed')
    .action(async () => {
      const { home } = await settingsFor(session, {});
      const server = await findServer(home);
      const way = await reach(session);
      try {
        const queue = Queue.parse(await ask(session, way, 'jobs.get_queue', {}));
        const { repositories } = Repositories.parse(
          await ask(session, way, 'indexing.list_repositories', {}),
        );
        const status = { version: VERSION, home, server: server ?? null, ...queue, repositories };
        if (session.json) session.printJson(status);
        else session.print(render(status));
      } finally {
        await way.close();
      }
    });
}

function ask(
  session: CliSession,
  way: Reach,
  name: string,
  input: Record<string, unknown>,
): Promise<unknown> {
  const operation = allOperations({}).find((one) => one.name === name)!;
  return way.invoke(operation, input, { signal: session.signal });
}

type Status = z.output<typeof Queue> &
  z.output<typeof Repositories> & {
    version: string;
    home: string;
    server: { url: string; pid: number } | null;
  };

function runningJob({ running_job: job, running_job_id: id }: Status): string[] {
  if (job === null) return [];
  const how = [
    job.folder_path ?? job.kind,
    job.phase ?? 'starting',
    `${job.progress_percent} %`,
    `for ${formatDuration(job.running_ms)}`,
  ];
  return [`running   ${id}: ${how.join(', ')}`];
}

function render(status: Status): string {
  const { server, repositories } = status;
  const lines = [
    `${paint.bold('Keelson')} ${status.version}, home ${status.home}`,
    server === null
      ? 'server    not running; `keelson up` starts it'
      : `server    ${server.url} (process ${server.pid})`,
    `queue     ${status.queued_jobs_count} queued, ${status.running_jobs_count} running`,
    ...runningJob(status),
  ];
  if (repositories.length === 0) return [...lines, 'indexed   nothing yet; `keelson index PATH`'].join('\n');
  const rows = repositories.map((one) => [
    one.path,
    formatCount(one.files),
    formatCount(one.symbols),
    one.loaded_at,
  ]);
  const columns = [
    { title: 'repository' },
    { title: 'files', align: 'right' as const },
    { title: 'symbols', align: 'right' as const },
    { title: 'indexed at' },
  ];
  return [...lines, '', renderTable(columns, rows)].join('\n');
}
