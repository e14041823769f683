/* cmd/texts.c - walks over a story's text, the characters of an issue, columns of text on a terminal. */
#include "cmd/cmd.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- every run ---- */

typedef struct {
    void (*visit)(const bx_run *run, void *data);
    void *data;
} walk;

static void walk_text(const walk *w, const bx_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        const bx_run *run = &text->runs[i];
        bx_run reading = {.text = run->ruby, .where = run->ruby_where, .ledger = run->ruby_ledger};

        w->visit(run, w->data);
        if (run->ruby.len > 0)
            w->visit(&reading, w->data);
    }
}

static void walk_photo(const walk *w, const bx_photo *photo)
{
    walk_text(w, &photo->title);
    walk_text(w, &photo->caption);
    walk_text(w, &photo->credit);
}

static void walk_blocks(const walk *w, const bx_block *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const bx_block *block = &blocks[i];

        walk_text(w, &block->marker);
        walk_text(w, &block->text);
        for (size_t k = 0; block->table && k < block->table->column_count * block->table->row_count;
             k++)
            walk_text(w, &block->table->cells[k]);
        if (block->photo)
            walk_photo(w, block->photo);
        walk_blocks(w, block->children, block->child_count);
    }
}

void bx_each_run(const bx_story *story, void (*visit)(const bx_run *run, void *data), void *data)
{
    const bx_text *fields[] = {&story->column,   &story->kicker,  &story->title,
                               &story->subtitle, &story->summary, &story->lead_in,
                               &story->byline};
    walk w = {visit, data};

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        walk_text(&w, fields[i]);
    for (size_t i = 0; i < story->photo_count; i++)
        walk_photo(&w, &story->photos[i]);
    walk_blocks(&w, story->blocks, story->block_count);
}

/* ---- the characters of an issue ---- */

typedef struct {
    bx_arena *arena;
    uint8_t seen[0x110000 / 8];
    BX_VEC(bx_character) list;
} gathering;

/* Spaces; ｜, where a headline may break; and small digits, which are made from large ones. */
static bool needs_no_glyph(uint32_t code)
{
    return code <= 0x20 || code == 0x3000 || code == 0xFF5C || (code >= 0x2070 && code <= 0x209F) ||
           code > 0x10FFFF;
}

static void gather(const bx_run *run, void *data)
{
    gathering *g = data;
    const char *at = run->text.at, *end = at + run->text.len;

    while (at < end) {
        bx_span where = run->where;
        uint32_t start = where.start + (uint32_t)(at - run->text.at);
        uint32_t code = bx_utf8_next(&at, end);

        if (needs_no_glyph(code) || g->seen[code / 8] >> (code % 8) & 1)
            continue;
        g->seen[code / 8] |= (uint8_t)(1 << (code % 8));
        where.end = where.start + (uint32_t)(at - run->text.at);
        where.start = start;
        BX_PUSH(g->arena, g->list, (bx_character){code, where});
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t left = ((const bx_character *)a)->code, right = ((const bx_character *)b)->code;

    return (left > right) - (left < right);
}

bool bx_is_placed(const bx_issue *issue, const bx_story *story)
{
    for (size_t i = 0; i < issue->page_count; i++)
        for (size_t k = 0; k < issue->pages[i].place_count; k++)
            if (bx_str_eq(issue->pages[i].places[k].story, story->id))
                return true;
    return false;
}

bx_characters bx_list_characters(bx_arena *arena, const bx_issue *issue)
{
    gathering *g = BX_NEW(arena, gathering);

    g->arena = arena;
    for (size_t i = 0; i < issue->story_count; i++)
        if (bx_is_placed(issue, &issue->stories[i]))
            bx_each_run(&issue->stories[i], gather, g);
    if (g->list.len > 0)
        qsort(g->list.at, g->list.len, sizeof *g->list.at, compare);
    return (bx_characters){g->list.at, g->list.len};
}

/* ---- columns ---- */

size_t bx_text_width(bx_str text)
{
    size_t width = 0;

    for (const char *at = text.at, *end = at + text.len; at < end;)
        width += bx_utf8_width(bx_utf8_next(&at, end));
    return width;
}

void bx_print_cell(bx_str text, size_t columns)
{
    size_t width = bx_text_width(text);

    printf("%.*s%*s", BX_FMT(text), width < columns ? (int)(columns - width) : 0, "");
}

void bx_print_number(int64_t number, size_t columns)
{
    printf("%*" PRId64, (int)columns, number);
}
