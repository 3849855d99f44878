import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownersFor } from '../../src/contexts/indexing/operations/owners-for.ts';
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
  await loadTree(db.database, '/src/linux', BUILD_TREE);
});
afterAll(() => db.drop());

interface Answer {
  maintainers: {
    section: string;
    emails: string[];
    paths: string[];
    fallback: boolean;
    file: string;
    line: number;
  }[];
  unowned: string[];
  unknown: string[];
}

const ask = (input: unknown): Promise<Answer> => run(ownersFor, caller(), input) as Promise<Answer>;

describe('owners_for', () => {
  it('puts the most specific section first and marks what takes everything', async () => {
    const { maintainers, unowned } = await ask({ paths: ['fs/sample/inode.c'] });
    expect(maintainers.map(({ section, fallback }) => [section, fallback])).toEqual([
      ['SAMPLE INODES', false],
      ['SAMPLE FILE SYSTEM', false],
      ['FILESYSTEMS (VFS)', false],
      ['THE REST', true],
    ]);
    expect(maintainers[1]).toMatchObject({
      emails: ['ada@example.org', 'rev@example.org', 'sample@lists.example.org'],
      paths: ['fs/sample/'],
      file: 'MAINTAINERS',
      line: 4,
    });
    expect(unowned).toEqual([]);
  });

  it('honours exclusions, and says who has nobody in particular', async () => {
    const { maintainers, unowned } = await ask({ paths: ['fs/sample/old/x.c', 'lib/none.c'] });
    expect(maintainers.map(({ section }) => section)).not.toContain('SAMPLE FILE SYSTEM');
    expect(unowned).toEqual(['fs/sample/old/x.c', 'lib/none.c']);
  });

  it('finds the file of a symbol, also one given as a path', async () => {
    const bySymbol = await ask({ symbols: ['sample_read'] });
    expect(bySymbol.maintainers[0]).toMatchObject({ section: 'SAMPLE INODES' });
    expect((await ask({ paths: ['sample_read'] })).maintainers).toEqual(bySymbol.maintainers);
    expect(await ask({ symbols: ['no_such_thing'] })).toMatchObject({
      maintainers: [],
      unknown: ['no_such_thing'],
    });
  });
});
