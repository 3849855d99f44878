import { expect, test } from 'vitest';
import { jobFigures } from './job-figures.ts';
import type { FigureFacts } from './job-figures.ts';

const at = (second: number): Date => new Date(second * 1000);
const job: FigureFacts = {
  status: 'running',
  created_at: at(10),
  started_at: at(12),
  completed_at: null,
  progress: null,
  result: null,
};

test('a queued job waits; what an earlier attempt did counts for nothing', () => {
  const progress = { phase: 'scan', percent: 80, documents: { done: 8, total: 10 } };
  expect(jobFigures({ ...job, status: 'queued', started_at: null, progress }, at(15))).toMatchObject({
    progress_percent: 0,
    total_documents: null,
    processed_documents: 0,
    timings: { waited_ms: 5000, ran_ms: null },
  });
});

test('a running job goes by its phase, then by its files, and is not done before its end', () => {
  expect(jobFigures(job, at(15))).toEqual({
    progress_percent: 0,
    total_documents: null,
    processed_documents: 0,
    timings: { waited_ms: 2000, ran_ms: 3000 },
  });
  const scan = { phase: 'scan', percent: 33.3, documents: { done: 1, total: 4 } };
  expect(jobFigures({ ...job, progress: scan }, at(15))).toMatchObject({
    progress_percent: 33.3,
    total_documents: 4,
    processed_documents: 1,
  });
  const build = { phase: 'build indexes', documents: { done: 4, total: 4 } };
  expect(jobFigures({ ...job, progress: build }, at(15))).toMatchObject({ progress_percent: 99 });
});

test('a completed one has done what its answer says; a failed one stays where it was', () => {
  const ended = { ...job, completed_at: at(20) };
  expect(jobFigures({ ...ended, status: 'completed', result: { files: 7 } }, at(99))).toEqual({
    progress_percent: 100,
    total_documents: 7,
    processed_documents: 7,
    timings: { waited_ms: 2000, ran_ms: 8000 },
  });
  const progress = { phase: 'scan', percent: 50, documents: { done: 2, total: 4 } };
  expect(jobFigures({ ...ended, status: 'failed', progress }, at(99))).toMatchObject({
    progress_percent: 50,
    processed_documents: 2,
  });
});

test('clocks that differ make no negative times', () => {
  expect(jobFigures({ ...job, started_at: at(9) }, at(8)).timings).toEqual({ waited_ms: 0, ran_ms: 0 });
});
