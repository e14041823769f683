/* tests/unit/read_help.h - stories from a string, and what was read as a few lines of text.
 *
 * A block is a line: its kind, a colon, its runs. A run in plain dress is its text; b(…) is bold,
 * k(…) kai, e(…) u(…) w(…) carry emphasis dots, a proper name line, a book line, r(base/reading) a
 * reading, t(text>ID) a reference; _ is a generated space and / a forced line. Diagnostics follow
 * as "! line:col id", warnings as "? line:col id".
 */
#ifndef TESTS_READ_HELP_H
#define TESTS_READ_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "read/reader.h"
#include "read/source.h"
#include "read/yaml.h"

typedef struct {
    bx_arena *arena;
    bx_diags *diags;
    bx_buffer out;
    uint8_t *fates;
    uint32_t ledger;
} desk;

static inline desk desk_new(void)
{
    return (desk){.arena = bx_arena_new(), .diags = bx_diags_new()};
}

static inline void desk_free(desk *d)
{
    bx_buffer_free(&d->out);
    bx_diags_free(d->diags);
    bx_arena_free(d->arena);
}

static inline const char *desk_text(desk *d)
{
    bx_buffer_add(&d->out, "", 1);
    d->out.len--;
    return d->out.at;
}

static inline const bx_story *desk_read(desk *d, const char *file, size_t len)
{
    const bx_source *source =
        bx_source_check(d->arena, BX_STR("issues/x/articles/s.md"), (bx_str){file, len}, d->diags);
    if (source == NULL)
        return NULL;
    return bx_read_story(d->arena, NULL, source, BX_STR("s"), &d->ledger, &d->fates, d->diags);
}

/* ---- diagnostics ---- */

/* SKIP: lines before the text under test. */
static inline void dump_diags(desk *d, size_t skip)
{
    size_t count;
    const bx_diag *list = bx_diags_list(d->diags, &count);
    for (size_t i = 0; i < count; i++) {
        size_t line = 0;
        size_t column = 0;
        if (list[i].where.source != NULL)
            bx_span_place(list[i].where, &line, &column);
        bx_buffer_printf(&d->out, "%c %zu:%zu %s\n", list[i].severity == BX_ERROR ? '!' : '?',
                         line > skip ? line - skip : line, column, list[i].id);
    }
}

/* ---- text ---- */

static inline void dump_run(bx_buffer *out, const bx_run *run)
{
    static const char FACES[] = {[BX_FACE_BODY] = 0, [BX_FACE_BOLD] = 'b', [BX_FACE_KAI] = 'k'};
    static const char MARKS[] = {
        [BX_LINE_NONE] = 0, [BX_LINE_EMPHASIS] = 'e', [BX_LINE_PROPER] = 'u', [BX_LINE_BOOK] = 'w'};
    char dress[] = {FACES[run->face], MARKS[run->mark], run->ruby.len > 0 ? 'r' : 0,
                    run->target.len > 0 ? 't' : 0};
    for (size_t i = 0; i < sizeof dress; i++)
        if (dress[i] != 0)
            bx_buffer_printf(out, "%c(", dress[i]);
    if (run->ledger == BX_GENERATED)
        bx_buffer_text(out, "_");
    else
        bx_buffer_str(out, run->text);
    if (run->target.len > 0)
        bx_buffer_printf(out, ">%.*s)", BX_FMT(run->target));
    if (run->ruby.len > 0)
        bx_buffer_printf(out, "/%.*s)", BX_FMT(run->ruby));
    for (size_t i = 0; i < 2; i++)
        if (dress[i] != 0)
            bx_buffer_text(out, ")");
    if (run->line_end)
        bx_buffer_text(out, "/");
}

static inline void dump_text(bx_buffer *out, const bx_text *text)
{
    for (size_t i = 0; i < text->count; i++)
        dump_run(out, &text->runs[i]);
}

static inline void dump_photo(bx_buffer *out, const bx_photo *photo)
{
    bx_buffer_printf(out, "photo %.*s: ", BX_FMT(photo->file));
    dump_text(out, &photo->title);
    bx_buffer_text(out, "; ");
    dump_text(out, &photo->caption);
    bx_buffer_text(out, "; ");
    dump_text(out, &photo->credit);
    bx_buffer_printf(out, "; %.*s; %d %d %d %d\n", BX_FMT(photo->alt), photo->focus[0],
                     photo->focus[1], photo->focus[2], photo->focus[3]);
}

static inline void dump_table(bx_buffer *out, const bx_table *table)
{
    bx_buffer_printf(out, "table span=%d ", table->span);
    for (size_t i = 0; i < table->column_count; i++)
        bx_buffer_printf(out, "%c", "<^>"[table->align[i]]);
    bx_buffer_text(out, "\n");
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t i = 0; i < table->column_count; i++) {
            bx_buffer_text(out, i > 0 ? "|" : "  ");
            dump_text(out, &table->cells[row * table->column_count + i]);
        }
        bx_buffer_text(out, "\n");
    }
}

static inline void dump_blocks(bx_buffer *out, const bx_block *blocks, size_t count)
{
    static const char *const KINDS[] = {"p",   "verse", "h",    "item",   "table", "aside",
                                        "box", "photo", "sign", "salute", "cut"};
    for (size_t i = 0; i < count; i++) {
        const bx_block *block = &blocks[i];
        if (block->kind == BX_TABLE) {
            dump_table(out, block->table);
            continue;
        }
        if (block->kind == BX_PICTURE) {
            dump_photo(out, block->photo);
            continue;
        }
        bx_buffer_text(out, KINDS[block->kind]);
        if (block->level > 0)
            bx_buffer_printf(out, "%d", block->level);
        if (block->marker.count > 0) {
            bx_buffer_text(out, "[");
            dump_text(out, &block->marker);
            bx_buffer_text(out, "]");
        }
        bx_buffer_text(out, block->kind == BX_CUT ? "" : ": ");
        dump_text(out, &block->text);
        bx_buffer_text(out, "\n");
        if (block->kind == BX_ASIDE || block->kind == BX_BOX) {
            dump_blocks(out, block->children, block->child_count);
            bx_buffer_text(out, "end\n");
        }
    }
}

#endif
