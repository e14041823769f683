/* text/text.h - from runs of characters to shaped clusters (文字): fonts, classes, widths.
 *
 * Knows glyphs and character classes; where a line may end is lines/'s work.
 */
#ifndef BX_TEXT_H
#define BX_TEXT_H

#include "read/read.h"

/* ---- font book: only the files the paper names; shared by all threads, immutable ---- */

typedef struct {
    bx_str name;           /* role in paper.yaml: "song" */
    bx_str file;           /* relative to the root */
    const uint8_t *bytes;  /* the whole font file, mapped; lives as long as the book */
    size_t size;
    char sha256[65];
    bx_str postscript_name;
    int units_per_em;
    int ascender, descender, cap_height, italic_angle; /* font units, y up; angle in degrees */
    int bounds[4];         /* xMin yMin xMax yMax */
    int glyph_count;
    bool serif;
} bx_face;

typedef struct bx_fontbook bx_fontbook;

/* Opens the fonts of PAPER and checks them against fonts/fonts.sha256.
 * returns  the book (bx_fontbook_free), or NULL when a font cannot be read at all
 * reports  [no-file] [font-changed] [bad-font] [font-licence] (fsType forbids embedding) */
bx_fontbook *bx_fontbook_open(bx_arena *arena, const bx_tree *tree, const bx_paper *paper,
                              bx_diags *diags);
void bx_fontbook_free(bx_fontbook *book);
const bx_face *bx_fontbook_faces(const bx_fontbook *book, size_t *count);
/* Glyph of CODE in FACE, 0 when it has none. */
uint32_t bx_face_glyph(const bx_fontbook *book, int face, uint32_t code);
/* Horizontal advance in font units. */
int bx_face_advance(const bx_fontbook *book, int face, uint32_t glyph);
/* Ink box of GLYPH in font units: xMin yMin xMax yMax; false for blank glyphs. */
bool bx_face_ink(const bx_fontbook *book, int face, uint32_t glyph, int ink[4]);

/* ---- classes (typography 1) ---- */

typedef enum {
    BX_CLASS_ID, /* 汉字等 */
    BX_CLASS_OP, /* 开始夹注 */
    BX_CLASS_CL, /* 结束夹注 */
    BX_CLASS_CM, /* 句内点号 */
    BX_CLASS_FS, /* 句末点号 */
    BX_CLASS_FX, /* 叠用标点 */
    BX_CLASS_MD, /* 间隔号 */
    BX_CLASS_CN, /* 连接号 */
    BX_CLASS_SL, /* 分隔号 */
    BX_CLASS_DA, /* 破折号 */
    BX_CLASS_EL, /* 省略号 */
    BX_CLASS_PR, /* 前缀 */
    BX_CLASS_PO, /* 后缀 */
    BX_CLASS_NS, /* 不可行首 */
    BX_CLASS_LAT,
    BX_CLASS_SP,
    BX_CLASS_OPR, /* 运算号 */
    BX_CLASS_IS   /* U+3000 */
} bx_class;

const char *bx_class_name(bx_class class);
/* Class of the code point alone; context is resolved by bx_shape. */
bx_class bx_class_of(uint32_t code);

/* ---- clusters ---- */

/* A character style with everything resolved. */
typedef struct {
    uint16_t face;
    uint16_t ink;       /* palette index */
    bx_len size;
    bx_len tracking;    /* added after every cluster but the last of a line */
    bx_len rise;        /* baseline shift, up */
    bx_line_mark mark;
    int16_t half_digits; /* 1: digits half an em wide (hwid), 0: the font's own */
    int16_t mark_face;  /* face for quotes and · where FACE sets them narrow; -1: FACE */
    int16_t stretch;    /* horizontal scale in 1/1000 over 1000; 0: none */
} bx_dress;

typedef struct {
    uint32_t glyph;
    bx_len advance;     /* along the line */
    bx_len x, y;        /* offset from the cluster's pen position, y down */
} bx_shaped_glyph;

/* One character, or several that stand as one (——, ……, a ligature). */
typedef struct {
    uint32_t code;          /* first code point */
    const char *text;
    uint16_t text_len;
    uint16_t dress;
    uint32_t ledger;        /* BX_GENERATED for the engine's own text */
    uint32_t first_glyph;
    uint16_t glyph_count;
    uint8_t class;          /* bx_class, resolved by context */
    bool upright;           /* vertical text: stands upright in its cell */
    bool glued;             /* no break before this cluster (inside a name, number, word) */
    bool forced_end;        /* \ : the line ends after this cluster */
    bool hidden;            /* ｜: no width, no glyph; a headline may break here */
    bool hyphen;            /* an English word may be parted after it, with a hyphen */
    uint16_t piece;         /* which piece it came from */
    bx_len em;
    bx_len body;            /* width of the inked box, what never shrinks */
    bx_len before, after;   /* blanks of a full-width mark around its body, 0 for others */
    bx_len pen;             /* from the body's left edge to the glyph's origin */
} bx_cluster;

typedef struct {
    const bx_cluster *clusters;
    size_t count;
    const bx_shaped_glyph *glyphs;
    const bx_dress *dresses;
    size_t dress_count;
    bx_len em;              /* of the paragraph's own size */
    bool vertical;
    bx_span where;
    const struct bx_piece *pieces; /* for readings over the text and for places */
    const bx_cluster *hyphen;      /* what a parted word ends with; NULL: no word may be parted */
} bx_para;

/* One stretch for the shaper: text, ledger and dress. */
typedef struct bx_piece {
    bx_str text;
    uint32_t ledger;
    bx_span where;
    uint16_t dress;
    bool line_end;      /* a forced line ends after it */
    bool names;         /* lead-in: a name after a space is not broken */
    bool bars;          /* headline: ｜ marks a place where a line may break and is not set */
    bx_str ruby;        /* reading over it */
    uint32_t ruby_ledger;
} bx_piece;

typedef struct bx_shaper bx_shaper; /* one per thread */
bx_shaper *bx_shaper_new(const bx_fontbook *book, const bx_paper *paper);
void bx_shaper_free(bx_shaper *shaper);

/* Shapes PIECES into clusters: script Hani and language zh-Hans set on every buffer, —— and …… joined,
 * superscripts composed, quotes of narrow faces put into synthetic boxes, classes resolved by context.
 * reports  [missing-glyph] with code point and place; a visible stand-in is set */
const bx_para *bx_shape(bx_arena *arena, bx_shaper *shaper, const bx_piece *pieces, size_t count,
                        const bx_dress *dresses, size_t dress_count, bx_len em, bool vertical,
                        bx_diags *diags);

#endif
