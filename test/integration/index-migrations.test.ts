import { expect, test } from 'vitest';
import { allMigrations } from '../../src/app/migrations.ts';
import {
  filesWithHash,
  macroBucket,
  macroHash,
} from '../../src/contexts/indexing/store/decode/decode-macros.ts';
import { slimPostings } from '../../src/contexts/indexing/migrations/slim-postings.ts';
import { widenMacroBuckets } from '../../src/contexts/indexing/migrations/widen-macro-buckets.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { testDatabase } from '../support/database.ts';
import { asOwner } from '../support/index-state.ts';

test('postings of an index that is there keep their ids and counts in their slimmer form', async () => {
  const db = await testDatabase(allMigrations().filter(({ name }) => name !== slimPostings.name));
  try {
    await asOwner(db.database, async (owner) => {
      await owner.query({
        sql: `create table keelson.index_posting_7 partition of keelson.index_posting for values in (7)`,
      });
      await owner.query({
        sql: `insert into keelson.index_posting (tenant_id, index_id, key, kind, chunk, ids) values
          (1, 7, 'f1', 'c', 0, '{3}'), (1, 7, 'f1', 'c', 1, '{1048576, 1048580, 1048590}'),
          (1, 7, 'f1', 'r', 1, '{5}'), (1, 7, 'f1', 'o', 1, '{1048577}')`,
      });
    });
    expect(await migrate(db.target, allMigrations())).toEqual([slimPostings.name]);
    await asOwner(db.database, async (owner) => {
      const rows = await owner.query({
        sql: `select key, kind::text, chunk, first_id, other_ids, repeats from keelson.index_posting
          where tenant_id = 1 and index_id = 7 order by kind, chunk`,
      });
      const f1 = { key: 'f1', other_ids: null, repeats: null };
      expect(rows).toEqual([
        { ...f1, kind: 'c', chunk: 0, first_id: 3 },
        { ...f1, kind: 'c', chunk: 1, first_id: 1048576, other_ids: [1048580, 1048590], repeats: 5 },
        { ...f1, kind: 'o', chunk: 1, first_id: 1048577 },
      ]);
      const indexes = await owner.query<{ name: string }>({
        sql: `select indexrelid::regclass::text as name from pg_index
          where indrelid = 'keelson.index_posting_7'::regclass order by 1`,
      });
      expect(indexes.map(({ name }) => name.replace('keelson.', ''))).toEqual([
        'index_posting_7_chunk',
        'index_posting_7_key',
      ]);
      const [table] = await owner.query<{ forced: boolean }>({
        sql: `select relforcerowsecurity as forced from pg_class where oid = 'keelson.index_posting'::regclass`,
      });
      expect(table?.forced).toBe(true);
    });
  } finally {
    await db.drop();
  }
});

test('macros of indexes that are there, or being loaded, are found in the wider buckets', async () => {
  const db = await testDatabase(allMigrations().filter(({ name }) => name !== widenMacroBuckets.name));
  const hash = macroHash('KEPT_MACRO');
  const tag = Buffer.of(hash & 0xff, (hash >>> 8) & 0xff).toString('hex');
  const row = (index: number) => ({
    sql: `insert into keelson.index_macro_${index} (tenant_id, index_id, bucket, chunk, hits)
      values (1, ${index}, $1, 3, $2::bytea), (1, ${index}, $1::int2 # 1::int2, 3, $3::bytea)`,
    parameters: [hash >>> 21, `\\x${tag}05`, `\\x${tag}04`],
  });
  try {
    await asOwner(db.database, async (owner) => {
      await owner.query({
        sql: 'create table keelson.index_macro_7 partition of keelson.index_macro for values in (7)',
      });
      await owner.query({ sql: 'create table keelson.index_macro_8 (like keelson.index_macro)' });
      await owner.query(row(7));
      await owner.query(row(8));
    });
    expect(await migrate(db.target, allMigrations())).toEqual([widenMacroBuckets.name]);
    await asOwner(db.database, async (owner) => {
      for (const index of [7, 8]) {
        const rows = await owner.query<{ chunk: number; hits: Uint8Array }>({
          sql: `select chunk, hits from keelson.index_macro_${index} where tenant_id = 1 and bucket = $1 order by hits`,
          parameters: [macroBucket(hash)],
        });
        const files = rows.flatMap(({ hits, chunk }) => filesWithHash(hits, hash, chunk));
        expect(files).toEqual([3 * 2 ** 20 + 4, 3 * 2 ** 20 + 5]);
      }
      const [table] = await owner.query<{ forced: boolean }>({
        sql: `select relforcerowsecurity as forced from pg_class where oid = 'keelson.index_macro'::regclass`,
      });
      expect(table?.forced).toBe(true);
    });
  } finally {
    await db.drop();
  }
});
