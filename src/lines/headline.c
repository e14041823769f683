/* lines/headline.c - where a headline breaks (标题断行): by sense, in even lines.
 *
 * Prices follow typography 13. A break inside a number with its unit, a name, a short quoted run or
 * a word of the paper's lexicon is never taken. Between words, the place of the predicates tells a
 * clause's end from the middle of a phrase: words come from ICU, what they are from the closed
 * lists of words.c.
 */
#include "lines/gaps.h"
#include "lines/words.h"

#include <unicode/ubrk.h>

enum {
    NEVER = 1 << 28,
    PRICE_BAD_START = 1000, /* H2 */
    PRICE_BAD_END = 400,    /* H3 */
    PRICE_IN_WORD = 600,    /* H4 */
    PRICE_UNKNOWN = 300,    /* inside what is likely a word that ICU does not know */
    PRICE_HANGING = 300,    /* after an adverb or determiner */
    PRICE_COUNTED = 150,    /* between a number's classifier and its noun */
    PRICE_IN_OBJECT = 140,
    PRICE_IN_SUBJECT = 130,
    PRICE_WORD = 100,
    PRICE_OBJECT = 90,   /* between a verb and its object */
    PRICE_REPORT = 80,   /* between a report and what it says */
    PRICE_GOVERNED = 70, /* between a verb and what may be its object */
    PRICE_AFTER_DE = 60,
    PRICE_VERB = 50,    /* before a second predicate */
    PRICE_SUBJECT = 40, /* between subject and predicate */
    PRICE_CLAUSE = 20,  /* between two clauses */
    PRICE_WHEN = 5,     /* after a phrase of time or place */
    PRICE_TAIL = 60,    /* more, before one character that no list knows: likely a word's tail */
    PRICE_BALANCE = 200,
    PRICE_SHORT_TOP = 300 /* upper line under 60 % of the lower */
};

static const uint16_t particles[] = u"的得了着过们吗呢吧啊";
static const uint16_t endings[] = u"地等之者式性化"; /* but 地铁 and 等待 may begin a line */
static const uint16_t bad_ends[] = u"在向从对把被将与和及或为以于第约近逾不没未再又更最";
static const uint16_t numerals[] = u"〇一二两三四五六七八九十百千万亿几多半数每首";

typedef struct {
    bx_arena *arena;
    const struct bx_gaps *gaps;
    int32_t *price;   /* of a break after a unit */
    bool marks;       /* the editor's ｜, or the blanks between phrases, are the only places */
    bool *ends;       /* a word ends with a unit */
    uint16_t *begins; /* what the word is that begins with a unit, */
    uint16_t *closes; /* and that which ends with one */
    uint16_t *verbs;  /* predicates that end before a unit */
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

/* ICU's words. */
static void find_words(head *h)
{
    size_t count = h->gaps->count;
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
        return;
    size_t unit = 0;
    for (int32_t at = ubrk_first(words); at != UBRK_DONE; at = ubrk_next(words)) {
        while (unit < count && start[unit + 1] < at)
            unit++;
        if (unit < count && start[unit + 1] == at)
            h->ends[unit] = true;
    }
    ubrk_close(words);
}

/* What units [FIRST, FIRST + LENGTH) are as one word. */
static unsigned kinds_of(const head *h, size_t first, size_t length)
{
    char word[4 * BX_WORD_LONGEST + 1] = "";
    size_t len = 0;
    for (size_t i = first; i < first + length; i++) {
        const bx_cluster *c = unit_at(h, i);
        if (c->class != BX_CLASS_ID || c->text_len > 4)
            return 0;
        memcpy(word + len, c->text, c->text_len);
        len += c->text_len;
    }
    return bx_word_kinds(word);
}

/* Two words of the lists that stand across ICU's words: 发回|首批, not 发|回首|批. */
static bool stands_across(const head *h, size_t first, size_t length)
{
    size_t end = first + length;
    if (length < 2 || (kinds_of(h, first, length) & BX_WORD_VERB) == 0)
        return false;
    for (size_t next = 2; next <= BX_WORD_LONGEST && end + next <= h->gaps->count; next++)
        if (h->ends[end + next - 1] && kinds_of(h, end, next) != 0)
            return true;
    return false;
}

/* The length of the word of the lists at unit FIRST, the longest there is; ICU's is ICU_LENGTH
 * long. */
static size_t listed_word(const head *h, size_t first, size_t icu_length, unsigned *kinds)
{
    enum { ALONE = BX_WORD_PLAIN_VERB | BX_WORD_CLASSIFIER | BX_WORD_SUFFIX };
    for (size_t length = BX_WORD_LONGEST; length >= icu_length; length--) {
        if (first + length > h->gaps->count)
            continue;
        if (!h->ends[first + length - 1] && !stands_across(h, first, length))
            continue;
        *kinds = kinds_of(h, first, length);
        if (length == 1 && icu_length > 1)
            *kinds &= ~(unsigned)ALONE;
        if (*kinds != 0)
            return length;
    }
    *kinds = 0;
    return icu_length;
}

/* Takes the words of the lists also where ICU parted them. */
static void know_words(head *h)
{
    size_t count = h->gaps->count;
    for (size_t first = 0; first < count;) {
        size_t word = 1;
        unsigned kinds = 0;
        while (first + word < count && !h->ends[first + word - 1])
            word++;
        size_t length = listed_word(h, first, word, &kinds);
        for (size_t i = first; i + 1 < first + length; i++)
            h->ends[i] = false;
        h->ends[first + length - 1] = true;
        h->begins[first] = h->closes[first + length - 1] = (uint16_t)kinds;
        first += length;
    }
}

/* 了, 着 and 过 make a verb of the word before them; 了 after it, too. */
static bool is_aspect(uint32_t code)
{
    return code == u'了' || code == u'着' || code == u'过';
}

/* 用 and its like are prepositions in a headline. */
static bool is_verb(unsigned kinds)
{
    return (kinds & (BX_WORD_VERB | BX_WORD_PLAIN_VERB)) != 0 && (kinds & BX_WORD_PREPOSITION) == 0;
}

/* A word that makes the one before it a verb (了) or the one after it (被, an adverb), or looks
 * like one. */
static bool makes_verb(const head *h, size_t i)
{
    static const uint16_t results[] = u"到给掉住满往成"; /* 回到, 守住: the second half of a verb */
    if (i == 0)
        return false;
    bool aspect = is_aspect(unit_at(h, i)->code) && h->ends[i];
    bool passive = unit_at(h, i - 1)->code == u'被' && h->ends[i - 1];
    size_t first = i;
    while (first > 0 && !h->ends[first - 1])
        first--;
    bool unknown = h->ends[i] && h->closes[i] == 0 && i == first + 1;
    bool led = first > 0 &&
               (h->closes[first - 1] & (BX_WORD_ADVERB | BX_WORD_PREPOSITION)) == BX_WORD_ADVERB;
    return aspect || passive || (unknown && (led || listed(results, unit_at(h, i)->code)));
}

static void count_verbs(head *h)
{
    for (size_t i = 0; i < h->gaps->count; i++)
        h->verbs[i + 1] = (uint16_t)(h->verbs[i] + (makes_verb(h, i) || is_verb(h->closes[i])));
}

/* A predicate, or what only a predicate follows, from unit I on. */
static bool has_predicate(const head *h, size_t i)
{
    if (h->verbs[h->gaps->count] > h->verbs[i])
        return true;
    for (size_t k = i; k + 1 < h->gaps->count; k++)
        if ((h->begins[k] & BX_WORD_ADVERB) != 0)
            return true;
    return false;
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

/* Two characters that ICU took for a word each and no list knows: more likely one word that it does
 * not know. */
static bool is_unknown(const head *h, size_t i)
{
    enum { WEAK = BX_WORD_SUFFIX | BX_WORD_CLASSIFIER | BX_WORD_PLACE };
    bool left = (h->closes[i] & ~WEAK) == 0 && (i == 0 || h->ends[i - 1]);
    bool right = (h->begins[i + 1] & ~WEAK) == 0 && h->ends[i + 1];
    return left && right && unit_at(h, i)->class == BX_CLASS_ID &&
           unit_at(h, i + 1)->class == BX_CLASS_ID;
}

/* 二十四小时, 三年: how long, which belongs to the verb after it. */
static bool is_span_of_time(const head *h, size_t i)
{
    static const uint16_t units[] = u"年月天日时钟周岁秒";
    if (!listed(units, unit_at(h, i)->code))
        return false;
    size_t first = i;
    while (first > 0 && i - first < 3 && !listed(numerals, unit_at(h, first)->code) &&
           unit_at(h, first)->class == BX_CLASS_ID)
        first--;
    return first < i &&
           (listed(numerals, unit_at(h, first)->code) || unit_at(h, first)->class == BX_CLASS_LAT);
}

/* A prefix or an adjective of one character, before its noun. */
static bool is_prefix(const head *h, size_t i)
{
    static const uint16_t prefixes[] = u"小大新老旧高低长短名总副超非准微亚多";
    return listed(prefixes, unit_at(h, i)->code) && (i == 0 || h->ends[i - 1]);
}

/* Units up to I only say when: 每天清晨五点. */
static bool is_time_alone(const head *h, size_t i)
{
    static const uint16_t ends[] = u"年月日点时分天";
    bool closed = (h->closes[i] & BX_WORD_TIME) != 0 || listed(ends, unit_at(h, i)->code);
    return (h->begins[0] & BX_WORD_TIME) != 0 && closed;
}

/* A preposition up to unit I still waits for its predicate. */
static bool waits_for_predicate(const head *h, size_t i)
{
    for (size_t k = i + 1; k-- > 0 && h->verbs[k + 1] == h->verbs[i + 1];)
        if ((h->closes[k] & BX_WORD_PREPOSITION) != 0)
            return true;
    return false;
}

/* A predicate before a break after unit I; those before the last 的 only describe a noun. */
static bool has_verb_before(const head *h, size_t i)
{
    size_t from = i + 1;
    while (from > 0 && unit_at(h, from - 1)->code != u'的')
        from--;
    return h->verbs[i + 1] > h->verbs[from];
}

/* What a break between words costs by the phrases on either side of it. */
static int32_t price_of_phrases(const head *h, size_t i)
{
    enum {
        OPENS =
            BX_WORD_VERB | BX_WORD_PLAIN_VERB | BX_WORD_TIME | BX_WORD_ADVERB | BX_WORD_PREPOSITION
    };
    bool left = has_verb_before(h, i), right = has_predicate(h, i + 1);
    unsigned last = h->closes[i], next = h->begins[i + 1];
    bool opens = (next & OPENS) != 0;
    bool aspect = is_aspect(unit_at(h, i)->code);
    bool governs = (aspect || (is_verb(last) && (last & BX_WORD_INTRANSITIVE) == 0)) &&
                   (next & (OPENS & ~(unsigned)BX_WORD_TIME)) == 0;
    if ((last & (BX_WORD_ADVERB | BX_WORD_PREPOSITION | BX_WORD_DETERMINER)) != 0)
        return PRICE_HANGING;
    if (is_unknown(h, i) || is_prefix(h, i) ||
        (h->ends[i + 1] && unit_at(h, i)->code == unit_at(h, i + 1)->code))
        return PRICE_UNKNOWN;
    if ((last & BX_WORD_REPORT) != 0)
        return PRICE_REPORT;
    if (right && ((left && (last & BX_WORD_PLACE) != 0) || is_time_alone(h, i)))
        return PRICE_WHEN;
    if ((last & BX_WORD_TIME) != 0)
        return PRICE_OBJECT;
    if (left && right && governs)
        return (next & BX_WORD_DETERMINER) != 0 ? PRICE_VERB : PRICE_GOVERNED;
    if (left && right)
        return opens && (next & BX_WORD_TIME) == 0 ? PRICE_VERB : PRICE_CLAUSE;
    if (right && opens && waits_for_predicate(h, i))
        return PRICE_GOVERNED;
    if (right)
        return opens && !is_span_of_time(h, i) ? PRICE_SUBJECT : PRICE_IN_SUBJECT;
    if (left)
        return governs ? PRICE_OBJECT : PRICE_IN_OBJECT;
    return PRICE_WORD;
}

/* A number stays with what it counts: 十二|人, and rather 一堵|墙. */
static int32_t price_of_number(const head *h, size_t i)
{
    const bx_cluster *a = unit_at(h, i), *b = unit_at(h, i + 1);
    static const uint16_t before[] = u"前近超约逾第";
    if (listed(before, a->code) && (listed(numerals, b->code) || b->class == BX_CLASS_LAT))
        return PRICE_BAD_END;
    if (listed(numerals, a->code) && b->class == BX_CLASS_ID)
        return PRICE_BAD_END;
    if (i > 0 &&
        (bx_word_kinds(bx_str_c(h->arena, (bx_str){a->text, a->text_len})) & BX_WORD_CLASSIFIER) !=
            0 &&
        (listed(numerals, unit_at(h, i - 1)->code) || unit_at(h, i - 1)->class == BX_CLASS_LAT))
        return PRICE_COUNTED;
    return 0;
}

static int32_t price_between(const head *h, size_t i)
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
    bool suffix =
        (h->begins[i + 1] & (BX_WORD_SUFFIX | BX_WORD_PLACE)) != 0 && h->ends[i + 1] &&
        !(i + 2 < h->gaps->count && b->code == u'前' && listed(numerals, unit_at(h, i + 2)->code));
    int32_t price = h->ends[i] && !suffix ? price_of_phrases(h, i) : PRICE_IN_WORD;
    if (a->code == u'的' && price > PRICE_AFTER_DE)
        price = PRICE_AFTER_DE;
    price += price_of_number(h, i);
    bool one = i > 0 && h->ends[i] && !h->ends[i - 1] && h->ends[i + 1] && h->begins[i + 1] == 0 &&
               b->class == BX_CLASS_ID;
    if (one && (i + 2 >= h->gaps->count || !is_unknown(h, i + 1)))
        price += PRICE_TAIL;
    if (listed(particles, b->code) || (listed(endings, b->code) && (h->ends[i + 1] || !h->ends[i])))
        price += PRICE_BAD_START;
    if (listed(bad_ends, a->code) && h->ends[i])
        price += PRICE_BAD_END;
    return price;
}

static void look_at_words(head *h)
{
    size_t count = h->gaps->count;
    h->ends = BX_NEW_ARRAY(h->arena, bool, count + 1);
    h->begins = BX_NEW_ARRAY(h->arena, uint16_t, count + 1);
    h->closes = BX_NEW_ARRAY(h->arena, uint16_t, count + 1);
    h->verbs = BX_NEW_ARRAY(h->arena, uint16_t, count + 1);
    find_words(h);
    h->ends[count - 1] = true;
    know_words(h);
    count_verbs(h);
}

static void price_all(head *h, size_t count, const bx_str *lexicon, size_t lexicon_count)
{
    bool space;
    size_t marks = 0;
    h->price = BX_NEW_ARRAY(h->arena, int32_t, h->gaps->count + 1);
    for (size_t i = 0; i + 1 < h->gaps->count; i++)
        marks += between(h, i, &space);
    h->marks = marks + 1 >= count;
    if (!h->marks)
        look_at_words(h);
    for (size_t i = 0; i + 1 < h->gaps->count; i++)
        h->price[i] = price_between(h, i);
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
