import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import type { TestFile } from '../support/build-rows.ts';
import type { TestDatabase } from '../support/database.ts';
import { giveGrams } from '../support/give-grams.ts';
import { indexDatabase } from '../support/index-database.ts';
import { asOwner } from '../support/index-state.ts';
import { loadIndex } from '../support/load-index.ts';
import { caller, runnerOn } from '../support/runner.ts';

/** Names that fill several blocks of a dictionary. */
const FILES: TestFile[] = Array.from({ length: 40 }, (_, at) => ({
  path: `drivers/part_${at}.c`,
  symbols: Array.from({ length: 20 }, (__, place) => ({
    name: `driver_${(at * 7919) % 97}_probe_${place}_été`,
    line: place + 1,
  })),
  macros: Array.from({ length: 60 }, (__, place) => ({
    name: `REG_${(at * 31) % 17}_FIELD_${place}_MASK`,
    line: 100 + place,
  })),
}));

interface Answer {
  hits: Record<string, unknown>[];
  total: number;
}

let db: TestDatabase;
let run: RunOperation;
beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
});
afterAll(() => db.drop());

const ask = (input: object) =>
  run(search, caller(), { query: 'driver_', match: 'prefix', ...input }) as Promise<Answer>;
const countStarts = (indexId: number): Promise<number> =>
  asOwner(db.database, async (owner) => {
    const sql = 'select count(*)::int as count from keelson.index_start where index_id = $1';
    const [row] = await owner.query<{ count: number }>({ sql, parameters: [indexId] });
    return row!.count;
  });

describe('starts that many names have', () => {
  const change = (sql: string, indexId: number) =>
    asOwner(db.database, (owner) => owner.query({ sql, parameters: [indexId] }));
  let indexId: number;
  beforeAll(async () => {
    indexId = await loadIndex(db.database, '/src/starts', [FILES]);
    await giveGrams(db.database, indexId);
  });

  it('answer as the names do', async () => {
    const questions = ['d', 'driver_', 'R', 'REG_', 'REG_1', 'driver_9'].flatMap((query) =>
      [{}, { limit: 7, offset: 30 }, { limit: 40 }].map((page) => Object.assign({ query }, page)),
    );
    const askAll = () => Promise.all(questions.map(ask));
    const answers = await askAll();
    expect(answers[0]!.hits[0]).toMatchObject({ file: expect.stringMatching(/^drivers\//) as string });
    expect(await countStarts(indexId)).toBeGreaterThan(5);
    await change('delete from keelson.index_start where index_id = $1', indexId);
    expect(await askAll()).toEqual(answers);
    await change('delete from keelson.index_gram where index_id = $1', indexId);
    await giveGrams(db.database, indexId);
  });

  it('are counted beforehand, and not asked when something may be gone or is left out', async () => {
    const rows = await countStarts(indexId);
    expect(rows).toBeGreaterThan(5);
    // What nothing but these rows can say.
    await change('update keelson.index_start set symbols = 4321, macros = 0 where index_id = $1', indexId);
    const total = async (more: object) => (await ask(more)).total;
    expect(await total({})).toBe(4321);
    expect(await total({ limit: 30, offset: 10 })).toBe(4321);
    expect(await total({ limit: 30, offset: 11 })).toBe(800);
    expect(await total({ kind: 'function' })).toBe(800);
    expect(await total({ path: 'drivers/' })).toBe(800);
    expect(await total({ language: 'c' })).toBe(800);
    await change('update keelson.code_index set overlays = 1 where id = $1', indexId);
    expect(await total({})).toBe(800);
    await change('update keelson.code_index set overlays = 0 where id = $1', indexId);
    expect(await total({})).toBe(4321);
    // Chunks that are replaced take the grams away.
    await change('delete from keelson.index_gram where index_id = $1', indexId);
    expect(await total({})).toBe(800);
    await giveGrams(db.database, indexId);
    expect(await total({})).toBe(800);
    expect(await countStarts(indexId)).toBe(rows);
  });
});
