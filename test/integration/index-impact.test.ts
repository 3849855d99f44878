import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { impactOf } from '../../src/contexts/indexing/operations/impact-of.ts';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import type { ImpactAnswer } from '../../src/contexts/indexing/schemas-impact.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import { BUILD_TREE } from '../support/build-tree.ts';
import type { TestDatabase } from '../support/database.ts';
import { indexDatabase } from '../support/index-database.ts';
import { loadTree } from '../support/load-tree.ts';
import { caller, runnerOn } from '../support/runner.ts';

let db: TestDatabase;
let run: RunOperation;
beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
  await loadTree(db.database, '/src/namesakes', NAMESAKES);
  await loadTree(db.database, '/src/linux', BUILD_TREE);
});
afterAll(() => db.drop());

type Answer = z.output<typeof ImpactAnswer>;
const ask = (input: unknown): Promise<Answer> => run(impactOf, caller(), input) as Promise<Answer>;

/** A function, and much that bears or uses its name and has nothing to do with it. */
const NAMESAKES = {
  'lib/open.c': 'int open_it(int n)\n{\n\treturn n;\n}\nint twice(int n)\n{\n\treturn open_it(n);\n}\n',
  'fs/use.c': 'int user(void)\n{\n\treturn open_it(1) + twice(2);\n}\n',
  'fs/member.c': 'int member(struct ops *ops)\n{\n\treturn ops->open_it(1);\n}\n',
  'fs/own.c': 'static int open_it(int n)\n{\n\treturn n;\n}\nint owner(void)\n{\n\treturn open_it(3);\n}\n',
  'scripts/tool.py': 'def tool():\n    return open_it(1)\n',
};

/** Changes the line `return helper(1);` of sample_read(). */
const DIFF = `diff --git a/fs/sample/inode.c b/fs/sample/inode.c
--- a/fs/sample/inode.c
+++ b/fs/sample/inode.c
@@ -8,5 +8,5 @@ static int helper(int x)
 ssize_t sample_read(struct file *file)
 {
-	return helper(1);
+	return helper(3);
 }
 EXPORT_SYMBOL_GPL(sample_read);
`;

describe('impact_of', () => {
  it('takes changed lines to a function and that to its callers', async () => {
    const { changed, functions, unknown, files } = await ask({ diff: DIFF });
    expect(changed.map(({ name, file, callers }) => [name, file, callers])).toEqual([
      ['sample_read', 'fs/sample/inode.c', 3],
    ]);
    expect(functions.map(({ name, depth, calls }) => [name, depth, calls])).toEqual(
      expect.arrayContaining([
        ['vfs_read', 1, 'sample_read'],
        ['sample_acl', 1, 'sample_read'],
        ['test_read', 1, 'sample_read'],
        ['sys_read', 2, 'vfs_read'],
      ]),
    );
    expect(unknown).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['fs/sample/inode.c', 'fs/read.c', 'fs/sample/acl.c']));
  });

  it('names configurations, modules, tests, owners and risks', async () => {
    const answer = await ask({ diff: DIFF });
    expect(answer.configs).toEqual(['CONFIG_SAMPLE_FS']);
    expect(answer.config_details[0]).toMatchObject({
      why: 'fs/sample/Makefile:1 obj-$(CONFIG_SAMPLE_FS) += sample.o',
      file: 'fs/sample/Kconfig',
      line: 1,
    });
    expect(answer.modules).toEqual(['sample', 'vmlinux']);
    expect(answer.builds).toContainEqual({
      file: 'fs/sample/acl.c',
      module: 'sample',
      rule: 'sample-$(CONFIG_SAMPLE_ACL)',
      configs: ['CONFIG_SAMPLE_ACL', 'CONFIG_SAMPLE_FS'],
      makefile: 'fs/sample/Makefile',
      line: 3,
      change: 'caller',
    });
    expect(answer.tests).toEqual(['lib/test_sample.c', 'tools/testing/selftests/sample/']);
    expect(answer.owners).toEqual([
      'Ino <ino@example.org>',
      'Ada Lovelace <ada@example.org>',
      'rev@example.org',
      'Al <al@example.org>',
    ]);
    expect(answer.risks).toEqual(['exported symbol: sample_read', 'orphaned: SAMPLE INODES']);
    expect(answer.cites.length).toBeLessThanOrEqual(20);
    expect(answer.cites).toContainEqual({
      path: 'fs/read.c',
      start: 3,
      end: 6,
      line: 5,
      what: 'vfs_read calls sample_read',
    });
  });

  it('keeps static functions of one name apart', async () => {
    const { functions } = await ask({ files: ['fs/sample/file.c'], depth: 1 });
    expect(functions).toEqual([]);
    const helper = DIFF.replace('@@ -8,5 +8,5 @@ static int helper(int x)', '@@ -3,5 +3,5 @@').replaceAll(
      '-	return helper(1);',
      '-	return x + 1;',
    );
    const answer = await ask({ diff: helper });
    expect(answer.changed.map(({ name }) => name)).toEqual(['helper']);
    expect(answer.functions.filter(({ depth }) => depth === 1).map(({ name }) => name)).toEqual([
      'sample_read',
    ]);
  });

  it('takes the callers that the call graph takes, each at its nearest', async () => {
    const where = { repository: '/src/namesakes' };
    const { functions, changed, cites } = await ask({
      files: ['lib/open.c'],
      symbols: [],
      depth: 3,
      ...where,
    });
    expect(changed.map(({ name }) => name)).toEqual(['open_it', 'twice']);
    expect(functions.map(({ name, file, depth }) => [name, file, depth])).toEqual([['user', 'fs/use.c', 1]]);
    expect(cites).toContainEqual(expect.objectContaining({ path: 'fs/use.c', line: 3 }));
    const own = await ask({ files: ['fs/own.c'], ...where });
    expect(own.functions).toEqual([]);
  });

  it('knows tables of operations, system calls and headers', async () => {
    const table = await ask({ symbols: ['sample_read_iter'] });
    expect(table.risks).toContain(
      'operations table entry: file_operations sample_fops.read_iter = sample_read_iter (fs/sample/file.c:14)',
    );
    expect((await ask({ files: ['fs/read.c'] })).risks).toEqual(
      expect.arrayContaining(['system call: read', 'exported symbol: vfs_read']),
    );
    const header = await ask({ files: ['include/linux/sample.h', 'include/uapi/linux/sample.h'] });
    expect(header.files).toEqual(expect.arrayContaining(['fs/read.c', 'lib/test_sample.c']));
    expect(header.risks).toEqual(
      expect.arrayContaining([
        'user-space ABI: include/uapi/linux/sample.h',
        'no maintainer: include/linux/sample.h',
      ]),
    );
  });

  it('follows a changed Kconfig entry to what is built by it', async () => {
    const { configs, modules } = await ask({ symbols: ['CONFIG_SAMPLE_FS'] });
    expect(configs).toEqual(['CONFIG_SAMPLE_FS', 'CONFIG_SAMPLE_ACL']);
    expect(modules).toEqual(['sample']);
  });

  it('takes line numbers from the side of the diff that the index is of', async () => {
    const drifted = DIFF.replace('@@ -8,5 +8,5 @@', '@@ -80,5 +8,5 @@').replace(
      'static int helper(int x)',
      '',
    );
    expect((await ask({ diff: drifted, index_is: 'after' })).changed.map(({ name }) => name)).toEqual([
      'sample_read',
    ]);
    expect((await ask({ diff: drifted, index_is: 'before' })).changed).toEqual([]);
  });

  it('says what it does not know and where it stops', async () => {
    const answer = await ask({ files: ['no/such.c'], symbols: ['vfs_read', 'no_such'], limit: 1, depth: 2 });
    expect(answer.unknown).toEqual(['no/such.c', 'no_such']);
    expect(answer.functions).toHaveLength(1);
    const narrow = await ask({ symbols: ['sample_read'], limit: 1 });
    expect(narrow.cut).toContain('1 of 4 callers are named; raise limit');
    await expect(ask({})).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('survives a hostile diff', async () => {
    const evil = `${'--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +0,0 @@ (((((\n-x\n'.repeat(3000)}diff --git "a`;
    expect((await ask({ diff: evil })).cut).toContain('Only the first 1000 files of the diff were read');
    expect((await ask({ diff: '%' })).changed).toEqual([]);
  });
});

describe('search among what is built', () => {
  it('puts code before what is built of the same name', async () => {
    const { hits } = (await run(search, caller(), { query: 'test_read' })) as {
      hits: { name: string; kind: string }[];
    };
    expect(hits.map(({ name, kind }) => [name, kind])).toEqual([
      ['test_read', 'function'],
      ['test_read', 'target'],
    ]);
  });
});
