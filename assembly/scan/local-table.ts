import { addUse } from '../facts/facts';
import { UseType } from '../facts/layouts';
import { Char, isWordAt } from '../text/bytes';
import { byteBefore, openerOf, wordStart } from './context';
import { beginTable } from './tables';
import { Word, wordOf } from './words';

// Variables with initialisers inside functions, and compound literals: which functions their fields are.

/** Braces open around the table at hand, -1 outside tables. */
export let localTableDepth: i32 = -1;
let nameStart: usize = 0;
let nameEnd: usize = 0;

export function clearLocalTable(): void {
  localTableDepth = -1;
}

/** Back over indexes that end at `p`, 0 where one has no beginning. */
function beforeIndexes(p: usize): usize {
  while (load<u8>(p) == Char.CLOSE_BRACKET) {
    p = openerOf(p);
    if (p == 0) return 0;
    p = byteBefore(p);
  }
  return p;
}

/** Sets the name that ends at `p`, annotations and indexes behind it aside; answers the byte before it, or 0. */
function readName(p: usize): usize {
  while (true) {
    p = beforeIndexes(p);
    if (p == 0 || !isWordAt(p)) return 0;
    nameEnd = p + 1;
    nameStart = wordStart(p);
    p = byteBefore(nameStart);
    if (wordOf(nameStart, nameEnd) != Word.QUALIFIER) return p;
  }
}

/** The type whose last word ends at `p`, annotations behind it aside; answers whether there is one. */
function openTable(p: usize, line: i32): bool {
  while (isWordAt(p)) {
    const start = wordStart(p);
    const word = wordOf(start, p + 1);
    if (word == Word.NAME) {
      beginTable(start, p + 1, nameStart, nameEnd, line);
      return true;
    }
    if (word != Word.QUALIFIER) return false;
    p = byteBefore(start);
  }
  return false;
}

/** At the `{` at `open` behind a `=` or a cast, with `depth` braces around it: begins a table unless inside one. */
export function beginLocalTable(open: usize, depth: i32, line: i32): void {
  if (localTableDepth >= 0) return;
  let p = byteBefore(open);
  if (load<u8>(p) == Char.EQUALS) {
    p = readName(byteBefore(p));
    if (p != 0 && openTable(p, line)) localTableDepth = depth;
    return;
  }
  // (struct type) { … }, which may be assigned to a variable
  const cast = openerOf(p);
  const type = beforeIndexes(byteBefore(p));
  if (cast == 0 || type == 0 || !isWordAt(type)) return;
  const before = byteBefore(cast);
  const assigned = load<u8>(before) == Char.EQUALS && readName(byteBefore(before)) != 0;
  if (!assigned) {
    nameStart = wordStart(type);
    nameEnd = type + 1;
  }
  if (openTable(type, line)) localTableDepth = depth;
}

/** Whether a function's name put into `.field` at `via` makes an entry of the table at hand. */
export function isDesignator(via: usize): bool {
  if (localTableDepth < 0) return false;
  const dot = byteBefore(via);
  if (load<u8>(dot) != Char.DOT) return false;
  const before = load<u8>(byteBefore(dot));
  return before == Char.OPEN_BRACE || before == Char.COMMA;
}

/** Records the function from `value` as one of the values that the variable at hand begins with. */
export function addLocalValue(value: usize, end: usize, line: i32, fn: i32): void {
  addUse(value, <u32>(end - value), line, UseType.VALUE, nameStart, <u32>(nameEnd - nameStart), fn);
}
