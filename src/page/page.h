/* page/page.h - a finished page as a display list (版面): what to draw, where, in which ink.
 *
 * Nothing in it knows how it was made; PDF, PNG and dumps replay the same list.
 */
#ifndef BX_PAGE_H
#define BX_PAGE_H

#include "flow/flow.h"

typedef enum {
    BX_OP_GLYPHS,
    BX_OP_RULE,   /* thin line as a filled rect: K under 2 pt overprints */
    BX_OP_TINT,   /* filled area: knocks out */
    BX_OP_DOT,    /* filled circle in box: black overprints */
    BX_OP_WAVE,   /* line of curves in box, along its longer side: black overprints */
    BX_OP_ART,    /* filled paths in box: black overprints */
    BX_OP_IMAGE,
    BX_OP_ADVERT,
    BX_OP_TAG,    /* opens a tag (story, part) until UNTAG: reading order, outline */
    BX_OP_UNTAG
} bx_op_kind;

typedef struct {
    uint32_t glyph;
    bx_len x, y;          /* origin on the baseline, from the trim's top left, y down */
    uint32_t ledger;      /* first slot of its text; BX_GENERATED for the engine's own */
    const char *text;     /* what was typed; text_len 0: goes on with the cluster before */
    uint16_t text_len;
} bx_glyph;

typedef struct {
    uint16_t face;        /* index in the font book */
    bx_len size;
    int16_t stretch;      /* horizontal scale in 1/1000 over 1000; 0: none */
    bool turned;          /* rotated 90 degrees clockwise about each origin (Latin in vertical text) */
    bool red_alert;       /* proof only: overset text */
    const bx_glyph *glyphs;
    size_t count;
} bx_glyphs_op;

typedef struct {
    const bx_photo *photo;
    bx_str file;          /* relative to the root */
    int width, height;    /* of the file, upright, in pixels */
    int crop[4];          /* x y w h in pixels */
    bool gray;            /* K pages */
} bx_image_op;

typedef struct {
    bx_str file, name;
    const bx_ad *ad;
    bx_len width, height; /* of the artwork's trim */
    bool missing;         /* draw a labelled box instead */
} bx_advert_op;

typedef struct {
    const char *role;     /* "story", "ad", "furniture" */
    bx_str story, slot, text; /* text: outline title, or the advertisement's name */
} bx_tag_op;

typedef struct {
    bx_op_kind kind;
    uint16_t ink;         /* palette index */
    bx_rect box;          /* RULE, TINT, DOT, WAVE, ART, IMAGE, ADVERT */
    const char *part;     /* GLYPHS, IMAGE: flow's name of it; else NULL */
    const bx_passage *passage; /* and what it is a piece of */
    bx_span where;
    const void *detail;   /* bx_glyphs_op, bx_image_op, bx_advert_op, bx_tag_op by kind */
} bx_op;

typedef struct {
    bx_str label, title;  /* "A1", "要闻" */
    bx_len width, height; /* trim */
    bx_len bleed;
    bx_ink_plan ink_plan;
    const bx_op *ops;
    size_t op_count;
} bx_page;

/* A path: the first of AT, then three points a Bézier curve. */
typedef struct {
    bx_point *at;
    size_t count;
    bx_len width; /* of the line; 0: filled */
} bx_curve;

/* A circle, or as much of one as BOX is. */
bx_curve bx_dot_curve(bx_arena *arena, bx_rect box);
/* The outline of a DOT, the line of a WAVE, the paths of an ART, which are filled as one (non-zero). */
const bx_curve *bx_op_curves(bx_arena *arena, const bx_op *op, size_t *count);

/* Paints page INDEX of MAKEUP. */
const bx_page *bx_paint_page(bx_arena *arena, const bx_makeup *makeup, size_t index);

typedef struct {
    size_t counted, set, overset, markup, dropped; /* characters */
    bool balanced;
} bx_ledger_sum;

/* Audits the ledger: every counted character of the issue is on one of PAGES once, reported as overset, markup,
 * or dropped by rule. reports  [ledger] with story and place of what is lost or doubled */
bx_ledger_sum bx_audit_ledger(bx_arena *arena, const bx_makeup *makeup, const bx_page *const *pages,
                              size_t count, bx_diags *diags);

/* Stable text form of a page for tests and eyes. */
void bx_dump_page(const bx_page *page, const bx_makeup *makeup, bx_buffer *out);

#endif
