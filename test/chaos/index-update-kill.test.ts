import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { put } from '../support/c-tree.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { readContent } from '../support/index-content.ts';
import { type IndexJobs, indexJobs } from '../support/index-jobs.ts';

const SCRIPT = fileURLToPath(new URL('../support/index-update.mjs', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-update-kill-'));
const root = path.join(scratch, 'tree');
const home = path.join(scratch, 'home');

let db: TestDatabase;
let jobs: IndexJobs;
beforeAll(async () => {
  db = await testDatabase();
  jobs = indexJobs(db.database, home, root);
  put(root, 'fs/a.c', 'int a(void)\n{\n\treturn b() + b();\n}\n#define A 1\n');
  put(root, 'mm/b.c', 'int b(void)\n{\n\treturn a();\n}\nEXPORT_SYMBOL(b);\n');
  await jobs.index();
});
afterAll(async () => {
  await db.drop();
  rmSync(scratch, { recursive: true, force: true });
});

/** Runs until the given statement; answers how many there were, or undefined when it was killed. */
function update(incremental: boolean, killAt: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const argument = JSON.stringify({ target: db.target, home, folder: root, incremental, killAt });
    execFile(process.execPath, [SCRIPT, argument], (error, stdout, stderr) => {
      if (error === null) resolve((JSON.parse(stdout) as { statements: number }).statements);
      else if (error.signal === 'SIGKILL') resolve(undefined);
      else reject(new Error(stderr, { cause: error }));
    });
  });
}

function edit(round: number): void {
  put(root, 'fs/a.c', `int a${round}(void)\n{\n\treturn b() + a() + a();\n}\n#define A${round} 1\n`);
  put(root, `fs/new_${round}.c`, `int new_${round}(void)\n{\n\treturn a${round}();\n}\n`);
  rmSync(path.join(root, `fs/new_${round - 1}.c`), { force: true });
}

describe('a run that changes a ready index and is killed', () => {
  it.each([
    ['incremental', true],
    ['whole', false],
  ])(
    'has done all or nothing at every statement, and the same again does it: %s',
    async (_, incremental) => {
      edit(0);
      const statements = (await update(incremental, 0))!;
      expect(statements).toBeGreaterThan(20);
      let kills = 0;
      for (let killAt = 1; killAt <= statements; killAt += 3) {
        const before = await readContent(db.database, root);
        edit(killAt);
        if ((await update(incremental, killAt)) === undefined) kills += 1;
        const after = await readContent(db.database, root);
        await (incremental ? jobs.update() : jobs.index());
        const done = await readContent(db.database, root);
        expect(done).not.toEqual(before);
        expect([JSON.stringify(before), JSON.stringify(done)]).toContain(JSON.stringify(after));
      }
      expect(kills).toBeGreaterThan(5);
      await jobs.index({ force: true }, 2);
      expect(await readContent(db.database, root)).toEqual(await readContent(db.database, root, 2));
    },
    300_000,
  );
});
