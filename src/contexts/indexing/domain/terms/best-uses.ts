import { BUILD_KINDS } from '../../records.ts';
import { afterCode, rankStart } from '../rank-name.ts';
import type { MacroPlace, TermUse } from './term-arena.ts';

/** A symbol or a macro among the best of those whose names start with a query. */
interface RankedUse {
  score: number;
  /** Place of its name among those that were offered. */
  order: number;
  /** Number of its name in the arena. */
  term: number;
  id: number;
  symbol?: TermUse['symbols'][number];
  macro?: MacroPlace;
}

/** The best of what was offered; uses of names that came earlier go before equally good ones. */
export interface BestUses {
  /** Characters of the query. */
  readonly length: number;
  /** Names of more characters than this cannot be among the best. */
  longest: number;
  ranked: RankedUse[];
}

/** A name, and those of its uses that are meant. */
export interface TermPart {
  term: number;
  use: TermUse;
}

const BUILD_CODES = new Set(BUILD_KINDS.map((letter) => letter.charCodeAt(0)));

/** Nothing yet, for a query of so many characters. */
export function noBest(length: number): BestUses {
  return { length, longest: Infinity, ranked: [] };
}

/** Offers the first `symbols` and `macros` of a name of `length` characters; names come in the order of their text. */
export function offerUses(
  best: BestUses,
  kept: number,
  { term, use }: TermPart,
  name: { length: number; order: number; symbols: number; macros: number },
): void {
  const { order } = name;
  const score = rankStart(best.length, name.length);
  for (let at = 0; at < name.symbols && at < use.symbols.length; at++) {
    const symbol = use.symbols[at]!;
    const own = BUILD_CODES.has(symbol.kind) ? afterCode(score) : score;
    best.ranked.push({ score: own, order, term, id: symbol.id, symbol });
  }
  for (let at = 0; at < name.macros && at < use.macros.length; at++) {
    const macro = use.macros[at]!;
    best.ranked.push({ score, order, term, id: macro.fileId, macro });
  }
  // Sorted when there are twice as many, a use costs less than when it is put in its place.
  if (best.ranked.length >= 2 * kept) keepBest(best, kept);
}

function keepBest(best: BestUses, kept: number): void {
  best.ranked.sort(
    (a, b) =>
      b.score - a.score || a.order - b.order || a.id - b.id || (a.macro?.line ?? 0) - (b.macro?.line ?? 0),
  );
  if (best.ranked.length <= kept) return;
  best.ranked.length = kept;
  const { score } = best.ranked[kept - 1]!;
  let longest = best.length;
  while (longest < LONGEST_RANKED && rankStart(best.length, longest + 1) > score) longest++;
  best.longest = longest < LONGEST_RANKED ? longest : Infinity;
}

/** Longer names are offered all the same, to no effect. */
const LONGEST_RANKED = 1000;

/** The best `kept`, by their names, in the order of these. */
export function partsOf(best: BestUses, kept: number): TermPart[] {
  keepBest(best, kept);
  const parts: TermPart[] = [];
  for (const { term, symbol, macro } of best.ranked.toSorted((a, b) => a.order - b.order)) {
    if (parts.at(-1)?.term !== term) parts.push({ term, use: { symbols: [], macros: [] } });
    const { use } = parts.at(-1)!;
    if (symbol !== undefined) use.symbols.push(symbol);
    if (macro !== undefined) use.macros.push(macro);
  }
  return parts;
}
