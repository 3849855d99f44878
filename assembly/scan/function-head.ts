import { Mark, closeOf, head, headEnd, isReserved, kindAt, tokenAt } from './head';
import { Word } from './words';

// Reads off the tokens of a statement which name a function is defined under, and which type's body begins.

/** Token of the name, -1 for none. */
export let nameToken: i32 = -1;
/** The parenthesis that opens its parameters. */
export let parametersToken: i32 = -1;
/** Names and types before the name: none for a macro that defines a function. */
export let wordsBefore: i32 = 0;
/** Token of the last `struct`, `union` or `enum`, -1 for none. */
export let tagToken: i32 = -1;
/** Its name, -1 for none. */
export let tagName: i32 = -1;
/** Whether nothing but the type's name and attributes follows the tag. */
export let tagOpen: bool = false;
/** Token of the first of two names, a macro call before the function's own head; -1 for none. */
export let macroBefore: i32 = -1;

/** Words since the last parenthesis of the first candidate. */
let between: i32 = 0;
let words: i32 = 0;

/** `(*name(…))` or `(name)`: the first name inside the parentheses, -1 for none. */
export function innerName(open: i32): i32 {
  const close = closeOf(open);
  let starred = false;
  for (let i = open + 1; i < close; i++) {
    const kind = tokenAt(i).kind;
    if (kind == Mark.STAR) starred = true;
    else if (kind == Word.NAME) {
      // A name before the star is a calling convention or an annotation.
      if (starred || i + 1 == close) return i;
      if (tokenAt(i + 1).kind != Mark.STAR && tokenAt(i + 1).kind != Word.NAME) return -1;
    } else if (kind == Mark.OPEN) {
      if (starred || i == open + 1) {
        open = i;
        continue;
      }
      return -1;
    } else if (kind != Word.QUALIFIER) return -1;
  }
  return -1;
}

function takeCandidate(name: i32, open: i32): void {
  nameToken = name;
  parametersToken = open;
  wordsBefore = words - 1;
  between = 0;
}

/** A parenthesis behind a name: parameters, or an annotation's argument. */
function considerGroup(name: i32, open: i32): void {
  if (tagOpen && name == tagToken + 1) return; // struct __annotation(x) name
  if (nameToken < 0) {
    takeCandidate(name, open);
    return;
  }
  if (isReserved(name)) return; // an annotation behind the parameters
  const first = isReserved(nameToken);
  if (first ? between >= 1 : between >= 2) {
    if (wordsBefore == 0 && !first) macroBefore = nameToken;
    takeCandidate(name, open);
  }
}

function considerOpen(open: i32): void {
  const before = kindAt(open - 1);
  if (before == Word.NAME) {
    const close = closeOf(open);
    if (nameToken < 0 && kindAt(close + 1) == Mark.OPEN) {
      const inner = innerName(open);
      if (inner >= 0 && words > 1) return; // type (name)(parameters): seen at the second parenthesis
    }
    considerGroup(open - 1, open);
    return;
  }
  if (nameToken >= 0) return;
  if (before == Mark.CLOSE) {
    const earlier = tokenAt(open - 1).match;
    if (earlier >= head.base) {
      const inner = innerName(earlier);
      if (inner >= 0) takeCandidate(inner, open);
    }
    return;
  }
  const inner = innerName(open);
  if (inner >= 0 && kindAt(inner + 1) == Mark.OPEN) takeCandidate(inner, inner + 1);
}

/** Reads the statement's tokens into the variables above. */
export function analyseHead(): void {
  nameToken = -1;
  parametersToken = -1;
  wordsBefore = 0;
  tagToken = -1;
  tagName = -1;
  tagOpen = false;
  macroBefore = -1;
  between = 0;
  words = 0;
  const end = headEnd();
  for (let i = head.base; i < end; i++) {
    const kind = tokenAt(i).kind;
    if (kind == Word.STRUCT || kind == Word.UNION || kind == Word.ENUM) {
      tagToken = i;
      tagName = -1;
      tagOpen = true;
      words++;
      between++;
    } else if (kind == Word.NAME) {
      words++;
      between++;
      if (tagOpen && (tagName < 0 || (isReserved(tagName) && !isReserved(i)))) tagName = i;
    } else if (kind == Word.TYPE || kind == Word.STATIC || kind == Word.INLINE) {
      if (kind == Word.TYPE) words++;
      between++;
    } else if (kind == Mark.STAR || kind == Mark.BODY || kind == Mark.EQUALS || kind == Mark.BRACKETS)
      tagOpen = false;
    else if (kind == Word.ATTRIBUTE) {
      if (kindAt(i + 1) == Mark.OPEN) i = closeOf(i + 1);
    } else if (kind == Mark.OPEN) {
      considerOpen(i);
      i = closeOf(i);
    }
  }
}
