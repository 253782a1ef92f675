/* A host that does what its arguments say:  scripted LIBRARY STEP...
 *
 * open, openg (RTLD_GLOBAL), opend (RTLD_DEEPBIND), opennd (RTLD_NODELETE), dlmopen
 * call:SYMBOL, tcall:SYMBOL (on a thread that ends), acall:SYMBOL (on one that stays), aend (it ends)
 * close, look, sleep:MS, raise:N, fork:SYMBOL (the child calls it), atexit:SYMBOL (a handler of the host calls it), exit, kill
 *
 * Progress goes to standard error. */
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

typedef void function(void);
static void *library;
static char path[4096];
static sem_t called, go;
static pthread_t staying;
static function *late;

static function *symbol(const char *name) {
	function *f = (function *)dlsym(library, name);
	if (!f) dprintf(2, "[host] %s\n", dlerror()), exit(66);
	return f;
}
static void *once(void *f) { return ((function *)f)(), NULL; }
static void *stay(void *f) {
	((function *)f)();
	sem_post(&called);
	sem_wait(&go);
	return NULL;
}
static void at_exit(void) { late(); }

static int mapped(void) {
	char line[8192];
	int n = 0;
	FILE *f = fopen("/proc/self/maps", "r");
	while (fgets(line, sizeof line, f)) n |= strstr(line, path) && strstr(line, " r-xp ");
	fclose(f);
	return n;
}

static void child(function *f) {
	int status = 0, ms = 0;
	pid_t p = fork();
	if (!p) f(), _exit(0);
	while (!waitpid(p, &status, WNOHANG) && ms < 5000) usleep(10000), ms += 10;
	if (ms >= 5000) kill(p, SIGKILL), waitpid(p, &status, 0), dprintf(2, "[host] the child hung\n"), exit(70);
	dprintf(2, "[host] child %d\n", WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

static void opens(const char *how) {
	int flags = RTLD_NOW | (!strcmp(how, "openg") ? RTLD_GLOBAL : !strcmp(how, "opend") ? RTLD_DEEPBIND : !strcmp(how, "opennd") ? RTLD_NODELETE : 0);
	library = strcmp(how, "dlmopen") ? dlopen(path, flags) : dlmopen(LM_ID_NEWLM, path, RTLD_NOW);
	if (!library) dprintf(2, "[host] dlopen: %s\n", dlerror()), exit(65);
}

int main(int argc, char **argv) {
	if (argc < 2 || !realpath(argv[1], path)) return 64;
	sem_init(&called, 0, 0), sem_init(&go, 0, 0);
	for (int i = 2; i < argc; i++) {
		char *s = argv[i], *a = strchr(s, ':');
		pthread_t t;
		if (a) *a++ = 0;
		dprintf(2, "[host] %s %s\n", s, a ? a : "");
		if (!strncmp(s, "open", 4) || !strcmp(s, "dlmopen")) opens(s);
		else if (!strcmp(s, "call")) symbol(a)();
		else if (!strcmp(s, "tcall")) pthread_create(&t, NULL, once, symbol(a)), pthread_join(t, NULL);
		else if (!strcmp(s, "acall")) pthread_create(&staying, NULL, stay, symbol(a)), sem_wait(&called);
		else if (!strcmp(s, "aend")) sem_post(&go), pthread_join(staying, NULL);
		else if (!strcmp(s, "close")) dlclose(library), dprintf(2, "[host] %s\n", mapped() ? "mapped" : "gone");
		else if (!strcmp(s, "look")) dprintf(2, "[host] %s\n", mapped() ? "mapped" : "gone");
		else if (!strcmp(s, "sleep")) usleep(1000 * atoi(a));
		else if (!strcmp(s, "raise")) raise(atoi(a));
		else if (!strcmp(s, "kill")) kill(getpid(), SIGKILL);
		else if (!strcmp(s, "fork")) child(symbol(a));
		else if (!strcmp(s, "atexit")) late = symbol(a), atexit(at_exit);
		else if (!strcmp(s, "exit")) exit(0);
		else return 64;
	}
	return 0;
}
