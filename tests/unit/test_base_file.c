/* base/file.c: what is on the disk after a set is committed, aborted, refused.
 *
 * What happens when the disk fails is tested by tests/faults/run.
 */
#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char root[] = "/tmp/banxin-test-XXXXXX";
static bx_diags *diags;
static bx_arena *arena;

static int open_root(void **state)
{
    (void)state;
    arena = bx_arena_new();
    return mkdtemp(root) ? 0 : -1;
}

static int close_root(void **state)
{
    (void)state;
    bx_arena_free(arena);
    return rmdir(root);
}

static const char *below(const char *name)
{
    return bx_str_printf(arena, "%s/%s", root, name).at;
}

/* Removes what a test left below ROOT, folders and all. */
static void clear(const char *folder, bool itself)
{
    DIR *stream = opendir(folder);
    const struct dirent *entry;

    while (stream && (entry = readdir(stream))) {
        const char *path = bx_str_printf(arena, "%s/%s", folder, entry->d_name).at;
        struct stat info;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode))
            clear(path, true);
        else
            unlink(path);
    }
    if (stream)
        closedir(stream);
    if (itself)
        rmdir(folder);
}

static int begin_test(void **state)
{
    (void)state;
    diags = bx_diags_new();
    return 0;
}

static int end_test(void **state)
{
    (void)state;
    bx_diags_free(diags);
    clear(root, false);
    return 0;
}

static void put(const char *name, const char *text)
{
    int fd = open(below(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void holds(const char *name, const char *text)
{
    char bytes[200] = "";
    int fd = open(below(name), O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_true(read(fd, bytes, sizeof bytes - 1) >= 0);
    close(fd);
    assert_string_equal(bytes, text);
}

static bool exists(const char *name)
{
    return access(below(name), F_OK) == 0;
}

/* How many names FOLDER holds, hidden ones too. */
static int count(const char *folder)
{
    DIR *stream = opendir(below(folder));
    int names = 0;

    assert_non_null(stream);
    while (readdir(stream))
        names++;
    closedir(stream);
    return names - 2;
}

static void reported(const char *words)
{
    size_t reports;
    const bx_diag *list = bx_diags_list(diags, &reports);

    assert_true(reports > 0);
    assert_string_equal(list[0].id, "output");
    if (!strstr(list[0].message.at, words))
        fail_msg("'%s' does not say '%s'", list[0].message.at, words);
}

static void write_set(const char *folder, const char *text)
{
    bx_file_set *set = bx_file_set_begin(below(folder), diags);

    assert_non_null(set);
    assert_true(bx_file_set_write(set, "A1.pdf", text, strlen(text), diags));
    assert_true(bx_file_set_write(set, "empty.json", NULL, 0, diags));
    assert_true(bx_file_set_commit(set, diags));
}

static void a_new_set_with_its_parents(void **state)
{
    (void)state;
    write_set("deep/er/2025-05-09///", "one");
    holds("deep/er/2025-05-09/A1.pdf", "one");
    holds("deep/er/2025-05-09/empty.json", "");
    assert_int_equal(count("deep/er"), 1);
}

static void a_set_replaces_the_folder(void **state)
{
    (void)state;
    write_set("out", "one");
    put("out/A9.pdf", "a page of the old set");
    write_set("out", "two");
    holds("out/A1.pdf", "two");
    assert_int_equal(count("out"), 2);
    assert_int_equal(count("."), 1);
}

static void nothing_shows_before_the_commit(void **state)
{
    bx_file_set *set = bx_file_set_begin(below("out"), diags);

    (void)state;
    assert_true(bx_file_set_write(set, "A1.pdf", "x", 1, diags));
    assert_false(exists("out"));
    bx_file_set_abort(set);
    assert_int_equal(count("."), 0);
    bx_file_set_abort(NULL);
}

static void an_aborted_set_leaves_the_old_one(void **state)
{
    bx_file_set *set;

    (void)state;
    write_set("out", "one");
    set = bx_file_set_begin(below("out"), diags);
    assert_true(bx_file_set_write(set, "A1.pdf", "two", 3, diags));
    bx_file_set_abort(set);
    holds("out/A1.pdf", "one");
    assert_int_equal(count("."), 1);
}

static void a_failed_write_fails_the_commit(void **state)
{
    bx_file_set *set;

    (void)state;
    write_set("out", "one");
    set = bx_file_set_begin(below("out"), diags);
    assert_true(bx_file_set_write(set, "A1.pdf", "two", 3, diags));
    assert_false(bx_file_set_write(set, "A1.pdf", "two", 3, diags)); /* the name is taken */
    reported("/out/A1.pdf': it exists already");
    assert_false(bx_file_set_commit(set, diags));
    holds("out/A1.pdf", "one");
    assert_int_equal(count("."), 1);
}

/* A folder with folders in it is not one of ours: somebody named the wrong place. */
static void strangers_are_not_replaced(void **state)
{
    (void)state;
    assert_int_equal(mkdir(below("home"), 0755), 0);
    assert_int_equal(mkdir(below("home/letters"), 0755), 0);
    assert_null(bx_file_set_begin(below("home"), diags));
    reported("holds folder 'letters'");
    assert_int_equal(count("."), 1);
}

static void a_file_is_not_replaced_by_a_folder(void **state)
{
    (void)state;
    put("out", "a file");
    assert_null(bx_file_set_begin(below("out"), diags));
    reported("not a folder");
    holds("out", "a file");
}

static void a_link_is_not_replaced(void **state)
{
    (void)state;
    assert_int_equal(mkdir(below("real"), 0755), 0);
    assert_int_equal(symlink("real", below("out")), 0);
    assert_null(bx_file_set_begin(below("out"), diags));
    reported("not a folder");
    assert_false(bx_file_write(below("out"), "x", 1, diags));
    assert_int_equal(count("real"), 0);
}

static void names_that_cannot_be_replaced(void **state)
{
    static const char *const names[] = {"", "/", ".", "..", "x/..", "./"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_null(bx_file_set_begin(names[i], diags));
        assert_false(bx_file_write(names[i], "x", 1, diags));
    }
    reported("a folder of their own");
}

static void a_file_in_the_way_of_a_parent(void **state)
{
    (void)state;
    put("file", "x");
    assert_null(bx_file_set_begin(below("file/out"), diags));
    reported("a part of the path is not a folder");
}

/* What runs that died left behind goes; what a live one is writing, and what is not ours, stays. */
static void left_overs_are_cleared(void **state)
{
    int live;

    (void)state;
    assert_int_equal(mkdir(below(".banxin-1-out"), 0755), 0);
    put(".banxin-1-out/A1.pdf", "dead");
    put(".banxin-2-page.png", "dead");
    put(".banxin-3-page.png", "alive");
    put(".banxin-notes", "not ours");
    live = open(below(".banxin-3-page.png"), O_RDONLY | O_CLOEXEC);
    assert_int_equal(flock(live, LOCK_EX), 0);
    write_set("out", "one");
    assert_false(exists(".banxin-1-out"));
    assert_false(exists(".banxin-2-page.png"));
    assert_true(exists(".banxin-3-page.png"));
    assert_true(exists(".banxin-notes"));
    close(live);
    assert_true(bx_file_write(below("page.png"), "x", 1, diags));
    assert_false(exists(".banxin-3-page.png"));
    assert_int_equal(bx_diags_count(diags, BX_WARNING), 0);
}

/* A run on a disk without exchange died between its two renames: the old pages come back first. */
static void a_folder_aside_comes_back(void **state)
{
    bx_file_set *set;

    (void)state;
    write_set("out", "one");
    assert_int_equal(rename(below("out"), below(".banxin-old-out")), 0);
    write_set("other", "beside"); /* another set clears up as well, and must not lose it */
    holds("out/A1.pdf", "one");
    assert_int_equal(rename(below("out"), below(".banxin-old-out")), 0);
    set = bx_file_set_begin(below("out"), diags);
    holds("out/A1.pdf", "one");
    bx_file_set_abort(set);
    /* It died after the second: then the new ones stay. */
    assert_int_equal(mkdir(below(".banxin-old-out"), 0755), 0);
    put(".banxin-old-out/A1.pdf", "older");
    write_set("other", "again");
    holds("out/A1.pdf", "one");
    assert_int_equal(count("."), 2);
}

static void long_names_fit(void **state)
{
    const char *name = bx_str_printf(arena, "%s", "版心版心版心版心版心版心版心版心版心版心版心版心版心"
                                                  "版心版心版心版心版心版心版心版心版心版心版心版心版心"
                                                  "版心版心版心版心版心版心版心版心版心版心版心版心版心")
                           .at;

    (void)state;
    write_set(name, "one");
    assert_true(bx_file_write(below(bx_str_printf(arena, "%s.png", name).at), "x", 1, diags));
    assert_int_equal(count("."), 2);
}

static void one_file(void **state)
{
    (void)state;
    assert_true(bx_file_write(below("cache/ab/page.png"), "one", 3, diags));
    holds("cache/ab/page.png", "one");
    assert_true(bx_file_write(below("cache/ab/page.png"), "two", 3, diags));
    holds("cache/ab/page.png", "two");
    assert_int_equal(count("cache/ab"), 1);
    assert_false(bx_file_write(below("cache/ab"), "x", 1, diags));
    reported("it is a folder");
}

static void one_file_with_a_set_open(void **state)
{
    bx_file_set *set = bx_file_set_begin(below("out"), diags);

    (void)state;
    assert_true(bx_file_write(below("page.png"), "x", 1, diags));
    assert_true(bx_file_set_write(set, "A1.pdf", "one", 3, diags));
    assert_true(bx_file_set_commit(set, diags));
    assert_int_equal(count("."), 2);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin_test, end_test)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_set_with_its_parents),
        TEST(a_set_replaces_the_folder),
        TEST(nothing_shows_before_the_commit),
        TEST(an_aborted_set_leaves_the_old_one),
        TEST(a_failed_write_fails_the_commit),
        TEST(strangers_are_not_replaced),
        TEST(a_file_is_not_replaced_by_a_folder),
        TEST(a_link_is_not_replaced),
        TEST(names_that_cannot_be_replaced),
        TEST(a_file_in_the_way_of_a_parent),
        TEST(left_overs_are_cleared),
        TEST(a_folder_aside_comes_back),
        TEST(long_names_fit),
        TEST(one_file),
        TEST(one_file_with_a_set_open),
    };
    return cmocka_run_group_tests_name("output/file", tests, open_root, close_root);
}
