import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import type { TestFile } from '../support/build-rows.ts';
import type { TestDatabase } from '../support/database.ts';
import { giveGrams } from '../support/give-grams.ts';
import { indexDatabase } from '../support/index-database.ts';
import { asOwner } from '../support/index-state.ts';
import { loadIndex } from '../support/load-index.ts';
import { caller, runnerOn } from '../support/runner.ts';

const CHILD = fileURLToPath(new URL('../support/build-search-lists.mjs', import.meta.url));
const FILES: TestFile[] = Array.from({ length: 20 }, (_, at) => ({
  path: `lib/part_${at}.c`,
  symbols: [{ name: `function_${at}`, line: 1 }],
}));

let db: TestDatabase;
beforeAll(async () => {
  db = await indexDatabase();
});
afterAll(() => db.drop());

/** Builds in a process of its own, which dies at the statement it is told to; answers its output. */
function buildInChild(indexId: number, killAt?: number): Promise<{ killed: boolean; out: string }> {
  const argument = JSON.stringify({ target: db.target, indexId, killAt });
  return new Promise((resolve) => {
    execFile(process.execPath, [CHILD, argument], (error, out) => {
      resolve({ killed: error?.signal === 'SIGKILL', out });
    });
  });
}

/** Grams an index has, and whether it is said to have all. */
function gramsOf(indexId: number): Promise<{ count: number; complete: boolean }[]> {
  return asOwner(db.database, (owner) =>
    owner.query({
      sql: `select count(*)::int as count, coalesce(bool_or(gram = -1), false) as complete
        from keelson.index_gram where index_id = $1`,
      parameters: [indexId],
    }),
  );
}

it('has all grams or none, whenever it is killed, answers all the same, and is simply started again', async () => {
  const run = runnerOn(db.database);
  const whole = await loadIndex(db.database, '/src/whole', [FILES]);
  const statements = Number((await buildInChild(whole)).out);
  expect(statements).toBeGreaterThan(10);
  const [complete] = await gramsOf(whole);
  expect(complete).toMatchObject({ complete: true });
  // The last statements: of the reading, begin, delete, insert, analyse, commit.
  for (let killAt = statements - 6; killAt <= statements; killAt++) {
    const repository = `/src/killed-${killAt}`;
    const indexId = await loadIndex(db.database, repository, [FILES]);
    expect(await buildInChild(indexId, killAt)).toMatchObject({ killed: true });
    const [left] = await gramsOf(indexId);
    expect([{ count: 0, complete: false }, complete]).toContainEqual(left);
    const answer = await run(search, caller(), { query: 'function_1', repository });
    expect(answer).toMatchObject({ total: 11 });
    await giveGrams(db.database, indexId);
    expect(await gramsOf(indexId)).toEqual([complete]);
    expect(await run(search, caller(), { query: 'function_1', repository })).toEqual(answer);
  }
}, 120_000);
