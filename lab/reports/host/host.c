/* A scripted plugin host for the reports: host LIB STEP...
 *
 *   open, openg   dlopen, with RTLD_GLOBAL for openg
 *   call:SYM      call on the main thread
 *   tcall:SYM     call on a thread that then ends and is joined
 *   acall:SYM     call on a thread that stays
 *   aend          let that thread end, and join it
 *   close         dlclose
 *   fork:SYM      a child calls SYM; exit code 70 if it is not done after five seconds
 *   atexit:SYM    SYM is called by a handler of the host while it exits
 *   sleep:MS      wait
 *
 * After the last step the host leaves through exit(). 65: the library does not load,
 * 66: it has no such symbol.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef void (*function)(void);

static void *library;
static sem_t called, leave;
static pthread_t staying;
static function late;

static function symbol(const char *name) {
    function f = (function)dlsym(library, name);
    if (!f) {
        dprintf(2, "%s\n", dlerror());
        exit(66);
    }
    return f;
}

static void *once(void *f) {
    ((function)f)();
    return 0;
}

static void *stay(void *f) {
    ((function)f)();
    sem_post(&called);
    sem_wait(&leave);
    return 0;
}

static void at_exit(void) { late(); }

static int forked(function f) {
    pid_t child = fork();
    if (!child) {
        f();
        _exit(0);
    }
    int status = 0;
    for (int ms = 0; !waitpid(child, &status, WNOHANG); ms += 10) {
        if (ms >= 5000) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return 70;
        }
        usleep(10000);
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int step(const char *what, const char *arg, const char *path) {
    pthread_t t;
    if (!strcmp(what, "open") || !strcmp(what, "openg")) {
        library = dlopen(path, RTLD_NOW | (what[4] ? RTLD_GLOBAL : RTLD_LOCAL));
        if (!library) {
            dprintf(2, "%s\n", dlerror());
            return 65;
        }
    } else if (!strcmp(what, "call")) {
        symbol(arg)();
    } else if (!strcmp(what, "tcall")) {
        pthread_create(&t, 0, once, (void *)symbol(arg));
        pthread_join(t, 0);
    } else if (!strcmp(what, "acall")) {
        pthread_create(&staying, 0, stay, (void *)symbol(arg));
        sem_wait(&called);
    } else if (!strcmp(what, "aend")) {
        sem_post(&leave);
        pthread_join(staying, 0);
    } else if (!strcmp(what, "close")) {
        dlclose(library);
    } else if (!strcmp(what, "fork")) {
        return forked(symbol(arg));
    } else if (!strcmp(what, "atexit")) {
        late = symbol(arg);
        atexit(at_exit);
    } else if (!strcmp(what, "sleep")) {
        usleep(1000 * atoi(arg));
    } else {
        dprintf(2, "unknown step %s\n", what);
        return 64;
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 3)
        return 64;
    sem_init(&called, 0, 0);
    sem_init(&leave, 0, 0);
    for (int i = 2; i < argc; i++) {
        char *arg = strchr(argv[i], ':');
        if (arg)
            *arg++ = 0;
        int status = step(argv[i], arg ? arg : "", argv[1]);
        if (status)
            return status;
    }
    exit(0);
}
