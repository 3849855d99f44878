import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRepositories } from '../../src/contexts/indexing/operations/list-repositories.ts';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import { askableSample, type Ask } from '../support/ask-index.ts';
import { indexDatabase } from '../support/index-database.ts';
import { loadIndex } from '../support/load-index.ts';
import { caller, runnerOn } from '../support/runner.ts';

let ask: Ask;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ ask, drop } = await askableSample());
});
afterAll(() => drop());

describe('search_code', () => {
  const names = async (input: object): Promise<unknown[]> =>
    ((await ask(search, input))['hits'] as { name: string }[]).map(({ name }) => name);

  it('ranks the name itself, then its case, then prefixes, then words, and finds files', async () => {
    expect(await names({ query: 'vfs_read' })).toEqual(['vfs_read', 'vfs_readLater', 'VFS_READAHEAD']);
    expect(await names({ query: 'READ' })).toEqual([
      'read.c',
      'READ_MAX',
      'READ_MIN',
      'vfs_read',
      'VFS_READAHEAD',
      'vfs_readLater',
    ]);
    expect(await ask(search, { query: 'vfs_read' })).toMatchObject({
      hits: [{ name: 'vfs_read', kind: 'function', file: 'fs/read.c', line: 10, score: 1 }, {}, {}],
      total: 3,
      total_is_exact: true,
    });
  });

  it('filters by kind, language and path, and pages', async () => {
    expect(await names({ query: 'read', kind: 'method' })).toEqual(['vfs_readLater']);
    expect(await names({ query: 'read', kind: 'file' })).toEqual(['read.c']);
    expect(await names({ query: 'read', language: 'typescript' })).toEqual(['vfs_readLater']);
    expect(await names({ query: 'read', path: 'fs/open' })).toEqual(['VFS_READAHEAD']);
    expect(await names({ query: 'vfs_read', limit: 1, offset: 1 })).toEqual(['vfs_readLater']);
  });

  it('gives nothing for what nothing holds', async () => {
    expect(await ask(search, { query: 'no such thing' })).toMatchObject({
      hits: [],
      total: 0,
      total_is_exact: true,
    });
  });
});

interface Page {
  repositories: { path: string }[];
  total: number;
}

describe('list_repositories', () => {
  it('gives totals, freshness and, when asked, examples', async () => {
    const [repository] = (await ask(listRepositories, { examples: true }))['repositories'] as Record<
      string,
      unknown
    >[];
    expect(repository).toMatchObject({
      path: '/src/linux',
      manifest_id: 'manifest-1',
      files: 1,
      loading: false,
      examples: ['vfs_read', 'helper'],
    });
    expect(Date.parse(String(repository?.['loaded_at']))).toBeGreaterThan(Date.now() - 600_000);
  });

  it('comes in pages, which all know the total, and gives one repository by the end of its path', async () => {
    const other = await indexDatabase();
    const on = runnerOn(other.database);
    try {
      for (const name of ['one', 'two', 'three']) await loadIndex(other.database, `/src/${name}`, [[]]);
      const page = async (input: object) => {
        const answer = (await on(listRepositories, caller(), input)) as Page;
        return [answer.repositories.map(({ path }) => path), answer.total];
      };
      expect(await page({})).toEqual([['/src/three', '/src/two', '/src/one'], 3]);
      expect(await page({ limit: 1, offset: 1 })).toEqual([['/src/two'], 3]);
      expect(await page({ offset: 3 })).toEqual([[], 3]);
      expect(await page({ repository: 'two' })).toEqual([['/src/two'], 1]);
      expect(await page({ repository: 'wo' })).toEqual([[], 0]);
    } finally {
      await other.drop();
    }
  });
});
