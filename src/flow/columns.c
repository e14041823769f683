/* flow/columns.c - items into columns (分栏): the cheapest way to fill them, row by row.
 *
 * A dynamic programme over (item, next free row, box waiting): paragraphs may win or lose a line at the
 * price the composer names, no line of a paragraph stands alone at a column's head or foot, 小标题 keep two
 * lines of text, a box that does not fit floats to the head of the next column. All lack ends up last.
 */
#include "flow/plan.h"

#define NEVER INT64_MAX

/* Prices in the composer's unit (1/1000). A lone line costs more than most ways to win or lose a line. */
enum {
    PRICE_LONE = 400 * 1000,
    PRICE_BLANK = 150 * 1000, /* a row left free at a column's foot */
    PRICE_HEAD_BLANK = 150 * 1000,
    PRICE_HEAD_ROW = 45 * 1000, /* one more row above a 小标题 */
    PRICE_FLOAT = 2 * 1000,
    PRICE_LACK = 100,
    PRICE_OVER = 50 * 1000 * 1000,
    SPARE_ROWS = 60
};

static bx_state *at(const bx_plan *p, size_t item, int row, bool waiting)
{
    return &p->states[((item * (size_t)(p->limit + 1)) + (size_t)row) * 2 + waiting];
}

bool bx_is_column_top(const bx_plan *p, int row)
{
    return row == 0 || p->end[row - 1] == row;
}

bx_len bx_room_left(const bx_plan *p, int row, int rows, bx_len *width)
{
    bx_len left = 0, right = p->region->width;
    for (int r = row; r < row + rows && r < p->rows; r++)
        if (p->room[r] != NULL) {
            left = p->room[r]->x > left ? p->room[r]->x : left;
            right = p->room[r]->x + p->room[r]->width < right ? p->room[r]->x + p->room[r]->width : right;
        }
    *width = right - left;
    return left;
}

static bool box_fits(const bx_plan *p, int row, const bx_item *box)
{
    bx_len width;
    bx_room_left(p, row, box->rows, &width);
    return row < p->limit && p->end[row] - row >= box->rows && width >= p->region->box_width;
}

/* Whether the lines of HEAD go in beside what stands in the column. */
static bool head_fits(const bx_plan *p, int row, int rows, const bx_item *head)
{
    bx_len width, widest = 0;
    bx_room_left(p, row, rows, &width);
    for (int i = 0; head->set != NULL && i < head->lines; i++)
        widest = head->set->lines[i].width > widest ? head->set->lines[i].width : widest;
    return width >= widest + head->inset;
}

/* Goes to the next column; a waiting box takes its head. */
static bool next_column(const bx_plan *p, bx_walk *w, const bx_item *box)
{
    w->row = p->end[w->row];
    if (w->row >= p->limit)
        return false;
    if (!w->waiting)
        return true;
    if (!box_fits(p, w->row, box))
        return true;
    w->box_row = w->row;
    w->row += box->rows;
    w->waiting = false;
    return w->row < p->limit;
}

static bool walk_text(const bx_plan *p, bx_walk *w, const bx_item *item, const bx_item *box, int lines, int leave)
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
            if (!item->splits && !bx_is_column_top(p, w->row))
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
            if (w->waiting && w->row < p->limit && bx_is_column_top(p, w->row) && box_fits(p, w->row, box)) {
                w->box_row = w->row;
                w->row += box->rows;
                w->waiting = false;
            }
        }
    }
    return true;
}

static bool walk_head(const bx_plan *p, bx_walk *w, const bx_item *item, const bx_item *box, int extra)
{
    while (w->row < p->limit) { /* a column may be too short, and the next one be taken by a waiting box */
        bool top = bx_is_column_top(p, w->row);
        int rows = top ? item->rows - 1 : item->rows + extra;
        int room = p->end[w->row] - w->row;
        if (top && extra > 0)
            return false;
        if (room >= rows + 2 && !head_fits(p, w->row, rows, item)) { /* beside a photo: down past it */
            w->cost += PRICE_HEAD_BLANK;
            w->row++;
            continue;
        }
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

/* One box waits at a time: BEFORE, when it still does, is set first. */
static bool walk_box(const bx_plan *p, bx_walk *w, const bx_item *item, const bx_item *before)
{
    while (w->waiting) {
        if (w->row >= p->limit)
            return false;
        w->cost += (int64_t)(p->end[w->row] - w->row) * PRICE_BLANK;
        if (!next_column(p, w, before))
            return false;
        w->before_row = w->box_row;
    }
    w->box_row = -1;
    if (box_fits(p, w->row, item)) {
        w->box_row = w->row;
        w->row += item->rows;
        return true;
    }
    w->waiting = true;
    w->cost += PRICE_FLOAT;
    return true;
}

static bool walk_break(const bx_plan *p, bx_walk *w, const bx_item *box)
{
    return w->row > 0 && bx_is_column_top(p, w->row) ? true : next_column(p, w, box);
}

/* The rows that lines of ITEM take from where W stands, were there COUNT of them; LINES are expected. */
static void list_rows(const bx_plan *p, bx_walk w, const bx_item *item, const bx_item *box, int lines, int *rows, size_t count)
{
    if (!item->splits && w.row < p->limit && !bx_is_column_top(p, w.row) && p->end[w.row] - w.row < lines)
        next_column(p, &w, box);
    for (size_t k = 0; k < count; k++) {
        rows[k] = w.row++;
        if (!w.waiting || w.row >= p->limit || !bx_is_column_top(p, w.row) || !box_fits(p, w.row, box))
            continue;
        w.row += box->rows;
        w.waiting = false;
    }
}

/* The measures of item I's LINES when its first stands at ROW; false: they are all its own. */
static bool measures_at(const bx_plan *p, size_t i, int row, bool waiting, int lines, bx_measure *measure)
{
    const bx_item *item = &p->items[i], *box = p->box_of[i] >= 0 ? &p->items[p->box_of[i]] : NULL;
    *measure = item->measure;
    bool narrow = item->initial_rows > 0;
    if (row >= p->rows && !narrow)
        return false;
    /* A line beside a photo holds less: half a column's measure is the least that is used, or nearly. */
    size_t count = 3 * item->prices.best + 8;
    int *rows = BX_NEW_ARRAY(p->m->scratch, int, count);
    list_rows(p, (bx_walk){.row = row, .waiting = waiting}, item, box, lines, rows, count);
    for (size_t k = 0; k < count && p->region->uneven && !narrow; k++)
        narrow = rows[k] < p->rows && p->room[rows[k]] != NULL;
    if (!narrow)
        return false;
    bx_len *measures = BX_NEW_ARRAY(p->m->scratch, bx_len, count);
    for (size_t k = 0; k < count; k++) {
        const bx_room *room = rows[k] < p->rows ? p->room[rows[k]] : NULL;
        measures[k] = (room == NULL ? p->region->width : room->width) - item->inset;
        if ((int)k < item->initial_rows)
            measures[k] -= item->initial_width;
    }
    measure->measures = measures;
    measure->measure_count = count;
    return true;
}

/* True when the lines of ITEM stand on the rows that they were measured for. */
static bool walk_measured(const bx_plan *p, bx_walk *w, const bx_item *item, const bx_item *box, int expected, int lines)
{
    int *given = w->line_rows, *wanted = BX_NEW_ARRAY(p->m->scratch, int, (size_t)lines + 1);
    list_rows(p, *w, item, box, expected, wanted, (size_t)lines);
    w->line_rows = given != NULL ? given : BX_NEW_ARRAY(p->m->scratch, int, (size_t)lines + 1);
    bool good = walk_text(p, w, item, box, lines, 0) &&
                memcmp(w->line_rows, wanted, (size_t)lines * sizeof *wanted) == 0;
    w->line_rows = given;
    return good;
}

bool bx_walk_uneven(const bx_plan *p, bx_walk *w, size_t i, int variant, bool *uneven, bx_measure *measure)
{
    const bx_item *item = &p->items[i], *box = p->box_of[i] >= 0 ? &p->items[p->box_of[i]] : NULL;
    bx_walk start = *w;
    int expected = (int)item->prices.best;
    for (int tries = 0; tries < 2; tries++) { /* one that is not parted may turn out to be longer */
        *w = start;
        *uneven = measures_at(p, i, w->row, w->waiting, expected, measure);
        if (!*uneven)
            return false;
        bx_line_prices prices = bx_price_lines(p->m->scratch, item->gaps, measure);
        if (prices.cost[variant + 1] == BX_COST_NONE)
            return false;
        int lines = (int)prices.best + variant;
        w->cost += prices.cost[variant + 1] - (prices.cost[1] == BX_COST_NONE ? 0 : prices.cost[1]);
        if (walk_measured(p, w, item, box, expected, lines))
            return true;
        expected = lines;
    }
    return false;
}

bool bx_walk_item(const bx_plan *p, bx_walk *w, size_t i, int variant, int option)
{
    const bx_item *item = &p->items[i];
    const bx_item *box = p->box_of[i] >= 0 ? &p->items[p->box_of[i]] : NULL;
    switch (item->kind) {
    case BX_ITEM_TEXT:
        if (p->region->uneven || item->initial_rows > 0) {
            bool uneven;
            bx_measure measure;
            bx_walk start = *w;
            bx_arena_mark mark = bx_arena_save(p->m->scratch);
            bool good = bx_walk_uneven(p, w, i, variant, &uneven, &measure) && option == 0;
            bx_arena_rewind(p->m->scratch, mark);
            if (uneven)
                return good;
            *w = start;
        }
        if (item->prices.cost[variant + 1] == BX_COST_NONE)
            return false;
        w->cost += item->prices.cost[variant + 1] - (item->prices.cost[1] == BX_COST_NONE ? 0 : item->prices.cost[1]);
        return walk_text(p, w, item, box, (int)item->prices.best + variant, option);
    case BX_ITEM_HEAD:
        return walk_head(p, w, item, box, option);
    case BX_ITEM_BOX:
        return walk_box(p, w, item, i > 0 && p->box_of[i - 1] >= 0 ? &p->items[p->box_of[i - 1]] : NULL);
    case BX_ITEM_BREAK:
        return walk_break(p, w, box);
    }
    return false;
}

static void relax(const bx_plan *p, size_t i, int row, bool waiting, int variant, int option)
{
    const bx_state *from = at(p, i, row, waiting);
    bx_walk w = {.row = row, .waiting = waiting, .cost = from->cost, .box_row = -1, .before_row = -1};
    if (!bx_walk_item(p, &w, i, variant, option) || w.row > p->limit)
        return;
    bx_state *to = at(p, i + 1, w.row, w.waiting);
    if (w.cost < to->cost)
        *to = (bx_state){.cost = w.cost,
                      .from_row = row,
                      .from_waiting = (int8_t)waiting,
                      .variant = (int8_t)variant,
                      .option = (int8_t)option};
}

void bx_prepare_plan(bx_maker *m, bx_plan *p, const bx_region *region, const bx_item *items, size_t count)
{
    int need = 0;
    for (size_t i = 0; i < count; i++)
        need += items[i].kind == BX_ITEM_TEXT ? (int)items[i].prices.best + 1 : items[i].rows + 1;
    *p = (bx_plan){.m = m, .region = region, .items = items, .count = count, .rows = region->rows};
    p->limit = (need > region->rows ? need : region->rows) + SPARE_ROWS;
    p->end = BX_NEW_ARRAY(m->scratch, int, (size_t)p->limit + 1);
    p->box_of = BX_NEW_ARRAY(m->scratch, int, count + 1);
    int row = 0;
    p->room = BX_NEW_ARRAY(m->scratch, const bx_room *, (size_t)region->rows + 1);
    for (size_t s = 0; s < region->count; s++) {
        const bx_segment *segment = &region->segments[s];
        int start = row, stop = row + segment->rows;
        while (row < stop) {
            if (segment->rooms != NULL && segment->rooms[row - start].width != region->width)
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
    p->states = BX_NEW_ARRAY(m->scratch, bx_state, states);
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

int bx_waiting_row(const bx_plan *p, int row)
{
    const bx_item *box = &p->items[p->box_of[p->count - 1]];
    if (row < p->limit && !bx_is_column_top(p, row))
        row = p->end[row];
    while (row < p->limit && !box_fits(p, row, box))
        row = p->end[row];
    return row < p->limit ? row : -1;
}

/* The last box may still wait when the text has ended: it goes to a column after it. */
static int final_row(const bx_plan *p, int row, bool waiting)
{
    if (!waiting)
        return row;
    int top = bx_waiting_row(p, row);
    return top < 0 ? -1 : top + p->items[p->box_of[p->count - 1]].rows;
}

static bx_state *finish(const bx_plan *p, int *row, bool *waiting, int64_t *cost)
{
    bx_state *best = NULL;
    *cost = NEVER;
    for (int r = 0; r <= p->limit; r++)
        for (int w = 0; w < 2; w++) {
            bx_state *s = at(p, p->count, r, w);
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

const bx_step *bx_trace_plan(bx_maker *m, const bx_plan *p, bx_fill *fill, int *last_row, bool *last_waiting)
{
    int row = 0;
    bool waiting = false;
    const bx_state *s = finish(p, &row, &waiting, &fill->cost);
    if (s == NULL)
        return NULL;
    bx_step *steps = BX_NEW_ARRAY(m->arena, bx_step, p->count + 1);
    int *ends = BX_NEW_ARRAY(m->arena, int, p->count + 1);
    int end = final_row(p, row, waiting);
    fill->used = end < p->rows ? end : p->rows;
    fill->over_rows = end > p->rows ? end - p->rows : 0;
    *last_row = row;
    *last_waiting = waiting;
    for (size_t i = p->count; i-- > 0;) {
        s = at(p, i + 1, row, waiting);
        ends[i] = row;
        steps[i] = (bx_step){.row = s->from_row, .waiting = s->from_waiting != 0, .variant = s->variant, .option = s->option};
        row = s->from_row;
        waiting = s->from_waiting != 0;
    }
    fill->end_row = ends;
    return steps;
}

bx_fill bx_plan_columns(bx_maker *m, const bx_region *region, const bx_item *items, size_t count)
{
    bx_plan p;
    bx_fill fill = {0};
    int row;
    bool waiting;
    bx_arena_mark mark = bx_arena_save(m->scratch);
    bx_prepare_plan(m, &p, region, items, count);
    bx_trace_plan(m, &p, &fill, &row, &waiting);
    bx_arena_rewind(m->scratch, mark);
    return fill;
}
