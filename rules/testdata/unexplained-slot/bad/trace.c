static int depth;

__attribute__((constructor)) static void trace_begin(void) { depth = 1; }

int trace_depth(void) { return depth; }
