import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyChunks } from '../../src/contexts/indexing/pipeline/verify-chunks.ts';
import { cSource, put, putCTree } from '../support/c-tree.ts';
import { chunkFiles, failureOf, index, meanwhile } from '../support/index-run.ts';
import { runBound } from '../support/ordinary-user.ts';

const child = fileURLToPath(new URL('../support/index-child.mjs', import.meta.url));

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-bad-'));
  root = path.join(base, 'tree');
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const out = (name = 'out'): string => path.join(base, name);

/** Indexes as somebody whom permissions bind; gives what became of it. */
const indexBound = async (): Promise<unknown> =>
  JSON.parse(await runBound(child, root, out(), '50000000', '2'));

test.each([
  ['an empty folder', (): void => undefined, /There are no source files in .*Known languages: c, /],
  ['nothing in a known language', () => put(root, 'a.cobol', 'x'), /\(1 \.cobol\)/],
  ['only vendored code', () => put(root, 'node_modules/a/index.js', 'x'), /no source files/],
])('%s is an error that says which languages are known', async (_, fill, message) => {
  fill();
  const error = await failureOf(index(root, out()));
  expect(error).toMatchObject({ kind: 'unprocessable', code: 'nothing_to_index' });
  expect(error.message).toMatch(message);
});

test('a folder that is not there, and a file in place of one', async () => {
  expect(await failureOf(index(path.join(base, 'none'), out()))).toMatchObject({ code: 'folder_not_found' });
  put(base, 'file.c', 'int a;');
  expect(await failureOf(index(path.join(base, 'file.c'), out()))).toMatchObject({ code: 'not_a_folder' });
});

test('content that is no source, or not UTF-8, is left out or mended, and counted', async () => {
  put(root, 'good.c', 'int good(void) { return 1; }\n');
  put(root, 'binary.c', Buffer.concat([Buffer.from('int a;\n'), Buffer.alloc(10), Buffer.from('int b;')]));
  put(root, 'utf16.c', Buffer.from('\ufeffint wide(void) { return 1; }', 'utf16le'));
  put(
    root,
    'latin.c',
    Buffer.from('/* caf\xe9 */\nint caf\xe9(int x) { return "\xff\xfe"[0]; }\n', 'latin1'),
  );
  put(
    root,
    'late.c',
    Buffer.concat([Buffer.from(cSource('late', 9000)), Buffer.from('\0\0int z(void) {return 1;}\n')]),
  );
  put(root, 'min.js', `var a=1;${'function f(){return g()};'.repeat(400)}`);
  put(root, 'empty.c', '');
  put(root, 'nonewline.c', 'int no_newline(void) { return 1; }');
  put(root, 'open.c', 'int open( { { { "unclosed /* \n#if\n');
  put(root, 'latin.py', Buffer.from('# caf\xe9\ndef f\xe9():\n  pass\n', 'latin1'));
  const run = await index(root, out());
  expect(run.manifest.skipped).toEqual({ binary: 2, minified: 1 });
  const manifest = verifyChunks(run.manifestFile);
  expect(manifest.languages).toEqual({ c: 6, python: 1 });
  const text = chunkFiles(out())['root_001.json']!;
  expect(text).toContain('"good"');
  expect(text).not.toContain('\\u0000');
});

test('a 100 MB source is left out and counted', async () => {
  put(root, 'a.c', 'int a;\n');
  put(root, 'big.c', 'int b;\n');
  truncateSync(path.join(root, 'big.c'), 100_000_000);
  expect((await index(root, out())).manifest).toMatchObject({
    languages: { c: 1 },
    skipped: { too_large: 1 },
  });
});

test('files that go, or become something else, while they are indexed are counted, and scanned the next time', async () => {
  putCTree(root, 0.2);
  const at = (name: string): string => path.join(root, name);
  const run = await index(root, out(), {
    ...meanwhile(() => {
      rmSync(at('mm/file_1.c'));
      rmSync(at('mm/file_2.c'));
      symlinkSync('/etc/passwd', at('mm/file_2.c'));
      rmSync(at('mm/file_4.c'));
      mkdirSync(at('mm/file_4.c'));
      rmSync(at('mm/file_5.c'));
      execFileSync('mkfifo', [at('mm/file_5.c')]);
    }),
  });
  expect(run.manifest.skipped).toEqual({ vanished: 1, symlink: 1, unreadable: 2 });
  expect(run.manifest.languages['c']! + 4).toBe(61);
  expect(chunkFiles(out())['mm_001.json']).not.toContain('root:x');
  verifyChunks(run.manifestFile);
  const next = await index(root, out());
  expect(next.manifest.skipped).toEqual({ symlink: 1, not_regular: 1 });
});

test('a file that vanished is read when it is back, though its size and time tell nothing', async () => {
  put(root, 'a.c', 'int a(void) { return 1; }\n');
  put(root, 'b.c', 'int b(void) { return 1; }\n');
  const file = path.join(root, 'b.c');
  const old = new Date(1_700_000_000_000);
  utimesSync(file, old, old);
  await index(
    root,
    out(),
    meanwhile(() => rmSync(file)),
  );
  put(root, 'b.c', 'int b(void) { return 1; }\n');
  utimesSync(file, old, old);
  expect((await index(root, out())).manifest).toMatchObject({ skipped: {}, languages: { c: 2 } });
});

test('a file that grows or shrinks while it is indexed is taken as it is, and again the next time', async () => {
  put(root, 'grows.c', 'int before(void) { return 1; }\n');
  put(root, 'shrinks.c', cSource('shrinks', 50_000));
  const run = await index(
    root,
    out(),
    meanwhile(() => {
      appendFileSync(path.join(root, 'grows.c'), 'int after(void) { return 1; }\n');
      truncateSync(path.join(root, 'shrinks.c'), 200);
    }),
  );
  verifyChunks(run.manifestFile);
  expect(chunkFiles(out())['root_001.json']).toContain('"before"');
  expect(chunkFiles(out())['root_001.json']).not.toContain('"after"');
  const next = await index(root, out());
  expect(next.unchanged).toBe(false);
  expect(chunkFiles(out())['root_001.json']).toContain('"after"');
});

test('what may not be read is counted, and read once it may', async () => {
  put(root, 'a.c', 'int a;\n');
  put(root, 'shut.c', 'int shut(void) { return 1; }\n');
  put(root, 'closed/b.c', 'int b;\n');
  chmodSync(path.join(root, 'shut.c'), 0);
  chmodSync(path.join(root, 'closed'), 0);
  try {
    expect(await indexBound()).toMatchObject({ skipped: { unreadable: 2 }, unchanged: false });
    expect(await indexBound()).toMatchObject({ skipped: { unreadable: 2 }, unchanged: true });
  } finally {
    chmodSync(path.join(root, 'closed'), 0o755);
    chmodSync(path.join(root, 'shut.c'), 0o644);
  }
  expect(await indexBound()).toMatchObject({ skipped: {}, languages: { c: 3 } });
});

test('an output folder that may not be written to is said so', async () => {
  put(root, 'a.c', 'int a;\n');
  mkdirSync(out(), { mode: 0o555 });
  expect(await indexBound()).toMatchObject({ kind: 'forbidden', code: 'output_not_writable' });
});

test('an output that is a file is said so', async () => {
  put(root, 'a.c', 'int a;\n');
  put(base, 'out', 'x');
  expect(await failureOf(index(root, out()))).toMatchObject({ kind: 'invalid', code: 'output_not_a_folder' });
});

test('odd names of files and folders are in the chunks as they are', async () => {
  const names = [
    'new\nline.c',
    'quo"te.c',
    'back\\slash.c',
    'a b/c d.c',
    'ü/ö.c',
    '\u{1f600}.c',
    '-rf/x.c',
    'con/aux.c',
  ];
  for (const name of names) put(root, name, 'int f(void) { return g(); }\n');
  const run = await index(root, out());
  verifyChunks(run.manifestFile);
  const found = Object.values(chunkFiles(out())).flatMap((text) =>
    (JSON.parse(text) as { files: { path: string }[] }).files.map((file) => file.path),
  );
  expect(found.sort()).toEqual(names.sort());
});

test('an unsound number of threads is refused', async () => {
  put(root, 'a.c', 'int a;\n');
  for (const parallel of [0, -1, 1.5, 1000]) {
    expect(await failureOf(index(root, out(), { parallel }))).toMatchObject({ code: 'invalid_parallel' });
  }
});

test('a state file that was damaged only costs a scan', async () => {
  putCTree(root, 0.3);
  await index(root, out());
  const whole = chunkFiles(out());
  for (const text of ['', '{"format":99}\n', 'garbage\n{}', '{"format":2,"key":null}\n[1,2]\n', '\0\0']) {
    writeFileSync(path.join(out(), '.keelson-state.jsonl'), text);
    await index(root, out());
    expect(chunkFiles(out())).toEqual(whole);
  }
});
