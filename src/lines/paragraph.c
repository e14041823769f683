/* lines/paragraph.c - choosing the breaks of a paragraph: total fit, and first fit to compare.
 *
 * For every place where a line may end and every line count near the best: the least total cost,
 * for each way the last line may look, since neighbours that differ much cost something. A page can
 * so win or lose a line at a known price. What lines cost is cost.c's. source  typography 7; Knuth
 * and Plass 1981 for the idea of total fit.
 */
#include "lines/gaps.h"

enum {
    COUNTS = 5,               /* line counts kept at a break */
    BEST = COUNTS / 2,        /* the entry of the best of them */
    REACH = COUNTS + 4,       /* counts that may arrive there from the breaks before */
    COST_UNEVEN = 15 * 1000,  /* a tight line beside a loose one */
    COST_HYPHENS = 300 * 1000 /* two hyphens in a row */
};
#define COST_MOST (INT64_MAX / 4) /* totals are cut off here; only endless garbage comes so far */

/* A place where a line may end, once all lines that end there are known. */
typedef struct {
    bool reached;
    int32_t base;                    /* line count of entry 0 */
    int64_t cost[COUNTS];            /* least, whatever the last line looks like */
    int32_t more[COUNTS][BX_FITS];   /* more than that before a next line that looks so */
    uint32_t from[COUNTS][BX_FITS];  /* where the last line begins, when it looks so */
    uint8_t before[COUNTS][BX_FITS]; /* how the last line looks, before a next line that looks so */
    uint8_t fit[COUNTS];             /* how it looks at the least cost */
} node;

/* What has arrived at a place so far. */
typedef struct {
    int32_t base;
    uint32_t counts; /* bit K: something arrived at entry K */
    int64_t cost[REACH][BX_FITS];
    uint32_t from[REACH][BX_FITS];
} arrivals;

typedef struct {
    bx_task task;
    bx_len narrow, wide; /* least and largest measure of a line but the first */
    node *nodes;         /* last - first + 1 */
} search;

static bx_len width_of(const bx_task *t, int32_t line)
{
    const bx_measure *m = t->measure;
    bx_len width = m->measure;
    if (m->measure_count > 0)
        width = m->measures[(size_t)line < m->measure_count ? (size_t)line : m->measure_count - 1];
    return line == 0 ? width - m->indent : width;
}

static void arrive(arrivals *to, int32_t count, bx_fit fit, int64_t cost, uint32_t from)
{
    int32_t k = count - to->base;
    if (k < 0 || k >= REACH)
        return;
    if ((to->counts >> k & 1) == 0) {
        to->counts |= 1u << k;
        for (int f = 0; f < BX_FITS; f++)
            to->cost[k][f] = BX_COST_NONE;
    }
    if (cost > to->cost[k][fit])
        return;
    to->cost[k][fit] = cost < COST_MOST ? cost : COST_MOST;
    to->from[k][fit] = from;
}

/* Every line from unit I to END, in each count in which I is reached. */
static void extend(const search *s, size_t i, const bx_end *end, arrivals *to)
{
    const bx_task *t = &s->task;
    const node *from = &s->nodes[i - t->first];
    bool same = t->measure->measure_count == 0;
    bx_fit fit = BX_FIT_EVEN;
    int64_t cost = BX_COST_NONE;
    for (int32_t k = 0; k < COUNTS; k++) {
        if (from->cost[k] == BX_COST_NONE)
            continue;
        if (cost == BX_COST_NONE || !same)
            cost = bx_cost_of_line(t, i, end, width_of(t, from->base + k), &fit);
        if (cost == BX_COST_NONE && same)
            return;
        if (cost != BX_COST_NONE)
            arrive(to, from->base + k + 1, fit,
                   from->cost[k] + from->more[k][fit] + cost + end->price, (uint32_t)i);
    }
}

/* The look of a line that a next one of look NEXT costs something beside, and how much. */
static bx_fit rival(int next, int32_t *price)
{
    *price = next == BX_FIT_HYPHEN ? COST_HYPHENS : COST_UNEVEN;
    return next == BX_FIT_TIGHT   ? BX_FIT_LOOSE
           : next == BX_FIT_LOOSE ? BX_FIT_TIGHT
                                  : BX_FIT_HYPHEN;
}

/* What a next line of look NEXT finds here in entry K, of whose looks COST are the costs. */
static void look_ahead(node *n, int k, int next, const int64_t *cost)
{
    int32_t price;
    bx_fit beside = rival(next, &price);
    n->before[k][next] = n->fit[k];
    n->more[k][next] = 0;
    if (next == BX_FIT_EVEN || n->fit[k] != beside)
        return;
    n->more[k][next] = price;
    for (int f = 0; f < BX_FITS; f++)
        if (f != (int)beside && cost[f] != BX_COST_NONE &&
            cost[f] - n->cost[k] < n->more[k][next]) {
            n->more[k][next] = (int32_t)(cost[f] - n->cost[k]);
            n->before[k][next] = (uint8_t)f;
        }
}

/* Keeps the counts around the best one. */
static void settle(node *n, const arrivals *from)
{
    int64_t least = BX_COST_NONE;
    int best = 0;
    for (int k = 0; k < REACH; k++)
        for (int f = 0; f < BX_FITS && (from->counts >> k & 1) != 0; f++)
            if (from->cost[k][f] < least) {
                least = from->cost[k][f];
                best = k;
            }
    n->reached = true;
    n->base = from->base + best - BEST;
    for (int k = 0; k < COUNTS; k++) {
        int at = best - BEST + k;
        n->cost[k] = BX_COST_NONE;
        if (at < 0 || at >= REACH || (from->counts >> at & 1) == 0)
            continue;
        for (int f = 0; f < BX_FITS; f++) {
            n->from[k][f] = from->from[at][f];
            if (from->cost[at][f] < n->cost[k]) {
                n->cost[k] = from->cost[at][f];
                n->fit[k] = (uint8_t)f;
            }
        }
        for (int next = 0; next < BX_FITS; next++)
            look_ahead(n, k, next, from->cost[at]);
    }
}

/* True where units [i, j) cannot be pressed into their line. */
static bool is_too_long(const search *s, size_t i, size_t j)
{
    const bx_task *t = &s->task;
    bx_len room = i > t->first ? s->wide : s->wide - t->measure->indent;
    int64_t give = t->gaps->sum[j - 1].give[0] - t->gaps->sum[i].give[0];
    if (t->relief)
        give += t->gaps->sum[j - 1].give[FIXED] - t->gaps->sum[i].give[FIXED];
    return bx_line_width(t->gaps, i, j) - give - bx_end_room(t->gaps, i, j) > room;
}

/* True where units from I to END cannot be stretched to fill their line, even if its mark hangs or
 * keeps its cell. */
static bool is_too_short(const search *s, size_t i, const bx_end *end)
{
    const bx_gaps *gaps = s->task.gaps;
    const bx_sum *a = &gaps->sum[i], *b = &gaps->sum[end->unit - 1];
    bx_len indent = i == s->task.first && s->task.measure->indent > 0 ? s->task.measure->indent : 0;
    int64_t most = bx_line_width(gaps, i, end->unit) + b->take[0] - a->take[0] + end->hyphen +
                   (int64_t)(b->han - a->han) * (gaps->para->em / 4 + 1);
    if (gaps->rules->line_end != BX_END_HALF)
        most += gaps->para->em;
    return most < s->narrow - indent;
}

/* All lines that end before unit J, from unit LOW on; false: none does. */
static bool reach(search *s, size_t low, size_t j)
{
    const bx_task *t = &s->task;
    bx_end end = bx_look_at_end(t, j);
    if (end.price == BX_COST_NONE)
        return false;
    bool may_be_short = t->measure->align != BX_JUSTIFY || t->relief || end.free;
    arrivals all;
    all.base = s->nodes[low - t->first].base;
    all.counts = 0;
    for (size_t i = low; i < j && (may_be_short || !is_too_short(s, i, &end)); i++)
        if (s->nodes[i - t->first].reached)
            extend(s, i, &end, &all);
    if (all.counts != 0)
        settle(&s->nodes[j - t->first], &all);
    return all.counts != 0;
}

/* Finds the best ways to every place; false: the end is not reached. */
static bool run(search *s)
{
    const bx_task *t = &s->task;
    size_t low = t->first;
    s->nodes[0] = (node){.reached = true};
    for (int k = 1; k < COUNTS; k++)
        s->nodes[0].cost[k] = BX_COST_NONE;
    for (size_t j = t->first + 1; j <= t->last; j++) {
        while (low + 1 < j && (!s->nodes[low - t->first].reached || is_too_long(s, low, j)))
            low++;
        s->nodes[j - t->first].reached = reach(s, low, j);
        if (j < t->last && t->gaps->gap[j - 1].forced)
            low = j;
    }
    return s->nodes[t->last - t->first].reached;
}

static bx_task task_of(const bx_gaps *gaps, const bx_measure *measure)
{
    uint32_t end = measure->last == 0 ? (uint32_t)gaps->para->count : measure->last;
    return (bx_task){.gaps = gaps,
                     .measure = measure,
                     .first = gaps->unit[measure->first],
                     .last = gaps->unit[end]};
}

static search begin(bx_arena *scratch, const bx_gaps *gaps, const bx_measure *measure)
{
    search s = {.task = task_of(gaps, measure),
                .narrow = measure->measure,
                .wide = measure->measure};
    for (size_t k = 0; k < measure->measure_count; k++) {
        s.narrow = k == 0 || measure->measures[k] < s.narrow ? measure->measures[k] : s.narrow;
        s.wide = k == 0 || measure->measures[k] > s.wide ? measure->measures[k] : s.wide;
    }
    /* run fills a node before it reads it */
    s.nodes = bx_arena_alloc_raw(scratch, s.task.last - s.task.first + 1, sizeof *s.nodes);
    return s;
}

/* Takes the relief ladder when there is no set of breaks without it. */
static void solve(search *s)
{
    if (run(s))
        return;
    s->task.relief = true;
    run(s);
}

static bx_lines *lay(bx_arena *arena, const bx_task *t, const uint32_t *ends, size_t count,
                     int64_t cost)
{
    bx_lines *lines = BX_NEW(arena, bx_lines);
    bx_line *line = BX_NEW_ARRAY(arena, bx_line, count);
    size_t first = t->first;
    for (size_t k = 0; k < count; k++) {
        size_t end = ends[k];
        bx_len indent = k == 0 ? t->measure->indent : 0, width = width_of(t, (int32_t)k);
        bx_end how = bx_look_at_end(t, end);
        bool justified = t->measure->align == BX_JUSTIFY && !how.free;
        bx_lay_line(arena, t->gaps, first, end, t->measure->align, justified,
                    width + indent - how.hyphen, indent, &line[k]);
        if (how.parted)
            bx_end_with_hyphen(t->gaps, &line[k]);
        line[k].relief = bx_relief_of_line(t, first, &how, width);
        const bx_gap *gap = &t->gaps->gap[end - 1];
        line[k].penalty = end < t->last && gap->penalty != FORBIDDEN ? gap->penalty : 0;
        first = end;
    }
    *lines = (bx_lines){.lines = line, .count = count, .para = t->gaps->para, .cost = cost};
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

/* The ends of the lines of entry K of the last node, read from its back. */
static void trace(const search *s, int k, size_t count, uint32_t *ends)
{
    size_t at = s->task.last;
    bx_fit fit = (bx_fit)s->nodes[at - s->task.first].fit[k];
    for (size_t line = count; line-- > 0;) {
        const node *n = &s->nodes[at - s->task.first];
        int32_t entry = (int32_t)line + 1 - n->base;
        if (line + 1 < count)
            fit = (bx_fit)n->before[entry][fit];
        ends[line] = (uint32_t)at;
        at = n->from[entry][fit];
    }
}

/* Prices, and the ends of the lines in FOUND, those of k-1 first. */
static bx_line_prices price(const search *s, bx_buffer *found)
{
    const node *end = &s->nodes[s->task.last - s->task.first];
    bx_line_prices prices = {.best = (size_t)(end->base + BEST), .relief = s->task.relief};
    for (int d = -1; d <= 1; d++) {
        size_t count = (size_t)(end->base + BEST + d);
        prices.cost[d + 1] = end->cost[BEST + d];
        if (end->cost[BEST + d] == BX_COST_NONE)
            continue;
        void *room = bx_buffer_room(found, count * sizeof(uint32_t));
        trace(s, BEST + d, count, room);
        found->len += count * sizeof(uint32_t);
    }
    return prices;
}

bx_line_prices bx_price_lines(bx_arena *arena, const bx_gaps *gaps, const bx_measure *measure)
{
    bx_arena_mark mark = bx_arena_save(arena);
    search s = begin(arena, gaps, measure);
    if (s.task.last == s.task.first) {
        bx_arena_rewind(arena, mark);
        return (bx_line_prices){.best = 1, .cost = {BX_COST_NONE, 0, BX_COST_NONE}};
    }
    solve(&s);
    bx_buffer found = {0};
    bx_line_prices prices = price(&s, &found);
    bx_arena_rewind(arena, mark);
    const uint32_t *ends = memcpy(bx_arena_alloc(arena, found.len, 1), found.at, found.len);
    bx_buffer_free(&found);
    for (int d = -1; d <= 1; d++)
        if (prices.cost[d + 1] != BX_COST_NONE) {
            prices.ends[d + 1] = ends;
            ends += prices.best + (size_t)d;
        }
    return prices;
}

const bx_lines *bx_lay_lines(bx_arena *arena, const bx_gaps *gaps, const bx_measure *measure,
                             const bx_line_prices *prices, int variant)
{
    bx_task task = task_of(gaps, measure);
    if (task.last == task.first)
        return empty_lines(arena, gaps, measure);
    int d = prices->cost[variant + 1] == BX_COST_NONE ? 0 : variant;
    task.relief = prices->relief;
    return lay(arena, &task, prices->ends[d + 1], prices->best + (size_t)d, prices->cost[d + 1]);
}

const bx_lines *bx_break_lines(bx_arena *arena, const bx_gaps *gaps, const bx_measure *measure,
                               int variant)
{
    bx_line_prices prices = bx_price_lines(arena, gaps, measure);
    return bx_lay_lines(arena, gaps, measure, &prices, variant);
}

const bx_lines *bx_break_lines_greedy(bx_arena *arena, const bx_gaps *gaps,
                                      const bx_measure *measure)
{
    search s = begin(arena, gaps, measure);
    const bx_task *t = &s.task;
    if (t->last == t->first)
        return empty_lines(arena, gaps, measure);
    BX_VEC(uint32_t) ends = {0};
    for (size_t first = t->first; first < t->last;) {
        size_t best = 0, j = first + 1;
        bx_len width = width_of(t, (int32_t)ends.len);
        for (; j <= t->last; j++) {
            if (bx_line_width(gaps, first, j) > width && j > first + 1)
                break;
            if (bx_look_at_end(t, j).price != BX_COST_NONE)
                best = j;
            if (j < t->last && gaps->gap[j - 1].forced)
                break;
        }
        if (best == 0)
            best = j > first + 1 ? j - 1 : first + 1;
        BX_PUSH(arena, ends, (uint32_t)best);
        first = best;
    }
    return lay(arena, t, ends.at, ends.len, 0);
}
