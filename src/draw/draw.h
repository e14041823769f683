/* draw/draw.h - pages as pictures (出图), a module of its own: what is outside sees output.h's bx_drawing. */
#ifndef BX_DRAW_DRAW_H
#define BX_DRAW_DRAW_H

#include <cairo.h>

#include "output/output.h"

typedef struct {
    double red, green, blue;
} bx_screen_color;

/* One picture of one page being drawn. User space is the page in pt, origin at the trim's top left.
 */
typedef struct {
    const bx_tree *tree;
    const bx_makeup *makeup;
    const bx_page *page;
    size_t index; /* of the folio */
    const bx_proof_options *options;
    bx_arena *arena;
    cairo_t *cairo;
    double scale; /* pixels a pt */
    bx_diags *diags;
} bx_canvas;

/* bx_drawing's calls, as output.h says of them. */
void bx_draw_page(const bx_tree *tree, const bx_makeup *makeup, size_t index, const bx_page *page,
                  const bx_proof_options *options, bx_buffer *png, bx_diags *diags);
void bx_draw_contact(const bx_tree *tree, const bx_makeup *makeup, const bx_contact_page *pages, size_t count,
                     int width, bx_buffer *png);
const bx_version *bx_drawing_versions(bx_arena *arena, size_t *count);

void bx_set_color(cairo_t *cairo, bx_screen_color color);
/* Fills BOX with RASTER (grey or RGB), whose size is near BOX's in pixels. */
void bx_draw_raster(const bx_canvas *canvas, bx_rect box, const bx_raster *raster);

/* Adds SHEET (RGB24) to OUT as a PNG file in sRGB, and spoils its pixels. PPI 0: the file does not say.
 */
void bx_encode_png(cairo_surface_t *sheet, int ppi, bx_buffer *out);

/* Draws the advertisement OP: by pdftoppm where that is allowed and installed, else as a labelled
 * box. */
void bx_draw_artwork(const bx_canvas *canvas, const bx_op *op);

/* Words for people, drawn by pango in the paper's own first sans face, never in a font of the
 * machine. */
typedef struct bx_labels bx_labels;
bx_labels *bx_labels_new(const bx_canvas *canvas);
void bx_labels_free(bx_labels *labels);
/* Draws TEXT in SIZE pt, its top left corner at X, Y in pt, cut off at WIDTH (0: not at all), on a
 * plate of COLOR when PLATE. */
void bx_draw_label(bx_labels *labels, bx_str text, double size, double x, double y, double width,
                   bx_screen_color color, bool plate);

/* Draws what options->overlays asks for over the page. */
void bx_draw_overlays(const bx_canvas *canvas);
/* Of these the gaps and the places of messages. */
void bx_draw_notes(const bx_canvas *canvas, bx_labels *labels);

#endif
