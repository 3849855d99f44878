import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadExtractor } from '../../src/contexts/indexing/extract/extractor.ts';
import { DEFINITIONS } from '../../src/contexts/indexing/extract/languages/definitions.ts';
import type { FileRecords } from '../../src/contexts/indexing/records.ts';

const TOKENS = [
  '(', ')', '{', '}', '[', ']', '<', '>', '=>', '=', ':', ';', ',', '.', '?.', '`', '${', '"', "'", '\\', '/*', '//',
  '#', '@', '@@', '\n', '\r\n', '\r', '\t', '\0', '\u{feff}', '🚢', '\ud800', ' class ', ' function ', ' def ',
  ' async ', ' export ', ' import ', ' const ', ' static ', ' if ', ' lambda ', ' enum ', '...', '<A/>', '</', '\u2028',
]; // prettier-ignore

/** A source of the corpus with up to twelve cuts, repetitions and insertions. */
function mutations(sources: readonly string[]): fc.Arbitrary<string> {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const edit = fc.record({
    from: place,
    length: fc.nat(60),
    insert: fc.constantFrom(...TOKENS),
    how: fc.nat(3),
  });
  return fc.tuple(fc.constantFrom(...sources), fc.array(edit, { maxLength: 12 })).map(([source, edits]) => {
    let text = source;
    for (const { from, length, insert, how } of edits) {
      const at = Math.floor(from * text.length);
      const piece = text.slice(at, at + length);
      if (how === 0) text = text.slice(0, at) + text.slice(at + length);
      else if (how === 1) text = text.slice(0, at) + piece + text.slice(at);
      else if (how === 2) text = text.slice(0, at) + insert + text.slice(at);
      else text = text.slice(Math.floor(at / 2), at + length * 20);
    }
    return text;
  });
}

/** Languages that define a type's methods outside the type: there a parent is only in the same file. */
const OWNED_FROM_OUTSIDE = new Set(['cpp', 'go', 'rust']);

/** What holds of any file's records. */
function expectSound(records: FileRecords, source: string, language: string): void {
  const last = source.split('\n').length;
  const { symbols, calls, imports, entrypoints } = records;
  const inFile = (line: number): boolean => Number.isInteger(line) && line >= 1 && line <= last;
  const isName = (name: string): boolean => name !== '' && !/[\n\r]/.test(name);
  for (const [index, symbol] of symbols.entries()) {
    const { name, line, endLine, signature = 'x', parent = -1, members = [] } = symbol;
    const around = symbols[parent];
    expect(symbol).toSatisfy(
      () =>
        isName(name) &&
        inFile(line) &&
        inFile(endLine) &&
        line <= endLine &&
        isName(signature) &&
        Buffer.byteLength(signature) <= 400 &&
        parent !== index &&
        (parent === -1 || around !== undefined) &&
        (OWNED_FROM_OUTSIDE.has(language) || parent < index) &&
        (!around || OWNED_FROM_OUTSIDE.has(language) || (around.line <= line && endLine <= around.endLine)) &&
        members.every((member) => isName(member.name) && member.line >= line && member.line <= endLine) &&
        new Set(members.map((member) => member.name)).size === members.length,
    );
  }
  for (const call of calls) {
    const caller = symbols[call.caller];
    expect(call).toSatisfy(
      () =>
        isName(call.name) &&
        inFile(call.line) &&
        (caller ? caller.line <= call.line && call.line <= caller.endLine : call.caller === -1),
    );
  }
  const lines = calls.map((call) => call.line);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  expect(imports.every(({ target, line }) => isName(target) && inFile(line))).toBe(true);
  expect(entrypoints.every(({ name, line }) => isName(name) && inFile(line))).toBe(true);
}

describe('whatever the source, records are sound', () => {
  it.each(Object.keys(DEFINITIONS))('%s', async (language) => {
    const extractor = await loadExtractor(language);
    const folder = new URL(
      `../../src/contexts/indexing/extract/languages/${language}/corpus/`,
      import.meta.url,
    );
    const sources = readdirSync(folder)
      .filter((file) => file.endsWith('.txt'))
      .map((file) => readFileSync(new URL(file, folder), 'utf8'));
    fc.assert(
      fc.property(mutations(sources), (source) => {
        const records = extractor.extract(source);
        expectSound(records, source, language);
        expect(extractor.extract(source)).toEqual(records);
      }),
      { numRuns: 300 },
    );
  });
});
