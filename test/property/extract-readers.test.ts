import { readFileSync, readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findReader, READERS } from '../../src/contexts/indexing/extract/readers.ts';
import type { FileRecords } from '../../src/contexts/indexing/records.ts';
import { expectSameFacts } from '../support/compare-rows.ts';
import { expectReadsBack } from '../support/read-back.ts';
import { closeChunk, newEngine } from '../support/scan-sources.ts';

const languages = Object.keys(READERS);

function corpusOf(language: string): [path: string, source: string][] {
  const folder = new URL(
    `../../src/contexts/indexing/extract/languages/${language}/corpus/`,
    import.meta.url,
  );
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => [
      file.replace(/\.txt$/, '').replaceAll('__', '/'),
      readFileSync(new URL(file, folder), 'utf8'),
    ]);
}

const extract = (language: string, source: string, path: string): FileRecords =>
  findReader(language)!.extract(source, path);

function expectSound({ symbols, calls, imports }: FileRecords, source: string): void {
  const last = source.split('\n').length;
  const inFile = (line: number): boolean => Number.isInteger(line) && line >= 1 && line <= last;
  for (const { name, line, endLine, parent = 0 } of symbols) {
    expect(name).not.toBe('');
    expect(inFile(line) && inFile(endLine) && line <= endLine && parent < symbols.length).toBe(true);
  }
  for (const { name, line, caller } of calls) {
    expect(name !== '' && inFile(line) && caller >= -1 && caller < symbols.length).toBe(true);
  }
  for (const { target, line } of imports) expect(target !== '' && inFile(line)).toBe(true);
}

describe.each(languages)('%s', (language) => {
  const corpus = corpusOf(language);

  it('gives sound records, whatever the source', () => {
    const lines = corpus.flatMap(([, source]) => source.split('\n'));
    const token = fc.constantFrom(
      '$(', ')', '\\', '"', '#', 'if ', 'endif', 'menu "x"', 'help', 'obj-', ':=', '+=', 'ifdef CONFIG_A', 'else', 'F:\t', '[', '\t',
    ); // prettier-ignore
    const line = fc.oneof(fc.constantFrom(...lines), token, fc.string());
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.constantFrom(...corpus), (mixed, [path]) => {
        const source = mixed.join('\n');
        expectSound(extract(language, source, path), source);
      }),
      { numRuns: 300 },
    );
  });

  it('comes through chunk files and rows alike', () => {
    const engine = newEngine();
    engine.beginChunk(0, { json: true, rows: true });
    for (const [path, source] of corpus) {
      const bytes = Buffer.from(source);
      engine.source(bytes.length).set(bytes);
      engine.setRecords(bytes.length, extract(language, source, path));
      engine.emitFile(path, language);
    }
    const closed = closeChunk(engine);
    expect(closed.chunk.symbols.length).toBeGreaterThan(0);
    expectSameFacts(closed);
    expectReadsBack(closed);
  });

  it('takes no longer than its length, and leaves out what is too long', () => {
    const nasty = [
      '$(',
      '(',
      '[',
      '"',
      '\\\n',
      'if A\n',
      'ifdef CONFIG_A\n',
      'obj-y += a/ \\\n',
      'F:\t*a*',
      'x-y := $(x-y)\n',
    ];
    for (const piece of nasty) extract(language, piece.repeat(50_000 / piece.length), corpus[0]![0]);
    expect(() => findReader(language)!.extract('x'.repeat(8_000_001), 'go.mod')).toThrow(/at most 8000000/);
  });
});
