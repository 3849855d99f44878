/** A small kernel of our own: what the questions about the call graph are about, one idea a file. */
export const GRAPH_SOURCES: readonly Record<string, string>[] = [
  {
    // An extract of our own of the ways to vfs_read: three callers, and theirs.
    'fs/read_write.c': `#include <linux/fs.h>
ssize_t vfs_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	ssize_t ret = rw_verify_area(0, file, pos, count);
	if (file->f_op->read)
		ret = file->f_op->read(file, buf, count, pos);
	else
		ret = new_sync_read(file, buf, count, pos);
	return ret;
}
static ssize_t new_sync_read(struct file *file, char *buf, size_t len, loff_t *pos)
{
	return call_read_iter(file, buf, len);
}
int rw_verify_area(int what, struct file *file, const loff_t *pos, size_t count)
{
	return 0;
}
ssize_t ksys_read(unsigned int fd, char *buf, size_t count)
{
	return vfs_read(fdget(fd), buf, count, 0);
}
SYSCALL_DEFINE3(read, unsigned int, fd, char *, buf, size_t, count)
{
	return ksys_read(fd, buf, count);
}
ssize_t ksys_pread64(unsigned int fd, char *buf, size_t count, loff_t pos)
{
	return vfs_read(fdget(fd), buf, count, &pos);
}
SYSCALL_DEFINE4(pread64, unsigned int, fd, char *, buf, size_t, count, loff_t, pos)
{
	return ksys_pread64(fd, buf, count, pos);
}
`,
    'include/linux/fs.h': `struct file_operations {
	ssize_t (*read)(struct file *, char *, size_t, loff_t *);
	ssize_t (*read_iter)(struct file *, char *, size_t);
};
struct file {
	const struct file_operations *f_op;
};
static inline ssize_t call_read_iter(struct file *file, char *buf, size_t len)
{
	return file->f_op->read_iter(file, buf, len);
}
`,
    'fs/exec.c': `ssize_t read_code(struct file *file, unsigned long addr, loff_t pos, size_t len)
{
	ssize_t res = vfs_read(file, (void *)addr, len, &pos);
	return res;
}
`,
    'fs/binfmt_flat.c': `static int load_flat_file(struct linux_binprm *bprm)
{
	return read_code(bprm->file, 0, 0, 1) + read_code(bprm->file, 1, 0, 1);
}
static int load_flat_binary(struct linux_binprm *bprm)
{
	return load_flat_file(bprm);
}
`,
    'fs/one/file.c': `#include <linux/fs.h>
static ssize_t one_read(struct file *file, char *buf, size_t n, loff_t *pos)
{
	return helper(n);
}
static ssize_t one_read_iter(struct file *file, char *buf, size_t n)
{
	return 0;
}
const struct file_operations one_file_operations = {
	.read = one_read,
	.read_iter = one_read_iter,
};
static int helper(int n)
{
	return n;
}
`,
    'fs/two/file.c': `#include <linux/fs.h>
static int helper(int n)
{
	return n + 1;
}
int two_start(void)
{
	return helper(2);
}
static int nobody_calls_me(void)
{
	return 0;
}
`,
  },
  {
    'kernel/loop.c': `int forever(int n)
{
	return forever(n - 1);
}
int ping(int n);
int pong(int n)
{
	return ping(n - 1);
}
int ping(int n)
{
	return pong(n - 1) + pung(n);
}
int pung(int n)
{
	return ping(n);
}
int far_a(void) { return far_b(); }
int far_b(void) { return far_c(); }
int far_c(void) { return far_d(); }
int far_d(void) { return two_start(); }
`,
    'lib/stub.h': `#ifdef CONFIG_TRACE
void trace_it(int n);
#else
static inline void trace_it(int n) { }
#endif
`,
    'lib/trace.c': `#include "stub.h"
void trace_it(int n) { }
`,
    'lib/use.c': `#include "stub.h"
void traced(void) { trace_it(1); }
`,
  },
];
