/* The ring that all traced processes share with the parent: a file, mapped by its path so
 * that it survives fork and exec. A record is written by whoever took its number, `done`
 * last, so that the death of a process loses nothing that was finished. Only raw system
 * calls and plain memory: this works in an audit library, in a dying thread and in a
 * signal handler. Layout: analysis/trace/ring.go reads it. */
#ifndef RING_H
#define RING_H
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#define RING_MAGIC 0x3130656361727463ull /* "ctrace01" */
#define RING_VARIABLE "CDYLIB_LS_TRACE"
enum { RING_HEAD = 4096, RING_FRAMES = 24, RING_TEXT = 232 };

struct ring_head {
	uint64_t magic, slots, next;
	/* Offsets in struct link_map, found by the calibration; 0: not found. */
	uint32_t at_opencount, at_tls_dtors, at_nodelete, nodelete_mask;
	char loader[64];   /* build id of the loader that they hold for */
	char follow[1024]; /* libraries to follow although the program links them, one a line */
};

struct ring_record { /* 512 bytes */
	uint64_t done; /* number + 1 */
	uint32_t kind, pid, tid, frames;
	uint64_t time; /* nanoseconds, CLOCK_MONOTONIC */
	uint64_t arg[7];
	uint64_t frame[RING_FRAMES];
	char text[RING_TEXT];
};

enum ring_kind {
	R_START = 1, R_OBJECT, R_GONE, R_OPEN, R_OPEN_ERROR, R_CLOSE, R_CLOSED, R_PIN, R_PINNED_BY,
	R_AUDIT_OPEN, R_AUDIT_CLOSE, R_INIT, R_INIT_END, R_FINI, R_FINI_END,
	R_TLS, R_TLS_RUN, R_TLS_END, R_KEY, R_KEY_DELETE, R_KEY_RUN, R_KEY_END,
	R_THREAD, R_THREAD_START, R_THREAD_END, R_THREAD_LIVE, R_ATEXIT, R_SIGNAL, R_ATFORK,
	R_FORK, R_FORKED, R_EXIT, R_ABORT, R_FAULT, R_TEXT, R_LOST,
};

static struct ring_head *ring;
static struct ring_record *ring_records;

#if defined __x86_64__
static inline long raw(long n, long a, long b, long c, long d, long e, long f) {
	long r;
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
	__asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
	return r;
}
#elif defined __aarch64__
static inline long raw(long n, long a, long b, long c, long d, long e, long f) {
	register long x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return x0;
}
#else
#error "this tracer knows x86-64 and AArch64 only"
#endif

/* ring_open maps the ring; without one all writing is off. */
static void ring_open(const char *path) {
	struct ring_head head;
	long fd = raw(SYS_openat, AT_FDCWD, (long)path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0, 0, 0);
	if (fd < 0) return;
	if (raw(SYS_pread64, fd, (long)&head, sizeof head, 0, 0, 0) == sizeof head && head.magic == RING_MAGIC && head.slots >= 2) {
		size_t size = RING_HEAD + head.slots * sizeof(struct ring_record);
		long at = raw(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (at > 0 || at < -4095) {
			ring_records = (struct ring_record *)(at + RING_HEAD);
			ring = (struct ring_head *)at;
		}
	}
	raw(SYS_close, fd, 0, 0, 0, 0, 0);
}

/* ring_begin takes a record. The first half of the ring keeps the beginning of the run,
 * the second half its end. */
static struct ring_record *ring_begin(uint32_t kind, uint64_t *number) {
	if (!ring) return NULL;
	uint64_t half = ring->slots / 2, i = __atomic_fetch_add(&ring->next, 1, __ATOMIC_RELAXED);
	struct ring_record *r = &ring_records[i < half ? i : half + (i - half) % half];
	struct timespec now = {0, 0};
	__atomic_store_n(&r->done, 0, __ATOMIC_RELEASE);
	raw(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0, 0, 0, 0);
	r->kind = kind;
	r->pid = raw(SYS_getpid, 0, 0, 0, 0, 0, 0);
	r->tid = raw(SYS_gettid, 0, 0, 0, 0, 0, 0);
	r->frames = 0;
	r->time = now.tv_sec * 1000000000ull + now.tv_nsec;
	for (int k = 0; k < 7; k++) r->arg[k] = 0;
	r->text[0] = 0;
	*number = i;
	return r;
}

static void ring_end(struct ring_record *r, uint64_t number) { __atomic_store_n(&r->done, number + 1, __ATOMIC_RELEASE); }

/* ring_text copies a text, what does not fit into records of its own; returns nothing,
 * because a text that was cut is still a record. */
static void ring_text(struct ring_record *r, uint64_t number, const char *text) {
	size_t n = 0;
	for (; text && text[n] && n < RING_TEXT - 1; n++) r->text[n] = text[n];
	r->text[n] = 0;
	for (int part = 1; text && text[n] && part < 20; part++) {
		uint64_t i;
		struct ring_record *more = ring_begin(R_TEXT, &i);
		text += n;
		for (n = 0; text[n] && n < RING_TEXT - 1; n++) more->text[n] = text[n];
		more->text[n] = 0;
		more->arg[0] = number;
		more->arg[1] = part;
		ring_end(more, i);
	}
}
#endif
