import type { Tx } from '../../../../kernel/context.ts';
import { gramsOf } from '../../domain/grams.ts';
import { editDistance, mostEdits } from '../../domain/nearest-names.ts';
import { pickMostFrequent } from '../../domain/pick-frequent.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { createHolds } from '../decode/decode-macros.ts';
import type { MacroBytes } from '../decode/decode-macros.ts';
import { findMacros } from '../queries/find-macros.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { foldAscii } from './candidates.ts';
import { sharesGram } from './find-similar.ts';
import { readCandidates, readLists } from './read-candidates.ts';
import { readMacros, type MacroMatch } from './read-macros.ts';
import type { NameMatch, SearchFilter } from './search-filter.ts';

/** Files that are looked at for names like a misspelt one. */
const MOST_SIMILAR_FILES = 128;
/** Lists read, those of the rarest grams: the others are long, and add little. */
const MOST_LISTS = 12;

export interface FoundMacros {
  matches: MacroMatch[];
  isAll: boolean;
}

/** A macro with a name like the query. */
export interface SimilarMacro extends MacroMatch {
  edits: number;
}

const NONE: FoundMacros = { matches: [], isAll: true };

/** Macros that have the very name, wherever they are. */
export async function findNamedMacros(
  tx: Tx,
  index: IndexRef,
  name: string,
  filter: SearchFilter,
): Promise<MacroMatch[]> {
  if (!wantsMacros(filter)) return [];
  const found = await findMacros(tx, index, name);
  return found.filter(
    ({ path, language }) =>
      (filter.language === undefined || language === filter.language) && path.startsWith(filter.path ?? ''),
  );
}

/** Macros of which `isMeant` is true, all of which hold `query` (in lower case). */
export async function scanMacros(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
  isMeant: (name: string) => boolean = () => true,
): Promise<FoundMacros> {
  if (!wantsMacros(filter)) return NONE;
  const candidates = await readCandidates(tx, index, query, 'macro');
  return readMacros(tx, index, candidates ?? {}, filter, { mayMean: createHolds(query), isMeant });
}

/** Macros a misspelt `query` (in lower case) may have meant, with their edits. */
export async function findSimilarMacros(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
): Promise<SimilarMacro[]> {
  if (!wantsMacros(filter)) return [];
  const read = await readLists(tx, index, query, 'macro', MOST_LISTS);
  const most = mostEdits(query);
  const grams = new Set(gramsOf(query, 'name'));
  const edits = new Map<string, number>();
  const isLike = (name: string): boolean => {
    const folded = foldAscii(name);
    if (!sharesGram(folded, grams)) return false;
    edits.set(name, editDistance(query, folded));
    return edits.get(name)! <= most;
  };
  const chosen = read === undefined ? {} : { ids: mostFrequent(read.lists), lastId: read.lastId };
  const mayMean = ({ size }: MacroBytes): boolean => Math.abs(size - query.length) <= most;
  const { matches } = await readMacros(tx, index, chosen, filter, { mayMean, isMeant: isLike });
  return matches.map((macro) => Object.assign(macro, { edits: edits.get(macro.name)! }));
}

/** Macros without those that are symbols as well, because something in their bodies is called. */
export function withoutSymbols<Macro extends MacroMatch>(
  macros: readonly Macro[],
  symbols: readonly NameMatch[],
): Macro[] {
  const known = new Map<string, number>();
  for (const { kind, name, file_id: file } of symbols) {
    if (kind !== SYMBOL_KINDS.macro) continue;
    const key = `${file} ${foldAscii(name)}`;
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  return macros.filter(({ name, fileId, functionLike }) => {
    const key = `${fileId} ${foldAscii(name)}`;
    const left = functionLike ? (known.get(key) ?? 0) : 0;
    if (left > 0) known.set(key, left - 1);
    return left === 0;
  });
}

function wantsMacros({ kinds }: SearchFilter): boolean {
  return kinds === undefined || kinds.includes(SYMBOL_KINDS.macro);
}

/** Files in most of the lists, by numbers without the gaps that their ids have. */
function mostFrequent(lists: readonly Int32Array[]): Int32Array {
  const ids = [...new Set(lists.flatMap((list) => [...list]))].sort((a, b) => a - b);
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const dense = lists.map((list) => list.map((id) => numbers.get(id)!));
  return pickMostFrequent(dense, ids.length, MOST_SIMILAR_FILES).map((number) => ids[number]!);
}
