import type { ClientBase, Pool, QueryConfig } from 'pg';
import { AppError } from '../../kernel/errors.ts';
import type { Query, Tx } from '../../kernel/context.ts';
import { isTransactionAborted, toTransactionError, TRANSACTION_ABORTED } from './database-errors.ts';
import type { AtCommit } from './types.ts';

/**
 * Runs `work` in a transaction on a connection of the pool: commits when it returns, rolls back when it throws.
 *
 * `begin` is sent without waiting for its answer, the first statement follows it at once (the pool's clients are
 * in pipeline mode), so a transaction costs one round trip less. Nothing is risked: were `begin` refused, no
 * tenant would be set and row-level security would show no row and take none; and its error is the one reported.
 */
export function runTransaction<Result>(
  pool: Pool,
  begin: string,
  work: (tx: Tx, atCommit: AtCommit) => Promise<Result>,
): Promise<Result> {
  return transact(pool, begin, work, commit);
}

/**
 * Like {@link runTransaction}, for work that only reads: it resolves as soon as `work` does. COMMIT is sent then, before
 * anything the next user of the connection sends, but has nothing to say that is worth a round trip.
 */
export function runReading<Result>(
  pool: Pool,
  begin: string,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return transact(pool, begin, work, async (client, begun) => {
    await begun;
    // Were the connection to break, the pool would drop it.
    client.query('COMMIT').catch(() => undefined);
  });
}

async function transact<Result>(
  pool: Pool,
  begin: string,
  work: (tx: Tx, atCommit: AtCommit) => Promise<Result>,
  end: (client: ClientBase, begun: Promise<unknown>, last: readonly Query[]) => Promise<void>,
): Promise<Result> {
  const client = await pool.connect().catch((error: unknown) => {
    throw toTransactionError(error);
  });
  let broken = false;
  // A connection that breaks rejects the query in flight; without a listener it would end the process too.
  const onError = (): void => {
    broken = true;
  };
  client.on('error', onError);
  const begun = client.query(begin);
  // Awaited below; until then its rejection must not count as unhandled.
  begun.catch(() => undefined);
  const tx = openTx(client, begun);
  const last: Query[] = [];
  try {
    const result = await work(tx.tx, (query) => {
      refuseTransactionControl(query.sql);
      last.push(query);
    });
    tx.close();
    await end(client, begun, last);
    return result;
  } catch (error) {
    tx.close();
    // What cannot be rolled back is closed: its transaction ends with it.
    await client.query('ROLLBACK').catch(onError);
    throw toTransactionError(isTransactionAborted(error) ? (tx.failure() ?? error) : error);
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}

/** PostgreSQL answers COMMIT with ROLLBACK when a statement failed, even if `work` caught the error. */
async function commit(client: ClientBase, begun: Promise<unknown>, last: readonly Query[]): Promise<void> {
  const sent = last.map((query) => client.query(toConfig(query)));
  const committed = client.query('COMMIT');
  // The first to fail says why; the answers of all are in when the connection is used again.
  await Promise.all([begun, ...sent, committed]);
  const { command } = await committed;
  if (command === 'COMMIT') return;
  throw new AppError(
    'internal',
    TRANSACTION_ABORTED,
    'A statement of the transaction failed and its error was not passed on: nothing was saved',
  );
}

/** `failure` is the error of the first statement that failed, after which the server refuses all others. */
function openTx(client: ClientBase, begun: Promise<unknown>): { tx: Tx; close(): void; failure(): unknown } {
  let open = true;
  let failure: unknown;
  return {
    close: () => {
      open = false;
    },
    failure: () => failure,
    tx: {
      async query<Row>(query: Query): Promise<Row[]> {
        if (!open) {
          throw new AppError(
            'internal',
            'transaction_closed',
            'A query was made after its transaction had ended',
          );
        }
        refuseTransactionControl(query.sql);
        const sent = client.query(toConfig(query)).catch((error: unknown) => {
          failure ??= error;
          throw error;
        });
        const [, result] = await Promise.all([begun, sent]);
        return result.rows as Row[];
      },
    },
  };
}

/** Beginning, committing and rolling back is not the work's business; savepoints are. */
function refuseTransactionControl(text: string): void {
  if (!/^\s*(begin|start|commit|end|abort|rollback(?!\s+to\b)|prepare\s+transaction)\b/i.test(text)) return;
  throw new AppError(
    'internal',
    'transaction_control',
    `The work of a transaction may not run ${text.slice(0, 40)}`,
  );
}

/**
 * Always the extended protocol: it takes exactly one statement, so text that was injected cannot end the
 * transaction and bind another tenant.
 */
function toConfig(query: Query): QueryConfig {
  const config = {
    text: query.sql,
    values: query.parameters ? [...query.parameters] : [],
    queryMode: 'extended',
  };
  return query.name === undefined ? config : { ...config, name: query.name };
}
