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

static void put_reading(bx_maker *m, const bx_place *place, const bx_frame *frame, const stretch *s)
{
    const bx_para *para = frame->para;
    const bx_piece *piece = &para->pieces[para->clusters[s->first].piece];
    int style = bx_need_style(m->paper, "ruby");
    bx_setting setting = {0};
    bx_piece reading = {.text = piece->ruby, .ledger = piece->ruby_ledger, .where = piece->where};
    BX_PUSH(m->arena, setting.dresses, bx_style_dress(m->paper, style));
    BX_PUSH(m->arena, setting.pieces, reading);
    setting.em = m->paper->styles[style].size;
    const bx_para *text = bx_set_para(m, &setting, para->vertical);
    const bx_gaps *gaps = bx_make_gaps(m->arena, text, &m->head_rules);
    bx_len width = bx_natural_width(gaps, 0, (uint32_t)text->count);
    bx_len start = (s->from + s->to) / 2 - width / 2;
    /* A reading longer than its base keeps to the line's ends. */
    if (start + width > frame->line->measure)
        start = frame->line->measure - width;
    if (start < 0)
        start = 0;
    if (para->vertical) { /* at the right of the base, turned as it is */
        bx_measure measure = {.measure = width + 1, .align = BX_START, .last = (uint32_t)text->count};
        const bx_lines *lines = bx_break_lines(m->arena, gaps, &measure, 0);
        bx_len middle = frame->baseline + para->em / 2 + setting.em / 3;
        for (size_t i = 0; i < lines->count; i++)
            bx_put_line(m, place, "ruby", text, &lines->lines[i], middle - setting.em / 2, frame->box.y + start,
                        setting.em, middle);
        return;
    }
    bx_put_text(m, place, "ruby", &setting, &m->head_rules, BX_AT_LEFT, frame->box.x + start,
                frame->baseline - para->em * 173 / 200);
}

static void put_readings(bx_maker *m, const bx_place *place, const bx_frame *frame)
{
    const bx_para *para = frame->para;
    for (uint32_t i = frame->line->first; i < frame->line->last;) {
        uint16_t piece = para->clusters[i].piece;
        uint32_t end = i + 1;
        while (end < frame->line->last && para->clusters[end].piece == piece)
            end++;
        bool begins = i == 0 || para->clusters[i - 1].piece != piece;
        if (para->pieces[piece].ruby.len > 0 && begins) {
            stretch s = stretch_of(frame, i, end);
            put_reading(m, place, frame, &s);
        }
        i = end;
    }
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
