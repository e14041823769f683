/* tests/unit/test_lines_pairs.c - the blank between neighbours (typography 4.2, 5): every pair of sixteen marks,
 * in the three styles, and marks beside everything else.
 *
 * source  CLREQ #h-adjustment_of_adjacent_punctuation_marks, GB/T 15834-2011 5.1.2, 5.1.11
 */
#include "lines_help.h"

static const char *const MARKS[] = {"（", "《", "“", "「", "）", "》", "”", "」",
                                    "，", "、", "；", "：", "。", "！", "？", "．"};
enum { MARK_COUNT = sizeof MARKS / sizeof *MARKS };

typedef enum { OPEN, CLOSE, COMMA, STOP, HAN, DASH, DOTS, KINDS } kind;

static kind kind_of(size_t mark)
{
    return (kind)(mark / 4);
}

/* Blank between two bodies, in half ems; rows and columns as in typography 4.2. */
static const int QUANJIAO[KINDS][KINDS] = {
    [OPEN] = {0, 0, 0, 0, 0, 0, 0},  [CLOSE] = {1, 0, 0, 0, 1, 1, 1}, [COMMA] = {1, 0, 0, 0, 1, 1, 1},
    [STOP] = {1, 0, 0, 0, 1, 1, 1},  [HAN] = {1, 0, 0, 0, 0, 0, 0},   [DASH] = {1, 0, 0, 0, 0, 0, 0},
    [DOTS] = {1, 0, 0, 0, 0, 0, 0},
};
/* 开明: only a stop before anything but a mark keeps its blank. */
static const int KAIMING[KINDS][KINDS] = {[STOP] = {0, 0, 0, 0, 1, 1, 1}};
static const int BANJIAO[KINDS][KINDS];

static int level_of(kind a, kind b)
{
    if (a == CLOSE || b == OPEN)
        return 3;
    return a == COMMA ? 4 : 6;
}

static void expect_gap(desk *d, const char *a, const char *b, int halves, int level)
{
    char text[64];
    snprintf(text, sizeof text, "天%s%s地", a, b);
    const bx_gaps *gaps = gaps_of(d, text);
    assert_int_equal(gaps->count, 4);
    const bx_gap *gap = &gaps->gap[1];
    bx_len em = gaps->para->em;
    if (gap->natural == halves * em / 2 && gap->give == gap->natural && (halves == 0 || gap->level == level))
        return;
    print_error("%s%s: blank %.3f em, not %.1f; level S%d, not S%d\n", a, b, (double)gap->natural / em, halves / 2.0,
                gap->level, level);
    fail();
}

static void test_pairs(desk *d, bx_punctuation style, const int table[KINDS][KINDS])
{
    static const char *const OTHERS[] = {[HAN] = "玄", [DASH] = "——", [DOTS] = "……"};
    d->rules.punctuation = style;
    for (size_t a = 0; a < MARK_COUNT; a++) {
        kind row = kind_of(a);
        for (size_t b = 0; b < MARK_COUNT; b++)
            expect_gap(d, MARKS[a], MARKS[b], table[row][kind_of(b)], level_of(row, kind_of(b)));
        for (kind other = HAN; other < KINDS; other++) {
            expect_gap(d, MARKS[a], OTHERS[other], table[row][other], level_of(row, other));
            expect_gap(d, OTHERS[other], MARKS[a], table[other][row], level_of(other, row));
        }
        expect_gap(d, MARKS[a], "·", 0, 0);
        expect_gap(d, "·", MARKS[a], 0, 0);
    }
}

static void test_quanjiao(void **state)
{
    (void)state;
    desk d = desk_open();
    test_pairs(&d, BX_QUANJIAO, QUANJIAO);
    desk_close(&d);
}

static void test_kaiming(void **state)
{
    (void)state;
    desk d = desk_open();
    test_pairs(&d, BX_KAIMING, KAIMING);
    desk_close(&d);
}

static void test_banjiao(void **state)
{
    (void)state;
    desk d = desk_open();
    test_pairs(&d, BX_BANJIAO, BANJIAO);
    desk_close(&d);
}

/* Cell widths of a run of marks between Han, in half ems, by 4.2: the run with all its blanks. */
static void expect_run(desk *d, const char *marks, int halves)
{
    char text[64];
    snprintf(text, sizeof text, "天%s地", marks);
    const bx_gaps *gaps = gaps_of(d, text);
    bx_len em = gaps->para->em;
    int64_t width = bx_line_width(gaps, 0, gaps->count) - 2 * em;
    if (width != halves * em / 2) {
        print_error("%s: %.3f em, not %.1f\n", marks, (double)width / em, halves / 2.0);
        fail();
    }
}

static void test_runs(void **state)
{
    (void)state;
    desk d = desk_open();
    /* two marks take one and a half */
    expect_run(&d, "，“", 3);
    expect_run(&d, "。”", 3);
    expect_run(&d, "”，", 3);
    expect_run(&d, "》《", 3);
    expect_run(&d, "）（", 3);
    expect_run(&d, "：“", 3);
    expect_run(&d, "“《", 3);
    expect_run(&d, "》”", 3);
    /* three take two */
    expect_run(&d, "。”“", 4);
    expect_run(&d, "》”，", 4);
    expect_run(&d, "。』」", 4);
    /* ？！ take one together, three two, four two (GB/T 15834-2011 5.1.2) */
    expect_run(&d, "？！", 2);
    expect_run(&d, "！！", 2);
    expect_run(&d, "？？", 2);
    expect_run(&d, "！！！", 4);
    expect_run(&d, "？！！", 4);
    expect_run(&d, "！！！！", 4);
    /* one mark, and those that keep their cell */
    expect_run(&d, "，", 2);
    expect_run(&d, "——", 4);
    expect_run(&d, "……", 4);
    expect_run(&d, "·", 1);
    expect_run(&d, "～", 2);
    desk_close(&d);
}

/* Neighbours in two sizes: what goes is the half cell of the mark that loses it. */
static void test_two_sizes(void **state)
{
    (void)state;
    desk d = desk_open();
    bx_dress dresses[] = {dress_of(&d, "body"), dress_of(&d, "bold")};
    dresses[1].size = 12 * BX_PT;
    bx_piece pieces[] = {{.text = BX_STR("天，"), .ledger = BX_GENERATED},
                         {.text = BX_STR("“地”"), .ledger = BX_GENERATED, .dress = 1},
                         {.text = BX_STR("，玄"), .ledger = BX_GENERATED}};
    const bx_para *para = bx_shape(d.arena, d.shaper, pieces, 3, dresses, 2, dresses[0].size, false, d.diags);
    const bx_gaps *gaps = bx_make_gaps(d.arena, para, &d.rules);
    assert_int_equal(gaps->gap[1].natural, 6 * BX_PT); /* ，“: the comma's 4.5 pt go, the quote's 6 stay */
    assert_int_equal(gaps->gap[1].level, 3);
    assert_int_equal(gaps->gap[4].natural, 0); /* ”，: the quote's 6 pt go */
    desk_close(&d);
}

/* ---- Han and Latin ---- */

static void expect_space(desk *d, const char *text, size_t gap, int thousandths)
{
    const bx_gaps *gaps = gaps_of(d, text);
    bx_len em = gaps->para->em;
    if (gaps->gap[gap].natural != (bx_len)bx_muldiv(em, thousandths, 1000)) {
        print_error("'%s', gap %zu: %.3f em, not %.3f\n", text, gap, (double)gaps->gap[gap].natural / em,
                    thousandths / 1000.0);
        fail();
    }
}

static void test_autospace(void **state)
{
    (void)state;
    desk d = desk_open();
    expect_space(&d, "天a地", 0, 250);
    expect_space(&d, "天a地", 1, 250);
    expect_space(&d, "天5地", 0, 250);
    expect_space(&d, "5%增", 1, 250);
    expect_space(&d, "付$5", 0, 250);
    /* a typed space gives way to it, and is never added */
    expect_space(&d, "天 a 地", 0, 250);
    expect_space(&d, "天 a 地", 1, 250);
    /* not beside full-width marks, connectors, dashes */
    expect_space(&d, "，a地", 0, 500);
    expect_space(&d, "“a”", 0, 0);
    expect_space(&d, "a——地", 0, 0);
    expect_space(&d, "a·地", 0, 0);
    expect_space(&d, "5～6", 0, 0);
    /* nor beside ASCII stops and brackets, nor at a superscript, nor at a full-width suffix */
    expect_space(&d, "天(a)地", 0, 0);
    expect_space(&d, "天a.地", 2, 0);
    expect_space(&d, "天²地", 0, 0);
    expect_space(&d, "天²地", 1, 0);
    expect_space(&d, "天m²地", 2, 250);
    expect_space(&d, "5％增", 1, 0);
    expect_space(&d, "天≈5", 0, 0);
    const bx_gaps *gaps = gaps_of(&d, "天a地");
    bx_len em = gaps->para->em;
    assert_int_equal(gaps->gap[0].give, em / 4 - em / 8);
    assert_int_equal(gaps->gap[0].take, em / 3 - em / 4);
    d.rules.autospace = 0;
    expect_space(&d, "天a地", 0, 0);
    desk_close(&d);
}

/* A space between Latin words stays: at least 1/4 em, up to 1/2; between the signs of a formula too. */
static void test_word_spaces(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"a b", "a = b", "5 km", "SOC 100%"};
    desk d = desk_open();
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        const bx_gaps *gaps = gaps_of(&d, TEXTS[i]);
        size_t at = (size_t)(strchr(TEXTS[i], ' ') - TEXTS[i]) - 1;
        const bx_gap *gap = &gaps->gap[at];
        assert_true(gap->natural >= gaps->para->em / 4 && gap->natural - gap->give == gaps->para->em / 4);
        assert_int_equal(gap->natural + gap->take, gaps->para->em / 2);
    }
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quanjiao),  cmocka_unit_test(test_kaiming), cmocka_unit_test(test_banjiao),
        cmocka_unit_test(test_runs),      cmocka_unit_test(test_two_sizes),
        cmocka_unit_test(test_autospace), cmocka_unit_test(test_word_spaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
