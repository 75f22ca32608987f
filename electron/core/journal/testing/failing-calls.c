/*
 * Makes the n-th call of one kind fail in a real process, for files whose path holds a given text:
 *   cc -shared -fPIC -O1 -o failing-calls.so failing-calls.c -ldl
 *   LD_PRELOAD=failing-calls.so FAIL_CALL=fdatasync FAIL_AT=3 FAIL_ERRNO=5 FAIL_PATH=/journal/ node ...
 * A write that fails has taken nothing. The failed call says so on standard error, once.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int calls;

static int fails(const char *call, const char *path) {
  const char *wanted = getenv("FAIL_CALL");
  const char *at = getenv("FAIL_AT");
  const char *part = getenv("FAIL_PATH");
  if (!wanted || !at || !part || strcmp(wanted, call) != 0 || !strstr(path, part)) return 0;
  if (++calls != atoi(at)) return 0;
  dprintf(2, "failed: %s\n", call);
  errno = atoi(getenv("FAIL_ERRNO") ? getenv("FAIL_ERRNO") : "5");
  return 1;
}

static int fails_fd(const char *call, int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(call, path);
}

#define NEXT(type, name) ((type)dlsym(RTLD_NEXT, name))

int fdatasync(int fd) { return fails_fd("fdatasync", fd) ? -1 : NEXT(int (*)(int), "fdatasync")(fd); }

int fsync(int fd) { return fails_fd("fsync", fd) ? -1 : NEXT(int (*)(int), "fsync")(fd); }

ssize_t write(int fd, const void *bytes, size_t count) {
  return fails_fd("write", fd) ? -1 : NEXT(ssize_t(*)(int, const void *, size_t), "write")(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  if (fails_fd("write", fd)) return -1;
  return NEXT(ssize_t(*)(int, const void *, size_t, off_t), "pwrite")(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  if (fails_fd("write", fd)) return -1;
  return NEXT(ssize_t(*)(int, const void *, size_t, off64_t), "pwrite64")(fd, bytes, count, at);
}

int rename(const char *from, const char *to) {
  return fails("rename", to) ? -1 : NEXT(int (*)(const char *, const char *), "rename")(from, to);
}

static int mode_of(int flags, va_list arguments) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, int) : 0; }

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  int mode = mode_of(flags, arguments);
  va_end(arguments);
  if ((flags & O_ACCMODE) != O_RDONLY && fails("open", path)) return -1;
  return NEXT(int (*)(const char *, int, ...), "open")(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  int mode = mode_of(flags, arguments);
  va_end(arguments);
  if ((flags & O_ACCMODE) != O_RDONLY && fails("open", path)) return -1;
  return NEXT(int (*)(const char *, int, ...), "open64")(path, flags, mode);
}
