/* press/content.h - between content.c, area.c and survey.c: one page's operators being written. */
#ifndef BX_PRESS_CONTENT_H
#define BX_PRESS_CONTENT_H

#include "press/inside.h"

typedef struct {
    int ink[4]; /* C M Y K in 1/1000 */
    int rgb[3]; /* the same on a screen, 0 to 255 */
} bx_paint;

typedef struct {
    int64_t size, stretch; /* 1/10000 pt, 1/1000; 0: none set yet */
    uint16_t face;
    bool overprint, overprint_known;
    bool color_known;
    bx_paint color;
} bx_graphics;

typedef struct {
    const bx_press *press;
    const bx_plates *plates;
    const bx_plate *plate;
    const bx_meanings *meanings;
    bx_buffer *out;
    bx_len edge; /* from the file's edge to the trim */
    bx_graphics now;
    bool text, list, hex;   /* inside BT, inside [, inside < */
    bool placed, turned;    /* a line has begun; and which way it runs */
    int64_t line_x, line_y; /* its origin as written, 1/1000 pt */
    int64_t pen, across;    /* along the line in 1/10^13 pt; its baseline in 1/1000 pt */
    size_t clusters;        /* written */
    size_t photo, ad;       /* the next one of this page */
    size_t sequence;        /* the next one to be marked */
} bx_writer;

/* ---- content.c ---- */

void bx_content_put(bx_writer *w, const char *text);
void bx_content_number(bx_writer *w, int64_t value);
/* In the file's space, 1/1000 pt. */
int64_t bx_content_x(const bx_writer *w, bx_len x);
int64_t bx_content_y(const bx_writer *w, bx_len y);
/* Leaves BT. */
void bx_content_end_text(bx_writer *w);
void bx_content_overprint(bx_writer *w, bool overprint);
/* What text and areas are filled with, and lines drawn in. */
void bx_content_fill_color(bx_writer *w, const bx_paint *color);
void bx_content_line_color(bx_writer *w, const bx_paint *color);
/* The paper's ink INDEX. */
bx_paint bx_content_paint(const bx_writer *w, uint16_t index);
bool bx_is_black_only(const int ink[4]);

/* ---- area.c ---- */

void bx_content_area(bx_writer *w, const bx_op *op);
void bx_content_curve(bx_writer *w, const bx_op *op);
void bx_content_photo(bx_writer *w, const bx_op *op);
void bx_content_ad(bx_writer *w, const bx_op *op);
/* Marks are on press files alone: nothing of them for a screen. */
bx_paint bx_mark_paint(const int ink[4]);
void bx_content_mark_areas(bx_writer *w, const bx_marks *marks);

/* ---- survey.c ---- */

/* Glyphs [first, first + count) of an op and the text they stand for. */
typedef struct {
    size_t first, count;
    bx_str text;
} bx_group;

bx_group bx_group_at(const bx_glyphs_op *op, size_t first);
/* What glyph K of the group stands for: all of the text, a character each, or nothing that can be
 * told. */
bx_str bx_group_text(const bx_group *group, size_t k);

#endif
