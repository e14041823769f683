/* proof/furnish.c - what stands on every page and changes every day (版面固定件): dates, numbers,
 * labels.
 *
 * Paired by page, part and order on the page; labels within stories by story instead of page, so
 * that a moved story takes its own along.
 */
#include "proof/inside.h"

/* ---- which is which ---- */

static const char *class_of(bx_str part)
{
    static const struct {
        const char *ending, *class;
    } known[] = {{".date", "date"},       {".lunar", "date"},  {".weekday", "date"},
                 {".number", "number"},   {".pages", "pages"}, {".page", "pages"},
                 {".weather", "weather"}, {".issue", "number"}};

    if (bx_str_starts(part, "jump-"))
        return "jump";
    if (bx_str_starts(part, "index."))
        return "index";
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (bx_str_ends(part, known[i].ending))
            return known[i].class;
    return "other";
}

typedef struct {
    const bx_proof_page *page;
    const bx_proof_box *box;
    size_t order; /* among those with the same key */
    bool paired;
} item;

typedef struct {
    item *at;
    size_t len;
} items;

static bool same_key(const item *a, const item *b)
{
    if (!bx_str_eq(a->box->part, b->box->part) || !bx_str_eq(a->box->story, b->box->story))
        return false;
    return a->box->story.len > 0 || bx_str_eq(a->page->label, b->page->label);
}

static items list_items(bx_arena *arena, const bx_proof_run *run)
{
    BX_VEC(item) list = {0};

    for (size_t i = 0; i < run->page_count; i++)
        for (size_t j = 0; j < run->pages[i].box_count; j++) {
            item now = {&run->pages[i], &run->pages[i].boxes[j], 0, false};

            if (now.box->line_count == 0 || !bx_is_furniture(now.box))
                continue;
            for (size_t k = 0; k < list.len; k++)
                now.order += same_key(&list.at[k], &now);
            BX_PUSH(arena, list, now);
        }
    return (items){list.at, list.len};
}

static item *find_pair(items list, const item *wanted)
{
    for (size_t i = 0; i < list.len; i++)
        if (!list.at[i].paired && list.at[i].order == wanted->order &&
            same_key(&list.at[i], wanted))
            return &list.at[i];
    return NULL;
}

/* ---- the list ---- */

typedef struct {
    bx_arena *arena;
    bx_comparison *c;
    BX_VEC(bx_furnishing) list;
} furnishing;

static void add(furnishing *f, const item *old_item, const item *new_item)
{
    const bx_proof_box *box = new_item ? new_item->box : old_item->box;
    bx_furnishing change = {.class = class_of(box->part), .part = box->part, .story = box->story};

    if (old_item) {
        change.old_text = bx_box_text(f->arena, old_item->box);
        change.old_spot = bx_box_spot(old_item->page, old_item->box);
    }
    if (new_item) {
        change.new_text = bx_box_text(f->arena, new_item->box);
        change.new_spot = bx_box_spot(new_item->page, new_item->box);
    }
    if (bx_str_eq(change.old_text, change.new_text))
        return;
    if (bx_is_masked(f->c->masks, f->c->mask_count, box->part, box->story))
        f->c->masked++;
    else
        BX_PUSH(f->arena, f->list, change);
}

void bx_compare_furniture(bx_arena *arena, bx_comparison *c)
{
    furnishing f = {.arena = arena, .c = c};
    items olds = list_items(arena, c->old_run), news = list_items(arena, c->new_run);

    for (size_t i = 0; i < news.len; i++) {
        item *old_item = find_pair(olds, &news.at[i]);

        if (old_item)
            old_item->paired = true;
        /* All of a new page is new: that is said once. */
        if (old_item || bx_find_proof_page(c->old_run, news.at[i].page->label))
            add(&f, old_item, &news.at[i]);
    }
    for (size_t i = 0; i < olds.len; i++)
        if (!olds.at[i].paired && bx_find_proof_page(c->new_run, olds.at[i].page->label))
            add(&f, &olds.at[i], NULL);
    c->furniture = f.list.at;
    c->furniture_count = f.list.len;
}
