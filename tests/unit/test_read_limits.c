/* tests/unit/test_read_limits.c - each limit of the reader, at it and one above.
 *
 * Limits of files and pages stand in test_read_issue.c.
 */
#include "read_help.h"

#include "read/limits.h"

static void add(bx_buffer *text, const char *piece, size_t times)
{
    for (size_t i = 0; i < times; i++)
        bx_buffer_text(text, piece);
}

/* ---- YAML ---- */

static void make_bytes(bx_buffer *yaml, size_t n)
{
    add(yaml, "a: 1\n#", 1);
    add(yaml, "x", n - 6);
}

static void make_depth(bx_buffer *yaml, size_t n)
{
    add(yaml, "a: ", 1);
    add(yaml, "[", n - 1);
    add(yaml, "]", n - 1);
}

static void make_map_depth(bx_buffer *yaml, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        add(yaml, " ", i);
        add(yaml, "a:\n", 1);
    }
}

static void make_aliases(bx_buffer *yaml, size_t n)
{
    add(yaml, "a: &x [1]\nb:\n", 1);
    add(yaml, "- *x\n", n);
}

static void make_keys(bx_buffer *yaml, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bx_buffer_printf(yaml, "k%zu: 1\n", i);
}

/* ---- stories ---- */

static void make_paragraph(bx_buffer *body, size_t n)
{
    add(body, "字", n);
}

static void make_brackets(bx_buffer *body, size_t n)
{
    add(body, "[", n);
    add(body, "x", 1);
    add(body, "](a.md)", n);
}

static void make_asides(bx_buffer *body, size_t n)
{
    add(body, ">", n);
    add(body, "x", 1);
}

static void make_boxes(bx_buffer *body, size_t n)
{
    add(body, "::: box\n", n);
    add(body, "x\n", 1);
    add(body, ":::\n", n);
}

static void make_columns(bx_buffer *body, size_t n)
{
    add(body, "|x", n);
    add(body, "\n", 1);
    add(body, "|-", n);
    add(body, "\n", 1);
}

typedef struct {
    const char *name;
    void (*make)(bx_buffer *text, size_t n);
    size_t limit;
    const char *id;
    bool yaml;
} limit_case;

static const limit_case CASES[] = {
    {"YAML bytes", make_bytes, BX_LIMIT_YAML_BYTES, "yaml-limit", true},
    {"YAML lists inside each other", make_depth, BX_LIMIT_YAML_DEPTH, "yaml-limit", true},
    {"YAML maps inside each other", make_map_depth, BX_LIMIT_YAML_DEPTH, "yaml-limit", true},
    {"YAML aliases", make_aliases, BX_LIMIT_YAML_ALIASES, "yaml-limit", true},
    {"YAML keys", make_keys, BX_LIMIT_YAML_KEYS, "yaml-limit", true},
    {"characters of a paragraph", make_paragraph, BX_LIMIT_PARAGRAPH_CHARACTERS, "paragraph-limit",
     false},
    {"brackets", make_brackets, BX_LIMIT_MARKUP_DEPTH, "markup-limit", false},
    {"asides", make_asides, BX_LIMIT_MARKUP_DEPTH, "markup-limit", false},
    {"boxes", make_boxes, BX_LIMIT_MARKUP_DEPTH, "markup-limit", false},
    {"columns of a table", make_columns, BX_LIMIT_TABLE_COLUMNS, "table-limit", false},
};

static bool is_reported(const limit_case *c, size_t n)
{
    desk d = desk_new();
    bx_buffer text = {0};
    if (c->yaml) {
        c->make(&text, n);
        const bx_source *source =
            bx_source_check(d.arena, BX_STR("x"), (bx_str){text.at, text.len}, d.diags);
        const bx_node *node = bx_yaml_read(d.arena, source, 0, (uint32_t)source->text.len, d.diags);
        assert_true((node == NULL) == bx_diags_has_errors(d.diags));
    } else {
        add(&text, "---\ntitle: 题\n---\n", 1);
        c->make(&text, n);
        assert_non_null(desk_read(&d, text.at, text.len));
    }
    size_t count;
    bool found = false;
    const bx_diag *list = bx_diags_list(d.diags, &count);
    for (size_t i = 0; i < count; i++)
        found = found || strcmp(list[i].id, c->id) == 0;
    bx_buffer_free(&text);
    desk_free(&d);
    return found;
}

static void check_limit(void **state)
{
    const limit_case *c = *state;
    assert_false(is_reported(c, c->limit));
    assert_true(is_reported(c, c->limit + 1));
}

/* Inputs that would cost much more than they are long, if anything were done with them twice. */
static void check_heavy(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        size_t times;
    } HEAVY[] = {
        {"[", 500000},     {">", 500000},           {"**", 500000},    {"|", 500000},
        {"{", 500000},     {"<", 500000},           {"\\", 500000},    {"[]{", 300000},
        {"- ", 500000},    {"**一** *二* ", 80000}, {"![", 300000},    {"&", 500000},
        {"\"", 500000},    {"一(", 200000},         {"一,", 200000},   {"::: box\n", 60000},
        {"> x\n", 100000}, {"|\n", 250000},         {"{a|b}", 100000}, {"下转", 150000}};
    for (size_t i = 0; i < sizeof HEAVY / sizeof *HEAVY; i++) {
        desk d = desk_new();
        bx_buffer text = {0};
        add(&text, "---\ntitle: 题\n---\n", 1);
        add(&text, HEAVY[i].piece, HEAVY[i].times);
        assert_non_null(desk_read(&d, text.at, text.len));
        bx_buffer_free(&text);
        desk_free(&d);
    }
    static const char *const YAML[] = {"[",   "{a: ", "- ", "? ",  "&a ", "'",   "\"",
                                       "a: ", "|",    "!",  "*a ", "[\n", "{\n", "a,\n"};
    for (size_t i = 0; i < sizeof YAML / sizeof *YAML; i++) {
        desk d = desk_new();
        bx_buffer text = {0};
        add(&text, YAML[i], BX_LIMIT_YAML_BYTES / strlen(YAML[i]));
        const bx_source *source =
            bx_source_check(d.arena, BX_STR("x"), (bx_str){text.at, text.len}, d.diags);
        bx_yaml_read(d.arena, source, 0, (uint32_t)source->text.len, d.diags);
        bx_buffer_free(&text);
        desk_free(&d);
    }
}

int main(void)
{
    enum { COUNT = sizeof CASES / sizeof *CASES };
    static struct CMUnitTest tests[COUNT + 1];
    for (size_t i = 0; i < COUNT; i++)
        tests[i] = (struct CMUnitTest){.name = CASES[i].name,
                                       .test_func = check_limit,
                                       .initial_state = (void *)(uintptr_t)&CASES[i]};
    tests[COUNT] = (struct CMUnitTest)cmocka_unit_test(check_heavy);
    return cmocka_run_group_tests_name("read limits", tests, NULL, NULL);
}
