import { describe, expect, it } from 'vitest';
import { expectSameFacts } from '../../../../test/support/compare-rows.ts';
import { ILL_FORMED_RUNS } from '../../../../test/support/ill-formed-runs.ts';
import { HEAD, closeChunk, newEngine, scanC, scanSources } from '../../../../test/support/scan-sources.ts';
import type { FileRecords, SymbolRecord } from '../records.ts';
import { SYMBOL_KINDS } from '../records.ts';
import { compileEngine } from './engine.ts';
import { createWasm } from './engine-wasm.ts';

const names = (source: string | Uint8Array): string[] =>
  scanSources({ 'a.c': source }).chunk.symbols.map((symbol) => symbol.name);

describe('the source', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['a\n', 1],
    ['a\nb', 2],
    ['\r\n\r\n', 2],
    ['int f(void) { /* ' + '\n'.repeat(100) + '*/ }', 101],
  ])('%j has its lines counted', (source, lines) => {
    const { chunk, counts } = scanSources({ 'a.c': source });
    expect([chunk.files[0]?.lines, chunk.files[0]?.bytes]).toEqual([lines, Buffer.byteLength(source)]);
    expect(counts.lines).toBe(lines);
  });

  it.each(['int f(void) {\n', 'struct s {\n', 'enum e {\n', 'int x = {\n', '#define M(a) f(a) \\\n'])(
    '%j ends what it leaves open on its last line',
    (source) => {
      const { symbols } = scanSources({ 'a.c': source }).chunk;
      expect(symbols.map((symbol) => symbol.end_line)).toEqual([1]);
    },
  );

  it('keeps UTF-8, as long as it is', () => {
    expect(names('int größe;\nint 長さ, 😀;\n')).toEqual(['größe', '長さ', '😀']);
    expect(names('\uFEFFint first;')).toEqual(['first']);
  });

  it('has every ill-formed run replaced as the Encoding Standard does', () => {
    for (const run of ILL_FORMED_RUNS) {
      const bytes = Buffer.concat([Buffer.from('int a'), Buffer.from(run), Buffer.from('b;\n')]);
      const decoded = new TextDecoder().decode(bytes).slice('int '.length, -2);
      expect(names(bytes)).toEqual([decoded]);
    }
  });

  it('has NUL dropped', () => {
    expect(names('int a\0b;\0\nint c;')).toEqual(['ab', 'c']);
  });
});

describe('names', () => {
  it('over 1,000 bytes are counted instead of kept', () => {
    const [kept, long] = ['k'.repeat(1000), 'l'.repeat(1001)];
    const engine = newEngine();
    engine.beginChunk(0, { json: true, rows: true });
    scanC(engine, `#include <${long}>\n#define ${long} 1\nint ${kept}(void) { ${long}(); }\nint ${long};\n`);
    expect(engine.emitFile('a.c', 'c')).toMatchObject({ symbols: 1, calls: 0, longNames: 4 });
    const closed = closeChunk(engine);
    expect(closed.chunk.symbols[0]?.name).toBe(kept);
    expect(closed.counts.longNames).toBe(4);
    expectSameFacts(closed);
  });

  it('and paths are escaped in JSON and raw in rows', () => {
    const path = 'a"b\\c\n\td\u0001é.c';
    const closed = scanSources({ [path]: '#include "x\\"y"\nint a;\n' });
    expect(closed.chunk.files[0]?.path).toBe(path);
    expectSameFacts(closed);
  });
});

describe('signatures', () => {
  it('have at most 400 bytes and end with a whole character', () => {
    const { chunk } = scanSources({ 'a.c': `int f(int ${'é'.repeat(300)}) {}` });
    const signature = chunk.symbols[0]?.signature ?? '';
    expect(signature).toMatch(/^int f\(int é+$/);
    expect(Buffer.byteLength(signature)).toBe(400);
  });

  it('are on one line with single spaces and no comments', () => {
    const { chunk } = scanSources({ 'a.c': 'int\n\tf(int  a, /* the\nfirst */\r\n\t  int b)\n{\n}\n' });
    expect(chunk.symbols[0]?.signature).toBe('int f(int a, int b)');
  });
});

describe('records of another extractor', () => {
  const kinds = Object.keys(SYMBOL_KINDS) as SymbolRecord['kind'][];
  const records: FileRecords = {
    symbols: [
      ...kinds.map((kind, i): SymbolRecord => ({ name: `${kind}_é`, kind, line: i + 1, endLine: i + 9 })),
      { name: 'Ship', kind: 'class', line: 40, endLine: 60, members: [{ name: 'sail', line: 41 }] },
      {
        name: 'hoist',
        kind: 'method',
        line: 42,
        endLine: 50,
        parent: kinds.length,
        signature: 'hoist(): "up"\n',
      },
    ],
    calls: [
      { caller: kinds.length + 1, name: 'pull', line: 44, type: 'indirect' },
      { caller: -1, name: 'launch', line: 61, type: 'direct' },
      { caller: kinds.length + 1, name: 'Rope', line: 43, type: 'new' },
      { caller: 0, name: 'println', line: 2, type: 'macro' },
    ],
    imports: [{ target: './rope.ts', line: 1 }],
    entrypoints: [{ kind: 'route', name: 'GET /ships', symbol: 'list', line: 7 }],
  };

  it('come out as JSON and rows alike', () => {
    const engine = newEngine();
    engine.beginChunk(5, { json: true, rows: true });
    engine.source(6).set(Buffer.from('a\nb\nc\n'));
    engine.setRecords(6, records);
    expect(engine.emitFile('ship.ts', 'typescript')).toMatchObject({
      lines: 3,
      symbols: kinds.length + 2,
      calls: 4,
    });
    const closed = closeChunk(engine);
    expectSameFacts(closed, 5);
    const { symbols, call_graph: calls, files } = closed.chunk;
    expect(symbols.map(({ name, kind }) => `${name} ${kind}`)).toEqual(
      records.symbols.map(({ name, kind }) => `${name} ${kind}`),
    );
    expect(symbols.at(-1)).toMatchObject({ parent: kinds.length, signature: 'hoist(): "up" ' });
    expect(calls).toEqual([
      { caller: 0, calls: [['println', 2, 'macro']] },
      {
        caller: kinds.length + 1,
        calls: [
          ['pull', 44, 'indirect'],
          ['Rope', 43, 'new'],
        ],
      },
      { file: 0, calls: [['launch', 61]] },
    ]);
    expect(files[0]?.includes).toEqual([['./rope.ts', 1]]);
  });

  it('keep their parents and callers when a name before them is too long', () => {
    const engine = newEngine();
    engine.beginChunk(0, { json: true, rows: true });
    engine.source(0);
    engine.setRecords(0, {
      symbols: [
        { name: 'x'.repeat(1001), kind: 'class', line: 1, endLine: 9 },
        { name: 'outer\n\0', kind: 'class', line: 2, endLine: 8 },
        { name: 'inner', kind: 'method', line: 3, endLine: 4, parent: 1 },
        { name: 'orphan', kind: 'method', line: 5, endLine: 6, parent: 0 },
      ],
      calls: [{ caller: 2, name: 'go', line: 3, type: 'direct' }],
      imports: [],
      entrypoints: [],
    });
    expect(engine.emitFile('a.ts', 'typescript')).toMatchObject({ symbols: 3, longNames: 1 });
    const closed = closeChunk(engine);
    expect(closed.chunk.symbols.map(({ name, parent }) => [name, parent])).toEqual([
      ['outer ', undefined],
      ['inner', 0],
      ['orphan', undefined],
    ]);
    expect(closed.chunk.call_graph).toEqual([{ caller: 1, calls: [['go', 3]] }]);
    expectSameFacts(closed);
  });
});

describe('limits', () => {
  it('of memory end the engine with an error that says so', () => {
    const engine = newEngine();
    expect(() => engine.source(2 ** 30)).toThrow(expect.objectContaining({ code: 'scanner_out_of_memory' }));
    expect(() => engine.beginChunk(0, { json: true, rows: true })).toThrow(/ran out of memory/);
  });

  it('of symbols end the chunk and not the engine', () => {
    const engine = newEngine();
    engine.beginChunk(0, { json: false, rows: false });
    scanC(engine, 'int a;\n'.repeat(2 ** 17));
    for (let i = 0; i < 9; i++) engine.emitFile(`${i}.c`, 'c');
    expect(engine.symbolCount()).toBe(9 * 2 ** 17);
    expect(() => engine.endChunk(HEAD)).toThrow(expect.objectContaining({ code: 'chunk_full' }));
    expect(scanSources({ 'a.c': 'int a;' }, { engine }).chunk.symbols).toHaveLength(1);
  });

  it('of the JSON are never underestimated', () => {
    const engine = newEngine();
    const head = { manifestVersion: '1.0.0', chunkId: 'x'.repeat(250), subsystem: '"'.repeat(500) };
    engine.beginChunk(0, { json: true, rows: false });
    const estimate = engine.jsonBytes();
    const { json } = engine.endChunk(head);
    expect(Buffer.concat(json).length).toBeLessThanOrEqual(estimate);
    engine.beginChunk(0, { json: true, rows: false });
    expect(() => engine.endChunk({ ...head, subsystem: 's'.repeat(2000) })).toThrow(/too long/);
  });

  it('memory of one chunk serves the next', () => {
    const wasm = createWasm(compileEngine());
    const source = Buffer.from('int f(int a) { return g(a) + h(a); }\n#define M(x) k(x)\n'.repeat(5000));
    const sizes = Array.from({ length: 6 }, (_, number) => {
      wasm.call('beginChunk', number, 1, 1);
      new Uint8Array(wasm.memory.buffer, wasm.call('sourceRoom', source.length), source.length).set(source);
      wasm.call('scanSource', source.length);
      for (let i = 0; i < 500; i++) {
        wasm.call('scanSource', 40);
        wasm.call('emitFile', 0, 0, 0, 1);
      }
      wasm.call('scanSource', source.length);
      for (let i = 0; i < 5; i++) wasm.call('emitFile', 0, 0, 0, 1);
      wasm.call('finishRows');
      return wasm.memory.buffer.byteLength;
    });
    expect(sizes[5]).toBe(sizes[0]);
    expect(sizes[5]).toBeLessThan(64 * 2 ** 20);
  });
});
