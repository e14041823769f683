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

/* ---- links.c ---- */

typedef struct {
    size_t page, sequence; /* where it stands in the file */
    size_t target;         /* the page that it leads to */
    bx_len x, y;           /* and where on it */
    bx_str words;          /* what it says of itself */
    size_t key;            /* in the parent tree, where pages come first */
    qpdf_oh annotation;
} bx_link;

typedef BX_VEC(bx_link) bx_links;

/* Adds the links of all pages, and to LINKS by page and sequence. */
void bx_add_links(const bx_bound *bound, bx_links *links);

/* ---- threads.c ---- */

/* Adds a thread for each story of several columns. */
void bx_add_threads(const bx_bound *bound);

/* ---- structure.c ---- */

/* Adds the tree of what the pages hold, LINKS among it, in the order of reading, and says that the
 * file is tagged. source  ISO 32000-1, 14.7 and 14.8 */
void bx_add_structure(const bx_bound *bound, const bx_links *links);

#endif
