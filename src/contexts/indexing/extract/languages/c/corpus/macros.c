/* Macros, and the calls in their bodies. */
#ifndef MACROS_H
#define MACROS_H
#define PLAIN 1
#define FN(a, b) first(a) + \
	second(b)
#define OBJECT helper(3)
#define NO_CALL(x) ((x) + 1)
#define PASTED(name) int name##_show(void); call_##name(2)
#define PARAMETER(fn, x) fn(x)
#define STRING(x) "call(" #x ")"	/* comment(1) */
# define INDENTED(x) \
	do { if (x->ops->go(x)) stop(x); } while (0)
#define CONTINUED(a, \
		  b) joined(a, b)

int inside(void)
{
#define LOCAL(x) local_helper(x)
	return LOCAL(1);
}
#endif
