/* tests/unit/test_read_ledger.c - what becomes of each character of a body before anything is set.
 *
 * Below each character of BODY stands its fate: u to be printed, m markup, d dropped by rule.
 */
#include "read_help.h"

typedef struct {
    const char *name, *body, *fates;
} ledger_case;

static const ledger_case CASES[] = {
    {"blank lines and edges", "　一 \n\n二", "dudmmu"},
    {"joined line", "一\n二 \r\n三\n", "ududddum"},
    {"dress", "**一***二*三", "mmummmumu"},
    {"reading", "{汉|hàn}", "mumuuum"},
    {"class and target", "[一]{.book}[二](a.md)", "mummmmmmmmmummmmmmm"},
    {"escape", "\\*一", "muu"},
    {"verse", "一\\\n二", "ummu"},
    {"crosshead", "## 一\n", "mmdum"},
    {"list", "- 一\n1. 二", "mmumuumu"},
    {"aside", "> 一\n> 二\n", "mdudmdum"},
    {"box", "::: box 一\n二\n:::\n", "mmmmmmmdumummmmm"},
    {"table", "|一| 二|\n|-|:-|\n|三|\n|\n", NULL},
    {"table cells", "|一| 二 |\n|-|:-:|\n", "mumdudmmmmmmmmmm"},
    {"sign", "一 {.sign}\n", "udmmmmmmmm"},
    {"cut and note", "<<<\n%% 一\n", "mmmmmmmmm"},
    {"photo", "![一](a.jpg){title=\"二\" alt=\"三\"}", "mmummmmmmmmmmmmmmmmummmmmmmmmm"},
};

static size_t unseen_of(const desk *d, uint32_t start, uint32_t end)
{
    size_t count = 0;
    for (uint32_t i = start; i < end; i++)
        count += d->fates[i] == BX_UNSEEN;
    return count;
}

static void check_fates(void **state)
{
    const ledger_case *c = *state;
    static const char FATES[] = {[BX_UNSEEN] = 'u', [BX_MARKUP] = 'm', [BX_DROPPED] = 'd'};
    static const char FRONT[] = "---\ntitle: 题\n---\n";
    desk d = desk_new();
    bx_str file = bx_str_printf(d.arena, "%s%s", FRONT, c->body);
    const bx_story *story = desk_read(&d, file.at, file.len);
    bx_str body = bx_str_slice(story->source->text, sizeof FRONT - 1, story->source->text.len);
    uint32_t first = story->ledger_end - (uint32_t)body.len;
    for (const char *at = body.at; at < body.at + body.len;) {
        const char *start = at;
        bx_utf8_next(&at, body.at + body.len);
        uint8_t fate = d.fates[first + (start - body.at)];
        for (const char *byte = start; byte < at; byte++)
            assert_int_equal(d.fates[first + (byte - body.at)], fate);
        bx_buffer_add(&d.out, &FATES[fate], 1);
    }
    if (c->fates != NULL)
        assert_string_equal(desk_text(&d), c->fates);
    desk_free(&d);
}

/* The runs of a story, in order, are the bytes that are to be printed, in order. */
static void check_text(void **state)
{
    (void)state;
    static const char BODY[] =
        "一**二**\\*{汉|hàn}三\n四 five\nsix\n\n> **七**　八\n\n|九|十|\n|-|-|\n\n1. 百\n";
    desk d = desk_new();
    bx_str file = bx_str_printf(d.arena, "---\ntitle: 题\n---\n%s", BODY);
    const bx_story *story = desk_read(&d, file.at, file.len);
    dump_blocks(&d.out, story->blocks, story->block_count);
    assert_string_equal(desk_text(&d), "p: 一b(二)*r(汉/hàn)三四 five_six\n"
                                       "aside: \np: b(七)　八\nend\n"
                                       "table span=1 <<\n  九|十\n"
                                       "item[1.]: 百\n");
    bx_buffer printed = {0};
    bx_str body = bx_str_slice(story->source->text, file.len - (sizeof BODY - 1), file.len);
    uint32_t first = story->ledger_end - (uint32_t)body.len;
    for (size_t i = 0; i < body.len; i++)
        if (d.fates[first + i] == BX_UNSEEN)
            bx_buffer_add(&printed, body.at + i, 1);
    bx_buffer_add(&printed, "", 1);
    assert_string_equal(printed.at, "一二*汉hàn三四 fivesix七　八九十1.百");
    bx_buffer_free(&printed);
    desk_free(&d);
}

/* Fields are counted, but for short-title; ｜ is markup and blanks at edges are dropped. */
static void check_fields(void **state)
{
    (void)state;
    static const char FILE_TEXT[] =
        "---\n"
        "kicker: 甲　乙\n"
        "title: ' 一｜二 '\n"
        "short-title: 不计\n"
        "column: 栏\n"
        "lead-in: 讯\n"
        "byline: 人\n"
        "subtitle: 副\n"
        "summary: 要\n"
        "photos:\n"
        "  - { file: a.jpg, title: 图, caption: 说, credit: 影, alt: 不计 }\n"
        "---\n文\n";
    desk d = desk_new();
    const bx_story *story = desk_read(&d, FILE_TEXT, sizeof FILE_TEXT - 1);
    const bx_run *title = &story->title.runs[0];
    assert_int_equal(story->title.count, 1);
    assert_int_equal(title->text.len, 9);
    assert_memory_equal(title->text.at, "一｜二", 9);
    assert_memory_equal(story->source->text.at + title->where.start, "一｜二", 9);
    uint8_t fates[] = {0, 0, 0, 1, 1, 1, 0, 0, 0};
    assert_memory_equal(d.fates + title->ledger, fates, 9);
    assert_int_equal(d.fates[title->ledger - 1], BX_DROPPED);
    assert_int_equal(d.fates[title->ledger + 9], BX_DROPPED);
    /* 甲　乙 一二 栏 讯 人 副 要 图 说 影 文: 14 characters of 3 bytes. */
    assert_int_equal(unseen_of(&d, story->ledger_start, story->ledger_end), 14 * 3);
    assert_int_equal(bx_diags_count(d.diags, BX_ERROR), 0);
    desk_free(&d);
}

/* A second story begins where the first ended, and the first one's fates stay. */
static void check_two_stories(void **state)
{
    (void)state;
    static const char FILE_TEXT[] = "---\ntitle: 题\n---\n*文*\n";
    desk d = desk_new();
    const bx_story *first = desk_read(&d, FILE_TEXT, sizeof FILE_TEXT - 1);
    const bx_story *second = desk_read(&d, FILE_TEXT, sizeof FILE_TEXT - 1);
    assert_int_equal(first->ledger_start, 0);
    assert_int_equal(second->ledger_start, first->ledger_end);
    assert_int_equal(d.ledger, second->ledger_end);
    assert_memory_equal(d.fates, d.fates + second->ledger_start, first->ledger_end);
    desk_free(&d);
}

int main(void)
{
    enum { COUNT = sizeof CASES / sizeof *CASES };
    static struct CMUnitTest tests[COUNT + 3];
    for (size_t i = 0; i < COUNT; i++)
        tests[i] = (struct CMUnitTest){.name = CASES[i].name,
                                       .test_func = check_fates,
                                       .initial_state = (void *)(uintptr_t)&CASES[i]};
    tests[COUNT] = (struct CMUnitTest)cmocka_unit_test(check_text);
    tests[COUNT + 1] = (struct CMUnitTest)cmocka_unit_test(check_fields);
    tests[COUNT + 2] = (struct CMUnitTest)cmocka_unit_test(check_two_stories);
    return cmocka_run_group_tests_name("read ledger", tests, NULL, NULL);
}
