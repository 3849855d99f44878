import { foldAscii } from './candidates.ts';
import { findHolding, type NameSearch } from './find-names.ts';
import { scanDocs } from './scan-docs.ts';
import { type MacroMatch, MOST_MATCHES, type NameMatch } from './search-filter.ts';
import { fileOf, symbolOf } from '../partitions.ts';

/**
 * Blocks of the dictionary that are read for a word. Of several words one is often common, and what the other leaves of
 * its names may stand in any block.
 */
const MOST_BLOCKS = 4096;

/** What has every word. */
interface FoundWords {
  matches: NameMatch[];
  macros: MacroMatch[];
  isAll: boolean;
}

/**
 * Symbols of which every word (in lower case) is in the name, path, signature or documentation, and one at least in
 * the name or the documentation; macros that have every word in their names.
 */
export async function scanWords(search: NameSearch, words: readonly string[]): Promise<FoundWords> {
  const { tx, index, filter } = search;
  const found = await Promise.all(
    words.map(async (word) => {
      const [names, docs] = await Promise.all([
        findHolding({ ...search, query: word, folded: word, mostBlocks: MOST_BLOCKS }),
        scanDocs(tx, index, word, filter),
      ]);
      return { word, names, docs };
    }),
  );
  const ids = new Set(
    found.flatMap(({ names, docs }) => [...names.symbols, ...docs.matches].map(({ id }) => id)),
  );
  const longest = found.reduce((a, b) => (b.word.length > a.word.length ? b : a));
  const matches = await tx.query<NameMatch>({
    name: 'indexing_keep_words',
    sql: `select s.symbol_id as id, s.name, s.kind::text as kind, s.file_id
      from unnest($3::int[]) wanted
      ${symbolOf('wanted', 'symbol_id, file_id, name, kind, signature, doc')}
      ${fileOf('s.file_id', 'path')}
      where not exists (
        select from unnest($4::text[]) word
        where position(word in lower(concat_ws(E'\\n', s.name, f.path, s.signature, s.doc) collate "C")) = 0)`,
    parameters: [index.tenant, index.id, [...ids].slice(0, MOST_MATCHES), words],
  });
  return {
    matches,
    macros: longest.names.macros.filter(({ name }) => words.every((word) => foldAscii(name).includes(word))),
    isAll: ids.size <= MOST_MATCHES && found.every(({ names, docs }) => names.isAll && docs.isAll),
  };
}
