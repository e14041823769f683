/* base/str.c and base/width.c: slices, UTF-8, columns, buffers, Chinese numerals. */
#include "base/base.h"

#include <setjmp.h>

#include <cmocka.h>

static bx_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = bx_arena_new();
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    bx_arena_free(arena);
    return 0;
}

static void slices_compare(void **state)
{
    (void)state;
    assert_true(bx_str_eq(BX_STR("版心"), bx_str_of("版心")));
    assert_false(bx_str_eq(BX_STR("版心"), BX_STR("版")));
    assert_true(bx_str_eq((bx_str){0}, BX_STR("")));
    assert_true(bx_str_is(BX_STR("lead"), "lead"));
    assert_false(bx_str_is(BX_STR("lead"), "leads"));
    assert_true(bx_str_compare(BX_STR("A1"), BX_STR("A2")) < 0);
    assert_true(bx_str_compare(BX_STR("A10"), BX_STR("A1")) > 0);
    assert_int_equal(bx_str_compare((bx_str){0}, BX_STR("")), 0);
    assert_true(bx_str_starts(BX_STR("今日8版"), "今日"));
    assert_false(bx_str_starts(BX_STR("今"), "今日"));
    assert_true(bx_str_ends(BX_STR("lead.md"), ".md"));
    assert_false(bx_str_ends(BX_STR("md"), ".md"));
    assert_true(bx_str_starts((bx_str){0}, ""));
    assert_true(bx_str_ends((bx_str){0}, ""));
}

static void slices_are_cut(void **state)
{
    (void)state;
    assert_true(bx_str_is(bx_str_slice(BX_STR("abcdef"), 2, 4), "cd"));
    assert_true(bx_str_is(bx_str_slice((bx_str){0}, 0, 0), ""));
    assert_true(bx_str_is(bx_str_trim(BX_STR(" \t\r\n 好 文章 \n")), "好 文章"));
    assert_true(bx_str_is(bx_str_trim(BX_STR("\xe3\x80\x80好")), "\xe3\x80\x80好")); /* U+3000 stays */
    assert_true(bx_str_is(bx_str_trim(BX_STR(" \n ")), ""));
    assert_true(bx_str_is(bx_str_of(NULL), ""));
}

static void copies_end_in_nul(void **state)
{
    bx_str copy = bx_str_copy(arena, bx_str_slice(BX_STR("标题和正文"), 0, 6));

    (void)state;
    assert_string_equal(copy.at, "标题");
    assert_int_equal(copy.len, 6);
    assert_string_equal(bx_str_c(arena, (bx_str){0}), "");
    assert_string_equal(bx_str_printf(arena, "%.*s:%d", BX_FMT(copy), 7).at, "标题:7");
    assert_int_equal(bx_str_printf(arena, "%0500d", 1).len, 500);
}

static void utf8_goes_there_and_back(void **state)
{
    static const uint32_t edges[] = {0,      0x7F,   0x80,   0x7FF,   0x800,    0x4E00,
                                     0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x20BB7, 0x10FFFF};

    (void)state;
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        char bytes[4];
        size_t len = bx_utf8_put(edges[i], bytes);
        const char *at = bytes;
        assert_int_equal(bx_utf8_next(&at, bytes + len), edges[i]);
        assert_ptr_equal(at, bytes + len);
    }
    assert_int_equal(bx_utf8_count(BX_STR("王𠮷, a")), 5);
    assert_int_equal(bx_utf8_count((bx_str){0}), 0);
}

/* A slice that ends inside a character is a mistake, but stays inside the slice. */
static void utf8_stops_at_the_end(void **state)
{
    static const char cut[] = {'\xe7', '\x89'};
    const char *at = cut;

    (void)state;
    bx_utf8_next(&at, cut + sizeof cut);
    assert_ptr_equal(at, cut + sizeof cut);
}

static void columns_and_wide_characters(void **state)
{
    static const struct {
        uint32_t code_point;
        size_t columns;
        bool wide;
    } table[] = {
        {'a', 1, false},      {0x4E2D, 2, true} /* 中 */,  {0x3002, 2, true} /* 。 */,
        {0xFF01, 2, true},    {0xFF61, 1, false},          {0x3042, 2, true} /* あ */,
        {0x3000, 2, true},    {0x20BB7, 2, true},          {0x201C, 1, false} /* “ */,
        {0x2026, 1, false},   {0x2014, 1, false},          {0x0301, 0, false},
        {0x200B, 0, false},   {0xFE0F, 0, false},          {0x3099, 0, true},
        {0xAC00, 2, false},   {0x1F600, 2, false} /* 😀 */, {0x25A0, 1, false} /* ■ */,
        {0x2460, 1, false},   {0xE000, 1, false},          {0x10FFFF, 1, false},
        {0xE0100, 0, false},  {0x3007, 2, true} /* 〇 */,  {0xFE30, 2, true},
        {0x338F, 2, true},    {0x3105, 2, true},           {0x7F, 1, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(bx_utf8_width(table[i].code_point), table[i].columns);
        assert_int_equal(bx_is_wide(table[i].code_point), table[i].wide);
    }
}

static void buffers_grow(void **state)
{
    bx_buffer buffer = {0};

    (void)state;
    for (int i = 0; i < 1000; i++)
        bx_buffer_printf(&buffer, "%d,", i);
    bx_buffer_str(&buffer, BX_STR("版"));
    bx_buffer_text(&buffer, "心");
    bx_buffer_add(&buffer, NULL, 0);
    bx_buffer_str(&buffer, (bx_str){0});
    assert_int_equal(buffer.len, 10 * 2 + 90 * 3 + 900 * 4 + 6);
    assert_string_equal(buffer.at + buffer.len - 10, "999,版心");
    bx_buffer_free(&buffer);
    assert_null(buffer.at);
    bx_buffer_text(&buffer, "");
    assert_string_equal(buffer.at, "");
    bx_buffer_free(&buffer);
}

/* GB/T 15835-2011 on 零 and 〇: 〇 in dates and numbers read digit by digit, 零 in counted ones. */
static void chinese_numbers(void **state)
{
    static const struct {
        int number;
        bool digits;
        const char *text;
    } table[] = {
        {0, false, "零"},          {1, false, "一"},           {9, false, "九"},
        {10, false, "十"},         {12, false, "十二"},        {20, false, "二十"},
        {31, false, "三十一"},     {100, false, "一百"},       {101, false, "一百零一"},
        {110, false, "一百一十"},  {112, false, "一百一十二"}, {1000, false, "一千"},
        {1001, false, "一千零一"}, {1010, false, "一千零一十"}, {1100, false, "一千一百"},
        {2716, false, "二千七百一十六"}, {9999, false, "九千九百九十九"},
        {0, true, "〇"},           {2025, true, "二〇二五"},   {1900, true, "一九〇〇"},
        {12345, false, "一二三四五"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        assert_string_equal(bx_chinese_number(arena, table[i].number, table[i].digits).at,
                            table[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_compare),
        cmocka_unit_test(slices_are_cut),
        cmocka_unit_test(copies_end_in_nul),
        cmocka_unit_test(utf8_goes_there_and_back),
        cmocka_unit_test(utf8_stops_at_the_end),
        cmocka_unit_test(columns_and_wide_characters),
        cmocka_unit_test(buffers_grow),
        cmocka_unit_test(chinese_numbers),
    };
    return cmocka_run_group_tests_name("base/str", tests, open_arena, close_arena);
}
