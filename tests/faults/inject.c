/* tests/faults/inject.c - makes file operations fail on purpose (LD_PRELOAD).
 *
 * Counts the operations that touch BANXIN_FAULT_DIR or anything below it, and spoils the one
 * numbered BANXIN_FAULT_AT, or all from there on when BANXIN_FAULT_STICKY is set. BANXIN_FAULT_KIND
 * is the name of an error (ENOSPC EIO EACCES EMFILE EROFS), or
 *   short   a write takes half of what it was given
 *   EINTR   an operation that a signal could interrupt says that it was
 *   kill    the process is gone, as by kill -9, before the operation begins
 * Kinds count only operations they can happen to. Once spoiled, BANXIN_FAULT_LOG gets the
 * operation's name. BANXIN_FAULT_NO_EXCHANGE makes a file system that cannot exchange two names.
 *
 * Calls that libc makes to itself (stdio's writes, opendir) pass unseen; the checked writer makes
 * none.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

typedef enum { OPEN, WRITE, SYNC, CLOSE, CLOSE_FOLDER, RENAME, MKDIR, UNLINK, LOCK } operation;

static const char *const names[] = {"open",   "write", "fsync",  "close", "close-folder",
                                    "rename", "mkdir", "unlink", "flock"};

typedef enum { OFF, ERROR, SHORT, INTERRUPT, KILL } kind;

static struct {
    kind kind;
    int error;
    long at;
    bool sticky, no_exchange;
    const char *folder, *log;
    size_t folder_len;
} plan;

static atomic_long counted;

static const struct {
    const char *name;
    kind kind;
    int error;
} kinds[] = {
    {"ENOSPC", ERROR, ENOSPC}, {"EIO", ERROR, EIO},     {"EACCES", ERROR, EACCES},
    {"EMFILE", ERROR, EMFILE}, {"EROFS", ERROR, EROFS}, {"short", SHORT, 0},
    {"EINTR", INTERRUPT, EINTR}, {"kill", KILL, 0},
};

__attribute__((constructor)) static void read_plan(void)
{
    const char *name = getenv("BANXIN_FAULT_KIND"), *at = getenv("BANXIN_FAULT_AT");

    plan.folder = getenv("BANXIN_FAULT_DIR");
    plan.log = getenv("BANXIN_FAULT_LOG");
    plan.sticky = getenv("BANXIN_FAULT_STICKY") != NULL;
    plan.no_exchange = getenv("BANXIN_FAULT_NO_EXCHANGE") != NULL;
    if (!plan.folder)
        return;
    plan.folder_len = strlen(plan.folder);
    if (!name || !at)
        return;
    plan.at = strtol(at, NULL, 10);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0) {
            plan.kind = kinds[i].kind;
            plan.error = kinds[i].error;
        }
}

/* ---- is it in the watched folder? ---- */

static bool is_below(const char *path)
{
    return plan.folder && strncmp(path, plan.folder, plan.folder_len) == 0 &&
           (path[plan.folder_len] == '/' || path[plan.folder_len] == '\0');
}

static bool path_of_fd(int fd, char path[PATH_MAX])
{
    char link[64];
    ssize_t len;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    len = readlink(link, path, PATH_MAX - 1);
    if (len < 0)
        return false;
    path[len] = '\0';
    return true;
}

static bool fd_is_watched(int fd)
{
    char path[PATH_MAX];

    return plan.folder && path_of_fd(fd, path) && is_below(path);
}

static bool name_is_watched(int at, const char *name)
{
    char base[PATH_MAX], path[2 * PATH_MAX];

    if (!plan.folder)
        return false;
    if (name[0] == '/')
        return is_below(name);
    if (at == AT_FDCWD ? !getcwd(base, sizeof base) : !path_of_fd(at, base))
        return false;
    if (strcmp(name, ".") == 0)
        return is_below(base);
    snprintf(path, sizeof path, "%s/%s", base, name);
    return is_below(path);
}

/* ---- is it this one's turn? ---- */

static bool can_happen(operation what)
{
    if (plan.kind == SHORT)
        return what == WRITE;
    if (plan.kind == INTERRUPT)
        return what == OPEN || what == WRITE || what == SYNC || what == CLOSE ||
               what == CLOSE_FOLDER || what == LOCK;
    return plan.kind != OFF;
}

static void write_log(operation what)
{
    long fd;

    if (!plan.log)
        return;
    fd = syscall(SYS_openat, AT_FDCWD, plan.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    syscall(SYS_write, fd, names[what], strlen(names[what]));
    syscall(SYS_write, fd, "\n", 1);
    syscall(SYS_close, fd);
}

/* True when the operation must be spoiled; errno is then what it fails with. */
static bool strikes(operation what, bool watched)
{
    long number;

    if (!watched || !can_happen(what))
        return false;
    number = atomic_fetch_add(&counted, 1) + 1;
    if (plan.sticky ? number < plan.at : number != plan.at)
        return false;
    write_log(what);
    if (plan.kind == KILL)
        kill(getpid(), SIGKILL);
    errno = plan.error;
    return true;
}

/* ---- open ---- */

static mode_t mode_of(int flags, va_list args)
{
    return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(args, mode_t) : 0;
}

static int spoil_openat(int at, const char *name, int flags, mode_t mode)
{
    if (strikes(OPEN, name_is_watched(at, name)))
        return -1;
    return (int)syscall(SYS_openat, at, name, flags, mode);
}

#define DEFINE_OPEN(function)                            \
    int function(const char *name, int flags, ...)       \
    {                                                    \
        va_list args;                                    \
        mode_t mode;                                     \
        va_start(args, flags);                           \
        mode = mode_of(flags, args);                     \
        va_end(args);                                    \
        return spoil_openat(AT_FDCWD, name, flags, mode); \
    }
#define DEFINE_OPENAT(function)                            \
    int function(int at, const char *name, int flags, ...) \
    {                                                      \
        va_list args;                                      \
        mode_t mode;                                       \
        va_start(args, flags);                             \
        mode = mode_of(flags, args);                       \
        va_end(args);                                      \
        return spoil_openat(at, name, flags, mode);        \
    }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)

/* What the checked forms of open call when no mode is needed. */
int __open_2(const char *name, int flags);
int __open64_2(const char *name, int flags);
int __openat_2(int at, const char *name, int flags);
int __openat64_2(int at, const char *name, int flags);

int __open_2(const char *name, int flags)
{
    return spoil_openat(AT_FDCWD, name, flags, 0);
}

int __open64_2(const char *name, int flags)
{
    return spoil_openat(AT_FDCWD, name, flags, 0);
}

int __openat_2(int at, const char *name, int flags)
{
    return spoil_openat(at, name, flags, 0);
}

int __openat64_2(int at, const char *name, int flags)
{
    return spoil_openat(at, name, flags, 0);
}

int creat(const char *name, mode_t mode)
{
    return spoil_openat(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

/* ---- write, sync, close, lock ---- */

ssize_t write(int fd, const void *bytes, size_t len)
{
    if (strikes(WRITE, fd_is_watched(fd))) {
        if (plan.kind != SHORT)
            return -1;
        len = (len + 1) / 2;
    }
    return syscall(SYS_write, fd, bytes, len);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
    if (strikes(WRITE, fd_is_watched(fd))) {
        if (plan.kind != SHORT)
            return -1;
        len = (len + 1) / 2;
    }
    return syscall(SYS_pwrite64, fd, bytes, len, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t offset)
{
    return pwrite(fd, bytes, len, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    if (strikes(WRITE, fd_is_watched(fd))) {
        if (plan.kind != SHORT || count == 0)
            return -1;
        return syscall(SYS_write, fd, parts[0].iov_base, (parts[0].iov_len + 1) / 2);
    }
    return syscall(SYS_writev, fd, parts, count);
}

int fsync(int fd)
{
    if (strikes(SYNC, fd_is_watched(fd)))
        return -1;
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    if (strikes(SYNC, fd_is_watched(fd)))
        return -1;
    return (int)syscall(SYS_fdatasync, fd);
}

/* Linux closes first and complains after. */
int close(int fd)
{
    struct stat info;
    bool is_folder = plan.folder && fstat(fd, &info) == 0 && S_ISDIR(info.st_mode);
    bool struck = strikes(is_folder ? CLOSE_FOLDER : CLOSE, fd_is_watched(fd));
    int error = errno, result = (int)syscall(SYS_close, fd);

    if (!struck)
        return result;
    errno = error;
    return -1;
}

int flock(int fd, int how)
{
    if (strikes(LOCK, fd_is_watched(fd)))
        return -1;
    return (int)syscall(SYS_flock, fd, how);
}

/* ---- names ---- */

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    bool watched = name_is_watched(from_at, from) || name_is_watched(to_at, to);

    if (strikes(RENAME, watched))
        return -1;
    if (watched && plan.no_exchange && (flags & RENAME_EXCHANGE)) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    return renameat2(from_at, from, to_at, to, 0);
}

int rename(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int mkdirat(int at, const char *name, mode_t mode)
{
    if (strikes(MKDIR, name_is_watched(at, name)))
        return -1;
    return (int)syscall(SYS_mkdirat, at, name, mode);
}

int mkdir(const char *name, mode_t mode)
{
    return mkdirat(AT_FDCWD, name, mode);
}

int unlinkat(int at, const char *name, int flags)
{
    if (strikes(UNLINK, name_is_watched(at, name)))
        return -1;
    return (int)syscall(SYS_unlinkat, at, name, flags);
}

int unlink(const char *name)
{
    return unlinkat(AT_FDCWD, name, 0);
}

int rmdir(const char *name)
{
    return unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
}
