/* base/render.c - puts reports in order and writes them (诊断输出): for people, editors, programs.
 *
 * Whatever a message or a line of the source holds, nothing that a terminal obeys gets through.
 */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    MOST_REPEATS = 20, /* of one id in one file; the rest become a count */
    TAB_COLUMNS = 4,
    EXCERPT_COLUMNS = 76, /* leaves room for the line number on a terminal of 84 */
    CARET_NEAR_LEFT = 44, /* a caret farther right than this moves the window ... */
    CARET_LEAD = 20,      /* ... so that this many columns stay visible before it */
};

#define BOLD "\033[1m"
#define GUTTER "\033[34m"
#define PLAIN "\033[0m"

static const char *const severity_words[] = {N_("note"), N_("warning"), N_("error")};
static const char *const severity_keys[] = {"note", "warning", "error"};
static const char *const severity_colors[] = {"\033[1;36m", "\033[1;33m", "\033[1;31m"};
static const char hint_color[] = "\033[1;32m";

/* ---- characters ---- */

/* Controls, direction overrides and separators: a terminal or a log would obey them. */
static bool is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* As bx_utf8_next, but for text that nobody has checked, such as file names: a byte that is not
 * UTF-8 is taken alone and *VALID becomes false.
 */
static uint32_t next_unchecked(const char **at, const char *end, bool *valid)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)*at;
    size_t len = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    const char *start = *at;
    uint32_t c;

    *valid = len > 0 && s[0] < 0xF5 && len <= (size_t)(end - start);
    for (size_t i = 1; *valid && i < len; i++)
        *valid = (s[i] & 0xC0) == 0x80;
    if (*valid) {
        c = bx_utf8_next(at, end);
        *valid = c >= least[len] && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        if (*valid)
            return c;
    }
    *at = start + 1;
    return s[0];
}

static const char *end_of_text(bx_str text)
{
    return text.len > 0 ? text.at + text.len : text.at; /* an empty slice may have no pointer */
}

/* Writes one character as people may see it; returns its columns. */
static size_t put_visible(bx_buffer *out, const char **at, const char *end)
{
    const char *start = *at;
    size_t before = out->len;
    bool valid;
    uint32_t c = next_unchecked(at, end, &valid);

    if (valid && !is_unsafe(c)) {
        bx_buffer_add(out, start, (size_t)(*at - start));
        return bx_utf8_width(c);
    }
    if (c == '\n')
        bx_buffer_text(out, "\\n");
    else if (c == '\t')
        bx_buffer_text(out, "\\t");
    else if (!valid || c < 0x100)
        bx_buffer_printf(out, "\\x%02x", (unsigned)c);
    else
        bx_buffer_printf(out, "\\u{%04x}", (unsigned)c);
    return out->len - before;
}

static void put_text(bx_buffer *out, bx_str text)
{
    const char *at = text.at, *end = end_of_text(text);

    while (at < end)
        put_visible(out, &at, end);
}

/* ---- order ---- */

static bx_str path_of(const bx_diag *diag)
{
    return diag->where.source ? diag->where.source->path : (bx_str){0};
}

/* Nowhere, then by path, then by offset; reports of one place stay in the order they were made. */
static int compare(const void *a, const void *b)
{
    const bx_diag *left = *(const bx_diag *const *)a, *right = *(const bx_diag *const *)b;
    bool left_placed = left->where.source, right_placed = right->where.source;
    int order;

    if (left_placed != right_placed)
        return left_placed ? 1 : -1;
    order = bx_str_compare(path_of(left), path_of(right));
    if (order != 0)
        return order;
    if (left->where.start != right->where.start)
        return left->where.start < right->where.start ? -1 : 1;
    return (left > right) - (left < right);
}

static const bx_diag **sort(bx_arena *arena, const bx_diags *diags, size_t *count)
{
    const bx_diag *list = bx_diags_list(diags, count);
    const bx_diag **sorted = BX_NEW_ARRAY(arena, const bx_diag *, *count);

    for (size_t i = 0; i < *count; i++)
        sorted[i] = &list[i];
    if (*count > 1)
        qsort(sorted, *count, sizeof *sorted, compare);
    return sorted;
}

/* ---- for people ---- */

typedef struct {
    bx_buffer *out;
    bool excerpt, color;
} look;

static void put_color(const look *style, const char *code)
{
    if (style->color)
        bx_buffer_text(style->out, code);
}

/* "path:12:5: ", or "banxin: " for what has no place; LINE 0 leaves line and column out. */
static void put_place(const look *style, bx_span where, size_t line, size_t column)
{
    put_color(style, BOLD);
    if (!where.source)
        bx_buffer_text(style->out, "banxin: ");
    else
        put_text(style->out, where.source->path);
    if (where.source && line > 0)
        bx_buffer_printf(style->out, ":%zu:%zu: ", line, column);
    else if (where.source)
        bx_buffer_text(style->out, ": ");
    put_color(style, PLAIN);
}

static void put_word(const look *style, const char *color, const char *word)
{
    put_color(style, color);
    bx_buffer_printf(style->out, "%s: ", _(word));
    put_color(style, PLAIN);
}

static void put_head(const look *style, const bx_diag *diag)
{
    size_t line, column;

    bx_span_place(diag->where, &line, &column);
    put_place(style, diag->where, line, column);
    put_word(style, severity_colors[diag->severity], severity_words[diag->severity]);
    put_text(style->out, diag->message);
    bx_buffer_printf(style->out, " [%s]\n", diag->id);
}

/* Advice keeps the report's place; a hint that points elsewhere is a note on where to look. */
static void put_hint(const look *style, const bx_diag *diag, size_t index)
{
    bx_span where = diag->hint_places[index];
    bool elsewhere =
        where.source && (where.source != diag->where.source || where.start != diag->where.start);
    size_t line, column;

    if (!where.source)
        where = diag->where;
    bx_span_place(where, &line, &column);
    put_place(style, where, line, column);
    if (elsewhere)
        put_word(style, severity_colors[BX_NOTE], severity_words[BX_NOTE]);
    else
        put_word(style, hint_color, N_("hint"));
    put_text(style->out, diag->hints[index]);
    bx_buffer_text(style->out, "\n");
}

static size_t put_cell(bx_buffer *out, const char **at, const char *end)
{
    if (**at != '\t')
        return put_visible(out, at, end);
    (*at)++;
    bx_buffer_add(out, "    ", TAB_COLUMNS);
    return TAB_COLUMNS;
}

static size_t columns_of(bx_str text)
{
    const char *at = text.at, *end = end_of_text(text);
    bx_buffer cells = {0};
    size_t columns = 0;

    while (at < end) {
        columns += put_cell(&cells, &at, end);
        cells.len = 0;
    }
    bx_buffer_free(&cells);
    return columns;
}

/* The line that SPAN begins in, without its end; *START is the span's first byte in it. */
static bx_str line_of(bx_span span, size_t line, size_t *start)
{
    const bx_source *source = span.source;
    size_t first = source->line_count > 0 ? source->line_starts[line - 1] : 0;
    size_t end = first;

    while (end < source->text.len && source->text.at[end] != '\n')
        end++;
    if (end > first && source->text.at[end - 1] == '\r')
        end--;
    *start = (span.start < end ? span.start : end) - first;
    return bx_str_slice(source->text, first, end);
}

typedef struct {
    size_t skip;         /* columns left out before the window */
    size_t origin, stop; /* columns of the line that the window shows: [origin, stop) */
} window;

/* Writes the part of TEXT that fits, with an ellipsis at each cut. */
static void put_window(bx_buffer *out, bx_str text, window *view)
{
    const char *at = text.at, *end = end_of_text(text);
    bx_buffer cell = {0};
    size_t column = 0;
    bool begun = false;

    view->origin = view->stop = 0;
    if (view->skip > 0)
        bx_buffer_text(out, "…");
    while (at < end) {
        cell.len = 0;
        size_t width = put_cell(&cell, &at, end);
        if (column < view->skip || (width == 0 && !begun)) {
            column += width;
            continue;
        }
        if (!begun)
            view->origin = column;
        begun = true;
        if (column + width - view->origin > EXCERPT_COLUMNS) {
            bx_buffer_text(out, "…");
            break;
        }
        bx_buffer_add(out, cell.at, cell.len);
        column += width;
    }
    if (!begun)
        view->origin = column;
    view->stop = column;
    bx_buffer_free(&cell);
}

static void put_gutter(const look *style, size_t line)
{
    put_color(style, GUTTER);
    if (line > 0)
        bx_buffer_printf(style->out, "%5zu | ", line);
    else
        bx_buffer_text(style->out, "      | ");
    put_color(style, PLAIN);
}

static void put_repeated(bx_buffer *out, char c, size_t count)
{
    while (count-- > 0)
        bx_buffer_add(out, &c, 1);
}

static void put_excerpt(const look *style, const bx_diag *diag)
{
    size_t line, column, start, left, right;
    window view = {0};
    bx_str text;

    bx_span_place(diag->where, &line, &column);
    text = line_of(diag->where, line, &start);
    if (text.len == 0)
        return;
    size_t len = diag->where.end > diag->where.start ? diag->where.end - diag->where.start : 0;
    size_t end = len < text.len - start ? start + len : text.len;
    left = columns_of(bx_str_slice(text, 0, start));
    right = left + columns_of(bx_str_slice(text, start, end));
    view.skip = left > CARET_NEAR_LEFT ? left - CARET_LEAD : 0;

    put_gutter(style, line);
    put_window(style->out, text, &view);
    bx_buffer_text(style->out, "\n");
    put_gutter(style, 0);
    put_repeated(style->out, ' ', left - view.origin + (view.skip > 0));
    put_color(style, severity_colors[diag->severity]);
    if (right > view.stop)
        right = view.stop;
    put_repeated(style->out, '^', right > left ? right - left : 1);
    put_color(style, PLAIN);
    bx_buffer_text(style->out, "\n");
}

/* How often one id has come up in the file at hand. */
typedef struct {
    const bx_diag *first;
    size_t count;
} tally;
typedef BX_VEC(tally) tallies;

static size_t count_up(bx_arena *arena, tallies *seen, const bx_diag *diag)
{
    for (size_t i = 0; i < seen->len; i++)
        if (strcmp(seen->at[i].first->id, diag->id) == 0)
            return ++seen->at[i].count;
    BX_PUSH(arena, *seen, (tally){diag, 1});
    return 1;
}

static void put_folded(const look *style, tallies *seen)
{
    for (size_t i = 0; i < seen->len; i++) {
        const tally *of = &seen->at[i];
        if (of->count <= MOST_REPEATS)
            continue;
        put_place(style, of->first->where, 0, 0);
        put_word(style, severity_colors[of->first->severity], severity_words[of->first->severity]);
        bx_buffer_printf(style->out, _("… and %zu more (--message-format json shows all)"),
                         of->count - MOST_REPEATS);
        bx_buffer_printf(style->out, " [%s]\n", of->first->id);
    }
    seen->len = 0;
}

static void put_diag(const look *style, bx_message_format format, const bx_diag *diag)
{
    put_head(style, diag);
    if (format == BX_FORMAT_SHORT)
        return;
    if (style->excerpt && diag->where.source)
        put_excerpt(style, diag);
    for (size_t i = 0; i < diag->hint_count; i++)
        put_hint(style, diag, i);
}

static bool same_file(const bx_diag *a, const bx_diag *b)
{
    return !a->where.source == !b->where.source && bx_str_eq(path_of(a), path_of(b));
}

static void render_text(bx_arena *arena, const bx_diag *const *sorted, size_t count,
                        bx_message_format format, const look *style)
{
    tallies seen = {0};

    for (size_t i = 0; i < count; i++) {
        if (i > 0 && !same_file(sorted[i - 1], sorted[i]))
            put_folded(style, &seen);
        if (count_up(arena, &seen, sorted[i]) <= MOST_REPEATS)
            put_diag(style, format, sorted[i]);
    }
    put_folded(style, &seen);
}

/* ---- for programs ---- */

static void put_json_string(bx_buffer *out, bx_str text)
{
    const char *at = text.at, *end = end_of_text(text);

    bx_buffer_text(out, "\"");
    while (at < end) {
        const char *start = at;
        bool valid;
        uint32_t c = next_unchecked(&at, end, &valid);
        if (!valid)
            bx_buffer_text(out, "\\ufffd");
        else if (c == '"' || c == '\\')
            bx_buffer_printf(out, "\\%c", (char)c);
        else if (is_unsafe(c))
            bx_buffer_printf(out, "\\u%04x", (unsigned)c);
        else
            bx_buffer_add(out, start, (size_t)(at - start));
    }
    bx_buffer_text(out, "\"");
}

static bx_span end_of(bx_span span)
{
    uint32_t end = span.end > span.start ? span.end : span.start;

    return (bx_span){span.source, end, end};
}

/* The place of a hint, or null. */
static void put_json_place(bx_buffer *out, bx_span where)
{
    size_t line, column;

    if (!where.source) {
        bx_buffer_text(out, "null");
        return;
    }
    bx_span_place(where, &line, &column);
    bx_buffer_printf(out, "{\"byte\":%zu,\"col\":%zu,\"file\":", (size_t)where.start, column);
    put_json_string(out, where.source->path);
    bx_buffer_printf(out, ",\"line\":%zu}", line);
}

/* One object, its keys sorted; what has no place has null for every part of it. "end" is the place
 * just behind the last character.
 */
static void put_json(bx_buffer *out, const bx_diag *diag)
{
    size_t line, column, end_line, end_column;
    bool placed = diag->where.source;

    bx_span_place(diag->where, &line, &column);
    bx_span_place(end_of(diag->where), &end_line, &end_column);
    bx_buffer_text(out, "{\"banxin\":1,");
    if (placed)
        bx_buffer_printf(out, "\"byte\":%zu,\"col\":%zu,\"endCol\":%zu,\"endLine\":%zu,\"file\":",
                         (size_t)diag->where.start, column, end_column, end_line);
    else
        bx_buffer_text(out,
                       "\"byte\":null,\"col\":null,\"endCol\":null,\"endLine\":null,\"file\":");
    if (placed)
        put_json_string(out, diag->where.source->path);
    else
        bx_buffer_text(out, "null");
    bx_buffer_text(out, ",\"help\":[");
    for (size_t i = 0; i < diag->hint_count; i++) {
        bx_buffer_text(out, i > 0 ? "," : "");
        put_json_string(out, diag->hints[i]);
    }
    bx_buffer_text(out, "],\"helpAt\":[");
    for (size_t i = 0; i < diag->hint_count; i++) {
        bx_buffer_text(out, i > 0 ? "," : "");
        put_json_place(out, diag->hint_places[i]);
    }
    bx_buffer_text(out, "],\"id\":");
    put_json_string(out, bx_str_of(diag->id));
    if (placed)
        bx_buffer_printf(out, ",\"line\":%zu", line);
    else
        bx_buffer_text(out, ",\"line\":null");
    bx_buffer_text(out, ",\"message\":");
    put_json_string(out, diag->message);
    bx_buffer_printf(out, ",\"severity\":\"%s\"}\n", severity_keys[diag->severity]);
}

void bx_diags_render(const bx_diags *diags, bx_message_format format, bool excerpt, bool color,
                     bx_buffer *out)
{
    bx_arena *arena = bx_arena_new();
    look style = {out, excerpt, color};
    size_t count;
    const bx_diag **sorted = sort(arena, diags, &count);

    if (format == BX_FORMAT_JSON) {
        for (size_t i = 0; i < count; i++)
            put_json(out, sorted[i]);
    } else {
        render_text(arena, (const bx_diag *const *)sorted, count, format, &style);
    }
    bx_arena_free(arena);
}
