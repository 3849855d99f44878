import { expect, it } from 'vitest';
import { includeKeys, meansFile } from './include-keys.ts';

it.each([
  ['linux/fs.h', 'mm/a.c', 'include/linux/fs.h', true],
  ['fs.h', 'mm/a.c', 'include/linux/fs.h', false],
  ['ext4.h', 'fs/ext4/a.c', 'fs/ext4/ext4.h', true],
  ['ext4.h', 'fs/ext2/a.c', 'fs/ext4/ext4.h', false],
  ['../ext4/ext4.h', 'fs/ext2/a.c', 'fs/ext4/ext4.h', true],
  ['asm/io.h', 'lib/a.c', 'arch/x86/include/asm/io.h', true],
  ['./b.ts', 'src/a.ts', 'src/b.ts', true],
  ['./b', 'src/a.ts', 'src/b.ts', true],
  ['../b.ts', 'src/a.ts', 'src/b.ts', false],
  ['pkg.mod', 'tests/test_mod.py', 'src/pkg/mod.py', true],
  ['.mod', 'src/pkg/a.py', 'src/pkg/mod.py', true],
  ['.mod', 'src/other/a.py', 'src/pkg/mod.py', false],
])('%s in %s means %s: %s', (target, importer, path, means) => {
  if (means) expect(includeKeys(path)).toContain(target);
  expect(meansFile(target, importer, path)).toBe(means);
});
