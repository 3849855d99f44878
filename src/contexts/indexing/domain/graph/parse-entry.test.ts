import { describe, expect, it } from 'vitest';
import { parseEntry } from './parse-entry.ts';
import { rankTable } from './rank-tables.ts';
import { architectureOfConfig, isBuiltFor } from './source-folders.ts';

describe('parseEntry', () => {
  it.each(['__NR_read', 'SYS_read', 'sys_read', '__x64_sys_read', '__do_sys_read', 'compat_sys_read'])(
    'takes %s for the system call read',
    (entry) => {
      expect(parseEntry(entry).calls).toEqual(['read']);
      expect(parseEntry(entry).functions[0]).toBe('sys_read');
    },
  );

  it('takes a bare name for a call, else a function', () => {
    expect(parseEntry('read')).toEqual({ calls: ['read'], functions: ['read'] });
  });

  it('takes ksys_read for the function it is', () => {
    expect(parseEntry('ksys_read')).toEqual({ calls: [], functions: ['ksys_read', 'sys_read'] });
  });
});

describe('rankTable', () => {
  const use = { path: 'fs/read.c', signature: 'ssize_t vfs_read(struct file *file, char *buf)' };

  it('puts a table of the known type first, then one named after what the caller is given, then near ones', () => {
    const score = (type: string, path: string, known?: string) =>
      rankTable({ ...use, ...(known === undefined ? {} : { type: known }) }, { type, path }).score;
    const known = score('file_operations', 'x/y.c', 'file_operations');
    const named = score('file_operations', 'x/y.c');
    const near = score('tty_operations', 'fs/read.c');
    expect(known).toBeGreaterThan(named);
    expect(named).toBeGreaterThan(near);
    expect(near).toBeGreaterThan(score('tty_operations', 'fs/other.c'));
    expect(score('tty_operations', 'x/y.c')).toBe(0);
  });
});

describe('architectures', () => {
  it('are named by configurations', () => {
    expect(architectureOfConfig('x86_64:defconfig')).toBe('x86');
    expect(architectureOfConfig('arm64')).toBe('arm64');
    expect(isBuiltFor('arch/arm/a.c', 'x86')).toBe(false);
    expect(isBuiltFor('fs/a.c', 'x86')).toBe(true);
    expect(isBuiltFor('arch/arm/a.c', undefined)).toBe(true);
  });
});
