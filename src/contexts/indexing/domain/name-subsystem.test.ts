import { expect, test } from 'vitest';
import { baseOfChunkId, chunkId, chunkIdBase, subsystemOf } from './name-subsystem.ts';

test.each([
  ['main.c', 'root'],
  ['fs/ext4/inode.c', 'fs'],
  ['drivers/net/ethernet/intel/e1000.c', 'drivers/net'],
  ['drivers/foo.c', 'drivers'],
  ['arch/x86/kernel/entry.c', 'arch/x86'],
  ['src/contexts/jobs/index.ts', 'src/contexts'],
  ['src/main.ts', 'src'],
  ['driversx/net/a.c', 'driversx'],
])('%s belongs to %s', (path, subsystem) => {
  expect(subsystemOf(path)).toBe(subsystem);
});

test('fewer levels name fewer subsystems', () => {
  expect(subsystemOf('drivers/net/a.c', 1)).toBe('drivers');
  expect(subsystemOf('a.c', 1)).toBe('root');
  expect(subsystemOf('drivers/net/a.c', 0)).toBe('all');
});

test('a slash becomes an underscore', () => {
  expect(chunkIdBase('drivers/net', new Set())).toBe('drivers_net');
});

test('names that would share an id do not', () => {
  const taken = new Set<string>();
  const bases = ['a/b', 'a_b', 'A_b', 'a b', 'a*b', 'a-b'].map((subsystem) => chunkIdBase(subsystem, taken));
  expect(new Set(bases.map((base) => base.toLowerCase())).size).toBe(bases.length);
  expect(bases[0]).toBe('a_b');
  expect(bases[1]).toMatch(/^a_b-[0-9a-f]{8}$/);
});

test.each(['../../etc', '.git', '-rf', 'a\nb', 'ä/ö', 'x'.repeat(300), '\u{1f600}', 'a"b', 'con:1'])(
  '%j makes a file name no system refuses',
  (subsystem) => {
    const id = chunkId(chunkIdBase(subsystem, new Set()), 1);
    expect(id).toMatch(/^[A-Za-z0-9_+][A-Za-z0-9._+-]*_\d{3}$/);
    expect(id.length).toBeLessThan(200);
  },
);

test('ids have at least three digits, and give their base back', () => {
  expect(chunkId('fs', 7)).toBe('fs_007');
  expect(chunkId('fs', 1234)).toBe('fs_1234');
  expect(baseOfChunkId('drivers_net_001')).toBe('drivers_net');
});
