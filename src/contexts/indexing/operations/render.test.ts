import { describe, expect, it } from 'vitest';
import { renderCallees, renderCallers, renderRepositories, renderSearch, renderSymbol } from './render.ts';

// oxlint-disable-next-line no-control-regex -- colour codes begin with one
const plain = (text: string): string => text.replace(/\u001B\[\d+m/g, '');
const repository = '/src/linux';
const index = { indexed_at: '2026-01-01T00:00:00.000Z', overlays: 0 };
const site = { file: 'fs/read.c', line: 12 };
const about = { ambiguous: false, definitions: [], truncated: false };
const span = { path: 'fs/read.c', start: 12, end: 12 };
const resolved = { depth: 1, resolves_to: null, candidates: 0, span };
const decl = { path: 'a.c', start: 3, end: 9 };

describe('answers for a terminal', () => {
  it('cite path:line and say what is left out', () => {
    const callers = [
      {
        ...resolved,
        symbol: 'do_open',
        name: 'do_open',
        file: 'fs/open.c',
        line: 5,
        call_type: 'indirect' as const,
        call_site: site,
      },
    ];
    const text = plain(
      renderCallers({
        ...about,
        symbol: 'x',
        callers,
        total: 37731,
        functions: 26510,
        next_cursor: 's1.0',
        repository,
        index,
      }),
    );
    expect(text).toContain('fs/read.c:12  do_open  indirect');
    expect(text).toContain('37,731 calls from 26,510 symbols, 1 shown');
  });

  it('say so when there is nothing, with names that may have been meant', () => {
    const none = { ...about, total: 0, did_you_mean: ['vfs_read'], repository, index };
    expect(renderCallers({ ...none, symbol: 'vfs_raed', callers: [], functions: 0, next_cursor: null })).toBe(
      'Nothing calls vfs_raed; did you mean vfs_read?',
    );
    expect(renderCallees({ ...none, symbol: 'vfs_raed', callees: [] })).toBe(
      'vfs_raed calls nothing; did you mean vfs_read?',
    );
    expect(renderSearch({ hits: [], total: 0, total_is_exact: true, repository, index })).toBe(
      'Nothing found',
    );
    expect(renderSearch({ hits: [], total: 0, total_is_exact: false, repository, index })).toContain(
      'indexing.build_search',
    );
    expect(renderRepositories({ repositories: [], total: 0 })).toContain('keelson index PATH');
  });

  it('give definitions one a line, with signatures', () => {
    const match = {
      name: 'x',
      kind: 'function' as const,
      file: 'a.c',
      line: 3,
      end_line: 9,
      language: 'c',
      static: false,
      decl,
    };
    expect(
      renderSymbol({
        matches: [
          { ...match, signature: 'int x(void)' },
          { ...match, signature: null },
          { ...match, signature: 'function x(): number' },
        ],
        total: 3,
        repository,
        index,
      }),
    ).toBe('a.c:3  function int x(void)\na.c:3  function x\na.c:3  function x(): number\n3 definitions');
  });

  it('name where a callee is defined, when the index knows', () => {
    const callee = {
      ...resolved,
      symbol: 'kfree',
      caller: 'x',
      name: 'kfree',
      file: 'mm/slab.c',
      line: 99,
      call_type: 'direct' as const,
      call_site: site,
    };
    const text = plain(
      renderCallees({
        ...about,
        symbol: 'x',
        callees: [callee, { ...callee, name: 'printk', file: null, line: null }],
        total: 2,
        repository,
        index,
      }),
    );
    expect(text).toMatch(/fs\/read\.c:12 +kfree +mm\/slab\.c:99\n.*fs\/read\.c:12 +printk\n2 calls/);
  });

  it('let no name steer the terminal', () => {
    const evil = '\u001B]0;title\u0007\u001B[2J';
    const match = {
      name: evil,
      kind: 'function' as const,
      file: `${evil}.c`,
      line: 1,
      end_line: 1,
      language: 'c',
      static: false,
      decl,
    };
    const texts = [
      renderSymbol({ matches: [{ ...match, signature: evil }], total: 1, repository, index }),
      renderSearch({
        hits: [{ ...match, span: decl, signature: evil, snippet: evil, score: 1 }],
        total: 1,
        total_is_exact: true,
        repository,
        index,
      }),
      renderCallees({
        ...about,
        symbol: evil,
        callees: [],
        total: 0,
        did_you_mean: [evil],
        repository,
        index,
      }),
      renderCallers({
        ...about,
        ambiguous: true,
        definitions: [{ kind: 'function', file: evil, line: 1, static: true }],
        symbol: evil,
        callers: [],
        total: 0,
        functions: 0,
        next_cursor: null,
        did_you_mean: [evil],
        repository,
        index,
      }),
    ];
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    for (const text of texts) expect(plain(text)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });
});
