/* Every branch is read; what one opens, the next does not open again. */
#ifdef CONFIG_STEAM
static int set_course(struct ship *ship, int steam)
#else
static int set_course(struct ship *ship)
#endif
{
	return plot(ship);
}

#if TWO_HEADS
int first_name(void)
#else
int second_name(void)
#endif
{
	return shared_body();
}

void opened_in_both(int wind)
{
#ifdef STORM
	if (wind > 10) {
		shelter();
#else
	if (wind > 5) {
		reef();
#endif
	}
	sail_on();
}

void after_braces(void)
{
	check();
}

#ifdef WITH_BODY
int chosen_body(void)
{
	return one();
}
#else
int chosen_body(void)
{
	return two();
}
#endif

int closed_in_both(void)
{
#ifdef A
	return left();
}
#else
	return right();
}
#endif

#if 0
int never(void)
{
	return nothing();
}
#else
int always(void)
{
	return something();
}
#endif

struct gauge {
	int level;
#ifdef METRIC
	int metres;
#elif defined(IMPERIAL)
	int fathoms;
#else
	int feet;
#endif
};

int at_the_end(void)
{
	return last();
}
