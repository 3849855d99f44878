import type { Tx } from '../../../../kernel/context.ts';
import type { Evidence } from '../../domain/graph/graph-types.ts';
import { decodeOperations } from '../decode/decode-operations.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { splitIncludes } from './read-symbols.ts';
import { POSTING_IDS } from '../partitions.ts';

/** A place that sets a pointer to a function. */
export interface Registration {
  /** The structure that holds the pointer; empty where the place does not say. */
  type: string;
  field: string;
  /** The function. */
  handler: string;
  evidence: Evidence;
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

/** Files with tables that are read for one question. */
const MOST_FILES = 4000;

/** What the tables posted under these keys set members to: by a type's member (`T`), or by a function (`o`). */
async function readTables(
  tx: Tx,
  index: IndexRef,
  { keys, kind }: { keys: ReadonlySet<string>; kind: 'T' | 'o' },
  wanted: (field: string, handler: string) => boolean,
): Promise<Registration[]> {
  if (keys.size === 0) return [];
  const rows = await tx.query<TableRow>({
    name: `indexing_graph_tables_${kind}`,
    sql: `select file_id, path, language, includes, operations from keelson.index_file
      where tenant_id = $1 and index_id = $2 and operations is not null and file_id = any (array(
        select distinct id from keelson.index_posting p cross join ${POSTING_IDS}
        where p.tenant_id = $1 and p.index_id = $2 and p.key = any ($3::text[]) and p.kind = '${kind}'))
      order by file_id limit ${MOST_FILES}`,
    parameters: [index.tenant, index.id, [...keys]],
  });
  return rows.flatMap(({ file_id, path, language, includes, operations }) =>
    decodeOperations(operations, wanted).map(({ type, table, field, handler, line }): Registration => ({
      type,
      field,
      handler,
      evidence: { kind: 'operations_table', detail: `${type} ${table}.${field}`, path, line },
      fileId: file_id,
      path,
      language,
      includes: splitIncludes(includes),
    })),
  );
}

/** A member of a type of tables. */
export interface TableField {
  type: string;
  field: string;
}

const keyOf = ({ type, field }: TableField): string => `${type}.${field}`;

/** What tables set these members to, in the order of their files. */
export async function tablesWithFields(
  tx: Tx,
  index: IndexRef,
  fields: readonly TableField[],
): Promise<Registration[]> {
  const keys = new Set(fields.map(keyOf));
  const names = new Set(fields.map(({ field }) => field));
  const found = await readTables(tx, index, { keys, kind: 'T' }, (field) => names.has(field));
  return found.filter((entry) => keys.has(keyOf(entry)));
}

/** Members of tables that are set to one of these functions. */
export async function tablesWithHandlers(
  tx: Tx,
  index: IndexRef,
  handlers: readonly string[],
): Promise<Registration[]> {
  const keys = new Set(handlers);
  return readTables(tx, index, { keys, kind: 'o' }, (_, handler) => keys.has(handler));
}
