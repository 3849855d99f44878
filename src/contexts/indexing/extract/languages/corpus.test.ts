import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emitRecords, readCorpus, SCANNED_BY_RECORDS, scanAs } from '../../../../../test/support/scan-as.ts';
import { loadExtractor } from '../extractor.ts';
import { READERS } from '../readers.ts';
import { DEFINITIONS } from './definitions.ts';

const languages = [...Object.keys(DEFINITIONS), ...Object.keys(READERS)];

/**
 * Source files end in `.txt` so that no compiler takes them for the project's own; the records stand beside. `__` is a
 * `/` in the path that the extractor gets.
 */
const cases = languages.flatMap((language) => {
  const folder = new URL(`./${language}/corpus/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => ({ language, file, folder }));
});

describe('the corpus of each language', () => {
  it.each(cases)('$language: $file', async ({ language, file, folder }) => {
    const extractor = await loadExtractor(language);
    const expected: unknown = JSON.parse(
      readFileSync(new URL(file.replace(/\.txt$/, '.json'), folder), 'utf8'),
    );
    const path = file.replace(/\.txt$/, '').replaceAll('__', '/');
    expect(extractor.extract(readFileSync(new URL(file, folder), 'utf8'), path)).toEqual(expected);
  });

  it.each(languages)('%s has one', (language) => {
    expect(cases.some((entry) => entry.language === language)).toBe(true);
  });
});

describe.each(SCANNED_BY_RECORDS)('the corpus of %s, which the scanner reads', (language) => {
  it.each(readCorpus(language))('$path', (file) => {
    const scanned = scanAs(language, file.path, file.source);
    const expected = emitRecords(language, file);
    expect(scanned).toMatchObject({ chunk: expected.chunk, counts: expected.counts });
    expect(scanned).toMatchObject({ json: expected.json, rows: expected.rows });
  });
});
