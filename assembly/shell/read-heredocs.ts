import { LIST_BYTES, at, clear, count, makeList, push, setCount } from '../memory/list';
import { Char } from '../text/bytes';
import { endsLine, findByte } from '../text/space';
import { Kind, kindOf } from './characters';
import { Stop } from './command-words';
import { readUpTo } from './read-quotes';
import { endOfLine, reader } from './reader';

/** A heredoc whose text begins on the next line. */
@unmanaged
class Heredoc {
  /** What its last line says: its quotes do not count. */
  delimiter: u32;
  delimiterEnd: u32;
  /** Nothing in it is expanded: its delimiter is quoted. */
  isRaw: bool;
  /** `<<-`: tabs before the delimiter do not count. */
  isIndented: bool;
  /** Its delimiter goes over lines, so no line can be its last. */
  isEndless: bool;
}

/** Those that are waiting stand behind those whose texts are being read, which may begin others. */
const heredocs = makeList(memory.data(LIST_BYTES, 16), offsetof<Heredoc>());
/** How many are waiting. */
export let pendingHeredocs: i32 = 0;

/** Heredocs without a last line that are looked for in one source: each search may go to its end. */
const MOST_MISSED: i32 = 32;
let missed: i32 = 0;

/** Forgets what an earlier reading left. */
export function clearHeredocs(): void {
  clear(heredocs);
  pendingHeredocs = 0;
  missed = 0;
}

/** Reads `<<`, perhaps `-`, and the delimiter; the text comes with the next line. */
export function readHeredocStart(): void {
  const end = reader.end;
  let p = reader.at + 2;
  const isIndented = load<u8>(p) == Char.MINUS;
  if (isIndented) p++;
  while (p < end && kindOf(<i32>load<u8>(p)) == Kind.BLANK) p++;
  const from = p;
  let isRaw = false;
  let isEndless = false;
  while (p < end) {
    const c = <i32>load<u8>(p);
    const kind = kindOf(c);
    if (kind == Kind.BREAK || kind == Kind.BLANK) break;
    if (c == Char.BACKSLASH) {
      isRaw = true;
      p++;
      if (p < end && load<u8>(p) == Char.NEWLINE) isEndless = true;
    } else if (c == Char.APOSTROPHE || c == Char.QUOTE) {
      reader.at = p;
      const lineEnd = endOfLine();
      const close = findByte(p + 1, lineEnd, c);
      if (close < lineEnd) p = close;
      isRaw = true;
    }
    p++;
  }
  reader.at = min(p, end);
  if (reader.at == from) return;
  const heredoc = changetype<Heredoc>(push(heredocs));
  heredoc.delimiter = <u32>from;
  heredoc.delimiterEnd = <u32>reader.at;
  heredoc.isRaw = isRaw;
  heredoc.isIndented = isIndented;
  heredoc.isEndless = isEndless;
  pendingHeredocs++;
}

/**
 * Reads the texts of the heredocs that the line before began. One that has no last line has no text: its lines are
 * read as commands.
 */
export function readHeredocs(): void {
  const last = count(heredocs);
  const first = last - pendingHeredocs;
  pendingHeredocs = 0;
  for (let i = first; i < last; i++) {
    const heredoc = changetype<Heredoc>(at(heredocs, i));
    const isRaw = heredoc.isRaw;
    if (!findLast(heredoc)) continue;
    if (isRaw) reader.at = next;
    else readUpTo(reader.at, lastLine, next);
  }
  // What these texts began themselves waits in their place.
  memory.copy(at(heredocs, first), at(heredocs, last), <usize>pendingHeredocs * offsetof<Heredoc>());
  setCount(heredocs, first + pendingHeredocs);
}

/** The last line of the heredoc that was looked for last, and where the source goes on. */
let lastLine: usize = 0;
let next: usize = 0;

/** Looks for the last line of a heredoc whose text begins at `at`. */
function findLast(heredoc: Heredoc): bool {
  const end = reader.end;
  if (missed >= MOST_MISSED) return false;
  for (let from = reader.at; from < end && !heredoc.isEndless;) {
    const line = findByte(from, end, Char.NEWLINE);
    let p = from;
    if (heredoc.isIndented) while (load<u8>(p) == Char.TAB) p++;
    const after = skipDelimiter(heredoc, p);
    if (after != 0) {
      lastLine = from;
      if (after == line || (after == line - 1 && load<u8>(after) == Char.RETURN)) {
        next = min(line + 1, end);
        return true;
      }
      // `EOF)` ends it too, as shells have it for a substitution.
      if (after < line && load<u8>(after) == Char.CLOSE_PAREN && (reader.awaited & Stop.CLOSE) != 0) {
        next = after;
        return true;
      }
    }
    from = line + 1;
  }
  missed++;
  return false;
}

/** Where the delimiter at `p` ends, 0 where it is not there. */
function skipDelimiter(heredoc: Heredoc, p: usize): usize {
  const end = <usize>heredoc.delimiterEnd;
  for (let q = <usize>heredoc.delimiter; q < end; q++) {
    let c = load<u8>(q);
    if (heredoc.isRaw) {
      if (c == Char.APOSTROPHE || c == Char.QUOTE) continue;
      if (c == Char.BACKSLASH && q + 1 < end && !endsLine(q + 1)) c = load<u8>(++q);
    }
    if (load<u8>(p) != c) return 0;
    p++;
  }
  return p;
}
