/* live/edition.c - an issue made up once more, and only the pages drawn that look different (重排).
 */
#include "live/live.h"

#include <stdio.h>
#include <sys/stat.h>

typedef struct {
    const bx_live_options *options;
    const bx_drawing *drawing;
    bx_edition *edition, *before;
    bx_diags *diags;
    bx_arena *arena; /* of this making */
    bx_tree *tree;
    const bx_issue *issue;
    const bx_paper *paper;
    bx_fontbook *book;
    const bx_makeup *makeup;
    const bx_page **pages;
    bx_arena **page_arenas;
    bx_diags **page_diags;
    bool *fresh; /* a page each: to be drawn */
} making;

/* ---- what a page shows, as a key ---- */

static void add_picture(const making *m, const bx_op *op, bx_buffer *text)
{
    bx_str file = op->kind == BX_OP_IMAGE    ? ((const bx_image_op *)op->detail)->file
                  : op->kind == BX_OP_ADVERT ? ((const bx_advert_op *)op->detail)->file
                                             : (bx_str){0};
    struct stat info = {0};

    if (file.len == 0)
        return;
    stat(bx_str_printf(m->arena, "%s/%.*s", bx_tree_root(m->tree), BX_FMT(file)).at, &info);
    bx_buffer_printf(text, "%.*s %lld %lld %ld\n", BX_FMT(file), (long long)info.st_size,
                     (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

/* The display list as bytes; that of today names the same glyphs at the same places in the same
 * colours. */
static void add_op(const bx_op *op, bx_buffer *text)
{
    bx_buffer_printf(text, "%d %u %d %d %d %d\n", (int)op->kind, op->ink, op->box.x, op->box.y,
                     op->box.w, op->box.h);
    if (op->kind == BX_OP_IMAGE) {
        const bx_image_op *image = op->detail;

        bx_buffer_add(text, image->crop, sizeof image->crop);
        bx_buffer_add(text, &image->gray, sizeof image->gray);
    } else if (op->kind == BX_OP_GLYPHS) {
        const bx_glyphs_op *run = op->detail;

        bx_buffer_printf(text, "%u %d %d %d %d\n", run->face, run->size, run->stretch, run->turned,
                         run->red_alert);
        for (size_t i = 0; i < run->count; i++) {
            const int32_t place[] = {(int32_t)run->glyphs[i].glyph, run->glyphs[i].x,
                                     run->glyphs[i].y};

            bx_buffer_add(text, place, sizeof place);
        }
    }
}

static void key_of(const making *m, const bx_page *page, char key[33])
{
    BX_AUTO(bx_buffer_free) bx_buffer text = {0};

    bx_buffer_printf(&text, "%d %d %d\n", m->options->ppi, page->width, page->height);
    for (size_t i = 0; i < page->op_count; i++) {
        add_op(&page->ops[i], &text);
        add_picture(m, &page->ops[i], &text);
    }
    for (size_t i = 0; i < m->paper->ink_count; i++)
        bx_buffer_add(&text, m->paper->inks[i].cmyk, sizeof m->paper->inks[i].cmyk);
    bx_hash_hex(text.at, text.len, key);
}

/* ---- lines to click on ---- */

static bool find_start(const bx_frame *frame, bx_span *start)
{
    const bx_para *para = frame->para;
    const bx_line *line = frame->line;

    for (uint32_t i = line->first; para->pieces && i < line->last; i++) {
        const bx_cluster *cluster = &para->clusters[i];
        const bx_piece *piece = &para->pieces[cluster->piece];
        uintptr_t text = (uintptr_t)cluster->text, file;

        if (cluster->ledger == BX_GENERATED || !piece->where.source)
            continue;
        file = (uintptr_t)piece->where.source->text.at;
        *start = piece->where;
        if (text >= file && text - file < piece->where.source->text.len)
            start->start = (uint32_t)(text - file);
        return true;
    }
    *start = frame->where;
    return start->source != NULL;
}

static void list_lines(const bx_folio *folio, bx_buffer *out)
{
    bx_json_open(out, '[');
    for (size_t i = 0; i < folio->count; i++) {
        const bx_frame *frame = &folio->frames[i];
        bx_span where = frame->where;
        size_t line, column;

        if (frame->kind == BX_FRAME_RULE || frame->kind == BX_FRAME_TINT ||
            frame->kind == BX_FRAME_DOT || frame->kind == BX_FRAME_WAVE ||
            frame->kind == BX_FRAME_ART ||
            (frame->kind == BX_FRAME_LINE ? !find_start(frame, &where) : !where.source))
            continue;
        bx_span_place(where, &line, &column);
        bx_json_next(out);
        bx_json_open(out, '[');
        for (int k = 0; k < 4; k++) {
            const bx_len numbers[] = {frame->box.x, frame->box.y, frame->box.w, frame->box.h};

            bx_json_next(out);
            bx_json_int(out, numbers[k]);
        }
        bx_json_next(out);
        bx_json_str(out, where.source->path);
        bx_json_next(out);
        bx_json_int(out, (int64_t)line);
        bx_json_next(out);
        bx_json_int(out, (int64_t)column);
        bx_json_close(out, ']');
    }
    bx_json_close(out, ']');
}

/* ---- what is wrong ---- */

static void list_messages(const bx_diags *diags, bx_buffer *out)
{
    static const char *const words[] = {
        [BX_NOTE] = "note", [BX_WARNING] = "warning", [BX_ERROR] = "error"};
    size_t count;
    const bx_diag *list = bx_diags_list(diags, &count);

    bx_json_key(out, "messages");
    bx_json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        size_t line = 0, column = 0;

        bx_json_next(out);
        bx_json_open(out, '{');
        if (list[i].where.source) {
            bx_span_place(list[i].where, &line, &column);
            bx_json_key_int(out, "col", (int64_t)column);
            bx_json_key_str(out, "file", list[i].where.source->path);
        }
        bx_json_key(out, "hints");
        bx_json_open(out, '[');
        for (size_t k = 0; k < list[i].hint_count; k++) {
            bx_json_next(out);
            bx_json_str(out, list[i].hints[k]);
        }
        bx_json_close(out, ']');
        bx_json_key_str(out, "id", bx_str_of(list[i].id));
        bx_json_key_int(out, "line", (int64_t)line);
        bx_json_key_str(out, "severity", bx_str_of(words[list[i].severity]));
        bx_json_key_str(out, "text", list[i].message);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
}

static void list_fits(const bx_makeup *makeup, bx_buffer *out)
{
    bx_json_key(out, "fits");
    bx_json_open(out, '[');
    for (size_t i = 0; makeup && i < makeup->fit_count; i++) {
        const bx_fit *fit = &makeup->fits[i];

        if (fit->over_rows == 0 && fit->over_chars == 0 && fit->lack_rows <= bx_fit_tolerance(fit))
            continue;
        bx_json_next(out);
        bx_json_open(out, '{');
        bx_json_key_int(out, "lackChars", fit->lack_chars);
        bx_json_key_int(out, "lackRows", fit->lack_rows);
        bx_json_key_int(out, "overChars", fit->over_chars);
        bx_json_key_int(out, "overRows", fit->over_rows);
        bx_json_key_str(out, "page", fit->page);
        bx_json_key_str(out, "slot", fit->slot);
        bx_json_key_str(out, "story", fit->story->id);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
}

/* ---- stages ---- */

static bool read_and_make_up(making *m)
{
    bx_str folder;

    m->tree = bx_tree_open(m->options->root, m->options->issue, m->diags);
    if (!m->tree || !bx_tree_relative(m->arena, m->tree, m->options->issue, &folder, m->diags))
        return false;
    m->issue = bx_read_issue(m->arena, m->tree, folder, m->diags);
    if (!m->issue)
        return false;
    m->paper = bx_read_paper(m->arena, m->tree, m->issue, m->diags);
    if (!m->paper)
        return false;
    bx_check_places(m->issue, m->paper, m->diags);
    m->book = bx_fontbook_open(m->arena, m->tree, m->paper, m->diags);
    if (!m->book)
        return false;
    m->makeup =
        bx_make_up(m->arena, m->tree, m->book, m->issue, m->paper, m->options->workers, m->diags);
    return m->makeup->folio_count > 0;
}

static void paint_one(size_t index, void *data)
{
    making *m = data;
    bx_live_page *page = &m->edition->pages[index];

    m->page_arenas[index] = bx_arena_new();
    m->pages[index] = bx_paint_page(m->page_arenas[index], m->makeup, index);
    key_of(m, m->pages[index], page->key);
    list_lines(&m->makeup->folios[index], &page->lines);
}

/* Takes the picture over that shows the same; it may have been on another page. */
static bool take_over(const making *m, bx_live_page *page)
{
    for (size_t i = 0; m->before && i < m->before->page_count; i++) {
        bx_live_page *old = &m->before->pages[i];

        if (old->png.len > 0 && strcmp(old->key, page->key) == 0) {
            page->png = old->png;
            old->png = (bx_buffer){0};
            return true;
        }
    }
    return false;
}

static void draw_one(size_t index, void *data)
{
    making *m = data;
    const bx_proof_options options = {.ppi = m->options->ppi, .run_programs = true};

    m->page_diags[index] = bx_diags_new();
    if (m->fresh[index])
        m->drawing->page(m->tree, m->makeup, index, m->pages[index], &options,
                         &m->edition->pages[index].png, m->page_diags[index]);
}

static void draw_pages(making *m)
{
    size_t count = m->makeup->folio_count;
    bx_edition *edition = m->edition;

    edition->pages = BX_NEW_ARRAY(edition->arena, bx_live_page, count + 1);
    edition->page_count = count;
    m->pages = BX_NEW_ARRAY(m->arena, const bx_page *, count + 1);
    m->page_arenas = BX_NEW_ARRAY(m->arena, bx_arena *, count + 1);
    m->page_diags = BX_NEW_ARRAY(m->arena, bx_diags *, count + 1);
    m->fresh = BX_NEW_ARRAY(m->arena, bool, count + 1);
    bx_run_jobs(m->options->workers, count, paint_one, m);
    for (size_t i = 0; i < count; i++) {
        bx_live_page *page = &edition->pages[i];

        page->label = bx_str_copy(edition->arena, m->makeup->folios[i].label);
        page->width = m->pages[i]->width;
        page->height = m->pages[i]->height;
        m->fresh[i] = !take_over(m, page);
        edition->drawn += m->fresh[i];
    }
    bx_run_jobs(m->options->workers, count, draw_one, m);
    for (size_t i = 0; i < count; i++) {
        bx_diags_merge(m->diags, m->page_diags[i]);
        bx_diags_free(m->page_diags[i]);
        bx_arena_free(m->page_arenas[i]);
    }
    edition->made = true;
}

/* The issue cannot be made up as it is: the last pages stay. */
static void keep_pages(making *m)
{
    bx_edition *edition = m->edition, *before = m->before;

    if (!before)
        return;
    edition->pages = BX_NEW_ARRAY(edition->arena, bx_live_page, before->page_count + 1);
    edition->page_count = before->page_count;
    for (size_t i = 0; i < before->page_count; i++) {
        edition->pages[i] = before->pages[i];
        edition->pages[i].label = bx_str_copy(edition->arena, before->pages[i].label);
        before->pages[i].png = before->pages[i].lines = (bx_buffer){0};
    }
}

bx_edition *bx_make_edition(const bx_live_options *options, bx_edition *before)
{
    bx_arena *kept = bx_arena_new();
    making m = {
        .options = options, .before = before, .diags = bx_diags_new(), .arena = bx_arena_new()};
    bx_edition *edition = BX_NEW(kept, bx_edition);

    edition->arena = kept;
    m.edition = edition;
    m.drawing = bx_drawing_load(m.diags);
    if (m.drawing && read_and_make_up(&m))
        draw_pages(&m);
    else
        keep_pages(&m);
    list_fits(m.makeup, &edition->lists);
    list_messages(m.diags, &edition->lists);
    edition->errors = bx_diags_count(m.diags, BX_ERROR);
    edition->warnings = bx_diags_count(m.diags, BX_WARNING);
    bx_fontbook_free(m.book);
    bx_tree_free(m.tree);
    bx_diags_free(m.diags);
    bx_arena_free(m.arena);
    bx_edition_free(before);
    return edition;
}

void bx_edition_free(bx_edition *edition)
{
    if (!edition)
        return;
    for (size_t i = 0; i < edition->page_count; i++) {
        bx_buffer_free(&edition->pages[i].png);
        bx_buffer_free(&edition->pages[i].lines);
    }
    bx_buffer_free(&edition->lists);
    bx_arena_free(edition->arena);
}
