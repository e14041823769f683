/* flow/place.c - a plan of columns becomes frames (上栏): lines, heads, boxes, initials, column rules. */
#include "flow/plan.h"

typedef struct {
    bx_maker *m;
    const bx_plan *p;
    const bx_place *legs;
    const bx_slot *const *slots;
    bx_fill *fill;
    int *used; /* a segment each: rows taken */
} placer;

/* Segment, y and overset of absolute row ROW. */
static const bx_segment *segment_at(const placer *pl, int row, bx_len *y, bool *over)
{
    const bx_region *region = pl->p->region;
    int first = 0;
    for (size_t s = 0; s < region->count; s++) {
        const bx_segment *segment = &region->segments[s];
        if (row < first + segment->rows || s + 1 == region->count) {
            *over = row >= first + segment->rows;
            *y = segment->y + (row - first) * segment->pitch;
            if (!*over && pl->used[s] < row - first + 1)
                pl->used[s] = row - first + 1;
            return segment;
        }
        first += segment->rows;
    }
    *over = true;
    *y = 0;
    return NULL;
}

/* Characters as the trade counts room: Han and full-width marks 1, others by width in half characters. */
static int count_characters(const bx_para *para, const bx_line *line)
{
    int halves = 0;
    for (uint32_t i = line->first; i < line->last; i++) {
        const bx_cluster *c = &para->clusters[i];
        if (c->class == BX_CLASS_LAT || c->class == BX_CLASS_PR || c->class == BX_CLASS_PO)
            halves += (int)((2 * c->body + c->em - 1) / c->em);
        else if (c->class != BX_CLASS_SP)
            halves += 2 * (c->class == BX_CLASS_DA || c->class == BX_CLASS_EL ? c->text_len / 3 : 1);
    }
    return (halves + 1) / 2;
}

static bx_len baseline_in_row(bx_len y, bx_len pitch, bx_len size)
{
    return y + (pitch - size) / 2 + size * 22 / 25;
}

/* Counts a line that is over, and keeps the place of the first one. */
static void note_over(placer *pl, const bx_para *para, const bx_line *line)
{
    if (pl->fill->over_chars == 0 && line->last > line->first) {
        const bx_cluster *c = &para->clusters[line->first];
        const bx_piece *piece = &para->pieces[c->piece];
        pl->fill->cut_from = piece->where;
        if (piece->where.source != NULL)
            pl->fill->cut_from.start += (uint32_t)(c->text - piece->text.at);
    }
    pl->fill->over_chars += count_characters(para, line);
}

/* The mark of a list item, at the column's edge of its first line. */
static void put_marker(placer *pl, const bx_place *place, const bx_item *item, bx_len x, bx_len y, bool over)
{
    const bx_segment *segment = place->passage.column;
    const bx_gaps *gaps = bx_make_gaps(pl->m->arena, item->marker, &pl->m->head_rules);
    bx_measure measure = {.measure = item->inset * 2, .align = BX_START, .last = (uint32_t)item->marker->count};
    const bx_lines *mark = bx_break_lines(pl->m->arena, gaps, &measure, 0);
    bx_put_line(pl->m, place, "marker", item->marker, &mark->lines[0], x, y, segment->pitch,
                baseline_in_row(y, segment->pitch, pl->p->region->em))
        ->overset = over;
    if (over)
        note_over(pl, item->marker, &mark->lines[0]);
}

/* Where ITEM's text goes in SEGMENT. */
static bx_place place_of(const placer *pl, const bx_segment *segment, const bx_item *item)
{
    bx_place place = pl->legs[segment->leg];
    place.passage = (bx_passage){.block = item->block, .column = segment};
    return place;
}

/* 首字: as high as its rows, its foot on the last one's baseline. */
static void put_initial(placer *pl, const bx_item *item, const bx_place *place, bx_len x, bx_len y, bool over)
{
    const bx_segment *segment = place->passage.column;
    const bx_gaps *gaps = bx_make_gaps(pl->m->arena, item->initial, &pl->m->head_rules);
    bx_measure measure = {.measure = item->initial_width * 2, .align = BX_START, .last = (uint32_t)item->initial->count};
    const bx_lines *lines = bx_break_lines(pl->m->arena, gaps, &measure, 0);
    bx_len height = item->initial_rows * segment->pitch;
    bx_len foot = baseline_in_row(y + height - segment->pitch, segment->pitch, pl->p->region->em);
    bx_place here = *place;
    here.passage.whole = item->para; /* its paragraph begins with it */
    bx_put_line(pl->m, &here, "initial", item->initial, &lines->lines[0], x, y, height, foot)->overset = over;
}

static void put_body_line(placer *pl, const bx_item *item, const bx_lines *lines, size_t k, int row)
{
    bx_len y;
    bool over;
    const bx_region *region = pl->p->region;
    const bx_segment *segment = segment_at(pl, row, &y, &over);
    if (segment == NULL)
        return;
    bx_place place = place_of(pl, segment, item);
    bx_len edge = segment->x, x;
    if (row < pl->p->rows && pl->p->room[row] != NULL)
        edge += pl->p->room[row]->x;
    if (k == 0 && item->marker != NULL && !BX_SABOTAGE(8)) /* the number of a list's item */
        put_marker(pl, &place, item, edge, y, over);
    x = edge + item->inset;
    if ((int)k < item->initial_rows)
        x += item->initial_width;
    if (k == 0 && item->initial != NULL)
        put_initial(pl, item, &place, x - item->initial_width, y, over);
    bx_frame *frame = bx_put_line(pl->m, &place, item->part, lines->para, &lines->lines[k], x, y,
                                  segment->pitch, baseline_in_row(y, segment->pitch, region->em));
    frame->body = segment->row >= 0;
    frame->column = segment->column;
    frame->row = segment->row < 0 ? -1 : segment->row + (y - segment->y) / segment->pitch;
    frame->overset = over;
    if (over)
        note_over(pl, lines->para, &lines->lines[k]);
}

static void put_head(placer *pl, const bx_item *item, int row, int rows)
{
    bx_len y;
    bool over;
    const bx_segment *segment = segment_at(pl, row + rows - 1, &y, &over);
    segment = segment_at(pl, row, &y, &over);
    if (segment == NULL)
        return;
    bx_place place = place_of(pl, segment, item);
    bx_len width, x = segment->x + bx_room_left(pl->p, row, rows, &width);
    bx_len room = rows * segment->pitch, height = (item->lines - 1) * item->pitch + item->size;
    bx_len top = y + (room - height) / 2;
    if (item->square) {
        bx_len side = 5 * BX_PT;
        bx_put_area(pl->m, &place, BX_FRAME_TINT, "brief-mark",
                    (bx_rect){x, top + (item->size - side) / 2, side, side},
                    pl->slots[segment->leg]->bar >= 0 ? pl->slots[segment->leg]->bar : 0);
    }
    for (int i = BX_SABOTAGE(15); i < item->lines; i++) { /* a line of a 小标题 */
        bx_len line_top = top + i * item->pitch;
        bx_put_line(pl->m, &place, item->part, item->set->para, &item->set->lines[i], x + item->inset, line_top,
                    item->size, line_top + item->size * 22 / 25)
            ->overset = over;
        if (over)
            note_over(pl, item->set->para, &item->set->lines[i]);
    }
}

static void put_box(placer *pl, const bx_item *item, int row)
{
    bx_len y;
    bool over;
    const bx_region *region = pl->p->region;
    segment_at(pl, row + item->rows - 1, &y, &over);
    const bx_segment *segment = segment_at(pl, row, &y, &over);
    if (segment == NULL)
        return;
    bx_place place = place_of(pl, segment, item);
    bx_len width, left = segment->x + bx_room_left(pl->p, row, item->rows, &width);
    if (item->block->kind == BX_TABLE) {
        bx_make_table(pl->m, &place, item->block, item->table_first, item->table_last,
                      (bx_rect){left, y, region->box_width, item->rows * segment->pitch},
                      pl->slots[segment->leg]->table_pitch);
        return;
    }
    bool top = bx_is_column_top(pl->p, row);
    if (item->block->kind == BX_PICTURE) { /* the rows that stay free are the photo's at a column's head and foot */
        bx_len above = top ? 0 : segment->pitch, below = pl->p->end[row] == row + item->rows ? 0 : segment->pitch;
        bx_make_body_photo(pl->m, &place, item->block->photo,
                           (bx_rect){left, y + above, region->box_width, item->rows * segment->pitch - above - below},
                           segment->pitch, item->lines);
        return;
    }
    bx_len box_y = y + (top ? bx_len_pt(1.25) : 5 * BX_PT);
    bool foot = pl->p->end[row] == row + item->rows;
    bx_len bottom = y + item->rows * segment->pitch - (foot ? bx_len_pt(1.25) : 4 * BX_PT);
    bx_len bar = bx_len_pt(1.2);
    int tint = bx_ink_named(pl->m->paper, "tint"), accent = bx_accent_ink(pl->m->paper);
    bx_put_area(pl->m, &place, BX_FRAME_TINT, "box", (bx_rect){left, box_y, region->box_width, bottom - box_y}, tint);
    bx_put_area(pl->m, &place, BX_FRAME_TINT, "box", (bx_rect){left, box_y, region->box_width, bar}, accent);
    bx_len text_y = box_y + (bottom - box_y - item->lines * segment->pitch + bar) / 2;
    for (size_t i = 0; i < item->inside_count; i++) {
        const bx_item *inner = &item->inside[i];
        const bx_lines *lines = inner->set;
        place = place_of(pl, segment, inner);
        bx_len x = left + region->em * 3 / 5;
        if (inner->kind == BX_ITEM_TEXT)
            lines = bx_lay_lines(pl->m->arena, inner->gaps, &inner->measure, &inner->prices, 0);
        if (BX_SABOTAGE(14) && i + 1 == item->inside_count) /* a part of a box */
            continue;
        if (inner->marker != NULL)
            put_marker(pl, &place, inner, x, text_y, over);
        if (lines == NULL)
            text_y += inner->rows * segment->pitch;
        for (size_t k = 0; lines != NULL && k < lines->count; k++) {
            bx_put_line(pl->m, &place, inner->part, lines->para, &lines->lines[k], x + inner->inset, text_y,
                        segment->pitch, baseline_in_row(text_y, segment->pitch, region->em))
                ->overset = over;
            if (over)
                note_over(pl, lines->para, &lines->lines[k]);
            text_y += segment->pitch;
        }
    }
}

static void put_item(placer *pl, size_t i, const bx_step *s)
{
    const bx_item *item = &pl->p->items[i];
    const bx_lines *lines = NULL;
    bx_walk w = {.row = s->row, .waiting = s->waiting, .box_row = -1, .before_row = -1};
    if (item->kind == BX_ITEM_TEXT) {
        bx_measure measure;
        bx_walk trial = w;
        bool uneven;
        bx_walk_uneven(pl->p, &trial, i, s->variant, &uneven, &measure);
        lines = uneven ? bx_break_lines(pl->m->arena, item->gaps, &measure, s->variant)
                       : bx_lay_lines(pl->m->arena, item->gaps, &measure, &item->prices, s->variant);
        w.line_rows = BX_NEW_ARRAY(pl->m->arena, int, lines->count + 2);
    }
    if (!bx_walk_item(pl->p, &w, i, s->variant, s->option))
        return;
    if (w.before_row >= 0)
        put_box(pl, &pl->p->items[pl->p->box_of[i - 1]], w.before_row);
    if (w.box_row >= 0)
        put_box(pl, &pl->p->items[pl->p->box_of[i]], w.box_row);
    if (item->kind == BX_ITEM_HEAD)
        put_head(pl, item, w.head_row, w.row - w.head_row);
    size_t count = lines == NULL ? 0 : lines->count - BX_SABOTAGE(1); /* a paragraph's last line */
    for (size_t k = 0; k < count; k++)
        put_body_line(pl, item, lines, k, w.line_rows[k]);
}

static void put_rule_piece(placer *pl, const bx_place *place, bx_len x, bx_len top, bx_len end)
{
    const bx_len width = bx_len_pt(0.25), inset = bx_len_pt(1.25);
    if (end - top > 3 * inset)
        bx_put_area(pl->m, place, BX_FRAME_RULE, "column-rule",
                    (bx_rect){x - width / 2, top + inset, width, end - top - 2 * inset}, 0);
}

/* A rule stops above a photo that stands across it, and goes on below. */
static void put_column_rule(placer *pl, const bx_place *place, const bx_slot *slot, bx_len x, bx_len top, bx_len end)
{
    const bx_grid *grid = &pl->m->paper->grid;
    for (size_t i = 0; i < slot->photo_count && top < end; i++) {
        const bx_photo_spot *spot = &slot->photos[i];
        bx_rect box = bx_part_box(grid, slot, &spot->cells);
        if (spot->w > 0) {
            box.x += spot->x;
            box.w = spot->w;
        }
        if (!spot->around || x < box.x - grid->size / 4 || x > box.x + box.w + grid->size / 4 || box.y >= end || box.y + box.h <= top)
            continue;
        put_rule_piece(pl, place, x, top, box.y);
        top = box.y + box.h;
    }
    put_rule_piece(pl, place, x, top, end);
}

/* Between neighbouring columns of an own grid, down to the foot of the longer one. */
static void put_own_rule(placer *pl, size_t s)
{
    const bx_region *region = pl->p->region;
    const bx_segment *a = &region->segments[s], *b = a + 1;
    bx_len end = a->y + (pl->used[s] > pl->used[s + 1] ? pl->used[s] : pl->used[s + 1]) * a->pitch;
    if (end > a->y + 2 * a->pitch)
        put_column_rule(pl, &pl->legs[a->leg], pl->slots[a->leg], (a->x + a->width + b->x) / 2, a->y, end);
}

/* Whether COLUMN of the page has a line of LEG in ROW. */
static bool has_line(const placer *pl, int leg, int column, int row)
{
    const bx_region *region = pl->p->region;
    for (size_t s = 0; s < region->count; s++) {
        const bx_segment *segment = &region->segments[s];
        if (segment->leg == leg && segment->column == column && row >= segment->row && row < segment->row + pl->used[s])
            return true;
    }
    return false;
}

/* Rows of COLUMN from its first line of LEG to the foot of its cells; false when it is empty. */
static bool find_rows(const placer *pl, int leg, int column, int *from, int *to)
{
    const bx_region *region = pl->p->region;
    bool found = false;
    for (size_t s = 0; s < region->count; s++) {
        const bx_segment *segment = &region->segments[s];
        if (segment->leg != leg || segment->column != column || pl->used[s] == 0)
            continue;
        *from = found && *from < segment->row ? *from : segment->row;
        *to = found && *to > segment->row + segment->rows ? *to : segment->row + segment->rows;
        found = true;
    }
    return found;
}

/* The rule between columns A and B of the page: where both have begun and neither has ended, beside every line of either,
 * so past a head or photo in one of them, but not through one that stands in both. */
static void put_page_rule(placer *pl, const bx_segment *a, const bx_segment *b)
{
    int a_from, a_to, b_from, b_to;
    if (!find_rows(pl, a->leg, a->column, &a_from, &a_to) || !find_rows(pl, a->leg, b->column, &b_from, &b_to))
        return;
    int from = a_from > b_from ? a_from : b_from, to = a_to < b_to ? a_to : b_to;
    bx_len middle = (a->x + a->width + b->x) / 2, page = a->y - a->row * a->pitch;
    for (int row = from; row < to;) {
        int end = row;
        while (end < to && (has_line(pl, a->leg, a->column, end) || has_line(pl, a->leg, b->column, end)))
            end++;
        if (end > row + 2)
            put_column_rule(pl, &pl->legs[a->leg], pl->slots[a->leg], middle, page + row * a->pitch,
                            page + end * a->pitch);
        row = end > row ? end : row + 1;
    }
}

static const bx_segment *find_column(const bx_region *region, int leg, int column)
{
    for (size_t s = 0; s < region->count; s++)
        if (region->segments[s].leg == leg && region->segments[s].column == column)
            return &region->segments[s];
    return NULL;
}

/* 栏线: centre of the gutter, over the rows of the longer neighbour; none beside an empty column (newsroom C.3.2). */
static void put_column_rules(placer *pl)
{
    const bx_region *region = pl->p->region;
    for (size_t s = 0; s < region->count; s++) {
        const bx_segment *a = &region->segments[s];
        if (!pl->slots[a->leg]->rules)
            continue;
        if (a->column < 0 && s + 1 < region->count && a[1].leg == a->leg && pl->used[s] > 0 && pl->used[s + 1] > 0)
            put_own_rule(pl, s);
        const bx_segment *b = a->column >= 0 ? find_column(region, a->leg, a->column + 1) : NULL;
        if (b != NULL && find_column(region, a->leg, a->column) == a)
            put_page_rule(pl, a, b);
    }
}

bx_fill bx_fill_columns(bx_maker *m, const bx_place *legs, const bx_slot *const *slots, const bx_region *region,
                        const bx_item *items, size_t count)
{
    bx_plan p;
    bx_fill fill = {0};
    int last_row = 0;
    bool waiting = false;
    bx_arena_mark mark = bx_arena_save(m->scratch);
    bx_prepare_plan(m, &p, region, items, count);
    const bx_step *steps = bx_trace_plan(m, &p, &fill, &last_row, &waiting);
    placer pl = {.m = m, .p = &p, .legs = legs, .slots = slots, .fill = &fill,
                 .used = BX_NEW_ARRAY(m->arena, int, region->count + 1)};
    for (size_t i = 0; i < count && steps != NULL && region->count > 0; i++)
        put_item(&pl, i, &steps[i]);
    if (waiting && steps != NULL && region->count > 0)
        put_box(&pl, &items[p.box_of[count - 1]], bx_waiting_row(&p, last_row));
    if (region->count > 0)
        put_column_rules(&pl);
    bx_arena_rewind(m->scratch, mark);
    return fill;
}
