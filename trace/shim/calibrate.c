/* Finds, for the loader that runs it, where struct link_map keeps the number of opens, the
 * number of pending thread-local destructors and the mark of RTLD_NODELETE: one thing is
 * changed at a time and the bytes before and after are compared. Prints
 * "opens tls nodelete mask loader-build-id"; 0 where exactly one place was not found.
 *
 * usage: calibrate LIBRARY, one that nothing else keeps open */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>
#include "ring.h"
#include "objects.h"

enum { SIZE = 2048 };
static unsigned char before[SIZE], after[SIZE];
extern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *) __attribute__((weak));
static void nothing(void *unused) {}

static size_t readable(const void *map) { /* link maps are of the heap: do not read beyond it */
	size_t n = SIZE;
	uintptr_t page = sysconf(_SC_PAGESIZE), at = (uintptr_t)map;
	for (size_t k = 0; k < SIZE; k += page) {
		unsigned char in;
		uintptr_t p = (at + k) & ~(page - 1);
		if (syscall(SYS_mincore, p, 1, &in)) { n = p > at ? p - at : 0; break; }
	}
	return n;
}

/* word finds the one aligned word of the given size that went from one value to another. */
static unsigned word(size_t n, size_t size, uint64_t from, uint64_t to) {
	unsigned found = 0, times = 0;
	for (size_t k = 0; k + size <= n; k += size) {
		uint64_t a = 0, b = 0;
		memcpy(&a, before + k, size), memcpy(&b, after + k, size);
		if (a == from && b == to) found = k, times++;
	}
	return times == 1 ? found : 0;
}

static int loader_id(struct dl_phdr_info *info, size_t size, void *to) {
	if (info->dlpi_addr && info->dlpi_addr == getauxval(AT_BASE)) build_id(info->dlpi_addr, info->dlpi_phdr, info->dlpi_phnum, to, 64);
	return 0;
}

int main(int argc, char **argv) {
	char id[64] = "";
	unsigned opens = 0, tls = 0, nodelete = 0, mask = 0, times = 0;
	void *h = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	if (!h) return fprintf(stderr, "%s\n", dlerror()), 1;
	struct link_map *map = h;
	size_t n = readable(map);
	dl_iterate_phdr(loader_id, id);

	memcpy(before, map, n);
	dlopen(argv[1], RTLD_NOW);
	memcpy(after, map, n);
	opens = word(n, 4, 1, 2);

	memcpy(before, map, n);
	if (__cxa_thread_atexit_impl) __cxa_thread_atexit_impl(nothing, NULL, map->l_ld);
	memcpy(after, map, n);
	tls = word(n, sizeof(size_t), 0, 1);

	memcpy(before, map, n);
	dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
	memcpy(after, map, n);
	for (size_t k = 0; k < n; k++) {
		unsigned bits = after[k] & ~before[k];
		if (opens && k >= opens && k < opens + 4) continue;
		if (before[k] != after[k] && bits && !(bits & (bits - 1)) && !(before[k] & ~after[k])) nodelete = k, mask = bits, times++;
	}
	if (times != 1) nodelete = mask = 0;
	printf("%u %u %u %u %s\n", opens, tls, nodelete, mask, id);
	return 0;
}
