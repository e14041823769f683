/* press/area.c - what is not type on a page: areas, lines, photos, advertisements (线、底、图).
 *
 * Pictures are named here and made elsewhere.
 */
#include "press/content.h"

enum { THIN_RULE = 2 * BX_PT }; /* K rules below this overprint like text (GWG 2022 R0010) */

static void put_rect(bx_writer *w, bx_rect box)
{
    int64_t left = bx_content_x(w, box.x), bottom = bx_content_y(w, box.y + box.h);
    bx_content_number(w, left);
    bx_content_number(w, bottom);
    bx_content_number(w, bx_content_x(w, box.x + box.w) - left);
    bx_content_number(w, bx_content_y(w, box.y) - bottom);
    bx_content_put(w, "re");
}

static void fill_rect(bx_writer *w, bx_rect box, const bx_paint *color, bool overprint)
{
    bx_content_end_text(w);
    bx_content_overprint(w, overprint);
    bx_content_fill_color(w, color);
    put_rect(w, box);
    bx_content_put(w, " f\n");
}

void bx_content_area(bx_writer *w, const bx_op *op)
{
    bx_paint color = bx_content_paint(w, op->ink);
    bool thin = op->box.w < THIN_RULE || op->box.h < THIN_RULE;
    /* A grey rule on a photo's edge would add to the photo's inks. */
    bool full = bx_is_black_only(color.ink) && color.ink[3] == 1000;
    fill_rect(w, op->box, &color, thin && full);
}

static void put_point(bx_writer *w, bx_point point)
{
    bx_content_number(w, bx_content_x(w, point.x));
    bx_content_number(w, bx_content_y(w, point.y));
}

static void put_path(bx_writer *w, const bx_curve *curve)
{
    put_point(w, curve->at[0]);
    bx_content_put(w, "m ");
    for (size_t i = 1; i < curve->count; i += 3) {
        for (size_t k = 0; k < 3; k++)
            put_point(w, curve->at[i + k]);
        bx_content_put(w, "c ");
    }
}

static void draw_curves(bx_writer *w, const bx_curve *curves, size_t count, const bx_paint *color)
{
    bool filled = count == 0 || curves->width == 0;
    bx_content_end_text(w);
    bx_content_overprint(w, bx_is_black_only(color->ink) && color->ink[3] == 1000);
    if (filled) {
        bx_content_fill_color(w, color);
    } else {
        bx_content_line_color(w, color);
        bx_content_number(w, bx_muldiv(curves->width, 1000, BX_PT));
        bx_content_put(w, "w ");
    }
    for (size_t i = 0; i < count; i++)
        put_path(w, &curves[i]);
    bx_content_put(w, filled ? "f\n" : "S\n");
}

void bx_content_curve(bx_writer *w, const bx_op *op)
{
    bx_arena *arena = bx_arena_new();
    size_t count;
    const bx_curve *curves = bx_op_curves(arena, op, &count);
    bx_paint color = bx_content_paint(w, op->ink);
    draw_curves(w, curves, count, &color);
    bx_arena_free(arena);
}

/* Light grey where a picture is missing. */
static const bx_paint stand_in = {{0, 0, 0, 100}, {230, 230, 230}};

void bx_content_photo(bx_writer *w, const bx_op *op)
{
    size_t local = w->photo++;
    if (!w->plates->photos.at[w->plate->photos.at[local]].good) {
        fill_rect(w, op->box, &stand_in, false);
        return;
    }
    bx_content_end_text(w);
    bx_content_overprint(w, false);
    int64_t left = bx_content_x(w, op->box.x), bottom = bx_content_y(w, op->box.y + op->box.h);
    bx_content_put(w, "q ");
    bx_content_number(w, bx_content_x(w, op->box.x + op->box.w) - left);
    bx_content_put(w, "0 0 ");
    bx_content_number(w, bx_content_y(w, op->box.y) - bottom);
    bx_content_number(w, left);
    bx_content_number(w, bottom);
    bx_buffer_printf(w->out, "cm /I%zu Do Q\n", local);
}

static void put_real(bx_writer *w, double value)
{
    bx_buffer text = {0};
    bx_buffer_printf(&text, "%.6f", value);
    while (text.at[text.len - 1] == '0')
        text.len--;
    if (text.at[text.len - 1] == '.')
        text.len--;
    bx_buffer_add(w->out, text.at, text.len);
    bx_buffer_free(&text);
    bx_content_put(w, " ");
}

/* The artwork's trim upright, centred at the top of the box; its /Rotate turns it clockwise. */
void bx_content_ad(bx_writer *w, const bx_op *op)
{
    const bx_advert_op *advert = op->detail;
    size_t local = advert->missing ? 0 : w->ad++;
    const bx_ad_plate *ad = advert->missing ? NULL : &w->plates->ads.at[w->plate->ads.at[local]];
    if (ad == NULL || !ad->good) {
        fill_rect(w, op->box, &stand_in, false);
        return;
    }
    double size[2], scale = bx_ad_scale(ad, op->box);
    bx_ad_size(ad, size);
    double x = (double)bx_content_x(w, op->box.x) / 1000 + (bx_pt(op->box.w) - size[0] * scale) / 2;
    double y = (double)bx_content_y(w, op->box.y) / 1000 - size[1] * scale;
    double x0 = ad->trim[0] * scale, y0 = ad->trim[1] * scale;
    double x1 = ad->trim[2] * scale, y1 = ad->trim[3] * scale;
    const double turn[4][6] = {{scale, 0, 0, scale, x - x0, y - y0},
                               {0, -scale, scale, 0, x - y0, y + x1},
                               {-scale, 0, 0, -scale, x + x1, y + y1},
                               {0, scale, -scale, 0, x + y1, y - x0}};
    bx_content_end_text(w);
    bx_content_overprint(w, false);
    /* What a page of its own would begin with, on the plates in ink. */
    bx_content_put(w, w->press->screen ? "q 0 g 0 G " : "q 0 0 0 1 k 0 0 0 1 K ");
    for (int i = 0; i < 6; i++)
        put_real(w, turn[ad->rotate / 90][i]);
    bx_buffer_printf(w->out, "cm /A%zu Do Q\n", local);
}

bx_paint bx_mark_paint(const int ink[4])
{
    return (bx_paint){.ink = {ink[0], ink[1], ink[2], ink[3]}};
}

void bx_content_mark_areas(bx_writer *w, const bx_marks *marks)
{
    for (size_t i = 0; i < marks->areas.len; i++) {
        bx_paint color = bx_mark_paint(marks->areas.at[i].ink);
        fill_rect(w, marks->areas.at[i].box, &color, false);
    }
    bx_paint all = bx_mark_paint(marks->register_ink);
    for (size_t i = 0; i < marks->rings.len; i++)
        draw_curves(w, &marks->rings.at[i], 1, &all);
}
