// Preloaded under a program, keeps a trace of everything it does to files below FAULTS_ROOT, so that a test can rebuild
// what a disk may hold after a power loss at any point.
//
//   FAULTS_ROOT     only paths below it are recorded (and standard output and sockets, as what the program has told the world)
//   FAULTS_TRACE    the file the trace is written to
//   FAULTS_FORGET   "fdatasync", "fsync" or "syncs": these calls succeed without being recorded, as if the program had
//                   never made them: the mutant that proves that the test can fail
//
// Syncs are not carried out, only recorded after a pause like a disk's, so that a run takes little time.
//
// The trace, all integers little-endian: one byte for the call, then its fields; a string or data is a 32-bit length and bytes.
//   O fd:i32 created:u8 truncated:u8 append:u8 path   open       W fd:i32 data       write      P fd:i32 offset:u64 data   pwrite
//   T fd:i32 size:u64                 ftruncate  S fd:i32           fsync, fdatasync (when it returns)
//   R from to                         rename     U path             unlink     M path   mkdir
//   C fd:i32                          close      A data             written to standard output or sent
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;
static const char *root = "";
static const char *forget = "";
static unsigned char recorded[4096];

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("FAULTS_TRACE");
    if (getenv("FAULTS_ROOT")) root = getenv("FAULTS_ROOT");
    if (getenv("FAULTS_FORGET")) forget = getenv("FAULTS_FORGET");
    if (path) trace = syscall(SYS_open, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static int watches(const char *path) { return trace >= 0 && *root && !strncmp(path, root, strlen(root)); }
static int watched(int fd) { return trace >= 0 && fd >= 0 && fd < 4096 && recorded[fd]; }

// A record is gathered and then written in one piece, so that a kill leaves whole records only.
static unsigned char *gathered;
static size_t length, room;

static void put(const void *bytes, size_t count) {
    if (length + count > room) {
        room = 2 * (length + count);
        if (!(gathered = realloc(gathered, room))) _exit(99);
    }
    memcpy(gathered + length, bytes, count);
    length += count;
}
static void unlock(void) {
    if (length > 0 && syscall(SYS_write, trace, gathered, length) != (long)length) _exit(99);
    length = 0;
    pthread_mutex_unlock(&lock);
}
static void put8(uint8_t value) { put(&value, 1); }
static void put32(uint32_t value) { put(&value, 4); }
static void put64(uint64_t value) { put(&value, 8); }
static void put_data(const void *bytes, size_t count) { put32(count); put(bytes, count); }
static void put_text(const char *text) { put_data(text, strlen(text)); }

static int record_open(const char *path, int flags, mode_t mode) {
    if (!watches(path)) return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    pthread_mutex_lock(&lock);
    int existed = syscall(SYS_access, path, F_OK) == 0;
    int fd = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd >= 0 && fd < 4096) {
        recorded[fd] = 1;
        put8('O'); put32(fd); put8(!existed); put8((flags & O_TRUNC) != 0); put8((flags & O_APPEND) != 0); put_text(path);
    }
    unlock();
    return fd;
}

int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    return record_open(path, flags, mode);
}
int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int close(int fd) {
    REAL(close);
    if (!watched(fd)) return real(fd);
    pthread_mutex_lock(&lock);
    recorded[fd] = 0;
    put8('C'); put32(fd);
    int result = real(fd);
    unlock();
    return result;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    if (fd != 1 && !watched(fd)) return syscall(SYS_write, fd, bytes, count);
    pthread_mutex_lock(&lock);
    ssize_t done = syscall(SYS_write, fd, bytes, count);
    if (done > 0 && trace >= 0) {
        if (fd == 1) { put8('A'); put_data(bytes, done); }
        else { put8('W'); put32(fd); put_data(bytes, done); }
    }
    unlock();
    return done;
}

// Under the lock, so that what was synced before it was told is in the trace before it too.
ssize_t send(int fd, const void *bytes, size_t count, int flags) {
    if (trace < 0) return syscall(SYS_sendto, fd, bytes, count, flags, NULL, 0);
    pthread_mutex_lock(&lock);
    ssize_t done = syscall(SYS_sendto, fd, bytes, count, flags, NULL, 0);
    int code = errno;
    if (done > 0) { put8('A'); put_data(bytes, done); }
    unlock();
    errno = code;
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    if (!watched(fd)) return syscall(SYS_pwrite64, fd, bytes, count, offset);
    pthread_mutex_lock(&lock);
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, count, offset);
    if (done > 0) { put8('P'); put32(fd); put64(offset); put_data(bytes, done); }
    unlock();
    return done;
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) __attribute__((alias("pwrite")));

int ftruncate(int fd, off_t size) {
    if (!watched(fd)) return syscall(SYS_ftruncate, fd, size);
    pthread_mutex_lock(&lock);
    int result = syscall(SYS_ftruncate, fd, size);
    if (result == 0) { put8('T'); put32(fd); put64(size); }
    unlock();
    return result;
}
int ftruncate64(int fd, off64_t size) __attribute__((alias("ftruncate")));

static int record_sync(int fd, const char *name) {
    usleep(300);
    if (!strcmp(forget, name) || !strcmp(forget, "syncs")) return 0;
    pthread_mutex_lock(&lock);
    put8('S'); put32(fd);
    unlock();
    return 0;
}
int fsync(int fd) { return watched(fd) ? record_sync(fd, "fsync") : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return watched(fd) ? record_sync(fd, "fdatasync") : (int)syscall(SYS_fdatasync, fd); }

int rename(const char *from, const char *to) {
    if (!watches(from)) return syscall(SYS_rename, from, to);
    pthread_mutex_lock(&lock);
    int result = syscall(SYS_rename, from, to);
    if (result == 0) { put8('R'); put_text(from); put_text(to); }
    unlock();
    return result;
}

int unlink(const char *path) {
    if (!watches(path)) return syscall(SYS_unlink, path);
    pthread_mutex_lock(&lock);
    int result = syscall(SYS_unlink, path);
    if (result == 0) { put8('U'); put_text(path); }
    unlock();
    return result;
}

int mkdir(const char *path, mode_t mode) {
    if (!watches(path)) return syscall(SYS_mkdir, path, mode);
    pthread_mutex_lock(&lock);
    int result = syscall(SYS_mkdir, path, mode);
    if (result == 0) { put8('M'); put_text(path); }
    unlock();
    return result;
}
