/* A fault handler for jumps that no trampoline sees. It is installed after the first
 * library went, keeps the host's mask and flags, hands every signal on, and pretends to the
 * host that it is not there. */
static int (*real_sigaction)(int, const struct sigaction *, struct sigaction *);
static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGILL};
static struct sigaction hosts_action[65];
static int armed[65];

static uintptr_t word_at(uintptr_t at) {
	uintptr_t word = 0;
	struct iovec to = {&word, sizeof word}, from = {(void *)at, sizeof word};
	return raw(SYS_process_vm_readv, getpid(), (long)&to, 1, (long)&from, 1, 0) == sizeof word ? word : 0;
}

static void on_fault(int sig, siginfo_t *info, void *context) {
	int saved = errno;
	struct sigaction host = hosts_action[sig];
	ucontext_t *u = context;
	uint64_t i;
#if defined __x86_64__
	uintptr_t ip = u->uc_mcontext.gregs[REG_RIP], caller = word_at(u->uc_mcontext.gregs[REG_RSP]);
#else
	uintptr_t ip = u->uc_mcontext.pc, caller = u->uc_mcontext.regs[30];
#endif
	unsigned gone = object_at(ip) ? 0 : gone_at(ip);
	if (gone || (host.sa_handler == SIG_DFL && info->si_code > 0)) {
		struct ring_record *r = ring_begin(R_FAULT, &i);
		if (r) {
			r->arg[0] = sig, r->arg[1] = info->si_code, r->arg[2] = (uintptr_t)info->si_addr, r->arg[3] = ip, r->arg[4] = gone;
			r->frame[0] = ip, r->frame[1] = caller, r->frames = 2;
			ring_end(r, i);
		}
	}
	errno = saved;
	if (host.sa_handler == SIG_IGN && info->si_code <= 0) return;
	if (host.sa_handler == SIG_DFL || host.sa_handler == SIG_IGN) { /* it happens again, or is sent again, and ends the process */
		struct sigaction dfl = {.sa_handler = SIG_DFL};
		real_sigaction(sig, &dfl, NULL);
		if (info->si_code <= 0) syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), sig);
		return;
	}
	if (host.sa_flags & (int)SA_RESETHAND) hosts_action[sig].sa_handler = SIG_DFL;
	if (host.sa_flags & SA_SIGINFO) host.sa_sigaction(sig, info, context);
	else host.sa_handler(sig);
}

/* stand_in is the host's action with our function in it. */
static struct sigaction stand_in(const struct sigaction *host) {
	struct sigaction ours = *host;
	ours.sa_flags = (ours.sa_flags & ~(int)SA_RESETHAND) | SA_SIGINFO;
	if (host->sa_handler == SIG_DFL) ours.sa_flags |= SA_ONSTACK;
	ours.sa_sigaction = on_fault;
	return ours;
}

static void arm_faults(void) {
	if (!gone_any || !ring) return;
	gone_any = 0;
	for (unsigned k = 0; k < sizeof fault_signals / sizeof *fault_signals; k++) {
		int sig = fault_signals[k];
		struct sigaction now;
		if (armed[sig] || real_sigaction(sig, NULL, &now) || now.sa_handler == SIG_IGN) continue;
		hosts_action[sig] = now;
		struct sigaction ours = stand_in(&now);
		if (!real_sigaction(sig, &ours, NULL)) armed[sig] = 1;
	}
}

/* set_action is sigaction as the host is to see it. */
static int set_action(int sig, const struct sigaction *act, struct sigaction *old) {
	if (sig < 1 || sig > 64 || !armed[sig]) return real_sigaction(sig, act, old);
	struct sigaction before = hosts_action[sig], next;
	if (act) {
		next = *act;
		if (act->sa_handler == SIG_IGN) armed[sig] = 0;
		else next = stand_in(act);
		hosts_action[sig] = *act;
		if (real_sigaction(sig, &next, NULL)) return -1;
	}
	if (old) *old = before;
	return 0;
}
