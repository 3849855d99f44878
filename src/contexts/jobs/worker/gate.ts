/**
 * Which of the jobs that were handed to a process have begun, as numbers that count them: memory that two threads of
 * the process share. One begins jobs, the other takes back those that have not begun, even while a job never yields.
 */
export type Gate = Int32Array<SharedArrayBuffer>;

/** Place of the number of the job that begins next, or CLOSED. */
const NEXT = 0;
/** Place of what stood there when it was closed. */
const CLOSED_AT = 1;
const CLOSED = -1;

/** A gate through which job 0 goes first. */
export function newGate(): Gate {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** Lets a job begin, unless it has been taken back. */
export function passGate(gate: Gate, number: number): boolean {
  return Atomics.compareExchange(gate, NEXT, number, number + 1) === number;
}

/** Lets no further job begin; answers the number of the first that has not. For one thread alone. */
export function closeGate(gate: Gate): number {
  const next = Atomics.exchange(gate, NEXT, CLOSED);
  if (next !== CLOSED) Atomics.store(gate, CLOSED_AT, next);
  return Atomics.load(gate, CLOSED_AT);
}

/** Lets jobs begin again, from a number on. */
export function openGate(gate: Gate, number: number): void {
  Atomics.store(gate, NEXT, number);
}
