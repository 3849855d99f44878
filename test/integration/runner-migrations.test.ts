import { expect, it } from 'vitest';
import { allMigrations } from '../../src/app/migrations.ts';
import { newId } from '../../src/kernel/ids.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { changeStatement } from '../../src/platform/outbox/record-change.ts';
import { testDatabase } from '../support/database.ts';

const LATER = new Set(['0_platform_0006_outbox_batches', '0_platform_0007_audit_subjects']);

it('keeps the events and audit rows that each had a row of their own, and numbers go on', async () => {
  const before = allMigrations().filter(({ name }) => !LATER.has(name));
  const db = await testDatabase(before);
  try {
    const id = newId();
    await db.database.tenant(1, async (tx) => {
      await tx.query({ sql: 'insert into outbox_head (tenant_id, last_seq) values (1, 2)' });
      await tx.query({
        sql: `insert into outbox (tenant_id, seq, event_id, type, subject, data, occurred_at, request_id)
          values (1, 1, $1, 'a.v1.Made', 'a/1', '{"n": 1}', '2026-01-02T03:04:05Z', 'r1'),
            (1, 2, gen_random_uuid(), 'a.v1.Made', 'a/2', '{}', now(), 'r2')`,
        parameters: [id],
      });
      await tx.query({
        sql: `insert into audit (tenant_id, id, at, actor_kind, actor_id, door, operation, request_id, subject, outcome)
          values (1, gen_random_uuid(), now(), 'user', 'u', 'cli', 'a.make', 'r1', 'a/1', 'done'),
            (1, gen_random_uuid(), now(), 'user', 'u', 'cli', 'a.make', 'r3', null, 'denied')`,
      });
    });
    await migrate(db.target, allMigrations());
    const events = [3, 4].map((n) => ({ type: 'a.v1.Made', subject: `a/${n}`, data: { n } }));
    const rows = await db.database.tenant(1, async (tx) => {
      const actor = { kind: 'user', id: 'u', scopes: [] } as const;
      const caller = { tenant: 1, actor, requestId: 'r4', door: 'cli' } as const;
      await tx.query(changeStatement({ at: new Date(), caller, operation: 'a.make', events, newId }));
      return tx.query({
        sql: 'select seq, event_id, subject, data, occurred_at, request_id from outbox order by seq',
      });
    });
    expect(rows).toMatchObject([
      {
        seq: '1',
        event_id: id,
        data: { n: 1 },
        occurred_at: new Date('2026-01-02T03:04:05Z'),
        request_id: 'r1',
      },
      { seq: '2', subject: 'a/2', data: {}, request_id: 'r2' },
      { seq: '3', subject: 'a/3', data: { n: 3 }, request_id: 'r4' },
      { seq: '4', subject: 'a/4', data: { n: 4 }, request_id: 'r4' },
    ]);
    const audit = await db.database.tenant(1, (tx) =>
      tx.query<{ subjects: string[] }>({ sql: 'select subjects from audit order by request_id' }),
    );
    expect(audit.map(({ subjects }) => subjects)).toEqual([['a/1'], [], ['a/3', 'a/4']]);
    expect(await db.database.tenant(2, (tx) => tx.query({ sql: 'select * from outbox' }))).toEqual([]);
  } finally {
    await db.drop();
  }
});
