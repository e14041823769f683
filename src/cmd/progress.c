/* cmd/progress.c - what is being done and how long it took (进度): lines on stderr, --timings.
 *
 * On a terminal one line is rewritten, at most ten times a second, and wiped before anything else is said.
 * Elsewhere each finished page is a line. The clock is read for people only: nothing that it says gets
 * into a page.
 */
#include "cmd/cmd.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_STAGES = 32,
    MOST_PIECES = 1024,  /* in the trace */
    TEXT_COLUMNS = 44,   /* before the time */
    BAR_COLUMNS = 20,
    DRAW_EVERY = 100000, /* microseconds */
};

typedef struct {
    char name[24];
    int64_t start, end;
    long thread;
} span;

struct bx_watch {
    bool quiet, verbose, terminal, timings;
    const char *trace;
    int64_t start;
    span stages[MOST_STAGES];
    size_t stage_count;
    /* Jobs count these up; each then fills the piece of its own number. */
    atomic_size_t piece_count, done;
    atomic_llong drawn;
    atomic_bool shown; /* a line of progress stands on the terminal */
    span pieces[MOST_PIECES];
};

int64_t bx_watch_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bx_watch *bx_watch_new(bx_arena *arena, const bx_options *options)
{
    bx_watch *watch = BX_NEW(arena, bx_watch);
    const char *term = getenv("TERM");

    watch->quiet = options->quiet;
    watch->verbose = options->verbose;
    watch->timings = options->timings;
    watch->trace = options->timings_file;
    watch->terminal = isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0);
    watch->start = bx_watch_now();
    return watch;
}

int64_t bx_watch_total(const bx_watch *watch)
{
    return bx_watch_now() - watch->start;
}

/* ---- lines ---- */

void bx_watch_wipe(bx_watch *watch)
{
    if (atomic_exchange(&watch->shown, false))
        fputs("\r\033[K", stderr);
}

static void format_time(int64_t microseconds, char out[32])
{
    if (microseconds < 1000000)
        snprintf(out, 32, "%d ms", (int)((microseconds + 500) / 1000));
    else
        snprintf(out, 32, "%d.%d s", (int)(microseconds / 1000000),
                 (int)(microseconds / 100000 % 10));
}

/* "    TEXT                                18 ms" */
static void say(bx_watch *watch, const char *text, int64_t took)
{
    size_t width = bx_text_width(bx_str_of(text));
    char time[32];

    format_time(took, time);
    bx_watch_wipe(watch);
    fprintf(stderr, "    %s%*s%8s\n", text, width < TEXT_COLUMNS ? (int)(TEXT_COLUMNS - width) : 1,
            "", time);
}

void bx_watch_say(bx_watch *watch, const char *fmt, ...)
{
    char text[512];
    va_list args;

    if (watch->quiet)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, bx_translate(fmt), args);
    va_end(args);
    say(watch, text, bx_watch_total(watch));
}

/* ---- stages ---- */

void bx_stage_begin(bx_watch *watch, const char *name)
{
    span *stage;

    if (watch->stage_count == MOST_STAGES)
        bx_bug("more than %d stages", MOST_STAGES);
    stage = &watch->stages[watch->stage_count++];
    snprintf(stage->name, sizeof stage->name, "%s", name);
    atomic_store(&watch->done, 0);
    stage->start = bx_watch_now();
}

void bx_stage_end(bx_watch *watch, const char *fmt, ...)
{
    span *stage = &watch->stages[watch->stage_count - 1];
    char text[512];
    va_list args;

    stage->end = bx_watch_now();
    if (!fmt || watch->quiet || !(watch->verbose || watch->terminal))
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, bx_translate(fmt), args);
    va_end(args);
    say(watch, text, stage->end - stage->start);
}

/* The line on a terminal; other threads may be drawing it too, so it goes out in one write. */
static void draw(bx_watch *watch, const char *name, size_t done, size_t total)
{
    long long now = (long long)bx_watch_now(), before = atomic_load(&watch->drawn);
    char line[256];
    size_t len;

    if (now - before < DRAW_EVERY || !atomic_compare_exchange_strong(&watch->drawn, &before, now))
        return;
    len = (size_t)snprintf(line, sizeof line, "\r\033[K    ");
    for (size_t i = 0; i < BAR_COLUMNS; i++)
        len += (size_t)snprintf(line + len, sizeof line - len, "%s",
                                i * total < done * BAR_COLUMNS ? "█" : "░");
    snprintf(line + len, sizeof line - len, "  %s  %zu/%zu", name, done, total);
    atomic_store(&watch->shown, true);
    fputs(line, stderr);
}

void bx_watch_piece(bx_watch *watch, const char *name, int64_t start, size_t total)
{
    size_t number = atomic_fetch_add(&watch->piece_count, 1);
    size_t done = atomic_fetch_add(&watch->done, 1) + 1;

    if (number < MOST_PIECES) {
        span *piece = &watch->pieces[number];

        snprintf(piece->name, sizeof piece->name, "%s", name);
        piece->start = start;
        piece->end = bx_watch_now();
        piece->thread = gettid() - getpid();
    }
    if (watch->quiet)
        return;
    if (watch->terminal)
        draw(watch, name, done, total);
    else
        fprintf(stderr, "%s %zu/%zu\n", name, done, total);
}

/* ---- --timings ---- */

static void print_table(const bx_watch *watch)
{
    int64_t whole = bx_watch_total(watch);

    for (size_t i = 0; i < watch->stage_count; i++) {
        const span *stage = &watch->stages[i];
        int64_t took = stage->end - stage->start;

        fprintf(stderr, "%-12s %6d.%03d ms %3d %%\n", stage->name, (int)(took / 1000),
                (int)(took % 1000), (int)(took * 100 / (whole ? whole : 1)));
    }
    fprintf(stderr, "%-12s %6d.%03d ms\n", "total", (int)(whole / 1000), (int)(whole % 1000));
}

static void put_event(bx_buffer *out, const bx_watch *watch, const span *event)
{
    bx_json_next(out);
    bx_buffer_text(out, "\n");
    bx_json_open(out, '{');
    bx_json_key_int(out, "dur", event->end - event->start);
    bx_json_key_str(out, "name", bx_str_of(event->name));
    bx_json_key_str(out, "ph", BX_STR("X"));
    bx_json_key_int(out, "pid", 1);
    bx_json_key_int(out, "tid", event->thread);
    bx_json_key_int(out, "ts", event->start - watch->start);
    bx_json_close(out, '}');
}

/* The trace-event form that viewers of browsers and others open. */
static void write_trace(const bx_watch *watch, bx_diags *diags)
{
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};
    size_t pieces = atomic_load(&watch->piece_count);

    bx_json_open(&out, '{');
    bx_json_key(&out, "traceEvents");
    bx_json_open(&out, '[');
    for (size_t i = 0; i < watch->stage_count; i++)
        put_event(&out, watch, &watch->stages[i]);
    for (size_t i = 0; i < pieces && i < MOST_PIECES; i++)
        put_event(&out, watch, &watch->pieces[i]);
    bx_json_close(&out, ']');
    bx_json_close(&out, '}');
    bx_buffer_text(&out, "\n");
    bx_file_write(watch->trace, out.at, out.len, diags);
}

void bx_watch_report(bx_watch *watch, bx_diags *diags)
{
    if (!watch->timings)
        return;
    bx_watch_wipe(watch);
    for (size_t i = 0; i < watch->stage_count; i++) /* a run that was stopped ended none */
        if (watch->stages[i].end == 0)
            watch->stages[i].end = bx_watch_now();
    print_table(watch);
    if (watch->trace)
        write_trace(watch, diags);
}
