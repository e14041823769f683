/* base/diag.c - the collector of diagnostics (诊断): what was found, where, and what to do.
 *
 * Putting reports in order and into words for people and programs is render.c's work.
 */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct bx_diags {
    bx_arena *arena;
    BX_VEC(bx_diag) list;
    size_t counts[BX_ERROR + 1];
};

bx_diags *bx_diags_new(void)
{
    bx_arena *arena = bx_arena_new();
    bx_diags *diags = BX_NEW(arena, bx_diags);

    diags->arena = arena;
    return diags;
}

void bx_diags_free(bx_diags *diags)
{
    if (diags)
        bx_arena_free(diags->arena); /* which holds DIAGS itself */
}

static bx_str print(bx_arena *arena, const char *fmt, va_list args)
{
    va_list again;
    int len;
    char *text;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (len < 0)
        bx_bug("a message cannot be filled in: %s", fmt);
    text = bx_arena_alloc(arena, (size_t)len + 1, 1);
    vsnprintf(text, (size_t)len + 1, fmt, args);
    return (bx_str){text, (size_t)len};
}

void bx_report(bx_diags *diags, bx_severity severity, const char *id, bx_span where,
               const char *fmt, ...)
{
    bx_diag diag = {.severity = severity, .id = id, .where = where};
    va_list args;

    va_start(args, fmt);
    diag.message = print(diags->arena, bx_translate(fmt), args);
    va_end(args);
    BX_PUSH(diags->arena, diags->list, diag);
    diags->counts[severity]++;
}

/* Room for one more hint: 2, then doubled whenever the count reaches a power of two. */
static void add_hint(bx_arena *arena, bx_diag *diag, bx_str text, bx_span where)
{
    size_t count = diag->hint_count;
    bx_str *hints = (bx_str *)(uintptr_t)diag->hints;
    bx_span *places = (bx_span *)(uintptr_t)diag->hint_places;

    if (count == 0 || (count >= 2 && (count & (count - 1)) == 0)) {
        hints = BX_NEW_ARRAY(arena, bx_str, count == 0 ? 2 : count * 2);
        places = BX_NEW_ARRAY(arena, bx_span, count == 0 ? 2 : count * 2);
        for (size_t i = 0; i < count; i++) {
            hints[i] = diag->hints[i];
            places[i] = diag->hint_places[i];
        }
        diag->hints = hints;
        diag->hint_places = places;
    }
    hints[count] = text;
    places[count] = where;
    diag->hint_count = count + 1;
}

void bx_hint(bx_diags *diags, bx_span where, const char *fmt, ...)
{
    va_list args;
    bx_str text;

    if (diags->list.len == 0)
        bx_bug("a hint without a report: %s", fmt);
    va_start(args, fmt);
    text = print(diags->arena, bx_translate(fmt), args);
    va_end(args);
    add_hint(diags->arena, &diags->list.at[diags->list.len - 1], text, where);
}

size_t bx_diags_count(const bx_diags *diags, bx_severity severity)
{
    return diags->counts[severity];
}

bool bx_diags_has_errors(const bx_diags *diags)
{
    return diags->counts[BX_ERROR] > 0;
}

const bx_diag *bx_diags_list(const bx_diags *diags, size_t *count)
{
    *count = diags->list.len;
    return diags->list.at;
}

void bx_diags_merge(bx_diags *into, bx_diags *from)
{
    bx_arena *emptied = from->arena;

    for (size_t i = 0; i < from->list.len; i++) {
        const bx_diag *old = &from->list.at[i];
        bx_diag copy = {.severity = old->severity, .id = old->id, .where = old->where};
        copy.message = bx_str_copy(into->arena, old->message);
        for (size_t j = 0; j < old->hint_count; j++)
            add_hint(into->arena, &copy, bx_str_copy(into->arena, old->hints[j]),
                     old->hint_places[j]);
        BX_PUSH(into->arena, into->list, copy);
        into->counts[copy.severity]++;
    }
    /* FROM lives in its own arena, so it is emptied down to itself. */
    *from = (bx_diags){.arena = emptied};
}

#ifdef BANXIN_SABOTAGE
bool bx_sabotage(int number)
{
    const char *wanted = getenv("BANXIN_SABOTAGE");

    return wanted && atoi(wanted) == number;
}
#endif

_Noreturn void bx_bug(const char *fmt, ...)
{
    char line[1024];
    va_list args;

    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    fprintf(stderr, bx_translate(N_("banxin: a mistake of banxin's own: %s; please report it\n")),
            line);
    fflush(stderr);
    _exit(70);
}
