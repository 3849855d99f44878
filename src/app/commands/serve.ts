import type { Command } from 'commander';
import { examplesText } from '../../platform/cli/run-cli.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { startTelemetry } from '../../platform/telemetry/start-telemetry.ts';
import { refuseSecondServer } from '../refuse-second-server.ts';
import { readSettings } from '../settings.ts';
import type { Settings } from '../settings-schema.ts';
import type { WorkingContainer } from '../start-worker.ts';
import { VERSION } from '../version.ts';
import { waitForEnd } from '../wait-for-end.ts';
import { wholeNumber } from './index-folder.ts';

interface ServeFlags {
  host?: string;
  port?: number;
  /** Folders the worker serves. */
  roots?: string[] | undefined;
}

/** The options of whatever listens. */
export function addListenOptions(command: Command): Command {
  return command
    .option('--host <address>', 'address to listen on; any but loopback asks every caller for an API key')
    .option('--port <number>', 'port to listen on (default: 7717, or the next free one)', wholeNumber);
}

/** Settings with `--home`, `--host` and `--port` over them. */
export function settingsFor(session: CliSession, flags: ServeFlags): Promise<Settings> {
  return readSettings({
    ...(session.home === undefined ? {} : { home: session.home }),
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.port === undefined ? {} : { port: flags.port }),
    ...(flags.roots === undefined ? {} : { worker_roots: flags.roots }),
  });
}

/** `keelson serve`. */
export function registerServe(program: Command, session: CliSession): void {
  const command = program
    .command('serve')
    .description('Run the HTTP and MCP server and a worker until Ctrl-C')
    .option('--no-worker', 'serve only; workers run elsewhere')
    .addHelpText('after', examplesText(['keelson serve', 'keelson serve --host 0.0.0.0 --port 7717']));
  addListenOptions(command).action(async (flags: ServeFlags & { worker: boolean }) => {
    const settings = await settingsFor(session, flags);
    await refuseSecondServer(settings.home);
    const { openWithWorker } = await import('../start-worker.ts');
    const stopTelemetry = await startTelemetry(process.env, VERSION);
    const { container, worker, close } = flags.worker
      ? await openWithWorker(settings)
      : await openWithoutWorker(settings);
    try {
      const { startServer } = await import('../start-server.ts');
      const server = await startServer(container, worker);
      if (session.json) session.printJson({ url: server.url, mcp: `${server.url}/mcp`, pid: process.pid });
      else session.print(`Keelson serves ${server.url} (API at /docs, MCP at /mcp); Ctrl-C ends it`);
      await waitForEnd(session.signal);
      await server.close();
    } finally {
      await close();
      await stopTelemetry();
    }
  });
}

async function openWithoutWorker(
  settings: Settings,
): Promise<Pick<WorkingContainer, 'container' | 'close'> & { worker?: undefined }> {
  const { loadContainer } = await import('../load-container.ts');
  const container = await loadContainer(settings);
  return { container, close: () => container.close() };
}
