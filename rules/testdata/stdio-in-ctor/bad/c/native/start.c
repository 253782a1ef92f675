#define AT_LOAD __attribute__((constructor))

void log_start(int level);

AT_LOAD static void start(void) {
    log_start(1);
}

/* The library calls this one, so that the linker takes the file. */
int native_version(void) { return 3; }
