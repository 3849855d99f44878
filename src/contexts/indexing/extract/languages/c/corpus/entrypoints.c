/* Where control enters. */
SYSCALL_DEFINE3(lseek, unsigned int, fd, off_t, offset, unsigned int, whence)
{
	return do_seek(fd, offset, whence);
}

COMPAT_SYSCALL_DEFINE2(truncate, const char __user *, path, compat_off_t, length)
{
	return do_truncate(path, length);
}

static int __init sample_init(void)
{
	int err;

	err = request_irq(irq, sample_interrupt, 0, "sample", dev);
	err = request_irq(irq2, sample_interrupt, 0, "sample", dev);
	err = devm_request_threaded_irq(dev, irq, NULL, sample_thread, FLAGS, label, dev);
	proc_create("sample", 0444, NULL, &sample_proc_ops);
	debugfs_create_file("state", 0400, root, NULL, &state_fops);
	rtnl_register(PF_UNSPEC, RTM_GETLINK, sample_doit, NULL, 0);
	sock = netlink_kernel_create(net, NETLINK_SAMPLE, &sample_cfg);
	return err;
}
module_init(sample_init);
module_exit(sample_exit);
late_initcall(sample_late);
EXPORT_SYMBOL(sample_init);

static const struct proc_ops sample_proc_ops = { .proc_read = sample_read };
static const struct sysfs_ops sample_sysfs = { .show = sample_show, .store = sample_store };
static struct kobj_attribute level = __ATTR(level, 0644, level_show, NULL);
static struct kobj_attribute depth = __ATTR_RO(depth);
static DEVICE_ATTR(speed, 0644, speed_show, speed_store);
static DEVICE_ATTR_RW(mode);
static SENSOR_DEVICE_ATTR_RO(temp1_input, temp, 0);
DEFINE_SHOW_ATTRIBUTE(regs);
DEFINE_DEBUGFS_ATTRIBUTE(rate_fops, rate_get, rate_set, "%llu\n");
static const struct genl_ops sample_genl[] = {
	{ .cmd = SAMPLE_GET, .doit = sample_get, .dumpit = sample_dump },
};
