import { PLACE_MAP_BYTES, clearPlaces, makePlaceMap, placeOf } from '../memory/place-map';
import { Char } from '../text/bytes';
import { sourceEnd, sourceStart } from '../text/source';
import { findByte } from '../text/space';

/** Where the reading of one source stands. `at` only goes back to the start of a word that another function reads. */
export namespace reader {
  /** A `}` also ends commands where another word could stand. */
  export let isZsh: bool = false;
  export let at: usize = 0;
  /** Where reading stops: at the source's end, or that of the piece that is being read. */
  export let end: usize = 0;
  /** How many things are open around `at`; at 0 stands what the script itself does. */
  export let depth: i32 = 0;
  /** Words and signs that end a list of commands around `at`, as bits of Stop. */
  export let awaited: i32 = 0;
  export let isInBackquotes: bool = false;
  /** From here up to there no backquote was found. */
  export let noBackquoteFrom: usize = 0;
  export let noBackquoteEnd: usize = 0;
  /** The first opener of which this reading finds no end; 0 as long as there is none. */
  export let unclosed: usize = 0;
  /** The first quote over several lines with a word right behind it; 0 as long as there is none. */
  export let suspect: usize = 0;
  /** The line that lineAt has come to, and where it ends. */
  export let line: i32 = 1;
  export let nextBreak: usize = 0;
  /** The end of the line around `at`, as far as it was asked for. */
  export let lineEnd: usize = 0;
}

/** Openers of which earlier readings found no end. */
export const broken = makePlaceMap(memory.data(PLACE_MAP_BYTES, 16));

/** Deeper nesting is no code: what would open it stands for itself. */
export const DEEPEST: i32 = 256;

/** Begins a reading of the source. */
export function beginReader(): void {
  reader.at = sourceStart;
  reader.end = sourceEnd;
  reader.depth = 0;
  reader.awaited = 0;
  reader.isInBackquotes = false;
  reader.noBackquoteFrom = usize.MAX_VALUE;
  reader.noBackquoteEnd = 0;
  reader.unclosed = 0;
  reader.suspect = 0;
  reader.line = 1;
  reader.nextBreak = breakAfter(sourceStart);
  reader.lineEnd = 0;
}

/** Forgets what earlier readings found broken. */
export function clearBroken(): void {
  clearPlaces(broken);
}

/** The line of a place; places must be asked for in the order of the source. */
export function lineAt(place: usize): i32 {
  while (reader.nextBreak < place) {
    reader.line++;
    reader.nextBreak = breakAfter(reader.nextBreak + 1);
  }
  return reader.line;
}

/** Where the line of `at` ends. Asks the source once a line, however many pieces are read of it. */
export function endOfLine(): usize {
  if (reader.lineEnd < reader.at) reader.lineEnd = breakAfter(reader.at);
  return min(reader.lineEnd, reader.end);
}

/** The line end at or behind `p`; no place comes after the answer where there is none. */
function breakAfter(p: usize): usize {
  const found = findByte(p, sourceEnd, Char.NEWLINE);
  return found < sourceEnd ? found : usize.MAX_VALUE;
}

/**
 * Lets `read` read what opens at `at`. Where it finds no end (it answers `false`), the reading notes that; a later one
 * knows, and lets it end with its line.
 */
export function enclose(read: () => bool): void {
  const open = reader.at;
  if (reader.depth >= DEEPEST) {
    reader.at++;
    return;
  }
  const end = reader.end;
  const isBroken = isKnownBroken(open);
  if (isBroken) reader.end = endOfLine();
  reader.depth++;
  const isClosed = read();
  reader.depth--;
  reader.end = end;
  if (!isClosed && !isBroken) noteUnclosed(open);
}

export function isKnownBroken(open: usize): bool {
  return broken.used > 0 && placeOf(broken, open) != 0;
}

/** Only at the source's end does it matter: a piece, such as the text of a heredoc, ends by itself. */
export function noteUnclosed(open: usize): void {
  if (reader.end != sourceEnd) return;
  if (reader.unclosed == 0 || open < reader.unclosed) reader.unclosed = open;
}
