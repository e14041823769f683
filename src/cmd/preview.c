/* cmd/preview.c - banxin preview: the issue in a browser on this machine, new on every save. */
#include "cmd/cmd.h"

#include <poll.h>
#include <stdio.h>

#include "base/program.h"
#include "live/live.h"

enum { PREVIEW_PPI = 96, OPEN_SECONDS = 10 };

typedef struct {
    bx_desk *desk;
    bx_server *server;
    bx_watcher *watcher;
    bx_edition *edition;
    bx_live_options options;
} previewing;

static void make(previewing *p, const char *changed)
{
    int64_t start = bx_watch_now();
    int took;

    p->edition = bx_make_edition(&p->options, p->edition);
    took = (int)((bx_watch_now() - start) / 1000);
    bx_server_show(p->server, p->edition, took);
    if (!p->desk->options->quiet) {
        printf(_("%s: %zu pages drawn, %zu errors, %zu warnings, %d ms\n"), changed,
               p->edition->drawn, p->edition->errors, p->edition->warnings, took);
        fflush(stdout);
    }
}

static void loop(previewing *p)
{
    char name[256] = "";

    while (!bx_stopped()) {
        struct pollfd waits[2] = {{.fd = bx_watcher_fd(p->watcher), .events = POLLIN},
                                  {.fd = bx_server_fd(p->server), .events = POLLIN}};

        poll(waits, 2, 1000);
        if ((waits[0].revents & POLLIN) && bx_watcher_take(p->watcher, name)) {
            for (char *at = name; *at; at++)
                if ((unsigned char)*at < 0x20 || *at == 0x7F)
                    *at = '?';
            make(p, name);
        }
        bx_server_run(p->server);
    }
}

static void open_browser(const bx_server *server, bx_desk *desk)
{
    const char *address =
        bx_str_printf(desk->arena, "http://127.0.0.1:%d/", bx_server_port(server)).at;
    const char *const arguments[] = {"xdg-open", address, NULL};
    bx_buffer words = {0};

    if (bx_run_program(arguments, BX_STR(""), OPEN_SECONDS, &words) != BX_PROGRAM_DONE)
        fputs(_("no browser could be started: open the address in one\n"), stdout);
    bx_buffer_free(&words);
}

void bx_cmd_preview(bx_desk *desk)
{
    previewing p = {
        .desk = desk,
        .options = {.root = desk->options->root,
                    .issue = desk->options->args[0],
                    .workers = desk->options->jobs,
                    .ppi = desk->options->ppi_given ? desk->options->ppi : PREVIEW_PPI}};

    p.watcher = bx_watch_issue(desk);
    if (p.watcher)
        p.server = bx_server_new(desk->options->port, desk->diags);
    if (p.server) {
        printf(_("preview: http://127.0.0.1:%d/\n"), bx_server_port(p.server));
        fflush(stdout);
        make(&p, "*");
        if (desk->options->open)
            open_browser(p.server, desk);
        loop(&p);
    }
    bx_server_free(p.server);
    bx_edition_free(p.edition);
    bx_watcher_free(p.watcher);
}
