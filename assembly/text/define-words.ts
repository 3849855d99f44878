import { sameBytes } from './bytes';
import { literal, literalBytes, literalLength } from './literal';

/**
 * Gives each word of `text`, which one space separates, its meaning in a table of words: per slot the literal of the
 * word and its meaning, 4 bytes each, a literal of 0 where it is free. Open addressing over `mask` + 1 slots, a power of
 * two; `firstSlot` says where the search for a word begins.
 */
export function defineWords(
  slots: usize,
  mask: u32,
  firstSlot: (start: usize, length: u32) => u32,
  meaning: i32,
  text: string,
): void {
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && text.charCodeAt(i) != 32) continue;
    const word = literal(text.substring(from, i));
    let slot = firstSlot(literalBytes(word), literalLength(word));
    while (load<u32>(slots + ((<usize>slot) << 3)) != 0) slot = (slot + 1) & mask;
    store<u32>(slots + ((<usize>slot) << 3), <u32>word);
    store<i32>(slots + ((<usize>slot) << 3), meaning, 4);
    from = i + 1;
  }
}

/** What the `length` bytes at `start` mean in such a table, where the search begins at `slot`; 0 for a word that it lacks. */
export function meaningIn(slots: usize, mask: u32, slot: u32, start: usize, length: usize): i32 {
  while (true) {
    const place = slots + ((<usize>slot) << 3);
    const word = <usize>load<u32>(place);
    if (word == 0) return 0;
    if (<usize>literalLength(word) == length && sameBytes(literalBytes(word), start, length)) {
      return load<i32>(place, 4);
    }
    slot = (slot + 1) & mask;
  }
}
