import type { Tx } from '../../../../kernel/context.ts';
import { fileOf, symbolOf, unplanned } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { LAST, parametersOf, type ScannedName, type SearchFilter, SYMBOL_PASSES } from './search-filter.ts';

/** Symbols whose names start with `query`, case and all, in order of name. */
export async function findPrefix(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
  most: number,
): Promise<ScannedName[]> {
  return tx.query<ScannedName>({
    name: 'indexing_find_prefix',
    sql: `select s.symbol_id as id, s.name, s.kind::text as kind, s.file_id from keelson.index_symbol s
      where s.tenant_id = $1 and s.index_id = $2 and s.name >= ${unplanned('$3::text')} and s.name < ${unplanned('$8::text')} and ${SYMBOL_PASSES}
      order by s.name limit $9`,
    parameters: [...parametersOf(index, query, filter), query + LAST, most],
  });
}

/** Symbols that have the very name. */
export async function findNamed(
  tx: Tx,
  index: IndexRef,
  name: string,
  filter: SearchFilter,
  most: number,
): Promise<ScannedName[]> {
  return tx.query<ScannedName>({
    name: 'indexing_find_named',
    sql: `select s.symbol_id as id, s.name, s.kind::text as kind, s.file_id from keelson.index_symbol s
      where s.tenant_id = $1 and s.index_id = $2 and s.name = $3 and ${SYMBOL_PASSES}
      order by s.symbol_id limit $8`,
    parameters: [...parametersOf(index, name, filter), most],
  });
}

/** A symbol as a search shows it. */
export interface SymbolHit {
  id: number;
  name: string;
  kind: string;
  line: number;
  end_line: number;
  path: string;
  signature: string | null;
  doc: string | null;
}

/** Symbols by their ids, in no order. */
export async function getSymbols(tx: Tx, index: IndexRef, ids: readonly number[]): Promise<SymbolHit[]> {
  if (ids.length === 0) return [];
  return tx.query<SymbolHit>({
    name: 'indexing_get_symbols',
    sql: `select s.symbol_id as id, s.name, s.kind::text as kind, s.line, s.end_line, f.path, s.signature, s.doc
      from unnest($3::int[]) wanted
      ${symbolOf('wanted', 'symbol_id, file_id, name, kind, line, end_line, signature, doc')}
      ${fileOf('s.file_id', 'path')}`,
    parameters: [index.tenant, index.id, ids],
  });
}

/** Paths of files by their ids. */
export async function getPaths(
  tx: Tx,
  index: IndexRef,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ id: number; path: string }>({
    name: 'indexing_get_paths',
    sql: `select f.file_id as id, f.path from unnest(${unplanned('$3::int[]')}) wanted ${fileOf('wanted', 'file_id, path')}`,
    parameters: [index.tenant, index.id, [...new Set(ids)]],
  });
  return new Map(rows.map(({ id, path }) => [id, path]));
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
