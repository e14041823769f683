/* flow/columns.c - items into columns (分栏): the cheapest way to fill them, row by row.
 *
 * A dynamic programme over (item, next free row, box waiting): paragraphs may win or lose a line at the
 * price the composer names, no line of a paragraph stands alone at a column's head or foot, 小标题 keep two
 * lines of text, a box that does not fit floats to the head of the next column. All lack ends up last.
 */
#include "flow/maker.h"

#define NEVER INT64_MAX

/* Prices in the composer's unit (1/1000). A lone line costs more than most ways to win or lose a line. */
enum {
    PRICE_LONE = 400 * 1000,
    PRICE_BLANK = 150 * 1000, /* a row left free at a column's foot */
    PRICE_HEAD_BLANK = 60 * 1000,
    PRICE_HEAD_ROW = 45 * 1000, /* one more row above a 小标题 */
    PRICE_FLOAT = 2 * 1000,
    PRICE_LACK = 100,
    PRICE_OVER = 50 * 1000 * 1000,
    SPARE_ROWS = 60
};

typedef struct {
    int64_t cost;
    int32_t from_row;
    int8_t from_waiting, variant, option;
} state;

typedef struct {
    bx_maker *m;
    const bx_region *region;
    const bx_item *items;
    size_t count;
    int rows, limit;      /* of the region; with the rows below it */
    const bx_room **room; /* a row each; NULL: the column's width */
    int *end;             /* a row each: the row where its column ends */
    int *box_of;          /* an item each: last box at or before it, -1 */
    state *states;
} plan;

/* Where a walk through the rows put things. */
typedef struct {
    int row;
    bool waiting;
    int64_t cost;
    int *line_rows;       /* a line each, or NULL */
    int box_row;          /* row of a waiting box that found its place, -1 */
    int head_row;         /* head: first row of its text */
} walk;

static state *at(const plan *p, size_t item, int row, bool waiting)
{
    return &p->states[((item * (size_t)(p->limit + 1)) + (size_t)row) * 2 + waiting];
}

static bool is_top(const plan *p, int row)
{
    return row == 0 || p->end[row - 1] == row;
}

/* Goes to the next column; a waiting box takes its head. */
static bool next_column(const plan *p, walk *w, const bx_item *box)
{
    w->row = p->end[w->row];
    if (w->row >= p->limit)
        return false;
    if (!w->waiting)
        return true;
    if (p->end[w->row] - w->row < box->rows)
        return true;
    w->box_row = w->row;
    w->row += box->rows;
    w->waiting = false;
    return w->row < p->limit;
}

static bool walk_text(const plan *p, walk *w, const bx_item *item, const bx_item *box, int lines, int leave)
{
    int placed = 0;
    while (placed < lines) {
        if (w->row >= p->limit)
            return false;
        int room = p->end[w->row] - w->row, left = lines - placed;
        int take = left <= room ? left : room;
        if (take < left) {
            take -= leave;
            leave = 0;
            if (!item->splits && !is_top(p, w->row))
                take = 0;
            if (take < 0)
                return false;
            int before = placed + take;
            if ((before == 1 || lines - before == 1) && lines > 1)
                w->cost += PRICE_LONE;
            w->cost += (int64_t)(room - take) * PRICE_BLANK;
        }
        for (int i = 0; i < take && w->line_rows != NULL; i++)
            w->line_rows[placed + i] = w->row + i;
        placed += take;
        if (placed < lines) {
            if (!next_column(p, w, box))
                return false;
        } else {
            w->row += take;
            /* A column that is full ends here: the box that waits goes to the head of the next. */
            if (w->waiting && w->row < p->limit && is_top(p, w->row) && p->end[w->row] - w->row >= box->rows) {
                w->box_row = w->row;
                w->row += box->rows;
                w->waiting = false;
            }
        }
    }
    return true;
}

static bool walk_head(const plan *p, walk *w, const bx_item *item, const bx_item *box, int extra)
{
    for (int tries = 0; tries < 2; tries++) {
        if (w->row >= p->limit)
            return false;
        bool top = is_top(p, w->row);
        int rows = top ? item->rows - 1 : item->rows + extra;
        int room = p->end[w->row] - w->row;
        if (top && extra > 0)
            return false;
        if (room >= rows + 2) {
            w->head_row = w->row + (top ? 0 : 1 + extra);
            w->row += rows;
            return true;
        }
        w->cost += (int64_t)room * PRICE_HEAD_BLANK;
        if (!next_column(p, w, box))
            return false;
    }
    return false;
}

static bool walk_box(const plan *p, walk *w, const bx_item *item)
{
    if (w->row < p->limit && p->end[w->row] - w->row >= item->rows) {
        w->box_row = w->row;
        w->row += item->rows;
        return true;
    }
    if (w->waiting)
        return false;
    w->waiting = true;
    w->cost += PRICE_FLOAT;
    return true;
}

static bool walk_break(const plan *p, walk *w, const bx_item *box)
{
    return w->row > 0 && is_top(p, w->row) ? true : next_column(p, w, box);
}

/* The measures of ITEM's lines when its first stands at ROW; false: they are all its own. */
static bool measures_at(const plan *p, const bx_item *item, int row, bx_measure *measure)
{
    *measure = item->measure;
    bool narrow = item->initial_rows > 0;
    size_t count = item->prices.best + 4;
    for (size_t k = 0; k < count && p->region->uneven && !narrow; k++)
        narrow = row + (int)k < p->rows && p->room[row + (int)k] != NULL;
    if (!narrow)
        return false;
    bx_len *measures = BX_NEW_ARRAY(p->m->scratch, bx_len, count);
    for (size_t k = 0; k < count; k++) {
        int at_row = row + (int)k;
        const bx_room *room = at_row < p->rows ? p->room[at_row] : NULL;
        measures[k] = (room == NULL ? p->region->width : room->width) - item->inset;
        if ((int)k < item->initial_rows)
            measures[k] -= item->initial_width;
    }
    measure->measures = measures;
    measure->measure_count = count;
    return true;
}

static bool walk_uneven(const plan *p, walk *w, const bx_item *item, const bx_measure *measure, int variant)
{
    bx_line_prices prices = bx_price_lines(p->m->scratch, item->gaps, measure);
    if (prices.cost[variant + 1] == BX_COST_NONE)
        return false;
    int first = w->row, lines = (int)prices.best + variant;
    w->cost += prices.cost[variant + 1] - (prices.cost[1] == BX_COST_NONE ? 0 : prices.cost[1]);
    bool waiting = w->waiting;
    /* Lines know the width of their rows only while nothing comes between them. */
    return walk_text(p, w, item, NULL, lines, 0) && w->waiting == waiting && w->row == first + lines;
}

static bool walk_item(const plan *p, walk *w, size_t i, int variant, int option)
{
    const bx_item *item = &p->items[i];
    const bx_item *box = p->box_of[i] >= 0 ? &p->items[p->box_of[i]] : NULL;
    bx_measure measure;
    switch (item->kind) {
    case BX_ITEM_TEXT:
        if (p->region->uneven || item->initial_rows > 0) {
            bx_arena_mark mark = bx_arena_save(p->m->scratch);
            bool uneven = measures_at(p, item, w->row, &measure);
            bool good = uneven && option == 0 && walk_uneven(p, w, item, &measure, variant);
            bx_arena_rewind(p->m->scratch, mark);
            if (uneven)
                return good;
        }
        if (item->prices.cost[variant + 1] == BX_COST_NONE)
            return false;
        w->cost += item->prices.cost[variant + 1] - (item->prices.cost[1] == BX_COST_NONE ? 0 : item->prices.cost[1]);
        return walk_text(p, w, item, box, (int)item->prices.best + variant, option);
    case BX_ITEM_HEAD:
        return walk_head(p, w, item, box, option);
    case BX_ITEM_BOX:
        return walk_box(p, w, item);
    case BX_ITEM_BREAK:
        return walk_break(p, w, box);
    }
    return false;
}

static void relax(const plan *p, size_t i, int row, bool waiting, int variant, int option)
{
    const state *from = at(p, i, row, waiting);
    walk w = {.row = row, .waiting = waiting, .cost = from->cost, .box_row = -1};
    if (!walk_item(p, &w, i, variant, option) || w.row > p->limit)
        return;
    state *to = at(p, i + 1, w.row, w.waiting);
    if (w.cost < to->cost)
        *to = (state){.cost = w.cost,
                      .from_row = row,
                      .from_waiting = (int8_t)waiting,
                      .variant = (int8_t)variant,
                      .option = (int8_t)option};
}

static void prepare(bx_maker *m, plan *p, const bx_region *region, const bx_item *items, size_t count)
{
    int need = 0;
    for (size_t i = 0; i < count; i++)
        need += items[i].kind == BX_ITEM_TEXT ? (int)items[i].prices.best + 1 : items[i].rows + 1;
    *p = (plan){.m = m, .region = region, .items = items, .count = count, .rows = region->rows};
    p->limit = (need > region->rows ? need : region->rows) + SPARE_ROWS;
    p->end = BX_NEW_ARRAY(m->scratch, int, (size_t)p->limit + 1);
    p->box_of = BX_NEW_ARRAY(m->scratch, int, count + 1);
    int row = 0;
    p->room = BX_NEW_ARRAY(m->scratch, const bx_room *, (size_t)region->rows + 1);
    for (size_t s = 0; s < region->count; s++) {
        const bx_segment *segment = &region->segments[s];
        int start = row, stop = row + segment->rows;
        while (row < stop) {
            if (segment->rooms != NULL && segment->rooms[row - start].width < region->width)
                p->room[row] = &segment->rooms[row - start];
            p->end[row++] = stop;
        }
    }
    while (row <= p->limit)
        p->end[row++] = p->limit;
    int box = -1;
    for (size_t i = 0; i < count; i++) {
        if (items[i].kind == BX_ITEM_BOX)
            box = (int)i;
        p->box_of[i] = box;
    }
    size_t states = (count + 1) * (size_t)(p->limit + 1) * 2;
    p->states = BX_NEW_ARRAY(m->scratch, state, states);
    for (size_t i = 0; i < states; i++)
        p->states[i].cost = NEVER;
    at(p, 0, 0, false)->cost = 0;
    for (size_t i = 0; i < count; i++)
        for (int r = 0; r <= p->limit; r++)
            for (int waiting = 0; waiting < 2; waiting++) {
                if (at(p, i, r, waiting)->cost == NEVER)
                    continue;
                bool text = items[i].kind == BX_ITEM_TEXT;
                int options = text || items[i].kind == BX_ITEM_HEAD ? 2 : 1;
                for (int variant = text ? -1 : 0; variant <= (text ? 1 : 0); variant++)
                    for (int option = 0; option < options; option++)
                        relax(p, i, r, waiting, variant, option);
            }
}

/* The last box may still wait when the text has ended: it goes to the next column. */
static int final_row(const plan *p, int row, bool waiting)
{
    if (!waiting)
        return row;
    const bx_item *box = &p->items[p->box_of[p->count - 1]];
    int top = row < p->limit && is_top(p, row) ? row : p->end[row];
    return top + box->rows <= p->limit ? top + box->rows : -1;
}

static state *finish(const plan *p, int *row, bool *waiting, int64_t *cost)
{
    state *best = NULL;
    *cost = NEVER;
    for (int r = 0; r <= p->limit; r++)
        for (int w = 0; w < 2; w++) {
            state *s = at(p, p->count, r, w);
            int end = s->cost == NEVER ? -1 : final_row(p, r, w);
            if (end < 0)
                continue;
            int64_t total = s->cost + (end > p->rows ? (int64_t)(end - p->rows) * PRICE_OVER
                                                     : (int64_t)(p->rows - end) * PRICE_LACK);
            if (total < *cost) {
                *cost = total;
                *row = r;
                *waiting = w;
                best = s;
            }
        }
    return best;
}

typedef struct {
    int row;
    bool waiting;
    int variant, option;
} step;

static const step *trace(bx_maker *m, const plan *p, bx_fill *fill, int *last_row, bool *last_waiting)
{
    int row = 0;
    bool waiting = false;
    const state *s = finish(p, &row, &waiting, &fill->cost);
    if (s == NULL)
        return NULL;
    step *steps = BX_NEW_ARRAY(m->arena, step, p->count + 1);
    int *ends = BX_NEW_ARRAY(m->arena, int, p->count + 1);
    int end = final_row(p, row, waiting);
    fill->used = end < p->rows ? end : p->rows;
    fill->over_rows = end > p->rows ? end - p->rows : 0;
    *last_row = row;
    *last_waiting = waiting;
    for (size_t i = p->count; i-- > 0;) {
        s = at(p, i + 1, row, waiting);
        ends[i] = row;
        steps[i] = (step){.row = s->from_row, .waiting = s->from_waiting != 0, .variant = s->variant, .option = s->option};
        row = s->from_row;
        waiting = s->from_waiting != 0;
    }
    fill->end_row = ends;
    return steps;
}

bx_fill bx_plan_columns(bx_maker *m, const bx_region *region, const bx_item *items, size_t count)
{
    plan p;
    bx_fill fill = {0};
    int row;
    bool waiting;
    bx_arena_mark mark = bx_arena_save(m->scratch);
    prepare(m, &p, region, items, count);
    trace(m, &p, &fill, &row, &waiting);
    bx_arena_rewind(m->scratch, mark);
    return fill;
}

/* ---- placing ---- */

typedef struct {
    bx_maker *m;
    const plan *p;
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
            *y = segment->y + (row - first) * region->pitch;
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
    const bx_region *region = pl->p->region;
    const bx_gaps *gaps = bx_make_gaps(pl->m->arena, item->marker, &pl->m->head_rules);
    bx_measure measure = {.measure = item->inset * 2, .align = BX_START, .last = (uint32_t)item->marker->count};
    const bx_lines *mark = bx_break_lines(pl->m->arena, gaps, &measure, 0);
    bx_put_line(pl->m, place, "marker", item->marker, &mark->lines[0], x, y, region->pitch,
                baseline_in_row(y, region->pitch, region->em))
        ->overset = over;
    if (over)
        note_over(pl, item->marker, &mark->lines[0]);
}

/* 首字: as high as its rows, its foot on the last one's baseline. */
static void put_initial(placer *pl, const bx_item *item, const bx_place *place, bx_len x, bx_len y, bool over)
{
    const bx_region *region = pl->p->region;
    const bx_gaps *gaps = bx_make_gaps(pl->m->arena, item->initial, &pl->m->head_rules);
    bx_measure measure = {.measure = item->initial_width * 2, .align = BX_START, .last = (uint32_t)item->initial->count};
    const bx_lines *lines = bx_break_lines(pl->m->arena, gaps, &measure, 0);
    bx_len height = item->initial_rows * region->pitch;
    bx_len foot = baseline_in_row(y + height - region->pitch, region->pitch, region->em);
    bx_put_line(pl->m, place, "initial", item->initial, &lines->lines[0], x, y, height, foot)->overset = over;
}

static void put_body_line(placer *pl, const bx_item *item, const bx_lines *lines, size_t k, int row)
{
    bx_len y;
    bool over;
    const bx_region *region = pl->p->region;
    const bx_segment *segment = segment_at(pl, row, &y, &over);
    if (segment == NULL)
        return;
    const bx_place *place = &pl->legs[segment->leg];
    if (k == 0 && item->marker != NULL && !BX_SABOTAGE(8)) /* the number of a list's item */
        put_marker(pl, place, item, segment->x, y, over);
    bx_len x = segment->x + item->inset;
    if (row < pl->p->rows && pl->p->room[row] != NULL)
        x += pl->p->room[row]->x;
    if ((int)k < item->initial_rows)
        x += item->initial_width;
    if (k == 0 && item->initial != NULL)
        put_initial(pl, item, place, segment->x + item->inset, y, over);
    bx_frame *frame = bx_put_line(pl->m, place, item->part, lines->para, &lines->lines[k], x, y,
                                  region->pitch, baseline_in_row(y, region->pitch, region->em));
    frame->body = segment->row >= 0;
    frame->column = segment->column;
    frame->row = segment->row < 0 ? -1 : segment->row + (y - segment->y) / region->pitch;
    frame->overset = over;
    if (over)
        note_over(pl, lines->para, &lines->lines[k]);
}

static void put_head(placer *pl, const bx_item *item, int row, int rows)
{
    bx_len y;
    bool over;
    const bx_region *region = pl->p->region;
    const bx_segment *segment = segment_at(pl, row + rows - 1, &y, &over);
    segment = segment_at(pl, row, &y, &over);
    if (segment == NULL)
        return;
    const bx_place *place = &pl->legs[segment->leg];
    bx_len room = rows * region->pitch, height = (item->lines - 1) * item->pitch + item->size;
    bx_len top = y + (room - height) / 2;
    if (item->square) {
        bx_len side = 5 * BX_PT;
        bx_put_area(pl->m, place, BX_FRAME_TINT, "brief-mark",
                    (bx_rect){segment->x, top + (item->size - side) / 2, side, side},
                    pl->slots[segment->leg]->bar >= 0 ? pl->slots[segment->leg]->bar : 0);
    }
    for (int i = BX_SABOTAGE(15); i < item->lines; i++) { /* a line of a 小标题 */
        bx_len line_top = top + i * item->pitch;
        bx_put_line(pl->m, place, item->part, item->set->para, &item->set->lines[i], segment->x + item->inset, line_top,
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
    const bx_place *place = &pl->legs[segment->leg];
    if (item->block->kind == BX_TABLE) {
        bx_make_table(pl->m, place, item->block, item->table_first, item->table_last,
                      (bx_rect){segment->x, y, region->width, item->rows * region->pitch},
                      pl->slots[segment->leg]->table_pitch);
        return;
    }
    bool top = is_top(pl->p, row);
    bx_len box_y = y + (top ? bx_len_pt(1.25) : 5 * BX_PT);
    bool foot = pl->p->end[row] == row + item->rows;
    bx_len bottom = y + item->rows * region->pitch - (foot ? bx_len_pt(1.25) : 4 * BX_PT);
    bx_len bar = bx_len_pt(1.2);
    int tint = 0, red = 0;
    for (size_t i = 0; i < pl->m->paper->ink_count; i++) {
        if (bx_str_is(pl->m->paper->inks[i].name, "tint"))
            tint = (int)i;
        if (bx_str_is(pl->m->paper->inks[i].name, "red"))
            red = (int)i;
    }
    bx_put_area(pl->m, place, BX_FRAME_TINT, "box", (bx_rect){segment->x, box_y, region->width, bottom - box_y}, tint);
    bx_put_area(pl->m, place, BX_FRAME_TINT, "box", (bx_rect){segment->x, box_y, region->width, bar}, red);
    bx_len text_y = box_y + (bottom - box_y - item->lines * region->pitch + bar) / 2;
    for (size_t i = 0; i < item->inside_count; i++) {
        const bx_item *inner = &item->inside[i];
        const bx_lines *lines = inner->set;
        bx_len x = segment->x + region->em * 3 / 5;
        if (inner->kind == BX_ITEM_TEXT)
            lines = bx_break_lines(pl->m->arena, inner->gaps, &inner->measure, 0);
        if (BX_SABOTAGE(14) && i + 1 == item->inside_count) /* a part of a box */
            continue;
        if (inner->marker != NULL)
            put_marker(pl, place, inner, x, text_y, over);
        if (lines == NULL)
            text_y += inner->rows * region->pitch;
        for (size_t k = 0; lines != NULL && k < lines->count; k++) {
            bx_put_line(pl->m, place, inner->part, lines->para, &lines->lines[k], x + inner->inset, text_y,
                        region->pitch, baseline_in_row(text_y, region->pitch, region->em))
                ->overset = over;
            if (over)
                note_over(pl, lines->para, &lines->lines[k]);
            text_y += region->pitch;
        }
    }
}

static void put_item(placer *pl, size_t i, const step *s)
{
    const bx_item *item = &pl->p->items[i];
    const bx_lines *lines = NULL;
    walk w = {.row = s->row, .waiting = s->waiting, .box_row = -1};
    if (item->kind == BX_ITEM_TEXT) {
        bx_measure measure;
        measures_at(pl->p, item, s->row, &measure);
        lines = bx_break_lines(pl->m->arena, item->gaps, &measure, s->variant);
        w.line_rows = BX_NEW_ARRAY(pl->m->arena, int, lines->count + 2);
    }
    if (!walk_item(pl->p, &w, i, s->variant, s->option))
        return;
    if (w.box_row >= 0)
        put_box(pl, &pl->p->items[pl->p->box_of[i]], w.box_row);
    if (item->kind == BX_ITEM_HEAD)
        put_head(pl, item, w.head_row, w.row - w.head_row);
    size_t count = lines == NULL ? 0 : lines->count - BX_SABOTAGE(1); /* a paragraph's last line */
    for (size_t k = 0; k < count; k++)
        put_body_line(pl, item, lines, k, w.line_rows[k]);
}

/* 栏线: centre of the gutter, over the rows of the longer neighbour; none beside an empty column (newsroom C.3.2). */
static void put_column_rules(placer *pl)
{
    const bx_region *region = pl->p->region;
    const bx_len width = bx_len_pt(0.25);
    for (size_t s = 0; s + 1 < region->count; s++) {
        const bx_segment *a = &region->segments[s], *b = a + 1;
        if (a->leg != b->leg || !pl->slots[a->leg]->rules || pl->used[s] == 0 || pl->used[s + 1] == 0 || b->x <= a->x ||
            b->x - a->x > 2 * region->width)
            continue;
        bx_len top = a->y > b->y ? a->y : b->y;
        bx_len a_end = a->y + a->rows * region->pitch, b_end = b->y + b->rows * region->pitch;
        bx_len end = a_end < b_end ? a_end : b_end;
        bx_len a_used = a->y + pl->used[s] * region->pitch, b_used = b->y + pl->used[s + 1] * region->pitch;
        bx_len last = a_used > b_used ? a_used : b_used;
        if (last < end)
            end = last;
        bx_len middle = (a->x + region->width + b->x) / 2;
        if (end > top + 2 * region->pitch)
            bx_put_area(pl->m, &pl->legs[a->leg], BX_FRAME_RULE, "column-rule",
                        (bx_rect){middle - width / 2, top + bx_len_pt(1.25), width, end - top - bx_len_pt(2.5)}, 0);
    }
}

bx_fill bx_fill_columns(bx_maker *m, const bx_place *legs, const bx_slot *const *slots, const bx_region *region,
                        const bx_item *items, size_t count)
{
    plan p;
    bx_fill fill = {0};
    int last_row = 0;
    bool waiting = false;
    bx_arena_mark mark = bx_arena_save(m->scratch);
    prepare(m, &p, region, items, count);
    const step *steps = trace(m, &p, &fill, &last_row, &waiting);
    placer pl = {.m = m, .p = &p, .legs = legs, .slots = slots, .fill = &fill,
                 .used = BX_NEW_ARRAY(m->arena, int, region->count + 1)};
    for (size_t i = 0; i < count && steps != NULL && region->count > 0; i++)
        put_item(&pl, i, &steps[i]);
    if (waiting && steps != NULL && region->count > 0) {
        int top = last_row < p.limit && is_top(&p, last_row) ? last_row : p.end[last_row];
        put_box(&pl, &items[p.box_of[count - 1]], top);
    }
    if (region->count > 0)
        put_column_rules(&pl);
    bx_arena_rewind(m->scratch, mark);
    return fill;
}
