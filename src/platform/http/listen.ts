import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { AppError, messageOf } from '../../kernel/errors.ts';
import { isLoopbackAddress } from './check-source.ts';
import { answerBrokenRequest, problemForBadTarget } from './broken-request.ts';
import type { HttpEnv } from './create-http-app.ts';
import type { Connection } from './exchange.ts';

export interface ListenOptions {
  /** 127.0.0.1 when not given. */
  host?: string;
  /** 7717 when not given; 0 for any free one. */
  port?: number;
  /** Whether the port must be this one; otherwise the next free one of the 20 after it is taken. */
  strict?: boolean;
  /** How long running requests may take to finish at close; 10 s when not given. */
  graceMs?: number;
}

export interface Listener {
  host: string;
  port: number;
  /** Where clients reach it, e.g. `http://127.0.0.1:7717`. */
  url: string;
  /** Stops accepting, lets running requests finish for the time of grace, then cuts what is left. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 7717;
const PORTS_TRIED = 21;
const GRACE_MS = 10_000;
/** How often a closing server lets go of connections that have become idle. */
const IDLE_SWEEP_MS = 20;

/** Bounds on how long a request may dribble in and how large its head may be. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16_384,
};

function explain(thrown: unknown, host: string, port: number): AppError {
  const code = (thrown as { code?: unknown }).code;
  const options = { cause: thrown };
  if (code === 'EADDRINUSE') {
    return new AppError(
      'conflict',
      'port_in_use',
      `Port ${port} of ${host} is in use by another program; stop it, or choose another with --port`,
      options,
    );
  }
  if (code === 'EACCES') {
    return new AppError('forbidden', 'port_not_allowed', `This user may not listen on port ${port}`, options);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new AppError(
      'invalid',
      'host_not_available',
      `${host} is not an address of this machine`,
      options,
    );
  }
  return new AppError(
    'internal',
    'listen_failed',
    `Cannot listen on ${host}:${port}: ${messageOf(thrown)}`,
    options,
  );
}

function tryPort(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function bindServer(server: Server, host: string, first: number, strict: boolean): Promise<void> {
  const last = strict || first === 0 ? first : Math.min(first + PORTS_TRIED - 1, 65_535);
  for (let port = first; ; port += 1) {
    try {
      await tryPort(server, host, port);
      return;
    } catch (thrown) {
      const taken = (thrown as { code?: unknown }).code === 'EADDRINUSE';
      if (!taken || port === last) throw explain(thrown, host, port);
    }
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  const any = address === '0.0.0.0' || address === '::';
  const name = any ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${name}:${port}`;
}

/**
 * Serves the app on a port.
 * @throws AppError `port_in_use`, `port_not_allowed`, `host_not_available`
 */
export async function listen(app: Hono<HttpEnv>, options: ListenOptions = {}): Promise<Listener> {
  const { host = '127.0.0.1', port = DEFAULT_PORT, strict = false, graceMs = GRACE_MS } = options;
  const closing = new AbortController();
  // Until the socket's real address is known nobody counts as local: a host name says little about where it leads.
  const connection: Connection = { bind: 'public', closing: closing.signal };
  const listener = getRequestListener((request) => app.fetch(request, connection), {
    errorHandler: problemForBadTarget,
  });
  const running = new Set<ServerResponse>();
  const server = createServer(LIMITS, (incoming: IncomingMessage, outgoing: ServerResponse) => {
    running.add(outgoing);
    outgoing.once('close', () => running.delete(outgoing));
    if (closing.signal.aborted) outgoing.setHeader('Connection', 'close');
    void listener(incoming, outgoing);
  });
  server.on('clientError', answerBrokenRequest);
  await bindServer(server, host, port, strict);
  const address = server.address() as AddressInfo;
  connection.bind = isLoopbackAddress(address.address) ? 'loopback' : 'public';

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    closing.abort();
    for (const outgoing of running) if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close');
    // A stream's connection is kept for a next request: its head was sent before anybody thought of closing.
    const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
    const stop = new AbortController();
    const grace = sleep(graceMs, undefined, { signal: stop.signal }).then(
      () => server.closeAllConnections(),
      () => undefined,
    );
    await ended;
    clearInterval(sweep);
    stop.abort();
    await grace;
  }
  return {
    host: address.address,
    port: address.port,
    url: urlOf(address),
    close: () => (closed ??= close()),
  };
}
