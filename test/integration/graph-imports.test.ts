import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listIncluders } from '../../src/contexts/indexing/operations/list-includers.ts';
import { listIncludes } from '../../src/contexts/indexing/operations/list-includes.ts';
import { put } from '../support/c-tree.ts';
import { testDatabase } from '../support/database.ts';
import { importIndex } from '../support/import-index.ts';
import { IMPORT_SOURCES } from '../support/import-sources.ts';
import { indexJobs } from '../support/index-jobs.ts';
import { caller, runnerOn } from '../support/runner.ts';

let index: Awaited<ReturnType<typeof importIndex>>;
beforeAll(async () => {
  index = await importIndex();
}, 60_000);
afterAll(() => index.drop());

type Include = [line: number, target: string, file: string | null, candidates?: number];

const INCLUDES: readonly [language: string, file: string, lines: Include[]][] = [
  [
    'typescript',
    'src/main.ts',
    [
      [1, './engine.js', 'src/engine.ts'],
      [2, './util', 'src/util/index.ts'],
      [3, '@/store/load', 'src/store/load.tsx'],
      [4, 'react', null],
      [5, './plain.js', 'src/plain.js'],
    ],
  ],
  ['typescript', 'src/store/load.tsx', [[1, '../util/index.ts', 'src/util/index.ts']]],
  [
    'python',
    'src/harbour/tide.py',
    [
      [1, '.chart', 'src/harbour/chart.py'],
      [1, '.version', 'src/harbour/__init__.py'],
      [2, '.chart.depth', 'src/harbour/chart.py'],
      [3, 'json', null],
    ],
  ],
  [
    'python',
    'tests/test_tide.py',
    [
      [1, 'harbour.tide.rise', 'src/harbour/tide.py'],
      [2, 'harbour.chart', 'src/harbour/chart.py'],
      [3, 'lib.helper.helper', 'tests/lib/helper.py'],
    ],
  ],
  [
    'go',
    'main.go',
    [
      [4, 'fmt', null],
      [5, 'example.com/harbour/internal/tide', 'internal/tide/depth.go', 2],
      [6, 'example.com/elsewhere/tide', null],
    ],
  ],
  [
    'rust',
    'app/src/main.rs',
    [
      [1, 'ship_hull::plates::count', 'hull/src/plates/mod.rs'],
      [2, 'std::fs', null],
      [3, 'deck', 'app/src/deck.rs'],
    ],
  ],
  [
    'rust',
    'hull/src/plates/mod.rs',
    [
      [1, 'rivets', 'hull/src/plates/rivets.rs'],
      [2, 'super::launch', 'hull/src/lib.rs'],
    ],
  ],
  ['rust', 'hull/src/plates/rivets.rs', [[1, 'crate::plates::count', 'hull/src/plates/mod.rs']]],
  [
    'java',
    'app/src/main/java/com/harbour/Main.java',
    [
      [2, 'com.harbour.tide.Tide', 'app/src/main/java/com/harbour/tide/Tide.java'],
      [3, 'com.harbour.chart.Chart.depth', 'app/src/main/java/com/harbour/chart/Chart.java'],
      [4, 'com.harbour.log', 'app/src/main/java/com/harbour/log/Format.java', 2],
      [5, 'java.util.List', null],
    ],
  ],
  [
    'cpp',
    'src/main.cpp',
    [
      [1, 'hull.hpp', 'src/hull.hpp'],
      [2, 'deck/deck.hpp', 'include/deck/deck.hpp'],
      [3, 'vector', null],
    ],
  ],
  [
    'csharp',
    'App/Main.cs',
    [
      [1, 'System', null],
      [2, 'Harbour.Tides', 'Lib/More.cs', 2],
      [3, 'Harbour.Charts.Chart', 'Lib/Charts/Chart.cs'],
    ],
  ],
  [
    'ruby',
    'bin/run.rb',
    [
      [1, 'harbour/tide', 'lib/harbour/tide.rb'],
      [2, '../lib/harbour/chart', 'lib/harbour/chart.rb'],
      [3, 'json', null],
    ],
  ],
  [
    'php',
    'src/App.php',
    [
      [3, 'Harbour\\Tides\\Table', 'src/Tides/Table.php'],
      [4, 'Psr\\Log\\LoggerInterface', null],
      [5, 'Harbour\\Tides\\rise', 'src/Tides/Table.php', 2],
      [6, '/legacy.php', 'src/legacy.php'],
    ],
  ],
  [
    'bash',
    'bin/run.sh',
    [
      [2, '$(dirname "$0")/lib.sh', 'bin/lib.sh'],
      [3, '../share/log.sh', 'share/log.sh'],
      [4, '$HOME/.profile', null],
    ],
  ],
];

describe('list_includes', () => {
  it.each(INCLUDES)('of %s reads the imports of %s', async (language, file, lines) => {
    const { includes } = await index.ask(listIncludes, { file, repository: `/src/${language}` });
    expect(
      includes.map(({ site, target, file: found, candidates }) =>
        candidates > 1 ? [site.line, target, found, candidates] : [site.line, target, found],
      ),
    ).toEqual(lines);
  });
});

const INCLUDERS: readonly [language: string, file: string, importers: string[]][] = [
  ['typescript', 'src/engine.ts', ['src/main.ts:1']],
  ['typescript', 'src/util/index.ts', ['src/main.ts:2', 'src/store/load.tsx:1']],
  ['typescript', 'src/store/load.tsx', ['src/main.ts:3']],
  ['typescript', 'other/engine.ts', []],
  ['python', 'src/harbour/chart.py', ['src/harbour/tide.py:1', 'tests/test_tide.py:2']],
  ['python', 'src/harbour/__init__.py', ['src/harbour/tide.py:1']],
  ['python', 'src/harbour/tide.py', ['tests/test_tide.py:1']],
  ['python', 'src/other/chart.py', []],
  ['go', 'internal/tide/tide.go', ['main.go:5']],
  ['go', 'internal/chart/depth.go', []],
  [
    'rust',
    'hull/src/plates/mod.rs',
    ['app/src/main.rs:1', 'hull/src/lib.rs:1', 'hull/src/plates/rivets.rs:1'],
  ],
  ['rust', 'hull/src/plates/rivets.rs', ['hull/src/plates/mod.rs:1']],
  ['rust', 'hull/src/lib.rs', ['hull/src/plates/mod.rs:2']],
  ['rust', 'app/src/deck.rs', ['app/src/main.rs:3']],
  ['java', 'app/src/main/java/com/harbour/chart/Chart.java', ['app/src/main/java/com/harbour/Main.java:3']],
  ['java', 'app/src/main/java/com/harbour/log/Log.java', ['app/src/main/java/com/harbour/Main.java:4']],
  ['cpp', 'src/hull.hpp', ['src/main.cpp:1']],
  ['cpp', 'other/hull.hpp', []],
  ['csharp', 'Lib/Tide.cs', ['App/Main.cs:2']],
  ['csharp', 'Lib/Charts/Chart.cs', ['App/Main.cs:3']],
  ['csharp', 'Old/Tide.cs', []],
  ['ruby', 'lib/harbour/tide.rb', ['bin/run.rb:1']],
  ['ruby', 'lib/harbour/chart.rb', ['bin/run.rb:2']],
  ['ruby', 'old/tide.rb', []],
  ['php', 'src/Tides/Table.php', ['src/App.php:3']],
  ['php', 'src/Tides/functions.php', ['src/App.php:5']],
  ['php', 'src/legacy.php', ['src/App.php:6']],
  ['bash', 'bin/lib.sh', ['bin/run.sh:2']],
  ['bash', 'share/log.sh', ['bin/run.sh:3']],
  ['bash', 'old/log.sh', []],
];

describe('list_includers', () => {
  it.each(INCLUDERS)('of %s finds who imports %s', async (language, file, importers) => {
    const answer = await index.ask(listIncluders, { file, repository: `/src/${language}` });
    expect(answer.includers.map(({ file: from, line }) => `${from}:${line}`)).toEqual(importers);
  });

  it('goes on to those that import the importers', async () => {
    const file = 'hull/src/plates/rivets.rs';
    const { includers } = await index.ask(listIncluders, { file, depth: 2, repository: '/src/rust' });
    expect(includers.map(({ file: from, depth }) => [from, depth])).toEqual([
      ['hull/src/plates/mod.rs', 1],
      ['app/src/main.rs', 2],
      ['hull/src/lib.rs', 2],
    ]);
  });
});

describe('imports of files that change', () => {
  it('mean what is there now', async () => {
    const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-imports-'));
    const db = await testDatabase();
    try {
      const root = path.join(scratch, 'tree');
      for (const [file, text] of Object.entries(IMPORT_SOURCES['go']!)) put(root, file, text);
      const jobs = indexJobs(db.database, path.join(scratch, 'home'), root);
      const run = runnerOn(db.database);
      const files = async (): Promise<unknown[]> => {
        const { includes } = (await run(listIncludes, caller(), { file: 'main.go' })) as {
          includes: { file: string | null }[];
        };
        return includes.map(({ file }) => file);
      };
      const importers = (file: string): Promise<unknown> => run(listIncluders, caller(), { file });
      await jobs.index();
      expect(await files()).toEqual([null, 'internal/tide/depth.go', null]);
      renameSync(path.join(root, 'internal/tide'), path.join(root, 'internal/ebb'));
      await jobs.update();
      expect(await files()).toEqual([null, null, null]);
      put(root, 'go.mod', 'module example.com/elsewhere\n');
      put(root, 'tide/tide.go', 'package tide\n');
      await jobs.update();
      expect(await files()).toEqual([null, null, 'tide/tide.go']);
      expect(await importers('tide/tide.go')).toMatchObject({ includers: [{ file: 'main.go', line: 6 }] });
    } finally {
      await db.drop();
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
