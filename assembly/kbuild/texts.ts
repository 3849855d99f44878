import { LIST_BYTES, at, clear, count, extend, makeList } from '../memory/list';
import { MAP_BYTES, addText, clearTexts, makeTextMap } from '../memory/text-map';
import { NONE } from '../facts/layouts';

// Names of variables, objects without `.o`, folders: each has a number, and what is known of it.

export const texts = makeTextMap(memory.data(MAP_BYTES, 16));

@unmanaged
class Known {
  /** Whether it is an object made of others. */
  isComposite: i32;
  /** Number of the object that takes over its parts, or NONE. */
  owner: i32;
  /** Target of the list that names it, or NONE. */
  listed: i32;
}

const known = makeList(memory.data(LIST_BYTES, 16), offsetof<Known>());

export function clearKnown(): void {
  clearTexts(texts);
  clear(known);
}

/** Number of the text from `start` to `end`. */
export function numberOf(start: usize, end: usize): i32 {
  return addText(texts, start, <u32>(end - start));
}

/** What is known of a text. Moves when another one is asked for. */
export function knownOf(text: i32): Known {
  while (count(known) <= text) {
    const added = changetype<Known>(extend(known, offsetof<Known>()));
    added.isComposite = 0;
    added.owner = NONE;
    added.listed = NONE;
  }
  return changetype<Known>(at(known, text));
}
