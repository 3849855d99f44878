import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '../../src/kernel/errors.ts';
import type { AnyOperation } from '../../src/kernel/operation.ts';
import { createHttpInvoke, toWireRequest } from '../../src/platform/cli/http-invoke.ts';
import { listen, type Listener } from '../../src/platform/http/listen.ts';
import { sampleHttpApp } from '../support/http-app.ts';
import {
  createItem,
  deleteItem,
  findSymbol,
  runSample,
  sampleOperations,
  wait,
  waiting,
} from '../support/sample-operations.ts';

const signal = new AbortController().signal;
const keys: (string | undefined)[] = [];
const app = sampleHttpApp({
  operations: sampleOperations,
  run: runSample,
  auth: ({ key }) => {
    keys.push(key);
    return Promise.resolve({ tenant: 1, actor: { kind: 'user', id: 'local', scopes: ['*'] } });
  },
});
let server: Listener;
const closers: (() => void)[] = [];

beforeAll(async () => {
  server = await listen(app, { port: 0 });
});
afterAll(() => server.close());
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const call = (operation: AnyOperation, input: Record<string, unknown>, options = {}) =>
  createHttpInvoke({ baseUrl: server.url, ...options })(operation, input, { signal });

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('was to fail')),
    (error: AppError) => error,
  );

/** A server that answers in its own way. */
async function serve(listener: RequestListener, socket?: string): Promise<string> {
  const own: Server = createServer(listener);
  closers.push(() => {
    own.closeAllConnections();
    own.close();
  });
  await new Promise<void>((resolve) =>
    socket === undefined ? own.listen(0, '127.0.0.1', resolve) : own.listen(socket, resolve),
  );
  return socket === undefined
    ? `http://127.0.0.1:${(own.address() as AddressInfo).port}`
    : 'http://localhost';
}

describe('an operation over HTTP', () => {
  it('gets its input through path, query and body', async () => {
    const odd = 'operator<<(a/b c?d#e%f, "ü")';
    expect(await call(findSymbol, { name: odd, limit: 5, path: ['fs', 'a b&c'], exact: false })).toEqual({
      matches: [{ name: odd, file: 'fs/read_write.c', line: 5 }],
      total: 1,
    });
    const input = {
      title: 'T',
      parent_id: null,
      labels: ['a', 'b'],
      meta: { k: 'v' },
      version: 3,
      done: false,
    };
    expect(await call(createItem, input)).toEqual({ id: 'i1', input });
  });

  it('fails with the error the server failed with', async () => {
    const error = await failure(call(deleteItem, { item_id: 'i7', force: true }));
    expect(error).toMatchObject({
      name: 'AppError',
      kind: 'conflict',
      code: 'version_conflict',
      message: 'Item i7 has changed; read it again and retry',
      errors: [{ pointer: '/version', detail: 'is 3, should be 4' }],
      extra: { current_version: 4 },
      retryAfterSeconds: 2,
    });
    expect(await failure(call(findSymbol, { name: 'x', limit: 0 }))).toMatchObject({
      kind: 'invalid',
      code: 'invalid_input',
      errors: [{ pointer: '/limit' }],
    });
  });

  it('sends the key, and none where there is none', async () => {
    keys.length = 0;
    await call(findSymbol, { name: 'x' }, { apiKey: 'k-1' });
    await call(findSymbol, { name: 'x' });
    expect(keys).toEqual(['k-1', undefined]);
  });

  it('is stopped on the server when it is stopped here', async () => {
    const controller = new AbortController();
    const stopped = new Promise<void>((resolve) => (waiting.stopped = resolve));
    waiting.begun = () => controller.abort();
    const invoke = createHttpInvoke({ baseUrl: server.url });
    expect(await failure(invoke(wait, {}, { signal: controller.signal }))).toMatchObject({
      kind: 'cancelled',
    });
    await stopped;
  });

  it('names a missing part of the path before anything is sent', () => {
    expect(() => toWireRequest({ method: 'GET', path: '/a/{name}' }, {})).toThrow(
      'A value for name is needed',
    );
  });
});

describe('a server that is no help', () => {
  it('may not be there', async () => {
    const gone = await serve(() => undefined);
    closers.splice(0).forEach((close) => close());
    const error = await failure(call(findSymbol, { name: 'x' }, { baseUrl: gone }));
    expect(error).toMatchObject({ kind: 'unavailable', code: 'server_unreachable' });
    expect(error.message).toContain('keelson up');
    const socket = path.join(tmpdir(), 'keelson-no-such.sock');
    expect(await failure(call(findSymbol, { name: 'x' }, { socket }))).toMatchObject({
      code: 'server_unreachable',
    });
  });

  it.each<[string, RequestListener, object]>([
    ['hang up', (request) => request.socket.destroy(), { code: 'server_unreachable' }],
    [
      'hang up within the answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"a"');
        setTimeout(() => response.destroy(), 20);
      },
      { code: 'server_unreachable' },
    ],
    [
      'answer with a page',
      (_, response) => response.end('<html>'),
      { kind: 'internal', code: 'unexpected_answer' },
    ],
    [
      'refuse without a problem',
      (_, response) => response.writeHead(404).end('nope'),
      { code: 'unexpected_answer' },
    ],
    [
      'be a proxy in trouble',
      (_, response) => response.writeHead(502, { 'retry-after': '3' }).end('Bad gateway'),
      {
        kind: 'unavailable',
        retryAfterSeconds: 3,
      },
    ],
  ])('may %s', async (_, listener, expected) => {
    const baseUrl = await serve(listener);
    expect(await failure(call(findSymbol, { name: 'x' }, { baseUrl }))).toMatchObject(expected);
  });
});

it('reaches a server through a Unix socket, below a path, and takes an empty answer', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keelson-cli-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  const socket = path.join(folder, 's');
  const paths: (string | undefined)[] = [];
  await serve((request, response) => {
    paths.push(request.url);
    response.writeHead(204).end();
  }, socket);
  const answer = await call(findSymbol, { name: 'x' }, { baseUrl: 'http://localhost/base/', socket });
  expect(answer).toBeUndefined();
  expect(paths).toEqual(['/base/api/v1/symbols/x']);
});
