/* read/crosscheck.c - stories, pages and slots of an issue against each other (互校).
 *
 * Whether a slot exists in its page's layout is not known here: places.c asks the paper.
 */
#include "read/reader.h"

#include <stdlib.h>

/* A slot that something stands in. */
typedef struct {
    bx_str page, slot;
    bx_str story; /* empty: an advertisement */
    bool in_flow; /* named by a flow, not by `place` */
    bx_span where;
} use;

typedef struct {
    bx_arena *arena;
    const bx_issue *issue;
    bx_diags *diags;
    BX_VEC(use) uses;
    const use **first; /* for each story the use named first in the file, or NULL */
} checker;

/* Nobody reads the hints of more. */
enum { MOST_HINTS = 1000 };

void bx_report_no_story(bx_arena *arena, const bx_issue *issue, bx_str id, bx_span where,
                        bx_diags *diags)
{
    const char *nearest = NULL;
    if (bx_diags_count(diags, BX_ERROR) < MOST_HINTS) {
        const char **ids = BX_NEW_ARRAY(arena, const char *, issue->story_count + 1);
        for (size_t i = 0; i < issue->story_count; i++)
            ids[i] = issue->stories[i].id.at;
        nearest = bx_nearest(id, ids, issue->story_count);
    }
    bx_report(diags, BX_ERROR, "no-such-story", where, "no story '%.*s' in articles/", BX_FMT(id));
    if (nearest == NULL)
        return;
    const bx_story *story = bx_find_story(issue, bx_str_of(nearest));
    if (story->short_title.len == 0)
        bx_hint(diags, BX_NOWHERE, "did you mean '%s'?", nearest);
    else
        bx_hint(diags, BX_NOWHERE, "did you mean '%s' (%.*s)?", nearest, BX_FMT(story->short_title));
}

static const bx_flow_plan *find_flow(const bx_issue *issue, bx_str story)
{
    for (size_t i = 0; i < issue->flow_count; i++)
        if (bx_str_eq(issue->flows[i].story->id, story))
            return &issue->flows[i];
    return NULL;
}

static bool flow_holds(const bx_flow_plan *flow, bx_str page, bx_str slot)
{
    for (size_t i = 0; i < flow->slot_count; i++)
        if (bx_str_eq(flow->slots[i].page, page) && bx_str_eq(flow->slots[i].slot, slot))
            return true;
    return false;
}

/* ---- slots ---- */

static void report_taken(const checker *c, const use *now, const use *before)
{
    bx_report(c->diags, BX_ERROR, "slot-taken", now->where, "slot '%.*s.%.*s' is taken",
              BX_FMT(now->page), BX_FMT(now->slot));
    if (before->story.len > 0)
        bx_hint(c->diags, before->where, "story '%.*s' stands there", BX_FMT(before->story));
    else
        bx_hint(c->diags, before->where, "an advertisement stands there");
}

static void add_use(checker *c, use now)
{
    for (size_t i = 0; i < c->uses.len; i++) {
        const use *before = &c->uses.at[i];
        if (!bx_str_eq(before->slot, now.slot) || !bx_str_eq(before->page, now.page))
            continue;
        /* A story's first slot is named by `place` and by its flow. */
        bool same = now.story.len > 0 && bx_str_eq(before->story, now.story) && !before->in_flow;
        if (same && now.in_flow)
            continue;
        report_taken(c, &now, before);
        return;
    }
    BX_PUSH(c->arena, c->uses, now);
}

static void gather_uses(checker *c)
{
    const bx_issue *issue = c->issue;
    for (size_t i = 0; i < issue->page_count; i++) {
        for (size_t k = 0; k < issue->pages[i].place_count; k++) {
            const bx_placement *place = &issue->pages[i].places[k];
            if (place->story.len == 0)
                continue;
            if (bx_find_story(issue, place->story) == NULL)
                bx_report_no_story(c->arena, issue, place->story, place->story_where, c->diags);
            add_use(c, (use){issue->pages[i].label, place->slot, place->story, false,
                             place->story_where});
        }
    }
    for (size_t i = 0; i < issue->flow_count; i++) {
        const bx_flow_plan *flow = &issue->flows[i];
        for (size_t k = 0; k < flow->slot_count; k++)
            add_use(c, (use){flow->slots[k].page, flow->slots[k].slot, flow->story->id, true,
                             flow->slots[k].where});
    }
    for (size_t i = 0; i < issue->ad_count; i++)
        add_use(c, (use){issue->ads[i].slot.page, issue->ads[i].slot.slot, BX_STR(""), false,
                         issue->ads[i].where});
}

/* ---- stories ---- */

/* A story stands in one slot, or in those of its flow. */
static void check_once(checker *c)
{
    for (size_t i = 0; i < c->uses.len; i++) {
        const use *now = &c->uses.at[i];
        const bx_story *story = now->story.len > 0 ? bx_find_story(c->issue, now->story) : NULL;
        if (story == NULL)
            continue;
        const use **first = &c->first[story - c->issue->stories];
        const bx_flow_plan *flow = find_flow(c->issue, now->story);
        bool in_flow = flow != NULL && flow_holds(flow, now->page, now->slot);
        if (*first == NULL && (flow == NULL || in_flow)) {
            *first = now;
            continue;
        }
        if (in_flow)
            continue;
        bx_report(c->diags, BX_ERROR, "placed-twice", now->where, "story '%.*s' is placed twice",
                  BX_FMT(now->story));
        if (*first != NULL)
            bx_hint(c->diags, (*first)->where, "it stands here, too");
        bx_hint(c->diags, BX_NOWHERE,
                "a story that goes on in another slot needs a line below 'flow'");
    }
}

static void check_unplaced(const checker *c)
{
    for (size_t i = 0; i < c->issue->story_count; i++) {
        const bx_story *story = &c->issue->stories[i];
        if (c->first[i] == NULL && !story->unread)
            bx_report(c->diags, BX_WARNING, "unplaced", story->where, "story '%.*s' is on no page",
                      BX_FMT(story->id));
    }
}

static void check_references(const checker *c, const bx_reference *references, size_t count,
                             bool placed)
{
    for (size_t i = 0; i < count; i++) {
        const bx_story *story = bx_find_story(c->issue, references[i].id);
        if (story == NULL)
            bx_report_no_story(c->arena, c->issue, references[i].id, references[i].where, c->diags);
        else if (placed && c->first[story - c->issue->stories] == NULL)
            bx_report(c->diags, BX_ERROR, "unplaced-target", references[i].where,
                      "story '%.*s' is on no page that one could refer to", BX_FMT(story->id));
    }
}

void bx_check_issue(bx_arena *arena, const bx_issue *issue, const bx_reference *references,
                    size_t count, bool placed, bx_diags *diags)
{
    checker c = {.arena = arena,
                 .issue = issue,
                 .diags = diags,
                 .first = BX_NEW_ARRAY(arena, const use *, issue->story_count + 1)};
    if (placed) {
        gather_uses(&c);
        check_once(&c);
        check_unplaced(&c);
    }
    check_references(&c, references, count, placed);
}
