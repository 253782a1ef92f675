/* A plugin host for experiments: host LIB STEP...
 *
 *   open         dlopen (RTLD_NOW)
 *   call         call the library's entry() on the main thread
 *   thread-call  call entry() on a thread that stays alive
 *   thread-end   let that thread end, and wait for it
 *   close        dlclose, then say whether the code is still mapped
 *   thread-close  dlclose on a thread of its own, which then ends
 *   wait         sleep 200 ms, for threads that were left running
 *   raise        raise(SIGUSR1), which the host itself ignores
 *   leave        end the main thread by pthread_exit
 *   reload       open, call and close 1100 times
 *
 * After each step its name goes to descriptor 3, where the library under test
 * writes as well; afterwards the host leaves through exit().
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[4096];
static void (*entry)(void);
static sem_t called, leave;

static int code_mapped(void) {
  char line[8192];
  int found = 0;
  FILE *f = fopen("/proc/self/maps", "r");
  if (!f) exit(64);
  while (fgets(line, sizeof line, f))
    if (strstr(line, path) && strstr(line, " r-xp ")) found = 1;
  fclose(f);
  return found;
}

static void reload(void) {
  for (int i = 0; i < 1100; i++) {
    void *library = dlopen(path, RTLD_NOW);
    if (!library) exit(65);
    ((void (*)(void))dlsym(library, "entry"))();
    dlclose(library);
  }
}

static void *close_it(void *library) {
  dlclose(library);
  dprintf(3, "close:%s ", code_mapped() ? "mapped" : "gone");
  return NULL;
}

static void *on_thread(void *unused) {
  entry();
  sem_post(&called);
  sem_wait(&leave);
  return unused;
}

int main(int argc, char **argv) {
  void *library = NULL;
  pthread_t thread;
  if (argc < 2 || !realpath(argv[1], path)) return 64;
  sem_init(&called, 0, 0);
  sem_init(&leave, 0, 0);
  signal(SIGUSR1, SIG_IGN);
  for (int i = 2; i < argc; i++) {
    const char *step = argv[i];
    if (!strcmp(step, "open")) {
      library = dlopen(path, RTLD_NOW);
      if (!library) {
        dprintf(3, "%s ", dlerror());
        return 65;
      }
      *(void **)&entry = dlsym(library, "entry");
    } else if (!strcmp(step, "call")) {
      entry();
    } else if (!strcmp(step, "thread-call")) {
      pthread_create(&thread, NULL, on_thread, NULL);
      sem_wait(&called);
    } else if (!strcmp(step, "thread-end")) {
      sem_post(&leave);
      pthread_join(thread, NULL);
    } else if (!strcmp(step, "close")) {
      close_it(library);
      continue;
    } else if (!strcmp(step, "thread-close")) {
      pthread_create(&thread, NULL, close_it, library);
      pthread_join(thread, NULL);
    } else if (!strcmp(step, "wait")) {
      usleep(200 * 1000);
    } else if (!strcmp(step, "raise")) {
      raise(SIGUSR1);
    } else if (!strcmp(step, "reload")) {
      reload();
    } else if (!strcmp(step, "leave")) {
      dprintf(3, "leave ");
      pthread_exit(NULL);
    } else {
      return 64;
    }
    dprintf(3, "%s ", step);
  }
  dprintf(3, "exit ");
  exit(0);
}
