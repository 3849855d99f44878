import { Mark, TYPE_TOKENS, closeOf, head, headEnd, isReserved, kindAt, tokenAt } from './head';
import { innerName } from './function-head';
import { Word } from './words';

// Names of the declarators in `type a, *b[2], (*c)(void), d:3 = x`: variables, typedefs and members alike.

/** The name found, -1 for none. */
export let declaredName: i32 = -1;
/** Whether it is a function: a prototype, unless it is a typedef. */
export let declaredFunction: bool = false;
/** Whether an initialiser follows it. */
export let declaredInitialised: bool = false;
/** Its first token. */
export let declaratorStart: i32 = 0;
/** Token behind the declarator: its comma, or the end. */
export let declaratorEnd: i32 = 0;

/** Words that can be the declarator or belong to its type. */
let typeWords: i32 = 0;
let candidate: i32 = -1;
let earlier: i32 = -1;
let fixed: bool = false;
let lastNameWins: bool = false;

function takeName(index: i32): void {
  const before = kindAt(index - 1);
  if (before == Word.STRUCT || before == Word.UNION || before == Word.ENUM) {
    typeWords++; // the name of the type
    return;
  }
  // `u32 flags __annotation`: the annotation is no name.
  if (candidate >= 0 && earlier >= 0 && isReserved(index) && !lastNameWins) return;
  if (candidate >= 0 || typeWords > 0) earlier = candidate >= 0 ? candidate : index;
  if (candidate >= 0) typeWords++;
  candidate = index;
}

/** A parenthesis in a declarator: `(*name)`, `(name)`, parameters, or an annotation's argument. */
function takeGroup(open: i32): void {
  const close = closeOf(open);
  if (kindAt(open - 1) == Word.NAME && candidate == open - 1) {
    if (kindAt(close + 1) == Mark.OPEN || kindAt(open + 1) == Mark.STAR) {
      const inner = innerName(open);
      if (inner >= 0) {
        declaredFunction = kindAt(open + 1) != Mark.STAR;
        candidate = inner;
        fixed = true;
        return;
      }
    }
    declaredFunction = true;
    fixed = true;
    return;
  }
  if (candidate >= 0 && kindAt(open - 1) == Word.NAME) return; // the argument of an annotation
  const inner = innerName(open);
  if (inner >= 0) {
    candidate = inner;
    declaredFunction = kindAt(open + 1) == Word.NAME || kindAt(inner + 1) == Mark.OPEN;
    fixed = true;
  }
}

/**
 * Begins a list of declarators. `typed` says that their type was read before; `typedefs`, that the last word is
 * the name even where it looks like an annotation.
 */
export function beginDeclarators(typed: bool, typedefs: bool): void {
  typeWords = typed ? 1 : 0;
  lastNameWins = typedefs;
}

/** Reads the declarator that begins at `from`; answers whether it has a name. */
export function readDeclarator(from: i32, end: i32): bool {
  candidate = -1;
  earlier = -1;
  fixed = false;
  declaredFunction = false;
  declaredInitialised = false;
  let i = from;
  for (; i < end; i++) {
    const kind = tokenAt(i).kind;
    if (kind == Mark.COMMA) break;
    if (kind == Mark.OPEN) {
      if (!fixed) takeGroup(i);
      i = closeOf(i);
    } else if (kind == Word.ATTRIBUTE) {
      if (kindAt(i + 1) == Mark.OPEN) i = closeOf(i + 1);
    } else if (kind == Word.STATEMENT) {
      typeWords++; // typeof
      candidate = -1;
      if (kindAt(i + 1) == Mark.OPEN) i = closeOf(i + 1);
    } else if (fixed) {
      if (kind == Mark.EQUALS) declaredInitialised = true;
    } else if (kind == Word.NAME) takeName(i);
    else if (kind == Word.TYPE || kind == Mark.BODY) {
      typeWords++;
      candidate = -1;
    } else if (kind == Mark.STAR) {
      if (candidate >= 0) typeWords++;
      candidate = -1;
      earlier = -1;
    } else if (kind == Mark.BRACKETS) fixed = true;
    else if (kind == Mark.COLON || kind == Mark.EQUALS) {
      fixed = true;
      if (kind == Mark.EQUALS) declaredInitialised = true;
    }
  }
  declaratorEnd = i;
  declaredName = candidate;
  declaratorStart = from;
  return candidate >= 0;
}

/** Last token of the type that the statement's declarators share: what stands before the first of them. */
export function typeEnd(): i32 {
  let first = head.base;
  const end = min(headEnd(), head.base + TYPE_TOKENS);
  while (first < end && !endsType(first)) first++;
  return first - 1;
}

function endsType(index: i32): bool {
  const kind = tokenAt(index).kind;
  if (kind == Mark.STAR || kind == Mark.OPEN) return true;
  if (kind != Word.NAME) return false;
  const next = kindAt(index + 1);
  return (
    next == Mark.COMMA ||
    next == Mark.EQUALS ||
    next == Mark.BRACKETS ||
    next == Mark.COLON ||
    next == Mark.OPEN
  );
}
