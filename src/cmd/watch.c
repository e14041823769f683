/* cmd/watch.c - banxin watch: builds again on every save, and keeps the last good pages when it
 * cannot. */
#include "cmd/cmd.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>

#include "base/program.h"
#include "live/live.h"

enum { EXEC_SECONDS = 600 };

static const char *clock_text(char text[16])
{
    time_t now = time(NULL);
    struct tm local;

    localtime_r(&now, &local);
    strftime(text, 16, "%H:%M:%S", &local);
    return text;
}

bx_watcher *bx_watch_issue(bx_desk *desk)
{
    const char *path = desk->options->args[0];
    bx_tree *tree = bx_tree_open(desk->options->root, path, desk->diags);
    const char *folders[2] = {path};
    bx_str folder;
    bx_watcher *watcher = NULL;

    if (tree && bx_tree_relative(desk->arena, tree, path, &folder, desk->diags)) {
        folders[1] = bx_str_printf(desk->arena, "%s/layouts", bx_tree_root(tree)).at;
        watcher = bx_watcher_new(folders, 2, desk->diags);
    }
    bx_tree_free(tree);
    return watcher;
}

/* Runs the command and shows what it prints, errors too. */
static void follow_up(const char *command)
{
    const char *const arguments[] = {"sh", "-c", "exec 2>&1; eval \"$1\"", "sh", command, NULL};
    bx_buffer words = {0};
    bx_program_end end = bx_run_program(arguments, BX_STR(""), EXEC_SECONDS, &words);

    fwrite(words.at, 1, words.len, stdout);
    if (end != BX_PROGRAM_DONE)
        printf(_("the command failed: %s\n"), command);
    bx_buffer_free(&words);
}

/* One build with arena and messages of its own; its line: time, what changed, errors, milliseconds.
 */
static void build_once(bx_desk *desk, const char *changed)
{
    bx_options options = *desk->options;
    bx_arena *arena = bx_arena_new();
    bx_desk inner = {.options = &options, .arena = arena, .diags = bx_diags_new()};
    int64_t start = bx_watch_now();
    char clock[16];

    options.quiet = true;
    inner.watch = bx_watch_new(arena, &options);
    bx_cmd_build(&inner);
    bx_print_messages(inner.diags, &options);
    if (bx_diags_has_errors(inner.diags))
        printf(_("%s %s: %zu errors, the last good pages stay, %d ms\n"), clock_text(clock),
               changed, bx_diags_count(inner.diags, BX_ERROR),
               (int)((bx_watch_now() - start) / 1000));
    else
        printf(_("%s %s: built, %zu warnings, %d ms\n"), clock_text(clock), changed,
               bx_diags_count(inner.diags, BX_WARNING), (int)((bx_watch_now() - start) / 1000));
    if (options.exec != NULL && !bx_diags_has_errors(inner.diags))
        follow_up(options.exec);
    fflush(stdout);
    bx_desk_close(&inner);
    bx_diags_free(inner.diags);
    bx_arena_free(arena);
}

void bx_cmd_watch(bx_desk *desk)
{
    bx_watcher *watcher = bx_watch_issue(desk);
    char name[256] = "";

    if (!watcher)
        return;
    build_once(desk, "*");
    while (!bx_stopped()) {
        struct pollfd wait = {.fd = bx_watcher_fd(watcher), .events = POLLIN};

        if (poll(&wait, 1, 1000) > 0 && bx_watcher_take(watcher, name)) {
            /* a file's name is anybody's: nothing that a terminal obeys */
            for (char *at = name; *at; at++)
                if ((unsigned char)*at < 0x20 || *at == 0x7F)
                    *at = '?';
            build_once(desk, name);
        }
    }
    bx_watcher_free(watcher);
}
