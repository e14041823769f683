/* flow/table.c - tables (表格): columns by content, numerals aligned on the decimal, zebra rows. */
#include "flow/maker.h"

typedef struct {
    const bx_para *para;
    const bx_gaps *gaps;
    bx_len width, right; /* right: width behind the decimal point, for numbers */
    bool number;
} cell;

static bool is_number(const bx_text *text)
{
    bool digit = false;
    for (size_t i = 0; i < text->count; i++) {
        const char *at = text->runs[i].text.at, *end = at + text->runs[i].text.len;
        while (at < end) {
            uint32_t code = bx_utf8_next(&at, end);
            digit |= code >= '0' && code <= '9';
            if ((code < '0' || code > '9') && code != '.' && code != ',' && code != '+' && code != '-' &&
                code != 0x2212 && code != '%')
                return false;
        }
    }
    return digit;
}

static int style_of(bx_maker *m, const bx_table *table, size_t row, size_t column, bool number)
{
    if (row == 0)
        return bx_need_style(m->paper, "table-head");
    if (column == 0 && number && table->align[0] == BX_CELL_CENTER)
        return bx_need_style(m->paper, "table-order");
    if (number)
        return bx_need_style(m->paper, "table-number");
    bool name = column == 0 || (column == 1 && table->align[0] == BX_CELL_CENTER);
    return bx_need_style(m->paper, name ? "table-name" : "table-cell");
}

static void set_cell(bx_maker *m, const bx_table *table, size_t row, size_t column, bool repeated, cell *c)
{
    const bx_text *text = &table->cells[row * table->column_count + column];
    bx_setting setting = {0};
    c->number = row > 0 && is_number(text);
    int style = style_of(m, table, row, column, c->number);
    bx_set_text(m, &setting, text, (bx_dress_set){style, style, style}, false);
    for (size_t i = 0; repeated && i < setting.pieces.len; i++)
        setting.pieces.at[i].ledger = BX_GENERATED;
    c->para = bx_set_para(m, &setting, false);
    c->gaps = bx_make_gaps(m->arena, c->para, &m->head_rules);
    c->width = bx_natural_width(c->gaps, 0, (uint32_t)c->para->count);
    for (uint32_t i = 0; i < c->para->count && c->number; i++)
        if (c->para->clusters[i].code == '.')
            c->right = c->width - bx_natural_width(c->gaps, 0, i);
}

static void put_cell(bx_maker *m, const bx_place *place, const char *part, const cell *c, bx_len x, bx_len baseline)
{
    bx_measure measure = {.measure = c->width + 1, .align = BX_START, .last = (uint32_t)c->para->count};
    const bx_lines *lines = bx_break_lines(m->arena, c->gaps, &measure, 0);
    bx_len size = c->para->em;
    if (c->para->count > 0)
        bx_put_line(m, place, part, c->para, &lines->lines[0], x, baseline - size * 22 / 25, size, baseline);
}

static void spread_columns(const bx_table *table, const bx_len *natural, bx_len room, bx_len *width)
{
    bx_len sum = 0;
    for (size_t c = 0; c < table->column_count; c++)
        sum += natural[c];
    bx_len rest = room - sum;
    for (size_t c = 0; c < table->column_count; c++)
        width[c] = natural[c] + (rest > 0 ? rest / (bx_len)table->column_count : 0);
}

/* Lays down rows [FIRST, LAST) under the head, which every part of a table repeats; the first part alone counts its
 * characters. */
void bx_make_table(bx_maker *m, const bx_place *place, const bx_block *block, size_t part_first, size_t part_last,
                   bx_rect box, bx_len pitch)
{
    const bx_table *table = block->table;
    size_t columns = table->column_count, rows = table->row_count;
    cell *cells = BX_NEW_ARRAY(m->arena, cell, columns * rows + 1);
    bx_len *natural = BX_NEW_ARRAY(m->arena, bx_len, columns + 1), *width = BX_NEW_ARRAY(m->arena, bx_len, columns + 1);
    bx_len *decimals = BX_NEW_ARRAY(m->arena, bx_len, columns + 1), *widest = BX_NEW_ARRAY(m->arena, bx_len, columns + 1);
    const bx_len padding = 12 * BX_PT, head = 14 * BX_PT;
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) {
            cell *one = &cells[r * columns + c];
            set_cell(m, table, r, c, r == 0 && part_first > 1, one);
            if (one->width + padding > natural[c])
                natural[c] = one->width + padding;
            if (one->right > decimals[c])
                decimals[c] = one->right;
            if (r > 0 && one->width - one->right > widest[c])
                widest[c] = one->width - one->right;
        }
    bx_len sum = 0;
    for (size_t c = 0; c < columns; c++)
        sum += natural[c];
    if (sum > box.w) {
        bx_report(m->diags, BX_ERROR, "table-too-wide", block->where,
                  "the table is %d%% of its measure wide", (int)(sum * 100L / box.w));
        bx_hint(m->diags, BX_NOWHERE, "it needs %d columns of the page: write '{span=%d}' before it, or shorten its cells",
                (int)((sum + bx_columns_width(&m->paper->grid, 1) - 1) / bx_columns_width(&m->paper->grid, 1)),
                (int)((sum + bx_columns_width(&m->paper->grid, 1) - 1) / bx_columns_width(&m->paper->grid, 1)));
    }
    spread_columns(table, natural, box.w, width);
    int ink = bx_ink_named(m->paper, "ink"), tint = bx_ink_named(m->paper, "tint");
    bx_put_area(m, place, BX_FRAME_TINT, "table-head", (bx_rect){box.x, box.y, box.w, head}, ink);
    bx_len top = box.y;
    bx_place here = *place;
    for (size_t r = 0; r < part_last; r++) {
        if (r > 0 && r < part_first)
            continue;
        bx_len height = r == 0 ? head : pitch;
        if (r > 0 && r % 2 == 0)
            bx_put_area(m, place, BX_FRAME_TINT, "table-row", (bx_rect){box.x, top, box.w, height}, tint);
        bx_len x = box.x;
        for (size_t c = 0; c < columns; c++) {
            const cell *one = &cells[r * columns + c];
            bx_len size = one->para->em, baseline = top + (height - size) / 2 + size * 22 / 25;
            bx_len left = x + padding / 2, free = width[c] - padding - one->width;
            if (table->align[c] == BX_CELL_CENTER)
                left += free / 2;
            else if (table->align[c] == BX_CELL_RIGHT)
                left += one->number ? free - (decimals[c] - one->right) : free;
            here.passage = (bx_passage){.block = block,
                                        .column = place->passage.column,
                                        .cell = 1 + (int)(r * columns + c),
                                        .repeats = r == 0 && part_first > 1};
            if (!BX_SABOTAGE(4) || r != 1 || c != 1) /* a cell */
                put_cell(m, &here, r == 0 ? "table-head" : "table-cell", one, left, baseline);
            x += width[c];
        }
        top += height;
    }
    bx_put_area(m, place, BX_FRAME_RULE, "table-rule", (bx_rect){box.x, top, box.w, bx_len_pt(0.9)}, ink);
}
