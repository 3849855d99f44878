import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChunkPlan, OverflowPiece } from '../../src/contexts/indexing/domain/chunk-plan.ts';
import { rangeOf } from '../../src/contexts/indexing/domain/chunk-plan.ts';
import { compareBytes } from '../../src/contexts/indexing/domain/order-paths.ts';
import { planChunks, refinePlan } from '../../src/contexts/indexing/domain/plan-chunks.ts';
import type { SourceFile } from '../../src/contexts/indexing/domain/source-file.ts';

const CHUNK = 1000;

const folder = fc.constantFrom('a', 'b', 'a/b', 'a_b', 'A', 'drivers', 'drivers/net', 'src/x', 'ü', '');
const files: fc.Arbitrary<SourceFile[]> = fc
  .uniqueArray(
    fc.record({
      path: fc
        .tuple(folder, fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', '\u{1f600}', '\u{fffd}'))
        .map(([where, name]) => (where ? `${where}/${name}.c` : `${name}.c`)),
      size: fc.integer({ min: 0, max: 1500 }),
      mtimeMs: fc.integer({ min: 1, max: 3 }),
    }),
    { selector: ({ path }) => path, maxLength: 60 },
  )
  .filter((list) => list.length > 0);

/** What every plan must be, whatever it came from. */
function checkPlan(plan: ChunkPlan, input: readonly SourceFile[]): void {
  expect(plan.files.toSorted((a, b) => compareBytes(a.path, b.path))).toEqual(
    input.toSorted((a, b) => compareBytes(a.path, b.path)),
  );
  expect(plan.chunks.map(({ number }) => number)).toEqual(plan.chunks.map((_, index) => index));
  expect(new Set(plan.chunks.map(({ id }) => id.toLowerCase())).size).toBe(plan.chunks.length);
  const covered = plan.files.map(() => 0);
  for (const chunk of plan.chunks) {
    expect(chunk.to).toBeGreaterThan(chunk.from);
    expect(chunk.bytes).toBe(plan.files.slice(chunk.from, chunk.to).reduce((sum, { size }) => sum + size, 0));
    for (let at = chunk.from; at < chunk.to; at += 1) covered[at]! += 1 / (chunk.part?.of ?? 1);
    if (chunk.part) expect(chunk.to - chunk.from).toBe(1);
    if (chunk.to - chunk.from > 1) expect(chunk.bytes).toBeLessThanOrEqual(CHUNK);
  }
  for (const share of covered) expect(share).toBeCloseTo(1);
}

/** Cuts chunks the way a scan might: between any files, and some files into parts. */
function cutSome(plan: ChunkPlan, seeds: readonly number[]): ChunkPlan {
  return refinePlan(
    plan,
    plan.chunks
      .filter(({ number, part }) => !part && seeds[number % seeds.length]! % 3 === 0)
      .map(({ number, from, to }) => {
        const pieces: OverflowPiece[] = [];
        for (let at = from; at < to; at += 1) {
          const seed = seeds[at % seeds.length]!;
          if (seed % 4 === 0) {
            const of = 2 + (seed % 3);
            for (let index = 0; index < of; index += 1)
              pieces.push({ from: at, to: at + 1, part: { index, of } });
          } else pieces.push({ from: at, to: at + 1 });
        }
        return { number, pieces };
      }),
  );
}

const seeds = fc.array(fc.nat(100), { minLength: 5, maxLength: 20 });

test('every file is in exactly one chunk or in all parts of one, and names are unique', () => {
  fc.assert(fc.property(files, (list) => checkPlan(planChunks(list, CHUNK), list)));
});

test('a plan of the same files is the same plan, also after cuts', () => {
  fc.assert(
    fc.property(files, seeds, (list, cuts) => {
      const plan = cutSome(planChunks(list, CHUNK), cuts);
      checkPlan(plan, list);
      expect(planChunks(list.toReversed(), CHUNK, plan.chunks.map(rangeOf))).toEqual(plan);
    }),
  );
});

test('any edits give a sound plan, and it is stable in turn', () => {
  fc.assert(
    fc.property(files, files, seeds, (before, after, cuts) => {
      const earlier = cutSome(planChunks(before, CHUNK), cuts).chunks.map(rangeOf);
      const plan = planChunks(after, CHUNK, earlier);
      checkPlan(plan, after);
      expect(planChunks(after, CHUNK, plan.chunks.map(rangeOf))).toEqual(plan);
    }),
  );
});

test('changing one file within bounds changes no other chunk', () => {
  fc.assert(
    fc.property(files, fc.nat(), (list, pick) => {
      const plan = planChunks(list, CHUNK);
      const at = pick % plan.files.length;
      const edited = plan.files.map((file, index) =>
        index === at ? { ...file, size: 1, mtimeMs: 9 } : file,
      );
      const again = planChunks(edited, CHUNK, plan.chunks.map(rangeOf));
      expect(again.chunks.map(({ id, from, to, number }) => ({ id, from, to, number }))).toEqual(
        plan.chunks.map(({ id, from, to, number }) => ({ id, from, to, number })),
      );
    }),
  );
});
