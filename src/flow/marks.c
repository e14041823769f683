/* flow/marks.c - marks between the lines (行间标点): 注音, 着重号, 专名号, 书名号甲式.
 *
 * They stand in the room that the pitch leaves and never change it.
 * source  CLREQ #handling_interlinear_punctuation; GB/T 15834-2011 5.1.8, 5.2.5
 */
#include "flow/maker.h"

/* A stretch of clusters of one piece or one mark, as a way along the line. */
typedef struct {
    uint32_t first, last;
    bx_len from, to; /* from the line's start */
} stretch;

static stretch stretch_of(const bx_frame *frame, uint32_t first, uint32_t last)
{
    const bx_line *line = frame->line;
    const bx_cluster *end = &frame->para->clusters[last - 1];
    return (stretch){first, last, line->x[first - line->first], line->x[last - 1 - line->first] + end->body};
}

/* ---- readings ---- */

/* A reading set for its base, and where it begins along the line. */
typedef struct {
    bx_setting setting;
    const bx_para *text;
    const bx_gaps *gaps;
    bx_len width, start;
} reading;

static reading set_reading(bx_maker *m, const bx_frame *frame, const stretch *s)
{
    const bx_para *para = frame->para;
    const bx_piece *piece = &para->pieces[para->clusters[s->first].piece];
    int style = bx_need_style(m->paper, "ruby");
    reading r = {.setting = {.em = m->paper->styles[style].size}};
    bx_piece text = {.text = piece->ruby, .ledger = piece->ruby_ledger, .where = piece->where};
    BX_PUSH(m->arena, r.setting.dresses, bx_style_dress(m->paper, style));
    BX_PUSH(m->arena, r.setting.pieces, text);
    r.text = bx_set_para(m, &r.setting, para->vertical);
    r.gaps = bx_make_gaps(m->arena, r.text, &m->head_rules);
    r.width = bx_natural_width(r.gaps, 0, (uint32_t)r.text->count);
    r.start = (s->from + s->to) / 2 - r.width / 2;
    return r;
}

/* Readings that would meet move apart, a quarter em between them, and all keep to the line's ends. Where the line has no
 * room for that each stays over its base.
 */
static void part_readings(reading *at, size_t count, bx_len measure)
{
    bx_len air = at[0].setting.em / 4, needed = -air, least = 0, most = measure;
    for (size_t i = 0; i < count; i++)
        needed += at[i].width + air;
    bool room = needed <= measure;
    for (size_t i = 1; room && i < count; i++) {
        bx_len over = at[i - 1].start + at[i - 1].width + air - at[i].start;
        if (over > 0) {
            at[i - 1].start -= over / 2;
            at[i].start += over - over / 2;
        }
    }
    for (size_t i = count; i-- > 0; most = room ? at[i].start - air : measure)
        if (at[i].start + at[i].width > most)
            at[i].start = most - at[i].width;
    for (size_t i = 0; i < count; least = room ? at[i].start + at[i].width + air : 0, i++)
        if (at[i].start < least)
            at[i].start = least;
}

static void put_reading(bx_maker *m, const bx_place *place, const bx_frame *frame, const reading *r)
{
    const bx_para *para = frame->para;
    if (para->vertical) { /* at the right of the base, turned as it is */
        bx_measure measure = {.measure = r->width + 1, .align = BX_START, .last = (uint32_t)r->text->count};
        const bx_lines *lines = bx_break_lines(m->arena, r->gaps, &measure, 0);
        bx_len middle = frame->baseline + para->em / 2 + r->setting.em / 3;
        for (size_t i = 0; i < lines->count; i++)
            bx_put_line(m, place, "ruby", r->text, &lines->lines[i], middle - r->setting.em / 2, frame->box.y + r->start,
                        r->setting.em, middle);
        return;
    }
    bx_put_text(m, place, "ruby", &r->setting, &m->head_rules, BX_AT_LEFT, frame->box.x + r->start,
                frame->baseline - para->em * 173 / 200);
}

static void put_readings(bx_maker *m, const bx_place *place, const bx_frame *frame)
{
    const bx_para *para = frame->para;
    BX_VEC(reading) all = {0};
    for (uint32_t i = frame->line->first; i < frame->line->last;) {
        uint16_t piece = para->clusters[i].piece;
        uint32_t end = i + 1;
        while (end < frame->line->last && para->clusters[end].piece == piece)
            end++;
        bool begins = i == 0 || para->clusters[i - 1].piece != piece;
        if (para->pieces[piece].ruby.len > 0 && begins) {
            stretch s = stretch_of(frame, i, end);
            BX_PUSH(m->arena, all, set_reading(m, frame, &s));
        }
        i = end;
    }
    if (all.len > 0)
        part_readings(all.at, all.len, frame->line->measure);
    for (size_t i = 0; i < all.len; i++)
        put_reading(m, place, frame, &all.at[i]);
}

/* ---- dots and lines ---- */

static void put_dot(bx_maker *m, const bx_place *place, const bx_frame *frame, const stretch *s, int ink)
{
    const bx_len size = bx_len_pt(1.24), off = bx_len_pt(1.75);
    bx_len middle = (s->from + s->to) / 2;
    bx_rect box = {frame->box.x + middle - size / 2, frame->baseline + off - size / 2, size, size};
    if (frame->vertical)
        box = (bx_rect){frame->baseline + frame->para->em / 2 + off - size / 2, frame->box.y + middle - size / 2, size, size};
    bx_put_area(m, place, BX_FRAME_DOT, "emphasis", box, ink);
}

/* A line along the text, WIDTH across: below it, at its left in vertical text. Two names side by side stay apart: each
 * line ends a little short.
 */
static void put_along(bx_maker *m, const bx_place *place, const bx_frame *frame, const stretch *s, bx_frame_kind kind,
                      bx_len off, bx_len width, int ink)
{
    bx_len short_of = frame->para->em / 16, length = s->to - s->from - 2 * short_of;
    bx_rect box = {frame->box.x + s->from + short_of, frame->baseline + off - width / 2, length, width};
    if (frame->vertical)
        box = (bx_rect){frame->baseline - frame->para->em / 2 - off - width / 2, frame->box.y + s->from + short_of, width,
                        length};
    bx_put_area(m, place, kind, kind == BX_FRAME_WAVE ? "book-title" : "proper-name", box, ink);
}

static void put_lines(bx_maker *m, const bx_place *place, const bx_frame *frame)
{
    const bx_para *para = frame->para;
    for (uint32_t i = frame->line->first; i < frame->line->last;) {
        const bx_dress *dress = &para->dresses[para->clusters[i].dress];
        uint32_t end = i + 1;
        while (end < frame->line->last && para->clusters[end].piece == para->clusters[i].piece)
            end++;
        stretch s = stretch_of(frame, i, end);
        switch (dress->mark) {
        case BX_LINE_EMPHASIS:
            for (uint32_t k = i; k < end; k++)
                if (para->clusters[k].class == BX_CLASS_ID) {
                    stretch one = stretch_of(frame, k, k + 1);
                    put_dot(m, place, frame, &one, dress->ink);
                }
            break;
        case BX_LINE_PROPER:
            put_along(m, place, frame, &s, BX_FRAME_RULE, bx_len_pt(1.3), bx_len_pt(0.4), dress->ink);
            break;
        case BX_LINE_BOOK:
            put_along(m, place, frame, &s, BX_FRAME_WAVE, bx_len_pt(1.5), bx_len_pt(1.2), dress->ink);
            break;
        case BX_LINE_NONE:
            break;
        }
        i = end;
    }
}

void bx_put_marks(bx_maker *m, const bx_place *place, const bx_frame *frame)
{
    if (frame->para->pieces == NULL || frame->line->last == frame->line->first)
        return;
    bx_place here = *place;
    here.passage = frame->passage;
    put_readings(m, &here, frame);
    put_lines(m, place, frame);
}

const bx_frame *bx_mark_line(bx_arena *arena, const bx_paper *paper, bx_shaper *shaper, const bx_frame *line,
                             size_t *count, bx_diags *diags)
{
    bx_maker m = {.arena = arena, .paper = paper, .shaper = shaper, .head_rules = paper->lines, .diags = diags};
    bx_frames frames = {0};
    bx_place place = {.frames = &frames};
    bx_put_marks(&m, &place, line);
    *count = frames.len;
    return frames.at;
}
