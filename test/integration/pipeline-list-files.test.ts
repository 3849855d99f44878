import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFiles, resolveFolder } from '../../src/contexts/indexing/pipeline/list-files.ts';
import type { FileList } from '../../src/contexts/indexing/pipeline/listed-files.ts';
import { createThreadCrew } from '../../src/contexts/indexing/pipeline/thread-crew.ts';
import type { StatHelpers } from '../../src/contexts/indexing/pipeline/stat-paths.ts';
import { moduleEntry } from '../../src/platform/processes/module-entry.ts';
import { runBound } from '../support/ordinary-user.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'keelson-list-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (name: string | Buffer, text = 'int x;\n'): void => {
  const target = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]);
  const slash = target.lastIndexOf('/');
  mkdirSync(target.subarray(0, slash), { recursive: true });
  writeFileSync(target, text);
};
const git = (...args: string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main', ...args],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
const list = (subsystem?: string, helpers?: StatHelpers): Promise<FileList> =>
  listFiles(root, {
    maxFileBytes: 64_000_000,
    signal: new AbortController().signal,
    ...(subsystem !== undefined && { subsystem }),
    ...(helpers !== undefined && { helpers }),
  });
const paths = ({ files }: FileList): string[] => files.map(({ path: name }) => name).sort();

/** What both ways of listing must agree on. */
function fillTree(): void {
  write('main.c', 'int main;\n');
  write('README.md');
  write('lib/util.py');
  write('lib/build/out.c');
  write('lib/generated.c');
  write('lib/kept.c');
  write('web/app.min.js');
  write('node_modules/left/index.js');
  write('third_party/zlib/inflate.c');
  write('deep/a/b/c.h');
  write('.gitignore', 'build/\n/lib/*.c\n!/lib/kept.c\n');
  write('deep/.gitignore', '*.h\n');
  write('deep/a/.gitignore', '!c.h\n');
}
const expected = ['deep/a/b/c.h', 'lib/kept.c', 'lib/util.py', 'main.c'];

test('a folder that is no checkout is walked, honouring .gitignore files', async () => {
  fillTree();
  const found = await list();
  expect(found.source).toBe('walk');
  expect(paths(found)).toEqual(expected);
  expect(found.skipped).toEqual({ unknown_language: 4, minified: 1, vendored: 2 });
  expect(found.unknown.get('.md')).toBe(1);
  expect(found.files.find((file) => file.path === 'main.c')).toMatchObject({ size: 10 });
});

test('a checkout is listed by git: tracked files, and others that are not ignored', async () => {
  fillTree();
  git('init', '-q');
  write('lib/generated2.c');
  git('add', '-f', 'main.c', 'lib/generated2.c');
  const found = await list();
  expect(found.source).toBe('git');
  expect(paths(found)).toEqual([...expected.slice(0, 1), 'lib/generated2.c', ...expected.slice(1)].sort());
  expect(found.skipped).toMatchObject({ minified: 1, vendored: 2 });
});

test('a file git still tracks but that is gone is no file', async () => {
  write('a.c');
  write('b.c');
  git('init', '-q');
  git('add', '.');
  rmSync(path.join(root, 'a.c'));
  expect(paths(await list())).toEqual(['b.c']);
});

test('of a repository around it only the folder that was named is listed', async () => {
  write('a.c');
  write('sub/b.c');
  git('init', '-q');
  const found = await listFiles(path.join(root, 'sub'), {
    maxFileBytes: 1e6,
    signal: new AbortController().signal,
  });
  expect(paths(found)).toEqual(['b.c']);
});

test('a folder that the repository around it ignores is walked', async () => {
  write('.gitignore', 'sub/\n');
  write('sub/b.c');
  git('init', '-q');
  const found = await listFiles(path.join(root, 'sub'), {
    maxFileBytes: 1e6,
    signal: new AbortController().signal,
  });
  expect(found.source).toBe('walk');
  expect(paths(found)).toEqual(['b.c']);
});

test('submodules and repositories inside are left out and counted', async () => {
  write('inner/x.c');
  execFileSync('git', ['init', '-q'], { cwd: path.join(root, 'inner') });
  execFileSync('git', ['add', '.'], { cwd: path.join(root, 'inner') });
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'x'], {
    cwd: path.join(root, 'inner'),
  });
  write('a.c');
  expect(await list()).toMatchObject({ source: 'walk', skipped: { submodule: 1 } });
  git('init', '-q');
  expect(await list()).toMatchObject({ source: 'git', skipped: { submodule: 1 } });
  git('add', '.');
  const tracked = await list();
  expect(tracked).toMatchObject({ source: 'git', skipped: { submodule: 1 } });
  expect(paths(tracked)).toEqual(['a.c']);
});

test('links are not followed, and a loop of them does not matter', async () => {
  write('a/x.c');
  symlinkSync('..', path.join(root, 'a/up'));
  symlinkSync('x.c', path.join(root, 'a/y.c'));
  symlinkSync('nowhere', path.join(root, 'a/z.c'));
  symlinkSync('self', path.join(root, 'self'));
  const found = await list();
  expect(paths(found)).toEqual(['a/x.c']);
  expect(found.skipped).toEqual({ symlink: 4 });
});

test('a tracked folder that became a link to elsewhere is not entered', async () => {
  const elsewhere = mkdtempSync(path.join(tmpdir(), 'keelson-elsewhere-'));
  try {
    write('sub/deep/a.c');
    write('b.c');
    git('init', '-q');
    git('add', '.');
    rmSync(path.join(root, 'sub'), { recursive: true });
    mkdirSync(path.join(elsewhere, 'deep'));
    writeFileSync(path.join(elsewhere, 'deep/a.c'), 'secret');
    symlinkSync(elsewhere, path.join(root, 'sub'));
    const found = await list();
    expect(found.source).toBe('git');
    expect(paths(found)).toEqual(['b.c']);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test.each([['walk'], ['git']])(
  'odd names are kept, names that are not UTF-8 are counted (%s)',
  async (how) => {
    const odd = [
      'with space.c',
      'new\nline.c',
      'quo"te\'s.c',
      'back\\slash.c',
      '-rf.c',
      'ünïcode.c',
      '\u{1f600}.c',
      '\ufffd.c',
      '$(x).c',
    ];
    for (const name of odd) write(name);
    write(Buffer.from([0x61, 0xff, 0x2e, 0x63]));
    write(Buffer.concat([Buffer.from([0xc3]), Buffer.from('/b.c')]));
    if (how === 'git') git('init', '-q');
    const found = await list();
    expect(found.source).toBe(how);
    expect(paths(found)).toEqual(odd.sort());
    expect(found.skipped.bad_name).toBe(2);
  },
);

test('pipes are counted, and do not block', async () => {
  write('a.c');
  execFileSync('mkfifo', [path.join(root, 'pipe.c')]);
  expect(await list()).toMatchObject({ skipped: { not_regular: 1 } });
});

test('a file over the bound is counted', async () => {
  write('a.c');
  write('big.c');
  truncateSync(path.join(root, 'big.c'), 100_000_000);
  const found = await list();
  expect(paths(found)).toEqual(['a.c']);
  expect(found.skipped).toEqual({ too_large: 1 });
});

test('a folder that cannot be read is counted', async () => {
  write('a.c');
  write('closed/b.c');
  chmodSync(path.join(root, 'closed'), 0);
  try {
    const entry = moduleEntry(import.meta.url, '../../src/contexts/indexing/pipeline/list-files.ts');
    const script = `const { listFiles } = await import(process.argv[1]);
      const { files, skipped } = await listFiles(process.argv[2], { maxFileBytes: 1e6, signal: new AbortController().signal });
      console.log(JSON.stringify({ paths: files.map(({ path }) => path), skipped }));`;
    const found = await runBound('--input-type=module', '-e', script, entry, root);
    expect(JSON.parse(found)).toEqual({ paths: ['a.c'], skipped: { unreadable: 1 } });
  } finally {
    chmodSync(path.join(root, 'closed'), 0o755);
  }
});

test('a .gitignore at the top that leaves nothing is not followed, those below it are', async () => {
  write('.gitignore', '/*\n!/debian/\n');
  write('a.c');
  write('sub/b.c');
  write('sub/c.c');
  write('sub/.gitignore', 'c.c\n');
  expect(paths(await list())).toEqual(['a.c', 'sub/b.c']);
});

test('a subsystem is a folder of the tree', async () => {
  write('a.c');
  write('fs/b.c');
  write('fs2/c.c');
  for (const name of ['fs', 'fs/', './fs']) expect(paths(await list(name))).toEqual(['fs/b.c']);
  expect(paths(await list('../'))).toEqual([]);
});

test("a repository's own settings run nothing", async () => {
  write('a.c');
  git('init', '-q');
  const proof = path.join(root, 'proof');
  writeFileSync(path.join(root, 'hook'), `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 });
  git('config', 'core.fsmonitor', path.join(root, 'hook'));
  expect(paths(await list())).toEqual(['a.c', 'hook']);
  expect(() => execFileSync('test', ['-e', proof])).toThrow();
});

test('paths that are no folder are said so', () => {
  write('a.c');
  symlinkSync('loop', path.join(root, 'loop'));
  const at =
    (name: string): (() => string) =>
    () =>
      resolveFolder(path.join(root, name));
  expect(at('none')).toThrow(expect.objectContaining({ kind: 'not_found', code: 'folder_not_found' }));
  expect(at('a.c')).toThrow(expect.objectContaining({ kind: 'invalid', code: 'not_a_folder' }));
  expect(at('a.c/x')).toThrow(expect.objectContaining({ code: 'folder_not_found' }));
  expect(at('loop')).toThrow(expect.objectContaining({ code: 'folder_unreadable' }));
  expect(() => resolveFolder('a\0b')).toThrow(expect.objectContaining({ kind: 'invalid' }));
});

test('scan threads that help to list find what one thread finds, by git and by a walk', async () => {
  fillTree();
  for (let at = 0; at < 1_500; at += 1) write(`many/${at % 40}/${at}.c`, 'x'.repeat(at));
  write('gone.c');
  write('tool', '#!/bin/sh\n');
  write('large.c');
  truncateSync(path.join(root, 'large.c'), 64_000_001);
  symlinkSync('loop', path.join(root, 'loop'));
  symlinkSync('main.c', path.join(root, 'link.c'));
  execFileSync('mkfifo', [path.join(root, 'pipe.c')]);
  const crew = createThreadCrew(2);
  try {
    const walked = await list();
    expect(walked.skipped).toMatchObject({ too_large: 1, symlink: 2, not_regular: 1 });
    for (let run = 0; run < 5; run += 1) expect(await list(undefined, crew)).toEqual(walked);
    expect(await list('many/7', crew)).toEqual(await list('many/7'));
    git('init', '-q');
    git('add', '.');
    rmSync(path.join(root, 'gone.c'));
    rmSync(path.join(root, 'many/3'), { recursive: true });
    symlinkSync('4', path.join(root, 'many/3'));
    const listed = await list();
    expect(listed).toMatchObject({ source: 'git', skipped: { too_large: 1, symlink: 41 } });
    for (let run = 0; run < 5; run += 1) expect(await list(undefined, crew)).toEqual(listed);
  } finally {
    await crew.dismiss();
  }
});
