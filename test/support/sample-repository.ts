import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Sources of a small repository: a call chain in C, a class in TypeScript, a function in Python. */
const FILES: Readonly<Record<string, string>> = {
  'fs/read_write.c': `#include <linux/fs.h>
#include "internal.h"

static int check(struct file *file)
{
	return file->mode;
}

ssize_t vfs_read(struct file *file, char *buf, size_t count)
{
	if (check(file))
		return file->f_op->read(file, buf, count);
	return -1;
}
EXPORT_SYMBOL(vfs_read);

SYSCALL_DEFINE3(read, unsigned int, fd, char *, buf, size_t, count)
{
	return vfs_read(lookup(fd), buf, count);
}
`,
  'fs/internal.h': `struct file {
	int mode;
	const struct file_operations *f_op;
};
#define HELPER(x) check(x)
`,
  'drivers/char/mem.c': `static ssize_t read_mem(struct file *file, char *buf, size_t count)
{
	return vfs_read(file, buf, count);
}

static const struct file_operations mem_fops = {
	.read = read_mem,
};
`,
  'web/client.ts': `import { request } from './request.ts';

export class Client {
  fetchAll(): string[] {
    return request('/all').map(parse);
  }
}

function parse(text: string): string {
  return text.trim();
}
`,
  'tools/report.py': `import os

def write_report(path):
    return render(os.path.basename(path))

def render(name):
    return name
`,
  'README.md': '# sample\n',
};

/** Writes the sample repository into a folder and makes it a git checkout. */
export function writeSampleRepository(folder: string): void {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  };
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'sample');
}
