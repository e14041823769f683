/* press/content.c - a page's display list as PDF operators (页面内容): inks, overprint, glyphs,
 * pictures.
 *
 * Glyphs of one baseline go into one TJ; the pen is followed exactly as a viewer will move it, so
 * errors of rounding never add up. Fonts and pictures are named here and made elsewhere.
 */
#include "press/press.h"

#include <stdlib.h>

#include "press/inside.h"

enum {
    THIN_RULE = 2 * BX_PT,   /* K rules below this overprint like text (GWG 2022 R0010) */
    LARGE_TEXT = 36 * BX_PT, /* from here on a photo beneath would show through black text */
};

/* The pen in 1/10^13 pt: a glyph's width comes in 1/1000 of 1/1000 em, the size in 1/10000 pt and
 * the stretch in 1/1000, so that a move is the product of three integers.
 */
#define PEN_MILLI ((int64_t)10000000000)
/* Off by no more than this, a glyph stays where the one before leaves the pen: 0.002 pt. */
#define CLOSE_ENOUGH (2 * PEN_MILLI)
/* Rounding may put a glyph off by this much: 0.0045 pt. */
#define ROUNDING (PEN_MILLI * 9 / 2)

typedef struct {
    int64_t size, stretch; /* 1/10000 pt, 1/1000; 0: none set yet */
    uint16_t face;
    bool overprint, overprint_known;
    int ink[4]; /* -1: none set yet */
} graphics;

typedef struct {
    const bx_press *press;
    const bx_plates *plates;
    const bx_plate *plate;
    const bx_meanings *meanings;
    bx_buffer *out;
    bx_len edge; /* from the file's edge to the trim */
    graphics now;
    bool text, list, hex;   /* inside BT, inside [, inside < */
    bool placed, turned;    /* a line has begun; and which way it runs */
    int64_t line_x, line_y; /* its origin as written, 1/1000 pt */
    int64_t pen, across;    /* along the line in 1/10^13 pt; its baseline in 1/1000 pt */
    size_t clusters;        /* written */
    size_t photo, ad;       /* the next one of this page */
} writer;

/* ---- numbers and state ---- */

static int64_t milli(bx_len length)
{
    return bx_muldiv(length, 1000, BX_PT);
}

static int64_t page_x(const writer *w, bx_len x)
{
    return milli(x + w->edge);
}

static int64_t page_y(const writer *w, bx_len y)
{
    return milli(w->plate->page->height + w->edge - y);
}

static void put(writer *w, const char *text)
{
    bx_buffer_text(w->out, text);
}

static void put_number(writer *w, int64_t value)
{
    bx_put_milli(w->out, value);
    put(w, " ");
}

static void end_list(writer *w)
{
    if (w->hex)
        put(w, ">");
    if (w->list)
        put(w, "]TJ\n");
    w->hex = w->list = false;
}

static void end_text(writer *w)
{
    end_list(w);
    if (w->text)
        put(w, "ET\n");
    w->text = w->placed = false;
}

static void set_overprint(writer *w, bool overprint)
{
    if (w->now.overprint_known && w->now.overprint == overprint)
        return;
    end_list(w);
    put(w, overprint ? "/GK gs\n" : "/GN gs\n");
    w->now.overprint = overprint;
    w->now.overprint_known = true;
}

static bool is_black_only(const int ink[4])
{
    return ink[0] == 0 && ink[1] == 0 && ink[2] == 0 && ink[3] > 0;
}

static void set_ink(writer *w, const int ink[4])
{
    if (memcmp(w->now.ink, ink, sizeof w->now.ink) == 0)
        return;
    end_list(w);
    for (int i = 0; i < 4; i++)
        put_number(w, ink[i]);
    put(w, "k\n");
    memcpy(w->now.ink, ink, sizeof w->now.ink);
}

static void find_ink(const writer *w, uint16_t index, int ink[4])
{
    const bx_paper *paper = w->press->makeup->paper;
    if (index >= paper->ink_count)
        bx_bug("ink %u of %zu", index, paper->ink_count);
    for (int i = 0; i < 4; i++)
        ink[i] = paper->inks[index].cmyk[i];
}

/* ---- text ---- */

static void begin_text(writer *w)
{
    if (!w->text)
        put(w, "BT\n");
    w->text = true;
}

static void set_font(writer *w, const bx_glyphs_op *op)
{
    int64_t size = bx_muldiv(op->size, 10000, BX_PT), stretch = 1000 + op->stretch;
    if (w->now.size != size || w->now.face != op->face) {
        end_list(w);
        bx_buffer_printf(w->out, "/F%u ", op->face);
        if (size % 10 == 0)
            put_number(w, size / 10);
        else
            bx_buffer_printf(w->out, "%d.%04d ", (int)(size / 10000), (int)(size % 10000));
        put(w, "Tf\n");
    }
    if (w->now.stretch != stretch && !(w->now.stretch == 0 && stretch == 1000)) {
        end_list(w);
        put_number(w, stretch * 100);
        put(w, "Tz\n");
    }
    w->now.size = size;
    w->now.face = op->face;
    w->now.stretch = stretch;
}

static void begin_line(writer *w, const bx_glyphs_op *op, int64_t x, int64_t y)
{
    end_list(w);
    if (op->turned) {
        put(w, "0 -1 1 0 ");
        put_number(w, x);
        put_number(w, y);
        put(w, "Tm\n");
    } else if (w->turned && w->placed) {
        put(w, "1 0 0 1 ");
        put_number(w, x);
        put_number(w, y);
        put(w, "Tm\n");
    } else {
        put_number(w, w->placed ? x - w->line_x : x);
        put_number(w, w->placed ? y - w->line_y : y);
        put(w, "Td\n");
    }
    w->line_x = x;
    w->line_y = y;
    w->turned = op->turned;
    w->pen = (op->turned ? -y : x) * PEN_MILLI;
    w->across = op->turned ? x : y;
    w->placed = true;
}

/* How far off the pen is from (X, Y) when it is on that line at all and near enough for a TJ. */
static bool on_line(const writer *w, const bx_glyphs_op *op, int64_t x, int64_t y, int64_t *off)
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

static void move_pen(writer *w, int64_t off)
{
    int64_t unit = w->now.size * w->now.stretch; /* 1/1000 of a TJ number */
    int64_t step = step_for(unit) * unit;
    if (off >= -CLOSE_ENOUGH && off <= CLOSE_ENOUGH)
        return;
    int64_t count = bx_muldiv(off, 1, step);
    if (count == 0)
        return;
    if (w->hex)
        put(w, ">");
    w->hex = false;
    if (!w->list)
        put(w, "[");
    w->list = true;
    bx_put_milli(w->out, -count * (step / unit));
    w->pen += count * step;
}

static void show_glyph(writer *w, const bx_glyphs_op *op, const bx_glyph *glyph, uint32_t id)
{
    int64_t x = page_x(w, glyph->x), y = page_y(w, glyph->y), off;
    if (!on_line(w, op, x, y, &off))
        begin_line(w, op, x, y);
    else
        move_pen(w, off);
    if (!w->list)
        put(w, "[");
    if (!w->hex)
        put(w, "<");
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

/* Glyphs [first, first + count) of OP and the text they stand for. */
typedef struct {
    size_t first, count;
    bx_str text;
} cluster;

static cluster cluster_at(const bx_glyphs_op *op, size_t first)
{
    cluster result = {first, 1, {"", 0}};
    const bx_glyph *head = &op->glyphs[first];
    if (head->text_len == 0)
        return result; /* a mark of its own, without text */
    result.text = (bx_str){head->text, head->text_len};
    while (first + result.count < op->count && op->glyphs[first + result.count].text_len == 0)
        result.count++;
    return result;
}

/* What glyph K of the cluster stands for: all of the text, a character each, or nothing that can be
 * told. */
static bx_str text_of_glyph(const cluster *part, size_t k)
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

static uint32_t code_of(const writer *w, uint16_t face, uint32_t glyph, bx_str text)
{
    return bx_meanings_find(w->meanings, face, glyph, text)->code;
}

/* True when the glyphs' codes do not make up the cluster's text: several glyphs for another number
 * of characters, a mark that stands for nothing, no code left for a copy.
 */
static bool needs_actual_text(const writer *w, const bx_glyphs_op *op, const cluster *part)
{
    for (size_t k = 0; k < part->count; k++) {
        bx_str typed = text_of_glyph(part, k);
        uint32_t glyph = op->glyphs[part->first + k].glyph;
        if (typed.len == 0 || code_of(w, op->face, glyph, typed) == 0)
            return true;
    }
    return false;
}

static void show_cluster(writer *w, const bx_glyphs_op *op, const cluster *part)
{
    bool marked = needs_actual_text(w, op, part);
    if (marked) {
        end_list(w);
        put(w, "/Span<</ActualText");
        bx_put_utf16(w->out, part->text, true);
        put(w, ">>BDC\n");
    }
    for (size_t k = 0; k < part->count; k++) {
        const bx_glyph *glyph = &op->glyphs[part->first + k];
        uint32_t code = code_of(w, op->face, glyph->glyph, text_of_glyph(part, k));
        show_glyph(w, op, glyph, code == 0 ? glyph->glyph : code);
    }
    if (marked) {
        end_list(w);
        put(w, "EMC\n");
    }
    w->clusters += part->text.len > 0;
}

static void show_text(writer *w, const bx_glyphs_op *glyphs, const int ink[4])
{
    if (glyphs->count == 0)
        return;
    begin_text(w);
    set_overprint(w, is_black_only(ink) && glyphs->size < LARGE_TEXT);
    set_ink(w, ink);
    set_font(w, glyphs);
    for (size_t i = 0; i < glyphs->count;) {
        cluster part = cluster_at(glyphs, i);
        show_cluster(w, glyphs, &part);
        i += part.count;
    }
}

static void show_glyphs(writer *w, const bx_op *op)
{
    static const int alert[4] = {0, 1000, 1000, 0};
    const bx_glyphs_op *glyphs = op->detail;
    int ink[4];
    find_ink(w, op->ink, ink);
    show_text(w, glyphs, glyphs->red_alert ? alert : ink);
}

/* ---- areas, pictures ---- */

static void put_rect(writer *w, bx_rect box)
{
    int64_t left = page_x(w, box.x), bottom = page_y(w, box.y + box.h);
    put_number(w, left);
    put_number(w, bottom);
    put_number(w, page_x(w, box.x + box.w) - left);
    put_number(w, page_y(w, box.y) - bottom);
    put(w, "re");
}

static void fill_rect(writer *w, bx_rect box, const int ink[4], bool overprint)
{
    end_text(w);
    set_overprint(w, overprint);
    set_ink(w, ink);
    put_rect(w, box);
    put(w, " f\n");
}

static void fill_op(writer *w, const bx_op *op)
{
    int ink[4];
    find_ink(w, op->ink, ink);
    bool thin = op->box.w < THIN_RULE || op->box.h < THIN_RULE;
    /* A grey rule on a photo's edge would add to the photo's inks. */
    bool full = is_black_only(ink) && ink[3] == 1000;
    fill_rect(w, op->box, ink, thin && full);
}

static void put_point(writer *w, bx_point point)
{
    put_number(w, page_x(w, point.x));
    put_number(w, page_y(w, point.y));
}

static void draw_curve(writer *w, const bx_curve *curve, const int ink[4])
{
    end_text(w);
    set_overprint(w, is_black_only(ink) && ink[3] == 1000);
    if (curve->width == 0) {
        set_ink(w, ink);
    } else {
        for (int i = 0; i < 4; i++)
            put_number(w, ink[i]);
        put(w, "K ");
        put_number(w, milli(curve->width));
        put(w, "w ");
    }
    put_point(w, curve->at[0]);
    put(w, "m ");
    for (size_t i = 1; i < curve->count; i += 3) {
        for (size_t k = 0; k < 3; k++)
            put_point(w, curve->at[i + k]);
        put(w, "c ");
    }
    put(w, curve->width == 0 ? "f\n" : "S\n");
}

static void curve_op(writer *w, const bx_op *op)
{
    bx_arena *arena = bx_arena_new();
    bx_curve curve =
        op->kind == BX_OP_DOT ? bx_dot_curve(arena, op->box) : bx_wave_curve(arena, op->box);
    int ink[4];
    find_ink(w, op->ink, ink);
    draw_curve(w, &curve, ink);
    bx_arena_free(arena);
}

static const int stand_in[4] = {0, 0, 0, 100}; /* light grey where a picture is missing */

static void place_photo(writer *w, const bx_op *op)
{
    size_t local = w->photo++;
    if (!w->plates->photos.at[w->plate->photos.at[local]].good) {
        fill_rect(w, op->box, stand_in, false);
        return;
    }
    end_text(w);
    set_overprint(w, false);
    int64_t left = page_x(w, op->box.x), bottom = page_y(w, op->box.y + op->box.h);
    put(w, "q ");
    put_number(w, page_x(w, op->box.x + op->box.w) - left);
    put(w, "0 0 ");
    put_number(w, page_y(w, op->box.y) - bottom);
    put_number(w, left);
    put_number(w, bottom);
    bx_buffer_printf(w->out, "cm /I%zu Do Q\n", local);
}

static void put_real(writer *w, double value)
{
    bx_buffer text = {0};
    bx_buffer_printf(&text, "%.6f", value);
    while (text.at[text.len - 1] == '0')
        text.len--;
    if (text.at[text.len - 1] == '.')
        text.len--;
    bx_buffer_add(w->out, text.at, text.len);
    bx_buffer_free(&text);
    put(w, " ");
}

/* The artwork's trim upright, centred at the top of the box; its /Rotate turns it clockwise. */
static void place_ad(writer *w, const bx_op *op)
{
    const bx_advert_op *advert = op->detail;
    size_t local = advert->missing ? 0 : w->ad++;
    const bx_ad_plate *ad = advert->missing ? NULL : &w->plates->ads.at[w->plate->ads.at[local]];
    if (ad == NULL || !ad->good) {
        fill_rect(w, op->box, stand_in, false);
        return;
    }
    double size[2], scale = bx_ad_scale(ad, op->box);
    bx_ad_size(ad, size);
    double x = (double)page_x(w, op->box.x) / 1000 + (bx_pt(op->box.w) - size[0] * scale) / 2;
    double y = (double)page_y(w, op->box.y) / 1000 - size[1] * scale;
    double x0 = ad->trim[0] * scale, y0 = ad->trim[1] * scale;
    double x1 = ad->trim[2] * scale, y1 = ad->trim[3] * scale;
    const double turn[4][6] = {{scale, 0, 0, scale, x - x0, y - y0},
                               {0, -scale, scale, 0, x - y0, y + x1},
                               {-scale, 0, 0, -scale, x + x1, y + y1},
                               {0, scale, -scale, 0, x + y1, y - x0}};
    end_text(w);
    set_overprint(w, false);
    put(w, "q 0 0 0 1 k 0 0 0 1 K "); /* what a page of its own would begin with */
    for (int i = 0; i < 6; i++)
        put_real(w, turn[ad->rotate / 90][i]);
    bx_buffer_printf(w->out, "cm /A%zu Do Q\n", local);
}

/* ---- the page ---- */

static void write_op(writer *w, const bx_op *op)
{
    switch (op->kind) {
    case BX_OP_GLYPHS:
        show_glyphs(w, op);
        break;
    case BX_OP_RULE:
    case BX_OP_TINT:
        fill_op(w, op);
        break;
    case BX_OP_DOT:
    case BX_OP_WAVE:
        curve_op(w, op);
        break;
    case BX_OP_IMAGE:
        place_photo(w, op);
        break;
    case BX_OP_ADVERT:
        place_ad(w, op);
        break;
    case BX_OP_TAG:
    case BX_OP_UNTAG:
        break; /* order and outline: bx_survey_page */
    }
}

static void write_marks(writer *w, const bx_marks *marks)
{
    for (size_t i = 0; i < marks->areas.len; i++)
        fill_rect(w, marks->areas.at[i].box, marks->areas.at[i].ink, false);
    for (size_t i = 0; i < marks->rings.len; i++)
        draw_curve(w, &marks->rings.at[i], marks->register_ink);
    for (size_t i = 0; i < marks->texts.len; i++)
        show_text(w, &marks->texts.at[i].glyphs, marks->texts.at[i].ink);
}

void bx_write_content(const bx_press *press, const bx_plates *plates, const bx_plate *plate,
                      const bx_meanings *meanings, bx_buffer *content)
{
    writer w = {.press = press,
                .plates = plates,
                .plate = plate,
                .meanings = meanings,
                .out = content,
                .edge = bx_page_edge(press, plate->page),
                .now = {.ink = {-1, -1, -1, -1}}};
    const bx_page *page = plate->page;
    for (size_t i = 0; i < page->op_count; i++)
        write_op(&w, &page->ops[i]);
    if (plate->marks != NULL)
        write_marks(&w, plate->marks);
    end_text(&w);
    if (w.clusters != plate->clusters)
        bx_bug("page %.*s: %zu of %zu clusters were written", BX_FMT(page->label), w.clusters,
               plate->clusters);
}

/* ---- survey ---- */

static void survey_glyphs(const bx_press *press, bx_plate *plate, const bx_glyphs_op *op)
{
    if (op->face >= press->face_count)
        bx_bug("face %u of %zu", op->face, press->face_count);
    const bx_program *program = &press->programs[op->face];
    for (size_t i = 0; i < op->count;) {
        cluster part = cluster_at(op, i);
        for (size_t k = 0; k < part.count; k++, i++) {
            bx_str text = text_of_glyph(&part, k);
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
