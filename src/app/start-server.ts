import { systemClock } from '../kernel/clock.ts';
import { newId } from '../kernel/ids.ts';
import { createAuthenticator } from '../platform/auth/authenticate.ts';
import { createHttpApp } from '../platform/http/create-http-app.ts';
import { listen } from '../platform/http/listen.ts';
import { createMcpServerFactory } from '../platform/mcp/create-server-factory.ts';
import { serveMcpHttp } from '../platform/mcp/serve-http.ts';
import { createJobFeed } from '../contexts/jobs/index.ts';
import type { Container } from './container.ts';
import { healthContributors, queueFigures } from './health.ts';
import { jobEventRoutes } from './job-event-routes.ts';
import { announce, withdraw } from './runtime-file.ts';
import { VERSION } from './version.ts';
import type { JobWorker } from '../contexts/jobs/index.ts';

/** A server that answers HTTP and MCP. */
export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** Serves the catalogue over HTTP and MCP, and announces it to other commands of this home. */
export async function startServer(
  container: Container,
  worker: JobWorker | undefined,
): Promise<RunningServer> {
  const { settings, operations, run, log, trace, database } = container;
  const instance = newId();
  const mcp = serveMcpHttp(
    createMcpServerFactory({
      operations,
      run,
      toolsets: settings.mcp_toolsets,
      info: { name: 'keelson', title: 'Keelson', version: VERSION },
    }),
    (error) => log.info({ err: error }, 'An MCP request was refused'),
  );
  const app = createHttpApp({
    operations,
    run,
    auth: createAuthenticator({ database, clock: systemClock, requireKey: settings.require_key }),
    config: { allowedHosts: settings.allowed_hosts, allowedOrigins: settings.allowed_origins },
    health: {
      contributors: healthContributors(container, worker),
      figures: (caller) => queueFigures(container, caller),
      version: VERSION,
      instance,
    },
    log,
    trace,
    newId,
    routes: [mcp.route, ...jobEventRoutes({ feed: createJobFeed({ database, log }), operations, run, log })],
  });
  const { host, port } = settings;
  const listener = await listen(app, port === undefined ? { host } : { host, port, strict: true });
  try {
    announce(settings.home, {
      pid: process.pid,
      url: listener.url,
      instance,
      version: VERSION,
      started_at: new Date().toISOString(),
    });
  } catch (error) {
    await listener.close();
    throw error;
  }
  return {
    url: listener.url,
    async close() {
      withdraw(settings.home, instance);
      await mcp.close();
      await listener.close();
    },
  };
}
