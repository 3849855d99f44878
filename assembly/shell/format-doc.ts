import { copyText, keptLength } from '../facts/keep-text';
import { Char } from '../text/bytes';
import { sourceStart } from '../text/source';
import { skipSpace } from '../text/space';
import { backUnits } from '../text/units';
import { cutText } from './cut-text';
import { composeSentence, sentenceEnd, sentenceStart } from './first-sentence';

// What the comment right above a definition says: its first sentence.

/** Bytes of UTF-8 that a sentence takes at most. */
const MAX_BYTES: usize = 160;

/** UTF-16 units before a definition that are looked at for a comment. */
const MAX_COMMENT: i32 = 2048;

/** Lines that look like decorators, which may stand between a comment and its definition. */
const MAX_DECORATORS: i32 = 8;

/** The sentence composed last. */
export let doc: usize = 0;
export let docLength: u32 = 0;

/** Composes what is said right above the definition at `start`, whose modifiers begin at `modifiers`; empty where nothing is. */
export function composeDoc(start: usize, modifiers: usize): void {
  doc = 0;
  docLength = 0;
  const limit = backUnits(start, MAX_COMMENT, sourceStart);
  const end = skipDecorators(modifiers, limit);
  if (end == 0 || hasBlock(end, limit)) return;
  const comment = findComment(end, limit);
  if (comment == end || !composeSentence(comment, end)) return;
  doc = copyText(sentenceStart, cutText(sentenceStart, sentenceEnd, MAX_BYTES));
  docLength = keptLength;
}

/** Where the text above ends, decorators left out; 0 where a blank line or code comes first. */
function skipDecorators(end: usize, limit: usize): usize {
  for (let lines = 0; lines <= MAX_DECORATORS; lines++) {
    end = endOfLineAbove(end, limit);
    if (end == 0) return 0;
    let p = lineStart(end, limit);
    while (p < end && (load<u8>(p) == Char.SPACE || load<u8>(p) == Char.TAB)) p++;
    if (!isDecorator(p, end)) return end;
    end = p;
  }
  return 0;
}

function isDecorator(p: usize, end: usize): bool {
  if (p >= end) return false;
  const c = load<u8>(p);
  return (
    c == Char.AT ||
    c == Char.OPEN_BRACKET ||
    (c == Char.HASH && p + 1 < end && load<u8>(p + 1) == Char.OPEN_BRACKET)
  );
}

/** Where the line that ends at `end` begins. */
function lineStart(end: usize, limit: usize): usize {
  while (end > limit && load<u8>(end - 1) != Char.NEWLINE) end--;
  return end;
}

/** Where the line above ends, without blanks, given that only blanks follow it; 0 where there is none. */
function endOfLineAbove(end: usize, limit: usize): usize {
  let newlines = 0;
  for (; end > limit; end--) {
    const c = load<u8>(end - 1);
    if (c == Char.NEWLINE) newlines++;
    else if (c != Char.SPACE && c != Char.TAB && c != Char.RETURN) break;
    if (newlines > 1) return 0;
  }
  if (end == limit) return 0;
  return newlines == 0 && !endsBlock(end, limit) ? 0 : end;
}

/** Whether the sign with which other languages end a comment is here. */
function endsBlock(end: usize, limit: usize): bool {
  return end >= limit + 2 && load<u8>(end - 1) == Char.SLASH && load<u8>(end - 2) == Char.STAR;
}

/** Whether the text ends like a comment of other languages: that is none of the shell's. */
function hasBlock(end: usize, limit: usize): bool {
  if (!endsBlock(end, limit)) return false;
  for (let p = end - 2; p >= limit; p--) {
    if (load<u8>(p) == Char.SLASH && load<u8>(p + 1) == Char.STAR) return true;
  }
  return false;
}

/** Where the comments begin that fill the last lines of the text; `end` where there are none. */
function findComment(end: usize, limit: usize): usize {
  let found = end;
  while (end > limit) {
    const from = lineStart(end, limit);
    const p = skipSpace(from, end);
    if (p >= end || load<u8>(p) != Char.HASH) break;
    if (p + 1 < end && load<u8>(p + 1) == Char.BANG) break;
    found = from;
    if (from == limit) break;
    end = from - 1;
  }
  return found;
}
