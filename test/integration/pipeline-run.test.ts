import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyChunks } from '../../src/contexts/indexing/pipeline/verify-chunks.ts';
import type { ChunkFile } from '../../src/contexts/indexing/schemas-chunk.ts';
import { cSource, put, putCTree } from '../support/c-tree.ts';
import { chunkFiles, index, leftovers, manifestContent, recordingSink } from '../support/index-run.ts';

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-run-'));
  root = path.join(base, 'tree');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const out = (name = 'out'): string => path.join(base, name);
const times = (outDir: string): Record<string, number> =>
  Object.fromEntries(
    readdirSync(outDir)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name, statSync(path.join(outDir, name)).mtimeMs]),
  );
/** Everything the chunks say, each file's records together, whatever chunk they are in. */
function recordsOf(outDir: string): Map<string, unknown[]> {
  const records = new Map<string, unknown[]>();
  for (const text of Object.values(chunkFiles(outDir))) {
    const chunk = JSON.parse(text) as ChunkFile;
    const add = (file: number, record: unknown): void => {
      const { path: name } = chunk.files[file]!;
      const list = records.get(name);
      if (list) list.push(record);
      else records.set(name, [record]);
    };
    for (const { file, name, kind, line, end_line: end, signature } of chunk.symbols)
      add(file, { name, kind, line, end, signature });
    for (const { file, ...entry } of chunk.entrypoints) add(file, entry);
    for (const edge of chunk.call_graph) {
      const file = 'file' in edge ? edge.file : chunk.symbols[edge.caller]!.file;
      const caller = 'caller' in edge ? chunk.symbols[edge.caller]!.name : null;
      for (const call of edge.calls) add(file, { caller, call });
    }
  }
  for (const [name, list] of records) {
    records.set(name, list.map((record) => JSON.stringify(record)).sort());
  }
  return records;
}

test('a tree in several languages becomes chunks and a manifest that agree', async () => {
  putCTree(root, 1);
  put(root, 'web/app.ts', 'export function start(): void {\n  stop();\n}\nfunction stop(): void {}\n');
  put(root, 'tools/gen.py', 'import os\n\ndef gen():\n    os.getcwd()\n');
  put(root, 'README.md', '# x\n');
  const run = await index(root, out());
  const manifest = verifyChunks(run.manifestFile);
  expect(manifest).toEqual(run.manifest);
  expect(manifest.languages).toEqual({ c: 61, python: 1, typescript: 1 });
  expect(manifest.skipped).toEqual({ unknown_language: 1 });
  expect(manifest.chunks.map(({ id }) => id)).toEqual([
    'drivers_gpu_001',
    'drivers_net_001',
    'fs_001',
    'kernel_001',
    'mm_001',
    'root_001',
    'tools_001',
    'web_001',
  ]);
  expect(manifest.chunks.map(({ ordinal }) => ordinal)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(manifest.totals.files).toBe(63);
  expect(manifest.totals.symbols).toBe(manifest.chunks.reduce((sum, chunk) => sum + chunk.symbol_count, 0));
  expect(manifest.total_size_bytes).toBe(
    Object.values(chunkFiles(out())).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
  );
  const web = JSON.parse(chunkFiles(out())['web_001.json']!) as ChunkFile;
  expect(web.symbols.map(({ name, line }) => [name, line])).toEqual([
    ['start', 1],
    ['stop', 4],
  ]);
  expect(manifest.kernel_version).toBeUndefined();
  expect(leftovers(out())).toEqual([]);
});

test('the number of threads changes nothing', async () => {
  putCTree(root, 3);
  const runs = [];
  for (const parallel of [1, 2, 3]) {
    runs.push(await index(root, out(`o${parallel}`), { parallel, chunkSize: 100_000 }));
  }
  const [one, two, three] = [1, 2, 3].map((count) => chunkFiles(out(`o${count}`)));
  expect(Object.keys(one!).length).toBeGreaterThan(30);
  expect(two).toEqual(one);
  expect(three).toEqual(one);
  expect(manifestContent(out('o2'))).toEqual(manifestContent(out('o1')));
  expect(new Set(runs.map(({ manifest }) => manifest.manifest_id)).size).toBe(1);
});

test('the id of a manifest does not depend on where the tree lies', async () => {
  putCTree(root, 0.2);
  putCTree(path.join(base, 'copy'), 0.2);
  const [a, b] = [await index(root, out('a')), await index(path.join(base, 'copy'), out('b'))];
  expect(b.manifest.manifest_id).toBe(a.manifest.manifest_id);
  put(root, 'mm/more.c', 'int more;\n');
  expect((await index(root, out('a'))).manifest.manifest_id).not.toBe(a.manifest.manifest_id);
});

test('a run without changes touches nothing', async () => {
  putCTree(root, 0.5);
  const first = await index(root, out());
  const before = times(out());
  const second = await index(root, out());
  expect(second.unchanged).toBe(true);
  expect(second.manifest).toEqual(first.manifest);
  expect(times(out())).toEqual(before);
});

test('after an edit only the chunk of the edited file is written, with the bytes of a full run', async () => {
  putCTree(root, 1);
  await index(root, out());
  const before = times(out());
  put(root, 'kernel/file_1.c', cSource('edited', 20_000));
  put(root, 'mm/new.c', cSource('new', 1000));
  rmSync(path.join(root, 'drivers/gpu/file_3.h'));
  const second = await index(root, out());
  expect(second.unchanged).toBe(false);
  const after = times(out());
  const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
  expect(changed.sort()).toEqual(['drivers_gpu_001.json', 'kernel_001.json', 'manifest.json', 'mm_001.json']);
  await index(root, out('fresh'));
  expect(chunkFiles(out('fresh'))).toEqual(chunkFiles(out()));
  expect(manifestContent(out('fresh'))).toEqual(manifestContent(out()));
});

test('a file whose bytes changed but not its size is noticed by its time', async () => {
  put(root, 'a.c', 'int one(void) { return 1; }\n');
  await index(root, out());
  put(root, 'a.c', 'int two(void) { return 2; }\n');
  await index(root, out());
  expect(chunkFiles(out())['root_001.json']).toContain('"two"');
});

test('chunk files of what is gone are removed, other files are not', async () => {
  putCTree(root, 0.3);
  await index(root, out());
  put(out(), 'mine_001.json', '{}');
  rmSync(path.join(root, 'mm'), { recursive: true });
  await index(root, out());
  expect(Object.keys(chunkFiles(out()))).not.toContain('mm_001.json');
  expect(Object.keys(chunkFiles(out()))).toContain('mine_001.json');
});

test('a chunk file that was damaged or lost is written again', async () => {
  putCTree(root, 0.3);
  await index(root, out());
  const whole = chunkFiles(out());
  put(out(), 'mm_001.json', whole['mm_001.json']!.replace('"symbols"', '"symbolz"'));
  rmSync(path.join(out(), 'kernel_001.json'));
  const copied = path.join(out(), 'fs_001.json');
  utimesSync(copied, new Date(1e9), new Date(1e9));
  const again = await index(root, out());
  expect(again.unchanged).toBe(false);
  expect(chunkFiles(out())).toEqual(whole);
  expect(statSync(copied).mtimeMs).toBe(1e9);
});

test('chunks that would be too large are cut, to the last record, and never exceed the size', async () => {
  putCTree(root, 1);
  put(
    root,
    'mm/huge.h',
    Array.from({ length: 20_000 }, (_, n) => `int fn_${n}(int a) { return fn_${n + 1}(a); }`).join('\n'),
  );
  const limit = 64_000;
  const small = await index(root, out('small'), { chunkSize: limit });
  await index(root, out('large'));
  const manifest = verifyChunks(small.manifestFile);
  expect(Math.max(...manifest.chunks.map((chunk) => chunk.size_bytes))).toBeLessThanOrEqual(limit);
  const parts = manifest.chunks.filter(({ part }) => part);
  expect(parts.length).toBeGreaterThan(10);
  expect(new Set(parts.map(({ part }) => part![1]))).toEqual(new Set([parts.length]));
  expect(recordsOf(out('small'))).toEqual(recordsOf(out('large')));
  expect(manifest.totals).toEqual(verifyChunks(path.join(out('large'), 'manifest.json')).totals);
  const again = await index(root, out('small'), { chunkSize: limit });
  expect(again.unchanged).toBe(true);
  await index(root, out('three'), { chunkSize: limit, parallel: 3 });
  expect(chunkFiles(out('three'))).toEqual(chunkFiles(out('small')));
});

test('a file in parts that changes is measured anew', async () => {
  const many = (count: number): string =>
    Array.from({ length: count }, (_, n) => `int fn_${n}(int a) { return 1; }`).join('\n');
  put(root, 'mm/huge.h', many(5000));
  put(root, 'mm/small.h', many(5));
  const chunkSize = 64_000;
  await index(root, out(), { chunkSize });
  put(root, 'mm/huge.h', many(9000));
  const grown = await index(root, out(), { chunkSize });
  verifyChunks(grown.manifestFile);
  expect(grown.manifest.totals.symbols).toBe(9005);
  put(root, 'mm/huge.h', many(3));
  const shrunk = await index(root, out(), { chunkSize });
  verifyChunks(shrunk.manifestFile);
  expect(shrunk.manifest.totals.symbols).toBe(8);
  expect(shrunk.manifest.chunks.some(({ part }) => part)).toBe(false);
});

test('a kernel tells its version', async () => {
  put(root, 'Makefile', 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 9\nEXTRAVERSION =\n');
  put(root, 'Kbuild', '');
  put(root, 'kernel/a.c', 'int a;\n');
  expect((await index(root, out())).manifest).toMatchObject({ kernel_version: '6.1.9', kernel_path: root });
});

test('rows of every chunk come, and those that are committed do not', async () => {
  putCTree(root, 0.5);
  const first = recordingSink();
  const run = await index(root, out(), { sink: first });
  expect(first.seen.begun).toMatchObject([{ repository: root, chunks: 6, manifestId: undefined }]);
  expect(first.seen.committed.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(Object.keys(first.seen.rows.get(0)!)).toEqual(
    expect.arrayContaining(['file', 'macro', 'posting', 'symbol']),
  );
  const second = recordingSink(new Set([0, 1, 2]));
  await index(root, out(), { sink: second });
  const { manifest } = run;
  expect(second.seen.begun[0]).toEqual({
    ...first.seen.begun[0],
    kept: new Map(manifest.chunks.map((chunk, number) => [number, chunk.checksum_sha256])),
    manifestId: manifest.manifest_id,
  });
  expect(second.seen.committed.toSorted((a, b) => a - b)).toEqual([3, 4, 5]);
  expect(second.seen.rows.get(4)).toEqual(first.seen.rows.get(4));
  const third = recordingSink('all');
  expect((await index(root, out(), { sink: third })).unchanged).toBe(true);
  expect(third.seen.rows.size).toBe(0);
});

test('the rows of chunks that were cut come once', async () => {
  put(
    root,
    'mm/huge.h',
    Array.from({ length: 9000 }, (_, n) => `int fn_${n}(int a) { return 1; }`).join('\n'),
  );
  put(root, 'fs/a.c', 'int a(void) { return 1; }\n');
  const sink = recordingSink();
  const run = await index(root, out(), { sink, chunkSize: 64_000 });
  const numbers = run.manifest.chunks.map((_, number) => number);
  expect(sink.seen.committed.toSorted((a, b) => a - b)).toEqual(numbers);
  // Chunk files lost, rows kept: the same cuts are found again, and no row is sent twice.
  const second = recordingSink(new Set(numbers));
  await index(root, out('elsewhere'), { sink: second, chunkSize: 64_000 });
  expect(second.seen.begun[0]!.planKey).toBe(sink.seen.begun[0]!.planKey);
  expect(second.seen.committed).toEqual([]);
  expect(chunkFiles(out('elsewhere'))).toEqual(chunkFiles(out()));
});

test('progress grows to the whole, also when chunks have to be cut', async () => {
  putCTree(root, 1);
  put(
    root,
    'mm/huge.h',
    Array.from({ length: 9000 }, (_, n) => `int fn_${n}(int a) { return 1; }`).join('\n'),
  );
  const seen: { phase: string; filesDone?: number; filesTotal?: number }[] = [];
  await index(root, out(), { chunkSize: 64_000, progress: (progress) => seen.push({ ...progress }) });
  const scans = seen.filter(({ phase }) => phase === 'scan');
  expect(seen[0]!.phase).toBe('list');
  expect(scans.at(-1)!.filesDone).toBe(scans.at(-1)!.filesTotal);
  for (const [at, { filesDone, filesTotal }] of scans.entries()) {
    expect(filesDone).toBeLessThanOrEqual(filesTotal!);
    expect(filesDone).toBeGreaterThanOrEqual(scans[at - 1]?.filesDone ?? 0);
  }
});

test('a subsystem alone', async () => {
  putCTree(root, 0.5);
  const run = await index(root, out(), { subsystem: 'drivers/net' });
  expect(run.manifest.chunks.map(({ id }) => id)).toEqual(['drivers_net_001']);
});

test('a manifest is sound JSON that ends in a newline', async () => {
  put(root, 'a.c', 'int a;\n');
  const { manifestFile, manifest } = await index(root, out());
  const text = readFileSync(manifestFile, 'utf8');
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual(manifest);
});
