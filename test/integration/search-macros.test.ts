import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import { put } from '../support/c-tree.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { giveGrams } from '../support/give-grams.ts';
import { indexJobs } from '../support/index-jobs.ts';
import { asOwner } from '../support/index-state.ts';
import { caller, runnerOn } from '../support/runner.ts';

const SOURCES: Readonly<Record<string, string>> = {
  'include/limits.h': `#ifndef _LIMITS_H
#define _LIMITS_H
#define HARBOUR_MAX_DEPTH 40
#define HARBOUR_MIN_DEPTH 4
#define harbour_clamp(x) clamp(x, HARBOUR_MIN_DEPTH, HARBOUR_MAX_DEPTH)
#define HARBOUR_PAIR(a, b) a b
#endif
`,
  'fs/depth.c': `#include <limits.h>
#define HARBOUR_MAX_DEPTH 50
int harbour_max_depth_now(void)
{
	return harbour_clamp(HARBOUR_MAX_DEPTH);
}
`,
  'tools/depth.cpp': '#define HARBOUR_TOOL 1\nint tool() { return HARBOUR_TOOL; }\n',
};

let db: TestDatabase;
let run: RunOperation;
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-macros-'));
const slow = path.join(scratch, 'slow');
const fast = path.join(scratch, 'fast');
const jobsOf = (root: string) => indexJobs(db.database, `${root}-home`, root);

beforeAll(async () => {
  db = await testDatabase();
  run = runnerOn(db.database);
  for (const root of [slow, fast]) {
    for (const [file, text] of Object.entries(SOURCES)) put(root, file, text);
    await jobsOf(root).index();
  }
  const [index] = await asOwner(db.database, (owner) =>
    owner.query<{ id: number }>({
      sql: `select id from keelson.code_index where repository = $1 and state = 'ready'`,
      parameters: [fast],
    }),
  );
  await giveGrams(db.database, index!.id);
});
afterAll(async () => {
  await db.drop();
  rmSync(scratch, { recursive: true, force: true });
});

interface Hit {
  name: string;
  kind: string;
  file: string;
  line: number;
  fuzzy?: true;
}
const hits = async (input: object): Promise<Hit[]> =>
  ((await run(search, caller(), input)) as { hits: Hit[] }).hits;
const places = async (input: object): Promise<string[]> =>
  (await hits(input)).map(({ name, kind, file, line }) => `${name} ${kind} ${file}:${line}`);

const MAX_DEPTH = ['HARBOUR_MAX_DEPTH macro fs/depth.c:2', 'HARBOUR_MAX_DEPTH macro include/limits.h:3'];

describe.each([slow, fast])('macros in a search of %s', (repository) => {
  it('are found by their very name', async () => {
    expect(await places({ repository, query: 'HARBOUR_MAX_DEPTH', match: 'exact' })).toEqual(MAX_DEPTH);
    expect(await places({ repository, query: 'HARBOUR_PAIR' })).toEqual([
      'HARBOUR_PAIR macro include/limits.h:6',
    ]);
    expect(await hits({ repository, query: 'harbour_pair', match: 'exact' })).toEqual([]);
  });

  it('say how they are defined', async () => {
    expect(await hits({ repository, query: 'HARBOUR_PAIR', match: 'exact' })).toEqual([
      {
        name: 'HARBOUR_PAIR',
        kind: 'macro',
        file: 'include/limits.h',
        line: 6,
        span: { path: 'include/limits.h', start: 6, end: 6 },
        signature: '#define HARBOUR_PAIR(…)',
        snippet: '#define HARBOUR_PAIR(…)',
        score: 1,
      },
    ]);
  });

  it('are found by how they start, by a word and by any part', async () => {
    expect(await places({ repository, query: 'HARBOUR_M', match: 'prefix' })).toEqual([
      ...MAX_DEPTH,
      'HARBOUR_MIN_DEPTH macro include/limits.h:4',
    ]);
    expect(await places({ repository, query: 'tool', match: 'word', kind: 'macro' })).toEqual([
      'HARBOUR_TOOL macro tools/depth.cpp:1',
    ]);
    expect(await places({ repository, query: 'our_min', match: 'substring' })).toEqual([
      'HARBOUR_MIN_DEPTH macro include/limits.h:4',
    ]);
    expect(await places({ repository, query: 'min depth' })).toContain(
      'HARBOUR_MIN_DEPTH macro include/limits.h:4',
    );
  });

  it('are found when they are misspelt', async () => {
    const [first] = await hits({ repository, query: 'HARBUOR_MIN_DEPHT' });
    expect(first).toMatchObject({ name: 'HARBOUR_MIN_DEPTH', kind: 'macro', line: 4, fuzzy: true });
  });

  it('come once where they are symbols too', async () => {
    expect(await places({ repository, query: 'harbour_clamp' })).toEqual([
      'harbour_clamp macro include/limits.h:5',
    ]);
    expect(await places({ repository, query: 'r_clam', match: 'substring' })).toEqual([
      'harbour_clamp macro include/limits.h:5',
    ]);
  });

  it('keep to kind, language and path', async () => {
    expect(await hits({ repository, query: 'HARBOUR_M', kind: 'function', match: 'prefix' })).toEqual([]);
    expect(await places({ repository, query: 'harbour_', language: 'cpp' })).toEqual([
      'HARBOUR_TOOL macro tools/depth.cpp:1',
    ]);
    expect(await places({ repository, query: 'max_depth', path: 'include/' })).toEqual([MAX_DEPTH[1]]);
    expect(await places({ repository, query: 'HARBOUR_MAX_DEPTH', match: 'exact', path: 'fs/' })).toEqual([
      MAX_DEPTH[0],
    ]);
  });

  it('follow the files', async () => {
    put(repository, 'fs/new.h', '#define BALLAST_TONS 9\n');
    put(repository, 'fs/depth.c', '#define HARBOUR_DEPTH_NOW 50\n');
    await jobsOf(repository).update();
    expect(await places({ repository, query: 'llast_to' })).toEqual(['BALLAST_TONS macro fs/new.h:1']);
    expect(await places({ repository, query: 'HARBOUR_MAX_DEPTH', match: 'exact' })).toEqual([MAX_DEPTH[1]]);
    expect(await places({ repository, query: 'max_dep', match: 'substring' })).toEqual([MAX_DEPTH[1]]);
  });
});
