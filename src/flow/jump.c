/* flow/jump.c - 转版: where a story is cut, its marks at both ends, and what goes over.
 *
 * Candidates lie in the last rows of a page's capacity; each is tried with its mark inside the fit, the
 * cheapest wins (newsroom C.6).
 */
#include "flow/maker.h"

enum {
    LOST_ROWS = 3,       /* at most given away by cutting early */
    COST_HEAD = 0, COST_PARAGRAPH = 1, COST_SENTENCE = 4, COST_CLAUSE = 10, COST_LINE = 25,
    COST_LOST = 3,
    PRICE_CUT = 50 * 1000 /* one of these costs in the columns' price: a lost row is one left blank */
};

typedef struct {
    size_t item;         /* first item that goes over, wholly or from CLUSTER on */
    uint32_t cluster;    /* 0: before the item */
    int cost;
    const char *kind;
} cut;

typedef struct {
    cut cut;
    bool inline_mark;
    int lost;
    bool found;
    int64_t total;
} choice;

static bool is_closing(const bx_cluster *c)
{
    return c->class == BX_CLASS_CL;
}

/* Clusters [FIRST, LAST) of ITEM. IN_LINE: its text goes on behind them, so the last line is full, too. */
static bx_item part_of(bx_maker *m, const bx_item *item, uint32_t first, uint32_t last, bool in_line)
{
    bx_item part = *item;
    part.measure.first = first;
    part.measure.last = last;
    if (first > 0) {
        part.measure.indent = 0;
        part.marker = NULL;
    }
    part.measure.continues = in_line;
    part.prices = bx_price_lines(m->scratch, part.gaps, &part.measure);
    return part;
}

static bx_len last_line_width(bx_maker *m, const bx_item *item)
{
    bx_arena_mark mark = bx_arena_save(m->arena);
    const bx_lines *lines = bx_lay_lines(m->arena, item->gaps, &item->measure, &item->prices, 0);
    bx_len width = lines->lines[lines->count - 1].width;
    bx_arena_rewind(m->arena, mark);
    return width;
}

static bx_len mark_width(bx_maker *m, bx_str text, bx_setting *setting)
{
    *setting = (bx_setting){0};
    bx_set_literal(m, setting, text, bx_need_style(m->paper, "jump-to"));
    const bx_para *para = bx_set_para(m, setting, false);
    const bx_gaps *gaps = bx_make_gaps(m->arena, para, &m->head_rules);
    return bx_natural_width(gaps, 0, (uint32_t)para->count);
}

/* Items before CUT in PART; returns their number. */
static size_t items_before(bx_maker *m, const bx_items *items, const cut *c, bx_item *part)
{
    size_t count = c->item;
    memcpy(part, items->at, count * sizeof *part);
    if (c->cluster > 0) {
        part[count] = part_of(m, &items->at[count], items->at[count].measure.first, c->cluster, c->cost == COST_LINE);
        count++;
    }
    return count;
}

static int lines_of(const bx_items *items, size_t from)
{
    int lines = 0;
    for (size_t i = from; i < items->len; i++)
        lines += items->at[i].kind == BX_ITEM_TEXT ? (int)items->at[i].prices.best : items->at[i].rows;
    return lines;
}

/* Tries one cut; keeps it in BEST when it is cheaper. */
static void try_cut(bx_maker *m, const bx_region *region, const bx_items *items, const cut *c, bx_len width, choice *best)
{
    bx_arena_mark saved = bx_arena_save(m->arena);
    bx_item *part = BX_NEW_ARRAY(m->arena, bx_item, items->len + 1);
    size_t count = items_before(m, items, c, part);
    if (count > 0) {
        bx_fill fill = bx_plan_columns(m, region, part, count);
        const bx_item *last = &part[count - 1];
        bool text = last->kind == BX_ITEM_TEXT;
        bx_len narrowest = region->box_width - last->inset;
        bx_len measure = last->measure.measure < narrowest ? last->measure.measure : narrowest;
        bool fits_inline = text && c->cost <= COST_SENTENCE &&
                           last_line_width(m, last) + width + region->em <= measure;
        int rows = fill.used + (fits_inline ? 0 : 1);
        int lost = region->rows - rows;
        if (text && fill.over_rows == 0 && lost >= 0 && lost <= LOST_ROWS) {
            int64_t total = (int64_t)(c->cost + COST_LOST * lost) * PRICE_CUT + fill.cost;
            if (!best->found || total <= best->total)
                *best = (choice){.cut = *c, .inline_mark = fits_inline, .lost = lost, .found = true, .total = total};
        }
    }
    bx_arena_rewind(m->arena, saved);
}

/* Cuts inside a paragraph: sentence and clause ends outside of open quotes. */
static void try_inside(bx_maker *m, const bx_region *region, const bx_items *items, size_t i, bx_len width, choice *best)
{
    const bx_item *item = &items->at[i];
    const bx_para *para = item->para;
    int depth = 0;
    for (uint32_t k = item->measure.first; k + 1 < item->measure.last; k++) {
        const bx_cluster *c = &para->clusters[k];
        depth += c->class == BX_CLASS_OP ? 1 : is_closing(c) && depth > 0 ? -1 : 0;
        bool sentence = c->class == BX_CLASS_FS;
        bool clause = c->code == 0xFF1B || c->code == 0xFF1A;
        uint32_t end = k + 1;
        int open = depth;
        while (end < item->measure.last && is_closing(&para->clusters[end])) {
            open -= open > 0;
            end++;
        }
        if ((!sentence && !clause) || open > 0 || end >= item->measure.last || para->clusters[end].class == BX_CLASS_FS)
            continue;
        cut c2 = {.item = i, .cluster = end, .cost = sentence ? COST_SENTENCE : COST_CLAUSE, .kind = sentence ? "sentence" : "clause"};
        try_cut(m, region, items, &c2, width, best);
    }
}

/* Cuts at line ends, for a paragraph without a better place; two lines stay on either side. */
static void try_lines(bx_maker *m, const bx_region *region, const bx_items *items, size_t i, bx_len width, choice *best)
{
    const bx_item *item = &items->at[i];
    bx_arena_mark saved = bx_arena_save(m->arena);
    const bx_lines *lines = bx_lay_lines(m->arena, item->gaps, &item->measure, &item->prices, 0);
    size_t count = lines->count;
    uint32_t *ends = BX_NEW_ARRAY(m->arena, uint32_t, count + 1);
    for (size_t k = 0; k < count; k++)
        ends[k] = lines->lines[k].next;
    for (size_t k = 1; k + 2 < count; k++) {
        cut c = {.item = i, .cluster = ends[k], .cost = COST_LINE, .kind = "line"};
        try_cut(m, region, items, &c, width, best);
    }
    bx_arena_rewind(m->arena, saved);
}

/* Rows that items before I take when nothing is cut: tells which items lie near the end of the page. */
static choice choose(bx_maker *m, const bx_region *region, const bx_items *items, bx_len width)
{
    choice best = {0};
    bx_arena_mark saved = bx_arena_save(m->arena);
    bx_fill whole = bx_plan_columns(m, region, items->at, items->len);
    int *ends = NULL;
    size_t first = items->len, last = 0;
    if (whole.end_row != NULL)
        for (size_t i = 0; i < items->len; i++) {
            int start = i == 0 ? 0 : whole.end_row[i - 1];
            if (whole.end_row[i] >= region->rows - 8 && i < first)
                first = i;
            if (start <= region->rows + 4)
                last = i;
        }
    (void)ends;
    bx_arena_rewind(m->arena, saved);
    for (size_t i = first; i <= last && i < items->len; i++) {
        bool after_head = i > 0 && items->at[i - 1].kind == BX_ITEM_HEAD && items->at[i - 1].set != NULL;
        if (i > 0 && !after_head) {
            bool head = items->at[i].kind == BX_ITEM_HEAD && items->at[i].set != NULL;
            cut c = {.item = i, .cost = head ? COST_HEAD : COST_PARAGRAPH, .kind = head ? "crosshead" : "paragraph"};
            try_cut(m, region, items, &c, width, &best);
        }
        if (items->at[i].kind == BX_ITEM_TEXT)
            try_inside(m, region, items, i, width, &best);
    }
    for (size_t i = first; !best.found && i <= last && i < items->len; i++)
        if (items->at[i].kind == BX_ITEM_TEXT && items->at[i].block->kind != BX_VERSE)
            try_lines(m, region, items, i, width, &best);
    return best;
}

static bx_str mark_text(bx_maker *m, bx_str wording, bx_str label)
{
    const char *field = memmem(wording.at, wording.len, "{page}", 6);
    if (field == NULL)
        return wording;
    size_t at = (size_t)(field - wording.at);
    return bx_str_printf(m->arena, "%.*s%.*s%.*s", (int)at, wording.at, BX_FMT(label), (int)(wording.len - at - 6),
                         field + 6);
}

/* The 下转 mark at the end of the last body line of FRAMES placed since FIRST. */
static void put_mark(bx_maker *m, const bx_leg *leg, bx_setting *mark, bool inline_mark, size_t first)
{
    const bx_frame *last = NULL;
    for (size_t i = first; i < leg->place.frames->len; i++)
        if (leg->place.frames->at[i].body)
            last = &leg->place.frames->at[i];
    if (last == NULL)
        return;
    bx_len right = last->box.x + last->line->measure;
    bx_len baseline = last->baseline;
    if (!inline_mark)
        baseline += leg->region.pitch;
    bx_put_text(m, &leg->place, "jump-to", mark, &m->head_rules, BX_AT_RIGHT, right, baseline);
}

/* Characters as an editor counts them: letters, digits and marks one each, spaces none. */
static int count_para(const bx_para *para, uint32_t first, uint32_t last)
{
    int count = 0;
    for (uint32_t i = first; i < last; i++) {
        const bx_cluster *c = &para->clusters[i];
        if (c->class != BX_CLASS_SP && c->class != BX_CLASS_IS && !c->hidden)
            count += c->class == BX_CLASS_DA || c->class == BX_CLASS_EL ? c->text_len / 3 : 1;
    }
    return count;
}

static int count_text(const bx_text *text)
{
    int count = 0;
    for (size_t i = 0; i < text->count; i++)
        for (const char *at = text->runs[i].text.at, *end = at + text->runs[i].text.len; at < end;) {
            uint32_t code = bx_utf8_next(&at, end);
            count += code != ' ' && code != 0x3000;
        }
    return count;
}

/* The head of a table is printed again with each part, and counted with the first. */
static int count_cells(const bx_item *item)
{
    const bx_table *table = item->block->table;
    int count = 0;
    for (size_t row = item->table_first == 1 ? 0 : item->table_first; row < item->table_last; row++)
        for (size_t c = 0; c < table->column_count; c++)
            count += count_text(&table->cells[row * table->column_count + c]);
    return count;
}

/* The same of ITEM from FIRST on; a head, a box or a table goes as a whole. */
static int characters_of(const bx_item *item, uint32_t first)
{
    int count = 0;
    if (item->para != NULL)
        return count_para(item->para, first, item->measure.last);
    if (item->set != NULL)
        return count_para(item->set->para, 0, (uint32_t)item->set->para->count);
    if (item->kind == BX_ITEM_BOX && item->block->kind == BX_TABLE)
        return count_cells(item);
    for (size_t i = 0; i < item->inside_count; i++)
        count += characters_of(&item->inside[i], item->inside[i].measure.first);
    return count;
}

static bool fits_without(bx_maker *m, const bx_region *region, const bx_item *items, size_t count, size_t item,
                         uint32_t cluster)
{
    bx_arena_mark mark = bx_arena_save(m->arena);
    bx_item *part = BX_NEW_ARRAY(m->arena, bx_item, count + 1);
    memcpy(part, items, (item < count ? item + 1 : count) * sizeof *part);
    size_t kept = item;
    if (item < count && cluster > items[item].measure.first)
        part[kept++] = part_of(m, &items[item], items[item].measure.first, cluster, false);
    bool fits = kept == 0 || bx_plan_columns(m, region, part, kept).over_rows == 0;
    bx_arena_rewind(m->arena, mark);
    return fits;
}

/* The fewest characters to cut from the end so that ITEMS fit REGION, to the character. */
static int cut_from_end(bx_maker *m, const bx_region *region, const bx_item *items, size_t count)
{
    size_t item = count;
    int gone = 0;
    while (item > 0 && !fits_without(m, region, items, count, item - 1, 0)) {
        item--;
        gone += characters_of(&items[item], items[item].measure.first);
    }
    if (item == 0)
        return gone;
    item--;
    uint32_t low = items[item].measure.first, high = items[item].measure.last;
    if (items[item].kind != BX_ITEM_TEXT)
        return gone + characters_of(&items[item], 0);
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (fits_without(m, region, items, count, item, middle))
            low = middle;
        else
            high = middle;
    }
    /* Lines are chosen as a whole: a little more text may fit again where a little less did not. */
    for (uint32_t more = low + 1; more < items[item].measure.last && more < low + 16; more++)
        if (fits_without(m, region, items, count, item, more))
            low = more;
    return gone + characters_of(&items[item], low);
}

static void note_fit(bx_maker *m, const bx_leg *leg, const bx_region *region, const bx_fill *fill, const bx_item *items,
                     size_t count, bool goes_on)
{
    bx_fit fit = {.story = leg->story,
                  .page = leg->place.page->label,
                  .slot = leg->slot->name,
                  .rows = region->rows,
                  .used = fill->used,
                  .over_rows = fill->over_rows,
                  .over_chars = fill->over_chars,
                  .columns = region->columns,
                  .chars = region->rows * (int)(region->width / region->em),
                  .cut_from = fill->cut_from};
    if (fit.over_rows > 0)
        fit.over_chars = cut_from_end(m, region, items, count);
    if (!goes_on && fit.over_rows == 0) {
        fit.lack_rows = region->rows - fill->used;
        fit.lack_chars = fit.lack_rows * (int)(region->width / region->em);
    }
    BX_PUSH(m->arena, m->fits, fit);
    if (fit.over_rows > 0 && !BX_SABOTAGE(18)) { /* what is said of text that runs over */
        bx_report(m->diags, BX_ERROR, "overset", fit.cut_from.source != NULL ? fit.cut_from : leg->story->where,
                  "story runs %d rows (about %d characters) past slot '%.*s' of page %.*s", fit.over_rows, fit.over_chars,
                  BX_FMT(leg->slot->name), BX_FMT(fit.page));
        bx_hint(m->diags, leg->slot->where, "cut about %d characters, or give the slot %d more rows", fit.over_chars, fit.over_rows);
    }
    if (fit.lack_rows > region->columns - 1 && fit.lack_rows > 2 && !leg->story->unread) {
        bx_report(m->diags, BX_WARNING, "underset", leg->story->where,
                  "story lacks %d rows (about %d characters) in slot '%.*s' of page %.*s", fit.lack_rows, fit.lack_chars,
                  BX_FMT(leg->slot->name), BX_FMT(fit.page));
        bx_hint(m->diags, leg->slot->where, "add about %d characters, or take %d rows from the slot", fit.lack_chars, fit.lack_rows);
    }
}

/* Legs on one page are one region. */
static size_t join_legs(bx_maker *m, const bx_leg *legs, size_t count, size_t first, bx_region *region)
{
    size_t end = first + 1, segments = legs[first].region.count;
    while (end < count && legs[end].place.page == legs[first].place.page)
        segments += legs[end++].region.count;
    *region = legs[first].region;
    if (end == first + 1)
        return end;
    bx_segment *all = BX_NEW_ARRAY(m->arena, bx_segment, segments);
    region->count = 0;
    region->rows = region->columns = 0;
    for (size_t i = first; i < end; i++) {
        memcpy(all + region->count, legs[i].region.segments, legs[i].region.count * sizeof *all);
        region->count += legs[i].region.count;
        region->rows += legs[i].region.rows;
        region->columns += legs[i].region.columns;
        region->uneven |= legs[i].region.uneven;
    }
    region->segments = all;
    return end;
}

static void fill_legs(bx_maker *m, const bx_leg *legs, size_t count, const bx_region *region, const bx_item *items,
                      size_t item_count, size_t first, bool goes_on)
{
    bx_place *places = BX_NEW_ARRAY(m->arena, bx_place, count);
    const bx_slot **slots = BX_NEW_ARRAY(m->arena, const bx_slot *, count);
    for (size_t i = 0; i < count; i++) {
        places[i] = legs[i].place;
        slots[i] = legs[i].slot;
    }
    bx_fill fill = bx_fill_columns(m, places, slots, region, items, item_count);
    note_fit(m, &legs[first], region, &fill, items, item_count, goes_on);
}

static uint32_t first_ledger(const bx_items *items, const cut *c)
{
    const bx_item *item = &items->at[c->item];
    if (item->block == NULL || item->block->text.count == 0)
        return BX_GENERATED;
    return item->block->text.runs[0].ledger;
}

/* 可删: a story that runs over ends where its editor allowed it to. What goes is told, and settled in the ledger. */
static void end_where_it_may(bx_maker *m, const bx_leg *leg, const bx_region *region, bx_items *items)
{
    const bx_story *story = leg->story;
    size_t end = items->len;
    if (story->cut == BX_CUT_NONE || fits_without(m, region, items->at, items->len, items->len, 0))
        return;
    do
        end--;
    while (end > 0 && !(items->at[end - 1].may_end && fits_without(m, region, items->at, items->len, end, 0)));
    if (end == 0)
        return; /* too long all the same: reported as such */
    int gone = 0;
    for (size_t i = end; i < items->len; i++)
        gone += characters_of(&items->at[i], items->at[i].measure.first);
    size_t named = end;
    while (items->at[named].block == NULL) /* a column that begins */
        named++;
    bx_span where = items->at[named].block->where;
    bx_report(m->diags, BX_WARNING, "text-cut", where, "the text ends here in slot '%.*s' of page %.*s, %d characters are left out",
              BX_FMT(leg->slot->name), BX_FMT(leg->place.page->label), gone);
    bx_hint(m->diags, BX_NOWHERE, "the story allows it with 'cut'");
    for (uint32_t k = story->body_ledger + (where.start - story->body_start); k < story->ledger_end; k++)
        if (m->fates[k] == BX_UNSEEN)
            m->fates[k] = BX_DROPPED;
    items->len = end;
}

void bx_make_flow(bx_maker *m, const bx_leg *legs, size_t count, bx_items *items)
{
    for (size_t first = 0; first < count;) {
        bx_region region;
        size_t next = join_legs(m, legs, count, first, &region);
        bx_setting mark;
        choice best = {0};
        bx_fill whole = {0};
        if (next < count) {
            bx_arena_mark saved = bx_arena_save(m->arena);
            whole = bx_plan_columns(m, &region, items->at, items->len);
            bx_arena_rewind(m->arena, saved);
            bx_str text = mark_text(m, m->paper->jump_to, legs[next].place.page->label);
            bx_len width = mark_width(m, text, &mark);
            if (whole.over_rows > 0 && lines_of(items, 0) - region.rows >= m->paper->least_jump_lines)
                best = choose(m, &region, items, width);
        }
        if (next >= count)
            end_where_it_may(m, &legs[first], &region, items);
        if (next >= count || !best.found) {
            fill_legs(m, legs, count, &region, items->at, items->len, first, false);
            if (next < count && !legs[first].story->unread) {
                bx_report(m->diags, BX_ERROR, "jump-mismatch", legs[next].story->where,
                          whole.over_rows > 0 ? N_("story '%.*s' finds no place to be cut at the end of page %.*s")
                                              : N_("story '%.*s' ends on page %.*s, nothing goes over"),
                          BX_FMT(legs[first].story->id), BX_FMT(legs[first].place.page->label));
                bx_hint(m->diags, legs[next].slot->where, "take slot '%.*s' out of its flow, or change the copy",
                        BX_FMT(legs[next].slot->name));
            }
            return;
        }
        bx_item *part = BX_NEW_ARRAY(m->arena, bx_item, items->len + 1);
        size_t part_count = items_before(m, items, &best.cut, part);
        size_t frames = legs[first].place.frames->len;
        fill_legs(m, legs, count, &region, part, part_count, first, true);
        put_mark(m, &legs[next - 1], &mark, best.inline_mark, frames);
        bx_jump jump = {.from_page = legs[first].place.page->label,
                        .from_slot = legs[next - 1].slot->name,
                        .to_page = legs[next].place.page->label,
                        .to_slot = legs[next].slot->name,
                        .story = legs[first].story,
                        .ledger = first_ledger(items, &best.cut),
                        .kind = best.cut.kind,
                        .inline_mark = best.inline_mark};
        BX_PUSH(m->arena, m->jumps, jump);

        bx_items rest = {0};
        for (size_t i = best.cut.item + BX_SABOTAGE(7); i < items->len; i++) { /* the first of what goes over */
            bx_item item = items->at[i];
            if (i == best.cut.item && best.cut.cluster > 0)
                item = part_of(m, &item, best.cut.cluster, item.measure.last, false);
            BX_PUSH(m->arena, rest, item);
        }
        *items = rest;
        first = next;
    }
}
