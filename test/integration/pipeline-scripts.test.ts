import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFiles } from '../../src/contexts/indexing/pipeline/list-files.ts';
import { put } from '../support/c-tree.ts';
import { chunkFiles, index, manifestContent } from '../support/index-run.ts';

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-scripts-'));
  root = path.join(base, 'tree');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const out = (name = 'out'): string => path.join(base, name);
const chunk = (text: string | undefined): unknown => JSON.parse(text ?? 'null');

const SHELL = '#!/bin/sh\nlaunch() { sail; }\n';
const RUBY = '#!/usr/bin/env ruby\ndef launch; sail; end\n';

/** Scripts in four languages, and files without an extension that are none. */
function putScripts(): void {
  put(root, 'bin/run', SHELL);
  chmodSync(path.join(root, 'bin/run'), 0o755);
  put(root, 'bin/no-mode', RUBY);
  put(root, 'bin/tool', '#!/usr/bin/python3 -u\ndef tool(): pass\n');
  put(root, 'bin/page', '#!/usr/bin/env php\n<?php function page() {}\n');
  put(root, 'bin/perl', '#!/usr/bin/perl\nsub f {}\n');
  put(root, 'bin/empty', '');
  put(root, 'bin/data', 'launch() { sail; }\n');
  put(root, 'bin/.hidden', SHELL);
  put(root, 'bin/name.txt', SHELL);
  put(root, 'LICENSE', SHELL);
  put(root, 'Rakefile', 'task(:build)\n');
  symlinkSync('run', path.join(root, 'bin/link'));
}
const scripts = ['Rakefile', 'bin/no-mode', 'bin/page', 'bin/run', 'bin/tool'];

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: root, stdio: 'ignore' });
}

test.each(['walk', 'git'] as const)('scripts without an extension are found by %s', async (source) => {
  putScripts();
  if (source === 'git') {
    git('init', '-q');
    git('add', 'bin/run', 'bin/link', 'bin/data', 'Rakefile');
  }
  const list = async (subsystem?: string): ReturnType<typeof listFiles> =>
    listFiles(root, {
      maxFileBytes: 64_000_000,
      signal: new AbortController().signal,
      ...(subsystem !== undefined && { subsystem }),
    });
  const found = await list();
  expect(found.source).toBe(source);
  expect(found.files.map((file) => file.path).sort()).toEqual(scripts);
  expect(found.files.find((file) => file.path === 'bin/tool')?.script).toBe('python');
  expect(found.skipped).toEqual({ unknown_language: 6, symlink: 1 });
  expect(Object.fromEntries(found.unknown)).toEqual({
    '.hidden': 1,
    '.txt': 1,
    LICENSE: 1,
    data: 1,
    empty: 1,
    perl: 1,
  });
  expect((await list('bin')).files.map((file) => file.path).sort()).toEqual(scripts.slice(1));
});

test('scripts are indexed in the language of their first line, alike for any number of threads', async () => {
  putScripts();
  const one = await index(root, out('one'), { parallel: 1 });
  await index(root, out('three'), { parallel: 3 });
  expect(one.manifest.languages).toEqual({ bash: 1, php: 1, python: 1, ruby: 2 });
  expect(one.manifest.skipped).toEqual({ unknown_language: 6, symlink: 1 });
  expect(chunk(chunkFiles(out('one'))['bin_001.json'])).toMatchObject({
    files: [
      { path: 'bin/no-mode', language: 'ruby' },
      { path: 'bin/page', language: 'php' },
      { path: 'bin/run', language: 'bash' },
      { path: 'bin/tool', language: 'python' },
    ],
    symbols: [
      { name: 'launch' },
      { name: 'page' },
      { name: 'launch', signature: 'launch()' },
      { name: 'tool' },
    ],
  });
  expect(chunkFiles(out('three'))).toEqual(chunkFiles(out('one')));
  expect(manifestContent(out('three'))).toEqual(manifestContent(out('one')));
});

test('a later run notices a script that comes, goes or changes its language', async () => {
  putScripts();
  await index(root, out());
  expect((await index(root, out())).unchanged).toBe(true);
  put(root, 'bin/run', RUBY);
  put(root, 'bin/data', SHELL);
  put(root, 'bin/tool', 'no script any more\n');
  const changed = await index(root, out());
  expect(changed.unchanged).toBe(false);
  expect(changed.manifest.languages).toEqual({ bash: 1, php: 1, ruby: 3 });
  expect(changed.manifest.skipped).toEqual({ unknown_language: 6, symlink: 1 });
  await index(root, out('fresh'));
  expect(chunkFiles(out('fresh'))).toEqual(chunkFiles(out()));
  expect(manifestContent(out('fresh'))).toEqual(manifestContent(out()));
});
