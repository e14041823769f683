/* press/sequence.c - a page's content in stretches with a meaning (标记内容): heading, paragraph,
 * picture, or decoration.
 *
 * What a stretch is comes from flow with each op; which stretches make one paragraph is
 * structure.c's. source  ISO 32000-1, 14.6 and 14.8.4
 */
#include "press/inside.h"

static const char *type_of_part(const bx_op *op)
{
    static const struct {
        const char *part, *type;
    } known[] = {{"title", "H1"},       {"brief-head", "H2"}, {"caption", "Caption"},
                 {"credit", "Caption"}, {"table-head", "TH"}, {"table-cell", "TD"},
                 {"ruby", "Span"},      {"marker", "Lbl"}};
    const bx_block *block = op->passage->block;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(op->part, known[i].part) == 0)
            return known[i].type;
    if (strcmp(op->part, "crosshead") == 0)
        return block != NULL && block->level > 2 ? "H3" : "H2";
    return block != NULL && block->kind == BX_LIST_ITEM ? "LBody" : "P";
}

/* The structure type of OP within TAG; NULL: an artifact. */
static const char *type_of(const bx_tag_op *tag, const bx_op *op)
{
    if (op->kind == BX_OP_ADVERT)
        return "Figure";
    if (op->passage == NULL || op->passage->repeats || tag == NULL || tag->story.len == 0)
        return NULL;
    return op->kind == BX_OP_IMAGE ? "Figure" : type_of_part(op);
}

static bool goes_on(const bx_sequence *s, const bx_tag_op *tag, const char *type, const bx_op *op)
{
    if (s->type == NULL || type == NULL)
        return s->type == type;
    return s->tag == tag && strcmp(s->type, type) == 0 && op->kind == BX_OP_GLYPHS &&
           s->op->kind == BX_OP_GLYPHS && s->op->passage->whole == op->passage->whole &&
           s->op->passage->cell == op->passage->cell;
}

void bx_list_sequences(bx_arena *arena, bx_plate *plate)
{
    const bx_page *page = plate->page;
    const bx_tag_op *tag = NULL;
    int content = 0;
    for (size_t i = 0; i < page->op_count; i++) {
        const bx_op *op = &page->ops[i];
        if (op->kind == BX_OP_TAG || op->kind == BX_OP_UNTAG) {
            tag = op->kind == BX_OP_TAG ? op->detail : NULL;
            continue;
        }
        const char *type = type_of(tag, op);
        size_t count = plate->sequences.len;
        bx_sequence *last = count > 0 ? &plate->sequences.at[count - 1] : NULL;
        if (last != NULL && goes_on(last, tag, type, op)) {
            last->box = bx_rect_join(last->box, op->box);
            continue;
        }
        bx_sequence next = {.first = i, .type = type, .tag = tag, .op = op, .box = op->box};
        if (type != NULL)
            next.mcid = content++;
        BX_PUSH(arena, plate->sequences, next);
    }
}
