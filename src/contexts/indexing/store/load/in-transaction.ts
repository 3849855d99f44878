import type { OwnerConnection } from '../../../../platform/db/types.ts';

/** Runs `work` in one transaction on an owner connection. */
export async function inTransaction<Result>(
  connection: OwnerConnection,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.query({ sql: 'begin' });
  try {
    const result = await work();
    await connection.query({ sql: 'commit' });
    return result;
  } catch (error) {
    // The first error is the one to report; a connection that cannot roll back is gone, and its transaction with it.
    await connection.query({ sql: 'rollback' }).catch(() => undefined);
    throw error;
  }
}
