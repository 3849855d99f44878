import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { FileRecords } from '../../src/contexts/indexing/records.ts';

const dist = new URL('../../dist/contexts/indexing/extract/extractor.js', import.meta.url).href;
const languages = new URL('../../src/contexts/indexing/extract/languages/', import.meta.url);
const script = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.module).then(async ({ loadExtractor }) => {
    const answers = [];
    for (const { language, source } of workerData.files) {
      answers.push((await loadExtractor(language)).extract(source));
    }
    parentPort.postMessage(answers);
  });
`;

/** What a thread of its own, running the built extractors, finds in the files. */
function extractInThread(files: readonly { language: string; source: string }[]): Promise<FileRecords[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { eval: true, workerData: { module: dist, files } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

it('extracts every language in several threads at once, as built', async () => {
  const cases = [
    ['typescript', 'classes.ts'],
    ['tsx', 'components.tsx'],
    ['javascript', 'commonjs.js'],
    ['python', 'classes.py'],
  ].map(([language = '', file]) => ({
    language,
    source: readFileSync(new URL(`${language}/corpus/${file}.txt`, languages), 'utf8'),
    expected: JSON.parse(
      readFileSync(new URL(`${language}/corpus/${file}.json`, languages), 'utf8'),
    ) as unknown,
  }));
  const answers = await Promise.all([extractInThread(cases), extractInThread(cases.toReversed())]);
  const expected = cases.map((entry) => entry.expected);
  expect(answers).toEqual([expected, expected.toReversed()]);
});
