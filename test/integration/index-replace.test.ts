import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findIndex } from '../../src/contexts/indexing/store/queries/find-index.ts';
import { findDefinitions } from '../../src/contexts/indexing/store/queries/find-definitions.ts';
import type { Database } from '../../src/platform/db/types.ts';
import type { TestFile } from '../support/build-rows.ts';
import type { TestDatabase } from '../support/database.ts';
import { indexDatabase } from '../support/index-database.ts';
import { indexesWithTables, indexStates } from '../support/index-state.ts';
import { loadIndex } from '../support/load-index.ts';

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await indexDatabase();
  ({ database } = db);
});
afterAll(() => db.drop());

/** A generation of the repository: ten definitions of `same`, whose lines all tell the generation. */
const generation = (line: number): TestFile[] => [
  { path: 'a.c', symbols: Array.from({ length: 10 }, () => ({ name: 'same', line })) },
];

/** Asks as operations do: the index first, then its rows. */
const ask = (repository: string, between: () => Promise<void> = () => Promise.resolve()) =>
  database.tenant(1, async (tx) => {
    const index = await findIndex(tx, 1, repository);
    await between();
    const { rows, total } = await findDefinitions(tx, index, 'same', 50, 0);
    return { total, lines: [...new Set(rows.map(({ line }) => line))] };
  });

describe('an index that is replaced', () => {
  it('answers whole, old or new, to readers that never stop, and no reader fails', async () => {
    await loadIndex(database, '/src/busy', [generation(1)], { resumeKey: 'g1' });
    const stop = new AbortController();
    const seen = new Set<number>();
    const readers = Array.from({ length: 4 }, async () => {
      let asked = 0;
      while (!stop.signal.aborted) {
        const { total, lines } = await ask('/src/busy');
        expect({ total, generations: lines.length }).toEqual({ total: 10, generations: 1 });
        seen.add(lines[0]!);
        asked++;
      }
      return asked;
    });
    for (let line = 2; line <= 6; line++)
      await loadIndex(database, '/src/busy', [generation(line)], { resumeKey: `g${line}` });
    stop.abort();
    const asked = await Promise.all(readers);
    expect(Math.min(...asked)).toBeGreaterThan(5);
    expect(seen.size).toBeGreaterThan(2);
    const states = await indexStates(database);
    expect(states.filter(({ state }) => state === 'ready')).toHaveLength(1);
    expect(states.filter(({ state }) => state === 'superseded')).toHaveLength(5);
    expect(await indexesWithTables(database)).toHaveLength(1);
  });

  it('stays for a reader that has chosen it, while others are not held up', async () => {
    await loadIndex(database, '/src/slow', [generation(1)], { resumeKey: 'g1' });
    await loadIndex(database, '/src/other', [generation(1)], { resumeKey: 'g1' });
    let replaced: Promise<number> | undefined;
    const slow = await ask('/src/slow', async () => {
      replaced = loadIndex(database, '/src/slow', [generation(2)], { resumeKey: 'g2' });
      const until = Date.now() + 1500;
      while (Date.now() < until) {
        const before = Date.now();
        expect(await ask('/src/other')).toEqual({ total: 10, lines: [1] });
        expect(Date.now() - before).toBeLessThan(1000);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    expect(slow).toEqual({ total: 10, lines: [1] });
    await replaced;
    expect(await ask('/src/slow')).toEqual({ total: 10, lines: [2] });
  });

  it('is chosen by path, by the end of the path, and by being the newest', async () => {
    await loadIndex(database, '/src/x/linux', [generation(7)], { resumeKey: 'g1' });
    await loadIndex(database, '/src/y/linux', [generation(8)], { resumeKey: 'g1' });
    await loadIndex(database, '/src/linux', [generation(9)], { resumeKey: 'g1' });
    expect(await ask('/src/x/linux')).toMatchObject({ lines: [7] });
    expect(await ask('y/linux')).toMatchObject({ lines: [8] });
    expect(await ask('linux')).toMatchObject({ lines: [9] });
    await expect(ask('inux')).rejects.toMatchObject({ code: 'no_index' });
    await expect(ask("linux' or true --")).rejects.toMatchObject({ code: 'no_index' });
  });
});
