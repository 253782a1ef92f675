void plugin_log(int level);

/* Nothing asks for this member of the archive: the linker leaves it out. */
__attribute__((constructor)) static void start(void) {
    plugin_log(1);
}
