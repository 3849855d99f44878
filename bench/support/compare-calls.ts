import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Language, Parser, Query } from 'web-tree-sitter';
import type { Engine } from '../../src/contexts/indexing/extract/engine.ts';
import { newScore, printScores } from './score.ts';

/** The grammar is wanted here alone: it is fetched into a temporary folder. */
function fetchGrammar(): Uint8Array {
  const folder = mkdtempSync(path.join(tmpdir(), 'keelson-grammar-'));
  try {
    execFileSync('npm', ['pack', 'tree-sitter-c@0.24.1', '--silent'], { cwd: folder });
    execFileSync('tar', ['xzf', 'tree-sitter-c-0.24.1.tgz'], { cwd: folder });
    return readFileSync(path.join(folder, 'package', 'tree-sitter-c.wasm'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Chunk {
  symbols: { kind: string }[];
  call_graph: { caller?: number; calls: [string, number, string?][] }[];
}

/** `name line` of each call the scanner finds inside functions. */
function ourCalls(engine: Engine, source: Uint8Array): string[] {
  engine.beginChunk(0, { json: true, rows: false });
  engine.source(source.length).set(source);
  engine.scanAs('c', source.length, 'x.c');
  engine.emitFile('x.c', 'c');
  const { json } = engine.endChunk({ manifestVersion: '1.0.0', chunkId: 'calls', subsystem: '' });
  const chunk = JSON.parse(Buffer.concat(json).toString()) as Chunk;
  return chunk.call_graph
    .filter((entry) => entry.caller !== undefined && chunk.symbols[entry.caller]?.kind === 'function')
    .flatMap((entry) => entry.calls.map(([name, line, type]) => `${name} ${line} ${type ?? 'direct'}`));
}

/** Compares the calls inside functions of up to `limit` files, spread over the tree, by name, line and type. */
export async function compareCalls(
  engine: Engine,
  root: string,
  files: string[],
  limit: number,
  show: boolean,
): Promise<void> {
  await Parser.init();
  const language = await Language.load(fetchGrammar());
  const parser = new Parser();
  parser.setLanguage(language);
  const query = new Query(
    language,
    `(function_definition body: (_) @body)
     (call_expression function: (identifier) @direct)
     (call_expression function: (field_expression field: (field_identifier) @indirect))`,
  );
  const step = Math.max(1, Math.floor(files.length / limit));
  const scores = new Map([
    ['direct', newScore()],
    ['indirect', newScore()],
  ]);
  let compared = 0;
  for (let i = 0; i < files.length; i += step) {
    const file = files[i] ?? '';
    const source = readFileSync(file);
    const tree = parser.parse(source.toString('latin1'));
    if (!tree) continue;
    compared += 1;
    const captures = query.captures(tree.rootNode);
    const bodies = captures.filter(({ name }) => name === 'body').map(({ node }) => node);
    const inside = (at: number): boolean =>
      bodies.some((body) => body.startIndex <= at && at < body.endIndex);
    const left = new Map<string, number>();
    for (const { name, node } of captures) {
      if (name === 'body' || !inside(node.startIndex)) continue;
      const key = `${node.text} ${node.startPosition.row + 1} ${name}`;
      left.set(key, (left.get(key) ?? 0) + 1);
    }
    for (const key of ourCalls(engine, source)) {
      const score = scores.get(key.endsWith('indirect') ? 'indirect' : 'direct');
      const count = left.get(key) ?? 0;
      if (score && count > 0) score.both += 1;
      else if (score) score.extra += 1;
      if (show && count === 0) console.log(`extra ${path.relative(root, file)} ${key}`);
      left.set(key, Math.max(0, count - 1));
    }
    for (const [key, count] of left) {
      const score = scores.get(key.endsWith('indirect') ? 'indirect' : 'direct');
      if (score) score.missed += count;
      if (show && count > 0) console.log(`missed ${path.relative(root, file)} ${key}`);
    }
    tree.delete();
  }
  printScores(`calls inside functions, ${compared} files against tree-sitter-c`, scores);
}
