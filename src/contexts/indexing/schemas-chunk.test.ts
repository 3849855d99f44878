import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ChunkFile, Manifest } from './schemas-chunk.ts';

/** JSON Schema (2020-12) of a file, as docs/schemas/ publishes it. */
function published(schema: z.ZodType, title: string): object {
  const { $schema, ...content } = z.toJSONSchema(schema);
  return { $schema, title, ...content };
}

/** `UPDATE_SCHEMAS=1 npm test` writes the published files; otherwise they are compared. */
test.each([
  ['chunk', published(ChunkFile, 'Keelson chunk file')],
  ['manifest', published(Manifest, 'Keelson manifest')],
])('docs/schemas/%s.schema.json is what the code writes and checks', (name, schema) => {
  const file = fileURLToPath(new URL(`../../../docs/schemas/${name}.schema.json`, import.meta.url));
  if (process.env['UPDATE_SCHEMAS']) writeFileSync(file, `${JSON.stringify(schema, undefined, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
});

test('the example in docs/chunk-format.md is a chunk file', () => {
  const text = readFileSync(fileURLToPath(new URL('../../../docs/chunk-format.md', import.meta.url)), 'utf8');
  const example = /^```\n(\{[^`]*)```$/m.exec(text)![1]!;
  expect(ChunkFile.parse(JSON.parse(example)).chunk_id).toBe('fs_001');
});
