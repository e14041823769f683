/* read/style.c - the paper's fonts, inks and type styles (字体, 油墨, 字样). */
#include "read/look.h"

static int find_font(const bx_paper *paper, bx_str name)
{
    for (size_t i = 0; i < paper->font_count; i++)
        if (bx_str_eq(paper->fonts[i].name, name))
            return (int)i;
    return -1;
}

static void unknown(const bx_look *look, const bx_node *node, const char *const *names, size_t count,
                    const char *message)
{
    bx_report(look->diags, BX_ERROR, "unknown-name", node->where, message, BX_FMT(node->text));
    const char *near = bx_nearest(node->text, names, count);
    if (near != NULL)
        bx_hint(look->diags, BX_NOWHERE, "did you mean '%s'?", near);
    else
        bx_hint(look->diags, BX_NOWHERE, "name one that paper.yaml or press.yaml defines");
}

int bx_style_named(const bx_look *look, const bx_node *node)
{
    const bx_paper *paper = look->paper;
    bx_str name;
    if (!bx_node_text(node, look->diags, &name))
        return -1;
    const char **names = BX_NEW_ARRAY(look->arena, const char *, paper->style_count + 1);
    for (size_t i = 0; i < paper->style_count; i++) {
        if (bx_str_eq(paper->styles[i].name, name))
            return (int)i;
        names[i] = bx_str_c(look->arena, paper->styles[i].name);
    }
    unknown(look, node, names, paper->style_count, N_("there is no style '%.*s'"));
    return -1;
}

bool bx_look_style(const bx_look *look, bx_map *map, const char *key, int *index)
{
    const bx_node *node = bx_map_find(map, key);
    if (node == NULL)
        return false;
    int found = bx_style_named(look, node);
    if (found >= 0)
        *index = found;
    return found >= 0;
}

bool bx_look_ink(const bx_look *look, bx_map *map, const char *key, int *index)
{
    const bx_paper *paper = look->paper;
    const bx_node *node = bx_map_find(map, key);
    bx_str name;
    if (node == NULL || !bx_node_text(node, look->diags, &name))
        return false;
    const char **names = BX_NEW_ARRAY(look->arena, const char *, paper->ink_count + 1);
    for (size_t i = 0; i < paper->ink_count; i++) {
        if (bx_str_eq(paper->inks[i].name, name)) {
            *index = (int)i;
            return true;
        }
        names[i] = bx_str_c(look->arena, paper->inks[i].name);
    }
    unknown(look, node, names, paper->ink_count, N_("there is no ink '%.*s'"));
    return false;
}

void bx_read_fonts(bx_look *look, bx_map *paper)
{
    const bx_node *node = bx_map_need(paper, "fonts");
    if (node == NULL || node->kind != BX_NODE_MAP)
        return;
    bx_font_ref *fonts = BX_NEW_ARRAY(look->arena, bx_font_ref, node->count + 1);
    for (size_t i = 0; i < node->count; i++) {
        fonts[i].name = node->pairs[i].key;
        fonts[i].where = node->pairs[i].value->where;
        bx_node_text(node->pairs[i].value, look->diags, &fonts[i].file);
    }
    look->paper->fonts = fonts;
    look->paper->font_count = node->count;

    const bx_node *list = bx_map_find(paper, "fallback");
    if (list == NULL || list->kind != BX_NODE_LIST)
        return;
    int *fallback = BX_NEW_ARRAY(look->arena, int, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        int font = find_font(look->paper, list->items[i].text);
        if (font < 0)
            bx_report(look->diags, BX_ERROR, "unknown-name", list->items[i].where,
                      "there is no font '%.*s'", BX_FMT(list->items[i].text));
        else
            fallback[look->paper->fallback_count++] = font;
    }
    look->paper->fallback = fallback;
}

void bx_read_inks(bx_look *look, const bx_node *node)
{
    if (node == NULL || node->kind != BX_NODE_MAP)
        return;
    bx_ink *inks = BX_NEW_ARRAY(look->arena, bx_ink, node->count + 1);
    for (size_t i = 0; i < node->count; i++) {
        const bx_node *value = node->pairs[i].value;
        inks[i].name = node->pairs[i].key;
        inks[i].where = value->where;
        int sum = 0;
        if (value->kind != BX_NODE_LIST || value->count != 4) {
            bx_report(look->diags, BX_ERROR, "bad-ink", value->where,
                      "ink '%.*s' needs four numbers, C M Y K in percent", BX_FMT(inks[i].name));
            continue;
        }
        for (int k = 0; k < 4; k++) {
            int percent = 0;
            if (bx_node_int(&value->items[k], 0, 100, look->diags, &percent))
                inks[i].cmyk[k] = (uint16_t)(percent * 10);
            sum += percent;
        }
        if (sum > look->paper->press.total_ink)
            bx_report(look->diags, BX_ERROR, "total-ink", value->where,
                      "ink '%.*s' is %d%%, over the limit of %d%%", BX_FMT(inks[i].name), sum,
                      look->paper->press.total_ink);
    }
    look->paper->inks = inks;
    look->paper->ink_count = node->count;
}

static void read_font_name(const bx_look *look, bx_map *map, const char *key, bool needed, int *font)
{
    const bx_node *node = needed ? bx_map_need(map, key) : bx_map_find(map, key);
    if (node == NULL)
        return;
    int found = find_font(look->paper, node->text);
    if (found >= 0) {
        *font = found;
        return;
    }
    const char **names = BX_NEW_ARRAY(look->arena, const char *, look->paper->font_count + 1);
    for (size_t i = 0; i < look->paper->font_count; i++)
        names[i] = bx_str_c(look->arena, look->paper->fonts[i].name);
    unknown(look, node, names, look->paper->font_count, N_("there is no font '%.*s'"));
}

static void read_style(const bx_look *look, const bx_node *node, bx_style *style)
{
    bx_map map;
    bx_len em = look->paper->grid.size, row = look->paper->grid.pitch;
    style->mark_font = -1;
    style->track_low = -20;
    style->track_high = 50;
    style->where = node->where;
    if (!bx_map_open(&map, look->arena, node, N_("style"), look->diags))
        return;
    read_font_name(look, &map, "font", true, &style->font);
    read_font_name(look, &map, "marks", false, &style->mark_font);
    bx_map_need(&map, "size");
    bx_map_length(&map, "size", em, row, &style->size);
    style->pitch = (bx_len)bx_muldiv(style->size, 13, 10);
    bx_map_length(&map, "pitch", em, row, &style->pitch);
    bx_map_length(&map, "tracking", style->size, row, &style->tracking);
    bx_map_length(&map, "least", em, row, &style->least_size);
    bx_map_permille(&map, "track-low", -100, 0, &style->track_low);
    bx_map_permille(&map, "track-high", 0, 2000, &style->track_high);
    bx_look_ink(look, &map, "ink", &style->ink);
    bx_map_length(&map, "plate", em, row, &style->plate_height);
    bx_map_length(&map, "padding", em, row, &style->plate_padding);
    bx_look_ink(look, &map, "plate-ink", &style->plate_ink);
    bx_map_bool(&map, "half-digits", &style->half_digits);
    bx_map_bool(&map, "dash", &style->dash);
    bx_map_finish(&map);
    if (style->size <= 0)
        style->size = em;
}

void bx_read_styles(bx_look *look, bx_map *paper)
{
    const bx_node *node = bx_map_need(paper, "styles");
    if (node == NULL || node->kind != BX_NODE_MAP)
        return;
    bx_style *styles = BX_NEW_ARRAY(look->arena, bx_style, node->count + 1);
    for (size_t i = 0; i < node->count; i++) {
        styles[i].name = node->pairs[i].key;
        read_style(look, node->pairs[i].value, &styles[i]);
    }
    look->paper->styles = styles;
    look->paper->style_count = node->count;
    if (bx_find_style(look->paper, "body") < 0)
        bx_report(look->diags, BX_ERROR, "missing-key", node->where, "the paper has no style 'body'");
}
