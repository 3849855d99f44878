import { isTransactionConflict } from '../../../../platform/db/database-errors.ts';
import type { OwnerConnection } from '../../../../platform/db/types.ts';
import type { LoaderDeps } from '../load/types.ts';

const LOCK_TIMEOUT_MS = 100;
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Waits for running questions and holds up new ones until the transaction ends. Asked for in short tries, so that one
 * slow reader delays whoever writes and nobody else.
 */
export async function keepReadersOut(connection: OwnerConnection, deps: LoaderDeps): Promise<void> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  await connection.query({ sql: `set local lock_timeout = ${LOCK_TIMEOUT_MS}` });
  for (let wait = 20; ; wait = Math.min(wait * 2, 500)) {
    await connection.query({ sql: 'savepoint readers' });
    try {
      await connection.query({ sql: 'lock table keelson.code_index in access exclusive mode' });
      return;
    } catch (error) {
      if (!isTransactionConflict(error) || Date.now() > deadline || deps.signal?.aborted === true)
        throw error;
      await connection.query({ sql: 'rollback to savepoint readers' });
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
