import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, describe, expect, it } from 'vitest';

const fixture = fileURLToPath(new URL('../support/mcp-stdio-fixture.ts', import.meta.url));
const command = { command: process.execPath, args: ['--import', 'tsx', fixture] };

/** A loaded machine takes its time to start a process. */
const SLOW = { timeout: 30_000 };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The two ways to open a connection: the handshake of 2025-11-25, and none at all. */
const eras: [string, ClientOptions][] = [
  ['2025-11-25', {}],
  ['2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
];

async function connect(options: ClientOptions) {
  const transport = new StdioClientTransport({ ...command, stderr: 'pipe' });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const client = new Client({ name: 'test', version: '1' }, options);
  const errors: Error[] = [];
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a client has this property alone
  client.onerror = (error) => errors.push(error);
  closers.push(() => client.close());
  await client.connect(transport);
  return { client, errors, stderr: () => stderr, pid: transport.pid! };
}

describe.each(eras)('MCP %s over stdio, in a process of its own', (version, options) => {
  it('lists and calls tools, and tells a failure from a protocol error', async () => {
    const { client, errors, stderr } = await connect(options);
    expect(client.getNegotiatedProtocolVersion()).toBe(version);
    expect(client.getInstructions()?.split('. ')).toHaveLength(3);
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual([
      'find_symbol',
      'create_item',
      'delete_item',
      'wait',
      'crash',
    ]);

    const found = await client.callTool({ name: 'find_symbol', arguments: { name: 'vfs_read' } });
    expect(found.structuredContent).toEqual({
      matches: [{ name: 'vfs_read', file: 'fs/read_write.c', line: 20 }],
      total: 1,
    });
    expect(found.content).toEqual([{ type: 'text', text: 'vfs_read  fs/read_write.c:20' }]);

    const failed = await client.callTool({ name: 'delete_item', arguments: { item_id: 'i7' } });
    expect(failed).toMatchObject({
      isError: true,
      structuredContent: {
        status: 409,
        code: 'version_conflict',
        error: 'version_conflict',
        current_version: 4,
      },
    });

    await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toMatchObject({ code: -32602 });
    const crashed = await client.callTool({ name: 'crash', arguments: {} });
    expect(crashed).toMatchObject({ isError: true, structuredContent: { code: 'internal_error' } });
    expect(JSON.stringify(crashed)).not.toContain('machine room');
    await expect.poll(stderr, SLOW).toContain('noise on stdout');
    expect(errors).toEqual([]);
  });

  it('stops a call that the client cancels', async () => {
    const { client, stderr } = await connect(options);
    const controller = new AbortController();
    const call = client.callTool({ name: 'wait', arguments: {} }, { signal: controller.signal });
    const refused = expect(call).rejects.toThrow();
    await expect.poll(stderr, SLOW).toContain('began waiting');
    controller.abort();
    await refused;
    await expect.poll(stderr, SLOW).toContain('stopped waiting');
  });
});

/** Talks to the process without any client, to see every byte of its stdout. */
function talk() {
  const child = spawn(command.command, command.args, { stdio: ['pipe', 'pipe', 'pipe'] });
  closers.push(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const call = (id: number, name: string, input: object = {}) =>
    send({ id, method: 'tools/call', params: { name, arguments: input } });
  return { child, lines, send, call };
}

describe('stdout in stdio mode', () => {
  it('carries protocol lines and nothing else, whatever is logged, refused, broken or malformed', async () => {
    const { child, lines, send, call } = talk();
    send({
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
    });
    await expect.poll(() => lines.length, SLOW).toBe(1);
    send({ method: 'notifications/initialized' });
    child.stdin.write('this is no JSON\n\n{"half":\n');
    call(2, 'crash');
    call(3, 'find_symbol', { name: '', limt: 3 });
    call(4, 'no_such_tool');
    call(5, 'find_symbol', { name: 'a\nb\u2028' });
    await expect.poll(() => lines.length, SLOW).toBe(5);
    child.stdin.end();
    await once(child, 'exit');

    const messages = lines.map((line) => JSON.parse(line) as { jsonrpc: string; id: number });
    expect(messages.every((message) => message.jsonrpc === '2.0')).toBe(true);
    expect(messages.map((message) => message.id).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });

  it('ends the process when the client goes, also in the middle of a call', async () => {
    const { child, lines, call } = talk();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    call(1, 'find_symbol', { name: 'first' });
    await expect.poll(() => lines.length, SLOW).toBe(1);
    call(2, 'wait');
    await expect.poll(() => stderr, SLOW).toContain('began waiting');
    child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    expect(stderr).toContain('stopped waiting');
    expect(lines).toHaveLength(1);
  });

  it('ends quietly when nobody reads its stdout any more', async () => {
    const { child, lines, call } = talk();
    call(1, 'find_symbol', { name: 'first' });
    await expect.poll(() => lines.length, SLOW).toBe(1);
    child.stdout.destroy();
    call(2, 'find_symbol', { name: 'second' });
    call(3, 'find_symbol', { name: 'third' });
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect({ code, signal }).toEqual({ code: 0, signal: null });
  });
});
