/* base/memory.c - the heap in large pages (大页): what malloc gives to us and to the libraries.
 *
 * One run of a batch program touches some 10 MB once. A page fault for every 4 KiB of it costs a quarter
 * of the whole run, so the heaps are advised to be of 2 MiB pages, and what is freed is kept. All of it is
 * advice: where the system does not take it, only time is lost.
 */
#include "base/base.h"

#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* Linux 6.1, madvise(2) */
#endif

enum {
    LARGE_PAGE = 2 * 1024 * 1024,
    KEEP = 32 * 1024 * 1024,
    FIRST = 24 * 1024 * 1024,
    SOME = 64 * 1024,
    HEADER = 64, /* no chunk of glibc's has a larger one */
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OTHER_HEAP 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OTHER_HEAP 1
#endif
#endif

#ifdef OTHER_HEAP
/* A sanitizer's heap is its own business. */
void bx_memory_begin(void)
{
}

void bx_memory_begin_thread(void)
{
}
#else
void bx_memory_begin(void)
{
    uintptr_t start, from, to;
    void *volatile first;

    mallopt(M_MMAP_THRESHOLD, KEEP);
    mallopt(M_TRIM_THRESHOLD, 4 * KEEP);
    mallopt(M_TOP_PAD, KEEP);
    first = malloc(FIRST); /* makes the heap as large as that, without touching it */
    start = (uintptr_t)first;
    free(first);
    to = (uintptr_t)sbrk(0);
    from = (start + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    if (start == 0 || start > to || from > to)
        return;
    madvise((void *)from, to - from, MADV_HUGEPAGE);
    if (from - start > HEADER)
        first = malloc(from - start - HEADER); /* never touched: what comes next lies in large pages */
}

void bx_memory_begin_thread(void)
{
    /* A thread's heap begins on a large page, whose beginning has been touched by now. */
    void *volatile some = malloc(SOME);
    uintptr_t from = (uintptr_t)some / LARGE_PAGE * LARGE_PAGE;

    free(some);
    madvise((void *)from, FIRST, MADV_HUGEPAGE);
    madvise((void *)from, LARGE_PAGE, MADV_COLLAPSE);
}
#endif
