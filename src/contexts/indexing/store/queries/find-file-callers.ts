import type { Tx } from '../../../../kernel/context.ts';
import type { GuardColumns } from '../decode/decode-guards.ts';
import type { IndexRef } from './find-index.ts';
import { fileOf, POSTING_IDS } from '../partitions.ts';

/** A file that calls what was asked for outside any symbol, with all it invokes there. */
export interface FileCallerRow extends GuardColumns {
  file_id: number;
  path: string;
  toplevel: string | null;
  toplevel_lines: Uint8Array | null;
}

/** Files that call `callee` at file level, in their order. */
export async function findFileCallers(tx: Tx, index: IndexRef, callee: string): Promise<FileCallerRow[]> {
  return tx.query<FileCallerRow>({
    name: 'indexing_find_file_callers',
    sql: `select f.file_id, f.path, f.toplevel, f.toplevel_lines, f.guards, f.guard_lines
      from keelson.index_posting p cross join ${POSTING_IDS}
      ${fileOf('id', 'file_id, path, toplevel, toplevel_lines, guards, guard_lines')}
      where p.tenant_id = $1 and p.index_id = $2 and p.key = $3 and p.kind = 'C'
      order by f.file_id`,
    parameters: [index.tenant, index.id, callee],
  });
}
