void in_c(void) {}
