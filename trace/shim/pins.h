/* Why an object is still mapped after a dlclose: the loader's own counters, at offsets that
 * a calibration found for this very loader. Read while dl_iterate_phdr holds its lock. */
static int counters_known;

static const char *dynamic_strings(const struct object *o) {
	for (const ElfW(Dyn) *d = o->dynamic; d->d_tag != DT_NULL; d++)
		if (d->d_tag == DT_STRTAB) return (const char *)(d->d_un.d_ptr >= o->base ? d->d_un.d_ptr : o->bias + d->d_un.d_ptr);
	return NULL;
}

static const char *soname(const struct object *o) {
	const char *strings = dynamic_strings(o);
	for (const ElfW(Dyn) *d = o->dynamic; strings && d->d_tag != DT_NULL; d++)
		if (d->d_tag == DT_SONAME) return strings + d->d_un.d_val;
	const char *slash = o->name ? strrchr(o->name, '/') : NULL;
	return slash ? slash + 1 : o->name;
}

static int needs(const struct object *by, const struct object *o) {
	const char *strings = dynamic_strings(by), *name = soname(o);
	for (const ElfW(Dyn) *d = by->dynamic; strings && name && d->d_tag != DT_NULL; d++)
		if (d->d_tag == DT_NEEDED && !strcmp(strings + d->d_un.d_val, name)) return 1;
	return 0;
}

/* bound_to reports that a slot of one object's relocations holds an address of another:
 * where the loader bound it at run time, it keeps the other one for that. */
static uintptr_t bound_in(const struct object *by, const struct object *o, uintptr_t table, size_t bytes) {
	for (size_t i = 0; table && i < bytes / sizeof(ElfW(Rela)); i++) {
		const ElfW(Rela) *r = (const ElfW(Rela) *)table + i;
		uintptr_t at = by->bias + r->r_offset;
		if (!ELF64_R_SYM(r->r_info) || at < by->base || at + sizeof at > by->end) continue;
#if defined __x86_64__
		if (ELF64_R_TYPE(r->r_info) != R_X86_64_GLOB_DAT && ELF64_R_TYPE(r->r_info) != R_X86_64_JUMP_SLOT && ELF64_R_TYPE(r->r_info) != R_X86_64_64) continue;
#else
		if (ELF64_R_TYPE(r->r_info) != R_AARCH64_GLOB_DAT && ELF64_R_TYPE(r->r_info) != R_AARCH64_JUMP_SLOT && ELF64_R_TYPE(r->r_info) != R_AARCH64_ABS64) continue;
#endif
		uintptr_t value = *(const uintptr_t *)at;
		if (value >= o->base && value < o->end) return value;
	}
	return 0;
}

static uintptr_t bound_to(const struct object *by, const struct object *o) {
	uintptr_t rela = 0, jmprel = 0, found;
	size_t relasz = 0, pltsz = 0;
	for (const ElfW(Dyn) *d = by->dynamic; d->d_tag != DT_NULL; d++) switch (d->d_tag) {
		case DT_RELA: rela = d->d_un.d_ptr; break;
		case DT_RELASZ: relasz = d->d_un.d_val; break;
		case DT_JMPREL: jmprel = d->d_un.d_ptr; break;
		case DT_PLTRELSZ: pltsz = d->d_un.d_val; break;
	}
	if (rela && rela < by->base) rela += by->bias;
	if (jmprel && jmprel < by->base) jmprel += by->bias;
	found = bound_in(by, o, jmprel, pltsz);
	return found ? found : bound_in(by, o, rela, relasz);
}

static void tell_holder(unsigned id, unsigned by, int how, uintptr_t at, uint64_t close) {
	uint64_t i;
	struct ring_record *r = ring_begin(R_PINNED_BY, &i);
	if (!r) return;
	r->arg[0] = id, r->arg[1] = by, r->arg[2] = how, r->arg[3] = at, r->arg[4] = close;
	ring_end(r, i);
}

struct closing { unsigned id; uint64_t number; };

static void tell_pin(unsigned id, const struct closing *c) {
	struct object *o = &objects[id];
	uint64_t i, opens = 0, dtors = 0, flags = 0;
	int static_flag = 0;
	if (!o->map) return;
	const char *map = (const char *)o->map;
	if (counters_known) {
		if (ring->at_opencount) opens = *(const uint32_t *)(map + ring->at_opencount);
		if (ring->at_tls_dtors) dtors = *(const size_t *)(map + ring->at_tls_dtors);
		if (ring->at_nodelete) flags = (*(const uint8_t *)(map + ring->at_nodelete) & ring->nodelete_mask) != 0;
	}
	for (const ElfW(Dyn) *d = o->dynamic; d->d_tag != DT_NULL; d++)
		if (d->d_tag == DT_FLAGS_1 && d->d_un.d_val & DF_1_NODELETE) static_flag = 1;
	if (o->told && id != c->id && o->opencount == opens && o->tls_dtors == dtors && o->nodelete == flags) return;
	o->told = 1, o->opencount = opens, o->tls_dtors = dtors, o->nodelete = flags;
	struct ring_record *r = ring_begin(R_PIN, &i);
	if (!r) return;
	r->arg[0] = id, r->arg[1] = opens, r->arg[2] = dtors, r->arg[3] = flags, r->arg[4] = static_flag, r->arg[5] = c->number;
	r->arg[6] = (counters_known && ring->at_opencount) | (counters_known && ring->at_tls_dtors) << 1 | (counters_known && ring->at_nodelete) << 2;
	ring_end(r, i);
	for (unsigned k = 0; k < live_count; k++) {
		const struct object *by = &objects[live[k]];
		uintptr_t at;
		if (by == o || by->base == self_base) continue;
		if (needs(by, o)) tell_holder(id, live[k], 1, 0, c->number);
		else if (!opens && !dtors && !flags && !static_flag && (at = bound_to(by, o))) tell_holder(id, live[k], 2, at, c->number);
	}
}

static int tell_pins_locked(struct dl_phdr_info *info, size_t size, void *closing) {
	for (unsigned i = 0; i < live_count; i++)
		if (!objects[live[i]].initial) tell_pin(live[i], closing);
	return 1;
}

static void tell_pins(unsigned id, uint64_t number) {
	struct closing c = {id, number};
	if (!ring || !lock_table()) return;
	dl_iterate_phdr(tell_pins_locked, &c);
	unlock_table();
}
