import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import { authOperations } from '../../src/platform/auth/auth-operations.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { caller, makeThing, refuseLate, rowsOf, runnerOn, sampleMigrations } from '../support/runner.ts';

let db: TestDatabase;
let run: RunOperation;
let names = 0;
let name = '';

beforeAll(async () => {
  db = await testDatabase(sampleMigrations);
  run = runnerOn(db.database);
});
afterAll(() => db.drop());
beforeEach(() => {
  names += 1;
  name = `n${names}`;
});

const keyed = (key = `key-${name}`) => caller({ idempotencyKey: key });

async function eventsOf(of: string): Promise<number> {
  const rows = await rowsOf(db.database, 'outbox');
  return rows.filter((row) => row['subject'] === `thing/${of}`).length;
}

describe('a request with an Idempotency-Key', () => {
  it('runs once; repeated, it gets the same answer, with its fields in the same order', async () => {
    const { operation, made } = makeThing();
    const first = await run(operation, keyed(), { name });
    const second = await run(operation, keyed(), { name });
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(made).toEqual([name]);
    expect(await eventsOf(name)).toBe(2);
  });

  it('is refused when the key was used for something else', async () => {
    const { operation } = makeThing();
    await run(operation, keyed(), { name });
    await expect(run(operation, keyed(), { name: `${name}-other` })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'idempotency_key_reused',
    });
  });

  it("never gets another actor's or another tenant's answer", async () => {
    const { operation, made } = makeThing();
    await run(operation, keyed(), { name });
    const other = { kind: 'key', id: 'k2', scopes: ['*'] } as const;
    await expect(run(operation, { ...keyed(), actor: other }, { name })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    await run(operation, { ...keyed(), tenant: 2 }, { name });
    expect(made).toEqual([name, name]);
  });

  it('may use one key for two operations', async () => {
    await run(makeThing().operation, keyed(), { name });
    await expect(run(refuseLate, keyed(), { name: `${name}-x` })).rejects.toMatchObject({ code: 'too_late' });
  });

  it('that failed runs again', async () => {
    let fail = true;
    const { operation, made } = makeThing(async () => {
      if (fail) throw new Error('not this time');
    });
    await expect(run(operation, keyed(), { name })).rejects.toThrow();
    fail = false;
    expect(await run(operation, keyed(), { name })).toEqual({ longer: name, run: 2 });
    expect(made).toHaveLength(2);
  });

  it('runs again once its answer has expired', async () => {
    const { operation, made } = makeThing(async (tx) => {
      await tx.query({ sql: 'DELETE FROM sample_thing WHERE name = $1', parameters: [name] });
    });
    const at = (hours: number) =>
      runnerOn(db.database, { clock: () => new Date(Date.UTC(2030, 0, 1) + hours * 3_600_000) });
    await at(0)(operation, keyed(), { name });
    await at(23.9)(operation, keyed(), { name });
    expect(made).toHaveLength(1);
    await at(24)(operation, keyed(), { name });
    expect(made).toHaveLength(2);
    await at(48)(operation, keyed(`${name}-next`), { name });
    const left = (await rowsOf(db.database, 'idempotency')).filter((row) => row['key'] === `key-${name}`);
    expect(left).toEqual([]);
  });

  it.each(['', 'with space', 'x'.repeat(256), 'ä'])('refuses the key %j', async (key) => {
    await expect(run(makeThing().operation, keyed(key), { name })).rejects.toMatchObject({
      code: 'invalid_idempotency_key',
    });
  });
});

describe('many requests with one key at once', () => {
  it('run once, and all get its answer', async () => {
    const { operation, made } = makeThing(async (tx) => {
      await tx.query({ sql: 'SELECT pg_sleep(0.2)' });
    });
    const answers = await Promise.all(Array.from({ length: 8 }, () => run(operation, keyed(), { name })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(made).toEqual([name]);
    expect(await eventsOf(name)).toBe(2);
  });

  it('are run by the next one when the first fails', async () => {
    let first = true;
    const { operation, made } = makeThing(async (tx) => {
      const failing = first;
      first = false;
      await tx.query({ sql: 'SELECT pg_sleep(0.2)' });
      if (failing) throw new Error('not this time');
    });
    const outcomes = await Promise.allSettled([1, 2].map(() => run(operation, keyed(), { name })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(made).toHaveLength(2);
    expect(await eventsOf(name)).toBe(2);
  });

  it('do not wait for ever', async () => {
    let release: () => void = () => undefined;
    let started: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { operation, made } = makeThing(async () => {
      started();
      await held;
    });
    const first = run(operation, keyed(), { name });
    await running;
    await expect(run(operation, keyed(), { name })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'idempotency_key_in_use',
    });
    release();
    await first;
    expect(made).toEqual([name]);
  });
});

describe('an answer that shows a secret', () => {
  it('is kept without it', async () => {
    const createKey = authOperations.find((operation) => operation.name === 'auth.create_key')!;
    const input = { name, scopes: ['sample:read'] };
    const first = (await run(createKey, keyed(), input)) as { key: string; key_id: string };
    expect(first.key).toMatch(/^kls_/);
    expect(await run(createKey, keyed(), input)).toEqual({ ...first, key: null });
    const stored = JSON.stringify(await rowsOf(db.database, 'idempotency'));
    expect(stored).toContain(first.key_id);
    expect(stored).not.toContain(first.key.split('_')[2]);
  });
});
