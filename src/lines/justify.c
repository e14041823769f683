/* lines/justify.c - 行内调整: shares out what a line lacks or has over, level by level, exact to
 * the unit.
 *
 * source  CLREQ #procedures_for_inter-character_spacing_reduction,
 *         #procedures_for_inter-character_space_expansion
 */
#include "lines/gaps.h"

/* Takes AMOUNT from the gaps of LEVEL in proportion to what each can give, exact in the sum. */
static void reduce(const struct bx_gaps *gaps, size_t first, size_t last, int level, int64_t amount,
                   int64_t total, bx_len *change)
{
    int64_t seen = 0, done = 0;
    for (size_t i = first; i + 1 < last; i++) {
        if (gaps->gap[i].level != level || gaps->gap[i].give == 0)
            continue;
        seen += gaps->gap[i].give;
        int64_t until = amount * seen / total;
        change[i - first] -= (bx_len)(until - done);
        done = until;
    }
}

static void expand(const struct bx_gaps *gaps, size_t first, size_t last, int level, int64_t amount,
                   int64_t total, bx_len *change)
{
    int64_t seen = 0, done = 0;
    for (size_t i = first; i + 1 < last; i++) {
        if (gaps->gap[i].expansion != level || gaps->gap[i].take == 0)
            continue;
        seen += gaps->gap[i].take;
        int64_t until = amount * seen / total;
        change[i - first] += (bx_len)(until - done);
        done = until;
    }
}

static void spread(const struct bx_gaps *gaps, size_t first, size_t last, int64_t amount,
                   int64_t count, bx_len *change)
{
    int64_t seen = 0, done = 0;
    for (size_t i = first; i + 1 < last; i++) {
        if (!gaps->gap[i].han)
            continue;
        seen++;
        int64_t until = amount * seen / count;
        change[i - first] += (bx_len)(until - done);
        done = until;
    }
}

static void squeeze(const struct bx_gaps *gaps, size_t first, size_t last, int64_t need,
                    bx_line *line, int32_t *used, bx_len *change)
{
    for (int level = 1; level < LEVELS && need > 0; level++) {
        int64_t room = gaps->sum[last - 1].give[level] - gaps->sum[first].give[level];
        int64_t part = need < room ? need : room;
        if (part == 0)
            continue;
        reduce(gaps, first, last, level, part, room, change);
        int shown = level == FIXED ? 6 : level;
        used[shown - 1] = (int32_t)(part * 1000 / room);
        line->level = (uint8_t)shown;
        need -= part;
    }
}

static void stretch(const struct bx_gaps *gaps, size_t first, size_t last, int64_t rest,
                    bx_line *line, bx_len *change)
{
    for (int level = 1; level < EXPANSIONS && rest > 0; level++) {
        int64_t room = gaps->sum[last - 1].take[level] - gaps->sum[first].take[level];
        int64_t part = rest < room ? rest : room;
        if (part == 0)
            continue;
        expand(gaps, first, last, level, part, room, change);
        line->expansion = (int8_t)level;
        rest -= part;
    }
    int64_t count = gaps->sum[last - 1].han - gaps->sum[first].han;
    if (rest <= 0 || count == 0)
        return;
    spread(gaps, first, last, rest, count, change);
    line->expansion = 3;
    line->han_gap = (bx_len)(rest / count);
}

bx_len bx_end_room(const struct bx_gaps *gaps, size_t first, size_t last)
{
    if (gaps->rules->line_end != BX_END_HANG || last < first + 2)
        return 0;
    const bx_cluster *c = &gaps->para->clusters[gaps->cluster[last - 1]];
    const bx_cluster *before = &gaps->para->clusters[gaps->cluster[last - 2]];
    bool mark = c->class == BX_CLASS_CM || c->class == BX_CLASS_FS;
    return mark && before->after == 0 && before->before == 0 ? c->body : 0;
}

bx_len bx_end_blank(const struct bx_gaps *gaps, size_t last)
{
    return gaps->para->clusters[gaps->cluster[last - 1]].after;
}

void bx_end_with_hyphen(const struct bx_gaps *gaps, bx_line *line)
{
    line->hyphen = true;
    line->measure += gaps->para->hyphen->body;
    line->width += gaps->para->hyphen->body;
}

void bx_lay_line(bx_arena *arena, const struct bx_gaps *gaps, size_t first, size_t last,
                 bx_alignment align, bool justified, bx_len measure, bx_len indent, bx_line *line)
{
    line->measure = measure;
    line->indent = indent;
    line->first = line->last = line->next = 0;
    if (last <= first)
        return;
    line->first = gaps->cluster[first];
    line->last = gaps->cluster[last - 1] + 1;
    line->next = last < gaps->count ? gaps->cluster[last] : (uint32_t)gaps->para->count;
    size_t units = last - first, clusters = line->last - line->first;
    int32_t *used = BX_NEW_ARRAY(arena, int32_t, FIXED - 1);
    bx_len *x = BX_NEW_ARRAY(arena, bx_len, clusters),
           *advance = BX_NEW_ARRAY(arena, bx_len, clusters);
    bx_arena_mark mark = bx_arena_save(arena);
    bx_len *change = BX_NEW_ARRAY(arena, bx_len, units);
    int64_t rest =
        measure - indent - bx_line_width(gaps, first, last) + bx_end_room(gaps, first, last);
    if (rest > 0 && rest == bx_end_blank(gaps, last) && gaps->rules->line_end == BX_END_ALLOW)
        justified = false;
    if (rest < 0)
        squeeze(gaps, first, last, -rest, line, used, change);
    else if (justified)
        stretch(gaps, first, last, rest, line, change);

    bx_len pen = indent;
    if (!justified && rest > 0 && align == BX_CENTER)
        pen += (bx_len)(rest / 2);
    if (!justified && rest > 0 && align == BX_END)
        pen += (bx_len)rest;
    for (size_t i = first; i < last; i++) {
        const bx_cluster *c = &gaps->para->clusters[gaps->cluster[i]];
        size_t at = gaps->cluster[i] - line->first;
        bx_len step = i + 1 < last ? c->body + gaps->gap[i].natural + change[i - first] : c->body;
        x[at] = pen;
        advance[at] = step;
        line->width = pen + c->body;
        size_t end = i + 1 < last ? gaps->cluster[i + 1] - line->first : clusters;
        for (size_t k = at + 1; k < end; k++)
            x[k] = pen + c->body;
        pen += step;
    }
    bx_arena_rewind(arena, mark);
    line->x = x;
    line->advance = advance;
    line->used = used;
}
