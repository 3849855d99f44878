import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getSymbol } from '../../src/contexts/indexing/operations/get-symbol.ts';
import { listCallees } from '../../src/contexts/indexing/operations/list-callees.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import { askableSample, type Ask } from '../support/ask-index.ts';

let ask: Ask;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ ask, drop } = await askableSample());
});
afterAll(() => drop());

describe('get_symbol', () => {
  it('gives every definition with file, lines, signature and language', async () => {
    expect(await ask(getSymbol, { name: 'helper' })).toEqual({
      matches: [
        {
          name: 'helper',
          kind: 'function',
          file: 'fs/read.c',
          line: 5,
          end_line: 7,
          signature: 'static int helper(void)',
          language: 'c',
          static: true,
          decl: { path: 'fs/read.c', start: 5, end: 7 },
        },
        {
          name: 'helper',
          kind: 'function',
          file: 'fs/open.c',
          line: 1,
          end_line: 1,
          signature: null,
          language: 'c',
          static: true,
          decl: { path: 'fs/open.c', start: 1, end: 1 },
        },
      ],
      total: 2,
      repository: '/src/linux',
      index: { indexed_at: expect.any(String), overlays: 0 },
    });
  });

  it('pages', async () => {
    const second = await ask(getSymbol, { name: 'helper', limit: 1, offset: 1 });
    expect(second).toMatchObject({ matches: [{ file: 'fs/open.c' }], total: 2 });
    expect(await ask(getSymbol, { name: 'helper', offset: 9 })).toMatchObject({ matches: [], total: 2 });
  });

  it('finds macros that are no symbols', async () => {
    expect(await ask(getSymbol, { name: 'READ_MIN' })).toMatchObject({
      matches: [{ kind: 'macro', file: 'fs/read.c', line: 3, signature: '#define READ_MIN(…)' }],
      total: 1,
    });
    expect(await ask(getSymbol, { name: 'READ_MAX' })).toMatchObject({
      matches: [{ line: 2, signature: '#define READ_MAX' }],
    });
  });

  it('names the nearest for one that is misspelt', async () => {
    await expect(ask(getSymbol, { name: 'vfs_raed' })).rejects.toMatchObject({
      kind: 'not_found',
      code: 'symbol_not_found',
      message: expect.stringContaining('vfs_read') as string,
      extra: { did_you_mean: ['vfs_read'] },
    });
  });
});

describe('who_calls', () => {
  it('has an entry a call site, symbols first, then files', async () => {
    expect(await ask(listCallers, { symbol: 'vfs_read' })).toMatchObject({
      symbol: 'vfs_read',
      callers: [
        {
          name: 'do_open',
          file: 'fs/open.c',
          line: 5,
          call_type: 'direct',
          call_site: { file: 'fs/open.c', line: 6 },
        },
        {
          name: 'vfs_readLater',
          file: 'web/app.ts',
          line: 9,
          call_type: 'direct',
          call_site: { file: 'web/app.ts', line: 10 },
        },
        {
          name: null,
          file: 'fs/open.c',
          line: 50,
          call_type: 'direct',
          call_site: { file: 'fs/open.c', line: 50 },
        },
      ],
      total: 3,
      functions: 2,
      next_cursor: null,
      repository: '/src/linux',
      index: { indexed_at: expect.any(String), overlays: 0 },
    });
  });

  it('pages without a gap or a repeat, inside one caller and across kinds', async () => {
    for (const [symbol, total] of [
      ['vfs_read', 3],
      ['helper', 3],
    ] as const) {
      const whole = await ask(listCallers, { symbol });
      const pieces: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await ask(listCallers, {
          symbol,
          limit: 1,
          ...(cursor === undefined ? {} : { cursor }),
        });
        expect(page['total']).toBe(total);
        pieces.push(...(page['callers'] as unknown[]));
        cursor = (page['next_cursor'] as string | null) ?? undefined;
      } while (cursor !== undefined);
      expect(pieces).toEqual(whole['callers']);
    }
  });

  it('tells the type of each call', async () => {
    expect(await ask(listCallers, { symbol: 'read' })).toMatchObject({
      callers: [{ call_type: 'indirect' }],
      total: 1,
    });
    expect(await ask(listCallers, { symbol: 'Store' })).toMatchObject({
      callers: [{ name: 'App', call_type: 'new' }],
    });
  });

  it('is empty for a name nobody calls, with a hint when nothing has it', async () => {
    expect(await ask(listCallers, { symbol: 'do_open' })).toMatchObject({ callers: [], total: 0 });
    expect(await ask(listCallers, { symbol: 'do_open' })).not.toHaveProperty('did_you_mean');
    expect(await ask(listCallers, { symbol: 'do_opne' })).toMatchObject({
      total: 0,
      did_you_mean: ['do_open'],
    });
  });

  it('refuses a cursor that is none', async () => {
    for (const cursor of ['x', 's1', 's99999999999.0', "s1.0' or 1=1"]) {
      await expect(ask(listCallers, { symbol: 'read', cursor })).rejects.toMatchObject({
        code: 'invalid_cursor',
      });
    }
  });
});

describe('list_dependencies', () => {
  it('gives each call with where the callee is defined, own file first', async () => {
    const answer = await ask(listCallees, { symbol: 'vfs_read' });
    expect(answer).toMatchObject({ symbol: 'vfs_read', total: 5 });
    expect(answer['callees']).toMatchObject([
      {
        name: 'helper',
        file: 'fs/read.c',
        line: 5,
        call_type: 'direct',
        call_site: { file: 'fs/read.c', line: 11 },
      },
      {
        name: 'read',
        file: null,
        line: null,
        call_type: 'indirect',
        call_site: { file: 'fs/read.c', line: 12 },
      },
      {
        name: 'helper',
        file: 'fs/read.c',
        line: 5,
        call_type: 'direct',
        call_site: { file: 'fs/read.c', line: 13 },
      },
      {
        name: 'unknown_fn',
        file: null,
        line: null,
        call_type: 'direct',
        call_site: { file: 'fs/read.c', line: 14 },
      },
      { name: 'MIN', file: null, line: null, call_type: 'macro', call_site: { file: 'fs/read.c', line: 15 } },
    ]);
    expect(await ask(listCallees, { symbol: 'do_open' })).toMatchObject({
      callees: [
        { name: 'vfs_read', file: 'fs/read.c' },
        { name: 'helper', file: 'fs/open.c' },
      ],
    });
  });

  it('does not take members for calls', async () => {
    expect(await ask(listCallees, { symbol: 'file_ops' })).toMatchObject({ callees: [], total: 0 });
    expect(await ask(listCallees, { symbol: 'Plain' })).toMatchObject({ callees: [], total: 0 });
    expect(await ask(listCallees, { symbol: 'App' })).toMatchObject({
      callees: [{ name: 'Store' }],
      total: 1,
    });
  });
});
