import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { CALLABLE_KINDS, FILE_LOCAL, JOIN_FILE } from './read-symbols.ts';
import { POSTING_COUNT } from '../partitions.ts';

export interface CalledName {
  name: string;
  callers: number;
  calls: number;
  definitions: number;
  file: string | null;
  line: number | null;
}

/**
 * Names by how many symbols call them. It sums every posting of callers, which takes about 0.6 s for a Linux kernel:
 * only the names that come first are joined with their definitions.
 */
export async function mostCalled(
  tx: Tx,
  index: IndexRef,
  options: { limit: number; definedOnly: boolean; path: string | undefined },
): Promise<{ rows: CalledName[]; total: number }> {
  const rows = await tx.query<CalledName & { total: number }>({
    name: 'indexing_graph_most_called',
    sql: `with called as materialized (
        select key as name, sum(${POSTING_COUNT})::int as callers,
          sum(${POSTING_COUNT} + coalesce(repeats, 0))::int as calls
        from keelson.index_posting
        where tenant_id = $1 and index_id = $2 and kind = 'c'
        group by key),
      ranked as materialized (select * from called order by callers desc, name limit 5000)
      select ranked.name, ranked.callers, ranked.calls, coalesce(d.definitions, 0)::int as definitions,
        d.file, d.line, (select count(*)::int from called) as total
      from ranked left join lateral (
        select count(*) over () as definitions, f.path as file, s.line
        from keelson.index_symbol s ${JOIN_FILE}
        where s.tenant_id = $1 and s.index_id = $2 and s.name = ranked.name
          and s.kind = any ($3::text[]::"char"[]) and ($4::text is null or starts_with(f.path, $4))
        order by s.kind = '${SYMBOL_KINDS.macro}', ${FILE_LOCAL}, s.symbol_id limit 1) d on true
      where d.file is not null or ($4::text is null and not $5::boolean)
      order by ranked.callers desc, ranked.name limit $6`,
    parameters: [
      index.tenant,
      index.id,
      CALLABLE_KINDS,
      options.path ?? null,
      options.definedOnly,
      options.limit,
    ],
  });
  return {
    rows: rows.map(({ name, callers, calls, definitions, file, line }) => ({
      name,
      callers,
      calls,
      definitions,
      file,
      line,
    })),
    total: rows[0]?.total ?? 0,
  };
}
