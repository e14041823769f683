/* proof/text.c - where two texts differ, by character (逐字比对).
 *
 * Myers' greedy algorithm in linear space would do; here the middle is small after both ends are
 * cut off, so the quadratic trace is kept and read backwards. Past a limit on differences the
 * middle counts as replaced. Then neighbouring changes with hardly anything between them are
 * joined: 三十一 for 四十二 is one change.
 */
#include "proof/proof.h"

#include <stdlib.h>

enum {
    MOST_DIFFERENCES = 2000,
    LEAST_ISLAND = 1, /* unchanged characters between two changes that still join them */
};

typedef struct {
    const uint32_t *a, *b;
    ptrdiff_t a_len, b_len;
    size_t *match; /* of A's middle, offset included */
    size_t b_start;
} middle;

/* Reads the furthest points backwards and notes which characters stayed. */
static void trace_back(const middle *m, ptrdiff_t **rows, ptrdiff_t differences)
{
    ptrdiff_t x = m->a_len, y = m->b_len;

    for (ptrdiff_t d = differences; d >= 0; d--) {
        ptrdiff_t k = x - y;
        const ptrdiff_t *row = d > 0 ? rows[d - 1] + d : NULL;
        ptrdiff_t from = 0, before_x = 0, before_y = 0;

        if (d > 0) {
            from = k == -d || (k != d && row[k - 1] < row[k + 1]) ? k + 1 : k - 1;
            before_x = row[from];
            before_y = before_x - from;
        }
        while (x > before_x && y > before_y) {
            x--;
            y--;
            m->match[x] = (size_t)y + m->b_start;
        }
        if (d > 0) {
            x = before_x;
            y = before_y;
        }
    }
}

/* Rows of furthest x by diagonal; row d holds diagonals -d-1 .. d+1 after step d. */
static bool search(const middle *m)
{
    ptrdiff_t **rows = calloc(MOST_DIFFERENCES + 1, sizeof *rows), d = 0;
    bool found = false;

    if (!rows)
        bx_bug("out of memory");
    for (; !found && d <= MOST_DIFFERENCES; d++) {
        ptrdiff_t *row = calloc((size_t)(2 * d + 5), sizeof *row);
        const ptrdiff_t *before = d > 0 ? rows[d - 1] + d : NULL;

        if (!row)
            bx_bug("out of memory");
        rows[d] = row;
        row += d + 1;
        for (ptrdiff_t k = -d; k <= d; k += 2) {
            ptrdiff_t x = 0, y;

            if (d > 0)
                x = k == -d || (k != d && before[k - 1] < before[k + 1]) ? before[k + 1]
                                                                         : before[k - 1] + 1;
            y = x - k;
            while (x < m->a_len && y < m->b_len && x >= 0 && y >= 0 && m->a[x] == m->b[y]) {
                x++;
                y++;
            }
            row[k] = x;
            if (x >= m->a_len && y >= m->b_len) {
                found = true;
                break;
            }
        }
    }
    if (found)
        trace_back(m, rows, d - 1);
    for (ptrdiff_t i = 0; i < d; i++)
        free(rows[i]);
    free(rows);
    return found;
}

/* Lets go of a few matched characters that only stand between two changes of more weight. */
static void melt_islands(size_t *match, size_t a_len, size_t b_len)
{
    size_t changed_before = 0;

    for (size_t i = 0; i < a_len;) {
        size_t end = i, before = i > 0 && match[i - 1] != SIZE_MAX ? match[i - 1] + 1 : 0;

        if (match[i] == SIZE_MAX) {
            changed_before++;
            i++;
            continue;
        }
        while (end < a_len && match[end] != SIZE_MAX &&
               (end == i || match[end] == match[end - 1] + 1))
            end++;
        if (end - i <= LEAST_ISLAND && changed_before >= 2 && end < a_len &&
            match[end] == SIZE_MAX && match[i] > before && match[end - 1] + 1 < b_len) {
            size_t after = end;

            while (after < a_len && match[after] == SIZE_MAX)
                after++;
            if (after - end >= 2)
                for (size_t j = i; j < end; j++)
                    match[j] = SIZE_MAX;
        }
        changed_before = 0;
        i = end;
    }
}

static bx_hunk *list_hunks(bx_arena *arena, const size_t *match, size_t a_len, size_t b_len,
                           size_t *count)
{
    BX_VEC(bx_hunk) hunks = {0};
    size_t b = 0;

    for (size_t a = 0; a <= a_len;) {
        size_t a_end = a, b_end;

        while (a_end < a_len && match[a_end] == SIZE_MAX)
            a_end++;
        b_end = a_end < a_len ? match[a_end] : b_len;
        if (a_end > a || b_end > b)
            BX_PUSH(arena, hunks, (bx_hunk){a, a_end, b, b_end});
        b = b_end + 1;
        a = a_end + 1;
    }
    *count = hunks.len;
    return hunks.at;
}

bx_hunk *bx_diff_text(bx_arena *arena, const uint32_t *a, size_t a_len, const uint32_t *b,
                      size_t b_len, size_t *match, size_t *count)
{
    size_t head = 0, tail = 0;
    middle m;

    while (head < a_len && head < b_len && a[head] == b[head])
        head++;
    while (tail < a_len - head && tail < b_len - head && a[a_len - 1 - tail] == b[b_len - 1 - tail])
        tail++;
    for (size_t i = 0; i < a_len; i++)
        match[i] = i < head ? i : i >= a_len - tail ? b_len - (a_len - i) : SIZE_MAX;
    m = (middle){
        a + head,     b + head, (ptrdiff_t)(a_len - head - tail), (ptrdiff_t)(b_len - head - tail),
        match + head, head};
    if (m.a_len > 0 && m.b_len > 0)
        search(&m);
    melt_islands(match, a_len, b_len);
    return list_hunks(arena, match, a_len, b_len, count);
}
