// Imports a Python extension on a thread of its own, closes it until it is gone, ends the
// thread, and says after each step whether the library is mapped.
//
//   host LIBRARY MODULE [STATEMENT]     `m` is the module in STATEMENT
//
// Exit: 0, or the signal that ended the process.
#define _GNU_SOURCE
#include <Python.h>
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>

static char library[PATH_MAX];
static const char *module, *statement = "";

static int mapped(void) {
    FILE *f = fopen("/proc/self/maps", "r");
    char line[8192];
    int found = 0;
    while (f && fgets(line, sizeof line, f)) found |= strstr(line, library) != NULL;
    if (f) fclose(f);
    return found;
}

static void *run(void *unused) {
    PyGILState_STATE state = PyGILState_Ensure();
    char *code;
    if (asprintf(&code,
                 "import importlib.util as u, importlib.machinery as k\n"
                 "l = k.ExtensionFileLoader('%s', '%s')\n"
                 "s = u.spec_from_file_location('%s', '%s', loader=l)\n"
                 "m = u.module_from_spec(s)\n"
                 "l.exec_module(m)\n%s\n",
                 module, library, module, library, statement) < 0)
        abort();
    int failed = PyRun_SimpleString(code);
    PyGILState_Release(state);
    fprintf(stderr, "imported %d\n", !failed && mapped());
    void *handle;
    for (int i = 0; i < 20 && (handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD)); i++) {
        dlclose(handle); // this one,
        dlclose(handle); // and one of Python's
    }
    fprintf(stderr, "closed %d\n", mapped());
    return unused;
}

int main(int argc, char **argv) {
    if (argc < 3 || !realpath(argv[1], library)) return 125;
    setvbuf(stderr, NULL, _IONBF, 0);
    module = argv[2];
    if (argc > 3) statement = argv[3];
    Py_InitializeEx(0);
    PyEval_SaveThread();
    pthread_t thread;
    pthread_create(&thread, NULL, run, NULL);
    pthread_join(thread, NULL);
    fprintf(stderr, "ended %d\n", mapped());
    _exit(0);
}
