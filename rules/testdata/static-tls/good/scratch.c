static __thread char scratch[4096];

/* Puts a value into the thread's scratch buffer and returns the one that it replaces. */
int scratch_swap(int at, int value) {
    int old = scratch[at & 4095];
    scratch[at & 4095] = (char)value;
    return old;
}
