/* page/audit.c - the text ledger (字数账): source characters = set + overset + markup + dropped by rule.
 *
 * Looks at what the pages really draw, not at what flow/ meant to place.
 */
#include "page/page.h"

typedef struct {
    const bx_makeup *makeup;
    uint8_t *fates;
    bx_diags *diags;
    bool balanced;
} audit;

static bool in_run(const bx_run *run, uint32_t slot, bx_span *where)
{
    if (run->ledger == BX_GENERATED || slot < run->ledger || slot >= run->ledger + run->text.len)
        return false;
    *where = run->where;
    where->start += slot - run->ledger;
    return true;
}

static bool in_text(const bx_text *text, uint32_t slot, bx_span *where)
{
    for (size_t i = 0; i < text->count; i++)
        if (in_run(&text->runs[i], slot, where))
            return true;
    return false;
}

static bool in_blocks(const bx_block *blocks, size_t count, uint32_t slot, bx_span *where)
{
    for (size_t i = 0; i < count; i++) {
        const bx_block *block = &blocks[i];
        if (in_text(&block->text, slot, where) || in_text(&block->marker, slot, where) ||
            in_blocks(block->children, block->child_count, slot, where))
            return true;
        for (size_t c = 0; block->table != NULL && c < block->table->column_count * block->table->row_count; c++)
            if (in_text(&block->table->cells[c], slot, where))
                return true;
    }
    return false;
}

/* Where ledger slot SLOT was written. */
static bx_span find_place(const bx_story *story, uint32_t slot)
{
    bx_span where = story->where;
    const bx_text *fields[] = {&story->title,   &story->kicker,  &story->subtitle, &story->summary,
                               &story->column, &story->lead_in, &story->byline};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (in_text(fields[i], slot, &where))
            return where;
    for (size_t i = 0; i < story->photo_count; i++)
        if (in_text(&story->photos[i].title, slot, &where) || in_text(&story->photos[i].caption, slot, &where) ||
            in_text(&story->photos[i].credit, slot, &where))
            return where;
    in_blocks(story->blocks, story->block_count, slot, &where);
    return where;
}

static const bx_story *story_at(const bx_issue *issue, uint32_t slot)
{
    for (size_t i = 0; i < issue->story_count; i++)
        if (slot >= issue->stories[i].ledger_start && slot < issue->stories[i].ledger_end)
            return &issue->stories[i];
    return NULL;
}

static void complain(audit *a, uint32_t slot, const char *message)
{
    const bx_story *story = story_at(a->makeup->issue, slot);
    a->balanced = false;
    if (story == NULL)
        return;
    bx_report(a->diags, BX_ERROR, "ledger", find_place(story, slot), message, BX_FMT(story->id));
}

static void see_glyphs(audit *a, const bx_glyphs_op *op)
{
    for (size_t i = 0; i < op->count; i++) {
        const bx_glyph *glyph = &op->glyphs[i];
        if (glyph->ledger == BX_GENERATED || glyph->text_len == 0)
            continue;
        uint8_t *fate = &a->fates[glyph->ledger];
        if (*fate == BX_SET)
            complain(a, glyph->ledger, N_("a character of story '%.*s' is set twice"));
        else if (*fate != BX_UNSEEN && *fate != BX_OVERSET)
            complain(a, glyph->ledger, N_("a character of story '%.*s' is set though it was settled before"));
        if (*fate != BX_OVERSET)
            memset(fate, BX_SET, glyph->text_len);
    }
}

static bool is_placed(const bx_issue *issue, const bx_story *story)
{
    for (size_t p = 0; p < issue->page_count; p++)
        for (size_t k = 0; k < issue->pages[p].place_count; k++)
            if (bx_str_eq(issue->pages[p].places[k].story, story->id))
                return true;
    return false;
}

static void count_fate(audit *a, uint32_t slot, bx_ledger_sum *sum)
{
    sum->counted++;
    switch ((bx_fate)a->fates[slot]) {
    case BX_UNSEEN:
        break;
    case BX_MARKUP:
        sum->markup++;
        break;
    case BX_DROPPED:
        sum->dropped++;
        break;
    case BX_SET:
        sum->set++;
        break;
    case BX_OVERSET:
        sum->overset++;
        break;
    }
}

/* Characters, not bytes: those that begin at TEXT's bytes. */
static void count_characters(audit *a, bx_str text, uint32_t slot, bx_ledger_sum *sum)
{
    for (size_t i = 0; i < text.len; i++)
        if (((uint8_t)text.at[i] & 0xC0) != 0x80)
            count_fate(a, slot + (uint32_t)i, sum);
}

static void count_text(audit *a, const bx_text *text, bx_ledger_sum *sum)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->runs[i].ledger != BX_GENERATED)
            count_characters(a, text->runs[i].text, text->runs[i].ledger, sum);
}

static void count_story(audit *a, const bx_story *story, bx_ledger_sum *sum)
{
    const bx_text *fields[] = {&story->title,   &story->kicker,  &story->subtitle, &story->summary,
                               &story->column, &story->lead_in, &story->byline};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        count_text(a, fields[i], sum);
    for (size_t i = 0; i < story->photo_count; i++) {
        count_text(a, &story->photos[i].title, sum);
        count_text(a, &story->photos[i].caption, sum);
        count_text(a, &story->photos[i].credit, sum);
    }
    count_characters(a, bx_str_slice(story->source->text, story->body_start,
                                     story->body_start + (story->ledger_end - story->body_ledger)),
                     story->body_ledger, sum);
}

/* Every byte must have met its fate; a stretch that has not is told once. */
static void find_lost(audit *a, const bx_story *story)
{
    for (uint32_t slot = story->ledger_start; slot < story->ledger_end; slot++) {
        if (a->fates[slot] != BX_UNSEEN)
            continue;
        complain(a, slot, N_("a character of story '%.*s' is on no page"));
        while (slot + 1 < story->ledger_end && a->fates[slot + 1] == BX_UNSEEN)
            slot++;
    }
}

bx_ledger_sum bx_audit_ledger(bx_arena *arena, const bx_makeup *makeup, const bx_page *const *pages, size_t count,
                              bx_diags *diags)
{
    const bx_issue *issue = makeup->issue;
    audit a = {.makeup = makeup, .diags = diags, .balanced = true};
    bx_ledger_sum sum = {0};
    a.fates = BX_NEW_ARRAY(arena, uint8_t, issue->ledger_size + 1);
    if (issue->ledger_size > 0)
        memcpy(a.fates, makeup->fates, issue->ledger_size);
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < pages[p]->op_count; i++)
            if (pages[p]->ops[i].kind == BX_OP_GLYPHS)
                see_glyphs(&a, pages[p]->ops[i].detail);
    for (size_t i = 0; i < issue->story_count; i++)
        if (is_placed(issue, &issue->stories[i])) {
            find_lost(&a, &issue->stories[i]);
            count_story(&a, &issue->stories[i], &sum);
        }
    sum.balanced = a.balanced && sum.counted == sum.set + sum.overset + sum.markup + sum.dropped;
    return sum;
}
