import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LOOPBACK, runWithoutDatabase, sampleHttpApp } from '../../../test/support/http-app.ts';
import type { Caller } from '../../kernel/context.ts';
import { createLog } from '../log/create-log.ts';

const app = sampleHttpApp();
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Calls the app as a local client would and reads the JSON it answers with. */
async function call(path: string, init: RequestInit = {}, on = app) {
  const response = await on.request(path, init, LOOPBACK);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
}

const post = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = JSON_TYPE,
  path = '/api/v1/things/7',
) => call(path, { method: 'POST', body, headers });

describe('an operation as a route', () => {
  it('gets its input from path and query, as the types its schema asks for', async () => {
    const { status, body } = await call('/api/v1/things/a%20b?limit=3&deep=true&tags=x&sizes=1&sizes=2.5');
    expect(status).toBe(200);
    expect(body['input']).toEqual({ id: 'a b', limit: 3, deep: true, tags: ['x'], sizes: [1, 2.5] });
  });

  it('merges path, query and body, and answers with the status of its binding', async () => {
    const { status, body } = await post('{"name":"n"}', JSON_TYPE, '/api/v1/things/7?force=false');
    expect(status).toBe(201);
    expect(body['input']).toEqual({ id: '7', name: 'n', force: false });
  });

  it('takes an empty body for an empty object, whatever its type', async () => {
    expect((await call('/api/v1/things/7', { method: 'POST' })).status).toBe(201);
  });

  it('answers HEAD as GET without a body', async () => {
    const { status, text } = await call('/api/v1/things/7', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
  });

  it('answers OPTIONS with what is allowed', async () => {
    const { status, headers } = await call('/api/v1/things/7', { method: 'OPTIONS' });
    expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS, POST']);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('input that is refused', () => {
  const cases: [string, () => ReturnType<typeof call>, number, string][] = [
    ['a value of the wrong type', () => call('/api/v1/things/7?limit=many'), 400, 'invalid_input'],
    ['an unknown field', () => call('/api/v1/things/7?limmit=3'), 400, 'invalid_input'],
    ['malformed JSON', () => post('{"name":'), 400, 'malformed_json'],
    ['JSON that is no object', () => post('[1]'), 400, 'malformed_json'],
    ['bytes that are not UTF-8', () => post(new Uint8Array([0x22, 0xff, 0x22])), 400, 'malformed_json'],
    ['JSON nested too deep', () => post(`{"name":${'['.repeat(200_000)}`), 400, 'malformed_json'],
    [
      'another media type',
      () => post('name=n', { 'Content-Type': 'text/plain' }),
      415,
      'unsupported_media_type',
    ],
    ['a body without a type', () => post(new Uint8Array([123, 125]), {}), 415, 'unsupported_media_type'],
    [
      'another charset',
      () => post('{}', { 'Content-Type': 'application/json; charset=latin1' }),
      415,
      'unsupported_media_type',
    ],
    [
      'a compressed body',
      () => post('{}', { ...JSON_TYPE, 'Content-Encoding': 'gzip' }),
      415,
      'unsupported_media_type',
    ],
    ['a body too large', () => post(`{"name":"${'x'.repeat(1_000_001)}"}`), 413, 'body_too_large'],
    [
      'a body that says it is too large',
      () => post('{}', { ...JSON_TYPE, 'Content-Length': '1000001' }),
      413,
      'body_too_large',
    ],
    ['a body that says another id than the path', () => post('{"id":"8"}'), 400, 'ambiguous_input'],
    ['__proto__ as a field', () => post('{"__proto__":{"name":"n"}}'), 400, 'invalid_input'],
    ['a huge query string', () => call(`/api/v1/things/7?tags=${'x'.repeat(9_000)}`), 414, 'uri_too_long'],
    ['a path nobody knows', () => call('/api/v1/nothing'), 404, 'route_not_found'],
    ['a path that cannot be decoded', () => call('/api/v1/things/%E0%A4%A'), 404, 'route_not_found'],
    ['another method', () => call('/api/v1/things/7', { method: 'PATCH' }), 405, 'method_not_allowed'],
    ['a method of nobody', () => call('/api/v1/things/7', { method: 'PROPFIND' }), 405, 'method_not_allowed'],
  ];

  it.each(cases)('%s', async (_what, ask, status, code) => {
    const { headers, body, status: got } = await ask();
    expect({ got, code: body['code'] }).toEqual({ got: status, code });
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ status, error: code, type: `urn:keelson:problem:${code}` });
    expect(body['message']).toBe(body['detail']);
    expect(body['traceId']).toMatch(/^[0-9a-f]{32}$/);
    expect(body['instance']).toMatch(/^\/api/);
  });

  it('points at each fault', async () => {
    const { body } = await call('/api/v1/things/7?limit=99&a~b/c=1');
    expect(body['errors']).toEqual([
      { pointer: '/limit', detail: expect.stringContaining('10') },
      { pointer: '/a~0b~1c', detail: 'Unknown field' },
    ]);
  });

  it('says which methods a path takes', async () => {
    const { headers, body } = await call('/api/v1/things/7', { method: 'PUT' });
    expect(headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
    expect(body['allow']).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST']);
  });
});

describe('failures', () => {
  it('say when to come back', async () => {
    const { status, headers, body } = await call('/api/v1/failures/busy');
    expect([status, headers.get('retry-after'), body['code']]).toEqual([503, '7', 'queue_full']);
  });

  it('that nobody expected show nothing of their cause', async () => {
    const { status, text } = await call('/api/v1/failures/bug');
    expect(status).toBe(500);
    expect(text).not.toMatch(/hunter2|\.ts|at /);
  });
});

describe('request ids', () => {
  it('are taken over when they are plain, and made up otherwise', async () => {
    const given = await call('/api/v1/things/7', { headers: { 'X-Request-Id': 'abc-123' } });
    expect(given.headers.get('x-request-id')).toBe('abc-123');
    expect(given.body['caller']).toEqual({ requestId: 'abc-123' });
    for (const bad of ['a b', '<script>', 'x'.repeat(200), 'a;b=c', 'é']) {
      const { headers } = await call('/api/v1/things/7', { headers: { 'X-Request-Id': bad } });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("continue the caller's trace, and start one when its header is malformed", async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const known = await call('/nothing', { headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } });
    expect(known.body['traceId']).toBe(trace);
    const unknown = await call('/nothing', { headers: { traceparent: `00-${trace}-zz-01` } });
    expect(unknown.body['traceId']).not.toBe(trace);
  });
});

describe('idempotency keys', () => {
  const keyOf = async (header: string, method = 'POST') => {
    const calls: Caller[] = [];
    const headers = { 'Idempotency-Key': header };
    await call('/api/v1/things/7', { method, headers }, sampleHttpApp({ run: runWithoutDatabase(calls) }));
    return calls[0]?.idempotencyKey;
  };

  it('are taken quoted or bare, and left out of reads', async () => {
    expect(await keyOf('"k 1"')).toBe('k 1');
    expect(await keyOf('k1')).toBe('k1');
    expect(await keyOf('k1', 'GET')).toBeUndefined();
  });
});

describe('every answer', () => {
  it('carries headers that keep browsers from misusing it', async () => {
    for (const path of ['/api/v1/things/7', '/nothing', '/health/live', '/openapi.json']) {
      const { headers } = await call(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('leaves one line in the log, with the route and not the path', async () => {
    const stream = new PassThrough();
    const logged = sampleHttpApp({ log: createLog({ level: 'info', stream }) });
    await call('/api/v1/things/jane-doe?limit=3', { headers: { authorization: 'Bearer kls_hush' } }, logged);
    const lines = String(stream.read()).trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ method: 'GET', route: '/api/v1/things/{id}', status: 200 });
    expect(lines[0]).not.toMatch(/jane|limit|hush/);
  });
});
