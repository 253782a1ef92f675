/* The process that loads a library for `cdylib-ls probe`.
 *
 * It is this program again, taken over before Go starts: Go's signal handlers and
 * threads would change what a crash looks like. The arguments are
 *   cdylib-ls --probe-child LIB THREAD RELOADS SYMBOL...
 * and each step goes to descriptor 3 as a line before and after it is taken:
 *   > STEP          about to
 *   < STEP RESULT   done
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __GLIBC__

static char path[4096];
static char **symbols;
static int symbol_count;
static void *library;
static sem_t begin, called;
static int leave;

#define SAY(...) dprintf(3, __VA_ARGS__)

/* 1 while code of the library is mapped: printing a backtrace leaves a read-only
 * mapping of the file behind, which is none. */
static int mapped(void) {
  char line[8192];
  int found = 0;
  size_t n = strlen(path);
  FILE *f = fopen("/proc/self/maps", "r");
  if (!f) return -1;
  while (fgets(line, sizeof line, f)) {
    char *at = strchr(line, '/');
    if (at && !strncmp(at, path, n) && (at[n] == '\n' || at[n] == ' ') && strstr(line, "r-xp")) found = 1;
  }
  fclose(f);
  return found;
}

static void call_all(void) {
  for (int i = 0; i < symbol_count; i++) {
    void (*f)(void);
    *(void **)&f = dlsym(library, symbols[i]);
    SAY("> call %s\n", symbols[i]);
    if (!f) {
      SAY("< call failed %s\n", symbols[i]);
      continue;
    }
    f();
    SAY("< call ok %s\n", symbols[i]);
  }
}

static void *once(void *unused) {
  call_all();
  return unused;
}

/* A thread of the host that outlives the library. */
static void *stay(void *unused) {
  for (;;) {
    sem_wait(&begin);
    if (leave) return unused;
    call_all();
    sem_post(&called);
  }
}

static void run(const char *mode, long reloads) {
  pthread_t thread;
  int other = !strcmp(mode, "other"), exited = !strcmp(mode, "exited");
  sem_init(&begin, 0, 0);
  sem_init(&called, 0, 0);
  if (other) pthread_create(&thread, NULL, stay, NULL);
  for (long i = 1; i <= reloads; i++) {
    SAY("> open %ld\n", i);
    int there = i == 1 && mapped() == 1; /* libc itself, for one */
    library = dlopen(path, RTLD_NOW);
    if (!library) {
      SAY("< open failed %s\n", dlerror());
      break;
    }
    SAY("< open ok%s\n", there ? " already part of this process" : "");
    if (exited && symbol_count) {
      pthread_create(&thread, NULL, once, NULL);
      pthread_join(thread, NULL);
    } else if (other && symbol_count) {
      sem_post(&begin);
      sem_wait(&called);
    } else {
      call_all();
    }
    SAY("> close %ld\n", i);
    int failed = dlclose(library);
    int left = mapped();
    SAY("< close %s\n", failed ? "failed" : left == 1 ? "mapped" : left == 0 ? "gone" : "unknown");
  }
  if (other) {
    SAY("> thread-end\n");
    leave = 1;
    sem_post(&begin);
    pthread_join(thread, NULL);
    SAY("< thread-end %s\n", mapped() == 1 ? "mapped" : "gone");
  }
  SAY("> exit\n");
  exit(0);
}

__attribute__((constructor)) static void probe_child(int argc, char **argv) {
  if (argc < 5 || strcmp(argv[1], "--probe-child") || !getenv("CDYLIB_LS_PROBE_CHILD")) return;
  struct rlimit none = {0, 0};
  unsetenv("CDYLIB_LS_PROBE_CHILD");
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!realpath(argv[2], path)) _exit(64);
  symbols = argv + 5;
  symbol_count = argc - 5;
  run(argv[3], atol(argv[4]));
}

#endif
