/**
 * `npm run bench -- kernel [--tree DIR] [--runs N] [--no-peers]`: everything at the scale of a whole Linux kernel, in
 * one run: the tree to chunks and to a database beside gtags, ctags and cscope; from chunk files alone; sizes;
 * one changed file; questions inside, over HTTP, over MCP, and by fifty clients. Works on a copy of the tree, made of
 * hard links. Prints tables; asserts nothing.
 */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { MANIFEST_FILE, readManifest } from '../src/contexts/indexing/pipeline/write-manifest.ts';
import { timeChanges } from './support/change-times.ts';
import { chunkTimes } from './support/chunk-times.ts';
import {
  addRow,
  chunksFolder,
  loadedHome,
  measureOurs,
  measurePeers,
  ours,
  printRows,
  type IndexBench,
} from './support/index-rows.ts';
import { kernelTree } from './support/kernel-tree.ts';
import { chooseNames, timeQuestions } from './support/question-times.ts';
import { makeScratch } from './support/scratch-folder.ts';
import { serveHome, timeClients, timeDoors, waitForJobs } from './support/serve-times.ts';
import { printTimes } from './support/time-rows.ts';

const { values } = parseArgs({
  options: {
    tree: { type: 'string' },
    runs: { type: 'string', default: '3' },
    names: { type: 'string', default: '200' },
    'no-peers': { type: 'boolean', default: false },
  },
});
const source = kernelTree(values.tree);
const scratch = makeScratch();
const names = Number(values.names);
const bench: IndexBench = {
  tree: path.join(scratch, path.basename(source)),
  scratch,
  runs: Math.max(1, Number(values.runs)),
  rows: [],
};

/** Megabytes of files below a folder. */
function folderMegabytes(folder: string): number {
  return Number(execFileSync('du', ['-s', '-B', '1000000', folder], { encoding: 'utf8' }).split('\t')[0]);
}

/** A C file of the tree: the middle one of the first chunk that has any. */
function someSource(): string {
  const { chunks } = readManifest(chunksFolder(bench))!;
  for (const { file } of chunks) {
    const text = readFileSync(path.join(chunksFolder(bench), file), 'utf8');
    const { files } = JSON.parse(text) as { files: { path: string }[] };
    const sources = files.map((one) => one.path).filter((one) => one.endsWith('.c'));
    if (sources.length > 0) return sources[sources.length >> 1]!;
  }
  throw new Error(`There is no C in ${bench.tree}`);
}

/** Loads the chunk files into a new database, and into it the largest of them once more. */
async function measureLoading(): Promise<void> {
  const home = path.join(scratch, 'home-files');
  const manifest = path.join(chunksFolder(bench), MANIFEST_FILE);
  addRow(bench, 'keelson: chunk files to database', [await ours(home, 'chunks', 'process', manifest)]);
  console.log(await chunkTimes(bench.tree, chunksFolder(bench), home));
  await measureFullChunk();
}

/**
 * A chunk of some 50 MB, from many drivers in one folder: subsystems have chunks of their own, and those are planned for
 * the densest code, so ordinary code fills a fifth of the size they may have.
 */
async function measureFullChunk(): Promise<void> {
  const tree = path.join(scratch, 'one-folder');
  const sources = ['drivers/net', 'drivers/media'].flatMap((folder) =>
    readdirSync(path.join(bench.tree, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.[ch]$/.test(file))
      .map((file) => path.join(folder, file)),
  );
  mkdirSync(path.join(tree, 'drivers'), { recursive: true });
  for (const file of sources) {
    linkSync(path.join(bench.tree, file), path.join(tree, 'drivers', file.replaceAll(path.sep, '-')));
  }
  const home = path.join(scratch, 'home-full');
  const chunks = path.join(scratch, 'chunks-full');
  for (const command of [
    ['index', tree, '--no-load', '--out', chunks, '--chunk-size', '270MB'],
    ['chunks', 'process', path.join(chunks, MANIFEST_FILE)],
  ]) {
    const { code, stderr } = await ours(home, ...command);
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${stderr}`);
  }
  console.log(await chunkTimes(tree, chunks, home));
}

/** Comes last: what has changed is answered for from beside the index until it is folded in, which is slower. */
async function measureChanges(home: string): Promise<void> {
  const server = await serveHome(home);
  try {
    printTimes(await timeChanges(server.url, bench.tree, someSource(), 5));
  } finally {
    await server.close();
  }
}

try {
  execFileSync('cp', ['-al', source, bench.tree]);
  await measureOurs(bench);
  await measureLoading();
  if (!values['no-peers']) await measurePeers(bench);
  printRows(bench);
  const data = path.join(loadedHome(bench), 'postgres', 'data');
  console.log(
    `\nData folder of the server: ${folderMegabytes(data)} MB, of these pg_wal ${folderMegabytes(path.join(data, 'pg_wal'))} MB\n`,
  );
  const home = loadedHome(bench);
  const asked = await chooseNames({ home, most: names });
  const server = await serveHome(home);
  try {
    await waitForJobs(server.url);
    printTimes(await timeDoors(server.url, asked));
    const { rate, row } = await timeClients(server.url, asked, 50, 5000);
    printTimes([row]);
    console.log(`${Math.round(rate)} answers a second\n`);
  } finally {
    await server.close();
  }
  printTimes(await timeQuestions({ home, names }));
  await measureChanges(home);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
