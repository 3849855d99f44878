import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../kernel/errors.ts';
import { compileEngine, createEngine } from '../extract/engine.ts';
import { scanFile } from './scan-file.ts';

const engine = createEngine(compileEngine());
const source = 'export const a = 1;\n';
let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'keelson-scan-'));
  writeFileSync(path.join(root, 'a.ts'), source);
});
afterEach(() => rmSync(root, { recursive: true }));

test('a file in a language with a grammar is scanned', async () => {
  expect(await scanFile(engine, root, 'a.ts', source.length)).toEqual({ language: 'typescript' });
});

test('an engine that fails is not taken for a file that cannot be parsed', async () => {
  const failing = {
    ...engine,
    setRecords(): never {
      throw new AppError('internal', 'scanner_failed', 'The scanner stopped');
    },
  };
  await expect(scanFile(failing, root, 'a.ts', source.length)).rejects.toMatchObject({
    code: 'scanner_failed',
  });
});
