#include <pthread.h>
#include <stdlib.h>

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end_of_thread(void *p) { free(p); }

static void make(void) {
    pthread_key_create(&key, end_of_thread);
}

/* Deleted before the library goes. */
__attribute__((destructor)) static void end(void) { // want dtor-in-unloadable-cdylib ""
    pthread_key_delete(key);
}

void *scratch(void) {
    pthread_once(&once, make);
    void *p = pthread_getspecific(key);
    if (!p && (p = malloc(4096))) pthread_setspecific(key, p);
    return p;
}
