/* Which objects are mapped. The table is brought up to date before an address is looked
 * up; a number is never given twice, so that what was registered for an object which is
 * gone is told from another one at the same address. */
enum { OBJECTS = 16384, LIVE = 4096 };

struct object {
	uintptr_t base, end, bias;
	struct link_map *map; /* NULL with musl */
	const ElfW(Dyn) *dynamic;
	const char *name;
	uint8_t initial; /* there before the program began: cannot be unloaded */
	uint8_t live, seen, told;
	uint64_t opencount, tls_dtors, nodelete; /* as told last */
};
static struct object objects[OBJECTS];
static unsigned object_count; /* numbers given; 0 is no object */
static unsigned live[LIVE], live_count, followed_count;
static unsigned long long seen_adds = -1ull, seen_subs = -1ull;
static int table_lock;
static int initial_scan = 1;
static uintptr_t self_base, self_end;

/* lock gives up in the end: the holder may be a thread that fork left behind. */
static int lock_table(void) {
	for (int i = 0; i < 20000; i++) {
		if (!__atomic_exchange_n(&table_lock, 1, __ATOMIC_ACQUIRE)) return 1;
		sched_yield();
	}
	return 0;
}
static void unlock_table(void) { __atomic_store_n(&table_lock, 0, __ATOMIC_RELEASE); }

static void hex(char *to, const unsigned char *from, size_t n) {
	for (size_t i = 0; i < n; i++) to[2 * i] = "0123456789abcdef"[from[i] >> 4], to[2 * i + 1] = "0123456789abcdef"[from[i] & 15];
	to[2 * n] = 0;
}

/* build_id reads the note of a mapped object. */
static void build_id(uintptr_t bias, const ElfW(Phdr) *ph, int n, char *to, size_t room) {
	*to = 0;
	for (int i = 0; i < n; i++) {
		if (ph[i].p_type != PT_NOTE) continue;
		const char *p = (const char *)(bias + ph[i].p_vaddr), *end = p + ph[i].p_memsz;
		size_t align = ph[i].p_align == 8 ? 8 : 4;
		while (p + 12 <= end) {
			const ElfW(Nhdr) *note = (const void *)p;
			const char *desc = p + ((12 + note->n_namesz + align - 1) & ~(align - 1));
			if (note->n_descsz > (size_t)(end - p) || desc + note->n_descsz > end) break;
			if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && !memcmp(p + 12, "GNU", 4) && 2 * note->n_descsz < room) {
				hex(to, (const unsigned char *)desc, note->n_descsz);
				return;
			}
			p = desc + ((note->n_descsz + align - 1) & ~(align - 1));
		}
	}
}

static struct link_map *map_of(const ElfW(Dyn) *dynamic) {
#ifdef __GLIBC__
	for (struct link_map *m = _r_debug.r_map; m; m = m->l_next)
		if (m->l_ld == dynamic) return m;
#endif
	return NULL;
}

static int follows(const char *path) {
	size_t n;
	for (const char *p = ring->follow; *p; p += n + (p[n] == '\n')) {
		char word[256];
		n = strcspn(p, "\n");
		if (n == 0 || n >= sizeof word) continue;
		memcpy(word, p, n), word[n] = 0;
		if (strstr(path, word)) return 1;
	}
	return 0;
}

/* full_path completes what the loader was given. */
static void full_path(const char *name, char *to, size_t room) {
	ssize_t n = 0;
	if (!name || !*name) {
		n = readlink("/proc/self/exe", to, room - 1);
		to[n > 0 ? n : 0] = 0;
		return;
	}
	if (*name != '/' && strchr(name, '/')) {
		long got = syscall(SYS_getcwd, to, room - 2);
		n = got > 1 ? got - 1 : 0;
		to[n++] = '/';
	}
	snprintf(to + n, room - n, "%s", name);
}

static void tell_object(unsigned id, const ElfW(Phdr) *ph, int n) {
	struct object *o = &objects[id];
	static char path[4096], id_and_path[4096 + 160]; /* one writer: the table is locked; stacks may be small */
	struct stat st;
	uint64_t i;
	full_path(o->name, path, sizeof path);
	if (o->initial && follows(path)) o->initial = 0;
	build_id(o->bias, ph, n, id_and_path, 140);
	strcat(id_and_path, "\n");
	snprintf(id_and_path + strlen(id_and_path), sizeof path, "%s", path);
	memset(&st, 0, sizeof st);
	stat(path, &st);
	struct ring_record *r = ring_begin(R_OBJECT, &i);
	if (!r) return;
	r->arg[0] = id, r->arg[1] = o->base, r->arg[2] = o->end, r->arg[3] = o->bias, r->arg[4] = (uintptr_t)o->dynamic;
	r->arg[5] = o->initial | (o->base == self_base) << 1;
	r->arg[6] = st.st_size;
	ring_text(r, i, id_and_path);
	ring_end(r, i);
}

static int scan(struct dl_phdr_info *info, size_t size, void *unused) {
	const ElfW(Dyn) *dynamic = NULL;
	uintptr_t base = -1ul, end = 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		if (p->p_type == PT_DYNAMIC) dynamic = (const void *)(info->dlpi_addr + p->p_vaddr);
		if (p->p_type != PT_LOAD) continue;
		if (info->dlpi_addr + p->p_vaddr < base) base = info->dlpi_addr + p->p_vaddr;
		if (info->dlpi_addr + p->p_vaddr + p->p_memsz > end) end = info->dlpi_addr + p->p_vaddr + p->p_memsz;
	}
	if (!dynamic) return 0; /* the vDSO of some systems */
	for (unsigned i = 0; i < live_count; i++) {
		struct object *o = &objects[live[i]];
		if (o->dynamic == dynamic && o->base == base) {
			o->seen = 1;
			return 0;
		}
	}
	if (object_count + 1 >= OBJECTS || live_count >= LIVE) return 0;
	unsigned id = ++object_count;
	struct object *o = &objects[id];
	*o = (struct object){.base = base, .end = end, .bias = info->dlpi_addr, .dynamic = dynamic, .name = info->dlpi_name, .live = 1, .seen = 1, .initial = initial_scan};
	o->map = map_of(dynamic);
	live[live_count++] = id;
	tell_object(id, info->dlpi_phdr, info->dlpi_phnum);
	if (!o->initial) followed_count++;
	return 0;
}

static int gone_any; /* since the last look of faults.h */

static void rescan(void) {
	for (unsigned i = 0; i < live_count; i++) objects[live[i]].seen = 0;
	dl_iterate_phdr(scan, NULL);
	unsigned n = 0;
	for (unsigned i = 0; i < live_count; i++) {
		struct object *o = &objects[live[i]];
		if (o->seen) {
			live[n++] = live[i];
			continue;
		}
		o->live = 0;
		gone_any = 1;
		uint64_t k;
		struct ring_record *r = ring_begin(R_GONE, &k);
		if (r) r->arg[0] = live[i], ring_end(r, k);
	}
	live_count = n;
}

struct counters { unsigned long long adds, subs; };
static int count(struct dl_phdr_info *info, size_t size, void *to) {
	struct counters *c = to;
	if (size >= offsetof(struct dl_phdr_info, dlpi_subs) + sizeof info->dlpi_subs) c->adds = info->dlpi_adds, c->subs = info->dlpi_subs;
	return 1;
}

static void refresh(void) {
	struct counters c = {0, 0};
	if (!ring) return;
	dl_iterate_phdr(count, &c);
	if (c.adds == seen_adds && c.subs == seen_subs && c.adds) return;
	if (!lock_table()) return;
	seen_adds = c.adds, seen_subs = c.subs;
	rescan();
	unlock_table();
}

/* object_at is the number of the object that holds an address, 0 if none does. */
static unsigned object_at(uintptr_t at) {
	for (unsigned i = 0; i < live_count; i++) {
		unsigned id = live[i];
		if (id < OBJECTS && at >= objects[id].base && at < objects[id].end) return id;
	}
	return 0;
}

/* gone_at is the newest object that was at an address. */
static unsigned gone_at(uintptr_t at) {
	for (unsigned id = object_count; id > 0; id--)
		if (!objects[id].live && at >= objects[id].base && at < objects[id].end) return id;
	return 0;
}

/* foreign reports an address in an object that came after the start. */
static int foreign(uintptr_t at) {
	unsigned id = at ? object_at(at) : 0;
	return id && !objects[id].initial;
}
