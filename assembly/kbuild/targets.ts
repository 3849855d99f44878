import { addCall, addSymbol, symbolAt } from '../facts/facts';
import { beginSignature, keepSignature, keepText, keptLength, putSignature } from '../facts/keep-text';
import { CallType, Kind, NONE } from '../facts/layouts';
import { arenaKeep, arenaRoom } from '../memory/arena';
import { LIST_BYTES, at, clear, count, makeList, push } from '../memory/list';
import {
  MAP_BYTES,
  TextMap,
  addText,
  clearTexts,
  countTexts,
  makeTextMap,
  textAt,
  textLength,
} from '../memory/text-map';
import { Char } from '../text/bytes';
import { Literal, literal, literalBytes, literalLength } from '../text/literal';
import { Assignment } from './assignments';
import { beginGathering, configs, gather, gatherNames, gatheredConfig, gatheredConfigs } from './configs';
import { countGuards, guardAt } from './guards';

// What a Makefile builds, as symbols.

/** What the two numbers that a target is known by are of. */
export const enum TargetKey {
  /** An object of its own or made of others: its text. */
  OBJECT,
  /** An archive: its ListKind and guards. */
  ARCHIVE,
  /** A folder: the text of its path. */
  FOLDER,
  /** A folder whose path is too long for a name: its text in the Makefile. */
  LONG_FOLDER,
  /** Parts of an object: variable and guards. */
  PARTS,
}

@unmanaged
class Target {
  /** Index of its symbol, NONE where the name is too long to be kept. */
  symbol: i32;
  endLine: i32;
  firstHead: i32;
  lastHead: i32;
}

/** One way in which the Makefile says that a target is built. */
@unmanaged
class Head {
  variable: u32;
  variableEnd: u32;
  object: u32;
  objectEnd: u32;
  guards: i32;
  next: i32;
}

const targets = makeList(memory.data(LIST_BYTES, 16), offsetof<Target>());
const heads = makeList(memory.data(LIST_BYTES, 16), offsetof<Head>());
/** Keys of targets, and of heads with the target they belong to. Their texts are words. */
const targetKeys = makeTextMap(memory.data(MAP_BYTES, 16));
const headKeys = makeTextMap(memory.data(MAP_BYTES, 16));

/** Bytes of the symbols' names that all targets of a file together depend on: they may be far more than the file has. */
const MOST_IN_FILE: u32 = 1 << 24;
let referred: u32 = 0;

/** Text and guards of the assignment whose symbols were gathered last: it may name thousands of objects. */
let gatheredText: i32 = NONE;
let gatheredGuards: i32 = NONE;

export function clearTargets(): void {
  clear(targets);
  clear(heads);
  clearTexts(targetKeys);
  clearTexts(headKeys);
  referred = 0;
  gatheredText = NONE;
}

export function countTargets(): i32 {
  return count(targets);
}

function targetAt(index: i32): Target {
  return changetype<Target>(at(targets, index));
}

function headAt(index: i32): Head {
  return changetype<Head>(at(heads, index));
}

/** Whether rows would take the first byte of a name for the mark of a call that is not direct: see putCallMark. */
function looksMarked(name: usize, length: u32): bool {
  const c = load<u8>(name);
  return length > 0 && (c == Char.DOT || c == Char.BANG || c == Char.PLUS);
}

/**
 * Lets a target refer to an object's path or to a symbol of the configuration, but not to one like `.x.o` at the top of the
 * tree, which rows could not tell from a call of another kind.
 */
export function refer(target: i32, name: usize, length: u32, line: i32): void {
  if (looksMarked(name, length)) return;
  addCall(name, length, line, CallType.DIRECT, targetAt(target).symbol);
}

/** Gathers the symbols that an assignment depends on, by its variable and the conditions around it. */
function gatherConfigs(from: Assignment): void {
  if (from.text == gatheredText && from.guards == gatheredGuards) return;
  gatheredText = from.text;
  gatheredGuards = from.guards;
  beginGathering();
  gatherNames(from.variable, from.variableEnd);
  for (let i = 0; i < countGuards(from.guards); i++) gather(guardAt(from.guards, i) >> 1);
}

/** Lets a target refer to the symbols that an assignment depends on. */
function referToConfigs(target: i32, from: Assignment): void {
  gatherConfigs(from);
  for (let i = 0; i < gatheredConfigs() && referred < MOST_IN_FILE; i++) {
    const config = gatheredConfig(i);
    refer(target, textAt(configs, config), textLength(configs, config), from.line);
    referred += textLength(configs, config);
  }
}

const KEY_BYTES: usize = 16;

/** Number of four words in a map of keys. */
function keyOf(map: TextMap, first: i32, second: i32, third: i32, fourth: i32): i32 {
  const key = arenaRoom(KEY_BYTES);
  store<i32>(key, first);
  store<i32>(key, second, 4);
  store<i32>(key, third, 8);
  store<i32>(key, fourth, 12);
  const before = countTexts(map);
  const index = addText(map, key, <u32>KEY_BYTES);
  if (countTexts(map) > before) arenaKeep(KEY_BYTES);
  return index;
}

/** Number of the target with this key, a TargetKey and two numbers; the next one where there is none yet. */
export function targetOf(kind: i32, first: i32, second: i32): i32 {
  return keyOf(targetKeys, kind, first, second, 0);
}

/** Adds the target that targetOf said is the next one. The bytes of its name stay where they are. */
export function addTarget(name: usize, end: usize, from: Assignment, parent: i32): void {
  const target = changetype<Target>(push(targets));
  const kept = keepText(name, end);
  target.symbol = addSymbol(Kind.TARGET, kept, keptLength, from.line);
  target.endLine = from.lastLine;
  target.firstHead = NONE;
  target.lastHead = NONE;
  if (parent != NONE && target.symbol != NONE) symbolAt(target.symbol).parent = targetAt(parent).symbol;
}

/**
 * Says how an assignment makes a target or adds to it: by its variable, or by an object or folder with this text that it
 * adds to it. Then the target refers to the symbols that the assignment depends on.
 */
export function addHead(index: i32, from: Assignment, object: usize, objectEnd: usize, text: i32): void {
  const target = targetAt(index);
  target.endLine = max(target.endLine, from.lastLine);
  const key = keyOf(headKeys, index, from.text, text, from.guards);
  if (key < count(heads)) return;
  const head = changetype<Head>(push(heads));
  head.variable = from.variable;
  head.variableEnd = from.variableEnd;
  head.object = <u32>object;
  head.objectEnd = <u32>objectEnd;
  head.guards = from.guards;
  head.next = NONE;
  if (target.firstHead == NONE) target.firstHead = key;
  else headAt(target.lastHead).next = key;
  target.lastHead = key;
  referToConfigs(index, from);
}

const ADDED = literal(' += ');
const IF = literal(' if ');
const AND = literal(' && ');
const NOT = literal('!');
const COMMA = literal(', ');

function putLiteral(text: Literal): bool {
  return putSignature(literalBytes(text), literalBytes(text) + <usize>literalLength(text));
}

/** Adds a head to the signature; answers whether there is room for more. */
function putHead(head: Head): bool {
  if (!putSignature(head.variable, head.variableEnd)) return false;
  if (head.object != 0) {
    putLiteral(ADDED);
    putSignature(head.object, head.objectEnd);
  }
  for (let i = 0; i < countGuards(head.guards); i++) {
    putLiteral(i == 0 ? IF : AND);
    const guard = guardAt(head.guards, i);
    if ((guard & 1) != 0) putLiteral(NOT);
    const name = textAt(configs, guard >> 1);
    if (!putSignature(name, name + <usize>textLength(configs, guard >> 1))) return false;
  }
  return true;
}

/** Gives the symbols of all targets their last lines and signatures. */
export function finishTargets(): void {
  for (let i = 0; i < count(targets); i++) {
    const target = targetAt(i);
    if (target.symbol == NONE) continue;
    const fact = symbolAt(target.symbol);
    fact.endLine = target.endLine;
    beginSignature();
    for (let head = target.firstHead; head != NONE; head = headAt(head).next) {
      if (head != target.firstHead) putLiteral(COMMA);
      if (!putHead(headAt(head))) break;
    }
    keepSignature(fact);
  }
}
