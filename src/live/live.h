/* live/live.h - an issue while it is being written (即改即看): made again on every save, shown on
 * 127.0.0.1.
 *
 * One thread and one loop: what is drawn and what is served never meet half-way.
 */
#ifndef BX_LIVE_H
#define BX_LIVE_H

#include "output/output.h"

/* ---- folders that are watched: watcher.c ---- */

typedef struct bx_watcher bx_watcher;

/* Watches the COUNT folders and all below them. reports  [watch]; NULL then */
bx_watcher *bx_watcher_new(const char *const *folders, size_t count, bx_diags *diags);
void bx_watcher_free(bx_watcher *watcher);
int bx_watcher_fd(const bx_watcher *watcher); /* readable when something happened */
/* Whether something that matters changed; takes in all of one save, which may be several files.
 * Files that editors make for themselves do not count. NAME, if not NULL, gets the last one's name
 * (up to 255 bytes). */
bool bx_watcher_take(bx_watcher *watcher, char name[256]);

/* ---- pages and what is wrong with them: edition.c ---- */

typedef struct {
    bx_str label;
    bx_len width, height;
    char key[33]; /* of all that the picture shows */
    bx_buffer png;
    bx_buffer lines; /* JSON: [[x, y, w, h, "file", line, col], …] */
} bx_live_page;

typedef struct {
    bx_live_page *pages;
    size_t page_count;
    size_t drawn;    /* pages of which the picture is new */
    bool made;       /* the pages are of this state of the files */
    bx_buffer lists; /* JSON: "fits": […], "messages": […] */
    size_t errors, warnings;
    bx_arena *arena;
} bx_edition;

typedef struct {
    const char *root, *issue; /* ROOT NULL: found above ISSUE */
    int workers, ppi;
} bx_live_options;

/* Makes the issue up and draws the pages that differ from BEFORE's (NULL: all). When it cannot be
 * made up, BEFORE's pages are taken over. BEFORE is freed. */
bx_edition *bx_make_edition(const bx_live_options *options, bx_edition *before);
void bx_edition_free(bx_edition *edition);

/* ---- the page in the browser: server.c ---- */

typedef struct bx_server bx_server;

/* Listens on 127.0.0.1 and PORT (0: any that is free). reports  [serve]; NULL then */
bx_server *bx_server_new(int port, bx_diags *diags);
void bx_server_free(bx_server *server);
int bx_server_port(const bx_server *server);
int bx_server_fd(const bx_server *server);
/* Serves what has come in. To be called when the fd is readable, and about once a second. */
void bx_server_run(bx_server *server);
/* Shows EDITION, which must stay until the next call, and tells every browser. TOOK: milliseconds.
 */
void bx_server_show(bx_server *server, const bx_edition *edition, int took);

#endif
