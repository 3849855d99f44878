import { AppError } from '../../../../kernel/errors.ts';
import { isTransactionConflict } from '../../../../platform/db/database-errors.ts';
import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { announceIndex } from './announce-index.ts';
import { inTransaction } from './in-transaction.ts';
import { loadGone } from './load-gone.ts';
import { recordSource } from './record-source.ts';
import { touchIndex } from './open-index.ts';
import { SIDE_TABLES } from '../partitions.ts';
import { attachPartitionTables, dropPartitionTables } from './partition-tables.ts';
import type { Alongside, LoadedManifest, LoaderDeps, LoadPlan } from './types.ts';

const LOCK_TIMEOUT_MS = 250;
const GIVE_UP_AFTER_MS = 300_000;

/** A loaded index, and what becomes true with it. */
export interface Publication {
  indexId: number;
  manifest: LoadedManifest;
  alongside: Alongside | undefined;
}

/**
 * Makes a loaded index the repository's ready one and drops the one before it, in one transaction with a synchronous
 * commit, which also brings the whole load to disk.
 *
 * Readers first read code_index and then, in the same transaction, the partitions. ACCESS EXCLUSIVE on code_index
 * therefore waits for readers of the old index, keeps new ones out for the few milliseconds this takes, and is given
 * up and tried again when it is not granted quickly, so that one slow reader never queues the others behind it.
 */
export async function publishIndex(
  connection: OwnerConnection,
  deps: LoaderDeps,
  plan: LoadPlan,
  publication: Publication,
): Promise<void> {
  const { indexId } = publication;
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (let wait = 50; ; wait = Math.min(wait * 2, 1000)) {
    try {
      await inTransaction(connection, () => swap(connection, deps, plan, publication));
      return;
    } catch (error) {
      if (!isTransactionConflict(error) || deps.signal?.aborted === true) throw error;
      if (Date.now() > deadline) throw stillRead(plan.repositoryPath, error);
      deps.log.debug({ index: indexId, wait }, 'Readers hold the index that is to be replaced; trying again');
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    await touchIndex(connection, deps.tenant, indexId);
  }
}

async function swap(
  connection: OwnerConnection,
  deps: LoaderDeps,
  plan: LoadPlan,
  { indexId, manifest, alongside }: Publication,
): Promise<void> {
  await connection.query({ sql: 'set local synchronous_commit = on' });
  await connection.query({ sql: `set local lock_timeout = ${LOCK_TIMEOUT_MS}` });
  await connection.query({ sql: 'lock table keelson.code_index in access exclusive mode' });
  await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
  const replaced = await connection.query<{ id: number }>({
    sql: `update keelson.code_index set state = 'superseded', superseded_at = clock_timestamp()
      where tenant_id = $1 and repository = $2 and state = 'ready' returning id`,
    parameters: [deps.tenant, plan.repositoryPath],
  });
  for (const { id } of replaced) {
    await dropPartitionTables(connection, id);
    for (const table of SIDE_TABLES) {
      await connection.query({
        sql: `delete from keelson.${table} where tenant_id = $1 and index_id = $2`,
        parameters: [deps.tenant, id],
      });
    }
  }
  await attachPartitionTables(connection, indexId);
  const published = await connection.query({
    sql: `update keelson.code_index set state = 'ready', ready_at = clock_timestamp(), manifest_id = $3, totals = $4,
        commit_id = $5
      where tenant_id = $1 and id = $2 and state = 'loading' returning id`,
    parameters: [
      deps.tenant,
      indexId,
      manifest.manifestId,
      JSON.stringify(manifest.totals),
      manifest.source?.commit ?? null,
    ],
  });
  if (published.length !== 1) throw loadGone(plan.repositoryPath);
  if (manifest.source !== undefined) await recordSource(connection, deps.tenant, indexId, manifest.source);
  await alongside?.(connection, indexId);
  await announceIndex(connection, deps, plan, indexId, manifest);
}

function stillRead(repository: string, cause: unknown): AppError {
  return new AppError(
    'unavailable',
    'index_in_use',
    `The old index of ${repository} has been read without a pause for five minutes; end long transactions and retry`,
    { cause },
  );
}
