/* The library that calibrate opens. */
int trace_empty;
