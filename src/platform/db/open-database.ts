import { Pool } from 'pg';
import { tenantId } from '../../kernel/ids.ts';
import { connectionSettings, type ConnectionLimits } from './connection-settings.ts';
import { toTransactionError } from './database-errors.ts';
import { listen } from './listen.ts';
import { connectOwner } from './owner-connection.ts';
import { runReading, runTransaction } from './run-transaction.ts';
import type { Database, DatabaseTarget, OwnerConnection } from './types.ts';

export interface DatabaseOptions {
  /** Most connections as `app`; 10 when not given. */
  appConnections?: number;
  /** Most connections as `worker`; 4 when not given. */
  workerConnections?: number;
  /** Longest an operation's statement may run; 30 s when not given. */
  statementTimeoutMs?: number;
}

/** Opens the pools of a database; nothing is connected before the first transaction. */
export function openDatabase(target: DatabaseTarget, options: DatabaseOptions = {}): Database {
  const limits: ConnectionLimits = {
    statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
    idleTransactionTimeoutMs: 60_000,
  };
  const app = openPool(target, 'app', limits, options.appConnections ?? 10);
  const worker = openPool(target, 'worker', limits, options.workerConnections ?? 4);
  const owners = new Set<OwnerConnection>();
  const listeners = new Set<() => Promise<void>>();
  return {
    tenant: (tenant, work) =>
      runTransaction(app, `BEGIN; SET LOCAL app.tenant_id = ${tenantId(tenant)}`, work),
    reading: (tenant, work) =>
      runReading(app, `BEGIN READ ONLY; SET LOCAL app.tenant_id = ${tenantId(tenant)}`, work),
    worker: (work) => runTransaction(worker, 'BEGIN', work),
    async connectOwner() {
      const connection = await connectOwner(target, (ended) => owners.delete(ended));
      owners.add(connection);
      return connection;
    },
    async listen(channel, onNotify) {
      const end = await listen(target, channel, onNotify).catch((error: unknown) => {
        throw toTransactionError(error);
      });
      const stop = async (): Promise<void> => {
        listeners.delete(stop);
        await end();
      };
      listeners.add(stop);
      return stop;
    },
    async close() {
      await Promise.all([...listeners].map((stop) => stop()));
      await Promise.all([app.end(), worker.end()]);
      await Promise.all([...owners].map((connection) => connection.end()));
    },
  };
}

function openPool(
  target: DatabaseTarget,
  role: 'app' | 'worker',
  limits: ConnectionLimits,
  max: number,
): Pool {
  const pool = new Pool({
    ...connectionSettings(target, role, limits),
    max,
    pipeline: true,
    idleTimeoutMillis: 60_000,
  });
  // An idle connection that breaks is dropped by the pool; the next transaction opens another.
  pool.on('error', () => undefined);
  // A new one may break in the very packet that opens it, before its taker can listen: without this the process ends.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
