import { moveOut, out, reserve } from '../memory/stream';
import { Char } from '../text/bytes';
import { putByte } from '../text/write';

// Text inside JSON strings (RFC 8259 section 7): quote, backslash and controls are escaped, all else is UTF-8
// as it stands.

/** Bytes escaped between two reservations; each takes 6 at most. */
const PIECE: usize = 1024;

const HEX = memory.data<u8>([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102]);

/** Bit i set where byte i must be escaped. */
function specials(block: v128): i32 {
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(block, i8x16.splat(<i8>Char.QUOTE)), i8x16.eq(block, i8x16.splat(<i8>Char.BACKSLASH))),
      i8x16.lt_u(block, i8x16.splat(<i8>Char.SPACE)),
    ),
  );
}

function putEscaped(c: i32): void {
  putByte(Char.BACKSLASH);
  if (c == Char.QUOTE || c == Char.BACKSLASH) putByte(c);
  else if (c == Char.NEWLINE) putByte(110);
  else if (c == Char.TAB) putByte(116);
  else if (c == Char.RETURN) putByte(114);
  else {
    putByte(117);
    putByte(48);
    putByte(48);
    putByte(48 + (c >> 4));
    putByte(<i32>load<u8>(HEX + <usize>(c & 15)));
  }
}

function putSlowly(from: usize, length: usize): void {
  for (let i: usize = 0; i < length; i++) {
    const c = <i32>load<u8>(from + i);
    if (c < Char.SPACE || c == Char.QUOTE || c == Char.BACKSLASH) putEscaped(c);
    else putByte(c);
  }
}

/** Writes text in quotes into room reserved before (16 bytes), and reserves room behind it. */
export function putQuoted(from: usize, length: u32): void {
  putByte(Char.QUOTE);
  putText(from, length);
  reserve(64);
  putByte(Char.QUOTE);
}

/** Writes text without its surrounding quotes, reserving its own room. */
export function putText(from: usize, length: u32): void {
  let left = <usize>length;
  while (left > 0) {
    const piece = min(left, PIECE);
    reserve(piece * 6 + 16);
    let i: usize = 0;
    while (i < piece) {
      const block = v128.load(from + i);
      const here = min(piece - i, 16);
      if ((specials(block) & ((1 << (<i32>here)) - 1)) != 0) putSlowly(from + i, here);
      else {
        v128.store(out, block);
        moveOut(out + here);
      }
      i += here;
    }
    from += piece;
    left -= piece;
  }
}
