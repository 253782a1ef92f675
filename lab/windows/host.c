/* Loads a DLL, calls it on a thread of its own, frees it and ends that thread. */
#include <stdio.h>
#include <windows.h>

static HANDLE go_on, called;
static size_t (*run)(unsigned char);

static DWORD WINAPI worker(void *unused) {
    run(1);
    SetEvent(called);
    WaitForSingleObject(go_on, INFINITE);
    return 0;
}

int main(int count, char **arguments) {
    setvbuf(stdout, NULL, _IONBF, 0);
    go_on = CreateEventA(NULL, TRUE, FALSE, NULL);
    called = CreateEventA(NULL, TRUE, FALSE, NULL);
    HMODULE library = LoadLibraryA(arguments[1]);
    if (!library) {
        printf("error %lu\n", GetLastError());
        return 3;
    }
    run = (size_t (*)(unsigned char))GetProcAddress(library, "plugin_run");
    HANDLE thread = CreateThread(NULL, 0, worker, NULL, 0, NULL);
    WaitForSingleObject(called, INFINITE);
    FreeLibrary(library);
    puts(GetModuleHandleA(arguments[1]) ? "stays" : "unloads");
    Sleep(300); /* for what still runs */
    SetEvent(go_on);
    WaitForSingleObject(thread, INFINITE);
    puts("thread ended");
    return 0;
}
