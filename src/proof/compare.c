/* proof/compare.c - which stories were edited, moved, or only flow anew (改、移、走).
 *
 * Stories are paired by id, and what has lost its id by its words. Furniture is furnish.c's, looks
 * are look.c's.
 */
#include <stdlib.h>

#include "proof/inside.h"

enum { CONTEXT = 12, LONGEST_SWAP = 4 };

typedef struct {
    bx_arena *arena;
    bx_comparison *c;
    BX_VEC(bx_edit) edits; /* of one story */
    BX_VEC(bx_stream) streams;
} comparing;

/* ---- edits ---- */

static bool has_digit(bx_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            return true;
    return false;
}

static bool is_mark(uint32_t code)
{
    static const char marks[] = "，。、；：？！“”‘’（）《》〈〉【】—…·～〔〕「」『』,.;:?!()%‰¶";

    for (const char *at = marks; at < marks + sizeof marks - 1;)
        if (bx_utf8_next(&at, marks + sizeof marks - 1) == code)
            return true;
    return false;
}

static bool only_marks(bx_str text)
{
    for (const char *at = text.at, *end = text.at + text.len; at < end;)
        if (!is_mark(bx_utf8_next(&at, end)))
            return false;
    return true;
}

/* Context does not reach over a paragraph's edge. */
static size_t context_start(const bx_letters *letters, size_t at)
{
    size_t start = at;

    while (start > 0 && at - start < CONTEXT && letters->letters[start - 1].code != '\n')
        start--;
    return start;
}

static size_t context_end(const bx_letters *letters, size_t at)
{
    size_t end = at;

    while (end < letters->count && end - at < CONTEXT && letters->letters[end].code != '\n')
        end++;
    return end;
}

static void add_edit(comparing *x, const bx_story_change *story, const bx_letters *a,
                     const bx_letters *b, bx_hunk hunk, bx_edit_kind kind)
{
    bx_edit edit = {.kind = kind,
                    .story = story->id,
                    .part = b->part.len > 0 ? b->part : a->part,
                    .old_text = bx_letters_text(x->arena, a, hunk.a, hunk.a_end),
                    .new_text = bx_letters_text(x->arena, b, hunk.b, hunk.b_end),
                    .old_spot = bx_letters_spot(a, hunk.a, hunk.a_end),
                    .new_spot = bx_letters_spot(b, hunk.b, hunk.b_end),
                    .stream = x->streams.len,
                    .a = hunk.a,
                    .a_end = hunk.a_end,
                    .b = hunk.b,
                    .b_end = hunk.b_end};

    edit.before = bx_letters_text(x->arena, b, context_start(b, hunk.b), hunk.b);
    edit.after = bx_letters_text(x->arena, b, hunk.b_end, context_end(b, hunk.b_end));
    edit.digits = has_digit(edit.old_text) || has_digit(edit.new_text);
    edit.marks = only_marks(edit.old_text) && only_marks(edit.new_text);
    if (bx_is_masked(x->c->masks, x->c->mask_count, edit.part, edit.story))
        x->c->masked++;
    else
        BX_PUSH(x->arena, x->edits, edit);
}

static bool same_letters(const bx_letter *a, const bx_letter *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].code != b[i].code)
            return false;
    return true;
}

/* Whether ONE and TWO are a word taken out and the same put in a few letters on, or back (对调). */
static bool is_swap(const bx_letters *a, const bx_letters *b, const bx_hunk *one,
                    const bx_hunk *two)
{
    size_t taken = one->a_end - one->a, put = one->b_end - one->b, between = two->a - one->a_end;

    if (between == 0 || between > LONGEST_SWAP || taken + put > LONGEST_SWAP)
        return false;
    if (put == 0 && two->a == two->a_end && two->b_end - two->b == taken)
        return same_letters(a->letters + one->a, b->letters + two->b, taken);
    if (taken == 0 && two->b == two->b_end && two->a_end - two->a == put)
        return same_letters(b->letters + one->b, a->letters + two->a, put);
    return false;
}

/* Blanks that came or went where neither version ends a line. */
static void add_blanks(comparing *x, const bx_story_change *story, const bx_letters *a,
                       const bx_letters *b, const size_t *match)
{
    for (size_t i = 1; i < a->count; i++) {
        size_t j = match[i];
        const bx_letter *old_letter = &a->letters[i], *new_letter;
        bx_edit *edit;
        size_t before = x->edits.len;

        if (j == SIZE_MAX || j == 0 || match[i - 1] != j - 1)
            continue;
        new_letter = &b->letters[j];
        if (old_letter->blank == new_letter->blank || old_letter->starts_line ||
            new_letter->starts_line)
            continue;
        add_edit(x, story, a, b, (bx_hunk){i, i, j, j},
                 !old_letter->blank   ? BX_EDIT_INSERT
                 : !new_letter->blank ? BX_EDIT_DELETE
                                      : BX_EDIT_REPLACE);
        if (x->edits.len == before)
            continue;
        edit = &x->edits.at[before];
        edit->old_text = bx_str_of(old_letter->blank == ' ' ? " " : old_letter->blank ? "　" : "");
        edit->new_text = bx_str_of(new_letter->blank == ' ' ? " " : new_letter->blank ? "　" : "");
    }
}

static bool in_word(uint32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
           (code >= 'a' && code <= 'z') || code == '.' || code == '%';
}

/* Whether people would call ONE and TWO a single change: within one figure or Latin word, or a
 * letter taken out and another put in with one between (海湾, 大海). */
static bool is_one_change(const bx_letters *a, const bx_hunk *one, const bx_hunk *two)
{
    bool crossed = (one->a == one->a_end && two->b == two->b_end) ||
                   (one->b == one->b_end && two->a == two->a_end);

    if (two->a - one->a_end == 1 && crossed && a->letters[one->a_end].code != '\n')
        return true;
    for (size_t i = one->a_end; i < two->a; i++)
        if (!in_word(a->letters[i].code) || (i > one->a_end && a->letters[i].blank))
            return false;
    return two->a - one->a_end <= CONTEXT;
}

static void add_edits(comparing *x, const bx_story_change *story, const bx_letters *a,
                      const bx_letters *b, const bx_hunk *hunks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bx_hunk hunk = hunks[i];
        bx_edit_kind kind;

        if (i + 1 < count && is_swap(a, b, &hunk, &hunks[i + 1])) {
            hunk.a_end = hunks[i + 1].a_end;
            hunk.b_end = hunks[i + 1].b_end;
            i++;
            add_edit(x, story, a, b, hunk, BX_EDIT_SWAP);
            continue;
        }
        for (; i + 1 < count && is_one_change(a, &hunk, &hunks[i + 1]); i++) {
            hunk.a_end = hunks[i + 1].a_end;
            hunk.b_end = hunks[i + 1].b_end;
        }
        kind = hunk.a == hunk.a_end   ? BX_EDIT_INSERT
               : hunk.b == hunk.b_end ? BX_EDIT_DELETE
                                      : BX_EDIT_REPLACE;
        add_edit(x, story, a, b, hunk, kind);
    }
}

/* ---- lines ---- */

static bool same_place(const bx_letter *a, const bx_letter *b)
{
    return bx_str_eq(a->page->label, b->page->label) && a->line->box.x == b->line->box.x &&
           a->line->box.y == b->line->box.y;
}

/* Looks at the lines of B: those whose words all stayed begin and end where they did, or flow anew.
 */
static void count_lines(const bx_letters *a, const bx_letters *b, const size_t *match, size_t *back,
                        bx_reflow *reflow)
{
    for (size_t j = 0; j < b->count; j++)
        back[j] = SIZE_MAX;
    for (size_t i = 0; i < a->count; i++) {
        if (match[i] != SIZE_MAX)
            back[match[i]] = i;
        reflow->old_lines += a->letters[i].ends_line;
    }
    for (size_t j = 0, end; j < b->count; j = end) {
        bool kept = back[j] != SIZE_MAX;

        for (end = j + 1; end < b->count && !b->letters[end].starts_line; end++)
            kept &= back[end] != SIZE_MAX && back[end] == back[end - 1] + 1;
        if (b->letters[j].code == '\n')
            continue;
        reflow->new_lines++;
        if (!kept)
            continue;
        if (!a->letters[back[j]].starts_line || !a->letters[back[end - 1]].ends_line) {
            if (reflow->reflowed++ == 0)
                reflow->first = bx_letters_spot(b, j, end);
        } else if (!same_place(&a->letters[back[j]], &b->letters[j])) {
            reflow->shifted++;
        }
    }
}

/* ---- a story ---- */

static uint32_t *codes_of(bx_arena *arena, const bx_letters *letters)
{
    uint32_t *codes = BX_NEW_ARRAY(arena, uint32_t, letters->count + 1);

    for (size_t i = 0; i < letters->count; i++)
        codes[i] = letters->letters[i].code;
    return codes;
}

static void compare_part(comparing *x, bx_story_change *story, const bx_letters *a,
                         const bx_letters *b)
{
    bx_stream stream = {.part = b->part.len > 0 ? b->part : a->part,
                        .a = codes_of(x->arena, a),
                        .b = codes_of(x->arena, b),
                        .a_len = a->count,
                        .b_len = b->count,
                        .match = BX_NEW_ARRAY(x->arena, size_t, a->count + 1)};
    size_t count;
    bx_hunk *hunks =
        bx_diff_text(x->arena, stream.a, a->count, stream.b, b->count, stream.match, &count);

    add_edits(x, story, a, b, hunks, count);
    add_blanks(x, story, a, b, stream.match);
    count_lines(a, b, stream.match, BX_NEW_ARRAY(x->arena, size_t, b->count + 1), &story->reflow);
    BX_PUSH(x->arena, x->streams, stream);
}

static const bx_letters *find_part(const bx_letters *list, size_t count, bx_str part)
{
    static const bx_letters none;

    for (size_t i = 0; i < count; i++)
        if (bx_str_eq(list[i].part, part))
            return &list[i];
    return &none;
}

/* Pages and slots that a story stands in, in the order of pages. */
static const bx_str *list_places(bx_arena *arena, const bx_proof_run *run, bx_str story,
                                 size_t *count, bx_spot *first)
{
    BX_VEC(bx_str) places = {0};

    for (size_t i = 0; i < run->page_count; i++)
        for (size_t j = 0; j < run->pages[i].box_count; j++) {
            const bx_proof_box *box = &run->pages[i].boxes[j];
            bx_str place;
            size_t k = 0;

            if (story.len == 0 || !bx_str_eq(box->story, story))
                continue;
            if (!first->page.len ||
                (first->source.line == 0 && box->source.line > 0 && places.len == 1))
                *first = bx_box_spot(&run->pages[i], box);
            place = box->slot.len == 0
                        ? run->pages[i].label
                        : bx_str_printf(arena, "%.*s.%.*s", BX_FMT(run->pages[i].label),
                                        BX_FMT(box->slot));
            while (k < places.len && !bx_str_eq(places.at[k], place))
                k++;
            if (k == places.len)
                BX_PUSH(arena, places, place);
        }
    *count = places.len;
    return places.at;
}

static bool same_list(const bx_str *a, size_t a_count, const bx_str *b, size_t b_count)
{
    for (size_t i = 0; i < a_count && a_count == b_count; i++)
        if (!bx_str_eq(a[i], b[i]))
            return false;
    return a_count == b_count;
}

static bool has_changed(const bx_story_change *story)
{
    return story->added || story->gone || story->moved || story->edit_count > 0 ||
           story->reflow.reflowed > 0 || story->reflow.shifted > 0 ||
           !bx_str_eq(story->id, story->old_id);
}

static void compare_words(comparing *x, bx_story_change *story)
{
    size_t a_count, b_count;
    bx_letters *a = bx_gather_letters(x->arena, x->c->old_run, story->old_id, &a_count);
    bx_letters *b = bx_gather_letters(x->arena, x->c->new_run, story->id, &b_count);

    memset(&x->edits, 0, sizeof x->edits);
    memset(&x->streams, 0, sizeof x->streams);
    for (size_t i = 0; i < b_count; i++)
        compare_part(x, story, find_part(a, a_count, b[i].part), &b[i]);
    for (size_t i = 0; i < a_count; i++)
        if (!find_part(b, b_count, a[i].part)->letters)
            compare_part(x, story, &a[i], find_part(b, b_count, a[i].part));
    story->edits = x->edits.at;
    story->edit_count = x->edits.len;
    story->streams = x->streams.at;
    story->stream_count = x->streams.len;
}

static bx_story_change compare_story(comparing *x, bx_str old_id, bx_str id)
{
    bx_story_change story = {
        .old_id = old_id, .id = id, .added = old_id.len == 0, .gone = id.len == 0};

    story.from = list_places(x->arena, x->c->old_run, old_id, &story.from_count, &story.old_spot);
    story.to = list_places(x->arena, x->c->new_run, id, &story.to_count, &story.new_spot);
    story.file = story.gone ? story.old_spot.source.file : story.new_spot.source.file;
    if (story.added || story.gone) {
        story.id = story.gone ? old_id : id;
        return story;
    }
    story.moved = !same_list(story.from, story.from_count, story.to, story.to_count);
    compare_words(x, &story);
    return story;
}

/* ---- pairing ---- */

static bx_str *list_ids(bx_arena *arena, const bx_proof_run *run, size_t *count)
{
    BX_VEC(bx_str) ids = {0};

    for (size_t i = 0; i < run->page_count; i++)
        for (size_t j = 0; j < run->pages[i].box_count; j++) {
            bx_str id = run->pages[i].boxes[j].story;
            size_t k = ids.len;

            while (k > 0 && !bx_str_eq(ids.at[k - 1], id))
                k--;
            if (id.len > 0 && k == 0)
                BX_PUSH(arena, ids, id);
        }
    *count = ids.len;
    return ids.at;
}

static bool holds(const bx_str *ids, size_t count, bx_str id)
{
    for (size_t i = 0; i < count; i++)
        if (bx_str_eq(ids[i], id))
            return true;
    return false;
}

/* All words of a story, to know it by. */
static bx_str words_of(bx_arena *arena, const bx_proof_run *run, bx_str id)
{
    size_t count;
    bx_letters *parts = bx_gather_letters(arena, run, id, &count);
    bx_str words = {"", 0};

    for (size_t i = 0; i < count; i++) {
        bx_str text = bx_letters_text(arena, &parts[i], 0, parts[i].count);

        words = bx_str_printf(arena, "%.*s\n%.*s", BX_FMT(words), BX_FMT(text));
    }
    return words;
}

/* The old id of a story that has a new one: no longer used, and with the same words. */
static bx_str find_old_id(comparing *x, bx_str id, const bx_str *olds, size_t old_count,
                          const bx_str *news, size_t new_count)
{
    bx_str words = words_of(x->arena, x->c->new_run, id);

    for (size_t i = 0; i < old_count; i++)
        if (!holds(news, new_count, olds[i]) && words.len > 0 &&
            bx_str_eq(words, words_of(x->arena, x->c->old_run, olds[i])))
            return olds[i];
    return (bx_str){"", 0};
}

static bx_str title_of(const bx_proof_run *run, bx_str id)
{
    for (size_t i = 0; i < run->story_count; i++)
        if (bx_str_eq(run->stories[i].name, id))
            return run->stories[i].value;
    return (bx_str){"", 0};
}

void bx_compare_stories(bx_arena *arena, bx_comparison *comparison)
{
    comparing whole = {.arena = arena, .c = comparison}, *x = &whole;
    size_t old_count, new_count;
    bx_str *olds = list_ids(x->arena, x->c->old_run, &old_count);
    bx_str *news = list_ids(x->arena, x->c->new_run, &new_count);
    bool *taken = BX_NEW_ARRAY(x->arena, bool, old_count + 1);
    BX_VEC(bx_story_change) changes = {0};

    for (size_t i = 0; i < new_count; i++) {
        bx_str old_id = holds(olds, old_count, news[i])
                            ? news[i]
                            : find_old_id(x, news[i], olds, old_count, news, new_count);
        bx_story_change story = compare_story(x, old_id, news[i]);

        for (size_t k = 0; k < old_count; k++)
            taken[k] |= bx_str_eq(olds[k], old_id);
        story.title = title_of(x->c->new_run, news[i]);
        if (has_changed(&story))
            BX_PUSH(x->arena, changes, story);
        else
            x->c->same_stories++;
    }
    for (size_t i = 0; i < old_count; i++)
        if (!taken[i]) {
            bx_story_change story = compare_story(x, olds[i], (bx_str){"", 0});

            story.title = title_of(x->c->old_run, olds[i]);
            BX_PUSH(x->arena, changes, story);
        }
    x->c->stories = changes.at;
    x->c->story_count = changes.len;
}
