/* flow/furniture.c - 报头, 报眉, 报尾: computed fields in their places, mirrored by the side of the page. */
#include "flow/maker.h"

static void put_stack(bx_maker *m, const bx_place *place, const char *part, const bx_field *field, bx_len x, bx_len y)
{
    const char *at = field->text.at, *end = at + field->text.len;
    while (at < end) {
        const char *start = at;
        bx_setting setting = {0};
        bx_utf8_next(&at, end);
        bx_set_literal(m, &setting, (bx_str){start, (size_t)(at - start)}, field->style);
        bx_put_text(m, place, part, &setting, &m->head_rules, BX_AT_LEFT, x, y);
        y += field->h;
    }
}

void bx_make_furniture(bx_maker *m, const bx_place *place, const bx_furniture *block, size_t page_index)
{
    const bx_grid *grid = &m->paper->grid;
    bool right_hand = page_index % 2 == 0;
    bx_len width = bx_columns_width(grid, grid->columns);
    for (size_t i = 0; i < block->count; i++) {
        const bx_field *field = &block->fields[i];
        const char *part = bx_str_printf(m->arena, "%.*s.%.*s", BX_FMT(block->name), BX_FMT(field->name)).at;
        bool from_right = field->from == BX_FROM_RIGHT || (field->from == BX_FROM_OUTER && right_hand) ||
                          (field->from == BX_FROM_INNER && !right_hand);
        bool mirrored = field->from >= BX_FROM_INNER && !right_hand;
        bx_len x = grid->left + (from_right ? width - field->x : field->x), y = grid->top + field->y;
        bx_at at = field->at;
        if (mirrored && at != BX_AT_CENTER)
            at = at == BX_AT_LEFT ? BX_AT_RIGHT : BX_AT_LEFT;
        switch (field->kind) {
        case BX_FIELD_TEXT:
        case BX_FIELD_ART: {
            bx_setting setting = {0};
            bx_line_rules rules = m->head_rules;
            rules.head = false;
            bx_str text = bx_fill_template(m->arena, field->text, &m->dates, place->page, m->paper, field->where, m->diags);
            bx_set_literal(m, &setting, text, field->style);
            bx_put_text(m, place, part, &setting, &rules, at, x, y);
            break;
        }
        case BX_FIELD_STACK:
            put_stack(m, place, part, field, x, y);
            break;
        case BX_FIELD_RULE:
            bx_put_area(m, place, BX_FRAME_RULE, part, (bx_rect){from_right ? x - field->w : x, y, field->w, field->h}, field->ink);
            break;
        case BX_FIELD_TINT:
            bx_put_area(m, place, BX_FRAME_TINT, part, (bx_rect){from_right ? x - field->w : x, y, field->w, field->h}, field->ink);
            break;
        }
    }
}
