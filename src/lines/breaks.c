/* lines/breaks.c - where a line may end, and at what price (避头尾, 不可拆).
 *
 * source  CLREQ #prohibition_rules_for_line_start_end, GB/T 15834-2011 5.1, GB/T 15835-2011 (a
 * number is not divided)
 */
#include "lines/gaps.h"

/* Prices in 1/1000 of the line cost of typography 7.4. */
enum {
    PRICE_UNIT = 700 * 1000,  /* between a number and its Han unit: as dear as Han gaps of 0.1 em */
    PRICE_PHRASE = 15 * 1000, /* inside a short 《…》 or “…” */
    PRICE_COMPOUND = 150 * 1000 /* after the hyphen of an English compound */
};

enum { SHORT_PHRASE = 8 }; /* clusters with their marks */

static bool is_latin_like(uint8_t class)
{
    return class == BX_CLASS_LAT || class == BX_CLASS_PR || class == BX_CLASS_PO ||
           class == BX_CLASS_OPR;
}

static bool is_number_end(const bx_cluster *c)
{
    return c->class == BX_CLASS_PO || (c->code >= '0' && c->code <= '9');
}

/* Han that counts or measures right after a number. */
static bool is_unit(uint32_t code)
{
    static const uint16_t units[] =
        u"年月日号时分秒点元角万亿千百十个人次名位家项座台辆列块件套张本页条"
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
    switch ((bx_class) class) {
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

static bool is_digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

static const bx_cluster *unit_at(const struct bx_gaps *gaps, size_t unit)
{
    return &gaps->para->clusters[gaps->cluster[unit]];
}

/* How many of the units from I on, backwards with STEP -1, pass TEST. */
static size_t count_of(const struct bx_gaps *gaps, size_t i, int step, bool (*test)(uint32_t))
{
    size_t count = 0;
    for (size_t k = i; k < gaps->count && test(unit_at(gaps, k)->code); k += (size_t)step)
        count++;
    return count;
}

/* Between Latin A, unit I, and B: where an address or a long code may be parted. Never inside a
 * number or a date, whose groups have four digits at most. */
static bool is_joint(const struct bx_gaps *gaps, size_t i, const bx_cluster *a, const bx_cluster *b)
{
    static const char joints[] = "._?@&=";
    if (a->code == '/')
        return !is_digit(b->code);
    if (a->code == '-' && is_digit(b->code))
        return i > 0 &&
               (count_of(gaps, i + 1, 1, is_digit) > 4 || count_of(gaps, i - 1, -1, is_digit) > 4);
    if (a->code == '-')
        return true;
    return a->code < 0x80 && a->code != 0 && strchr(joints, (int)a->code) != NULL &&
           is_letter(b->code);
}

/* A long formula is parted after an operator; 1∶250 is a number. */
static bool is_operator(const bx_cluster *c)
{
    return c->class == BX_CLASS_OPR && c->code != 0x2236;
}

/* An English compound may end a line with its own hyphen: long-term. */
static bool is_compound(const struct bx_gaps *gaps, size_t i, const bx_cluster *a)
{
    return (a->code == '-' || a->code == 0x2010) && i > 0 &&
           count_of(gaps, i - 1, -1, is_letter) >= 3 && count_of(gaps, i + 1, 1, is_letter) >= 3;
}

static bool is_mark(const struct bx_gaps *gaps, size_t unit)
{
    return unit < gaps->count && unit_at(gaps, unit)->before + unit_at(gaps, unit)->after > 0;
}

/* Three marks or more in a row: CLREQ tolerates one of them at a line's start as a last remedy. */
static bool in_cluster_of_marks(const struct bx_gaps *gaps, size_t i)
{
    bool closing = unit_at(gaps, i)->after > 0 && unit_at(gaps, i + 1)->after > 0;
    return closing && ((i > 0 && is_mark(gaps, i - 1)) || is_mark(gaps, i + 2));
}

/* A number's Latin unit, from unit I on: km after 5 and a space. */
static bool is_latin_unit(const struct bx_gaps *gaps, size_t i)
{
    static const char units[] =
        " m km cm mm nm g kg mg t l L mL ml s ms min h d Hz kHz MHz GHz W kW MW GW kWh J kJ V kV A "
        "Pa kPa MPa hPa K C B KB MB GB TB bit px dB ha mol cd lm lx Bq Sv mAh Ah rpm fps ";
    enum { LONGEST = 3 };
    char word[LONGEST + 3] = " ";
    size_t len = count_of(gaps, i, 1, is_letter);
    if (len == 0 || len > LONGEST)
        return false;
    for (size_t k = 0; k < len; k++)
        word[k + 1] = (char)unit_at(gaps, i + k)->code;
    word[len + 1] = ' ';
    return strstr(units, word) != NULL;
}

/* ①, ¹ or [1] after a word is a note about it. */
static bool is_note(const struct bx_gaps *gaps, size_t i)
{
    const bx_cluster *a = unit_at(gaps, i), *b = unit_at(gaps, i + 1);
    if (bx_is_script(b->code))
        return true;
    if (a->class != BX_CLASS_ID && a->class != BX_CLASS_LAT && a->class != BX_CLASS_CL)
        return false;
    if (b->code >= 0x2460 && b->code <= 0x2473)
        return true;
    size_t digits = count_of(gaps, i + 2, 1, is_digit);
    return b->code == '[' && digits > 0 && i + 2 + digits < gaps->count &&
           unit_at(gaps, i + 2 + digits)->code == ']';
}

/* What keeps units I and I + 1 together whatever the kinsoku level: the relief step that parts
 * them, 0: nothing. */
static uint8_t bond(const struct bx_gaps *gaps, size_t i, bx_gap *gap)
{
    const bx_cluster *a = unit_at(gaps, i), *b = unit_at(gaps, i + 1);
    bool spaced = false;
    for (uint32_t k = gaps->cluster[i] + 1; k < gaps->cluster[i + 1]; k++) {
        const bx_cluster *between = &gaps->para->clusters[k];
        if (between->code == 0x00A0 || between->code == 0x2009 || between->code == 0x202F)
            return BX_RELIEF_CUT; /* spaces inside a number */
        spaced |= !between->hidden;
    }
    if (b->glued)
        return b->class == BX_CLASS_DA || b->class == BX_CLASS_EL ? BX_RELIEF_CUT : 5;
    if (spaced)
        return is_number_end(a) && is_latin_unit(gaps, i + 1) ? BX_RELIEF_CUT : 0;
    if (is_latin_like(a->class) && is_latin_like(b->class)) {
        if (is_compound(gaps, i, a)) {
            gap->penalty += PRICE_COMPOUND;
            return 0;
        }
        gap->hyphen = a->hyphen;
        bool address = is_joint(gaps, i, a, b);
        gap->joint = address || is_operator(a);
        return address ? 2 : BX_RELIEF_CUT;
    }
    if (is_note(gaps, i))
        return 5;
    /* A formula's operator stays with the number beside it. */
    if ((a->class == BX_CLASS_OPR && is_number_end(b)) ||
        (b->class == BX_CLASS_OPR && is_number_end(a)))
        return BX_RELIEF_CUT;
    return 0;
}

/* ASCII marks beside Han are held to the same rule as full-width ones. */
static bool is_ascii(uint32_t code, const char *list)
{
    return code < 0x80 && code != 0 && strchr(list, (int)code) != NULL;
}

/* The relief step that leaves the kinsoku rule between units I and I + 1, 0: no rule. */
static uint8_t kinsoku(const struct bx_gaps *gaps, size_t i)
{
    const bx_cluster *a = unit_at(gaps, i), *b = unit_at(gaps, i + 1);
    bx_kinsoku level = gaps->rules->kinsoku;
    bool beside = gaps->cluster[i + 1] == gaps->cluster[i] + 1;
    if (level == BX_KINSOKU_NONE)
        return 0;
    if (forbids_start(level, b->class) || forbids_end(level, a->class)) {
        if (!forbids_start(BX_KINSOKU_BASIC, b->class) && !forbids_end(BX_KINSOKU_BASIC, a->class))
            return 4;
        return in_cluster_of_marks(gaps, i) ? 6 : BX_RELIEF_CUT;
    }
    if (beside && ((b->class == BX_CLASS_PO && is_number_end(a)) ||
                   (a->class == BX_CLASS_PR && (b->class == BX_CLASS_LAT || is_number_end(b))) ||
                   is_ascii(b->code, ")]},.;:!?%") || is_ascii(a->code, "([{")))
        return BX_RELIEF_CUT;
    return 0;
}

static void price_pair(const struct bx_gaps *gaps, size_t i, bx_gap *gap)
{
    uint8_t bound = bond(gaps, i, gap), ruled = kinsoku(gaps, i);
    const bx_cluster *a = unit_at(gaps, i), *b = unit_at(gaps, i + 1);
    if (bound > 0 || ruled > 0) {
        gap->penalty = FORBIDDEN;
        gap->relief = bound > ruled ? bound : ruled;
        return;
    }
    if (is_number_end(a) && b->class == BX_CLASS_ID && is_unit(b->code) &&
        gaps->cluster[i + 1] == gaps->cluster[i] + 1)
        gap->penalty += PRICE_UNIT;
}

/* A break inside a short quoted run costs a little. */
static void price_phrases(const struct bx_gaps *gaps, bx_gap *gap)
{
    for (size_t i = 0; i < gaps->count; i++) {
        if (unit_at(gaps, i)->class != BX_CLASS_OP)
            continue;
        size_t end = i + 1;
        while (end < gaps->count && end - i < SHORT_PHRASE &&
               unit_at(gaps, end)->class != BX_CLASS_CL)
            end++;
        if (end == gaps->count || unit_at(gaps, end)->class != BX_CLASS_CL)
            continue;
        for (size_t k = i; k < end; k++)
            if (gap[k].penalty != FORBIDDEN)
                gap[k].penalty += PRICE_PHRASE;
    }
}

/* How wide each unbroken run of Latin is: long ones have joints. */
static void measure_runs(const struct bx_gaps *gaps, bx_gap *gap)
{
    for (size_t i = 0; i + 1 < gaps->count;) {
        size_t end = i;
        bx_len run = unit_at(gaps, i)->body;
        while (end + 1 < gaps->count && gap[end].penalty == FORBIDDEN &&
               is_latin_like(unit_at(gaps, end)->class) &&
               is_latin_like(unit_at(gaps, end + 1)->class))
            run += unit_at(gaps, ++end)->body;
        for (size_t k = i; k < end; k++)
            gap[k].run = run;
        i = end + 1;
    }
}

void bx_price_breaks(const struct bx_gaps *gaps, bx_gap *gap)
{
    for (size_t i = 0; i + 1 < gaps->count; i++)
        if (!bx_is_plain(unit_at(gaps, i), unit_at(gaps, i + 1)))
            price_pair(gaps, i, &gap[i]);
    price_phrases(gaps, gap);
    measure_runs(gaps, gap);
}
