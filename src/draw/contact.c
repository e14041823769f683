/* draw/contact.c - all pages of an issue on one sheet (小样): small, in rows, with their names.
 */
#include "output/output.h"

#include "draw/draw.h"

enum { ACROSS = 4, GAP = 16, NAME = 14 }; /* pages a row; pixels */

typedef struct {
    const bx_buffer *png;
    size_t at;
} reading;

static cairo_status_t take_bytes(void *data, unsigned char *into, unsigned len)
{
    reading *r = data;

    if (len > r->png->len - r->at)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(into, r->png->at + r->at, len);
    r->at += len;
    return CAIRO_STATUS_SUCCESS;
}

typedef struct {
    cairo_t *cairo;
    bx_labels *labels;
    int width, height; /* of a page of the paper's size, in pixels */
} contact;

/* A page of another size keeps its proportion. */
static double fit(const contact *c, cairo_surface_t *picture)
{
    double across = (double)c->width / cairo_image_surface_get_width(picture);
    double down = (double)c->height / cairo_image_surface_get_height(picture);

    return across < down ? across : down;
}

static void place_page(const contact *c, const bx_contact_page *page, size_t index)
{
    reading r = {.png = page->png};
    cairo_surface_t *picture = cairo_image_surface_create_from_png_stream(take_bytes, &r);
    double x = GAP + (double)(index % ACROSS) * (c->width + GAP);
    double y = GAP + (double)(index / ACROSS) * (c->height + GAP + NAME) + NAME;
    double width = c->width, height = c->height;

    bx_draw_label(c->labels, page->label, NAME - 3, x, y - NAME, c->width,
                  (bx_screen_color){0.1, 0.1, 0.12}, false);
    cairo_save(c->cairo);
    cairo_translate(c->cairo, x, y);
    if (cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS) {
        double scale = fit(c, picture);

        width = scale * cairo_image_surface_get_width(picture);
        height = scale * cairo_image_surface_get_height(picture);
        cairo_scale(c->cairo, scale, scale);
        cairo_set_source_surface(c->cairo, picture, 0, 0);
        cairo_pattern_set_filter(cairo_get_source(c->cairo), CAIRO_FILTER_GOOD);
        cairo_paint(c->cairo);
    }
    cairo_restore(c->cairo);
    cairo_set_source_rgb(c->cairo, 0.6, 0.62, 0.66);
    cairo_set_line_width(c->cairo, 1);
    cairo_rectangle(c->cairo, x - 0.5, y - 0.5, width + 1, height + 1);
    cairo_stroke(c->cairo);
    cairo_surface_destroy(picture);
}

void bx_draw_contact(const bx_tree *tree, const bx_makeup *makeup, const bx_contact_page *pages,
                     size_t count, int width, bx_buffer *png)
{
    bx_canvas canvas = {.tree = tree, .makeup = makeup, .arena = bx_arena_new(), .scale = 1};
    int across = count < ACROSS ? (int)count : ACROSS, down = ((int)count + ACROSS - 1) / ACROSS;
    contact c = {.width = width,
                 .height = (int)bx_muldiv(width, makeup->paper->height, makeup->paper->width)};
    cairo_surface_t *sheet = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, GAP + across * (c.width + GAP), GAP + down * (c.height + GAP + NAME));

    canvas.cairo = c.cairo = cairo_create(sheet);
    cairo_set_source_rgb(c.cairo, 0.87, 0.88, 0.9);
    cairo_paint(c.cairo);
    c.labels = bx_labels_new(&canvas);
    for (size_t i = 0; i < count; i++)
        place_page(&c, &pages[i], i);
    bx_labels_free(c.labels);
    cairo_destroy(c.cairo);
    cairo_surface_flush(sheet);
    bx_encode_png(sheet, 0, png);
    cairo_surface_destroy(sheet);
    bx_arena_free(canvas.arena);
}
