// Preloaded under a program, lets its disk refuse: writes and syncs of files below FAULTS_ROOT fail as the file
// FAULTS_CONTROL says, which is read anew at each call. While there is no such file, nothing fails.
//
// Each line of it is a call and what happens:  write ENOSPC | write EIO | write short | write EROFS | fdatasync EIO |
// fsync EIO | open EACCES | open EROFS | open ENOSPC. "short" writes half of what was asked for, then ENOSPC.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned char watched[4096];

static int below(const char *path) {
    const char *root = getenv("FAULTS_ROOT");
    return root && !strncmp(path, root, strlen(root));
}

// The error that `call` shall give now; 0 for none, -1 for a short write.
static int verdict(const char *call) {
    const char *control = getenv("FAULTS_CONTROL");
    char text[512];
    if (!control) return 0;
    int fd = syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return 0;
    long count = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    text[count > 0 ? count : 0] = 0;
    for (char *save, *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        size_t length = strlen(call);
        if (strncmp(line, call, length) || line[length] != ' ') continue;
        const char *what = line + length + 1;
        if (!strcmp(what, "ENOSPC")) return ENOSPC;
        if (!strcmp(what, "EIO")) return EIO;
        if (!strcmp(what, "EROFS")) return EROFS;
        if (!strcmp(what, "EACCES")) return EACCES;
        if (!strcmp(what, "short")) return -1;
    }
    return 0;
}

int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    int mine = below(path);
    if (mine && (flags & O_ACCMODE) != O_RDONLY) {
        int code = verdict("open");
        if (code > 0) { errno = code; return -1; }
    }
    int fd = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd >= 0 && fd < 4096) watched[fd] = mine;
    return fd;
}
int open64(const char *path, int flags, ...) __attribute__((alias("open")));

ssize_t write(int fd, const void *bytes, size_t count) {
    if (fd >= 0 && fd < 4096 && watched[fd]) {
        int code = verdict("write");
        if (code < 0 && count > 1) return syscall(SYS_write, fd, bytes, count / 2);
        if (code < 0) code = ENOSPC;
        if (code > 0) { errno = code; return -1; }
    }
    return syscall(SYS_write, fd, bytes, count);
}

static int sync_or_refuse(int fd, const char *call, long number) {
    if (fd >= 0 && fd < 4096 && watched[fd]) {
        int code = verdict(call);
        if (code > 0) { errno = code; return -1; }
    }
    return syscall(number, fd);
}
int fsync(int fd) { return sync_or_refuse(fd, "fsync", SYS_fsync); }
int fdatasync(int fd) { return sync_or_refuse(fd, "fdatasync", SYS_fdatasync); }
