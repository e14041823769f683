/* lines/breaks.c - where a line may end, and at what price (避头尾, 不可拆).
 *
 * source  CLREQ #prohibition_rules_for_line_start_end, GB/T 15834-2011 5.1, GB/T 15835-2011 (a number is
 *         not divided)
 */
#include "lines/gaps.h"

/* Prices in 1/1000 of the line cost of typography 7.4. */
enum {
    PRICE_UNIT = 400 * 1000, /* between a number and its Han unit */
    PRICE_PHRASE = 15 * 1000 /* inside a short 《…》 or “…” */
};

enum { SHORT_PHRASE = 8 }; /* clusters with their marks */

static bool is_latin_like(uint8_t class)
{
    return class == BX_CLASS_LAT || class == BX_CLASS_PR || class == BX_CLASS_PO || class == BX_CLASS_OPR;
}

static bool is_number_end(const bx_cluster *c)
{
    return c->class == BX_CLASS_PO || (c->class == BX_CLASS_LAT && c->code >= '0' && c->code <= '9');
}

/* Han that counts or measures right after a number. */
static bool is_unit(uint32_t code)
{
    static const uint16_t units[] = u"年月日号时分秒点元角万亿千百十个人次名位家项座台辆列块件套张本页条"
                                    u"种类级版期届岁天周米公厘毫里克吨升度倍成层栋间只株尾公顷亩平方立倍余多来"
                                    u"所处份则站标户枚车趟轮根笔句把字";
    for (size_t i = 0; units[i] != 0; i++)
        if (units[i] == code)
            return true;
    return false;
}

static bool forbids_start(bx_kinsoku level, uint8_t class)
{
    if (level == BX_KINSOKU_NONE)
        return false;
    switch ((bx_class)class) {
    case BX_CLASS_CL:
    case BX_CLASS_CM:
    case BX_CLASS_FS:
    case BX_CLASS_FX:
    case BX_CLASS_CN:
    case BX_CLASS_MD:
    case BX_CLASS_SL:
    case BX_CLASS_NS:
        return true;
    case BX_CLASS_DA:
    case BX_CLASS_EL:
        return level == BX_KINSOKU_STRICT;
    case BX_CLASS_ID:
    case BX_CLASS_OP:
    case BX_CLASS_PR:
    case BX_CLASS_PO:
    case BX_CLASS_LAT:
    case BX_CLASS_SP:
    case BX_CLASS_OPR:
    case BX_CLASS_IS:
        break;
    }
    return false;
}

static bool forbids_end(bx_kinsoku level, uint8_t class)
{
    if (level == BX_KINSOKU_NONE)
        return false;
    return class == BX_CLASS_OP || (class == BX_CLASS_SL && level >= BX_KINSOKU_GB);
}

static bool is_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

/* Inside a run of Latin that a line may not hold: after / before anything but a digit, after . - _ ? @ before a
 * letter, for addresses and compound units. */
static bool is_address_joint(const bx_cluster *a, const bx_cluster *b)
{
    static const char joints[] = ".-_?@";
    if (a->code == '/')
        return !(b->code >= '0' && b->code <= '9');
    return a->code < 0x80 && a->code != 0 && strchr(joints, (int)a->code) != NULL && is_letter(b->code);
}

/* Three marks or more in a row: CLREQ tolerates one of them at a line's start as a last remedy. */
static bool in_cluster_of_marks(const struct bx_gaps *gaps, size_t i)
{
    size_t first = i, last = i + 1;
    const bx_cluster *clusters = gaps->para->clusters;
    while (first > 0 && clusters[gaps->cluster[first - 1]].after + clusters[gaps->cluster[first - 1]].before > 0)
        first--;
    while (last + 1 < gaps->count && clusters[gaps->cluster[last + 1]].after + clusters[gaps->cluster[last + 1]].before > 0)
        last++;
    return clusters[gaps->cluster[i]].after > 0 && last - first + 1 >= 3 && clusters[gaps->cluster[i + 1]].after > 0;
}

static void price_pair(const struct bx_gaps *gaps, size_t i, bx_gap *gap)
{
    const bx_para *para = gaps->para;
    const bx_cluster *a = &para->clusters[gaps->cluster[i]];
    const bx_cluster *b = &para->clusters[gaps->cluster[i + 1]];
    bool spaced = gaps->cluster[i + 1] > gaps->cluster[i] + 1;
    bx_kinsoku level = gaps->rules->kinsoku;
    if (b->glued) {
        gap->penalty = FORBIDDEN;
        gap->relief = 5;
        return;
    }
    if (forbids_start(level, b->class) || forbids_end(level, a->class)) {
        gap->penalty = FORBIDDEN;
        gap->relief = in_cluster_of_marks(gaps, i) ? 6 : 7;
        return;
    }
    if (spaced)
        return;
    if (level != BX_KINSOKU_NONE && ((b->class == BX_CLASS_PO && is_number_end(a)) ||
                                     (a->class == BX_CLASS_PR && b->class == BX_CLASS_LAT))) {
        gap->penalty = FORBIDDEN;
        gap->relief = 7;
        return;
    }
    if (is_latin_like(a->class) && is_latin_like(b->class)) {
        gap->penalty = FORBIDDEN;
        gap->hyphen = a->hyphen;
        gap->relief = is_address_joint(a, b) ? 2 : 7;
        return;
    }
    /* An operator stays with the number beside it. */
    if ((a->class == BX_CLASS_OPR && is_number_end(b)) || (b->class == BX_CLASS_OPR && is_number_end(a))) {
        gap->penalty = FORBIDDEN;
        gap->relief = 5;
        return;
    }
    if (is_number_end(a) && b->class == BX_CLASS_ID && is_unit(b->code))
        gap->penalty += PRICE_UNIT;
}

/* A break inside a short quoted run costs a little. */
static void price_phrases(const struct bx_gaps *gaps, bx_gap *gap)
{
    const bx_para *para = gaps->para;
    for (size_t i = 0; i < gaps->count; i++) {
        if (para->clusters[gaps->cluster[i]].class != BX_CLASS_OP)
            continue;
        size_t end = i + 1;
        while (end < gaps->count && end - i < SHORT_PHRASE &&
               para->clusters[gaps->cluster[end]].class != BX_CLASS_CL)
            end++;
        if (end == gaps->count || para->clusters[gaps->cluster[end]].class != BX_CLASS_CL)
            continue;
        for (size_t k = i; k < end; k++)
            if (gap[k].penalty != FORBIDDEN)
                gap[k].penalty += PRICE_PHRASE;
    }
}

void bx_price_breaks(const struct bx_gaps *gaps, bx_gap *gap)
{
    for (size_t i = 0; i + 1 < gaps->count; i++)
        price_pair(gaps, i, &gap[i]);
    price_phrases(gaps, gap);
}
