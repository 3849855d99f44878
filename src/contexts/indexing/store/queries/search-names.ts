import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';

/** Most matches a search looks at: what is past them is neither ranked nor counted. */
export const MOST_MATCHES = 10_000;
/** Matches at the start of a name that are found by the B-tree, whatever the scan left out. */
const MOST_PREFIX_MATCHES = 500;

/** Past every character, in the byte order of COLLATE "C". */
const LAST = '\u{10FFFF}';

export interface SearchFilter {
  /** Letter of a symbol kind. */
  kind?: string;
  language?: string;
  /** Start of the path. */
  path?: string;
}

/** A symbol whose name holds the query; the name is in lower case. */
export interface NameMatch {
  id: number;
  name: string;
  /** Letter of its kind. */
  kind: string;
}

function parametersOf(index: IndexRef, query: string, filter: SearchFilter): unknown[] {
  const path = filter.path ?? null;
  return [
    index.tenant,
    index.id,
    query,
    filter.kind ?? null,
    filter.language ?? null,
    path,
    path === null ? null : path + LAST,
  ];
}

/** Symbols whose names hold `query` (in lower case), ignoring case; at most {@link MOST_MATCHES} and one. */
export async function scanNames(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
): Promise<NameMatch[]> {
  return tx.query<NameMatch>({
    name: 'indexing_scan_names',
    sql: `select b.base_id + u.n::int - 1 as id, u.name, substr(b.kinds, u.n::int, 1) as kind
      from keelson.index_name b cross join lateral string_to_table(b.names, E'\\n') with ordinality as u (name, n)
      where b.tenant_id = $1 and b.index_id = $2
        and position($3::text in b.names) > 0 and position($3::text in u.name) > 0
        and ($4::text is null or substr(b.kinds, u.n::int, 1) = $4)
        and ($5::text is null or b.language = $5)
        and ($6::text is null or b.file_id in (
          select f.file_id from keelson.index_file f
          where f.tenant_id = $1 and f.index_id = $2 and f.path >= $6 and f.path < $7))
      limit ${MOST_MATCHES + 1}`,
    parameters: parametersOf(index, query, filter),
  });
}

/** Symbols whose names start with `query`, case and all, in order of name. */
export async function findPrefix(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
): Promise<NameMatch[]> {
  return tx.query<NameMatch>({
    name: 'indexing_find_prefix',
    sql: `select s.symbol_id as id, s.name, s.kind::text as kind
      from keelson.index_symbol s
      where s.tenant_id = $1 and s.index_id = $2 and s.name >= $3 and s.name < $8
        and ($4::text is null or s.kind = $4::"char")
        and ($5::text is null and $6::text is null or exists (
          select from keelson.index_file f
          where f.tenant_id = $1 and f.index_id = $2 and f.file_id = s.file_id
            and ($5::text is null or f.language = $5)
            and ($6::text is null or f.path >= $6 and f.path < $7)))
      order by s.name limit ${MOST_PREFIX_MATCHES}`,
    parameters: [...parametersOf(index, query, filter), query + LAST],
  });
}

/** Files whose paths hold `query` (in lower case), ignoring case. */
export async function scanPaths(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
): Promise<{ id: number; path: string }[]> {
  return tx.query<{ id: number; path: string }>({
    name: 'indexing_scan_paths',
    sql: `select f.file_id as id, f.path from keelson.index_file f
      where f.tenant_id = $1 and f.index_id = $2 and position($3::text in lower(f.path)) > 0
        and ($4::text is null or f.language = $4)
        and ($5::text is null or f.path >= $5 and f.path < $6)
      limit ${MOST_MATCHES + 1}`,
    parameters: parametersOf(index, query, filter).filter((_, place) => place !== 3),
  });
}

/** A symbol as a search shows it. */
export interface SymbolHit {
  id: number;
  name: string;
  kind: string;
  line: number;
  path: string;
}

/** Symbols by their ids, in no order. */
export async function getSymbols(tx: Tx, index: IndexRef, ids: readonly number[]): Promise<SymbolHit[]> {
  if (ids.length === 0) return [];
  return tx.query<SymbolHit>({
    name: 'indexing_get_symbols',
    sql: `select s.symbol_id as id, s.name, s.kind::text as kind, s.line, f.path
      from unnest($3::int[]) wanted
      cross join lateral (
        select symbol_id, file_id, name, kind, line from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and symbol_id = wanted limit 1) s
      cross join lateral (
        select path from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = s.file_id limit 1) f`,
    parameters: [index.tenant, index.id, ids],
  });
}

/** Up to 400 names around a name in byte order, for hints about misspelt ones. */
export async function namesAround(tx: Tx, index: IndexRef, name: string): Promise<string[]> {
  const start = name.slice(0, Math.max(1, Math.floor(name.length / 2)));
  const rows = await tx.query<{ name: string }>({
    name: 'indexing_names_around',
    sql: `(select name from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name >= $3 and name < $4 order by name limit 200)
      union
      (select name from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name >= $5 and name < $4 order by name limit 200)`,
    parameters: [index.tenant, index.id, start, start + LAST, name],
  });
  return rows.map((row) => row.name);
}
