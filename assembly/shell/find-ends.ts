import { PLACE_MAP_BYTES, clearPlaces, makePlaceMap, placeOf, setPlace } from '../memory/place-map';
import { Char } from '../text/bytes';
import { unitsOf } from '../text/units';
import { isSpaceByte } from './characters';
import { reader } from './reader';

/** UTF-16 units that `((…))` takes at most. */
const LONGEST_ARITHMETIC: i32 = 10_000;
/** The same of `$[…]`, which stands on one line. */
const LONGEST_BRACKET: i32 = 200;
const DEEPEST_PARENTHESES: i32 = 512;

/** Ends of `((…))` by their starts, for the stretch of source that was looked at last; it goes so far. */
const arithmetic = makePlaceMap(memory.data(PLACE_MAP_BYTES, 16));
let arithmeticUpTo: usize = 0;
/** UTF-16 units that may yet be looked at for such ends. */
let budget: i32 = 0;

/** Begins a reading of a source of so many UTF-16 units. */
export function clearArithmetic(units: usize): void {
  clearPlaces(arithmetic);
  arithmeticUpTo = 0;
  budget = 4 * <i32>units + 10_000;
}

/**
 * Where the `((` at `open` ends, at its last parenthesis; 0 when the two that close it do not stand side by side:
 * then it opens a subshell in a subshell or in a substitution. What stands in one another is looked at once.
 */
export function findArithmeticEnd(open: usize): usize {
  let close = placeOf(arithmetic, open);
  if (close == 0) {
    pairParentheses(open);
    close = placeOf(arithmetic, open);
  }
  return close < reader.end ? close : 0;
}

/** What is open, the innermost last: 0 for a double quote, else the place of a parenthesis. */
const opened = memory.data(512 * 4, 16);
let openedCount: i32 = 0;

function pushOpened(place: usize): void {
  store<u32>(opened + ((<usize>openedCount) << 2), <u32>place);
  openedCount++;
}

function innermost(): usize {
  return <usize>load<u32>(opened + ((<usize>(openedCount - 1)) << 2));
}

function pairParentheses(open: usize): void {
  if (open >= arithmeticUpTo) clearPlaces(arithmetic);
  if (budget <= 0) return;
  const end = reader.end;
  openedCount = 0;
  let lastOpen: usize = 0;
  let lastClose: usize = 0;
  let units: i32 = 0;
  let p = open;
  while (p < end && units < LONGEST_ARITHMETIC && openedCount < DEEPEST_PARENTHESES) {
    const c = <i32>load<u8>(p);
    const isQuoted = openedCount > 0 && innermost() == 0;
    let step = unitsOf(c);
    if (c == Char.BACKSLASH) {
      p++;
      step += unitsOf(<i32>load<u8>(p));
    } else if (c == Char.QUOTE) {
      if (isQuoted) openedCount--;
      else pushOpened(0);
    } else if (c == Char.OPEN_PAREN && (!isQuoted || load<u8>(p - 1) == Char.DOLLAR)) {
      pushOpened(p);
    } else if (c == Char.APOSTROPHE && !isQuoted) {
      do {
        units += unitsOf(<i32>load<u8>(p));
        p++;
      } while (p < end && units < LONGEST_ARITHMETIC && load<u8>(p) != Char.APOSTROPHE);
      step = 1;
    } else if (c == Char.CLOSE_PAREN && !isQuoted) {
      const from = innermost();
      openedCount--;
      if (lastOpen == from + 1 && lastClose == p - 1) setPlace(arithmetic, from, p);
      lastOpen = from;
      lastClose = p;
      if (openedCount == 0) break;
    } else if (c == Char.HASH && !isQuoted && isSpaceByte(<i32>load<u8>(p - 1))) {
      while (p < end && units < LONGEST_ARITHMETIC && load<u8>(p) != Char.NEWLINE) {
        units += unitsOf(<i32>load<u8>(p));
        p++;
      }
      step = 1;
    }
    units += step;
    p++;
  }
  arithmeticUpTo = max(arithmeticUpTo, p);
  budget -= units;
}

/** Where the `[` at `open` ends on its line; 0 where it does not. */
export function findBracketEnd(open: usize): usize {
  const end = reader.end;
  let units: i32 = 0;
  let depth: i32 = 0;
  for (let p = open; p < end && units < LONGEST_BRACKET; p++) {
    const c = <i32>load<u8>(p);
    if (c == Char.NEWLINE) return 0;
    if (c == Char.OPEN_BRACKET) depth++;
    else if (c == Char.CLOSE_BRACKET) {
      depth--;
      if (depth == 0) return p;
    }
    units += unitsOf(c);
  }
  return 0;
}
