import { arenaKeep, arenaRoom } from '../memory/arena';
import { LIST_BYTES, at, clear, count, makeList, push, setCount } from '../memory/list';
import {
  MAP_BYTES,
  addText,
  clearTexts,
  countTexts,
  makeTextMap,
  textAt,
  textLength,
} from '../memory/text-map';
import { equals, literal } from '../text/literal';
import { skipPlainWord, skipSpace } from '../text/space';
import { MOST_CONFIGS, beginGathering, gatherNames, gatheredConfig, gatheredConfigs } from './configs';
import { comparesWithNothing } from './comparison';

// The conditions that are open, as far as they ask for CONFIG_ symbols. A condition is the number of its symbol, doubled,
// and one more when the symbol must not be set.

/** Deeper conditions are not code. */
const DEEPEST: i32 = 100;

/** Conditions of the branches that are open, from the outermost on. */
const conditions = makeList(memory.data(LIST_BYTES, 16), 4);
/** For each open branch the conditions before it. One after `else` also has the negated ones of the branch before. */
const branches = makeList(memory.data(LIST_BYTES, 16), 4);
/** Runs of conditions that assignments stand under. */
const runs = makeTextMap(memory.data(MAP_BYTES, 16));

/** No condition at all. */
export const NO_GUARDS: i32 = -1;

const UNKNOWN: i32 = -2;
/** The run at hand, UNKNOWN until it is asked for. */
let current: i32 = NO_GUARDS;

export function clearGuards(): void {
  clear(conditions);
  clear(branches);
  clearTexts(runs);
  current = NO_GUARDS;
}

/** Number of the conditions that are open: the same for the same ones. */
export function currentGuards(): i32 {
  if (current != UNKNOWN) return current;
  current = NO_GUARDS;
  const bytes = (<usize>min(count(conditions), MOST_CONFIGS)) << 2;
  if (bytes == 0) return current;
  const before = countTexts(runs);
  const room = arenaRoom(bytes);
  memory.copy(room, at(conditions, 0), bytes);
  current = addText(runs, room, <u32>bytes);
  if (countTexts(runs) > before) arenaKeep(bytes);
  return current;
}

export function countGuards(guards: i32): i32 {
  return guards == NO_GUARDS ? 0 : <i32>(textLength(runs, guards) >> 2);
}

/** Condition `index` of a run. */
export function guardAt(guards: i32, index: i32): i32 {
  return load<i32>(textAt(runs, guards) + ((<usize>index) << 2));
}

const IFDEF = literal('ifdef');
const IFNDEF = literal('ifndef');
const IFEQ = literal('ifeq');
const IFNEQ = literal('ifneq');
const ELSE = literal('else');
const ENDIF = literal('endif');

function isIf(start: usize, end: usize): bool {
  if (equals(IFDEF, start, end) || equals(IFNDEF, start, end)) return true;
  return equals(IFEQ, start, end) || equals(IFNEQ, start, end);
}

/** Does the condition ask for its symbols to be set: `ifdef X`, `ifeq ($(X),y)`, `ifneq ($(X),)`? */
function asksForSet(start: usize, end: usize, p: usize, limit: usize): bool {
  if (equals(IFDEF, start, end)) return true;
  if (equals(IFNDEF, start, end)) return false;
  return equals(IFEQ, start, end) != comparesWithNothing(p, limit);
}

function addCondition(condition: i32): void {
  store<i32>(push(conditions), condition);
}

/** Adds the conditions of a word for `if` and what follows it. */
function addConditions(start: usize, end: usize, p: usize, limit: usize): void {
  const negated = asksForSet(start, end, p, limit) ? 0 : 1;
  beginGathering();
  gatherNames(p, limit);
  for (let i = 0; i < gatheredConfigs(); i++) addCondition((gatheredConfig(i) << 1) | negated);
}

function openBranch(): void {
  store<i32>(push(branches), count(conditions));
}

/** Closes the innermost branch. Answers its condition, if it has just one: of several none can be said to be false. */
function closeBranch(): i32 {
  if (count(branches) == 0) return UNKNOWN;
  const before = load<i32>(at(branches, count(branches) - 1));
  const only = count(conditions) == before + 1 ? load<i32>(at(conditions, before)) : UNKNOWN;
  setCount(conditions, before);
  setCount(branches, count(branches) - 1);
  return only;
}

/** Reads a condition whose word goes from `start` to `end`, with what follows it from there to `limit`. */
export function readCondition(start: usize, end: usize, limit: usize): void {
  if (equals(ENDIF, start, end)) closeBranch();
  else if (equals(ELSE, start, end)) {
    const only = closeBranch();
    openBranch();
    if (only != UNKNOWN) addCondition(only ^ 1);
    const nested = skipSpace(end, limit);
    const nestedEnd = skipPlainWord(nested, limit);
    if (isIf(nested, nestedEnd)) addConditions(nested, nestedEnd, nestedEnd, limit);
  } else if (count(branches) < DEEPEST) {
    openBranch();
    addConditions(start, end, end, limit);
  }
  current = UNKNOWN;
}

/** Whether the word is one that readCondition reads. */
export function isCondition(start: usize, end: usize): bool {
  return isIf(start, end) || equals(ELSE, start, end) || equals(ENDIF, start, end);
}
