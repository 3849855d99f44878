import { expect, test } from 'vitest';
import { importId } from './import-id.ts';
import { readJobLine, writeJobLine } from './job-line.ts';
import type { JobLine } from './job-line.ts';

const line: JobLine = {
  id: '0197b3c2-0000-7000-8000-000000000001',
  status: 'failed',
  folder_path: '/src/a b',
  request: { folder_path: '/src/a b', nested: { x: [1] } },
  created_at: '2026-07-22T10:15:00.123Z',
  started_at: '2026-07-22T10:15:01.000Z',
  completed_at: '2026-07-22T10:16:00.000Z',
  error: 'The disk is full',
  progress_percent: 12.5,
  total_documents: 8,
  processed_documents: 1,
  queue_position: null,
  error_code: 'disk_full',
};

test('what is written is read', () => {
  const text = writeJobLine(line);
  expect(text.endsWith('}\n')).toBe(true);
  expect(text.split('\n')).toHaveLength(2);
  const { queue_position: _place, ...rest } = line;
  expect(readJobLine(text)).toEqual({
    ...rest,
    created_at: new Date(line.created_at),
    started_at: new Date(line.started_at!),
    completed_at: new Date(line.completed_at!),
  });
});

test('the words and times of other servers are understood', () => {
  const job = readJobLine(
    '{"id":"job_1","status":"pending","folder_path":"/a","created_at":"2026-07-22T10:15:00.123456","more":1}',
  );
  expect(job).toEqual({
    id: 'job_1',
    status: 'queued',
    folder_path: '/a',
    request: {},
    created_at: new Date('2026-07-22T10:15:00.123Z'),
    started_at: null,
    completed_at: null,
    error: null,
    progress_percent: 0,
    total_documents: null,
    processed_documents: 0,
  });
  const zoned = { id: 'x', status: 'done', folder_path: '/a', created_at: '2026-07-22 12:15:00+02:00' };
  expect(readJobLine(JSON.stringify(zoned))).toMatchObject({
    status: 'completed',
    created_at: new Date('2026-07-22T10:15:00Z'),
  });
});

test.each([
  ['{"id":"x"', 'it is not JSON'],
  ['[]', 'the line: '],
  ['{}', 'id: '],
  [JSON.stringify({ ...line, status: 'odd' }), 'status: must be one of queued, pending'],
  [JSON.stringify({ ...line, created_at: 'yesterday' }), 'created_at: must be a time'],
  [JSON.stringify({ ...line, created_at: '2026-13-41T10:15:00Z' }), 'created_at: must be a time'],
  [JSON.stringify({ ...line, progress_percent: 101 }), 'progress_percent: '],
  [JSON.stringify({ ...line, request: [] }), 'request: '],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'nested more than 50'],
])('%s is told what is wrong with it', (text, why) => {
  expect(readJobLine(text)).toEqual(expect.stringContaining(why));
});

test('a UUID stays the id, anything else is remembered', () => {
  expect(importId({ id: line.id.toUpperCase() })).toEqual({ jobId: line.id });
  expect(importId({ id: line.id, imported_id: 'job_1' })).toEqual({ jobId: line.id, importedId: 'job_1' });
  expect(importId({ id: 'job_0123456789ab' })).toEqual({ importedId: 'job_0123456789ab' });
  expect(importId({ id: '00000000-0000-0000-0000-000000000001' })).toEqual({
    importedId: '00000000-0000-0000-0000-000000000001',
  });
});
