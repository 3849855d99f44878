import { once } from 'node:events';
import { request } from 'node:http';
import type { RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../src/platform/auth/authenticate.ts';
import type { CallerRoute } from '../../src/platform/http/exchange.ts';
import { listen } from '../../src/platform/http/listen.ts';
import type { ListenOptions, Listener } from '../../src/platform/http/listen.ts';
import type { HttpDoorOptions } from '../../src/platform/http/create-http-app.ts';
import { sampleHttpApp } from '../support/http-app.ts';

const open: Listener[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

async function start(options: ListenOptions = {}, changes: Partial<HttpDoorOptions> = {}): Promise<Listener> {
  const listener = await listen(sampleHttpApp(changes), { port: 0, graceMs: 2_000, ...options });
  open.push(listener);
  return listener;
}

function get(listener: Listener, path: string, options: RequestOptions = {}): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: listener.port, path, ...options }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve([answer.statusCode ?? 0, text]));
      answer.on('error', reject);
    });
    call.on('error', reject);
    call.end(options.method === 'POST' ? (options as { body?: string }).body : undefined);
  });
}

/** Writes bytes to a fresh connection and gives back what comes until the server closes it. */
async function raw(listener: Listener, bytes: string): Promise<string> {
  const socket = connect(listener.port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (part: string) => {
    text += part;
  });
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

const codeOf = (text: string) => (JSON.parse(text.slice(text.indexOf('{'))) as { code: string }).code;

describe('listen', () => {
  it('takes the next port when one is taken, and says so when that one was asked for', async () => {
    const first = await start();
    const next = await start({ port: first.port });
    expect(next.port).toBeGreaterThan(first.port);
    expect(next.port).toBeLessThanOrEqual(first.port + 20);
    const asked = start({ port: first.port, strict: true });
    await expect(asked).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining('--port'),
    });
  });

  it('refuses an address that is not its own', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'host_not_available' });
    await expect(start({ host: 'no-such-host.invalid' })).rejects.toMatchObject({
      code: 'host_not_available',
    });
  });

  it('serves real requests, with a body and a long header among them', async () => {
    const listener = await start();
    expect(listener.url).toBe(`http://127.0.0.1:${listener.port}`);
    expect(await get(listener, '/health/live')).toEqual([200, expect.stringContaining('"instance":"test"')]);
    const headers = { 'content-type': 'application/json', 'content-length': '12' };
    const [status, text] = await get(listener, '/api/v1/things/7', {
      method: 'POST',
      headers,
      body: '{"name":"n"}',
    } as RequestOptions);
    expect([status, text]).toEqual([201, expect.stringContaining('"name":"n"')]);
  });
});

describe('a listener on a public address', () => {
  const authenticator = createAuthenticator({
    database: { tenant: () => Promise.reject(new Error('There was no key to look up')) },
    clock: () => new Date(),
    requireKey: false,
  });

  it.each(['0.0.0.0', '::'])('%s asks everybody for a key, this machine too', async (host) => {
    const listener = await start({ host }, { auth: authenticator });
    for (const path of ['/api/v1/things/7', '/health', '/api/v1/failures/busy']) {
      const [status, text] = await get(listener, path);
      expect([status, codeOf(text)]).toEqual([401, 'key_required']);
    }
    expect((await get(listener, '/health/live'))[0]).toBe(200);
  });

  it('is the only one to: on loopback the local user needs none, unless a proxy stands in front', async () => {
    const listener = await start({ host: 'localhost' }, { auth: authenticator });
    const host = listener.host;
    expect((await get(listener, '/api/v1/things/7', { host }))[0]).toBe(200);
    for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'X-Forwarded-Host']) {
      expect(
        (await get(listener, '/api/v1/things/7', { host, headers: { [name]: 'for=203.0.113.9' } }))[0],
      ).toBe(401);
    }
  });
});

describe('bytes that are no proper request', () => {
  const cases: [string, string, number, string][] = [
    ['noise', 'NOISE\r\n\r\n', 400, 'malformed_request'],
    [
      'a huge header',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    [
      'a huge query',
      `GET /api/v1/things/7?tags=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    [
      'a header with a lone CR',
      'GET / HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: a\rSet-Cookie: b\r\nConnection: close\r\n\r\n',
      400,
      'malformed_request',
    ],
    [
      'a Host that is none',
      'GET / HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n',
      400,
      'malformed_request',
    ],
    [
      'another Host',
      'GET /docs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      403,
      'host_not_allowed',
    ],
    [
      'another Host behind an absolute target',
      'GET http://localhost/docs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      403,
      'host_not_allowed',
    ],
    [
      'two lengths (request smuggling)',
      'POST /api/v1/things/7 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'malformed_request',
    ],
  ];

  it.each(cases)('%s', async (_what, bytes, status, code) => {
    const text = await raw(await start(), bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text.toLowerCase()).toContain('content-type: application/problem+json');
    expect(codeOf(text)).toBe(code);
    expect(text).not.toContain('Set-Cookie');
  });

  it('a chunked body that never ends is cut at the limit', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head =
      'POST /api/v1/things/7 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
    const text = await raw(await start(), head + chunk.repeat(20));
    expect(text).toMatch(/^HTTP\/1.1 413 /);
    expect(codeOf(text)).toBe('body_too_large');
  });
});

describe('close', () => {
  /** A route that answers when it is let, and a stream that ends when the server closes. */
  function slowRoutes() {
    let release: () => void = () => undefined;
    let reached: () => void = () => undefined;
    let streaming: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const started = Promise.all([
      new Promise<void>((resolve) => {
        reached = resolve;
      }),
      new Promise<void>((resolve) => {
        streaming = resolve;
      }),
    ]);
    const slow: CallerRoute = {
      method: 'GET',
      path: '/slow',
      async handle() {
        reached();
        await held;
        return new Response('done');
      },
    };
    const stream: CallerRoute = {
      method: 'GET',
      path: '/stream',
      handle: async ({ connection }) =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode('event'));
              streaming();
              connection.closing.addEventListener('abort', () => controller.close());
            },
          }),
        ),
    };
    return { slow, stream, started, release };
  }

  it('lets running requests finish, takes no new ones, and ends streams', async () => {
    const { slow, stream, started, release } = slowRoutes();
    const listener = await start({}, { routes: [slow, stream] });
    const answer = get(listener, '/slow');
    const streamed = get(listener, '/stream');
    await started;
    const begun = performance.now();
    const closing = listener.close();
    await expect(get(listener, '/health/live')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await streamed).toEqual([200, 'event']);
    release();
    expect(await answer).toEqual([200, 'done']);
    await closing;
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it('does not wait for ever for one that hangs', async () => {
    const { slow, stream, started } = slowRoutes();
    const listener = await start({ graceMs: 200 }, { routes: [slow, stream] });
    const answer = get(listener, '/slow').catch((error: unknown) => error);
    const streamed = get(listener, '/stream');
    await started;
    await listener.close();
    expect(await answer).toMatchObject({ code: 'ECONNRESET' });
    expect(await streamed).toEqual([200, 'event']);
  });

  it('tells an operation that its client has gone', async () => {
    let reached: (signal: AbortSignal) => void = () => undefined;
    const reachedWith = new Promise<AbortSignal>((resolve) => {
      reached = resolve;
    });
    const route: CallerRoute = {
      method: 'GET',
      path: '/wait',
      handle: (_exchange, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(new Response('gone')));
          reached(signal);
        }),
    };
    const listener = await start({}, { routes: [route] });
    const call = request({ host: '127.0.0.1', port: listener.port, path: '/wait' });
    call.on('error', () => undefined);
    call.end();
    const signal = await reachedWith;
    const aborted = once(signal, 'abort');
    call.destroy();
    await aborted;
    expect(signal.aborted).toBe(true);
  });
});

describe('what is mounted', () => {
  it('is handed no body larger than the limit', async () => {
    const sizes: number[] = [];
    const route: CallerRoute = {
      method: 'POST',
      path: '/mounted',
      async handle({ request: received }) {
        sizes.push((await received.text()).length);
        return new Response('taken');
      },
    };
    const listener = await start({}, { routes: [route] });
    const send = (size: number) =>
      get(listener, '/mounted', { method: 'POST', body: 'x'.repeat(size) } as RequestOptions & {
        body: string;
      });
    expect((await send(1_000_000))[0]).toBe(200);
    expect((await send(1_000_001))[0]).toBe(413);
    expect(sizes).toEqual([1_000_000]);
  });
});
