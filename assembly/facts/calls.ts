import { firstOf, lastOf } from '../chunk';
import { List, at } from '../memory/list';
import { callAt, calls, fileCalls, firstFileCall, firstFileUse, symbolAt, uses } from './facts';
import { CallFact, NONE } from './layouts';

// Walking the chains of calls and uses that linkFacts made.

/** Call `index` of those at file level, NONE past the last. */
export function fileCallAt(index: i32): i32 {
  return nthOf(calls, firstFileCall, index);
}

/** Use `index` of those at file level, NONE past the last. */
export function fileUseAt(index: i32): i32 {
  return nthOf(uses, firstFileUse, index);
}

/** Fact `index` of the chain that begins with `first`. */
function nthOf(list: List, first: i32, index: i32): i32 {
  let fact = first;
  for (let i = 0; i < index && fact != NONE; i++) fact = changetype<CallFact>(at(list, fact)).next;
  return fact;
}

/** Calls of the symbols in the window and of the part of those at file level. */
export function countCalls(first: i32, last: i32): i32 {
  let calls = lastOf(fileCalls) - firstOf(fileCalls);
  for (let i = first; i < last; i++) {
    for (let call = symbolAt(i).firstCall; call != NONE; call = callAt(call).next) calls++;
  }
  return calls;
}
