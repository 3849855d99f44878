import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectSameFacts } from '../support/compare-rows.ts';
import { decodeCopy, int2, int4 } from '../support/decode-copy.ts';
import { HEAD, closeChunk, newEngine, scanC, scanSources } from '../support/scan-sources.ts';

const folder = fileURLToPath(
  new URL('../../src/contexts/indexing/extract/languages/c/corpus', import.meta.url),
);
const corpus = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.c'))
    .map((file) => [file, readFileSync(path.join(folder, file))]),
);

describe('rows and JSON of one chunk', () => {
  it('say the same about the corpus', () => {
    expectSameFacts(scanSources(corpus));
  });

  it('say the same under the highest chunk number, with rows taken on the way', () => {
    const engine = newEngine();
    engine.beginChunk(2047, { json: true, rows: true });
    const early = Object.entries(corpus).flatMap(([file, source]) => {
      scanC(engine, source);
      engine.emitFile(file, 'c');
      return engine.takeRows();
    });
    const closed = closeChunk(engine);
    expect(closed.rows.map((batch) => batch.table)).toEqual(['posting', 'macro', 'entrypoint']);
    expectSameFacts({ ...closed, rows: [...early, ...closed.rows] }, 2047);
  });

  it('hold no more of the chunk before', () => {
    const engine = newEngine();
    const first = scanSources(corpus, { engine });
    scanSources({ 'other.c': 'int other(void) { return f(); }' }, { engine });
    const again = scanSources(corpus, { engine });
    expect(again.json.equals(first.json)).toBe(true);
    expect(again.rows).toEqual(first.rows);
  });

  it('are the same in parts as in one piece', () => {
    const engine = newEngine();
    const source = Buffer.concat(Object.values(corpus));
    const whole = scanSources({ 'all.c': source });
    const parts = Array.from({ length: 5 }, (_, part) => {
      engine.beginChunk(part, { json: true, rows: true });
      scanC(engine, source);
      engine.emitFile('all.c', 'c', part, 5);
      const closed = closeChunk(engine);
      expect(closed.chunk.files[0]?.part).toEqual([part + 1, 5]);
      expectSameFacts(closed, part);
      return closed;
    });
    const gather = <T>(list: (chunk: (typeof parts)[number]) => T[]): T[] => parts.flatMap(list);
    expect(gather(({ chunk }) => chunk.symbols.map(({ name, line }) => [name, line]))).toEqual(
      whole.chunk.symbols.map(({ name, line }) => [name, line]),
    );
    const total = whole.chunk.symbols.length;
    expect(parts.map(({ chunk }) => chunk.symbols.length)).toEqual(
      parts.map(
        (_, part) => whole.chunk.symbols.filter((_s, i) => Math.floor((i * 5) / total) === part).length,
      ),
    );
    expect(gather(({ chunk }) => chunk.entrypoints)).toEqual(whole.chunk.entrypoints);
    expect(gather(({ chunk }) => chunk.files[0]?.toplevel ?? [])).toEqual(whole.chunk.files[0]?.toplevel);
    const calls = (of: typeof whole): number => of.counts.calls;
    expect(parts.reduce((sum, part) => sum + calls(part), 0)).toBe(calls(whole));
    expect(parts.reduce((sum, part) => sum + part.counts.lines, 0)).toBe(whole.counts.lines);
  });

  it('has flags, null where a column is empty, and ids that begin at the chunk number', () => {
    const { rows } = scanSources(
      { 'a.c': 'static inline int f(void) {}\nEXPORT_SYMBOL(f);\nint v;\n' },
      { number: 3 },
    );
    const symbols = decodeCopy(rows.find((batch) => batch.table === 'symbol')!.bytes);
    expect(symbols.map((row) => [int4(row[0]), int2(row[4])])).toEqual([
      [3 * 2 ** 20, 7],
      [3 * 2 ** 20 + 1, 0],
    ]);
    expect(symbols[0]?.slice(7)).toEqual([
      null,
      Buffer.from('static inline int f(void)'),
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('leaves out what was not asked for', () => {
    const engine = newEngine();
    engine.beginChunk(0, { json: false, rows: false });
    scanC(engine, 'int f(void) { return g(); }');
    expect(engine.emitFile('a.c', 'c')).toEqual({
      lines: 1,
      symbols: 1,
      calls: 1,
      entrypoints: 0,
      longNames: 0,
    });
    expect(engine.jsonBytes()).toBe(0);
    expect(engine.endChunk(HEAD)).toMatchObject({
      json: [],
      rows: [],
      counts: { files: 1, symbols: 1, calls: 1 },
    });
  });
});
