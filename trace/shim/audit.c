/* The part that the loader itself calls (LD_AUDIT): which objects come and go in every
 * namespace, and when their constructors and destructors run. It lives in a namespace of
 * its own before any thread-local storage exists, so it uses no C library at all.
 *
 * The loader calls DT_INIT_ARRAY entry by entry. Before it is relocated, la_objopen makes
 * an object's array point to [mark, f0, mark, f1, mark]: the loader itself still calls
 * every function, with the same arguments and nothing of ours on the stack. */
#define _GNU_SOURCE
#include <elf.h>
#include <link.h>
#include "ring.h"

#define EXPORT __attribute__((visibility("default")))
enum { MARKS = 512, MAX_ENTRIES = 4096 };

struct list { /* the functions of one array of one object */
	uintptr_t *original, *ours;
	unsigned n, at, room;
};
struct marked {
	struct link_map *map;
	uintptr_t bias, dynamic;
	struct list init, fini;
};
static struct marked marked[MARKS];
static unsigned next_mark;
static int started;

extern char trace_init_marks[] __attribute__((visibility("hidden"))), trace_fini_marks[] __attribute__((visibility("hidden")));

/* One entry point for every object, since the loader does not tell whose array it runs. */
#if defined __x86_64__
#define STUB 16
#define MARK_TABLE(name, reg, to) \
	__asm__(".text\n.p2align 4\n.hidden " #name "\n.globl " #name "\n" #name ":\n.set mark_i, 0\n.rept 512\n.p2align 4\nendbr64\nmovl $mark_i, %" #reg "\njmp " #to "\n.set mark_i, mark_i+1\n.endr\n");
MARK_TABLE(trace_init_marks, ecx, trace_init_mark)
MARK_TABLE(trace_fini_marks, ecx, trace_fini_mark)
#else
#define STUB 16
#define MARK_TABLE(name, reg, to) \
	__asm__(".text\n.p2align 4\n.hidden " #name "\n.globl " #name "\n" #name ":\n.set mark_i, 0\n.rept 512\n.p2align 4\nhint #34\nmov " #reg ", #mark_i\nb " #to "\n.set mark_i, mark_i+1\n.endr\n");
MARK_TABLE(trace_init_marks, w3, trace_init_mark)
MARK_TABLE(trace_fini_marks, w3, trace_fini_mark)
#endif

static void note(struct marked *m, struct list *l, unsigned kind, unsigned entry) {
	uint64_t i;
	struct ring_record *r = ring_begin(kind, &i);
	if (!r) return;
	r->arg[0] = m->bias, r->arg[1] = m->dynamic, r->arg[2] = entry, r->arg[3] = l->n, r->arg[4] = l->ours[2 * entry + 1];
	ring_end(r, i);
}

/* fill copies the functions, which are relocated by now. */
static void fill(struct list *l) {
	for (unsigned i = 0; i < l->n; i++) l->ours[2 * i + 1] = l->original[i];
}

__attribute__((visibility("hidden"))) void trace_init_mark(long argc, char **argv, char **envp, unsigned which) {
	struct marked *m = &marked[which];
	if (m->init.at == 0) fill(&m->init);
	unsigned p = m->init.at++;
	if (p > 0 && p <= m->init.n) note(m, &m->init, R_INIT_END, p - 1);
	if (p < m->init.n) note(m, &m->init, R_INIT, p);
}

/* Destructors run from the last to the first. */
__attribute__((visibility("hidden"))) void trace_fini_mark(long a, long b, long c, unsigned which) {
	struct marked *m = &marked[which];
	unsigned n = m->fini.n;
	if (m->fini.at == 0) fill(&m->fini);
	unsigned p = m->fini.at++;
	if (p > 0 && p <= n) note(m, &m->fini, R_FINI_END, n - p);
	if (p < n) note(m, &m->fini, R_FINI, n - 1 - p);
}

static void replace(struct marked *m, struct list *l, ElfW(Dyn) *array, ElfW(Dyn) *size, char *marks) {
	l->at = l->n = 0;
	if (!array || !size) return;
	unsigned n = size->d_un.d_val / sizeof(uintptr_t);
	if (n == 0 || n > MAX_ENTRIES) return;
	if (l->room < 2 * n + 1) {
		size_t bytes = ((2 * n + 1) * sizeof(uintptr_t) + 4095) & ~4095ul;
		long at = raw(SYS_mmap, 0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (at < 0 && at >= -4095) return;
		l->ours = (uintptr_t *)at, l->room = bytes / sizeof(uintptr_t); /* an old, smaller one may still be in use */
	}
	l->n = n;
	l->original = (uintptr_t *)(m->bias + array->d_un.d_ptr);
	for (unsigned i = 0; i <= n; i++) l->ours[2 * i] = (uintptr_t)marks + STUB * (m - marked);
	array->d_un.d_ptr = (uintptr_t)l->ours - m->bias;
	size->d_un.d_val = (2 * n + 1) * sizeof(uintptr_t);
}

static void mark(struct link_map *map) {
	struct marked *m = &marked[next_mark++ % MARKS];
	ElfW(Dyn) *init = NULL, *inits = NULL, *fini = NULL, *finis = NULL;
	if (m->map) return; /* all in use: this one is opened without marks */
	m->map = map, m->bias = map->l_addr, m->dynamic = (uintptr_t)map->l_ld;
	for (ElfW(Dyn) *d = map->l_ld; d && d->d_tag != DT_NULL; d++) switch (d->d_tag) {
		case DT_INIT_ARRAY: init = d; break;
		case DT_INIT_ARRAYSZ: inits = d; break;
		case DT_FINI_ARRAY: fini = d; break;
		case DT_FINI_ARRAYSZ: finis = d; break;
	}
	replace(m, &m->init, init, inits, trace_init_marks);
	replace(m, &m->fini, fini, finis, trace_fini_marks);
}

EXPORT unsigned la_version(unsigned version) {
	return version < LAV_CURRENT ? version : LAV_CURRENT;
}

/* environment finds the ring in the process's own environment, as the kernel laid it out. */
static void environment(void) {
	static char block[1 << 16];
	static const char name[] = RING_VARIABLE "=";
	static char path[4096];
	long fd = raw(SYS_openat, AT_FDCWD, (long)"/proc/self/environ", O_RDONLY | O_CLOEXEC, 0, 0, 0), have = 0, got;
	unsigned matched = 0, n = 0, begins = 1, copying = 0;
	if (fd < 0) return;
	while (!have && (got = raw(SYS_read, fd, (long)block, sizeof block, 0, 0, 0)) > 0)
		for (long i = 0; i < got && !have; i++) {
			char c = block[i];
			if (copying) {
				if (n < sizeof path - 1) path[n++] = c;
				if (c == 0) have = 1;
			} else if (begins && c == name[matched]) {
				if (++matched == sizeof name - 1) copying = 1;
			} else begins = 0, matched = 0;
			if (c == 0) begins = 1, matched = 0;
		}
	raw(SYS_close, fd, 0, 0, 0, 0, 0);
	if (have) ring_open(path);
}

EXPORT unsigned la_objopen(struct link_map *map, Lmid_t space, uintptr_t *cookie) {
	uint64_t i;
	static int looked;
	if (!looked) looked = 1, environment();
	struct ring_record *r = ring_begin(R_AUDIT_OPEN, &i);
	if (r) {
		r->arg[0] = map->l_addr, r->arg[1] = (uintptr_t)map->l_ld, r->arg[2] = space, r->arg[3] = started;
		ring_text(r, i, map->l_name);
		ring_end(r, i);
		if (started) mark(map);
	}
	*cookie = (uintptr_t)map;
	return 0;
}

EXPORT unsigned la_objclose(uintptr_t *cookie) {
	struct link_map *map = (struct link_map *)*cookie;
	uint64_t i;
	for (unsigned k = 0; k < MARKS; k++)
		if (marked[k].map == map) marked[k].map = NULL;
	struct ring_record *r = ring_begin(R_AUDIT_CLOSE, &i);
	if (r) {
		r->arg[0] = map->l_addr, r->arg[1] = (uintptr_t)map->l_ld;
		ring_end(r, i);
	}
	return 0;
}

EXPORT void la_preinit(uintptr_t *cookie) { started = 1; }
