import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFoldOverlays } from '../../src/contexts/indexing/handlers/fold-overlays.ts';
import { createIndexRepository } from '../../src/contexts/indexing/handlers/index-repository.ts';
import type { IndexJob } from '../../src/contexts/indexing/schemas-git.ts';
import type { IndexRepositoryResult } from '../../src/contexts/indexing/schemas-job.ts';
import { findIndex } from '../../src/contexts/indexing/store/queries/find-index.ts';
import type { JobProgress } from '../../src/kernel/job.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { type GitRepository, makeRepository } from '../support/git-repository.ts';
import { chunkFiles } from '../support/index-run.ts';
import { jobContext } from '../support/job-context.ts';

let db: TestDatabase;
let scratch: string;
let upstream: GitRepository;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'keelson-index-git-'));
  upstream = makeRepository(path.join(scratch, 'upstream', 'boat.git'));
  return () => rmSync(scratch, { recursive: true, force: true });
});

const depsOf = (home: string) => ({
  database: db.database,
  home: path.join(scratch, home),
  git: { hosts: [], roots: [], maxBytes: 1e9 },
  log: silentLog,
});
const index = (
  home: string,
  job: Partial<IndexJob> = {},
  progress: (step: JobProgress) => void = () => undefined,
) =>
  createIndexRepository(depsOf(home)).run(
    jobContext({ tenant: 1 }),
    { repository_url: upstream.folder, parallel: 1, ...job },
    progress,
  ) as Promise<IndexRepositoryResult>;
/** The URL by which the repository goes. */
const url = (): string => `file://${path.join(scratch, 'upstream', 'boat')}`;
const sources = (value: number) =>
  Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      `d${at % 3}/f${at}.c`,
      `int f${at}(void)\n{\n\treturn g(${value});\n}\n`,
    ]),
  );

describe('an index of a repository', () => {
  test('goes by its URL, and is the same bytes from any machine', async () => {
    const commit = upstream.commit(sources(0));
    const one = await index('one');
    expect(one.repository).toBe(url());
    const two = await index('two', { parallel: 3 });
    expect(readFileSync(two.manifest)).toEqual(readFileSync(one.manifest));
    expect(chunkFiles(path.dirname(two.manifest))).toEqual(chunkFiles(path.dirname(one.manifest)));
    expect(JSON.parse(readFileSync(one.manifest, 'utf8'))).toMatchObject({
      repository: `${url()}@${commit}`,
      created: '2026-01-02T03:04:05.000Z',
    });
    expect(readFileSync(one.manifest, 'utf8')).not.toContain(path.join(scratch, 'one'));
    const found = await db.database.tenant(1, (tx) => findIndex(tx, 1, 'boat'));
    expect(found).toMatchObject({ repository: url(), freshness: { commit } });
  });

  test('of a ref stands beside the others, and a part beside the whole', async () => {
    upstream.commit(sources(0));
    upstream.git('tag', 'v1');
    upstream.commit({ 'd0/new.c': 'int late(void)\n{\n\treturn 1;\n}\n' });
    expect(await index('one')).toMatchObject({ repository: url(), files: 41 });
    expect(await index('one', { ref: 'v1' })).toMatchObject({ repository: `${url()}@v1`, files: 40 });
    await index('one', { ref: 'v1', subsystem: 'd0' });
    for (const [name, repository] of [
      ['boat', url()],
      ['boat@v1', `${url()}@v1`],
      ['boat@v1/d0', `${url()}@v1/d0`],
    ] as const) {
      expect(await db.database.tenant(1, (tx) => findIndex(tx, 1, name))).toMatchObject({ repository });
    }
  });

  test('follows the branch: only what has changed is read again', async () => {
    upstream.commit(sources(0));
    await index('one');
    const commit = upstream.commit({ 'd0/f0.c': 'int f0(void)\n{\n\treturn h(2);\n}\n' });
    const updated = await index('one', { incremental: true });
    expect(updated.incremental).toMatchObject({ applied: true, changed: 1 });
    const found = await db.database.tenant(1, (tx) => findIndex(tx, 1, url()));
    expect(found.freshness).toMatchObject({ commit, overlays: 1 });
    // Folding is for any machine, also one that has not cloned it yet.
    const folded = await createFoldOverlays(depsOf('two')).run(
      jobContext({ tenant: 1 }),
      { repository: url() },
      () => undefined,
    );
    expect(folded).toMatchObject({ repository: url(), files: 40 });
    expect(folded!.manifest.startsWith(path.join(scratch, 'two'))).toBe(true);
    expect(JSON.parse(readFileSync(folded!.manifest, 'utf8'))).toMatchObject({
      repository: `${url()}@${commit}`,
    });
  });

  test('names the new commit when that changed nothing that is indexed', async () => {
    upstream.commit(sources(0));
    const { manifest, manifest_id: before } = await index('one');
    const commit = upstream.commit({ 'notes.bin': 'x' });
    const { manifest_id: after } = await index('one');
    expect(after).toBe(before);
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ repository: `${url()}@${commit}` });
  });

  test('tells that it fetches, and lets go of its clone when it fails', async () => {
    upstream.commit({ 'notes.bin': 'x' });
    const phases: string[] = [];
    await expect(index('one', {}, ({ phase }) => phases.push(phase))).rejects.toMatchObject({
      code: 'nothing_to_index',
    });
    expect(phases.slice(0, 2)).toEqual(['fetch', 'fetch']);
    const commit = upstream.commit(sources(1));
    writeFileSync(path.join(scratch, 'unrelated'), '');
    const { manifest } = await index('one');
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ repository: `${url()}@${commit}` });
  });
});
