/* Trampolines: destructors of thread-locals and keys and the first functions of threads are
 * called through a slot, which tells before the jump that the target is gone. */
enum { SLOTS = 1 << 16, KEYS = 2048, THREADS = 4096 };

struct slot {
	union {
		void (*dtor)(void *);
		void *(*start)(void *);
		int (*thrd)(void *);
	} call;
	void *arg;
	uint64_t number; /* of the record that made it */
	unsigned object, thread;
	uint32_t next;
};
static struct slot slots[SLOTS];
static uint64_t free_slots; /* number of the first one, with a counter above it */
static uint32_t fresh_slot = 1;

static struct slot *take_slot(void) {
	uint64_t head = __atomic_load_n(&free_slots, __ATOMIC_ACQUIRE);
	while ((uint32_t)head) {
		uint64_t rest = (head & ~0xffffffffull) + (1ull << 32) + slots[(uint32_t)head].next;
		if (__atomic_compare_exchange_n(&free_slots, &head, rest, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return &slots[(uint32_t)head];
	}
	if (__atomic_load_n(&fresh_slot, __ATOMIC_RELAXED) >= SLOTS) return NULL;
	uint32_t n = __atomic_fetch_add(&fresh_slot, 1, __ATOMIC_RELAXED);
	return n < SLOTS ? &slots[n] : NULL;
}

static void give_slot(struct slot *s) {
	uint64_t head = __atomic_load_n(&free_slots, __ATOMIC_ACQUIRE), mine;
	do {
		s->next = (uint32_t)head;
		mine = (head & ~0xffffffffull) + (1ull << 32) + (uint32_t)(s - slots);
	} while (!__atomic_compare_exchange_n(&free_slots, &head, mine, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
}

/* is_gone reports a target whose object was unmapped, or belongs to another one by now. */
static int is_gone(unsigned object) { return object && object < OBJECTS && !objects[object].live; }

static void lost(const char *what) {
	static int said;
	uint64_t i;
	if (__atomic_exchange_n(&said, 1, __ATOMIC_RELAXED)) return;
	struct ring_record *r = event(R_LOST, &i, 0, 0, 0, 0);
	if (r) ring_text(r, i, what), ring_end(r, i);
}

#ifdef __GLIBC__
/* The place of a thread-local in its object's block, by which its symbol is found. */
struct block { uintptr_t at; uint64_t offset; };
static int find_block(struct dl_phdr_info *info, size_t size, void *to) {
	struct block *b = to;
	if (size < offsetof(struct dl_phdr_info, dlpi_tls_data) + sizeof info->dlpi_tls_data || !info->dlpi_tls_modid) return 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		uintptr_t data = (uintptr_t)info->dlpi_tls_data;
		if (p->p_type == PT_TLS && data && b->at >= data && b->at < data + p->p_memsz) return b->offset = b->at - data + 1, 1;
	}
	return 0;
}

static void run_tls(void *at) {
	struct slot s = *(struct slot *)at;
	int saved = errno;
	give_slot(at);
	refresh();
	plain(R_TLS_RUN, s.number, is_gone(s.object), 0, 0);
	errno = saved;
	s.call.dtor(s.arg);
	saved = errno;
	plain(R_TLS_END, s.number, 0, 0, 0);
	errno = saved;
}

/* The loader counts by dso: it is passed on as it is, so that the pin stays the same. */
EXPORT int __cxa_thread_atexit_impl(void (*dtor)(void *), void *arg, void *dso) {
	uintptr_t caller = HERE;
	int saved = errno;
	struct slot *s;
	uint64_t i;
	if (!ready() || !(foreign((uintptr_t)dso) || foreign((uintptr_t)dtor))) return errno = saved, real_tls(dtor, arg, dso);
	if (!(s = take_slot())) return lost("thread-local destructors"), errno = saved, real_tls(dtor, arg, dso);
	struct ring_record *r = event(R_TLS, &i, (uintptr_t)dtor, (uintptr_t)arg, (uintptr_t)dso, object_at((uintptr_t)dso));
	if (r) {
		struct block b = {(uintptr_t)arg, 0};
		dl_iterate_phdr(find_block, &b);
		r->arg[4] = object_at((uintptr_t)dtor), r->arg[5] = b.offset;
		stack(r, caller), ring_end(r, i);
	}
	s->call.dtor = dtor, s->arg = arg, s->number = i, s->object = object_at((uintptr_t)dtor);
	errno = saved;
	return real_tls(run_tls, s, dso);
}
#endif

/* A key's destructor gets nothing but the value, so each key has an entry point. */
struct key {
	void (*dtor)(void *);
	uint64_t number;
	unsigned object;
	pthread_key_t key;
	int used;
};
static struct key keys[KEYS];
static unsigned next_key;
extern char trace_keys[] __attribute__((visibility("hidden")));
#if defined __x86_64__
__asm__(".text\n.p2align 4\n.hidden trace_keys\n.globl trace_keys\ntrace_keys:\n.set key_i, 0\n.rept 2048\n.p2align 4\nendbr64\nmovl $key_i, %esi\njmp trace_run_key\n.set key_i, key_i+1\n.endr\n");
#else
__asm__(".text\n.p2align 4\n.hidden trace_keys\n.globl trace_keys\ntrace_keys:\n.set key_i, 0\n.rept 2048\n.p2align 4\nhint #34\nmov w1, #key_i\nb trace_run_key\n.set key_i, key_i+1\n.endr\n");
#endif

__attribute__((visibility("hidden"), used)) void trace_run_key(void *value, unsigned which) {
	struct key k = keys[which];
	int saved = errno;
	refresh();
	plain(R_KEY_RUN, k.number, is_gone(k.object), 0, 0);
	errno = saved;
	k.dtor(value);
	saved = errno;
	plain(R_KEY_END, k.number, 0, 0, 0);
	errno = saved;
}

EXPORT int pthread_key_create(pthread_key_t *key, void (*dtor)(void *)) {
	uintptr_t caller = HERE;
	int saved = errno, result;
	struct key *k = NULL;
	uint64_t i;
	if (!ready() || !(foreign((uintptr_t)dtor) || foreign(caller))) return errno = saved, real_key_create(key, dtor);
	for (unsigned n = 0; n < KEYS && dtor && !k; n++) {
		int unused = 0;
		struct key *c = &keys[__atomic_fetch_add(&next_key, 1, __ATOMIC_RELAXED) % KEYS];
		if (__atomic_compare_exchange_n(&c->used, &unused, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) k = c;
	}
	struct ring_record *r = event(R_KEY, &i, 0, (uintptr_t)dtor, 0, object_at((uintptr_t)dtor));
	if (r) stack(r, caller);
	if (k) k->dtor = dtor, k->number = i, k->object = object_at((uintptr_t)dtor);
	result = real_key_create(key, k ? (void (*)(void *))(trace_keys + 16 * (k - keys)) : dtor);
	if (k && !result) k->key = *key;
	if (k && result) __atomic_store_n(&k->used, 0, __ATOMIC_RELEASE);
	if (r) r->arg[0] = result ? ~0ull : *key, r->arg[2] = result, ring_end(r, i);
	errno = saved;
	return result;
}
/* The name that libgcc and old programs use. */
__asm__(".globl __pthread_key_create\n.set __pthread_key_create, pthread_key_create\n");

EXPORT int pthread_key_delete(pthread_key_t key) {
	int saved = errno;
	if (ready())
		for (unsigned n = 0; n < KEYS; n++)
			if (keys[n].used && keys[n].dtor && keys[n].key == key) {
				plain(R_KEY_DELETE, key, keys[n].number, 0, 0);
				__atomic_store_n(&keys[n].used, 0, __ATOMIC_RELEASE);
			}
	errno = saved;
	return real_key_delete(key);
}

/* Threads that began in a library, for the question which are left when it is closed. */
struct thread {
	uint64_t number;
	unsigned object;
	int tid; /* 0: not yet started, -1: ended or free */
	int used;
};
static struct thread threads[THREADS];

static struct thread *take_thread(void) {
	for (unsigned n = 0; n < THREADS; n++) {
		int unused = 0;
		struct thread *t = &threads[n];
		if (t->used && t->tid > 0 && syscall(SYS_tgkill, getpid(), t->tid, 0)) t->used = 0; /* ended by pthread_exit */
		if (!t->used && __atomic_compare_exchange_n(&t->used, &unused, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return t->tid = 0, t;
	}
	return NULL;
}

static void tell_threads(unsigned closed, uint64_t number) {
	for (unsigned n = 0; n < THREADS && ring; n++) {
		struct thread *t = &threads[n];
		if (!t->used || t->tid < 0 || (t->tid > 0 && syscall(SYS_tgkill, getpid(), t->tid, 0))) continue;
		if (t->object == closed || is_gone(t->object)) plain(R_THREAD_LIVE, t->number, t->tid, number, t->object);
	}
}

static struct slot begin_thread(struct slot *at) {
	struct slot s = *at;
	give_slot(at);
	refresh();
	if (s.thread) threads[s.thread - 1].tid = syscall(SYS_gettid);
	plain(R_THREAD_START, s.number, is_gone(s.object), 0, 0);
	return s;
}
static void end_thread(const struct slot *s) {
	if (s->thread) threads[s->thread - 1].tid = -1, threads[s->thread - 1].used = 0;
	plain(R_THREAD_END, s->number, 0, 0, 0);
}
static void *run_thread(void *at) {
	struct slot s = begin_thread(at);
	void *result = s.call.start(s.arg);
	end_thread(&s);
	return result;
}
static int run_thrd(void *at) {
	struct slot s = begin_thread(at);
	int result = s.call.thrd(s.arg);
	end_thread(&s);
	return result;
}

/* new_thread prepares a slot; NULL where the thread concerns no library. */
static struct slot *new_thread(uintptr_t start, void *arg, uintptr_t caller, struct ring_record **r, uint64_t *i) {
	struct slot *s;
	int concerns = foreign(start) || foreign(caller);
	if (!followed_count) return NULL;
	struct { struct ring_record r; } look;
	look.r.frames = 0;
	if (!concerns) { /* the C++ library starts threads for others */
		stack(&look.r, caller);
		for (unsigned k = 0; k < look.r.frames && !concerns; k++) concerns = foreign(look.r.frame[k]);
	}
	if (!concerns) return NULL;
	if (!(s = take_slot())) return lost("threads"), NULL;
	if ((*r = event(R_THREAD, i, start, (uintptr_t)arg, 0, object_at(start)))) stack(*r, caller);
	struct thread *t = take_thread();
	unsigned object = object_at(start);
	for (unsigned k = 0; *r && k < (*r)->frames && !(object && !objects[object].initial); k++)
		if (foreign((*r)->frame[k])) object = object_at((*r)->frame[k]);
	if (*r) (*r)->arg[4] = object;
	if (t) t->number = *i, t->object = object;
	s->arg = arg, s->number = *i, s->object = object_at(start), s->thread = t ? t - threads + 1 : 0;
	return s;
}

static void made_thread(struct slot *s, struct ring_record *r, uint64_t i, int result) {
	if (r) r->arg[2] = result, ring_end(r, i);
	if (!result) return;
	if (s->thread) threads[s->thread - 1].used = 0;
	give_slot(s);
}

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *arg) {
	uintptr_t caller = HERE;
	int saved = errno, result;
	struct ring_record *r = NULL;
	struct slot *s;
	uint64_t i = 0;
	if (!ready() || !(s = new_thread((uintptr_t)start, arg, caller, &r, &i))) return errno = saved, real_thread(thread, attr, start, arg);
	s->call.start = start;
	errno = saved;
	if (r) ring_end(r, i); /* before the thread runs */
	result = real_thread(thread, attr, run_thread, s);
	if (result) made_thread(s, NULL, i, result);
	return result;
}

EXPORT int thrd_create(thrd_t *thread, thrd_start_t start, void *arg) {
	uintptr_t caller = HERE;
	int saved = errno, result;
	struct ring_record *r = NULL;
	struct slot *s;
	uint64_t i = 0;
	if (!ready() || !(s = new_thread((uintptr_t)start, arg, caller, &r, &i))) return errno = saved, real_thrd(thread, start, arg);
	s->call.thrd = start;
	errno = saved;
	if (r) ring_end(r, i);
	result = real_thrd(thread, run_thrd, s);
	if (result != thrd_success) made_thread(s, NULL, i, 1);
	return result;
}
