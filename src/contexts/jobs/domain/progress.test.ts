import { expect, test } from 'vitest';
import { storedProgress } from './progress.ts';

test('percent goes by bytes, else by files, else there is none', () => {
  const files = { filesDone: 1, filesTotal: 4 };
  expect(storedProgress({ phase: 'scan', ...files, bytesDone: 1, bytesTotal: 3 }).percent).toBe(33.3);
  expect(storedProgress({ phase: 'scan', ...files }).percent).toBe(25);
  expect(storedProgress({ phase: 'scan', filesDone: 7 })).toEqual({ phase: 'scan', files_done: 7 });
  expect(storedProgress({ phase: 'scan', filesDone: 0, filesTotal: 0 }).percent).toBeUndefined();
  expect(storedProgress({ phase: 'scan', bytesDone: 12, bytesTotal: 10 }).percent).toBe(100);
});
