import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Waiting } from '../../kernel/operation.ts';
import { stopIfAborted } from './stoppable.ts';

/** Time between two looks. */
const LOOK_MS = 100;

/**
 * Looks until the value is what is waited for, or the time is over; tells the caller each new message. Once it has
 * looked, a look that finds the database unavailable is repeated while there is time: a wait outlives a restart.
 * @throws AppError `cancelled` when the caller has gone, and what `look` throws
 */
export async function waitUntilDone<Input, Value>(
  waiting: Waiting<Input, Value>,
  input: Input,
  { signal, onProgress }: Pick<Caller, 'signal' | 'onProgress'>,
  look: () => Promise<Value>,
): Promise<Value> {
  const began = performance.now();
  const deadline = began + waiting.seconds(input) * 1000;
  let told = '';
  const lookAgain = (value: Value): Promise<Value> =>
    look().catch((error: unknown) => {
      const passes =
        error instanceof AppError && error.kind === 'unavailable' && performance.now() < deadline;
      if (!passes) throw error;
      return value;
    });
  for (let value = await look(); ; value = await lookAgain(value)) {
    if (waiting.done(value) || performance.now() >= deadline) return value;
    const message = waiting.message(value);
    if (message !== told) onProgress?.({ progress: Math.round(performance.now() - began), message });
    told = message;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => stopIfAborted(signal));
  }
}
