/** Why the module stopped; the host reads it after the trap. */
export const enum Failure {
  NONE = 0,
  OUT_OF_MEMORY = 1,
  /** A chunk file is not one; assembly/load/fault.ts has the place. */
  MALFORMED = 2,
}

let reason: i32 = Failure.NONE;

/** The `Failure` behind the last trap. */
export function failureReason(): i32 {
  return reason;
}

/** Stops for good: nothing is ever dropped in silence. */
export function fail(failure: i32): void {
  reason = failure;
  unreachable();
}
