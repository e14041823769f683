/* tests/unit/test_lines_rules.c - what must hold for every line of every text: 避头尾, whole units, flush
 * edges, the order of reduction and expansion, exact sums; horizontal and vertical, in any measure.
 */
#include "lines_help.h"

#include <stdlib.h>

enum { MOST_MEASURES = 8 };

typedef struct {
    long lines, logged, marks_let_go; /* marks_let_go: kinsoku left by the ladder, R4 or R6 */
    long loose, cut;
} tally;

static void complain(const bx_lines *lines, size_t k, const char *what)
{
    const bx_line *line = &lines->lines[k];
    bx_buffer text = {0};
    for (uint32_t i = line->first; i < line->last; i++)
        bx_buffer_add(&text, lines->para->clusters[i].text, lines->para->clusters[i].text_len);
    bx_buffer_add(&text, "", 1);
    print_error("line %zu of %zu, '%s', relief %d: %s\n", k + 1, lines->count, text.at, line->relief, what);
    bx_buffer_free(&text);
    fail();
}

/* ---- kinsoku, typography 2, by class ---- */

static bool may_start(bx_kinsoku level, uint8_t class)
{
    switch (level) {
    case BX_KINSOKU_STRICT:
        if (class == BX_CLASS_DA || class == BX_CLASS_EL)
            return false;
        /* fall through */
    case BX_KINSOKU_GB:
    case BX_KINSOKU_BASIC:
        return class != BX_CLASS_CL && class != BX_CLASS_CM && class != BX_CLASS_FS && class != BX_CLASS_FX &&
               class != BX_CLASS_CN && class != BX_CLASS_MD && class != BX_CLASS_SL && class != BX_CLASS_NS;
    case BX_KINSOKU_NONE:
        break;
    }
    return true;
}

static bool may_end(bx_kinsoku level, uint8_t class)
{
    if (level == BX_KINSOKU_NONE)
        return true;
    return class != BX_CLASS_OP && (level == BX_KINSOKU_BASIC || class != BX_CLASS_SL);
}

static bool digit(const bx_cluster *c)
{
    return c->code >= '0' && c->code <= '9';
}

static bool latin(const bx_cluster *c)
{
    return c->class == BX_CLASS_LAT;
}

/* A break between neighbours A and B would part a word, a number, or a sign from its number. */
static bool parts_unit(const bx_cluster *a, const bx_cluster *b)
{
    if (b != a + 1)
        return false;
    return (digit(a) && digit(b)) || (digit(a) && b->class == BX_CLASS_PO) ||
           (a->class == BX_CLASS_PR && digit(b)) || (latin(a) && latin(b));
}

static void check_break(const bx_gaps *gaps, const bx_lines *lines, size_t k, tally *count)
{
    const bx_line *line = &lines->lines[k];
    const bx_cluster *a = &lines->para->clusters[line->last - 1], *b = &lines->para->clusters[line->next];
    bx_kinsoku level = gaps->rules->kinsoku;
    if (a->forced_end)
        return;
    bool kept = may_end(level, a->class) && may_start(level, b->class);
    if (!kept && line->relief < 4)
        complain(lines, k, "a mark at the wrong end, and no word about it");
    count->marks_let_go += line->relief == 4 || line->relief == 6;
    bool joint = strchr("/.-_?@&=", (int)a->code) != NULL && a->code < 0x80;
    if (parts_unit(a, b) && !line->hyphen && !joint && line->relief != BX_RELIEF_CUT && level != BX_KINSOKU_NONE)
        complain(lines, k, "a word or number is parted");
}

/* ---- positions ---- */

/* What GAP after unit I became, over its natural width. */
static bx_len change_of(const bx_gaps *gaps, const bx_line *line, size_t unit)
{
    uint32_t at = gaps->cluster[unit] - line->first;
    return line->advance[at] - unit_of(gaps, unit)->body - gaps->gap[unit].natural;
}

static void check_positions(const bx_gaps *gaps, const bx_lines *lines, size_t k, bool filled)
{
    const bx_line *line = &lines->lines[k];
    size_t first = gaps->unit[line->first], last = gaps->unit[line->last];
    bx_len pen = line->x[0];
    for (size_t i = first; i < last; i++) {
        uint32_t at = gaps->cluster[i] - line->first;
        if (line->x[at] != pen)
            complain(lines, k, "positions and advances differ");
        pen += line->advance[at];
    }
    const bx_cluster *end = unit_of(gaps, last - 1);
    if (line->hyphen)
        pen += lines->para->hyphen->body;
    if (line->advance[gaps->cluster[last - 1] - line->first] != end->body || line->width != pen)
        complain(lines, k, "the last body does not end the line");
    if (filled && line->relief != BX_RELIEF_CUT && line->width != line->measure && line->han_gap == 0 &&
        line->relief == 7)
        return; /* one word in a line has no gap to open */
    if (filled && line->relief != BX_RELIEF_CUT && line->width != line->measure)
        complain(lines, k, "not flush");
    if (line->relief != BX_RELIEF_CUT && line->width > line->measure)
        complain(lines, k, "over the edge");
    if (line->x[0] != line->indent)
        complain(lines, k, "the first body is not at the indent");
}

/* CLREQ's order: a level gives only when those before it have given all; equal shares in a level. */
static void check_reduction(const bx_gaps *gaps, const bx_lines *lines, size_t k)
{
    const bx_line *line = &lines->lines[k];
    size_t first = gaps->unit[line->first], last = gaps->unit[line->last];
    int deepest = 0, spare = LEVELS;
    for (size_t i = first; i + 1 < last; i++) {
        const bx_gap *gap = &gaps->gap[i];
        bx_len change = change_of(gaps, line, i);
        if (gap->level == 0 && change < 0)
            complain(lines, k, "a gap that gives nothing was squeezed");
        if (change < -gap->give)
            complain(lines, k, "a gap gave more than it has");
        if (change < 0 && gap->level > deepest)
            deepest = gap->level;
        if (change > -gap->give && gap->give > 0 && gap->level < spare)
            spare = gap->level;
    }
    if (spare < deepest)
        complain(lines, k, "a later level gave before an earlier one was used up");
    for (size_t i = first; i + 1 < last && line->level > 0; i++)
        for (size_t j = i + 1; j + 1 < last; j++) {
            const bx_gap *a = &gaps->gap[i], *b = &gaps->gap[j];
            if (a->level != b->level || a->level == 0 || a->give != b->give)
                continue;
            if (abs(change_of(gaps, line, i) - change_of(gaps, line, j)) > 2)
                complain(lines, k, "unequal shares");
        }
}

static void check_expansion(const bx_gaps *gaps, const bx_lines *lines, size_t k)
{
    const bx_line *line = &lines->lines[k];
    size_t first = gaps->unit[line->first], last = gaps->unit[line->last];
    bx_len least = INT32_MAX, most = 0;
    bool beyond = line->han_gap > 0, full = true, second = false;
    for (size_t i = first; i + 1 < last; i++) {
        const bx_gap *gap = &gaps->gap[i];
        bx_len change = change_of(gaps, line, i);
        if (change > 0 && !gap->han && gap->take == 0)
            complain(lines, k, "a gap that may not grow was opened");
        bx_len share = change - (beyond ? gap->take : 0);
        if (gap->han && beyond) {
            least = share < least ? share : least;
            most = share > most ? share : most;
        }
        if (!beyond && change > gap->take + 1)
            complain(lines, k, "a gap took more than it may");
        full &= gap->expansion != 1 || change >= gap->take;
        second |= gap->expansion == 2 && change > 0;
    }
    if (second && !full)
        complain(lines, k, "Han-Latin spaces grew before word spaces were used up");
    if (beyond && most - least > 1)
        complain(lines, k, "unequal Han gaps");
}

static void check_lines(const bx_gaps *gaps, const bx_lines *lines, const bx_measure *m, tally *count)
{
    uint32_t seen = 0;
    for (size_t k = 0; k < lines->count; k++) {
        const bx_line *line = &lines->lines[k];
        bool last = k + 1 == lines->count;
        if (line->last == line->first)
            continue;
        for (uint32_t i = seen; i < line->first; i++)
            if (gaps->unit[i + 1] > gaps->unit[i])
                complain(lines, k, "text is lost before it");
        seen = line->last;
        size_t end = gaps->unit[line->last];
        bool free_end = (last && !m->continues) || (end < gaps->count && gaps->gap[end - 1].forced);
        bx_len width = m->measure_count == 0 ? m->measure : m->measures[k < m->measure_count ? k : m->measure_count - 1];
        if (line->measure != width)
            complain(lines, k, "another measure than asked for");
        check_positions(gaps, lines, k, m->align == BX_JUSTIFY && !free_end);
        check_reduction(gaps, lines, k);
        check_expansion(gaps, lines, k);
        if (!last)
            check_break(gaps, lines, k, count);
        count->lines++;
        count->logged += line->relief > 0;
        count->loose += line->relief == 7;
        count->cut += line->relief == BX_RELIEF_CUT;
    }
    for (uint32_t i = seen; i < lines->para->count; i++)
        if (gaps->unit[i + 1] > gaps->unit[i])
            complain(lines, lines->count - 1, "text is lost behind it");
}

static tally check_text(desk *d, const char *text, bool vertical, const bx_measure *m, tally count)
{
    const bx_para *para = shape(d, text, "body", vertical);
    const bx_gaps *gaps = bx_make_gaps(d->arena, para, &d->rules);
    for (int variant = -1; variant <= 1; variant++)
        check_lines(gaps, bx_break_lines(d->arena, gaps, m, variant), m, &count);
    return count;
}

/* ---- random text ---- */

/* PERCENT of the text is Han, the rest of any class; every measure from 5 to 40 em. */
static tally check_random(desk *d, bool vertical, uint32_t percent, size_t characters, bx_len from, bx_len to)
{
    chance c = {88172645463325252u + percent};
    tally count = {0};
    bx_arena_mark mark = bx_arena_save(d->arena);
    for (bx_len w = from; w <= to; w++)
        for (size_t done = 0; done < characters; done += 200) {
            bx_measure m = {.measure = w * 9 * BX_PT, .indent = (bx_len)roll(&c, 3) * 9 * BX_PT};
            count = check_text(d, random_text(d, &c, 200, percent), vertical, &m, count);
            bx_arena_rewind(d->arena, mark);
        }
    return count;
}

static void say(const char *what, tally t)
{
    print_message("# %s: %ld lines, %ld on the ladder: %ld loose, %ld cut, %ld marks let go\n", what, t.lines, t.logged,
                  t.loose, t.cut, t.marks_let_go);
}

static void test_random_like_prose(void **state)
{
    (void)state;
    desk d = desk_open();
    tally t = check_random(&d, false, 80, 20000, 10, 40);
    say("80 % Han, 10 to 40 em", t);
    assert_true(t.marks_let_go * 10000 <= t.lines);
    say("80 % Han, 5 to 9 em", check_random(&d, false, 80, 20000, 5, 9));
    desk_close(&d);
}

static void test_random_of_all_classes(void **state)
{
    (void)state;
    desk d = desk_open();
    tally t = check_random(&d, false, 0, 20000, 10, 40);
    /* Every second neighbour is bound: many a run is longer than a line, and nothing keeps it whole. */
    say("all classes, 10 to 40 em", t);
    assert_true(t.marks_let_go * 50 <= t.lines);
    say("all classes, 5 to 9 em", check_random(&d, false, 0, 20000, 5, 9));
    desk_close(&d);
}

static void test_levels_and_styles(void **state)
{
    (void)state;
    desk d = desk_open();
    for (int kinsoku = 0; kinsoku < 4; kinsoku++)
        for (int style = 0; style < 3; style++)
            for (int end = 0; end < 2; end++) { /* half, allow */
                d.rules = (bx_line_rules){.kinsoku = (bx_kinsoku)kinsoku,
                                          .punctuation = (bx_punctuation)style,
                                          .line_end = BX_END_HALF,
                                          .autospace = style == 1 ? 0 : 250,
                                          .fs_fixed = end == 1};
                check_random(&d, false, 60, 400, 5, 20);
            }
    desk_close(&d);
}

static void test_vertical(void **state)
{
    (void)state;
    desk d = desk_open();
    tally t = check_random(&d, true, 80, 6000, 10, 40);
    say("vertical, 80 % Han, 10 to 40 em", t);
    assert_true(t.marks_let_go * 10000 <= t.lines);
    check_random(&d, true, 0, 3000, 5, 40);
    desk_close(&d);
}

static void test_measures_that_change(void **state)
{
    (void)state;
    desk d = desk_open();
    chance c = {1234567};
    tally t = {0};
    bx_arena_mark mark = bx_arena_save(d.arena);
    for (int round = 0; round < 600; round++) {
        bx_len measures[MOST_MEASURES];
        bx_measure m = {.measure = 13 * 9 * BX_PT,
                        .indent = 2 * 9 * BX_PT,
                        .measures = measures,
                        .measure_count = 1 + roll(&c, MOST_MEASURES)};
        for (size_t i = 0; i < m.measure_count; i++)
            measures[i] = (bx_len)(6 + roll(&c, 20)) * 9 * BX_PT;
        t = check_text(&d, random_text(&d, &c, 120, 80), false, &m, t);
        bx_arena_rewind(d.arena, mark);
    }
    say("changing measures", t);
    desk_close(&d);
}

/* ---- fonts ---- */

/* Han and full-width marks break at the same places, at the same positions, in every face: with halt (Song, Hei)
 * and without (Kai). */
static void test_faces_agree(void **state)
{
    (void)state;
    static const char *const MARKS[] = {"，", "。", "、", "：", "；", "？", "！", "“", "”", "《", "》", "（", "）",
                                        "·",  "～", "——", "……", "‘", "’", "「", "」", "【", "】"};
    static const char *const STYLES[] = {"body", "bold", "kai", "title-lead"};
    desk d = desk_open();
    chance c = {777};
    bx_arena_mark mark = bx_arena_save(d.arena);
    for (int round = 0; round < 300; round++) {
        bx_buffer text = {0};
        for (int i = 0; i < 90; i++)
            bx_buffer_text(&text, roll(&c, 100) < 82 ? CLASSES[roll(&c, HAN_COUNT)]
                                                     : MARKS[roll(&c, sizeof MARKS / sizeof *MARKS)]);
        bx_buffer_add(&text, "", 1);
        bx_measure m = {.measure = (bx_len)(8 + roll(&c, 16)) * 9 * BX_PT, .indent = 2 * 9 * BX_PT};
        const bx_lines *first = NULL;
        for (size_t s = 0; s < sizeof STYLES / sizeof *STYLES; s++) {
            const bx_gaps *gaps = bx_make_gaps(d.arena, shape(&d, text.at, STYLES[s], round % 2 == 1), &d.rules);
            const bx_lines *lines = bx_break_lines(d.arena, gaps, &m, 0);
            if (first == NULL)
                first = lines;
            assert_int_equal(lines->count, first->count);
            assert_int_equal(lines->cost, first->cost);
            for (size_t k = 0; k < lines->count; k++) {
                const bx_line *a = &first->lines[k], *b = &lines->lines[k];
                assert_int_equal(a->first, b->first);
                assert_int_equal(a->last, b->last);
                assert_memory_equal(a->x, b->x, (a->last - a->first) * sizeof *a->x);
            }
        }
        bx_buffer_free(&text);
        bx_arena_rewind(d.arena, mark);
    }
    desk_close(&d);
}

/* ---- the ladder ---- */

static const bx_line *first_line(desk *d, const char *text, bx_len em)
{
    bx_measure m = {.measure = em * 9 * BX_PT};
    return &bx_break_lines(d->arena, gaps_of(d, text), &m, 0)->lines[0];
}

/* R3: stops that the paper wants left alone give way only when nothing else does. */
static void test_fixed_stops(void **state)
{
    (void)state;
    static const char TIGHT[] = "天。地。玄黄——宇宙洪荒日月盈";
    desk d = desk_open();
    const bx_line *free_stops = first_line(&d, "天。地玄，黄宇宙洪。荒日月", 8);
    assert_int_equal(free_stops->relief, 0);
    d.rules.fs_fixed = true;
    const bx_line *line = first_line(&d, "天。地，玄黄宇宙。荒日月", 8);
    assert_int_equal(line->level, 4);
    assert_int_equal(line->relief, 0);
    d.rules.kinsoku = BX_KINSOKU_STRICT;
    line = first_line(&d, TIGHT, 7);
    assert_int_equal(line->relief, 3);
    assert_int_equal(line->level, 6);
    d.rules.fs_fixed = false;
    line = first_line(&d, TIGHT, 7);
    assert_int_equal(line->relief, 0);
    assert_int_equal(line->level, 6);
    desk_close(&d);
}

/* Endless rows of one character are no text, but they take no longer than text does. */
static void test_long_rows(void **state)
{
    (void)state;
    static const char *const ROWS[] = {"《", "，", "！", "²", "字¹", "a-", "1-", "—", "…", "·", "/", "a", "1", " a", "%", "字"};
    desk d = desk_open();
    bx_arena_mark mark = bx_arena_save(d.arena);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        bx_buffer text = {0};
        for (int k = 0; k < 20000; k++)
            bx_buffer_text(&text, ROWS[i]);
        bx_buffer_add(&text, "", 1);
        bx_measure m = {.measure = 13 * 9 * BX_PT};
        const bx_lines *lines = bx_break_lines(d.arena, gaps_of(&d, text.at), &m, 0);
        assert_true(lines->count > 100);
        bx_buffer_free(&text);
        bx_arena_rewind(d.arena, mark);
    }
    desk_close(&d);
}

/* ---- prose ---- */

static void test_prose(void **state)
{
    (void)state;
    desk d = desk_open();
    FILE *prose = popen("python3 tests/lines/prose.py 60000 3", "r");
    char *line = NULL;
    size_t cap = 0;
    long paragraphs = 0;
    tally t = {0};
    assert_non_null(prose);
    bx_arena_mark mark = bx_arena_save(d.arena);
    while (getline(&line, &cap, prose) > 0) {
        line[strcspn(line, "\n")] = '\0';
        bx_measure m = {.measure = (bx_len)(10 + paragraphs % 15) * 9 * BX_PT, .indent = 2 * 9 * BX_PT};
        t = check_text(&d, line, paragraphs % 4 == 3, &m, t);
        paragraphs++;
        bx_arena_rewind(d.arena, mark);
    }
    free(line);
    assert_int_equal(pclose(prose), 0);
    assert_true(paragraphs > 300);
    say("prose", t);
    assert_int_equal(t.marks_let_go, 0);
    assert_int_equal(t.cut, 0);
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_like_prose),    cmocka_unit_test(test_random_of_all_classes),
        cmocka_unit_test(test_levels_and_styles),    cmocka_unit_test(test_vertical),
        cmocka_unit_test(test_measures_that_change), cmocka_unit_test(test_faces_agree),
        cmocka_unit_test(test_fixed_stops),          cmocka_unit_test(test_long_rows),
        cmocka_unit_test(test_prose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
