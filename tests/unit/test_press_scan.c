/* press/scan.c: operators with their operands, strings and pixels passed over, damage survived. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "press/scan.h"

/* The operators of CONTENT, each with the number of its operands: "rg3 f0". */
static const char *names_of(bx_arena *arena, bx_str content)
{
    bx_scanner scanner = {content};
    bx_instruction step;
    bx_buffer out = {0};
    while (bx_scan_instruction(&scanner, &step))
        bx_buffer_printf(&out, "%s%.*s%zu", out.len > 0 ? " " : "", BX_FMT(step.name), step.count);
    bx_buffer_add(&out, "", 1);
    const char *names = bx_str_c(arena, (bx_str){out.at, out.len});
    bx_buffer_free(&out);
    return names;
}

static void operators_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *content, *names;
    } table[] = {
        {"1 0 .5 rg 0 0 m f", "rg3 m2 f0"},
        {"(a (b) rg \\) (1 0 0 rg)) Tj <31 72 67> Tj", "Tj1 Tj1"},
        {"% 1 0 0 rg\n/CS0 cs%x\r/P#20 scn", "cs1 scn1"},
        {"[(a)-20<62>]TJ/GS0 gs", "TJ5 gs1"},
        {"/Span<</A true/B null>>BDC EMC", "BDC7 EMC0"},
        {"f* Q q", "f*0 Q0 q0"},
        {"1 0 0", ""},
        {"", ""},
        {"(never closed 1 0 0 rg", ""},
        {"<4142", ""},
        {")]}>> f", "f4"},
    };
    bx_arena *arena = bx_arena_new();
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        assert_string_equal(names_of(arena, bx_str_of(table[i].content)), table[i].names);
    bx_arena_free(arena);
}

static void numbers_are_read(void **state)
{
    (void)state;
    bx_scanner scanner = {BX_STR("1. -.5 +3 0.25 --5 - . 1e5")};
    static const double wanted[] = {1, -.5, 3, .25, -5};
    bx_token token;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        assert_true(bx_scan_token(&scanner, &token));
        assert_int_equal(token.kind, BX_TOKEN_NUMBER);
        assert_true(token.number > wanted[i] - 1e-9 && token.number < wanted[i] + 1e-9);
    }
    for (int i = 0; i < 3; i++) {
        assert_true(bx_scan_token(&scanner, &token));
        assert_int_equal(token.kind, BX_TOKEN_WORD);
    }
    assert_false(bx_scan_token(&scanner, &token));
}

/* An EI among the pixels does not end them; what is copied is the whole instruction. */
static void inline_images_are_one_instruction(void **state)
{
    (void)state;
    static const char content[] = "q BI /W 2 /CS /RGB ID \x01 EI \x02\x03 rg EI Q";
    bx_scanner scanner = {{content, sizeof content - 1}};
    bx_instruction step;
    assert_true(bx_scan_instruction(&scanner, &step) && bx_str_is(step.name, "q"));
    assert_true(bx_scan_instruction(&scanner, &step) && bx_str_is(step.name, "BI"));
    assert_int_equal(step.count, 4);
    assert_true(bx_str_is(step.operands[3].text, "/RGB"));
    assert_int_equal(step.data.len, 10);
    assert_true(bx_str_starts(step.text, "BI /W 2") && bx_str_ends(step.text, "EI"));
    assert_true(bx_scan_instruction(&scanner, &step) && bx_str_is(step.name, "Q"));
    assert_false(bx_scan_instruction(&scanner, &step));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_are_read),
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(inline_images_are_one_instruction),
    };
    return cmocka_run_group_tests_name("press/scan", tests, NULL, NULL);
}
