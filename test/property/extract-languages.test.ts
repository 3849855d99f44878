import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadExtractor } from '../../src/contexts/indexing/extract/extractor.ts';
import { DEFINITIONS } from '../../src/contexts/indexing/extract/languages/definitions.ts';
import { expectSound } from '../support/expect-sound.ts';
import { mutations } from '../support/mutate-sources.ts';

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
