import { expect, test } from 'vitest';
import { AppError } from '../../../kernel/errors.ts';
import type { ChunkPlan } from './chunk-plan.ts';
import { planChunks, refinePlan } from './plan-chunks.ts';
import type { SourceFile } from './source-file.ts';

const file = (path: string, size = 100): SourceFile => ({ path, size, mtimeMs: 1 });
const shape = (plan: ChunkPlan): Record<string, string[]> =>
  Object.fromEntries(
    plan.chunks.map((chunk) => [
      chunk.id + (chunk.part ? `[${chunk.part.index}/${chunk.part.of}]` : ''),
      plan.files.slice(chunk.from, chunk.to).map(({ path }) => path),
    ]),
  );

test('each subsystem has chunks of its own, filled to a third of a chunk of source', () => {
  const plan = planChunks(
    [file('fs/c.c', 300), file('main.c'), file('drivers/net/a.c'), file('fs/a.c', 300), file('fs/b.c', 200)],
    1500,
  );
  expect(shape(plan)).toEqual({
    drivers_net_001: ['drivers/net/a.c'],
    fs_001: ['fs/a.c', 'fs/b.c'],
    fs_002: ['fs/c.c'],
    root_001: ['main.c'],
  });
  expect(plan.chunks.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
});

test('the order of the input does not matter', () => {
  const files = Array.from({ length: 50 }, (_, index) => file(`d${index % 7}/f${index}.c`, index * 10));
  expect(planChunks(files.toReversed(), 1000)).toEqual(planChunks(files, 1000));
});

test('a file larger than that stands alone', () => {
  const plan = planChunks([file('a/1.c', 10), file('a/2.c', 5000), file('a/3.c', 10)], 1000);
  expect(shape(plan)).toEqual({ a_001: ['a/1.c'], a_002: ['a/2.c'], a_003: ['a/3.c'] });
});

test('boundaries stay where they are when files come, grow and go', () => {
  const first = planChunks([file('a/b.c', 300), file('a/d.c', 300), file('a/f.c', 300)], 1000);
  const second = planChunks(
    [file('a/a.c', 300), file('a/b.c', 400), file('a/e.c', 10), file('a/f.c', 300), file('a/g.c', 10)],
    1000,
    first.chunks,
  );
  expect(shape(second)).toEqual({
    a_001: ['a/a.c', 'a/b.c'],
    a_002: ['a/e.c'],
    a_003: ['a/f.c', 'a/g.c'],
  });
});

test('a range past a whole chunk is cut, and its neighbours keep their names', () => {
  const first = planChunks([file('a/1.c', 400), file('a/5.c', 400), file('b/1.c')], 1000);
  const second = planChunks(
    [file('a/1.c', 400), file('a/2.c', 700), file('a/5.c', 400), file('b/1.c')],
    1000,
    first.chunks,
  );
  expect(shape(second)).toEqual({
    a_001: ['a/1.c'],
    a_002: ['a/5.c'],
    a_003: ['a/2.c'],
    b_001: ['b/1.c'],
  });
  expect(second.chunks.find(({ id }) => id === 'b_001')!.number).toBe(2);
  expect(second.chunks.find(({ id }) => id === 'a_003')!.number).toBe(3);
});

test('when a chunk goes, numbers have no gap and ids do not change', () => {
  const first = planChunks([file('a/1.c'), file('b/1.c'), file('c/1.c'), file('d/1.c')], 1000);
  const second = planChunks([file('a/1.c'), file('c/1.c'), file('d/1.c')], 1000, first.chunks);
  expect(second.chunks.map(({ id, number }) => [id, number])).toEqual([
    ['a_001', 0],
    ['d_001', 1],
    ['c_001', 2],
  ]);
});

test('a chunk that proved too large is cut; the first piece keeps its name', () => {
  const plan = planChunks([file('a/1.c'), file('a/2.c'), file('a/3.c'), file('b/1.c')], 1000);
  const refined = refinePlan(plan, [
    {
      number: 0,
      pieces: [
        { from: 0, to: 1 },
        { from: 1, to: 2, part: { index: 0, of: 2 } },
        { from: 1, to: 2, part: { index: 1, of: 2 } },
        { from: 2, to: 3 },
      ],
    },
  ]);
  expect(shape(refined)).toEqual({
    a_001: ['a/1.c'],
    b_001: ['b/1.c'],
    'a_002[0/2]': ['a/2.c'],
    'a_003[1/2]': ['a/2.c'],
    a_004: ['a/3.c'],
  });
  expect(planChunks(plan.files, 1000, refined.chunks)).toEqual(refined);
});

test('a file in parts is measured anew once it has changed', () => {
  const plan = planChunks([file('a/1.c'), file('a/2.c')], 1000);
  const parts = [0, 1].map((index) => ({ from: 1, to: 2, part: { index, of: 2 } }));
  const refined = refinePlan(plan, [{ number: 0, pieces: [{ from: 0, to: 1 }, ...parts] }]);
  const changed = planChunks([file('a/1.c'), { ...file('a/2.c'), mtimeMs: 2 }], 1000, refined.chunks);
  expect(shape(changed)).toEqual({ a_001: ['a/1.c'], a_002: ['a/2.c'] });
  const gone = planChunks([file('a/1.c')], 1000, refined.chunks);
  expect(shape(gone)).toEqual({ a_001: ['a/1.c'] });
  const joined = planChunks([file('a/1.c'), file('a/2.c'), file('a/3.c')], 1000, refined.chunks);
  expect(shape(joined)).toMatchObject({ 'a_002[0/2]': ['a/2.c'], 'a_003[1/2]': ['a/2.c'], a_004: ['a/3.c'] });
});

test('too many chunks is an error that names a size which works', () => {
  const files = Array.from({ length: 5000 }, (_, index) => file(`a/${index}.c`, 60_000));
  const error = (() => {
    try {
      return planChunks(files, 64_000);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ kind: 'invalid', code: 'too_many_chunks' });
  const { workable_chunk_size: size } = (error as AppError).extra as { workable_chunk_size: number };
  expect(planChunks(files, size).chunks.length).toBeLessThanOrEqual(2048);
});

test('thousands of subsystems are named by fewer folders', () => {
  const packages = Array.from({ length: 5000 }, (_, index) => file(`packages/p${index}/a.ts`, 10));
  expect(planChunks(packages, 1_000_000).chunks.map(({ id }) => id)).toEqual(['packages_001']);
  const folders = Array.from({ length: 5000 }, (_, index) => file(`p${index}/a.ts`, 10));
  expect(planChunks(folders, 1_000_000).chunks.map(({ id }) => id)).toEqual(['all_001']);
});
