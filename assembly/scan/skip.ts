import { Char, Class, classAt } from '../text/bytes';

// Skipping what holds no facts. All stop at the NUL behind the source and tell how many lines they crossed.

/** Newlines the last skip went over. */
export let crossed: i32 = 0;

/** From a quote past the string; one that is not closed ends before its newline. */
export function skipString(p: usize): usize {
  crossed = 0;
  p++;
  while (true) {
    const c = load<u8>(p);
    if (c == Char.QUOTE) return p + 1;
    if (c == Char.NEWLINE || c == 0) return p;
    if (c == Char.BACKSLASH) {
      p++;
      if (load<u8>(p) == Char.RETURN && load<u8>(p + 1) == Char.NEWLINE) p++;
      if (load<u8>(p) == Char.NEWLINE) crossed++;
      else if (load<u8>(p) == 0) return p;
    }
    p++;
  }
}

/** From an apostrophe past the character constant; one that is not closed ends before its newline. */
export function skipCharacter(p: usize): usize {
  p++;
  while (true) {
    const c = load<u8>(p);
    if (c == Char.APOSTROPHE) return p + 1;
    if (c == Char.NEWLINE || c == 0) return p;
    if (c == Char.BACKSLASH && load<u8>(p + 1) != Char.NEWLINE && load<u8>(p + 1) != 0) p++;
    p++;
  }
}

/** From the `/` of a block comment past its end, 16 bytes at a time. */
function skipBlockComment(p: usize): usize {
  const stars = i8x16.splat(<i8>Char.STAR);
  const newlines = i8x16.splat(<i8>Char.NEWLINE);
  const zeros = i8x16.splat(0);
  crossed = 0;
  p += 2;
  while (true) {
    const block = v128.load(p);
    let found = i8x16.bitmask(v128.or(i8x16.eq(block, stars), i8x16.eq(block, zeros)));
    const lines = i8x16.bitmask(i8x16.eq(block, newlines));
    while (found != 0) {
      const i = ctz(found);
      const q = p + <usize>i;
      if (load<u8>(q) == 0) {
        crossed += popcnt(lines & ((1 << i) - 1));
        return q;
      }
      if (load<u8>(q + 1) == Char.SLASH) {
        crossed += popcnt(lines & ((1 << i) - 1));
        return q + 2;
      }
      found &= found - 1;
    }
    crossed += popcnt(lines);
    p += 16;
  }
}

/** From `//` to the newline that ends it; a backslash carries it over to the next line. */
function skipLineComment(p: usize): usize {
  crossed = 0;
  while (true) {
    const c = load<u8>(p);
    if (c == Char.NEWLINE || c == 0) return p;
    if (c == Char.BACKSLASH) {
      const q = skipContinuation(p);
      if (q != p) {
        crossed++;
        p = q;
        continue;
      }
    }
    p++;
  }
}

/** From `/`: past the comment it begins, or past itself. Answers whether it was a comment in `wasComment`. */
export let wasComment: bool = false;
export function skipSlash(p: usize): usize {
  const next = load<u8>(p + 1);
  wasComment = true;
  if (next == Char.STAR) return skipBlockComment(p);
  if (next == Char.SLASH) return skipLineComment(p);
  wasComment = false;
  crossed = 0;
  return p + 1;
}

/** From a backslash past the newline it escapes, or `p` itself where it escapes none. */
export function skipContinuation(p: usize): usize {
  if (load<u8>(p + 1) == Char.NEWLINE) return p + 2;
  if (load<u8>(p + 1) == Char.RETURN && load<u8>(p + 2) == Char.NEWLINE) return p + 3;
  return p;
}

/** From a digit, a quote or an apostrophe of class `kind` past the number, string or character constant. */
export function skipLiteral(p: usize, kind: i32): usize {
  if (kind == Class.QUOTE) return skipString(p);
  crossed = 0;
  return kind == Class.DIGIT ? skipNumber(p) : skipCharacter(p);
}

/** From a digit past the number. */
export function skipNumber(p: usize): usize {
  while (classAt(p) <= Class.DIGIT || load<u8>(p) == Char.DOT) p++;
  return p;
}

/** To the newline that ends a directive, over continuations and comments. */
export function skipDirective(p: usize): usize {
  let lines = 0;
  while (true) {
    const c = load<u8>(p);
    if (c == Char.NEWLINE || c == 0) break;
    if (c == Char.BACKSLASH) {
      const q = skipContinuation(p);
      if (q != p) lines++;
      p = q != p ? q : p + 1;
    } else if (c == Char.SLASH) {
      p = skipSlash(p);
      lines += crossed;
    } else p++;
  }
  crossed = lines;
  return p;
}

/** From `[` past its `]`; brackets that are not closed end before `;`, `{` or the source's end. */
export function skipBrackets(p: usize): usize {
  let depth = 0;
  crossed = 0;
  while (true) {
    const c = load<u8>(p);
    if (c == Char.OPEN_BRACKET) depth++;
    else if (c == Char.CLOSE_BRACKET) {
      depth--;
      if (depth == 0) return p + 1;
    } else if (c == Char.NEWLINE) crossed++;
    else if (c == Char.SEMICOLON || c == Char.OPEN_BRACE || c == 0) return p;
    else if (c == Char.SLASH) {
      const lines = crossed;
      p = skipSlash(p);
      crossed += lines;
      continue;
    } else if (c == Char.APOSTROPHE) {
      p = skipCharacter(p);
      continue;
    }
    p++;
  }
}

/** Past blanks, newlines and comments. */
export function skipGap(p: usize): usize {
  let lines = 0;
  while (true) {
    const kind = classAt(p);
    if (kind == Class.NEWLINE) lines++;
    else if (kind == Class.SLASH) {
      const q = skipSlash(p);
      if (!wasComment) break;
      lines += crossed;
      p = q;
      continue;
    } else if (kind != Class.SPACE) break;
    p++;
  }
  crossed = lines;
  return p;
}
