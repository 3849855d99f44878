import { describe, expect, it } from 'vitest';
import { LOOPBACK, sampleHttpApp } from '../../../test/support/http-app.ts';
import type { Connection } from './exchange.ts';

const PUBLIC: Connection = { ...LOOPBACK, bind: 'public' };
const config = { allowedHosts: ['Code.Example.com'], allowedOrigins: ['https://app.example.com'] };
const plain = sampleHttpApp();
const configured = sampleHttpApp({ config });

async function ask(headers: Record<string, string>, { app = plain, on = LOOPBACK, method = 'GET' } = {}) {
  const host = headers['Host'] ?? 'localhost:7717';
  const response = await app.request(`http://${host}/api/v1/things/7`, { method, headers }, on);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    code: text === '' ? undefined : (JSON.parse(text) as { code?: string }).code,
  };
}

describe('the Host of a request', () => {
  it.each(['localhost', 'localhost:7717', 'LOCALHOST', '127.0.0.1:1', '127.9.9.9', '[::1]:7717'])(
    '%s is this machine',
    async (host) => {
      expect((await ask({ Host: host })).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.7:7717',
    '[::2]',
    '0.0.0.0',
  ])('%s is refused on loopback: it may be a rebound name', async (host) => {
    expect(await ask({ Host: host })).toMatchObject({ status: 403, code: 'host_not_allowed' });
  });

  it('is checked even when the request line names another', async () => {
    const url = 'http://localhost:7717/api/v1/things/7';
    const response = await plain.request(url, { headers: { Host: 'evil.example' } }, LOOPBACK);
    expect(response.status).toBe(403);
  });

  it('may be a configured name', async () => {
    expect((await ask({ Host: 'code.example.com:7717' }, { app: configured })).status).toBe(200);
    expect((await ask({ Host: 'code.example.com:7717' })).status).toBe(403);
  });

  it('is free on a public address until names are configured', async () => {
    expect((await ask({ Host: 'build-7.lan' }, { on: PUBLIC })).status).toBe(200);
    expect((await ask({ Host: 'build-7.lan' }, { on: PUBLIC, app: configured })).status).toBe(403);
    expect((await ask({ Host: 'localhost' }, { on: PUBLIC, app: configured })).status).toBe(403);
  });
});

describe('the Origin of a request', () => {
  it('is fine when it is the server itself', async () => {
    expect((await ask({ Origin: 'http://localhost:7717' })).status).toBe(200);
  });

  it.each(['https://evil.example', 'http://localhost:3000', 'https://localhost:7717', 'null', 'nonsense'])(
    '%s is refused, preflights too',
    async (origin) => {
      const { status, code, headers } = await ask({ Origin: origin }, { app: configured });
      expect({ status, code }).toEqual({ status: 403, code: 'origin_not_allowed' });
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect((await ask({ Origin: origin }, { app: configured, method: 'OPTIONS' })).status).toBe(403);
    },
  );

  it('gets CORS headers when it is configured, on answers, failures and preflights', async () => {
    const origin = 'https://app.example.com';
    for (const method of ['GET', 'PATCH', 'OPTIONS']) {
      const { headers } = await ask({ Origin: origin }, { app: configured, method });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('vary')).toContain('Origin');
    }
    const { headers } = await ask({ Origin: origin }, { app: configured, method: 'OPTIONS' });
    expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS, POST');
    expect(headers.get('access-control-allow-headers')).toContain('Authorization');
  });
});
