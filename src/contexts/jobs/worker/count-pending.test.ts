import { expect, it } from 'vitest';
import { countPending } from './count-pending.ts';

it('says when all that was begun has ended, and at once when nothing was', async () => {
  const pending = countPending();
  await pending.none();
  pending.begin();
  pending.begin();
  let over = false;
  const none = pending.none().then(() => (over = true));
  pending.end();
  await Promise.resolve();
  expect(over).toBe(false);
  pending.end();
  await none;
  await pending.none();
});
