import { addMember, members, setMemberType } from '../facts/facts';
import { count } from '../memory/list';
import { literal, literalBytes, literalLength } from '../text/literal';
import { declaredName } from './declarators';
import { Mark, TYPE_TOKENS, closeOf, head, kindAt, tokenAt } from './head';
import { Word } from './words';

// Members with their types, as far as a call through them asks: the struct they are or point to, or that they are
// pointers to functions themselves.

const FUNCTION_POINTER = literal('(*)');

/** Whether the declarator last read is `(*name)(…)` or `(*name[…])(…)`. */
function isFunctionPointer(): bool {
  if (kindAt(declaredName - 1) != Mark.STAR) return false;
  let close = declaredName + 1;
  while (kindAt(close) == Mark.BRACKETS) close++;
  return kindAt(close) == Mark.CLOSE && kindAt(close + 1) == Mark.OPEN;
}

/** Token of the tag in the statement's type, -1 for none. */
function tagOf(): i32 {
  const end = min(declaredName, head.base + TYPE_TOKENS);
  for (let i = head.base; i < end; i++) {
    const kind = tokenAt(i).kind;
    if ((kind == Word.STRUCT || kind == Word.UNION) && kindAt(i + 1) == Word.NAME) return i + 1;
    if (kind == Mark.OPEN) i = closeOf(i);
  }
  return -1;
}

/** Adds the declarator last read as a member of `owner`. */
export function addDeclaredMember(owner: i32): void {
  const name = tokenAt(declaredName);
  const before = count(members);
  addMember(<usize>name.start, name.end - name.start, name.line, owner);
  if (count(members) == before) return;
  if (isFunctionPointer()) {
    setMemberType(literalBytes(FUNCTION_POINTER), literalLength(FUNCTION_POINTER));
    return;
  }
  const tag = tagOf();
  if (tag >= 0 && tag != declaredName)
    setMemberType(<usize>tokenAt(tag).start, tokenAt(tag).end - tokenAt(tag).start);
}
