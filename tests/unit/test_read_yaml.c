/* tests/unit/test_read_yaml.c - YAML with its places: values, and what an editor gets wrong.
 */
#include "read_help.h"

/* ---- the tree ---- */

static const bx_node *read_yaml(desk *d, bx_str text)
{
    const bx_source *source = bx_source_check(d->arena, BX_STR("x.yaml"), text, d->diags);
    return bx_yaml_read(d->arena, source, 0, (uint32_t)source->text.len, d->diags);
}

/* Values with line:column; = before a value that is a slice of the source, " before one in quotes.
 */
static void dump_node(bx_buffer *out, const bx_node *node)
{
    size_t line;
    size_t column;
    bx_span_place(node->where, &line, &column);
    bx_buffer_printf(out, "%zu:%zu", line, column);
    bool slice = node->text.at == node->where.source->text.at + node->where.start;
    switch (node->kind) {
    case BX_NODE_NULL:
        bx_buffer_text(out, "~");
        break;
    case BX_NODE_SCALAR:
        bx_buffer_printf(out, "%s%s%.*s", slice ? "=" : " ", node->quoted ? "\"" : "",
                         BX_FMT(node->text));
        break;
    case BX_NODE_LIST:
        bx_buffer_text(out, "[");
        for (size_t i = 0; i < node->count; i++) {
            bx_buffer_text(out, i > 0 ? ", " : "");
            dump_node(out, &node->items[i]);
        }
        bx_buffer_text(out, "]");
        break;
    case BX_NODE_MAP:
        bx_buffer_text(out, "{");
        for (size_t i = 0; i < node->count; i++) {
            bx_buffer_printf(out, "%s%.*s ", i > 0 ? ", " : "", BX_FMT(node->pairs[i].key));
            dump_node(out, node->pairs[i].value);
        }
        bx_buffer_text(out, "}");
        break;
    }
}

typedef struct {
    const char *name, *yaml, *outcome;
} yaml_case;

static const yaml_case CASES[] = {
    {"empty", "", "1:1~\n"},
    {"comment only", "# 一\n", "1:1~\n"},
    {"map", "a: 一\nb: [x, y]\n", "1:1{a 1:4=一, b 2:4[2:5=x, 2:8=y]}\n"},
    {"nothing", "a:\nb: ~\nc: null\nd: ''\n", "1:1{a 1:3~, b 2:4~, c 3:4~, d 4:5=\"}\n"},
    {"quotes", "a: '一'\nb: \"二\"\n", "1:1{a 1:5=\"一, b 2:5=\"二}\n"},
    {"quotes with escapes", "a: 'it''s'\nb: \"\\u4e00\"\n", "1:1{a 1:5 \"it's, b 2:5 \"一}\n"},
    {"several lines", "a: 一\n  二\nb: x\n", "1:1{a 1:4 一 二, b 3:4=x}\n"},
    {"block scalars", "a: |\n  一\n  二\nb: >\n  三\n\nc: x\n",
     "1:1{a 2:3 \"一\n二, b 5:3=\"三, c 7:4=x}\n"},
    {"after wide characters", "一: {二: 三, 四: 五}\n", "1:1{一 1:4{二 1:8=三, 四 1:14=五}}\n"},
    {"carriage returns", "a: 一\r\nb: 二\r\n", "1:1{a 1:4=一, b 2:4=二}\n"},
    {"alias", "a: &x [一]\nb: *x\n", "1:1{a 1:4[1:8=一], b 1:4[1:8=一]}\n"},
    {"comment after a value", "a: 一 # 二\n", "1:1{a 1:4=一}\n"},
    {"full stop after a number", "a: 3.5mm\n", "1:1{a 1:4=3.5mm}\n"},

    {"cut by a comment", "a: 中国 #1\nb: #新闻\nc: x#y\n",
     "1:1{a 1:4=中国, b 2:3~, c 3:4=x#y}\n! 1:7 yaml-comment\n! 2:4 yaml-comment\n"},
    {"twice", "a: 1\nb: 2\na: 3\n", "1:1{a 1:4=1, b 2:4=2}\n! 3:1 duplicate-key\n"},
    {"full-width colon", "a: 1\n键：值\n", "! 2:2 yaml-key-colon\n"},
    {"full-width colon first", "键：值\na: 1\n", "! 1:2 yaml-key-colon\n"},
    {"no space after the colon", "a: 1\ntitle:标题\nb: 2\n", "! 2:6 yaml-key-colon\n"},
    {"colon in a flow map", "{ a:1, b：2, c: 3 }\n",
     "1:1{a 1:5=1, b 1:10=2, c 1:16=3}\n! 1:4 yaml-key-colon\n! 1:9 yaml-key-colon\n"},
    {"colon in a longer value", "a: 一\n  kicker：二\n",
     "1:1{a 1:4 一 kicker：二}\n! 2:9 yaml-key-colon\n"},
    {"full-width indentation", "a: 1\n　b: 2\n", "1:1{a 1:4=1, b 2:5=2}\n! 2:1 yaml-indent\n"},
    {"full-width indentation of a value", "a:\n  b: 1\n　　c: 2\n",
     "1:1{a 2:3{b 2:6=1}, c 3:6=2}\n! 3:1 yaml-indent\n"},
    {"tab", "a:\n\tb: 1\n", "! 2:1 yaml-indent\n"},
    {"second colon", "a: 全省秋粮: 收购量\n", "! 1:8 yaml-syntax\n"},
    {"text after quotes", "a: \"免\"字\n", "! 1:7 yaml-syntax\n"},
    {"quote not closed", "a: \"一\nb: 2\n", "! 1:4 yaml-syntax\n"},
    {"list not closed", "a: [1, 2\n", "! 1:4 yaml-syntax\n"},
    {"map not closed", "a: {b: 1\n", "! 1:4 yaml-syntax\n"},
    {"star", "a: *b\n", "! 1:4 yaml-syntax\n"},
    {"star and space", "a: * b\n", "! 1:4 yaml-syntax\n"},
    {"at sign", "a: @b\n", "! 1:4 yaml-syntax\n"},
    {"tag", "a: !!binary x\n", "! 1:4 yaml-syntax\n"},
    {"unknown escape", "a: \"\\q\"\n", "! 1:5 yaml-syntax\n"},
    {"second document", "a: 1\n---\nb: 2\n", "! 2:1 yaml-syntax\n"},
    {"key that is a list", "? [a]\n: b\n", "! 1:3 yaml-syntax\n"},
    {"alias of itself", "a: &x [*x]\n", "! 1:8 yaml-syntax\n"},
    {"escaped control character", "a: \"\\x07\\0\"\n",
     "1:1{a 1:5 \"\a}\n! 1:5 control-character\n! 1:5 nul-byte\n"},
};

static void check_yaml(void **state)
{
    const yaml_case *c = *state;
    desk d = desk_new();
    const bx_node *node = read_yaml(&d, bx_str_of(c->yaml));
    if (node != NULL) {
        dump_node(&d.out, node);
        bx_buffer_text(&d.out, "\n");
    }
    dump_diags(&d, 0);
    for (size_t i = 0; i < d.out.len; i++)
        if (d.out.at[i] == '\0')
            memmove(d.out.at + i, d.out.at + i + 1, --d.out.len - i);
    assert_string_equal(desk_text(&d), c->outcome);
    desk_free(&d);
}

/* Front matter is bytes in the middle of a file. */
static void check_part(void **state)
{
    (void)state;
    desk d = desk_new();
    const bx_source *source =
        bx_source_check(d.arena, BX_STR("x"), BX_STR("---\na: 一\n---\n*b"), d.diags);
    const bx_node *node = bx_yaml_read(d.arena, source, 4, 11, d.diags);
    dump_node(&d.out, node);
    dump_diags(&d, 0);
    assert_string_equal(desk_text(&d), "2:1{a 2:4=一}");
    desk_free(&d);
}

/* ---- typed readers ---- */

static const char TYPES[] = "text: 一\n"
                            "yes: true\n"
                            "int: 12\n"
                            "len: 1.5mm\n"
                            "choice: two\n"
                            "permille: 1.5%\n"
                            "ratio: -0.015\n"
                            "empty:\n"
                            "none: null\n";

static void check_types(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"one", "two", NULL};
    desk d = desk_new();
    bx_map map;
    bx_str text = {0};
    bool yes = false;
    int number = 7;
    int choice = 0;
    int permille = 0;
    int ratio = 0;
    bx_len length = 0;
    assert_true(bx_map_open(&map, d.arena, read_yaml(&d, bx_str_of(TYPES)), "thing", d.diags));
    assert_true(bx_map_text(&map, "text", &text) && bx_str_is(text, "一"));
    assert_true(bx_map_bool(&map, "yes", &yes) && yes);
    assert_false(bx_map_int(&map, "none", 1, 9, &number));
    assert_false(bx_map_int(&map, "absent", 1, 9, &number));
    assert_false(bx_map_int(&map, "empty", 1, 9, &number));
    assert_int_equal(number, 7);
    assert_true(bx_map_int(&map, "int", 12, 12, &number) && number == 12);
    assert_true(bx_map_length(&map, "len", 0, 0, &length) && length == 4354);
    assert_true(bx_map_choice(&map, "choice", NAMES, &choice) && choice == 1);
    assert_true(bx_map_permille(&map, "permille", 0, 100, &permille) && permille == 15);
    assert_true(bx_map_permille(&map, "ratio", -100, 0, &ratio) && ratio == -15);
    bx_map_finish(&map);
    dump_diags(&d, 0);
    assert_string_equal(desk_text(&d), "? 8:1 empty-value\n");
    desk_free(&d);
}

static const char WRONG[] = "text: [一]\n"
                            "yes: 是\n"
                            "int: 13\n"
                            "quoted: '5'\n"
                            "word: five\n"
                            "len: 1.5\n"
                            "em: 2em\n"
                            "choice: tow\n"
                            "permille: 1.55%\n"
                            "ratio: 0.1\n"
                            "unknwon: 1\n";

static void check_wrong(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"one", "two", NULL};
    desk d = desk_new();
    bx_map map;
    bx_str text;
    bool yes;
    int number;
    bx_len length;
    bx_map_open(&map, d.arena, read_yaml(&d, bx_str_of(WRONG)), "thing", d.diags);
    assert_false(bx_map_text(&map, "text", &text));
    assert_false(bx_map_bool(&map, "yes", &yes));
    assert_false(bx_map_int(&map, "int", 1, 12, &number));
    assert_false(bx_map_int(&map, "quoted", 1, 12, &number));
    assert_false(bx_map_int(&map, "word", 1, 12, &number));
    assert_false(bx_map_length(&map, "len", 0, 0, &length));
    assert_false(bx_map_length(&map, "em", 0, 0, &length));
    assert_false(bx_map_choice(&map, "choice", NAMES, &number));
    assert_false(bx_map_permille(&map, "permille", 0, 100, &number));
    assert_false(bx_map_permille(&map, "ratio", 0, 99, &number));
    assert_null(bx_map_need(&map, "unknown"));
    bx_map_finish(&map);
    dump_diags(&d, 0);
    assert_string_equal(
        desk_text(&d),
        "! 1:7 wrong-type\n! 2:6 bad-choice\n! 3:6 bad-number\n! 4:10 bad-number\n"
        "! 5:7 bad-number\n! 6:6 bad-length\n! 7:5 bad-length\n! 8:9 bad-choice\n"
        "! 9:11 bad-number\n! 10:8 bad-number\n! 1:1 missing-key\n! 11:1 unknown-key\n");
    size_t count;
    const bx_diag *list = bx_diags_list(d.diags, &count);
    assert_true(bx_str_is(list[count - 1].hints[0], "did you mean 'unknown'?"));
    assert_true(bx_str_is(list[7].hints[0], "did you mean 'two'?"));
    desk_free(&d);
}

static void check_no_map(void **state)
{
    (void)state;
    desk d = desk_new();
    bx_map map;
    bx_str text;
    const bx_node *list = read_yaml(&d, BX_STR("- a\n- title:b\n- title：c\n- 'title:d'\n"));
    for (size_t i = 0; i < list->count; i++) {
        assert_false(bx_map_open(&map, d.arena, &list->items[i], "thing", d.diags));
        assert_false(bx_map_text(&map, "title", &text));
        bx_map_finish(&map);
    }
    dump_diags(&d, 0);
    assert_string_equal(
        desk_text(&d),
        "! 1:3 wrong-type\n! 2:8 yaml-key-colon\n! 3:8 yaml-key-colon\n! 4:4 wrong-type\n");
    desk_free(&d);
}

static void check_nearest(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"title", "kicker", "byline", "A1-railway", "秋粮", "id"};
    static const char *const WORDS[][2] = {
        {"titel", "title"},    {"tilte", "title"},
        {"Kicker", "kicker"},  {"A1-railwya", "A1-railway"},
        {"秋良", "秋粮"},      {"photos", NULL},
        {"x", NULL},           {"", NULL},
        {"by-line", "byline"},
    };
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        const char *nearest =
            bx_nearest(bx_str_of(WORDS[i][0]), NAMES, sizeof NAMES / sizeof *NAMES);
        if (WORDS[i][1] == NULL)
            assert_null(nearest);
        else
            assert_string_equal(nearest, WORDS[i][1]);
    }
}

int main(void)
{
    enum { COUNT = sizeof CASES / sizeof *CASES };
    const struct CMUnitTest more[] = {cmocka_unit_test(check_part), cmocka_unit_test(check_types),
                                      cmocka_unit_test(check_wrong), cmocka_unit_test(check_no_map),
                                      cmocka_unit_test(check_nearest)};
    static struct CMUnitTest tests[COUNT + sizeof more / sizeof *more];
    for (size_t i = 0; i < COUNT; i++)
        tests[i] = (struct CMUnitTest){.name = CASES[i].name,
                                       .test_func = check_yaml,
                                       .initial_state = (void *)(uintptr_t)&CASES[i]};
    memcpy(tests + COUNT, more, sizeof more);
    return cmocka_run_group_tests_name("read yaml", tests, NULL, NULL);
}
