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

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const finish = (answer: boolean): void => {
      connection.destroy();
      resolve(answer);
    };
    connection.once('connect', () => finish(true));
    connection.once('error', () => finish(false));
  });
}
