// SPDX-License-Identifier: GPL-2.0
/* What comments say of what follows them. */

/**
 * hoist_sail - Hoist one sail of a ship, i.e. make it
 *              draw, &struct sail and %NULL alike. More text here.
 * @sail: which
 */
int hoist_sail(struct sail *sail)
{
	return 0;
}

/* Lower every sail at once. */
static void lower_all(void) { }

// Line comments
// are read as one, `quoted` too
//
// not this
void two_lines(void) { }

int trailing; /* about trailing, not about the next */
int after_trailing;

/* One line too far away. */

void far_away(void) { }

/*
 * --------------------
 * struct mast - A mast of the ship: ünïcode stays, and this sentence goes on for so long that it has to be cut off somewhere, öööööööööööööööööööööööööö
 */
struct mast {
	/* about height */
	int height;
};

/** @param only: described */
typedef int knots_t;

/* x */
enum tiny { A };

/* Number of masts */
static int masts = 3;

/* Raises */
#define RAISE(a) raise(a)

/* Belongs to nothing */
#ifdef CONFIG_X
void in_branch(void) { }
#endif
/*
 * Comment that is not closed
