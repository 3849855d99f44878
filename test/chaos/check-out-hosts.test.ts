import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkOutRepository } from '../../src/contexts/indexing/sources/check-out.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'keelson-check-out-hosts-'));
  return () => rmSync(home, { recursive: true, force: true });
});

const checkOut = (url: string, signal = new AbortController().signal): Promise<unknown> =>
  checkOutRepository({ url, home, policy: { hosts: [], roots: [], maxBytes: 1e9 }, signal });

describe('a host', () => {
  let server: Server;
  let port: number;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    // It takes connections and never says a word.
    server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as { port: number }).port;
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  test('that never answers is left at once when the job is ended, and nothing stays behind', async () => {
    const ending = new AbortController();
    const connected = new Promise((resolve) => server.once('connection', resolve));
    const url = `git://127.0.0.1:${port}/x`;
    const fetching = checkOut(url, ending.signal);
    const seen = expect(fetching).rejects.toThrow('ended by the test');
    await connected;
    expect(programsWith(url)).not.toEqual([]);
    ending.abort(new Error('ended by the test'));
    await seen;
    expect(programsWith(url)).toEqual([]);
    expect(
      readdirSync(path.join(home, 'sources', readdirSync(path.join(home, 'sources'))[0]!)).filter((name) =>
        name.startsWith('lock'),
      ),
    ).toEqual([]);
  });

  test('that is not there is an error to try again after', async () => {
    await new Promise((resolve) => server.close(resolve));
    const away = { kind: 'unavailable', code: 'repository_unreachable' };
    await expect(checkOut(`git://127.0.0.1:${port}/x`)).rejects.toMatchObject(away);
    await expect(checkOut(`https://127.0.0.1:${port}/x`)).rejects.toMatchObject(away);
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
  });
});

/** Running programs that have a word in their command line. */
function programsWith(word: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(word);
    } catch {
      return false;
    }
  });
}
