/* Conditions on the configuration. */
#ifndef _GUARDS_C
#define _GUARDS_C
#ifdef CONFIG_SAILS
int sails;
#ifndef CONFIG_ENGINE
int oars;
#else
int engine;
#endif
#elif defined(CONFIG_OARS) && !defined CONFIG_ROWERS
int oars_only;
#elif IS_ENABLED( CONFIG_KITE ) || \
	defined( CONFIG_BALLOON ) /* either */
int kite;
#else
int drifting;
#endif

#if defined(__x86_64__)&&CONFIG_DECKS>=2	// wide
int decks;
#else
int deck;
#endif

#if 0
int never;
#ifdef CONFIG_NEVER
#endif
#elif defined(CONFIG_ALWAYS)
int always;
#endif

#if MASTS == 3
int three;
#elif CONFIG_MASTS == 4
int four;
#else
int other;
#endif

int sail(int hours)
{
	return go(hours,
#if !IS_ENABLED(CONFIG_NIGHT)
		  noon(1),
#else
		  moon(2),
#endif
		  3);
}
#ifdef CONFIG_EMPTY
#endif
#if (defined(CONFIG_A) || defined(CONFIG_B))
#endif /* no lines, and text behind */
#ifdef   CONFIG_MODULES   /* why */
int modules;
# else
int builtin;
# endif
#endif
#ifdef CONFIG_UNCLOSED
int unclosed;
