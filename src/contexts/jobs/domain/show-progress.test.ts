import { expect, test } from 'vitest';
import { showProgress } from './show-progress.ts';

const scan = {
  phase: 'scan',
  files_done: 30,
  files_total: 90,
  bytes_done: 5000,
  bytes_total: 9000,
  percent: 55.6,
};

test('speed is the mean of the phase from where it began; what is left goes by bytes', () => {
  const since = { ms: 2000, files: 10, bytes: 1000 };
  expect(showProgress({ ...scan, since, documents: { done: 30, total: 90 } }, 500)).toEqual({
    ...scan,
    elapsed_seconds: 2.5,
    bytes_per_second: 2000,
    files_per_second: 10,
    eta_seconds: 1.5,
  });
});

test('by files where bytes are not known', () => {
  const progress = { phase: 'load', files_done: 4, files_total: 10, since: { ms: 2000, files: 0, bytes: 0 } };
  expect(showProgress(progress, 0)).toMatchObject({ files_per_second: 2, eta_seconds: 3 });
});

test('nothing is reckoned from too little, and nothing is left of a job that has ended', () => {
  const first = showProgress({ ...scan, since: { ms: 100, files: 0, bytes: 0 } }, 0);
  expect(first).not.toHaveProperty('bytes_per_second');
  expect(first).not.toHaveProperty('eta_seconds');
  const standing = showProgress({ ...scan, since: { ms: 9000, files: 30, bytes: 5000 } }, 0);
  expect(standing).not.toHaveProperty('files_per_second');
  const ended = showProgress({ ...scan, since: { ms: 2000, files: 10, bytes: 1000 } }, undefined);
  expect(ended).toMatchObject({ bytes_per_second: 2000, elapsed_seconds: 2 });
  expect(ended).not.toHaveProperty('eta_seconds');
  expect(showProgress({ phase: 'list' }, 10)).toEqual({ phase: 'list' });
});

test('a time that has run over is none left, not less than none', () => {
  const since = { ms: 1000, files: 0, bytes: 0 };
  expect(showProgress({ ...scan, since }, 60_000).eta_seconds).toBe(0);
  expect(showProgress({ ...scan, bytes_done: 9500, since }, -5).eta_seconds).toBe(0);
});
