import { NONE } from '../facts/layouts';
import { arenaKeep, arenaRoom } from '../memory/arena';
import { LIST_BYTES, at, clear, count, makeList, push } from '../memory/list';
import { Char } from '../text/bytes';
import { literal, literalLength, startsWith } from '../text/literal';
import { backSpace, findSpace, skipSpace, spaceAt } from '../text/space';
import { numberOf } from './texts';
import { dashBefore, skipMakeWord, skipStem } from './words';

// What the words of an assignment name. What only Make itself could expand is left out.

export const enum PartKind {
  /** `a.o`, relative to the Makefile's folder. */
  OBJECT,
  /** `dir/`, likewise. */
  FOLDER,
  /** A variable that is taken over: `gem` for `$(gem-y)`. */
  GROUP,
}

@unmanaged
export class Part {
  kind: i32;
  start: u32;
  end: u32;
  /** Number of its text; of an object without `.o`. */
  text: i32;
}

const parts = makeList(memory.data(LIST_BYTES, 16), offsetof<Part>());

export function clearParts(): void {
  clear(parts);
}

export function countParts(): i32 {
  return count(parts);
}

export function partAt(index: i32): Part {
  return changetype<Part>(at(parts, index));
}

function addPart(kind: i32, start: usize, end: usize, text: i32): void {
  const part = changetype<Part>(push(parts));
  part.kind = kind;
  part.start = <u32>start;
  part.end = <u32>end;
  part.text = text;
}

const BITS = literal('$(BITS)');
const SRC = literal('$(src)/');
const OBJ = literal('$(obj)/');
const ADDPREFIX = literal('$(addprefix');

const PERCENT: i32 = 37;
const LETTER_O: u8 = 111;

/** Whether a name from `start` to `end` is one that Make would have to expand. */
function hasPattern(start: usize, end: usize): bool {
  for (let p = start; p < end; p++) {
    const c = load<u8>(p);
    if (c == Char.DOLLAR || c == PERCENT || c == Char.STAR) return true;
  }
  return false;
}

/** What a path without `$(BITS)` is: a PartKind, or NONE. */
function kindOf(start: usize, end: usize): i32 {
  if (start == end || load<u8>(start) == Char.SLASH || hasPattern(start, end)) return NONE;
  if (load<u8>(end - 1) == Char.SLASH) return PartKind.FOLDER;
  if (end - start < 3 || load<u8>(end - 1) != LETTER_O || load<u8>(end - 2) != Char.DOT) return NONE;
  return load<u8>(end - 3) == Char.SLASH ? NONE : PartKind.OBJECT;
}

/** Adds a path; answers whether it is kept. */
function addWhole(start: usize, end: usize): bool {
  const kind = kindOf(start, end);
  if (kind == NONE) return false;
  addPart(kind, start, end, numberOf(start, kind == PartKind.OBJECT ? end - 2 : end));
  return true;
}

/** Two digits as they lie in memory: widths an architecture's `$(BITS)` may stand for. */
const WIDTH_32: u16 = 0x3233;
const WIDTH_64: u16 = 0x3436;

/** Adds a path with a width for `$(BITS)`. */
function addWide(start: usize, end: usize, width: u16): void {
  const path = arenaRoom(end - start);
  let to = path;
  for (let p = start; p < end;) {
    if (startsWith(BITS, p, end)) {
      store<u16>(to, width);
      to += 2;
      p += <usize>literalLength(BITS);
    } else store<u8>(to++, load<u8>(p++));
  }
  arenaKeep(to - path);
  addWhole(path, to);
}

function findBits(start: usize, end: usize): bool {
  for (let p = start; p < end; p++) if (load<u8>(p) == Char.DOLLAR && startsWith(BITS, p, end)) return true;
  return false;
}

/** Adds a path that stays where it is. */
function addPath(start: usize, end: usize): void {
  if (findBits(start, end)) {
    addWide(start, end, WIDTH_32);
    addWide(start, end, WIDTH_64);
  } else addWhole(start, end);
}

/** Longer prefixes are no paths of a kernel; each stands before any number of names. */
const LONGEST_PREFIX: usize = 256;

function addPrefixed(prefix: usize, prefixBytes: usize, start: usize, end: usize): void {
  const bytes = prefixBytes + (end - start);
  const path = arenaRoom(bytes);
  memory.copy(path, prefix, prefixBytes);
  memory.copy(path + prefixBytes, start, end - start);
  if (!findBits(path, path + bytes) && kindOf(path, path + bytes) == NONE) return;
  arenaKeep(bytes);
  addPath(path, path + bytes);
}

/** Adds what `$(addprefix dir/, a.o b.o)` from `start` to `end` names; false where it is none. */
function addPrefixes(start: usize, end: usize): bool {
  if (!startsWith(ADDPREFIX, start, end)) return false;
  const blank = start + <usize>literalLength(ADDPREFIX);
  const prefix = skipSpace(blank, end);
  let prefixEnd = prefix;
  while (prefixEnd < end && load<u8>(prefixEnd) != Char.COMMA && spaceAt(prefixEnd) == 0) prefixEnd++;
  const comma = skipSpace(prefixEnd, end);
  if (prefix == blank || prefixEnd == prefix || comma >= end || load<u8>(comma) != Char.COMMA) return false;
  if (comma + 1 >= end || load<u8>(end - 1) != Char.CLOSE_PAREN) return false;
  if (prefixEnd - prefix > LONGEST_PREFIX) return true;
  let p = skipSpace(comma + 1, end - 1);
  const limit = backSpace(end - 1, p);
  do {
    const word = findSpace(p, limit);
    addPrefixed(prefix, prefixEnd - prefix, p, word);
    p = skipSpace(word, limit);
  } while (p < limit);
  return true;
}

/** Adds the variable that `$(gem-y)` from `start` to `end` takes over; false where it is none. */
function addGroup(start: usize, end: usize): bool {
  if (end - start < 4 || load<u8>(start) != Char.DOLLAR || load<u8>(start + 1) != Char.OPEN_PAREN)
    return false;
  const close = skipStem(start + 2, end);
  if (close + 1 != end || load<u8>(close) != Char.CLOSE_PAREN) return false;
  const dash = dashBefore(start + 2, close);
  if (dash == 0) return false;
  addPart(PartKind.GROUP, start + 2, dash, numberOf(start + 2, dash));
  return true;
}

/** Adds what the words from `p` to `end` name. */
export function addParts(p: usize, end: usize): void {
  p = skipSpace(p, end);
  while (p < end) {
    const past = skipMakeWord(p, end);
    if (!addPrefixes(p, past) && !addGroup(p, past)) {
      const isHere = startsWith(SRC, p, past) || startsWith(OBJ, p, past);
      addPath(isHere ? p + <usize>literalLength(SRC) : p, past);
    }
    p = skipSpace(past, end);
  }
}
