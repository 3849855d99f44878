import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getSymbol } from '../../src/contexts/indexing/operations/get-symbol.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import { findIndex } from '../../src/contexts/indexing/store/queries/find-index.ts';
import { findDefinitions } from '../../src/contexts/indexing/store/queries/find-definitions.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import { put } from '../support/c-tree.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { type IndexJobs, indexJobs } from '../support/index-jobs.ts';
import { caller, runnerOn } from '../support/runner.ts';

let db: TestDatabase;
let run: RunOperation;
let jobs: IndexJobs;
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-readers-'));
const root = path.join(scratch, 'tree');

/** Two files of one generation: so many callers each, a macro and calls at file level beside them. */
function putGeneration(generation: number): void {
  for (const file of ['a', 'b']) {
    const callers = Array.from(
      { length: 5 + generation },
      (_, at) => `int gen${generation}_${file}_${at}(void)\n{\n\treturn target() + target();\n}\n`,
    );
    put(root, `fs/${file}.c`, `#define SIZE ${generation}\n${callers.join('')}`);
  }
}

beforeAll(async () => {
  db = await testDatabase();
  run = runnerOn(db.database);
  jobs = indexJobs(db.database, path.join(scratch, 'home'), root);
  put(root, 'fs/target.c', 'int target(void)\n{\n\treturn 1;\n}\n');
  putGeneration(0);
  await jobs.index();
});
afterAll(async () => {
  await db.drop();
  rmSync(scratch, { recursive: true, force: true });
});

const generations = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => /^gen(\d+)_/.exec(name)?.[1] ?? name)),
];

const questions = [
  async (): Promise<string> => {
    const answer = (await run(listCallers, caller(), { symbol: 'target', limit: 500 })) as {
      callers: { name: string }[];
      total: number;
      functions: number;
    };
    const [generation, ...others] = generations(answer.callers.map(({ name }) => name));
    const functions = 2 * (5 + Number(generation));
    expect({
      others,
      total: answer.total,
      functions: answer.functions,
      shown: answer.callers.length,
    }).toEqual({
      others: [],
      total: 2 * functions,
      functions,
      shown: 2 * functions,
    });
    return generation!;
  },
  async (): Promise<string> => {
    const { hits, total } = (await run(search, caller(), { query: 'gen', kind: 'function', limit: 200 })) as {
      hits: { name: string }[];
      total: number;
    };
    const [generation, ...others] = generations(hits.map(({ name }) => name));
    const functions = 2 * (5 + Number(generation));
    expect({ others, total, shown: hits.length }).toEqual({ others: [], total: functions, shown: functions });
    return generation!;
  },
  async (): Promise<string> => {
    const { total } = (await run(getSymbol, caller(), { name: 'SIZE' })) as { total: number };
    expect(total).toBe(2);
    return '';
  },
];

describe('readers', () => {
  it('see files as they were or as they are, in every answer, and none fails', async () => {
    const stop = new AbortController();
    const seen = new Set<string>();
    const readers = questions.map(async (ask) => {
      let asked = 0;
      for (; !stop.signal.aborted; asked += 1) seen.add(await ask());
      return asked;
    });
    for (let generation = 1; generation <= 8; generation += 1) {
      putGeneration(generation);
      expect((await jobs.update()).incremental).toMatchObject({ applied: true, changed: 2 });
      expect(await questions[0]!()).toBe(String(generation));
    }
    stop.abort();
    expect(Math.min(...(await Promise.all(readers)))).toBeGreaterThan(5);
    expect(seen.size).toBeGreaterThan(3);
  });

  it('that have begun see nothing of an overlay, which waits, while others are not held up', async () => {
    putGeneration(20);
    let update: Promise<unknown> | undefined;
    await db.database.tenant(1, async (tx) => {
      const index = await findIndex(tx, 1, root);
      update = jobs.update();
      for (let round = 0; round < 30; round += 1) {
        expect((await findDefinitions(tx, index, 'gen20_a_0', 10, 0)).total).toBe(0);
        await questions[1]!();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    await update;
    expect(await questions[0]!()).toBe('20');
  });
});
