/* tests/unit/test_lines_words.c - the word lists of headlines: in order, without a word twice, and found. */
#include "lines_help.h"

#include "lines/words.h"

static void test_lists_are_sorted(void **state)
{
    (void)state;
    size_t list = 0, words = 0;
    for (; bx_word_at(list, 0) != NULL; list++)
        for (size_t i = 0; bx_word_at(list, i) != NULL; i++) {
            const char *word = bx_word_at(list, i), *next = bx_word_at(list, i + 1);
            words++;
            assert_true(bx_utf8_count(bx_str_of(word)) <= BX_WORD_LONGEST);
            if (next != NULL && strcmp(word, next) >= 0) {
                print_error("list %zu: %s stands before %s\n", list, word, next);
                fail();
            }
        }
    assert_int_equal(list, 11);
    assert_true(words > 2000);
}

static void test_every_word_is_found(void **state)
{
    (void)state;
    for (size_t list = 0; bx_word_at(list, 0) != NULL; list++)
        for (size_t i = 0; bx_word_at(list, i) != NULL; i++)
            assert_true(bx_word_kinds(bx_word_at(list, i)) != 0);
}

static void test_kinds(void **state)
{
    (void)state;
    assert_int_equal(bx_word_kinds("启动"), BX_WORD_VERB);
    assert_int_equal(bx_word_kinds("通车"), BX_WORD_VERB | BX_WORD_INTRANSITIVE);
    assert_true((bx_word_kinds("提醒") & BX_WORD_REPORT) != 0);
    assert_int_equal(bx_word_kinds("今年"), BX_WORD_TIME);
    assert_int_equal(bx_word_kinds("首批"), BX_WORD_DETERMINER);
    assert_int_equal(bx_word_kinds("结果"), 0);
    assert_int_equal(bx_word_kinds(""), 0);
    assert_int_equal(bx_word_kinds("a"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_are_sorted),
        cmocka_unit_test(test_every_word_is_found),
        cmocka_unit_test(test_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
