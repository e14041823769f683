/* press/check_page.c - a page's boxes, and what hangs on it beside its content (P, T and X). */
#include "press/check.h"

#include <math.h>

/* Boxes are written with few decimals: this much is no difference (in pt). */
#define NEAR 0.05

static bool read_box(bx_check *c, const char *key, double box[4])
{
    bx_reader *r = &c->reader;
    if (!bx_get_numbers(r, bx_get_key(r, c->page_object, key), box, 4))
        return false;
    for (int i = 0; i < 2; i++) {
        double low = fmin(box[i], box[i + 2]), high = fmax(box[i], box[i + 2]);
        box[i] = low;
        box[i + 2] = high;
    }
    double wide = box[2] - box[0], high = box[3] - box[1];
    return wide >= 1 && high >= 1 && wide < 1e6 && high < 1e6;
}

static bool is_within(const double inner[4], const double outer[4])
{
    return inner[0] >= outer[0] - NEAR && inner[1] >= outer[1] - NEAR &&
           inner[2] <= outer[2] + NEAR && inner[3] <= outer[3] + NEAR;
}

static bool is_same(const double a[4], const double b[4])
{
    return is_within(a, b) && is_within(b, a);
}

static bx_str box_text(bx_check *c, const char *name, const double box[4])
{
    return bx_str_printf(c->arena, "%s %.*s × %.*s pt", name,
                         BX_FMT(bx_decimal(c, box[2] - box[0], 2)),
                         BX_FMT(bx_decimal(c, box[3] - box[1], 2)));
}

static void check_trim(bx_check *c)
{
    double box[4];
    bool trim = read_box(c, "/TrimBox", c->trim), art = read_box(c, "/ArtBox", box);
    if (!trim && art)
        memcpy(c->trim, box, sizeof box);
    else if (!trim)
        memcpy(c->trim, c->media, sizeof c->media);
    if (!read_box(c, "/BleedBox", c->bleed))
        memcpy(c->bleed, c->trim, sizeof c->trim);
    if (!trim && !art)
        bx_find(c, "no-trim", NULL, (bx_str){"", 0});
    if (trim && art)
        bx_find(c, "box-nesting", NULL, BX_STR("ArtBox, TrimBox"));
    if (!is_within(c->trim, c->bleed))
        bx_find(c, "box-nesting", NULL, box_text(c, "TrimBox", c->trim));
    if (!is_within(c->bleed, c->media))
        bx_find(c, "box-nesting", NULL, box_text(c, "BleedBox", c->bleed));
    if (read_box(c, "/CropBox", box) && !is_same(box, c->media))
        bx_find(c, "crop-box", NULL, box_text(c, "CropBox", box));
}

bool bx_check_boxes(bx_check *c)
{
    bx_reader *r = &c->reader;
    int turn = 0;
    double unit = 1;
    if (!read_box(c, "/MediaBox", c->media)) {
        bx_find(c, "box-nesting", NULL, BX_STR("MediaBox"));
        return false;
    }
    check_trim(c);
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, c->page_object, "/Rotate"), &turn);
    (void)qpdf_oh_get_value_as_number(r->pdf, bx_get_key(r, c->page_object, "/UserUnit"), &unit);
    if (turn % 360 != 0)
        bx_find(c, "page-turned", NULL, bx_str_printf(c->arena, "%d°", turn));
    if (unit < 1 || unit > 1)
        bx_find(c, "user-unit", NULL, bx_decimal(c, unit, 3));
    if (!(unit >= 1 && unit <= 1e5))
        unit = 1;
    c->pages[c->page].width = bx_len_pt(fmin((c->trim[2] - c->trim[0]) * unit, 1e6));
    c->pages[c->page].height = bx_len_pt(fmin((c->trim[3] - c->trim[1]) * unit, 1e6));
    return true;
}

static bx_str size_text(bx_check *c, bx_len width, bx_len height)
{
    return bx_str_printf(c->arena, "%.*s × %.*s mm",
                         BX_FMT(bx_decimal(c, bx_pt(width) * 25.4 / 72, 2)),
                         BX_FMT(bx_decimal(c, bx_pt(height) * 25.4 / 72, 2)));
}

static bool differs(bx_len a, bx_len b)
{
    return fabs(bx_pt(a) - bx_pt(b)) > NEAR;
}

void bx_check_sizes(bx_check *c)
{
    const bx_expected *e = c->expected;
    for (size_t i = 0; i < c->page_count; i++) {
        const bx_page_ink *page = &c->pages[i];
        bx_page_order order = bx_order_of_page(c, (int)i);
        bx_str size = size_text(c, page->width, page->height);
        c->page = (int)i;
        if (order.trim_width > 0 &&
            (differs(page->width, order.trim_width) || differs(page->height, order.trim_height)))
            bx_find(c, "trim-size", NULL,
                    bx_str_printf(c->arena, _("%.*s, not %.*s"), BX_FMT(size),
                                  BX_FMT(size_text(c, order.trim_width, order.trim_height))));
        else if (order.trim_width == 0 && (differs(page->width, c->pages[0].width) ||
                                           differs(page->height, c->pages[0].height)))
            bx_find(c, "trim-differs", NULL, size);
    }
    c->page = -1;
    if (e->page_count > 0 && c->page_count != (size_t)e->page_count)
        bx_find(c, "page-count", NULL,
                bx_str_printf(c->arena, _("%zu, not %d"), c->page_count, e->page_count));
}

/* ---- beside the content ---- */

static void check_group(bx_check *c)
{
    bx_reader *r = &c->reader;
    qpdf_oh group = bx_get_key(r, c->page_object, "/Group"), space = bx_get_key(r, group, "/CS");
    if (!bx_is_name(r, bx_get_key(r, group, "/S"), "/Transparency"))
        return;
    if (c->standard == BX_PDFX1A)
        bx_find(c, "transparency", NULL, bx_str_of(_("the page is a transparency group")));
    else if (!bx_is_name(r, space, "/DeviceCMYK"))
        bx_find(c, "group-space", NULL,
                bx_str_printf(c->arena, _("%.*s of the page"), BX_FMT(bx_get_name(r, space))));
}

static void check_annotation(bx_check *c, qpdf_oh note)
{
    bx_reader *r = &c->reader;
    bx_str kind = bx_get_name(r, bx_get_key(r, note, "/Subtype"));
    double box[4];
    bool mark = bx_str_is(kind, "PrinterMark") || bx_str_is(kind, "TrapNet");
    if (!bx_get_numbers(r, bx_get_key(r, note, "/Rect"), box, 4))
        memcpy(box, c->trim, sizeof box);
    bool outside = fmax(box[0], box[2]) <= c->bleed[0] || fmin(box[0], box[2]) >= c->bleed[2] ||
                   fmax(box[1], box[3]) <= c->bleed[1] || fmin(box[1], box[3]) >= c->bleed[3];
    if (!mark && !outside)
        bx_find(c, "annotation", (double[2]){box[0], box[3]}, kind);
}

void bx_check_page_things(bx_check *c)
{
    bx_reader *r = &c->reader;
    qpdf_oh notes = bx_get_key(r, c->page_object, "/Annots");
    int count = qpdf_oh_is_array(r->pdf, notes) ? qpdf_oh_get_array_n_items(r->pdf, notes) : 0;
    check_group(c);
    if (bx_has_value(r, c->page_object, "/AA"))
        bx_find(c, "action", NULL, BX_STR("AA"));
    for (int i = 0; i < count && i < 100000; i++)
        check_annotation(c, qpdf_oh_get_array_item(r->pdf, notes, i));
}
