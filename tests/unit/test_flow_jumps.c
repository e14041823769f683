/* Every check of both ends of a jump, made to fail: pages as they were made, with one thing wrong. */
#include "flow/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bx_arena *arena;
static bx_diags *diags;
static bx_tree *tree;
static bx_fontbook *book;
static const bx_makeup *made;

static int set_up(void **state)
{
    (void)state;
    arena = bx_arena_new();
    diags = bx_diags_new();
    tree = bx_tree_open(NULL, "issues/2025-05-09", diags);
    assert_non_null(tree);
    bx_str folder;
    assert_true(bx_tree_relative(arena, tree, "issues/2025-05-09", &folder, diags));
    const bx_issue *issue = bx_read_issue(arena, tree, folder, diags);
    const bx_paper *paper = bx_read_paper(arena, tree, issue, diags);
    book = bx_fontbook_open(arena, tree, paper, diags);
    made = bx_make_up(arena, tree, book, issue, paper, 1, diags);
    assert_false(bx_diags_has_errors(diags));
    assert_int_equal(made->jump_count, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bx_fontbook_free(book);
    bx_tree_free(tree);
    bx_diags_free(diags);
    bx_arena_free(arena);
    return 0;
}

/* What was made, with frames of its own to spoil. */
static bx_makeup *copy_pages(void)
{
    bx_makeup *copy = BX_NEW(arena, bx_makeup);
    bx_folio *folios = BX_NEW_ARRAY(arena, bx_folio, made->folio_count);
    *copy = *made;
    copy->folios = folios;
    for (size_t i = 0; i < made->folio_count; i++) {
        bx_frame *frames = BX_NEW_ARRAY(arena, bx_frame, made->folios[i].count + 1);
        memcpy(frames, made->folios[i].frames, made->folios[i].count * sizeof *frames);
        folios[i] = made->folios[i];
        folios[i].frames = frames;
    }
    return copy;
}

/* The frame called PART on page PAGE (0: A1), which the copy owns. */
static bx_frame *find(const bx_makeup *copy, size_t page, const char *part)
{
    const bx_folio *folio = &copy->folios[page];
    for (size_t i = 0; i < folio->count; i++)
        if (strcmp(folio->frames[i].part, part) == 0)
            return (bx_frame *)(uintptr_t)&folio->frames[i];
    fail_msg("page %zu has no %s", page, part);
    return NULL;
}

/* A line of the story that names no page stands where FRAME's did. */
static void say_something_else(const bx_makeup *copy, bx_frame *frame)
{
    const bx_frame *other = find(copy, 0, "body");
    frame->para = other->para;
    frame->line = other->line;
}

static void expect(const bx_makeup *copy, const char *words)
{
    bx_diags *said = bx_diags_new();
    size_t count;
    bx_verify_jumps(arena, copy, said);
    const bx_diag *list = bx_diags_list(said, &count);
    if (words == NULL) {
        assert_int_equal(count, 0);
    } else {
        bool found = false;
        for (size_t i = 0; i < count; i++)
            found = found || (strcmp(list[i].id, "jump-mismatch") == 0 &&
                              strstr(bx_str_c(arena, list[i].message), words) != NULL);
        assert_true(found);
    }
    bx_diags_free(said);
}

static void as_it_was_made(void **state)
{
    (void)state;
    expect(copy_pages(), NULL);
}

static void no_mark_where_it_leaves(void **state)
{
    (void)state;
    bx_makeup *copy = copy_pages();
    find(copy, 0, "jump-to")->part = "label";
    expect(copy, "leaves page A1 without its one");
}

static void two_marks_where_it_leaves(void **state)
{
    (void)state;
    bx_makeup *copy = copy_pages();
    bx_frame *mark = find(copy, 0, "jump-to");
    bx_folio *first = (bx_folio *)(uintptr_t)copy->folios;
    ((bx_frame *)(uintptr_t)first->frames)[first->count++] = *mark;
    expect(copy, "leaves page A1 without its one");
}

static void a_mark_that_names_no_page(void **state)
{
    (void)state;
    bx_makeup *copy = copy_pages();
    say_something_else(copy, find(copy, 0, "jump-to"));
    expect(copy, "does not name page A2");
}

static void no_mark_where_it_comes(void **state)
{
    (void)state;
    bx_makeup *copy = copy_pages();
    find(copy, 1, "jump-from")->part = "label";
    expect(copy, "comes to page A2 without its one");
}

static void a_mark_back_that_names_no_page(void **state)
{
    (void)state;
    bx_makeup *copy = copy_pages();
    say_something_else(copy, find(copy, 1, "jump-from"));
    expect(copy, "does not name page A1");
}

static void a_folio_line_with_another_label(void **state)
{
    (void)state;
    bx_makeup *copy = copy_pages();
    say_something_else(copy, find(copy, 1, "folio.page"));
    expect(copy, "whose folio line prints another label");
}

static void a_mark_that_leads_nowhere(void **state)
{
    (void)state;
    bx_makeup *copy = copy_pages();
    copy->jump_count = 0;
    expect(copy, "a jump mark on page A1 that leads nowhere");
    expect(copy, "a jump mark on page A2 that leads nowhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_it_was_made),           cmocka_unit_test(no_mark_where_it_leaves),
        cmocka_unit_test(two_marks_where_it_leaves), cmocka_unit_test(a_mark_that_names_no_page),
        cmocka_unit_test(no_mark_where_it_comes),   cmocka_unit_test(a_mark_back_that_names_no_page),
        cmocka_unit_test(a_folio_line_with_another_label), cmocka_unit_test(a_mark_that_leads_nowhere)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
