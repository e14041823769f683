/* flow/grid.c - cells to places on the page (版心网格). */
#include "flow/maker.h"

bx_len bx_column_x(const bx_grid *grid, int column)
{
    return grid->left + column * (grid->measure + grid->gutter) * grid->size;
}

bx_len bx_row_y(const bx_grid *grid, int row)
{
    return grid->top + row * grid->pitch;
}

bx_len bx_columns_width(const bx_grid *grid, int count)
{
    return (count * (grid->measure + grid->gutter) - grid->gutter) * grid->size;
}

bx_rect bx_cells_box(const bx_grid *grid, const bx_cells *cells)
{
    if (cells->count == 0)
        return (bx_rect){0};
    int first = cells->at[0].column, last = first, top = cells->at[0].from, bottom = cells->at[0].to;
    for (size_t i = 1; i < cells->count; i++) {
        const bx_interval *in = &cells->at[i];
        first = in->column < first ? in->column : first;
        last = in->column > last ? in->column : last;
        top = in->from < top ? in->from : top;
        bottom = in->to > bottom ? in->to : bottom;
    }
    return (bx_rect){.x = bx_column_x(grid, first),
                     .y = bx_row_y(grid, top),
                     .w = bx_columns_width(grid, last - first + 1),
                     .h = (bottom - top) * grid->pitch};
}

/* True when no interval reaches over the edge between rows ROW - 1 and ROW, and there are some on both sides. */
static bool is_band_edge(const bx_cells *cells, int row)
{
    bool above = false, below = false;
    for (size_t i = 0; i < cells->count; i++) {
        if (cells->at[i].from < row && cells->at[i].to > row)
            return false;
        above |= cells->at[i].to <= row;
        below |= cells->at[i].from >= row;
    }
    return above && below;
}

/* Columns that are a character narrower say so row by row. */
static const bx_room *narrow_rooms(bx_arena *arena, int rows, bx_len width)
{
    bx_room *rooms = BX_NEW_ARRAY(arena, bx_room, (size_t)rows);
    for (int i = 0; i < rows; i++)
        rooms[i].width = width;
    return rooms;
}

static bx_region own_region(bx_arena *arena, const bx_paper *paper, const bx_slot *slot, int leg)
{
    bx_rect box = bx_cells_box(&paper->grid, &slot->body);
    bx_segment *segments = BX_NEW_ARRAY(arena, bx_segment, (size_t)slot->own_columns);
    bx_len width = slot->own_columns * slot->own_width - slot->own_narrow * slot->own_size +
                   (slot->own_columns - 1) * slot->own_gap;
    bx_len x = box.x + (box.w - width) / 2;
    int rows = (box.h - slot->own_top) / slot->own_pitch;
    /* 变栏 in the page's own size and pitch stays on the page's rows. */
    bool on_rows = slot->own_top == 0 && slot->own_pitch == paper->grid.pitch && slot->own_size == paper->grid.size;
    for (int i = 0; i < slot->own_columns; i++) {
        bool narrow = i < slot->own_narrow;
        bx_len column = slot->own_width - (narrow ? slot->own_size : 0);
        segments[i] = (bx_segment){.rooms = narrow ? narrow_rooms(arena, rows, column) : NULL,
                                   .x = x,
                                   .y = box.y + slot->own_top,
                                   .rows = rows,
                                   .column = -1,
                                   .row = on_rows ? slot->body.at[0].from : -1,
                                   .leg = leg};
        x += column + slot->own_gap;
    }
    return (bx_region){.segments = segments,
                       .count = (size_t)slot->own_columns,
                       .rows = rows * slot->own_columns,
                       .uneven = slot->own_narrow > 0,
                       .columns = slot->own_columns,
                       .em = slot->own_size,
                       .pitch = slot->own_pitch,
                       .width = slot->own_width,
                       .box_width = slot->own_width - (slot->own_narrow > 0 ? slot->own_size : 0)};
}

/* Room beside the photos of SLOT that stand inside the body, whole characters on the wider side (newsroom C.3.1,
 * C.10); under six characters the row takes no text. */
static const bx_room *find_rooms(bx_arena *arena, const bx_grid *grid, const bx_slot *slot, const bx_interval *in)
{
    bx_room *rooms = NULL;
    bx_len width = grid->measure * grid->size, gap = grid->gutter * grid->size;
    bx_len left = bx_column_x(grid, in->column);
    for (size_t p = 0; p < slot->photo_count; p++) {
        const bx_photo_spot *spot = &slot->photos[p];
        if (!spot->around || spot->cells.count == 0)
            continue;
        bx_rect box = bx_cells_box(grid, &spot->cells);
        if (spot->w > 0) {
            box.x += spot->x;
            box.w = spot->w;
        }
        for (int row = in->from; row < in->to; row++) {
            bx_len y = bx_row_y(grid, row);
            if (y < box.y || y >= box.y + box.h || box.x >= left + width || box.x + box.w <= left)
                continue;
            if (rooms == NULL) {
                rooms = BX_NEW_ARRAY(arena, bx_room, (size_t)(in->to - in->from));
                for (int r = in->from; r < in->to; r++)
                    rooms[r - in->from] = (bx_room){0, width};
            }
            bx_len before = (box.x - gap - left) / grid->size * grid->size;
            bx_len after = (left + width - box.x - box.w - gap) / grid->size * grid->size;
            bx_room *room = &rooms[row - in->from];
            *room = before >= after ? (bx_room){0, before} : (bx_room){width - after, after};
            if (room->width < 6 * grid->size)
                *room = (bx_room){0};
        }
    }
    return rooms;
}

/* Adds the rows of one interval, parted where rows take no text. */
static void add_segments(bx_arena *arena, const bx_grid *grid, const bx_slot *slot, const bx_interval *in, int leg,
                         bx_segment *segments, bx_region *region)
{
    const bx_room *rooms = find_rooms(arena, grid, slot, in);
    for (int row = in->from; row < in->to;) {
        int end = row;
        while (end < in->to && (rooms == NULL || rooms[end - in->from].width > 0))
            end++;
        if (end > row) {
            segments[region->count++] = (bx_segment){.rooms = rooms == NULL ? NULL : rooms + (row - in->from),
                                                     .x = bx_column_x(grid, in->column),
                                                     .y = bx_row_y(grid, row),
                                                     .rows = end - row,
                                                     .column = in->column,
                                                     .row = row,
                                                     .leg = leg};
            region->rows += end - row;
            region->uneven |= rooms != NULL;
        }
        row = end + 1;
    }
}

bx_region bx_body_region(bx_arena *arena, const bx_paper *paper, const bx_slot *slot, int leg)
{
    const bx_grid *grid = &paper->grid;
    const bx_cells *cells = &slot->body;
    if (slot->own_columns > 0)
        return own_region(arena, paper, slot, leg);
    bx_segment *segments = BX_NEW_ARRAY(arena, bx_segment, cells->count + slot->photo_count * cells->count + 1);
    bx_region region = {.segments = segments,
                        .em = grid->size,
                        .pitch = grid->pitch,
                        .width = grid->measure * grid->size,
                        .box_width = grid->measure * grid->size};
    int band_top = 0, last_column = -1;
    while (band_top < grid->rows) {
        int band_end = band_top + 1;
        while (band_end < grid->rows && !is_band_edge(cells, band_end))
            band_end++;
        for (size_t i = 0; i < cells->count; i++) {
            const bx_interval *in = &cells->at[i];
            if (in->from < band_top || in->from >= band_end)
                continue;
            add_segments(arena, grid, slot, in, leg, segments, &region);
            region.columns += in->column != last_column;
            last_column = in->column;
        }
        band_top = band_end;
    }
    return region;
}
