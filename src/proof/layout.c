/* proof/layout.c - layout.json, fit.json and manifest.json read back (读回). */
#include <stdlib.h>

#include "proof/inside.h"

/* ---- values ---- */

typedef struct {
    bx_arena *arena;
} reading;

static size_t size_of(const bx_value *array)
{
    return array && array->kind == BX_VALUE_ARRAY ? array->count : 0;
}

static bool is_array(const bx_value *value)
{
    return value && value->kind == BX_VALUE_ARRAY;
}

static bool is_number(const bx_value *value)
{
    return value && value->kind == BX_VALUE_NUMBER;
}

static bool is_true(const bx_value *value)
{
    return value && value->kind == BX_VALUE_TRUE;
}

static bx_str text_of(const bx_value *object, const char *key)
{
    const bx_value *value = bx_find_value(object, key);

    if (!value || value->kind != BX_VALUE_TEXT)
        return (bx_str){"", 0};
    return value->text;
}

static int64_t number_of(const bx_value *object, const char *key, int64_t otherwise)
{
    const bx_value *value = bx_find_value(object, key);

    return is_number(value) ? value->number : otherwise;
}

/* Numbers of a file are not to be trusted: out of range is none. */
static int int_of(const bx_value *object, const char *key)
{
    int64_t value = number_of(object, key, 0);

    return value > INT32_MAX || value < INT32_MIN ? 0 : (int)value;
}

static int item_of(const bx_value *array, size_t index)
{
    const bx_value *value = bx_find_item(array, index);
    int64_t number = is_number(value) ? value->number : 0;

    return number > INT32_MAX || number < INT32_MIN ? 0 : (int)number;
}

static bx_rect box_of(const bx_value *object)
{
    const bx_value *box = bx_find_value(object, "box");

    return (bx_rect){item_of(box, 0), item_of(box, 1), item_of(box, 2), item_of(box, 3)};
}

static size_t list_of(const bx_value *object, const char *key, const bx_value **list)
{
    *list = bx_find_value(object, key);
    return size_of(*list);
}

/* ---- boxes ---- */

static bx_proof_line line_of(const bx_value *json)
{
    bx_proof_line line = {.box = box_of(json),
                          .text = text_of(json, "text"),
                          .byte = number_of(json, "byte", -1),
                          .line = int_of(json, "line"),
                          .col = int_of(json, "col")};
    const bx_value *clusters = bx_find_value(json, "clusters");

    if (clusters && clusters->kind == BX_VALUE_UNREAD)
        line.clusters = clusters->text;
    return line;
}

static bx_proof_place place_of(const bx_value *box)
{
    const bx_value *source = bx_find_value(box, "source");

    return (bx_proof_place){.file = text_of(source, "file"),
                            .byte = item_of(bx_find_value(source, "byte"), 0),
                            .line = int_of(source, "line"),
                            .col = int_of(source, "col")};
}

static void add_art(const bx_value *json, bx_proof_box *box)
{
    const bx_value *photo = bx_find_value(json, "photo"), *ad = bx_find_value(json, "ad");
    const bx_value *crop = bx_find_value(photo, "crop");

    box->file = text_of(photo ? photo : ad, "file");
    for (size_t i = 0; i < 4; i++)
        box->crop[i] = item_of(crop, i);
}

static bx_proof_box read_box(const reading *r, const bx_value *json)
{
    const bx_value *lines;
    size_t count = list_of(json, "lines", &lines);
    bx_proof_line *into = BX_NEW_ARRAY(r->arena, bx_proof_line, count + 1);
    bx_proof_box box = {.kind = text_of(json, "kind"),
                        .part = text_of(json, "part"),
                        .slot = text_of(json, "slot"),
                        .story = text_of(json, "story"),
                        .face = text_of(json, "face"),
                        .ink = text_of(json, "ink"),
                        .box = box_of(json),
                        .size = int_of(json, "size"),
                        .source = place_of(json),
                        .lines = into,
                        .line_count = count,
                        .overset = is_true(bx_find_value(json, "overset"))};

    for (size_t i = 0; i < count; i++)
        into[i] = line_of(bx_find_item(lines, i));
    box.vertical = bx_str_is(text_of(json, "mode"), "v");
    add_art(json, &box);
    return box;
}

static bx_proof_page read_page(const reading *r, const bx_value *json)
{
    const bx_value *boxes;
    size_t count = list_of(json, "boxes", &boxes);
    bx_proof_box *into = BX_NEW_ARRAY(r->arena, bx_proof_box, count + 1);

    for (size_t i = 0; i < count; i++)
        into[i] = read_box(r, bx_find_item(boxes, i));
    return (bx_proof_page){.label = text_of(json, "label"),
                           .title = text_of(json, "title"),
                           .width = int_of(json, "width"),
                           .height = int_of(json, "height"),
                           .boxes = into,
                           .box_count = count};
}

/* ---- the files ---- */

static void read_grid(const bx_value *json, bx_proof_run *run)
{
    const bx_value *grid = bx_find_value(json, "grid");

    run->grid_left = int_of(grid, "left");
    run->grid_top = int_of(grid, "top");
    run->grid_pitch = int_of(grid, "pitch");
    run->grid_rows = int_of(grid, "rows");
    run->grid_columns = int_of(grid, "columns");
    run->grid_measure =
        (bx_len)((int64_t)int_of(grid, "measure") * int_of(grid, "size") % INT32_MAX);
    run->grid_gutter = (bx_len)((int64_t)int_of(grid, "gutter") * int_of(grid, "size") % INT32_MAX);
}

static void read_jumps(const reading *r, const bx_value *json, bx_proof_run *run)
{
    const bx_value *list;
    size_t count = list_of(json, "jumps", &list);
    bx_proof_jump *jumps = BX_NEW_ARRAY(r->arena, bx_proof_jump, count + 1);

    for (size_t i = 0; i < count; i++) {
        const bx_value *jump = bx_find_item(list, i);
        const bx_value *from = bx_find_value(jump, "from"), *to = bx_find_value(jump, "to");

        jumps[i] = (bx_proof_jump){text_of(jump, "story"), text_of(from, "page"),
                                   text_of(from, "slot"), text_of(to, "page"), text_of(to, "slot")};
    }
    run->jumps = jumps;
    run->jump_count = count;
}

static const bx_proof_pair *read_pairs(const reading *r, const bx_value *json, const char *list_key,
                                       const char *name, const char *value, size_t *count)
{
    const bx_value *list;
    bx_proof_pair *pairs;

    *count = list_of(json, list_key, &list);
    pairs = BX_NEW_ARRAY(r->arena, bx_proof_pair, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        const bx_value *item = bx_find_item(list, i);

        pairs[i] = (bx_proof_pair){text_of(item, name), text_of(item, value)};
    }
    return pairs;
}

static bool read_layout(const reading *r, const bx_value *json, bx_proof_run *run)
{
    const bx_value *pages;
    size_t count = list_of(json, "pages", &pages);
    bx_proof_page *into = BX_NEW_ARRAY(r->arena, bx_proof_page, count + 1);

    if (!is_array(pages))
        return false;
    for (size_t i = 0; i < count; i++)
        into[i] = read_page(r, bx_find_item(pages, i));
    run->pages = into;
    run->page_count = count;
    run->date = text_of(json, "date");
    run->paper = text_of(json, "paper");
    run->has_text = run->has_slots = true;
    run->stories = read_pairs(r, json, "stories", "id", "title", &run->story_count);
    read_jumps(r, json, run);
    read_grid(json, run);
    return true;
}

static const bx_value *load(const reading *r, bx_str text, const char *what,
                            const bx_proof_run *run, bx_diags *diags)
{
    const bx_value *json = bx_read_value(r->arena, text);

    if (!json)
        bx_report(diags, BX_ERROR, "layout-json", BX_NOWHERE, "'%.*s': %s is damaged",
                  BX_FMT(run->name), what);
    return json;
}

static bool read_fits(const reading *r, bx_str text, bx_proof_run *run, bx_diags *diags)
{
    const bx_value *json = load(r, text, "fit.json", run, diags);
    const bx_value *list;
    size_t count = list_of(json, "fits", &list);
    bx_proof_fit *fits = BX_NEW_ARRAY(r->arena, bx_proof_fit, count + 1);

    for (size_t i = 0; i < count; i++) {
        const bx_value *fit = bx_find_item(list, i);

        fits[i] = (bx_proof_fit){text_of(fit, "story"),    text_of(fit, "page"),
                                 text_of(fit, "slot"),     int_of(fit, "overRows"),
                                 int_of(fit, "overChars"), int_of(fit, "lackRows"),
                                 int_of(fit, "lackChars")};
    }
    run->fits = fits;
    run->fit_count = count;
    return json != NULL;
}

static const char *const *read_masks(const reading *r, const bx_value *json, size_t *count)
{
    const bx_value *list;
    const char **masks;

    *count = list_of(json, "masks", &list);
    masks = BX_NEW_ARRAY(r->arena, const char *, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        const bx_value *mask = bx_find_item(list, i);

        masks[i] = mask->kind == BX_VALUE_TEXT ? bx_str_c(r->arena, mask->text) : "";
    }
    return masks;
}

/* manifest.json, or golden.json, which says the same of its pictures. */
static bool read_manifest(const reading *r, bx_str text, bx_proof_run *run, bx_diags *diags)
{
    const bx_value *json = load(r, text, "manifest.json", run, diags);
    const bx_value *versions = bx_find_value(json, "versions");
    size_t count = versions && versions->kind == BX_VALUE_OBJECT ? versions->count : 0;
    bx_proof_pair *pairs = BX_NEW_ARRAY(r->arena, bx_proof_pair, count + 1);

    run->inputs = read_pairs(r, json, "inputs", "file", "sha256", &run->input_count);
    for (size_t i = 0; i < count; i++)
        if (versions->items[i].kind == BX_VALUE_TEXT)
            pairs[run->version_count++] =
                (bx_proof_pair){versions->items[i].name, versions->items[i].text};
    run->versions = pairs;
    run->ppi = int_of(json, "ppi");
    run->masks = read_masks(r, json, &run->mask_count);
    return json != NULL;
}

bool bx_read_run(bx_arena *arena, bx_str layout, bx_str fit, bx_str manifest, bx_proof_run *run,
                 bx_diags *diags)
{
    const reading r = {.arena = arena};
    const bx_value *json = load(&r, layout, "layout.json", run, diags);

    if (!json)
        return false;
    if (number_of(json, "schema", 0) != 1) {
        bx_report(diags, BX_ERROR, "layout-json", BX_NOWHERE,
                  "'%.*s': layout.json has schema %d, and this banxin compares schema 1",
                  BX_FMT(run->name), int_of(json, "schema"));
        bx_hint(diags, BX_NOWHERE, "build the older version anew, or compare the PDFs");
        return false;
    }
    if (!read_layout(&r, json, run)) {
        bx_report(diags, BX_ERROR, "layout-json", BX_NOWHERE, "'%.*s': %s is damaged",
                  BX_FMT(run->name), "layout.json");
        return false;
    }
    return (fit.len == 0 || read_fits(&r, fit, run, diags)) &&
           (manifest.len == 0 || read_manifest(&r, manifest, run, diags));
}

/* ---- places ---- */

/* Where character FIRST begins along the line, and CHARS later ends, in ORIGINS. */
static bool find_extent(const bx_value *clusters, size_t first, size_t chars, int *from, int *to)
{
    size_t at = 0, last = first + (chars > 0 ? chars : 1), count = size_of(clusters);
    bool begun = false;

    for (size_t i = 0; i < count && at < last; i++) {
        const bx_value *cluster = bx_find_item(clusters, i), *text = bx_find_item(cluster, 0);
        size_t len = text && text->kind == BX_VALUE_TEXT ? bx_utf8_count(text->text) : 0;

        if (!begun && at + len > first) {
            *from = item_of(cluster, 1);
            begun = true;
        }
        if (begun)
            *to = item_of(cluster, 1) + item_of(cluster, 2);
        at += len;
    }
    return begun;
}

bx_rect bx_find_chars(const bx_proof_line *line, bool vertical, size_t first, size_t chars)
{
    bx_arena *arena = bx_arena_new();
    const bx_value *clusters = bx_read_value(arena, line->clusters);
    bx_rect box = line->box;
    int from = 0, to = 0;
    bool found = find_extent(clusters, first, chars, &from, &to);

    bx_arena_free(arena);
    if (!found)
        return box;
    if (vertical) {
        box.y += from;
        box.h = to - from;
    } else {
        box.x += from;
        box.w = to - from;
    }
    return box;
}

const bx_proof_page *bx_find_proof_page(const bx_proof_run *run, bx_str label)
{
    for (size_t i = 0; i < run->page_count; i++)
        if (bx_str_eq(run->pages[i].label, label))
            return &run->pages[i];
    return NULL;
}
