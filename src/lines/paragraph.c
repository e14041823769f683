/* lines/paragraph.c - choosing the breaks of a paragraph: total fit, and first fit to compare.
 *
 * Best total cost for every line count near the least one, in integers, so that a page can win or lose a
 * line at a known price. source  typography 7; Knuth and Plass 1981 for the idea of total fit.
 */
#include "lines/gaps.h"

enum {
    COUNTS = 5,              /* line counts kept at a break: the least and four more */
    COST_LINE = 1000,        /* fewer lines are better */
    COST_RUNT = 5000 * 1000, /* 单字不成行 */
    COST_SHORT = 40 * 1000,
    COST_FULL = 5 * 1000,
    COST_HYPHEN = 150 * 1000,
    NARROW = 18,             /* em: below it English words may be parted */
    LAST_STEP = 7 /* of the relief ladder */
};

static const int64_t level_weight[LEVELS] = {0, 2000, 2000, 3000, 4500, 6000, 10000};

/* Price of a break that a relief step allows: dear enough to be the last way out of its step; a split word or
 * number costs more than the loosest line. */
static const int64_t relief_price[LAST_STEP + 1] = {
    0, 150 * 1000, 300 * 1000, 0, 3000 * 1000, 3000 * 1000, 10000 * 1000, INT64_C(1000000000000)};

typedef struct {
    int32_t least;           /* line count of entry 0; -1: not reached */
    int64_t cost[COUNTS];
    uint32_t from[COUNTS];
} node;

typedef struct {
    const struct bx_gaps *gaps;
    const bx_measure *measure;
    size_t first, last;      /* units */
    bool narrow_runts;       /* the runt rule holds: 12 em and wider, or any measure with room */
    int relief;
    node *nodes;             /* last - first + 1 */
} search;

static bx_len width_of(const search *s, int32_t line)
{
    const bx_measure *m = s->measure;
    bx_len width = m->measure;
    if (m->measure_count > 0)
        width = m->measures[(size_t)line < m->measure_count ? (size_t)line : m->measure_count - 1];
    return line == 0 ? width - m->indent : width;
}

static int64_t cost_of_squeeze(const search *s, size_t i, size_t j, int64_t need)
{
    const bx_sum *a = &s->gaps->sum[i], *b = &s->gaps->sum[j - 1];
    int64_t cost = 0;
    for (int level = 1; level < LEVELS && need > 0; level++) {
        int64_t room = b->give[level] - a->give[level];
        int64_t part = need < room ? need : room;
        if (part == 0)
            continue;
        int64_t fraction = part * 1000 / room;
        cost += level_weight[level] * fraction * fraction / 1000000;
        need -= part;
    }
    return need > 0 ? BX_COST_NONE : cost;
}

static int64_t cost_of_stretch(const search *s, size_t i, size_t j, int64_t rest)
{
    const bx_sum *a = &s->gaps->sum[i], *b = &s->gaps->sum[j - 1];
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
    int64_t count = b->han - a->han;
    if (count == 0 && s->relief < LAST_STEP)
        return BX_COST_NONE;
    if (count == 0)
        count = 1; /* nothing to spread: the line stays open at its end */
    /* Han gap in 1/65536 em: 40000 g², and 800000 (g - 0.08)² above 0.08 em. */
    int64_t gap = rest * 65536 / (count * s->gaps->para->em);
    if (gap > 65536 / 4 && s->relief < LAST_STEP)
        return BX_COST_NONE;
    if (gap > 65536 * 8)
        gap = 65536 * 8;
    int64_t over = gap > 5243 ? gap - 5243 : 0;
    return cost + (int64_t)(((__int128)gap * gap * 40000000) >> 32) +
           (int64_t)(((__int128)over * over * 800000000) >> 32);
}

static int64_t cost_of_end(const search *s, size_t i, int64_t rest)
{
    int64_t cost = 0;
    int32_t chars = s->gaps->sum[s->last].chars - s->gaps->sum[i].chars;
    if (i > s->first && chars < 2)
        cost += COST_RUNT;
    else if (i > s->first && chars == 2)
        cost += COST_SHORT;
    if (i > s->first && s->measure->align == BX_JUSTIFY && rest >= 0 && rest < s->gaps->para->em)
        cost += COST_FULL;
    return cost;
}

/* True where a line that ends before unit J parts a word. */
static bool parts_word(const search *s, size_t j)
{
    return j < s->last && s->gaps->gap[j - 1].hyphen && s->measure->measure < NARROW * s->gaps->para->em;
}

/* Cost of a line of units [i, j) in WIDTH; BX_COST_NONE: cannot be set. */
static int64_t cost_of_line(const search *s, size_t i, size_t j, bx_len width)
{
    int64_t rest = width - bx_line_width(s->gaps, i, j) + bx_end_room(s->gaps, i, j);
    bool last = j == s->last && !s->measure->continues;
    if (parts_word(s, j))
        rest -= s->gaps->para->hyphen->body;
    if (rest > 0 && rest == bx_end_blank(s->gaps, j) && s->gaps->rules->line_end == BX_END_ALLOW && !last)
        return COST_LINE;
    if (rest < 0) {
        int64_t cost = cost_of_squeeze(s, i, j, -rest);
        if (cost == BX_COST_NONE && s->relief == LAST_STEP && j == i + 1)
            cost = -rest * 100; /* one unit wider than the measure: nothing else is left */
        if (cost == BX_COST_NONE)
            return cost;
        return cost + COST_LINE + (last ? cost_of_end(s, i, rest) : 0);
    }
    if (last)
        return COST_LINE + cost_of_end(s, i, rest);
    if (s->measure->align != BX_JUSTIFY) {
        int64_t part = rest * 1000 / width;
        return COST_LINE + part * part / 10;
    }
    int64_t cost = cost_of_stretch(s, i, j, rest);
    return cost == BX_COST_NONE ? cost : cost + COST_LINE;
}

static int64_t price_of_break(const search *s, size_t j)
{
    const bx_gap *gap = &s->gaps->gap[j - 1];
    if (j == s->last || gap->forced)
        return 0;
    if (parts_word(s, j))
        return COST_HYPHEN;
    if (gap->penalty == FORBIDDEN)
        return s->relief >= gap->relief && gap->relief > 0 ? relief_price[gap->relief] : BX_COST_NONE;
    return s->relief >= 5 ? 0 : gap->penalty;
}

static void reach(node *to, int32_t count, int64_t cost, uint32_t from)
{
    if (to->least < 0) {
        to->least = count;
        for (int k = 0; k < COUNTS; k++)
            to->cost[k] = BX_COST_NONE;
    }
    if (count < to->least) {
        int32_t shift = to->least - count;
        for (int k = COUNTS - 1; k >= 0; k--) {
            to->cost[k] = k >= shift ? to->cost[k - shift] : BX_COST_NONE;
            to->from[k] = k >= shift ? to->from[k - shift] : 0;
        }
        to->least = count;
    }
    int32_t k = count - to->least;
    if (k < COUNTS && cost <= to->cost[k]) {
        to->cost[k] = cost;
        to->from[k] = from;
    }
}

static void extend(search *s, size_t i, size_t j, int64_t even)
{
    int64_t price = price_of_break(s, j);
    if (price == BX_COST_NONE)
        return;
    const node *from = &s->nodes[i - s->first];
    for (int k = 0; k < COUNTS; k++) {
        if (from->cost[k] == BX_COST_NONE)
            continue;
        int32_t line = from->least + k;
        bool odd = s->measure->measure_count > 0 || line == 0;
        int64_t cost = odd ? cost_of_line(s, i, j, width_of(s, line)) : even;
        if (cost != BX_COST_NONE)
            reach(&s->nodes[j - s->first], line + 1, from->cost[k] + cost + price, (uint32_t)i);
    }
}

/* Shortest end of a line from I that could still be stretched to full. Grows with I. */
static size_t shortest_end(const search *s, size_t i, size_t from, int64_t width)
{
    const struct bx_gaps *gaps = s->gaps;
    size_t j = from > i ? from : i + 1;
    if (s->relief == LAST_STEP || s->measure->align != BX_JUSTIFY)
        return i + 1;
    for (; j < s->last; j++) {
        const bx_sum *a = &gaps->sum[i], *b = &gaps->sum[j - 1];
        int64_t most = bx_line_width(gaps, i, j) + b->take[1] - a->take[1] + b->take[2] - a->take[2] +
                       (int64_t)(b->han - a->han) * gaps->para->em / 4;
        if (most >= width || gaps->gap[j - 1].forced)
            break;
    }
    return j;
}

static int64_t least_width(const struct bx_gaps *gaps, size_t i, size_t j)
{
    int64_t width = bx_line_width(gaps, i, j);
    for (int level = 1; level < LEVELS; level++)
        width -= gaps->sum[j - 1].give[level] - gaps->sum[i].give[level];
    return width;
}

static bool run(search *s)
{
    size_t start = s->first + 1;
    for (size_t i = 0; i <= s->last - s->first; i++)
        s->nodes[i].least = -1;
    reach(&s->nodes[0], 0, 0, (uint32_t)s->first);
    for (size_t i = s->first; i < s->last; i++) {
        const node *from = &s->nodes[i - s->first];
        if (from->least < 0)
            continue;
        bx_len narrow = s->measure->measure, wide = s->measure->measure;
        if (from->least == 0)
            narrow -= s->measure->indent;
        for (size_t k = 0; k < s->measure->measure_count; k++) {
            narrow = s->measure->measures[k] < narrow ? s->measure->measures[k] : narrow;
            wide = s->measure->measures[k] > wide ? s->measure->measures[k] : wide;
        }
        if (s->measure->indent < 0)
            wide -= s->measure->indent;
        start = shortest_end(s, i, i == s->first ? 0 : start, narrow);
        for (size_t j = start; j <= s->last; j++) {
            if (j > i + 1 && least_width(s->gaps, i, j) > wide)
                break;
            extend(s, i, j, cost_of_line(s, i, j, s->measure->measure));
            if (j < s->last && s->gaps->gap[j - 1].forced)
                break;
        }
        if (start > s->last)
            continue;
    }
    return s->nodes[s->last - s->first].least >= 0;
}

static search begin(bx_arena *scratch, const bx_gaps *gaps, const bx_measure *measure)
{
    uint32_t end = measure->last == 0 ? (uint32_t)gaps->para->count : measure->last;
    search s = {.gaps = gaps,
                .measure = measure,
                .first = gaps->unit[measure->first],
                .last = gaps->unit[end]};
    s.nodes = BX_NEW_ARRAY(scratch, node, s.last - s.first + 1);
    return s;
}

/* Climbs the relief ladder until some set of breaks exists. */
static void solve(search *s)
{
    while (!run(s) && s->relief < LAST_STEP)
        s->relief++;
}

static int best_count(const node *end)
{
    int best = 0;
    for (int k = 1; k < COUNTS; k++)
        if (end->cost[k] < end->cost[best])
            best = k;
    return best;
}

bx_line_prices bx_price_lines(bx_arena *scratch, const bx_gaps *gaps, const bx_measure *measure)
{
    bx_arena_mark mark = bx_arena_save(scratch);
    search s = begin(scratch, gaps, measure);
    bx_line_prices prices = {.best = 1, .cost = {BX_COST_NONE, 0, BX_COST_NONE}};
    if (s.last > s.first) {
        solve(&s);
        const node *end = &s.nodes[s.last - s.first];
        int best = best_count(end);
        prices.best = (size_t)(end->least + best);
        for (int d = -1; d <= 1; d++)
            prices.cost[d + 1] = best + d >= 0 && best + d < COUNTS ? end->cost[best + d] : BX_COST_NONE;
    }
    bx_arena_rewind(scratch, mark);
    return prices;
}

static bx_lines *lay(bx_arena *arena, const search *s, const uint32_t *ends, size_t count, int64_t cost)
{
    bx_lines *lines = BX_NEW(arena, bx_lines);
    bx_line *line = BX_NEW_ARRAY(arena, bx_line, count);
    size_t first = s->first;
    for (size_t k = 0; k < count; k++) {
        size_t end = ends[k];
        bx_len indent = k == 0 ? s->measure->indent : 0;
        bool ends_para = (end == s->last && !s->measure->continues) ||
                         (end > 0 && end < s->gaps->count && s->gaps->gap[end - 1].forced);
        bx_len measure = width_of(s, (int32_t)k) + indent;
        if (parts_word(s, end))
            measure -= s->gaps->para->hyphen->body;
        bx_lay_line(arena, s->gaps, first, end, s->measure->align,
                    s->measure->align == BX_JUSTIFY && !ends_para, measure, indent, &line[k]);
        if (parts_word(s, end))
            bx_end_with_hyphen(s->gaps, &line[k]);
        line[k].relief = (uint8_t)s->relief;
        line[k].penalty = end > first && end < s->last && s->gaps->gap[end - 1].penalty != FORBIDDEN
                              ? s->gaps->gap[end - 1].penalty
                              : 0;
        first = end;
    }
    *lines = (bx_lines){.lines = line, .count = count, .para = s->gaps->para, .cost = cost};
    return lines;
}

static const bx_lines *empty_lines(bx_arena *arena, const bx_gaps *gaps, const bx_measure *measure)
{
    bx_lines *lines = BX_NEW(arena, bx_lines);
    bx_line *line = BX_NEW(arena, bx_line);
    line->measure = measure->measure;
    line->indent = measure->indent;
    *lines = (bx_lines){.lines = line, .count = 1, .para = gaps->para};
    return lines;
}

const bx_lines *bx_break_lines(bx_arena *arena, const bx_gaps *gaps, const bx_measure *measure, int variant)
{
    size_t most = gaps->unit[measure->last == 0 ? gaps->para->count : measure->last] - gaps->unit[measure->first];
    if (most == 0)
        return empty_lines(arena, gaps, measure);
    uint32_t *ends = BX_NEW_ARRAY(arena, uint32_t, most);
    bx_arena_mark mark = bx_arena_save(arena);
    search s = begin(arena, gaps, measure);
    solve(&s);
    const node *end = &s.nodes[s.last - s.first];
    int k = best_count(end) + variant;
    if (k < 0 || k >= COUNTS || end->cost[k] == BX_COST_NONE)
        k = best_count(end);
    size_t count = (size_t)(end->least + k);
    int64_t cost = end->cost[k];
    size_t at = s.last;
    for (size_t line = count; line-- > 0;) {
        const node *n = &s.nodes[at - s.first];
        ends[line] = (uint32_t)at;
        at = n->from[(int32_t)line + 1 - n->least];
    }
    bx_arena_rewind(arena, mark);
    return lay(arena, &s, ends, count, cost);
}

const bx_lines *bx_break_lines_greedy(bx_arena *arena, const bx_gaps *gaps, const bx_measure *measure)
{
    search s = begin(arena, gaps, measure);
    if (s.last == s.first)
        return empty_lines(arena, gaps, measure);
    BX_VEC(uint32_t) ends = {0};
    for (size_t first = s.first; first < s.last;) {
        size_t best = 0, j = first + 1;
        bx_len width = width_of(&s, (int32_t)ends.len);
        for (; j <= s.last; j++) {
            if (bx_line_width(gaps, first, j) > width && j > first + 1)
                break;
            if (price_of_break(&s, j) != BX_COST_NONE)
                best = j;
            if (j < s.last && gaps->gap[j - 1].forced)
                break;
        }
        if (best == 0)
            best = j > first + 1 ? j - 1 : first + 1;
        BX_PUSH(arena, ends, (uint32_t)best);
        first = best;
    }
    s.relief = 0;
    return lay(arena, &s, ends.at, ends.len, 0);
}
