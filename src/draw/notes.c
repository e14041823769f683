/* draw/notes.c - what a reader of proofs should look at (批注): places of messages, and Han set
 * too wide apart.
 *
 * The grid, slots and names are overlay.c's.
 */
#include "output/output.h"

#include "draw/draw.h"

static const bx_screen_color lint_colors[] = {[BX_NOTE] = {0.10, 0.40, 0.75},
                                              [BX_WARNING] = {0.80, 0.45, 0.00},
                                              [BX_ERROR] = {0.86, 0.08, 0.08}};
static const bx_screen_color gap_color = {0.93, 0.20, 0.55};

/* ---- gaps ---- */

static bool is_han(uint32_t code)
{
    return (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0x20000 && code <= 0x3FFFF);
}

/* Marks every gap between two Han of LINE that is wider than a tenth of an em. */
static void mark_gaps(const bx_canvas *canvas, const bx_frame *frame)
{
    const bx_line *line = frame->line;
    bx_rect box = frame->box;

    for (uint32_t i = line->first; i + 1 < line->last; i++) {
        const bx_cluster *a = &frame->para->clusters[i], *b = a + 1;
        bx_len from = line->x[i - line->first] + a->em, to = line->x[i + 1 - line->first];

        if (a->hidden || b->hidden || !is_han(a->code) || !is_han(b->code) ||
            (to - from) * 10 <= a->em)
            continue;
        if (frame->vertical)
            cairo_rectangle(canvas->cairo, bx_pt(box.x), bx_pt(box.y + from), bx_pt(box.w),
                            bx_pt(to - from));
        else
            cairo_rectangle(canvas->cairo, bx_pt(box.x + from), bx_pt(box.y), bx_pt(to - from),
                            bx_pt(box.h));
    }
}

static void draw_gaps(const bx_canvas *canvas)
{
    const bx_folio *folio = &canvas->makeup->folios[canvas->index];

    for (size_t i = 0; i < folio->count; i++)
        if (folio->frames[i].kind == BX_FRAME_LINE && folio->frames[i].body)
            mark_gaps(canvas, &folio->frames[i]);
    cairo_set_source_rgba(canvas->cairo, gap_color.red, gap_color.green, gap_color.blue, 0.6);
    cairo_fill(canvas->cairo);
}

/* ---- messages ---- */

/* The byte of the source where LINE begins, when somebody typed it. */
static bool find_start(const bx_frame *frame, uint32_t *start)
{
    const bx_para *para = frame->para;

    for (uint32_t i = frame->line->first; para->pieces && i < frame->line->last; i++) {
        const bx_cluster *cluster = &para->clusters[i];
        const bx_piece *piece = &para->pieces[cluster->piece];
        uintptr_t text = (uintptr_t)cluster->text, file;

        if (cluster->ledger == BX_GENERATED || !piece->where.source)
            continue;
        file = (uintptr_t)piece->where.source->text.at;
        *start = text >= file && text - file < piece->where.source->text.len
                     ? (uint32_t)(text - file)
                     : piece->where.start;
        return true;
    }
    return false;
}

/* The frame that WHERE points into: of a paragraph the line that holds its first byte. */
static const bx_frame *find_frame(const bx_folio *folio, bx_span where)
{
    const bx_frame *found = NULL;

    for (size_t i = 0; i < folio->count; i++) {
        const bx_frame *frame = &folio->frames[i];
        uint32_t start;

        if (frame->where.source != where.source || where.start < frame->where.start ||
            where.start >= frame->where.end)
            continue;
        if (frame->kind == BX_FRAME_PHOTO || frame->kind == BX_FRAME_AD)
            return frame;
        if (frame->kind == BX_FRAME_LINE &&
            (!found || (find_start(frame, &start) && start <= where.start)))
            found = frame;
    }
    return found;
}

static void draw_lint(const bx_canvas *canvas, bx_labels *labels)
{
    size_t count;
    const bx_diag *list = bx_diags_list(canvas->options->lint, &count);

    for (size_t i = 0; i < count; i++) {
        const bx_frame *frame =
            list[i].where.source ? find_frame(&canvas->makeup->folios[canvas->index], list[i].where)
                                 : NULL;
        bx_screen_color color = lint_colors[list[i].severity];
        bx_rect box;

        if (!frame)
            continue;
        box = frame->box;
        bx_set_color(canvas->cairo, color);
        cairo_set_line_width(canvas->cairo, 0.8);
        cairo_rectangle(canvas->cairo, bx_pt(box.x) - 1, bx_pt(box.y) - 1, bx_pt(box.w) + 2,
                        bx_pt(box.h) + 2);
        cairo_stroke(canvas->cairo);
        bx_draw_label(labels, bx_str_of(list[i].id), 6, bx_pt(box.x), bx_pt(box.y) - 8, 0, color,
                      true);
    }
}

void bx_draw_notes(const bx_canvas *canvas, bx_labels *labels)
{
    if ((canvas->options->overlays & BX_OVERLAY_GAPS) != 0)
        draw_gaps(canvas);
    if ((canvas->options->overlays & BX_OVERLAY_LINT) != 0 && canvas->options->lint)
        draw_lint(canvas, labels);
}
