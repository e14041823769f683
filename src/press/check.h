/* press/check.h - preflight of one file, between the files that hold its rules. */
#ifndef BX_PRESS_CHECK_H
#define BX_PRESS_CHECK_H

#include "press/preflight.h"
#include "press/walk.h"

typedef struct bx_check_font bx_check_font;

/* A finding with what it is folded by. */
typedef struct {
    bx_finding said;
    bx_str key;
    double badness;
} bx_found;

typedef struct {
    bx_arena *arena;
    bx_reader reader;
    bx_str bytes;
    const bx_expected *expected;
    bx_standard standard;
    const char *claims; /* NULL: none */
    int page;           /* from 0; -1: the file */
    qpdf_oh page_object;
    double trim[4], bleed[4], media[4]; /* of the page, left bottom right top */
    bool inked;                         /* something was painted on it */
    bool repaired;                      /* the file, to be read at all */
    bool endless;                       /* a page of the file is: nobody should draw it */
    unsigned inks;                      /* that it may use, a bit each: C M Y K; 0: any */
    bx_page_ink *pages;
    size_t page_count;
    BX_VEC(bx_found) found;
    BX_VEC(bx_check_font *) fonts;
    BX_VEC(int) images; /* that were looked into */
} bx_check;

/* ---- findings (preflight.c) ---- */

/* Notes that rule ID is broken at PLACE (x, y on the page; NULL: nowhere special). The same DETAIL
 * on the same page is counted. */
void bx_find(bx_check *check, const char *id, const double place[2], bx_str detail);
/* The same, where only the worst of those with KEY on a page is told. */
void bx_find_worst(bx_check *check, const char *id, const double place[2], bx_str key,
                   double badness, bx_str detail);
/* " in /A0/Fm1", or nothing on the page itself. */
bx_str bx_via(const bx_check *check, const bx_walk *walk);
/* VALUE in DECIMALS decimals (1 to 3), whatever the locale. */
bx_str bx_decimal(const bx_check *check, double value, int decimals);

/* TEXT of a file as people may see it: what is not UTF-8, or a terminal would obey, is a question
 * mark. */
bx_str bx_clean(bx_arena *arena, bx_str text);
/* What is expected of PAGE, where that is not what is expected of all. */
bx_page_order bx_order_of_page(const bx_check *check, int page);

/* ---- groups of rules ---- */

void bx_check_structure(bx_check *check);         /* S */
const char *bx_find_claim(const bx_check *check); /* the standard that the file names */
void bx_check_metadata(bx_check *check);          /* M */
void bx_check_intent(bx_check *check);            /* O */
void bx_check_forbidden(bx_check *check);         /* X, of the file */
bool bx_check_boxes(bx_check *check);             /* P; fills the boxes; false: no page at all */
void bx_check_page_things(bx_check *check);       /* T and X, of the page */
void bx_check_content(bx_check *check);           /* the walk: T C K L I F X */
void bx_check_sizes(bx_check *check);             /* P, of all pages */

/* What the walk tells, for the page that is being checked. */
void bx_check_space(bx_check *check, const bx_walk *walk, const bx_space *space,
                    const double place[2]);
void bx_check_image(bx_check *check, const bx_walk *walk, const bx_image *image);
void bx_check_text_codes(bx_check *check, const bx_walk *walk, const bx_text *text);
void bx_check_fonts_free(bx_check *check);

void bx_check_raster(bx_check *check); /* A */

/* ---- separations.c ---- */

/* Fills the ink of COUNT PAGES of the PDF in BYTES as Ghostscript separates it, at 50 ppi.
 * returns  NULL, or why it could not be measured, for people */
const char *bx_measure_ink(bx_arena *arena, bx_str bytes, bx_page_ink *pages, size_t count,
                           bool (*stopped)(void));

#endif
