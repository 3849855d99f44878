import { Writable } from 'node:stream';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';

export interface McpStdio {
  /** Resolves when the client has gone (its end of the pipe closed) or `close` was called. */
  closed: Promise<void>;
  close(): Promise<void>;
}

/**
 * Keeps stdout for the protocol alone: whatever else writes to `process.stdout` from now on, `console.log` of some
 * library included, goes to stderr.
 * @returns the stream that still reaches stdout
 */
function reserveStdout(): Writable {
  const write = process.stdout.write.bind(process.stdout);
  const reserved = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, encoding, done) {
      if (typeof chunk === 'string') write(chunk, encoding, done);
      else write(chunk, done);
    },
  });
  process.stdout.on('error', (error) => reserved.destroy(error));
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return reserved;
}

/**
 * Serves MCP on this process's stdin and stdout until the client goes. Calls under way then are aborted through
 * their signal; closing what the operations use is the caller's part, after `closed`.
 */
export function serveMcpStdio(factory: McpServerFactory, onError: (error: Error) => void): McpStdio {
  const transport = new StdioServerTransport(process.stdin, reserveStdout());
  const server = serveStdio(factory, { transport, onerror: onError });
  const closed = new Promise<void>((resolve) => {
    const closeConnection = transport.onclose;
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a transport has this property alone
    transport.onclose = () => {
      closeConnection?.();
      resolve();
    };
  });
  return { closed, close: () => server.close() };
}
