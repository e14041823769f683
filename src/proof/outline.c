/* proof/outline.c - two versions compared as a whole (总览): what is hidden, pages, jumps,
 * versions, the verdict. */
#include "proof/inside.h"

/* ---- masks ---- */

static bool matches(bx_str mask, bx_str name)
{
    if (bx_str_ends(mask, ".*"))
        return name.len + 1 >= mask.len && memcmp(mask.at, name.at, mask.len - 1) == 0;
    return bx_str_eq(mask, name);
}

bool bx_is_masked(const char *const *masks, size_t count, bx_str part, bx_str story)
{
    for (size_t i = 0; i < count; i++) {
        bx_str mask = bx_str_of(masks[i]);

        if (matches(mask, part))
            return true;
        if (bx_str_is(mask, "furniture.*") &&
            (story.len == 0 || bx_str_starts(part, "jump-") || bx_str_starts(part, "index.")))
            return true;
        if (bx_str_starts(mask, "story.") && story.len > 0 &&
            bx_str_eq(bx_str_slice(mask, 6, mask.len), story))
            return true;
    }
    return false;
}

/* ---- pages, jumps, versions ---- */

static void list_pages(bx_arena *arena, bx_comparison *c)
{
    BX_VEC(bx_page_change) pages = {0};

    for (size_t i = 0; i < c->new_run->page_count; i++) {
        const bx_proof_page *page = &c->new_run->pages[i];

        BX_PUSH(arena, pages,
                (bx_page_change){.label = page->label,
                                 .title = page->title,
                                 .trim = {0, 0, page->width, page->height},
                                 .state = bx_find_proof_page(c->old_run, page->label)
                                              ? BX_PAGE_SAME
                                              : BX_PAGE_NEW});
    }
    for (size_t i = 0; i < c->old_run->page_count; i++) {
        const bx_proof_page *page = &c->old_run->pages[i];

        if (!bx_find_proof_page(c->new_run, page->label))
            BX_PUSH(arena, pages,
                    (bx_page_change){.label = page->label,
                                     .title = page->title,
                                     .trim = {0, 0, page->width, page->height},
                                     .state = BX_PAGE_GONE});
    }
    c->pages = pages.at;
    c->page_count = pages.len;
}

static bool same_jumps(const bx_proof_run *a, const bx_proof_run *b)
{
    for (size_t i = 0; i < a->jump_count && a->jump_count == b->jump_count; i++) {
        const bx_proof_jump *x = &a->jumps[i], *y = &b->jumps[i];

        if (!bx_str_eq(x->story, y->story) || !bx_str_eq(x->from_page, y->from_page) ||
            !bx_str_eq(x->from_slot, y->from_slot) || !bx_str_eq(x->to_page, y->to_page) ||
            !bx_str_eq(x->to_slot, y->to_slot))
            return false;
    }
    return a->jump_count == b->jump_count;
}

static bool same_fits(const bx_proof_run *a, const bx_proof_run *b)
{
    for (size_t i = 0; i < a->fit_count && a->fit_count == b->fit_count; i++) {
        const bx_proof_fit *x = &a->fits[i], *y = &b->fits[i];

        if (!bx_str_eq(x->story, y->story) || !bx_str_eq(x->page, y->page) ||
            !bx_str_eq(x->slot, y->slot) || x->over_rows != y->over_rows ||
            x->lack_rows != y->lack_rows || x->over_chars != y->over_chars ||
            x->lack_chars != y->lack_chars)
            return false;
    }
    return a->fit_count == b->fit_count;
}

static void compare_versions(bx_arena *arena, bx_comparison *c)
{
    const bx_proof_run *a = c->old_run, *b = c->new_run;
    BX_VEC(bx_proof_pair) pairs = {0};

    for (size_t i = 0; i < a->version_count; i++)
        for (size_t j = 0; j < b->version_count; j++)
            if (bx_str_eq(a->versions[i].name, b->versions[j].name) &&
                !bx_str_eq(a->versions[i].value, b->versions[j].value))
                BX_PUSH(arena, pairs,
                        (bx_proof_pair){a->versions[i].name,
                                        bx_str_printf(arena, "%.*s → %.*s",
                                                      BX_FMT(a->versions[i].value),
                                                      BX_FMT(b->versions[j].value))});
    c->versions = pairs.at;
    c->version_count = pairs.len;
}

/* A page gets the gravest state that anything on it gives. */
static void raise_state(bx_comparison *c, bx_str label, bx_page_state state)
{
    static const int weight[] = {
        [BX_PAGE_SAME] = 0, [BX_PAGE_FURNITURE] = 1, [BX_PAGE_MOVED] = 2, [BX_PAGE_LOOK] = 3,
        [BX_PAGE_TEXT] = 4, [BX_PAGE_NEW] = 5,       [BX_PAGE_GONE] = 5};

    for (size_t i = 0; i < c->page_count; i++)
        if (bx_str_eq(c->pages[i].label, label) && weight[state] > weight[c->pages[i].state])
            c->pages[i].state = state;
}

static void raise_places(bx_comparison *c, const bx_str *places, size_t count, bx_page_state state)
{
    for (size_t i = 0; i < count; i++) {
        const char *dot = memchr(places[i].at, '.', places[i].len);

        raise_state(c,
                    bx_str_slice(places[i], 0, dot ? (size_t)(dot - places[i].at) : places[i].len),
                    state);
    }
}

static void judge_pages(bx_comparison *c)
{
    for (size_t i = 0; i < c->story_count; i++) {
        const bx_story_change *story = &c->stories[i];
        bx_page_state state = story->added || story->gone ? BX_PAGE_TEXT : BX_PAGE_MOVED;

        for (size_t j = 0; j < story->edit_count; j++) {
            raise_state(c, story->edits[j].new_spot.page, BX_PAGE_TEXT);
            raise_state(c, story->edits[j].old_spot.page, BX_PAGE_TEXT);
        }
        raise_places(c, story->from, story->from_count, state);
        raise_places(c, story->to, story->to_count, state);
    }
    for (size_t i = 0; i < c->look_count; i++) {
        raise_state(c, c->looks[i].new_spot.page, BX_PAGE_LOOK);
        raise_state(c, c->looks[i].old_spot.page, BX_PAGE_LOOK);
    }
    for (size_t i = 0; i < c->furniture_count; i++) {
        raise_state(c, c->furniture[i].new_spot.page, BX_PAGE_FURNITURE);
        raise_state(c, c->furniture[i].old_spot.page, BX_PAGE_FURNITURE);
    }
}

bx_comparison *bx_compare_runs(bx_arena *arena, const bx_proof_run *old_run,
                               const bx_proof_run *new_run, const char *const *masks, size_t count)
{
    bx_comparison *c = BX_NEW(arena, bx_comparison);

    *c = (bx_comparison){
        .old_run = old_run, .new_run = new_run, .masks = masks, .mask_count = count};
    list_pages(arena, c);
    if (old_run->has_text && new_run->has_text)
        bx_compare_stories(arena, c);
    if (old_run->has_slots && new_run->has_slots) {
        bx_compare_furniture(arena, c);
        bx_compare_looks(arena, c);
        c->jumps_changed = !same_jumps(old_run, new_run);
        c->fits_changed =
            old_run->fit_count > 0 && new_run->fit_count > 0 && !same_fits(old_run, new_run);
    }
    compare_versions(arena, c);
    judge_pages(c);
    return c;
}

bool bx_differs(const bx_comparison *c)
{
    for (size_t i = 0; i < c->page_count; i++)
        if (c->pages[i].state == BX_PAGE_NEW || c->pages[i].state == BX_PAGE_GONE ||
            c->pages[i].resized || (c->pages[i].pixels > 0 && !c->pages[i].tolerated))
            return true;
    return c->story_count > 0 || c->furniture_count > 0 || c->look_count > 0 || c->jumps_changed;
}
