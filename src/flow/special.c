/* flow/special.c - slots with a form of their own: 导读, 时间轴, 竖排的诗. */
#include "flow/maker.h"

/* The page of a story's first placement. */
static const bx_page_plan *first_page(const bx_issue *issue, bx_str story)
{
    for (size_t i = 0; i < issue->page_count; i++)
        for (size_t k = 0; k < issue->pages[i].place_count; k++)
            if (bx_str_eq(issue->pages[i].places[k].story, story))
                return &issue->pages[i];
    return NULL;
}

/* These return the width of what they put. */
static bx_len put_literal(bx_maker *m, const bx_place *place, const char *part, bx_str text, const char *style, bx_at at,
                          bx_len x, bx_len baseline)
{
    bx_setting setting = {0};
    bx_set_literal(m, &setting, text, bx_need_style(m->paper, style));
    return bx_put_text(m, place, part, &setting, &m->head_rules, at, x, baseline);
}

static bx_len put_field(bx_maker *m, const bx_place *place, const char *part, const bx_text *text, const char *style,
                        bx_at at, bx_len x, bx_len baseline)
{
    bx_setting setting = {0};
    int index = bx_need_style(m->paper, style);
    bx_set_text(m, &setting, text, (bx_dress_set){index, index, index}, true);
    return bx_put_text(m, place, part, &setting, &m->head_rules, at, x, baseline);
}

/* An entry of a 导读 keeps to its line, and to its slot. */
static void check_entry(bx_maker *m, const bx_slot *slot, const bx_block *block, bx_len width, bx_len room, bool below)
{
    if (width > room) {
        bx_len em = m->paper->styles[bx_need_style(m->paper, "index-text")].size;
        bx_report(m->diags, BX_ERROR, "overset", block->where, "the entry is %d characters too long for its line",
                  (int)((width - room + em - 1) / em));
        bx_hint(m->diags, slot->where, "shorten it, or give the slot another column");
    }
    if (below) {
        bx_report(m->diags, BX_ERROR, "overset", block->where, "the entry stands below slot '%.*s'", BX_FMT(slot->name));
        bx_hint(m->diags, slot->where, "take an entry out, or give the slot more rows or its grid a smaller pitch");
    }
}

void bx_make_index(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    bx_rect box = bx_cells_box(&m->paper->grid, &slot->cells);
    bx_len foot = box.y + box.h - slot->inset_bottom;
    box.y += slot->inset_top;
    bx_len left = box.x + slot->pad, right = box.x + box.w - slot->pad;
    bx_len pitch = slot->own_pitch > 0 ? slot->own_pitch : 24 * BX_PT;
    put_field(m, place, "title", &place->story->title, "index-title", BX_AT_LEFT, left, box.y + bx_len_pt(18.5));
    bx_len y = box.y + slot->own_top;
    bx_place here = *place;
    for (size_t i = 0; i < place->story->block_count; i++) {
        const bx_block *block = &place->story->blocks[i];
        if (block->kind != BX_LIST_ITEM || block->text.count == 0)
            continue;
        bx_put_area(m, place, BX_FRAME_RULE, "rule", (bx_rect){left, y, right - left, bx_len_pt(0.3)}, bx_ink_named(m->paper, "grey"));
        here.passage = (bx_passage){.block = block, .whole = block};
        const bx_page_plan *page = first_page(m->issue, block->text.runs[0].target);
        bx_len section = 0, text_x = left + 31 * BX_PT;
        if (page != NULL) { /* else reported when the issue was read */
            put_literal(m, &here, "index.page", page->label, "index-label", BX_AT_LEFT, left, y + 18 * BX_PT);
            section = put_literal(m, &here, "index.section", page->title, "index-section", BX_AT_RIGHT, right, y + bx_len_pt(16.6));
        }
        bx_len width = put_field(m, &here, "body", &block->text, "index-text", BX_AT_LEFT, text_x, y + 17 * BX_PT);
        check_entry(m, slot, block, width, right - section - text_x, y + 20 * BX_PT > foot);
        y += pitch;
        if (BX_SABOTAGE(13) && i == 1) /* what follows in a 导读 */
            break;
    }
}

/* "2015年12月31日": the year large, the day small below it. */
static void put_day(bx_maker *m, const bx_place *place, const bx_run *run, bx_len x, bx_len baseline)
{
    bx_text whole = {.runs = run, .count = 1, .where = run->where};
    const char *year = memmem(run->text.at, run->text.len, "年", strlen("年"));
    size_t cut = year == NULL ? run->text.len : (size_t)(year - run->text.at) + strlen("年");
    bx_run upper = *run, lower = *run;
    upper.text = bx_str_slice(run->text, 0, cut);
    lower.text = bx_str_slice(run->text, cut, run->text.len);
    lower.ledger += (uint32_t)cut;
    lower.where.start += (uint32_t)cut;
    upper.face = lower.face = BX_FACE_BODY;
    whole.runs = &upper;
    put_field(m, place, "body", &whole, "year", BX_AT_LEFT, x, baseline);
    whole.runs = &lower;
    if (lower.text.len > 0)
        put_field(m, place, "body", &whole, "day", BX_AT_LEFT, x, baseline + bx_len_pt(9.6));
}

void bx_make_timeline(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    bx_rect box = bx_cells_box(&m->paper->grid, &slot->body);
    const bx_style *style = &m->paper->styles[bx_need_style(m->paper, "event")];
    int event = bx_need_style(m->paper, "event"), bold = bx_need_style(m->paper, "bold");
    bx_len left = box.x + slot->pad, text_x = left + bx_len_pt(62);
    bx_len measure = (box.x + box.w - slot->pad - text_x) / style->size * style->size;
    size_t count = 0;
    for (size_t i = 0; i < place->story->block_count; i++)
        count += place->story->blocks[i].kind == BX_LIST_ITEM;
    if (count == 0)
        return;
    int red = bx_accent_ink(m->paper);
    bx_place here = *place;
    bx_len pitch = (box.h - 10 * BX_PT) / (bx_len)count, y = box.y + 6 * BX_PT;
    bx_len node = bx_len_pt(4.4), axis = left + bx_len_pt(2.4);
    bx_put_area(m, place, BX_FRAME_RULE, "axis",
                (bx_rect){axis - bx_len_pt(0.35), y + bx_len_pt(7), bx_len_pt(0.7), (bx_len)(count - 1) * pitch}, red);
    for (size_t i = 0; i < place->story->block_count; i++) {
        const bx_block *block = &place->story->blocks[i];
        if (block->kind != BX_LIST_ITEM)
            continue;
        bx_text rest = block->text;
        here.passage = (bx_passage){.block = block, .whole = block};
        bx_put_area(m, place, BX_FRAME_TINT, "node", (bx_rect){axis - node / 2, y + bx_len_pt(4.8), node, node}, red);
        if (rest.count > 0 && rest.runs[0].face == BX_FACE_BOLD) {
            put_day(m, &here, &rest.runs[0], left + bx_len_pt(11), y + bx_len_pt(10.6));
            rest.runs++;
            rest.count--;
        }
        bx_setting setting = {0};
        bx_set_text(m, &setting, &rest, (bx_dress_set){event, bold, event}, false);
        const bx_para *para = bx_set_para(m, &setting, false);
        const bx_gaps *gaps = bx_make_gaps(m->arena, para, &m->paper->lines);
        bx_measure wide = {.measure = measure, .align = BX_JUSTIFY, .last = (uint32_t)para->count};
        const bx_lines *lines = bx_break_lines(m->arena, gaps, &wide, 0);
        if ((bx_len)lines->count * style->pitch > pitch) {
            bx_report(m->diags, BX_ERROR, "overset", block->where, "the event has %zu lines, its share of slot '%.*s' holds %d",
                      lines->count, BX_FMT(slot->name), (int)(pitch / style->pitch));
            bx_hint(m->diags, slot->where, "shorten it, take an event out, or give the slot more rows");
        }
        for (size_t k = 0; k < lines->count; k++) {
            bx_len top = y + (bx_len)k * style->pitch;
            bx_put_line(m, &here, "body", para, &lines->lines[k], text_x, top, style->pitch,
                        top + (style->pitch - style->size) / 2 + style->size * 22 / 25);
        }
        y += pitch;
    }
}

void bx_make_poem(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    bx_rect box = bx_cells_box(&m->paper->grid, &slot->body);
    int index = slot->body_style;
    const bx_style *style = &m->paper->styles[index];
    const bx_len stanza_gap = bx_len_pt(12.7), top = box.y + 15 * BX_PT;
    BX_VEC(const bx_lines *) stanzas = {0};
    bx_len width = 0;
    for (size_t i = 0; i < place->story->block_count; i++) {
        const bx_block *block = &place->story->blocks[i];
        bx_setting setting = {0};
        bx_set_text(m, &setting, &block->text, (bx_dress_set){index, index, index}, false);
        const bx_para *para = bx_set_para(m, &setting, true);
        const bx_gaps *gaps = bx_make_gaps(m->arena, para, &m->paper->lines);
        bx_measure tall = {.measure = (box.h - 24 * BX_PT) / style->size * style->size, .align = BX_START,
                           .last = (uint32_t)para->count};
        const bx_lines *lines = bx_break_lines(m->arena, gaps, &tall, 0);
        BX_PUSH(m->arena, stanzas, lines);
        width += (bx_len)lines->count * style->pitch + (i > 0 ? stanza_gap : 0);
    }
    /* The head holds the right end; the lines stand in the middle of the rest. */
    bx_len head = bx_columns_width(&m->paper->grid, 1) * 7 / 10;
    bx_len room = box.w - head - slot->pad;
    bx_len x = box.x + slot->pad + room - (room - width) / 2;
    if (width > room) {
        bx_report(m->diags, BX_ERROR, "overset", place->story->where, "the poem is %d%% of its slot wide", (int)(width * 100L / room));
        bx_hint(m->diags, slot->where, "give the slot another column");
    }
    for (size_t i = BX_SABOTAGE(20); i < stanzas.len; i++) { /* a stanza */
        for (size_t k = 0; k < stanzas.at[i]->count; k++) {
            bx_len centre = x - style->pitch / 2;
            bx_put_line(m, place, "body", stanzas.at[i]->para, &stanzas.at[i]->lines[k], centre - style->size / 2, top,
                        style->size, centre);
            x -= style->pitch;
        }
        x -= stanza_gap;
    }
}
