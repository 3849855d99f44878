import { connect } from 'node:net';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import type { HomeLayout } from './home-layout.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { SOCKET_NAME } from './socket-folder.ts';

/**
 * A container that shares this home cannot see our processes nor we its: PostgreSQL's own check would let both
 * start on the same files and destroy them. The socket tells.
 */
export async function refuseForeignServer(layout: HomeLayout): Promise<void> {
  const file = readPostmasterFile(layout.data);
  if (!file || !(await answers(path.join(file.socketFolder, SOCKET_NAME)))) return;
  throw new AppError(
    'unavailable',
    'database_in_use_elsewhere',
    `The database in ${layout.root} is in use from another container or machine (its server answers, but is no ` +
      'process here). Stop that one, choose another KEELSON_HOME, or share a server through KEELSON_DATABASE_URL',
  );
}

/** SSLRequest: a server answers with one byte, whatever it is set to. */
const HELLO = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const PATIENCE_MS = 5_000;

/**
 * Whether a server answers. The socket of one that was killed may still take a connection for a moment, but closes
 * it. One that does neither is taken for alive: starting beside it would be the worse mistake.
 */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket, () => connection.write(HELLO));
    const finish = (answer: boolean): void => {
      connection.destroy();
      resolve(answer);
    };
    connection.setTimeout(PATIENCE_MS, () => finish(true));
    connection.once('data', () => finish(true));
    connection.once('end', () => finish(false));
    // Not `once`: a write after the other end has closed may fail a second time.
    connection.on('error', () => finish(false));
  });
}
