import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDiff } from './parse-diff.ts';

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

describe('parseDiff', () => {
  it('tells changed lines on both sides, and where hunks say they are', () => {
    const { files, cut } = parseDiff(
      lines(
        'diff --git a/fs/a.c b/fs/a.c',
        'index 1..2 100644',
        '--- a/fs/a.c',
        '+++ b/fs/a.c',
        '@@ -10,5 +10,6 @@ int f(void)',
        ' one',
        '-two',
        '+TWO',
        '+more',
        ' three',
        '',
        '-four',
        '\\ No newline at end of file',
        '@@ -40 +41,2 @@',
        ' x',
        '+y',
      ),
    );
    expect(cut).toEqual([]);
    expect(files).toEqual([
      {
        before: 'fs/a.c',
        after: 'fs/a.c',
        hunks: [
          { before: 10, after: 10, heading: 'int f(void)' },
          { before: 40, after: 41, heading: '' },
        ],
        changes: [
          { before: { from: 11, to: 11 }, after: { from: 11, to: 12 } },
          { before: { from: 14, to: 14 }, after: { from: 15, to: 14 } },
          { before: { from: 41, to: 40 }, after: { from: 42, to: 42 } },
        ],
      },
    ]);
  });

  it('reads new, deleted, renamed, binary and quoted files', () => {
    const { files } = parseDiff(
      lines(
        'diff --git a/new.c b/new.c',
        'new file mode 100644',
        '--- /dev/null',
        '+++ b/new.c',
        '@@ -0,0 +1 @@',
        '+x',
        'diff --git a/old.c b/old.c',
        'deleted file mode 100644',
        '--- a/old.c',
        '+++ /dev/null',
        '@@ -1 +0,0 @@',
        '-x',
        'diff --git a/was.c b/is.c',
        'similarity index 100%',
        'rename from was.c',
        'rename to is.c',
        'diff --git a/logo.png b/logo.png',
        'Binary files a/logo.png and b/logo.png differ',
        'diff --git "a/fs/\\303\\244 b.c" "b/fs/\\303\\244 b.c"',
        '--- "a/fs/\\303\\244 b.c"',
        '+++ "b/fs/\\303\\244 b.c"',
        '@@ -1 +1 @@',
        '-x',
        '+y',
      ),
    );
    expect(files.map(({ before, after, changes }) => [before, after, changes.length])).toEqual([
      [undefined, 'new.c', 1],
      ['old.c', undefined, 1],
      ['was.c', 'is.c', 0],
      ['logo.png', 'logo.png', 0],
      ['fs/ä b.c', 'fs/ä b.c', 1],
    ]);
  });

  it('reads what diff -u prints, and takes lines that look like heads for what they are', () => {
    const { files } = parseDiff(
      lines(
        'Only in x: y',
        '--- old/a.c\t2020-01-01 00:00:00',
        '+++ new/a.c\t2020-01-02 00:00:00',
        '@@ -1,2 +1,2 @@',
        '--- not a head',
        '+++ nor this',
        ' x',
        '--- old/b.c',
        '+++ new/b.c',
        '@@ -1 +1 @@',
        '-x',
        '+y',
      ),
    );
    expect(files.map(({ after, changes }) => [after, changes.length])).toEqual([
      ['new/a.c', 1],
      ['new/b.c', 1],
    ]);
  });

  it('bounds what it reads and says so', () => {
    const many = Array.from({ length: 1500 }, (_, i) => `--- a/${i}.c\n+++ b/${i}.c\n@@ -1 +1 @@\n-x\n+y\n`);
    const { files, cut } = parseDiff(many.join(''));
    expect(files).toHaveLength(1000);
    expect(cut).toEqual(['Only the first 1000 files of the diff were read']);
    expect(parseDiff('--- a/x\n+++ b/x\n@@ -1,999999999 +1,999999999 @@\n x\n').files[0]?.changes).toEqual(
      [],
    );
    expect(parseDiff('@@@ -1 -1 +1 @@@\n').cut[0]).toContain('merges');
  });

  it('never fails, whatever the text', () => {
    const line = fc.constantFrom(
      '--- a/x', '+++ b/x', '--- /dev/null', '+++ /dev/null', 'diff --git a/x b/x', '@@ -1,2 +1,3 @@ f()', '@@ -1 +0,0 @@',
      '@@ -0,0 +1 @@', '+', '-', ' ', '', '\\', 'rename from x', 'new file mode 1', '"', 'diff --git "a', '@@ -9999999999 +1 @@',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 40 }), (text) => {
        for (const { changes } of parseDiff(text.join('\n')).files) {
          for (const { before, after } of changes) {
            expect(before.to).toBeGreaterThanOrEqual(before.from - 1);
            expect(after.to).toBeGreaterThanOrEqual(after.from - 1);
          }
        }
      }),
    );
  });
});
