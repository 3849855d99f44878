import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listFiles } from '../../src/contexts/indexing/pipeline/list-files.ts';
import { createIgnoreRules } from '../../src/contexts/indexing/pipeline/ignore-rules.ts';

let base: string;
beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-ignore-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const segment = fc.constantFrom(
  'a',
  'b',
  'ab',
  '*',
  '*.c',
  'a*',
  '*b*',
  '?',
  '[ab]',
  '[!a].c',
  '**',
  'x.c',
  'a.c',
  '!a.c',
  '\\#x',
  'a ',
  'b\\ ',
);
const line = fc
  .tuple(
    fc.constantFrom('', '!', '/', '#'),
    fc.array(segment, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '/'),
  )
  .map(([head, parts, tail]) => head + parts.join('/') + tail);
const names = [
  'A.c',
  'a.c',
  'x.c',
  'a/a.c',
  'a/x.c',
  'a/b/a.c',
  'b/ab/x.c',
  'ab/x.c',
  'b/a.c',
  '#x/a.c',
  'a /a.c',
];

async function list(root: string): Promise<{ source: string; paths: string[] }> {
  const { source, files } = await listFiles(root, {
    maxFileBytes: 1e6,
    signal: new AbortController().signal,
  });
  return { source, paths: files.map((file) => file.path).sort() };
}

test('walking agrees with git on any .gitignore', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 5 }),
      fc.array(line, { maxLength: 3 }),
      async (top, below) => {
        const root = path.join(base, String((run += 1)));
        for (const name of [...names, 'keep.c']) {
          mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
          writeFileSync(path.join(root, name), 'int x;\n');
        }
        writeFileSync(path.join(root, '.gitignore'), `${top.join('\n')}\n!/keep.c\n`);
        writeFileSync(path.join(root, 'a/.gitignore'), below.join('\n'));
        const walked = await list(root);
        execFileSync('git', ['init', '-q'], { cwd: root });
        const listed = await list(root);
        expect([walked.source, listed.source]).toEqual(['walk', 'git']);
        expect(walked.paths).toEqual(listed.paths);
      },
    ),
    { numRuns: 100, examples: [[['a/**/'], ['!?']]] },
  );
});

test('what is sorted out beforehand is what no rule would have matched', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom(...names, 'a/', 'a/b/'), (lines, name) => {
      const text = lines.join('\n');
      // A rule of nothing but wildcards that matches no name makes every name be looked at in full.
      const unfiltered = createIgnoreRules(`${text}\n[?][?][?][?]\n`);
      // Below a folder that is ignored nothing is ever asked.
      const folders = [...name.matchAll(/(?<=.)\/(?=.)/g)].map(({ index }) => name.slice(0, index + 1));
      fc.pre(folders.every((folder) => unfiltered.decide(folder) !== 'ignored'));
      expect(createIgnoreRules(text).decide(name)).toBe(unfiltered.decide(name));
    }),
    { numRuns: 2000 },
  );
});
