import { firstOf, lastOf } from '../chunk';
import { callAt, fileCalls, firstFileCall, firstFileUse, symbolAt, useAt } from './facts';
import { NONE } from './layouts';

// Walking the chains of calls and uses that linkFacts made.

/** Call `index` of those at file level, NONE past the last. */
export function fileCallAt(index: i32): i32 {
  let call = firstFileCall;
  for (let i = 0; i < index && call != NONE; i++) call = callAt(call).next;
  return call;
}

/** Use `index` of those at file level, NONE past the last. */
export function fileUseAt(index: i32): i32 {
  let use = firstFileUse;
  for (let i = 0; i < index && use != NONE; i++) use = useAt(use).next;
  return use;
}

/** Calls of the symbols in the window and of the part of those at file level. */
export function countCalls(first: i32, last: i32): i32 {
  let calls = lastOf(fileCalls) - firstOf(fileCalls);
  for (let i = first; i < last; i++) {
    for (let call = symbolAt(i).firstCall; call != NONE; call = callAt(call).next) calls++;
  }
  return calls;
}
