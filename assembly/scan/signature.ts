import { arenaKeep, arenaRoom } from '../memory/arena';
import { Mark, Token, tokenAt } from './head';

/** Bytes a signature has at most. */
const LONGEST: usize = 400;

/** Length of the last signature composed. */
export let signatureLength: u32 = 0;

/** Cuts back to the start of a UTF-8 character when a copy of `length` bytes would end inside one. */
function wholeCharacters(start: usize, length: usize): usize {
  while (length > 0 && (load<u8>(start + length) & 0xc0) == 0x80) length--;
  return length;
}

function append(to: usize, used: usize, start: usize, length: usize): usize {
  const space = LONGEST - used;
  const bytes = length <= space ? length : wholeCharacters(start, space);
  memory.copy(to + used, start, bytes);
  return used + bytes;
}

/** Appends a token's text with every run of blanks and newlines as one space. */
function appendCollapsed(to: usize, used: usize, token: Token): usize {
  let p = <usize>token.start;
  const end = <usize>token.end;
  while (p < end && used < LONGEST) {
    let q = p;
    while (q < end && load<u8>(q) > 32) q++;
    const before = used;
    used = append(to, used, p, q - p);
    if (used - before < q - p) return used;
    while (q < end && load<u8>(q) <= 32) q++;
    if (q < end && used < LONGEST) {
      store<u8>(to + used, 32);
      used++;
    }
    p = q;
  }
  return used;
}

/** Appends tokens with one space where there was any gap between two of them. */
function appendTokens(to: usize, used: usize, first: i32, last: i32): usize {
  let before: usize = 0;
  for (let i = first; i <= last && used < LONGEST; i++) {
    const token = tokenAt(i);
    if (used > 0 && <usize>token.start > before) {
      store<u8>(to + used, 32);
      used++;
    }
    before = <usize>token.end;
    const kept = used;
    if (token.kind == Mark.BODY) used = append(to, used, BODY_TEXT, 5);
    else used = appendCollapsed(to, used, token);
    if (used == kept) break;
  }
  return used;
}

/**
 * The tokens from `first` to `last` on one line, single-spaced, without comments or bodies. Answers its address
 * in the arena; its length is in signatureLength.
 */
export function composeSignature(first: i32, last: i32): usize {
  return composeDeclarator(first, first - 1, first, last);
}

/** The same of a declarator behind its type, which other declarators may stand between. */
export function composeDeclarator(typeFirst: i32, typeLast: i32, first: i32, last: i32): usize {
  const to = arenaRoom(LONGEST);
  const used = appendTokens(to, appendTokens(to, 0, typeFirst, typeLast), first, last);
  arenaKeep(used);
  signatureLength = <u32>used;
  return to;
}

/** `{...}` */
const BODY_TEXT = memory.data<u8>([123, 46, 46, 46, 125]);
