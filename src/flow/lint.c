/* flow/lint.c - what an art editor would not let pass (版面毛病): butting heads, open gutters, broken pages,
 * photos that touch, heads out of order, type larger than the name.
 *
 * Everything here is a warning with a name of its own; nothing is changed.
 */
#include "flow/maker.h"

typedef struct {
    const bx_story *story;
    bx_rect box;      /* of all its lines */
    bx_len size;
} title;

typedef struct {
    bx_arena *arena;
    const bx_makeup *makeup;
    const bx_folio *folio;
    BX_VEC(title) titles;
    bx_diags *diags;
} lint;

static bx_rect unite(bx_rect a, bx_rect b)
{
    bx_len right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    bx_len foot = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    bx_rect r = {a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, 0, 0};
    r.w = right - r.x;
    r.h = foot - r.y;
    return r;
}

static bx_rect line_box(const bx_frame *frame)
{
    if (frame->vertical)
        return (bx_rect){frame->box.x, frame->box.y, frame->box.w, frame->line->width};
    return (bx_rect){frame->box.x, frame->box.y, frame->line->width, frame->box.h};
}

static void gather_titles(lint *l)
{
    for (size_t i = 0; i < l->folio->count; i++) {
        const bx_frame *frame = &l->folio->frames[i];
        if (frame->kind != BX_FRAME_LINE || frame->story == NULL || strcmp(frame->part, "title") != 0)
            continue;
        title *last = l->titles.len > 0 ? &l->titles.at[l->titles.len - 1] : NULL;
        if (last != NULL && last->story == frame->story)
            last->box = unite(last->box, line_box(frame));
        else
            BX_PUSH(l->arena, l->titles, (title){frame->story, line_box(frame), frame->para->em});
    }
}

static bool overlap(bx_len a, bx_len a_size, bx_len b, bx_len b_size)
{
    return a < b + b_size && b < a + a_size;
}

/* 碰题: two heads of like size side by side; two leads (双头条) are meant to be alike. */
static void check_butting(lint *l)
{
    const bx_grid *grid = l->folio->grid;
    for (size_t i = 0; i < l->titles.len; i++)
        for (size_t k = i + 1; k < l->titles.len; k++) {
            const title *a = &l->titles.at[i], *b = &l->titles.at[k];
            bx_len large = a->size > b->size ? a->size : b->size, small = a->size > b->size ? b->size : a->size;
            bx_len gap = a->box.x < b->box.x ? b->box.x - a->box.x - a->box.w : a->box.x - b->box.x - b->box.w;
            bool tall = (a->box.h > a->box.w) != (b->box.h > b->box.w);
            if (!overlap(a->box.y, a->box.h, b->box.y, b->box.h) || gap < 0 || gap > 4 * grid->size ||
                (int64_t)large * 100 >= (int64_t)small * 115 || tall || (a->story->rank == 1 && b->story->rank == 1))
                continue;
            bx_report(l->diags, BX_WARNING, "butting-heads", b->story->title.where,
                      "two heads of like size stand side by side on page %.*s: '%.*s' and '%.*s'", BX_FMT(l->folio->label),
                      BX_FMT(a->story->short_title), BX_FMT(b->story->short_title));
            bx_hint(l->diags, a->story->title.where, "give one of them another size, rows, or a vertical head");
        }
}

/* A head of lower rank may not be larger than one of higher rank on its page. */
static void check_order(lint *l)
{
    const title *largest_low = NULL, *smallest_high = NULL;
    for (size_t i = 0; i < l->titles.len; i++) {
        const title *t = &l->titles.at[i];
        if (t->story->rank == 1 && (smallest_high == NULL || t->size < smallest_high->size))
            smallest_high = t;
        if (t->story->rank > 1 && (largest_low == NULL || t->size > largest_low->size))
            largest_low = t;
    }
    if (smallest_high == NULL || largest_low == NULL || largest_low->size <= smallest_high->size)
        return;
    bx_report(l->diags, BX_WARNING, "head-order", largest_low->story->title.where,
              "the head of '%.*s' is larger than that of the lead '%.*s' on page %.*s",
              BX_FMT(largest_low->story->short_title), BX_FMT(smallest_high->story->short_title), BX_FMT(l->folio->label));
    bx_hint(l->diags, smallest_high->story->title.where, "the lead has the largest head of its page");
}

static void check_photos(lint *l)
{
    for (size_t i = 0; i < l->folio->count; i++)
        for (size_t k = i + 1; k < l->folio->count; k++) {
            const bx_frame *a = &l->folio->frames[i], *b = &l->folio->frames[k];
            if (a->kind != BX_FRAME_PHOTO || b->kind != BX_FRAME_PHOTO || a->story == b->story)
                continue;
            bx_len near = 3 * BX_PT;
            if (overlap(a->box.x - near, a->box.w + 2 * near, b->box.x, b->box.w) &&
                overlap(a->box.y - near, a->box.h + 2 * near, b->box.y, b->box.h)) {
                bx_report(l->diags, BX_WARNING, "photos-touch", b->where, "photos of two stories touch on page %.*s",
                          BX_FMT(l->folio->label));
                bx_hint(l->diags, a->where, "keep a row or a gutter between them");
            }
        }
}

/* 通缝: a gutter that nothing crosses over more than 60 % of the depth. */
static void check_gutters(lint *l)
{
    const bx_grid *grid = l->folio->grid;
    const bx_layout *layout = l->folio->layout;
    if (grid->columns < 3 || layout == NULL)
        return;
    for (int c = 0; c + 1 < grid->columns; c++) {
        int open = 0, longest = 0;
        for (int row = 0; row < grid->rows; row++) {
            bool crossed = bx_cells_hold(&layout->furniture_cells, c, row), left = false, right = false;
            for (size_t i = 0; i < layout->slot_count && !crossed; i++) {
                bool here = bx_cells_hold(&layout->slots[i].cells, c, row);
                bool beside = bx_cells_hold(&layout->slots[i].cells, c + 1, row);
                crossed = here && beside;
                left |= here;
                right |= beside;
            }
            open = crossed || !left || !right ? 0 : open + 1; /* beside a blank there is no gutter to see */
            longest = open > longest ? open : longest;
        }
        if (longest * 100 <= grid->rows * 60)
            continue;
        bx_report(l->diags, BX_WARNING, "open-gutter", layout->where, "the gutter after column %d is open over %d of %d rows of page %.*s",
                  c + 1, longest, grid->rows, BX_FMT(l->folio->label));
        bx_hint(l->diags, BX_NOWHERE, "let a slot reach across it");
    }
}

/* 断版: slot edges in one line across the whole page. */
static void check_broken_page(lint *l)
{
    const bx_grid *grid = l->folio->grid;
    const bx_layout *layout = l->folio->layout;
    if (layout == NULL)
        return;
    for (int row = grid->rows / 5; row < grid->rows * 4 / 5; row++) {
        bool crossed = false, ads = false;
        for (size_t i = 0; i < layout->slot_count; i++)
            for (int c = 0; c < grid->columns; c++) {
                bool here = bx_cells_hold(&layout->slots[i].cells, c, row);
                crossed |= here && bx_cells_hold(&layout->slots[i].cells, c, row - 1);
                ads |= here && layout->slots[i].kind == BX_SLOT_AD;
            }
        bool furniture = false;
        for (int c = 0; c < grid->columns; c++)
            furniture |= bx_cells_hold(&layout->furniture_cells, c, row - 1) || bx_cells_hold(&layout->furniture_cells, c, row - 2);
        if (crossed || ads || furniture)
            continue;
        bool blank = true;
        for (size_t i = 0; i < layout->slot_count && blank; i++)
            for (int c = 0; c < grid->columns && blank; c++)
                blank = !bx_cells_hold(&layout->slots[i].cells, c, row);
        if (blank && row + 1 < grid->rows)
            continue; /* reported once, at the row where slots begin again */
        bool below_ads = false;
        for (size_t i = 0; i < layout->slot_count; i++)
            for (int c = 0; c < grid->columns; c++)
                below_ads |= layout->slots[i].kind == BX_SLOT_AD && bx_cells_hold(&layout->slots[i].cells, c, row);
        if (below_ads)
            continue;
        bx_report(l->diags, BX_WARNING, "broken-page", layout->where, "page %.*s falls apart above row %d: no slot reaches across",
                  BX_FMT(l->folio->label), row + 1);
        bx_hint(l->diags, BX_NOWHERE, "step the edges by two rows or more");
        return;
    }
}

const bx_frame *bx_larger_than_name(const bx_folio *folio)
{
    bx_len name = 0;
    const bx_frame *larger = NULL;
    for (size_t i = 0; i < folio->count; i++) {
        const bx_frame *frame = &folio->frames[i];
        if (frame->kind == BX_FRAME_LINE && bx_str_ends(bx_str_of(frame->part), ".name") && frame->para->em > name)
            name = frame->para->em;
    }
    for (size_t i = 0; i < folio->count && name > 0; i++) {
        const bx_frame *frame = &folio->frames[i];
        if (frame->kind == BX_FRAME_LINE && frame->para->em > name)
            larger = frame;
    }
    return larger;
}

/* The name is larger than every other type on page one (form rules of 2020). */
static void check_name(lint *l)
{
    const bx_frame *larger = bx_larger_than_name(l->folio);
    if (larger == NULL)
        return;
    bx_report(l->diags, BX_WARNING, "name-not-largest", larger->where, "type on page %.*s is larger than the paper's name",
              BX_FMT(l->folio->label));
    bx_hint(l->diags, BX_NOWHERE, "the name is the largest type of page one");
}

/* 跨版: no type within the guard of the fold. */
static void check_fold(lint *l)
{
    const bx_layout *layout = l->folio->layout;
    if (layout == NULL || layout->fold == 0)
        return;
    bx_len from = layout->fold - layout->guard, to = layout->fold + layout->guard;
    for (size_t i = 0; i < l->folio->count; i++) {
        const bx_frame *frame = &l->folio->frames[i];
        if (frame->kind != BX_FRAME_LINE)
            continue;
        for (uint32_t k = frame->line->first; k < frame->line->last; k++) {
            bx_len left = frame->vertical ? frame->box.x : frame->box.x + frame->line->x[k - frame->line->first];
            bx_len right = left + (frame->vertical ? frame->box.w : frame->para->clusters[k].body);
            if (right <= from || left >= to)
                continue;
            bx_report(l->diags, BX_WARNING, "type-on-fold", frame->where, "type stands on the fold of page %.*s",
                      BX_FMT(l->folio->label));
            bx_hint(l->diags, layout->where, "keep it %d mm off", (int)(((int64_t)layout->guard * 254 + 360 * BX_PT) / (720 * BX_PT)));
            return;
        }
    }
}

void bx_lint_pages(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags)
{
    for (size_t p = 0; p < makeup->folio_count; p++) {
        lint l = {.arena = arena, .makeup = makeup, .folio = &makeup->folios[p], .diags = diags};
        gather_titles(&l);
        check_butting(&l);
        check_order(&l);
        check_photos(&l);
        check_gutters(&l);
        check_broken_page(&l);
        check_fold(&l);
        if (p == 0)
            check_name(&l);
    }
    bx_lint_marks(arena, makeup, diags);
}
