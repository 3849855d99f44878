import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeChunk } from '../support/describe-chunk.ts';
import { scanSources } from '../support/scan-sources.ts';

const folder = fileURLToPath(
  new URL('../../src/contexts/indexing/extract/languages/c/corpus', import.meta.url),
);
const sources = readdirSync(folder).filter((file) => file.endsWith('.c'));

describe('the C corpus', () => {
  it.each(sources)('%s', (file) => {
    const expected = readFileSync(path.join(folder, file.replace(/\.c$/, '.facts')), 'utf8');
    expect(describeChunk(scanSources({ [file]: readFileSync(path.join(folder, file)) }).chunk)).toBe(
      expected,
    );
  });

  it('gives the same with Windows line ends', () => {
    for (const file of sources) {
      const source = readFileSync(path.join(folder, file), 'utf8');
      const expected = describeChunk(scanSources({ [file]: source }).chunk);
      expect(describeChunk(scanSources({ [file]: source.replaceAll('\n', '\r\n') }).chunk)).toBe(expected);
    }
  });
});
