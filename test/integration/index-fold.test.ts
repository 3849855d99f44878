import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLD_KIND } from '../../src/contexts/indexing/handlers/fold-overlays.ts';
import { FoldOverlays } from '../../src/contexts/indexing/schemas-job.ts';
import { createJobs } from '../../src/contexts/jobs/index.ts';
import { put } from '../support/c-tree.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { readContent } from '../support/index-content.ts';
import { type IndexJobs, indexJobs } from '../support/index-jobs.ts';
import { asOwner } from '../support/index-state.ts';

let db: TestDatabase;
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-fold-'));
const root = path.join(scratch, 'tree');
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(async () => {
  await db.drop();
  rmSync(scratch, { recursive: true, force: true });
});

const write = (from: number, to: number, value: number): void => {
  for (let at = from; at < to; at += 1) {
    put(root, `part${at % 7}/f${at}.c`, `int f${at}(void)\n{\n\treturn g(${value}) + g(1);\n}\n`);
  }
};
const queued = (): Promise<{ kind: string; input: unknown; source: string; events: number }[]> =>
  asOwner(db.database, (owner) =>
    owner.query({
      sql: `select kind, input, source, (
          select count(*)::int from keelson.outbox where subject = 'job/' || job_id) as events
        from keelson.job where kind = $1`,
      parameters: [FOLD_KIND],
    }),
  );

describe('folding', () => {
  it('is queued once when overlays are many, and makes chunks and rows one again', async () => {
    write(0, 300, 0);
    const { enqueue } = createJobs();
    const jobs: IndexJobs = indexJobs(db.database, path.join(scratch, 'home'), root, {}, enqueue);
    await jobs.index();
    write(0, 49, 2);
    expect((await jobs.update()).incremental).toMatchObject({ applied: true, overlays: 49 });
    expect(await queued()).toEqual([]);
    write(49, 52, 2);
    await jobs.update();
    write(10, 60, 3);
    await jobs.update();
    const [job, ...others] = await queued();
    expect(others).toEqual([]);
    expect(job).toMatchObject({ kind: FOLD_KIND, input: { repository: root }, source: 'auto', events: 1 });
    expect(FoldOverlays.parse(job!.input)).toEqual({ repository: root });
    const before = await readContent(db.database, root);
    expect(await jobs.fold()).toMatchObject({ files: 300 });
    expect(await readContent(db.database, root)).toEqual(before);
    expect((await jobs.update()).incremental).toMatchObject({ applied: true, changed: 0, overlays: 0 });
  });
});
