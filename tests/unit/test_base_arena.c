/* base/arena.c: what is allocated is zeroed, aligned and apart; what is rewound comes back. */
#include "base/base.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void allocations_are_zeroed_and_aligned(void **state)
{
    bx_arena *arena = bx_arena_new();

    (void)state;
    for (size_t size = 0; size < 300; size++) {
        unsigned char *at = bx_arena_alloc(arena, 1, size);
        assert_non_null(at);
        assert_int_equal((uintptr_t)at % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(at[i], 0);
        memset(at, 0xAB, size);
    }
    bx_arena_free(arena);
    bx_arena_free(NULL);
}

static void allocations_do_not_overlap(void **state)
{
    bx_arena *arena = bx_arena_new();
    unsigned char *at[200];

    (void)state;
    for (size_t i = 0; i < 200; i++) {
        at[i] = bx_arena_alloc(arena, i + 1, 97);
        memset(at[i], (int)i, (i + 1) * 97);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t j = 0; j < (i + 1) * 97; j++)
            assert_int_equal(at[i][j], i);
    bx_arena_free(arena);
}

static void one_large_block(void **state)
{
    bx_arena *arena = bx_arena_new();
    char *at = bx_arena_alloc(arena, 5, 1024 * 1024);

    (void)state;
    assert_int_equal(at[5 * 1024 * 1024 - 1], 0);
    assert_true(bx_arena_bytes(arena) >= 5 * 1024 * 1024);
    bx_arena_free(arena);
}

static void rewind_gives_back(void **state)
{
    bx_arena *arena = bx_arena_new();
    int *kept = BX_NEW(arena, int);
    bx_arena_mark mark = bx_arena_save(arena);
    size_t before = bx_arena_bytes(arena);

    (void)state;
    *kept = 42;
    /* Trials of every size, over block borders and back: nothing grows, all is zeroed again. */
    for (size_t trial = 0; trial < 100; trial++) {
        for (size_t i = 0; i < trial; i++) {
            unsigned char *at = bx_arena_alloc(arena, trial * 30, i);
            for (size_t j = 0; j < trial * 30 * i; j++)
                assert_int_equal(at[j], 0);
            memset(at, 0xCD, trial * 30 * i);
        }
        bx_arena_rewind(arena, mark);
        assert_int_equal(bx_arena_bytes(arena), before);
        assert_int_equal(*kept, 42);
    }
    bx_arena_free(arena);
}

static void rewind_to_the_start(void **state)
{
    bx_arena *arena = bx_arena_new();
    bx_arena_mark empty = bx_arena_save(arena);

    (void)state;
    bx_arena_alloc(arena, 100, 1000);
    bx_arena_rewind(arena, empty);
    assert_int_equal(bx_arena_bytes(arena), 0);
    assert_non_null(bx_arena_alloc(arena, 1, 1));
    bx_arena_free(arena);
}

static void vectors_grow(void **state)
{
    bx_arena *arena = bx_arena_new();
    BX_VEC(size_t) alone = {0};
    BX_VEC(size_t) disturbed = {0};

    (void)state;
    for (size_t i = 0; i < 10000; i++) {
        BX_PUSH(arena, alone, i); /* the latest allocation: grows where it is */
    }
    for (size_t i = 0; i < 10000; i++) {
        BX_PUSH(arena, disturbed, i);
        (void)BX_NEW(arena, char); /* in the way: has to move */
    }
    assert_int_equal(alone.len, 10000);
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(alone.at[i], i);
        assert_int_equal(disturbed.at[i], i);
    }
    bx_arena_free(arena);
}

/* A size that no machine has ends the program with status 2, not with a signal. */
static void no_memory_ends_the_program(void **state)
{
    pid_t child = fork();
    int status = 0;

    (void)state;
    if (child == 0) {
        close(STDERR_FILENO);
        bx_arena_alloc(bx_arena_new(), SIZE_MAX / 2, 4);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_and_aligned),
        cmocka_unit_test(allocations_do_not_overlap),
        cmocka_unit_test(one_large_block),
        cmocka_unit_test(rewind_gives_back),
        cmocka_unit_test(rewind_to_the_start),
        cmocka_unit_test(vectors_grow),
        cmocka_unit_test(no_memory_ends_the_program),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
