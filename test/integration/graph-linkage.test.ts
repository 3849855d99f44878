import { afterAll, beforeAll, expect, it } from 'vitest';
import { listCallees } from '../../src/contexts/indexing/operations/list-callees.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import { traverseCallGraph } from '../../src/contexts/indexing/operations/traverse-call-graph.ts';
import type { AnyOperation } from '../../src/kernel/operation.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import type { TestDatabase } from '../support/database.ts';
import { indexDatabase } from '../support/index-database.ts';
import { loadTree } from '../support/load-tree.ts';
import { caller, runnerOn } from '../support/runner.ts';

/** What `static` means to callers: nothing in Java and Python, everything in C. */
const SOURCES = {
  'java/app/Main.java': 'class Main {\n  void start() {\n    Ship.launch();\n  }\n}\n',
  'java/lib/Ship.java': 'class Ship {\n  static void launch() {\n  }\n}\n',
  'java/lib/Rocket.java': 'class Rocket {\n  void launch() {\n  }\n}\n',
  'py/app/main.py': 'def begin():\n    Ship.build()\n',
  'py/lib/ship.py': 'class Ship:\n    @staticmethod\n    def build():\n        pass\n',
  'py/lib/rocket.py': 'class Rocket:\n    def build(self):\n        pass\n',
  'c/one/a.c': 'static int probe(void)\n{\n\treturn 1;\n}\nint one(void)\n{\n\treturn probe();\n}\n',
  'c/two/b.c': 'static int probe(void)\n{\n\treturn 2;\n}\nint two(void)\n{\n\treturn probe();\n}\n',
  'c/three/c.c': 'int three(void)\n{\n\treturn probe();\n}\n',
  'cpp/hull.cpp':
    'class Hull {\npublic:\n  void sink() {}\n};\nvoid scuttle(Hull &hull)\n{\n  hull.sink();\n}\n',
};

let db: TestDatabase;
let run: RunOperation;
beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
  await loadTree(db.database, '/src/linkage', SOURCES);
});
afterAll(() => db.drop());

const ask = <Answer>(operation: AnyOperation, input: object): Promise<Answer> =>
  run(operation, caller(), input) as Promise<Answer>;

/** Files of what a function calls, or of what calls it. */
async function reached(start_symbol: string, direction: string, file?: string): Promise<string[]> {
  const { nodes } = await ask<{ nodes: { file: string; depth: number }[] }>(traverseCallGraph, {
    start_symbol,
    direction,
    ...(file !== undefined && { file }),
    max_depth: 1,
    include_indirect: false,
  });
  return nodes.filter(({ depth }) => depth !== 0).map((node) => node.file);
}

it.each([
  ['Java', 'start', 'launch', 'java/app/Main.java', 'java/lib/Ship.java', 'java/lib/Rocket.java'],
  ['Python', 'begin', 'build', 'py/app/main.py', 'py/lib/ship.py', 'py/lib/rocket.py'],
])('%s: a static method is called from other files, as any other', async (_, from, to, at, one, other) => {
  expect((await reached(from, 'forward')).toSorted()).toEqual([one, other].toSorted());
  expect(await reached(to, 'backward', one)).toEqual([at]);
  const { callees } = await ask<{ callees: object[] }>(listCallees, { symbol: from, depth: 2 });
  expect(callees).toMatchObject([{ candidates: 2 }]);
});

it('C: static functions of one name are called from their own files alone', async () => {
  expect(await reached('one', 'forward')).toEqual(['c/one/a.c']);
  expect(await reached('probe', 'backward', 'c/one/a.c')).toEqual(['c/one/a.c']);
  expect(await reached('probe', 'backward', 'c/two/b.c')).toEqual(['c/two/b.c']);
  expect(await reached('three', 'forward')).toEqual([]);
});

it('a method that C++ calls is the same at one step and among several, from both ends', async () => {
  type Calls = { call_site: { line: number }; resolves_to: { file: string } | null }[];
  const met = async (operation: AnyOperation, input: object): Promise<unknown> => {
    const { callees, callers } = await ask<{ callees?: Calls; callers?: Calls }>(operation, input);
    return (callees ?? callers)!.map(({ call_site, resolves_to }) => [call_site.line, resolves_to?.file]);
  };
  const expected = [[7, 'cpp/hull.cpp']];
  expect(await met(listCallees, { symbol: 'scuttle' })).toEqual(expected);
  expect(await met(listCallees, { symbol: 'scuttle', depth: 2 })).toEqual(expected);
  expect(await met(listCallers, { symbol: 'sink' })).toEqual(expected);
  expect(await met(listCallers, { symbol: 'sink', depth: 2 })).toEqual(expected);
});
