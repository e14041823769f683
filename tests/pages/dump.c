/* tests/pages/dump.c - the pages of an issue as stable text, with what was found and how stories fit.
 *
 *     dump [--root FOLDER] ISSUE
 *
 * First the messages in short form, then a line a fit and a jump, then every page as bx_dump_page has it.
 * Ends with 0 whatever was found: what is wrong with an issue is part of what a test expects.
 */
#include <stdio.h>

#include "page/page.h"

static void dump_fits(const bx_makeup *makeup, bx_buffer *out)
{
    for (size_t i = 0; i < makeup->fit_count; i++) {
        const bx_fit *fit = &makeup->fits[i];

        bx_buffer_printf(out, "fit %.*s.%.*s %.*s: %d of %d rows", BX_FMT(fit->page),
                         BX_FMT(fit->slot), BX_FMT(fit->story->id), fit->used, fit->rows);
        if (fit->over_rows > 0)
            bx_buffer_printf(out, ", over %d rows %d characters", fit->over_rows, fit->over_chars);
        if (fit->lack_rows > 0)
            bx_buffer_printf(out, ", short of %d rows %d characters", fit->lack_rows,
                             fit->lack_chars);
        bx_buffer_text(out, "\n");
    }
}

static void dump_jumps(const bx_makeup *makeup, bx_buffer *out)
{
    for (size_t i = 0; i < makeup->jump_count; i++) {
        const bx_jump *jump = &makeup->jumps[i];

        bx_buffer_printf(out, "jump %.*s from %.*s.%.*s to %.*s.%.*s at a %s, mark %s\n",
                         BX_FMT(jump->story->id), BX_FMT(jump->from_page), BX_FMT(jump->from_slot),
                         BX_FMT(jump->to_page), BX_FMT(jump->to_slot), jump->kind,
                         jump->inline_mark ? "in the last line" : "in a row of its own");
    }
}

static void dump_pages(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags, bx_buffer *out)
{
    const bx_page **pages = BX_NEW_ARRAY(arena, const bx_page *, makeup->folio_count + 1);
    bx_ledger_sum sum;

    for (size_t i = 0; i < makeup->folio_count; i++)
        pages[i] = bx_paint_page(arena, makeup, i);
    sum = bx_audit_ledger(arena, makeup, pages, makeup->folio_count, diags);
    bx_buffer_printf(out, "ledger: %s\n", sum.balanced ? "balanced" : "not balanced");
    for (size_t i = 0; i < makeup->folio_count; i++)
        bx_dump_page(pages[i], makeup, out);
}

static void dump_issue(bx_arena *arena, const char *root, const char *path, bx_diags *diags,
                       bx_buffer *out)
{
    bx_tree *tree = bx_tree_open(root, path, diags);
    const bx_issue *issue = NULL;
    const bx_paper *paper = NULL;
    bx_fontbook *book = NULL;
    bx_str folder;

    if (tree && bx_tree_relative(arena, tree, path, &folder, diags))
        issue = bx_read_issue(arena, tree, folder, diags);
    if (issue)
        paper = bx_read_paper(arena, tree, issue, diags);
    if (paper) {
        bx_check_places(issue, paper, diags);
        book = bx_fontbook_open(arena, tree, paper, diags);
    }
    if (book) {
        const bx_makeup *makeup = bx_make_up(arena, tree, book, issue, paper, 1, diags);
        bx_verify_jumps(arena, makeup, diags);
        bx_lint_pages(arena, makeup, diags);

        dump_fits(makeup, out);
        dump_jumps(makeup, out);
        dump_pages(arena, makeup, diags, out);
    }
    bx_fontbook_free(book);
    bx_tree_free(tree);
}

int main(int argc, char **argv)
{
    const char *root = NULL;
    bx_arena *arena = bx_arena_new();
    bx_diags *diags = bx_diags_new();
    bx_buffer out = {0}, messages = {0};

    if (argc == 4 && strcmp(argv[1], "--root") == 0)
        root = argv[2];
    if (argc != 2 && !root)
        return 2;
    dump_issue(arena, root, argv[argc - 1], diags, &out);
    bx_diags_render(diags, BX_FORMAT_SHORT, false, false, &messages);
    if (messages.len > 0)
        fwrite(messages.at, 1, messages.len, stdout);
    if (out.len > 0)
        fwrite(out.at, 1, out.len, stdout);
    bx_buffer_free(&messages);
    bx_buffer_free(&out);
    bx_diags_free(diags);
    bx_arena_free(arena);
    return 0;
}
