import { appendFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keelson, processesOf, startKeelson, temporaryFolder } from '../support/keelson.ts';
import { writeSampleRepository } from '../support/sample-repository.ts';

const scratch = temporaryFolder('watch');
const repository = path.join(scratch.path, 'repository');
const home = path.join(scratch.path, 'home');
beforeAll(() => writeSampleRepository(repository));
afterAll(() => scratch.remove());

const total = async (symbol: string): Promise<unknown> => {
  const { stdout } = await keelson(home, ['query', 'callers', symbol, '--json']);
  return (JSON.parse(stdout) as { total?: number }).total;
};

describe('keelson up --watch', () => {
  it('answers for edits, new and deleted files by itself, and leaves nothing behind', async () => {
    const up = startKeelson(home, ['up', repository, '--watch', '--port', '0']);
    await up.until(/Watching for changes/);
    expect(await total('vfs_read')).toBe(2);
    appendFileSync(
      path.join(repository, 'drivers/char/mem.c'),
      'int more(void) { return vfs_read(0, 0, 0); }\n',
    );
    await up.until(/1 file read again, 0 gone/);
    expect(await total('vfs_read')).toBe(3);
    rmSync(path.join(repository, 'drivers'), { recursive: true });
    await up.until(/0 files read again, 1 gone/);
    expect(await total('vfs_read')).toBe(1);
    await up.end('SIGINT');
    const deadline = Date.now() + 20_000;
    while (processesOf(home).length > 0 && Date.now() < deadline) await sleep(100);
    expect(processesOf(home)).toEqual([]);
  });

  it.each([
    [['up', '.', '--watch', '--once']],
    [['up', '.', '--watch', '--json']],
    [['index', '.', '--watch', '--no-load']],
    [['index', '.', '--watch', '--force']],
  ])('refuses %j', async (args) => {
    const { code, stdout, stderr } = await keelson(home, args);
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toMatch(/--watch/);
    expect(processesOf(home)).toEqual([]);
  });
});

describe('watch_mode auto', () => {
  it('lets the server index what changes, and what Keelson writes itself starts nothing', async () => {
    const folder = path.join(scratch.path, 'followed');
    writeSampleRepository(folder);
    // Where everything that Keelson writes is below the folder.
    const inside = path.join(folder, '.keelson');
    const server = startKeelson(inside, ['serve', '--port', '0', '--json']);
    const [, url = ''] = await server.until(/"url":"([^"]+)"/);
    const ask = async (route: string, init: RequestInit = {}): Promise<Record<string, unknown>> =>
      (await (await fetch(url + route, init)).json()) as Record<string, unknown>;
    const jobs = async () => (await ask('/index/jobs'))['jobs'] as { source: string; status: string }[];
    const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
      const deadline = Date.now() + 60_000;
      while (!(await holds())) {
        if (Date.now() > deadline)
          throw new Error(`waited in vain for ${what}:\n${JSON.stringify(await jobs(), null, 1)}`);
        await sleep(100);
      }
    };
    const settled = async () => (await jobs()).every(({ status }) => status === 'completed');
    const callers = async () => {
      const { stdout } = await keelson(inside, ['query', 'callers', 'vfs_read', '--json']);
      return (JSON.parse(stdout) as { total?: number }).total;
    };

    const body = JSON.stringify({ folder_path: folder, watch_mode: 'auto', watch_debounce_seconds: 0.2 });
    const headers = { 'content-type': 'application/json' };
    await ask('/index', { method: 'POST', headers, body });
    await until('the first two runs', async () => (await jobs()).length >= 2 && settled());
    expect(await callers()).toBe(2);
    appendFileSync(path.join(folder, 'drivers/char/mem.c'), 'int more(void) { return vfs_read(0, 0, 0); }\n');
    await until('the change', async () => (await callers()) === 3);
    await until('an end of it', settled);
    const { length } = await jobs();
    await sleep(3000);
    expect(await jobs()).toHaveLength(length);
    expect((await jobs()).filter(({ source }) => source === 'auto').length).toBe(length - 1);

    expect(await ask('/index/watches')).toMatchObject({ watches: [{ folder_path: folder, problem: null }] });
    const off = JSON.stringify({ folder_path: folder, watch_mode: 'off' });
    await ask('/index', { method: 'POST', headers, body: off });
    expect(await ask('/index/watches')).toEqual({ watches: [] });
    await server.end('SIGTERM');
  });
});
