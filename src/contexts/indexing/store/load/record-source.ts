import type { Tx } from '../../../../kernel/context.ts';
import { connectLoader } from './connect-loader.ts';
import { inTransaction } from './in-transaction.ts';
import type { LoadedSource, LoaderDeps } from './types.ts';

/** Remembers what an index was made from. */
export async function recordSource(
  tx: Tx,
  tenant: number,
  indexId: number,
  { generator, request, files }: LoadedSource,
): Promise<void> {
  await tx.query({
    sql: `insert into keelson.index_source (tenant_id, index_id, generator, request, files)
      values ($1, $2, $3, $4, $5)
      on conflict (tenant_id, index_id) do update
      set generator = excluded.generator, request = excluded.request, files = excluded.files`,
    parameters: [tenant, indexId, generator, JSON.stringify(request), Buffer.from(files)],
  });
}

/**
 * Remembers the files' present sizes and times for an index that was not made anew because nothing in it would change:
 * the files were touched, or the commit is another one.
 */
export async function refreshSource(
  deps: LoaderDeps,
  {
    repositoryPath,
    manifestId,
    source,
  }: { repositoryPath: string; manifestId: string; source: LoadedSource },
): Promise<void> {
  const connection = await connectLoader(deps);
  try {
    await inTransaction(connection, async () => {
      await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
      const [index] = await connection.query<{ id: number }>({
        sql: `update keelson.code_index set commit_id = $4
          where tenant_id = $1 and repository = $2 and manifest_id = $3 and state = 'ready' and overlays = 0
          returning id`,
        parameters: [deps.tenant, repositoryPath, manifestId, source.commit ?? null],
      });
      if (index !== undefined) await recordSource(connection, deps.tenant, index.id, source);
    });
  } finally {
    await connection.end();
  }
}
