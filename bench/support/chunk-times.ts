import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileEngine, createEngine, type Engine } from '../../src/contexts/indexing/extract/engine.ts';
import { scanFile } from '../../src/contexts/indexing/pipeline/scan-file.ts';
import { readManifest } from '../../src/contexts/indexing/pipeline/write-manifest.ts';
import { writePending } from '../../src/platform/files/write-atomic.ts';
import { ours } from './index-rows.ts';
import { median } from './measure.ts';

const RUNS = 5;

/** Seconds from the sources of a chunk to its file on disk, with its checksum, in one thread. */
async function generate(
  engine: Engine,
  tree: string,
  files: readonly string[],
  target: string,
): Promise<number> {
  const began = performance.now();
  engine.beginChunk(0, { json: true, rows: false });
  for (const file of files) {
    const size = readFileSync(path.join(tree, file)).length;
    const scanned = await scanFile(engine, tree, file, size);
    if ('language' in scanned) engine.emitFile(file, scanned.language);
  }
  const { json } = engine.endChunk({ manifestVersion: '1.0.0', chunkId: 'bench', subsystem: 'bench' });
  const hash = createHash('sha256');
  for (const piece of json) hash.update(piece);
  hash.digest();
  await writePending(target, json).commit();
  return (performance.now() - began) / 1000;
}

/** Says how long the largest chunk takes to make, and to load again from its file into an index that has all the others. */
export async function chunkTimes(tree: string, folder: string, home: string): Promise<string> {
  const { chunks } = readManifest(folder)!;
  const { id } = chunks.toSorted((a, b) => b.size_bytes - a.size_bytes)[0]!;
  const file = readFileSync(path.join(folder, `${id}.json`));
  const { files } = JSON.parse(file.toString()) as { files: { path: string }[] };
  const engine = createEngine(compileEngine());
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const paths = files.map((one) => one.path);
    seconds.push(await generate(engine, tree, paths, path.join(folder, 'bench.json')));
  }
  const loaded = await ours(home, 'chunks', 'process', '--chunk-ids', id, '--force');
  if (loaded.code !== 0) throw new Error(`The chunk did not load: ${loaded.stderr}`);
  const { seconds: inside } = JSON.parse(loaded.stdout) as { seconds?: number };
  return (
    `\nChunk ${id}, ${(file.length / 1e6).toFixed(1)} MB of ${files.length} files: made in ${median(seconds).toFixed(2)} s ` +
    `(median of ${RUNS}, one thread), loaded again in ${inside?.toFixed(1) ?? '?'} s, ${loaded.seconds.toFixed(1)} s as a command\n`
  );
}
