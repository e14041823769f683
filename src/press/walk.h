/* press/walk.h - a page's content, followed as a printer would (内容流): what is painted where,
 * with which colours, by way of forms, patterns and the glyphs of Type 3 fonts.
 *
 * For this folder only. Nothing is drawn: a visitor is told of each thing with the graphics state
 * that it has. A walk ends also where forms hold themselves; it says so.
 */
#ifndef BX_PRESS_WALK_H
#define BX_PRESS_WALK_H

#include "press/reader.h"

enum { BX_MOST_PARTS = 32 };

typedef struct {
    const bx_space *space;
    double parts[BX_MOST_PARTS];
    int count;
    qpdf_oh pattern; /* of a Pattern space; 0: none */
} bx_color;

/* The graphics state (ISO 32000-1, 8.4) as far as preflight needs it. */
typedef struct {
    double matrix[6]; /* from user space to the page's own, in pt */
    bx_color fill, stroke;
    double line_width;
    bool overprint_fill, overprint_stroke; /* op, OP */
    int overprint_mode;                    /* OPM */
    qpdf_oh font;                          /* 0: none */
    double font_size, leading, rise, stretch;
    int render; /* text rendering mode */
} bx_graphics;

typedef struct bx_walk bx_walk;

typedef struct {
    bool fill, stroke;
    double box[4]; /* left, bottom, right, top on the page */
    double
        thin; /* the thinner side of the thinnest filled rectangle in pt; below 0: there is none */
} bx_shape;

typedef struct {
    bool fill, stroke;
    double x, y;  /* where its line begins, on the page */
    double size;  /* in pt, as printed */
    bx_str codes; /* of all its strings, one behind the other */
} bx_text;

typedef struct {
    qpdf_oh object;        /* the stream; 0: an inline image */
    const bx_space *space; /* NULL: a mask, painted with the fill colour, or in the picture's own */
    int width, height, bits;
    double matrix[6]; /* from the unit square to the page */
} bx_image;

/* What to tell of; a NULL is not told of. */
typedef struct {
    void *data;
    void (*shape)(void *data, const bx_walk *walk, const bx_shape *shape);
    void (*text)(void *data, const bx_walk *walk, const bx_text *text);
    void (*image)(void *data, const bx_walk *walk, const bx_image *image);
    void (*shading)(void *data, const bx_walk *walk, qpdf_oh shading, const bx_space *space);
    void (*form)(void *data, const bx_walk *walk, qpdf_oh form);           /* before its content */
    void (*settings)(void *data, const bx_walk *walk, qpdf_oh ext_gstate); /* gs */
} bx_visitor;

struct bx_walk {
    bx_reader *reader;
    const bx_visitor *visitor;
    double scale;                /* of the page; 0: 1 */
    const bx_graphics *graphics; /* at this moment */
    qpdf_oh resources;
    const char *via; /* "/A0/Fm1": the forms and patterns that led here; empty: the page itself */
    bool endless;    /* forms within themselves or without end: the rest was not looked at */
    bool broken;     /* a stream that cannot be decoded was left out */
    bx_str missing;  /* "/Im0 in /A0": the first thing that content names and nothing holds; empty:
                      * all is there */
};

/* Follows PAGE, whose inherited attributes were pushed down to it. WALK's reader and visitor are
 * the caller's; the rest tells how it went. */
void bx_walk_page(bx_walk *walk, qpdf_oh page);

/* What the entry of a picture says (image.c); MATRIX is left to the walk. */
void bx_image_of_object(const bx_reader *reader, qpdf_oh resources, qpdf_oh object,
                        bx_image *image);
void bx_image_of_inline(const bx_reader *reader, qpdf_oh resources,
                        const bx_instruction *instruction, bx_image *image);

/* Maps X, Y by MATRIX. */
void bx_map(const double matrix[6], double *x, double *y);
/* Lengths of 1 by MATRIX: the geometric mean in all directions. */
double bx_matrix_scale(const double matrix[6]);

#endif
