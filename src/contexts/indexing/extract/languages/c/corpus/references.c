/* Functions used as values: callbacks, members, variables. */

static int parse(const char *line);
extern void from_elsewhere(void);
int *two_stars(void), plain(int a);

static void on_timer(struct timer *t)
{
	mod_timer(t, 1);
}

static void not_used(void)
{
}

static int hoist(struct mast *mast, int plain)
{
	struct hooks *hooks = mast->hooks;
	int not_used = 3, count;

	INIT_WORK(&mast->work, on_timer);
	setup_timer(&mast->timer, &on_timer, (unsigned long)mast);
	request_irq(mast->irq, (irq_handler_t)parse, 0, "mast (parse", mast);
	register_all(first(parse), count, not_used, plain);
	nested(a, inner(b, on_timer), from_elsewhere);
	hooks->parse = parse;
	hooks->table[2] . fn = &parse;
	mast->crew->on_timer[count] = (void (*)(struct timer *))on_timer;
	hooks->either = count ? parse : two_stars;
	if (hooks->parse == parse || hooks->parse != parse)
		return parse("x");
	pm_power_off = from_elsewhere;
	use(
		parse
	);
	f(x) (parse);
	return call(mast, count > 1 ? on_timer : from_elsewhere, ({ wait(count); on_timer; }));
}

static int (*default_parser)(const char *) = parse;
static void (*handlers[])(void) = { from_elsewhere, [TIMER] = on_timer, 0 };
static struct command commands[] = {
	{ "parse", parse, sizeof(parse) },
	COMMAND(timer, on_timer),
};
DEFINE_TIMER(mast_timer, on_timer, 0, parse);
module_param_call(parse, parse, plain, NULL, 0644);

void lower(struct sail *sail)
{
	static const struct file_operations sail_fops __initconst = {
		.open = parse,
		.release = unknown,
		.nested = { .fn = &on_timer },
		.size = sizeof(parse),
	};
	struct sail_ops array[2] = { { .reef = on_timer }, { .reef = from_elsewhere } };
	typedef int (*reefer_t)(int a);
	typedef struct { int depth; } depth_t, *unseen_t;
	typedef unsigned long knots_t [4];
	int typed = 2;

	register_ops(sail, (struct crew_ops){ .shout = parse, .whisper = on_timer }, on_timer);
	*sail = (struct sail){ .hoist = hoist };
	pair = (struct pair []){ parse, on_timer };
	sail->ops->reef(sail, 2);
	sail->crew[3].ops.shout(sail);
	sail->table[i][j]->go(1);
	get(sail)->go(2);
	ops->go(3);
}
