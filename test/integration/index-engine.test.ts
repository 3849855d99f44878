import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileEngine, createEngine } from '../../src/contexts/indexing/extract/engine.ts';
import type { FileRecords } from '../../src/contexts/indexing/records.ts';
import { getSymbol } from '../../src/contexts/indexing/operations/get-symbol.ts';
import { listCallees } from '../../src/contexts/indexing/operations/list-callees.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import type { TestDatabase } from '../support/database.ts';
import { indexDatabase } from '../support/index-database.ts';
import { testLoader, TOTALS } from '../support/load-index.ts';
import { caller, runnerOn } from '../support/runner.ts';

const C_SOURCE = `#include <linux/fs.h>
#define LIMIT 3
#define TWICE(x) (2 * (x))
#define CHECKED(x) check(x)

struct ops {
	int (*read)(int);
};

static int helper(int a)
{
	return check(a) + ops->read(a);
}

ssize_t vfs_read(int a)
{
	helper(a);
	return CHECKED(helper(a));
}

module_init(vfs_read);
`;

const SCRIPT: FileRecords = {
  symbols: [
    { name: 'Störe', kind: 'class', line: 1, endLine: 9, members: [{ name: 'größe', line: 2 }] },
    { name: 'load', kind: 'method', line: 3, endLine: 5, parent: 0, signature: 'load(): void' },
  ],
  calls: [
    { caller: 1, name: 'fetch', line: 4, type: 'direct' },
    { caller: -1, name: 'main', line: 12, type: 'direct' },
    { caller: -1, name: 'Störe', line: 11, type: 'new' },
    { caller: -1, name: 'run', line: 13, type: 'indirect' },
    { caller: -1, name: 'main', line: 14, type: 'direct' },
  ],
  imports: [{ target: './x', line: 1 }],
  entrypoints: [],
};

let db: TestDatabase;
let run: RunOperation;

/** Rows as a scan thread makes them, loaded as a job does. */
beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
  const engine = createEngine(compileEngine());
  const loader = testLoader(db.database);
  await loader.begin({ repositoryPath: '/src/mixed', resumeKey: 'plan-1', chunks: 2 });
  const source = new TextEncoder().encode(C_SOURCE);
  for (const chunk of [0, 1]) {
    engine.beginChunk(chunk, { json: false, rows: true });
    if (chunk === 0) {
      engine.source(source.length).set(source);
      engine.scanAs('c', source.length, 'fs/read.c');
      engine.emitFile('fs/read.c', 'c');
    } else {
      engine.source(0);
      engine.setRecords(0, SCRIPT);
      engine.emitFile('web/störe.ts', 'typescript');
    }
    for (const batch of engine.takeRows()) await loader.rows(chunk, batch);
    const { rows, counts } = engine.endChunk({ manifestVersion: '1', chunkId: `c_${chunk}`, subsystem: 'c' });
    for (const batch of rows) await loader.rows(chunk, batch);
    await loader.commitChunk(chunk, { counts: { ...counts } });
  }
  await loader.finish({ manifestId: 'm', totals: TOTALS });
});
afterAll(() => db.drop());

const ask = (operation: Parameters<RunOperation>[0], input: unknown) => run(operation, caller(), input);

describe('what the engine writes', () => {
  it('is found by name: functions, structs, classes, macros of every form', async () => {
    expect(await ask(getSymbol, { name: 'vfs_read' })).toMatchObject({
      matches: [{ kind: 'function', file: 'fs/read.c', line: 15, end_line: 19, language: 'c' }],
      total: 1,
    });
    for (const [name, line] of [
      ['LIMIT', 2],
      ['TWICE', 3],
      ['CHECKED', 4],
    ] as const) {
      expect(await ask(getSymbol, { name })).toMatchObject({ matches: [{ kind: 'macro', line }], total: 1 });
    }
    expect(await ask(getSymbol, { name: 'Störe' })).toMatchObject({
      matches: [{ kind: 'class', file: 'web/störe.ts', end_line: 9 }],
    });
  });

  it('tells who calls, inside symbols and outside, each with its line and type', async () => {
    expect(await ask(listCallers, { symbol: 'helper' })).toMatchObject({
      callers: [
        { name: 'vfs_read', call_site: { line: 17 } },
        { name: 'vfs_read', call_site: { line: 18 } },
      ],
      total: 2,
      functions: 1,
    });
    expect(await ask(listCallers, { symbol: 'main' })).toMatchObject({
      callers: [
        { name: null, file: 'web/störe.ts', line: 12, call_type: 'direct', call_site: { line: 12 } },
        { name: null, line: 14 },
      ],
      total: 2,
      functions: 0,
    });
    expect(await ask(listCallers, { symbol: 'Störe' })).toMatchObject({
      callers: [{ line: 11, call_type: 'new' }],
    });
    expect(await ask(listCallers, { symbol: 'run' })).toMatchObject({
      callers: [{ line: 13, call_type: 'indirect' }],
    });
  });

  it('tells what is called, and members are no calls', async () => {
    expect(await ask(listCallees, { symbol: 'helper' })).toMatchObject({
      callees: [
        { name: 'check', call_type: 'direct', call_site: { line: 12 } },
        { name: 'read', call_type: 'indirect' },
      ],
    });
    expect(await ask(listCallees, { symbol: 'Störe' })).toMatchObject({ total: 0 });
    expect(await ask(listCallees, { symbol: 'ops' })).toMatchObject({ total: 0 });
  });

  it('is found by part of a name', async () => {
    expect(await ask(search, { query: 'read' })).toMatchObject({
      hits: [
        { name: 'read.c', kind: 'file' },
        { name: 'vfs_read', line: 15 },
      ],
      total: 2,
    });
    expect(await ask(search, { query: 'töre' })).toMatchObject({ total: 2 });
  });
});
