import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { fileOf } from '../partitions.ts';

/** A place where control enters from outside. */
export interface EntrypointRow {
  kind: string;
  name: string | null;
  symbol: string | null;
  file: string;
  line: number;
}

export interface EntrypointFilter {
  kind?: string | undefined;
  name?: string | undefined;
  path?: string | undefined;
}

/** Entry points in the order of kinds and names, and how many there are of each kind. */
export async function listEntrypoints(
  tx: Tx,
  index: IndexRef,
  { kind, name, path }: EntrypointFilter,
  page: { limit: number; offset: number },
): Promise<{ rows: EntrypointRow[]; kinds: Record<string, number> }> {
  const matching = `from keelson.index_entrypoint e
      ${fileOf('e.file_id', 'path')}
      where e.tenant_id = $1 and e.index_id = $2
        and ($3::text is null or starts_with(f.path, $3))
        and ($4::text is null or position($4 in lower(e.name)) > 0 or position($4 in lower(e.symbol)) > 0)`;
  const parameters = [index.tenant, index.id, path ?? null, name?.toLowerCase() ?? null];
  const counts = await tx.query<{ kind: string; count: number }>({
    name: 'indexing_entrypoint_kinds',
    sql: `select e.kind, count(*)::int as count ${matching} group by e.kind order by count desc, e.kind`,
    parameters,
  });
  const rows = await tx.query<EntrypointRow>({
    name: 'indexing_entrypoints',
    sql: `select e.kind, e.name, e.symbol, f.path as file, e.line ${matching}
        and ($5::text is null or e.kind = $5)
      order by e.kind, e.name, f.path, e.line limit $6 offset $7`,
    parameters: [...parameters, kind ?? null, page.limit, page.offset],
  });
  return { rows, kinds: Object.fromEntries(counts.map(({ kind, count }) => [kind, count])) };
}

/** Entry points that run one of the functions, at most 20 of each. */
export async function findEntrypointsOf(
  tx: Tx,
  index: IndexRef,
  functions: readonly string[],
): Promise<(EntrypointRow & { symbol: string })[]> {
  if (functions.length === 0) return [];
  return tx.query<EntrypointRow & { symbol: string }>({
    name: 'indexing_entrypoints_of',
    sql: `select e.kind, e.name, e.symbol, f.path as file, e.line from unnest($3::text[]) wanted (symbol)
      cross join lateral (
        select kind, name, symbol, file_id, line from keelson.index_entrypoint
        where tenant_id = $1 and index_id = $2 and symbol = wanted.symbol order by file_id, line limit 20) e
      ${fileOf('e.file_id', 'path')}`,
    parameters: [index.tenant, index.id, functions],
  });
}

/** System calls of these names. */
export function findSystemCalls(tx: Tx, index: IndexRef, names: readonly string[]): Promise<EntrypointRow[]> {
  return tx.query<EntrypointRow>({
    name: 'indexing_system_calls',
    sql: `select e.kind, e.name, e.symbol, f.path as file, e.line from keelson.index_entrypoint e
      ${fileOf('e.file_id', 'path')}
      where e.tenant_id = $1 and e.index_id = $2 and e.name = any ($3::text[]) and e.kind = 'syscall'
      order by e.symbol not like 'compat%' desc, f.path, e.line limit 20`,
    parameters: [index.tenant, index.id, names],
  });
}
