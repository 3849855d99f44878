import { LOCAL_USER } from '../platform/auth/authenticate.ts';
import type { Invoke } from '../platform/cli/build-commands.ts';
import { createHttpInvoke } from '../platform/cli/http-invoke.ts';
import type { CliSession } from '../platform/cli/session.ts';
import { newId } from '../kernel/ids.ts';
import { findServer } from './runtime-file.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings-schema.ts';
import type { Container } from './container.ts';

/** A way to run operations from the command line. */
export interface Reach {
  invoke: Invoke;
  /** Where the running server listens; undefined when this process does the work itself. */
  url: string | undefined;
  close: () => Promise<void>;
}

export interface ReachOptions {
  /** Whether jobs submitted here must also run: without a server, this process then brings a worker. */
  worker?: boolean;
  /** What the first of those jobs indexes. */
  folder?: string;
  /**
   * For what a server on a public address answers nobody before it is done: with no API key in the settings the
   * database is reached past it.
   */
  withoutKey?: boolean;
}

/**
 * The server that runs on this home, or, where none runs, the database opened by this process for as long as the
 * command takes.
 */
export async function reach(session: CliSession, options: ReachOptions = {}): Promise<Reach> {
  const settings = await readSettings(session.home === undefined ? {} : { home: session.home });
  const past = options.withoutKey === true && settings.api_key === undefined;
  const server = past ? undefined : await findServer(settings.home);
  if (server !== undefined) return overHttp(server.url, settings);
  return inProcess(settings, options);
}

/** Operations through a server. */
export function overHttp(url: string, { api_key: apiKey }: Settings): Reach {
  const invoke = createHttpInvoke({ baseUrl: url, ...(apiKey === undefined ? {} : { apiKey }) });
  return { invoke, url, close: async () => undefined };
}

/** Operations in this process, as the local user. */
export function runLocally(container: Container): Reach {
  const byName = new Map(container.operations.map((operation) => [operation.name, operation]));
  return {
    // The one that was wired with this home's settings: what a command describes itself by knows none.
    invoke: (operation, input, { signal }) =>
      container.run(
        byName.get(operation.name) ?? operation,
        { ...LOCAL_USER, requestId: newId(), door: 'cli', signal },
        input,
      ),
    url: undefined,
    close: () => container.close(),
  };
}

/** The heavy modules are imported here and not above: over HTTP a command needs none of them. */
async function inProcess(settings: Settings, { worker, folder }: ReachOptions): Promise<Reach> {
  if (worker !== true) {
    const { loadContainer } = await import('./load-container.ts');
    return runLocally(await loadContainer(settings));
  }
  const { openWithWorker } = await import('./start-worker.ts');
  const { container, close } = await openWithWorker(settings, folder);
  return { ...runLocally(container), close };
}
