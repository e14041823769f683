/* tests/unit/picture_help.h - an arena and messages for each test that decodes pictures. */
#ifndef TESTS_PICTURE_HELP_H
#define TESTS_PICTURE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "output/picture.h"

static bx_arena *arena;
static bx_diags *diags;

static int set_up(void **state)
{
    (void)state;
    arena = bx_arena_new();
    diags = bx_diags_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bx_diags_free(diags);
    bx_arena_free(arena);
    return 0;
}

#endif
