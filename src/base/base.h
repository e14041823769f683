/* base/base.h - what every stage stands on (基础): memory, text slices, lengths, diagnostics, jobs.
 *
 * No typesetting in here. All text is UTF-8 that has passed bx_source_check; slices borrow.
 */
#ifndef BX_BASE_H
#define BX_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ---- memory: one arena an issue, scratch arenas a page or trial ---- */

typedef struct bx_arena bx_arena;
typedef struct {
    void *block;
    size_t used;
} bx_arena_mark;

/* The heap in large pages, and what is freed kept: once, before anything is allocated; and once on every
 * thread that bx_run_jobs starts. */
void bx_memory_begin(void);
void bx_memory_begin_thread(void);

bx_arena *bx_arena_new(void);
bx_arena *bx_arena_new_large(void); /* for what fills megabytes: it begins with a large page */
void bx_arena_free(bx_arena *arena);
/* Zeroed, aligned for any type, never NULL: running out of memory ends the program with a line. */
void *bx_arena_alloc(bx_arena *arena, size_t count, size_t size);
/* The same, and what is in it is left over from before. */
void *bx_arena_alloc_raw(bx_arena *arena, size_t count, size_t size);
bx_arena_mark bx_arena_save(const bx_arena *arena);
/* Gives back everything allocated since MARK was saved. */
void bx_arena_rewind(bx_arena *arena, bx_arena_mark mark);
size_t bx_arena_bytes(const bx_arena *arena);

#define BX_NEW(arena, type) ((type *)bx_arena_alloc((arena), 1, sizeof(type)))
#define BX_NEW_ARRAY(arena, type, count) ((type *)bx_arena_alloc((arena), (count), sizeof(type)))

/* A growing array in an arena: BX_VEC(int) v = {0}; BX_PUSH(arena, v, 3); v.at[0], v.len. */
#define BX_VEC(type)     \
    struct {             \
        type *at;        \
        size_t len, cap; \
    }
#define BX_PUSH(arena, vec, ...)                                                                 \
    do {                                                                                         \
        if ((vec).len == (vec).cap)                                                              \
            (vec).at = bx_arena_grow((arena), (vec).at, (vec).len, &(vec).cap, sizeof *(vec).at); \
        (vec).at[(vec).len++] = __VA_ARGS__;                                                     \
    } while (0)
void *bx_arena_grow(bx_arena *arena, void *old, size_t len, size_t *cap, size_t size);

/* Runs FUNCTION(&variable) when the variable's scope ends. */
#define BX_AUTO(function) __attribute__((cleanup(function)))

/* ---- text slices ---- */

typedef struct {
    const char *at;
    size_t len;
} bx_str;

#define BX_STR(literal) ((bx_str){(literal), sizeof(literal) - 1})
#define BX_FMT(s) (int)(s).len, (s).at /* for "%.*s" */

bool bx_str_eq(bx_str a, bx_str b);
bool bx_str_is(bx_str a, const char *b);
int bx_str_compare(bx_str a, bx_str b); /* by bytes */
bool bx_str_starts(bx_str s, const char *prefix);
bool bx_str_ends(bx_str s, const char *suffix);
bx_str bx_str_slice(bx_str s, size_t start, size_t end);
bx_str bx_str_trim(bx_str s);         /* ASCII white space at both ends */
bx_str bx_str_of(const char *text);   /* borrows a C string */
bx_str bx_str_copy(bx_arena *arena, bx_str s); /* NUL-terminated copy */
const char *bx_str_c(bx_arena *arena, bx_str s);
bx_str bx_str_printf(bx_arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Decodes the code point at *at and moves on. Needs checked UTF-8 and *at < end. */
uint32_t bx_utf8_next(const char **at, const char *end);
/* Writes 1 to 4 bytes to OUT and returns how many. */
size_t bx_utf8_put(uint32_t code_point, char out[4]);
size_t bx_utf8_count(bx_str s);       /* code points */
/* Columns on a terminal: 2 for East Asian wide and full-width, 0 for combining marks. */
size_t bx_utf8_width(uint32_t code_point);
/* Han, kana, full-width forms, CJK punctuation and symbols; not “ ” ‘ ’ — …, which Latin shares. */
bool bx_is_wide(uint32_t code_point);

/* A growing byte buffer on the heap; bytes are valid until the next call. */
typedef struct {
    char *at;
    size_t len, cap;
} bx_buffer;
void bx_buffer_add(bx_buffer *buffer, const void *bytes, size_t len);
/* Where MORE bytes may be written; who writes there moves LEN on. */
char *bx_buffer_room(bx_buffer *buffer, size_t more);
void bx_buffer_str(bx_buffer *buffer, bx_str s);
void bx_buffer_text(bx_buffer *buffer, const char *text);
void bx_buffer_printf(bx_buffer *buffer, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void bx_buffer_free(bx_buffer *buffer);

/* Adds BYTES as a zlib stream (RFC 1950), the same one on every processor.
 * level  1 quick to 12 small */
void bx_deflate(const void *bytes, size_t len, int level, bx_buffer *out);

/* Chinese numerals for dates and 版次: 12 gives 十二; DIGITS 2025 gives 二〇二五. 0 to 9999. */
bx_str bx_chinese_number(bx_arena *arena, int number, bool digits);

/* ---- lengths: 1/1024 pt; x to the right, y down, from the trim's top left corner ---- */

typedef int32_t bx_len;
#define BX_PT 1024

typedef struct {
    bx_len x, y, w, h;
} bx_rect;

typedef struct {
    bx_len x, y;
} bx_point;

/* a * b / c rounded to nearest, half away from zero; c > 0. */
int64_t bx_muldiv(int64_t a, int64_t b, int64_t c);
bx_len bx_len_pt(double pt); /* only for constants and library values */
double bx_pt(bx_len length); /* only for cairo, PDF numbers and people */
/* Reads "12mm", "8.5pt", "2em", "3row", "小五" (字号) exactly in decimals, rounded once to nearest,
 * half away from zero. EM and ROW give those units, 0 forbids them; "0" needs no unit; "-1mm" is a
 * length too, the caller sees to ranges. False: not a length, and *RESULT is as before. */
bool bx_len_parse(bx_str text, bx_len em, bx_len row, bx_len *result);
/* Writes LENGTH in pt with up to 4 decimals, no exponent, no trailing zeros. OUT holds 24. */
size_t bx_len_format(bx_len length, char out[24]);

/* ---- sources and places ---- */

typedef struct {
    bx_str path; /* as shown to people: relative to the root */
    bx_str text; /* whole file, valid UTF-8, no NUL, no BOM; a NUL follows it */
    const uint32_t *line_starts;
    size_t line_count;
} bx_source;

/* Bytes [start, end) of SOURCE. A span without a source is "nowhere". */
typedef struct {
    const bx_source *source;
    uint32_t start, end;
} bx_span;

#define BX_NOWHERE ((bx_span){0})

/* Line and column of a span's start, both from 1; columns count code points. */
void bx_span_place(bx_span span, size_t *line, size_t *column);

/* ---- diagnostics (reliability: every message has a place) ---- */

typedef enum { BX_NOTE, BX_WARNING, BX_ERROR } bx_severity;
typedef struct bx_diags bx_diags;
typedef enum { BX_FORMAT_HUMAN, BX_FORMAT_SHORT, BX_FORMAT_JSON } bx_message_format;

typedef struct {
    bx_severity severity;
    const char *id;   /* short word id, e.g. "overset" */
    bx_span where;
    bx_str message;   /* already in the language of the run */
    const bx_str *hints; /* what to do, and where else to look */
    const bx_span *hint_places;
    size_t hint_count;
} bx_diag;

bx_diags *bx_diags_new(void);
void bx_diags_free(bx_diags *diags);
/* FMT is English source text, translated by gettext before it is filled in. */
void bx_report(bx_diags *diags, bx_severity severity, const char *id, bx_span where,
               const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* Adds a hint to the latest report; WHERE may be BX_NOWHERE. A hint that points to another place
 * than its report is shown as a note. */
void bx_hint(bx_diags *diags, bx_span where, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
size_t bx_diags_count(const bx_diags *diags, bx_severity severity);
bool bx_diags_has_errors(const bx_diags *diags);
const bx_diag *bx_diags_list(const bx_diags *diags, size_t *count);
/* Moves FROM's reports to the end of INTO's; FROM is empty after. */
void bx_diags_merge(bx_diags *into, bx_diags *from);
/* Renders all reports, sorted by file and offset (stable; nowhere first), appending to OUT.
 * human  head line, source excerpt and caret laid by display width when EXCERPT, hints
 * short  head lines alone. In both, repeats of an id in one file are folded after 20
 * json   one object a line, keys sorted, all reports (integers only); endLine and endCol are the
 *        place just behind; helpAt gives each help's own place or null; no place: nulls */
void bx_diags_render(const bx_diags *diags, bx_message_format format, bool excerpt, bool color,
                     bx_buffer *out);

/* Our own mistake: prints one line, asks for a report, ends with exit status 70. */
_Noreturn void bx_bug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Losses on purpose, to prove that the ledger sees them: true in a run with BANXIN_SABOTAGE=NUMBER of a
 * program built with -DBANXIN_SABOTAGE, and nowhere else. What each number does stands at its place. */
#ifdef BANXIN_SABOTAGE
bool bx_sabotage(int number);
#define BX_SABOTAGE(number) bx_sabotage(number)
#else
#define BX_SABOTAGE(number) 0
#endif

/* gettext: _("text") translates now, N_("text") marks for later. */
const char *bx_translate(const char *text);
#define _(text) bx_translate(text)
#define N_(text) (text)
/* LANG is "zh" or "en"; call once, before any report and any thread. LOCALE_DIR holds
 * zh_CN/LC_MESSAGES/banxin.mo. */
void bx_language_set(const char *lang, const char *locale_dir);
/* What the errno value ERROR means, in the language of the run; the same words on every machine. */
const char *bx_error_text(int error);

/* ---- jobs ---- */

/* Runs JOB(0..count-1, data) on WORKERS threads (1: in this thread). Jobs write to their own
 * slots. */
void bx_run_jobs(int workers, size_t count, void (*job)(size_t index, void *data), void *data);

/* ---- hashes ---- */

/* 128 bits of a content hash (not for secrets), as 32 lower-case hex digits in OUT[33]. */
void bx_hash_hex(const void *bytes, size_t len, char out[33]);
void bx_sha256_hex(const void *bytes, size_t len, char out[65]);

/* ---- files and caches ---- */
#include "base/cache.h"
#include "base/file.h"
#include "base/module.h"
#include "base/program.h"

#endif
