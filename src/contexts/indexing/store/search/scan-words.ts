import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { MOST_MATCHES, type NameMatch, type SearchFilter } from './search-filter.ts';
import { scanDocs } from './scan-docs.ts';
import { scanNames } from './scan-names.ts';

/**
 * Symbols of which every word (in lower case) is in the name, path, signature or documentation, and one at least in
 * the name or the documentation.
 */
export async function scanWords(
  tx: Tx,
  index: IndexRef,
  words: readonly string[],
  filter: SearchFilter,
): Promise<{ matches: NameMatch[]; isAll: boolean }> {
  const candidates = new Set<number>();
  let isAll = true;
  for (const word of words) {
    const names = await scanNames(tx, index, word, filter);
    const docs = await scanDocs(tx, index, word, filter);
    isAll &&= docs.isAll && names.length <= MOST_MATCHES;
    for (const { id } of [...names, ...docs.matches]) candidates.add(id);
  }
  const matches = await tx.query<NameMatch>({
    name: 'indexing_keep_words',
    sql: `select s.symbol_id as id, s.name, s.kind::text as kind, s.file_id
      from unnest($3::int[]) wanted
      cross join lateral (
        select symbol_id, file_id, name, kind, signature, doc from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and symbol_id = wanted limit 1) s
      cross join lateral (
        select path from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = s.file_id limit 1) f
      where not exists (
        select from unnest($4::text[]) word
        where position(word in lower(concat_ws(E'\\n', s.name, f.path, s.signature, s.doc) collate "C")) = 0)`,
    parameters: [index.tenant, index.id, [...candidates].slice(0, MOST_MATCHES), words],
  });
  return { matches, isAll: isAll && candidates.size <= MOST_MATCHES };
}
