/* lines/cost.c - what a line costs, and what ending one at a place costs, in 1/1000 of
 * typography 7.4.
 *
 * Integers only, so that every machine takes the same breaks. Which lines a paragraph gets is
 * paragraph.c's choice.
 */
#include "lines/gaps.h"

enum {
    COST_LINE = 1000,         /* fewer lines are better */
    COST_TURN = 20 * 1000,    /* ragged text: a line is rather squeezed than turned over */
    COST_RUNT = 30000 * 1000, /* 单字不成行: dearer than the loosest line that may stand */
    COST_SHORT = 40 * 1000,
    COST_FULL = 5 * 1000,
    PRICE_HYPHEN = 150 * 1000,
    PRICE_JOINT = 150 * 1000, /* after / . - _ ? in an address or a code */
    NARROW = 18,              /* em: below it English words may be parted */
    PARTS = 65536             /* of an em, for Han gaps */
};

/* S1 to S6; the last is a full stop squeezed though the paper forbids it. */
static const int64_t level_weight[LEVELS] = {0, 2000, 2000, 3000, 4500, 6000, 10000, 10000};

/* What the relief ladder costs, step by step: each step is dearer than all that the lines around it
 * could save, so a line takes it only when there is no other way, and takes the lowest that helps.
 */
static const int64_t relief_price[BX_RELIEF_CUT + 1] = {
    0,
    INT64_C(1000000000),     /* R1 */
    INT64_C(2000000000),     /* R2 */
    INT64_C(4000000000),     /* R3 */
    INT64_C(10000000000),    /* R4 */
    INT64_C(30000000000),    /* R5 */
    INT64_C(100000000000),   /* R6 */
    INT64_C(1000000000000),  /* R7 */
    INT64_C(100000000000000) /* a run longer than the line is cut */
};

static bool is_narrow(const bx_task *t)
{
    return t->measure->measure < NARROW * t->gaps->para->em;
}

/* A break inside an address or code is an ordinary one when the run would fill more than half a
 * line. */
static bool is_open_joint(const bx_task *t, const bx_gap *gap)
{
    return gap->joint && (int64_t)gap->run * 2 > t->measure->measure;
}

static int64_t price_of_break(const bx_task *t, size_t j)
{
    const bx_gap *gap = &t->gaps->gap[j - 1];
    if (j == t->last || gap->forced)
        return 0;
    if (gap->penalty != FORBIDDEN)
        return gap->penalty;
    if (gap->hyphen && is_narrow(t))
        return PRICE_HYPHEN;
    if (is_open_joint(t, gap))
        return PRICE_JOINT;
    if (!t->relief)
        return BX_COST_NONE;
    return relief_price[gap->hyphen ? 1 : gap->relief];
}

bx_end bx_look_at_end(const bx_task *t, size_t j)
{
    const bx_gap *gap = &t->gaps->gap[j - 1];
    bx_end end = {.unit = j, .price = price_of_break(t, j)};
    end.free = j == t->last ? !t->measure->continues || gap->forced : gap->forced;
    end.parted = j < t->last && gap->hyphen && !gap->forced && (t->relief || is_narrow(t));
    end.hyphen = end.parted ? t->gaps->para->hyphen->body : 0;
    return end;
}

static int64_t cost_of_squeeze(const bx_task *t, size_t i, size_t j, int64_t need)
{
    const bx_sum *a = &t->gaps->sum[i], *b = &t->gaps->sum[j - 1];
    int64_t cost = 0;
    int deepest = t->relief ? LEVELS - 1 : FIXED - 1;
    for (int level = 1; level <= deepest && need > 0; level++) {
        int64_t room = b->give[level] - a->give[level];
        int64_t part = need < room ? need : room;
        if (part == 0)
            continue;
        int64_t fraction = part * 1000 / room;
        cost += level_weight[level] * fraction * fraction / 1000000;
        if (level == FIXED)
            cost += relief_price[3];
        need -= part;
    }
    return need > 0 ? BX_COST_NONE : cost;
}

/* Han gap in 1/65536 em when REST is shared among COUNT gaps: 40000 g², and 800000 (g - 0.08)²
 * above 0.08 em. */
static int64_t cost_of_gap(int64_t gap)
{
    int64_t over = gap > PARTS * 8 / 100 ? gap - PARTS * 8 / 100 : 0;
    return (int64_t)(((__int128)gap * gap * 40000000) >> 32) +
           (int64_t)(((__int128)over * over * 800000000) >> 32);
}

/* REST shared among the Han gaps of units [i, j), in 1/65536 em. */
static int64_t han_gap(const bx_task *t, size_t i, size_t j, int64_t rest)
{
    int64_t count = t->gaps->sum[j - 1].han - t->gaps->sum[i].han;
    return count > 0 ? rest * PARTS / (count * t->gaps->para->em) : PARTS * 8;
}

static int64_t cost_of_stretch(const bx_task *t, size_t i, size_t j, int64_t rest, bool *loose)
{
    const bx_sum *a = &t->gaps->sum[i], *b = &t->gaps->sum[j - 1];
    int64_t cost = 0;
    for (int level = 1; level < EXPANSIONS && rest > 0; level++) {
        int64_t room = b->take[level] - a->take[level];
        int64_t part = rest < room ? rest : room;
        if (part == 0)
            continue;
        int64_t fraction = part * 1000 / room;
        cost += 10 * fraction * fraction / 1000;
        rest -= part;
    }
    if (rest == 0)
        return cost;
    int64_t gap = han_gap(t, i, j, rest);
    if (gap > PARTS / 4) {
        if (!t->relief)
            return BX_COST_NONE;
        cost += relief_price[7];
    }
    *loose = gap * 20 > PARTS;
    return cost + cost_of_gap(gap < PARTS * 8 ? gap : PARTS * 8);
}

/* A last line, of the paragraph or before a forced end. */
static int64_t cost_of_end(const bx_task *t, size_t i, size_t j, int64_t rest)
{
    int32_t chars = t->gaps->sum[j].chars - t->gaps->sum[i].chars;
    if (i == t->first || t->gaps->gap[i - 1].forced)
        return 0;
    int64_t cost = chars < 2 ? COST_RUNT : chars == 2 ? COST_SHORT : 0;
    if (j == t->last && t->measure->align == BX_JUSTIFY && rest >= 0 && rest < t->gaps->para->em)
        cost += COST_FULL;
    return cost;
}

/* What a line of units from I to END lacks (more than 0) or has too much of. */
static int64_t rest_of_line(const bx_task *t, size_t i, const bx_end *end, bx_len width)
{
    int64_t rest = width - end->hyphen - bx_line_width(t->gaps, i, end->unit);
    return t->gaps->rules->line_end == BX_END_HANG ? rest + bx_end_room(t->gaps, i, end->unit)
                                                   : rest;
}

/* A mark that fills its line exactly with its whole cell may do so (line-end allow). */
static bool keeps_its_cell(const bx_task *t, size_t j, int64_t rest)
{
    return t->gaps->rules->line_end == BX_END_ALLOW && rest > 0 && rest == bx_end_blank(t->gaps, j);
}

int64_t bx_cost_of_line(const bx_task *t, size_t i, const bx_end *end, bx_len width, bx_fit *fit)
{
    size_t j = end->unit;
    int64_t rest = rest_of_line(t, i, end, width);
    int64_t cost = COST_LINE;
    *fit = end->parted ? BX_FIT_HYPHEN : BX_FIT_EVEN;
    if (end->free)
        cost += cost_of_end(t, i, j, rest);
    if (rest < 0) {
        int64_t squeeze = cost_of_squeeze(t, i, j, -rest);
        if (squeeze == BX_COST_NONE && t->relief && j == i + 1)
            squeeze = relief_price[BX_RELIEF_CUT] - rest; /* a unit wider than its line */
        int64_t room = t->gaps->sum[j - 1].give[0] - t->gaps->sum[i].give[0];
        if (*fit == BX_FIT_EVEN && t->measure->align == BX_JUSTIFY && -rest * 2 > room)
            *fit = BX_FIT_TIGHT;
        return squeeze == BX_COST_NONE ? squeeze : cost + squeeze;
    }
    if (end->free || keeps_its_cell(t, j, rest))
        return cost;
    if (t->measure->align != BX_JUSTIFY) {
        int64_t part = width > 0 ? rest * 1000 / width : 0;
        return cost + COST_TURN + part * part / 10;
    }
    bool loose = false;
    int64_t stretch = cost_of_stretch(t, i, j, rest, &loose);
    if (loose && *fit == BX_FIT_EVEN)
        *fit = BX_FIT_LOOSE;
    return stretch == BX_COST_NONE ? stretch : cost + stretch;
}

uint8_t bx_relief_of_line(const bx_task *t, size_t i, const bx_end *end, bx_len width)
{
    size_t j = end->unit;
    int64_t rest = rest_of_line(t, i, end, width);
    const bx_sum *a = &t->gaps->sum[i], *b = &t->gaps->sum[j - 1];
    uint8_t step = 0;
    for (uint8_t k = 1; k <= BX_RELIEF_CUT; k++)
        if (end->price == relief_price[k])
            step = k;
    if (rest < 0 && -rest > b->give[0] - a->give[0])
        step = step > 3 ? step : 3;
    if (rest < 0 && -rest > b->give[0] - a->give[0] + b->give[FIXED] - a->give[FIXED])
        return BX_RELIEF_CUT;
    if (rest <= 0 || end->free || t->measure->align != BX_JUSTIFY || keeps_its_cell(t, j, rest))
        return step;
    rest -= b->take[0] - a->take[0];
    return rest > 0 && step < 7 && han_gap(t, i, j, rest) > PARTS / 4 ? 7 : step;
}
