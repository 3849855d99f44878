/** A small tree in the form of a Linux kernel: what is built, how it is configured, who looks after it. */
export const BUILD_TREE: Readonly<Record<string, string>> = {
  Kbuild: 'obj-y += fs/ lib/\n',
  Makefile: 'KBUILD_CFLAGS := -O2\nobj-y += init/\n',
  MAINTAINERS: `Maintainers List
----------------

SAMPLE FILE SYSTEM
M:	Ada Lovelace <ada@example.org>
R:	rev@example.org
L:	sample@lists.example.org (moderated)
S:	Maintained
F:	fs/sample/
F:	tools/testing/selftests/sample/
X:	fs/sample/old/

SAMPLE INODES
M:	Ino <ino@example.org>
S:	Orphan
F:	fs/sample/ino*.c

FILESYSTEMS (VFS)
M:	Al <al@example.org>
S:	Maintained
F:	fs/*
N:	sample/i

THE REST
M:	Linus <linus@example.org>
S:	Buried alive in reporters
F:	*
F:	*/
`,
  'fs/Makefile': `obj-y := read.o
obj-$(CONFIG_SAMPLE_FS) += sample/
`,
  'lib/Makefile': 'obj-$(CONFIG_TEST_SAMPLE) += test_read.o\n',
  'fs/Kconfig': `menuconfig BLOCK
	bool "Block devices"

source "fs/sample/Kconfig"
`,
  'fs/sample/Kconfig': `config SAMPLE_FS
	tristate "The sample file system"
	depends on BLOCK

config SAMPLE_ACL
	bool "Access control lists"
	depends on SAMPLE_FS
`,
  'fs/sample/Makefile': `obj-$(CONFIG_SAMPLE_FS) += sample.o
sample-y := inode.o file.o
sample-$(CONFIG_SAMPLE_ACL) += acl.o
`,
  'fs/read.c': `#include <linux/sample.h>

ssize_t vfs_read(struct file *file)
{
	return sample_read(file);
}
EXPORT_SYMBOL(vfs_read);

SYSCALL_DEFINE1(read, unsigned int, fd)
{
	return vfs_read(lookup(fd));
}
`,
  'fs/sample/inode.c': `#include <linux/sample.h>

static int helper(int x)
{
	return x + 1;
}

ssize_t sample_read(struct file *file)
{
	return helper(1);
}
EXPORT_SYMBOL_GPL(sample_read);
`,
  'fs/sample/file.c': `#include <linux/sample.h>

static int helper(int x)
{
	return x + 2;
}

static ssize_t sample_read_iter(struct kiocb *iocb)
{
	return helper(2);
}

const struct file_operations sample_fops = {
	.read_iter = sample_read_iter,
};
`,
  'fs/sample/acl.c': 'int sample_acl(void)\n{\n\treturn sample_read(0);\n}\n',
  'include/linux/sample.h': 'struct file;\nextern ssize_t sample_read(struct file *file);\n',
  'include/uapi/linux/sample.h': '#define SAMPLE_MAGIC 1\n',
  'lib/test_sample.c': `#include <linux/sample.h>

static void test_read(void)
{
	sample_read(0);
}
`,
};
