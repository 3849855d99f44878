import { assert, constantFrom, integer, oneof, property, record, string } from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { loadExtractor } from '../../src/contexts/indexing/extract/extractor.ts';
import { DEFINITIONS } from '../../src/contexts/indexing/extract/languages/definitions.ts';
import { ChunkFile } from '../../src/contexts/indexing/schemas-chunk.ts';
import { readFileSync, readdirSync } from 'node:fs';
import { expectReadsBack, readChunkText } from '../support/read-back.ts';
import { closeChunk, newEngine, scanC } from '../support/scan-sources.ts';

const corpusOf = (language: string, ending: string): [string, Buffer][] => {
  const folder = new URL(
    `../../src/contexts/indexing/extract/languages/${language}/corpus/`,
    import.meta.url,
  );
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => [name, readFileSync(new URL(name, folder))]);
};

/** One chunk with the corpus of every language in it. */
async function everyLanguage() {
  const engine = newEngine();
  engine.beginChunk(7, { json: true, rows: true });
  for (const [name, source] of corpusOf('c', '.c')) {
    scanC(engine, source);
    engine.emitFile(name, 'c');
  }
  for (const language of Object.keys(DEFINITIONS)) {
    const extractor = await loadExtractor(language);
    for (const [name, source] of corpusOf(language, '.txt')) {
      engine.source(source.length).set(source);
      engine.setRecords(source.length, extractor.extract(source.toString()));
      engine.emitFile(name, language);
    }
  }
  return closeChunk(engine);
}

const scanned = await everyLanguage();
const text = scanned.json.toString();

test('a chunk of every language is read back as it was written', () => {
  expectReadsBack(scanned, 7);
});

test('members in another order and other white space change nothing', () => {
  const turned = JSON.stringify(
    JSON.parse(text, (_key, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    ),
    undefined,
    '\t',
  );
  expect(readChunkText(turned, 7).json.equals(scanned.json)).toBe(true);
});

/** What a chunk with these parts is refused for; undefined when it is read. */
function refusal(parts: Partial<Record<keyof typeof SMALL, unknown>>): string | undefined {
  return refusalOf(JSON.stringify({ ...SMALL, ...parts }));
}

function refusalOf(content: string | Uint8Array): string | undefined {
  try {
    readChunkText(content);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'malformed') throw error;
    return error.message;
  }
}

const FILE = { path: 'a.c', language: 'c', bytes: 9, lines: 1 };
const SYMBOL = { file: 0, name: 'f', kind: 'function', line: 1, end_line: 1 };
const SMALL = {
  manifest_version: '1.0.0',
  chunk_id: 'a_001',
  subsystem: 'a',
  files: [FILE, { ...FILE, path: 'b.c' }],
  symbols: [SYMBOL, { ...SYMBOL, file: 1, name: 'g' }],
  entrypoints: [{ file: 0, kind: 'export', name: 'f', symbol: 'f', line: 1 }],
  call_graph: [{ caller: 0, calls: [['g', 1]] }],
  references: [{ caller: 0, uses: [['g', 1, 'assigned', 'x']] }],
};

describe('a chunk file that is none is refused with the place and the reason', () => {
  it.each([
    ['nothing', '', /the file ends in the middle \(byte 0\)/],
    ['no object', '[]', /must be an object/],
    ['half a file', text.slice(0, text.length / 2), /the file ends in the middle/],
    ['two files', `${text}${text}`, /goes on behind its end/],
    ['NUL in the middle', text.replace('"symbols"', '"sym\0bols"'), /the file ends in the middle/],
    ['NUL at the end', `${text}\0`, /goes on behind its end/],
    ['deep nesting', `{"files":${'['.repeat(1e6)}`, /the file ends in the middle/],
    ['deep nesting in a record', JSON.stringify(SMALL).replace('"a.c"', '['.repeat(1e6)), /the file ends/],
    ['a comma too many', JSON.stringify(SMALL).replace('}]', '},]'), /must be an object/],
    ['a number with a fraction', JSON.stringify(SMALL).replace('"lines":1', '"lines":1.5'), /whole number/],
    ['a number with an exponent', JSON.stringify(SMALL).replace('"lines":1', '"lines":1e3'), /whole number/],
    ['a number with a zero in front', JSON.stringify(SMALL).replace('"lines":1', '"lines":01'), /whole/],
    ['a negative line', JSON.stringify(SMALL).replace('"lines":1', '"lines":-1'), /whole number/],
    ['an endless number', JSON.stringify(SMALL).replace('"lines":1', `"lines":${'1'.repeat(1e6)}`), /range/],
    ['a key twice', JSON.stringify(SMALL).replace('"line":1', '"line":1,"line":1'), /member twice/],
    ['a raw control', JSON.stringify(SMALL).replace('"a.c"', '"a\u0001c"'), /control character/],
    ['an unknown escape', JSON.stringify(SMALL).replace('"a.c"', '"\\x41"'), /escape that is none/],
    ['an escape cut short', JSON.stringify(SMALL).replace('"a.c"', '"\\u00"'), /escape that is none/],
    ['half a surrogate pair', JSON.stringify(SMALL).replace('"a.c"', '"\\ud800"'), /surrogate/],
    ['NUL as an escape', JSON.stringify(SMALL).replace('"a.c"', '"\\u0000"'), /holds NUL/],
  ])('%s', (_name, content, reason) => {
    expect(refusalOf(content)).toMatch(reason);
  });

  it('bad UTF-8', () => {
    for (const run of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0xaf]]) {
      const bytes = Buffer.from(JSON.stringify({ ...SMALL, files: [{ ...FILE, path: '@@' }] }), 'latin1');
      const at = bytes.indexOf('@@');
      const broken = Buffer.concat([bytes.subarray(0, at), Buffer.from(run), bytes.subarray(at + 2)]);
      expect(refusalOf(broken)).toMatch(/^\/files\/0\/path is not UTF-8/);
    }
  });

  it.each<[string, Partial<typeof SMALL> | Record<string, unknown>, string]>([
    ['a missing section', { symbols: undefined }, '/symbols is missing'],
    ['an unknown section', { more: [] }, ' has a member that this version does not know'],
    ['a section that is no array', { symbols: {} }, '/symbols must be an array'],
    ['no path', { files: [{ ...FILE, path: '' }] }, '/files/0/path is empty'],
    ['a path that is too long', { files: [{ ...FILE, path: 'p'.repeat(2601) }] }, '/files/0/path '],
    ['a path that is a number', { files: [{ ...FILE, path: 5 }] }, '/files/0/path must be a string'],
    ['an unknown key', { files: [{ ...FILE, extra: 1 }] }, '/files/0 has a member that'],
    ['a line 0', { symbols: [{ ...SYMBOL, line: 0 }] }, '/symbols/0/line is a number out of range'],
    [
      'a line of 2^31',
      { symbols: [{ ...SYMBOL, line: 2 ** 31 }] },
      '/symbols/0/line is a number out of range',
    ],
    [
      'an unknown kind',
      { symbols: [{ ...SYMBOL, kind: 'lambda' }] },
      '/symbols/0/kind is not a kind of symbol',
    ],
    [
      'a name with a line break',
      { symbols: [{ ...SYMBOL, name: 'a\nb' }] },
      '/symbols/0/name holds a line break',
    ],
    [
      'a name that is too long',
      { symbols: [{ ...SYMBOL, name: 'n'.repeat(1001) }] },
      '/symbols/0/name is too long',
    ],
    ['static that is false', { symbols: [{ ...SYMBOL, static: false }] }, '/symbols/0/static must be true'],
    ['a parent of another file', { symbols: [SYMBOL, { ...SYMBOL, file: 1, parent: 0 }] }, '/symbols/1 '],
    ['a parent that is not there', { symbols: [{ ...SYMBOL, parent: 9 }] }, ' is no symbol of the same file'],
    ['a symbol of no file', { symbols: [{ ...SYMBOL, file: 2 }], call_graph: [] }, '/symbols/0 names a file'],
    [
      'symbols out of order',
      { symbols: [{ ...SYMBOL, file: 1 }, SYMBOL] },
      '/symbols/1 is of an earlier file',
    ],
    ['an entry point of no file', { entrypoints: [{ file: 7, kind: 'x', line: 1 }] }, '/entrypoints/0 '],
    ['a caller that is not there', { call_graph: [{ caller: 2, calls: [['g', 1]] }] }, '/call_graph/0'],
    [
      'calls out of order',
      {
        call_graph: [
          { caller: 1, calls: [['g', 1]] },
          { caller: 0, calls: [['g', 1]] },
        ],
      },
      '/call_graph/1 ',
    ],
    ['calls of both', { call_graph: [{ caller: 0, file: 0, calls: [['g', 1]] }] }, '/call_graph/0 '],
    ['calls of neither', { call_graph: [{ calls: [['g', 1]] }] }, '/call_graph/0 '],
    ['no calls', { call_graph: [{ caller: 0, calls: [] }] }, '/call_graph/0/calls is empty'],
    [
      'a call of an unknown type',
      { call_graph: [{ caller: 0, calls: [['g', 1, 'odd']] }] },
      '/call_graph/0/type is not',
    ],
    [
      'a call that is too long',
      { call_graph: [{ caller: 0, calls: [['g', 1, 'indirect', 'x', 2]] }] },
      '/call_graph/0/receiver has',
    ],
    [
      'a receiver of a call that is not indirect',
      { call_graph: [{ caller: 0, calls: [['g', 1, 'new', 'x']] }] },
      '/call_graph/0/receiver is not the member',
    ],
    ['a name with a tab', { call_graph: [{ caller: 0, calls: [['g\tx', 1]] }] }, ' holds a tab'],
    ['no uses', { references: [{ caller: 0, uses: [] }] }, '/references/0/uses is empty'],
    ['a use of no type', { references: [{ caller: 0, uses: [['g', 1]] }] }, '/references/0/type is missing'],
    [
      'a use of an unknown type',
      { references: [{ file: 0, uses: [['g', 1, 'odd']] }] },
      '/references/0/type is not a way',
    ],
    [
      'an assignment to nothing',
      { references: [{ caller: 0, uses: [['g', 1, 'assigned']] }] },
      ' does not say which member',
    ],
    ['uses in no file', { references: [{ file: 2, uses: [['g', 1, 'value']] }] }, '/references/0 names'],
    ['half a guard', { files: [{ ...FILE, guards: [['CONFIG_A', 1]] }] }, '/files/0/last line is missing'],
    [
      'macros without lines',
      { files: [{ ...FILE, macros: { names: 'A\nB', lines: [1] } }] },
      '/files/0 does not have',
    ],
    [
      'macros with a line too many',
      { files: [{ ...FILE, macros: { names: 'A', lines: [1, 1] } }] },
      '/files/0 does',
    ],
    [
      'macros at line 0',
      { files: [{ ...FILE, macros: { names: 'A\nB', lines: [1, -1] } }] },
      '/files/0/lines leads to',
    ],
    [
      'operations with a tab',
      { files: [{ ...FILE, operations: [{ type: 'a\tb', table: 't', line: 1, members: [] }] }] },
      '/files/0 ',
    ],
    ['a part of no whole', { files: [{ ...FILE, part: [3, 2] }] }, '/files/0 is not a part'],
  ])('%s', (_name, parts, place) => {
    const {
      [Object.keys(parts).find((key) => parts[key as keyof typeof parts] === undefined) ?? '']: _gone,
      ...rest
    } = { ...SMALL, ...parts } as Record<string, unknown>;
    expect(refusalOf(JSON.stringify(rest))).toContain(place);
  });

  it('and the small chunk itself is read', () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal({ references: undefined })).toBeUndefined();
  });
});

test('whatever bytes are changed, it is read or refused', () => {
  const bytes = Buffer.from(text);
  const damage = record({
    at: integer({ min: 0, max: bytes.length - 1 }),
    cut: integer({ min: 0, max: 40 }),
    put: oneof(
      string({ maxLength: 8 }),
      constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '\0', '\n'),
    ),
  });
  assert(
    property(damage, ({ at, cut, put }) => {
      const content = Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + cut)]);
      const refused = refusalOf(content);
      if (refused === undefined) {
        expect(ChunkFile.safeParse(JSON.parse(content.toString())).success).toBe(true);
      } else expect(refused).toMatch(/^\/.* \(byte \d+\)$/);
    }),
    { numRuns: 400 },
  );
});
