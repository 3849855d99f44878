import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../kernel/context.ts';
import type { Waiting } from '../../kernel/operation.ts';
import { repeatWhileUnavailable } from './repeat-while-unavailable.ts';
import { stopIfAborted } from './stoppable.ts';

/** Time between two looks. */
const LOOK_MS = 100;

/**
 * Looks until the value is what is waited for, or the time is over; tells the caller each new message. Once it has
 * looked, a look that finds the database unavailable is repeated while there is time: a wait outlives a restart. What is
 * answered has always been read just then.
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
  const lookAgain = (): Promise<Value> => repeatWhileUnavailable(look, { signal, until: deadline });
  for (let value = await look(); ; value = await lookAgain()) {
    if (waiting.done(value) || performance.now() >= deadline) return value;
    const message = waiting.message(value);
    if (message !== told) onProgress?.({ progress: Math.round(performance.now() - began), message });
    told = message;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => stopIfAborted(signal));
  }
}
