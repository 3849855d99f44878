import { expect, test } from 'vitest';
import { storedProgress, trackProgress } from './progress.ts';

test('percent goes by bytes, else by files, else there is none', () => {
  const files = { filesDone: 1, filesTotal: 4 };
  expect(storedProgress({ phase: 'scan', ...files, bytesDone: 1, bytesTotal: 3 }).percent).toBe(33.3);
  expect(storedProgress({ phase: 'scan', ...files }).percent).toBe(25);
  expect(storedProgress({ phase: 'scan', filesDone: 7 })).toEqual({ phase: 'scan', files_done: 7 });
  expect(storedProgress({ phase: 'scan', filesDone: 0, filesTotal: 0 }).percent).toBeUndefined();
  expect(storedProgress({ phase: 'scan', bytesDone: 12, bytesTotal: 10 }).percent).toBe(100);
});

test('what is stored tells where its phase began, and keeps the count of files through phases without one', () => {
  let now = 1000;
  const track = trackProgress(() => now);
  expect(track({ phase: 'list' })).toEqual({ phase: 'list', since: { ms: 0, files: 0, bytes: 0 } });
  now = 3000;
  expect(track({ phase: 'scan', filesDone: 5, filesTotal: 20, bytesDone: 100 })).toMatchObject({
    since: { ms: 0, files: 5, bytes: 100 },
    documents: { done: 5, total: 20 },
  });
  now = 4500;
  expect(track({ phase: 'scan', filesDone: 20, filesTotal: 20, bytesDone: 400 })).toMatchObject({
    since: { ms: 1500, files: 5, bytes: 100 },
  });
  expect(track({ phase: 'build indexes' })).toEqual({
    phase: 'build indexes',
    since: { ms: 0, files: 0, bytes: 0 },
    documents: { done: 20, total: 20 },
  });
});
