/* tests/bad/reader.c - reads an issue and prints what is wrong with it, as `banxin check` does.
 *
 * For cases of the reader alone: it knows nothing of layouts. Takes the same command line and looks only at
 * its last word, the issue.
 */
#include <stdio.h>

#include "read/read.h"

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    const char *path = argv[argc - 1];
    bx_arena *arena = bx_arena_new();
    bx_diags *diags = bx_diags_new();
    bx_tree *tree = bx_tree_open(NULL, path, diags);
    const bx_issue *issue = NULL;
    bx_str folder;
    if (tree != NULL && bx_tree_relative(arena, tree, path, &folder, diags))
        issue = bx_read_issue(arena, tree, folder, diags);

    bx_buffer out = {0};
    bx_diags_render(diags, BX_FORMAT_SHORT, false, false, &out);
    fwrite(out.at, 1, out.len, stderr);
    int status =
        issue == NULL && bx_diags_count(diags, BX_ERROR) == 0 ? 2 : bx_diags_has_errors(diags);
    bx_buffer_free(&out);
    bx_tree_free(tree);
    bx_diags_free(diags);
    bx_arena_free(arena);
    return status;
}
