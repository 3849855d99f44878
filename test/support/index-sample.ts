import type { TestFile } from './build-rows.ts';

/** Two chunks that hold a little of everything the questions are about. */
const KERNEL: TestFile[] = [
  {
    path: 'fs/read.c',
    macros: [
      { name: 'READ_MAX', line: 2 },
      { name: 'READ_MIN(', line: 3 },
    ],
    symbols: [
      { name: 'helper', line: 5, endLine: 7, flags: 1, signature: 'static int helper(void)' },
      {
        name: 'vfs_read',
        line: 10,
        endLine: 20,
        signature: 'ssize_t vfs_read(struct file *f)',
        calls: [
          { name: 'helper', line: 11 },
          { name: 'read', line: 12, type: 'indirect' },
          { name: 'helper', line: 13 },
          { name: 'unknown_fn', line: 14 },
          { name: 'MIN', line: 15, type: 'macro' },
        ],
      },
      {
        name: 'file_ops',
        line: 30,
        kind: 'struct',
        members: [
          { name: 'read', line: 31 },
          { name: 'write', line: 32 },
        ],
      },
    ],
  },
  {
    path: 'fs/open.c',
    calls: [{ name: 'vfs_read', line: 50 }],
    symbols: [
      { name: 'helper', line: 1, flags: 1 },
      {
        name: 'do_open',
        line: 5,
        calls: [
          { name: 'vfs_read', line: 6 },
          { name: 'helper', line: 7 },
        ],
      },
      { name: 'VFS_READAHEAD', line: 9, kind: 'enumerator' },
    ],
  },
];
const WEB: TestFile[] = [
  {
    path: 'web/app.ts',
    language: 'typescript',
    symbols: [
      { name: 'App', line: 1, kind: 'class', calls: [{ name: 'Store', line: 2, type: 'new' }] },
      { name: 'Plain', line: 5, kind: 'class', members: [{ name: 'helper', line: 6 }] },
      { name: 'vfs_readLater', line: 9, kind: 'method', calls: [{ name: 'vfs_read', line: 10 }] },
    ],
  },
];

export const SAMPLE_CHUNKS: readonly (readonly TestFile[])[] = [KERNEL, WEB];
