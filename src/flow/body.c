/* flow/body.c - blocks of a story to items that a column can take (正文).
 *
 * An item knows its lines and rows for a measure; where it goes is columns.c's.
 */
#include "flow/maker.h"

typedef struct {
    bx_maker *m;
    const bx_story *story;
    const bx_slot *slot;
    const bx_region *region;
    bx_items *items;
    bx_dress_set dresses;
    bx_len width;
    bool first;   /* the lead-in is still to be set */
    bool boxed;
    bool verse;   /* the block before was a stanza */
} builder;

static bx_len indent_of(const builder *b)
{
    return b->width < 10 * b->region->em ? b->region->em : 2 * b->region->em;
}

static void add_text(builder *b, const bx_block *block, const bx_setting *setting, bx_len indent, bx_alignment align,
                     bx_len inset, const bx_para *marker)
{
    const bx_para *para = bx_set_para(b->m, setting, false);
    bx_item item = {.kind = BX_ITEM_TEXT,
                    .block = block,
                    .part = b->boxed ? "aside" : "body",
                    .para = para,
                    .gaps = bx_make_gaps(b->m->scratch, para, &b->m->paper->lines),
                    .measure = {.measure = b->width - inset, .indent = indent, .align = align,
                                .last = (uint32_t)para->count},
                    .inset = inset,
                    .marker = marker,
                    .splits = true};
    item.prices = bx_price_lines(b->m->scratch, item.gaps, &item.measure);
    BX_PUSH(b->m->arena, *b->items, item);
}

static bool is_question(const builder *b, const bx_block *block)
{
    return b->slot->question.len > 0 && block->text.count > 0 && block->text.runs[0].face == BX_FACE_BOLD &&
           bx_str_eq(block->text.runs[0].text, b->slot->question);
}

static bool is_speech(const builder *b, const bx_block *block)
{
    return b->slot->question.len > 0 && block->text.count > 1 && block->text.runs[0].face == BX_FACE_BOLD &&
           bx_str_starts(block->text.runs[1].text, "：");
}

static void add_lead_in(builder *b, bx_setting *setting)
{
    if (!b->first || b->story->lead_in.count == 0 || BX_SABOTAGE(10)) /* a lead-in */
        return;
    int style = bx_need_style(b->m->paper, "lead-in");
    size_t from = setting->pieces.len;
    bx_set_text(b->m, setting, &b->story->lead_in, (bx_dress_set){style, style, style}, false);
    for (size_t i = from; i < setting->pieces.len; i++)
        setting->pieces.at[i].names = true;
    bx_set_literal(b->m, setting, BX_STR("　"), style);
    setting->em = 0;
}

/* Takes the first character off SETTING as an initial over the slot's rows; false: it is no Han character. */
static bool take_initial(builder *b, bx_setting *setting, bx_item *item)
{
    bx_maker *m = b->m;
    bx_piece *first = &setting->pieces.at[0];
    const char *at = first->text.at;
    if (setting->pieces.len == 0 || first->text.len == 0 || b->slot->initial_style < 0)
        return false;
    if (bx_class_of(bx_utf8_next(&at, first->text.at + first->text.len)) != BX_CLASS_ID)
        return false;
    size_t len = (size_t)(at - first->text.at);
    bx_dress dress = bx_style_dress(m->paper, b->slot->initial_style);
    bx_setting initial = {0};
    bx_piece piece = *first;
    piece.text.len = len;
    piece.dress = 0;
    /* From the first line's upper edge to the last one's foot. */
    dress.size = (b->slot->initial_rows - 1) * b->region->pitch + b->region->em;
    BX_PUSH(m->arena, initial.dresses, dress);
    BX_PUSH(m->arena, initial.pieces, piece);
    initial.em = dress.size;
    item->initial = bx_set_para(m, &initial, false);
    item->initial_rows = b->slot->initial_rows;
    item->initial_width = (dress.size + b->region->em / 3 + b->region->em - 1) / b->region->em * b->region->em;
    first->text = bx_str_slice(first->text, len, first->text.len);
    first->ledger += (uint32_t)len;
    first->where.start += (uint32_t)len;
    return true;
}

static void add_initial_paragraph(builder *b, const bx_block *block, bx_setting *setting)
{
    bx_item head = {0};
    if (!take_initial(b, setting, &head)) {
        add_text(b, block, setting, indent_of(b), BX_JUSTIFY, 0, NULL);
        return;
    }
    add_text(b, block, setting, 0, BX_JUSTIFY, 0, NULL);
    bx_item *item = &b->items->at[b->items->len - 1];
    item->initial = head.initial;
    item->initial_rows = head.initial_rows;
    item->initial_width = head.initial_width;
    item->splits = false;
}

static void add_paragraph(builder *b, const bx_block *block)
{
    bx_setting setting = {0};
    bx_dress_set dresses = b->dresses;
    if (is_question(b, block)) {
        dresses.body = dresses.kai = bx_need_style(b->m->paper, "question");
        dresses.bold = bx_need_style(b->m->paper, "speaker");
    } else if (is_speech(b, block)) {
        dresses.bold = bx_need_style(b->m->paper, "speaker");
    }
    add_lead_in(b, &setting);
    bx_set_text(b->m, &setting, &block->text, dresses, false);
    bx_len indent = block->kind == BX_PARAGRAPH && !b->boxed ? indent_of(b) : 0;
    bx_alignment align = block->kind == BX_SIGN    ? BX_END
                         : block->kind == BX_VERSE ? BX_START
                                                   : BX_JUSTIFY;
    if (b->first && b->slot->initial_rows > 0 && block->kind == BX_PARAGRAPH)
        add_initial_paragraph(b, block, &setting);
    else
        add_text(b, block, &setting, indent, align, 0, NULL);
    b->first = false;
}

static void add_list_item(builder *b, const bx_block *block)
{
    bx_setting setting = {0}, mark = {0};
    int style = bx_need_style(b->m->paper, "number");
    if (block->marker.count > 0)
        bx_set_text(b->m, &mark, &block->marker, (bx_dress_set){style, style, style}, false);
    else
        bx_set_literal(b->m, &mark, BX_STR("■"), bx_need_style(b->m->paper, "credit"));
    bx_set_text(b->m, &setting, &block->text, b->dresses, false);
    add_text(b, block, &setting, 0, BX_JUSTIFY, 2 * b->region->em, bx_set_para(b->m, &mark, false));
}

/* 小标题: two phrases are two lines; what no line holds is cut by sense like a headline. */
static const bx_lines *set_crosshead(builder *b, const bx_para *para, const bx_gaps *gaps, const bx_measure *measure)
{
    bx_maker *m = b->m;
    bx_head_cut cut = {0};
    bool phrases = false;
    for (uint32_t i = 0; i < para->count; i++)
        phrases |= para->clusters[i].class == BX_CLASS_IS;
    size_t count = phrases ? 2 : 1;
    for (; count <= BX_HEAD_LINES; count++)
        if (bx_cut_headline(m->arena, gaps, count, measure->measure, m->paper->lexicon, m->paper->lexicon_count, &cut) &&
            cut.widest <= measure->measure)
            break;
    if (count > BX_HEAD_LINES)
        return bx_break_lines(m->arena, gaps, measure, 0);
    bx_lines *lines = BX_NEW(m->arena, bx_lines);
    bx_line *at = BX_NEW_ARRAY(m->arena, bx_line, cut.count);
    for (size_t i = 0; i < cut.count; i++) {
        bx_measure one = *measure;
        one.first = cut.first[i];
        one.last = cut.last[i];
        at[i] = bx_break_lines(m->arena, gaps, &one, 0)->lines[0];
    }
    *lines = (bx_lines){.lines = at, .count = cut.count, .para = para};
    return lines;
}

static void add_crosshead(builder *b, const bx_block *block)
{
    bx_maker *m = b->m;
    bool brief = b->slot->kind == BX_SLOT_BRIEFS;
    int style = brief ? b->slot->item_style : bx_need_style(m->paper, "crosshead");
    if (style < 0)
        style = bx_need_style(m->paper, "crosshead");
    const bx_style *look = &m->paper->styles[style];
    bx_setting setting = {0};
    bx_set_text(m, &setting, &block->text, (bx_dress_set){style, style, style}, true);
    const bx_para *para = bx_set_para(m, &setting, false);
    const bx_gaps *gaps = bx_make_gaps(m->scratch, para, &m->head_rules);
    bool square = brief && b->slot->tint >= 0;
    bx_len inset = square ? look->size + bx_len_pt(1.5) : 0;
    bx_measure measure = {.measure = b->width - inset, .align = BX_START, .last = (uint32_t)para->count};
    const bx_lines *set = set_crosshead(b, para, gaps, &measure);
    int text_rows = (int)((set->count * (size_t)look->pitch + (size_t)b->region->box_pitch * 4 / 5) / (size_t)b->region->box_pitch);
    int rows = b->slot->crosshead_rows;
    if (rows < text_rows + 1 && !brief)
        rows = text_rows + 1;
    if (brief)
        rows = text_rows + 1;
    if (b->slot->column_each && b->items->len > 0)
        BX_PUSH(m->arena, *b->items, (bx_item){.kind = BX_ITEM_BREAK});
    bx_item item = {.kind = BX_ITEM_HEAD,
                    .block = block,
                    .part = brief ? "brief-head" : "crosshead",
                    .inset = inset,
                    .rows = rows,
                    .lines = (int)set->count,
                    .square = square,
                    .set = set,
                    .size = look->size,
                    .pitch = look->pitch};
    BX_PUSH(m->arena, *b->items, item);
}

static void add_block(builder *b, const bx_block *block);

/* A box in the column: tint, red bar, 楷 text 0.6 em inside (art direction 3, 4). */
static void add_box(builder *b, const bx_block *block)
{
    bx_maker *m = b->m;
    bx_items *inside = BX_NEW(m->arena, bx_items);
    builder inner = *b;
    inner.items = inside;
    inner.boxed = true;
    inner.first = false;
    inner.width = b->region->box_width - b->region->em * 6 / 5;
    inner.dresses.body = inner.dresses.kai = bx_need_style(m->paper, "aside");
    inner.dresses.bold = bx_need_style(m->paper, "aside-bold");
    if (block->text.count > 0) {
        bx_setting title = {0};
        bx_set_text(m, &title, &block->text, (bx_dress_set){inner.dresses.bold, inner.dresses.bold, inner.dresses.bold}, false);
        add_text(&inner, block, &title, 0, BX_START, 0, NULL);
    }
    for (size_t i = 0; i < block->child_count; i++)
        add_block(&inner, &block->children[i]);
    int lines = 0;
    for (size_t i = 0; i < inside->len; i++)
        lines += inside->at[i].kind == BX_ITEM_TEXT ? (int)inside->at[i].prices.best
                 : inside->at[i].set != NULL        ? inside->at[i].lines
                                                    : inside->at[i].rows;
    bx_item item = {.kind = BX_ITEM_BOX,
                    .block = block,
                    .part = "aside",
                    .rows = lines + 2,
                    .lines = lines,
                    .inside = inside->at,
                    .inside_count = inside->len};
    BX_PUSH(m->arena, *b->items, item);
}

static void add_aside(builder *b, const bx_block *block)
{
    if (!b->slot->plain_asides && !b->boxed) {
        add_box(b, block);
        return;
    }
    builder inner = *b;
    inner.dresses.body = inner.dresses.kai = bx_need_style(b->m->paper, "aside");
    inner.dresses.bold = bx_need_style(b->m->paper, "aside-bold");
    inner.boxed = true;
    inner.first = false;
    for (size_t i = 0; i < block->child_count; i++)
        add_block(&inner, &block->children[i]);
}

/* A table in the text is a box; one taller than the tallest column goes on in the next, under its head again. */
static void add_table(builder *b, const bx_block *block)
{
    if (b->slot->table.count > 0)
        return;
    bx_len pitch = b->slot->table_pitch, head = 14 * BX_PT, row = b->region->box_pitch;
    int tallest = 0;
    for (size_t i = 0; i < b->region->count; i++)
        tallest = b->region->segments[i].rows > tallest ? b->region->segments[i].rows : tallest;
    size_t most = (size_t)(((tallest - 1) * row - head) / pitch);
    size_t count = block->table->row_count;
    for (size_t first = 1; first < count;) {
        size_t last = most > 0 && count - first > most ? first + most : count;
        bx_len height = head + (bx_len)(last - first) * pitch;
        bx_item item = {.kind = BX_ITEM_BOX,
                        .block = block,
                        .part = "table",
                        .table_first = first,
                        .table_last = last,
                        .rows = (height + row - 1) / row + 1};
        BX_PUSH(b->m->arena, *b->items, item);
        first = last;
    }
}

/* A photo between paragraphs is as wide as the column and floats like a box. */
static void add_picture(builder *b, const bx_block *block)
{
    int most = 0, caption = 0;
    for (size_t i = 0; i < b->region->count; i++)
        most = b->region->segments[i].rows > most ? b->region->segments[i].rows : most;
    int rows = b->boxed ? 0 : bx_photo_rows(b->m, block->photo, b->region->box_width, b->region->box_pitch, most, &caption);
    if (rows == 0) {
        bx_report(b->m->diags, BX_ERROR, "photo-without-place", block->where,
                  b->boxed ? N_("a photo inside a box has no place") : N_("the columns are too short for this photo"));
        bx_hint(b->m->diags, b->slot->where, "list it under 'photos' in the story, and give it cells in the slot");
        return;
    }
    bx_item item = {.kind = BX_ITEM_BOX, .block = block, .part = "photo", .rows = rows, .lines = caption};
    BX_PUSH(b->m->arena, *b->items, item);
}

/* A blank row; none at a column's head. */
static void add_blank_row(builder *b, const bx_block *block)
{
    BX_PUSH(b->m->arena, *b->items, (bx_item){.kind = BX_ITEM_HEAD, .block = block, .part = "body", .rows = 1});
}

static void add_block(builder *b, const bx_block *block)
{
    if (BX_SABOTAGE(11) && block->kind == BX_SIGN) /* a sign */
        return;
    if (b->verse && block->kind == BX_VERSE)
        add_blank_row(b, block); /* between stanzas */
    b->verse = block->kind == BX_VERSE;
    switch (block->kind) {
    case BX_PARAGRAPH:
    case BX_VERSE:
    case BX_SIGN:
    case BX_SALUTE:
        add_paragraph(b, block);
        break;
    case BX_CROSSHEAD:
        add_crosshead(b, block);
        break;
    case BX_LIST_ITEM:
        add_list_item(b, block);
        break;
    case BX_TABLE:
        add_table(b, block);
        break;
    case BX_ASIDE:
        add_aside(b, block);
        break;
    case BX_BOX:
        add_box(b, block);
        break;
    case BX_PICTURE:
        add_picture(b, block);
        break;
    case BX_CUT:
        if (b->items->len > 0)
            b->items->at[b->items->len - 1].may_end = b->story->cut == BX_CUT_MARKED;
        break;
    }
}

void bx_make_items(bx_maker *m, const bx_story *story, const bx_slot *slot, const bx_region *region, bx_items *items)
{
    builder b = {.m = m,
                 .story = story,
                 .slot = slot,
                 .region = region,
                 .items = items,
                 .dresses = {slot->body_style < 0 ? 0 : slot->body_style, bx_need_style(m->paper, "bold"),
                             bx_need_style(m->paper, "kai")},
                 .width = region->width,
                 .first = true};
    for (size_t i = 0; i < story->block_count; i++) {
        add_block(&b, &story->blocks[i]);
        bx_block_kind kind = story->blocks[i].kind;
        if (story->cut == BX_CUT_TAIL && items->len > 0 && (kind == BX_PARAGRAPH || kind == BX_LIST_ITEM || kind == BX_VERSE))
            items->at[items->len - 1].may_end = true;
    }
}
