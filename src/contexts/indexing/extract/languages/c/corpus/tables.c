/* Tables of operations, initialisers, and macros at file level. */
#include <linux/fs.h>

static const struct file_operations log_fops = {
	.owner = THIS_MODULE,
	.read = log_read,
	.write	= &log_write,
	.unlocked_ioctl = log_ioctl,
	.poll = NULL,
	.size = compute(4),
};

static struct handler handlers[] = {
	{ .name = "a", .run = run_a },
	[3] = { .run = run_b },
};

static struct phy_driver drivers[] = {
{
	.probe = drive_probe,
},
{
	.remove = drive_remove,
} };

int limits[] = { LIMIT(1), LIMIT(2) }, after = helper();
static DEFINE_MUTEX(log_lock);
DEFINE_PER_CPU(int, log_depth) = 0;
LIST_HEAD(log_list)

static int uses_the_lock(void)
{
	return locked(&log_lock);
}
EXPORT_SYMBOL_GPL(uses_the_lock);
MODULE_LICENSE("GPL");
WITH_CALL(first, nested(2));

BOARD_START(ARGO, "The Argo")
	.map = argo_map,
	.sail = argo_sail,
BOARD_END

static int after_board(void)
{
	return done();
}
