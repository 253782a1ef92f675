/* What is registered with the process, and how the process ends. */
#ifdef __GLIBC__
EXPORT int __cxa_atexit(void (*f)(void *), void *arg, void *dso) {
	uintptr_t caller = HERE;
	int saved = errno;
	if (ready() && (foreign((uintptr_t)f) || foreign(caller) || foreign((uintptr_t)dso))) {
		uint64_t i;
		struct ring_record *r = event(R_ATEXIT, &i, (uintptr_t)f, (uintptr_t)arg, (uintptr_t)dso, object_at((uintptr_t)f));
		if (r) r->arg[4] = object_at((uintptr_t)dso), stack(r, caller), ring_end(r, i);
	}
	errno = saved;
	return real_atexit(f, arg, dso);
}

EXPORT int on_exit(void (*f)(int, void *), void *arg) {
	uintptr_t caller = HERE;
	int saved = errno;
	if (ready() && (foreign((uintptr_t)f) || foreign(caller))) {
		uint64_t i;
		struct ring_record *r = event(R_ATEXIT, &i, (uintptr_t)f, (uintptr_t)arg, 0, object_at((uintptr_t)f));
		if (r) r->arg[5] = 1, stack(r, caller), ring_end(r, i);
	}
	errno = saved;
	return real_on_exit(f, arg);
}

EXPORT int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void), void *dso) {
	uintptr_t caller = HERE;
	int saved = errno;
	if (ready() && (foreign((uintptr_t)prepare) || foreign((uintptr_t)parent) || foreign((uintptr_t)child) || foreign(caller))) {
		uint64_t i;
		struct ring_record *r = event(R_ATFORK, &i, (uintptr_t)prepare, (uintptr_t)parent, (uintptr_t)child, (uintptr_t)dso);
		if (r) stack(r, caller), ring_end(r, i);
	}
	errno = saved;
	return real_atfork(prepare, parent, child, dso);
}
#endif

static void tell_signal(int sig, uintptr_t handler, int flags, uintptr_t caller) {
	uint64_t i;
	if (!ready()) return;
	/* Who takes a signal back that a library had taken is of interest as well. */
	if (!foreign(handler) && !foreign(caller) && !(followed_count && sig < 32)) return;
	struct ring_record *r = event(R_SIGNAL, &i, sig, handler, (unsigned)flags, object_at(handler));
	if (r) stack(r, caller), ring_end(r, i);
}

EXPORT int sigaction(int sig, const struct sigaction *act, struct sigaction *old) {
	uintptr_t caller = HERE;
	int saved = errno;
	setup();
	if (act) tell_signal(sig, (uintptr_t)act->sa_handler, act->sa_flags, caller);
	errno = saved;
	return set_action(sig, act, old);
}

EXPORT sighandler_t signal(int sig, sighandler_t handler) {
	uintptr_t caller = HERE;
	int saved = errno;
	setup();
	tell_signal(sig, (uintptr_t)handler, SA_RESTART, caller);
	errno = saved;
	if (sig < 1 || sig > 64 || !armed[sig]) return real_signal(sig, handler);
	struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
	sigemptyset(&act.sa_mask), sigaddset(&act.sa_mask, sig);
	return set_action(sig, &act, &old) ? SIG_ERR : old.sa_handler;
}

EXPORT pid_t fork(void) {
	uintptr_t caller = HERE;
	int saved = errno;
	uint64_t i;
	pid_t parent = getpid();
	ready();
	errno = saved;
	pid_t p = real_fork();
	saved = errno;
	if (p == 0) {
		unlock_table();
		unwinding = 0;
		plain(R_FORKED, parent, 0, 0, 0);
	} else if (p > 0) {
		struct ring_record *r = event(R_FORK, &i, p, 0, 0, 0);
		if (r) stack(r, caller), ring_end(r, i);
	}
	errno = saved;
	return p;
}

static void tell_end(unsigned kind, int status, int now, uintptr_t caller) {
	uint64_t i;
	if (!ready()) return;
	struct ring_record *r = event(kind, &i, status, now, 0, 0);
	if (r) stack(r, caller), ring_end(r, i);
}

EXPORT void exit(int status) {
	tell_end(R_EXIT, status, 0, HERE);
	real_exit(status);
	__builtin_unreachable();
}

EXPORT void _exit(int status) {
	setup();
	if (ring) plain(R_EXIT, status, 1, 0, 0); /* in a child of vfork too: no look at the objects */
	real__exit(status);
	__builtin_unreachable();
}
EXPORT void _Exit(int status) __attribute__((alias("_exit")));

EXPORT void abort(void) {
	tell_end(R_ABORT, 0, 0, HERE);
	real_abort();
	__builtin_unreachable();
}

#ifdef __GLIBC__
/* A program that returns from main ends as well, and calls exit where nothing can see it. */
static int (*program_main)(int, char **, char **);

static int main_returns(int argc, char **argv, char **environment) {
	int status = program_main(argc, argv, environment);
	tell_end(R_EXIT, status, 0, (uintptr_t)program_main);
	return status;
}

EXPORT int __libc_start_main(int (*entry)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void), void (*loader_fini)(void), void *stack_end) {
	int (*real)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
	setup();
	next_of(&real, "__libc_start_main");
	if (ring) program_main = entry, entry = main_returns;
	return real(entry, argc, argv, init, fini, loader_fini, stack_end);
}
#endif
