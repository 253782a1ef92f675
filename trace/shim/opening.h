/* dlopen finds its caller by the return address, whose RUNPATH it searches and whose
 * namespace it opens into. So nothing of ours may be on the stack: the call is noted, and
 * a jump goes on to the real function. What came of it is seen by comparing link maps. */
static void *note(void *real, const char *name, int flags, Lmid_t space, uintptr_t caller) {
	int saved = errno;
	if (name && ready()) {
		uint64_t i;
		warm_up();
		struct ring_record *r = event(R_OPEN, &i, (unsigned)flags, space, 0, 0);
		if (r) {
			stack(r, caller);
			ring_text(r, i, name);
			ring_end(r, i);
		}
	} else
		setup();
	errno = saved;
	return real;
}

__attribute__((visibility("hidden"), used)) void *trace_note_dlopen(const char *name, int flags, uintptr_t caller) {
	setup();
	return note(*(void **)&real_dlopen, name, flags, 0, caller);
}
__attribute__((visibility("hidden"), used)) void *trace_note_dlmopen(Lmid_t space, const char *name, int flags, uintptr_t caller) {
	setup();
	return note(*(void **)&real_dlmopen, name, flags, space, caller);
}

#if defined __x86_64__
#define TAIL(name, note, caller) \
	__asm__(".text\n.p2align 4\n.globl " name "\n.type " name ", @function\n" name ":\n.cfi_startproc\nendbr64\n" \
		"pushq %rdi\n.cfi_adjust_cfa_offset 8\npushq %rsi\n.cfi_adjust_cfa_offset 8\npushq %rdx\n.cfi_adjust_cfa_offset 8\n" \
		"movq 24(%rsp), %" caller "\ncall " note "\n" \
		"popq %rdx\n.cfi_adjust_cfa_offset -8\npopq %rsi\n.cfi_adjust_cfa_offset -8\npopq %rdi\n.cfi_adjust_cfa_offset -8\n" \
		"jmp *%rax\n.cfi_endproc\n.size " name ", .-" name "\n")
TAIL("dlopen", "trace_note_dlopen", "rdx");
#ifdef __GLIBC__
TAIL("dlmopen", "trace_note_dlmopen", "rcx");
#endif
#else
#define TAIL(name, note, caller) \
	__asm__(".text\n.p2align 4\n.globl " name "\n.type " name ", @function\n" name ":\n.cfi_startproc\nhint #34\n" \
		"stp x29, x30, [sp, #-48]!\n.cfi_def_cfa_offset 48\n.cfi_offset 29, -48\n.cfi_offset 30, -40\n" \
		"stp x0, x1, [sp, #16]\nstr x2, [sp, #32]\nmov " caller ", x30\nbl " note "\nmov x16, x0\n" \
		"ldp x0, x1, [sp, #16]\nldr x2, [sp, #32]\nldp x29, x30, [sp], #48\n.cfi_restore 29\n.cfi_restore 30\n.cfi_def_cfa_offset 0\n" \
		"br x16\n.cfi_endproc\n.size " name ", .-" name "\n")
TAIL("dlopen", "trace_note_dlopen", "x2");
#ifdef __GLIBC__
TAIL("dlmopen", "trace_note_dlmopen", "x3");
#endif
#endif

/* Hosts ask for the reason when dlopen failed. */
EXPORT char *dlerror(void) {
	setup();
	char *text = real_dlerror();
	if (text && ready()) {
		int saved = errno;
		uint64_t i;
		struct ring_record *r = event(R_OPEN_ERROR, &i, 0, 0, 0, 0);
		if (r) ring_text(r, i, text), ring_end(r, i);
		errno = saved;
	}
	return text;
}

static void tell_threads(unsigned closed, uint64_t number);

EXPORT int dlclose(void *handle) {
	uintptr_t caller = HERE;
	unsigned id = 0;
	uint64_t number = 0;
	int saved = errno;
	if (!ready()) return real_dlclose(handle);
	for (unsigned i = 0; i < live_count; i++)
		if ((void *)objects[live[i]].map == handle) id = live[i];
	struct ring_record *r = event(R_CLOSE, &number, id, (uintptr_t)handle, 0, 0);
	if (r) stack(r, caller), ring_end(r, number);
	errno = saved;
	int result = real_dlclose(handle);
	saved = errno;
	refresh();
	plain(R_CLOSED, id, result, number, id && objects[id].live);
	tell_pins(id, number);
	tell_threads(id, number);
	arm_faults();
	errno = saved;
	return result;
}
