/* tests/unit/test_read_marks.c - half-width marks in Chinese text: what is warned about, what is
 * offered.
 *
 * Source: docs/markup.md 1; GB/T 15834-2011, 5.1, for the marks.
 */
#include "read_help.h"

typedef struct {
    const char *name, *body, *fixed, *warnings;
} marks_case;

static const marks_case CASES[] = {
    {"straight double quotes", "他说\"好\"。\n", "他说“好”。\n",
     "? 1:3 straight-quote\n? 1:5 straight-quote\n"},
    {"single inside double", "\"他说'好'\"\n", "“他说‘好’”\n",
     "? 1:1 straight-quote\n? 1:4 straight-quote\n? 1:6 straight-quote\n? 1:7 straight-quote\n"},
    {"quotes across dress", "他说\"**好**\"。\n", "他说“**好**”。\n",
     "? 1:3 straight-quote\n? 1:9 straight-quote\n"},
    {"apostrophe", "说don't的人\n", "说don't的人\n", ""},
    {"feet and inches", "屏幕55\"宽，身高6'3\"\n", "屏幕55\"宽，身高6'3\"\n", ""},
    {"latin text", "He said \"yes\", then left (early)...\n",
     "He said \"yes\", then left (early)...\n", ""},
    {"three dots", "走了...\n", "走了……\n", "? 1:3 three-dots\n"},
    {"six dots", "走......了\n", "走……了\n", "? 1:2 three-dots\n"},
    {"dots in a number", "第1.2.3节，1...2\n", "第1.2.3节，1...2\n", ""},
    {"double hyphen", "风--来了\n", "风——来了\n", "? 1:2 double-hyphen\n"},
    {"hyphens in a number", "型号A--12里的1--2\n", "型号A--12里的1--2\n", ""},
    {"marks between Han", "你好,世界;再见:完!对?是\n", "你好，世界；再见：完！对？是\n",
     "? 1:3 half-width-mark\n? 1:6 half-width-mark\n? 1:9 half-width-mark\n? 1:11 "
     "half-width-mark\n? 1:13 half-width-mark\n"},
    {"a mark at the end", "你好?\n", "你好？\n", "? 1:3 half-width-mark\n"},
    {"its space goes with the mark", "你好, 世界\n", "你好，世界\n", "? 1:3 half-width-mark\n"},
    {"a mark after a quote", "\"好\",他说\n", "“好”，他说\n",
     "? 1:1 straight-quote\n? 1:3 straight-quote\n? 1:4 half-width-mark\n"},
    {"marks beside Latin", "比例1:2，代号:00，A,B\n", "比例1:2，代号:00，A,B\n", ""},
    {"time", "每日9:30—16:30开放\n", "每日9:30—16:30开放\n", ""},
    {"parentheses with Chinese", "办法(试行)的kg(公斤)\n", "办法（试行）的kg（公斤）\n",
     "? 1:3 half-width-mark\n? 1:10 half-width-mark\n"},
    {"parentheses between Chinese", "系统(BMS)里\n", "系统（BMS）里\n", "? 1:3 half-width-mark\n"},
    {"parentheses in a unit", "按0.41kg/(kW·h)折算\n", "按0.41kg/(kW·h)折算\n", ""},
    {"one half of a pair", "办法（试行)的\n", "办法（试行）的\n", "? 1:6 half-width-mark\n"},
    {"crosshead", "## 好,不好\n\n一\n", "## 好，不好\n\n一\n", "? 1:5 half-width-mark\n"},
    {"list, aside, cell", "- 好,是\n\n> 好,是\n\n|好,是|\n|-|\n",
     "- 好，是\n\n> 好，是\n\n|好，是|\n|-|\n",
     "? 1:4 half-width-mark\n? 3:4 half-width-mark\n? 5:3 half-width-mark\n"},
    {"markup is left alone", "![山,水](a.jpg){credit=\"张 三\"}\n",
     "![山，水](a.jpg){credit=\"张 三\"}\n", "? 1:4 half-width-mark\n"},
    {"notes are left alone", "%% 好,是\n一\n", "%% 好,是\n一\n", ""},
    {"over a line end", "你好,\n世界\n", "你好，\n世界\n", "? 1:3 half-width-mark\n"},
};

static void check_marks(void **state)
{
    const marks_case *c = *state;
    static const char FRONT[] = "---\ntitle: 题\n---\n";
    desk d = desk_new();
    bx_str file = bx_str_printf(d.arena, "%s%s", FRONT, c->body);
    const bx_story *story = desk_read(&d, file.at, file.len);
    dump_diags(&d, 3);
    assert_string_equal(desk_text(&d), c->warnings);
    bx_str fixed = bx_fixed_text(d.arena, story);
    assert_string_equal(bx_str_c(d.arena, fixed) + sizeof FRONT - 1, c->fixed);
    desk_free(&d);
}

/* What was fixed once is not warned about again. */
static void check_settled(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        desk d = desk_new();
        bx_str file = bx_str_printf(d.arena, "---\ntitle: 题\n---\n%s", CASES[i].fixed);
        const bx_story *story = desk_read(&d, file.at, file.len);
        assert_int_equal(story->fix_count, 0);
        desk_free(&d);
    }
}

static void check_fields(void **state)
{
    (void)state;
    static const char FILE_TEXT[] = "---\n"
                                    "title: 他说\"好\",走了\n"
                                    "kicker: 'a, \"引\"'\n"
                                    "photos:\n"
                                    "  - { file: a.jpg, caption: 山(水), credit: \"甲,乙\" }\n"
                                    "---\n一\n";
    static const char FIXED[] = "---\n"
                                "title: 他说“好”，走了\n"
                                "kicker: 'a, “引”'\n"
                                "photos:\n"
                                "  - { file: a.jpg, caption: 山（水）, credit: \"甲，乙\" }\n"
                                "---\n一\n";
    desk d = desk_new();
    const bx_story *story = desk_read(&d, FILE_TEXT, sizeof FILE_TEXT - 1);
    assert_string_equal(bx_fixed_text(d.arena, story).at, FIXED);
    desk_free(&d);
}

/* A value that is written with escapes is warned about, and left to the editor. */
static void check_escaped(void **state)
{
    (void)state;
    static const char FILE_TEXT[] = "---\ntitle: \"他说\\\"好\\\"\"\n---\n一\n";
    desk d = desk_new();
    const bx_story *story = desk_read(&d, FILE_TEXT, sizeof FILE_TEXT - 1);
    assert_int_equal(story->fix_count, 0);
    dump_diags(&d, 0);
    assert_string_equal(desk_text(&d), "? 2:9 straight-quote\n? 2:9 straight-quote\n");
    desk_free(&d);
}

int main(void)
{
    enum { COUNT = sizeof CASES / sizeof *CASES };
    static struct CMUnitTest tests[COUNT + 3];
    for (size_t i = 0; i < COUNT; i++)
        tests[i] = (struct CMUnitTest){.name = CASES[i].name,
                                       .test_func = check_marks,
                                       .initial_state = (void *)(uintptr_t)&CASES[i]};
    tests[COUNT] = (struct CMUnitTest)cmocka_unit_test(check_settled);
    tests[COUNT + 1] = (struct CMUnitTest)cmocka_unit_test(check_fields);
    tests[COUNT + 2] = (struct CMUnitTest)cmocka_unit_test(check_escaped);
    return cmocka_run_group_tests_name("read marks", tests, NULL, NULL);
}
