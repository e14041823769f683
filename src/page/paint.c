/* page/paint.c - frames to drawing operations (上版): glyphs, rules, tints, photos, advertisements.
 *
 * Adds nothing to look at and leaves nothing out; what is to be seen was decided in flow/.
 */
#include "page/page.h"

typedef struct {
    bx_arena *arena;
    const bx_makeup *makeup;
    BX_VEC(bx_op) ops;
} painter;

static void add_op(painter *p, bx_op_kind kind, int ink, bx_rect box, bx_span where, const void *detail)
{
    bx_op op = {.kind = kind, .ink = (uint16_t)ink, .box = box, .where = where, .detail = detail};
    BX_PUSH(p->arena, p->ops, op);
}

/* What readers are told of FRAME goes along with its type and photos. */
static void add_piece(painter *p, bx_op_kind kind, int ink, const bx_frame *frame, const void *detail)
{
    bx_op op = {.kind = kind, .ink = (uint16_t)ink, .box = frame->box, .part = frame->part, .passage = &frame->passage,
                .where = frame->where, .detail = detail};
    BX_PUSH(p->arena, p->ops, op);
}

static size_t count_glyphs(const bx_para *para, uint32_t first, uint32_t last)
{
    size_t count = 0;
    for (uint32_t i = first; i < last; i++)
        count += para->clusters[i].glyph_count;
    return count;
}

static bool same_op(const bx_para *para, const bx_cluster *a, const bx_cluster *b)
{
    bool a_turned = para->vertical && !a->upright, b_turned = para->vertical && !b->upright;
    return a->dress == b->dress && a_turned == b_turned;
}

/* Glyphs of clusters [first, last), which share dress and direction. */
static void paint_clusters(painter *p, const bx_frame *frame, uint32_t first, uint32_t last)
{
    const bx_para *para = frame->para;
    const bx_line *line = frame->line;
    const bx_dress *dress = &para->dresses[para->clusters[first].dress];
    last -= BX_SABOTAGE(16) && last > first + 1; /* the last character of a stretch */
    size_t count = count_glyphs(para, first, last), used = 0;
    bx_glyph *glyphs = BX_NEW_ARRAY(p->arena, bx_glyph, count + 1);
    bool turned = para->vertical && !para->clusters[first].upright;
    for (uint32_t i = first; i < last; i++) {
        const bx_cluster *c = &para->clusters[i];
        bx_len along = line->x[i - line->first] + c->pen;
        for (uint16_t g = 0; g < c->glyph_count; g++) {
            const bx_shaped_glyph *glyph = &para->glyphs[c->first_glyph + g];
            bx_glyph *set = &glyphs[used++];
            set->glyph = glyph->glyph;
            if (turned) {
                set->x = frame->baseline - dress->size * 9 / 25 + glyph->y;
                set->y = frame->box.y + along + glyph->x;
            } else if (para->vertical) {
                set->x = frame->baseline + glyph->x;
                set->y = frame->box.y + along + glyph->y;
            } else {
                set->x = frame->box.x + along + glyph->x;
                set->y = frame->baseline + glyph->y - dress->rise;
            }
            set->ledger = g == 0 ? c->ledger : BX_GENERATED;
            set->text = c->text;
            set->text_len = g == 0 ? c->text_len : 0;
        }
    }
    if (used == 0)
        return;
    bx_glyphs_op *op = BX_NEW(p->arena, bx_glyphs_op);
    *op = (bx_glyphs_op){.face = dress->face,
                         .size = dress->size,
                         .stretch = dress->stretch,
                         .turned = turned,
                         .red_alert = frame->overset,
                         .glyphs = glyphs,
                         .count = used};
    add_piece(p, BX_OP_GLYPHS, dress->ink, frame, op);
}

static void paint_hyphen(painter *p, const bx_frame *frame)
{
    const bx_para *para = frame->para;
    const bx_cluster *c = para->hyphen;
    const bx_dress *dress = &para->dresses[c->dress];
    bx_glyph *glyph = BX_NEW(p->arena, bx_glyph);
    bx_len along = frame->line->width - c->body;
    bool turned = para->vertical;
    *glyph = (bx_glyph){.glyph = para->glyphs[c->first_glyph].glyph,
                        .x = turned ? frame->baseline - dress->size * 9 / 25 : frame->box.x + along,
                        .y = turned ? frame->box.y + along : frame->baseline,
                        .ledger = BX_GENERATED,
                        .text = c->text,
                        .text_len = c->text_len};
    bx_glyphs_op *op = BX_NEW(p->arena, bx_glyphs_op);
    *op = (bx_glyphs_op){.face = dress->face, .size = dress->size, .turned = turned, .red_alert = frame->overset,
                         .glyphs = glyph, .count = 1};
    add_piece(p, BX_OP_GLYPHS, dress->ink, frame, op);
}

static void paint_line(painter *p, const bx_frame *frame)
{
    const bx_para *para = frame->para;
    for (uint32_t first = frame->line->first; first < frame->line->last;) {
        uint32_t last = first + 1;
        while (last < frame->line->last && same_op(para, &para->clusters[first], &para->clusters[last]))
            last++;
        paint_clusters(p, frame, first, last);
        first = last;
    }
    if (frame->line->hyphen)
        paint_hyphen(p, frame);
}

static void paint_photo(painter *p, const bx_frame *frame, bool gray)
{
    bx_image_op *op = BX_NEW(p->arena, bx_image_op);
    *op = (bx_image_op){.photo = frame->photo,
                        .file = frame->photo->file,
                        .width = frame->pixels[0],
                        .height = frame->pixels[1],
                        .gray = gray};
    memcpy(op->crop, frame->crop, sizeof op->crop);
    add_piece(p, BX_OP_IMAGE, 0, frame, op);
}

static void paint_advert(painter *p, const bx_frame *frame)
{
    bx_advert_op *op = BX_NEW(p->arena, bx_advert_op);
    *op = (bx_advert_op){.file = frame->ad->file,
                         .name = frame->ad->name,
                         .ad = frame->ad,
                         .width = frame->art_width,
                         .height = frame->art_height,
                         .missing = frame->missing};
    add_op(p, BX_OP_ADVERT, 0, frame->box, frame->where, op);
}

static bx_str plain_title(bx_arena *arena, const bx_story *story)
{
    char *text = bx_arena_alloc(arena, story->short_title.len + 1, 1);
    memcpy(text, story->short_title.at, story->short_title.len);
    return (bx_str){text, story->short_title.len};
}

static void open_tag(painter *p, const bx_frame *frame)
{
    bx_tag_op *op = BX_NEW(p->arena, bx_tag_op);
    if (frame->story != NULL)
        *op = (bx_tag_op){.role = "story", .story = frame->story->id, .slot = frame->slot,
                          .text = plain_title(p->arena, frame->story)};
    else if (frame->kind == BX_FRAME_AD)
        *op = (bx_tag_op){.role = "ad", .text = frame->ad->name};
    else
        *op = (bx_tag_op){.role = "furniture"};
    add_op(p, BX_OP_TAG, 0, frame->box, frame->where, op);
}

static bool same_tag(const bx_frame *a, const bx_frame *b)
{
    return a->story == b->story && bx_str_eq(a->slot, b->slot);
}

const bx_page *bx_paint_page(bx_arena *arena, const bx_makeup *makeup, size_t index)
{
    const bx_folio *folio = &makeup->folios[index];
    painter p = {.arena = arena, .makeup = makeup};
    bool gray = folio->plan->ink == BX_INK_K || folio->plan->ink == BX_INK_K_RED;
    for (size_t i = 0; i < folio->count; i++) {
        const bx_frame *frame = &folio->frames[i];
        if (BX_SABOTAGE(2) && i % 50 == 49) /* a frame here and there */
            continue;
        if (i == 0 || !same_tag(frame, frame - 1))
            open_tag(&p, frame);
        switch (frame->kind) {
        case BX_FRAME_LINE:
            if (BX_SABOTAGE(6)) /* everything twice */
                paint_line(&p, frame);
            paint_line(&p, frame);
            break;
        case BX_FRAME_RULE:
            add_op(&p, BX_OP_RULE, frame->ink, frame->box, frame->where, NULL);
            break;
        case BX_FRAME_TINT:
            add_op(&p, BX_OP_TINT, frame->ink, frame->box, frame->where, NULL);
            break;
        case BX_FRAME_DOT:
            add_op(&p, BX_OP_DOT, frame->ink, frame->box, frame->where, NULL);
            break;
        case BX_FRAME_WAVE:
            add_op(&p, BX_OP_WAVE, frame->ink, frame->box, frame->where, NULL);
            break;
        case BX_FRAME_ART:
            add_op(&p, BX_OP_ART, frame->ink, frame->box, frame->where, frame->art);
            break;
        case BX_FRAME_PHOTO:
            if (!frame->missing)
                paint_photo(&p, frame, gray);
            break;
        case BX_FRAME_AD:
            paint_advert(&p, frame);
            break;
        }
        if (i + 1 == folio->count || !same_tag(frame, frame + 1))
            add_op(&p, BX_OP_UNTAG, 0, frame->box, frame->where, NULL);
    }
    bx_page *page = BX_NEW(arena, bx_page);
    *page = (bx_page){.label = folio->label,
                      .title = folio->title,
                      .width = folio->width,
                      .height = folio->height,
                      .bleed = makeup->paper->bleed,
                      .ink_plan = folio->plan->ink,
                      .ops = p.ops.at,
                      .op_count = p.ops.len};
    return page;
}
