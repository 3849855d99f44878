import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chunkBench } from '../support/chunk-bench.ts';
import type { ChunkBench } from '../support/chunk-bench.ts';
import { eventually } from '../support/eventually.ts';

let bench: ChunkBench;
beforeAll(async () => {
  bench = await chunkBench();
  await bench.worker();
});
afterAll(() => bench.close());

/** Job processes that this test's worker has started. */
function jobProcesses(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, 'utf8'))?.[1];
        return (
          Number(parent) === process.pid &&
          readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('job-child')
        );
      } catch {
        return false; // It ended between the listing and the read.
      }
    })
    .map(Number);
}

const completed = async (): Promise<number> => (await bench.states()).counts.completed;
const chunkRows = () =>
  bench.sql<{ chunk: number; committed_at: Date }>(
    'select chunk, committed_at from keelson.index_chunk order by chunk',
  );

test('a load that is killed goes on from what it had committed', async () => {
  const job = await bench.load({ parallelism: 2 });
  const kept: { chunk: number; committed_at: Date }[] = [];
  for (const after of [5, 25]) {
    await eventually(
      async () => ((await completed()) >= after ? true : undefined),
      `${after} chunks to be loaded`,
    );
    for (const pid of jobProcesses()) process.kill(pid, 'SIGKILL');
    const rows = await chunkRows();
    expect(rows.length).toBeLessThan(60);
    kept.push(...rows.filter(({ chunk }) => !kept.some((row) => row.chunk === chunk)));
  }
  const ended = await bench.ended(job, 'completed', 'failed');
  expect(ended.error).toBeNull();
  expect(ended.attempt).toBe(3);
  const rows = await chunkRows();
  expect(rows).toHaveLength(60);
  expect(rows.filter(({ chunk }) => kept.some((row) => row.chunk === chunk))).toEqual(
    kept.toSorted((a, b) => a.chunk - b.chunk),
  );
  const states = await bench.states();
  expect(states).toMatchObject({ loaded: true, counts: { completed: 60 } });
  expect(Math.max(...states.chunks.map(({ retry_count: retries }) => retries))).toBeGreaterThan(0);
  const { symbol } = await bench.rows();
  expect(symbol).toHaveLength(bench.manifest.totals.symbols);
});
