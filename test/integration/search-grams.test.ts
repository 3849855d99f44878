import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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
const countRows = (table: 'index_gram' | 'index_term', indexId: number): Promise<number> =>
  asOwner(db.database, async (owner) => {
    const rows = await owner.query<{ count: number }>({
      sql: `select count(*)::int as count from keelson.${table} where index_id = $1`,
      parameters: [indexId],
    });
    return rows[0]!.count;
  });
const countGrams = (indexId: number): Promise<number> => countRows('index_gram', indexId);

beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
  for (const repository of ['/src/slow', '/src/fast']) {
    const indexId = await loadIndex(db.database, repository, [MANY, MEMORY]);
    if (repository === '/src/fast') await giveGrams(db.database, indexId);
  }
});
afterAll(() => db.drop());

/** Names that fill several blocks of a dictionary, and some that are longer than a block. */
const LONG = 'Z'.repeat(6000);
const BLOCKS: TestFile[] = Array.from({ length: 40 }, (_, at) => ({
  path: `drivers/part_${at}.c`,
  symbols: Array.from({ length: 20 }, (__, place) => ({
    name: `driver_${(at * 7919) % 97}_probe_${place}_été`,
    line: place + 1,
  })),
  macros: [
    ...Array.from({ length: 60 }, (__, place) => ({
      name: `REG_${(at * 31) % 17}_FIELD_${place}_MASK`,
      line: 100 + place,
    })),
    { name: `${LONG}_${at % 3}`, line: 200 },
  ],
}));

interface Answer {
  hits: Record<string, unknown>[];
  total: number;
  total_is_exact: boolean;
}
const ask = (input: object) => run(search, caller(), input) as Promise<Answer>;
const names = async (input: object) => (await ask(input)).hits.map(({ name }) => name);

it('does not claim that nothing is like a name before it can look at all names', async () => {
  const repository = '/src/large';
  const files: TestFile[] = Array.from({ length: 10 }, (_, at) => ({
    path: `gen/part_${at}.c`,
    symbols: Array.from({ length: 2100 }, (__, place) => ({ name: `gen_${at}_${place}`, line: place + 1 })),
  }));
  const indexId = await loadIndex(db.database, repository, [files]);
  const misspelt = { repository, query: 'zzz_9_99' };
  expect(await ask(misspelt)).toMatchObject({ hits: [], total: 0, total_is_exact: false });
  await giveGrams(db.database, indexId);
  expect(await ask(misspelt)).toMatchObject({ hits: [], total: 0, total_is_exact: true });
});

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

describe('a dictionary of several blocks', () => {
  it('answers what all names answer', async () => {
    for (const repository of ['/src/names', '/src/blocks']) {
      const indexId = await loadIndex(db.database, repository, [BLOCKS.slice(0, 20), BLOCKS.slice(20)]);
      if (repository === '/src/names') continue;
      await giveGrams(db.database, indexId);
      expect(await countRows('index_term', indexId)).toBeGreaterThan(5);
    }
    for (const question of [
      { query: 'REG_1', match: 'prefix' },
      { query: 'driver_', match: 'prefix' },
      { query: 'driver_9', match: 'prefix', path: 'drivers/part_1' },
      { query: 'REG_16_FIELD_59_MASK', match: 'exact' },
      { query: 'REG_16_FIELD_59_MASK', match: 'prefix' },
      { query: '_été', match: 'substring' },
      { query: '6_field', match: 'substring', kind: 'macro' },
      { query: 'probe_1', match: 'word' },
      { query: LONG.slice(0, 200), match: 'prefix' },
      { query: 'zz_2', match: 'substring' },
      { query: 'field 59', kind: 'macro' },
      { query: 'drivre_9_probe_19_été' },
    ]) {
      const [all, blocks] = await Promise.all(
        ['/src/names', '/src/blocks'].map(async (repository) => {
          const { hits, total } = await ask({ ...question, repository, limit: 200 });
          return { hits, total };
        }),
      );
      expect(all!.total).toBeGreaterThan(0);
      expect(blocks).toEqual(all);
    }
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

  it('asks whether others wait while it reads and while it writes, and leaves nothing when they do', async () => {
    const indexId = await loadIndex(db.database, '/src/polite', [MEMORY]);
    const waiting = new Error('somebody waits');
    let clock = 0;
    const now = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 1000));
    try {
      let asked = 0;
      const giveWay = async () => {
        asked += 1;
      };
      expect(await giveGrams(db.database, indexId, { giveWay })).toBeDefined();
      const all = asked;
      expect(all).toBeGreaterThan(3);
      await asOwner(db.database, (owner) =>
        owner.query({ sql: 'delete from keelson.index_gram where index_id = $1', parameters: [indexId] }),
      );
      for (const at of [1, all]) {
        asked = 0;
        const refuse = async () => {
          asked += 1;
          if (asked === at) throw waiting;
        };
        await expect(giveGrams(db.database, indexId, { giveWay: refuse })).rejects.toBe(waiting);
        expect(await countGrams(indexId)).toBe(0);
      }
    } finally {
      now.mockRestore();
    }
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
