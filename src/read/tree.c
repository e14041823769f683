/* read/tree.c - the root folder and the only way into it (根目录).
 *
 * Every file that an issue names is opened here, relative to the root's descriptor, so that no
 * path, `..` or link in it can lead outside. The kernel does that where it can (openat2); elsewhere
 * the path is walked one name at a time.
 */
#include "read/read.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "read/source.h"

struct bx_tree {
    bx_arena *arena; /* holds the tree itself */
    const char *root;
    int fd;
};

/* ---- opening inside the root ---- */

/* As many as Linux itself follows (path_resolution(7)). */
enum { MOST_LINKS = 40 };

static void close_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* A path on its way: DONE has been walked and is free of links and of `..`, LEFT is to come. */
typedef struct {
    int root;
    int links;
    char done[PATH_MAX];
    char left[PATH_MAX];
} walk;

/* Moves the first name of what is left to NAME; true when it was the last. */
static bool take_name(walk *w, char *name)
{
    const char *start = w->left + strspn(w->left, "/");
    size_t len = strcspn(start, "/");
    const char *rest = start + len;
    memcpy(name, start, len);
    name[len] = '\0';
    rest += strspn(rest, "/");
    memmove(w->left, rest, strlen(rest) + 1);
    return w->left[0] == '\0';
}

/* Puts the target of the link NAME before what is left. False, with errno, when it may not be
 * followed; *is_link tells whether there was one. */
static bool splice_link(walk *w, int folder, const char *name, bool *is_link)
{
    char target[PATH_MAX];
    char joined[2 * PATH_MAX];
    ssize_t size = readlinkat(folder, name, target, sizeof target - 1);
    *is_link = size >= 0;
    if (!*is_link)
        return true;
    target[size] = '\0';
    if (target[0] == '/')
        return errno = EXDEV, false;
    int len = snprintf(joined, sizeof joined, "%s/%s", target, w->left);
    if (++w->links > MOST_LINKS || len < 0 || (size_t)len >= sizeof w->left)
        return errno = ELOOP, false;
    memcpy(w->left, joined, (size_t)len + 1);
    return true;
}

static int enter_parent(walk *w, int flags)
{
    if (w->done[0] == '\0')
        return errno = EXDEV, -1;
    char *slash = strrchr(w->done, '/');
    *(slash == NULL ? w->done : slash) = '\0';
    return bx_walk_beneath(w->root, w->done, flags);
}

static int enter(walk *w, int folder, const char *name, int flags)
{
    int fd = openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && strlen(w->done) + strlen(name) + 2 <= sizeof w->done) {
        strcat(w->done, w->done[0] == '\0' ? "" : "/");
        strcat(w->done, name);
    }
    return fd;
}

int bx_walk_beneath(int root, const char *relative, int flags)
{
    walk w = {.root = root};
    if (strlen(relative) >= sizeof w.left)
        return errno = ENAMETOOLONG, -1;
    strcpy(w.left, relative);
    int fd = openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool last = false;
    while (fd >= 0 && !last) {
        char name[PATH_MAX];
        last = take_name(&w, name);
        int wanted = last ? flags : O_PATH | O_DIRECTORY;
        int next = -1;
        bool is_link;
        if (strcmp(name, "..") == 0) {
            next = enter_parent(&w, wanted);
        } else if (name[0] == '\0' || strcmp(name, ".") == 0) {
            next = openat(fd, ".", wanted | O_CLOEXEC);
        } else if (splice_link(&w, fd, name, &is_link)) {
            last = last && !is_link;
            next = is_link ? openat(fd, ".", O_PATH | O_CLOEXEC) : enter(&w, fd, name, wanted);
        }
        int error = errno;
        close(fd);
        errno = error;
        fd = next;
    }
    return fd;
}

static int open_beneath(int root, const char *relative, int flags)
{
    if (relative[0] == '/')
        return errno = EXDEV, -1;
    if (relative[0] == '\0')
        relative = ".";
    struct open_how how = {.flags = (unsigned)(flags | O_CLOEXEC),
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    long fd = syscall(SYS_openat2, root, relative, &how, sizeof how);
    if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN))
        return bx_walk_beneath(root, relative, flags);
    return (int)fd;
}

/* ---- the root ---- */

static bool holds_layouts(const char *folder)
{
    char path[PATH_MAX];
    struct stat info;
    int len = snprintf(path, sizeof path, "%s/layouts", folder);
    return len > 0 && (size_t)len < sizeof path && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The nearest folder at or above PATH that holds layouts/, in PATH itself; false when there is
 * none. */
static bool climb_to_root(char *path)
{
    while (!holds_layouts(path[0] == '\0' ? "/" : path)) {
        char *slash = strrchr(path, '/');
        if (slash == NULL)
            return false;
        *slash = '\0';
    }
    return true;
}

bx_tree *bx_tree_open(const char *root, const char *path, bx_diags *diags)
{
    char found[PATH_MAX];
    const char *start = root != NULL ? root : path;
    if (realpath(start, found) == NULL) {
        bx_report(diags, BX_ERROR, "no-file", BX_NOWHERE, "cannot open '%s'", start);
        return NULL;
    }
    if (root == NULL && !climb_to_root(found)) {
        bx_report(diags, BX_ERROR, "no-root", BX_NOWHERE, "no folder above '%s' holds layouts/",
                  path);
        bx_hint(diags, BX_NOWHERE, "name the folder that does with --root");
        return NULL;
    }
    int fd = open(found[0] == '\0' ? "/" : found, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        bx_report(diags, BX_ERROR, "no-root", BX_NOWHERE, "the root '%s' is no readable folder",
                  start);
        return NULL;
    }
    bx_arena *arena = bx_arena_new();
    bx_tree *tree = BX_NEW(arena, bx_tree);
    bx_str name = bx_str_of(strcmp(found, "/") == 0 ? "" : found);
    *tree = (bx_tree){.arena = arena, .root = bx_str_c(arena, name), .fd = fd};
    return tree;
}

void bx_tree_free(bx_tree *tree)
{
    if (tree == NULL)
        return;
    close(tree->fd);
    bx_arena_free(tree->arena);
}

const char *bx_tree_root(const bx_tree *tree)
{
    return tree->root;
}

bool bx_tree_relative(bx_arena *arena, const bx_tree *tree, const char *path, bx_str *relative,
                      bx_diags *diags)
{
    char found[PATH_MAX];
    size_t len = strlen(tree->root);
    if (realpath(path, found) == NULL) {
        bx_report(diags, BX_ERROR, "no-file", BX_NOWHERE, "cannot open '%s'", path);
        return false;
    }
    if (strncmp(found, tree->root, len) != 0 || (found[len] != '/' && found[len] != '\0')) {
        bx_report(diags, BX_ERROR, "outside-root", BX_NOWHERE, "'%s' lies outside the root '%s'",
                  path, tree->root);
        return false;
    }
    const char *rest = found + len;
    *relative = bx_str_copy(arena, bx_str_of(rest + strspn(rest, "/")));
    return true;
}

/* ---- files ---- */

static void report_unopened(bx_str relative, int error, bx_span where, bx_diags *diags)
{
    if (error == EXDEV)
        bx_report(diags, BX_ERROR, "outside-root", where, "'%.*s' leads out of the root folder",
                  BX_FMT(relative));
    else if (error == ENOENT || error == ENOTDIR)
        bx_report(diags, BX_ERROR, "no-file", where, "no such file: '%.*s'", BX_FMT(relative));
    else if (error == EACCES || error == EPERM)
        bx_report(diags, BX_ERROR, "no-file", where, "'%.*s' may not be read", BX_FMT(relative));
    else if (error == ELOOP)
        bx_report(diags, BX_ERROR, "no-file", where, "'%.*s' is a link that leads to itself",
                  BX_FMT(relative));
    else
        bx_report(diags, BX_ERROR, "no-file", where, "'%.*s' cannot be read", BX_FMT(relative));
}

static bool read_all(int fd, char *into, size_t size, size_t *len)
{
    *len = 0;
    while (*len < size) {
        ssize_t got = read(fd, into + *len, size - *len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        *len += (size_t)got;
    }
    return true;
}

bool bx_tree_bytes(bx_arena *arena, const bx_tree *tree, bx_str relative, size_t limit,
                   bx_span where, bx_str *bytes, bx_diags *diags)
{
    /* O_NONBLOCK: a pipe in the place of a file must not hold up the night. */
    BX_AUTO(close_fd)
    int fd = open_beneath(tree->fd, bx_str_c(arena, relative), O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        report_unopened(relative, errno, where, diags);
        return false;
    }
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        bx_report(diags, BX_ERROR, "no-file", where, "'%.*s' is no file", BX_FMT(relative));
        return false;
    }
    size_t size = info.st_size < 0 ? 0 : (size_t)info.st_size;
    if (size > limit) {
        bx_report(diags, BX_ERROR, "too-big", where, "'%.*s' has %zu bytes; at most %zu are read",
                  BX_FMT(relative), size, limit);
        return false;
    }
    char *into = bx_arena_alloc_raw(arena, size + 1, 1);
    size_t len;
    if (!read_all(fd, into, size, &len)) {
        report_unopened(relative, EIO, where, diags);
        return false;
    }
    into[len] = '\0';
    *bytes = (bx_str){into, len};
    return true;
}

const bx_source *bx_tree_text(bx_arena *arena, const bx_tree *tree, bx_str relative, size_t limit,
                              bx_span where, bx_diags *diags)
{
    bx_str bytes;
    if (!bx_tree_bytes(arena, tree, relative, limit, where, &bytes, diags))
        return NULL;
    return bx_source_check(arena, bx_str_copy(arena, relative), bytes, diags);
}

bool bx_tree_exists(bx_arena *arena, const bx_tree *tree, bx_str relative)
{
    if (relative.len == 0)
        return false;
    BX_AUTO(close_fd) int fd = open_beneath(tree->fd, bx_str_c(arena, relative), O_PATH);
    return fd >= 0;
}

bool bx_tree_check(bx_arena *arena, const bx_tree *tree, bx_str relative, bx_span where,
                   bx_diags *diags)
{
    BX_AUTO(close_fd) int fd = open_beneath(tree->fd, bx_str_c(arena, relative), O_PATH);
    struct stat info;
    if (fd < 0) {
        report_unopened(relative, errno, where, diags);
        return false;
    }
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
        return true;
    bx_report(diags, BX_ERROR, "no-file", where, "'%.*s' is no file", BX_FMT(relative));
    return false;
}

static int compare_names(const void *a, const void *b)
{
    return bx_str_compare(*(const bx_str *)a, *(const bx_str *)b);
}

/* A link counts as a file here: where it leads shows when it is opened. */
static bool may_be_file(int folder, const struct dirent *entry)
{
    struct stat info;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_REG || entry->d_type == DT_LNK;
    return fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
           (S_ISREG(info.st_mode) || S_ISLNK(info.st_mode));
}

static const bx_str *list(bx_arena *arena, const bx_tree *tree, bx_str relative, const char *suffix,
                          bool (*wanted)(int fd, const struct dirent *entry), size_t *count)
{
    BX_VEC(bx_str) names = {0};
    *count = 0;
    int fd = open_beneath(tree->fd, bx_str_c(arena, relative), O_RDONLY | O_DIRECTORY);
    if (fd < 0)
        return NULL;
    DIR *folder = fdopendir(fd);
    if (folder == NULL) {
        close(fd);
        return NULL;
    }
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        bx_str name = bx_str_of(entry->d_name);
        if (name.at[0] != '.' && bx_str_ends(name, suffix) && wanted(fd, entry))
            BX_PUSH(arena, names, bx_str_copy(arena, name));
    }
    closedir(folder);
    if (names.len > 0)
        qsort(names.at, names.len, sizeof *names.at, compare_names);
    *count = names.len;
    return names.at;
}

const bx_str *bx_tree_list(bx_arena *arena, const bx_tree *tree, bx_str relative,
                           const char *suffix, size_t *count)
{
    return list(arena, tree, relative, suffix, may_be_file, count);
}

static bool is_folder(int fd, const struct dirent *entry)
{
    struct stat status;
    return fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

const bx_str *bx_tree_folders(bx_arena *arena, const bx_tree *tree, bx_str relative, size_t *count)
{
    return list(arena, tree, relative, "", is_folder, count);
}
