/* read/table.c - pipe tables (表格): a head line, a line of alignments, rows.
 *
 * How wide a column gets is flow's matter.
 */
#include "read/reader.h"

#include "read/limits.h"

typedef BX_VEC(bx_line_view) view_vec;

/* The end of a cell that begins at AT: its pipe, or the line's end. A pipe after `\` or inside
 * {汉字|hànzì} is none; LAST_BRACE is the last '}' of the line. */
static uint32_t cell_end(const bx_reader *r, uint32_t at, uint32_t end, uint32_t last_brace)
{
    const char *text = r->source->text.at;
    for (; at < end && text[at] != '|'; at++) {
        if (text[at] == '\\' && at + 1 < end)
            at++;
        else if (text[at] == '{' && at < last_brace)
            at = (uint32_t)((const char *)memchr(text + at, '}', end - at) - text);
    }
    return at;
}

/* Splits a line that begins with '|' into its cells; the pipes are markup. */
static void split(bx_reader *r, bx_line_view line, view_vec *cells)
{
    const char *brace = memrchr(r->source->text.at + line.start, '}', line.end - line.start);
    uint32_t last_brace = brace == NULL ? 0 : (uint32_t)(brace - r->source->text.at);
    cells->len = 0;
    uint32_t at = line.start + 1;
    bx_mark_body(r, line.start, at, BX_MARKUP);
    while (at < line.end) {
        uint32_t end = cell_end(r, at, line.end, last_brace);
        BX_PUSH(r->scratch, *cells, (bx_line_view){at, end});
        if (end < line.end)
            bx_mark_body(r, end, end + 1, BX_MARKUP);
        at = end + 1;
    }
}

/* ":--" left, "--:" right, ":-:" center; "---" is left. */
static bool parse_align(bx_str text, bx_cell_align *align)
{
    text = bx_str_trim(text);
    bool left = bx_str_starts(text, ":");
    bool right = text.len > 1 && bx_str_ends(text, ":");
    size_t dashes = 0;
    for (size_t i = left ? 1 : 0; i < text.len - (right ? 1 : 0); i++, dashes++)
        if (text.at[i] != '-')
            return false;
    *align = right ? (left ? BX_CELL_CENTER : BX_CELL_RIGHT) : BX_CELL_LEFT;
    return dashes > 0;
}

static bool read_alignment(bx_reader *r, bx_line_view line, bx_table *table)
{
    view_vec cells = {0};
    bx_cell_align *align = BX_NEW_ARRAY(r->arena, bx_cell_align, table->column_count);
    split(r, line, &cells);
    bool good = cells.len == table->column_count;
    for (size_t i = 0; good && i < cells.len; i++)
        good = parse_align(bx_str_slice(r->source->text, cells.at[i].start, cells.at[i].end),
                           &align[i]);
    bx_mark_body(r, line.start, line.end, BX_MARKUP);
    table->align = align;
    return good;
}

static void read_row(bx_reader *r, const view_vec *cells, bx_span where, size_t columns,
                     bx_text *row)
{
    if (cells->len != columns)
        bx_report(r->diags, BX_ERROR, "markup-table", where, "%zu cells in a table of %zu columns",
                  cells->len, columns);
    for (size_t i = 0; i < cells->len && i < columns; i++)
        row[i] = bx_read_inline(r, &cells->at[i], 1, NULL);
}

const bx_table *bx_read_table(bx_reader *r, const bx_line_view *lines, size_t count, int span,
                              size_t *used)
{
    bx_table *table = BX_NEW(r->arena, bx_table);
    bx_arena_mark saved = bx_arena_save(r->scratch);
    view_vec head = {0};
    view_vec cells = {0};
    split(r, lines[0], &head);
    bx_span where = bx_place(r, lines[0].start, lines[0].end);
    table->span = span;
    if (head.len > BX_LIMIT_TABLE_COLUMNS) {
        bx_report(r->diags, BX_ERROR, "table-limit", where,
                  "a table of %zu columns; at most %d are read", head.len, BX_LIMIT_TABLE_COLUMNS);
        head.len = BX_LIMIT_TABLE_COLUMNS;
    }
    table->column_count = head.len;
    bool aligned = head.len > 0 && count > 1 && bx_is_at(r, lines[1].start, lines[1].end, "|") &&
                   read_alignment(r, lines[1], table);
    if (!aligned) {
        bx_report(r->diags, BX_ERROR, "markup-table", where,
                  "a table needs a line of alignments below its head, one for each of %zu columns",
                  head.len);
        bx_hint(r->diags, BX_NOWHERE, ":-- is left, :-: centered, --: right: |:--|--:|");
        table->align = BX_NEW_ARRAY(r->arena, bx_cell_align, head.len + 1);
    }
    *used = aligned ? 2 : 1;
    while (*used < count && bx_is_at(r, lines[*used].start, lines[*used].end, "|"))
        (*used)++;

    table->row_count = *used - (aligned ? 1 : 0);
    bx_text *text = BX_NEW_ARRAY(r->arena, bx_text, table->row_count * head.len + 1);
    table->cells = text;
    read_row(r, &head, where, head.len, text);
    for (size_t i = aligned ? 2 : 1; i < *used; i++) {
        split(r, lines[i], &cells);
        text += head.len;
        read_row(r, &cells, bx_place(r, lines[i].start, lines[i].end), head.len, text);
    }
    bx_arena_rewind(r->scratch, saved);
    return table;
}
