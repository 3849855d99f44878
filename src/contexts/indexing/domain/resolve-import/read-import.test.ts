import { describe, expect, it } from 'vitest';
import { chooseImported, importKeys, importOf, placesOf } from './read-import.ts';
import type { Modules } from './types.ts';

const MODULES: Modules = new Map([
  ['example.com/ship', ['go.mod']],
  ['example.com/ship/deck', ['deck/go.mod']],
  ['hull', ['hull/Cargo.toml']],
  ['Ship.Deck', ['src/Deck.cs', 'src/More.cs']],
  ['Ship\\Deck', ['src/Deck/Plank.php', 'src/Deck/functions.php']],
]);

type Case = [language: string, target: string, from: string, found: string[], meant: string[]];

const CASES: Case[] = [
  // Beside the file, with what resolvers add; sources before what they are compiled to, unless that is what is there.
  ['typescript', './b', 'src/a.ts', ['src/b.ts', 'src/b/index.ts'], ['src/b.ts']],
  ['typescript', './b', 'src/a.ts', ['src/b/index.tsx'], ['src/b/index.tsx']],
  ['typescript', './b.js', 'src/a.ts', ['src/b.ts', 'b.ts'], ['src/b.ts']],
  ['typescript', './b.js', 'src/a.ts', ['src/b.js', 'src/b.ts'], ['src/b.js']],
  ['tsx', '../b.jsx', 'src/ui/a.tsx', ['src/b.tsx'], ['src/b.tsx']],
  ['javascript', '..', 'src/ui/a.js', ['src/index.js'], ['src/index.js']],
  ['typescript', '@/ui/b', 'test/a.ts', ['src/ui/b.ts', 'ui/b.ts'], ['src/ui/b.ts']],
  ['javascript', 'b', 'src/a.js', ['src/b.js', 'b.js', 'node_modules/b/index.js'], []],
  ['javascript', '../../b', 'src/a.js', ['b.js'], []],
  // Modules, packages, and names in them.
  ['python', 'pkg.mod', 'tests/test_mod.py', ['src/pkg/mod.py'], ['src/pkg/mod.py']],
  ['python', 'pkg.mod.name', 'app/a.py', ['app/pkg/mod.py'], ['app/pkg/mod.py']],
  ['python', 'pkg', 'a.py', ['pkg/__init__.py'], ['pkg/__init__.py']],
  ['python', 'json', 'a.py', ['vendor/deep/json.py'], []],
  ['python', '.mod.name', 'pkg/a.py', ['pkg/mod.py', 'other/mod.py'], ['pkg/mod.py']],
  ['python', '..mod', 'pkg/sub/a.py', ['pkg/mod.py', 'pkg/sub/mod.py'], ['pkg/mod.py']],
  ['python', '.name', 'pkg/a.py', ['pkg/__init__.py'], ['pkg/__init__.py']],
  ['python', '...mod', 'pkg/a.py', ['mod.py'], []],
  // All files of a folder, by the module with the longest name.
  [
    'go',
    'example.com/ship/mast',
    'main.go',
    ['mast/a.go', 'mast/b.go', 'mast/top/c.go', 'mast/a.c'],
    ['mast/a.go', 'mast/b.go'],
  ],
  ['go', 'example.com/ship', 'mast/a.go', ['main.go', 'deck/a.go'], ['main.go']],
  ['go', 'example.com/ship/deck/plank', 'main.go', ['deck/plank/a.go'], ['deck/plank/a.go']],
  [
    'go',
    'github.com/x/log',
    'main.go',
    ['vendor/github.com/x/log/log.go', 'log/log.go'],
    ['vendor/github.com/x/log/log.go'],
  ],
  ['go', 'log', 'main.go', ['log/log.go'], []],
  // Crates, children and parents.
  ['rust', 'crate::deck::Plank', 'src/a/b.rs', ['src/deck.rs', 'deck.rs'], ['src/deck.rs']],
  ['rust', 'crate::deck::plank', 'src/main.rs', ['src/deck.rs', 'src/deck/plank.rs'], ['src/deck/plank.rs']],
  ['rust', 'super::deck', 'src/a/b.rs', ['src/a/deck.rs', 'src/deck.rs'], ['src/a/deck.rs']],
  ['rust', 'super::super::Ship', 'src/a/b.rs', ['src/lib.rs'], ['src/lib.rs']],
  ['rust', 'self::deck', 'src/a/mod.rs', ['src/a/deck/mod.rs'], ['src/a/deck/mod.rs']],
  ['rust', 'deck', 'src/a.rs', ['src/a/deck.rs', 'src/deck.rs'], ['src/a/deck.rs']],
  ['rust', 'common', 'tests/it.rs', ['tests/common/mod.rs'], ['tests/common/mod.rs']],
  ['rust', 'hull::plate', 'app/src/main.rs', ['hull/src/plate.rs'], ['hull/src/plate.rs']],
  ['rust', 'super::super::x', 'src/a.rs', ['x.rs', 'src/x.rs'], []],
  ['rust', 'std::io', 'src/a.rs', ['src/io.rs'], []],
  // Classes, their members, packages.
  [
    'java',
    'com.ship.Deck',
    'A.java',
    ['src/com/ship/Deck.java', 'src/ship/Deck.java'],
    ['src/com/ship/Deck.java'],
  ],
  ['java', 'com.ship.Deck.plank', 'A.java', ['src/com/ship/Deck.java'], ['src/com/ship/Deck.java']],
  [
    'java',
    'com.ship',
    'A.java',
    ['src/com/ship/Deck.java', 'src/com/ship/a/B.java'],
    ['src/com/ship/Deck.java'],
  ],
  ['java', 'java.util.List', 'A.java', ['src/com/List.java'], []],
  // Namespaces.
  ['csharp', 'Ship.Deck', 'A.cs', ['src/Deck.cs', 'src/More.cs', 'Deck.cs'], ['src/Deck.cs', 'src/More.cs']],
  ['csharp', 'Ship.Deck.More', 'A.cs', ['src/Deck.cs', 'src/More.cs'], ['src/More.cs']],
  ['csharp', 'System', 'A.cs', ['src/System.cs'], []],
  ['php', 'Ship\\Deck\\Plank', 'a.php', ['src/Deck/Plank.php', 'Plank.php'], ['src/Deck/Plank.php']],
  ['php', '\\Ship\\Deck\\lay', 'src/Deck/Plank.php', ['src/Deck/functions.php'], ['src/Deck/functions.php']],
  ['php', 'Ship\\Deck\\Missing', 'a.php', ['src/Deck/Plank.php', 'src/Deck/functions.php'], []],
  ['php', '/inc/b.php', 'web/a.php', ['web/inc/b.php', 'inc/b.php'], ['web/inc/b.php']],
  ['php', 'inc/b.php', 'web/sub/a.php', ['web/inc/b.php'], ['web/inc/b.php']],
  // Load paths.
  ['ruby', 'ship/deck', 'bin/a.rb', ['lib/ship/deck.rb', 'old/ship/deck.rb'], ['lib/ship/deck.rb']],
  ['ruby', 'deck', 'lib/ship/a.rb', ['lib/ship/deck.rb', 'lib/deck.rb'], ['lib/ship/deck.rb']],
  ['ruby', './deck.rb', 'a.rb', ['deck.rb', 'lib/deck.rb'], ['deck.rb']],
  ['ruby', 'json', 'a.rb', ['ext/json.rb'], []],
  // Scripts.
  ['bash', './b.sh', 'bin/a.sh', ['bin/b.sh', 'b.sh'], ['bin/b.sh']],
  ['bash', '${SCRIPT_DIR}/../lib/b.sh', 'bin/a.sh', ['lib/b.sh'], ['lib/b.sh']],
  ['bash', 'lib/b.sh', 'bin/a.sh', ['lib/b.sh'], ['lib/b.sh']],
  ['bash', '$(dirname "$(readlink -f "$0")")/b.sh', 'bin/a.sh', ['bin/b.sh'], ['bin/b.sh']],
  ['bash', '/etc/profile', 'bin/a.sh', ['etc/profile'], []],
  ['bash', '$HOME/x.sh', 'a.sh', ['x.sh'], []],
];

describe('an import', () => {
  it.each(CASES)('in %s of %s in %s, where there is %j, means %j', (language, target, path, found, meant) => {
    const from = { path, language, modules: MODULES };
    expect(chooseImported(target, from, found)).toEqual(meant);
    const at = placesOf(target, from);
    for (const file of meant) {
      const parts = file.split('/');
      const isLookedUp =
        at.paths.includes(file) ||
        at.names.includes(parts.at(-1)!) ||
        at.folders.includes(parts.at(-2) ?? '');
      expect(isLookedUp).toBe(true);
      expect(importOf({ ...from, includes: ['elsewhere', target] }, file)).toBe(target);
    }
    const others = found.filter((file) => placesNone(from, target, file));
    for (const file of others) expect(importOf({ ...from, includes: [target] }, file)).toBeUndefined();
  });

  // What a command in brackets says of the script's folder may be written in more ways than are looked up.
  const written = CASES.filter(([, target]) => !target.includes('readlink'));
  it.each(written)(
    'in %s of %s in %s is found from the file it means',
    (language, target, _from, _found, meant) => {
      for (const file of meant) {
        const mine = [...MODULES].filter(([, files]) =>
          files.some((one) => one === file || /(?:^|\/)(?:go\.mod|Cargo\.toml)$/.test(one)),
        );
        const keys = importKeys(file, language, new Map(mine));
        const isKey = keys.exact.includes(target) || keys.starts.some((start) => target.startsWith(start));
        expect(isKey).toBe(true);
      }
    },
  );
});

/** Whether an import means nothing at all where this file alone is there. */
function placesNone(
  from: { path: string; language: string; modules: Modules },
  target: string,
  file: string,
): boolean {
  return chooseImported(target, from, [file]).length === 0;
}
