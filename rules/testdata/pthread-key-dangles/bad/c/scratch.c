#include <pthread.h>
#include <stdlib.h>

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end_of_thread(void *p) { free(p); }

static void make(void) {
    pthread_key_create(&key, end_of_thread); // want "^warning: a thread that set the key and ends after `dlclose` jumps into unmapped code: `pthread_key_create` makes it with a destructor in `key_in_c`,"
}

void *scratch(void) {
    pthread_once(&once, make);
    void *p = pthread_getspecific(key);
    if (!p && (p = malloc(4096))) pthread_setspecific(key, p);
    return p;
}
