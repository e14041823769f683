/* base/file.c - the checked writer (写盘): a set of files appears whole, or nothing changes.
 *
 * New files grow in a folder with a dot name beside the one they will replace, and every byte of
 * them is on the disk before the two change places. A run that dies leaves at most a dot name
 * behind, which the next run clears away: that its owner is dead shows by the lock nobody holds.
 * What goes into the files, and what the exit status becomes, is for the callers to say.
 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX ".banxin-"
/* The old folder while it stands aside; only where the file system cannot exchange two names. */
#define ASIDE PREFIX "old-"

enum {
    MOST_NAMES = 16,         /* tries for a name of our own that is free */
    LONGEST_NAME_PART = 180, /* bytes of NAME that a temporary name repeats: a name ends at 255 */
};

struct bx_file_set {
    bx_arena *arena;
    const char *dir;       /* as given, for messages */
    const char *name;      /* its last part, in PARENT */
    const char *temporary; /* the folder being filled, in PARENT */
    int parent, folder;
    bool failed;
};

/* ---- reports ---- */

static void report(bx_diags *diags, bx_severity severity, const char *what, const char *path,
                   int error)
{
    bx_report(diags, severity, "output", BX_NOWHERE, what, path, bx_error_text(error));
}

static bool fail(bx_diags *diags, const char *what, const char *path, int error)
{
    report(diags, BX_ERROR, what, path, error);
    return false;
}

/* ---- system calls that a signal may interrupt ---- */

static int open_at(int folder, const char *name, int flags)
{
    int fd;

    do
        fd = openat(folder, name, flags | O_CLOEXEC, 0666);
    while (fd < 0 && errno == EINTR);
    return fd;
}

static int open_folder_at(int folder, const char *name)
{
    return open_at(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

/* Returns 0 or the error. A folder that cannot be synced (some network disks) needs no sync. */
static int sync_file(int fd, bool is_folder)
{
    int result;

    do
        result = fsync(fd);
    while (result != 0 && errno == EINTR);
    if (result == 0 || (is_folder && (errno == EINVAL || errno == EOPNOTSUPP)))
        return 0;
    return errno;
}

/* Returns 0 or the error. Linux has closed FD even when it says EINTR: never tried twice. */
static int close_file(int fd)
{
    return close(fd) == 0 || errno == EINTR ? 0 : errno;
}

static int lock(int fd, int operation)
{
    int result;

    do
        result = flock(fd, operation);
    while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

/* Some network disks know no locks at all; everything but the wait for another run still works. */
static bool knows_no_locks(int error)
{
    return error == ENOLCK || error == EOPNOTSUPP || error == ENOSYS || error == EINVAL ||
           error == EBADF;
}

static int write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        if (written == 0) /* would be for ever */
            return ENOSPC;
        bytes += written;
        len -= (size_t)written;
    }
    return 0;
}

/* ---- names ---- */

/* Splits PATH into the folder that holds it and its last part; false for "", "/", "." and "..". */
static bool split_path(bx_arena *arena, const char *path, const char **parent, const char **name)
{
    size_t end = strlen(path), start;

    while (end > 1 && path[end - 1] == '/')
        end--;
    start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    *name = bx_str_c(arena, (bx_str){path + start, end - start});
    while (start > 1 && path[start - 1] == '/')
        start--;
    *parent = start > 0 ? bx_str_c(arena, (bx_str){path, start}) : ".";
    return **name && strcmp(*name, ".") != 0 && strcmp(*name, "..") != 0;
}

/* ".banxin-PID-NAME"; later tries put their number behind PID. */
static const char *temporary_name(bx_arena *arena, const char *name, int attempt)
{
    size_t len = strlen(name);

    if (len > LONGEST_NAME_PART)
        for (len = LONGEST_NAME_PART; len > 0 && (name[len] & 0xC0) == 0x80;)
            len--;
    if (attempt == 0)
        return bx_str_printf(arena, PREFIX "%ld-%.*s", (long)getpid(), (int)len, name).at;
    return bx_str_printf(arena, PREFIX "%ld-%d-%.*s", (long)getpid(), attempt, (int)len, name).at;
}

static bool is_temporary(const char *name)
{
    size_t start = strlen(PREFIX), digits;

    if (strncmp(name, PREFIX, start) != 0)
        return false;
    digits = strspn(name + start, "0123456789");
    return digits > 0 && name[start + digits] == '-';
}

static bool is_aside(const char *name)
{
    return strncmp(name, ASIDE, strlen(ASIDE)) == 0 && name[strlen(ASIDE)] != '\0';
}

/* ---- folders ---- */

/* Opens folder PATH, making what is missing of it; -1 and errno when it cannot be had. */
static int make_folders(bx_arena *arena, const char *path)
{
    const char *parent, *name;
    int above, fd = open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    int error;

    if (fd >= 0 || errno != ENOENT || !split_path(arena, path, &parent, &name))
        return fd;
    above = make_folders(arena, parent);
    if (above < 0)
        return -1;
    error = mkdirat(above, name, 0777) == 0 || errno == EEXIST ? sync_file(above, true) : errno;
    if (error == 0) {
        fd = open_at(above, name, O_RDONLY | O_DIRECTORY);
        error = fd < 0 ? errno : 0;
    }
    close_file(above);
    errno = error;
    return fd;
}

typedef BX_VEC(const char *) names;

/* Lists all but "." and ".."; returns 0 or the error. */
static int list_folder(bx_arena *arena, int folder, names *list)
{
    int error, fd = open_folder_at(folder, ".");
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;

    if (!stream) {
        error = errno;
        if (fd >= 0)
            close_file(fd);
        return error;
    }
    for (errno = 0; (entry = readdir(stream)); errno = 0)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            BX_PUSH(arena, *list, bx_str_c(arena, bx_str_of(entry->d_name)));
    error = errno;
    if (closedir(stream) != 0 && error == 0)
        error = errno;
    return error;
}

/* Removes folder NAME and the files in it, as far as it can; returns 0 or the first error. What we
 * write has no folders inside, so one that turns up there is somebody's, and stays.
 */
static int remove_folder(bx_arena *arena, int parent, const char *name)
{
    int folder = open_folder_at(parent, name), error;
    names list = {0};

    if (folder < 0)
        return errno == ENOENT ? 0 : errno;
    error = list_folder(arena, folder, &list);
    for (size_t i = 0; i < list.len; i++)
        if (unlinkat(folder, list.at[i], 0) != 0 && errno != ENOENT && error == 0)
            error = errno;
    close_file(folder);
    if (error == 0 && unlinkat(parent, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
        error = errno;
    return error;
}

/* ---- what dead runs left behind ---- */

/* Removes a temporary file unless a live run holds its lock. */
static int remove_dead_file(int parent, const char *name)
{
    int error, fd = open_at(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);

    if (fd < 0)
        return errno == ENOENT ? 0 : errno;
    error = lock(fd, LOCK_EX | LOCK_NB);
    if (error == 0 && unlinkat(parent, name, 0) != 0 && errno != ENOENT)
        error = errno;
    close_file(fd);
    return error == EWOULDBLOCK || knows_no_locks(error) ? 0 : error;
}

/* A run died while the folder of this name stood aside: back with it, unless the new one is in. */
static int settle_aside(bx_arena *arena, int parent, const char *aside)
{
    const char *name = aside + strlen(ASIDE);
    struct stat info;

    if (fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) == 0)
        return remove_folder(arena, parent, aside);
    if (errno != ENOENT)
        return errno;
    return renameat(parent, aside, parent, name) == 0 || errno == ENOENT ? 0 : errno;
}

static int remove_left_over(bx_arena *arena, int parent, const char *name, bool parent_locked)
{
    struct stat info;

    if (is_aside(name))
        return parent_locked ? settle_aside(arena, parent, name) : 0;
    if (!is_temporary(name))
        return 0;
    if (fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? 0 : errno;
    if (!S_ISDIR(info.st_mode))
        return remove_dead_file(parent, name);
    return parent_locked ? remove_folder(arena, parent, name) : 0;
}

/* What cannot be cleared away is no reason to hold up the pages: a warning. */
static void remove_left_overs(bx_arena *arena, int parent, const char *path, bool parent_locked,
                              bx_diags *diags)
{
    names list = {0};
    int error = list_folder(arena, parent, &list);

    if (error != 0)
        report(diags, BX_WARNING, N_("cannot look at folder '%s': %s"), path, error);
    for (size_t i = 0; i < list.len; i++) {
        error = remove_left_over(arena, parent, list.at[i], parent_locked);
        if (error != 0)
            report(diags, BX_WARNING, N_("cannot clear away '%s', left by an earlier run: %s"),
                   list.at[i], error);
    }
}

/* ---- a set ---- */

static const char *aside_name(const bx_file_set *set)
{
    return bx_str_printf(set->arena, ASIDE "%s", set->name).at;
}

/* Folder DIR is replaced as a whole and its old files are removed, so it must be one of ours to
 * replace: a real folder, and flat, as all our sets are.
 */
static bool may_replace(const bx_file_set *set, bx_diags *diags)
{
    struct stat info;
    names list = {0};
    int folder, error;

    if (fstatat(set->parent, set->name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ||
               fail(diags, N_("cannot look at folder '%s': %s"), set->dir, errno);
    if (!S_ISDIR(info.st_mode))
        return fail(diags, N_("cannot replace '%s': %s"), set->dir, ENOTDIR);
    folder = open_folder_at(set->parent, set->name);
    if (folder < 0)
        return fail(diags, N_("cannot look at folder '%s': %s"), set->dir, errno);
    error = list_folder(set->arena, folder, &list);
    for (size_t i = 0; i < list.len && error == 0; i++) {
        if (fstatat(folder, list.at[i], &info, AT_SYMLINK_NOFOLLOW) != 0) {
            error = errno == ENOENT ? 0 : errno;
        } else if (S_ISDIR(info.st_mode)) {
            bx_report(diags, BX_ERROR, "output", BX_NOWHERE,
                      "cannot replace folder '%s': it holds folder '%s', which banxin did not make",
                      set->dir, list.at[i]);
            bx_hint(diags, BX_NOWHERE, "give another folder with --out");
            close_file(folder);
            return false;
        }
    }
    close_file(folder);
    return error == 0 || fail(diags, N_("cannot look at folder '%s': %s"), set->dir, error);
}

static bool lock_parent(const bx_file_set *set, bx_diags *diags, bool *locked)
{
    int error = lock(set->parent, LOCK_EX);

    *locked = error == 0;
    if (error == 0)
        return true;
    if (!knows_no_locks(error))
        return fail(diags, N_("cannot lock the folder that holds '%s': %s"), set->dir, error);
    bx_report(diags, BX_NOTE, "output", BX_NOWHERE,
              "the disk that holds '%s' knows no locks: let only one run at a time write there",
              set->dir);
    return true;
}

static bool make_temporary_folder(bx_file_set *set, bx_diags *diags)
{
    for (int attempt = 0; attempt < MOST_NAMES; attempt++) {
        const char *name = temporary_name(set->arena, set->name, attempt);
        if (mkdirat(set->parent, name, 0777) != 0) {
            if (errno == EEXIST)
                continue;
            return fail(diags, N_("cannot make a folder beside '%s': %s"), set->dir, errno);
        }
        set->temporary = name;
        set->folder = open_folder_at(set->parent, name);
        return set->folder >= 0 ||
               fail(diags, N_("cannot open the new folder for '%s': %s"), set->dir, errno);
    }
    return fail(diags, N_("cannot make a folder beside '%s': %s"), set->dir, EEXIST);
}

static bool begin(bx_file_set *set, bx_diags *diags)
{
    const char *parent;
    bool locked;

    if (!split_path(set->arena, set->dir, &parent, &set->name)) {
        bx_report(diags, BX_ERROR, "output", BX_NOWHERE,
                  "cannot write to '%s': the pages need a folder of their own", set->dir);
        return false;
    }
    set->parent = make_folders(set->arena, parent);
    if (set->parent < 0)
        return fail(diags, N_("cannot open or make folder '%s': %s"), parent, errno);
    if (!lock_parent(set, diags, &locked))
        return false;
    remove_left_overs(set->arena, set->parent, parent, locked, diags);
    if (!locked) /* nothing then tells the dead from the living: only our own is put right */
        settle_aside(set->arena, set->parent, aside_name(set));
    return may_replace(set, diags) && make_temporary_folder(set, diags);
}

bx_file_set *bx_file_set_begin(const char *dir, bx_diags *diags)
{
    bx_arena *arena = bx_arena_new();
    bx_file_set *set = BX_NEW(arena, bx_file_set);

    *set = (bx_file_set){.arena = arena, .parent = -1, .folder = -1};
    set->dir = bx_str_c(arena, bx_str_of(dir));
    if (begin(set, diags))
        return set;
    bx_file_set_abort(set);
    return NULL;
}

/* Writes and closes FD; returns 0 or the first error. */
static int fill_and_close(int fd, const void *bytes, size_t len)
{
    int error = write_all(fd, bytes, len), close_error;

    if (error == 0)
        error = sync_file(fd, false);
    close_error = close_file(fd);
    return error != 0 ? error : close_error;
}

bool bx_file_set_write(bx_file_set *set, const char *name, const void *bytes, size_t len,
                       bx_diags *diags)
{
    int fd, error;

    if (!name[0] || name[0] == '.' || strchr(name, '/'))
        bx_bug("'%s' is no name for a file of a set", name);
    fd = open_at(set->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    error = fd < 0 ? errno : fill_and_close(fd, bytes, len);
    if (error == 0)
        return true;
    set->failed = true;
    return fail(diags, N_("cannot write '%s': %s"),
                bx_str_printf(set->arena, "%s/%s", set->dir, name).at, error);
}

/* How the new folder came to its place, and so how it can be taken back. */
typedef enum { EXCHANGED, WAS_NEW, STEPPED_ASIDE } placing;

static int exchange(const bx_file_set *set)
{
    return renameat2(set->parent, set->temporary, set->parent, set->name, RENAME_EXCHANGE) == 0
               ? 0
               : errno;
}

static int move(const bx_file_set *set, const char *from, const char *to)
{
    return renameat(set->parent, from, set->parent, to) == 0 ? 0 : errno;
}

/* Without exchange the old folder goes aside first; a run that dies between the two renames is put
 * right by the next one (settle_aside).
 */
static int step_aside(const bx_file_set *set, placing *how)
{
    const char *aside = aside_name(set);
    int error = move(set, set->name, aside);

    *how = error == ENOENT ? WAS_NEW : STEPPED_ASIDE;
    if (error == ENOENT)
        return move(set, set->temporary, set->name);
    if (error != 0)
        return error;
    error = sync_file(set->parent, true);
    if (error == 0)
        error = move(set, set->temporary, set->name);
    if (error != 0)
        move(set, aside, set->name);
    return error;
}

static int put_in_place(const bx_file_set *set, placing *how)
{
    int error = exchange(set);

    *how = EXCHANGED;
    if (error == ENOENT) {
        *how = WAS_NEW;
        return move(set, set->temporary, set->name);
    }
    if (error == EINVAL || error == ENOSYS || error == EOPNOTSUPP)
        return step_aside(set, how);
    return error;
}

/* Should this fail too, the new folder stays: whole, if not known to be on the disk. */
static void take_back(const bx_file_set *set, placing how)
{
    switch (how) {
    case EXCHANGED:
        exchange(set);
        break;
    case WAS_NEW:
        move(set, set->name, set->temporary);
        break;
    case STEPPED_ASIDE:
        if (move(set, set->name, set->temporary) == 0)
            move(set, aside_name(set), set->name);
        break;
    }
}

static bool commit(bx_file_set *set, placing *how, bx_diags *diags)
{
    int error = sync_file(set->folder, true), close_error = close_file(set->folder);

    set->folder = -1;
    error = error != 0 ? error : close_error;
    if (error != 0)
        return fail(diags, N_("cannot write folder '%s': %s"), set->dir, error);
    error = put_in_place(set, how);
    if (error != 0)
        return fail(diags, N_("cannot put the new folder in place of '%s': %s"), set->dir, error);
    error = sync_file(set->parent, true);
    if (error == 0)
        return true;
    take_back(set, *how);
    return fail(diags, N_("cannot write folder '%s': %s"), set->dir, error);
}

bool bx_file_set_commit(bx_file_set *set, bx_diags *diags)
{
    placing how;
    const char *old;
    int error;

    if (set->failed || !commit(set, &how, diags)) {
        bx_file_set_abort(set);
        return false;
    }
    old = how == STEPPED_ASIDE ? aside_name(set) : set->temporary;
    error = how == WAS_NEW ? 0 : remove_folder(set->arena, set->parent, old);
    if (error != 0)
        report(diags, BX_WARNING, N_("cannot remove the old pages, now in '%s': %s"), old, error);
    set->temporary = NULL;
    bx_file_set_abort(set);
    return true;
}

void bx_file_set_abort(bx_file_set *set)
{
    if (!set)
        return;
    if (set->folder >= 0)
        close_file(set->folder);
    if (set->temporary) /* what stays behind goes with the next run */
        remove_folder(set->arena, set->parent, set->temporary);
    if (set->parent >= 0)
        close_file(set->parent); /* and with it the lock */
    bx_arena_free(set->arena);   /* which holds SET itself */
}

/* ---- one file ---- */

/* Makes a temporary file in PARENT that holds its own lock, so that another run's clearing spares
 * it. Returns the descriptor, or -1 and errno.
 */
static int make_temporary_file(bx_arena *arena, int parent, const char *target, const char **name)
{
    for (int attempt = 0; attempt < MOST_NAMES; attempt++) {
        struct stat info;
        int error, fd;
        *name = temporary_name(arena, target, attempt);
        fd = open_at(parent, *name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
        if (fd < 0 && errno == EEXIST)
            continue;
        if (fd < 0)
            return -1;
        error = lock(fd, LOCK_EX | LOCK_NB);
        if (knows_no_locks(error))
            return fd;
        if (error == 0 && fstat(fd, &info) == 0 && info.st_nlink > 0)
            return fd;
        /* Another run took it for dead in the moment before it was locked: make another. */
        close_file(fd);
        if (error != 0 && error != EWOULDBLOCK) {
            unlinkat(parent, *name, 0);
            errno = error;
            return -1;
        }
    }
    errno = EEXIST;
    return -1;
}

/* Returns 0 or the error. The lock must outlive the rename, so the file is closed last; by then
 * fsync has said that the bytes are there.
 */
static int replace_file(bx_arena *arena, int parent, const char *name, const void *bytes,
                        size_t len)
{
    const char *temporary;
    int close_error, error, fd = make_temporary_file(arena, parent, name, &temporary);

    if (fd < 0)
        return errno;
    error = write_all(fd, bytes, len);
    if (error == 0)
        error = sync_file(fd, false);
    if (error == 0 && renameat(parent, temporary, parent, name) != 0)
        error = errno;
    if (error != 0)
        unlinkat(parent, temporary, 0);
    close_error = close_file(fd);
    if (error == 0)
        error = close_error;
    return error != 0 ? error : sync_file(parent, true);
}

/* Devices, pipes and links are not for renaming over. */
static int check_target(int parent, const char *name)
{
    struct stat info;

    if (fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? 0 : errno;
    if (S_ISDIR(info.st_mode))
        return EISDIR;
    return S_ISREG(info.st_mode) ? 0 : EINVAL;
}

bool bx_file_write(const char *path, const void *bytes, size_t len, bx_diags *diags)
{
    bx_arena *arena = bx_arena_new();
    const char *folder, *name;
    int parent = -1, error = EISDIR;

    if (split_path(arena, path, &folder, &name)) {
        parent = make_folders(arena, folder);
        error = parent < 0 ? errno : check_target(parent, name);
    }
    if (error == 0) {
        remove_left_overs(arena, parent, folder, false, diags);
        error = replace_file(arena, parent, name, bytes, len);
    }
    if (error != 0)
        fail(diags, N_("cannot write '%s': %s"), path, error);
    if (parent >= 0)
        close_file(parent);
    bx_arena_free(arena);
    return error == 0;
}
