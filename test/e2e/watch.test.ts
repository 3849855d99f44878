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
