/* text/shape.h - between context.c and shape.c, for this folder only. */
#ifndef BX_TEXT_SHAPE_H
#define BX_TEXT_SHAPE_H

#include "text/book.h"
#include "text/hyphen.h"
#include "text/text.h"

/* What the font makes of one full-width character (or of —— and ……): nothing beside it changes that, so it
 * is shaped once. */
typedef struct {
    uint32_t key;   /* code, doubled, vertical; 0: free */
    uint16_t face;
    uint16_t count;
    bool turned;    /* vertical: a flat glyph that is to be turned */
    uint32_t glyph[2];
    int advance[2], x[2], y[2]; /* font units, y up */
} bx_known;

enum { BX_KNOWN = 1 << 13 };

typedef struct {
    uint32_t code;
    uint16_t face;
    bool there;
} bx_seen;

struct bx_shaper {
    bx_known known[BX_KNOWN];
    bx_seen seen[BX_KNOWN];
    const bx_fontbook *book;
    const bx_paper *paper;
    bx_arena *scratch;
    bx_hyphens *hyphens;
    hb_buffer_t *buffer;
    hb_language_t language;
    hb_feature_t features[4]; /* the last one for Latin only: an apostrophe is as narrow as a letter */
    hb_feature_t half_digits; /* in its place */
};

/* A character on its way to a cluster. */
typedef struct {
    const char *text;
    uint32_t code, shaped; /* typed, and what the font is asked for */
    uint32_t ledger;
    uint16_t dress;
    uint8_t len;
    uint8_t class;
    bool latin;            /* shaped in script Latn */
    bool line_end, glued, hidden, hyphen, joined; /* joined: in one cluster with the character before */
    bool upright;
    const bx_piece *piece;
} bx_char;

typedef struct {
    bx_arena *arena;
    bx_shaper *shaper;
    bx_diags *diags;
    const bx_piece *pieces;
    bx_char *chars;
    size_t count;
    BX_VEC(bx_dress) dresses;
    BX_VEC(bx_shaped_glyph) glyphs;
    BX_VEC(bx_cluster) clusters;
    bool vertical;
} bx_work;

/* W's dress DRESS with another face, size, rise and stretch; found again when it was made before. */
uint16_t bx_variant(bx_work *w, uint16_t dress, int face, bx_len size, bx_len rise, int stretch);

/* Reads W's COUNT pieces to characters, each with its class, face and what binds it to its neighbours. True:
 * some word may be parted. */
bool bx_read_context(bx_work *w, const bx_piece *pieces, size_t count);

#endif
