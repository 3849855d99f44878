import { LIST_BYTES, at, clear, count, makeList, push } from '../memory/list';
import { MAP_BYTES, addText, clearTexts, makeTextMap } from '../memory/text-map';
import { literal, startsWith } from '../text/literal';
import { skipPlainWord } from '../text/space';

// The CONFIG_ symbols of a Makefile, by numbers.

export const configs = makeTextMap(memory.data(MAP_BYTES, 16));

/** Numbers of the symbols gathered. */
const gathered = makeList(memory.data(LIST_BYTES, 16), 4);

/** Symbols that a line can depend on; more are passed over. */
export const MOST_CONFIGS: i32 = 64;

const CONFIG = literal('CONFIG_');
const LETTER_C: u8 = 67;

export function clearConfigs(): void {
  clearTexts(configs);
}

export function beginGathering(): void {
  clear(gathered);
}

export function gatheredConfigs(): i32 {
  return count(gathered);
}

export function gatheredConfig(index: i32): i32 {
  return load<i32>(at(gathered, index));
}

/** Adds a symbol unless it is there already. */
export function gather(config: i32): void {
  const total = count(gathered);
  for (let i = 0; i < total; i++) if (gatheredConfig(i) == config) return;
  if (total < MOST_CONFIGS) store<i32>(push(gathered), config);
}

/** Adds the symbols that are named between `p` and `end`. */
export function gatherNames(p: usize, end: usize): void {
  while (p < end) {
    if (load<u8>(p) != LETTER_C || !startsWith(CONFIG, p, end)) {
      p++;
      continue;
    }
    const past = skipPlainWord(p + 7, end);
    if (past > p + 7) gather(addText(configs, p, <u32>(past - p)));
    p = past > p + 7 ? past : p + 1;
  }
}
