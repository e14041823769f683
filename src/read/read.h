/* read/read.h - an issue as editors wrote it (读稿): stories, pages, placements, and how the paper looks.
 *
 * Everything is immutable once returned, lives in the arena, and keeps the span it came from.
 */
#ifndef BX_READ_H
#define BX_READ_H

#include "base/base.h"

/* ---- sources: files inside the root, checked once ---- */

typedef struct bx_tree bx_tree; /* knows the root folder; opens nothing outside it */

/* ROOT NULL: the nearest folder above PATH that holds layouts/. Reports [no-root]; NULL then. */
bx_tree *bx_tree_open(const char *root, const char *path, bx_diags *diags);
void bx_tree_free(bx_tree *tree);
const char *bx_tree_root(const bx_tree *tree); /* absolute, no trailing slash */
/* PATH relative to the root ("issues/2025-05-09"), from a path given on the command line.
 * False: [outside-root]. */
bool bx_tree_relative(bx_arena *arena, const bx_tree *tree, const char *path, bx_str *relative,
                      bx_diags *diags);
/* Reads a text file: UTF-8 pass with line map before anything else sees a byte.
 * WHERE is the place that named the file (BX_NOWHERE: the command line).
 * returns  source in ARENA, or NULL
 * reports  [no-file] [outside-root] [too-big] [not-utf8] (line, byte, likely encoding: GBK, GB18030, Big5,
 *          UTF-16) [nul-byte] [control-character] */
const bx_source *bx_tree_text(bx_arena *arena, const bx_tree *tree, bx_str relative, size_t limit,
                              bx_span where, bx_diags *diags);
/* Reads a binary file whole (photo, ad, profile, font) with the same confinement. */
bool bx_tree_bytes(bx_arena *arena, const bx_tree *tree, bx_str relative, size_t limit, bx_span where,
                   bx_str *bytes, bx_diags *diags);
/* Makes a source from the bytes of a file. A byte order mark is left out; CR before LF is kept.
 *
 * path     as shown to people
 * returns  source in ARENA; NULL when the file is in another encoding or cannot be read as text
 * reports  [not-utf8] with line, byte value and likely encoding; [nul-byte] and [control-character]
 *          for each such character, which U+FFFD or '_' then stands for; [lost-character] for U+FFFD
 */
const bx_source *bx_source_check(bx_arena *arena, bx_str path, bx_str bytes, bx_diags *diags);
bool bx_tree_exists(bx_arena *arena, const bx_tree *tree, bx_str relative);
/* Names of the regular files in folder RELATIVE ending in SUFFIX, sorted by bytes. */
const bx_str *bx_tree_list(bx_arena *arena, const bx_tree *tree, bx_str relative, const char *suffix,
                           size_t *count);
/* Names of the folders in folder RELATIVE, sorted by bytes. */
const bx_str *bx_tree_folders(bx_arena *arena, const bx_tree *tree, bx_str relative, size_t *count);

/* ---- the ledger: every counted character has one slot ---- */

/* Counted text lies at bytes [ledger, ledger + text.len) of the issue's ledger. Text that the engine
 * itself makes (marks, dashes, ■, numbers) carries BX_GENERATED. */
#define BX_GENERATED UINT32_MAX

typedef enum {
    BX_UNSEEN,  /* must be set or reported by the end of the run */
    BX_MARKUP,  /* written for the engine: stars, brackets, keys */
    BX_DROPPED, /* left out by a rule of markup.md: spaces and U+3000 at edges, joined line ends */
    BX_SET,
    BX_OVERSET
} bx_fate;

/* ---- text ---- */

typedef enum { BX_FACE_BODY, BX_FACE_BOLD, BX_FACE_KAI } bx_face_kind; /* plain, **…**, *…* */
typedef enum { BX_LINE_NONE, BX_LINE_EMPHASIS, BX_LINE_PROPER, BX_LINE_BOOK } bx_line_mark;

/* A stretch of text in one dress. TEXT is always a slice of one source line (or one generated space where
 * a line end joins two Latin words), so byte i of text is byte where.start + i and ledger slot ledger + i. */
typedef struct {
    bx_str text;
    bx_span where;
    uint32_t ledger;
    bx_face_kind face;
    bx_line_mark mark;
    bx_str ruby;            /* reading over this run: base text is TEXT; empty: none */
    bx_span ruby_where;
    uint32_t ruby_ledger;
    bx_str target;          /* story id of [..](ID.md); empty: none */
    bool line_end;          /* forced line after this run (\ at a line's end) */
} bx_run;

typedef struct {
    const bx_run *runs;
    size_t count;
    bx_span where;
} bx_text; /* a field or a paragraph; count 0: absent */

typedef struct {
    bx_str file;            /* relative to the root */
    bx_span where;
    bx_text title, caption, credit;
    bx_str alt;
    int focus[4];           /* x y w h in percent of the picture; w 0: none given */
} bx_photo;

typedef enum {
    BX_PARAGRAPH,
    BX_VERSE,      /* forced lines: no indent, not justified; one blank row before the next stanza */
    BX_CROSSHEAD,  /* ## or ###, see level */
    BX_LIST_ITEM,  /* marker as typed ("1.") or "-" */
    BX_TABLE,
    BX_ASIDE,      /* > …: children; a first child that is one bold run alone is its head */
    BX_BOX,        /* ::: box Title */
    BX_PICTURE,
    BX_SIGN,       /* {.sign}: flush right */
    BX_SALUTE,     /* {.salute}: flush left, no indent */
    BX_CUT         /* <<<: the text may end here */
} bx_block_kind;

typedef struct bx_block bx_block;

typedef enum { BX_CELL_LEFT, BX_CELL_CENTER, BX_CELL_RIGHT } bx_cell_align;
typedef struct {
    size_t column_count, row_count; /* row 0 is the head */
    const bx_cell_align *align;     /* a column each */
    const bx_text *cells;           /* row by row */
    int span;                       /* text columns it may take: 1 or {span=N} */
} bx_table;

struct bx_block {
    bx_block_kind kind;
    int level;               /* crosshead 2 or 3 */
    bx_text text;            /* paragraph, verse, crosshead, item, sign, salute; box: its title */
    bx_text marker;          /* list item: "1." (counted) or empty for "-" */
    const bx_table *table;
    const bx_photo *photo;
    const bx_block *children; /* aside, box */
    size_t child_count;
    bx_span where;
};

typedef enum { BX_CUT_NONE, BX_CUT_TAIL, BX_CUT_MARKED } bx_cut_rule;

typedef struct {
    bx_str id;
    const bx_source *source;
    bx_text title, kicker, subtitle, summary, column, lead_in, byline;
    bx_str short_title;       /* default: the title without ｜ and U+3000 */
    bx_span short_title_where;
    int rank;                 /* 1 头条 to 4 简讯 */
    bool unread;              /* its file or front matter could not be read, which is reported: what it lacks is not told */
    bool vertical;
    bx_cut_rule cut;
    const bx_photo *photos;
    size_t photo_count;
    const bx_block *blocks;
    size_t block_count;
    uint32_t ledger_start, ledger_end; /* this story's slots */
    uint32_t body_ledger, body_start;  /* the body's first slot, and the byte of the source it stands for */
    const struct bx_fix *fixes;        /* see the section on fixes */
    size_t fix_count;
    bx_span where;                     /* its title, or the file's first line */
} bx_story;

/* ---- issue ---- */

typedef struct {
    bx_str slot, story;      /* story empty: declared empty (null) */
    bx_span slot_where, story_where;
} bx_placement;

typedef enum { BX_INK_4C, BX_INK_K_RED, BX_INK_K } bx_ink_plan;

/* 版, 中缝 (counted as no page), 跨版 (two pages as one, "A2-A3"). */
typedef enum { BX_PAGE_SINGLE, BX_PAGE_GUTTER, BX_PAGE_SPREAD } bx_page_kind;

typedef struct {
    bx_page_kind kind;
    bx_str left, right; /* labels of a spread's two pages; of a single page both are its own */
    bx_str label, layout, title, editor, designer, proof, reviewer;
    bx_ink_plan ink;
    const bx_placement *places;
    size_t place_count;
    bx_span where, layout_where;
} bx_page_plan;

typedef struct {
    bx_str page, slot;
    bx_span where;
} bx_slot_ref;

typedef struct {
    const bx_story *story;
    const bx_slot_ref *slots;
    size_t slot_count;
    bx_span where;
} bx_flow_plan;

typedef struct {
    bx_slot_ref slot;
    bx_str file, name;       /* relative to the root */
    bool marked;             /* the artwork says 广告 itself */
    bx_span where;
} bx_ad;

typedef struct {
    int year, month, day;
} bx_date;

typedef struct {
    bx_str paper, folder;    /* folder: relative to the root */
    bx_date date;
    bx_str date_text;        /* "2025-05-09" */
    int number;              /* as written; 0: compute */
    bx_span number_where, date_where;
    bx_str kind;             /* "normal", "extra" 增期, "special" 号外 */
    const bx_page_plan *pages;
    size_t page_count;
    const bx_flow_plan *flows;
    size_t flow_count;
    const bx_ad *ads;
    size_t ad_count;
    const bx_story *stories; /* sorted by id; all of articles/, placed or not */
    size_t story_count;
    const uint8_t *fates;    /* bx_fate a ledger byte, as reading left it: UNSEEN, MARKUP or DROPPED */
    uint32_t ledger_size;
    const bx_source *source;
} bx_issue;

/* Reads issues/DATE: issue.yaml and every story. Always returns what could be read, or NULL when ISSUE
 * itself cannot be read at all.
 * reports  everything in markup.md 1 and 2, all of a run together */
const bx_issue *bx_read_issue(bx_arena *arena, const bx_tree *tree, bx_str folder, bx_diags *diags);
const bx_story *bx_find_story(const bx_issue *issue, bx_str id);

/* One story from a source, for tests, compose and the preview. *LEDGER: first free slot, moved on. */
const bx_story *bx_read_story(bx_arena *arena, const bx_tree *tree, const bx_source *source, bx_str id,
                              uint32_t *ledger, uint8_t **fates, bx_diags *diags);

/* ---- fixes: what `banxin check --fix` writes ---- */

/* The mark that a warning offers in the place of a half-width one. Fixes of a story are sorted, do not
 * overlap, and are withheld when its file holds control characters or damaged UTF-8. */
typedef struct bx_fix {
    bx_span where;
    bx_str replacement;
} bx_fix;

/* STORY's file with its fixes made, to be written in its place; no byte order mark. */
bx_str bx_fixed_text(bx_arena *arena, const bx_story *story);

/* ---- what stands in headers of its own: looks of the paper, heads of picture files ---- */
#include "read/paper.h"
#include "read/picture.h"

#endif
