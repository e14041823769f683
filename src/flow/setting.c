/* flow/setting.c - text of a story in the paper's styles, and lines put in their places (排字). */
#include "flow/maker.h"

int bx_ink_named(const bx_paper *paper, const char *name)
{
    for (size_t i = 0; i < paper->ink_count; i++)
        if (bx_str_is(paper->inks[i].name, name))
            return (int)i;
    return 0;
}

int bx_accent_ink(const bx_paper *paper)
{
    int accent = bx_ink_named(paper, "accent");
    return bx_str_is(paper->inks[accent].name, "accent") ? accent : bx_ink_named(paper, "red");
}

bx_dress bx_style_dress(const bx_paper *paper, int style)
{
    const bx_style *s = &paper->styles[style];
    return (bx_dress){.face = (uint16_t)s->font,
                      .ink = (uint16_t)s->ink,
                      .size = s->size,
                      .tracking = s->tracking,
                      .half_digits = s->half_digits,
                      .mark_face = (int16_t)s->mark_font};
}

static uint16_t dress_index(bx_maker *m, bx_setting *setting, int style, bx_len size, bx_line_mark mark)
{
    bx_dress dress = bx_style_dress(m->paper, style);
    dress.size = size;
    dress.mark = mark;
    for (size_t i = 0; i < setting->dresses.len; i++)
        if (memcmp(&setting->dresses.at[i], &dress, sizeof dress) == 0)
            return (uint16_t)i;
    BX_PUSH(m->arena, setting->dresses, dress);
    return (uint16_t)(setting->dresses.len - 1);
}

void bx_set_text(bx_maker *m, bx_setting *setting, const bx_text *text, bx_dress_set dresses, bool bars)
{
    for (size_t i = 0; i < text->count; i++) {
        const bx_run *run = &text->runs[i];
        if (BX_SABOTAGE(12) && run->face == BX_FACE_KAI) /* text in 楷 */
            continue;
        int style = run->face == BX_FACE_BOLD  ? dresses.bold
                    : run->face == BX_FACE_KAI ? dresses.kai
                                               : dresses.body;
        bx_piece piece = {.text = run->text,
                          .ledger = run->ledger,
                          .where = run->where,
                          .dress = dress_index(m, setting, style, m->paper->styles[dresses.body].size,
                                               run->mark),
                          .line_end = run->line_end,
                          .bars = bars,
                          .ruby = run->ruby,
                          .ruby_ledger = run->ruby_ledger};
        BX_PUSH(m->arena, setting->pieces, piece);
    }
    if (setting->em == 0)
        setting->em = m->paper->styles[dresses.body].size;
}

void bx_set_literal(bx_maker *m, bx_setting *setting, bx_str text, int style)
{
    bx_piece piece = {.text = text,
                      .ledger = BX_GENERATED,
                      .dress = dress_index(m, setting, style, m->paper->styles[style].size, BX_LINE_NONE)};
    BX_PUSH(m->arena, setting->pieces, piece);
    if (setting->em == 0)
        setting->em = m->paper->styles[style].size;
}

const bx_para *bx_set_para(bx_maker *m, const bx_setting *setting, bool vertical)
{
    return bx_shape(m->arena, m->shaper, setting->pieces.at, setting->pieces.len, setting->dresses.at,
                    setting->dresses.len, setting->em, vertical, m->diags);
}

/* Characters that a line leaves out at its edges, by rule: spaces and U+3000. */
static void settle_edges(bx_maker *m, const bx_para *para, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i < last; i++) {
        const bx_cluster *c = &para->clusters[i];
        if (c->ledger == BX_GENERATED || (c->class != BX_CLASS_SP && c->class != BX_CLASS_IS))
            continue;
        for (uint32_t b = 0; b < c->text_len; b++)
            m->fates[c->ledger + b] = BX_DROPPED;
    }
}

bx_frame *bx_put_line(bx_maker *m, const bx_place *place, const char *part, const bx_para *para,
                      const bx_line *line, bx_len x, bx_len top, bx_len height, bx_len baseline)
{
    bx_frame frame = {.kind = BX_FRAME_LINE,
                      .part = part,
                      .slot = place->slot,
                      .story = place->story,
                      .box = {x, top, para->vertical ? height : line->measure, para->vertical ? line->measure : height},
                      .baseline = baseline,
                      .para = para,
                      .line = line,
                      .vertical = para->vertical,
                      .row = -1,
                      .column = -1,
                      .passage = place->passage,
                      .where = para->where};
    if (frame.passage.whole == NULL)
        frame.passage.whole = para;
    BX_PUSH(m->arena, *place->frames, frame);
    settle_edges(m, para, line->last, line->next);
    if (line->first > 0 && line->last > line->first)
        for (uint32_t i = line->first; i-- > 0 && para->clusters[i].class >= BX_CLASS_SP;)
            settle_edges(m, para, i, i + 1);
    size_t at = place->frames->len - 1;
    bx_put_marks(m, place, &frame);
    return &place->frames->at[at];
}

void bx_put_area(bx_maker *m, const bx_place *place, bx_frame_kind kind, const char *part, bx_rect box, int ink)
{
    bx_frame frame = {.kind = kind,
                      .part = part,
                      .slot = place->slot,
                      .story = place->story,
                      .box = box,
                      .ink = (uint16_t)ink,
                      .row = -1,
                      .column = -1};
    BX_PUSH(m->arena, *place->frames, frame);
}

bx_len bx_put_text(bx_maker *m, const bx_place *place, const char *part, const bx_setting *setting,
                   const bx_line_rules *rules, bx_at at, bx_len x, bx_len baseline)
{
    const bx_para *para = bx_set_para(m, setting, false);
    if (para->count == 0)
        return 0;
    const bx_gaps *gaps = bx_make_gaps(m->arena, para, rules);
    bx_len width = bx_natural_width(gaps, 0, (uint32_t)para->count);
    bx_measure measure = {.measure = width + 1, .align = BX_START, .last = (uint32_t)para->count};
    const bx_lines *lines = bx_break_lines(m->arena, gaps, &measure, 0);
    bx_len left = at == BX_AT_CENTER ? x - width / 2 : at == BX_AT_RIGHT ? x - width : x;
    bx_len size = setting->em;
    settle_edges(m, para, 0, lines->lines[0].first);
    for (size_t i = 0; i < lines->count; i++)
        bx_put_line(m, place, part, para, &lines->lines[i], left, baseline - size * 22 / 25, size, baseline);
    return width;
}
