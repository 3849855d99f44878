import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCallees } from '../../src/contexts/indexing/operations/list-callees.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import { traverseCallGraph } from '../../src/contexts/indexing/operations/traverse-call-graph.ts';
import { importIndex } from '../support/import-index.ts';
import type { Call } from '../support/import-index.ts';

let index: Awaited<ReturnType<typeof importIndex>>;
beforeAll(async () => {
  index = await importIndex();
}, 60_000);
afterAll(() => index.drop());

/** Where a call is, what it is in, what it reaches and why. */
type Reached = [site: string, caller: string | null, file: string | null, evidence?: string];

const CALLERS: readonly [language: string, name: string, calls: Reached[]][] = [
  ['typescript', 'start', [['src/main.ts:7', 'main', 'src/engine.ts', 'import imports ./engine.js']]],
  [
    'typescript',
    'log',
    [
      ['src/main.ts:8', 'main', 'src/util/index.ts', 'import imports ./util'],
      ['src/store/load.tsx:3', 'load', 'src/util/index.ts', 'import imports ../util/index.ts'],
    ],
  ],
  [
    'typescript',
    'spin',
    [
      ['src/engine.ts:2', 'start', 'src/engine.ts'],
      ['src/plain.js:4', null, 'src/plain.js'],
    ],
  ],
  [
    'python',
    'depth',
    [
      ['src/harbour/chart.py:5', 'draw', 'src/harbour/chart.py'],
      ['src/harbour/tide.py:8', 'rise', 'src/harbour/chart.py', 'import imports .chart.depth'],
      ['tests/test_tide.py:6', 'test_rise', 'src/harbour/chart.py', 'import imports harbour.chart'],
    ],
  ],
  [
    'python',
    'version',
    [['src/harbour/tide.py:6', 'rise', 'src/harbour/__init__.py', 'import imports .version']],
  ],
  ['go', 'setup', [['main.go:10', 'main', 'setup.go', 'package in the same folder']]],
  [
    'go',
    'depth',
    [
      ['internal/chart/depth.go:4', 'Rise', 'internal/chart/depth.go'],
      ['internal/tide/tide.go:3', 'Rise', 'internal/tide/depth.go', 'package in the same folder'],
    ],
  ],
  [
    'go',
    'Rise',
    [
      ['main.go:11', 'main', 'internal/tide/tide.go', 'import imports example.com/harbour/internal/tide'],
      ['main.go:11', 'main', 'internal/tide/tide.go', 'import imports example.com/harbour/internal/tide'],
    ],
  ],
  [
    'rust',
    'count',
    [
      ['app/src/main.rs:4', 'main', 'hull/src/plates/mod.rs', 'import imports ship_hull::plates::count'],
      ['hull/src/lib.rs:2', 'launch', 'hull/src/plates/mod.rs', 'import imports plates'],
      ['hull/src/plates/rivets.rs:3', 'all', 'hull/src/plates/mod.rs', 'import imports crate::plates::count'],
    ],
  ],
  [
    'rust',
    'number',
    [
      ['app/src/main.rs:4', 'main', 'app/src/deck.rs', 'import imports deck'],
      ['hull/src/plates/mod.rs:3', 'count', 'hull/src/plates/rivets.rs', 'import imports rivets'],
    ],
  ],
  [
    'java',
    'depth',
    [
      [
        'app/src/main/java/com/harbour/Main.java:7',
        'main',
        'app/src/main/java/com/harbour/chart/Chart.java',
        'import imports com.harbour.chart.Chart.depth',
      ],
    ],
  ],
  [
    'java',
    'helper',
    [
      [
        'app/src/main/java/com/harbour/Main.java:7',
        'main',
        'app/src/main/java/com/harbour/Base.java',
        'package in the same folder',
      ],
    ],
  ],
  ['cpp', 'plates', [['src/main.cpp:4', 'main', 'src/hull.hpp']]],
  ['csharp', 'Rise', [['App/Main.cs:5', 'Main', 'Lib/Tide.cs', 'import imports Harbour.Tides']]],
  [
    'csharp',
    'Depth',
    [['App/Main.cs:5', 'Main', 'Lib/Charts/Chart.cs', 'import imports Harbour.Charts.Chart']],
  ],
  [
    'ruby',
    'rise',
    [
      ['bin/run.rb:6', 'run', 'lib/harbour/tide.rb', 'import imports harbour/tide'],
      ['bin/run.rb:4', null, 'lib/harbour/tide.rb', 'import imports harbour/tide'],
    ],
  ],
  [
    'php',
    'rise',
    [['src/App.php:7', 'run', 'src/Tides/functions.php', 'import imports Harbour\\Tides\\rise']],
  ],
  ['php', 'legacy', [['src/App.php:7', 'run', 'src/legacy.php', 'import imports /legacy.php']]],
  [
    'bash',
    'say',
    [
      ['bin/lib.sh:2', 'start', 'old/log.sh', 'name by its name alone'],
      ['bin/run.sh:6', null, 'share/log.sh', 'import imports ../share/log.sh'],
    ],
  ],
  [
    'mixed',
    'sound',
    [
      ['lib/depth.c:2', 'measure', 'lib/depth.c'],
      ['lib/wrap.cpp:2', 'wrapped', 'lib/depth.c'],
      ['tools/depth.py:5', 'use', 'tools/depth.py'],
    ],
  ],
  ['mixed', 'wrapped', [['tools/other.py:2', 'measure', null]]],
];

const describeCall = ({ name, call_site: { file, line }, resolves_to, evidence }: Call): Reached => {
  const why = evidence === undefined ? [] : [[evidence.kind, evidence.detail].filter(Boolean).join(' ')];
  return [`${file}:${line}`, name, resolves_to?.file ?? null, ...why] as Reached;
};

describe('list_callers', () => {
  it.each(CALLERS)('of %s tells apart what calls of %s reach', async (language, symbol, calls) => {
    const repository = `/src/${language}`;
    const { callers } = await index.ask(listCallers, { symbol, repository });
    expect(callers.map(describeCall)).toEqual(calls);
  });

  it.each(CALLERS)('of %s finds for each %s its own calls', async (language, symbol, calls) => {
    const repository = `/src/${language}`;
    for (const file of new Set(calls.flatMap(([, , to]) => to ?? []))) {
      const { callers } = await index.ask(listCallers, { symbol, file, repository });
      // Where the name alone decides, each that has it is a candidate.
      const its = calls.filter(([, , to, why]) => to === file || why?.startsWith('name') === true);
      const sites = its.map(([site]) => site);
      expect([...new Set(callers.map((call) => describeCall(call)[0]))].sort()).toEqual(
        [...new Set(sites)].sort(),
      );
    }
  });

  it('knows what no file sees', async () => {
    for (const [repository, symbol, file] of [
      ['/src/typescript', 'start', 'other/engine.ts'],
      ['/src/python', 'depth', 'src/other/chart.py'],
      ['/src/java', 'helper', 'old/Old.java'],
      ['/src/csharp', 'Rise', 'Old/Tide.cs'],
      ['/src/ruby', 'rise', 'old/tide.rb'],
      ['/src/php', 'rise', 'old/rise.php'],
    ]) {
      expect(await index.ask(listCallers, { symbol, file, repository })).toMatchObject({ callers: [] });
    }
  });
});

describe('the graph of calls', () => {
  it('follows imports, and says so', async () => {
    const { callees } = await index.ask(listCallees, { symbol: 'rise', repository: '/src/python' });
    expect(
      callees.map(({ name, resolves_to, evidence }) => [name, resolves_to?.file, evidence?.kind]),
    ).toEqual([
      ['version', 'src/harbour/__init__.py', 'import'],
      ['dumps', undefined, undefined],
      ['depth', 'src/harbour/chart.py', 'import'],
      ['draw', 'src/harbour/chart.py', 'import'],
    ]);
    const { edges } = await index.ask(traverseCallGraph, { start_symbol: 'rise', repository: '/src/python' });
    expect(edges.map(({ to, confidence, evidence }) => [to, confidence, evidence.kind])).toEqual([
      ['version@src/harbour/__init__.py:1', 'high', 'import'],
      [null, 'low', 'method'],
      ['depth@src/harbour/chart.py:1', 'high', 'import'],
      ['draw@src/harbour/chart.py:4', 'medium', 'import'],
      ['depth@src/harbour/chart.py:1', 'high', 'call'],
    ]);
  });

  it('never leads from one language into another', async () => {
    const { edges } = await index.ask(traverseCallGraph, {
      start_symbol: 'measure',
      direction: 'bidirectional',
      repository: '/src/mixed',
    });
    expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'measure@lib/depth.c:2 sound@lib/depth.c:1',
      'measure@tools/other.py:1 null',
    ]);
  });
});
