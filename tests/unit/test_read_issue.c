/* tests/unit/test_read_issue.c - an issue from a folder: what is read, and how many stories and
 * pages.
 *
 * What can be wrong in one is tests/bad's matter.
 */
#include "read_help.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "read/limits.h"

typedef struct {
    char root[64];
    bx_arena *arena;
    bx_diags *diags;
    bx_tree *tree;
} ground;

static void write_file(const ground *g, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", g->root, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(const ground *g, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", g->root, name);
    assert_int_equal(mkdir(path, 0755), 0);
}

static int set_up(void **state)
{
    ground *g = calloc(1, sizeof *g);
    const char *temporary = getenv("TMPDIR");
    snprintf(g->root, sizeof g->root, "%.40s/banxin-XXXXXX",
             temporary == NULL ? "/tmp" : temporary);
    assert_non_null(mkdtemp(g->root));
    make_folder(g, "layouts");
    make_folder(g, "i");
    make_folder(g, "i/articles");
    make_folder(g, "i/ads");
    g->arena = bx_arena_new();
    g->diags = bx_diags_new();
    g->tree = bx_tree_open(g->root, NULL, g->diags);
    *state = g;
    return 0;
}

static int tear_down(void **state)
{
    ground *g = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", g->root);
    int status = system(command);
    bx_tree_free(g->tree);
    bx_diags_free(g->diags);
    bx_arena_free(g->arena);
    free(g);
    return status;
}

static void write_story(const ground *g, const char *id, const char *body)
{
    char name[128];
    char text[512];
    snprintf(name, sizeof name, "i/articles/%s.md", id);
    snprintf(text, sizeof text, "---\ntitle: 题\n---\n%s\n", body);
    write_file(g, name, text);
}

static size_t count_id(const ground *g, const char *id)
{
    size_t count;
    size_t found = 0;
    const bx_diag *list = bx_diags_list(g->diags, &count);
    for (size_t i = 0; i < count; i++)
        found += strcmp(list[i].id, id) == 0;
    return found;
}

static void check_issue(void **state)
{
    ground *g = *state;
    write_story(g, "lead", "一");
    write_story(g, "long", "[二](lead.md)");
    write_story(g, "甲", "三");
    write_file(g, "i/ads/x.pdf", "");
    write_file(g, "i/issue.yaml",
               "banxin: 1\npaper: p\ndate: 2024-02-29\nnumber: 18\nkind: extra\n"
               "pages:\n"
               "  A1: { layout: front, title: 要闻, editor: 甲, designer: 乙, proof: 丙, reviewer: "
               "丁, ink: k+red }\n"
               "  A2: { layout: news }\n"
               "place:\n"
               "  A1: { lead: lead, third: long, ear: null }\n"
               "  A2: { brief: 甲 }\n"
               "flow:\n"
               "  long: [A1.third, A2.cont]\n"
               "ads:\n"
               "  A2.half: { file: ads/x.pdf, name: 某 }\n");
    const bx_issue *issue = bx_read_issue(g->arena, g->tree, BX_STR("i"), g->diags);
    assert_non_null(issue);
    assert_int_equal(bx_diags_count(g->diags, BX_ERROR) + bx_diags_count(g->diags, BX_WARNING), 0);
    assert_true(bx_str_is(issue->paper, "p") && bx_str_is(issue->folder, "i"));
    assert_true(issue->date.year == 2024 && issue->date.month == 2 && issue->date.day == 29);
    assert_true(bx_str_is(issue->date_text, "2024-02-29") && bx_str_is(issue->kind, "extra"));
    assert_int_equal(issue->number, 18);

    assert_int_equal(issue->page_count, 2);
    const bx_page_plan *front = &issue->pages[0];
    assert_true(bx_str_is(front->label, "A1") && bx_str_is(front->layout, "front"));
    assert_true(bx_str_is(front->title, "要闻") && bx_str_is(front->reviewer, "丁"));
    assert_int_equal(front->ink, BX_INK_K_RED);
    assert_int_equal(issue->pages[1].ink, BX_INK_4C);
    assert_int_equal(front->place_count, 3);
    assert_true(bx_str_is(front->places[1].slot, "third") &&
                bx_str_is(front->places[1].story, "long"));
    assert_int_equal(front->places[2].story.len, 0);

    assert_int_equal(issue->flow_count, 1);
    assert_ptr_equal(issue->flows[0].story, bx_find_story(issue, BX_STR("long")));
    assert_int_equal(issue->flows[0].slot_count, 2);
    assert_true(bx_str_is(issue->flows[0].slots[1].page, "A2") &&
                bx_str_is(issue->flows[0].slots[1].slot, "cont"));
    assert_int_equal(issue->ad_count, 1);
    assert_true(bx_str_is(issue->ads[0].file, "i/ads/x.pdf") &&
                bx_str_is(issue->ads[0].name, "某"));
    assert_true(bx_str_is(issue->ads[0].slot.slot, "half"));

    assert_int_equal(issue->story_count, 3);
    assert_non_null(bx_find_story(issue, BX_STR("甲")));
    assert_null(bx_find_story(issue, BX_STR("乙")));
    assert_int_equal(issue->stories[2].ledger_end, issue->ledger_size);
    for (uint32_t i = 0; i < issue->ledger_size; i++)
        assert_true(issue->fates[i] <= BX_DROPPED);
}

static void check_nothing(void **state)
{
    ground *g = *state;
    assert_null(bx_read_issue(g->arena, g->tree, BX_STR("i"), g->diags));
    assert_int_equal(count_id(g, "no-file"), 1);
    assert_null(bx_read_issue(g->arena, g->tree, BX_STR("../i"), g->diags));
    assert_int_equal(count_id(g, "outside-root"), 1);
}

/* A file with stand-ins for damaged characters offers no fixes: they would be written back with it.
 */
static void check_damaged(void **state)
{
    ground *g = *state;
    write_story(g, "good", "好,是");
    write_story(g, "bad", "好,是\a");
    write_file(g, "i/issue.yaml", "banxin: 1\npaper: p\ndate: 2024-02-29\npages: {}\n");
    const bx_issue *issue = bx_read_issue(g->arena, g->tree, BX_STR("i"), g->diags);
    assert_int_equal(bx_find_story(issue, BX_STR("good"))->fix_count, 1);
    assert_int_equal(bx_find_story(issue, BX_STR("bad"))->fix_count, 0);
}

static void check_stories(void **state)
{
    ground *g = *state;
    char id[16];
    write_file(g, "i/issue.yaml", "banxin: 1\npaper: p\ndate: 2024-02-29\npages: {}\n");
    for (int i = 0; i < BX_LIMIT_STORIES; i++) {
        snprintf(id, sizeof id, "s%d", i);
        write_story(g, id, "一");
    }
    const bx_issue *issue = bx_read_issue(g->arena, g->tree, BX_STR("i"), g->diags);
    assert_int_equal(issue->story_count, BX_LIMIT_STORIES);
    assert_int_equal(count_id(g, "story-limit"), 0);
    write_story(g, "t", "一");
    issue = bx_read_issue(g->arena, g->tree, BX_STR("i"), g->diags);
    assert_int_equal(issue->story_count, BX_LIMIT_STORIES);
    assert_int_equal(count_id(g, "story-limit"), 1);
}

static void check_story_size(void **state)
{
    ground *g = *state;
    bx_buffer text = {0};
    write_file(g, "i/issue.yaml", "banxin: 1\npaper: p\ndate: 2024-02-29\npages: {}\n");
    bx_buffer_text(&text, "---\ntitle: 题\n---\n一\n");
    while (text.len < BX_LIMIT_STORY_BYTES)
        bx_buffer_text(&text, "\n");
    bx_buffer_add(&text, "", 1);
    write_file(g, "i/articles/s.md", text.at);
    bx_read_issue(g->arena, g->tree, BX_STR("i"), g->diags);
    assert_int_equal(count_id(g, "too-big"), 0);
    text.len--;
    bx_buffer_add(&text, "\n", 2);
    write_file(g, "i/articles/s.md", text.at);
    bx_read_issue(g->arena, g->tree, BX_STR("i"), g->diags);
    assert_int_equal(count_id(g, "too-big"), 1);
    bx_buffer_free(&text);
}

static void check_pages(void **state)
{
    ground *g = *state;
    write_story(g, "s", "一");
    for (int n = BX_LIMIT_PAGES; n <= BX_LIMIT_PAGES + 1; n++) {
        bx_buffer text = {0};
        bx_buffer_text(&text, "banxin: 1\npaper: p\ndate: 2024-02-29\npages:\n");
        for (int i = 1; i <= n; i++)
            bx_buffer_printf(&text, "  %d: { layout: x }\n", i);
        bx_buffer_add(&text, "", 1);
        write_file(g, "i/issue.yaml", text.at);
        const bx_issue *issue = bx_read_issue(g->arena, g->tree, BX_STR("i"), g->diags);
        assert_int_equal(issue->page_count, BX_LIMIT_PAGES);
        assert_int_equal(count_id(g, "page-limit"), n > BX_LIMIT_PAGES ? 1 : 0);
        bx_buffer_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(check_issue, set_up, tear_down),
        cmocka_unit_test_setup_teardown(check_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(check_damaged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(check_stories, set_up, tear_down),
        cmocka_unit_test_setup_teardown(check_story_size, set_up, tear_down),
        cmocka_unit_test_setup_teardown(check_pages, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("read issue", tests, NULL, NULL);
}
