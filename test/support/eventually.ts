import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until there is an answer; the bound is for a loaded machine. */
export async function eventually<Value>(
  ask: () => Promise<Value | undefined> | Value | undefined,
  what: string,
  patienceMs = 20_000,
): Promise<Value> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (Date.now() > giveUpAt) throw new Error(`waited ${patienceMs} ms in vain for ${what}`);
    await sleep(20);
  }
}
