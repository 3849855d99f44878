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
