/* base/diag.c, base/render.c, base/language.c: reports are kept, put in order, put into words. */
#include "base/base.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A source with its line table, good until the next call. */
static const bx_source *source_of(const char *path, const char *text)
{
    static struct {
        bx_source source;
        uint32_t starts[200];
    } slots[4];
    static size_t next;
    size_t slot = next++ % 4, lines = 1;

    for (size_t i = 0; text[i] && lines < 200; i++)
        if (text[i] == '\n')
            slots[slot].starts[lines++] = (uint32_t)i + 1;
    slots[slot].source = (bx_source){bx_str_of(path), bx_str_of(text), slots[slot].starts, lines};
    return &slots[slot].source;
}

static bx_span find(const bx_source *source, const char *words)
{
    const char *at = strstr(source->text.at, words);

    assert_non_null(at);
    return (bx_span){source, (uint32_t)(at - source->text.at),
                     (uint32_t)(at - source->text.at + (ptrdiff_t)strlen(words))};
}

static void expect(const bx_diags *diags, bx_message_format format, bool excerpt, bool color,
                   const char *text)
{
    bx_buffer out = {0};

    bx_buffer_text(&out, "");
    bx_diags_render(diags, format, excerpt, color, &out);
    assert_string_equal(out.at, text);
    bx_buffer_free(&out);
}

static void nothing_to_say(void **state)
{
    bx_diags *diags = bx_diags_new();
    size_t count = 1;

    (void)state;
    bx_diags_list(diags, &count);
    assert_int_equal(count, 0);
    assert_false(bx_diags_has_errors(diags));
    expect(diags, BX_FORMAT_HUMAN, true, false, "");
    expect(diags, BX_FORMAT_JSON, true, false, "");
    bx_diags_free(diags);
    bx_diags_free(NULL);
}

static void head_excerpt_and_hints(void **state)
{
    const bx_source *issue = source_of("issue.yaml", "pages:\n  lead: 全省秋粮: 收购量\n");
    const bx_source *layout = source_of("layouts/a1.yaml", "lead: c1\n");
    bx_diags *diags = bx_diags_new();

    (void)state;
    bx_report(diags, BX_ERROR, "yaml-syntax", find(issue, "收购"), "no '%s' here", "收购");
    bx_hint(diags, BX_NOWHERE, "put it in quotes");
    bx_hint(diags, find(issue, "收购"), "or leave it out");
    bx_hint(diags, find(layout, "c1"), "slot '%s' is defined here", "lead");
    expect(diags, BX_FORMAT_HUMAN, true, false,
           "issue.yaml:2:15: error: no '收购' here [yaml-syntax]\n"
           "    2 |   lead: 全省秋粮: 收购量\n"
           "      |                   ^^^^\n"
           "issue.yaml:2:15: hint: put it in quotes\n"
           "issue.yaml:2:15: hint: or leave it out\n"
           "layouts/a1.yaml:1:7: note: slot 'lead' is defined here\n");
    expect(diags, BX_FORMAT_HUMAN, false, false,
           "issue.yaml:2:15: error: no '收购' here [yaml-syntax]\n"
           "issue.yaml:2:15: hint: put it in quotes\n"
           "issue.yaml:2:15: hint: or leave it out\n"
           "layouts/a1.yaml:1:7: note: slot 'lead' is defined here\n");
    expect(diags, BX_FORMAT_SHORT, true, false,
           "issue.yaml:2:15: error: no '收购' here [yaml-syntax]\n");
    expect(diags, BX_FORMAT_JSON, true, false,
           "{\"banxin\":1,\"byte\":29,\"col\":15,\"endCol\":17,\"endLine\":2,\"file\":\"issue.yaml\","
           "\"help\":[\"put it in quotes\",\"or leave it out\",\"slot 'lead' is defined here\"],"
           "\"helpAt\":[null,{\"byte\":29,\"col\":15,\"file\":\"issue.yaml\",\"line\":2},"
           "{\"byte\":6,\"col\":7,\"file\":\"layouts/a1.yaml\",\"line\":1}],"
           "\"id\":\"yaml-syntax\",\"line\":2,\"message\":\"no '收购' here\",\"severity\":\"error\"}\n");
    bx_diags_free(diags);
}

static void color_is_only_added(void **state)
{
    const bx_source *source = source_of("a.md", "稿件\n");
    bx_diags *diags = bx_diags_new();

    (void)state;
    bx_report(diags, BX_WARNING, "overset", find(source, "件"), "too long");
    expect(diags, BX_FORMAT_HUMAN, true, true,
           "\033[1ma.md:1:2: \033[0m\033[1;33mwarning: \033[0mtoo long [overset]\n"
           "\033[34m    1 | \033[0m稿件\n"
           "\033[34m      | \033[0m  \033[1;33m^^\033[0m\n");
    bx_diags_free(diags);
}

static void caret_under_tabs_and_line_ends(void **state)
{
    const bx_source *source = source_of("a.md", "\tab\tc\r\nx\n\n");
    bx_diags *diags = bx_diags_new();

    (void)state;
    bx_report(diags, BX_NOTE, "one", find(source, "c"), "after tabs");
    bx_report(diags, BX_NOTE, "two", (bx_span){source, 5, 8}, "past the line");
    bx_report(diags, BX_NOTE, "three", (bx_span){source, 8, 8}, "at a line's end");
    bx_report(diags, BX_NOTE, "four", (bx_span){source, 9, 9}, "on an empty line");
    expect(diags, BX_FORMAT_HUMAN, true, false,
           "a.md:1:5: note: after tabs [one]\n"
           "    1 |     ab    c\n"
           "      |           ^\n"
           "a.md:1:6: note: past the line [two]\n"
           "    1 |     ab    c\n"
           "      |            ^\n"
           "a.md:2:2: note: at a line's end [three]\n"
           "    2 | x\n"
           "      |  ^\n"
           "a.md:3:1: note: on an empty line [four]\n");
    bx_diags_free(diags);
}

/* A paragraph is one line of a file: only the part around the caret is shown. */
static void long_lines_show_a_window(void **state)
{
    bx_diags *diags = bx_diags_new();
    bx_buffer text = {0};
    const bx_source *source;

    (void)state;
    for (int i = 0; i < 50; i++)
        bx_buffer_printf(&text, "第%02d段文字很长很长很", i);
    source = source_of("a.md", text.at);
    bx_report(diags, BX_NOTE, "left", find(source, "00段"), "at the left");
    bx_report(diags, BX_NOTE, "middle", find(source, "25段"), "in the middle");
    bx_report(diags, BX_NOTE, "right", (bx_span){source, 1450, 1450}, "at the end");
    expect(diags, BX_FORMAT_HUMAN, true, false,
           "a.md:1:2: note: at the left [left]\n"
           "    1 | 第00段文字很长很长很第01段文字很长很长很第02段文字很长很长很第03段文字很长很…\n"
           "      |   ^^^^\n"
           "a.md:1:277: note: in the middle [middle]\n"
           "    1 | …24段文字很长很长很第25段文字很长很长很第26段文字很长很长很第27段文字很长很长…\n"
           "      |                      ^^^^\n"
           "a.md:1:551: note: at the end [right]\n"
           "    1 | …第49段文字很长很长很\n"
           "      |                      ^\n");
    bx_buffer_free(&text);
    bx_diags_free(diags);
}

/* Nothing of a message, a path or a line reaches the terminal that it would obey. */
static void control_characters_are_escaped(void **state)
{
    const bx_source *source = source_of("a\033[2J.md", "x\033[31my\xe2\x80\xae z\n");
    bx_diags *diags = bx_diags_new();

    (void)state;
    bx_report(diags, BX_ERROR, "bad", find(source, "y"), "a\nb\tc\x7f \xff \xc2\x85 \xe4\xb8 end");
    expect(diags, BX_FORMAT_HUMAN, true, false,
           "a\\x1b[2J.md:1:7: error: a\\nb\\tc\\x7f \\xff \\x85 \\xe4\\xb8 end [bad]\n"
           "    1 | x\\x1b[31my\\u{202e} z\n"
           "      |          ^\n");
    expect(diags, BX_FORMAT_JSON, true, false,
           "{\"banxin\":1,\"byte\":6,\"col\":7,\"endCol\":8,\"endLine\":1,\"file\":\"a\\u001b[2J.md\","
           "\"help\":[],\"helpAt\":[],\"id\":\"bad\",\"line\":1,\"message\":"
           "\"a\\u000ab\\u0009c\\u007f \\ufffd \\u0085 \\ufffd\\ufffd end\",\"severity\":\"error\"}\n");
    bx_diags_free(diags);
}

static void json_quotes_and_nowhere(void **state)
{
    bx_diags *diags = bx_diags_new();

    (void)state;
    bx_report(diags, BX_ERROR, "output", BX_NOWHERE, "a \"b\" \\ c");
    bx_hint(diags, BX_NOWHERE, "none");
    expect(diags, BX_FORMAT_JSON, true, false,
           "{\"banxin\":1,\"byte\":null,\"col\":null,\"endCol\":null,\"endLine\":null,\"file\":null,"
           "\"help\":[\"none\"],\"helpAt\":[null],\"id\":\"output\",\"line\":null,"
           "\"message\":\"a \\\"b\\\" \\\\ c\",\"severity\":\"error\"}\n");
    expect(diags, BX_FORMAT_HUMAN, true, false,
           "banxin: error: a \"b\" \\ c [output]\nbanxin: hint: none\n");
    bx_diags_free(diags);
}

static void order_is_by_place(void **state)
{
    const bx_source *a = source_of("a.md", "one two\n"), *b = source_of("b.md", "one\n");
    bx_diags *diags = bx_diags_new();

    (void)state;
    bx_report(diags, BX_NOTE, "x", find(b, "one"), "5");
    bx_report(diags, BX_NOTE, "x", find(a, "two"), "4");
    bx_report(diags, BX_ERROR, "x", find(a, "one"), "2");
    bx_report(diags, BX_NOTE, "x", find(a, "one"), "3");
    bx_report(diags, BX_NOTE, "x", BX_NOWHERE, "1");
    expect(diags, BX_FORMAT_SHORT, false, false,
           "banxin: note: 1 [x]\na.md:1:1: error: 2 [x]\na.md:1:1: note: 3 [x]\n"
           "a.md:1:5: note: 4 [x]\nb.md:1:1: note: 5 [x]\n");
    bx_diags_free(diags);
}

/* Reliability G23: at most 20 of one kind in one file, then a count; json has them all. */
static void repeats_are_folded(void **state)
{
    char text[100] = "";
    bx_diags *diags = bx_diags_new();
    bx_buffer out = {0};
    const bx_source *source;
    size_t lines = 0;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    source = source_of("a.md", text);
    for (uint32_t i = 0; i < 33; i++)
        bx_report(diags, BX_WARNING, "many", (bx_span){source, i, i + 1}, "again");
    bx_report(diags, BX_WARNING, "few", (bx_span){source, 90, 91}, "last");
    bx_report(diags, BX_WARNING, "many", find(source_of("b.md", "y"), "y"), "again");
    bx_diags_render(diags, BX_FORMAT_SHORT, false, false, &out);
    for (size_t i = 0; i < out.len; i++)
        lines += out.at[i] == '\n';
    assert_int_equal(lines, 20 + 1 + 1 + 1);
    assert_non_null(strstr(out.at,
                           "a.md:1:91: warning: last [few]\n"
                           "a.md: warning: … and 13 more (--message-format json shows all) [many]\n"
                           "b.md:1:1: warning: again [many]\n"));
    out.len = lines = 0;
    bx_diags_render(diags, BX_FORMAT_JSON, false, false, &out);
    for (size_t i = 0; i < out.len; i++)
        lines += out.at[i] == '\n';
    assert_int_equal(lines, 35);
    bx_buffer_free(&out);
    bx_diags_free(diags);
}

static void reports_are_counted_and_merged(void **state)
{
    const bx_source *source = source_of("a.md", "text\n");
    bx_diags *all = bx_diags_new(), *page = bx_diags_new();
    const bx_diag *list;
    size_t count;

    (void)state;
    bx_report(all, BX_WARNING, "first", BX_NOWHERE, "1");
    bx_report(page, BX_ERROR, "second", find(source, "text"), "2");
    for (int i = 0; i < 9; i++)
        bx_hint(page, BX_NOWHERE, "hint %d", i);
    bx_report(page, BX_NOTE, "third", BX_NOWHERE, "3");
    bx_diags_merge(all, page);
    bx_diags_merge(all, page); /* empty by now */
    assert_int_equal(bx_diags_count(page, BX_ERROR), 0);
    bx_report(page, BX_NOTE, "again", BX_NOWHERE, "in use as before");
    bx_diags_free(page);

    bx_hint(all, BX_NOWHERE, "goes to the latest");
    list = bx_diags_list(all, &count);
    assert_int_equal(count, 3);
    assert_string_equal(list[0].id, "first");
    assert_string_equal(list[1].message.at, "2");
    assert_int_equal(list[1].hint_count, 9);
    for (int i = 0; i < 9; i++)
        assert_int_equal(list[1].hints[i].at[5], '0' + i);
    assert_string_equal(list[2].hints[0].at, "goes to the latest");
    assert_int_equal(bx_diags_count(all, BX_NOTE), 1);
    assert_int_equal(bx_diags_count(all, BX_WARNING), 1);
    assert_int_equal(bx_diags_count(all, BX_ERROR), 1);
    assert_true(bx_diags_has_errors(all));
    bx_diags_free(all);
}

static void a_bug_ends_with_status_70(void **state)
{
    int ends[2], status = 0;
    char line[200] = "";
    pid_t child;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        bx_bug("ledger: %d lost", 3);
    }
    close(ends[1]);
    assert_true(read(ends[0], line, sizeof line - 1) > 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 70);
    assert_string_equal(line, "banxin: a mistake of banxin's own: ledger: 3 lost; please report it\n");
}

static void errors_have_our_own_words(void **state)
{
    (void)state;
    assert_string_equal(bx_error_text(ENOSPC), "no space left on the disk");
    assert_string_equal(bx_error_text(EPIPE), "Broken pipe");
    assert_string_equal(bx_error_text(123456), "unknown error");
    assert_string_equal(bx_translate(""), "");
}

/* Last, since a language is chosen once in a run. */
static void the_same_in_chinese(void **state)
{
    const char *build = getenv("BUILD") ? getenv("BUILD") : "build";
    const bx_source *source = source_of("a.md", "据了解，今年\n");
    bx_diags *diags;
    bx_arena *arena = bx_arena_new();
    bx_str locale_dir = bx_str_printf(arena, "%s/locale", build);
    bx_str catalogue = bx_str_printf(arena, "%s/zh_CN/LC_MESSAGES/banxin.mo", locale_dir.at);

    (void)state;
    if (access(catalogue.at, R_OK) != 0) {
        bx_arena_free(arena);
        skip();
    }
    bx_language_set("zh", locale_dir.at);
    assert_string_equal(bx_error_text(ENOSPC), "磁盘空间已满");
    diags = bx_diags_new();
    bx_report(diags, BX_ERROR, "output", BX_NOWHERE, "cannot write '%s': %s", "out/A1.pdf",
              bx_error_text(EIO));
    bx_report(diags, BX_WARNING, "overset", find(source, "今年"), "no translation of this one");
    bx_hint(diags, BX_NOWHERE, "nor of this");
    bx_hint(diags, find(source, "据"), "nor of that");
    expect(diags, BX_FORMAT_HUMAN, true, false,
           "banxin: 错误: 无法写入“out/A1.pdf”：磁盘读写失败 [output]\n"
           "a.md:1:5: 警告: no translation of this one [overset]\n"
           "    1 | 据了解，今年\n"
           "      |         ^^^^\n"
           "a.md:1:5: 提示: nor of this\n"
           "a.md:1:1: 说明: nor of that\n");
    bx_diags_free(diags);
    bx_language_set("en", locale_dir.at);
    assert_string_equal(bx_error_text(ENOSPC), "no space left on the disk");
    bx_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_say),
        cmocka_unit_test(head_excerpt_and_hints),
        cmocka_unit_test(color_is_only_added),
        cmocka_unit_test(caret_under_tabs_and_line_ends),
        cmocka_unit_test(long_lines_show_a_window),
        cmocka_unit_test(control_characters_are_escaped),
        cmocka_unit_test(json_quotes_and_nowhere),
        cmocka_unit_test(order_is_by_place),
        cmocka_unit_test(repeats_are_folded),
        cmocka_unit_test(reports_are_counted_and_merged),
        cmocka_unit_test(a_bug_ends_with_status_70),
        cmocka_unit_test(errors_have_our_own_words),
        cmocka_unit_test(the_same_in_chinese),
    };
    return cmocka_run_group_tests_name("base/diag", tests, NULL, NULL);
}
