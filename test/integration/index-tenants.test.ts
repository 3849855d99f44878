import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexingOperations } from '../../src/contexts/indexing/index.ts';
import { getSymbol } from '../../src/contexts/indexing/operations/get-symbol.ts';
import { listCallees } from '../../src/contexts/indexing/operations/list-callees.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import type { AnyOperation } from '../../src/kernel/operation.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import type { TestFile } from '../support/build-rows.ts';
import type { TestDatabase } from '../support/database.ts';
import { giveGrams } from '../support/give-grams.ts';
import { indexDatabase } from '../support/index-database.ts';
import { loadIndex } from '../support/load-index.ts';
import { caller, runnerOn } from '../support/runner.ts';

const ODD_NAMES = [
  `it's "quoted"`,
  '%',
  '_',
  'a%b_c',
  '100%',
  'back\\slash',
  'line\nbreak',
  'tab\tstop',
  '$1',
  "'; drop table keelson.code_index; --",
  'naïve_日本語_😀',
  ' leading and trailing ',
  'x'.repeat(1000),
  '__proto__',
  'constructor',
];

const secret: TestFile[] = [
  {
    path: 'secret/plan.c',
    calls: [{ name: 'hidden_fn', line: 3 }],
    macros: [{ name: 'HIDDEN_MAX', line: 1 }],
    symbols: [
      {
        name: 'hidden_fn',
        line: 5,
        calls: [
          { name: 'hidden_fn', line: 6 },
          { name: 'shared_fn', line: 7 },
        ],
      },
    ],
  },
];
const open: TestFile[] = [
  { path: 'open/a.c', symbols: [{ name: 'shared_fn', line: 1, calls: [{ name: 'puts', line: 2 }] }] },
  {
    path: 'odd/names.c',
    symbols: ODD_NAMES.map((name, place) => ({
      name,
      line: place + 1,
      calls: [{ name: name.replace('\n', ' '), line: place + 2 }],
    })),
  },
  // A path may hold anything but NUL.
  { path: `odd/it's\n"here" %_\\.c`, symbols: [{ name: 'in_odd_path', line: 1 }] },
];

let db: TestDatabase;
let run: RunOperation;
beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
  for (const [tenant, repository, files] of [
    [1, '/src/open', open],
    [2, '/src/secret', secret],
  ] as const) {
    await giveGrams(db.database, await loadIndex(db.database, repository, [files], { tenant }), { tenant });
  }
});
afterAll(() => db.drop());

const ask = (operation: AnyOperation, input: unknown, tenant = 1) =>
  run(operation, caller({ tenant }), input) as Promise<Record<string, unknown>>;

/** An input each operation takes, about one name. */
const inputs = (name: string): Record<string, object> => ({
  'indexing.search': { query: name.slice(0, 200) },
  'indexing.get_symbol': { name },
  'indexing.list_callers': { symbol: name },
  'indexing.list_callees': { symbol: name },
  'indexing.list_repositories': { examples: true },
});

/** What an operation answers, refusal included, as text. */
async function answerOf(operation: AnyOperation, input: object, tenant: number): Promise<string> {
  try {
    return JSON.stringify(await ask(operation, input, tenant));
  } catch (error) {
    const { code, message, extra } = error as { code: string; message: string; extra: object };
    return JSON.stringify({ code, message, extra });
  }
}

describe('another tenant', () => {
  it('sees nothing of an index by any question, whichever repository it names', async () => {
    for (const operation of indexingOperations) {
      for (const name of ['hidden_fn', 'HIDDEN_MAX', 'hidden', 'secret/plan']) {
        const input = inputs(name)[operation.name]!;
        for (const where of [{}, { repository: '/src/secret' }, { repository: 'secret' }]) {
          const answer = await answerOf(
            operation,
            operation.name.endsWith('repositories') ? input : { ...input, ...where },
            1,
          );
          expect(
            answer.replaceAll(name, '').replaceAll('/src/secret', '').replaceAll('of secret', ''),
          ).not.toMatch(/hidden|secret|plan\.c/i);
        }
      }
    }
    expect(await ask(getSymbol, { name: 'hidden_fn' }, 2)).toMatchObject({
      total: 1,
      repository: '/src/secret',
    });
    await expect(ask(getSymbol, { name: 'hidden_fn' }, 3)).rejects.toMatchObject({ code: 'no_index' });
  });

  it('sees no rows even with SQL of its own', async () => {
    const tables = ['file', 'symbol', 'posting', 'macro', 'entrypoint', 'name', 'gram'].map(
      (name) => `index_${name}`,
    );
    for (const table of ['code_index', 'index_chunk', ...tables]) {
      for (const [tenant, others] of [
        [1, 2],
        [2, 1],
        [3, 0],
      ] as const) {
        const rows = await db.database.tenant(tenant, (tx) =>
          tx.query({
            sql: `select from keelson.${table} where tenant_id = $1 or tenant_id <> $2`,
            parameters: [others, tenant],
          }),
        );
        expect({ table, tenant, rows: rows.length }).toEqual({ table, tenant, rows: 0 });
      }
      for (const sql of [`delete from keelson.${table}`, `update keelson.${table} set tenant_id = 1`]) {
        await expect(db.database.tenant(1, (tx) => tx.query({ sql }))).rejects.toThrow(/permission denied/);
      }
    }
  });
});

describe('names of any shape', () => {
  it.each(ODD_NAMES)('%j is defined, called and found', async (name) => {
    const line = ODD_NAMES.indexOf(name) + 1;
    expect(await ask(getSymbol, { name })).toMatchObject({ matches: [{ name, line }], total: 1 });
    expect(await ask(listCallees, { symbol: name })).toMatchObject({ total: 1 });
    const called = name.replace('\n', ' ');
    expect(await ask(listCallers, { symbol: called })).toMatchObject({ callers: [{ name, line }], total: 1 });
    const { hits } = (await ask(search, { query: called.slice(0, 200) })) as {
      hits: { name: string; score: number }[];
    };
    expect(hits.map((hit) => hit.name)).toContain(name);
  });

  it('are cited with paths of any shape', async () => {
    expect(await ask(getSymbol, { name: 'in_odd_path' })).toMatchObject({
      matches: [{ file: `odd/it's\n"here" %_\\.c`, line: 1 }],
    });
    expect(await ask(search, { query: '" %_\\.c', kind: 'file' })).toMatchObject({ total: 1 });
  });

  it.each([
    ['', 'too short'],
    ['x'.repeat(1001), 'too long'],
    ['nul\0', 'NUL'],
    ['half \ud800', 'half a surrogate pair'],
  ])('%j is refused: %s', async (name) => {
    for (const operation of indexingOperations.slice(0, 4)) {
      const input = operation === search ? { query: name } : inputs(name)[operation.name];
      await expect(ask(operation, input)).rejects.toMatchObject({
        kind: 'invalid',
      });
    }
  });

  it('never act as patterns or as SQL', async () => {
    expect(await ask(search, { query: '%' })).toMatchObject({ total: 4 });
    expect(await ask(search, { query: 'a_b' })).toMatchObject({ total: 0 });
    expect(await ask(search, { query: 'shared', path: 'open/%' })).toMatchObject({ total: 0 });
    expect(await ask(search, { query: 'shared', path: "open/' or true --" })).toMatchObject({ total: 0 });
    await expect(ask(search, { query: 'shared', kind: "f' or '1'='1" })).rejects.toMatchObject({
      kind: 'invalid',
    });
  });
});
