#include <stdlib.h>

void plugin_save(void);
void plugin_flush(void);

static void late(void) { plugin_flush(); }

__attribute__((constructor)) static void start(void) { atexit(late); }

static void end(void) __attribute__((destructor));
static void end(void) { plugin_save(); }
