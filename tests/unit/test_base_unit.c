/* base/unit.c: lengths are exact to the last 1/1024 pt; places count characters. */
#include "base/base.h"

#include <math.h>
#include <setjmp.h>

#include <cmocka.h>

enum { EM = 17 * BX_PT / 2, ROW = 11 * BX_PT };

static void lengths_are_read(void **state)
{
    static const struct {
        const char *text;
        bx_len length;
    } table[] = {
        {"1pt", 1024},
        {"8.5pt", 8704},
        {"0.0001pt", 0},
        {"0.00048828125pt", 1},  /* exactly half a unit: away from zero */
        {"0.000488281249pt", 0},
        {"-0.00048828125pt", -1},
        {"25.4mm", 72 * 1024},
        {"2.54cm", 72 * 1024},
        {"1mm", 2903},           /* 2902.677 */
        {"275mm", 798236},       /* 798236.22 */
        {"390mm", 1132044},      /* 1132044.09 */
        {"5.08cm", 144 * 1024},
        {"-3mm", -8708},
        {"2em", 2 * EM},
        {"1.5em", EM * 3 / 2},
        {"3row", 3 * ROW},
        {"0.5row", ROW / 2},
        {"0", 0},
        {"0mm", 0},
        {"007.50pt", 7680},
        {"2097151.999pt", INT32_MAX},
        {"初号", 42 * 1024},
        {"小初", 36 * 1024},
        {"一号", 26 * 1024},
        {"小一", 24 * 1024},
        {"二号", 22 * 1024},
        {"小二", 18 * 1024},
        {"三号", 16 * 1024},
        {"小三", 15 * 1024},
        {"四号", 14 * 1024},
        {"小四", 12 * 1024},
        {"五号", 10752},
        {"小五", 9 * 1024},
        {"六号", 7680},
        {"小六", 6656},
        {"七号", 5632},
        {"八号", 5 * 1024},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        bx_len length = -7;
        if (!bx_len_parse(bx_str_of(table[i].text), EM, ROW, &length))
            fail_msg("'%s' is not read", table[i].text);
        if (length != table[i].length)
            fail_msg("'%s' is %d, not %d", table[i].text, (int)length, (int)table[i].length);
    }
}

static void what_is_no_length(void **state)
{
    static const char *const table[] = {
        "",      "mm",     "12",      "1.mm", ".5mm",         "1,5mm",   "1e3pt", "12 mm",
        "12MM",  "--1mm",  "+1mm",    "九号", "2097152.1pt",  "1px",     "nan",   "1..2pt",
        "1ptx",  "9999999999999999999mm", "0.0000000000000000001pt", "-",  "小五 ", "inf",
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        bx_len length = -7;
        if (bx_len_parse(bx_str_of(table[i]), EM, ROW, &length))
            fail_msg("'%s' is read as %d", table[i], (int)length);
        assert_int_equal(length, -7);
    }
}

static void units_can_be_forbidden(void **state)
{
    bx_len length = 0;

    (void)state;
    assert_false(bx_len_parse(BX_STR("2em"), 0, ROW, &length));
    assert_false(bx_len_parse(BX_STR("2row"), EM, 0, &length));
    assert_true(bx_len_parse(BX_STR("2row"), 0, ROW, &length));
}

static void products_are_rounded_once(void **state)
{
    (void)state;
    assert_int_equal(bx_muldiv(7, 1, 2), 4);
    assert_int_equal(bx_muldiv(-7, 1, 2), -4);
    assert_int_equal(bx_muldiv(5, 1, 3), 2);
    assert_int_equal(bx_muldiv(-4, 1, 3), -1);
    assert_int_equal(bx_muldiv(0, 5, 3), 0);
    assert_true(bx_muldiv(INT64_MAX, 1000, 1000) == INT64_MAX);
    assert_true(bx_muldiv(INT64_MIN + 1, 3, 3) == INT64_MIN + 1);
}

static void lengths_are_written(void **state)
{
    static const struct {
        bx_len length;
        const char *text;
    } table[] = {
        {0, "0"},           {1024, "1"},         {-1024, "-1"},       {10752, "10.5"},
        {1, "0.001"},       {-1, "-0.001"},      {2903, "2.835"},     {102400, "100"},
        {10240, "10"},      {1023, "0.999"},     {INT32_MAX, "2097151.999"},
        {512, "0.5"},       {256, "0.25"},       {128, "0.125"},      {64, "0.0625"},
        {1034, "1.0098"},   {-INT32_MAX, "-2097151.999"},
    };
    char text[24];

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(bx_len_format(table[i].length, text), strlen(table[i].text));
        assert_string_equal(text, table[i].text);
    }
}

/* Every length comes back from its own text: 4 decimals are finer than 1/1024. */
static void written_lengths_read_back(void **state)
{
    char text[32];

    (void)state;
    for (bx_len length = -5000000; length < 5000000; length += 997) {
        bx_len back = 0;
        size_t len = bx_len_format(length, text);
        memcpy(text + len, "pt", 3);
        assert_true(bx_len_parse(bx_str_of(text), 0, 0, &back));
        assert_int_equal(back, length);
    }
}

static void points(void **state)
{
    (void)state;
    assert_int_equal(bx_len_pt(8.5), 8704);
    assert_int_equal(bx_len_pt(-0.00048828125), -1);
    assert_int_equal(bx_len_pt(1e30), INT32_MAX);
    assert_int_equal(bx_len_pt(-1e30), -INT32_MAX);
    assert_int_equal(bx_len_pt((double)NAN), 0);
    assert_true(bx_pt(10752) > 10.4999 && bx_pt(10752) < 10.5001);
}

static void places_count_characters(void **state)
{
    static const char text[] = "标题\n\n第二行王𠮷 end\n";
    static const uint32_t starts[] = {0, 7, 8, sizeof text - 1};
    const bx_source source = {BX_STR("a.md"), {text, sizeof text - 1}, starts, 4};
    static const struct {
        uint32_t offset;
        size_t line, column;
    } table[] = {
        {0, 1, 1}, {3, 1, 2}, {6, 1, 3}, {7, 2, 1}, {8, 3, 1}, {20, 3, 5},
        {24, 3, 6}, {28, 3, 10}, {sizeof text - 1, 4, 1}, {9999, 4, 1},
    };
    size_t line, column;

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        bx_span_place((bx_span){&source, table[i].offset, table[i].offset}, &line, &column);
        assert_int_equal(line, table[i].line);
        assert_int_equal(column, table[i].column);
    }
    bx_span_place(BX_NOWHERE, &line, &column);
    assert_int_equal(line, 0);
    assert_int_equal(column, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_read),
        cmocka_unit_test(what_is_no_length),
        cmocka_unit_test(units_can_be_forbidden),
        cmocka_unit_test(products_are_rounded_once),
        cmocka_unit_test(lengths_are_written),
        cmocka_unit_test(written_lengths_read_back),
        cmocka_unit_test(points),
        cmocka_unit_test(places_count_characters),
    };
    return cmocka_run_group_tests_name("base/unit", tests, NULL, NULL);
}
