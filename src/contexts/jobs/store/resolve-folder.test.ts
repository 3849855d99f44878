import { mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveFolder, resolveOutput } from './resolve-folder.ts';

let base: string;

beforeAll(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), 'keelson-folder-')));
  await mkdir(path.join(base, 'repo', 'src'), { recursive: true });
  await mkdir(path.join(base, 'elsewhere'));
  await writeFile(path.join(base, 'file'), '');
  await symlink(path.join(base, 'repo'), path.join(base, 'link'));
  await symlink(path.join(base, 'elsewhere'), path.join(base, 'repo', 'out'));
  await symlink(path.join(base, 'b'), path.join(base, 'a'));
  await symlink(path.join(base, 'a'), path.join(base, 'b'));
});
afterAll(() => rm(base, { recursive: true }));

test('all names of a folder become one', async () => {
  const repo = path.join(base, 'repo');
  for (const name of ['repo', 'repo/', 'repo/./src/..', 'link', 'link/', 'elsewhere/../repo//']) {
    expect(await resolveFolder(`${base}/${name}`, [])).toBe(repo);
  }
});

test.each([
  ['nowhere', 'folder_not_found'],
  ['file', 'not_a_folder'],
  ['file/inside', 'not_a_folder'],
  ['a', 'folder_unreadable'],
  ['nul\0byte', 'folder_unreadable'],
])('%j is refused as %s', async (name, code) => {
  await expect(resolveFolder(path.join(base, name), [])).rejects.toMatchObject({ kind: 'invalid', code });
});

test('a relative path is refused', async () => {
  await expect(resolveFolder('repo', [])).rejects.toMatchObject({ code: 'path_not_absolute' });
  await expect(resolveOutput('out', [])).rejects.toMatchObject({ code: 'path_not_absolute' });
});

test('only what is inside an allowed root is taken, whatever its name looks like', async () => {
  const roots = [path.join(base, 'link'), path.join(base, 'missing-root')];
  expect(await resolveFolder(path.join(base, 'repo', 'src'), roots)).toBe(path.join(base, 'repo', 'src'));
  expect(await resolveFolder(path.join(base, 'repo'), roots)).toBe(path.join(base, 'repo'));
  for (const outside of ['elsewhere', 'repo/out', 'repo/../elsewhere']) {
    await expect(resolveFolder(`${base}/${outside}`, roots)).rejects.toMatchObject({
      code: 'outside_allowed_roots',
    });
  }
});

test('an output folder may not exist yet, but may not lead out of the roots either', async () => {
  const repo = path.join(base, 'repo');
  expect(await resolveOutput(path.join(base, 'link', 'new', 'er'), [repo])).toBe(
    path.join(repo, 'new', 'er'),
  );
  await expect(resolveOutput(path.join(repo, 'out', 'new'), [repo])).rejects.toMatchObject({
    code: 'outside_allowed_roots',
  });
  await expect(resolveOutput(path.join(base, 'file', 'new'), [])).rejects.toMatchObject({
    code: 'not_a_folder',
  });
});

test('on this disk two spellings are one folder exactly where the disk says so', async () => {
  const base = await realpath(await mkdtemp(path.join(tmpdir(), 'keelson-case-')));
  try {
    const folder = path.join(base, 'MixedCase');
    await mkdir(folder);
    const other = path.join(base, 'mIXEDcASE');
    // Where the disk tells the two apart there is no such folder yet.
    const isBlind = (await stat(other).catch(() => undefined)) !== undefined;
    if (!isBlind) await mkdir(other);
    expect(await resolveFolder(folder, [])).toBe(folder);
    expect(await resolveFolder(`${other}/../${path.basename(other)}/`, [])).toBe(isBlind ? folder : other);
  } finally {
    await rm(base, { recursive: true });
  }
});
