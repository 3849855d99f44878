import { createByteLists, type ByteLists } from './byte-lists.ts';
import { eachGram, GRAM_BITS, GRAM_SPACES, markOf, type GramSpace } from './grams.ts';
import { MANY_MARKS, MARK_CODES } from './id-list.ts';

/** Gathers which texts hold which grams. */
export interface GramPostings {
  /** Adds a text under an id; ids must not descend. A gram that comes again under the same id counts once. */
  add(id: number, text: string): void;
  /** Each gram with the ids of its texts; grams ascend. */
  entries(): Generator<{ gram: number; ids: Uint8Array }>;
}

const GRAMS = 1 << GRAM_BITS;

/** Makes a collector of lists as `encodeIds` writes them. */
export function createGramPostings(space: GramSpace): GramPostings {
  const lists = createByteLists(GRAMS);
  const last = new Int32Array(GRAMS).fill(-1);
  return {
    add(id, text) {
      eachGram(text, (gram) => {
        const before = last[gram]!;
        if (before === id) return;
        last[gram] = id;
        lists.pushVarint(gram, before < 0 ? id : id - before);
      });
    },
    entries: () => entriesOf(space, lists),
  };
}

/**
 * Makes a collector of lists as `decodeMarked` reads them, which also say by what a gram is followed. Each id can be
 * added once.
 */
export function createMarkedPostings(space: GramSpace): GramPostings {
  const lists = createByteLists(GRAMS);
  const last = new Int32Array(GRAMS);
  const marks = new Uint8Array(GRAMS);
  /** The grams of the text that is being added. */
  const isHeld = new Uint8Array(GRAMS);
  let held: number[] = [];
  return {
    add(id, text) {
      eachGram(text, (gram, next) => {
        if (isHeld[gram] === 0) {
          isHeld[gram] = 1;
          marks[gram] = 0;
          held.push(gram);
        }
        marks[gram]! |= markOf(next);
      });
      for (const gram of held) {
        const mark = marks[gram]!;
        const isOne = mark !== 0 && (mark & (mark - 1)) === 0;
        const step = id - last[gram]!;
        lists.pushVarint(gram, step * MARK_CODES + (isOne ? 31 - Math.clz32(mark) : MANY_MARKS));
        if (!isOne) lists.push(gram, mark);
        last[gram] = id;
        isHeld[gram] = 0;
      }
      held = [];
    },
    entries: () => entriesOf(space, lists),
  };
}

function* entriesOf(space: GramSpace, lists: ByteLists): Generator<{ gram: number; ids: Uint8Array }> {
  for (let gram = 0; gram < GRAMS; gram++) {
    if (lists.size(gram) > 0) yield { gram: (GRAM_SPACES[space] << GRAM_BITS) | gram, ids: lists.read(gram) };
  }
}
