/* flow/furniture.c - 报头, 报眉, 报尾: computed fields in their places, mirrored by the side of the page. */
#include "flow/maker.h"

#include <qrencode.h>

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

enum { QUIET = 4, LEAST_QR_MM = 15 }; /* ISO/IEC 18004: four modules clear all round */

static void drop_code(QRcode **code)
{
    if (*code != NULL)
        QRcode_free(*code);
}

/* A QR code as bars of its rows, with its quiet zone inside W (二维码). */
static void put_qr(bx_maker *m, const bx_place *place, const char *part, const bx_field *field, bx_str text, bx_len x, bx_len y)
{
    BX_AUTO(drop_code) QRcode *code = QRcode_encodeString(bx_str_c(m->arena, text), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL) {
        bx_report(m->diags, BX_ERROR, "bad-qr", field->where, "this text does not fit into a QR code");
        bx_hint(m->diags, BX_NOWHERE, "write a shorter address");
        return;
    }
    if (field->w < bx_len_pt(LEAST_QR_MM * 72 / 25.4)) {
        bx_report(m->diags, BX_WARNING, "small-qr", field->where, "the QR code is less than %d mm wide", (int)LEAST_QR_MM);
        bx_hint(m->diags, BX_NOWHERE, "phones read codes from %d mm on, quiet zone and all", (int)LEAST_QR_MM);
    }
    int side = code->width + 2 * QUIET;
    for (int row = 0; row < code->width; row++)
        for (int from = 0; from < code->width;) {
            int to = from;
            while (to < code->width && (code->data[row * code->width + to] & 1))
                to++;
            if (to > from) {
                bx_len left = (bx_len)bx_muldiv(field->w, QUIET + from, side), right = (bx_len)bx_muldiv(field->w, QUIET + to, side);
                bx_len top = (bx_len)bx_muldiv(field->w, QUIET + row, side), foot = (bx_len)bx_muldiv(field->w, QUIET + row + 1, side);
                bx_put_area(m, place, BX_FRAME_TINT, part, (bx_rect){x + left, y + top, right - left, foot - top}, field->ink);
            }
            from = to == from ? to + 1 : to;
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
        case BX_FIELD_QR:
            put_qr(m, place, part, field,
                   bx_fill_template(m->arena, field->text, &m->dates, place->page, m->paper, field->where, m->diags),
                   from_right ? x - field->w : x, y);
            break;
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
