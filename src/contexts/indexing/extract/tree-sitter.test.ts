import { describe, expect, it } from 'vitest';
import { AppError } from '../../../kernel/errors.ts';
import type { FileRecords } from '../records.ts';
import { loadExtractor } from './extractor.ts';
import { DEFINITIONS } from './languages/definitions.ts';
import { createTreeSitterExtractor } from './tree-sitter.ts';

const typescript = await loadExtractor('typescript');
const python = await loadExtractor('python');
const all = await Promise.all(Object.keys(DEFINITIONS).map(loadExtractor));
const LIMITS = { length: 1_000_000, milliseconds: 5_000, millisecondsPerMillion: 0 };

const names = (records: FileRecords): string[] => records.symbols.map((symbol) => symbol.name);
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
};

describe('loadExtractor', () => {
  it('loads a language once', async () => {
    expect(await loadExtractor('python')).toBe(python);
    expect(python.language).toBe('python');
  });

  it.each(['c', 'cobol', '', 'constructor', '../python'])('has no grammar for %j', async (language) => {
    await expect(loadExtractor(language)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'unknown_language',
    });
  });
});

describe('text that is not as plain as it looks', () => {
  const source = 'export function greet() {\n  hello();\n}\n\nclass A {\n  run() {}\n}\n';
  const plain = typescript.extract(source);

  it('takes a byte order mark for nothing', () => {
    expect(typescript.extract(`\u{feff}${source}`)).toEqual(plain);
    expect(python.extract('\u{feff}def f():\n    g()\n')).toEqual(python.extract('def f():\n    g()\n'));
  });

  it('reads CRLF as LF', () => {
    expect(typescript.extract(source.replaceAll('\n', '\r\n'))).toEqual(plain);
    const lines = 'class A:\n    def f(\n        self,\n    ):\n        g()\n\n    x = 1\n';
    expect(python.extract(lines.replaceAll('\n', '\r\n'))).toEqual(python.extract(lines));
  });

  it('keeps names and places behind characters of two units', () => {
    const records = typescript.extract("const flag = '🏴‍☠️🚢'; function naïve𝒳() { ünïcøde(); } // 🚢\nf();\n");
    expect(names(records)).toEqual(['flag', 'naïve𝒳']);
    expect(records.calls).toEqual([
      { caller: 1, name: 'ünïcøde', line: 1, type: 'direct' },
      { caller: -1, name: 'f', line: 2, type: 'direct' },
    ]);
  });

  it('keeps every name on one line', () => {
    const records = typescript.extract('const o = { [a +\n b]() {}, "two  words"() {} };\nimport "a\\\nb";');
    expect(names(records)).toEqual(['o', '[a + b]', 'two words']);
    expect(records.imports.every(({ target }) => !target.includes('\n'))).toBe(true);
  });

  it.each(['', '\n', '\0', '\u{feff}', '#!', '}', '"', '\\'])('reads %j without a record', (text) => {
    for (const extractor of all) expect(extractor.extract(text).symbols).toEqual([]);
  });
});

describe('signatures', () => {
  const signature = (source: string): string | undefined => typescript.extract(source).symbols[0]?.signature;

  it('have no comments, but keep what only looks like one', () => {
    expect(signature('function f(a = "// no", /* yes */ b = \'/*\', // yes\n c: string) {}')).toBe(
      'function f(a = "// no", b = \'/*\', c: string)',
    );
  });

  it('take 400 bytes at most, whole characters', () => {
    const cut = signature(`function f(${'é🚢 '.repeat(300)}) {}`)!;
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(400);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(390);
    expect(cut.endsWith('…')).toBe(true);
    expect(cut).not.toContain('\u{fffd}');
    expect(signature(`type T = ${'x | '.repeat(97)}y;`)).toHaveLength(9 + 4 * 97 + 1);
  });
});

describe('input of extreme shape', () => {
  it.each([
    ['parentheses', `x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['arrays', `x = ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['calls', `${'f('.repeat(10_000)}${')'.repeat(10_000)}`],
    ['never closed', 'f({'.repeat(10_000)],
  ])('nests %s ten thousand deep', (name, source) => {
    for (const extractor of [typescript, python]) {
      expect(extractor.extract(source).calls).toHaveLength(name === 'calls' ? 10_000 : 0);
    }
  });

  it('nests functions five thousand deep', () => {
    const { symbols } = typescript.extract(`${'function f(){'.repeat(5_000)}g()${'}'.repeat(5_000)}`);
    expect(symbols).toHaveLength(5_000);
    expect(symbols.every((symbol, index) => (symbol.parent ?? -1) === index - 1)).toBe(true);
  });

  it('names what stands in twenty thousand namespaces', async () => {
    const cpp = await loadExtractor('cpp');
    expect(names(cpp.extract(`void ${'a::'.repeat(20_000)}f() {}`))).toEqual(['f']);
  });

  it('tells paths of a use in braces a thousand deep, as far as they can be stored', async () => {
    const rust = await loadExtractor('rust');
    const { imports } = rust.extract(`use ${'a::{b, '.repeat(1_000)}c${'}'.repeat(1_000)};`);
    expect(imports.slice(0, 2).map(({ target }) => target)).toEqual(['a::b', 'a::a::b']);
    expect(imports.every(({ target }) => target.length < 1_010)).toBe(true);
  });

  it('goes round in no circle of owners', async () => {
    const rust = await loadExtractor('rust');
    const { symbols } = rust.extract(
      'impl A { fn f() { struct A { x: u8 } impl A { fn g() { struct B; } } } }',
    );
    expect(symbols.map(({ name, parent }) => [name, parent])).toEqual([
      ['f', undefined],
      ['A', 0],
      ['g', 0],
      ['B', 2],
    ]);
  });

  it('reads a megabyte on one line', () => {
    const { symbols, calls } = typescript.extract('function a(b){return c(b)};'.repeat(37_000));
    expect([symbols.length, calls.length]).toEqual([37_000, 37_000]);
    expect(calls.at(-1)).toEqual({ caller: 36_999, name: 'c', line: 1, type: 'direct' });
  });

  it('refuses a source past the limit', async () => {
    const small = await createTreeSitterExtractor('python', DEFINITIONS.python, { ...LIMITS, length: 10 });
    expect(codeOf(() => small.extract('x'.repeat(11)))).toBe('source_too_large');
    expect(codeOf(() => typescript.extract('x'.repeat(8_000_001)))).toBe('source_too_large');
  });

  it.each([
    ['the parser', 'f(a, b);\n'.repeat(100_000)],
    ['the query', `a${'.b()'.repeat(30_000)}`],
  ])('gives up when %s takes too long, and reads the next file as if nothing had been', async (_, source) => {
    const hurried = await createTreeSitterExtractor('typescript', DEFINITIONS.typescript, {
      ...LIMITS,
      milliseconds: 150,
    });
    expect(codeOf(() => hurried.extract(source))).toBe('source_too_slow');
    const next = 'function fine() { call(); }';
    expect(hurried.extract(next)).toEqual(typescript.extract(next));
  });

  it('gives the memory of each file back', () => {
    const source = 'export function f(a: number) { return g(a) + h(a); }\n'.repeat(500);
    const run = (times: number): number => {
      for (let time = 0; time < times; time += 1) typescript.extract(source);
      return process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    };
    const before = run(5);
    expect(run(40) - before).toBeLessThan(10_000_000);
  });
});
