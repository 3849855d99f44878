import { addSymbol, symbolAt } from '../facts/facts';
import { Kind, NONE } from '../facts/layouts';
import { Char, isWordAt } from '../text/bytes';
import { byteBefore, openerOf, wordStart } from './context';
import { cursor } from './cursor';

// Typedefs inside functions, read backwards from their semicolon.

/** The word `typedef` of the statement at hand, 0 for none. */
export let typedefStart: usize = 0;

/** "type" and "def" as little-endian words. */
export const TYPE: u32 = 0x65707974;
const DEF: u32 = 0x666564;

export function clearTypedef(): void {
  typedefStart = 0;
}

/** Notes the word from `start` to `end`, which begins with `type`, if it is `typedef`. */
export function noteTypedef(start: usize, end: usize): void {
  if (end - start == 7 && (load<u32>(start + 4) & 0xffffff) == DEF) typedefStart = start;
}

/** Last byte of the name declared before `p`: `name`, `name[2]`, `(*name)(…)` or `name(…)`; 0 for none. */
function declaredEnd(p: usize): usize {
  p = byteBefore(p);
  while (!isWordAt(p)) {
    if (load<u8>(p) != Char.CLOSE_BRACKET && load<u8>(p) != Char.CLOSE_PAREN) return 0;
    const open = openerOf(p);
    if (open == 0) return 0;
    const before = byteBefore(open);
    // Parameters behind `(*name)`: the name is inside that.
    p = load<u8>(before) == Char.CLOSE_PAREN ? byteBefore(before) : before;
  }
  return p;
}

const LONGEST_SIGNATURE: usize = 400;

/** At the semicolon at `p`: adds the type that the statement names. */
export function endTypedef(p: usize, line: i32): void {
  const from = typedefStart;
  typedefStart = 0;
  const last = declaredEnd(p);
  if (last <= from + 7) return;
  const start = wordStart(last);
  const symbol = addSymbol(Kind.TYPEDEF, start, <u32>(last + 1 - start), line);
  if (symbol == NONE) return;
  const fact = symbolAt(symbol);
  fact.parent = cursor.fn;
  if (p - from > LONGEST_SIGNATURE) return;
  for (let at = from; at < p; at++) if (<i32>load<u8>(at) < Char.SPACE) return;
  fact.signature = <u32>from;
  fact.signatureLength = <u32>(p - from);
}
