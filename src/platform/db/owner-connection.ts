import { finished } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Query } from '../../kernel/context.ts';
import { connectionSettings } from './connection-settings.ts';
import { toTransactionError } from './database-errors.ts';
import type { DatabaseTarget, OwnerConnection } from './types.ts';

/** Bytes of one CopyData message: small enough that neither side holds much of it twice. */
const SLICE = 262_144;

/** Opens a connection of its own as the owner. `onEnd` is called once when it is closed or lost. */
export async function connectOwner(
  target: DatabaseTarget,
  onEnd: (connection: OwnerConnection) => void,
): Promise<OwnerConnection> {
  const client = new Client(connectionSettings(target, 'owner'));
  // A connection that breaks rejects what is in flight; without a listener it would end the process too.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw toTransactionError(error);
  });
  const connection: OwnerConnection = {
    async query<Row>(query: Query): Promise<Row[]> {
      const config = { text: query.sql, values: query.parameters ? [...query.parameters] : [] };
      const result = await client.query(query.name === undefined ? config : { ...config, name: query.name });
      return result.rows as Row[];
    },
    copyIn: (sql, bytes) => copyIn(client, sql, bytes),
    end: () => client.end(),
  };
  client.once('end', () => onEnd(connection));
  return connection;
}

/**
 * Sends the bytes as they are, slice by slice at the socket's pace, without copying them. A slice's callback never
 * comes once the server has refused or is gone; the stream's error ends that wait.
 */
async function copyIn(client: Client, sql: string, bytes: Uint8Array): Promise<void> {
  // PostgreSQL takes data that stops short at a row's end for whole.
  if (bytes.at(-1) !== 0xff || bytes.at(-2) !== 0xff) throw new Error('the COPY data lacks its trailer');
  const stream = client.query(copyFrom(sql));
  const refused = new AbortController();
  const done = finished(stream);
  done.catch(() => refused.abort());
  const write = async (): Promise<void> => {
    for (let from = 0; from < bytes.length && !refused.signal.aborted; from += SLICE) {
      const slice = bytes.subarray(from, from + SLICE);
      await new Promise<void>((resolve, reject) => {
        stream.write(slice, (error) => (error ? reject(error) : resolve()));
      });
    }
    if (!refused.signal.aborted) stream.end();
    await done;
  };
  await Promise.race([done, write()]);
}
