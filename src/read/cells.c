/* read/cells.c - sets of grid cells (版位): "c1-4 r27-46 + c5 r1-3 - c2 r30". */
#include "read/look.h"

enum { COLUMN_LIMIT = 24, ROW_LIMIT = 400 };

typedef struct {
    int first_column, last_column, first_row, last_row;
    bool parted; /* a number with a fraction: no line of the grid */
} rectangle;

/* A whole number, or the one nearest to 1.5, which *PARTED tells. */
static bool number(const char **at, const char *end, int *value, bool *parted)
{
    if (*at == end || **at < '0' || **at > '9')
        return false;
    *value = 0;
    for (; *at < end && **at >= '0' && **at <= '9'; (*at)++)
        if (*value < 100000)
            *value = *value * 10 + (**at - '0');
    if (end - *at < 2 || **at != '.' || (*at)[1] < '0' || (*at)[1] > '9')
        return true;
    *parted = true;
    *value += (*at)[1] >= '5';
    for ((*at)++; *at < end && **at >= '0' && **at <= '9';)
        (*at)++;
    return true;
}

static bool range(const char **at, const char *end, char letter, int *first, int *last, bool *parted)
{
    while (*at < end && **at == ' ')
        (*at)++;
    if (*at == end || **at != letter)
        return false;
    (*at)++;
    if (!number(at, end, first, parted))
        return false;
    *last = *first;
    if (*at < end && **at == '-' && *at + 1 < end && (*at)[1] >= '0' && (*at)[1] <= '9') {
        (*at)++;
        return number(at, end, last, parted);
    }
    return true;
}

static int between(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static bool off_grid(const bx_look *look, bx_span where, const rectangle *r)
{
    const bx_grid *grid = &look->paper->grid;
    if (!r->parted && r->first_column >= 1 && r->last_column <= grid->columns && r->first_row >= 1 &&
        r->last_row <= grid->rows && r->first_column <= r->last_column && r->first_row <= r->last_row)
        return false;
    if (r->parted)
        bx_report(look->diags, BX_ERROR, "off-grid", where, "cells are whole columns and rows");
    else
        bx_report(look->diags, BX_ERROR, "off-grid", where,
                  "cells c%d-%d r%d-%d do not lie on the grid of %d columns and %d rows", r->first_column,
                  r->last_column, r->first_row, r->last_row, grid->columns, grid->rows);
    int left = between(r->first_column, 1, grid->columns), right = between(r->last_column, 1, grid->columns);
    int top = between(r->first_row, 1, grid->rows), foot = between(r->last_row, 1, grid->rows);
    bx_hint(look->diags, BX_NOWHERE, "the nearest that fits is c%d-%d r%d-%d", left < right ? left : right,
            left < right ? right : left, top < foot ? top : foot, top < foot ? foot : top);
    return true;
}

static void mark(uint8_t *held, const rectangle *r, bool add)
{
    for (int c = r->first_column - 1; c < r->last_column; c++)
        memset(held + (size_t)c * ROW_LIMIT + r->first_row - 1, add ? 1 : 0,
               (size_t)(r->last_row - r->first_row + 1));
}

static void gather(const bx_look *look, const uint8_t *held, bx_cells *cells)
{
    BX_VEC(bx_interval) found = {0};
    for (int c = 0; c < look->paper->grid.columns; c++) {
        const uint8_t *column = held + (size_t)c * ROW_LIMIT;
        for (int row = 0; row < look->paper->grid.rows; row++) {
            if (!column[row])
                continue;
            int end = row;
            while (end < look->paper->grid.rows && column[end])
                end++;
            BX_PUSH(look->arena, found,
                    (bx_interval){.column = (uint8_t)c, .from = (uint16_t)row, .to = (uint16_t)end});
            row = end;
        }
    }
    cells->at = found.at;
    cells->count = found.len;
}

bool bx_read_cells(const bx_look *look, const bx_node *node, bx_cells *cells)
{
    *cells = (bx_cells){.where = node->where};
    bx_str text;
    if (!bx_node_text(node, look->diags, &text))
        return false;
    uint8_t *held = BX_NEW_ARRAY(look->arena, uint8_t, COLUMN_LIMIT * ROW_LIMIT);
    const char *at = text.at, *end = text.at + text.len;
    bool add = true, good = true;
    do {
        rectangle r = {0};
        if (!range(&at, end, 'c', &r.first_column, &r.last_column, &r.parted) ||
            !range(&at, end, 'r', &r.first_row, &r.last_row, &r.parted)) {
            bx_report(look->diags, BX_ERROR, "bad-cells", node->where, "'%.*s' is no set of cells",
                      BX_FMT(text));
            bx_hint(look->diags, BX_NOWHERE, "write columns and rows like 'c1-4 r27-46', joined by '+'");
            return false;
        }
        if (off_grid(look, node->where, &r))
            good = false;
        else
            mark(held, &r, add);
        while (at < end && *at == ' ')
            at++;
        if (at == end)
            break;
        add = *at == '+';
        if (*at != '+' && *at != '-') {
            bx_report(look->diags, BX_ERROR, "bad-cells", node->where, "'%.*s' is no set of cells",
                      BX_FMT(text));
            bx_hint(look->diags, BX_NOWHERE, "join rectangles with '+', cut one out with '-'");
            return false;
        }
        at++;
    } while (at < end);
    gather(look, held, cells);
    return good;
}

bool bx_cells_hold(const bx_cells *cells, int column, int row)
{
    for (size_t i = 0; i < cells->count; i++)
        if (cells->at[i].column == column && row >= cells->at[i].from && row < cells->at[i].to)
            return true;
    return false;
}

bool bx_map_cells(const bx_look *look, bx_map *map, const char *key, bx_cells *cells)
{
    const bx_node *node = bx_map_find(map, key);
    return node != NULL && bx_read_cells(look, node, cells);
}
