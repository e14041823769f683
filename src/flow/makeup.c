/* flow/makeup.c - every page of an issue: furniture, slots, stories, advertisements (拼版).
 *
 * Drives the other files of this folder; decides nothing about lines or columns itself.
 */
#include "flow/maker.h"

static size_t page_index(const bx_issue *issue, bx_str label)
{
    for (size_t i = 0; i < issue->page_count; i++)
        if (bx_str_eq(issue->pages[i].label, label))
            return i;
    return issue->page_count;
}

static const bx_flow_plan *flow_of(const bx_issue *issue, const bx_story *story)
{
    for (size_t i = 0; i < issue->flow_count; i++)
        if (issue->flows[i].story == story)
            return &issue->flows[i];
    return NULL;
}

static bx_place place_in(bx_maker *m, size_t page, bx_str slot, const bx_story *story)
{
    return (bx_place){.frames = &m->folios[page], .slot = slot, .story = story, .page = &m->issue->pages[page]};
}

static void check_caption(bx_maker *m, const bx_place *place, const bx_slot *slot, const bx_photo_spot *spot,
                          const bx_photo *photo)
{
    if (bx_has_caption(spot) || slot->captions.count > 0 || photo->title.count + photo->caption.count + photo->credit.count == 0)
        return;
    bx_report(m->diags, BX_ERROR, "field-without-place", photo->where,
              "slot '%.*s' of page %.*s has no place for the words under this photo", BX_FMT(slot->name),
              BX_FMT(place->page->label));
    bx_hint(m->diags, spot->where, "give the photo cells for its 'caption', or the slot cells for all 'captions'");
}

static void put_photos(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    const bx_story *story = place->story;
    for (size_t i = 0; i < slot->photo_count; i++) {
        const bx_photo_spot *spot = &slot->photos[i];
        if (spot->index < (int)story->photo_count) {
            bx_make_photo(m, place, slot, spot, &story->photos[spot->index]);
            check_caption(m, place, slot, spot, &story->photos[spot->index]);
            continue;
        }
        if (story->unread)
            continue;
        bx_report(m->diags, BX_ERROR, "no-photo", story->where, "slot '%.*s' of page %.*s wants photo %d, the story has %zu",
                  BX_FMT(slot->name), BX_FMT(place->page->label), spot->index + 1, story->photo_count);
        bx_hint(m->diags, spot->where, "add the photo to the story, or take the place out of the layout");
    }
    bx_make_group_words(m, place, slot);
}

static bool shows_photo(const bx_slot *slot, size_t photo)
{
    for (size_t i = 0; i < slot->photo_count; i++)
        if (slot->photos[i].index == (int)photo)
            return true;
    return false;
}

/* Every photo of a story has a place in one of its slots. */
static void check_photos(bx_maker *m, const bx_leg *legs, size_t count)
{
    const bx_story *story = legs[0].story;
    for (size_t i = 0; i < story->photo_count; i++) {
        bool shown = false;
        for (size_t k = 0; k < count; k++)
            shown |= shows_photo(legs[k].slot, i);
        if (shown)
            continue;
        bx_report(m->diags, BX_ERROR, "photo-without-place", story->photos[i].where,
                  "slot '%.*s' of page %.*s has no place for this photo", BX_FMT(legs[0].slot->name),
                  BX_FMT(legs[0].place.page->label));
        bx_hint(m->diags, legs[0].slot->where, "add a place under 'photos', or take the photo out of the story");
    }
}

static void put_table(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    if (slot->table.count == 0)
        return;
    bx_rect box = bx_part_box(&m->paper->grid, slot, &slot->table);
    const bx_story *story = place->story;
    for (size_t i = 0; i < story->block_count; i++)
        if (story->blocks[i].kind == BX_TABLE) {
            bx_make_table(m, place, &story->blocks[i], 1, story->blocks[i].table->row_count, box, slot->table_pitch);
            bx_len height = 14 * BX_PT + (bx_len)(story->blocks[i].table->row_count - 1) * slot->table_pitch;
            if (slot->body.count == 0 && i + 1 < story->block_count) {
                bx_setting note = {0};
                int style = bx_need_style(m->paper, "table-note");
                bx_set_text(m, &note, &story->blocks[i + 1].text, (bx_dress_set){style, style, style}, false);
                bx_put_text(m, place, "body", &note, &m->head_rules, BX_AT_LEFT, box.x, box.y + height + 11 * BX_PT);
            }
            return;
        }
}

static bool head_holds(const bx_head *head, bx_part part)
{
    for (size_t i = 0; i < head->count; i++)
        for (size_t k = 0; k < head->lines[i].count; k++)
            if (head->lines[i].items[k].part == part)
                return true;
    return false;
}

/* What a story has and its slot has no place for would be lost. */
static void check_fields(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    const bx_story *story = place->story;
    const struct {
        bx_part part;
        const bx_text *text;
        const char *key;
    } fields[] = {{BX_PART_TAG, &story->column, "column"},        {BX_PART_KICKER, &story->kicker, "kicker"},
                  {BX_PART_TITLE, &story->title, "title"},        {BX_PART_SUBTITLE, &story->subtitle, "subtitle"},
                  {BX_PART_SUMMARY, &story->summary, "summary"},  {BX_PART_BYLINE, &story->byline, "byline"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        bool own_title = fields[i].part == BX_PART_TITLE &&
                         (slot->kind == BX_SLOT_INDEX || (slot->photo_count > 0 && slot->photos[0].title_rows > 0));
        if (fields[i].text->count == 0 || own_title || head_holds(&slot->head, fields[i].part) ||
            head_holds(&slot->deck, fields[i].part))
            continue;
        bx_report(m->diags, BX_ERROR, "field-without-place", fields[i].text->where,
                  "slot '%.*s' of page %.*s has no place for the %s of this story", BX_FMT(slot->name),
                  BX_FMT(place->page->label), fields[i].key);
        bx_hint(m->diags, slot->where, "name it in the slot's head, or take it out of the story");
    }
}

/* Whether a slot without a body, or with a form of its own, sets block I of STORY. */
static bool holds_block(const bx_slot *slot, const bx_story *story, size_t i)
{
    bx_block_kind kind = story->blocks[i].kind;
    switch (slot->kind) {
    case BX_SLOT_INDEX:
    case BX_SLOT_TIMELINE:
        return kind == BX_LIST_ITEM;
    case BX_SLOT_POEM:
        return kind == BX_PARAGRAPH || kind == BX_VERSE;
    case BX_SLOT_STORY:
    case BX_SLOT_BRIEFS:
    case BX_SLOT_AD:
        break;
    }
    if (slot->body.count > 0 || kind == BX_CUT)
        return true;
    bool note = i > 0 && kind == BX_PARAGRAPH && story->blocks[i - 1].kind == BX_TABLE;
    return slot->table.count > 0 && (kind == BX_TABLE || note);
}

static void check_blocks(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    const bx_story *story = place->story;
    bool paragraph = false;
    for (size_t i = 0; i < story->block_count; i++) {
        paragraph |= story->blocks[i].kind == BX_PARAGRAPH;
        if (holds_block(slot, story, i))
            continue;
        bx_report(m->diags, BX_ERROR, "block-without-place", story->blocks[i].where,
                  "slot '%.*s' of page %.*s has no place for this part of the text", BX_FMT(slot->name),
                  BX_FMT(place->page->label));
        bx_hint(m->diags, slot->where, "give the slot a body, or another kind");
    }
    if (story->lead_in.count > 0 && (!paragraph || slot->body.count == 0 || slot->kind >= BX_SLOT_TIMELINE)) {
        bx_report(m->diags, BX_ERROR, "field-without-place", story->lead_in.where,
                  "slot '%.*s' of page %.*s has no paragraph for the lead-in to stand before", BX_FMT(slot->name),
                  BX_FMT(place->page->label));
        bx_hint(m->diags, slot->where, "give the slot a body, or take the lead-in out");
    }
}

/* A table that asks for several columns takes the foot of the body's last ones, unless the layout has a place. */
static const bx_slot *carve_table(bx_maker *m, const bx_slot *slot, const bx_story *story)
{
    const bx_table *table = NULL;
    for (size_t i = 0; i < story->block_count && table == NULL; i++)
        if (story->blocks[i].kind == BX_TABLE && story->blocks[i].table->span > 1)
            table = story->blocks[i].table;
    if (table == NULL || slot->table.count > 0 || slot->own_columns > 0 || slot->body.count < (size_t)table->span)
        return slot;
    bx_len height = 14 * BX_PT + (bx_len)(table->row_count - 1) * slot->table_pitch;
    uint16_t rows = (uint16_t)((height + m->paper->grid.pitch - 1) / m->paper->grid.pitch + 1);
    bx_slot *carved = BX_NEW(m->arena, bx_slot);
    bx_interval *body = BX_NEW_ARRAY(m->arena, bx_interval, slot->body.count);
    bx_interval *cells = BX_NEW_ARRAY(m->arena, bx_interval, (size_t)table->span);
    memcpy(body, slot->body.at, slot->body.count * sizeof *body);
    uint16_t foot = body[slot->body.count - 1].to;
    for (int k = 0; k < table->span; k++) {
        bx_interval *last = &body[slot->body.count - 1 - (size_t)k];
        if (last->to != foot || last->to - last->from < rows + 3)
            return slot;
        last->to = (uint16_t)(foot - rows);
        cells[table->span - 1 - k] = (bx_interval){.column = last->column, .from = (uint16_t)(foot - rows + 1), .to = foot};
    }
    *carved = *slot;
    carved->body.at = body;
    carved->table = (bx_cells){.at = cells, .count = (size_t)table->span, .where = slot->body.where};
    return carved;
}

static void put_first_leg(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    bx_head_text text = {.story = place->story};
    bx_put_slot_box(m, place, slot);
    put_photos(m, place, slot);
    bx_make_head(m, place, &slot->head, &text);
    bx_make_head(m, place, &slot->deck, &text);
    put_table(m, place, slot);
    check_fields(m, place, slot);
    check_blocks(m, place, slot);
}

static bx_str jump_mark(bx_maker *m, bx_str label)
{
    bx_str wording = m->paper->jump_from;
    const char *field = memmem(wording.at, wording.len, "{page}", 6);
    if (field == NULL)
        return wording;
    size_t at = (size_t)(field - wording.at);
    return bx_str_printf(m->arena, "%.*s%.*s%.*s", (int)at, wording.at, BX_FMT(label), (int)(wording.len - at - 6), field + 6);
}

/* FROM: the page that the story comes from; empty: it is the same. */
static void put_next_leg(bx_maker *m, const bx_leg *leg, bx_str from)
{
    const bx_paper *here = m->paper;
    m->paper = m->papers[page_index(m->issue, leg->place.page->label)];
    bx_put_slot_box(m, &leg->place, leg->slot);
    put_photos(m, &leg->place, leg->slot);
    if (from.len == 0) {
        m->paper = here;
        return;
    }
    bx_head_text text = {.story = leg->story, .jump_from = jump_mark(m, from), .jump_head = leg->story->short_title};
    bx_make_head(m, &leg->place, &leg->slot->head, &text);
    m->paper = here;
}

static void make_body(bx_maker *m, bx_leg *legs, size_t count)
{
    bx_items items = {0};
    bx_arena_mark mark = bx_arena_save(m->scratch);
    bx_make_items(m, legs[0].story, legs[0].slot, &legs[0].region, &items);
    bx_make_flow(m, legs, count, &items);
    bx_arena_rewind(m->scratch, mark);
}

static bx_region region_of(bx_maker *m, const bx_place *place, const bx_slot *slot, int leg)
{
    bx_region region = bx_body_region(m->arena, m->papers[page_index(m->issue, place->page->label)], slot, leg);
    if (region.unused > 0 && place->story->block_count > 0) {
        bx_report(m->diags, BX_WARNING, "short-stretch", slot->body.where,
                  "%d rows of slot '%.*s' on page %.*s stay empty: fewer than three together take no text", region.unused,
                  BX_FMT(slot->name), BX_FMT(place->page->label));
        bx_hint(m->diags, BX_NOWHERE, "give them to the head or photo beside them, or move it");
    }
    return region;
}

/* A story keeps the type size that it begins in, whatever the grid of a slot that it goes on in. */
static void check_sizes(bx_maker *m, const bx_leg *legs, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        bool touches = legs[i].region.pitch < legs[0].region.em;
        if (legs[i].region.em == legs[0].region.em)
            continue;
        bx_report(m->diags, touches ? BX_ERROR : BX_WARNING, "jump-size", legs[i].slot->where,
                  "slot '%.*s' of page %.*s is for type of %.1f pt, the story goes on in its %.1f pt",
                  BX_FMT(legs[i].slot->name), BX_FMT(legs[i].place.page->label), bx_pt(legs[i].region.em),
                  bx_pt(legs[0].region.em));
        bx_hint(m->diags, BX_NOWHERE, "give both slots one type size; columns and pitch may differ");
    }
}

/* Every slot of a flow becomes a leg; a slot that does not exist was reported by bx_check_places. */
static size_t gather_legs(bx_maker *m, const bx_flow_plan *flow, bx_leg *legs)
{
    size_t count = 0;
    for (size_t i = 0; i < flow->slot_count; i++) {
        size_t page = page_index(m->issue, flow->slots[i].page);
        if (page == m->issue->page_count)
            continue;
        const bx_layout *layout = bx_find_layout(m->paper, m->issue->pages[page].layout);
        const bx_slot *slot = bx_find_slot(layout, flow->slots[i].slot);
        if (slot == NULL)
            continue;
        legs[count] = (bx_leg){.story = flow->story, .slot = slot, .place = place_in(m, page, slot->name, flow->story)};
        legs[count].region = region_of(m, &legs[count].place, slot, (int)count);
        count++;
    }
    bx_region **regions = BX_NEW_ARRAY(m->arena, bx_region *, count + 1);
    for (size_t i = 0; i < count; i++)
        regions[i] = &legs[i].region;
    check_sizes(m, legs, count);
    if (count > 1)
        bx_match_regions(m->arena, regions, count);
    return count;
}

/* 竖排: only a slot of kind 'poem' sets its text from top to bottom. */
static void check_direction(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    if (!place->story->vertical || slot->kind == BX_SLOT_POEM)
        return;
    bx_report(m->diags, BX_ERROR, "vertical-story", place->story->where,
              "the story is to be set vertically, slot '%.*s' of page %.*s sets horizontally", BX_FMT(slot->name),
              BX_FMT(place->page->label));
    bx_hint(m->diags, slot->where, "write 'kind: poem' here, or take 'direction' out of the story");
}

static void make_story(bx_maker *m, size_t page, const bx_slot *slot, const bx_story *story)
{
    slot = carve_table(m, slot, story);
    bx_place place = place_in(m, page, slot->name, story);
    check_direction(m, &place, slot);
    const bx_flow_plan *flow = flow_of(m->issue, story);
    if (slot->kind == BX_SLOT_INDEX || slot->kind == BX_SLOT_TIMELINE || slot->kind == BX_SLOT_POEM) {
        bx_leg leg = {.story = story, .slot = slot, .place = place};
        put_first_leg(m, &place, slot);
        check_photos(m, &leg, 1);
        if (slot->kind == BX_SLOT_INDEX)
            bx_make_index(m, &place, slot);
        else if (slot->kind == BX_SLOT_TIMELINE)
            bx_make_timeline(m, &place, slot);
        else
            bx_make_poem(m, &place, slot);
        return;
    }
    if (flow != NULL && flow->slot_count > 1) {
        bool starts = bx_str_eq(flow->slots[0].page, m->issue->pages[page].label) && bx_str_eq(flow->slots[0].slot, slot->name);
        if (!starts)
            return;
        bx_leg *legs = BX_NEW_ARRAY(m->arena, bx_leg, flow->slot_count);
        size_t count = gather_legs(m, flow, legs);
        put_first_leg(m, &place, slot);
        for (size_t i = 1; i < count; i++)
            put_next_leg(m, &legs[i],
                         legs[i].place.page != legs[i - 1].place.page ? legs[i - 1].place.page->label : (bx_str){0});
        check_photos(m, legs, count);
        make_body(m, legs, count);
        return;
    }
    bx_leg leg = {.story = story, .slot = slot, .place = place};
    put_first_leg(m, &place, slot);
    check_photos(m, &leg, 1);
    if (slot->body.count > 0) {
        leg.region = region_of(m, &place, slot, 0);
        make_body(m, &leg, 1);
    }
}

static void put_rules(bx_maker *m, size_t page, const bx_layout *layout)
{
    const bx_grid *grid = &m->paper->grid;
    bx_place place = place_in(m, page, (bx_str){0}, NULL);
    for (size_t i = 0; i < layout->rule_count; i++) {
        const bx_page_rule *rule = &layout->rules[i];
        bx_rect box = bx_cells_box(grid, &rule->cells);
        if (rule->vertical)
            box = (bx_rect){box.x + box.w + (grid->gutter * grid->size - rule->width) / 2, box.y + bx_len_pt(1.25), rule->width,
                            box.h - bx_len_pt(2.5)};
        else
            box = (bx_rect){box.x, box.y + (box.h - rule->width) / 2, box.w, rule->width};
        bx_put_area(m, &place, BX_FRAME_RULE, "article-rule", box, rule->ink);
    }
}

/* 广告: in the upper right corner, on its plate, unless the artwork has the word in it. */
static void put_ad_tag(bx_maker *m, const bx_place *place, const bx_frame *ad)
{
    int index = bx_find_style(m->paper, "ad-tag");
    if (ad->ad->marked || index < 0)
        return;
    const bx_style *style = &m->paper->styles[index];
    bx_len height = style->plate_height > 0 ? style->plate_height : style->size;
    bx_len right = ad->box.x + ad->box.w - style->plate_padding;
    bx_len baseline = ad->box.y + (height - style->size) / 2 + style->size * 22 / 25;
    bx_setting setting = {0};
    bx_set_literal(m, &setting, BX_STR("广告"), index);
    bx_len width = 2 * (style->size + style->tracking) + 2 * style->plate_padding;
    if (style->plate_height > 0)
        bx_put_area(m, place, BX_FRAME_TINT, "ad-tag", (bx_rect){ad->box.x + ad->box.w - width, ad->box.y, width, height},
                    style->plate_ink);
    bx_put_text(m, place, "ad-tag", &setting, &m->head_rules, BX_AT_RIGHT, right, baseline);
}

static void put_ads(bx_maker *m, size_t page, const bx_layout *layout)
{
    for (size_t i = 0; i < m->issue->ad_count; i++) {
        const bx_ad *ad = &m->issue->ads[i];
        const bx_slot *slot = bx_find_slot(layout, ad->slot.slot);
        if (!bx_str_eq(ad->slot.page, m->issue->pages[page].label) || slot == NULL)
            continue;
        bx_frame frame = {.kind = BX_FRAME_AD,
                          .part = "ad",
                          .slot = slot->name,
                          .box = bx_cells_box(&m->paper->grid, &slot->cells),
                          .row = -1,
                          .column = -1,
                          .ad = ad,
                          .missing = !bx_tree_exists(m->arena, m->tree, ad->file),
                          .where = ad->where};
        frame.box.y += slot->inset_top;
        frame.box.h -= slot->inset_top + slot->inset_bottom;
        BX_PUSH(m->arena, m->folios[page], frame);
        bx_place place = place_in(m, page, slot->name, NULL);
        put_ad_tag(m, &place, &frame);
    }
}

/* The paper as page PAGE sees it. */
static const bx_paper *paper_of(bx_maker *m, const bx_paper *paper, size_t page)
{
    const bx_layout *layout = bx_find_layout(paper, m->issue->pages[page].layout);
    bx_paper *own = BX_NEW(m->arena, bx_paper);
    *own = *paper;
    if (layout != NULL && layout->width > 0) {
        own->grid = layout->grid;
        own->width = layout->width;
        own->height = layout->height;
    }
    return own;
}

/* How many pages lie before PAGE: even, and it is a right-hand one. */
static size_t side_of(const bx_issue *issue, size_t page)
{
    size_t before = 0;
    for (size_t i = 0; i < page; i++)
        before += (size_t)bx_page_sheets(&issue->pages[i]);
    return before;
}

static void make_page(bx_maker *m, size_t page)
{
    const bx_page_plan *plan = &m->issue->pages[page];
    m->paper = m->papers[page];
    const bx_layout *layout = bx_find_layout(m->paper, plan->layout);
    if (layout == NULL)
        return;
    bx_place place = place_in(m, page, (bx_str){0}, NULL);
    if (layout->furniture >= 0)
        bx_make_furniture(m, &place, &m->paper->furniture[layout->furniture], side_of(m->issue, page));
    put_rules(m, page, layout);
    for (size_t i = 0; i < plan->place_count; i++) {
        const bx_slot *slot = bx_find_slot(layout, plan->places[i].slot);
        const bx_story *story = plan->places[i].story.len > 0 ? bx_find_story(m->issue, plan->places[i].story) : NULL;
        if (slot != NULL && story != NULL && !(BX_SABOTAGE(19) && i == 1)) /* a story */
            make_story(m, page, slot, story);
    }
    put_ads(m, page, layout);
}

/* Overset text is settled here; everything else must be found on the pages. */
static void settle_overset(bx_maker *m)
{
    for (size_t p = 0; p < m->issue->page_count; p++)
        for (size_t i = 0; i < m->folios[p].len; i++) {
            const bx_frame *frame = &m->folios[p].at[i];
            if (frame->kind != BX_FRAME_LINE || !frame->overset)
                continue;
            for (uint32_t k = frame->line->first; k < frame->line->last; k++) {
                const bx_cluster *c = &frame->para->clusters[k];
                for (uint32_t b = 0; c->ledger != BX_GENERATED && b < c->text_len; b++)
                    if (m->fates[c->ledger + b] == BX_UNSEEN)
                        m->fates[c->ledger + b] = BX_OVERSET;
            }
        }
}

const bx_makeup *bx_make_up(bx_arena *arena, const bx_tree *tree, const bx_fontbook *book, const bx_issue *issue,
                            const bx_paper *paper, int workers, bx_diags *diags)
{
    (void)workers;
    bx_maker m = {.arena = arena,
                  .scratch = bx_arena_new_large(),
                  .tree = tree,
                  .book = book,
                  .shaper = bx_shaper_new(book, paper),
                  .issue = issue,
                  .paper = paper,
                  .head_rules = paper->lines,
                  .diags = diags};
    m.head_rules.punctuation = BX_BANJIAO;
    m.head_rules.head = true;
    m.head_rules.autospace = 80;
    m.dates = bx_compute_dates(arena, issue, paper, diags);
    m.fates = BX_NEW_ARRAY(arena, uint8_t, issue->ledger_size + 1);
    if (issue->ledger_size > 0)
        memcpy(m.fates, issue->fates, issue->ledger_size);
    m.folios = BX_NEW_ARRAY(arena, bx_frames, issue->page_count + 1);
    m.papers = BX_NEW_ARRAY(arena, const bx_paper *, issue->page_count + 1);
    for (size_t i = 0; i < issue->page_count; i++)
        m.papers[i] = paper_of(&m, paper, i);
    for (size_t i = 0; i < issue->page_count; i++)
        make_page(&m, i);
    settle_overset(&m);
    bx_shaper_free(m.shaper);
    bx_arena_free(m.scratch);

    bx_folio *folios = BX_NEW_ARRAY(arena, bx_folio, issue->page_count + 1);
    for (size_t i = 0; i < issue->page_count; i++)
        folios[i] = (bx_folio){.label = issue->pages[i].label,
                               .title = issue->pages[i].title,
                               .width = m.papers[i]->width,
                               .height = m.papers[i]->height,
                               .grid = &m.papers[i]->grid,
                               .plan = &issue->pages[i],
                               .layout = bx_find_layout(paper, issue->pages[i].layout),
                               .frames = m.folios[i].at,
                               .count = m.folios[i].len};
    bx_makeup *makeup = BX_NEW(arena, bx_makeup);
    *makeup = (bx_makeup){.issue = issue,
                          .paper = paper,
                          .book = book,
                          .folios = folios,
                          .folio_count = issue->page_count,
                          .jumps = m.jumps.at,
                          .jump_count = m.jumps.len,
                          .fits = m.fits.at,
                          .fit_count = m.fits.len,
                          .fates = m.fates};
    return makeup;
}
