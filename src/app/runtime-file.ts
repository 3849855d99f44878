import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { z } from 'zod';

/** What `<home>/runtime.json` tells other commands about the server that runs on this home. */
const RuntimeSchema = z.object({
  pid: z.number().int().positive(),
  url: z.url(),
  instance: z.string(),
  version: z.string(),
  started_at: z.string(),
});
export type Runtime = z.output<typeof RuntimeSchema>;

const fileOf = (home: string): string => path.join(home, 'runtime.json');

/** Announces a server; a reader sees the old file or the new one, never half of it. */
export function announce(home: string, runtime: Runtime): void {
  // Beside a database elsewhere the home may be empty, and not there yet.
  mkdirSync(home, { recursive: true });
  const temporary = `${fileOf(home)}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, fileOf(home));
}

/** Takes the announcement back, unless another server has replaced it since. */
export function withdraw(home: string, instance: string): void {
  if (read(home)?.instance === instance) rmSync(fileOf(home), { force: true });
}

/**
 * The server that runs on this home, if one answers and is the one announced: a file left by a killed server, or a
 * port taken over by another program, counts as none.
 */
export async function findServer(home: string): Promise<Runtime | undefined> {
  const runtime = read(home);
  if (runtime === undefined) return undefined;
  return (await instanceAt(runtime.url)) === runtime.instance ? runtime : undefined;
}

function read(home: string): Runtime | undefined {
  try {
    return RuntimeSchema.parse(JSON.parse(readFileSync(fileOf(home), 'utf8')));
  } catch {
    // Missing, half written by an older version or tampered with: in each case no server is known.
    return undefined;
  }
}

/** The instance id a server gives at /health/live, or undefined when nothing of ours answers within a second. */
function instanceAt(url: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const call = request(new URL('/health/live', url), { timeout: 1_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
        if (body.length > 10_000) response.destroy();
      });
      response.on('error', () => resolve(undefined));
      response.on('close', () => resolve(instanceOf(body)));
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(undefined));
    call.end();
  });
}

function instanceOf(body: string): string | undefined {
  try {
    return z.object({ instance: z.string() }).parse(JSON.parse(body)).instance;
  } catch {
    return undefined; // Something else listens there.
  }
}
