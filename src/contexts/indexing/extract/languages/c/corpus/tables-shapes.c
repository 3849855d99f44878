/* Tables of operations in less plain shapes. */
static int open_it(void);

static struct driver driver = {
	.driver = {
		.name = "x",
		.pm = &driver_pm,
		.ops = { .suspend = drive_suspend },
	},
	.probe = (probe_t)drive_probe,
	.remove = (int (*)(struct device *))drive_remove,
	.wrapped = WRAP(open_it),
	.power.off = drive_off,
	.choice = FLAG ? open_it : NULL,
	.last = drive_last };

static struct file_operations old_style = {
	open: old_open,
	release: old_release,
	flags: A ? b : c,
};

static const struct proc procs[] = {
	[PROC_NULL] = { .encode = encode_null, .decode = decode_null },
	[PROC_READ ... PROC_WRITE] = {
		.encode = encode_rw,
#ifdef CONFIG_DECODE
		.decode = decode_rw,
#else
		.decode = decode_none
#endif
	},
};

struct ops_holder *holder = &(struct ops_holder){ .ops.run = run_it };
