/* tests/unit/test_read_tree.c - nothing outside the root is opened, and what is inside is read
 * whole.
 */
#include "read_help.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char top[64];  /* holds root/ and outside/ */
    char root[80]; /* holds layouts/, a/, and links */
} ground;

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0755), 0);
}

static void make_link(const char *folder, const char *name, const char *target)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(symlink(target, path), 0);
}

static int set_up(void **state)
{
    ground *g = calloc(1, sizeof *g);
    const char *temporary = getenv("TMPDIR");
    snprintf(g->top, sizeof g->top, "%.40s/banxin-XXXXXX", temporary == NULL ? "/tmp" : temporary);
    assert_non_null(mkdtemp(g->top));
    snprintf(g->root, sizeof g->root, "%s/root", g->top);
    make_folder(g->top, "root");
    make_folder(g->top, "outside");
    write_file(g->top, "outside/secret", "秘密");
    make_folder(g->root, "layouts");
    make_folder(g->root, "a");
    make_folder(g->root, "a/b");
    write_file(g->root, "a/x.md", "一");
    write_file(g->root, "a/b/y.md", "二");
    write_file(g->root, "a/.hidden.md", "三");
    write_file(g->root, "a/z.yaml", "四");
    make_folder(g->root, "a/folder.md");
    make_link(g->root, "good", "a/b/../x.md");
    make_link(g->root, "folder", "a");
    make_link(g->root, "a/up", "../a/x.md");
    make_link(g->root, "out", "../outside/secret");
    make_link(g->root, "absolute", g->top);
    make_link(g->root, "a/loop", "loop");
    make_link(g->root, "a/sly", "b/../../../outside/secret");
    char path[512];
    snprintf(path, sizeof path, "%s/a/pipe.md", g->root);
    assert_int_equal(mkfifo(path, 0644), 0);
    *state = g;
    return 0;
}

static int tear_down(void **state)
{
    ground *g = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", g->top);
    int status = system(command);
    free(g);
    return status;
}

/* ---- paths ---- */

static const struct {
    const char *path;
    const char *outcome; /* the text, or an id */
} PATHS[] = {
    {"a/x.md", "一"},
    {"./a//b/y.md", "二"},
    {"a/b/../x.md", "一"},
    {"good", "一"},
    {"folder/b/y.md", "二"},
    {"a/up", "一"},
    {"a/missing.md", "! no-file"},
    {"a/x.md/y", "! no-file"},
    {"a/b", "! no-file"},
    {"a/folder.md", "! no-file"},
    {"a/pipe.md", "! no-file"},
    {"a/loop", "! no-file"},
    {"/etc/passwd", "! outside-root"},
    {"..", "! outside-root"},
    {"../outside/secret", "! outside-root"},
    {"a/../../outside/secret", "! outside-root"},
    {"a/b/../../../root/a/x.md", "! outside-root"},
    {"out", "! outside-root"},
    {"absolute/outside/secret", "! outside-root"},
    {"a/sly", "! outside-root"},
    {"folder/../../outside/secret", "! outside-root"},
};

static void check_paths(void **state)
{
    ground *g = *state;
    desk d = desk_new();
    bx_tree *tree = bx_tree_open(g->root, NULL, d.diags);
    assert_non_null(tree);
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
        bx_diags *diags = bx_diags_new();
        bx_str path = bx_str_of(PATHS[i].path);
        const bx_source *source = bx_tree_text(d.arena, tree, path, 100, BX_NOWHERE, diags);
        size_t count;
        const bx_diag *list = bx_diags_list(diags, &count);
        bx_str outcome = source != NULL ? source->text
                         : count == 1   ? bx_str_printf(d.arena, "! %s", list[0].id)
                                        : BX_STR("");
        assert_string_equal(outcome.at, PATHS[i].outcome);
        bx_diags_free(diags);
    }
    bx_tree_free(tree);
    desk_free(&d);
}

/* The walk of systems without openat2 comes to the same answers. */
static void check_walk(void **state)
{
    ground *g = *state;
    int root = open(g->root, O_RDONLY | O_DIRECTORY);
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
        const char *outcome = PATHS[i].outcome;
        if (PATHS[i].path[0] == '/')
            continue; /* refused before the walk begins */
        int fd = bx_walk_beneath(root, PATHS[i].path, O_RDONLY | O_NONBLOCK);
        int error = errno;
        struct stat info;
        if (outcome[0] != '!') {
            char text[16] = "";
            assert_true(fd >= 0);
            assert_true(read(fd, text, sizeof text - 1) > 0);
            assert_string_equal(text, outcome);
        } else if (strcmp(outcome, "! outside-root") == 0) {
            assert_int_equal(fd, -1);
            assert_int_equal(error, EXDEV);
        } else {
            assert_true(fd < 0 || (fstat(fd, &info) == 0 && !S_ISREG(info.st_mode)));
        }
        if (fd >= 0)
            close(fd);
    }
    close(root);
}

static void check_size(void **state)
{
    ground *g = *state;
    desk d = desk_new();
    bx_str bytes;
    bx_tree *tree = bx_tree_open(g->root, NULL, d.diags);
    assert_true(bx_tree_bytes(d.arena, tree, BX_STR("a/x.md"), 3, BX_NOWHERE, &bytes, d.diags));
    assert_int_equal(bytes.len, 3);
    assert_false(bx_tree_bytes(d.arena, tree, BX_STR("a/x.md"), 2, BX_NOWHERE, &bytes, d.diags));
    dump_diags(&d, 0);
    assert_string_equal(desk_text(&d), "! 0:0 too-big\n");
    assert_true(bx_tree_exists(d.arena, tree, BX_STR("a/x.md")));
    assert_false(bx_tree_exists(d.arena, tree, BX_STR("a/missing")));
    assert_false(bx_tree_exists(d.arena, tree, BX_STR("out")));
    bx_tree_free(tree);
    desk_free(&d);
}

static void check_list(void **state)
{
    ground *g = *state;
    desk d = desk_new();
    size_t count;
    bx_tree *tree = bx_tree_open(g->root, NULL, d.diags);
    const bx_str *names = bx_tree_list(d.arena, tree, BX_STR("a"), ".md", &count);
    assert_int_equal(count, 1); /* no folder, no pipe, nothing hidden */
    assert_string_equal(names[0].at, "x.md");
    bx_tree_list(d.arena, tree, BX_STR("missing"), ".md", &count);
    assert_int_equal(count, 0);
    bx_tree_list(d.arena, tree, BX_STR("absolute"), "", &count);
    assert_int_equal(count, 0);
    bx_tree_free(tree);
    desk_free(&d);
}

/* ---- the root ---- */

static void check_root(void **state)
{
    ground *g = *state;
    desk d = desk_new();
    char path[512];
    bx_str relative;
    snprintf(path, sizeof path, "%s/a/b", g->root);
    bx_tree *tree = bx_tree_open(NULL, path, d.diags);
    assert_non_null(tree);
    assert_string_equal(strrchr(bx_tree_root(tree), '/'), "/root");
    assert_true(bx_tree_relative(d.arena, tree, path, &relative, d.diags));
    assert_string_equal(relative.at, "a/b");
    assert_true(bx_tree_relative(d.arena, tree, g->root, &relative, d.diags));
    assert_string_equal(relative.at, "");
    assert_false(bx_tree_relative(d.arena, tree, g->top, &relative, d.diags));
    snprintf(path, sizeof path, "%s/absolute/outside", g->root);
    assert_false(bx_tree_relative(d.arena, tree, path, &relative, d.diags));
    snprintf(path, sizeof path, "%s/missing", g->root);
    assert_false(bx_tree_relative(d.arena, tree, path, &relative, d.diags));
    assert_null(bx_tree_open(NULL, path, d.diags));
    snprintf(path, sizeof path, "%s/outside", g->top);
    assert_null(bx_tree_open(NULL, path, d.diags));
    snprintf(path, sizeof path, "%s/outside/secret", g->top);
    assert_null(bx_tree_open(path, NULL, d.diags));
    dump_diags(&d, 0);
    assert_string_equal(desk_text(&d), "! 0:0 outside-root\n! 0:0 outside-root\n! 0:0 no-file\n"
                                       "! 0:0 no-file\n! 0:0 no-root\n! 0:0 no-root\n");
    bx_tree_free(tree);
    bx_tree_free(NULL);
    desk_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_paths), cmocka_unit_test(check_walk),
                                       cmocka_unit_test(check_size), cmocka_unit_test(check_list),
                                       cmocka_unit_test(check_root)};
    return cmocka_run_group_tests_name("read tree", tests, set_up, tear_down);
}
