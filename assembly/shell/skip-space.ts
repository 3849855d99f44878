import { Char } from '../text/bytes';
import { sourceEnd } from '../text/source';
import { spaceAt } from '../text/space';
import { Kind, continuationAt, kindOf } from './characters';
import { pendingHeredocs, readHeredocs } from './read-heredocs';
import { endOfLine, reader } from './reader';

/** Goes over blanks and the ends of lines that go on. */
export function skipBlanks(): void {
  const end = reader.end;
  let p = reader.at;
  while (p < end) {
    const c = <i32>load<u8>(p);
    const length: usize = kindOf(c) == Kind.BLANK ? 1 : c == Char.BACKSLASH ? continuationAt(p) : 0;
    if (length == 0) break;
    p = min(p + length, end);
  }
  reader.at = p;
}

/** Goes over line ends and comments too, and over the heredocs whose text begins there. */
export function skipSpace(): void {
  for (skipBlanks(); reader.at < reader.end; skipBlanks()) {
    const c = <i32>load<u8>(reader.at);
    if (c == Char.HASH) skipComment();
    else if (c == Char.NEWLINE) {
      reader.at++;
      if (pendingHeredocs > 0) readHeredocs();
    } else return;
  }
}

/** Goes to the end of the line. */
export function skipComment(): void {
  reader.at = endOfLine();
}

/** Whether a word ends before `p`: at white space, a sign that separates commands, or the source's end. */
export function endsWord(p: usize): bool {
  if (p >= sourceEnd) return true;
  const c = <i32>load<u8>(p);
  const kind = kindOf(c);
  return kind == Kind.BREAK || kind == Kind.BLANK || spaceAt(p) > 0;
}
