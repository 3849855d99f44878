import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';
import { POSTING_COUNT } from '../partitions.ts';

/**
 * Names worth asking about: functions and methods of the repository that others call. Names of several words that are
 * defined once come first, since `find`, `close` and `endsWith` are most often what a library has; then the most called first.
 * Looks at no more than 2,000 postings, so it costs a few milliseconds however large the index.
 */
export async function exampleSymbols(tx: Tx, index: IndexRef, most: number): Promise<string[]> {
  const rows = await tx.query<{ key: string }>({
    name: 'indexing_example_symbols',
    sql: `select sampled.key from (
        select key, ${POSTING_COUNT} as callers from keelson.index_posting
        where tenant_id = $1 and index_id = $2 and kind = 'c' and ${POSTING_COUNT} <= 30
          and length(key) between 4 and 30
        limit 2000) sampled
      cross join lateral (
        select count(*) as definitions from (
          select from keelson.index_symbol s
          where s.tenant_id = $1 and s.index_id = $2 and s.name = sampled.key and s.kind in ('f', 'd')
          limit 2) found) named
      where definitions > 0
      group by sampled.key, definitions
      order by (definitions = 1 and sampled.key ~ '_[^_]|^(?=.{12}).*[a-z][A-Z]') desc,
        sum(sampled.callers) desc, sampled.key
      limit $3`,
    parameters: [index.tenant, index.id, most],
  });
  return rows.map(({ key }) => key);
}
