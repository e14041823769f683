/* base/arena.c - memory that is given back all at once (内存).
 *
 * A chain of blocks, newest first; an allocation only ever moves a mark up in the newest one. Under
 * AddressSanitizer the bytes past each allocation stay poisoned, so that overruns are still found.
 */
#include "base/base.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { RED_ZONE = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
enum { RED_ZONE = 0 };
#endif

enum {
    ALIGNMENT = alignof(max_align_t),
    FIRST_BLOCK = 16 * 1024,    /* a scratch arena for one page seldom needs a second */
    SMALL_PAGE = 4096,
    LARGE_PAGE = 2 * 1024 * 1024,
    LARGE_BLOCK = LARGE_PAGE,
    LARGEST_STEP = 2 * LARGE_PAGE, /* blocks double up to here; larger requests get their own */
};

typedef struct block {
    struct block *older;
    size_t size, used;
    size_t touched; /* bytes that may not be zero: what came fresh from the system is */
    alignas(max_align_t) char bytes[];
} block;

struct bx_arena {
    block *newest;
    block *spare; /* the last block a rewind gave back: trials save and rewind in a loop */
    size_t total; /* bytes in use, for bx_arena_bytes */
    size_t first; /* bytes of the first block */
};

static _Noreturn void out_of_memory(void)
{
    static const char line[] = "banxin: out of memory\n";

    /* Nothing here may allocate, and other threads may be at work: no clean-up is run. */
    if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
        _exit(2);
    _exit(2);
}

static size_t round_up(size_t size)
{
    if (size > SIZE_MAX - (ALIGNMENT + RED_ZONE))
        out_of_memory();
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + RED_ZONE;
}

static size_t multiply(size_t count, size_t size)
{
    size_t product;

    if (__builtin_mul_overflow(count, size, &product))
        out_of_memory();
    return product;
}

static bool is_large(size_t bytes)
{
    return bytes >= LARGE_BLOCK;
}

/* Zeroed memory that begins on a large page and asks for large pages: an issue touches it from end to end,
 * and a page fault for every 4 KiB costs more than what is then written there.
 */
static void *map_large(size_t bytes)
{
    size_t room = bytes + LARGE_PAGE;
    char *at = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    size_t before, after;

    if (at == MAP_FAILED)
        return NULL;
    before = (LARGE_PAGE - (uintptr_t)at % LARGE_PAGE) % LARGE_PAGE;
    after = room - before - bytes;
    if (before > 0)
        munmap(at, before);
    if (after >= SMALL_PAGE)
        munmap(at + before + (bytes + SMALL_PAGE - 1) / SMALL_PAGE * SMALL_PAGE, after / SMALL_PAGE * SMALL_PAGE);
    madvise(at + before, bytes, MADV_HUGEPAGE);
    return at + before;
}

static block *new_block(size_t bytes)
{
    void *new = is_large(bytes) ? map_large(bytes) : calloc(1, bytes);

    if (!new)
        out_of_memory();
    return new;
}

static void add_block(bx_arena *arena, size_t needed)
{
    size_t size = arena->newest ? arena->newest->size * 2 : arena->first;
    block *new;

    if (size > LARGEST_STEP)
        size = LARGEST_STEP;
    if (size == LARGEST_STEP)
        size -= sizeof(block); /* header and bytes fill large pages */
    if (size < needed)
        size = needed;
    if (arena->spare && arena->spare->size >= needed) {
        new = arena->spare;
        arena->spare = NULL;
    } else {
        if (size > SIZE_MAX - sizeof *new)
            out_of_memory();
        new = new_block(sizeof *new + size);
        new->size = size;
        ASAN_POISON_MEMORY_REGION(new->bytes, size);
    }
    new->used = 0;
    new->older = arena->newest;
    arena->newest = new;
}

static bx_arena *new_arena(size_t first)
{
    bx_arena *arena = calloc(1, sizeof *arena);

    if (!arena)
        out_of_memory();
    arena->first = first;
    return arena;
}

bx_arena *bx_arena_new(void)
{
    return new_arena(FIRST_BLOCK);
}

bx_arena *bx_arena_new_large(void)
{
    return new_arena(LARGE_BLOCK - sizeof(block));
}

static void drop_block(block *old)
{
    if (!old)
        return;
    ASAN_UNPOISON_MEMORY_REGION(old->bytes, old->size);
    if (is_large(sizeof *old + old->size))
        munmap(old, sizeof *old + old->size);
    else
        free(old);
}

void bx_arena_free(bx_arena *arena)
{
    if (!arena)
        return;
    while (arena->newest) {
        block *older = arena->newest->older;
        drop_block(arena->newest);
        arena->newest = older;
    }
    drop_block(arena->spare);
    free(arena);
}

/* Takes the next STEP bytes of FROM, of which BYTES are asked for; OLD of those were used before. */
static char *take(block *from, size_t bytes, size_t step, size_t *old)
{
    char *at = from->bytes + from->used;
    size_t touched = from->touched > from->used ? from->touched - from->used : 0;

    ASAN_UNPOISON_MEMORY_REGION(at, bytes);
    *old = touched < bytes ? touched : bytes;
    from->used += step;
    if (from->touched < from->used)
        from->touched = from->used;
    return at;
}

static char *alloc(bx_arena *arena, size_t count, size_t size, size_t *old)
{
    size_t bytes = multiply(count, size);
    size_t step = round_up(bytes);

    if (!arena->newest || arena->newest->size - arena->newest->used < step)
        add_block(arena, step);
    arena->total += step;
    return take(arena->newest, bytes, step, old);
}

void *bx_arena_alloc(bx_arena *arena, size_t count, size_t size)
{
    size_t old;
    char *at = alloc(arena, count, size, &old);

    if (old > 0)
        memset(at, 0, old);
    return at;
}

void *bx_arena_alloc_raw(bx_arena *arena, size_t count, size_t size)
{
    size_t old;

    return alloc(arena, count, size, &old);
}

bx_arena_mark bx_arena_save(const bx_arena *arena)
{
    return (bx_arena_mark){arena->newest, arena->newest ? arena->newest->used : 0};
}

static void keep_spare(bx_arena *arena, block *old)
{
    if (arena->spare && arena->spare->size >= old->size) {
        drop_block(old);
        return;
    }
    drop_block(arena->spare);
    ASAN_POISON_MEMORY_REGION(old->bytes, old->size);
    arena->spare = old;
}

void bx_arena_rewind(bx_arena *arena, bx_arena_mark mark)
{
    while (arena->newest && arena->newest != mark.block) {
        block *old = arena->newest;
        arena->newest = old->older;
        arena->total -= old->used;
        keep_spare(arena, old);
    }
    if (!arena->newest)
        return;
    arena->total -= arena->newest->used - mark.used;
    arena->newest->used = mark.used;
    ASAN_POISON_MEMORY_REGION(arena->newest->bytes + mark.used, arena->newest->size - mark.used);
}

size_t bx_arena_bytes(const bx_arena *arena)
{
    return arena->total;
}

/* True when OLD, of BYTES bytes, was the latest allocation and can become LARGER bytes in place. */
static bool extend(bx_arena *arena, char *old, size_t bytes, size_t larger)
{
    block *newest = arena->newest;
    size_t step = round_up(bytes), new_step = round_up(larger), old_bytes;

    if (!old || !newest || old + step != newest->bytes + newest->used)
        return false;
    if (newest->size - newest->used < new_step - step)
        return false;
    newest->used -= step;
    arena->total += new_step - step;
    take(newest, 0, new_step, &old_bytes);
    ASAN_UNPOISON_MEMORY_REGION(old, larger);
    memset(old + bytes, 0, larger - bytes);
    return true;
}

void *bx_arena_grow(bx_arena *arena, void *old, size_t len, size_t *cap, size_t size)
{
    size_t old_cap = *cap;
    void *new;

    *cap = old_cap < 8 ? 8 : multiply(old_cap, 2);
    if (extend(arena, old, multiply(old_cap, size), multiply(*cap, size)))
        return old;
    new = bx_arena_alloc(arena, *cap, size);
    if (len > 0)
        memcpy(new, old, len * size);
    return new;
}
