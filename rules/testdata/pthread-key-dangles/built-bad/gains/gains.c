/* Keeps a buffer for each thread, as allocators in C do. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

extern int on_exit(void (*)(int, void *), void *);

static pthread_key_t key;
static volatile int seen;

static void gone(void *p) { free(p); }
static void *refill(void *p) { while (!seen) { } return p; }
static void noted(int n) { seen = n; }
static void bye(int n, void *p) { seen = n + (p != 0); }

int gains_buffer(void) {
    if (pthread_key_create(&key, gone)) return 0;
    return !pthread_setspecific(key, malloc(8));
}
int gains_thread(void) { pthread_t t; return pthread_create(&t, 0, refill, 0); }
int gains_signal(void) { return signal(SIGUSR1, noted) == SIG_ERR; }
int gains_exit(void) { return on_exit(bye, 0); }
