/* proof/look.c - what looks different though it may say the same (样子): photos, sizes, faces,
 * rules, tints. */
#include "proof/inside.h"

typedef struct {
    bx_arena *arena;
    bx_comparison *c;
    BX_VEC(bx_look) list;
} looking;

typedef struct {
    const bx_proof_page *page;
    const bx_proof_box *box;
    bool paired;
} item;

typedef struct {
    item *at;
    size_t len;
} items;

static void add(looking *l, const char *what, const item *old_item, const item *new_item,
                bx_str old_value, bx_str new_value)
{
    const bx_proof_box *box = new_item ? new_item->box : old_item->box;
    bx_look look = {.what = what,
                    .story = box->story,
                    .part = box->part,
                    .old_value = old_value,
                    .new_value = new_value};

    if (old_item)
        look.old_spot = bx_box_spot(old_item->page, old_item->box);
    if (new_item)
        look.new_spot = bx_box_spot(new_item->page, new_item->box);
    if (bx_is_masked(l->c->masks, l->c->mask_count, box->part, box->story))
        l->c->masked++;
    else
        BX_PUSH(l->arena, l->list, look);
}

static items list_items(bx_arena *arena, const bx_proof_run *run,
                        bool (*wanted)(const bx_proof_box *))
{
    BX_VEC(item) list = {0};

    for (size_t i = 0; i < run->page_count; i++)
        for (size_t j = 0; j < run->pages[i].box_count; j++)
            if (wanted(&run->pages[i].boxes[j]))
                BX_PUSH(arena, list, (item){&run->pages[i], &run->pages[i].boxes[j], false});
    return (items){list.at, list.len};
}

/* ---- photos and advertisements ---- */

static bool is_photo(const bx_proof_box *box)
{
    return bx_str_is(box->kind, "photo");
}

static bool is_ad(const bx_proof_box *box)
{
    return bx_str_is(box->kind, "ad");
}

static bx_str crop_text(bx_arena *arena, const bx_proof_box *box)
{
    return bx_str_printf(arena, "%.*s %d %d %d %d", BX_FMT(box->file), box->crop[0], box->crop[1],
                         box->crop[2], box->crop[3]);
}

static bx_str hash_of(const bx_proof_run *run, bx_str file)
{
    for (size_t i = 0; i < run->input_count; i++)
        if (bx_str_eq(run->inputs[i].name, file))
            return run->inputs[i].value;
    return (bx_str){"", 0};
}

static bool same_file(const looking *l, const bx_proof_box *a, const bx_proof_box *b)
{
    bx_str old_hash = hash_of(l->c->old_run, a->file), new_hash = hash_of(l->c->new_run, b->file);

    if (old_hash.len > 0 && new_hash.len > 0)
        return bx_str_eq(old_hash, new_hash);
    return bx_str_eq(a->file, b->file);
}

/* Those of one story (or slot, for an advertisement) belong together: the same file first, then in
 * order. */
static item *find_pair(items list, const item *wanted, bool by_file)
{
    for (size_t i = 0; i < list.len; i++) {
        const bx_proof_box *box = list.at[i].box;

        if (!list.at[i].paired && bx_str_eq(box->story, wanted->box->story) &&
            (wanted->box->story.len > 0 ||
             (bx_str_eq(box->slot, wanted->box->slot) &&
              bx_str_eq(list.at[i].page->label, wanted->page->label))) &&
            (!by_file || bx_str_eq(box->file, wanted->box->file)))
            return &list.at[i];
    }
    return NULL;
}

static void compare_photo(looking *l, const item *a, const item *b, const char *replaced)
{
    bx_str old_crop = crop_text(l->arena, a->box), new_crop = crop_text(l->arena, b->box);

    if (!same_file(l, a->box, b->box))
        add(l, replaced, a, b, old_crop, new_crop);
    else if (memcmp(a->box->crop, b->box->crop, sizeof a->box->crop) != 0)
        add(l, "photo-cropped", a, b, old_crop, new_crop);
    else if (a->box->box.w != b->box->box.w || a->box->box.h != b->box->box.h)
        add(l, "photo-resized", a, b, old_crop, new_crop);
}

static bool has_story(const bx_proof_run *run, bx_str story)
{
    for (size_t i = 0; i < run->story_count; i++)
        if (bx_str_eq(run->stories[i].name, story))
            return true;
    return false;
}

static void compare_photos(looking *l, bool (*wanted)(const bx_proof_box *), const char *replaced)
{
    items olds = list_items(l->arena, l->c->old_run, wanted),
          news = list_items(l->arena, l->c->new_run, wanted);

    for (int by_file = 1; by_file >= 0; by_file--)
        for (size_t i = 0; i < news.len; i++) {
            item *a = news.at[i].paired ? NULL : find_pair(olds, &news.at[i], by_file);

            if (a) {
                a->paired = news.at[i].paired = true;
                compare_photo(l, a, &news.at[i], replaced);
            }
        }
    /* The photos of a story that came or went say nothing of their own. */
    for (size_t i = 0; i < news.len; i++)
        if (!news.at[i].paired &&
            (news.at[i].box->story.len == 0 || has_story(l->c->old_run, news.at[i].box->story)))
            add(l, "photo-added", NULL, &news.at[i], (bx_str){"", 0},
                crop_text(l->arena, news.at[i].box));
    for (size_t i = 0; i < olds.len; i++)
        if (!olds.at[i].paired &&
            (olds.at[i].box->story.len == 0 || has_story(l->c->new_run, olds.at[i].box->story)))
            add(l, "photo-gone", &olds.at[i], NULL, crop_text(l->arena, olds.at[i].box),
                (bx_str){"", 0});
}

/* ---- type, rules and tints: by story and part, or page and part ---- */

static bool is_first(const bx_proof_box *box)
{
    return box->line_count > 0;
}

static bool same_group(const item *a, const item *b)
{
    return a->box->story.len == b->box->story.len && bx_str_eq(a->box->part, b->box->part) &&
           bx_str_eq(a->box->story, b->box->story) &&
           (a->box->story.len > 0 || bx_str_eq(a->page->label, b->page->label));
}

static bx_str points(bx_arena *arena, bx_len size)
{
    char text[24];
    size_t len = bx_len_format(size, text);

    return bx_str_copy(arena, (bx_str){text, len});
}

static void compare_type(looking *l)
{
    items olds = list_items(l->arena, l->c->old_run, is_first),
          news = list_items(l->arena, l->c->new_run, is_first);

    for (size_t i = 0; i < news.len; i++) {
        const item *b = &news.at[i], *a = NULL;

        if (b->paired)
            continue;
        for (size_t j = i + 1; j < news.len; j++)
            if (same_group(&news.at[j], b))
                news.at[j].paired = true; /* the first of a part speaks for it */
        for (size_t j = 0; j < olds.len && !a; j++)
            if (same_group(&olds.at[j], b))
                a = &olds.at[j];
        if (!a)
            continue;
        if (a->box->size != b->box->size)
            add(l, "size", a, b, points(l->arena, a->box->size), points(l->arena, b->box->size));
        if (!bx_str_eq(a->box->face, b->box->face))
            add(l, "face", a, b, a->box->face, b->box->face);
        if (!bx_str_eq(a->box->ink, b->box->ink))
            add(l, "ink", a, b, a->box->ink, b->box->ink);
    }
}

/* How many of these there are follows from the words. */
static bool follows_words(const bx_proof_box *box)
{
    return bx_str_is(box->part, "column-rule") || bx_str_is(box->part, "proper-name");
}

static bool is_rule(const bx_proof_box *box)
{
    return bx_str_is(box->kind, "rule") && !follows_words(box);
}

static bool is_tint(const bx_proof_box *box)
{
    return bx_str_is(box->kind, "tint") && !follows_words(box);
}

static bx_len thickness(const bx_proof_box *box)
{
    return box->box.w < box->box.h ? box->box.w : box->box.h;
}

static size_t count_group(items list, const item *like, bx_len *thick, bx_str *ink)
{
    size_t count = 0;

    for (size_t i = 0; i < list.len; i++)
        if (same_group(&list.at[i], like)) {
            if (count++ == 0) {
                *thick = thickness(list.at[i].box);
                *ink = list.at[i].box->ink;
            }
        }
    return count;
}

/* A story that flows anew has longer rules and tints, but as many, of the same weight and ink. */
static void compare_lines(looking *l, bool (*wanted)(const bx_proof_box *), const char *what,
                          bool weight)
{
    items olds = list_items(l->arena, l->c->old_run, wanted),
          news = list_items(l->arena, l->c->new_run, wanted);

    for (size_t i = 0; i < news.len; i++) {
        item *b = &news.at[i];
        const item *a = NULL;
        bx_len old_thick = 0, new_thick = 0;
        bx_str old_ink = {"", 0}, new_ink = {"", 0};
        size_t old_count, new_count;

        if (b->paired)
            continue;
        for (size_t j = i; j < news.len; j++)
            news.at[j].paired |= same_group(&news.at[j], b);
        for (size_t j = 0; j < olds.len && !a; j++)
            if (same_group(&olds.at[j], b))
                a = &olds.at[j];
        if (!a && b->box->story.len > 0 && !has_story(l->c->old_run, b->box->story))
            continue;
        if (!a && b->box->story.len == 0 && !bx_find_proof_page(l->c->old_run, b->page->label))
            continue;
        old_count = count_group(olds, b, &old_thick, &old_ink);
        new_count = count_group(news, b, &new_thick, &new_ink);
        if (old_count != new_count || (old_count > 0 && !bx_str_eq(old_ink, new_ink)) ||
            (weight && old_count > 0 && old_thick != new_thick))
            add(l, what, a, b,
                bx_str_printf(l->arena, "%zu × %.*s pt %.*s", old_count,
                              BX_FMT(points(l->arena, old_thick)), BX_FMT(old_ink)),
                bx_str_printf(l->arena, "%zu × %.*s pt %.*s", new_count,
                              BX_FMT(points(l->arena, new_thick)), BX_FMT(new_ink)));
    }
}

void bx_compare_looks(bx_arena *arena, bx_comparison *c)
{
    looking l = {.arena = arena, .c = c};

    compare_photos(&l, is_photo, "photo-replaced");
    compare_photos(&l, is_ad, "ad");
    compare_type(&l);
    compare_lines(&l, is_rule, "rule", true);
    compare_lines(&l, is_tint, "tint", false);
    c->looks = l.list.at;
    c->look_count = l.list.len;
}
