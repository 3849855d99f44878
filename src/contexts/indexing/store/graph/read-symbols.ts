import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { groupBy } from '../../domain/group-by.ts';
import { C_FAMILY, HEADER_PATH, isFileLocal } from '../../domain/graph/linkage.ts';
import { folderOf } from '../../domain/graph/source-folders.ts';
import { familyOf } from '../../domain/graph/resolve-call.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { fileOf, unplanned } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';

/** Kinds that can be called: the nodes of the call graph. */
export const CALLABLE_KINDS: readonly string[] = [
  SYMBOL_KINDS.function,
  SYMBOL_KINDS.method,
  SYMBOL_KINDS.macro,
  SYMBOL_KINDS.class,
];

const STATIC = 1;

/** A symbol as {@link SYMBOL_COLUMNS} and its file give it. */
export interface SymbolRow {
  symbol_id: number;
  file_id: number;
  name: string;
  kind: string;
  flags: number;
  line: number;
  end_line: number;
  path: string;
  language: string;
  /** Definitions of its name, 2 for any more; where it was counted. */
  namesakes?: number;
}

export function toGraphSymbol(row: SymbolRow): GraphSymbol {
  const { path, language, kind } = row;
  const isStatic = (row.flags & STATIC) !== 0;
  return {
    id: row.symbol_id,
    fileId: row.file_id,
    name: row.name,
    kind,
    isStatic,
    isFileLocal: isFileLocal({ path, language, kind, isStatic }),
    line: row.line,
    endLine: row.end_line,
    path,
    language,
    hasNamesakes: row.namesakes !== 1,
  };
}

/** Columns of index_symbol (as `s`) and index_file (as `f`) that make a {@link SymbolRow}. */
export const SYMBOL_COLUMNS =
  's.symbol_id, s.file_id, s.name, s.kind::text as kind, s.flags, s.line, s.end_line, f.path, f.language';

/** {@link isFileLocal} of a symbol `s` in a file `f`. */
export const FILE_LOCAL = `((s.kind = '${SYMBOL_KINDS.macro}' or s.flags & ${STATIC} <> 0 and s.kind <> '${SYMBOL_KINDS.method}')
          and f.language = any ('{${C_FAMILY.join(',')}}') and f.path !~ '${HEADER_PATH.source}')`;

/** Joins its file to a symbol `s`. */
export const JOIN_FILE = fileOf('s.file_id', 'path, language, includes');

/** Definitions of a name that can be called, in the order of their files; those of one file when it is given. */
export async function findCallable(
  tx: Tx,
  index: IndexRef,
  name: string,
  file: string | undefined,
  most: number,
): Promise<{ symbols: GraphSymbol[]; total: number }> {
  const rows = await tx.query<SymbolRow & { total: number }>({
    name: 'indexing_graph_callable',
    sql: `select ${SYMBOL_COLUMNS}, s.namesakes, count(*) over ()::int as total
      from (select *, count(*) over ()::int as namesakes from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = $3 and kind = any ($4::text[]::"char"[])) s
      ${JOIN_FILE}
      where $5::text is null or f.path = $5 or right(f.path, length($5) + 1) = '/' || $5
      order by s.symbol_id limit $6`,
    parameters: [index.tenant, index.id, name, CALLABLE_KINDS, file ?? null, most],
  });
  return { symbols: rows.map(toGraphSymbol), total: rows[0]?.total ?? 0 };
}

/** The most definitions of one name that are weighed for one level of a walk. */
const MOST_CANDIDATES = 400;

/**
 * Definitions of names that calls in these files may reach: what other files can see, and what the files and their
 * folders keep to themselves. The others that are local to their files (hundreds for `probe`) are left in the database.
 */
export async function readCandidates(
  tx: Tx,
  index: IndexRef,
  names: readonly string[],
  origins: readonly { fileId: number; path: string; language: string }[],
): Promise<Map<string, GraphSymbol[]>> {
  if (names.length === 0) return new Map();
  const files = [...new Set(origins.map(({ fileId }) => fileId))];
  const languages = [...new Set(origins.flatMap(({ language }) => familyOf(language)))];
  const folders = [...new Set(origins.map(({ path }) => folderOf(path)))];
  const rows = await tx.query<SymbolRow>({
    name: 'indexing_graph_candidates',
    sql: `select d.* from unnest(${unplanned('$3::text[]')}) wanted (name)
      cross join lateral (
        select ${SYMBOL_COLUMNS} from keelson.index_symbol s
        ${JOIN_FILE}
        where s.tenant_id = $1 and s.index_id = $2 and s.name = wanted.name and s.kind = any ($4::text[]::"char"[])
          and f.language = any ($7::text[])
          and (not ${FILE_LOCAL} or s.file_id = any ($5::int[])
            or regexp_replace(f.path, '[^/]*$', '') = any ($6::text[]))
        order by s.file_id = any ($5::int[]) desc, s.symbol_id limit ${MOST_CANDIDATES}) d`,
    parameters: [index.tenant, index.id, names, CALLABLE_KINDS, files, folders, languages],
  });
  return groupBy(rows.map(toGraphSymbol), ({ name }) => name);
}

/** What a symbol calls, and what its file includes. */
export interface SymbolBody {
  symbol: GraphSymbol;
  signature: string | null;
  refs: string | null;
  refLines: Uint8Array | null;
  includes: readonly string[];
}

/** A row of {@link BODY_COLUMNS}. */
export type BodyRow = SymbolRow & {
  signature: string | null;
  refs: string | null;
  ref_lines: Uint8Array | null;
  includes: string | null;
};

export const BODY_COLUMNS = `${SYMBOL_COLUMNS}, s.signature, s.refs, s.ref_lines, f.includes`;

export function toBody(row: BodyRow): SymbolBody {
  return {
    symbol: toGraphSymbol(row),
    signature: row.signature,
    refs: row.refs,
    refLines: row.ref_lines,
    includes: splitIncludes(row.includes),
  };
}

/** Reads index_file.includes. */
export function splitIncludes(includes: string | null): readonly string[] {
  return includes === null ? [] : includes.split('\n');
}

/** Symbols by id, with what they call. Ids that no longer exist are left out. */
export async function readBodies(tx: Tx, index: IndexRef, ids: readonly number[]): Promise<SymbolBody[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<BodyRow>({
    name: 'indexing_graph_bodies',
    sql: `select ${BODY_COLUMNS} from keelson.index_symbol s ${JOIN_FILE}
      where s.tenant_id = $1 and s.index_id = $2 and s.symbol_id = any (${unplanned('$3::int[]')})
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, ids],
  });
  return rows.map(toBody);
}
