import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listAhead, listSources } from './list-sources.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'keelson-ahead-')));
  write('a.c');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

const write = (name: string) => writeFileSync(path.join(root, name), 'int x;\n');
const { signal } = new AbortController();
const list = async (folder = root, subsystem?: string) =>
  (await listSources(folder, { signal, subsystem })).files.map((file) => file.path).sort();
/** Lists ahead what is there, and then adds a file. */
async function listAheadAndAdd(name: string): Promise<void> {
  listAhead(root);
  await new Promise((resolve) => setTimeout(resolve, 200));
  write(name);
}

test('a run takes what was listed ahead, the next one lists anew', async () => {
  await listAheadAndAdd('b.c');
  expect(await list()).toEqual(['a.c']);
  expect(await list()).toEqual(['a.c', 'b.c']);
});

test('what was listed too long ago is listed anew', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await listAheadAndAdd('b.c');
  vi.advanceTimersByTime(6_000);
  expect(await list()).toEqual(['a.c', 'b.c']);
});

test('a run of another folder, or of a part, does not take it', async () => {
  const other = mkdtempSync(path.join(tmpdir(), 'keelson-other-'));
  try {
    writeFileSync(path.join(other, 'o.c'), 'int o;\n');
    await listAheadAndAdd('b.c');
    expect(await list(other)).toEqual(['o.c']);
  } finally {
    rmSync(other, { recursive: true });
  }
  listAhead(root);
  await expect(list(root, 'no-such')).rejects.toMatchObject({
    code: 'nothing_to_index',
    message: expect.stringContaining('There is no folder no-such in') as string,
  });
});

test('a folder that cannot be listed ahead is left to the run', async () => {
  listAhead(path.join(root, 'none'));
  rmSync(path.join(root, 'a.c'));
  listAhead(root);
  await expect(list()).rejects.toMatchObject({ code: 'nothing_to_index' });
  write('c.c');
  expect(await list()).toEqual(['c.c']);
});
