/* read/layout.c - one page layout: slots, rules and furniture, checked against each other (版样). */
#include "read/look.h"

static const bx_slot *holder(const bx_layout *layout, size_t upto, int column, int row)
{
    for (size_t i = 0; i < upto; i++)
        for (size_t k = 0; k < layout->slots[i].cells.count; k++) {
            const bx_interval *in = &layout->slots[i].cells.at[k];
            if (in->column == column && row >= in->from && row < in->to)
                return &layout->slots[i];
        }
    return NULL;
}

/* Where IN could end or begin so as to clear OTHER, which holds its cell of ROW. */
static void hint_clearance(const bx_look *look, const bx_slot *slot, const bx_interval *in, const bx_slot *other, int row)
{
    if (in->from < row) {
        bx_hint(look->diags, slot->cells.where, "slot '%.*s' may end at r%d there", BX_FMT(slot->name), row);
        return;
    }
    for (size_t k = 0; k < other->cells.count; k++) {
        const bx_interval *taken = &other->cells.at[k];
        if (taken->column == in->column && row >= taken->from && row < taken->to)
            bx_hint(look->diags, slot->cells.where, "slot '%.*s' may begin at r%d there", BX_FMT(slot->name), taken->to + 1);
    }
}

/* Two slots share no cell: reported once a pair, at the later one. */
static void check_overlap(const bx_look *look, const bx_layout *layout)
{
    for (size_t i = 1; i < layout->slot_count; i++) {
        const bx_slot *slot = &layout->slots[i];
        bool told = false;
        for (size_t k = 0; k < slot->cells.count && !told; k++)
            for (int row = slot->cells.at[k].from; row < slot->cells.at[k].to && !told; row++) {
                const bx_slot *other = holder(layout, i, slot->cells.at[k].column, row);
                if (other == NULL)
                    continue;
                bx_report(look->diags, BX_ERROR, "slot-overlap", slot->cells.where,
                          "slots '%.*s' and '%.*s' both hold cell c%d r%d", BX_FMT(slot->name),
                          BX_FMT(other->name), slot->cells.at[k].column + 1, row + 1);
                hint_clearance(look, slot, &slot->cells.at[k], other, row);
                bx_hint(look->diags, other->cells.where, "slot '%.*s' is given here", BX_FMT(other->name));
                told = true;
            }
    }
}

/* What stands at a cell besides SLOT: another slot, or NULL. */
static const bx_slot *stranger(const bx_layout *layout, const bx_slot *slot, int column, int row)
{
    for (size_t i = 0; i < layout->slot_count; i++)
        if (&layout->slots[i] != slot && bx_cells_hold(&layout->slots[i].cells, column, row))
            return &layout->slots[i];
    return NULL;
}

/* 倒流: text that would have to leap over another slot, down its column or into the next one (newsroom C.2.4). */
static void check_text_order(const bx_look *look, const bx_layout *layout, const bx_slot *slot)
{
    for (size_t k = 0; k + 1 < slot->body.count; k++) {
        const bx_interval *a = &slot->body.at[k], *b = a + 1;
        const bx_slot *between = NULL;
        int column = a->column, row = a->to;
        for (; a->column == b->column && row < b->from && between == NULL; row++)
            between = stranger(layout, slot, a->column, row);
        for (column = a->column + 1; column < b->column && between == NULL; column++)
            for (row = b->from; row < b->to && between == NULL; row++)
                between = stranger(layout, slot, column, row);
        if (between == NULL)
            continue;
        bx_report(look->diags, BX_ERROR, "text-leaps", slot->body.where,
                  "the text of slot '%.*s' would have to leap over slot '%.*s'", BX_FMT(slot->name),
                  BX_FMT(between->name));
        bx_hint(look->diags, between->cells.where, "move '%.*s', or end the body before it", BX_FMT(between->name));
        return;
    }
}

static void cover(uint8_t *covered, int rows, const bx_cells *cells)
{
    for (size_t k = 0; k < cells->count; k++)
        for (int row = cells->at[k].from; row < cells->at[k].to; row++)
            covered[cells->at[k].column * rows + row] = 1;
}

/* Cells that belong to nothing are told: 空白. */
static void check_blanks(const bx_look *look, const bx_layout *layout)
{
    const bx_grid *grid = &look->paper->grid;
    uint8_t *covered = BX_NEW_ARRAY(look->arena, uint8_t, (size_t)(grid->columns * grid->rows));
    cover(covered, grid->rows, &layout->furniture_cells);
    for (size_t i = 0; i < layout->slot_count; i++)
        cover(covered, grid->rows, &layout->slots[i].cells);
    for (size_t i = 0; i < layout->blank_count; i++)
        cover(covered, grid->rows, &layout->blanks[i]);
    for (size_t i = 0; i < layout->rule_count; i++)
        if (!layout->rules[i].vertical)
            cover(covered, grid->rows, &layout->rules[i].cells);
    for (int c = 0; c < grid->columns; c++)
        for (int row = 0; row < grid->rows; row++) {
            int end = row;
            while (end < grid->rows && !covered[c * grid->rows + end])
                end++;
            if (end > row) {
                bx_report(look->diags, BX_WARNING, "uncovered", layout->where,
                          "nothing covers c%d r%d-%d of layout '%.*s'", c + 1, row + 1, end,
                          BX_FMT(layout->name));
                bx_hint(look->diags, BX_NOWHERE, "give the cells to a slot, or list them under 'blank'");
                row = end;
            }
        }
}

static void read_rule(const bx_look *look, const bx_node *node, bx_page_rule *rule)
{
    bx_map map;
    rule->width = bx_len_pt(0.9);
    if (!bx_map_open(&map, look->arena, node, N_("rule"), look->diags))
        return;
    bx_map_need(&map, "at");
    bx_map_cells(look, &map, "at", &rule->cells);
    bx_map_length(&map, "width", 0, 0, &rule->width);
    bx_look_ink(look, &map, "ink", &rule->ink);
    bx_map_bool(&map, "vertical", &rule->vertical);
    bx_map_finish(&map);
}

static void read_rules(const bx_look *look, bx_map *map, bx_layout *layout)
{
    const bx_node *list = bx_map_find(map, "rules");
    if (list == NULL || list->kind != BX_NODE_LIST)
        return;
    bx_page_rule *rules = BX_NEW_ARRAY(look->arena, bx_page_rule, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        read_rule(look, &list->items[i], &rules[i]);
    layout->rules = rules;
    layout->rule_count = list->count;
}

static void read_blanks(const bx_look *look, bx_map *map, bx_layout *layout)
{
    const bx_node *list = bx_map_find(map, "blank");
    if (list == NULL)
        return;
    size_t count = list->kind == BX_NODE_LIST ? list->count : 1;
    bx_cells *blanks = BX_NEW_ARRAY(look->arena, bx_cells, count);
    for (size_t i = 0; i < count; i++)
        bx_read_cells(look, list->kind == BX_NODE_LIST ? &list->items[i] : list, &blanks[i]);
    layout->blanks = blanks;
    layout->blank_count = count;
}

static void read_furniture(const bx_look *look, bx_map *map, bx_layout *layout)
{
    const bx_node *node = bx_map_find(map, "furniture");
    bx_map inner;
    bx_str name = {0};
    layout->furniture = -1;
    if (node == NULL || !bx_map_open(&inner, look->arena, node, N_("furniture"), look->diags))
        return;
    bx_map_need(&inner, "block");
    bx_map_text(&inner, "block", &name);
    bx_map_cells(look, &inner, "cells", &layout->furniture_cells);
    bx_map_finish(&inner);
    for (size_t i = 0; i < look->paper->furniture_count; i++)
        if (bx_str_eq(look->paper->furniture[i].name, name))
            layout->furniture = (int)i;
    if (layout->furniture < 0 && name.len > 0)
        bx_report(look->diags, BX_ERROR, "unknown-name", node->where,
                  "masthead.yaml has no block '%.*s'", BX_FMT(name));
}

/* 跨版: where the two pages fold, and how far type keeps off. */
static void read_fold(const bx_look *look, bx_map *map, bx_layout *layout)
{
    const bx_node *node = bx_map_find(map, "fold");
    bx_map fold;
    if (node == NULL || !bx_map_open(&fold, look->arena, node, N_("fold"), look->diags))
        return;
    layout->fold = layout->width / 2;
    layout->guard = bx_len_pt(8 * 72 / 25.4);
    bx_map_length(&fold, "at", 0, 0, &layout->fold);
    bx_map_length(&fold, "guard", 0, 0, &layout->guard);
    bx_map_finish(&fold);
}

void bx_read_layout(const bx_look *paper_look, const bx_source *source, bx_str name, bx_layout *layout)
{
    *layout = (bx_layout){.name = name, .furniture = -1, .source = source};
    bx_paper own = *paper_look->paper;
    bx_look inner = *paper_look, *look = &inner;
    const bx_node *node = bx_yaml_read(look->arena, source, 0, (uint32_t)source->text.len, look->diags);
    bx_map map;
    if (node == NULL || !bx_map_open(&map, look->arena, node, N_("layout file"), look->diags))
        return;
    int version = 1;
    inner.paper = &own;
    bx_read_grid(&inner, &map, false);
    layout->grid = own.grid;
    layout->width = own.width;
    layout->height = own.height;
    read_fold(look, &map, layout);
    layout->where = (bx_span){source, 0, 0};
    bx_map_need(&map, "banxin");
    bx_map_int(&map, "banxin", 1, 1, &version);
    read_furniture(look, &map, layout);
    read_rules(look, &map, layout);
    read_blanks(look, &map, layout);
    const bx_node *slots = bx_map_need(&map, "slots");
    if (slots != NULL && slots->kind == BX_NODE_MAP) {
        bx_slot *at = BX_NEW_ARRAY(look->arena, bx_slot, slots->count + 1);
        for (size_t i = 0; i < slots->count; i++)
            bx_read_slot(look, slots->pairs[i].key, slots->pairs[i].value, &at[i]);
        layout->slots = at;
        layout->slot_count = slots->count;
    }
    bx_map_finish(&map);
    check_overlap(look, layout);
    for (size_t i = 0; i < layout->slot_count; i++)
        check_text_order(look, layout, &layout->slots[i]);
    check_blanks(look, layout);
}
