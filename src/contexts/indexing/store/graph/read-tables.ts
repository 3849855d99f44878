import type { Tx } from '../../../../kernel/context.ts';
import { decodeOperations } from '../decode/decode-operations.ts';
import type { TableMember } from '../decode/decode-operations.ts';
import { splitIncludes } from './read-symbols.ts';
import type { IndexRef } from '../queries/find-index.ts';

/** A member of a table, and the file it stands in. */
export interface TableEntry extends TableMember {
  fileId: number;
  path: string;
  language: string;
  includes: readonly string[];
}

interface TableRow {
  file_id: number;
  path: string;
  language: string;
  includes: string | null;
  operations: string;
}

/** Files read for one question; a Linux kernel has 18,000 with tables. */
const MOST_FILES = 4000;

function entriesOf(
  rows: readonly TableRow[],
  wanted: (field: string, handler: string) => boolean,
): TableEntry[] {
  return rows.flatMap(({ file_id, path, language, includes, operations }) =>
    decodeOperations(operations, wanted).map((member) =>
      Object.assign(member, { fileId: file_id, path, language, includes: splitIncludes(includes) }),
    ),
  );
}

/**
 * Members of tables that have one of these names, in the order of their files. No posting leads from a member to
 * tables, so this reads every table's text: 50 to 100 ms for a Linux kernel, however many names are asked for.
 */
export async function tablesWithFields(
  tx: Tx,
  index: IndexRef,
  fields: readonly string[],
): Promise<TableEntry[]> {
  // A field's name is an identifier; anything else is in no table and must not reach the pattern.
  const names = [...new Set(fields)].filter((field) => /^\w+$/.test(field));
  if (names.length === 0) return [];
  const rows = await tx.query<TableRow>({
    name: 'indexing_graph_tables_with_fields',
    sql: `select file_id, path, language, includes, operations from keelson.index_file
      where tenant_id = $1 and index_id = $2 and operations ~ $3
      order by file_id limit ${MOST_FILES}`,
    parameters: [index.tenant, index.id, `[\t,](${names.join('|')})=`],
  });
  const wanted = new Set(names);
  return entriesOf(rows, (field) => wanted.has(field));
}

/** Members of tables that are set to one of these functions. */
export async function tablesWithHandlers(
  tx: Tx,
  index: IndexRef,
  handlers: readonly string[],
): Promise<TableEntry[]> {
  if (handlers.length === 0) return [];
  const rows = await tx.query<TableRow>({
    name: 'indexing_graph_tables_with_handlers',
    sql: `select file_id, path, language, includes, operations from keelson.index_file
      where tenant_id = $1 and index_id = $2 and operations is not null and file_id = any (array(
        select distinct id from keelson.index_posting p cross join unnest(p.ids) id
        where p.tenant_id = $1 and p.index_id = $2 and p.key = any ($3::text[]) and p.kind = 'o'))
      order by file_id limit ${MOST_FILES}`,
    parameters: [index.tenant, index.id, handlers],
  });
  const wanted = new Set(handlers);
  return entriesOf(rows, (_, handler) => wanted.has(handler));
}
