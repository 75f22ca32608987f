/* Makes every fsync and fdatasync take SLOW_SYNC_US microseconds longer: a disk of another kind, for both sides alike. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int (*sync_call)(int);

static void wait_a_little(void) {
  const char *text = getenv("SLOW_SYNC_US");
  long us = text ? atol(text) : 0;
  if (us <= 0) return;
  struct timespec time = {us / 1000000, (us % 1000000) * 1000};
  nanosleep(&time, NULL);
}

int fsync(int file) {
  static sync_call real;
  if (!real) real = (sync_call)dlsym(RTLD_NEXT, "fsync");
  wait_a_little();
  return real(file);
}

int fdatasync(int file) {
  static sync_call real;
  if (!real) real = (sync_call)dlsym(RTLD_NEXT, "fdatasync");
  wait_a_little();
  return real(file);
}
