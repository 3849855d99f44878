import { addMember } from '../facts/facts';
import { NONE } from '../facts/layouts';
import { Char } from '../text/bytes';
import { endsWith, literal, startsWith } from '../text/literal';
import { argument, argumentEnd, argumentStart, nameArgument } from './arguments';
import { cursor } from './cursor';
import { topFrame } from './frames';
import { head, headEnd, resetHead, tokenAt } from './head';
import { skipGap } from './skip';

// `struct_group(name, members…)` and its variants: members inside a macro's parentheses.

const GROUP = literal('struct_group');
const RESERVED_GROUP = literal('__struct_group');
const TAGGED = literal('_tagged');
const ATTRIBUTED = literal('_attr');

/** Arguments before the members, 0 where the word is no such macro. */
function argumentsBefore(start: usize, end: usize): i32 {
  if (startsWith(RESERVED_GROUP, start, end)) return 3;
  if (!startsWith(GROUP, start, end)) return 0;
  return endsWith(TAGGED, start, end) || endsWith(ATTRIBUTED, start, end) ? 2 : 1;
}

/**
 * Goes inside the parentheses at the cursor when they are such a group, leaving its members to the struct
 * around it; the parenthesis that closes it then matches none and is passed over.
 */
export function openGroup(): bool {
  if (headEnd() != head.base + 1) return false;
  const word = tokenAt(head.base);
  const before = argumentsBefore(<usize>word.start, <usize>word.end);
  if (before == 0 || !argument(cursor.p, before - 1)) return false;
  const tagged = endsWith(TAGGED, <usize>word.start, <usize>word.end);
  const end = argumentEnd;
  const owner = topFrame().owner;
  if (nameArgument(cursor.p, tagged || before == 3 ? 1 : 0) && owner != NONE) {
    addMember(argumentStart, <u32>(argumentEnd - argumentStart), cursor.line, owner);
  }
  resetHead();
  const inside = skipGap(end) + 1;
  for (let p = cursor.p; p < inside; p++) if (load<u8>(p) == Char.NEWLINE) cursor.line++;
  cursor.p = inside;
  return true;
}
