/* read/issue.c - one edition: issue.yaml and the stories beside it (期).
 *
 * What is written is read here; whether it fits together, crosscheck.c says, and whether the slots
 * exist in the paper's layouts, places.c.
 */
#include "read/reader.h"

#include <stdlib.h>

#include "read/limits.h"
#include "read/source.h"

typedef struct {
    bx_arena *arena;
    const bx_tree *tree;
    bx_str folder;
    bx_issue *issue;
    bx_page_plan *pages;
    bx_diags *diags;
} issue_reader;

/* ---- stories ---- */

static int compare_id(const void *id, const void *story)
{
    return bx_str_compare(*(const bx_str *)id, ((const bx_story *)story)->id);
}

static int compare_stories(const void *a, const void *b)
{
    return bx_str_compare(((const bx_story *)a)->id, ((const bx_story *)b)->id);
}

/* The first line of a file that may not be readable, so that even then the message has a place. */
static bx_span top_of(issue_reader *in, bx_str path)
{
    return (bx_span){bx_source_check(in->arena, path, BX_STR(""), in->diags), 0, 0};
}

/* The story of a file that could not be read: without it every place that names it would be told of, too. */
static bx_story stand_in(issue_reader *in, const bx_reader *r, bx_str path, bx_str id)
{
    bx_span where = top_of(in, path);
    uint32_t ledger = (uint32_t)r->fates->len;
    return (bx_story){.id = id, .source = where.source, .where = where, .rank = BX_DEFAULT_RANK, .unread = true,
                      .ledger_start = ledger, .ledger_end = ledger, .body_ledger = ledger};
}

static void read_stories(issue_reader *in, bx_reader *r)
{
    size_t count;
    bx_span issue = {in->issue->source, 0, 0};
    bx_str folder = bx_str_printf(in->arena, "%.*s/articles", BX_FMT(in->folder));
    const bx_str *names = bx_tree_list(in->arena, in->tree, folder, ".md", &count);
    if (count == 0)
        bx_report(in->diags, BX_ERROR, "no-stories", issue, "no stories in '%.*s'", BX_FMT(folder));
    if (count > BX_LIMIT_STORIES) {
        bx_report(in->diags, BX_ERROR, "story-limit", issue,
                  "%zu stories in '%.*s'; at most %d are read", count, BX_FMT(folder),
                  BX_LIMIT_STORIES);
        count = BX_LIMIT_STORIES;
    }
    bx_story *stories = BX_NEW_ARRAY(in->arena, bx_story, count + 1);
    for (size_t i = 0; i < count; i++) {
        bx_str path = bx_str_printf(in->arena, "%.*s/%.*s", BX_FMT(folder), BX_FMT(names[i]));
        size_t errors = bx_diags_count(in->diags, BX_ERROR);
        r->source = bx_tree_text(in->arena, in->tree, path, BX_LIMIT_STORY_BYTES, top_of(in, path),
                                 in->diags);
        r->damaged = bx_diags_count(in->diags, BX_ERROR) > errors;
        bx_str id = bx_str_copy(in->arena, bx_str_slice(names[i], 0, names[i].len - 3));
        stories[in->issue->story_count++] = r->source == NULL ? stand_in(in, r, path, id) : *bx_read_one_story(r, id);
    }
    qsort(stories, in->issue->story_count, sizeof *stories, compare_stories);
    in->issue->stories = stories;
    in->issue->fates = r->fates->at;
    in->issue->ledger_size = (uint32_t)r->fates->len;
}

const bx_story *bx_find_story(const bx_issue *issue, bx_str id)
{
    if (issue->story_count == 0)
        return NULL;
    return bsearch(&id, issue->stories, issue->story_count, sizeof *issue->stories, compare_id);
}

/* ---- the head ---- */

static int days_in(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : DAYS[month - 1];
}

/* "2025-05-09", and nothing else. */
static bool parse_date(bx_str text, bx_date *date)
{
    int parts[3] = {0};
    if (text.len != 10 || text.at[4] != '-' || text.at[7] != '-')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int *part = &parts[i < 4 ? 0 : i < 7 ? 1 : 2];
        if (i == 4 || i == 7)
            continue;
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *part = *part * 10 + (text.at[i] - '0');
    }
    if (parts[0] == 0 || parts[1] < 1 || parts[1] > 12 || parts[2] < 1 ||
        parts[2] > days_in(parts[0], parts[1]))
        return false;
    *date = (bx_date){parts[0], parts[1], parts[2]};
    return true;
}

static void read_date(issue_reader *in, bx_map *map)
{
    bx_issue *issue = in->issue;
    const bx_node *node = bx_map_need(map, "date");
    if (node == NULL || !bx_node_text(node, in->diags, &issue->date_text))
        return;
    issue->date_where = node->where;
    if (parse_date(issue->date_text, &issue->date))
        return;
    bx_report(in->diags, BX_ERROR, "bad-date", node->where, "'%.*s' is no date; one is 2025-05-09",
              BX_FMT(issue->date_text));
}

static void read_head(issue_reader *in, bx_map *map)
{
    static const char *const KINDS[] = {"normal", "extra", "special", NULL};
    bx_str version = {0};
    const bx_node *node = bx_map_need(map, "banxin");
    if (node != NULL && bx_node_text(node, in->diags, &version) && !bx_str_is(version, "1"))
        bx_report(in->diags, BX_ERROR, "bad-version", node->where,
                  "issue files of version '%.*s' are not read here, those of version 1 are",
                  BX_FMT(version));
    node = bx_map_need(map, "paper");
    if (node != NULL && bx_node_text(node, in->diags, &in->issue->paper) &&
        (in->issue->paper.len == 0 ||
         memchr(in->issue->paper.at, '/', in->issue->paper.len) != NULL))
        bx_report(in->diags, BX_ERROR, "bad-paper", node->where,
                  "'%.*s' is no name of a folder in layouts/", BX_FMT(in->issue->paper));
    read_date(in, map);
    node = bx_map_find(map, "number");
    if (node != NULL) {
        in->issue->number_where = node->where;
        bx_map_int(map, "number", 1, 99999, &in->issue->number);
    }
    int kind = 0;
    bx_map_choice(map, "kind", KINDS, &kind);
    in->issue->kind = bx_str_of(KINDS[kind]);
}

/* ---- pages ---- */

/* A1, B12, 3: the section's letter and the page, or the page alone. */
static bool is_label(bx_str text)
{
    size_t i = text.len > 0 && text.at[0] >= 'A' && text.at[0] <= 'Z' ? 1 : 0;
    size_t digits = text.len - i;
    if (digits < 1 || digits > 3 || text.at[i] == '0')
        return false;
    for (; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return true;
}

/* The two labels of "A2-A3". */
static bool part_spread(bx_page_plan *page)
{
    const char *dash = memchr(page->label.at, '-', page->label.len);
    if (dash == NULL)
        return false;
    page->left = bx_str_slice(page->label, 0, (size_t)(dash - page->label.at));
    page->right = bx_str_slice(page->label, page->left.len + 1, page->label.len);
    return is_label(page->left) && is_label(page->right);
}

static void check_label(issue_reader *in, bx_page_plan *page)
{
    page->left = page->right = page->label;
    if (page->kind == BX_PAGE_GUTTER && page->label.len > 0)
        return;
    if (page->kind == BX_PAGE_SPREAD && !part_spread(page)) {
        bx_report(in->diags, BX_ERROR, "bad-page", page->where,
                  "'%.*s' is no label of a spread; A2-A3 is", BX_FMT(page->label));
        return;
    }
    if (page->kind == BX_PAGE_SINGLE && !is_label(page->label))
        bx_report(in->diags, BX_ERROR, "bad-page", page->where,
                  "'%.*s' is no page label; A1 is, and 1 is", BX_FMT(page->label));
}

static void read_page(issue_reader *in, const bx_pair *pair, bx_page_plan *page)
{
    static const char *const INKS[] = {"4c", "k+red", "k", NULL};
    static const char *const KINDS[] = {"page", "gutter", "spread", NULL};
    bx_map map;
    int ink = BX_INK_4C, kind = BX_PAGE_SINGLE;
    *page = (bx_page_plan){
        .label = pair->key, .where = pair->key_where, .layout_where = pair->key_where};
    if (!bx_map_open(&map, in->arena, pair->value, N_("page"), in->diags)) {
        check_label(in, page);
        return;
    }
    bx_map_choice(&map, "kind", KINDS, &kind);
    page->kind = (bx_page_kind)kind;
    check_label(in, page);
    const bx_node *layout = bx_map_need(&map, "layout");
    if (layout != NULL && bx_node_text(layout, in->diags, &page->layout))
        page->layout_where = layout->where;
    bx_map_text(&map, "title", &page->title);
    bx_map_text(&map, "editor", &page->editor);
    bx_map_text(&map, "designer", &page->designer);
    bx_map_text(&map, "proof", &page->proof);
    bx_map_text(&map, "reviewer", &page->reviewer);
    bx_map_choice(&map, "ink", INKS, &ink);
    page->ink = (bx_ink_plan)ink;
    bx_map_finish(&map);
}

static void read_pages(issue_reader *in, bx_map *map)
{
    const bx_node *node = bx_map_need(map, "pages");
    bx_map pages;
    if (node == NULL || !bx_map_open(&pages, in->arena, node, N_("pages"), in->diags))
        return;
    size_t count = node->count;
    if (count > BX_LIMIT_PAGES) {
        bx_report(in->diags, BX_ERROR, "page-limit", node->pairs[BX_LIMIT_PAGES].key_where,
                  "%zu pages; at most %d are read", count, BX_LIMIT_PAGES);
        count = BX_LIMIT_PAGES;
    }
    in->pages = BX_NEW_ARRAY(in->arena, bx_page_plan, count + 1);
    for (size_t i = 0; i < count; i++)
        read_page(in, &node->pairs[i], &in->pages[i]);
    in->issue->pages = in->pages;
    in->issue->page_count = count;
}

static bx_page_plan *find_page(const issue_reader *in, bx_str label)
{
    for (size_t i = 0; i < in->issue->page_count; i++)
        if (bx_str_eq(in->pages[i].label, label))
            return &in->pages[i];
    return NULL;
}

static void report_no_page(issue_reader *in, bx_str label, bx_span where)
{
    size_t count = in->issue->page_count;
    const char **labels = BX_NEW_ARRAY(in->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        labels[i] = bx_str_c(in->arena, in->pages[i].label);
    const char *nearest = bx_nearest(label, labels, count);
    bx_report(in->diags, BX_ERROR, "no-such-page", where, "this issue has no page '%.*s'",
              BX_FMT(label));
    if (nearest != NULL)
        bx_hint(in->diags, BX_NOWHERE, "did you mean '%s'?", nearest);
}

/* ---- what stands where ---- */

static void read_page_places(issue_reader *in, const bx_pair *pair)
{
    bx_page_plan *page = find_page(in, pair->key);
    bx_map map;
    if (page == NULL)
        report_no_page(in, pair->key, pair->key_where);
    if (pair->value->kind == BX_NODE_NULL ||
        !bx_map_open(&map, in->arena, pair->value, N_("place"), in->diags))
        return;
    bx_placement *places = BX_NEW_ARRAY(in->arena, bx_placement, pair->value->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < pair->value->count; i++) {
        const bx_pair *slot = &pair->value->pairs[i];
        bx_placement place = {
            .slot = slot->key, .slot_where = slot->key_where, .story_where = slot->value->where};
        if (slot->value->kind != BX_NODE_NULL &&
            !bx_node_text(slot->value, in->diags, &place.story))
            continue;
        places[count++] = place;
    }
    if (page != NULL) {
        page->places = places;
        page->place_count = count;
    }
}

static void read_places(issue_reader *in, bx_map *map)
{
    const bx_node *node = bx_map_find(map, "place");
    bx_map pages;
    if (node == NULL || node->kind == BX_NODE_NULL ||
        !bx_map_open(&pages, in->arena, node, N_("place"), in->diags))
        return;
    for (size_t i = 0; i < node->count; i++)
        read_page_places(in, &node->pairs[i]);
}

/* "A1.third" */
static bool read_slot(issue_reader *in, bx_str text, bx_span where, bx_slot_ref *slot)
{
    const char *dot = text.len > 0 ? memchr(text.at, '.', text.len) : NULL;
    size_t at = dot == NULL ? text.len : (size_t)(dot - text.at);
    if (at == 0 || at + 1 >= text.len) {
        bx_report(in->diags, BX_ERROR, "bad-slot", where, "'%.*s' is no slot; one is A1.lead",
                  BX_FMT(text));
        return false;
    }
    *slot = (bx_slot_ref){.page = bx_str_slice(text, 0, at),
                          .slot = bx_str_slice(text, at + 1, text.len),
                          .where = where};
    if (find_page(in, slot->page) == NULL)
        report_no_page(in, slot->page, where);
    return true;
}

static void read_flow(issue_reader *in, const bx_pair *pair, bx_flow_plan *flow)
{
    const bx_node *list = pair->value;
    *flow = (bx_flow_plan){.story = bx_find_story(in->issue, pair->key), .where = pair->key_where};
    if (list->kind != BX_NODE_LIST) {
        bx_report(in->diags, BX_ERROR, "wrong-type", list->where,
                  "a flow is a list of slots: [A1.lead, A2.cont]");
        return;
    }
    bx_slot_ref *slots = BX_NEW_ARRAY(in->arena, bx_slot_ref, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        bx_str text;
        if (bx_node_text(&list->items[i], in->diags, &text) &&
            read_slot(in, text, list->items[i].where, &slots[flow->slot_count]))
            flow->slot_count++;
    }
    flow->slots = slots;
}

static void read_flows(issue_reader *in, bx_map *map)
{
    const bx_node *node = bx_map_find(map, "flow");
    bx_map flows;
    if (node == NULL || node->kind == BX_NODE_NULL ||
        !bx_map_open(&flows, in->arena, node, N_("flow"), in->diags))
        return;
    bx_flow_plan *plans = BX_NEW_ARRAY(in->arena, bx_flow_plan, node->count + 1);
    for (size_t i = 0; i < node->count; i++) {
        bx_flow_plan *plan = &plans[in->issue->flow_count];
        read_flow(in, &node->pairs[i], plan);
        if (plan->story != NULL && plan->slots != NULL)
            in->issue->flow_count++;
        else if (plan->story == NULL)
            bx_report_no_story(in->arena, in->issue, node->pairs[i].key, node->pairs[i].key_where,
                               in->diags);
    }
    in->issue->flows = plans;
}

static void read_ad(issue_reader *in, const bx_pair *pair, bx_ad *ad)
{
    bx_map map;
    ad->where = pair->key_where;
    if (!bx_map_open(&map, in->arena, pair->value, N_("advertisement"), in->diags))
        return;
    bx_str file = {0};
    const bx_node *node = bx_map_need(&map, "file");
    if (node != NULL && bx_node_text(node, in->diags, &file)) {
        bool absolute = bx_str_starts(file, "/");
        ad->file = absolute
                       ? file
                       : bx_str_printf(in->arena, "%.*s/%.*s", BX_FMT(in->folder), BX_FMT(file));
        bx_tree_check(in->arena, in->tree, ad->file, node->where, in->diags);
    }
    bx_map_text(&map, "name", &ad->name);
    bx_map_bool(&map, "marked", &ad->marked);
    bx_map_finish(&map);
}

static void read_ads(issue_reader *in, bx_map *map)
{
    const bx_node *node = bx_map_find(map, "ads");
    bx_map ads;
    if (node == NULL || node->kind == BX_NODE_NULL ||
        !bx_map_open(&ads, in->arena, node, N_("ads"), in->diags))
        return;
    bx_ad *list = BX_NEW_ARRAY(in->arena, bx_ad, node->count + 1);
    for (size_t i = 0; i < node->count; i++) {
        const bx_pair *pair = &node->pairs[i];
        bx_ad *ad = &list[in->issue->ad_count];
        read_ad(in, pair, ad);
        if (read_slot(in, pair->key, pair->key_where, &ad->slot))
            in->issue->ad_count++;
    }
    in->issue->ads = list;
}

/* ---- the issue ---- */

const bx_issue *bx_read_issue(bx_arena *arena, const bx_tree *tree, bx_str folder, bx_diags *diags)
{
    bx_issue *issue = BX_NEW(arena, bx_issue);
    issue_reader in = {
        .arena = arena, .tree = tree, .folder = folder, .issue = issue, .diags = diags};
    bx_str path = bx_str_printf(arena, "%.*s/issue.yaml", BX_FMT(folder));
    issue->folder = folder;
    issue->kind = BX_STR("normal");
    issue->source = bx_tree_text(arena, tree, path, BX_LIMIT_YAML_BYTES, BX_NOWHERE, diags);
    if (issue->source == NULL)
        return NULL;

    bx_fates fates = {0};
    bx_reader r = {
        .arena = arena, .scratch = bx_arena_new(), .tree = tree, .diags = diags, .fates = &fates};
    read_stories(&in, &r);
    bx_arena_free(r.scratch);
    const bx_node *node =
        bx_yaml_read(arena, issue->source, 0, (uint32_t)issue->source->text.len, diags);
    bx_map map;
    bool readable = node != NULL && bx_map_open(&map, arena, node, N_("issue"), diags);
    if (readable) {
        read_head(&in, &map);
        read_pages(&in, &map);
        read_places(&in, &map);
        read_flows(&in, &map);
        read_ads(&in, &map);
        bx_map_finish(&map);
    }
    bx_check_issue(arena, issue, r.references.at, r.references.len, readable, diags);
    return issue;
}
