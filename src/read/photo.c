/* read/photo.c - photos of a story: the list `photos` and the line ![caption](file){…} (图片).
 *
 * Looks whether the file is there; what is in it, output/picture.c reads.
 */
#include "read/reader.h"

#include <stdlib.h>

#include "read/source.h"

/* "x y w h" in percent of the picture. */
static bool parse_focus(bx_str text, int focus[4])
{
    const char *at = text.at;
    const char *end = text.at + text.len;
    int values[4];
    for (int i = 0; i < 4; i++) {
        while (at < end && *at == ' ')
            at++;
        const char *start = at;
        values[i] = 0;
        while (at < end && at - start < 3 && *at >= '0' && *at <= '9')
            values[i] = values[i] * 10 + (*at++ - '0');
        if (at == start || (at < end && *at != ' '))
            return false;
    }
    if (at != end || values[2] == 0 || values[3] == 0 || values[0] + values[2] > 100 ||
        values[1] + values[3] > 100)
        return false;
    memcpy(focus, values, sizeof values);
    return true;
}

static void set_focus(bx_reader *r, bx_photo *photo, bx_str text, bx_span where)
{
    if (parse_focus(text, photo->focus))
        return;
    bx_report(r->diags, BX_ERROR, "bad-focus", where, "'%.*s' is no part of a picture",
              BX_FMT(text));
    bx_hint(r->diags, BX_NOWHERE, "focus is 'x y w h' in percent: 30 0 50 75");
}

static void set_file(bx_reader *r, bx_photo *photo, bx_str file, bx_span where)
{
    bool absolute = bx_str_starts(file, "/");
    photo->file = absolute
                      ? file
                      : bx_str_printf(r->arena, "%.*s/%.*s", BX_FMT(r->photo_folder), BX_FMT(file));
    if (r->tree == NULL || bx_tree_check(r->arena, r->tree, photo->file, where, r->diags))
        return;
    size_t count;
    const bx_str *names = bx_tree_list(r->arena, r->tree, r->photo_folder, "", &count);
    const char **list = BX_NEW_ARRAY(r->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        list[i] = names[i].at;
    const char *nearest = bx_nearest(file, list, count);
    if (nearest != NULL)
        bx_hint(r->diags, BX_NOWHERE, "did you mean '%s'?", nearest);
}

/* ---- the list ---- */

const bx_photo *bx_read_photo_entry(bx_reader *r, const bx_node *node)
{
    bx_photo *photo = BX_NEW(r->arena, bx_photo);
    bx_map map;
    bx_str text;
    photo->where = node->where;
    if (!bx_map_open(&map, r->arena, node, N_("photo"), r->diags))
        return photo;
    const bx_node *file = bx_map_need(&map, "file");
    if (file != NULL && bx_node_text(file, r->diags, &text))
        set_file(r, photo, text, file->where);
    photo->title = bx_read_field(r, &map, "title", false);
    photo->caption = bx_read_field(r, &map, "caption", false);
    photo->credit = bx_read_field(r, &map, "credit", false);
    bx_map_text(&map, "alt", &photo->alt);
    if (bx_map_text(&map, "focus", &text))
        set_focus(r, photo, text, bx_map_find(&map, "focus")->where);
    bx_map_finish(&map);
    return photo;
}

/* ---- the line ---- */

static uint32_t find(const bx_reader *r, uint32_t from, uint32_t end, char what)
{
    const char *text = r->source->text.at;
    const char *found = from < end ? memchr(text + from, what, end - from) : NULL;
    return found == NULL ? end : (uint32_t)(found - text);
}

/* The ']' that closes the bracket before FROM. */
static uint32_t find_bracket(const bx_reader *r, uint32_t from, uint32_t end)
{
    const char *text = r->source->text.at;
    size_t depth = 1;
    for (uint32_t i = from; i < end; i++) {
        if (text[i] == '\\')
            i++;
        else if (text[i] == '[')
            depth++;
        else if (text[i] == ']' && --depth == 0)
            return i;
    }
    return end;
}

static bx_text plain_text(bx_reader *r, uint32_t start, uint32_t end)
{
    bx_run *run = BX_NEW(r->arena, bx_run);
    *run = (bx_run){.text = bx_str_slice(r->source->text, start, end),
                    .where = bx_place(r, start, end),
                    .ledger = r->body_ledger + (start - r->body_start)};
    bx_text text = {.runs = run, .count = start < end ? 1 : 0, .where = run->where};
    bx_check_marks(r, &text);
    return text;
}

/* One key of {…} whose value is at bytes [start, end). */
static void set_attribute(bx_reader *r, bx_photo *photo, bx_span key, uint32_t start, uint32_t end)
{
    static const char *const NAMES[] = {"title", "credit", "focus", "alt", "caption"};
    bx_str name = bx_str_slice(r->source->text, key.start, key.end);
    bx_str value = bx_str_slice(r->source->text, start, end);
    bool counted = bx_str_is(name, "title") || bx_str_is(name, "credit");
    if ((photo->title.count > 0 && bx_str_is(name, "title")) ||
        (photo->credit.count > 0 && bx_str_is(name, "credit")))
        bx_report(r->diags, BX_ERROR, "duplicate-key", key, "'%.*s' is given twice", BX_FMT(name));
    if (!counted)
        bx_mark_body(r, start, end, BX_MARKUP);
    if (bx_str_is(name, "title"))
        photo->title = plain_text(r, start, end);
    else if (bx_str_is(name, "credit"))
        photo->credit = plain_text(r, start, end);
    else if (bx_str_is(name, "alt"))
        photo->alt = value;
    else if (bx_str_is(name, "focus"))
        set_focus(r, photo, value, bx_place(r, start, end));
    else {
        const char *nearest = bx_nearest(name, NAMES, 4);
        bx_report(r->diags, BX_ERROR, "unknown-key", key, "%s knows no key '%.*s'", _(N_("photo")),
                  BX_FMT(name));
        if (nearest != NULL)
            bx_hint(r->diags, BX_NOWHERE, "did you mean '%s'?", nearest);
    }
}

/* key="value", key=“value” or key=value, parted by spaces. False: none of these at AT. */
static bool read_attribute(bx_reader *r, bx_photo *photo, uint32_t *at, uint32_t end)
{
    const char *text = r->source->text.at;
    uint32_t key = *at;
    uint32_t equals = find(r, key, end, '=');
    uint32_t start = equals + 1;
    if (equals == end || equals == key || start >= end)
        return false;
    uint32_t stop = start;
    uint32_t next;
    if (text[start] == '"') {
        stop = find(r, ++start, end, '"');
        next = stop + 1;
    } else if (bx_is_at(r, start, end, "“")) {
        start += 3;
        stop = start;
        while (stop < end && !bx_is_at(r, stop, end, "”"))
            stop++;
        next = stop + 3;
    } else {
        stop = find(r, start, end, ' ');
        next = stop;
    }
    if (next > end || start > stop)
        return false;
    bx_mark_body(r, key, start, BX_MARKUP);
    bx_mark_body(r, stop, next, BX_MARKUP);
    set_attribute(r, photo, bx_place(r, key, equals), start, stop);
    *at = next;
    return true;
}

static bool read_attributes(bx_reader *r, bx_photo *photo, uint32_t at, uint32_t end)
{
    while (at < end) {
        if (r->source->text.at[at] == ' ')
            bx_mark_body(r, at, at + 1, BX_MARKUP), at++;
        else if (!read_attribute(r, photo, &at, end))
            return false;
    }
    return true;
}

const bx_photo *bx_read_photo_line(bx_reader *r, bx_line_view line)
{
    bx_photo *photo = BX_NEW(r->arena, bx_photo);
    photo->where = bx_place(r, line.start, line.end);
    uint32_t bracket = find_bracket(r, line.start + 2, line.end);
    uint32_t close = find(r, bracket, line.end, ')');
    bool attributes = close + 1 < line.end;
    bool good = bx_is_at(r, bracket, line.end, "](") && close < line.end && close > bracket + 2 &&
                (!attributes || (bx_is_at(r, close + 1, line.end, "{") &&
                                 r->source->text.at[line.end - 1] == '}'));
    if (good) {
        bx_line_view caption = {line.start + 2, bracket};
        bx_mark_body(r, line.start, line.start + 2, BX_MARKUP);
        bx_mark_body(r, bracket, attributes ? close + 2 : close + 1, BX_MARKUP);
        if (attributes)
            bx_mark_body(r, line.end - 1, line.end, BX_MARKUP);
        photo->caption = bx_read_inline(r, &caption, 1, NULL);
        set_file(r, photo, bx_str_slice(r->source->text, bracket + 2, close),
                 bx_place(r, bracket + 2, close));
        good = !attributes || read_attributes(r, photo, close + 2, line.end - 1);
    }
    if (good)
        return photo;
    bx_report(r->diags, BX_ERROR, "markup-photo", photo->where, "this '![' begins no photo");
    bx_hint(
        r->diags, BX_NOWHERE,
        "a photo is written ![caption](file.jpg){title=\"…\" credit=\"…\" focus=\"30 0 50 75\"}");
    return photo;
}
