/* press/preflight.h - whether a finished PDF, ours or anybody's, can go to the plate (印前检查).
 *
 * One table of rules; a finding names its rule, its page and what was found there.
 */
#ifndef BX_PRESS_PREFLIGHT_H
#define BX_PRESS_PREFLIGHT_H

#include "base/base.h"

/* What the files keep to: ISO 15930-7 or ISO 15930-4. */
typedef enum { BX_PDFX4, BX_PDFX1A } bx_standard;

/* How a file for reading tells itself apart from one for the press, in Info. */
#define BX_SCREEN_KEY   "/BanxinProfile"
#define BX_SCREEN_VALUE "screen"

/* ---- rules ---- */

/* Texts in both languages. */
typedef struct {
    const char *en, *zh;
} bx_rule_text;

typedef struct {
    const char *id; /* "rgb-color" */
    char group;     /* S M O P T C K L I F A X, press.md 8 */
    bx_severity level;
    const char *clause; /* where it is written: ISO 15930, ISO 32000-1, GWG 2022, GB/T 17934.3 */
    bx_rule_text what, why, fix;
} bx_rule;

/* All rules by group; ends with COUNT. */
const bx_rule *bx_list_rules(size_t *count);
/* TEXT in the language of the run. */
const char *bx_rule_say(const bx_rule_text *text);

/* ---- findings ---- */

typedef struct {
    const bx_rule *rule;
    int page;      /* from 0; -1: the file */
    bool placed;   /* X, Y hold */
    bx_len x, y;   /* from the trim's top left corner */
    bx_str detail; /* in the language of the run: "DeviceRGB in /A0" */
    size_t count;  /* how often on that page */
} bx_finding;

/* One plate of one page. */
typedef struct {
    bx_str name; /* Cyan Magenta Yellow Black, or a spot colour's */
    int mean;    /* ink on the trim in 1/100 percent */
} bx_plate_ink;

/* A place with much ink. */
typedef struct {
    int ink;     /* in 1/100 percent, all plates together */
    bx_len x, y; /* its centre, from the trim's top left corner */
} bx_ink_peak;

typedef struct {
    bx_str label;               /* "A3"; without page labels its number */
    bx_len width, height;       /* of the trim */
    bool measured;              /* the rest holds */
    const bx_plate_ink *plates; /* those with ink on them */
    size_t plate_count;
    bx_ink_peak most;   /* pixel at 50 ppi */
    bx_ink_peak window; /* square of 15 mm */
} bx_page_ink;

typedef struct {
    bx_str name;
    const char *claims;         /* "PDF/X-4", or another standard's name; NULL: none */
    bx_standard standard;       /* what it was held against */
    const bx_finding *findings; /* by page, then group; the file's first */
    size_t finding_count;
    const bx_page_ink *pages;
    size_t page_count;
} bx_preflight;

/* Process inks, a bit each. */
enum { BX_CYAN = 1, BX_MAGENTA = 2, BX_YELLOW = 4, BX_BLACK = 8 };

/* What is expected of the page called LABEL. */
typedef struct {
    bx_str label;
    unsigned inks;                  /* 0: all four */
    bx_len trim_width, trim_height; /* 0: as of all pages */
} bx_page_order;

/* What is expected of a file; 0: the house's usual (press.md 1). */
typedef struct {
    bool standard_given;
    bx_standard standard; /* without: what the file claims, else PDF/X-4 */
    int total_ink; /* percent: the paper's limit, 8 more may be in the raster; 0: 240 in all */
    int ppi_warn, ppi_error; /* 149, 99 */
    bx_len trim_width, trim_height;
    int page_count;
    bx_str condition_id;         /* of the output intent; empty: any */
    unsigned inks;               /* that pages may use; 0: all four */
    const bx_page_order *orders; /* pages that have inks of their own */
    size_t order_count;
    double scale; /* above 0: of an advertisement that is placed at it; of its file only what is
                   * placed is looked at */
    bool measure;          /* ink by Ghostscript, where it is installed */
    bool (*stopped)(void); /* whether the run is to end; NULL: it never is */
} bx_expected;

/* Checks the LEN bytes of a PDF called NAME.
 * returns  what was found, in ARENA; NULL: it cannot be read at all
 * reports  [bad-pdf-file] no PDF, damaged beyond reading, or protected by a password; always
 * nowhere source   ISO 15930-4 and -7, GWG 2022 WebCMYKNews, press.md 8 */
const bx_preflight *bx_preflight_pdf(bx_arena *arena, bx_str name, bx_str bytes,
                                     const bx_expected *expected, bx_diags *diags);

#endif
