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

/* The text's columns; in a tint or frame they keep off its edges. */
static bx_len column_width(const bx_grid *grid, const bx_slot *slot)
{
    return (slot->box_measure > 0 ? slot->box_measure : grid->measure) * grid->size;
}

static bx_len column_x(const bx_grid *grid, const bx_slot *slot, int column)
{
    int first = slot->cells.at[0].column;
    if (slot->box_measure == 0)
        return bx_column_x(grid, column);
    return bx_column_x(grid, first) + slot->pad + (column - first) * (column_width(grid, slot) + slot->box_gap);
}

/* From a box's upper cells to its text: below the bar, where it has one. */
static bx_len air_above(const bx_slot *slot)
{
    return slot->inset_top + (slot->bar >= 0 ? slot->bar_width : 0) + slot->air;
}

bx_rect bx_part_box(const bx_grid *grid, const bx_slot *slot, const bx_cells *cells)
{
    bx_rect box = bx_cells_box(grid, cells), outer = bx_cells_box(grid, &slot->cells);
    if (slot->air == 0 || cells->count == 0)
        return box;
    bx_len right = box.x + box.w, foot = box.y + box.h;
    if (slot->box_measure > 0) {
        box.x = column_x(grid, slot, cells->at[0].column);
        right = column_x(grid, slot, cells->at[cells->count - 1].column) + column_width(grid, slot);
    } else {
        box.x += box.x == outer.x ? slot->pad : 0;
        right -= right == outer.x + outer.w ? slot->pad : 0;
    }
    box.y += box.y == outer.y ? air_above(slot) : 0;
    foot -= foot == outer.y + outer.h ? slot->inset_bottom + slot->air : 0;
    return (bx_rect){box.x, box.y, right - box.x, foot - box.y};
}

/* Rows of text that a part leaves empty where it keeps AIR off a box; above its type a row has SLACK itself. */
static int empty_rows(bx_len air, bx_len slack, bx_len pitch)
{
    return air <= slack ? 0 : (int)((air - slack + pitch - 1) / pitch);
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

/* Columns of another width than the region's say so row by row. */
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
    /* 变栏 in the page's own size and pitch stays on the page's rows. */
    bool on_rows = slot->own_top == 0 && slot->own_pitch == paper->grid.pitch && slot->own_size == paper->grid.size;
    bx_rect inner = bx_part_box(&paper->grid, slot, &slot->body);
    bx_len slack = (slot->own_pitch - slot->own_size) / 2, above = inner.y - box.y;
    bx_len below = box.y + box.h - inner.y - inner.h;
    int skipped = empty_rows(above, slack + slot->own_top, slot->own_pitch);
    bx_len top = slot->own_top + skipped * slot->own_pitch;
    int rows = (box.h - top - (below > slack ? below - slack : 0)) / slot->own_pitch;
    for (int i = 0; i < slot->own_columns; i++) {
        bool narrow = i < slot->own_narrow;
        bx_len column = slot->own_width - (narrow ? slot->own_size : 0);
        segments[i] = (bx_segment){.rooms = narrow ? narrow_rooms(arena, rows, column) : NULL,
                                   .x = x,
                                   .y = box.y + top,
                                   .width = column,
                                   .pitch = slot->own_pitch,
                                   .rows = rows,
                                   .column = -1,
                                   .row = on_rows ? slot->body.at[0].from + skipped : -1,
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
                       .box_pitch = slot->own_pitch,
                       .width = slot->own_width,
                       .box_width = slot->own_width - (slot->own_narrow > 0 ? slot->own_size : 0)};
}

/* Room beside the photos of SLOT that stand inside the body, whole characters on the wider side (newsroom C.3.1,
 * C.10); under six characters the row takes no text. */
static const bx_room *find_rooms(bx_arena *arena, const bx_grid *grid, const bx_slot *slot, const bx_interval *in)
{
    bx_room *rooms = NULL;
    bx_len width = column_width(grid, slot), gap = grid->gutter * grid->size;
    bx_len left = column_x(grid, slot, in->column);
    for (size_t p = 0; p < slot->photo_count; p++) {
        const bx_photo_spot *spot = &slot->photos[p];
        if (!spot->around || spot->cells.count == 0)
            continue;
        bx_rect box = bx_part_box(grid, slot, &spot->cells);
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

/* The rows of IN that keep off the upper and lower edge of a tint or frame. */
static bx_interval off_box(const bx_grid *grid, const bx_slot *slot, const bx_interval *in)
{
    bx_interval part = *in;
    const bx_interval *box = &slot->cells.at[0];
    bx_len slack = (grid->pitch - grid->size) / 2;
    if (slot->air > 0 && in->from == box->from)
        part.from = (uint16_t)(in->from + empty_rows(air_above(slot), slack, grid->pitch));
    if (slot->air > 0 && in->to == box->to)
        part.to = (uint16_t)(in->to - empty_rows(slot->inset_bottom + slot->air, slack, grid->pitch));
    if (part.to < part.from || part.to > in->to)
        part.to = part.from;
    return part;
}

/* Whether something parts IN from other rows of its column that the body has. */
static bool is_cut_off(const bx_cells *body, const bx_interval *in)
{
    for (size_t i = 0; i < body->count; i++)
        if (body->at[i].column == in->column && &body->at[i] != in)
            return true;
    return false;
}

/* Adds the rows of one interval, parted where rows take no text; what is then less than three rows stays empty
 * (newsroom C.2.2). */
static void add_segments(bx_arena *arena, const bx_grid *grid, const bx_slot *slot, const bx_interval *in, int leg,
                         bx_segment *segments, bx_region *region)
{
    enum { LEAST = 3 };
    const bx_interval part = off_box(grid, slot, in);
    bool cut_off = is_cut_off(&slot->body, in);
    in = &part;
    const bx_room *rooms = find_rooms(arena, grid, slot, in);
    for (int row = in->from; row < in->to;) {
        int end = row;
        while (end < in->to && (rooms == NULL || rooms[end - in->from].width > 0))
            end++;
        bool few = end - row < LEAST && (cut_off || row > in->from || end < in->to);
        if (few)
            region->unused += end - row;
        if (end > row && !few) {
            segments[region->count++] = (bx_segment){.rooms = rooms == NULL ? NULL : rooms + (row - in->from),
                                                     .x = column_x(grid, slot, in->column),
                                                     .y = bx_row_y(grid, row),
                                                     .width = column_width(grid, slot),
                                                     .pitch = grid->pitch,
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
                        .box_pitch = grid->pitch,
                        .width = column_width(grid, slot),
                        .box_width = column_width(grid, slot)};
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

void bx_match_regions(bx_arena *arena, bx_region *const *regions, size_t count)
{
    bx_len narrowest = regions[0]->box_width, closest = regions[0]->box_pitch;
    for (size_t i = 1; i < count; i++) {
        narrowest = regions[i]->box_width < narrowest ? regions[i]->box_width : narrowest;
        closest = regions[i]->box_pitch < closest ? regions[i]->box_pitch : closest;
    }
    for (size_t i = 0; i < count; i++) {
        bx_region *region = regions[i];
        region->box_width = narrowest;
        region->box_pitch = closest;
        region->em = regions[0]->em;
        if (region->width == regions[0]->width)
            continue;
        bx_segment *segments = BX_NEW_ARRAY(arena, bx_segment, region->count + 1);
        for (size_t s = 0; s < region->count; s++) {
            segments[s] = region->segments[s];
            if (segments[s].rooms == NULL)
                segments[s].rooms = narrow_rooms(arena, segments[s].rows, region->width);
        }
        region->segments = segments;
        region->uneven = true;
        region->width = regions[0]->width;
    }
}
