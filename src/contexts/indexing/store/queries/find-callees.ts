import type { Tx } from '../../../../kernel/context.ts';
import type { GuardColumns } from '../decode/decode-guards.ts';
import { MEMBER_KINDS } from '../decode/symbol-kinds.ts';
import type { IndexRef } from './find-index.ts';
import { fileOf } from '../partitions.ts';

/** A definition of the name asked for, with the calls in it. */
export interface CallingRow extends GuardColumns {
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
    sql: `select s.line, s.refs, s.ref_lines, f.path, f.guards, f.guard_lines
      from (
        select symbol_id, file_id, line, refs, ref_lines from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = $3 and refs is not null
          and (kind <> all ($4::text[]::"char"[]) or exists (
            select from keelson.index_posting p
            where p.tenant_id = $1 and p.index_id = $2 and p.kind = 'c'
              and p.key = ltrim(split_part(refs, E'\\n', 1), '.!+') and (symbol_id = p.first_id or symbol_id = any (p.other_ids))))
        order by symbol_id) s
      ${fileOf('s.file_id', 'path, guards, guard_lines')}
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, name, MEMBER_KINDS],
  });
}
