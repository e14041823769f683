/* output/output.h - what people look at and tools read (输出): pictures of pages, photos, JSON. */
#ifndef BX_OUTPUT_H
#define BX_OUTPUT_H

#include "output/json.h"
#include "output/picture.h"
#include "output/screen.h"
#include "page/page.h"

/* ---- page proofs (大样) ---- */

/* What is drawn over the page, as bits. */
typedef enum {
    BX_OVERLAY_GRID = 1,     /* type area, columns and rows */
    BX_OVERLAY_SLOTS = 2,    /* the cells of every slot */
    BX_OVERLAY_IDS = 4,      /* names of slots and stories */
    BX_OVERLAY_BASELINE = 8, /* the baselines that lines were set on */
    BX_OVERLAY_GAPS = 16,    /* Han that stand more than 0.1 em apart */
    BX_OVERLAY_LINT = 32,    /* places of messages */
} bx_overlay;

typedef struct {
    int ppi;
    unsigned overlays; /* bx_overlay */
    bool run_programs; /* draw advertisements by pdftoppm where it is installed; else as a labelled
                          box */
    const bx_diags *lint; /* messages whose places LINT marks; NULL: none */
} bx_proof_options;

typedef struct {
    bx_str label;
    const bx_buffer *png;
} bx_contact_page;

/* The part of the program that draws (draw/), with the libraries that only drawing needs. One call may
 * run beside another. */
typedef struct {
    bx_module module;
    /* Draws PAGE, which is folio INDEX of MAKEUP, as an 8-bit RGB PNG, in the colours of the paper's
     * printing condition with its paper taken as white. Text that went over is red. reports [no-file]
     * [bad-photo] [photo-limit], note [ad-box] where an advertisement is only a box */
    void (*page)(const bx_tree *tree, const bx_makeup *makeup, size_t index, const bx_page *page,
                 const bx_proof_options *options, bx_buffer *png, bx_diags *diags);
    /* Draws COUNT pages small, WIDTH pixels each, four in a row, on one sheet, as PNG. */
    void (*contact)(const bx_tree *tree, const bx_makeup *makeup, const bx_contact_page *pages, size_t count,
                    int width, bx_buffer *png);
    /* What its libraries say of themselves, by name, in ARENA. */
    const bx_version *(*versions)(bx_arena *arena, size_t *count);
} bx_drawing;

/* NULL when it cannot be had. reports [no-module] */
const bx_drawing *bx_drawing_load(bx_diags *diags);

#endif
