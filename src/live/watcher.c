/* live/watcher.c - tells when files below some folders change (盯着文件), by inotify. */
#include "live/live.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

enum {
    QUIET_MS = 12, /* so long nothing more must come for a save to be whole */
    MOST_DEPTH = 8,
    EVENTS = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE
};

struct bx_watcher {
    bx_arena *arena;
    const char *const *folders;
    size_t count;
    int fd;
};

static void add_folder(const bx_watcher *w, const char *path, int depth)
{
    DIR *listing = opendir(path);
    bx_arena *arena;

    inotify_add_watch(w->fd, path, EVENTS);
    if (!listing)
        return;
    arena = bx_arena_new();
    for (const struct dirent *entry; depth > 0 && (entry = readdir(listing));)
        if (entry->d_name[0] != '.' && entry->d_type == DT_DIR)
            add_folder(w, bx_str_printf(arena, "%s/%s", path, entry->d_name).at, depth - 1);
    bx_arena_free(arena);
    closedir(listing);
}

static void add_all(const bx_watcher *w)
{
    for (size_t i = 0; i < w->count; i++)
        add_folder(w, w->folders[i], MOST_DEPTH);
}

bx_watcher *bx_watcher_new(const char *const *folders, size_t count, bx_diags *diags)
{
    bx_arena *arena = bx_arena_new();
    bx_watcher *w = BX_NEW(arena, bx_watcher);
    const char **copies = BX_NEW_ARRAY(arena, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
        copies[i] = bx_str_c(arena, bx_str_of(folders[i]));
    *w = (bx_watcher){.arena = arena,
                      .folders = (const char *const *)copies,
                      .count = count,
                      .fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    if (w->fd < 0) {
        bx_report(diags, BX_ERROR, "watch", BX_NOWHERE, "cannot watch files: %s",
                  bx_error_text(errno));
        bx_arena_free(arena);
        return NULL;
    }
    add_all(w);
    return w;
}

void bx_watcher_free(bx_watcher *w)
{
    if (!w)
        return;
    close(w->fd);
    bx_arena_free(w->arena);
}

int bx_watcher_fd(const bx_watcher *w)
{
    return w->fd;
}

/* What editors keep for themselves while they save: .x.swp, x~, 4913, #x#. */
static bool matters(const char *name)
{
    size_t len = strlen(name);

    return len > 0 && name[0] != '.' && name[0] != '#' && name[len - 1] != '~' &&
           strcmp(name, "4913") != 0;
}

static bool read_events(bx_watcher *w, char name[256])
{
    _Alignas(struct inotify_event) char block[8192];
    bool found = false;
    ssize_t len;

    while ((len = read(w->fd, block, sizeof block)) > 0)
        for (char *at = block; at < block + len;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)at;

            if (event->mask & IN_Q_OVERFLOW)
                found = true;
            if (event->len > 0 && matters(event->name)) {
                found = true;
                if (name)
                    snprintf(name, 256, "%s", event->name);
            }
            at += sizeof *event + event->len;
        }
    return found;
}

bool bx_watcher_take(bx_watcher *w, char name[256])
{
    struct pollfd wait = {.fd = w->fd, .events = POLLIN};
    bool found = read_events(w, name);

    while (found && poll(&wait, 1, QUIET_MS) > 0)
        read_events(w, name);
    if (found)
        add_all(w); /* a folder may be new; the others are only named again */
    return found;
}
