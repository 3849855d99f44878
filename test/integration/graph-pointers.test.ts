import { afterAll, beforeAll, expect, it } from 'vitest';
import { entrypointFlow } from '../../src/contexts/indexing/operations/entrypoint-flow.ts';
import { listCallees } from '../../src/contexts/indexing/operations/list-callees.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import { traverseCallGraph } from '../../src/contexts/indexing/operations/traverse-call-graph.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import type { TestDatabase } from '../support/database.ts';
import { indexDatabase } from '../support/index-database.ts';
import { loadSources } from '../support/load-sources.ts';
import { caller, runnerOn } from '../support/runner.ts';

/** Two structures with a pointer of one name, set in every way there is. */
const SOURCES = {
  'include/ops.h': `struct file_operations {
	int (*open)(struct file *);
};
struct tty_operations {
	int (*open)(struct tty *);
};
struct file {
	const struct file_operations *f_op;
};
struct tty {
	const struct tty_operations *ops;
};
`,
  'fs/open.c': `#include "ops.h"
int vfs_open(struct file *file)
{
	return file->f_op->open(file);
}
int tty_open(struct tty *tty)
{
	return tty->ops->open(tty);
}
int any_open(void)
{
	return get_ops()->open(0);
}
`,
  'fs/one.c': `#include "ops.h"
static int one_open(struct file *file) { return 1; }
const struct file_operations one_fops = { .open = one_open };
`,
  'tty/two.c': `#include "ops.h"
static int two_open(struct tty *tty) { return 2; }
const struct tty_operations two_ops = { .open = two_open };
`,
  'tty/three.c': `#include "ops.h"
static int three_open(struct tty *tty) { return 3; }
void three_init(struct tty_operations *ops)
{
	ops->open = three_open;
}
`,
  'irq/four.c': `static int four_handler(int irq) { return 4; }
int four_probe(void)
{
#ifdef CONFIG_FOUR
	return request_irq(4, four_handler);
#endif
}
`,
};

interface Link {
  from: string;
  to: string | null;
  confidence: string;
  candidates: number;
  guard?: string;
  evidence: { kind: string; detail?: string; file?: string; line?: number };
}

let db: TestDatabase;
let run: RunOperation;
beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
  await loadSources(db.database, '/src/pointers', [SOURCES]);
});
afterAll(() => db.drop());

async function links(start_symbol: string, direction: 'forward' | 'backward'): Promise<Link[]> {
  const input = { start_symbol, direction, max_depth: 1, include_indirect: true };
  const answer = (await run(traverseCallGraph, caller(), input)) as { edges: Link[] };
  return answer.edges;
}
const nameOf = (id: string | null): string | undefined => id?.split('@')[0];

it('follows a pointer only to tables of the structure it goes through', async () => {
  const file = await links('vfs_open', 'forward');
  expect(file.map(({ to }) => nameOf(to))).toEqual(['one_open', 'three_open']);
  expect(file[0]).toMatchObject({
    confidence: 'medium',
    candidates: 2,
    evidence: {
      kind: 'operations_table',
      detail: 'file_operations one_fops.open',
      file: 'fs/one.c',
      line: 3,
    },
  });
  const tty = await links('tty_open', 'forward');
  expect(tty.map(({ to }) => nameOf(to))).toEqual(['two_open', 'three_open']);
});

it('keeps every structure with such a pointer where what holds it is not known', async () => {
  const all = await links('any_open', 'forward');
  expect(all.flatMap(({ to }) => nameOf(to) ?? []).sort()).toEqual(['one_open', 'three_open', 'two_open']);
});

it('says where a member was assigned', async () => {
  const assigned = (await links('tty_open', 'forward')).find(({ to }) => nameOf(to) === 'three_open');
  expect(assigned?.evidence).toEqual({
    kind: 'assignment',
    detail: 'open = three_open in three_init',
    file: 'tty/three.c',
    line: 5,
  });
});

it('finds the calls through pointers that may reach a function', async () => {
  expect((await links('one_open', 'backward')).map(({ from }) => nameOf(from))).toEqual([
    'vfs_open',
    'any_open',
  ]);
  expect((await links('two_open', 'backward')).map(({ from }) => nameOf(from))).toEqual([
    'tty_open',
    'any_open',
  ]);
});

it('joins a callback with who hands it on, under the condition of the call', async () => {
  const expected = {
    guard: 'CONFIG_FOUR',
    evidence: { kind: 'callback', detail: 'handed to request_irq', file: 'irq/four.c', line: 5 },
  };
  expect(await links('four_handler', 'backward')).toMatchObject([expected]);
  const forward = await links('four_probe', 'forward');
  expect(forward.find(({ to }) => nameOf(to) === 'four_handler')).toMatchObject(expected);
  const flow = await run(entrypointFlow, caller(), { entry: 'four_probe' });
  expect(flow).toMatchObject({
    steps: [{ edge: 'indirect_call', to: 'four_handler', guard: 'CONFIG_FOUR' }],
  });
});

it('says in plain lists of callers and callees under which condition a call is compiled', async () => {
  const callees = await run(listCallees, caller(), { symbol: 'four_probe' });
  expect(callees).toMatchObject({ callees: [{ name: 'request_irq', guard: 'CONFIG_FOUR' }] });
  const { callers } = (await run(listCallers, caller(), { symbol: 'request_irq' })) as { callers: object[] };
  expect(callers).toMatchObject([{ name: 'four_probe', guard: 'CONFIG_FOUR' }]);
  const free = (await run(listCallers, caller(), { symbol: 'get_ops' })) as { callers: object[] };
  expect(free.callers[0]).not.toHaveProperty('guard');
});
