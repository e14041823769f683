/* cmd/texts.c - walks over a story's text, and columns of text on a terminal. */
#include "cmd/cmd.h"

#include <inttypes.h>
#include <stdio.h>

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
