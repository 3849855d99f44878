import { APOSTROPHE, BACKSLASH, isNameUnit } from './characters.ts';
import type { Reader } from './reader.ts';

/** Reads `'…'`. */
export function readSingleQuotes(reader: Reader): boolean {
  const open = reader.at;
  const close = reader.source.indexOf("'", open + 1);
  if (close === -1 || close >= reader.end) {
    reader.at = reader.end;
    return false;
  }
  reader.at = close + 1;
  suspect(reader, open);
  return true;
}

/** Reads `$'…'`, in which a backslash escapes. */
export function readEscapedQuotes(reader: Reader): boolean {
  const { source, end } = reader;
  for (let at = reader.at + 2; at < end; at += 1) {
    const code = source.charCodeAt(at);
    if (code === APOSTROPHE) {
      reader.at = at + 1;
      return true;
    }
    if (code === BACKSLASH) at += 1;
  }
  reader.at = end;
  return false;
}

/**
 * A quote too few turns all later ones inside out, and the last of them is the one without an end. What then stands
 * right behind the first of them is a word.
 */
export function suspect(reader: Reader, open: number): void {
  const { source, at } = reader;
  if (reader.suspect !== -1 || reader.end !== source.length || !isNameUnit(source.charCodeAt(at))) return;
  if (source.slice(open, at).includes('\n')) reader.suspect = open;
}
