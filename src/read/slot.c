/* read/slot.c - one slot of a layout: its cells, head, photos, box and own grid (版块). */
#include "read/look.h"

static const char *const kinds[] = {"story", "briefs", "timeline", "index", "poem", "ad", NULL};
static const char *const places[] = {"left", "center", "right", NULL};
static const char *const heights[] = {"top", "middle", "bottom", NULL};
static const char *const parts[] = {"tag",     "kicker",    "title",     "subtitle", "byline",
                                    "summary", "jump-from", "jump-head", "literal",  "rule"};

static void read_head_item(const bx_look *look, const bx_node *node, bx_head_item *item, bx_len *gap)
{
    bx_map map;
    int at = BX_AT_LEFT;
    item->where = node->where;
    item->part = BX_PART_LITERAL;
    if (!bx_map_open(&map, look->arena, node, N_("head item"), look->diags))
        return;
    bx_map_length(&map, "gap", look->paper->grid.size, look->paper->grid.pitch, gap);
    bool found = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const bx_node *style = bx_map_find(&map, parts[i]);
        if (style == NULL)
            continue;
        found = true;
        item->part = (bx_part)i;
        if (i != BX_PART_RULE)
            item->style = bx_style_named(look, style);
        if (item->style < 0)
            item->style = 0;
    }
    bx_map_choice(&map, "at", places, &at);
    bx_map_bool(&map, "full", &item->full);
    bx_map_int(&map, "lines", 1, 4, &item->lines);
    bx_map_length(&map, "size", look->paper->grid.size, look->paper->grid.pitch, &item->size);
    bx_map_length(&map, "stagger", look->paper->grid.size, look->paper->grid.pitch, &item->stagger);
    bx_map_text(&map, "text", &item->literal);
    bx_map_finish(&map);
    item->at = (bx_at)at;
    if (!found) {
        bx_report(look->diags, BX_ERROR, "missing-key", node->where, "a head item names no part");
        bx_hint(look->diags, BX_NOWHERE,
                "begin it with one of tag, kicker, title, subtitle, byline, summary, literal, rule");
    }
}

static void read_head_lines(const bx_look *look, const bx_node *list, bx_head *head)
{
    if (list == NULL || list->kind != BX_NODE_LIST)
        return;
    bx_head_line *lines = BX_NEW_ARRAY(look->arena, bx_head_line, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        const bx_node *row = &list->items[i];
        size_t count = row->kind == BX_NODE_LIST ? row->count : 1;
        bx_head_item *items = BX_NEW_ARRAY(look->arena, bx_head_item, count);
        lines[i].gap = -1;
        for (size_t k = 0; k < count; k++)
            read_head_item(look, row->kind == BX_NODE_LIST ? &row->items[k] : row, &items[k],
                           &lines[i].gap);
        lines[i].items = items;
        lines[i].count = count;
    }
    head->lines = lines;
    head->count = list->count;
}

static void read_head(const bx_look *look, bx_map *slot, const char *key, bx_head *head)
{
    const bx_node *node = bx_map_find(slot, key);
    bx_map map;
    int align = 0;
    bx_len em = look->paper->grid.size, row = look->paper->grid.pitch;
    head->tint = head->bar = -1;
    if (node == NULL || !bx_map_open(&map, look->arena, node, N_("head"), look->diags))
        return;
    head->where = node->where;
    bx_map_need(&map, "cells");
    bx_map_cells(look, &map, "cells", &head->cells);
    bx_map_bool(&map, "vertical", &head->vertical);
    bx_map_choice(&map, "align", heights, &align);
    head->align = (bx_at)align;
    bx_map_length(&map, "inset", em, row, &head->inset_x);
    bx_map_length(&map, "top", em, row, &head->inset_top);
    bx_look_ink(look, &map, "tint", &head->tint);
    bx_look_ink(look, &map, "bar", &head->bar);
    bx_map_bool(&map, "bar-left", &head->bar_left);
    read_head_lines(look, bx_map_need(&map, "lines"), head);
    bx_map_finish(&map);
}

/* Inside text a photo has a free row above and below, and needs one for itself. */
static void check_depth(const bx_look *look, const bx_photo_spot *spot)
{
    int top = UINT16_MAX, bottom = 0, least = spot->caption_rows + 3;
    for (size_t i = 0; i < spot->cells.count; i++) {
        top = spot->cells.at[i].from < top ? spot->cells.at[i].from : top;
        bottom = spot->cells.at[i].to > bottom ? spot->cells.at[i].to : bottom;
    }
    if (spot->around && spot->cells.count > 0 && bottom - top < least)
        bx_report(look->diags, BX_ERROR, "bad-cells", spot->cells.where,
                  "a photo with text around it and %d rows of caption takes %d rows, not %d",
                  spot->caption_rows, least, bottom - top);
}

static void read_photo(const bx_look *look, const bx_node *node, bx_photo_spot *spot)
{
    bx_map map;
    int index = 1;
    bx_len em = look->paper->grid.size, row = look->paper->grid.pitch;
    spot->where = node->where;
    spot->caption_style = bx_need_style(look->paper, "caption");
    spot->title_style = bx_need_style(look->paper, "photo-title");
    spot->credit_style = bx_need_style(look->paper, "credit");
    spot->caption_tint = -1;
    if (!bx_map_open(&map, look->arena, node, N_("photo spot"), look->diags))
        return;
    bx_map_need(&map, "cells");
    bx_map_cells(look, &map, "cells", &spot->cells);
    bx_map_cells(look, &map, "caption", &spot->caption);
    bx_map_length(&map, "x", em, row, &spot->x);
    bx_map_length(&map, "w", em, row, &spot->w);
    bx_map_int(&map, "photo", 1, 99, &index);
    bx_look_style(look, &map, "caption-style", &spot->caption_style);
    bx_look_ink(look, &map, "caption-tint", &spot->caption_tint);
    bx_look_style(look, &map, "title-style", &spot->title_style);
    bx_look_style(look, &map, "credit-style", &spot->credit_style);
    bx_map_int(&map, "title-rows", 0, 20, &spot->title_rows);
    bx_map_bool(&map, "around", &spot->around);
    bx_map_int(&map, "caption-rows", 0, 20, &spot->caption_rows);
    bx_map_finish(&map);
    check_depth(look, spot);
    spot->index = index - 1;
}

static void read_photos(const bx_look *look, bx_map *map, bx_slot *slot)
{
    const bx_node *list = bx_map_find(map, "photos");
    if (list == NULL || list->kind != BX_NODE_LIST)
        return;
    bx_photo_spot *spots = BX_NEW_ARRAY(look->arena, bx_photo_spot, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        read_photo(look, &list->items[i], &spots[i]);
    slot->photos = spots;
    slot->photo_count = list->count;
}

/* The width of the leftmost to rightmost column of CELLS. */
static bx_len width_of(const bx_grid *grid, const bx_cells *cells)
{
    if (cells->count == 0)
        return 0;
    int columns = cells->at[cells->count - 1].column - cells->at[0].column + 1;
    return columns * grid->measure * grid->size + (columns - 1) * grid->gutter * grid->size;
}

/* The measure is given: what is over goes to the column gap. */
static void take_measure(const bx_look *look, const bx_node *node, bx_slot *slot, bx_len width)
{
    int gaps = slot->own_columns - 1;
    bx_len rest = width - slot->own_columns * slot->own_measure * slot->own_size;
    if (rest < gaps * slot->own_size / 2) {
        bx_report(look->diags, BX_ERROR, "measure-not-whole", node->where,
                  "%d columns of %d characters do not fit into the slot", slot->own_columns, slot->own_measure);
        bx_hint(look->diags, BX_NOWHERE, "a measure of %d characters fits",
                (int)((width - gaps * slot->own_size) / slot->own_columns / slot->own_size));
    }
    slot->own_gap = gaps > 0 ? rest / gaps : 0;
}

/* Columns of whole characters, and what is to be done where there are none (newsroom A.0). */
static void divide(const bx_look *look, const bx_node *node, bx_slot *slot, bx_len width, bx_len gap)
{
    const bx_grid *grid = &look->paper->grid;
    int columns = slot->own_columns, gaps = columns - 1;
    bx_len size = slot->own_size, column = (width - gaps * gap) / columns;
    int chars = (int)((width - gaps * gap) / size);
    slot->own_gap = gap;
    slot->own_measure = (int)(column / size);
    switch (slot->own_mode) {
    case BX_MODE_ABSOLUTE:
        if (gaps > 0)
            slot->own_gap = (width - columns * slot->own_measure * size) / gaps;
        return;
    case BX_MODE_FREE:
        slot->own_width = column;
        return;
    case BX_MODE_RELATIVE:
        slot->own_narrow = (columns - chars % columns) % columns;
        slot->own_measure = chars / columns + (slot->own_narrow > 0);
        return;
    case BX_MODE_AUTO:
        slot->own_columns = (int)((width + grid->gutter * size) / ((grid->measure + grid->gutter) * size));
        slot->own_columns = slot->own_columns < 1 ? 1 : slot->own_columns;
        slot->own_measure = grid->measure;
        slot->own_gap = grid->gutter * size;
        return;
    case BX_MODE_WHOLE:
        break;
    }
    if (column % size == 0)
        return;
    bx_report(look->diags, BX_ERROR, "measure-not-whole", node->where,
              "the column is %d characters and %d%% of one wide", slot->own_measure, (int)(column % size * 100 / size));
    bx_hint(look->diags, BX_NOWHERE, "say 'measure: %d' or 'mode: absolute', and what is over goes to the gap",
            slot->own_measure);
    bx_hint(look->diags, BX_NOWHERE, "or 'mode: relative': columns of %d and %d characters", chars / columns,
            chars / columns + 1);
    for (int other = columns - 1; other <= columns + 1; other += 2)
        if (other > 0 && (width - (other - 1) * gap) % (other * size) == 0)
            bx_hint(look->diags, BX_NOWHERE, "or %d columns of %d characters", other,
                    (int)((width - (other - 1) * gap) / other / size));
}

/* An own grid sets whole characters (newsroom A.0, C.3.1), unless it asks for another mode. */
static void read_own_grid(const bx_look *look, bx_map *slot_map, bx_slot *slot)
{
    const bx_node *node = bx_map_find(slot_map, "grid");
    bx_map map;
    const bx_grid *grid = &look->paper->grid;
    if (node == NULL || !bx_map_open(&map, look->arena, node, N_("own grid"), look->diags))
        return;
    slot->own_size = grid->size;
    slot->own_pitch = grid->pitch;
    slot->own_columns = 1;
    bx_map_int(&map, "columns", 1, 12, &slot->own_columns);
    bx_map_length(&map, "size", grid->size, grid->pitch, &slot->own_size);
    bx_map_length(&map, "pitch", grid->size, grid->pitch, &slot->own_pitch);
    bx_map_length(&map, "top", grid->size, grid->pitch, &slot->own_top);
    static const char *const modes[] = {"whole", "absolute", "free", "relative", "auto", NULL};
    bx_len gap = -1;
    int mode = BX_MODE_WHOLE;
    bx_map_length(&map, "gap", slot->own_size, grid->pitch, &gap);
    bx_map_choice(&map, "mode", modes, &mode);
    bool given = bx_map_int(&map, "measure", 4, 200, &slot->own_measure);
    bx_map_finish(&map);
    if (slot->own_size <= 0 || slot->own_pitch <= 0)
        return;
    slot->own_mode = (bx_column_mode)mode;
    bx_len width = width_of(grid, &slot->body) - 2 * slot->pad;
    if (given)
        take_measure(look, node, slot, width);
    else
        divide(look, node, slot, width, gap >= 0 ? gap : slot->own_columns > 1 ? slot->own_size : 0);
    if (slot->own_width == 0)
        slot->own_width = slot->own_measure * slot->own_size;
}

static void read_frame(const bx_look *look, bx_map *map, bx_slot *slot)
{
    static const char *const styles[] = {"line", "double", "thick-thin", "dots", NULL};
    static const bx_len usual[] = {BX_PT * 4 / 5, 2 * BX_PT, 3 * BX_PT, 3 * BX_PT / 2};
    const bx_grid *grid = &look->paper->grid;
    int style = BX_BORDER_LINE;
    bx_look_ink(look, map, "frame", &slot->frame);
    bx_map_choice(map, "frame-style", styles, &style);
    slot->frame_style = (bx_border)style;
    slot->frame_width = usual[style];
    bool given = bx_map_length(map, "frame-width", grid->size, grid->pitch, &slot->frame_width);
    if (!given || (slot->frame_width >= BX_PT / 5 && slot->frame_width <= 9 * BX_PT))
        return;
    bx_report(look->diags, BX_ERROR, "bad-length", bx_map_find(map, "frame-width")->where, "a frame is 0.2pt to 9pt wide");
    slot->frame_width = usual[style];
}

/* Text keeps off a tint or frame by half an em at least (newsroom A.3). */
static void read_air(const bx_look *look, bx_map *map, bx_slot *slot)
{
    const bx_grid *grid = &look->paper->grid;
    bool boxed = slot->tint >= 0 || slot->frame >= 0;
    if (boxed && slot->kind != BX_SLOT_AD)
        slot->air = grid->size / 2 + (slot->frame >= 0 ? slot->frame_width : 0);
    slot->pad = slot->air;
    bx_map_length(map, "pad", grid->size, grid->pitch, &slot->pad);
    if (slot->pad >= slot->air)
        return;
    bx_report(look->diags, BX_ERROR, "bad-length", bx_map_find(map, "pad")->where, "the text stands too near to its box");
    bx_hint(look->diags, BX_NOWHERE, "write at least %dpt: half an em, and the frame's width",
            (int)((slot->air + BX_PT - 1) / BX_PT));
    slot->pad = slot->air;
}

static void read_box(const bx_look *look, bx_map *map, bx_slot *slot)
{
    const bx_grid *grid = &look->paper->grid;
    slot->bar_width = 2 * BX_PT;
    bx_look_ink(look, map, "tint", &slot->tint);
    bx_look_ink(look, map, "bar", &slot->bar);
    read_frame(look, map, slot);
    bx_map_length(map, "bar-width", grid->size, grid->pitch, &slot->bar_width);
    bx_map_length(map, "inset-top", grid->size, grid->pitch, &slot->inset_top);
    bx_map_length(map, "inset-bottom", grid->size, grid->pitch, &slot->inset_bottom);
    read_air(look, map, slot);
}

/* A box on the page's columns: whole characters in each, what is over to the sides, up to an em each, and to the gaps. */
static void read_box_columns(const bx_look *look, bx_slot *slot)
{
    const bx_grid *grid = &look->paper->grid;
    bool on_page = (slot->kind == BX_SLOT_STORY || slot->kind == BX_SLOT_BRIEFS) && slot->own_columns == 0;
    if (slot->air == 0 || !on_page || slot->cells.count == 0)
        return;
    int columns = slot->cells.at[slot->cells.count - 1].column - slot->cells.at[0].column + 1, gaps = columns - 1;
    bx_len gutter = grid->gutter * grid->size, width = width_of(grid, &slot->cells);
    slot->box_measure = (int)((width - 2 * slot->pad - gaps * gutter) / columns / grid->size);
    bx_len over = width - gaps * gutter - columns * slot->box_measure * grid->size, side = over / 2;
    if (gaps > 0 && side > grid->size)
        side = slot->pad > grid->size ? slot->pad : grid->size;
    slot->pad = side;
    slot->box_gap = gaps > 0 ? gutter + (over - 2 * side) / gaps : 0;
}

void bx_read_slot(const bx_look *look, bx_str name, const bx_node *node, bx_slot *slot)
{
    bx_map map;
    int kind = BX_SLOT_STORY;
    *slot = (bx_slot){.name = name, .tint = -1, .bar = -1, .frame = -1, .rules = true,
                      .crosshead_rows = 3, .where = node->where};
    slot->body_style = bx_find_style(look->paper, "body");
    slot->item_style = bx_need_style(look->paper, "brief-head");
    if (!bx_map_open(&map, look->arena, node, N_("slot"), look->diags))
        return;
    bx_map_choice(&map, "kind", kinds, &kind);
    slot->kind = (bx_slot_kind)kind;
    bx_map_need(&map, "cells");
    bx_map_cells(look, &map, "cells", &slot->cells);
    bx_map_cells(look, &map, "body", &slot->body);
    read_box(look, &map, slot);
    read_head(look, &map, "head", &slot->head);
    read_head(look, &map, "deck", &slot->deck);
    read_photos(look, &map, slot);
    bx_map_cells(look, &map, "captions", &slot->captions);
    bx_map_cells(look, &map, "table", &slot->table);
    slot->table_pitch = 14 * BX_PT;
    bx_map_length(&map, "table-pitch", look->paper->grid.size, look->paper->grid.pitch, &slot->table_pitch);
    bx_look_style(look, &map, "body-style", &slot->body_style);
    bx_look_style(look, &map, "item-style", &slot->item_style);
    bx_map_bool(&map, "column-each", &slot->column_each);
    bx_map_bool(&map, "rules", &slot->rules);
    bx_map_int(&map, "crosshead-rows", 2, 6, &slot->crosshead_rows);
    bx_map_int(&map, "initial-rows", 2, 6, &slot->initial_rows);
    slot->initial_style = bx_find_style(look->paper, "initial");
    bx_look_style(look, &map, "initial-style", &slot->initial_style);
    bx_map_bool(&map, "scale", &slot->fit_scale);
    slot->plain_asides = slot->tint >= 0;
    bx_map_bool(&map, "plain-asides", &slot->plain_asides);
    bx_map_text(&map, "question", &slot->question);
    if (bx_map_find(&map, "body") == NULL && slot->kind != BX_SLOT_AD && slot->kind != BX_SLOT_INDEX)
        bx_take_rest(look, slot);
    read_own_grid(look, &map, slot);
    read_box_columns(look, slot);
    bx_map_finish(&map);
    bx_check_parts(look, slot);
}
