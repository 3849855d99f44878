import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { authOperations } from '../../src/platform/auth/auth-operations.ts';
import { createAuthenticator } from '../../src/platform/auth/authenticate.ts';
import type { Connection } from '../../src/platform/http/exchange.ts';
import { LOOPBACK, sampleHttpApp } from '../support/http-app.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { listThings, makeThing, rowsOf, runnerOn, sampleMigrations } from '../support/runner.ts';

const PUBLIC: Connection = { ...LOOPBACK, bind: 'public' };

let db: TestDatabase;
let thing: ReturnType<typeof makeThing>;
let ask: ReturnType<typeof client>;

interface Key {
  key: string;
  key_id: string;
}

/** A client of a server on the test's database. */
function client(clock: Clock = systemClock, requireKey = false) {
  const app = sampleHttpApp({
    operations: [
      ...authOperations,
      { ...thing.operation, http: { method: 'POST', path: '/things', status: 201 } },
      { ...listThings, http: { method: 'GET', path: '/things' } },
    ],
    run: runnerOn(db.database, { clock }),
    auth: createAuthenticator({ database: db.database, clock, requireKey }),
  });
  return async (
    line: string,
    {
      key,
      body,
      on = PUBLIC,
      headers = {},
    }: {
      key?: string | undefined;
      body?: object;
      on?: Connection;
      headers?: Record<string, string>;
    } = {},
  ) => {
    const [method = '', path = ''] = line.split(' ');
    const init = {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await app.request(path, init, on);
    const answer = (await response.json()) as Record<string, unknown>;
    return { status: response.status, code: answer['code'], body: answer, headers: response.headers };
  };
}

async function createKey(scopes: string[], more: object = {}): Promise<Key> {
  const { status, body } = await ask('POST /api/v1/keys', {
    on: LOOPBACK,
    body: { name: 'test', scopes, ...more },
  });
  expect(status).toBe(201);
  return body as unknown as Key;
}

beforeAll(async () => {
  db = await testDatabase(sampleMigrations);
  thing = makeThing();
  ask = client();
});
afterAll(() => db.drop());

describe('a key', () => {
  it('opens a public address for its scopes, by either header', async () => {
    const { key } = await createKey(['sample:read']);
    expect((await ask('GET /things', { key })).status).toBe(200);
    expect((await ask('GET /things', { headers: { 'X-API-Key': key } })).status).toBe(200);
    expect(await ask('POST /things', { key, body: { name: 'x' } })).toMatchObject({
      status: 403,
      code: 'missing_scope',
      body: { required_scope: 'sample:write' },
    });
  });

  it('whose scope is missing leaves a trace in the audit, with its id', async () => {
    const { key, key_id } = await createKey(['sample:read']);
    await ask('POST /things', { key, body: { name: 'x' } });
    const denied = (await rowsOf(db.database, 'audit')).filter((row) => row['actor_id'] === key_id);
    expect(denied).toMatchObject([{ outcome: 'denied', actor_kind: 'key', door: 'http' }]);
  });

  it('is stored as a hash alone, and listed without any secret', async () => {
    const { key, key_id } = await createKey(['sample:read']);
    const secret = key.split('_')[2]!;
    const list = await ask('GET /api/v1/keys', { on: LOOPBACK });
    expect(JSON.stringify(list.body)).toContain(key_id);
    const everything = await Promise.all(
      ['api_key', 'audit', 'outbox', 'idempotency'].map((table) => rowsOf(db.database, table)),
    );
    expect(JSON.stringify([list.body, everything])).not.toContain(secret);
    expect(JSON.stringify([list.body, everything])).not.toContain(
      Buffer.from(secret, 'hex').toString('base64'),
    );
  });

  it('stops working at once when it is revoked', async () => {
    const { key, key_id } = await createKey(['sample:read']);
    expect((await ask(`DELETE /api/v1/keys/${key_id}`, { on: LOOPBACK })).status).toBe(200);
    expect(await ask('GET /things', { key })).toMatchObject({ status: 401, code: 'key_revoked' });
    expect((await ask(`DELETE /api/v1/keys/${key_id}`, { on: LOOPBACK })).status).toBe(200);
    const events = (await rowsOf(db.database, 'outbox')).filter((row) => row['subject'] === `key/${key_id}`);
    expect(events.map((row) => row['type'])).toEqual(['auth.v1.KeyCreated', 'auth.v1.KeyRevoked']);
  });

  it('stops working when its days are over', async () => {
    const { key } = await createKey(['sample:read'], { expires_in_days: 1 });
    const later = (days: number) => client(() => new Date(Date.now() + days * 86_400_000));
    expect((await later(0.99)('GET /things', { key })).status).toBe(200);
    expect(await later(1.01)('GET /things', { key })).toMatchObject({ status: 401, code: 'key_expired' });
  });

  it('is refused when anything of it is wrong, with one and the same answer', async () => {
    const { key } = await createKey(['*']);
    const other = await createKey(['*']);
    const [, id = '', secret = ''] = key.split('_');
    const wrong = [
      `kls_${id}_${secret.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`,
      `kls_${id}_${other.key.split('_')[2]}`,
      `kls_${id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}_${secret}`,
      `kls_000002${id.slice(6)}_${secret}`,
      'kls_',
      'x',
      "kls_' OR 1=1 --_x",
    ];
    const answers = await Promise.all(
      wrong.map((each) => ask('GET /things', { headers: { 'X-API-Key': each } })),
    );
    expect(answers.map(({ status, code }) => ({ status, code }))).toEqual(
      wrong.map(() => ({ status: 401, code: 'key_invalid' })),
    );
    expect(new Set(answers.map(({ body }) => body['detail'])).size).toBe(1);
    expect(answers[0]!.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('that is wrong is refused on loopback too, where none is needed', async () => {
    expect((await ask('GET /things', { on: LOOPBACK })).status).toBe(200);
    expect((await ask('GET /things', { on: LOOPBACK, key: 'kls_wrong' })).code).toBe('key_invalid');
    expect((await client(systemClock, true)('GET /things', { on: LOOPBACK })).code).toBe('key_required');
    const basic = { Authorization: 'Basic a2xzOng=' };
    expect((await ask('GET /things', { headers: basic })).code).toBe('unsupported_authorization');
  });

  it('belongs to its tenant and sees no other', async () => {
    const createInTwo = authOperations.find(({ name }) => name === 'auth.create_key')!;
    const two = {
      tenant: 2,
      actor: { kind: 'user', id: 'u', scopes: ['*'] },
      requestId: 'r',
      door: 'http',
      signal: new AbortController().signal,
    } as const;
    const made = (await runnerOn(db.database)(createInTwo, two, { name: 'two', scopes: ['*'] })) as Key;
    await ask('POST /things', { on: LOOPBACK, body: { name: 'of-one' } });
    await ask('POST /things', { key: made.key, body: { name: 'of-two' } });
    expect((await ask('GET /things', { key: made.key })).body).toEqual(['of-two']);
    expect((await ask('GET /api/v1/keys', { key: made.key })).body['keys']).toHaveLength(1);
    const ones = await createKey(['*']);
    expect(await ask(`DELETE /api/v1/keys/${ones.key_id}`, { key: made.key })).toMatchObject({ status: 404 });
    expect((await ask('GET /things', { key: ones.key })).status).toBe(200);
  });
});

describe('making keys', () => {
  it('gives nobody more than they hold', async () => {
    const { key } = await createKey(['auth:admin', 'sample:write']);
    const make = (scopes: string[]) => ask('POST /api/v1/keys', { key, body: { name: 'n', scopes } });
    expect((await make(['sample:read', 'auth:read'])).status).toBe(201);
    for (const scope of ['*', 'sample:admin', 'jobs:read']) {
      expect(await make([scope])).toMatchObject({ status: 403, code: 'scope_not_held' });
    }
    const reader = await createKey(['auth:write']);
    expect(
      await ask('POST /api/v1/keys', { key: reader.key, body: { name: 'n', scopes: ['auth:read'] } }),
    ).toMatchObject({ status: 403, code: 'missing_scope' });
  });

  it('needs a name and scopes that are some', async () => {
    for (const body of [
      {},
      { name: '', scopes: ['*'] },
      { name: 'n', scopes: [] },
      { name: 'n', scopes: ['all'] },
    ]) {
      expect(await ask('POST /api/v1/keys', { on: LOOPBACK, body })).toMatchObject({
        status: 400,
        code: 'invalid_input',
      });
    }
  });

  it('repeated with its Idempotency-Key makes one key and shows it once', async () => {
    const headers = { 'Idempotency-Key': '"once"' };
    const body = { name: 'n', scopes: ['sample:read'] };
    const both = await Promise.all(
      [1, 2].map(() => ask('POST /api/v1/keys', { on: LOOPBACK, headers, body })),
    );
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(both.map((answer) => answer.body['key_id'])).size).toBe(1);
    expect(both.filter((answer) => answer.body['key'] !== null)).toHaveLength(1);
    expect(
      await ask('POST /api/v1/keys', { on: LOOPBACK, headers, body: { ...body, name: 'm' } }),
    ).toMatchObject({
      status: 409,
      code: 'idempotency_key_reused',
    });
  });
});
