import { expect, test } from 'vitest';
import { allMigrations } from '../../src/app/migrations.ts';
import { slimPostings } from '../../src/contexts/indexing/migrations/slim-postings.ts';
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
