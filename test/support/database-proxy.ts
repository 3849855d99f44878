import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseTarget } from '../../src/platform/db/types.ts';

/** A moment on the way between a client and its database. */
export interface ProxyPoint {
  /** Name of a prepared statement, or how it begins. */
  statement: string;
  /** `sent`: before the server gets it. `committed`: its transaction is over, and the client does not know yet. */
  when: 'sent' | 'committed';
}

/** Stands between clients and a server, and cuts a connection at a point that is named. */
export interface DatabaseProxy {
  target: DatabaseTarget;
  /** Cuts the next connection that gets to the point, having done `act`; resolves then. */
  cutAt(point: ProxyPoint, act?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** ReadyForQuery outside a transaction. */
const IDLE = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** Opens one in front of a server that listens on a socket in a folder. */
export async function proxyDatabase(server: DatabaseTarget): Promise<DatabaseProxy> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kp-'));
  const name = `.s.PGSQL.${server.port}`;
  const sockets = new Set<Socket>();
  let armed: (ProxyPoint & { reached: () => void }) | undefined;

  const listener = createServer((client) => {
    const upstream = createConnection(path.join(server.host, name));
    let waiting: typeof armed;
    let tail = Buffer.alloc(0);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    const reach = (point: NonNullable<typeof armed>): void => {
      point.reached();
      cut();
    };
    client.on('data', (bytes: Buffer) => {
      if (armed !== undefined && bytes.includes(armed.statement)) {
        const point = armed;
        armed = undefined;
        if (point.when === 'sent') {
          reach(point);
          return;
        }
        waiting = point;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      tail = Buffer.concat([tail, bytes]).subarray(-IDLE.length);
      if (waiting !== undefined && tail.equals(IDLE)) reach(waiting);
      else client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => listener.listen(path.join(folder, name), resolve));
  return {
    target: { ...server, host: folder },
    cutAt: (point, act) =>
      new Promise((resolve) => {
        armed = {
          ...point,
          reached() {
            act?.();
            resolve();
          },
        };
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
