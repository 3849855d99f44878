/* Functions in the shapes that C code gives them. */
#include <stdio.h>
#include "ship.h"

int prototype(int a, char *b);
extern int elsewhere(void);

static inline int
add(int a, /* first */ int b)
{
	return clamp(a) + clamp(b);
}

struct mast *raise_mast(struct ship *ship, const char *name) __must_hold(&ship->lock);

struct mast *raise_mast(struct ship *ship,
			const char *name)
	__must_hold(&ship->lock)
{
	struct mast *mast = find_mast(ship, name);
	int local(int);

	if (!mast)
		return NULL;
	ship->ops->raise(mast);
	ship->crew.notify(mast, sizeof(*mast));
	return mast;
}

__printf(2, 3) void say(int level, const char *format, ...)
{
	/* not_called(1); */
	const char *text = "nor_this(2) \" }";
	char brace = '}';

	print
		(text);
	width = count / (level + 1);
	for_each_sail(sail, ship) {
		furl(sail);
	}
}

int (*choose(int which))(int)
{
	int (*chosen)(int) = pick(which);

	return chosen;
}

void (bracketed)(int x)
{
	x = twice(x);
}

int main(argc, argv)
	int argc;
	char **argv;
{
	return run(argc, argv);
}

DEFINE_HOOK(on_departure, struct ship *ship)
{
	return wave(ship);
}

static int __init ünïcode(void) { return bé(); }
