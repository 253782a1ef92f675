/* The preloaded part: what libraries register, start and leave behind, and whether they are
 * unmapped. Every hook does what the C library does and keeps errno; what concerns none but
 * the program and the libraries that it links is passed on unrecorded. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <threads.h>
#include <ucontext.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <execinfo.h>
#endif
#include "ring.h"
#include "objects.h"
#include "pins.h"
#include "faults.h"

#define EXPORT __attribute__((visibility("default")))
#define HERE ((uintptr_t)__builtin_return_address(0))

static void *(*real_dlopen)(const char *, int);
static void *(*real_dlmopen)(Lmid_t, const char *, int);
static int (*real_dlclose)(void *);
static char *(*real_dlerror)(void);
static int (*real_tls)(void (*)(void *), void *, void *);
static int (*real_key_create)(pthread_key_t *, void (*)(void *));
static int (*real_key_delete)(pthread_key_t);
static int (*real_thread)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
static int (*real_thrd)(thrd_t *, thrd_start_t, void *);
static int (*real_atexit)(void (*)(void *), void *, void *);
static int (*real_on_exit)(void (*)(int, void *), void *);
static int (*real_atfork)(void (*)(void), void (*)(void), void (*)(void), void *);
static sighandler_t (*real_signal)(int, sighandler_t);
static pid_t (*real_fork)(void);
static void (*real_exit)(int), (*real__exit)(int), (*real_abort)(void);

static void next_of(void *to, const char *name) { *(void **)to = dlsym(RTLD_NEXT, name); }

static int set_up; /* 0 not yet, 1 under way, 2 done */

static void setup(void) {
	int fresh = 0;
	if (__atomic_load_n(&set_up, __ATOMIC_ACQUIRE) == 2) return;
	if (!__atomic_compare_exchange_n(&set_up, &fresh, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return;
	next_of(&real_dlopen, "dlopen"), next_of(&real_dlmopen, "dlmopen"), next_of(&real_dlclose, "dlclose"), next_of(&real_dlerror, "dlerror");
	next_of(&real_tls, "__cxa_thread_atexit_impl"), next_of(&real_key_create, "pthread_key_create"), next_of(&real_key_delete, "pthread_key_delete");
	next_of(&real_thread, "pthread_create"), next_of(&real_thrd, "thrd_create"), next_of(&real_atexit, "__cxa_atexit"), next_of(&real_on_exit, "on_exit");
	next_of(&real_atfork, "__register_atfork"), next_of(&real_sigaction, "sigaction"), next_of(&real_signal, "signal"), next_of(&real_fork, "fork");
	next_of(&real_exit, "exit"), next_of(&real__exit, "_exit"), next_of(&real_abort, "abort");
	const char *path = getenv(RING_VARIABLE);
	if (path) ring_open(path);
	if (ring) {
		uint64_t i;
		char exe[4096];
		struct ring_record *r = ring_begin(R_START, &i);
		full_path("", exe, sizeof exe);
		r->arg[0] = getppid();
		ring_text(r, i, exe);
		ring_end(r, i);
	}
	__atomic_store_n(&set_up, 2, __ATOMIC_RELEASE);
}

static int loader_known(struct dl_phdr_info *info, size_t size, void *unused) {
	char id[sizeof ring->loader];
	if (!info->dlpi_addr || info->dlpi_addr != getauxval(AT_BASE)) return 0;
	build_id(info->dlpi_addr, info->dlpi_phdr, info->dlpi_phnum, id, sizeof id);
	counters_known = *id && !strncmp(id, ring->loader, sizeof id);
	return 1;
}

static int own(struct dl_phdr_info *info, size_t size, void *unused) {
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		uintptr_t at = info->dlpi_addr + p->p_vaddr, me = (uintptr_t)own;
		if (p->p_type != PT_LOAD) continue;
		if (me >= at && me < at + p->p_memsz) {
			self_base = info->dlpi_addr + info->dlpi_phdr[0].p_vaddr;
			for (int k = info->dlpi_phnum; k-- > 0;)
				if (info->dlpi_phdr[k].p_type == PT_LOAD) {
					self_base = self_base < info->dlpi_addr ? self_base : info->dlpi_addr;
					self_end = info->dlpi_addr + info->dlpi_phdr[k].p_vaddr + info->dlpi_phdr[k].p_memsz;
					return 1;
				}
		}
	}
	return 0;
}

/* Everything that is mapped when the first constructor of the program may run is initial. */
__attribute__((constructor)) static void start(void) {
	int saved = errno;
	setup();
	if (ring) {
		dl_iterate_phdr(own, NULL);
		dl_iterate_phdr(loader_known, NULL);
		refresh();
		initial_scan = 0;
	}
	errno = saved;
}

__attribute__((destructor)) static void finish(void) { refresh(); }

/* ready is the start of each hook. */
static int ready(void) {
	setup();
	if (!ring) return 0;
	refresh();
	return 1;
}

static __thread int unwinding __attribute__((tls_model("initial-exec")));
static int unwinder_ready;

/* warm_up has the unwinder loaded where it is safe to: not within an allocator. */
static void warm_up(void) {
#ifdef __GLIBC__
	void *at[2];
	if (unwinder_ready) return;
	unwinder_ready = 1;
	unwinding = 1;
	backtrace(at, 2);
	unwinding = 0;
	int was = initial_scan;
	initial_scan = 1; /* what the unwinder brought stays for ever */
	refresh();
	initial_scan = was;
#endif
}

/* stack fills in the callers, ours left out. */
static void stack(struct ring_record *r, uintptr_t caller) {
	r->frame[0] = caller, r->frames = 1;
#ifdef __GLIBC__
	void *at[RING_FRAMES + 8];
	if (!unwinder_ready || unwinding) return;
	unwinding = 1;
	int n = backtrace(at, RING_FRAMES + 8), k = 0;
	unwinding = 0;
	while (k < n && (uintptr_t)at[k] >= self_base && (uintptr_t)at[k] < self_end) k++;
	if (k == n) return;
	for (r->frames = 0; k < n && r->frames < RING_FRAMES; k++) r->frame[r->frames++] = (uintptr_t)at[k];
#endif
}

static struct ring_record *event(unsigned kind, uint64_t *i, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
	struct ring_record *r = ring_begin(kind, i);
	if (r) r->arg[0] = a, r->arg[1] = b, r->arg[2] = c, r->arg[3] = d;
	return r;
}

static void plain(unsigned kind, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
	uint64_t i;
	struct ring_record *r = event(kind, &i, a, b, c, d);
	if (r) ring_end(r, i);
}

#include "opening.h"
#include "slots.h"
#include "hooks.h"
