/* read/story.c - a story: front matter, fields, body, and the account of its characters (稿件).
 */
#include "read/reader.h"

#include <stdlib.h>

#include "read/limits.h"

/* ---- front matter ---- */

typedef struct {
    uint32_t yaml_start, yaml_end, body;
    bool found;
} front_matter;

/* True for a line of three hyphens at AT; *NEXT is the line after it. */
static bool is_fence(bx_str text, uint32_t at, uint32_t *next)
{
    const char *found = memchr(text.at + at, '\n', text.len - at);
    uint32_t end = found == NULL ? (uint32_t)text.len : (uint32_t)(found - text.at);
    *next = found == NULL ? end : end + 1;
    if (end - at < 3 || memcmp(text.at + at, "---", 3) != 0)
        return false;
    for (uint32_t i = at + 3; i < end; i++)
        if (text.at[i] != ' ' && text.at[i] != '\r')
            return false;
    return true;
}

static front_matter find_front_matter(const bx_reader *r)
{
    bx_str text = r->source->text;
    front_matter front = {0};
    uint32_t next;
    if (!is_fence(text, 0, &next)) {
        bx_report(r->diags, BX_ERROR, "no-front-matter", bx_place(r, 0, 0),
                  "a story begins with a line '---', its keys, and another '---'");
        return front;
    }
    front.yaml_start = next;
    while (next < text.len) {
        uint32_t line = next;
        if (!is_fence(text, line, &next))
            continue;
        front.yaml_end = line;
        front.body = next;
        front.found = true;
        return front;
    }
    bx_report(r->diags, BX_ERROR, "no-front-matter", bx_place(r, 0, 3),
              "the line '---' that ends the keys is missing");
    front.body = (uint32_t)text.len;
    return front;
}

/* ---- fields ---- */

/* The title without ｜ and U+3000, for 导读 and jump heads. */
static bx_str plain_title(bx_arena *arena, const bx_text *title)
{
    size_t len = 0;
    for (size_t i = 0; i < title->count; i++)
        len += title->runs[i].text.len;
    char *plain = BX_NEW_ARRAY(arena, char, len + 1);
    len = 0;
    for (size_t i = 0; i < title->count; i++) {
        bx_str text = title->runs[i].text;
        for (size_t k = 0; k < text.len;) {
            bx_str rest = bx_str_slice(text, k, text.len);
            bool left_out = bx_str_starts(rest, "｜") || bx_str_starts(rest, "　");
            if (left_out)
                k += 3;
            else
                plain[len++] = text.at[k++];
        }
    }
    return (bx_str){plain, len};
}

static void read_photos(bx_reader *r, bx_map *map, bx_story *story)
{
    const bx_node *list = bx_map_find(map, "photos");
    if (list == NULL || list->kind == BX_NODE_NULL)
        return;
    if (list->kind != BX_NODE_LIST) {
        bx_report(r->diags, BX_ERROR, "wrong-type", list->where,
                  "'photos' is a list: each photo begins with '- '");
        return;
    }
    bx_photo *photos = BX_NEW_ARRAY(r->arena, bx_photo, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        photos[i] = *bx_read_photo_entry(r, &list->items[i]);
    story->photos = photos;
    story->photo_count = list->count;
}

static void read_title(bx_reader *r, bx_map *map, bx_story *story)
{
    bool given = bx_map_need(map, "title") != NULL;
    story->title = bx_read_field(r, map, "title", true);
    if (given && story->title.count == 0)
        bx_report(r->diags, BX_ERROR, "missing-key", bx_map_find(map, "title")->where,
                  "the title is empty");
    if (story->title.count > 0)
        story->where = story->title.where;
}

static void read_fields(bx_reader *r, const bx_node *node, bx_story *story)
{
    static const char *const DIRECTIONS[] = {"horizontal", "vertical", NULL};
    static const char *const CUTS[] = {"none", "tail", "marked", NULL};
    bx_map map;
    int direction = 0;
    int cut = BX_CUT_NONE;
    if (!bx_map_open(&map, r->arena, node, N_("story"), r->diags))
        return;
    story->column = bx_read_field(r, &map, "column", false);
    story->kicker = bx_read_field(r, &map, "kicker", true);
    read_title(r, &map, story);
    story->subtitle = bx_read_field(r, &map, "subtitle", true);
    story->summary = bx_read_field(r, &map, "summary", true);
    story->lead_in = bx_read_field(r, &map, "lead-in", false);
    story->byline = bx_read_field(r, &map, "byline", false);
    story->short_title = plain_title(r->arena, &story->title);
    story->short_title_where = story->title.where;
    if (bx_map_text(&map, "short-title", &story->short_title))
        story->short_title_where = bx_map_find(&map, "short-title")->where;
    bx_map_int(&map, "rank", 1, 4, &story->rank);
    bx_map_choice(&map, "direction", DIRECTIONS, &direction);
    bx_map_choice(&map, "cut", CUTS, &cut);
    story->vertical = direction == 1;
    story->cut = (bx_cut_rule)cut;
    read_photos(r, &map, story);
    bx_map_finish(&map);
}

/* ---- body ---- */

static void check_body(const bx_reader *r, const bx_story *story)
{
    bool has_text = false;
    bool has_picture = story->photo_count > 0;
    bool has_cut = false;
    for (size_t i = 0; i < story->block_count; i++) {
        bx_block_kind kind = story->blocks[i].kind;
        has_text = has_text || kind == BX_PARAGRAPH || kind == BX_VERSE;
        has_picture = has_picture || kind == BX_PICTURE;
        has_cut = has_cut || kind == BX_CUT;
    }
    if (story->block_count == 0 && !has_picture)
        bx_report(r->diags, BX_ERROR, "empty-body", story->where, "a story without text or photos");
    if (story->lead_in.count > 0 && !has_text)
        bx_report(r->diags, BX_ERROR, "lead-in", story->lead_in.where,
                  "no paragraph for this lead-in to stand before");
    if (story->cut == BX_CUT_MARKED && !has_cut)
        bx_report(r->diags, BX_WARNING, "no-cut-mark", story->where,
                  "'cut: marked' and no line '<<<' in the text");
}

/* ---- the account ---- */

typedef struct {
    const bx_fates *fates;
    size_t printed; /* slots of runs that are to be printed */
    bool whole;     /* every one of them is UNSEEN, or a ｜ */
} account;

static void count_slots(account *a, uint32_t slot, size_t len)
{
    if (slot == BX_GENERATED)
        return;
    for (size_t i = 0; i < len; i++) {
        uint8_t fate = a->fates->at[slot + i];
        a->printed += fate == BX_UNSEEN;
        a->whole = a->whole && (fate == BX_UNSEEN || fate == BX_MARKUP);
    }
}

static void count_text(account *a, const bx_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        count_slots(a, text->runs[i].ledger, text->runs[i].text.len);
        count_slots(a, text->runs[i].ruby_ledger, text->runs[i].ruby.len);
    }
}

static void count_photo(account *a, const bx_photo *photo)
{
    count_text(a, &photo->title);
    count_text(a, &photo->caption);
    count_text(a, &photo->credit);
}

static void count_blocks(account *a, const bx_block *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        count_text(a, &blocks[i].text);
        count_text(a, &blocks[i].marker);
        if (blocks[i].photo != NULL)
            count_photo(a, blocks[i].photo);
        const bx_table *table = blocks[i].table;
        for (size_t k = 0; table != NULL && k < table->row_count * table->column_count; k++)
            count_text(a, &table->cells[k]);
        count_blocks(a, blocks[i].children, blocks[i].child_count);
    }
}

/* In a story without errors every slot that is to be printed belongs to one run, and the other way
 * about. Anything else is a mistake of the reader, and no page may come of it. */
static void check_account(const bx_reader *r, const bx_story *story)
{
    account a = {.fates = r->fates, .whole = true};
    const bx_text *const FIELDS[] = {&story->column,   &story->kicker,  &story->title,
                                     &story->subtitle, &story->summary, &story->lead_in,
                                     &story->byline};
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        count_text(&a, FIELDS[i]);
    for (size_t i = 0; i < story->photo_count; i++)
        count_photo(&a, &story->photos[i]);
    count_blocks(&a, story->blocks, story->block_count);
    size_t unseen = 0;
    for (uint32_t i = story->ledger_start; i < story->ledger_end; i++)
        unseen += r->fates->at[i] == BX_UNSEEN;
    if (unseen != a.printed || !a.whole)
        bx_bug("%.*s: %zu characters' bytes to print, %zu in the story's text",
               BX_FMT(story->source->path), unseen, a.printed);
}

/* ---- stories ---- */

static int compare_fixes(const void *a, const void *b)
{
    uint32_t x = ((const bx_fix *)a)->where.start;
    uint32_t y = ((const bx_fix *)b)->where.start;
    return (x > y) - (x < y);
}

/* issues/DATE/photos for issues/DATE/articles/ID.md. */
static bx_str photo_folder(bx_arena *arena, bx_str path)
{
    size_t end = path.len;
    for (int i = 0; i < 2; i++) {
        while (end > 0 && path.at[end - 1] != '/')
            end--;
        if (i == 0 && end > 0)
            end--;
    }
    return bx_str_printf(arena, "%.*sphotos", (int)end, path.at);
}

const bx_story *bx_read_one_story(bx_reader *r, bx_str id)
{
    size_t errors = bx_diags_count(r->diags, BX_ERROR);
    bx_story *story = BX_NEW(r->arena, bx_story);
    story->id = id;
    story->source = r->source;
    story->rank = BX_DEFAULT_RANK;
    story->ledger_start = (uint32_t)r->fates->len;
    story->where = bx_place(r, 0, r->source->text.len < 3 ? 0 : 3);
    r->photo_folder = photo_folder(r->arena, r->source->path);
    r->fixes.at = NULL;
    r->fixes.len = r->fixes.cap = 0;

    front_matter front = find_front_matter(r);
    uint32_t end = (uint32_t)r->source->text.len;
    const bx_node *fields = NULL;
    if (front.found)
        fields = bx_yaml_read(r->arena, r->source, front.yaml_start, front.yaml_end, r->diags);
    if (fields != NULL)
        read_fields(r, fields, story);
    r->body_start = front.body;
    r->body_ledger = bx_ledger_add(r->arena, r->fates, end - front.body);
    story->body_ledger = r->body_ledger;
    story->body_start = r->body_start;
    story->blocks = bx_read_body(r, front.body, end, &story->block_count);
    story->ledger_end = (uint32_t)r->fates->len;
    story->unread = fields == NULL;
    if (fields != NULL)
        check_body(r, story);

    if (r->fixes.len > 0 && !r->damaged) {
        qsort(r->fixes.at, r->fixes.len, sizeof *r->fixes.at, compare_fixes);
        story->fixes = r->fixes.at;
        story->fix_count = r->fixes.len;
    }
    if (bx_diags_count(r->diags, BX_ERROR) == errors)
        check_account(r, story);
    return story;
}

const bx_story *bx_read_story(bx_arena *arena, const bx_tree *tree, const bx_source *source,
                              bx_str id, uint32_t *ledger, uint8_t **fates, bx_diags *diags)
{
    bx_arena *scratch = bx_arena_new();
    bx_fates all = {.at = *fates, .len = *ledger, .cap = *ledger};
    bx_reader r = {.arena = arena,
                   .scratch = scratch,
                   .tree = tree,
                   .source = source,
                   .diags = diags,
                   .fates = &all};
    const bx_story *story = bx_read_one_story(&r, id);
    *ledger = (uint32_t)all.len;
    *fates = all.at;
    bx_arena_free(scratch);
    return story;
}

bx_str bx_fixed_text(bx_arena *arena, const bx_story *story)
{
    bx_str text = story->source->text;
    size_t len = text.len;
    for (size_t i = 0; i < story->fix_count; i++)
        len += story->fixes[i].replacement.len;
    char *fixed = BX_NEW_ARRAY(arena, char, len + 1);
    size_t used = 0;
    size_t from = 0;
    for (size_t i = 0; i < story->fix_count; i++) {
        const bx_fix *fix = &story->fixes[i];
        memcpy(fixed + used, text.at + from, fix->where.start - from);
        used += fix->where.start - from;
        memcpy(fixed + used, fix->replacement.at, fix->replacement.len);
        used += fix->replacement.len;
        from = fix->where.end;
    }
    memcpy(fixed + used, text.at + from, text.len - from);
    return (bx_str){fixed, used + text.len - from};
}
