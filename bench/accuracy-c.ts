// How far the C scanner agrees with other tools: names, lines and ends against universal-ctags, calls inside
// functions against tree-sitter-c. Agreement is not truth: none of them runs the preprocessor.
//
//   npm run bench -- accuracy-c TREE [--only fs,kernel] [--calls FILES] [--show KIND]
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compileEngine, createEngine } from '../src/contexts/indexing/extract/engine.ts';
import { compareCalls } from './support/compare-calls.ts';
import { listCSources } from './support/list-c-sources.ts';
import { addScore, newScore, printScores } from './support/score.ts';
import type { Fact, Score } from './support/score.ts';

const KINDS = ['function', 'macro', 'struct', 'union', 'enum', 'typedef', 'enumerator', 'variable', 'member'];

/** Annotations that ctags takes for the name before which or after which they stand. */
const ANNOTATIONS =
  /^_{2,4}(packed|aligned|read_mostly|ro_after_init|init|initdata|initconst|percpu|user|iomem|rcu|releases|cacheline\w*)$/;

interface ChunkSymbol {
  name: string;
  kind: string;
  line: number;
  end_line: number;
  members?: [string, number][];
}
interface Chunk {
  files: { macros?: { names: string; lines: number[] } }[];
  symbols: ChunkSymbol[];
}

const engine = createEngine(compileEngine());

/** What the scanner finds in one file, as facts of ctags' kinds. */
function scan(file: string): Fact[] {
  const source = readFileSync(file);
  engine.beginChunk(0, { json: true, rows: false });
  engine.source(source.length).set(source);
  engine.scanAs('c', source.length, file);
  engine.emitFile(file, 'c');
  const { json } = engine.endChunk({ manifestVersion: '1.0.0', chunkId: 'accuracy', subsystem: '' });
  const chunk = JSON.parse(Buffer.concat(json).toString()) as Chunk;
  const facts: Fact[] = [];
  for (const symbol of chunk.symbols) {
    if (symbol.kind !== 'macro')
      facts.push({ kind: symbol.kind, name: symbol.name, line: symbol.line, end: symbol.end_line });
    for (const [name, line] of symbol.members ?? []) facts.push({ kind: 'member', name, line, end: 0 });
  }
  const macros = chunk.files[0]?.macros;
  let line = 0;
  for (const [i, name] of (macros?.names.split('\n') ?? []).entries()) {
    line += macros?.lines[i] ?? 0;
    facts.push({ kind: 'macro', name: name.replace('(', ''), line, end: 0 });
  }
  return facts;
}

/** ctags' tags per file. */
function tag(files: string[]): Map<string, Fact[]> {
  const format = '%K\t%N\t%n\t%{end}\t%F';
  const args = [
    '--languages=C',
    '--langmap=C:.c.h',
    '--kinds-C=defgmstuv',
    '-x',
    `--_xformat=${format}`,
    '-L',
    '-',
  ];
  const run = spawnSync('ctags', args, { input: files.join('\n'), encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (run.error) throw run.error;
  const tags = new Map<string, Fact[]>();
  for (const row of run.stdout.split('\n')) {
    const [kind = '', name = '', line, end, file = ''] = row.split('\t');
    if (!KINDS.includes(kind) || name.startsWith('__anon') || ANNOTATIONS.test(name)) continue;
    const facts = tags.get(file) ?? [];
    facts.push({ kind, name, line: Number(line), end: Number(end) || 0 });
    tags.set(file, facts);
  }
  return tags;
}

/** Files in runs of 50 MB: ctags' answer about more may be too long for one string. */
function batches(all: string[]): string[][] {
  const runs: string[][] = [];
  let room = 0;
  for (const file of all) {
    if (room <= 0) {
      runs.push([]);
      room = 50_000_000;
    }
    runs.at(-1)?.push(file);
    room -= statSync(file).size;
  }
  return runs;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, calls: { type: 'string' }, show: { type: 'string' } },
});
const root = positionals[0];
if (root === undefined)
  throw new Error('Usage: accuracy-c.ts TREE [--only fs,kernel] [--calls FILES] [--show KIND]');
const files = (values.only?.split(',') ?? ['']).flatMap((part) => listCSources(path.join(root, part))).sort();
const scores = new Map<string, Score>(KINDS.map((kind) => [kind, newScore()]));
for (const batch of batches(files)) {
  const tags = tag(batch);
  for (const file of batch)
    addScore(scores, path.relative(root, file), tags.get(file) ?? [], scan(file), values.show);
}
printScores(`${files.length} files against ctags`, scores);
if (values.calls !== undefined)
  await compareCalls(engine, root, files, Number(values.calls), values.show === 'call');
