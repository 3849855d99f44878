import { Client, StreamableHTTPClientTransport, type ClientOptions } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/kernel/context.ts';
import { listen, type Listener } from '../../src/platform/http/listen.ts';
import { createMcpServerFactory } from '../../src/platform/mcp/create-server-factory.ts';
import { serveMcpHttp } from '../../src/platform/mcp/serve-http.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import { sampleHttpApp } from '../support/http-app.ts';
import { runSample, sampleOperations, waiting } from '../support/sample-operations.ts';

const callers: Caller[] = [];
const refused: Error[] = [];
const run: RunOperation = (operation, caller, input) => {
  callers.push(caller);
  return runSample(operation, caller, input);
};

const mcp = serveMcpHttp(
  createMcpServerFactory({
    operations: sampleOperations,
    run,
    toolsets: ['core', 'items'],
    info: { name: 'sample', version: '1.2.3', instructions: 'One. Two. Three.' },
  }),
  (error) => refused.push(error),
);
const app = sampleHttpApp({
  routes: [mcp.route],
  auth: ({ key = '1' }) =>
    Promise.resolve({ tenant: Number(key), actor: { kind: 'key', id: `key-${key}`, scopes: ['*'] } }),
});
let server: Listener;
let url: URL;

beforeAll(async () => {
  server = await listen(app, { port: 0 });
  url = new URL('/mcp', server.url);
});
afterAll(async () => {
  await mcp.close();
  await server.close();
});

async function connect(options: ClientOptions, headers: Record<string, string> = {}) {
  const client = new Client({ name: 'test', version: '1' }, options);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

describe.each<[string, ClientOptions]>([
  ['2025-11-25', {}],
  ['2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
])('MCP %s over HTTP', (version, options) => {
  it('lists and calls tools as whoever the HTTP door says', async () => {
    const client = await connect(options, { authorization: 'Bearer 7', 'x-request-id': 'from-outside' });
    expect(client.getNegotiatedProtocolVersion()).toBe(version);
    expect(client.getInstructions()).toBe('One. Two. Three.');
    expect((await client.listTools()).tools).toHaveLength(5);
    callers.length = 0;
    const result = await client.callTool({ name: 'find_symbol', arguments: { name: 'vfs_read', limit: 3 } });
    expect(result.structuredContent).toMatchObject({ total: 1 });
    expect(callers).toMatchObject([
      { tenant: 7, actor: { id: 'key-7' }, door: 'mcp', requestId: 'from-outside' },
    ]);
    await client.close();
  });

  it('keeps concurrent callers of different tenants apart', async () => {
    const clients = await Promise.all(
      [2, 3, 4].map((tenant) => connect(options, { authorization: `Bearer ${tenant}` })),
    );
    callers.length = 0;
    await Promise.all(
      clients.flatMap((client, index) =>
        Array.from({ length: 5 }, () =>
          client.callTool({ name: 'find_symbol', arguments: { name: `t${index + 2}` } }),
        ),
      ),
    );
    const counts = [2, 3, 4].map((tenant) => callers.filter((caller) => caller.tenant === tenant).length);
    expect(counts).toEqual([5, 5, 5]);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('gives a problem for a failure and a protocol error for an unknown tool', async () => {
    const client = await connect(options);
    const failed = await client.callTool({ name: 'find_symbol', arguments: { name: '' } });
    expect(failed).toMatchObject({
      isError: true,
      structuredContent: { status: 400, code: 'invalid_input', errors: [{ pointer: '/name' }] },
    });
    await expect(client.callTool({ name: 'nothing' })).rejects.toMatchObject({ code: -32602 });
    await client.close();
  });

  it('stops a call whose client has gone', async () => {
    const client = await connect(options);
    const stopped = new Promise<void>((resolve) => (waiting.stopped = resolve));
    const begun = new Promise<void>((resolve) => (waiting.begun = resolve));
    const controller = new AbortController();
    const call = client.callTool({ name: 'wait' }, { signal: controller.signal }).catch(() => 'gone');
    await begun;
    controller.abort();
    expect(await call).toBe('gone');
    if (version === '2026-07-28') await stopped;
    await client.close();
  });
});

describe('MCP over HTTP', () => {
  it('answers a ping of the older revision, which the newer one no longer has', async () => {
    const client = await connect({});
    expect(await client.ping()).toEqual({});
    await client.close();
  });

  it('tells a client of 2026-07-28 how long it may keep the list of tools', async () => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/list',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/list',
        params: {
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientCapabilities': {},
          },
        },
      }),
    });
    expect(answer.status).toBe(200);
    const { result } = (await answer.json()) as { result: Record<string, unknown> };
    expect(result).toMatchObject({ ttlMs: 300_000, cacheScope: 'private' });
  });

  it.each([
    ['what is not JSON', 'nonsense', 'application/json', 400],
    ['another media type', '{}', 'text/plain', 415],
  ])('refuses %s', async (_, body, type, status) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': type, accept: 'application/json, text/event-stream' },
      body,
    });
    expect(answer.status).toBe(status);
    await answer.text();
  });

  it('has no sessions to read from or to delete', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await fetch(url, { method, headers: { accept: 'text/event-stream' } });
      expect(answer.status).toBe(405);
      await answer.text();
    }
  });

  it('stands behind the checks of the HTTP door', async () => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(403);
    await answer.text();
  });
});
