import { eachFrontCoded } from '../front-coded.ts';
import { createByteReader } from '../varint.ts';
import { noBest, offerUses, partsOf } from './best-uses.ts';
import type { BlockParts, Term } from './decode-terms.ts';
import { createUseReader } from './use-format.ts';

/** Names that start with a query. */
export interface StartingNames {
  /** Symbols, and macros, that there are. */
  symbols: number;
  macros: number;
  /** The best of them, in the order of their names. */
  best: Term[];
}

const toBytes = new TextEncoder();
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
/** Characters of four bytes: text puts them before some of three, bytes after all of these. */
const FOUR_BYTES = 0xf0;

/**
 * The best `kept` of the names that start with a query, ranked while their blocks are read: most are not even turned
 * into text. Undefined where the order of their bytes is not that of their text.
 *
 * @param mostMatches Symbols, and macros, that are ranked.
 */
export function bestStarting(
  blocks: readonly BlockParts[],
  query: string,
  { kept, mostMatches }: { kept: number; mostMatches: number },
): StartingNames | undefined {
  const start = toBytes.encode(query);
  const best = noBest(query.length);
  /** Text of names that were among the best when they were read. */
  const texts: string[] = [];
  let symbols = 0;
  let macros = 0;
  let isOdd = false;
  for (const { names, uses } of blocks) {
    const readUse = createUseReader(createByteReader(uses));
    eachFrontCoded(names, ({ bytes, size }) => {
      const use = readUse();
      if (size < start.length) return;
      for (let at = 0; at < start.length; at++) if (bytes[at] !== start[at]) return;
      let highest = 0;
      for (let at = 0; at < size; at++) if (bytes[at]! > highest) highest = bytes[at]!;
      isOdd ||= highest >= FOUR_BYTES;
      // Those of several bytes are turned into text to be measured.
      const text = highest > 127 || size <= best.longest ? utf8.decode(bytes.subarray(0, size)) : undefined;
      if (text !== undefined && text.length <= best.longest) {
        const left = { symbols: mostMatches - symbols, macros: mostMatches - macros };
        const term = texts.push(text) - 1;
        offerUses(best, kept, { term, use }, { length: text.length, order: term, ...left });
      }
      symbols += use.symbols.length;
      macros += use.macros.length;
    });
  }
  if (isOdd) return undefined;
  const terms = partsOf(best, kept).map(({ term, use: { symbols: own, macros: places } }) => {
    return { name: texts[term]!, symbols: own, macros: places };
  });
  return { symbols, macros, best: terms };
}
