/* press/inside.h - what the files of this folder hand to each other. */
#ifndef BX_PRESS_INSIDE_H
#define BX_PRESS_INSIDE_H

#include <qpdf/qpdf-c.h>

#include "press/press.h"

/* ---- fonts ---- */

/* The tables of a TrueType face that a PDF needs, inside the mapped file. */
typedef struct {
    bx_str glyf, loca, hmtx, head, hhea, maxp, cvt, fpgm, prep;
    uint32_t glyph_count, metric_count;
    bool long_loca;
    bool usable;
} bx_program;

bool bx_program_open(const bx_face *face, bx_program *program);
/* Advance of GLYPH in 1/1000 of the PDF's glyph unit, which is 1/1000 em: 1000000 is one em. */
int64_t bx_program_width(const bx_program *program, const bx_face *face, uint32_t glyph);
/* The outline of GLYPH as glyf has it; empty when there is none. */
bx_str bx_program_outline(const bx_program *program, uint32_t glyph);

/* ---- what a glyph stands for ---- */

/* One glyph of one face, a text it stands for, and how often it does. */
typedef struct {
    uint16_t face;
    uint16_t text_len;
    uint32_t glyph;
    const char *text; /* text_len 0: it stands for nothing, or belongs to a cluster of several */
    uint32_t count;
    uint32_t code; /* in the PDF: the glyph's own id, or one past the face's last for a copy of it;
                    * 0 for a copy when there are no more codes */
} bx_meaning;

/* Meanings by face and glyph. A glyph with several texts (a 2 that is also the ₂ of CO₂) keeps its
 * own code for the most frequent one; each other text has a copy of the glyph under a code of its
 * own, so that every reader of ToUnicode finds what was typed. */
typedef struct {
    bx_arena *arena;
    bx_meaning *slots; /* open addressing; count 0: free */
    size_t slot_count, used;
    BX_VEC(bx_meaning) rivals; /* the rarer texts */
} bx_meanings;

bx_meanings bx_meanings_new(bx_arena *arena);
void bx_meanings_add(bx_meanings *meanings, bx_meaning meaning);
/* Adds all of FROM's. */
void bx_meanings_merge(bx_meanings *into, const bx_meanings *from);
/* Chooses each glyph's first text (of equally frequent ones the first by bytes) and gives out
 * codes, which depend on what was added alone, not on its order. */
void bx_meanings_settle(bx_meanings *meanings, const bx_press *press);
/* The meaning of GLYPH as TEXT, which must have been added. */
const bx_meaning *bx_meanings_find(const bx_meanings *meanings, uint16_t face, uint32_t glyph,
                                   bx_str text);
/* All of them by face, then code. */
bx_meaning *bx_meanings_sorted(bx_arena *arena, const bx_meanings *meanings, size_t *count);

/* A face as it goes into one PDF. */
typedef struct {
    bx_str name;          /* ABCDEF+BanxinSong-Regular */
    bx_str widths;        /* the W array as PDF text */
    bx_buffer program;    /* the TrueType subset, deflated */
    size_t program_size;  /* and before that */
    bx_buffer to_unicode; /* the CMap, deflated */
} bx_subset;

/* Subsets FACE to the glyphs of MEANINGS (sorted, all of that face); codes are the subset's glyph
 * ids. */
void bx_make_subset(bx_arena *arena, const bx_program *program, const bx_face *face,
                    const bx_meaning *meanings, size_t count, bx_subset *subset);

/* ---- photos ---- */

/* One photo as it is printed, a JPEG in CMYK or grey, or shown: in RGB or grey. */
typedef struct {
    const bx_image_op *op;
    bx_span where;
    int target[2]; /* pixels wanted */
    int width, height, channels;
    uint32_t fault, source_channels; /* of the profile it carries, a bx_profile_fault; as it came */
    bx_buffer jpeg;
    char key[33];    /* of the cache */
    bool read, good; /* the file could be read; JPEG is there */
} bx_photo_plate;

/* Converts PHOTOS (from the cache where it has them) on WORKERS threads. */
void bx_make_photos(const bx_press *press, bx_photo_plate *photos, size_t count, int workers,
                    bx_diags *diags);
/* How many pixels OP needs when it fills BOX. */
void bx_photo_target(const bx_press *press, const bx_image_op *op, bx_rect box, int target[2]);

/* ---- advertisements ---- */

/* Plates, a bit each. */
enum { BX_PLATE_C = 1, BX_PLATE_M = 2, BX_PLATE_Y = 4, BX_PLATE_K = 8, BX_PLATES_ALL = 15 };

typedef struct {
    bx_str file;
    bx_span where;
    bx_str bytes;
    double trim[4]; /* x0 y0 x1 y1 of the artwork in its own space */
    int rotate;     /* clockwise, 0 90 180 270 */
    unsigned inks;  /* BX_PLATE_C and so on: those it may print with */
    bool rgb, transparent;
    bool good;
} bx_ad_plate;

/* Opens the file of AD, which names it, and checks it. */
void bx_check_ad(bx_arena *arena, const bx_press *press, bx_ad_plate *ad, bx_diags *diags);
/* Width and height as seen upright, in pt. */
void bx_ad_size(const bx_ad_plate *ad, double size[2]);
/* How much AD is scaled to go into BOX: exactly 1 when it is within 1 mm of it. */
double bx_ad_scale(const bx_ad_plate *ad, bx_rect box);
/* Reports [ad-size] when AD would have to be scaled and its slot does not say so. */
void bx_check_ad_size(const bx_press *press, const bx_page *page, const bx_op *op,
                      const bx_ad_plate *ad, bx_diags *diags);
/* Reports under the rule's own id what preflight finds in AD at the size that it has in OP's box:
 * pictures, letters, layers, rich black and the like; errors of the rules are errors where the
 * paper refuses. */
void bx_check_ad_placed(const bx_press *press, const bx_op *op, const bx_ad_plate *ad,
                        bx_diags *diags);
/* Copies the page of AD into PDF as a form XObject with its resources, untouched.
 * returns  the source file, which must live until PDF is written; NULL: it could not be copied */
qpdf_data bx_ad_form(qpdf_data pdf, const bx_ad_plate *ad, qpdf_oh *form);

/* ---- printer's marks ---- */

/* What stands around a page's bleed for those who mount and print plates (press.md 9). */
typedef struct {
    bx_glyphs_op glyphs;
    int ink[4]; /* C M Y K in 1/1000 */
} bx_mark_text;

typedef struct {
    bx_rect box;
    int ink[4];
} bx_mark_area;

typedef struct {
    int register_ink[4]; /* all inks that the page is planned with */
    BX_VEC(bx_mark_area) areas;
    BX_VEC(bx_curve) rings;
    BX_VEC(bx_mark_text) texts;
} bx_marks;

/* The marks of PAGE, whose content is known by HASH. returns  marks in ARENA */
const bx_marks *bx_make_marks(bx_arena *arena, const bx_press *press, const bx_page *page,
                              const char *hash);
/* From the edge of the file to the trim: the bleed, and the room for marks. */
bx_len bx_page_edge(const bx_press *press, const bx_page *page);

/* ---- pages ---- */

typedef struct {
    bx_str title, story;
    bx_len x, y; /* where the story begins, from the trim's top left */
} bx_outline_entry;

/* A stretch of a page's content that means one thing (sequence.c). */
typedef struct {
    size_t first;         /* op that it begins with */
    const char *type;     /* of its structure element, "P"; NULL: decoration, an artifact */
    int mcid;             /* when it is none: counted on its page */
    const bx_tag_op *tag; /* what it stands in */
    const bx_op *op;      /* its first */
    bx_rect box;          /* all of it */
} bx_sequence;

typedef struct {
    const bx_page *page;
    const bx_marks *marks; /* NULL: none are asked for */
    bx_meanings meanings;
    size_t clusters;         /* with text, in the display list */
    BX_VEC(uint32_t) photos; /* what /I0, /I1 … of this page are, in the plates' photos */
    BX_VEC(uint32_t) ads;    /* and /A0, /A1 … */
    BX_VEC(bx_outline_entry) outline;
    BX_VEC(bx_sequence) sequences; /* of a page for reading */
    bx_buffer content; /* deflated */
} bx_plate;

struct bx_plates {
    bx_arena *arena;
    bx_plate *pages;
    bx_arena **page_arenas;
    size_t count;
    BX_VEC(bx_photo_plate) photos;
    BX_VEC(bx_ad_plate) ads;
};

/* Walks the page: glyphs and their texts, stories for the outline, clusters. Photos and ads are the
 * caller's work. */
void bx_survey_page(bx_arena *arena, const bx_press *press, bx_plate *plate);
/* Parts the ops of PLATE's page into sequences. */
void bx_list_sequences(bx_arena *arena, bx_plate *plate);
/* Writes the content stream of PLATE, as text, telling glyphs' texts apart by MEANINGS. */
void bx_write_content(const bx_press *press, const bx_plates *plates, const bx_plate *plate,
                      const bx_meanings *meanings, bx_buffer *content);

/* Reports [ink-plan] where PLATE prints with inks that its page was not planned with. */
void bx_check_ink_plan(bx_arena *arena, const bx_press *press, const bx_plates *plates,
                       const bx_plate *plate, bx_diags *diags);

/* ---- the press ---- */

struct bx_press {
    const bx_tree *tree;
    const bx_makeup *makeup;
    const bx_face *faces;
    const bx_program *programs;
    size_t face_count;
    bx_str profile; /* the output profile, whole; empty: none */
    char profile_hash[33];
    bx_str packed_profile; /* deflated */
    bx_standard standard;
    bool marks;
    bool screen;                 /* pages for reading, not plates */
    const uint8_t (*palette)[3]; /* of these: the paper's inks in sRGB */
};

/* ---- what a file says about itself ---- */

typedef struct {
    const bx_press *press;
    const bx_plates *plates;
    const bx_plate *pages;
    size_t count;
    bool keeps; /* the standard: it may be named */
    bx_arena *arena;
    qpdf_data pdf;
} bx_about;

/* What Info and XMP say, alike. */
typedef struct {
    const char *standard; /* "PDF/X-4"; NULL: none is named */
    bx_str title, date, iso_date; /* D:20250509000000+08'00' and the same as ISO 8601 */
    char hash[33];                /* of what is on the pages */
    bool screen;                  /* for reading: nothing is said of a press */
} bx_facts;
void bx_add_facts(bx_arena *arena, qpdf_data pdf, const bx_facts *facts);

/* Whether COUNT PAGES of PLATES hold nothing that is known to break the press's standard. */
bool bx_keeps_standard(const bx_press *press, const bx_plates *plates, const bx_plate *pages,
                       size_t count);
/* Adds output intent, Info and XMP. */
void bx_add_about(const bx_about *about);

/* ---- small things ---- */

/* How well bx_deflate packs: texts repeat themselves, outlines have few and near repeats. */
enum { BX_PACK_TEXT = 4, BX_PACK_FONT = 1 };
/* BOX of PAGE as "[left bottom right top]" in the file's space. */
void bx_put_rect(const bx_press *press, const bx_page *page, bx_rect box, bx_buffer *out);
/* A place of PAGE as a destination without its page: "[/XYZ 37 1006 null]". */
void bx_put_destination(const bx_press *press, const bx_page *page, bx_len x, bx_len y,
                        bx_buffer *out);
/* The least that holds both. */
bx_rect bx_rect_join(bx_rect a, bx_rect b);
/* Writes VALUE / 1000 without trailing zeros. */
void bx_put_milli(bx_buffer *out, int64_t value);
/* A PDF text string: UTF-16BE with a mark, in hexadecimal, "<FEFF4E00>". */
void bx_put_utf16(bx_buffer *out, bx_str text, bool mark);

#endif
