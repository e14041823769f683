/* press/reading.h - what a file for reading has over a press file, between the files that make it. */
#ifndef BX_PRESS_READING_H
#define BX_PRESS_READING_H

#include "press/inside.h"

/* One file as pdf.c binds it. */
typedef struct {
    const bx_press *press;
    const bx_plate *pages;
    size_t count;
    bx_arena *arena;
    qpdf_data pdf;
    const qpdf_oh *sheets; /* the page objects */
} bx_bound;

/* ---- structure.c ---- */

/* Adds the tree of what the pages hold, in the order of reading, and says that the file is tagged.
 * source  ISO 32000-1, 14.7 and 14.8 */
void bx_add_structure(const bx_bound *bound);

#endif
