import { guardAt, guards } from '../facts/facts';
import { GuardFact, NONE } from '../facts/layouts';
import { LIST_BYTES, at, clear, count, makeList, push, setCount } from '../memory/list';
import { skipBlanks } from '../text/bytes';
import {
  composeBoth,
  composeCondition,
  composeDefined,
  composeElse,
  conditionLength,
  isZero,
  mentionsConfig,
} from './condition';

// Lines that are compiled only under a condition on the configuration.

/** A conditional that is open. */
@unmanaged
class Level {
  /** The condition of the branch at hand, without those before it. */
  text: u32;
  length: u32;
  /** Negations of the conditions of the branches before. */
  before: u32;
  beforeLength: u32;
  /** Guard of the branch at hand, NONE where it says nothing of the configuration. */
  guard: i32;
}

const DEEPEST: i32 = 1 << 12;
let beyond: i32 = 0;
const levels = makeList(memory.data(LIST_BYTES, 16), offsetof<Level>());

export function clearGuards(): void {
  clear(levels);
  beyond = 0;
}

function topLevel(): Level {
  return changetype<Level>(at(levels, count(levels) - 1));
}

/** Opens the guard of a branch whose first line is `line`. */
function open(level: Level, text: usize, length: u32, line: i32): void {
  level.guard = NONE;
  if (!mentionsConfig(text, length)) return;
  level.guard = count(guards);
  const fact = changetype<GuardFact>(push(guards));
  fact.text = <u32>text;
  fact.textLength = length;
  fact.line = line;
  fact.endLine = line;
}

/** Closes the guard of the branch at hand, whose last line is `line`; one without lines is forgotten. */
function close(level: Level, line: i32): void {
  if (level.guard == NONE) return;
  const fact = guardAt(level.guard);
  if (line < fact.line && level.guard == count(guards) - 1) setCount(guards, level.guard);
  else fact.endLine = max(line, fact.line);
}

/** Bytes behind the first two of a directive's word. */
const DEF: u32 = 0x666564; // "def"
const NDEF: u32 = 0x6665646e; // "ndef"

/** The condition behind a directive whose word goes on at `p` after its `if`. */
function compose(p: usize): usize {
  if ((load<u32>(p) & 0xffffff) == DEF) return composeDefined(skipBlanks(p + 3), false);
  if (load<u32>(p) == NDEF) return composeDefined(skipBlanks(p + 4), true);
  return composeCondition(p);
}

/** An `#if`, `#ifdef` or `#ifndef` whose word begins at `word`; its branch begins on `line`. */
export function beginGuard(word: usize, line: i32): void {
  if (count(levels) >= DEEPEST) {
    beyond++;
    return;
  }
  const text = compose(word + 2);
  const level = changetype<Level>(push(levels));
  level.text = <u32>text;
  level.length = conditionLength;
  level.before = 0;
  level.beforeLength = 0;
  open(level, text, conditionLength, line);
}

/** An `#else` or `#elif` whose word begins at `word`, on line `at`; its branch begins on `line`. */
export function nextGuard(word: usize, directiveLine: i32, line: i32): void {
  if (count(levels) == 0 || beyond > 0) return;
  const level = topLevel();
  close(level, directiveLine - 1);
  if (!isZero(level.text, level.length)) {
    level.before = <u32>composeElse(level.before, level.beforeLength, level.text, level.length);
    level.beforeLength = conditionLength;
  }
  if (load<u8>(word + 2) != LETTER_I) {
    open(level, level.before, level.beforeLength, line);
    return;
  }
  const text = compose(word + 4);
  level.text = <u32>text;
  level.length = conditionLength;
  const both = composeBoth(level.before, level.beforeLength, text, level.length);
  open(level, both, conditionLength, line);
}

const LETTER_I: u8 = 105;

/** An `#endif` on `line`. */
export function endGuard(line: i32): void {
  if (beyond > 0) {
    beyond--;
    return;
  }
  if (count(levels) == 0) return;
  close(topLevel(), line - 1);
  setCount(levels, count(levels) - 1);
}

/** Ends what the source leaves open on its last line. */
export function endGuards(line: i32): void {
  beyond = 0;
  while (count(levels) > 0) endGuard(line + 1);
}
