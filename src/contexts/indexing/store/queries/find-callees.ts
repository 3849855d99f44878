import type { Tx } from '../../../../kernel/context.ts';
import { MEMBER_KINDS } from '../decode/symbol-kinds.ts';
import type { IndexRef } from './find-index.ts';

/** A definition of the name asked for, with the calls in it. */
export interface CallingRow {
  symbol_id: number;
  file_id: number;
  line: number;
  refs: string | null;
  ref_lines: Uint8Array | null;
  path: string;
}

/**
 * Definitions of a name that call something, in the order of their files. A struct's or class's refs are its
 * members, unless it calls something itself; then the callers' postings have it.
 */
export async function findCalling(tx: Tx, index: IndexRef, name: string): Promise<CallingRow[]> {
  return tx.query<CallingRow>({
    name: 'indexing_find_calling',
    sql: `select s.symbol_id, s.file_id, s.line, s.refs, s.ref_lines, f.path
      from (
        select symbol_id, file_id, line, refs, ref_lines from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = $3 and refs is not null
          and (kind <> all ($4::text[]::"char"[]) or exists (
            select from keelson.index_posting p
            where p.tenant_id = $1 and p.index_id = $2 and p.kind = 'c'
              and p.key = ltrim(split_part(refs, E'\\n', 1), '.!+') and symbol_id = any (p.ids)))
        order by symbol_id) s
      cross join lateral (
        select path from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = s.file_id limit 1) f
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, name, MEMBER_KINDS],
  });
}

/** Where a callee is probably defined. */
export interface TargetRow {
  name: string;
  file_id: number;
  path: string;
  line: number;
}

/**
 * For each pair of a callee and a calling file, the definition a reader would look at first: one in the same file,
 * else one that other files can see, else any. Pairs without a definition are left out.
 */
export async function findTargets(
  tx: Tx,
  index: IndexRef,
  pairs: readonly { name: string; file_id: number }[],
): Promise<TargetRow[]> {
  if (pairs.length === 0) return [];
  return tx.query<TargetRow>({
    name: 'indexing_find_targets',
    sql: `select wanted.name, wanted.file_id, f.path, s.line
      from unnest($3::text[], $4::int[]) as wanted (name, file_id)
      cross join lateral (
        select file_id, line from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = wanted.name
        order by file_id = wanted.file_id desc, kind in ('f', 'd', 'm', 'k') desc, flags & 1, symbol_id limit 1) s
      cross join lateral (
        select path from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = s.file_id limit 1) f`,
    parameters: [index.tenant, index.id, pairs.map(({ name }) => name), pairs.map(({ file_id }) => file_id)],
  });
}
