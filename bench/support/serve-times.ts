import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { addTimes, type TimeRow } from './time-rows.ts';

const keelson = fileURLToPath(new URL('../../bin/keelson.js', import.meta.url));

/** A `keelson serve` of a home, in a process of its own. */
export interface ServedHome {
  url: string;
  close(): Promise<void>;
}

/** Starts `keelson serve` and waits until it listens. */
export async function serveHome(home: string): Promise<ServedHome> {
  const child = spawn(process.execPath, [keelson, 'serve', '--port', '0', '--json'], {
    env: { ...process.env, KEELSON_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`keelson serve ended with ${code}`)));
    child.stdout.once('data', (line: Buffer) =>
      resolve((JSON.parse(line.toString()) as { url: string }).url),
    );
  });
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Waits until the server has no job left: what it makes behind an index is done. */
export async function waitForJobs(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  try {
    for (;;) {
      const { queued_count: queued, running_count: running } = (await send(url, agent, {
        method: 'GET',
        path: '/index/jobs',
      })) as { queued_count: number; running_count: number };
      if (queued + running === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  } finally {
    agent.destroy();
  }
}

interface Sent {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Sends a request and reads the whole answer; throws when it is no success. */
export async function send(
  url: string,
  agent: Agent,
  { method, path, headers: own, body }: Sent,
): Promise<unknown> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json, text/event-stream',
      ...own,
      ...(text !== undefined && { 'content-type': 'application/json' }),
    };
    const sent = request(new URL(path, url), { method, agent, headers }, (answer) => {
      let received = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (received += part));
      answer.on('error', reject);
      answer.on('end', () => {
        if ((answer.statusCode ?? 500) >= 300) reject(new Error(`${path}: ${answer.statusCode} ${received}`));
        else resolve(parse(received));
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

/** JSON, or the data of a single server-sent event. */
function parse(received: string): unknown {
  const data = /^data: (.*)$/m.exec(received)?.[1];
  return JSON.parse(data ?? received);
}

const symbolOf = (name: string): Sent => ({
  method: 'GET',
  path: `/api/v1/symbols/${encodeURIComponent(name)}`,
});
const callersOf = (name: string): Sent => ({ ...symbolOf(name), path: `${symbolOf(name).path}/callers` });
const toolOf = (name: string): Sent => ({
  method: 'POST',
  path: '/mcp',
  headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'get_symbol' },
  body: {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'get_symbol',
      arguments: { name },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  },
});

const WARM_ROUNDS = 3;
const ROUNDS = 5;

/** How long answers take over HTTP and MCP, one after another on one connection. */
export async function timeDoors(url: string, names: readonly string[]): Promise<TimeRow[]> {
  const rows: TimeRow[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const doors: [string, (name: string) => Sent][] = [
    ['symbol over HTTP', symbolOf],
    ['callers over HTTP', callersOf],
    ['symbol over MCP', toolOf],
  ];
  for (const [what, toSend] of doors) {
    const times: number[] = [];
    for (let round = 0; round < WARM_ROUNDS + ROUNDS; round += 1) {
      for (const name of names) {
        const began = performance.now();
        await send(url, agent, toSend(name));
        if (round >= WARM_ROUNDS) times.push(performance.now() - began);
      }
    }
    addTimes(rows, what, times);
  }
  agent.destroy();
  return rows;
}

/** Answers a second to `clients` that ask one question after another, and how long they wait. */
export async function timeClients(
  url: string,
  names: readonly string[],
  clients: number,
  milliseconds: number,
): Promise<{ rate: number; row: TimeRow }> {
  const times: number[] = [];
  const until = performance.now() + milliseconds;
  const began = performance.now();
  const client = async (first: number): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let at = first; performance.now() < until; at += 1) {
      const asked = performance.now();
      await send(url, agent, (at % 2 === 0 ? symbolOf : callersOf)(names[at % names.length]!));
      times.push(performance.now() - asked);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: clients }, (_, first) => client(first * 7)));
  const rows: TimeRow[] = [];
  addTimes(rows, `${clients} clients at once, symbol and callers over HTTP`, times);
  return { rate: (times.length * 1000) / (performance.now() - began), row: rows[0]! };
}
