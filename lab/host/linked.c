/* Linked with a plugin the normal way: its constructors run before main, with
 * no dlopen on the stack. */
#include <stdio.h>
void entry(void);
int main(void) {
  entry();
  dprintf(3, "main ");
  return 0;
}
