int tap(void) { return 3; }
