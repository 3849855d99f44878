import type { NameSearch } from './find-names.ts';
import { LAST, SYMBOL_PASSES } from './search-filter.ts';
import type { MacroMatch, NameMatch } from './search-filter.ts';
import { fileOf, symbolOf } from '../partitions.ts';

/** Can something that the dictionary has be gone, or be in a file that the search leaves out? */
export function isInDoubt({ index, filter }: NameSearch): boolean {
  return index.freshness.overlays > 0 || filter.language !== undefined || filter.path !== undefined;
}

/** Of what the dictionary has, what is there and passes the filter. */
export async function keepPassing<Symbol extends NameMatch, Macro extends MacroMatch>(
  search: NameSearch,
  { symbols, macros }: { symbols: Symbol[]; macros: Macro[] },
): Promise<{ symbols: Symbol[]; macros: Macro[] }> {
  if (!isInDoubt(search)) return { symbols, macros };
  const [ids, files] = await Promise.all([
    keepSymbols(
      search,
      symbols.map(({ id }) => id),
    ),
    keepFiles(search, [...new Set(macros.map(({ fileId }) => fileId))]),
  ]);
  return {
    symbols: symbols.filter(({ id }) => ids.has(id)),
    macros: macros.filter(({ fileId }) => files.has(fileId)),
  };
}

function keepSymbols(search: NameSearch, ids: readonly number[]): Promise<ReadonlySet<number>> {
  return keep(
    search,
    ids,
    'indexing_keep_symbols',
    `select s.symbol_id as id from unnest($3::int[]) wanted ${symbolOf('wanted', 'symbol_id, file_id, kind')}
      where ${SYMBOL_PASSES}`,
  );
}

function keepFiles(search: NameSearch, ids: readonly number[]): Promise<ReadonlySet<number>> {
  // $4, the kinds, is named so that both statements have the same parameters.
  return keep(
    search,
    ids,
    'indexing_keep_files',
    `select f.file_id as id from unnest($3::int[]) wanted ${fileOf('wanted', 'file_id, path, language')}
      where ($4::text is null or true)
        and ($5::text is null or f.language = $5) and ($6::text is null or f.path >= $6 and f.path < $7)`,
  );
}

async function keep(
  { tx, index, filter: { kinds, language, path } }: NameSearch,
  ids: readonly number[],
  name: string,
  sql: string,
): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const end = path === undefined ? null : path + LAST;
  const rows = await tx.query<{ id: number }>({
    name,
    sql,
    parameters: [index.tenant, index.id, ids, kinds ?? null, language ?? null, path ?? null, end],
  });
  return new Set(rows.map(({ id }) => id));
}
