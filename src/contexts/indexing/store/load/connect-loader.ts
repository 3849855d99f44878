import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { checkedId } from '../partitions.ts';
import type { LoaderDeps } from './types.ts';

/**
 * An owner connection set up for loading. Commits need not reach the disk one by one: WAL is written in order, so
 * the one synchronous commit that publishes the index brings all before it to disk, and a crash before it only
 * loses the newest chunks, which are loaded again. A server process whose client has gone notices within a second.
 */
export async function connectLoader(deps: LoaderDeps): Promise<OwnerConnection> {
  const connection = await deps.database.connectOwner();
  try {
    for (const setting of [
      `app.tenant_id = '${checkedId(deps.tenant)}'`,
      'synchronous_commit = off',
      "maintenance_work_mem = '192MB'",
      "work_mem = '64MB'",
      'max_parallel_maintenance_workers = 0',
      // Every query of ours looks keys up by equality: a sample of 6,000 rows plans them as well as one of 30,000.
      'default_statistics_target = 20',
      "client_connection_check_interval = '1s'",
      'statement_timeout = 0',
      'idle_in_transaction_session_timeout = 0',
    ]) {
      await connection.query({ sql: `set ${setting}` });
    }
    return connection;
  } catch (error) {
    await connection.end();
    throw error;
  }
}
