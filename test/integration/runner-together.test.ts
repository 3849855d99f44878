import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Tx } from '../../src/kernel/context.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { operation } from '../../src/kernel/operation.ts';
import { refusalOf } from '../../src/platform/db/refuse.ts';
import type { Database } from '../../src/platform/db/types.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import { asSuperuser } from '../../src/platform/db/embedded/bootstrap-cluster.ts';
import { eventually } from '../support/eventually.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { caller, rowsOf, runnerOn, sampleMigrations } from '../support/runner.ts';

let db: TestDatabase;
let database: Database;
let run: RunOperation;
let tenant = 100;
let prepared: string[] = [];
let transactions = 0;
/** The transaction for which there is no connection. */
let away = 0;

beforeAll(async () => {
  db = await testDatabase(sampleMigrations);
  database = {
    ...db.database,
    tenant: (of, work) => {
      transactions += 1;
      if (transactions === away)
        return Promise.reject(new AppError('unavailable', 'database_unavailable', 'Gone'));
      return db.database.tenant(of, work);
    },
  };
  run = runnerOn(database);
});
afterAll(() => db.drop());
beforeEach(() => {
  tenant += 1;
  prepared = [];
  transactions = 0;
  away = 0;
});

/** Inserts the thing and answers, without waiting, how many there are; refuses one that begins with "bad". */
const countThing = operation({
  name: 'sample.count_thing',
  summary: 'Make and count',
  access: 'public',
  effect: 'write',
  input: z.object({ name: z.string(), slowMs: z.int().default(0), clash: z.boolean().default(false) }),
  output: z.object({ count: z.int() }),
  together: true,
  async prepare(input) {
    prepared.push(input.name);
    await sleep(input.slowMs);
    if (input.name === 'unprepared') throw new AppError('invalid', 'unprepared', 'Not this one');
    return { thing: input.name, clash: input.clash };
  },
  async run({ tx, tenant: of }, { thing }) {
    const count = insertAndCount(tx, of, thing);
    return {
      value: count.then((value) => ({ count: value })),
      events: [{ type: 'sample.v1.ThingMade', subject: `thing/${thing}`, data: { thing } }],
    };
  },
});

async function insertAndCount(tx: Tx, of: number, thing: string): Promise<number> {
  const [, rows] = await Promise.all([
    tx.query({ sql: 'insert into sample_thing (tenant_id, name) values ($1, $2)', parameters: [of, thing] }),
    tx
      .query<{ count: number }>({
        sql: `select case when $1::text like 'bad%' then keelson.refuse('bad_thing', jsonb_build_object('thing', $1::text)) end,
          (select count(*)::int from sample_thing) as count`,
        parameters: [thing],
      })
      .catch((error: unknown) => {
        const refusal = refusalOf(error);
        throw refusal === undefined
          ? error
          : new AppError('conflict', refusal.code, `No ${String(refusal.detail['thing'])}`);
      }),
  ]);
  return rows[0]!.count;
}

const make = (name: string, more: object = {}, who: Parameters<typeof caller>[0] = {}) =>
  run(countThing, caller({ tenant, requestId: `req-${name}`, ...who }), { name, ...more }) as Promise<{
    count: number;
  }>;
const names = async () => (await rowsOf(db.database, 'sample_thing', tenant)).map(({ name }) => name);
const left = async () => {
  const audit = await rowsOf(db.database, 'audit', tenant);
  const outbox = await rowsOf(db.database, 'outbox', tenant);
  return {
    audit: audit.map((row) => `${String(row['request_id'])} ${String(row['subjects'])}`).sort(),
    events: outbox.map((row) => `${String(row['request_id'])} ${String(row['subject'])}`).sort(),
    seqs: outbox.map((row) => Number(row['seq'])).sort((a, b) => a - b),
  };
};

describe('writes that may share a transaction', () => {
  it('share one when they come while another is written; each leaves its own audit row and event', async () => {
    const counts = await Promise.all(Array.from({ length: 20 }, (_, n) => make(`n${n}`)));
    expect(counts.map(({ count }) => count)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(transactions).toBe(2);
    const of = Array.from({ length: 20 }, (_, n) => `req-n${n} thing/n${n}`).sort();
    expect(await left()).toEqual({
      audit: of,
      events: of,
      seqs: Array.from({ length: 20 }, (_, n) => n + 1),
    });
  });

  it('are each told of their own fault alone, and no other is lost by it', async () => {
    const ends = await Promise.allSettled(
      ['a', 'b', 'bad1', 'c', 'b', 'bad2', 'd'].map((name) => make(name)),
    );
    expect(ends.map((end) => (end.status === 'fulfilled' ? 'made' : (end.reason as AppError).code))).toEqual([
      'made',
      'made',
      'bad_thing',
      'made',
      'internal_error',
      'bad_thing',
      'made',
    ]);
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
    const of = ['a', 'b', 'c', 'd'].map((name) => `req-${name} thing/${name}`);
    expect(await left()).toEqual({ audit: of, events: of, seqs: [1, 2, 3, 4] });
  });

  it('are told of the last try alone, not of what was undone with others', async () => {
    away = 3;
    const ends = await Promise.allSettled(['a', 'bad', 'b'].map((name) => make(name)));
    const codes = ends.map((end) => (end.status === 'fulfilled' ? 'made' : (end.reason as AppError).code));
    expect(codes).toEqual(['made', 'database_unavailable', 'made']);
  });

  it('of a caller who has gone is not made, and those beside it are', async () => {
    const gone = new AbortController();
    const ends = Promise.allSettled([
      make('a'),
      make('b'),
      make('c', {}, { signal: gone.signal }),
      make('d'),
    ]);
    gone.abort();
    expect((await ends).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await names()).toEqual(['a', 'b', 'd']);
  });

  it('do not wait for what another prepares, nor share a transaction with a call that has a key', async () => {
    const slow = make('slow', { slowMs: 300 });
    await Promise.all([make('a'), make('b')]);
    expect(await names()).toEqual(['a', 'b']);
    await slow;
    transactions = 0;
    await Promise.all([make('k', {}, { idempotencyKey: 'k' }), make('l', {}, { idempotencyKey: 'l' })]);
    expect(transactions).toBe(2);
  });

  it('all fail when their connection is lost, since nobody knows whether they are saved', async () => {
    await make('first');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const holder = db.database.tenant(tenant, async (tx) => {
      await tx.query({
        sql: 'select from outbox_head where tenant_id = $1 for update',
        parameters: [tenant],
      });
      await held;
    });
    const ends = Promise.allSettled(['x1', 'x2', 'x3'].map((name) => make(name)));
    // The first is alone, the others are together behind it.
    for (let n = 0; n < 2; n += 1)
      await eventually(endOneThatWaits, 'a transaction that waits for the counter');
    release();
    await holder;
    const codes = (await ends).map((end) =>
      end.status === 'rejected' ? (end.reason as AppError).code : 'made',
    );
    expect(codes).toEqual(Array.from({ length: 3 }, () => 'database_unavailable'));
    expect(await names()).toEqual(['first']);
    expect(transactions).toBe(3);
  });
});

const endOneThatWaits = async (): Promise<true | undefined> => {
  const { host, database: name } = db.target;
  const { rows } = await asSuperuser(host, 'postgres', (client) =>
    client.query<{ ended: boolean }>(
      `select pg_terminate_backend(pid) as ended from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`,
      [name],
    ),
  );
  return rows.some(({ ended }) => ended) ? true : undefined;
};

describe('an answer that comes with the commit', () => {
  it('is refused by a statement, and then nothing is saved', async () => {
    await expect(make('bad')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'bad_thing',
      message: 'No bad',
    });
    expect(await names()).toEqual([]);
    expect(await left()).toEqual({ audit: [], events: [], seqs: [] });
  });

  it('is kept for a key, and given again without preparing anything', async () => {
    const first = await make('once', {}, { idempotencyKey: 'key' });
    const again = await make('once', {}, { idempotencyKey: 'key' });
    expect(again).toEqual(first);
    expect(prepared).toEqual(['once']);
    expect(await names()).toEqual(['once']);
  });

  it('is not begun when it cannot be prepared', async () => {
    await expect(make('unprepared')).rejects.toMatchObject({ code: 'unprepared' });
    expect(transactions).toBe(0);
  });
});
