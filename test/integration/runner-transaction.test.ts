import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Tx } from '../../src/kernel/context.ts';
import { operation } from '../../src/kernel/operation.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import {
  breakPromise,
  caller,
  listThings,
  makeThing,
  refuseLate,
  rowsOf,
  runnerOn,
  sampleMigrations,
} from '../support/runner.ts';

let db: TestDatabase;
let database: Database;
let run: RunOperation;
let names = 0;
let name = '';

beforeAll(async () => {
  db = await testDatabase(sampleMigrations);
  ({ database } = db);
  run = runnerOn(database);
});
afterAll(() => db.drop());
beforeEach(() => {
  names += 1;
  name = `n${names}`;
});

/** What there is of the thing called `name`, in every table a write touches. */
async function traces(of = name, tenant = 1) {
  const things = await rowsOf(database, 'sample_thing', tenant);
  const audit = await rowsOf(database, 'audit', tenant);
  const outbox = await rowsOf(database, 'outbox', tenant);
  return {
    things: things.filter((row) => row['name'] === of).length,
    audit: audit.filter((row) => (row['subjects'] as string[]).includes(`thing/${of}`)),
    outbox: outbox.filter((row) => row['subject'] === `thing/${of}`),
  };
}

describe('a write', () => {
  it('leaves its change, one audit row and its events', async () => {
    const { operation } = makeThing();
    const answer = await run(operation, caller({ door: 'mcp', requestId: 'req-7' }), { name });
    expect(answer).toEqual({ longer: name, run: 1 });
    const { things, audit, outbox } = await traces();
    expect(things).toBe(1);
    expect(audit).toHaveLength(1);
    expect(audit[0]).toMatchObject({
      tenant_id: 1,
      actor_kind: 'user',
      actor_id: 'local',
      door: 'mcp',
      operation: 'sample.make_thing',
      request_id: 'req-7',
      changes: ['name', 'colour'],
      outcome: 'done',
    });
    expect(outbox.map((row) => row['type'])).toEqual(['sample.v1.ThingMade', 'sample.v1.ThingNamed']);
    expect(outbox[0]).toMatchObject({ data: { name }, request_id: 'req-7', published_at: null });
  });

  it('that refuses leaves nothing', async () => {
    await expect(run(refuseLate, caller(), { name })).rejects.toMatchObject({ code: 'too_late' });
    expect(await traces()).toEqual({ things: 0, audit: [], outbox: [] });
  });

  it('that gives a wrong answer leaves nothing; the log says where, not what', async () => {
    const stream = new PassThrough();
    const logged = runnerOn(database, { log: createLog({ level: 'error', stream }) });
    const failure = await logged(breakPromise, caller(), { name }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'internal', code: 'internal_error' });
    expect(await traces()).toEqual({ things: 0, audit: [], outbox: [] });
    const line = String(stream.read());
    expect(line).toContain('sample.break_promise');
    expect(line).toContain('count');
    expect(line).not.toContain('secret-value');
  });

  it('whose audit cannot be written leaves nothing', async () => {
    const { operation } = makeThing();
    const broken = runnerOn(database, { newId: () => 'no uuid' });
    await expect(broken(operation, caller(), { name })).rejects.toMatchObject({ kind: 'internal' });
    expect(await traces()).toEqual({ things: 0, audit: [], outbox: [] });
  });

  it('of a caller who has gone leaves nothing', async () => {
    const gone = new AbortController();
    const { operation } = makeThing(async () => gone.abort());
    await expect(run(operation, caller({ signal: gone.signal }), { name })).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(await traces()).toEqual({ things: 0, audit: [], outbox: [] });
  });

  it('refuses NUL as something the caller can mend', async () => {
    const { operation } = makeThing();
    await expect(run(operation, caller(), { name: 'a\0b' })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'invalid_text',
    });
  });
});

describe('a read', () => {
  it('leaves no audit row, and sees its own tenant alone', async () => {
    const { operation } = makeThing();
    await run(operation, caller(), { name });
    await run(operation, caller({ tenant: 2 }), { name: `${name}-of-two` });
    const before = (await rowsOf(database, 'audit')).length;
    expect(await run(listThings, caller(), {})).toContain(name);
    expect(await run(listThings, caller({ tenant: 2 }), {})).toEqual([`${name}-of-two`]);
    expect((await rowsOf(database, 'audit')).length).toBe(before);
    expect((await traces(`${name}-of-two`)).audit).toEqual([]);
    expect((await traces(`${name}-of-two`, 2)).audit).toHaveLength(1);
  });

  it('of a caller who has gone is not answered', async () => {
    const gone = new AbortController();
    const leave = { ...listThings, run: async () => (gone.abort(), { value: [] }) };
    await expect(run(leave, caller({ signal: gone.signal }), {})).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });

  it('may cause no events', async () => {
    const lying = { ...makeThing().operation, effect: 'read' as const };
    await expect(run(lying, caller(), { name })).rejects.toMatchObject({ kind: 'internal' });
    expect((await traces()).things).toBe(0);
  });
});

describe('access', () => {
  const reader = { kind: 'key', id: 'k1', scopes: ['sample:read'] } as const;

  it('is refused without the scope, audited, and nothing runs', async () => {
    const { operation, made } = makeThing();
    const asked = caller({ actor: reader, requestId: `denied-${name}` });
    await expect(run(operation, asked, { name })).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'missing_scope',
      extra: { required_scope: 'sample:write' },
    });
    expect(made).toEqual([]);
    const denials = (await rowsOf(database, 'audit')).filter((row) => row['request_id'] === `denied-${name}`);
    expect(denials).toHaveLength(1);
    expect(denials[0]).toMatchObject({ outcome: 'denied', operation: 'sample.make_thing', actor_id: 'k1' });
  });

  it('is given with the scope, and to anybody where an operation is public', async () => {
    await expect(run(listThings, caller({ actor: reader }), {})).resolves.toBeInstanceOf(Array);
    const nobody = caller({ actor: { ...reader, scopes: [] } });
    await expect(run(refuseLate, nobody, { name })).rejects.toMatchObject({ code: 'too_late' });
  });
});

describe('input', () => {
  it('is checked before anything is asked of the database', async () => {
    const never = (): Promise<never> => Promise.reject(new Error('asked'));
    const refused = runnerOn({ reading: never, tenant: never });
    await expect(refused(listThings, caller(), { nmae: 1 })).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/nmae', detail: 'Unknown field' }],
    });
  });
});

describe('conflicts', () => {
  /** Locks two rows in the order given, with a pause between that lets another transaction take the second. */
  const lockBoth = operation({
    name: 'sample.lock_both',
    summary: 'Lock two things',
    access: 'public',
    effect: 'write',
    input: z.object({ order: z.array(z.string()) }),
    output: z.null(),
    async run({ tx }, { order }) {
      for (const each of order) {
        await tx.query({ sql: 'SELECT FROM sample_thing WHERE name = $1 FOR UPDATE', parameters: [each] });
        await new Promise((resolve) => {
          setTimeout(resolve, 100);
        });
      }
      return { value: null };
    },
  });

  it('between two transactions are resolved by running one again', async () => {
    const { operation } = makeThing();
    const [a, b] = [`${name}a`, `${name}b`];
    await run(operation, caller(), { name: a });
    await run(operation, caller(), { name: b });
    let transactions = 0;
    const counted = runnerOn({
      ...database,
      tenant: (tenant, work) => {
        transactions += 1;
        return database.tenant(tenant, work);
      },
    });
    const both = [
      counted(lockBoth, caller(), { order: [a, b] }),
      counted(lockBoth, caller(), { order: [b, a] }),
    ];
    expect(await Promise.all(both)).toEqual([null, null]);
    expect(transactions).toBe(3);
  });

  it('that never end are given up, saying so', async () => {
    let tries = 0;
    const stuck = runnerOn({
      ...database,
      tenant: (tenant, work) =>
        database.tenant(tenant, async (tx: Tx, atCommit) => {
          tries += 1;
          await tx.query({ sql: "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$" });
          return work(tx, atCommit);
        }),
    });
    await expect(stuck(makeThing().operation, caller(), { name })).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(tries).toBe(4);
  });
});

describe('the outbox', () => {
  it('numbers events in the order of commits, without gaps, under concurrent writers', async () => {
    const { operation } = makeThing();
    const tenant = 77;
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => run(operation, caller({ tenant }), { name: `${name}-${i}` })),
    );
    await expect(run(operation, caller({ tenant }), { name: `${name}-0` })).rejects.toThrow();
    await run(operation, caller({ tenant }), { name: `${name}-last` });
    const rows = await database.tenant(tenant, (tx) =>
      tx.query<{ seq: string; xmin: string; subject: string }>({
        sql: 'SELECT seq, subject FROM outbox ORDER BY seq',
      }),
    );
    expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 82 }, (_, i) => i + 1));
    // The two events of one write stand side by side, and the last write comes last.
    for (let i = 0; i < rows.length; i += 2) expect(rows[i]!.subject).toBe(rows[i + 1]!.subject);
    expect(rows.at(-1)!.subject).toBe(`thing/${name}-last`);
  });
});

describe('the tables of the waist', () => {
  it('cannot be changed behind the runner by whoever gets to run SQL as the application', async () => {
    const attempt = (sql: string) => database.tenant(1, (tx) => tx.query({ sql }));
    await run(makeThing().operation, caller(), { name });
    await expect(attempt("UPDATE audit SET actor_id = 'somebody else'")).rejects.toThrow('permission denied');
    await expect(attempt('DELETE FROM audit')).rejects.toThrow('permission denied');
    await expect(attempt('DELETE FROM outbox_batch')).rejects.toThrow('permission denied');
    await expect(attempt('DELETE FROM api_key')).rejects.toThrow('permission denied');
  });
});
