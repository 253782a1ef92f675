/* Wine 8 lacks the library that std takes its random numbers from. */
#include <windows.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(unsigned char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)(7 * i + 1);
    return TRUE;
}
