/* Types, their members, and the names that typedefs give. */
struct forward;

struct ship {
	const char *name;
	unsigned int sails:4, masts:2;
	int (*raise)(struct ship *, int), (*lower)(struct ship *);
	struct list_head crew, *guests[8];
	struct {
		int x, y;
	} position;
	union {
		u8 raw[4];
		u32 value;
	};
	enum heading { NORTH, SOUTH = 4, EAST, WEST } heading;
	DECLARE_BITMAP(flags, 64);
	struct_group(hull,
		int length;
		int width;
	);
	u32 __reserved;
	u16 depth __aligned(8);
} __attribute__((packed));

union cargo { int boxes; long barrels; };

enum {
	ANONYMOUS = 1,
	WITH_VALUE = FLAG(3, 4),
	LAST
};

typedef struct {
	int bearing;
	int distance;
} sighting_t, *sighting_p;

typedef enum { CALM, GALE = 8 } weather_t;
typedef struct ship ship_t;
typedef unsigned long long u64;
typedef int (*callback_t)(struct ship *, void *);
typedef void (handler)(int);
typedef int watch_fn(int hour), *watch_ptr;
typedef u8 key_t[16];
typedef typeof(sizeof(int)) size_type;

static const struct ship flagship = { .name = "Argo" };
int tonnage, draught = 3, *soundings[4];
extern int not_here;
struct anchor { int weight; } anchors[2], spare;

void local_types(void)
{
	struct knot {
		int loops;
	} knot = tie();
	enum { PORT, STARBOARD } side;

	use((struct knot){ .loops = 1 });
}

struct crewed {
	const struct file_operations __rcu *f_op;
	struct cabin { int beds; } cabin, *berths;
	int (*watches[2])(int hour), (__rcu *relieved)(void);
	int (*bearings)[4];
	union cargo hold;
	struct ship;
};
