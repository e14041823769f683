/* lines/glue.c - how far each gap in a line can give or take (标点挤压, 中西间距).
 *
 * Knows character classes and widths. Where a line may end is breaks.c's work; choosing where it
 * does is paragraph.c's; spreading what is left over is justify.c's.
 */
#include "lines/gaps.h"

static bool is_mark(uint8_t class)
{
    return class == BX_CLASS_OP || class == BX_CLASS_CL || class == BX_CLASS_CM ||
           class == BX_CLASS_FS;
}

static bool is_han(uint8_t class)
{
    return class == BX_CLASS_ID || class == BX_CLASS_NS;
}

/* Signs of numbers are Latin unless they fill a cell: %, but not ％ or ℃. */
static bool is_latin(const bx_cluster *c)
{
    bool sign = c->class == BX_CLASS_PR || c->class == BX_CLASS_PO;
    return c->class == BX_CLASS_LAT || (sign && (c->code < 0x2000 || c->body < c->em * 9 / 10));
}

/* Letters, digits and what belongs to them; no space opens beside a stop or bracket (typography 5).
 */
static bool is_spaced_latin(const bx_cluster *c)
{
    return is_latin(c) &&
           !(c->code < 0x80 && c->code != 0 && strchr("()[]{}.,;:!?\"'", (int)c->code) != NULL);
}

static bool is_formula(const bx_cluster *c)
{
    return is_latin(c) || c->class == BX_CLASS_OPR;
}

/* Blanks of a mark in the paper's punctuation style (typography 4.1). */
static bx_len blank_before(const bx_line_rules *rules, const bx_cluster *c)
{
    return c->class == BX_CLASS_OP && rules->punctuation != BX_QUANJIAO ? 0 : c->before;
}

static bx_len blank_after(const bx_line_rules *rules, const bx_cluster *c)
{
    if (rules->head && (c->class == BX_CLASS_CM || c->class == BX_CLASS_FS))
        return c->em * 2 / 25;
    if (rules->punctuation == BX_BANJIAO ||
        (rules->punctuation == BX_KAIMING && c->class != BX_CLASS_FS))
        return 0;
    return c->after;
}

/* Reduction level of the blank between two marks or beside one: a bracket's side goes first. */
static uint8_t blank_level(const bx_cluster *a, const bx_cluster *b)
{
    if (b->before > 0 || a->class == BX_CLASS_CL)
        return 3;
    if (a->class == BX_CLASS_CM)
        return 4;
    return 6;
}

enum { MOST_SHOUTS = 64 }; /* longer rows are no text */

static bool is_shout(const bx_cluster *c)
{
    return c->code == 0xFF01 || c->code == 0xFF1F;
}

/* ？！ take one em together, three take two, four two again (GB/T 15834-2011 5.1.2). */
static bool ends_pair_of_shouts(const struct bx_gaps *gaps, size_t unit)
{
    const bx_cluster *clusters = gaps->para->clusters;
    size_t length = 0;
    while (length <= unit && length < MOST_SHOUTS &&
           is_shout(&clusters[gaps->cluster[unit - length]]))
        length++;
    return length > 0 && length % 2 == 0;
}

static bx_len word_space(const bx_cluster *space)
{
    return space->body > space->em / 4 ? space->body : space->em / 4;
}

static void blank_between(const struct bx_gaps *gaps, size_t unit, const bx_cluster *a,
                          const bx_cluster *b, bx_gap *gap)
{
    const bx_line_rules *rules = gaps->rules;
    bx_len after = blank_after(rules, a), before = blank_before(rules, b);
    if (a->class == BX_CLASS_MD || b->class == BX_CLASS_MD)
        after = before = 0;
    if (is_shout(a) && ends_pair_of_shouts(gaps, unit))
        after = 0;
    bx_len blank = after + before;
    if (is_mark(a->class) && is_mark(b->class)) {
        /* CLREQ #h-adjustment_of_adjacent_punctuation_marks: one half em goes. */
        bx_len cut = (after > 0 ? a->em : b->em) / 2;
        blank = blank > cut ? blank - cut : 0;
    }
    gap->natural = blank;
    if (blank > 0) {
        gap->level = blank_level(a, b);
        if (gap->level == 6 && rules->fs_fixed)
            gap->level = FIXED;
        gap->give = blank;
    }
}

static void space_between(const struct bx_gaps *gaps, const bx_cluster *space, const bx_cluster *a,
                          const bx_cluster *b, bx_gap *gap)
{
    (void)gaps;
    if (space->class == BX_CLASS_IS) {
        gap->natural += gaps->rules->head ? space->em * 3 / 5 : space->em;
        return;
    }
    if (is_formula(a) && is_formula(b)) {
        gap->natural = word_space(space);
        gap->level = 1;
        gap->give = gap->natural - space->em / 4;
        gap->expansion = 1;
        gap->take = space->em / 2 > gap->natural ? space->em / 2 - gap->natural : 0;
    } else if (is_han(a->class) && is_han(b->class)) {
        gap->natural = space->em / 2;
    }
}

/* A superscript that stands on Han: a note's number, not a word. */
static bool is_note_number(const struct bx_gaps *gaps, size_t unit)
{
    const bx_cluster *clusters = gaps->para->clusters;
    while (unit > 0 && bx_is_script(clusters[gaps->cluster[unit]].code))
        unit--;
    return !is_latin(&clusters[gaps->cluster[unit]]);
}

static void autospace_between(const struct bx_gaps *gaps, size_t unit, const bx_cluster *a,
                              const bx_cluster *b, bx_gap *gap)
{
    const bx_line_rules *rules = gaps->rules;
    bool meets =
        (is_han(a->class) && is_spaced_latin(b)) || (is_spaced_latin(a) && is_han(b->class));
    if (!meets || rules->autospace == 0 || bx_is_script(b->code))
        return;
    if (bx_is_script(a->code) && is_note_number(gaps, unit))
        return;
    bx_len em = is_han(a->class) ? a->em : b->em;
    gap->natural = (bx_len)bx_muldiv(em, rules->autospace, 1000);
    gap->level = 5;
    gap->give = gap->natural > em / 8 ? gap->natural - em / 8 : 0;
    gap->expansion = 2;
    gap->take = em / 3 > gap->natural ? em / 3 - gap->natural : 0;
}

/* E3 widens any gap but those inside one sign, number, word or formula, and beside ～ - and ／. */
static bool takes_share(const bx_cluster *a, const bx_cluster *b, bool spaced)
{
    bool halves = b->glued && (b->class == BX_CLASS_DA || b->class == BX_CLASS_EL);
    bool number = !spaced && ((a->class == BX_CLASS_PR && is_latin(b)) ||
                              (b->class == BX_CLASS_PO && is_latin(a)) || bx_is_script(b->code));
    if (halves || number)
        return false;
    if (a->class == BX_CLASS_CN || a->class == BX_CLASS_SL || b->class == BX_CLASS_CN ||
        b->class == BX_CLASS_SL)
        return false;
    return !is_formula(a) || !is_formula(b) || spaced;
}

static int32_t runt_characters(const bx_cluster *c)
{
    switch ((bx_class)c->class) {
    case BX_CLASS_LAT:
        return 2;
    case BX_CLASS_ID:
        return c->code < 0x80 ? 2 : 1; /* digits upright in vertical text are a whole number */
    case BX_CLASS_NS:
    case BX_CLASS_PO:
    case BX_CLASS_PR:
        return 1;
    case BX_CLASS_OP:
    case BX_CLASS_CL:
    case BX_CLASS_CM:
    case BX_CLASS_FS:
    case BX_CLASS_FX:
    case BX_CLASS_MD:
    case BX_CLASS_CN:
    case BX_CLASS_SL:
    case BX_CLASS_DA:
    case BX_CLASS_EL:
    case BX_CLASS_SP:
    case BX_CLASS_OPR:
    case BX_CLASS_IS:
        break;
    }
    return 0;
}

static void fill_gap(const struct bx_gaps *gaps, size_t unit, bx_gap *gap)
{
    const bx_cluster *clusters = gaps->para->clusters;
    const bx_cluster *a = &clusters[gaps->cluster[unit]], *b = &clusters[gaps->cluster[unit + 1]];
    bool spaced = false;
    if (bx_is_plain(a, b)) {
        gap->natural = gaps->para->dresses[a->dress].tracking;
        gap->han = true;
        return;
    }
    blank_between(gaps, unit, a, b, gap);
    if (gap->natural == 0)
        autospace_between(gaps, unit, a, b, gap);
    for (uint32_t k = gaps->cluster[unit]; k < gaps->cluster[unit + 1]; k++) {
        if (k > gaps->cluster[unit] && !clusters[k].hidden) {
            space_between(gaps, &clusters[k], a, b, gap);
            spaced = true;
        }
        gap->forced |= clusters[k].forced_end;
    }
    gap->natural += gaps->para->dresses[a->dress].tracking;
    gap->han = takes_share(a, b, spaced);
}

const bx_gaps *bx_make_gaps(bx_arena *arena, const bx_para *para, const bx_line_rules *rules)
{
    struct bx_gaps *gaps = BX_NEW(arena, struct bx_gaps);
    uint32_t *cluster = BX_NEW_ARRAY(arena, uint32_t, para->count + 1);
    uint32_t *unit = BX_NEW_ARRAY(arena, uint32_t, para->count + 1);
    gaps->para = para;
    gaps->rules = rules;
    for (uint32_t i = 0; i < para->count; i++) {
        const bx_cluster *c = &para->clusters[i];
        unit[i] = (uint32_t)gaps->count;
        if (c->class != BX_CLASS_SP && c->class != BX_CLASS_IS && !c->hidden)
            cluster[gaps->count++] = i;
    }
    unit[para->count] = (uint32_t)gaps->count;
    gaps->cluster = cluster;
    gaps->unit = unit;
    bx_gap *gap = BX_NEW_ARRAY(arena, bx_gap, gaps->count + 1);
    gaps->gap = gap;
    for (size_t i = 0; i + 1 < gaps->count; i++)
        fill_gap(gaps, i, &gap[i]);
    bx_price_breaks(gaps, gap);

    bx_sum *sum = BX_NEW_ARRAY(arena, bx_sum, gaps->count + 1);
    for (size_t i = 0; i < gaps->count; i++) {
        const bx_cluster *c = &para->clusters[cluster[i]];
        sum[i + 1] = sum[i];
        sum[i + 1].width += c->body + gap[i].natural;
        sum[i + 1].give[gap[i].level] += gap[i].give;
        sum[i + 1].give[0] += gap[i].level == FIXED ? 0 : gap[i].give;
        sum[i + 1].take[gap[i].expansion] += gap[i].take;
        sum[i + 1].take[0] += gap[i].take;
        sum[i + 1].han += gap[i].han;
        sum[i + 1].chars += runt_characters(c);
    }
    gaps->sum = sum;
    return gaps;
}

bx_len bx_natural_width(const bx_gaps *gaps, uint32_t first, uint32_t last)
{
    size_t from = gaps->unit[first], to = gaps->unit[last];
    return to > from ? (bx_len)bx_line_width(gaps, from, to) : 0;
}
