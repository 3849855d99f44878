import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { manifestIdOf } from '../../src/contexts/indexing/pipeline/build-manifest.ts';
import { verifyChunks } from '../../src/contexts/indexing/pipeline/verify-chunks.ts';
import type { Manifest } from '../../src/contexts/indexing/schemas-chunk.ts';
import { put, putCTree } from '../support/c-tree.ts';
import { index } from '../support/index-run.ts';

let base: string;
let manifestText: string;
let chunkText: string;
beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-verify-'));
  putCTree(path.join(base, 'tree'), 0.2);
  await index(path.join(base, 'tree'), path.join(base, 'out'));
  manifestText = readFileSync(at('manifest.json'), 'utf8');
  chunkText = readFileSync(at('mm_001.json'), 'utf8');
});
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach(() => {
  writeFileSync(at('manifest.json'), manifestText);
  writeFileSync(at('mm_001.json'), chunkText);
});

const at = (name: string): string => path.join(base, 'out', name);
const verify = (): Manifest => verifyChunks(at('manifest.json'));
/** Writes a chunk and makes the manifest agree with it, as somebody who means to deceive would. */
function forge(text: string): void {
  writeFileSync(at('mm_001.json'), text);
  const manifest = JSON.parse(manifestText) as Manifest;
  const chunk = manifest.chunks.find(({ id }) => id === 'mm_001')!;
  chunk.size_bytes = Buffer.byteLength(text);
  chunk.checksum_sha256 = createHash('sha256').update(text).digest('hex');
  manifest.manifest_id = manifestIdOf(manifest);
  writeFileSync(at('manifest.json'), JSON.stringify(manifest));
}

test('sound chunks pass', () => {
  expect(verify().chunks).toHaveLength(6);
});

test.each([
  ['missing', () => rmSync(at('mm_001.json'))],
  ['truncated', () => truncateSync(at('mm_001.json'), chunkText.length - 1)],
  ['truncated', () => truncateSync(at('mm_001.json'), 0)],
  ['too_long', () => writeFileSync(at('mm_001.json'), `${chunkText} `)],
  ['tampered', () => writeFileSync(at('mm_001.json'), chunkText.replace('kfree', 'KFREE'))],
  ['malformed', () => forge('{"files":[')],
  ['malformed', () => forge(chunkText.replace('"line":', '"lime":'))],
  ['malformed', () => forge(chunkText.replace('"kind":"function"', '"kind":"functions"'))],
  ['malformed', () => forge(chunkText.replace('"chunk_id":"mm_001"', '"chunk_id":"mm_002"'))],
] as const)('a chunk that is %s is named, with the reason', (reason, damage) => {
  damage();
  expect(verify).toThrow(
    expect.objectContaining({
      kind: 'unprocessable',
      code: 'chunk_invalid',
      message: expect.stringContaining('Chunk mm_001 is'),
      extra: expect.objectContaining({ chunk_id: 'mm_001', reason }),
    }),
  );
});

test('every fault is listed', () => {
  rmSync(at('mm_001.json'));
  const kernel = readFileSync(at('kernel_001.json'));
  try {
    put(base, 'out/kernel_001.json', 'x');
    expect(verify).toThrow(
      expect.objectContaining({
        extra: expect.objectContaining({
          faults: [
            expect.objectContaining({ chunk: 'kernel_001', reason: 'truncated' }),
            expect.objectContaining({ chunk: 'mm_001', reason: 'missing' }),
          ],
        }),
      }),
    );
  } finally {
    writeFileSync(at('kernel_001.json'), kernel);
  }
});

const edited = (edit: (manifest: Manifest) => void, keepId = false): string => {
  const manifest = JSON.parse(manifestText) as Manifest;
  edit(manifest);
  if (!keepId) manifest.manifest_id = manifestIdOf(manifest);
  return JSON.stringify(manifest);
};

test.each([
  ['is not JSON', () => '{'],
  ['is not a manifest', () => '{}'],
  ['leads out of its folder', () => edited(({ chunks }) => void (chunks[0]!.file = '../../etc/passwd'))],
  ['leads to the folder above', () => edited(({ chunks }) => void (chunks[0]!.file = '..'))],
  ['miscounts its chunks', () => edited((manifest) => void manifest.chunks.pop())],
  ['was edited by hand', () => edited(({ chunks }) => void (chunks[0]!.symbol_count += 1), true)],
])('a manifest that %s is refused', (_, text) => {
  writeFileSync(at('manifest.json'), text());
  expect(verify).toThrow(expect.objectContaining({ code: 'manifest_invalid' }));
});

test('a manifest that is not there is said so', () => {
  rmSync(at('manifest.json'));
  expect(verify).toThrow(expect.objectContaining({ kind: 'not_found', code: 'manifest_not_found' }));
});
