import { expect, it } from 'vitest';
import { newGate } from './gate.ts';
import type { JobOrder } from './messages.ts';
import { workOff } from './work-off.ts';

const order = (jobId: string): JobOrder => ({
  jobId,
  tenant: 1,
  kind: 'k',
  input: {},
  actor: { kind: 'user', id: 'u', scopes: [] },
  attempt: 1,
  leaseToken: '1',
});

it('a job that asks for its signal after it was told to stop finds out, and the next one does not', async () => {
  const seen: string[] = [];
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  const all = new Promise<void>((resolve) => {
    const handed = workOff(newGate(), async ({ jobId }, signal) => {
      if (jobId === 'a') await held;
      const { aborted, reason } = signal();
      seen.push(`${jobId} ${aborted} ${String(reason)}`);
      if (jobId === 'b') resolve();
      return true;
    });
    handed.add([order('a'), order('b')], undefined);
    handed.stop('b', 'cancelled');
    handed.stop('a', 'timed_out');
    go();
  });
  await all;
  expect(seen).toEqual(['a true timed_out', 'b false undefined']);
});
