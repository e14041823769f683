/* live/server.c - the preview on 127.0.0.1 (预览): a page, its pictures, and word of every change.
 *
 * Only the loopback address is listened on, only names of it are taken for Host, only GET and HEAD
 * are answered, and there is no path that leads to a file: what can be asked for is the table
 * below. Nothing here blocks; the caller's loop polls the descriptor.
 */
#include "live/live.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

/* preview.html as bytes, made by live.mk. */
static const unsigned char preview_html[] = {
#include "preview_html.inc"
};

enum {
    MOST_CONNECTIONS = 64,
    MOST_LISTENERS = 16,  /* browsers that wait for changes */
    MEMORY = 16384,       /* a connection's; a request that needs more is refused */
    SILENCE_SECONDS = 10, /* a connection without a word is closed */
    REQUEST_SECONDS = 10, /* and one that has not asked for anything by then */
    BEAT_SECONDS = 15     /* listeners that went away show by this */
};

/* A connection from its start to its end. */
typedef struct {
    struct MHD_Connection *connection;
    time_t since;
    bool asked, used;
} guest;

/* A browser that waits. */
typedef struct {
    struct bx_server *server;
    struct MHD_Connection *connection;
    unsigned told; /* generation */
    bool beat, suspended;
} listener;

struct bx_server {
    struct MHD_Daemon *daemon;
    const bx_edition *edition;
    int port, took;
    unsigned generation;
    time_t last_beat;
    bx_buffer state;
    guest guests[MOST_CONNECTIONS];
    listener *listeners[MOST_LISTENERS];
};

static time_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/* ---- answers ---- */

static void add_headers(struct MHD_Response *response, const char *type)
{
    static const char *const headers[][2] = {
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Content-Security-Policy",
         "default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src 'unsafe-inline'; "
         "script-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"},
    };

    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        MHD_add_response_header(response, headers[i][0], headers[i][1]);
    MHD_add_response_header(response, "Content-Type", type);
}

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *type,
                              const void *bytes, size_t len, enum MHD_ResponseMemoryMode mode)
{
    /* the library never writes to what it is told to keep */
    struct MHD_Response *response =
        MHD_create_response_from_buffer(len, (void *)(uintptr_t)bytes, mode);
    enum MHD_Result result;

    if (!response)
        return MHD_NO;
    add_headers(response, type);
    MHD_add_response_header(response, "Connection", "close");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, "Allow", "GET, HEAD");
    result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status, const char *words)
{
    return answer(connection, status, "text/plain; charset=utf-8", words, strlen(words),
                  MHD_RESPMEM_PERSISTENT);
}

/* ---- word of changes: Server-Sent Events ---- */

static ssize_t tell(void *data, uint64_t position, char *into, size_t most)
{
    listener *l = data;
    int len = 0;

    (void)position;
    if (l->told != l->server->generation)
        len = snprintf(into, most, "event: change\ndata: %u\n\n", l->server->generation);
    else if (l->beat)
        len = snprintf(into, most, ": \n\n");
    if (len > 0 && (size_t)len < most) {
        l->told = l->server->generation;
        l->beat = false;
        return len;
    }
    l->suspended = true;
    MHD_suspend_connection(l->connection);
    return 0;
}

static void forget_listener(void *data)
{
    listener *l = data;

    for (size_t i = 0; i < MOST_LISTENERS; i++)
        if (l->server->listeners[i] == l)
            l->server->listeners[i] = NULL;
    free(l);
}

static void wake(bx_server *server, bool beat)
{
    for (size_t i = 0; i < MOST_LISTENERS; i++) {
        listener *l = server->listeners[i];

        if (!l)
            continue;
        l->beat |= beat;
        if (l->suspended) {
            l->suspended = false;
            MHD_resume_connection(l->connection);
        }
    }
}

static enum MHD_Result listen_to(bx_server *server, struct MHD_Connection *connection)
{
    size_t free_place = 0;
    struct MHD_Response *response;
    listener *l;
    enum MHD_Result result;

    while (free_place < MOST_LISTENERS && server->listeners[free_place])
        free_place++;
    if (free_place == MOST_LISTENERS)
        return refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "too many windows\n");
    l = calloc(1, sizeof *l);
    if (!l)
        return MHD_NO;
    *l = (listener){.server = server, .connection = connection};
    response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 256, tell, l, forget_listener);
    if (!response) {
        free(l);
        return MHD_NO;
    }
    server->listeners[free_place] = l;
    add_headers(response, "text/event-stream");
    result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

/* ---- requests ---- */

/* A page of somebody else may point a browser here under a name of its own (DNS rebinding): its
 * Host betrays it. */
static bool is_our_name(const bx_server *server, const char *host)
{
    char names[2][64];

    snprintf(names[0], sizeof names[0], "127.0.0.1:%d", server->port);
    snprintf(names[1], sizeof names[1], "localhost:%d", server->port);
    return host && (strcmp(host, names[0]) == 0 || strcmp(host, names[1]) == 0);
}

static bool is_our_origin(const bx_server *server, const char *origin)
{
    return !origin || (strncmp(origin, "http://", 7) == 0 && is_our_name(server, origin + 7));
}

/* "/page/KEY.png": the picture of that key, if a page has it. */
static const bx_live_page *find_page(const bx_server *server, const char *url)
{
    for (size_t i = 0; server->edition && i < server->edition->page_count; i++) {
        char path[64];

        snprintf(path, sizeof path, "/page/%s.png", server->edition->pages[i].key);
        if (strcmp(url, path) == 0)
            return &server->edition->pages[i];
    }
    return NULL;
}

static guest *find_guest(bx_server *server, const struct MHD_Connection *connection)
{
    for (size_t i = 0; i < MOST_CONNECTIONS; i++)
        if (server->guests[i].used && server->guests[i].connection == connection)
            return &server->guests[i];
    return NULL;
}

static enum MHD_Result handle(void *data, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **context)
{
    bx_server *server = data;
    guest *from = find_guest(server, connection);
    const bx_live_page *page;

    (void)version;
    (void)upload;
    if (!*context) { /* the head is read; the answer is for the second call */
        static char seen;

        *context = &seen;
        return MHD_YES;
    }
    if (*upload_size > 0)
        return MHD_NO;
    if (from)
        from->asked = true;
    if (!is_our_name(server, MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host")) ||
        !is_our_origin(server, MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Origin")))
        return refuse(connection, MHD_HTTP_FORBIDDEN, "not from here\n");
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET\n");
    if (strcmp(url, "/") == 0)
        return answer(connection, MHD_HTTP_OK, "text/html; charset=utf-8", preview_html,
                      sizeof preview_html, MHD_RESPMEM_PERSISTENT);
    if (strcmp(url, "/state") == 0)
        return answer(connection, MHD_HTTP_OK, "application/json", server->state.at,
                      server->state.len, MHD_RESPMEM_MUST_COPY);
    if (strcmp(url, "/events") == 0 && strcmp(method, "GET") == 0)
        return listen_to(server, connection);
    page = find_page(server, url);
    if (page)
        return answer(connection, MHD_HTTP_OK, "image/png", page->png.at, page->png.len,
                      MHD_RESPMEM_MUST_COPY);
    return refuse(connection, MHD_HTTP_NOT_FOUND, "nothing here\n");
}

/* ---- connections ---- */

static void note_guest(void *data, struct MHD_Connection *connection, void **context,
                       enum MHD_ConnectionNotificationCode what)
{
    bx_server *server = data;

    (void)context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        for (size_t i = 0; i < MOST_CONNECTIONS; i++)
            if (!server->guests[i].used) {
                server->guests[i] = (guest){connection, now(), false, true};
                return;
            }
    } else {
        guest *gone = find_guest(server, connection);

        if (gone)
            gone->used = false;
    }
}

/* Whether the other side has gone: the library, which is told of new bytes once, can miss the end
 * behind them. */
static bool has_gone(int fd)
{
    char byte;

    return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* Somebody who sends a byte now and then is not silent, but will be shown the door all the same. */
static void drop_idle(bx_server *server)
{
    for (size_t i = 0; i < MOST_CONNECTIONS; i++) {
        const guest *g = &server->guests[i];
        const union MHD_ConnectionInfo *info =
            g->used && !g->asked
                ? MHD_get_connection_info(g->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                : NULL;

        if (info && (now() - g->since >= REQUEST_SECONDS || has_gone(info->connect_fd)))
            shutdown(info->connect_fd, SHUT_RDWR);
    }
}

/* Paths are compared as they came: what is written with % is none of ours. */
static size_t keep_escapes(void *data, struct MHD_Connection *connection, char *text)
{
    (void)data;
    (void)connection;
    return strlen(text);
}

static void be_quiet(void *data, const char *format, va_list arguments)
{
    (void)data;
    (void)format;
    (void)arguments;
}

bx_server *bx_server_new(int port, bx_diags *diags)
{
    bx_server *server = calloc(1, sizeof *server);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    const union MHD_DaemonInfo *info;

    if (!server)
        bx_bug("out of memory");
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, (uint16_t)port, NULL, NULL,
        handle, server, MHD_OPTION_EXTERNAL_LOGGER, be_quiet, NULL, MHD_OPTION_UNESCAPE_CALLBACK,
        keep_escapes, NULL, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)SILENCE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY,
        MHD_OPTION_NOTIFY_CONNECTION, note_guest, server, MHD_OPTION_END);
    info = server->daemon ? MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!info) {
        bx_report(diags, BX_ERROR, "serve", BX_NOWHERE, "cannot listen on 127.0.0.1, port %d: %s",
                  port, bx_error_text(errno));
        bx_hint(diags, BX_NOWHERE, "choose another port with --port");
        free(server);
        return NULL;
    }
    server->port = info->port;
    return server;
}

void bx_server_free(bx_server *server)
{
    if (!server)
        return;
    wake(server, true); /* a suspended connection cannot be closed */
    MHD_stop_daemon(server->daemon);
    bx_buffer_free(&server->state);
    free(server);
}

int bx_server_port(const bx_server *server)
{
    return server->port;
}

int bx_server_fd(const bx_server *server)
{
    return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

void bx_server_run(bx_server *server)
{
    if (now() - server->last_beat >= BEAT_SECONDS) {
        server->last_beat = now();
        wake(server, true);
    }
    MHD_run(server->daemon);
    drop_idle(server);
}

/* ---- what is shown ---- */

static void put_page(const bx_live_page *page, bx_buffer *out)
{
    char name[64];

    snprintf(name, sizeof name, "/page/%s.png", page->key);
    bx_json_next(out);
    bx_json_open(out, '{');
    bx_json_key_int(out, "height", page->height);
    bx_json_key_str(out, "label", page->label);
    bx_json_key(out, "lines");
    bx_buffer_add(out, page->lines.at, page->lines.len);
    bx_json_key_str(out, "picture", bx_str_of(name));
    bx_json_key_int(out, "width", page->width);
    bx_json_close(out, '}');
}

void bx_server_show(bx_server *server, const bx_edition *edition, int took)
{
    bx_buffer *out = &server->state;

    server->edition = edition;
    server->generation++;
    out->len = 0;
    bx_json_open(out, '{');
    bx_json_key_int(out, "banxin", 1);
    bx_json_key_int(out, "drawn", (int64_t)edition->drawn);
    bx_json_key_int(out, "errors", (int64_t)edition->errors);
    bx_buffer_add(out, ",", 1);
    bx_buffer_add(out, edition->lists.at, edition->lists.len);
    bx_json_key_int(out, "generation", server->generation);
    bx_json_key_bool(out, "made", edition->made);
    bx_json_key(out, "pages");
    bx_json_open(out, '[');
    for (size_t i = 0; i < edition->page_count; i++)
        put_page(&edition->pages[i], out);
    bx_json_close(out, ']');
    bx_json_key_int(out, "took", took);
    bx_json_key_int(out, "warnings", (int64_t)edition->warnings);
    bx_json_close(out, '}');
    wake(server, false);
}
