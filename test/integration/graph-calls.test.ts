import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCallees } from '../../src/contexts/indexing/operations/list-callees.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import type { AnyOperation } from '../../src/kernel/operation.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import type { TestDatabase } from '../support/database.ts';
import { GRAPH_SOURCES } from '../support/graph-sources.ts';
import { indexDatabase } from '../support/index-database.ts';
import { loadSources } from '../support/load-sources.ts';
import { caller, runnerOn } from '../support/runner.ts';

interface Site {
  name: string | null;
  depth: number;
  callee?: string;
  candidates: number;
  call_site: { file: string; line: number };
  resolves_to: { file: string; line: number } | null;
}
interface Answer {
  callers: Site[];
  callees: Site[];
  definitions: { file: string }[];
  [key: string]: unknown;
}

/** Callers of one function, and where they are: enough to fill every page and reach every bound. */
const HUB_CALLERS = 10_000;
const EVIL = 'x"\'; drop table keelson.index_symbol; --';

let db: TestDatabase;
let run: RunOperation;
beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
  const hubs = Array.from({ length: 10 }, (_, file) => {
    const functions = Array.from(
      { length: HUB_CALLERS / 10 },
      (_, n) => `int user_${file}_${n}(void)\n{\n\treturn hub(${n});\n}\n`,
    );
    return [`drivers/d${file}.c`, functions.join('')] as const;
  });
  await loadSources(db.database, '/src/hub', [
    { 'lib/hub.c': 'int hub(int n)\n{\n\treturn n;\n}\n', ...Object.fromEntries(hubs) },
  ]);
  await loadSources(db.database, '/src/linux', GRAPH_SOURCES);
}, 60_000);
afterAll(() => db.drop());

function ask(operation: AnyOperation, input: object): Promise<Answer> {
  return run(operation, caller(), input) as Promise<Answer>;
}
const callersOf = (symbol: string, more: object = {}) => ask(listCallers, { symbol, ...more });

describe('callers to a depth', () => {
  it('has the closure of vfs_read, each step once, with the line of the call', async () => {
    const answer = await callersOf('vfs_read', { depth: 3 });
    expect(
      answer.callers.map(({ depth, name, callee, call_site }) => [
        depth,
        name,
        callee,
        `${call_site.file}:${call_site.line}`,
      ]),
    ).toEqual([
      [1, 'ksys_read', 'vfs_read', 'fs/read_write.c:21'],
      [1, 'ksys_pread64', 'vfs_read', 'fs/read_write.c:29'],
      [1, 'read_code', 'vfs_read', 'fs/exec.c:3'],
      [2, 'sys_read', 'ksys_read', 'fs/read_write.c:25'],
      [2, 'sys_pread64', 'ksys_pread64', 'fs/read_write.c:33'],
      [2, 'load_flat_file', 'read_code', 'fs/binfmt_flat.c:3'],
      [3, 'load_flat_binary', 'load_flat_file', 'fs/binfmt_flat.c:7'],
    ]);
    expect(answer).toMatchObject({ total: 7, functions: 7, truncated: false, next_cursor: null });
  });

  it('ends where functions call themselves or each other', async () => {
    const itself = await callersOf('forever', { depth: 5 });
    expect(itself.callers.map(({ name, depth }) => [name, depth])).toEqual([['forever', 1]]);
    const circle = await callersOf('ping', { depth: 5 });
    expect(circle.callers.map(({ name, depth }) => [name, depth])).toEqual([
      ['pong', 1],
      ['pung', 1],
      ['ping', 2],
      ['ping', 2],
    ]);
  });

  it('pages without a gap or a repeat', async () => {
    const whole = await callersOf('vfs_read', { depth: 3 });
    const pieces: Site[] = [];
    let cursor: unknown;
    do {
      const page = await callersOf('vfs_read', { depth: 3, limit: 2, ...(cursor ? { cursor } : {}) });
      expect(page).toMatchObject({ total: 7 });
      pieces.push(...page.callers);
      cursor = page['next_cursor'];
    } while (cursor !== null);
    expect(pieces).toEqual(whole.callers);
    await expect(callersOf('vfs_read', { depth: 2, cursor: 's1.0' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    });
  });
});

describe('functions of one name', () => {
  it('are told apart: each caller says which it reaches', async () => {
    const answer = await callersOf('helper');
    expect(answer).toMatchObject({ ambiguous: true, total: 2 });
    expect(answer.definitions.map(({ file }) => file)).toEqual(['fs/one/file.c', 'fs/two/file.c']);
    expect(answer.callers.map(({ name, resolves_to }) => [name, resolves_to?.file])).toEqual([
      ['one_read', 'fs/one/file.c'],
      ['two_start', 'fs/two/file.c'],
    ]);
  });

  it('are chosen by file, to any depth', async () => {
    const one = await callersOf('helper', { file: 'fs/two/file.c', depth: 3 });
    expect(one).toMatchObject({ ambiguous: false });
    expect(one.callers.map(({ name }) => name)).toEqual(['two_start', 'far_d', 'far_c']);
    const none = callersOf('helper', { file: 'fs/exec.c' });
    await expect(none).rejects.toMatchObject({
      code: 'definition_not_found',
      message: expect.stringContaining('fs/two/file.c:2') as string,
    });
  });

  it('are both reached where the configuration decides', async () => {
    const answer = await callersOf('trace_it');
    expect(answer.callers).toMatchObject([{ name: 'traced', candidates: 2 }]);
    for (const file of ['lib/trace.c', 'lib/stub.h']) {
      const { callers } = await callersOf('trace_it', { file });
      expect(callers.map(({ name }) => name)).toEqual(['traced']);
    }
  });
});

describe('callees to a depth', () => {
  it('follow calls, and show calls through pointers without following them', async () => {
    const { callees, total } = await ask(listCallees, { symbol: 'ksys_read', depth: 3 });
    const steps = callees.map(({ depth, name, resolves_to }) => [depth, name, resolves_to?.file ?? null]);
    expect(steps).toContainEqual([1, 'vfs_read', 'fs/read_write.c']);
    expect(steps).toContainEqual([1, 'fdget', null]);
    expect(steps).toContainEqual([2, 'new_sync_read', 'fs/read_write.c']);
    expect(steps).toContainEqual([2, 'read', null]);
    expect(steps).toContainEqual([3, 'call_read_iter', 'include/linux/fs.h']);
    expect(total).toBe(callees.length);
  });
});

describe('hubs', () => {
  it('are bounded, and say so', async () => {
    const where = { repository: '/src/hub' };
    const first = await callersOf('hub', where);
    expect(first).toMatchObject({ total: HUB_CALLERS, functions: HUB_CALLERS, truncated: false });
    expect(first.callers).toHaveLength(50);
    const deep = await callersOf('hub', { depth: 3, ...where });
    expect(deep['truncated']).toBe(true);
    expect(deep['total']).toBeLessThan(HUB_CALLERS);
    expect(await callersOf('hub', { file: 'lib/hub.c', ...where })).toMatchObject({ truncated: true });
  });
});

describe('hostile input', () => {
  it('is only ever a name', async () => {
    for (const symbol of [EVIL, '%', '.*', 'a\tb', '日本', '\\', '{1,2}']) {
      const answer = await callersOf(symbol, { depth: 3, file: symbol });
      expect(answer).toMatchObject({ callers: [], total: 0 });
    }
    expect(await callersOf('vfs_read')).toMatchObject({ total: 3 });
  });
});
