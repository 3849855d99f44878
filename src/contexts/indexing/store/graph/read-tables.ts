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

function registrations(
  rows: readonly TableRow[],
  wanted: (field: string, handler: string) => boolean,
): Registration[] {
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
  if (keys.size === 0) return [];
  const rows = await tx.query<TableRow>({
    name: 'indexing_graph_tables_with_fields',
    sql: `select file_id, path, language, includes, operations from keelson.index_file
      where tenant_id = $1 and index_id = $2 and operations is not null and file_id = any (array(
        select distinct id from keelson.index_posting p cross join ${POSTING_IDS}
        where p.tenant_id = $1 and p.index_id = $2 and p.key = any ($3::text[]) and p.kind = 'T'))
      order by file_id limit ${MOST_FILES}`,
    parameters: [index.tenant, index.id, [...keys]],
  });
  const names = new Set(fields.map(({ field }) => field));
  return registrations(rows, (field) => names.has(field)).filter((entry) => keys.has(keyOf(entry)));
}

/** Members of tables that are set to one of these functions. */
export async function tablesWithHandlers(
  tx: Tx,
  index: IndexRef,
  handlers: readonly string[],
): Promise<Registration[]> {
  if (handlers.length === 0) return [];
  const rows = await tx.query<TableRow>({
    name: 'indexing_graph_tables_with_handlers',
    sql: `select file_id, path, language, includes, operations from keelson.index_file
      where tenant_id = $1 and index_id = $2 and operations is not null and file_id = any (array(
        select distinct id from keelson.index_posting p cross join ${POSTING_IDS}
        where p.tenant_id = $1 and p.index_id = $2 and p.key = any ($3::text[]) and p.kind = 'o'))
      order by file_id limit ${MOST_FILES}`,
    parameters: [index.tenant, index.id, handlers],
  });
  const wanted = new Set(handlers);
  return registrations(rows, (_, handler) => wanted.has(handler));
}
