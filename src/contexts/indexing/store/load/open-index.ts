import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { SIDE_TABLES } from '../partitions.ts';
import { inTransaction } from './in-transaction.ts';
import { createPartitionTables, dropPartitionTables } from './partition-tables.ts';
import { loadGone } from './load-gone.ts';
import { tryLockRepository, unlockRepository } from './repository-lock.ts';
import type { LoaderDeps, LoadPlan } from './types.ts';

/** Loads nobody came back to are dropped after this long. */
const STALE_AFTER_HOURS = 24;

/** Finds the unfinished load of this plan, or starts one. The repository's lock is held. */
export async function openIndex(
  connection: OwnerConnection,
  deps: LoaderDeps,
  plan: LoadPlan,
): Promise<{ indexId: number; committed: Set<number> }> {
  await dropStaleLoads(connection, deps, plan);
  const [found] = await connection.query<{ id: number; chunks: number[] }>({
    sql: `select i.id, array(
        select c.chunk::int from keelson.index_chunk c
        where c.tenant_id = i.tenant_id and c.index_id = i.id order by c.chunk) as chunks
      from keelson.code_index i where i.tenant_id = $1 and i.repository = $2 and i.state = 'loading'`,
    parameters: [deps.tenant, plan.repositoryPath],
  });
  if (found !== undefined) {
    deps.log.info({ index: found.id, committed: found.chunks.length }, 'Resuming an unfinished load');
    await touchIndex(connection, deps.tenant, found.id);
    return { indexId: found.id, committed: new Set(found.chunks) };
  }
  const indexId = await inTransaction(connection, async () => {
    await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
    const [row] = await connection.query<{ id: number }>({
      sql: `insert into keelson.code_index (tenant_id, repository, plan_key, state, chunks)
        values ($1, $2, $3, 'loading', $4) returning id`,
      parameters: [deps.tenant, plan.repositoryPath, plan.resumeKey, plan.chunks],
    });
    await createPartitionTables(connection, row!.id);
    return row!.id;
  });
  return { indexId, committed: new Set() };
}

/**
 * Finds a load that another process has begun; answers its chunks that are committed.
 * @throws AppError `load_replaced`
 */
export async function joinIndex(
  connection: OwnerConnection,
  deps: LoaderDeps,
  { indexId, repositoryPath }: { indexId: number; repositoryPath: string },
): Promise<Set<number>> {
  const [found] = await connection.query<{ chunks: number[] }>({
    sql: `update keelson.code_index i set touched_at = clock_timestamp()
      where i.tenant_id = $1 and i.id = $2 and i.repository = $3 and i.state = 'loading'
      returning array(
        select c.chunk::int from keelson.index_chunk c
        where c.tenant_id = i.tenant_id and c.index_id = i.id order by c.chunk) as chunks`,
    parameters: [deps.tenant, indexId, repositoryPath],
  });
  if (found === undefined) throw loadGone(repositoryPath);
  return new Set(found.chunks);
}

/** Says that the load is alive. */
export async function touchIndex(
  connection: OwnerConnection,
  tenant: number,
  indexId: number,
): Promise<void> {
  await connection.query({
    sql: `update keelson.code_index set touched_at = clock_timestamp() where tenant_id = $1 and id = $2`,
    parameters: [tenant, indexId],
  });
}

/** Drops this repository's unfinished loads of other plans, and old ones of repositories nobody is loading. */
async function dropStaleLoads(connection: OwnerConnection, deps: LoaderDeps, plan: LoadPlan): Promise<void> {
  const stale = await connection.query<{ id: number; repository: string }>({
    sql: `select id, repository from keelson.code_index
      where tenant_id = $1 and state = 'loading' and case when repository = $2
        then plan_key <> $3 or chunks <> $4
        else touched_at < clock_timestamp() - make_interval(hours => $5) end`,
    parameters: [deps.tenant, plan.repositoryPath, plan.resumeKey, plan.chunks, STALE_AFTER_HOURS],
  });
  for (const { id, repository } of stale) {
    const own = repository === plan.repositoryPath;
    if (!own && !(await tryLockRepository(connection, deps.tenant, repository, 0))) continue;
    await inTransaction(connection, async () => {
      await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
      await dropPartitionTables(connection, id);
      await forgetIndex(connection, deps.tenant, id);
    });
    if (!own) await unlockRepository(connection, deps.tenant, repository, 0);
    deps.log.info({ index: id }, 'Dropped a load that nobody finished');
  }
}

/** Removes what the tables say of an index whose partitions are gone. */
export async function forgetIndex(
  connection: OwnerConnection,
  tenant: number,
  indexId: number,
): Promise<void> {
  const parameters = [tenant, indexId];
  for (const table of SIDE_TABLES) {
    await connection.query({
      sql: `delete from keelson.${table} where tenant_id = $1 and index_id = $2`,
      parameters,
    });
  }
  await connection.query({
    sql: 'delete from keelson.code_index where tenant_id = $1 and id = $2',
    parameters,
  });
}
