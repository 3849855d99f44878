import { createHash } from 'node:crypto';
import type { Database, OwnerConnection } from '../../src/platform/db/types.ts';

/** Runs `work` as the owner, bound to the tenant. */
export async function asOwner<Result>(
  database: Database,
  work: (owner: OwnerConnection) => Promise<Result>,
  tenant = 1,
): Promise<Result> {
  const owner = await database.connectOwner();
  try {
    await owner.query({ sql: `set app.tenant_id = '${tenant}'` });
    return await work(owner);
  } finally {
    await owner.end();
  }
}

/** States of a tenant's indexes by id. */
export function indexStates(database: Database, tenant = 1): Promise<{ id: number; state: string }[]> {
  return asOwner(
    database,
    (owner) => owner.query({ sql: 'select id, state from keelson.code_index order by id' }),
    tenant,
  );
}

/** Ids of the indexes that have tables. */
export async function indexesWithTables(database: Database): Promise<number[]> {
  return asOwner(database, async (owner) => {
    const rows = await owner.query<{ id: number }>({
      sql: `select distinct substring(relname from '\\d+$')::int as id from pg_class
        where relnamespace = 'keelson'::regnamespace and relkind = 'r' and relname ~ '^index_[a-z]+_\\d+$' order by 1`,
    });
    return rows.map(({ id }) => id);
  });
}

/** A digest of all rows of an index, apart from its id and the order they lie in. */
export function digestIndex(database: Database, indexId: number): Promise<string> {
  return asOwner(database, async (owner) => {
    const hash = createHash('sha256');
    for (const table of ['file', 'symbol', 'posting', 'macro', 'entrypoint', 'name']) {
      const rows = await owner.query<{ row: string }>({
        sql: `select (to_jsonb(t) - 'index_id')::text as row from keelson.index_${table} t where index_id = $1 order by 1`,
        parameters: [indexId],
      });
      hash.update(`${table} ${rows.length}\n`);
      for (const { row } of rows) hash.update(row);
    }
    return hash.digest('hex');
  });
}
