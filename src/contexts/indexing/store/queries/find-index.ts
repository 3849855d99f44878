import { AppError } from '../../../../kernel/errors.ts';
import type { Tx } from '../../../../kernel/context.ts';
import type { Freshness } from '../../schemas.ts';

/** Names an index in every statement: row-level security would do without the tenant, the WHERE stays all the same. */
export interface IndexRef {
  tenant: number;
  id: number;
}

/** The index that answers a question. */
export interface ReadyIndex extends IndexRef {
  repository: string;
  freshness: Freshness;
}

/** What code_index says of how fresh an index is. */
export interface FreshnessRow {
  ready_at: Date;
  changed_at: Date | null;
  commit_id: string | null;
  overlays: number;
}

/** Columns of {@link FreshnessRow}. */
export const FRESHNESS_COLUMNS = 'ready_at, changed_at, commit_id, overlays';

/** Whether parameter $2 names the repository of a row: by its path or by the end of it (`linux` for `/src/linux`). */
export const IS_NAMED = `(repository = $2 or right(repository, length($2) + 1) = '/' || $2)`;

/** How fresh an index is, as answers give it. */
export function freshnessOf({ ready_at, changed_at, commit_id, overlays }: FreshnessRow): Freshness {
  return {
    indexed_at: ready_at.toISOString(),
    ...(changed_at !== null && { updated_at: changed_at.toISOString() }),
    ...(commit_id !== null && { commit: commit_id }),
    overlays,
  };
}

/**
 * The repository's ready index; without a repository, the newest ready one. A repository is named by its path or by
 * the end of it (`linux` for `/src/linux`).
 *
 * Asking this first also keeps the index in place until the transaction ends: replacing it needs an exclusive lock
 * on code_index, which this statement holds shared.
 *
 * @throws AppError `no_index` (not_found).
 */
export async function findIndex(tx: Tx, tenant: number, repository?: string): Promise<ReadyIndex> {
  const [found] = await tx.query<FreshnessRow & { id: number; repository: string }>({
    name: 'indexing_find_index',
    sql: `select id, repository, ${FRESHNESS_COLUMNS} from keelson.code_index
      where tenant_id = $1 and state = 'ready'
        and ($2::text is null or ${IS_NAMED})
      order by repository = $2 desc, ready_at desc, id desc limit 1`,
    parameters: [tenant, repository ?? null],
  });
  if (found === undefined) throw noIndex(repository);
  return { tenant, id: found.id, repository: found.repository, freshness: freshnessOf(found) };
}

function noIndex(repository: string | undefined): AppError {
  return new AppError(
    'not_found',
    'no_index',
    repository === undefined
      ? 'Nothing is indexed yet; run `keelson index PATH`'
      : `There is no index of ${repository}; run \`keelson index PATH\`, or see \`keelson query repositories\``,
  );
}
