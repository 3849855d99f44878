import type { Command } from 'commander';
import type { JobWorker } from '../../contexts/jobs/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { examplesText } from '../../platform/cli/run-cli.ts';
import { isGitUrl } from '../../platform/git/git-url.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { paint } from '../../platform/cli/terminal.ts';
import { startTelemetry } from '../../platform/telemetry/start-telemetry.ts';
import type { Container } from '../container.ts';
import { type FollowOptions, indexFolder, queueOperations } from '../follow-index.ts';
import { type IndexSummary, renderSummary } from '../index-summary.ts';
import { overHttp, reach, type Reach, runLocally } from '../reach.ts';
import { findServer } from '../runtime-file.ts';
import type { RunningServer } from '../start-server.ts';
import { tellDryRun } from '../tell-dry-run.ts';
import { VERSION } from '../version.ts';
import { watchIndex } from '../watch-index.ts';
import { waitForEnd } from '../wait-for-end.ts';
import { addIndexOptions, indexRequest, localFolder } from './index-folder.ts';
import { addListenOptions, settingsFor } from './serve.ts';

interface UpFlags {
  once?: boolean;
  watch?: boolean;
  host?: string;
  port?: number;
  chunkSize?: string;
  parallel?: number;
  dryRun?: boolean;
}

/** `keelson up [PATH]`. */
export function registerUp(program: Command, session: CliSession): void {
  const command = program
    .command('up')
    .description('Start database, worker, HTTP and MCP, index a folder and stay up until Ctrl-C')
    .argument('[path]', 'folder to index, or the URL of a repository', '.')
    .option('--once', 'end when the index is loaded')
    .option('--watch', 'index what changes, for as long as it is up')
    .addHelpText('after', examplesText(['keelson up .', 'keelson up ~/src/linux --once --json']));
  addIndexOptions(addListenOptions(command)).action((folder: string, flags: UpFlags) =>
    up(session, folder, flags),
  );
}

async function up(session: CliSession, folder: string, flags: UpFlags): Promise<void> {
  if (flags.watch === true && (flags.once === true || session.json)) {
    throw new AppError('invalid', 'invalid_input', '--watch goes neither with --once nor with --json');
  }
  if (flags.watch === true && isGitUrl(folder)) {
    throw new AppError('invalid', 'invalid_input', '--watch follows a folder, not the URL of a repository');
  }
  if (flags.dryRun === true) {
    if (flags.watch === true)
      throw new AppError('invalid', 'invalid_input', '--watch goes not with --dry-run');
    return dryRun(session, folder, flags);
  }
  const settings = await settingsFor(session, flags);
  const running = await findServer(settings.home);
  if (running !== undefined) {
    session.note(`Keelson runs already at ${running.url} (process ${running.pid}); indexing there`);
    const way = overHttp(running.url, settings);
    if (flags.watch === true) {
      await tell(session, way, await indexWith(session, way, folder, flags), running.url);
      return watchIndex(await followOf(session, way), indexRequest(folder, flags));
    }
    return tell(session, way, await indexWith(session, way, folder, flags), running.url);
  }
  const { openWithWorker } = await import('../start-worker.ts');
  const stopTelemetry = await startTelemetry(process.env, VERSION);
  const { container, worker, close } = await openWithWorker(settings, localFolder(folder).folder);
  try {
    const server = flags.once === true ? undefined : await listen(container, worker);
    try {
      const way = runLocally(container);
      await tell(session, way, await indexWith(session, way, folder, flags), server?.url);
      if (server === undefined) return;
      // A watch says by itself how it ends.
      if (flags.watch === true)
        return await watchIndex(await followOf(session, way), indexRequest(folder, flags));
      session.note(paint.dim('Ctrl-C ends it'));
      await waitForEnd(session.signal);
    } finally {
      await server?.close();
    }
  } finally {
    await close();
    await stopTelemetry();
  }
}

/** Says what would be indexed, and ends. */
async function dryRun(session: CliSession, folder: string, flags: UpFlags): Promise<void> {
  const way = await reach(session, { worker: true, ...localFolder(folder) });
  try {
    await tellDryRun(await followOf(session, way), indexRequest(folder, flags));
  } finally {
    await way.close();
  }
}

async function listen(container: Container, worker: JobWorker): Promise<RunningServer> {
  const { startServer } = await import('../start-server.ts');
  return startServer(container, worker);
}

async function indexWith(
  session: CliSession,
  way: Reach,
  folder: string,
  flags: UpFlags,
): Promise<IndexSummary> {
  return indexFolder(await followOf(session, way), indexRequest(folder, flags));
}

async function followOf(session: CliSession, { invoke }: Reach): Promise<FollowOptions> {
  return { invoke, operations: await queueOperations(), session };
}

/** The closing words: what was found, what to ask, and how a client connects. */
async function tell(
  session: CliSession,
  way: Reach,
  summary: IndexSummary,
  url: string | undefined,
): Promise<void> {
  if (session.json) return session.printJson(summary);
  const lines = [renderSummary(summary)];
  const { exampleQuestions } = await import('../example-questions.ts');
  const questions = await exampleQuestions(session, way, summary.repository);
  if (questions.length > 0)
    lines.push('', paint.bold('Ask'), ...questions.map((question) => `  ${question}`));
  if (url !== undefined) {
    lines.push(
      '',
      paint.bold('Connect'),
      `  HTTP      ${url}   (API: ${url}/docs)`,
      `  MCP       ${url}/mcp`,
      '  a client  keelson connect claude   (or codex, cursor, vscode)',
    );
  }
  session.print(lines.join('\n'));
}
