import { describe, expect, it } from 'vitest';
import { languageOf, languageOfShebang } from './languages.ts';

describe('languageOf', () => {
  it.each([
    ['fs/read_write.c', 'c'],
    ['include/linux/fs.h', 'c'],
    ['src/main.ts', 'typescript'],
    ['types/index.d.ts', 'typescript'],
    ['a.mts', 'typescript'],
    ['a.cts', 'typescript'],
    ['web/page.tsx', 'tsx'],
    ['a.js', 'javascript'],
    ['a.mjs', 'javascript'],
    ['a.cjs', 'javascript'],
    ['a.jsx', 'javascript'],
    ['tools/run.py', 'python'],
    ['stubs/os.pyi', 'python'],
    ['SConstruct', 'python'],
    ['deep/er/Jakefile', 'javascript'],
    ['with space/ünïcode.py', 'python'],
  ])('%s is %s', (path, language) => {
    expect(languageOf(path)).toBe(language);
  });

  it.each(['README', 'a.C', 'a.md', '.ts', 'dir.py/file', 'py', '', 'a.', 'constructor', 'a.constructor'])(
    '%j is in no known language',
    (path) => {
      expect(languageOf(path)).toBeUndefined();
    },
  );
});

describe('languageOfShebang', () => {
  it.each([
    ['#!/usr/bin/env node', 'javascript'],
    ['#!/usr/bin/env -S node --no-warnings', 'javascript'],
    ['#! /usr/bin/python3.11 -u', 'python'],
    ['#!/usr/bin/env -S PYTHONPATH=. python3\r', 'python'],
    ['#!/usr/bin/env tsx', 'typescript'],
  ])('%s is %s', (line, language) => {
    expect(languageOfShebang(line)).toBe(language);
  });

  it.each(['', 'node', '#!', '#!/bin/sh', '#!/usr/bin/env', '# python'])('%j says nothing', (line) => {
    expect(languageOfShebang(line)).toBeUndefined();
  });
});
