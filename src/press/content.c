/* press/content.c - a page's display list as PDF operators (页面内容): inks, overprint, glyphs.
 *
 * Glyphs of one baseline go into one TJ; the pen is followed exactly as a viewer will move it, so
 * errors of rounding never add up. Areas and pictures are area.c's; fonts are made elsewhere.
 */
#include "press/content.h"

#include <stdlib.h>

enum { LARGE_TEXT = 36 * BX_PT }; /* from here on a photo beneath would show through black text */

/* The pen in 1/10^13 pt: a glyph's width comes in 1/1000 of 1/1000 em, the size in 1/10000 pt and
 * the stretch in 1/1000, so that a move is the product of three integers.
 */
#define PEN_MILLI ((int64_t)10000000000)
/* Off by no more than this, a glyph stays where the one before leaves the pen: 0.002 pt. */
#define CLOSE_ENOUGH (2 * PEN_MILLI)
/* Rounding may put a glyph off by this much: 0.0045 pt. */
#define ROUNDING (PEN_MILLI * 9 / 2)

/* ---- numbers and state ---- */

static int64_t milli(bx_len length)
{
    return bx_muldiv(length, 1000, BX_PT);
}

int64_t bx_content_x(const bx_writer *w, bx_len x)
{
    return milli(x + w->edge);
}

int64_t bx_content_y(const bx_writer *w, bx_len y)
{
    return milli(w->plate->page->height + w->edge - y);
}

void bx_content_put(bx_writer *w, const char *text)
{
    bx_buffer_text(w->out, text);
}

void bx_content_number(bx_writer *w, int64_t value)
{
    bx_put_milli(w->out, value);
    bx_content_put(w, " ");
}

static void end_list(bx_writer *w)
{
    if (w->hex)
        bx_content_put(w, ">");
    if (w->list)
        bx_content_put(w, "]TJ\n");
    w->hex = w->list = false;
}

void bx_content_end_text(bx_writer *w)
{
    end_list(w);
    if (w->text)
        bx_content_put(w, "ET\n");
    w->text = w->placed = false;
}

void bx_content_overprint(bx_writer *w, bool overprint)
{
    bool screen = w->press->screen; /* where nothing is printed over anything */
    if (screen || (w->now.overprint_known && w->now.overprint == overprint))
        return;
    end_list(w);
    bx_content_put(w, overprint ? "/GK gs\n" : "/GN gs\n");
    w->now.overprint = overprint;
    w->now.overprint_known = true;
}

bool bx_is_black_only(const int ink[4])
{
    return ink[0] == 0 && ink[1] == 0 && ink[2] == 0 && ink[3] > 0;
}

static void put_color(bx_writer *w, const bx_paint *color, const char *inks, const char *screen)
{
    bool shown = w->press->screen;
    for (int i = 0; i < (shown ? 3 : 4); i++)
        bx_content_number(w, shown ? (int)bx_muldiv(color->rgb[i], 1000, 255) : color->ink[i]);
    bx_content_put(w, shown ? screen : inks);
}

void bx_content_fill_color(bx_writer *w, const bx_paint *color)
{
    if (w->now.color_known && memcmp(&w->now.color, color, sizeof *color) == 0)
        return;
    end_list(w);
    put_color(w, color, "k\n", "rg\n");
    w->now.color = *color;
    w->now.color_known = true;
}

void bx_content_line_color(bx_writer *w, const bx_paint *color)
{
    put_color(w, color, "K ", "RG ");
}

bx_paint bx_content_paint(const bx_writer *w, uint16_t index)
{
    const bx_paper *paper = w->press->makeup->paper;
    bx_paint color = {0};
    if (index >= paper->ink_count)
        bx_bug("ink %u of %zu", index, paper->ink_count);
    for (int i = 0; i < 4; i++)
        color.ink[i] = paper->inks[index].cmyk[i];
    for (int i = 0; w->press->screen && i < 3; i++)
        color.rgb[i] = w->press->palette[index][i];
    return color;
}

/* ---- text ---- */

static void begin_text(bx_writer *w)
{
    if (!w->text)
        bx_content_put(w, "BT\n");
    w->text = true;
}

static void set_font(bx_writer *w, const bx_glyphs_op *op)
{
    int64_t size = bx_muldiv(op->size, 10000, BX_PT), stretch = 1000 + op->stretch;
    if (w->now.size != size || w->now.face != op->face) {
        end_list(w);
        bx_buffer_printf(w->out, "/F%u ", op->face);
        if (size % 10 == 0)
            bx_content_number(w, size / 10);
        else
            bx_buffer_printf(w->out, "%d.%04d ", (int)(size / 10000), (int)(size % 10000));
        bx_content_put(w, "Tf\n");
    }
    if (w->now.stretch != stretch && !(w->now.stretch == 0 && stretch == 1000)) {
        end_list(w);
        bx_content_number(w, stretch * 100);
        bx_content_put(w, "Tz\n");
    }
    w->now.size = size;
    w->now.face = op->face;
    w->now.stretch = stretch;
}

static void begin_line(bx_writer *w, const bx_glyphs_op *op, int64_t x, int64_t y)
{
    end_list(w);
    if (op->turned) {
        bx_content_put(w, "0 -1 1 0 ");
        bx_content_number(w, x);
        bx_content_number(w, y);
        bx_content_put(w, "Tm\n");
    } else if (w->turned && w->placed) {
        bx_content_put(w, "1 0 0 1 ");
        bx_content_number(w, x);
        bx_content_number(w, y);
        bx_content_put(w, "Tm\n");
    } else {
        bx_content_number(w, w->placed ? x - w->line_x : x);
        bx_content_number(w, w->placed ? y - w->line_y : y);
        bx_content_put(w, "Td\n");
    }
    w->line_x = x;
    w->line_y = y;
    w->turned = op->turned;
    w->pen = (op->turned ? -y : x) * PEN_MILLI;
    w->across = op->turned ? x : y;
    w->placed = true;
}

/* How far off the pen is from (X, Y) when it is on that line at all and near enough for a TJ. */
static bool on_line(const bx_writer *w, const bx_glyphs_op *op, int64_t x, int64_t y, int64_t *off)
{
    if (!w->placed || w->turned != op->turned || w->across != (op->turned ? x : y))
        return false;
    *off = (op->turned ? -y : x) * PEN_MILLI - w->pen;
    int64_t two_em = 2 * w->now.size * (PEN_MILLI / 10);
    return *off<two_em && * off> - two_em;
}

/* The coarsest step of a TJ number that keeps glyphs where they belong: whole numbers for body
 * sizes. */
static int64_t step_for(int64_t unit)
{
    int64_t step = 1000;
    while (step > 1 && step * unit / 2 > ROUNDING)
        step /= 10;
    return step;
}

static void move_pen(bx_writer *w, int64_t off)
{
    int64_t unit = w->now.size * w->now.stretch; /* 1/1000 of a TJ number */
    int64_t step = step_for(unit) * unit;
    if (off >= -CLOSE_ENOUGH && off <= CLOSE_ENOUGH)
        return;
    int64_t count = bx_muldiv(off, 1, step);
    if (count == 0)
        return;
    if (w->hex)
        bx_content_put(w, ">");
    w->hex = false;
    if (!w->list)
        bx_content_put(w, "[");
    w->list = true;
    bx_put_milli(w->out, -count * (step / unit));
    w->pen += count * step;
}

static void show_glyph(bx_writer *w, const bx_glyphs_op *op, const bx_glyph *glyph, uint32_t id)
{
    int64_t x = bx_content_x(w, glyph->x), y = bx_content_y(w, glyph->y), off;
    if (!on_line(w, op, x, y, &off))
        begin_line(w, op, x, y);
    else
        move_pen(w, off);
    if (!w->list)
        bx_content_put(w, "[");
    if (!w->hex)
        bx_content_put(w, "<");
    w->list = w->hex = true;
    static const char digits[] = "0123456789ABCDEF";
    char code[4] = {digits[id >> 12 & 15], digits[id >> 8 & 15], digits[id >> 4 & 15],
                    digits[id & 15]};
    bx_buffer_add(w->out, code, sizeof code);
    w->pen +=
        bx_program_width(&w->press->programs[op->face], &w->press->faces[op->face], glyph->glyph) *
        w->now.size * w->now.stretch;
}

/* ---- clusters ---- */

static uint32_t code_of(const bx_writer *w, uint16_t face, uint32_t glyph, bx_str text)
{
    return bx_meanings_find(w->meanings, face, glyph, text)->code;
}

/* True when the glyphs' codes do not make up the cluster's text: several glyphs for another number
 * of characters, a mark that stands for nothing, no code left for a copy.
 */
static bool needs_actual_text(const bx_writer *w, const bx_glyphs_op *op, const bx_group *part)
{
    for (size_t k = 0; k < part->count; k++) {
        bx_str typed = bx_group_text(part, k);
        uint32_t glyph = op->glyphs[part->first + k].glyph;
        if (typed.len == 0 || code_of(w, op->face, glyph, typed) == 0)
            return true;
    }
    return false;
}

static void show_cluster(bx_writer *w, const bx_glyphs_op *op, const bx_group *part)
{
    bool marked = needs_actual_text(w, op, part);
    if (marked) {
        end_list(w);
        bx_content_put(w, "/Span<</ActualText");
        bx_put_utf16(w->out, part->text, true);
        bx_content_put(w, ">>BDC\n");
    }
    for (size_t k = 0; k < part->count; k++) {
        const bx_glyph *glyph = &op->glyphs[part->first + k];
        uint32_t code = code_of(w, op->face, glyph->glyph, bx_group_text(part, k));
        show_glyph(w, op, glyph, code == 0 ? glyph->glyph : code);
    }
    if (marked) {
        end_list(w);
        bx_content_put(w, "EMC\n");
    }
    w->clusters += part->text.len > 0;
}

static void show_text(bx_writer *w, const bx_glyphs_op *glyphs, const bx_paint *color)
{
    if (glyphs->count == 0)
        return;
    begin_text(w);
    bx_content_overprint(w, bx_is_black_only(color->ink) && glyphs->size < LARGE_TEXT);
    bx_content_fill_color(w, color);
    set_font(w, glyphs);
    for (size_t i = 0; i < glyphs->count;) {
        bx_group part = bx_group_at(glyphs, i);
        show_cluster(w, glyphs, &part);
        i += part.count;
    }
}

static void show_glyphs(bx_writer *w, const bx_op *op)
{
    const bx_glyphs_op *glyphs = op->detail;
    bx_paint color = bx_content_paint(w, op->ink);
    if (glyphs->red_alert)
        color = (bx_paint){{0, 1000, 1000, 0},
                           {bx_screen_alert[0], bx_screen_alert[1], bx_screen_alert[2]}};
    show_text(w, glyphs, &color);
}

/* ---- the page ---- */

static void write_op(bx_writer *w, const bx_op *op)
{
    switch (op->kind) {
    case BX_OP_GLYPHS:
        show_glyphs(w, op);
        break;
    case BX_OP_RULE:
    case BX_OP_TINT:
        bx_content_area(w, op);
        break;
    case BX_OP_DOT:
    case BX_OP_WAVE:
    case BX_OP_ART:
        bx_content_curve(w, op);
        break;
    case BX_OP_IMAGE:
        bx_content_photo(w, op);
        break;
    case BX_OP_ADVERT:
        bx_content_ad(w, op);
        break;
    case BX_OP_TAG:
    case BX_OP_UNTAG:
        break; /* order and outline: bx_survey_page */
    }
}

/* Ends the sequence before and begins the one that op AT is the first of. A file for the press has
 * none. */
static void mark_sequence(bx_writer *w, size_t at)
{
    if (w->sequence == w->plate->sequences.len || w->plate->sequences.at[w->sequence].first != at)
        return;
    const bx_sequence *s = &w->plate->sequences.at[w->sequence];
    bx_content_end_text(w);
    if (w->sequence++ > 0)
        bx_content_put(w, "EMC\n");
    if (s->type == NULL)
        bx_content_put(w, "/Artifact BMC\n");
    else
        bx_buffer_printf(w->out, "/%s<</MCID %d>>BDC\n", s->type, s->mcid);
}

static void write_marks(bx_writer *w, const bx_marks *marks)
{
    bx_content_mark_areas(w, marks);
    for (size_t i = 0; i < marks->texts.len; i++) {
        bx_paint color = bx_mark_paint(marks->texts.at[i].ink);
        show_text(w, &marks->texts.at[i].glyphs, &color);
    }
}

void bx_write_content(const bx_press *press, const bx_plates *plates, const bx_plate *plate,
                      const bx_meanings *meanings, bx_buffer *content)
{
    bx_writer w = {.press = press,
                   .plates = plates,
                   .plate = plate,
                   .meanings = meanings,
                   .out = content,
                   .edge = bx_page_edge(press, plate->page)};
    const bx_page *page = plate->page;
    for (size_t i = 0; i < page->op_count; i++) {
        mark_sequence(&w, i);
        write_op(&w, &page->ops[i]);
    }
    if (plate->marks != NULL)
        write_marks(&w, plate->marks);
    bx_content_end_text(&w);
    if (w.sequence > 0)
        bx_content_put(&w, "EMC\n");
    if (w.clusters != plate->clusters)
        bx_bug("page %.*s: %zu of %zu clusters were written", BX_FMT(page->label), w.clusters,
               plate->clusters);
}
