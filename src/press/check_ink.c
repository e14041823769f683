/* press/check_ink.c - what is painted on a page, and with which inks (T, C, K, L and X of its
 * content). */
#include "press/check.h"

#include <math.h>

/* GWG 2022, WebCMYKNews; in pt, and this much under it is rounding. */
#define NEAR        0.005
#define BLACK_TEXT  12.0
#define BLACK_LINE  2.0
#define SMALL_TEXT  10.0
#define THIN_LINE   0.25 /* white, or of several inks */
#define HAIRLINE    0.2  /* of one ink */
#define RICH_BLACK  0.85
#define RICH_SUM    2.2
#define USUAL_LIMIT 240 /* percent, where the paper's is not known (press.md 1) */

/* A colour as inks, each from 0 to 1. */
typedef struct {
    double process[4];
    double total; /* with spot colours */
    int count;    /* inks that are not 0 */
    bool known;   /* RGB and Lab are nobody knows which inks */
} ink_mix;

/* ---- inks ---- */

static int process_ink(bx_str name)
{
    static const char *const names[] = {"Cyan", "Magenta", "Yellow", "Black"};
    for (int i = 0; i < 4; i++)
        if (bx_str_is(name, names[i]))
            return i;
    return -1;
}

static ink_mix mix_of(const bx_color *color)
{
    ink_mix mix = {.known = true};
    const bx_space *space = color->space;
    if (space->kind == BX_SPACE_CMYK) {
        for (int i = 0; i < 4; i++)
            mix.process[i] = color->parts[i];
    } else if (space->kind == BX_SPACE_GRAY) {
        mix.process[3] = 1 - color->parts[0];
    } else if (space->kind == BX_SPACE_SEPARATION || space->kind == BX_SPACE_DEVICE_N) {
        for (size_t i = 0; i < space->ink_count; i++) {
            int ink = process_ink(space->inks[i]);
            bool all = bx_str_is(space->inks[i], "All");
            for (int k = 0; k < 4; k++)
                mix.process[k] += all || k == ink ? color->parts[i] : 0;
            if (ink < 0 && !all && !bx_str_is(space->inks[i], "None")) {
                mix.total += fmin(fmax(color->parts[i], 0), 1);
                mix.count += color->parts[i] > 0;
            }
        }
    } else {
        mix.known = false;
    }
    for (int i = 0; i < 4; i++) {
        mix.process[i] = fmin(fmax(mix.process[i], 0), 1);
        mix.total += mix.process[i];
        mix.count += mix.process[i] > 0;
    }
    return mix;
}

static bool is_white(const bx_color *color, const ink_mix *mix)
{
    const bx_space *space = color->space;
    if (space->kind == BX_SPACE_RGB)
        return color->parts[0] >= 1 && color->parts[1] >= 1 && color->parts[2] >= 1;
    return mix->known && mix->total <= 0;
}

static bool is_full_black(const ink_mix *mix)
{
    return mix->known && mix->count == 1 && mix->process[3] >= 0.999;
}

static bx_str mix_text(bx_check *c, const ink_mix *mix)
{
    int percent[4];
    for (int i = 0; i < 4; i++)
        percent[i] = (int)(mix->process[i] * 100 + 0.5);
    return bx_str_printf(c->arena, "C%d M%d Y%d K%d = %d %%", percent[0], percent[1], percent[2],
                         percent[3], (int)(mix->total * 100 + 0.5));
}

/* ---- C ---- */

static const char *space_name(const bx_space *space)
{
    switch (space->kind) {
    case BX_SPACE_RGB:
        return "DeviceRGB";
    case BX_SPACE_CAL_RGB:
        return "CalRGB";
    case BX_SPACE_CAL_GRAY:
        return "CalGray";
    case BX_SPACE_LAB:
        return "Lab";
    case BX_SPACE_ICC:
        return space->components == 3   ? "ICCBased RGB"
               : space->components == 1 ? "ICCBased gray"
                                        : "ICCBased CMYK";
    case BX_SPACE_UNKNOWN:
    case BX_SPACE_GRAY:
    case BX_SPACE_CMYK:
    case BX_SPACE_SEPARATION:
    case BX_SPACE_DEVICE_N:
    case BX_SPACE_INDEXED:
    case BX_SPACE_PATTERN:
        break;
    }
    return NULL;
}

static void check_spots(bx_check *c, const bx_walk *walk, const bx_space *space,
                        const double place[2])
{
    bx_str via = bx_via(c, walk);
    bool spot = false;
    for (size_t i = 0; i < space->ink_count; i++) {
        bx_str ink = space->inks[i];
        if (bx_str_is(ink, "All"))
            bx_find(c, "registration-color", place, via);
        else if (process_ink(ink) < 0 && !bx_str_is(ink, "None")) {
            spot = true;
            bx_find(c, "spot-color", place,
                    bx_str_printf(c->arena, "%.*s%.*s", BX_FMT(ink), BX_FMT(via)));
        }
    }
    const char *alternate = space->base != NULL ? space_name(space->base) : NULL;
    if (spot && alternate != NULL)
        bx_find(c, "spot-alternate", place,
                bx_str_printf(c->arena, "%s%.*s", alternate, BX_FMT(via)));
}

void bx_check_space(bx_check *c, const bx_walk *walk, const bx_space *space, const double place[2])
{
    const bx_space *outer = space;
    while ((space->kind == BX_SPACE_INDEXED || space->kind == BX_SPACE_PATTERN) &&
           space->base != NULL)
        space = space->base;
    if (space->kind == BX_SPACE_SEPARATION || space->kind == BX_SPACE_DEVICE_N) {
        check_spots(c, walk, space, place);
        return;
    }
    const char *name = space_name(space);
    if (name == NULL)
        return;
    bx_str via = bx_via(c, walk);
    bx_find(c, bx_space_is_rgb(space) ? "rgb-color" : "icc-color", place,
            bx_str_printf(c->arena, "%s%s%.*s", outer->kind == BX_SPACE_INDEXED ? "Indexed " : "",
                          name, BX_FMT(via)));
}

static void find_mix(bx_check *c, const char *id, const bx_walk *walk, const ink_mix *mix,
                     const double place[2])
{
    bx_find(c, id, place,
            bx_str_printf(c->arena, "%.*s%.*s", BX_FMT(mix_text(c, mix)), BX_FMT(bx_via(c, walk))));
}

static void check_inks(bx_check *c, const bx_walk *walk, const ink_mix *mix, const double place[2])
{
    int limit = c->expected->total_ink > 0 ? c->expected->total_ink : USUAL_LIMIT;
    bool foreign = false;
    if (!mix->known)
        return;
    if (mix->total * 100 > limit + 0.5)
        find_mix(c, "ink-sum", walk, mix, place);
    for (int i = 0; i < 4 && c->inks != 0; i++)
        foreign |= mix->process[i] > 0 && (c->inks & 1U << i) == 0;
    if (foreign)
        find_mix(c, "ink-set", walk, mix, place);
}

/* ---- one colour on one thing ---- */

typedef struct {
    const bx_color *color;
    bool overprint;
    bool text;
    double size; /* of type, or width of a line; below 0: neither */
    const double *place;
} mark;

static void check_black(bx_check *c, const bx_walk *walk, const mark *m, const ink_mix *mix)
{
    bool thin = m->size >= 0 && m->size < (m->text ? BLACK_TEXT : BLACK_LINE) - NEAR;
    bool gray = m->color->space->kind == BX_SPACE_GRAY,
         process = m->color->space->kind == BX_SPACE_CMYK;
    bool through = m->overprint && (!process || walk->graphics->overprint_mode == 1);
    if (!thin || !is_full_black(mix))
        return;
    bx_str detail =
        bx_str_printf(c->arena, m->text ? _("text of %.*s pt%.*s") : _("line of %.*s pt%.*s"),
                      BX_FMT(bx_decimal(c, m->size, 2)), BX_FMT(bx_via(c, walk)));
    bx_str key = bx_str_of(m->text ? "text" : "line");
    if (gray)
        bx_find_worst(c, "gray-black", m->place, key, -m->size, detail);
    else if (!through)
        bx_find_worst(c, "black-knockout", m->place, key, -m->size, detail);
}

static const char *size_rule(const mark *m, const ink_mix *mix, bool white)
{
    if (m->size < 0)
        return NULL;
    double thin = white || !mix->known || mix->count > 1 ? THIN_LINE : HAIRLINE;
    if (!m->text)
        return m->size < thin - NEAR ? "thin-line" : NULL;
    if (m->size >= SMALL_TEXT - NEAR)
        return NULL;
    return white ? "small-white-text" : mix->known && mix->count > 1 ? "small-color-text" : NULL;
}

static void check_size(bx_check *c, const bx_walk *walk, const mark *m, const ink_mix *mix,
                       bool white)
{
    const char *id = size_rule(m, mix, white);
    if (id != NULL)
        bx_find_worst(c, id, m->place, bx_str_of(walk->via), -m->size,
                      bx_str_printf(c->arena, "%.*s pt%.*s", BX_FMT(bx_decimal(c, m->size, 2)),
                                    BX_FMT(bx_via(c, walk))));
    if (m->text && mix->known && mix->process[3] >= RICH_BLACK && mix->total > RICH_SUM)
        bx_find(c, "rich-black-text", m->place, mix_text(c, mix));
}

static void check_mark(bx_check *c, const bx_walk *walk, const mark *m)
{
    ink_mix mix = mix_of(m->color);
    bool white = is_white(m->color, &mix);
    c->inked |= !white;
    bx_check_space(c, walk, m->color->space, m->place);
    check_inks(c, walk, &mix, m->place);
    if (white && m->overprint)
        bx_find(c, "white-overprint", m->place,
                bx_str_printf(c->arena, "%s%.*s", m->text ? _("text") : _("area or line"),
                              BX_FMT(bx_via(c, walk))));
    else if (m->overprint && m->color->space->kind == BX_SPACE_GRAY)
        bx_find(c, "gray-overprint", m->place, bx_via(c, walk));
    check_black(c, walk, m, &mix);
    check_size(c, walk, m, &mix, white);
}

/* ---- what the walk tells ---- */

/* Outside of the bleed nothing is printed: marks stand there. */
static bool is_outside(const bx_check *c, const double box[4])
{
    return box[2] < c->bleed[0] || box[0] > c->bleed[2] || box[3] < c->bleed[1] ||
           box[1] > c->bleed[3];
}

static void see_shape(void *data, const bx_walk *walk, const bx_shape *shape)
{
    bx_check *c = data;
    const bx_graphics *g = walk->graphics;
    double place[2] = {shape->box[0], shape->box[3]};
    if (is_outside(c, shape->box))
        return;
    if (shape->fill)
        check_mark(c, walk,
                   &(mark){&g->fill, g->overprint_fill, false,
                           shape->thin > 0 && shape->thin < BLACK_LINE ? shape->thin : -1, place});
    if (shape->stroke)
        check_mark(c, walk,
                   &(mark){&g->stroke, g->overprint_stroke, false,
                           g->line_width * bx_matrix_scale(g->matrix), place});
}

static void see_text(void *data, const bx_walk *walk, const bx_text *text)
{
    bx_check *c = data;
    const bx_graphics *g = walk->graphics;
    double place[2] = {text->x, text->y};
    if (!is_outside(c, (double[4]){text->x, text->y, text->x, text->y})) {
        if (text->fill)
            check_mark(c, walk, &(mark){&g->fill, g->overprint_fill, true, text->size, place});
        if (text->stroke)
            check_mark(c, walk, &(mark){&g->stroke, g->overprint_stroke, true, text->size, place});
    }
    bx_check_text_codes(c, walk, text);
}

static void see_image(void *data, const bx_walk *walk, const bx_image *image)
{
    bx_check *c = data;
    const double *m = image->matrix;
    double box[4] = {m[4] + fmin(0, m[0]) + fmin(0, m[2]), m[5] + fmin(0, m[1]) + fmin(0, m[3]),
                     m[4] + fmax(0, m[0]) + fmax(0, m[2]), m[5] + fmax(0, m[1]) + fmax(0, m[3])};
    double place[2] = {box[0], box[3]};
    if (is_outside(c, box))
        return;
    c->inked = true;
    if (image->space != NULL)
        bx_check_space(c, walk, image->space, place);
    else if (image->bits == 1)
        check_mark(
            c, walk,
            &(mark){&walk->graphics->fill, walk->graphics->overprint_fill, false, -1, place});
    bx_check_image(c, walk, image);
}

static void see_shading(void *data, const bx_walk *walk, qpdf_oh shading, const bx_space *space)
{
    bx_check *c = data;
    (void)shading;
    c->inked = true;
    bx_check_space(c, walk, space,
                   (double[2]){walk->graphics->matrix[4], walk->graphics->matrix[5]});
}

static void see_form(void *data, const bx_walk *walk, qpdf_oh form)
{
    bx_check *c = data;
    bx_reader *r = &c->reader;
    qpdf_oh group = bx_get_key(r, form, "/Group"), space = bx_get_key(r, group, "/CS");
    bool transparent = bx_is_name(r, bx_get_key(r, group, "/S"), "/Transparency");
    bx_str via = bx_via(c, walk);
    if (transparent && c->standard == BX_PDFX1A)
        bx_find(c, "transparency", NULL, bx_str_printf(c->arena, _("a group%.*s"), BX_FMT(via)));
    else if (transparent && !qpdf_oh_is_null(r->pdf, space) && !bx_is_name(r, space, "/DeviceCMYK"))
        bx_find(c, "group-space", NULL, bx_str_printf(c->arena, _("a group%.*s"), BX_FMT(via)));
    if (bx_has_value(r, form, "/Ref") || bx_has_value(r, form, "/OPI") ||
        bx_has_value(r, form, "/PS"))
        bx_find(c, "external", NULL, via);
}

static bool is_below_one(const bx_reader *r, qpdf_oh number)
{
    double value;
    return qpdf_oh_get_value_as_number(r->pdf, number, &value) && value < 1;
}

/* The first blend mode of an array is the one that a reader knows or takes for Normal. */
static bool blends(const bx_reader *r, qpdf_oh mode)
{
    if (qpdf_oh_is_array(r->pdf, mode) && qpdf_oh_get_array_n_items(r->pdf, mode) > 0)
        mode = qpdf_oh_get_array_item(r->pdf, mode, 0);
    return qpdf_oh_is_name(r->pdf, mode) && !bx_is_name(r, mode, "/Normal") &&
           !bx_is_name(r, mode, "/Compatible");
}

static void check_screen(bx_check *c, qpdf_oh state)
{
    bx_reader *r = &c->reader;
    qpdf_oh curve = bx_get_key(r, state, "/TR2"), screen = bx_get_key(r, state, "/HT");
    int kind = 0;
    if (bx_has_value(r, state, "/TR") ||
        (!qpdf_oh_is_null(r->pdf, curve) && !bx_is_name(r, curve, "/Default")))
        bx_find(c, "transfer-curve", NULL, BX_STR("TR"));
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, screen, "/HalftoneType"), &kind);
    bool standard = bx_is_name(r, screen, "/Default") || kind == 1 || kind == 5;
    if (bx_has_value(r, state, "/HTP") || (!qpdf_oh_is_null(r->pdf, screen) && !standard))
        bx_find(c, "transfer-curve", NULL, BX_STR("HT"));
}

static void see_settings(void *data, const bx_walk *walk, qpdf_oh state)
{
    bx_check *c = data;
    bx_reader *r = &c->reader;
    bx_str via = bx_via(c, walk);
    check_screen(c, state);
    if (c->standard != BX_PDFX1A)
        return;
    if (qpdf_oh_is_dictionary(r->pdf, bx_get_key(r, state, "/SMask")))
        bx_find(c, "transparency", NULL,
                bx_str_printf(c->arena, _("a soft mask%.*s"), BX_FMT(via)));
    if (blends(r, bx_get_key(r, state, "/BM")))
        bx_find(c, "transparency", NULL,
                bx_str_printf(c->arena, _("a blend mode%.*s"), BX_FMT(via)));
    if (is_below_one(r, bx_get_key(r, state, "/ca")) ||
        is_below_one(r, bx_get_key(r, state, "/CA")))
        bx_find(c, "transparency", NULL,
                bx_str_printf(c->arena, _("an opacity below 1%.*s"), BX_FMT(via)));
}

void bx_check_content(bx_check *c)
{
    const bx_visitor visitor = {.data = c,
                                .shape = see_shape,
                                .text = see_text,
                                .image = see_image,
                                .shading = see_shading,
                                .form = see_form,
                                .settings = see_settings};
    bx_walk walk = {.reader = &c->reader, .visitor = &visitor, .scale = c->expected->scale};
    for (int i = 0; i < 4 && walk.scale > 0; i++) {
        c->trim[i] *= walk.scale;
        c->bleed[i] *= walk.scale;
    }
    bx_walk_page(&walk, c->page_object);
    if (walk.broken)
        bx_find(c, "content-damaged", NULL, (bx_str){"", 0});
    if (walk.missing.len > 0)
        bx_find(c, "content-damaged", NULL,
                bx_str_printf(c->arena, _("%.*s is not in the file"), BX_FMT(walk.missing)));
    c->endless |= walk.endless;
    if (walk.endless)
        bx_find(c, "content-endless", NULL, (bx_str){"", 0});
    if (!c->inked && !walk.broken && !walk.endless)
        bx_find(c, "empty-page", NULL, (bx_str){"", 0});
}
