import type { Tx } from '../../../../kernel/context.ts';
import type { GuardColumns } from '../decode/decode-guards.ts';
import type { IndexRef } from './find-index.ts';
import { fileOf, POSTING_COUNT, POSTING_IDS, symbolOf } from '../partitions.ts';

/** How many call what was asked for, over all pages. */
interface CallerTotals {
  /** Calling symbols. */
  functions: number;
  /** Their call sites: `repeats` of a posting says how many there are beyond one a symbol. */
  sites: number;
  /** Files that call it outside any symbol. */
  files: number;
}

/** A symbol that calls what was asked for, with all its calls. */
type CallerRow = CallerTotals &
  GuardColumns & {
    symbol_id: number;
    name: string;
    line: number;
    refs: string | null;
    ref_lines: Uint8Array | null;
    path: string;
  };

/**
 * Symbols that call `callee`, from `fromSymbol` on, in the order of their files. When there are none, one row without
 * a symbol comes back, which has the totals.
 */
export async function findCallers(
  tx: Tx,
  index: IndexRef,
  callee: string,
  fromSymbol: number,
  limit: number,
): Promise<(CallerRow | (CallerTotals & { symbol_id: null }))[]> {
  return tx.query<CallerRow>({
    name: 'indexing_find_callers',
    sql: `with posting as materialized (
        select kind, first_id, other_ids, repeats from keelson.index_posting
        where tenant_id = $1 and index_id = $2 and key = $3 and kind in ('c', 'C')),
      totals as materialized (
        select coalesce(sum(${POSTING_COUNT}) filter (where kind = 'c'), 0)::int as functions,
          coalesce(sum(${POSTING_COUNT} + coalesce(repeats, 0)) filter (where kind = 'c'), 0)::int as sites,
          coalesce(sum(${POSTING_COUNT}) filter (where kind = 'C'), 0)::int as files
        from posting),
      page as (
        select id from posting p cross join ${POSTING_IDS}
        where p.kind = 'c' and id >= $4 order by id limit $5)
      select s.symbol_id, s.name, s.line, s.refs, s.ref_lines, f.path, f.guards, f.guard_lines,
        totals.functions, totals.sites, totals.files
      from totals left join (page
        ${symbolOf('page.id', 'symbol_id, file_id, name, line, refs, ref_lines')}
        ${fileOf('s.file_id', 'path, guards, guard_lines')}) on true
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, callee, fromSymbol, limit],
  });
}
