/* proof/layout.c - layout.json, fit.json and manifest.json read back (读回).
 *
 * Nine tenths of a layout are clusters, and few of them are ever asked for: they are cut out before
 * jansson sees the file, and a line's own are read when a character's place is wanted.
 */
#include "proof/proof.h"

#include <jansson.h>
#include <stdlib.h>

static void drop_json(json_t **json)
{
    json_decref(*json);
}

/* ---- clusters aside ---- */

/* Behind the array that begins at AT, or END. */
static const char *skip_array(const char *at, const char *end)
{
    int depth = 0;

    for (bool quoted = false; at < end; at++) {
        if (quoted) {
            if (*at == '\\')
                at++;
            else
                quoted = *at != '"';
        } else if (*at == '"') {
            quoted = true;
        } else if (*at == '[') {
            depth++;
        } else if (*at == ']' && --depth == 0) {
            return at + 1;
        }
    }
    return end;
}

/* TEXT with the offset of its array behind every "clusters". Inside a string the first quote would
 * have a backslash behind the word, so the needle is found only as a key. */
static void cut_clusters(bx_str text, bx_buffer *out)
{
    static const char needle[] = "\"clusters\":[";
    const size_t key = sizeof needle - 2;
    const char *at = text.at, *end = text.at + text.len;

    for (;;) {
        const char *found = memmem(at, (size_t)(end - at), needle, sizeof needle - 1);

        if (!found)
            break;
        bx_buffer_add(out, at, (size_t)(found - at) + key);
        bx_buffer_printf(out, "%zu", (size_t)(found - text.at) + key);
        at = skip_array(found + key, end);
    }
    bx_buffer_add(out, at, (size_t)(end - at));
}

/* ---- values ---- */

typedef struct {
    bx_arena *arena;
    bx_str text;
    bool bad;
} reading;

static bx_str text_of(const reading *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_string(value))
        return (bx_str){"", 0};
    return bx_str_copy(r->arena, (bx_str){json_string_value(value), json_string_length(value)});
}

static int64_t number_of(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(object, key);

    return json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
}

/* Numbers of a file are not to be trusted: out of range is none. */
static int int_of(const json_t *object, const char *key)
{
    int64_t value = number_of(object, key, 0);

    return value > INT32_MAX || value < INT32_MIN ? 0 : (int)value;
}

static int item_of(const json_t *array, size_t index)
{
    const json_t *value = json_array_get(array, index);
    int64_t number = json_is_integer(value) ? (int64_t)json_integer_value(value) : 0;

    return number > INT32_MAX || number < INT32_MIN ? 0 : (int)number;
}

static bx_rect box_of(const json_t *object)
{
    const json_t *box = json_object_get(object, "box");

    return (bx_rect){item_of(box, 0), item_of(box, 1), item_of(box, 2), item_of(box, 3)};
}

static size_t list_of(const json_t *object, const char *key, const json_t **list)
{
    *list = json_object_get(object, key);
    return json_array_size(*list);
}

/* ---- boxes ---- */

static bx_proof_line line_of(const reading *r, const json_t *json)
{
    bx_proof_line line = {.box = box_of(json),
                          .text = text_of(r, json, "text"),
                          .byte = number_of(json, "byte", -1),
                          .line = int_of(json, "line"),
                          .col = int_of(json, "col")};
    int64_t offset = number_of(json, "clusters", -1);

    if (offset >= 0 && (size_t)offset < r->text.len) {
        const char *start = r->text.at + offset, *end = r->text.at + r->text.len;

        line.clusters = (bx_str){start, (size_t)(skip_array(start, end) - start)};
    }
    return line;
}

static bx_proof_place place_of(const reading *r, const json_t *box)
{
    const json_t *source = json_object_get(box, "source");

    return (bx_proof_place){.file = text_of(r, source, "file"),
                            .byte = item_of(json_object_get(source, "byte"), 0),
                            .line = int_of(source, "line"),
                            .col = int_of(source, "col")};
}

static void add_art(const reading *r, const json_t *json, bx_proof_box *box)
{
    const json_t *photo = json_object_get(json, "photo"), *ad = json_object_get(json, "ad");
    const json_t *crop = json_object_get(photo, "crop");

    box->file = text_of(r, photo ? photo : ad, "file");
    for (size_t i = 0; i < 4; i++)
        box->crop[i] = item_of(crop, i);
}

static bx_proof_box read_box(const reading *r, const json_t *json)
{
    const json_t *lines;
    size_t count = list_of(json, "lines", &lines);
    bx_proof_line *into = BX_NEW_ARRAY(r->arena, bx_proof_line, count + 1);
    bx_proof_box box = {.kind = text_of(r, json, "kind"),
                        .part = text_of(r, json, "part"),
                        .slot = text_of(r, json, "slot"),
                        .story = text_of(r, json, "story"),
                        .face = text_of(r, json, "face"),
                        .ink = text_of(r, json, "ink"),
                        .box = box_of(json),
                        .size = int_of(json, "size"),
                        .source = place_of(r, json),
                        .lines = into,
                        .line_count = count,
                        .overset = json_is_true(json_object_get(json, "overset"))};

    for (size_t i = 0; i < count; i++)
        into[i] = line_of(r, json_array_get(lines, i));
    box.vertical = bx_str_is(text_of(r, json, "mode"), "v");
    add_art(r, json, &box);
    return box;
}

static bx_proof_page read_page(const reading *r, const json_t *json)
{
    const json_t *boxes;
    size_t count = list_of(json, "boxes", &boxes);
    bx_proof_box *into = BX_NEW_ARRAY(r->arena, bx_proof_box, count + 1);

    for (size_t i = 0; i < count; i++)
        into[i] = read_box(r, json_array_get(boxes, i));
    return (bx_proof_page){.label = text_of(r, json, "label"),
                           .title = text_of(r, json, "title"),
                           .width = int_of(json, "width"),
                           .height = int_of(json, "height"),
                           .boxes = into,
                           .box_count = count};
}

/* ---- the files ---- */

static void read_grid(const json_t *json, bx_proof_run *run)
{
    const json_t *grid = json_object_get(json, "grid");

    run->grid_left = int_of(grid, "left");
    run->grid_top = int_of(grid, "top");
    run->grid_pitch = int_of(grid, "pitch");
    run->grid_rows = int_of(grid, "rows");
    run->grid_columns = int_of(grid, "columns");
    run->grid_measure =
        (bx_len)((int64_t)int_of(grid, "measure") * int_of(grid, "size") % INT32_MAX);
    run->grid_gutter = (bx_len)((int64_t)int_of(grid, "gutter") * int_of(grid, "size") % INT32_MAX);
}

static void read_jumps(const reading *r, const json_t *json, bx_proof_run *run)
{
    const json_t *list;
    size_t count = list_of(json, "jumps", &list);
    bx_proof_jump *jumps = BX_NEW_ARRAY(r->arena, bx_proof_jump, count + 1);

    for (size_t i = 0; i < count; i++) {
        const json_t *jump = json_array_get(list, i);
        const json_t *from = json_object_get(jump, "from"), *to = json_object_get(jump, "to");

        jumps[i] = (bx_proof_jump){text_of(r, jump, "story"), text_of(r, from, "page"),
                                   text_of(r, from, "slot"), text_of(r, to, "page"),
                                   text_of(r, to, "slot")};
    }
    run->jumps = jumps;
    run->jump_count = count;
}

static const bx_proof_pair *read_pairs(const reading *r, const json_t *json, const char *list_key,
                                       const char *name, const char *value, size_t *count)
{
    const json_t *list;
    bx_proof_pair *pairs;

    *count = list_of(json, list_key, &list);
    pairs = BX_NEW_ARRAY(r->arena, bx_proof_pair, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(list, i);

        pairs[i] = (bx_proof_pair){text_of(r, item, name), text_of(r, item, value)};
    }
    return pairs;
}

static bool read_layout(const reading *r, const json_t *json, bx_proof_run *run)
{
    const json_t *pages;
    size_t count = list_of(json, "pages", &pages);
    bx_proof_page *into = BX_NEW_ARRAY(r->arena, bx_proof_page, count + 1);

    if (!json_is_array(pages))
        return false;
    for (size_t i = 0; i < count; i++)
        into[i] = read_page(r, json_array_get(pages, i));
    run->pages = into;
    run->page_count = count;
    run->date = text_of(r, json, "date");
    run->paper = text_of(r, json, "paper");
    run->has_text = run->has_slots = true;
    run->stories = read_pairs(r, json, "stories", "id", "title", &run->story_count);
    read_jumps(r, json, run);
    read_grid(json, run);
    return true;
}

static json_t *load(bx_str text, const char *what, const bx_proof_run *run, bx_diags *diags)
{
    json_error_t error;
    json_t *json = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &error);

    if (!json)
        bx_report(diags, BX_ERROR, "layout-json", BX_NOWHERE, "'%.*s': %s is damaged",
                  BX_FMT(run->name), what);
    return json;
}

static bool read_fits(const reading *r, bx_str text, bx_proof_run *run, bx_diags *diags)
{
    BX_AUTO(drop_json) json_t *json = load(text, "fit.json", run, diags);
    const json_t *list;
    size_t count = list_of(json, "fits", &list);
    bx_proof_fit *fits = BX_NEW_ARRAY(r->arena, bx_proof_fit, count + 1);

    for (size_t i = 0; i < count; i++) {
        const json_t *fit = json_array_get(list, i);

        fits[i] = (bx_proof_fit){text_of(r, fit, "story"), text_of(r, fit, "page"),
                                 text_of(r, fit, "slot"),  int_of(fit, "overRows"),
                                 int_of(fit, "overChars"), int_of(fit, "lackRows"),
                                 int_of(fit, "lackChars")};
    }
    run->fits = fits;
    run->fit_count = count;
    return json != NULL;
}

static const char *const *read_masks(const reading *r, const json_t *json, size_t *count)
{
    const json_t *list;
    const char **masks;

    *count = list_of(json, "masks", &list);
    masks = BX_NEW_ARRAY(r->arena, const char *, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        const char *mask = json_string_value(json_array_get(list, i));

        masks[i] = bx_str_c(r->arena, bx_str_of(mask ? mask : ""));
    }
    return masks;
}

/* manifest.json, or golden.json, which says the same of its pictures. */
static bool read_manifest(const reading *r, bx_str text, bx_proof_run *run, bx_diags *diags)
{
    BX_AUTO(drop_json) json_t *json = load(text, "manifest.json", run, diags);
    json_t *versions = json_object_get(json, "versions"), *value;
    bx_proof_pair *pairs = BX_NEW_ARRAY(r->arena, bx_proof_pair, json_object_size(versions) + 1);
    const char *name;

    run->inputs = read_pairs(r, json, "inputs", "file", "sha256", &run->input_count);
    json_object_foreach(versions, name, value) pairs[run->version_count++] =
        (bx_proof_pair){bx_str_copy(r->arena, bx_str_of(name)), text_of(r, versions, name)};
    run->versions = pairs;
    run->ppi = int_of(json, "ppi");
    run->masks = read_masks(r, json, &run->mask_count);
    return json != NULL;
}

bool bx_read_run(bx_arena *arena, bx_str layout, bx_str fit, bx_str manifest, bx_proof_run *run,
                 bx_diags *diags)
{
    reading r = {.arena = arena, .text = layout};
    BX_AUTO(bx_buffer_free) bx_buffer cut = {0};
    BX_AUTO(drop_json) json_t *json = NULL;

    cut_clusters(layout, &cut);
    json = load((bx_str){cut.at, cut.len}, "layout.json", run, diags);
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
static bool find_extent(const json_t *clusters, size_t first, size_t chars, int *from, int *to)
{
    size_t at = 0, last = first + (chars > 0 ? chars : 1), count = json_array_size(clusters);
    bool begun = false;

    for (size_t i = 0; i < count && at < last; i++) {
        const json_t *cluster = json_array_get(clusters, i), *text = json_array_get(cluster, 0);
        size_t len = bx_utf8_count((bx_str){json_string_value(text), json_string_length(text)});

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
    json_error_t error;
    BX_AUTO(drop_json)
    json_t *clusters =
        line->clusters.len > 0 ? json_loadb(line->clusters.at, line->clusters.len, 0, &error)
                               : NULL;
    bx_rect box = line->box;
    int from, to;

    if (!json_is_array(clusters) || !find_extent(clusters, first, chars, &from, &to))
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
