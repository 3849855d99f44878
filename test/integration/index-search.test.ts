import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRepositories } from '../../src/contexts/indexing/operations/list-repositories.ts';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import { askableSample, type Ask } from '../support/ask-index.ts';

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
      examples: ['helper', 'vfs_read'],
    });
    expect(Date.parse(String(repository?.['loaded_at']))).toBeGreaterThan(Date.now() - 600_000);
  });
});
