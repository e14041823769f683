/* tests/unit/test_lines_best.c - the breaks taken are the best there are: every set of breaks is tried.
 *
 * Costs are worked out here once more, gap by gap, from typography 7.4 and the ladder of 6.4.
 */
#include "lines_help.h"

enum { MOST_UNITS = 16, MOST_LINES = MOST_UNITS + 1 };

typedef struct {
    const bx_gaps *gaps;
    const bx_measure *measure;
    bool relief;
    int64_t best[MOST_LINES + 1]; /* a line count each */
} trial;

typedef enum { EVEN, TIGHT, LOOSE, HYPHEN } look;

static const int64_t STEPS[] = {0,
                                1000000000,
                                2000000000,
                                4000000000,
                                10000000000,
                                30000000000,
                                100000000000,
                                1000000000000,
                                100000000000000};

static bool forced(const trial *t, size_t end)
{
    return end < t->gaps->count && t->gaps->gap[end - 1].forced;
}

static bool narrow(const trial *t)
{
    return t->measure->measure < 18 * t->gaps->para->em;
}

static bool parted(const trial *t, size_t end)
{
    return end < t->gaps->count && !forced(t, end) && t->gaps->gap[end - 1].hyphen &&
           (narrow(t) || t->relief);
}

static int64_t square(int64_t part, int64_t whole)
{
    int64_t fraction = part * 1000 / whole;
    return fraction * fraction;
}

static int64_t price(const trial *t, size_t end)
{
    const bx_gap *gap = &t->gaps->gap[end - 1];
    if (end == t->gaps->count || forced(t, end))
        return 0;
    if (gap->penalty != FORBIDDEN)
        return gap->penalty;
    if (gap->hyphen && narrow(t))
        return 150000;
    if (gap->joint && (int64_t)gap->run * 2 > t->measure->measure)
        return 150000;
    return t->relief ? STEPS[gap->hyphen ? 1 : gap->relief] : BX_COST_NONE;
}

static int64_t cost_of_fill(const trial *t, int64_t rest, const int64_t give[], const int64_t take[], int64_t han,
                            size_t units, look *how)
{
    static const int64_t WEIGHTS[] = {0, 2000, 2000, 3000, 4500, 6000, 10000, 10000};
    int64_t cost = 0, all = 0, need = -rest;
    for (int level = 1; level <= 6; level++)
        all += give[level];
    if (rest < 0) {
        for (int level = 1; level <= (t->relief ? 7 : 6) && need > 0; level++) {
            int64_t part = need < give[level] ? need : give[level];
            if (part == 0)
                continue;
            cost += WEIGHTS[level] * square(part, give[level]) / 1000000 + (level == 7 ? STEPS[3] : 0);
            need -= part;
        }
        if (need > 0)
            cost = t->relief && units == 1 ? STEPS[8] - rest : BX_COST_NONE;
        if (*how == EVEN && t->measure->align == BX_JUSTIFY && -rest * 2 > all)
            *how = TIGHT;
        return cost;
    }
    for (int level = 1; level <= 2 && rest > 0; level++) {
        int64_t part = rest < take[level] ? rest : take[level];
        if (part > 0)
            cost += 10 * square(part, take[level]) / 1000;
        rest -= part;
    }
    if (rest == 0)
        return cost;
    int64_t gap = han > 0 ? rest * 65536 / (han * t->gaps->para->em) : 8 * 65536;
    if (gap > 8 * 65536)
        gap = 8 * 65536;
    if (gap > 65536 / 4) {
        if (!t->relief)
            return BX_COST_NONE;
        cost += STEPS[7];
    }
    if (gap * 20 > 65536 && *how == EVEN)
        *how = LOOSE;
    int64_t over = gap > 5242 ? gap - 5242 : 0;
    cost += (int64_t)((__int128)gap * gap * 40000000 >> 32);
    return cost + (int64_t)((__int128)over * over * 800000000 >> 32);
}

static int64_t cost_of(const trial *t, size_t first, size_t end, size_t line, look *how)
{
    const bx_measure *m = t->measure;
    const bx_gaps *gaps = t->gaps;
    int64_t width = m->measure, give[8] = {0}, take[3] = {0}, han = 0;
    if (m->measure_count > 0)
        width = m->measures[line < m->measure_count ? line : m->measure_count - 1];
    width -= line == 0 ? m->indent : 0;
    int64_t rest = width;
    int chars = 0;
    for (size_t i = first; i < end; i++) {
        rest -= unit_of(gaps, i)->body;
        chars += gaps->sum[i + 1].chars - gaps->sum[i].chars;
        if (i + 1 == end)
            break;
        const bx_gap *gap = &gaps->gap[i];
        if (gap->forced)
            return BX_COST_NONE;
        rest -= gap->natural;
        give[gap->level] += gap->give;
        take[gap->expansion] += gap->take;
        han += gap->han;
    }
    give[0] = take[0] = 0;
    const bx_cluster *mark = unit_of(gaps, end - 1);
    if (gaps->rules->line_end == BX_END_HANG && end >= first + 2 && mark->after > 0 &&
        (mark->class == BX_CLASS_CM || mark->class == BX_CLASS_FS) && unit_of(gaps, end - 2)->after == 0 &&
        unit_of(gaps, end - 2)->before == 0)
        rest += mark->body;
    *how = parted(t, end) ? HYPHEN : EVEN;
    if (*how == HYPHEN)
        rest -= gaps->para->hyphen->body;
    bool last = end == gaps->count;
    bool free_end = (last && !m->continues) || forced(t, end);
    int64_t cost = 1000;
    if (free_end && first > 0 && !gaps->gap[first - 1].forced) {
        cost += chars < 2 ? 30000000 : chars == 2 ? 40000 : 0;
        if (last && m->align == BX_JUSTIFY && rest >= 0 && rest < gaps->para->em)
            cost += 5000;
    }
    if (rest >= 0) {
        if (free_end)
            return cost;
        if (gaps->rules->line_end == BX_END_ALLOW && rest > 0 && rest == mark->after)
            return cost;
        if (m->align != BX_JUSTIFY)
            return cost + 20000 + (rest * 1000 / width) * (rest * 1000 / width) / 10;
    }
    int64_t fill = cost_of_fill(t, rest, give, take, han, end - first, how);
    return fill == BX_COST_NONE ? fill : cost + fill;
}

static void try_all(trial *t, size_t first, size_t line, look before, int64_t paid)
{
    if (first == t->gaps->count) {
        if (paid < t->best[line])
            t->best[line] = paid;
        return;
    }
    for (size_t end = first + 1; end <= t->gaps->count; end++) {
        look how = EVEN;
        int64_t line_cost = cost_of(t, first, end, line, &how), end_price = price(t, end);
        if (line_cost == BX_COST_NONE || end_price == BX_COST_NONE)
            continue;
        int64_t beside = 0;
        if (before == HYPHEN && how == HYPHEN)
            beside = 300000;
        if ((before == TIGHT && how == LOOSE) || (before == LOOSE && how == TIGHT))
            beside = 15000;
        try_all(t, end, line + 1, how, paid + line_cost + end_price + beside);
    }
}

static size_t best_of(trial *t)
{
    size_t best = 0;
    for (int k = 0; k <= MOST_LINES; k++)
        t->best[k] = BX_COST_NONE;
    try_all(t, 0, 0, EVEN, 0);
    for (size_t k = 1; k <= MOST_LINES; k++)
        if (t->best[k] < t->best[best])
            best = k;
    return best;
}

typedef struct {
    long paragraphs, relieved, neighbours;
} tally;

static void compare(desk *d, const char *text, const bx_measure *m, tally *count)
{
    const bx_gaps *gaps = gaps_of(d, text);
    if (gaps->count == 0 || gaps->count > MOST_UNITS)
        return;
    trial t = {.gaps = gaps, .measure = m};
    size_t best = best_of(&t);
    if (t.best[best] == BX_COST_NONE) {
        t.relief = true;
        best = best_of(&t);
        count->relieved++;
    }
    const bx_lines *lines = bx_break_lines(d->arena, gaps, m, 0);
    bx_line_prices prices = bx_price_lines(d->arena, gaps, m);
    if (lines->cost != t.best[best] || lines->count != best || prices.best != best || prices.cost[1] != lines->cost) {
        print_error("'%s' in %d, indent %d: %zu lines at %lld, best %zu at %lld (relief %d)\n", text,
                    m->measure, m->indent, lines->count, (long long)lines->cost, best,
                    (long long)t.best[best], t.relief);
        fail();
    }
    for (int by = -1; by <= 1; by += 2) {
        int64_t price_here = best + (size_t)by <= MOST_LINES ? t.best[best + (size_t)by] : BX_COST_NONE;
        assert_true(prices.cost[by + 1] >= price_here);
        if (price_here == BX_COST_NONE || t.relief)
            continue;
        if (prices.cost[by + 1] != price_here) {
            print_error("'%s' in %d: %zu%+d lines at %lld, best %lld\n", text, m->measure, best, by,
                        (long long)prices.cost[by + 1], (long long)price_here);
            fail();
        }
        const bx_lines *other = bx_break_lines(d->arena, gaps, m, by);
        assert_int_equal(other->count, best + (size_t)by);
        assert_int_equal(other->cost, price_here);
        count->neighbours++;
    }
    count->paragraphs++;
}

static bx_measure random_measure(desk *d, chance *c)
{
    const bx_len em = 9 * BX_PT;
    bx_measure m = {.measure = (bx_len)(3 + roll(c, 7)) * em + (roll(c, 3) == 0 ? (bx_len)roll(c, (uint32_t)em) : 0),
                    .indent = (bx_len)roll(c, 3) * em,
                    .align = roll(c, 6) == 0 ? BX_START : BX_JUSTIFY,
                    .continues = roll(c, 5) == 0};
    if (roll(c, 5) == 0) {
        bx_len *measures = BX_NEW_ARRAY(d->arena, bx_len, 4);
        m.measure_count = 1 + roll(c, 4);
        for (size_t i = 0; i < m.measure_count; i++)
            measures[i] = (bx_len)(4 + roll(c, 6)) * em;
        m.measures = measures;
    }
    return m;
}

static void one_round(desk *d, chance *c, uint32_t han, tally *count)
{
    d->rules.kinsoku = (bx_kinsoku)roll(c, 4);
    d->rules.punctuation = (bx_punctuation)roll(c, 3);
    d->rules.line_end = (bx_line_end)(roll(c, 2) * roll(c, 3));
    d->rules.fs_fixed = roll(c, 4) == 0;
    bx_measure m = random_measure(d, c);
    bx_buffer text = {0};
    size_t parts = 1 + (roll(c, 5) == 0);
    for (size_t i = 0; i < parts; i++) {
        if (i > 0)
            bx_buffer_text(&text, "|");
        bx_buffer_text(&text, random_text(d, c, 4 + roll(c, 11), han));
    }
    if (roll(c, 12) == 0)
        bx_buffer_text(&text, "reconsideration");
    bx_buffer_add(&text, "", 1);
    compare(d, text.at, &m, count);
    bx_buffer_free(&text);
}

static void test_brute_force(uint32_t han, size_t rounds)
{
    desk d = desk_open();
    chance c = {0x9E3779B97F4A7C15u + han};
    tally count = {0};
    bx_arena_mark mark = bx_arena_save(d.arena);
    for (size_t i = 0; i < rounds; i++) {
        one_round(&d, &c, han, &count);
        bx_arena_rewind(d.arena, mark);
    }
    print_message("# %ld paragraphs, %ld on the relief ladder, %ld with a line less or more\n", count.paragraphs,
                  count.relieved, count.neighbours);
    assert_true(count.paragraphs > (long)rounds / 3);
    desk_close(&d);
}

static void test_mostly_han(void **state)
{
    (void)state;
    test_brute_force(75, 10000);
}

static void test_all_classes(void **state)
{
    (void)state;
    test_brute_force(20, 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mostly_han),
        cmocka_unit_test(test_all_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
