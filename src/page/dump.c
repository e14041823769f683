/* page/dump.c - a page as stable text, for tests and eyes. */
#include "page/page.h"

static void add_length(bx_buffer *out, bx_len length)
{
    char text[24];
    bx_buffer_add(out, text, bx_len_format(length, text));
}

static void add_pair(bx_buffer *out, bx_len x, bx_len y)
{
    add_length(out, x);
    bx_buffer_text(out, ",");
    add_length(out, y);
}

static void add_box(bx_buffer *out, bx_rect box)
{
    add_pair(out, box.x, box.y);
    bx_buffer_text(out, " ");
    add_pair(out, box.w, box.h);
}

static void dump_glyphs(const bx_op *op, const bx_makeup *makeup, bx_buffer *out)
{
    const bx_glyphs_op *glyphs = op->detail;
    size_t faces;
    const bx_face *face = &bx_fontbook_faces(makeup->book, &faces)[glyphs->face];
    bx_buffer_text(out, "  glyphs ");
    add_pair(out, glyphs->glyphs[0].x, glyphs->glyphs[0].y);
    bx_buffer_printf(out, " %.*s ", BX_FMT(face->name));
    add_length(out, glyphs->size);
    bx_buffer_printf(out, "pt %.*s%s%s \"", BX_FMT(makeup->paper->inks[op->ink].name), glyphs->turned ? " turned" : "",
                     glyphs->red_alert ? " overset" : "");
    for (size_t i = 0; i < glyphs->count; i++)
        bx_buffer_add(out, glyphs->glyphs[i].text, glyphs->glyphs[i].text_len);
    bx_buffer_text(out, "\" to ");
    add_pair(out, glyphs->glyphs[glyphs->count - 1].x, glyphs->glyphs[glyphs->count - 1].y);
    bx_buffer_text(out, "\n");
}

static const char *area_name(bx_op_kind kind)
{
    return kind == BX_OP_RULE ? "rule" : kind == BX_OP_TINT ? "tint" : kind == BX_OP_DOT ? "dot"
                                : kind == BX_OP_WAVE ? "wave" : "art";
}

static void dump_op(const bx_op *op, const bx_makeup *makeup, bx_buffer *out)
{
    switch (op->kind) {
    case BX_OP_GLYPHS:
        dump_glyphs(op, makeup, out);
        break;
    case BX_OP_RULE:
    case BX_OP_TINT:
    case BX_OP_DOT:
    case BX_OP_WAVE:
    case BX_OP_ART:
        bx_buffer_printf(out, "  %s ", area_name(op->kind));
        add_box(out, op->box);
        bx_buffer_printf(out, " %.*s\n", BX_FMT(makeup->paper->inks[op->ink].name));
        break;
    case BX_OP_IMAGE: {
        const bx_image_op *image = op->detail;
        bx_buffer_text(out, "  image ");
        add_box(out, op->box);
        bx_buffer_printf(out, " %.*s crop %d,%d %dx%d\n", BX_FMT(image->file), image->crop[0], image->crop[1],
                         image->crop[2], image->crop[3]);
        break;
    }
    case BX_OP_ADVERT: {
        const bx_advert_op *advert = op->detail;
        bx_buffer_text(out, "  advert ");
        add_box(out, op->box);
        bx_buffer_printf(out, " %.*s\n", BX_FMT(advert->file));
        break;
    }
    case BX_OP_TAG: {
        const bx_tag_op *tag = op->detail;
        bx_buffer_printf(out, " tag %s %.*s\n", tag->role, BX_FMT(tag->story));
        break;
    }
    case BX_OP_UNTAG:
        break;
    }
}

void bx_dump_page(const bx_page *page, const bx_makeup *makeup, bx_buffer *out)
{
    bx_buffer_printf(out, "page %.*s trim ", BX_FMT(page->label));
    add_pair(out, page->width, page->height);
    bx_buffer_text(out, "\n");
    for (size_t i = 0; i < page->op_count; i++)
        dump_op(&page->ops[i], makeup, out);
}
