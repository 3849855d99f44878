import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isTemporaryName, writeFileAtomic, writePending } from './write-atomic.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keelson-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file replaces another as a whole', async () => {
  const target = path.join(folder, 'a.json');
  await writeFileAtomic(target, 'one');
  const { bytes } = await writeFileAtomic(target, Buffer.from('second'));
  expect(bytes).toBe(6);
  expect(readFileSync(target, 'utf8')).toBe('second');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('until it is committed a file has no name of its own, and the old one stays', async () => {
  const target = path.join(folder, 'a.json');
  await writeFileAtomic(target, 'old');
  const pending = writePending(target, [Buffer.from('new '), Buffer.from('text')]);
  expect(readFileSync(target, 'utf8')).toBe('old');
  expect(readdirSync(folder).filter(isTemporaryName)).toHaveLength(1);
  const written = await pending.commit();
  expect(readFileSync(target, 'utf8')).toBe('new text');
  expect(written.bytes).toBe(8);
});

test('a discarded file leaves nothing', () => {
  writePending(path.join(folder, 'a.json'), [Buffer.from('x')]).discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('pieces that cannot be written leave nothing', () => {
  const pieces = (function* () {
    yield Buffer.from('x');
    throw new Error('no more');
  })();
  expect(() => writePending(path.join(folder, 'a.json'), pieces)).toThrow('no more');
  expect(readdirSync(folder)).toEqual([]);
});

test('a rename that fails leaves no temporary file', async () => {
  const target = path.join(folder, 'taken');
  mkdirSync(path.join(target, 'child'), { recursive: true });
  await expect(writeFileAtomic(target, 'x')).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
  expect(existsSync(path.join(target, 'child'))).toBe(true);
});
