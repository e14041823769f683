/* tests/unit/test_flow_dates.c - computed fields of the masthead against known days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "flow/dates.h"
#include "flow/sky.h"

typedef struct {
    bx_arena *arena;
    bx_diags *diags;
    bx_paper paper;
    bx_issue issue;
    bx_page_plan pages[8];
} desk;

static const bx_date suspended[] = {{2025, 1, 31}};

/* The sample paper: Fridays from 2025-01-03, none on 2025-01-31; No. 2716 of all on 2025-05-09. */
static desk open_desk(bx_date date)
{
    static const char *const labels[] = {"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"};
    desk d = {.arena = bx_arena_new(), .diags = bx_diags_new()};

    d.paper.title = BX_STR("汐州科技报·园区建设周刊");
    d.paper.short_name = BX_STR("园区建设周刊");
    d.paper.calendar = (bx_calendar){.weekday = 5,
                                     .first = {2025, 1, 3},
                                     .suspended = suspended,
                                     .suspended_count = 1,
                                     .total_date = {2025, 5, 9},
                                     .total = 2716};
    d.issue.date = date;
    d.issue.date_text = bx_str_printf(d.arena, "%d-%02d-%02d", date.year, date.month, date.day);
    d.issue.kind = BX_STR("normal");
    d.issue.page_count = 8;
    for (size_t i = 0; i < 8; i++)
        d.pages[i].label = bx_str_of(labels[i]);
    return d;
}

static bx_dates compute(desk *d)
{
    d->issue.pages = d->pages;
    return bx_compute_dates(d->arena, &d->issue, &d->paper, d->diags);
}

static void close_desk(desk *d)
{
    bx_diags_free(d->diags);
    bx_arena_free(d->arena);
}

#define assert_text(s, expected) assert_string_equal(bx_str_c(d.arena, s), expected)

static void sole_report(const desk *d, const char *id, bx_severity severity)
{
    size_t count;
    const bx_diag *list = bx_diags_list(d->diags, &count);

    assert_int_equal(count, 1);
    assert_string_equal(list[0].id, id);
    assert_int_equal(list[0].severity, severity);
}

/* Sources: the published calendars of Purple Mountain Observatory and Hong Kong Observatory. The years
 * 2027, 2030, 2033 and 2057 are those that simpler rules get wrong. */
static void knows_lunar_days(void **state)
{
    static const struct {
        bx_date date;
        const char *weekday, *lunar;
    } known[] = {
        {{2025, 5, 9}, "星期五", "农历乙巳年四月十二"},
        {{2025, 5, 5}, "星期一", "农历乙巳年四月初八 立夏"},
        {{2025, 7, 24}, "星期四", "农历乙巳年六月三十"},
        {{2025, 7, 25}, "星期五", "农历乙巳年闰六月初一"},
        {{2025, 1, 28}, "星期二", "农历甲辰年腊月廿九"},
        {{2025, 1, 29}, "星期三", "农历乙巳年正月初一"},
        {{2024, 2, 10}, "星期六", "农历甲辰年正月初一"},
        {{2027, 2, 6}, "星期六", "农历丁未年正月初一"},
        {{2030, 2, 2}, "星期六", "农历己酉年腊月三十"},
        {{2030, 2, 3}, "星期日", "农历庚戌年正月初一"},
        {{2033, 8, 25}, "星期四", "农历癸丑年八月初一"},
        {{2033, 12, 22}, "星期四", "农历癸丑年闰十一月初一"},
        {{2034, 1, 20}, "星期五", "农历癸丑年腊月初一 大寒"},
        {{2057, 9, 28}, "星期五", "农历丁丑年八月三十"},
        {{2057, 9, 29}, "星期六", "农历丁丑年九月初一"},
        {{2000, 1, 1}, "星期六", "农历己卯年十一月廿五"},
        {{2000, 2, 29}, "星期二", "农历庚辰年正月廿五"},
        {{1954, 2, 3}, "星期三", "农历甲午年正月初一"},
        {{1987, 7, 26}, "星期日", "农历丁卯年闰六月初一"},
        {{1900, 1, 31}, "星期三", "农历庚子年正月初一"},
        {{1949, 10, 1}, "星期六", "农历己丑年八月初十"},
        {{2100, 12, 31}, "星期五", "农历庚申年腊月初一"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        desk d = open_desk(known[i].date);
        bx_dates dates = compute(&d);

        assert_text(dates.lunar, known[i].lunar);
        assert_text(dates.weekday, known[i].weekday);
        close_desk(&d);
    }
}

static void knows_solar_terms_of_a_year(void **state)
{
    /* Days of 2025 from 1 January. */
    static const struct {
        int day;
        const char *term;
    } known[] = {
        {5, "小寒"},   {20, "大寒"},  {34, "立春"},  {49, "雨水"},  {64, "惊蛰"},  {79, "春分"},
        {94, "清明"},  {110, "谷雨"}, {125, "立夏"}, {141, "小满"}, {156, "芒种"}, {172, "夏至"},
        {188, "小暑"}, {203, "大暑"}, {219, "立秋"}, {235, "处暑"}, {250, "白露"}, {266, "秋分"},
        {281, "寒露"}, {296, "霜降"}, {311, "立冬"}, {326, "小雪"}, {341, "大雪"}, {355, "冬至"},
    };
    size_t next = 0;

    (void)state;
    for (int day = 1; day <= 365; day++) {
        const char *term = bx_find_lunar_day(20089 + day - 1).term; /* 20089: 2025-01-01 */

        if (next < 24 && known[next].day == day)
            assert_string_equal(term, known[next++].term);
        else
            assert_null(term);
    }
    assert_int_equal(next, 24);
}

/* Every month has 29 or 30 days, no month has two leap months near it, years have 12 or 13 months. */
static void months_follow_each_other(void **state)
{
    bx_lunar_day last = bx_find_lunar_day(-14976);

    (void)state;
    for (int day = -14975; day < 47846; day++) {
        bx_lunar_day now = bx_find_lunar_day(day);

        if (now.day == 1) {
            assert_in_range(last.day, 29, 30);
            if (now.leap)
                assert_int_equal(now.month, last.month);
            else
                assert_int_equal(now.month, last.month % 12 + 1);
        } else {
            assert_int_equal(now.day, last.day + 1);
            assert_int_equal(now.month, last.month);
        }
        assert_int_equal(now.year, last.year + (now.month == 1 && last.month == 12));
        last = now;
    }
}

static void numbers_from_the_calendar(void **state)
{
    static const struct {
        bx_date date;
        const char *number, *total;
    } known[] = {
        {{2025, 5, 9}, "18", "2716"}, {{2025, 1, 3}, "1", "2699"},   {{2025, 1, 24}, "4", "2702"},
        {{2025, 2, 7}, "5", "2703"},  {{2025, 12, 26}, "51", "2749"}, {{2026, 1, 2}, "52", "2750"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        desk d = open_desk(known[i].date);
        bx_dates dates = compute(&d);

        assert_text(dates.number, known[i].number);
        assert_text(dates.total, known[i].total);
        assert_int_equal(bx_diags_count(d.diags, BX_WARNING), 0);
        close_desk(&d);
    }
}

static void counts_extra_issues(void **state)
{
    static const bx_date extra[] = {{2025, 5, 6}, {2025, 5, 2}, {2025, 5, 6}, {2025, 8, 1}};
    desk d = open_desk((bx_date){2025, 5, 9});
    bx_dates dates;

    (void)state;
    d.paper.calendar.extra = extra; /* a Friday and a date named twice count once */
    d.paper.calendar.extra_count = 4;
    dates = compute(&d);
    assert_text(dates.number, "19");
    assert_text(dates.total, "2716");
    d.issue.date = (bx_date){2025, 5, 6};
    dates = compute(&d);
    assert_text(dates.number, "18");
    assert_text(dates.total, "2715");
    assert_int_equal(bx_diags_count(d.diags, BX_WARNING), 0);
    close_desk(&d);
}

static void wrong_number_is_an_error(void **state)
{
    desk d = open_desk((bx_date){2025, 5, 9});
    bx_dates dates;

    (void)state;
    d.issue.number = 18;
    compute(&d);
    assert_int_equal(bx_diags_count(d.diags, BX_ERROR), 0);
    d.issue.number = 19;
    dates = compute(&d);
    sole_report(&d, "number-mismatch", BX_ERROR);
    assert_text(dates.number, "18");
    close_desk(&d);
}

static void off_days_are_warned_of(void **state)
{
    static const bx_date off[] = {{2025, 5, 8}, {2025, 1, 31}, {2024, 12, 27}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        desk d = open_desk(off[i]);
        compute(&d);
        sole_report(&d, "off-day", BX_WARNING);
        close_desk(&d);
    }
    desk d = open_desk((bx_date){2025, 5, 8}); /* 号外 comes when it must, and has no number */
    d.issue.kind = BX_STR("special");
    assert_int_equal(compute(&d).number.len, 0);
    assert_int_equal(bx_diags_count(d.diags, BX_WARNING), 0);
    close_desk(&d);
}

static void pages_by_section(void **state)
{
    desk d = open_desk((bx_date){2025, 5, 9});

    (void)state;
    assert_text(compute(&d).pages, "今日8版");
    for (size_t i = 4; i < 8; i++)
        d.pages[i].label = BX_STR("B1");
    assert_text(compute(&d).pages, "今日8版　A叠4版　B叠4版");
    for (size_t i = 0; i < 8; i++)
        d.pages[i].label = BX_STR("01");
    assert_text(compute(&d).pages, "今日8版");
    close_desk(&d);
}

static void templates_are_filled(void **state)
{
    static const struct {
        const char *template, *filled;
    } cases[] = {
        {"{date}　{weekday}", "2025年5月9日　星期五"},
        {"第{number}期　总第{total}期", "第18期　总第2716期"},
        {"{paper} {page}{title}", "园区建设周刊 A2综合"},
        {"责任编辑 {editor}　版式 {designer}　校对 {proof}　审读 {reviewer}",
         "责任编辑 许清和　校对 方砚"},
        {"　创刊于1986年　", "　创刊于1986年　"},
        {"", ""},
        {"{", "{"},
        {"a{}b}{da{date}", "a{}b}{da2025年5月9日"},
        {"{designer}", ""},
    };
    desk d = open_desk((bx_date){2025, 5, 9});
    bx_dates dates = compute(&d);
    const bx_page_plan page = {.label = BX_STR("A2"),
                               .title = BX_STR("综合"),
                               .editor = BX_STR("许清和"),
                               .proof = BX_STR("方砚")};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_text(bx_fill_template(d.arena, bx_str_of(cases[i].template), &dates, &page, &d.paper,
                                     BX_NOWHERE, d.diags),
                    cases[i].filled);
    assert_int_equal(bx_diags_count(d.diags, BX_ERROR), 0);
    assert_text(bx_fill_template(d.arena, BX_STR("第{numbr}期"), &dates, NULL, &d.paper, BX_NOWHERE,
                                 d.diags),
                "第{numbr}期");
    sole_report(&d, "unknown-field", BX_ERROR);
    close_desk(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_lunar_days),
        cmocka_unit_test(knows_solar_terms_of_a_year),
        cmocka_unit_test(months_follow_each_other),
        cmocka_unit_test(numbers_from_the_calendar),
        cmocka_unit_test(counts_extra_issues),
        cmocka_unit_test(wrong_number_is_an_error),
        cmocka_unit_test(off_days_are_warned_of),
        cmocka_unit_test(pages_by_section),
        cmocka_unit_test(templates_are_filled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
