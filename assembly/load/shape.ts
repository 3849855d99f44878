import { Char } from '../text/bytes';
import { Literal, literal, literalBytes, literalLength } from '../text/literal';
import { sameBytes } from '../text/bytes';
import { expect, expectColon, faultBefore, hasNext, peek, readNumber, take } from './cursor';
import { enterMember, leaveMember } from './fault';
import { readText, textLength, textStart } from './text';

// Records of a chunk file by tables of their members: one line a member, which says how it is read and where it goes.

/** Reads a value into `record`. */
type Read = (record: usize, member: Member) => void;

/** A member of a record. */
export class Member {
  constructor(
    public key: Literal,
    public read: Read,
    /** Where the value goes in the record. */
    public at: usize,
    /** Depends on `read`: the least number, the longest text, the bit of a flag. */
    public limit: i32,
    public required: bool,
  ) {}
}

const OBJECT_WANTED = literal('must be an object');
const ARRAY_WANTED = literal('must be an array');
const UNKNOWN = literal('has a member that this version does not know');
const TWICE = literal('has a member twice');
const MISSING = literal('is missing');
const TOO_LONG = literal('is too long');
const TRUE_WANTED = literal('must be true, or left out');
const LINE_BREAK = literal('holds a line break');
const TRUE = literal('true');

/** Names and other text that shares a column with more of its kind, where newlines are between them. */
function takeText(record: usize, member: Member): void {
  readText();
  if (textLength > <u32>member.limit) faultBefore(TOO_LONG);
  const end = textStart + <usize>textLength;
  for (let p = textStart; p < end; p++) if (load<u8>(p) == Char.NEWLINE) faultBefore(LINE_BREAK);
  store<u32>(record + member.at, <u32>textStart);
  store<u32>(record + member.at, textLength, 4);
}

function takeNumber(record: usize, member: Member): void {
  store<i32>(record + member.at, readNumber(member.limit));
}

function takeFlag(record: usize, member: Member): void {
  peek();
  for (let i: u32 = 0; i < 4; i++) expect(<i32>load<u8>(literalBytes(TRUE) + <usize>i), TRUE_WANTED);
  store<i32>(record + member.at, load<i32>(record + member.at) | member.limit);
}

/** Text of at most `longest` bytes on one line: address and length go to `at`. */
export function text(key: string, at: usize, longest: i32, required: bool = true): Member {
  return new Member(literal(key), takeText, at, longest, required);
}

/** A whole number from `least` on. */
export function number(key: string, at: usize, least: i32, required: bool = true): Member {
  return new Member(literal(key), takeNumber, at, least, required);
}

/** `true` sets the bit; anything else is refused. */
export function flag(key: string, at: usize, bit: i32): Member {
  return new Member(literal(key), takeFlag, at, bit, false);
}

/** Whatever `read` makes of it. */
export function custom(key: string, read: Read, required: bool = false): Member {
  return new Member(literal(key), read, 0, 0, required);
}

/** The member with the key read last, looked for from `next` on: writers keep to one order. */
function find(members: StaticArray<Member>, next: i32): i32 {
  const total = members.length;
  for (let step = 0; step < total; step++) {
    const index = (next + step) % total;
    const key = unchecked(members[index]).key;
    if (literalLength(key) == textLength && sameBytes(literalBytes(key), textStart, <usize>textLength)) {
      return index;
    }
  }
  return -1;
}

function checkComplete(members: StaticArray<Member>, seen: u32): void {
  for (let i = 0; i < members.length; i++) {
    const member = unchecked(members[i]);
    if (!member.required || (seen & (1 << i)) != 0) continue;
    enterMember(member.key);
    faultBefore(MISSING);
  }
  leaveMember();
}

/** Reads an object whose members may come in any order. */
export function readObject(members: StaticArray<Member>, record: usize): void {
  expect(Char.OPEN_BRACE, OBJECT_WANTED);
  let seen: u32 = 0;
  if (!take(Char.CLOSE_BRACE)) {
    let next = 0;
    do {
      readText();
      const index = find(members, next);
      if (index < 0) {
        leaveMember();
        faultBefore(UNKNOWN);
      }
      const member = unchecked(members[index]);
      enterMember(member.key);
      if ((seen & (1 << index)) != 0) faultBefore(TWICE);
      seen |= 1 << index;
      next = index + 1;
      expectColon();
      member.read(record, member);
    } while (hasNext(Char.CLOSE_BRACE));
  }
  checkComplete(members, seen);
}

/** Reads an array whose items are these members in order; those not required may be left out at its end. */
export function readTuple(members: StaticArray<Member>, record: usize): void {
  expect(Char.OPEN_BRACKET, ARRAY_WANTED);
  let index = 0;
  let seen: u32 = 0;
  if (!take(Char.CLOSE_BRACKET)) {
    do {
      if (index == members.length) faultBefore(UNKNOWN);
      const member = unchecked(members[index]);
      enterMember(member.key);
      seen |= 1 << index;
      member.read(record, member);
      index++;
    } while (hasNext(Char.CLOSE_BRACKET));
  }
  checkComplete(members, seen);
}

/** Begins an array; answers whether it has a first item. */
export function openArray(): bool {
  expect(Char.OPEN_BRACKET, ARRAY_WANTED);
  return !take(Char.CLOSE_BRACKET);
}
