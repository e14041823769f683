/* lines/headline.c - where a headline breaks (标题断行): by sense, in even lines.
 *
 * Prices follow typography 13. A break inside a number with its unit, a name, a short quoted run or
 * a word of the paper's lexicon is never taken.
 */
#include "lines/gaps.h"

#include <unicode/ubrk.h>

enum {
    NEVER = 1 << 28,
    PRICE_BAD_START = 1000, /* H2 */
    PRICE_BAD_END = 400,    /* H3 */
    PRICE_IN_WORD = 600,    /* H4 */
    PRICE_WORD = 100,
    PRICE_AFTER_DE = 60,
    PRICE_BEFORE_LINK = 40,
    PRICE_PHRASE_END = 20,
    PRICE_BALANCE = 200,
    PRICE_SHORT_TOP = 300 /* upper line under 60 % of the lower */
};

static const uint16_t bad_starts[] = u"的地得了着过们吗呢吧啊等之者式性化";
static const uint16_t bad_ends[] = u"在向从对把被将与和及或为以于第约近逾不没未再又更最";

typedef struct {
    bx_arena *arena;
    const struct bx_gaps *gaps;
    int32_t *price; /* of a break after a unit */
    bool marks;     /* the editor's ｜, or the blanks between phrases, are the only places */
} head;

static bool listed(const uint16_t *list, uint32_t code)
{
    for (size_t i = 0; list[i] != 0; i++)
        if (list[i] == code)
            return true;
    return false;
}

static const bx_cluster *unit_at(const head *h, size_t unit)
{
    return &h->gaps->para->clusters[h->gaps->cluster[unit]];
}

/* What stands between units I and I + 1: a mark, a space, or nothing. */
static bool between(const head *h, size_t i, bool *space)
{
    bool mark = false;
    *space = false;
    for (uint32_t k = h->gaps->cluster[i] + 1; k < h->gaps->cluster[i + 1]; k++) {
        const bx_cluster *c = &h->gaps->para->clusters[k];
        mark |= c->hidden || c->class == BX_CLASS_IS;
        *space |= !c->hidden;
    }
    return mark;
}

/* ICU's words; a unit each: true when a word ends after it. */
static bool *find_words(const head *h)
{
    size_t count = h->gaps->count;
    bool *ends = BX_NEW_ARRAY(h->arena, bool, count + 1);
    UChar *text = BX_NEW_ARRAY(h->arena, UChar, 2 * count + 1);
    int32_t *start = BX_NEW_ARRAY(h->arena, int32_t, count + 1);
    int32_t len = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t code = unit_at(h, i)->code;
        start[i] = len;
        if (code > 0xFFFF)
            text[len++] = (UChar)(0xD7C0 + (code >> 10));
        text[len++] = (UChar)(code > 0xFFFF ? 0xDC00 + (code & 0x3FF) : code);
    }
    start[count] = len;
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, "zh", text, len, &status);
    if (U_FAILURE(status))
        return ends;
    size_t unit = 0;
    for (int32_t at = ubrk_first(words); at != UBRK_DONE; at = ubrk_next(words)) {
        while (unit < count && start[unit + 1] < at)
            unit++;
        if (unit < count && start[unit + 1] == at)
            ends[unit] = true;
    }
    ubrk_close(words);
    return ends;
}

/* No break inside a word of the paper's lexicon. */
static void keep_lexicon(head *h, const bx_str *lexicon, size_t lexicon_count)
{
    for (size_t w = 0; w < lexicon_count; w++)
        for (size_t i = 0; i < h->gaps->count; i++) {
            const char *at = lexicon[w].at, *end = at + lexicon[w].len;
            size_t k = i;
            while (at < end && k < h->gaps->count &&
                   bx_utf8_next(&at, end) == unit_at(h, k)->code) {
                k++;
                if (at == end)
                    for (size_t b = i; b + 1 < k; b++)
                        h->price[b] = NEVER;
            }
        }
}

/* “…” and 《…》 stay whole; a name around · too. */
static void keep_runs(head *h)
{
    for (size_t i = 0; i < h->gaps->count; i++) {
        if (unit_at(h, i)->class == BX_CLASS_MD && i > 0) {
            h->price[i - 1] = NEVER;
            h->price[i] = NEVER;
        }
        if (unit_at(h, i)->class != BX_CLASS_OP)
            continue;
        size_t end = i + 1;
        while (end < h->gaps->count && unit_at(h, end)->class != BX_CLASS_CL)
            end++;
        for (size_t b = i; end < h->gaps->count && b < end; b++)
            h->price[b] = NEVER;
    }
}

static int32_t price_between(const head *h, size_t i, bool word_end)
{
    const bx_cluster *a = unit_at(h, i), *b = unit_at(h, i + 1);
    const bx_gap *gap = &h->gaps->gap[i];
    bool space;
    bool mark = between(h, i, &space);
    if (h->marks)
        return mark ? 0 : NEVER;
    if (gap->penalty == FORBIDDEN || gap->penalty >= 400 * 1000)
        return NEVER;
    if (space || a->class == BX_CLASS_CM || a->class == BX_CLASS_FS)
        return 0;
    int32_t price = word_end ? PRICE_WORD : PRICE_IN_WORD;
    if (a->code == u'的')
        price = PRICE_AFTER_DE;
    else if (a->class == BX_CLASS_CL || b->class == BX_CLASS_OP)
        price = PRICE_PHRASE_END;
    else if (word_end && listed(bad_ends, b->code))
        price = PRICE_BEFORE_LINK;
    if (listed(bad_starts, b->code))
        price += PRICE_BAD_START;
    if (listed(bad_ends, a->code))
        price += PRICE_BAD_END;
    return price;
}

static void price_all(head *h, size_t count, const bx_str *lexicon, size_t lexicon_count)
{
    bool space;
    size_t marks = 0;
    h->price = BX_NEW_ARRAY(h->arena, int32_t, h->gaps->count + 1);
    for (size_t i = 0; i + 1 < h->gaps->count; i++)
        marks += between(h, i, &space);
    h->marks = marks + 1 >= count;
    const bool *word_end = h->marks ? NULL : find_words(h);
    for (size_t i = 0; i + 1 < h->gaps->count; i++)
        h->price[i] = price_between(h, i, word_end != NULL && word_end[i]);
    if (h->marks)
        return;
    keep_lexicon(h, lexicon, lexicon_count);
    keep_runs(h);
}

static int64_t price_of_shape(const bx_len *width, size_t count, bx_len room)
{
    bx_len most = width[0], least = width[0];
    int64_t price = 0;
    for (size_t i = 1; i < count; i++) {
        most = width[i] > most ? width[i] : most;
        least = width[i] < least ? width[i] : least;
        if ((int64_t)width[i - 1] * 10 < (int64_t)width[i] * 6)
            price += PRICE_SHORT_TOP;
    }
    if (room > 0 && most > room)
        price += NEVER / 4 + (most - room);
    int64_t part = (int64_t)(most - least) * 1000 / (room > 0 ? room : most > 0 ? most : 1);
    return price + PRICE_BALANCE * part * part / 1000000;
}

/* Tries every set of COUNT - 1 breaks; a headline is short. */
static void try_breaks(const head *h, size_t count, bx_len room, size_t line, size_t from,
                       size_t *ends, int64_t paid, size_t *best, int64_t *least)
{
    if (paid >= *least)
        return;
    if (line + 1 == count) {
        bx_len width[BX_HEAD_LINES] = {0};
        size_t first = 0;
        ends[line] = h->gaps->count;
        for (size_t i = 0; i < count; i++) {
            width[i] = (bx_len)bx_line_width(h->gaps, first, ends[i]);
            first = ends[i];
        }
        int64_t total = paid + price_of_shape(width, count, room);
        if (total < *least) {
            *least = total;
            memcpy(best, ends, count * sizeof *best);
        }
        return;
    }
    for (size_t end = from + 1; end < h->gaps->count; end++) {
        if (h->price[end - 1] == NEVER)
            continue;
        ends[line] = end;
        try_breaks(h, count, room, line + 1, end, ends, paid + h->price[end - 1], best, least);
    }
}

bool bx_cut_headline(bx_arena *scratch, const bx_gaps *gaps, size_t count, bx_len width,
                     const bx_str *lexicon, size_t lexicon_count, bx_head_cut *cut)
{
    head h = {.arena = scratch, .gaps = gaps};
    size_t ends[BX_HEAD_LINES], best[BX_HEAD_LINES];
    int64_t least = INT64_MAX;
    *cut = (bx_head_cut){0};
    if (gaps->count == 0 || count == 0 || count > BX_HEAD_LINES)
        return false;
    if (count > 1)
        price_all(&h, count, lexicon, lexicon_count);
    try_breaks(&h, count, width, 0, 0, ends, 0, best, &least);
    if (least == INT64_MAX)
        return false;
    size_t first = 0;
    cut->count = count;
    cut->price = least;
    for (size_t i = 0; i < count; i++) {
        cut->first[i] = gaps->cluster[first];
        cut->last[i] = gaps->cluster[best[i] - 1] + 1;
        bx_len own = (bx_len)bx_line_width(gaps, first, best[i]);
        cut->widest = own > cut->widest ? own : cut->widest;
        first = best[i];
    }
    return true;
}
