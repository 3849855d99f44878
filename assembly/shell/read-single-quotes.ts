import { Char } from '../text/bytes';
import { sourceEnd } from '../text/source';
import { findByte, isPlainWord } from '../text/space';
import { reader } from './reader';

/** Reads `'…'`. */
export function readSingleQuotes(): bool {
  const open = reader.at;
  const close = findByte(open + 1, reader.end, Char.APOSTROPHE);
  if (close >= reader.end) {
    reader.at = reader.end;
    return false;
  }
  reader.at = close + 1;
  suspect(open);
  return true;
}

/** Reads `$'…'`, in which a backslash escapes. */
export function readEscapedQuotes(): bool {
  const end = reader.end;
  for (let p = reader.at + 2; p < end; p++) {
    const c = <i32>load<u8>(p);
    if (c == Char.APOSTROPHE) {
      reader.at = p + 1;
      return true;
    }
    if (c == Char.BACKSLASH) p++;
  }
  reader.at = end;
  return false;
}

/**
 * A quote too few turns all later ones inside out, and the last of them is the one without an end. What then stands
 * right behind the first of them is a word.
 */
export function suspect(open: usize): void {
  const at = reader.at;
  if (reader.suspect != 0 || reader.end != sourceEnd || !isPlainWord(at)) return;
  if (findByte(open, at, Char.NEWLINE) < at) reader.suspect = open;
}
