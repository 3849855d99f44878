import { mkdtempSync, renameSync, rmSync, utimesSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  array,
  asyncProperty,
  assert,
  constantFrom,
  integer,
  oneof,
  record,
  tuple,
  type Arbitrary,
} from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { put } from '../support/c-tree.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { readContent } from '../support/index-content.ts';
import { indexJobs } from '../support/index-jobs.ts';

let db: TestDatabase;
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-overlays-'));
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(async () => {
  await db.drop();
  rmSync(scratch, { recursive: true, force: true });
});

const number = integer({ min: 0, max: 9 });
const name = number.map((n) => `f${n}`);

/** Pieces of C that make every kind of row, over few names so that files share their keys. */
const piece: Arbitrary<string> = oneof(
  tuple(name, array(name, { maxLength: 5 })).map(
    ([fn, calls]) =>
      `int ${fn}(struct s *s)\n{\n${calls.map((to) => `\t${to}(s); s->op->${to}(s);\n`).join('')}}\n`,
  ),
  name.map((fn) => `EXPORT_SYMBOL(${fn});\n`),
  name.map((fn) => `SYSCALL_DEFINE1(${fn}, int, fd)\n{\n\treturn ${fn}(fd) + ${fn}(fd);\n}\n`),
  tuple(name, name).map(
    ([field, fn]) => `static const struct file_operations ops_${fn} = {\n\t.${field} = ${fn},\n};\n`,
  ),
  tuple(name, name, name).map(
    ([fn, to, member]) =>
      `#ifdef CONFIG_A\n/* Says ${fn}. */\nint ${fn}(int);\nint use_${fn}(struct s *s)\n{\n\t${to}(s, ${fn});\n\ts->${member} = ${fn};\n\treturn 0;\n}\n#endif\nREGISTER(x, ${fn});\n`,
  ),
  tuple(name, name).map(([type, field]) => `struct ${type} { int ${field}; int b; };\n`),
  name.map((macro) => `#define M_${macro} 1\n#define C_${macro}(x) ${macro}(x)\n`),
  tuple(name, name).map(
    ([fn, other]) =>
      `/* Says what ${fn} does. */\n#ifdef CONFIG_${other}\nvoid ${fn}(struct s *s)\n{\n\ts->${other} = ${fn};\n\thand(${other}, ${other});\n}\n#endif\n`,
  ),
  name.map((header) => `#include "${header}.h"\n`),
);
const script = array(name, { maxLength: 4 }).map((names) =>
  names.map((fn) => `def ${fn}():\n    return f1(f2())\n\n${fn}()\n`).join(''),
);
const file = oneof(
  constantFrom('fs/a.c', 'fs/b.c', 'fs/sub/c.h', 'mm/d.c', 'drivers/net/e.c').chain((at) =>
    array(piece, { maxLength: 6 }).map((pieces) => ({ at, text: pieces.join('\n') })),
  ),
  script.map((text) => ({ at: 'tools/g.py', text })),
  constantFrom({ at: 'fs/a.c', text: 'int x\0binary(void) { return 1; }' }, { at: 'mm/d.c', text: '' }),
);
const place = constantFrom(
  'fs/a.c',
  'fs/b.c',
  'fs/sub/c.h',
  'mm/d.c',
  'drivers/net/e.c',
  'tools/g.py',
  'new/h.c',
);
const edit = oneof(
  record({ write: file }),
  record({ remove: place }),
  record({ from: place, to: place }),
  record({ touch: place }),
);
type Edit =
  | { write: { at: string; text: string } }
  | { remove: string }
  | { from: string; to: string }
  | { touch: string };

function perform(root: string, step: Edit): void {
  if ('write' in step) put(root, step.write.at, step.write.text);
  else if ('remove' in step) rmSync(path.join(root, step.remove), { force: true });
  else if ('touch' in step) {
    if (existsSync(path.join(root, step.touch)))
      utimesSync(path.join(root, step.touch), 1, Math.random() * 1e9);
  } else if (existsSync(path.join(root, step.from))) {
    put(root, step.to, '');
    renameSync(path.join(root, step.from), path.join(root, step.to));
  }
}

describe('an index after incremental runs', () => {
  it('says what one of the same tree that was made at once says, and so does the one that folds them in', async () => {
    const rounds = array(array(edit, { minLength: 1, maxLength: 4 }), { minLength: 10, maxLength: 10 });
    let run = 0;
    await assert(
      asyncProperty(rounds, async (edits) => {
        const root = path.join(scratch, `tree-${(run += 1)}`);
        put(root, 'main.c', 'int main(void)\n{\n\treturn f1(0);\n}\n');
        put(root, 'fs/a.c', 'int f1(int a)\n{\n\treturn f2(a) + f2(a);\n}\n#define M_f1 2\n');
        const jobs = indexJobs(db.database, path.join(scratch, `home-${run}`), root);
        await jobs.index();
        for (const steps of edits) {
          for (const step of steps) perform(root, step);
          const { incremental } = await jobs.update();
          expect(incremental?.applied).toBe(true);
          await jobs.index({ force: true }, 2);
          expect(await readContent(db.database, root, 1)).toEqual(await readContent(db.database, root, 2));
        }
        await jobs.fold();
        expect(await readContent(db.database, root, 1)).toEqual(await readContent(db.database, root, 2));
      }),
      { numRuns: 2 },
    );
  }, 300_000);
});
