/* press/survey.c - what a page will need (清点): its glyphs and their texts, and where stories
 * begin. */
#include "press/content.h"

bx_group bx_group_at(const bx_glyphs_op *op, size_t first)
{
    bx_group result = {first, 1, {"", 0}};
    const bx_glyph *head = &op->glyphs[first];
    if (head->text_len == 0)
        return result; /* a mark of its own, without text */
    result.text = (bx_str){head->text, head->text_len};
    while (first + result.count < op->count && op->glyphs[first + result.count].text_len == 0)
        result.count++;
    return result;
}

bx_str bx_group_text(const bx_group *part, size_t k)
{
    if (part->count == 1)
        return part->text;
    if (bx_utf8_count(part->text) != part->count)
        return (bx_str){"", 0};
    const char *at = part->text.at, *end = at + part->text.len, *start = at;
    for (size_t i = 0; i <= k; i++) {
        start = at;
        bx_utf8_next(&at, end);
    }
    return (bx_str){start, (size_t)(at - start)};
}

static void survey_glyphs(const bx_press *press, bx_plate *plate, const bx_glyphs_op *op)
{
    if (op->face >= press->face_count)
        bx_bug("face %u of %zu", op->face, press->face_count);
    const bx_program *program = &press->programs[op->face];
    for (size_t i = 0; i < op->count;) {
        bx_group part = bx_group_at(op, i);
        for (size_t k = 0; k < part.count; k++, i++) {
            bx_str text = bx_group_text(&part, k);
            uint32_t glyph = op->glyphs[i].glyph;
            if (program->usable && glyph >= program->glyph_count)
                bx_bug("glyph %u of %u", glyph, program->glyph_count);
            bx_meanings_add(&plate->meanings, (bx_meaning){.face = op->face,
                                                           .glyph = glyph,
                                                           .text = text.at,
                                                           .text_len = (uint16_t)text.len,
                                                           .count = 1});
        }
    }
    /* Counted apart from the clusters above, so that a slip there cannot hide itself. */
    for (size_t i = 0; i < op->count; i++)
        plate->clusters += op->glyphs[i].text_len > 0;
}

/* The first thing drawn inside a tag tells where the story begins. */
static bool op_corner(const bx_op *op, bx_len *x, bx_len *y)
{
    if (op->kind == BX_OP_GLYPHS) {
        const bx_glyphs_op *glyphs = op->detail;
        if (glyphs->count == 0)
            return false;
        *x = glyphs->glyphs[0].x;
        *y = glyphs->glyphs[0].y - glyphs->size;
        return true;
    }
    *x = op->box.x;
    *y = op->box.y;
    return op->kind == BX_OP_RULE || op->kind == BX_OP_TINT || op->kind == BX_OP_IMAGE ||
           op->kind == BX_OP_ADVERT;
}

static void survey_tag(bx_arena *arena, bx_plate *plate, size_t at)
{
    const bx_page *page = plate->page;
    const bx_tag_op *tag = page->ops[at].detail;
    if (tag == NULL || tag->role == NULL || strcmp(tag->role, "story") != 0 || tag->text.len == 0)
        return;
    for (size_t i = 0; i < plate->outline.len; i++)
        if (bx_str_eq(plate->outline.at[i].story, tag->story))
            return; /* a story in two slots of a page is one entry */
    bx_outline_entry entry = {.title = tag->text, .story = tag->story};
    size_t depth = 1;
    for (size_t i = at + 1; i < page->op_count && depth > 0; i++) {
        depth += page->ops[i].kind == BX_OP_TAG;
        depth -= page->ops[i].kind == BX_OP_UNTAG;
        if (op_corner(&page->ops[i], &entry.x, &entry.y))
            break;
    }
    BX_PUSH(arena, plate->outline, entry);
}

void bx_survey_page(bx_arena *arena, const bx_press *press, bx_plate *plate)
{
    const bx_page *page = plate->page;
    plate->meanings = bx_meanings_new(arena);
    for (size_t i = 0; i < page->op_count; i++) {
        const bx_op *op = &page->ops[i];
        if (op->kind == BX_OP_GLYPHS)
            survey_glyphs(press, plate, op->detail);
        else if (op->kind == BX_OP_TAG)
            survey_tag(arena, plate, i);
    }
    for (size_t i = 0; plate->marks != NULL && i < plate->marks->texts.len; i++)
        survey_glyphs(press, plate, &plate->marks->texts.at[i].glyphs);
    bx_meanings_settle(&plate->meanings, press);
}
