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

/** Names `fn_0` … in files of ten. */
const MANY: TestFile[] = Array.from({ length: 30 }, (_, at) => ({
  path: `lib/part_${at}.c`,
  symbols: Array.from({ length: 10 }, (__, place) => ({ name: `fn_${at * 10 + place}`, line: place + 1 })),
}));
const MEMORY: TestFile[] = [
  {
    path: 'mm/slab.c',
    symbols: [
      {
        name: 'kmalloc',
        line: 3,
        endLine: 9,
        signature: 'void *kmalloc(size_t size, gfp_t flags)',
        doc: 'Allocates memory that lies together in physical pages.',
      },
      { name: 'kmalloc_cache', line: 20, kind: 'struct' },
      { name: 'Kmalloc_Upper', line: 30, kind: 'enumerator' },
    ],
  },
  {
    path: 'fs/inode.c',
    symbols: [{ name: 'read_inode', line: 1, signature: 'int read_inode(struct super_block *sb)' }],
  },
];

let db: TestDatabase;
let run: RunOperation;
const countGrams = (indexId: number): Promise<number> =>
  asOwner(db.database, async (owner) => {
    const rows = await owner.query<{ count: number }>({
      sql: 'select count(*)::int as count from keelson.index_gram where index_id = $1',
      parameters: [indexId],
    });
    return rows[0]!.count;
  });

beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
  for (const repository of ['/src/slow', '/src/fast']) {
    const indexId = await loadIndex(db.database, repository, [MANY, MEMORY]);
    if (repository === '/src/fast') await giveGrams(db.database, indexId);
  }
});
afterAll(() => db.drop());

interface Answer {
  hits: Record<string, unknown>[];
  total: number;
}
const ask = (input: object) => run(search, caller(), input) as Promise<Answer>;
const names = async (input: object) => (await ask(input)).hits.map(({ name }) => name);

describe.each(['/src/slow', '/src/fast'])('search of %s', (repository) => {
  it('matches as it is told to', async () => {
    expect(await names({ repository, query: 'kmalloc', match: 'exact' })).toEqual(['kmalloc']);
    expect(await names({ repository, query: 'Kmalloc', match: 'exact' })).toEqual([]);
    expect(await names({ repository, query: 'kmalloc', match: 'prefix' })).toEqual([
      'kmalloc',
      'kmalloc_cache',
    ]);
    expect(await names({ repository, query: 'cache', match: 'word' })).toEqual(['kmalloc_cache']);
    expect(await names({ repository, query: 'ache', match: 'word' })).toEqual([]);
    expect(await names({ repository, query: 'ache', match: 'substring' })).toEqual(['kmalloc_cache']);
    expect(await names({ repository, query: 'mm/slab.c', match: 'exact' })).toEqual(['slab.c']);
  });

  it('takes several kinds, and topK for limit', async () => {
    expect(await names({ repository, query: 'kmalloc', kinds: ['struct', 'enumerator'] })).toEqual([
      'kmalloc_cache',
      'Kmalloc_Upper',
    ]);
    expect(await names({ repository, query: 'kmalloc', kinds: ['file'] })).toEqual([]);
    expect(await names({ repository, query: 'kmalloc', kind: 'struct', kinds: ['function'] })).toEqual([
      'kmalloc',
      'kmalloc_cache',
    ]);
    expect(await names({ repository, query: 'fn_', topK: 3, limit: 50 })).toHaveLength(3);
  });

  it('shows signature, span and the documentation that holds the query', async () => {
    expect((await ask({ repository, query: 'kmalloc', match: 'exact' })).hits).toEqual([
      {
        name: 'kmalloc',
        kind: 'function',
        file: 'mm/slab.c',
        line: 3,
        span: { path: 'mm/slab.c', start: 3, end: 9 },
        signature: 'void *kmalloc(size_t size, gfp_t flags)',
        snippet: 'void *kmalloc(size_t size, gfp_t flags)',
        score: 1,
      },
    ]);
    expect((await ask({ repository, query: 'PHYSICAL pages' })).hits).toMatchObject([
      { name: 'kmalloc', snippet: 'Allocates memory that lies together in physical pages.' },
    ]);
    expect((await ask({ repository, query: 'lies together' })).total).toBe(1);
  });

  it('takes several words, each from name, path, signature or documentation', async () => {
    expect(await names({ repository, query: 'inode super_block' })).toEqual(['read_inode']);
    expect(await names({ repository, query: 'fs inode' })).toEqual(['inode.c', 'read_inode']);
    expect(await names({ repository, query: 'memory kmalloc gfp_t' })).toEqual(['kmalloc']);
    expect(await names({ repository, query: 'inode nonsense_word' })).toEqual([]);
  });

  it('offers names like one that nothing has', async () => {
    expect((await ask({ repository, query: 'kmaloc' })).hits).toMatchObject([
      { name: 'kmalloc', fuzzy: true },
    ]);
    expect(await names({ repository, query: 'raed_inode' })).toEqual(['read_inode']);
    expect(await names({ repository, query: 'kmaloc', match: 'substring' })).toEqual([]);
    expect(await names({ repository, query: 'kmaloc', kind: 'struct' })).toEqual([]);
    expect(await names({ repository, query: 'wholly_different' })).toEqual([]);
  });

  it('gives each hit on one page', async () => {
    const seen: unknown[] = [];
    for (let offset = 0; offset < 300; offset += 45) {
      const { hits, total } = await ask({ repository, query: 'fn_', offset, limit: 45 });
      expect(total).toBe(300);
      seen.push(...hits.map(({ name }) => name));
    }
    expect(new Set(seen).size).toBe(300);
    expect(seen).toHaveLength(300);
  });
});

describe('building grams', () => {
  it('is done once, for its tenant alone, and not for what is not there', async () => {
    const indexId = await loadIndex(db.database, '/src/once', [MEMORY]);
    expect(await giveGrams(db.database, indexId, { tenant: 2 })).toBeUndefined();
    expect(await giveGrams(db.database, indexId)).toMatchObject({ repository: '/src/once' });
    const count = await countGrams(indexId);
    expect(count).toBeGreaterThan(10);
    expect(await giveGrams(db.database, indexId)).toBeUndefined();
    expect(await countGrams(indexId)).toBe(count);
    expect(await giveGrams(db.database, 999_999)).toBeUndefined();
  });

  it('leaves nothing when it is stopped, or has lost its lease, and is then done anew', async () => {
    const indexId = await loadIndex(db.database, '/src/stopped', [MEMORY]);
    await expect(giveGrams(db.database, indexId, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: 'cancelled',
    });
    await expect(
      giveGrams(db.database, indexId, { assertLease: () => Promise.reject(new Error('lost')) }),
    ).rejects.toThrow('lost');
    expect(await countGrams(indexId)).toBe(0);
    expect(await giveGrams(db.database, indexId)).toBeDefined();
  });

  it('ends in peace when the index is replaced under it', async () => {
    const indexId = await loadIndex(db.database, '/src/replaced', [MEMORY]);
    const outcome = await giveGrams(db.database, indexId, {
      assertLease: async () => {
        await loadIndex(db.database, '/src/replaced', [MANY], {
          resumeKey: 'plan-2',
          manifestId: 'manifest-2',
        });
      },
    });
    expect(outcome).toBeUndefined();
    expect(await names({ repository: '/src/replaced', query: 'fn_299' })).toEqual(['fn_299']);
  });
});
