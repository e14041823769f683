/* flow/maker.h - what the makers of one page's frames share, for this folder only. */
#ifndef BX_FLOW_MAKER_H
#define BX_FLOW_MAKER_H

#include "flow/dates.h"
#include "flow/flow.h"

typedef BX_VEC(bx_frame) bx_frames;

typedef struct {
    bx_arena *arena;
    bx_arena *scratch;       /* trials: given back as soon as they are judged */
    const bx_tree *tree;
    const bx_fontbook *book;
    bx_shaper *shaper;
    const bx_issue *issue;
    const bx_paper *paper;   /* with the grid and trim of the page that is being made */
    const bx_paper **papers; /* a page each */
    bx_dates dates;
    bx_line_rules head_rules;
    uint8_t *fates;
    bx_diags *diags;
    bx_frames *folios;  /* one list a page */
    BX_VEC(bx_jump) jumps;
    BX_VEC(bx_fit) fits;
} bx_maker;

/* Where frames go: a page, a slot, a story. */
typedef struct {
    bx_frames *frames;
    bx_str slot;
    const bx_story *story;
    const bx_page_plan *page;
    bx_passage passage;    /* what is being set; whole NULL: the paragraph of the line */
} bx_place;

/* ---- grid.c ---- */
bx_rect bx_cells_box(const bx_grid *grid, const bx_cells *cells);
/* The same for a part of SLOT: in a tint or frame it stands on the text's columns, and keeps off its edges. */
bx_rect bx_part_box(const bx_grid *grid, const bx_slot *slot, const bx_cells *cells);
bx_len bx_column_x(const bx_grid *grid, int column);
bx_len bx_row_y(const bx_grid *grid, int row);
bx_len bx_columns_width(const bx_grid *grid, int count);

/* What a row of a column leaves for text beside a photo. */
typedef struct {
    bx_len x, width; /* from the column's left edge */
} bx_room;

/* A stretch of one column that takes lines, one a row. */
typedef struct {
    const bx_room *rooms;  /* a row each; NULL: all rows are the column's width */
    bx_len x, y, width, pitch;
    int rows, column, row; /* column and row of the page's grid; -1: own grid */
    int leg;               /* which slot of the flow */
} bx_segment;

typedef struct {
    const bx_segment *segments;
    size_t count;
    int rows;              /* of all segments */
    int unused;            /* too few together to take text */
    bool uneven;           /* some rows are narrower */
    int columns;
    bx_len em, pitch, width; /* of the first slot, where there are several */
    bx_len box_width;      /* of boxes and tables: the narrowest column's */
    bx_len box_pitch;      /* by which their rows are counted: the closest */
} bx_region;

/* The body of SLOT in text order: bands from top to bottom, columns from left to right in each (newsroom C.2). */
bx_region bx_body_region(bx_arena *arena, const bx_paper *paper, const bx_slot *slot, int leg);
/* Regions of one story: where lines are not as wide as in the first, their rows say so; boxes fit the narrowest and
 * the closest rows, and the type is that of the first. */
void bx_match_regions(bx_arena *arena, bx_region *const *regions, size_t count);

/* ---- setting.c: text in a style ---- */
typedef struct {
    int body, bold, kai;
} bx_dress_set;

/* Index of an ink; the first one when there is none of that name. */
int bx_ink_named(const bx_paper *paper, const char *name);
/* The ink that points: "accent", else "red". */
int bx_accent_ink(const bx_paper *paper);
bx_dress bx_style_dress(const bx_paper *paper, int style);

/* Pieces of several texts, one after another. */
typedef struct {
    BX_VEC(bx_piece) pieces;
    BX_VEC(bx_dress) dresses;
    bx_len em;
} bx_setting;

void bx_set_text(bx_maker *m, bx_setting *setting, const bx_text *text, bx_dress_set dresses, bool bars);
void bx_set_literal(bx_maker *m, bx_setting *setting, bx_str text, int style);
const bx_para *bx_set_para(bx_maker *m, const bx_setting *setting, bool vertical);

/* Line I of LINES with its baseline at BASELINE, the column's left edge at X. */
bx_frame *bx_put_line(bx_maker *m, const bx_place *place, const char *part, const bx_para *para,
                      const bx_line *line, bx_len x, bx_len top, bx_len height, bx_len baseline);
void bx_put_area(bx_maker *m, const bx_place *place, bx_frame_kind kind, const char *part, bx_rect box, int ink);

/* A text on one line; returns its width. AT tells what X is. */
bx_len bx_put_text(bx_maker *m, const bx_place *place, const char *part, const bx_setting *setting,
                   const bx_line_rules *rules, bx_at at, bx_len x, bx_len baseline);

/* ---- marks.c ---- */
/* What stands between the lines of FRAME: readings, emphasis dots, lines of names and titles. */
void bx_put_marks(bx_maker *m, const bx_place *place, const bx_frame *frame);

/* ---- head.c ---- */
typedef struct {
    const bx_story *story;
    bx_text tag;           /* empty: the story's column */
    bx_str jump_from, jump_head;
} bx_head_text;
void bx_make_head(bx_maker *m, const bx_place *place, const bx_head *head, const bx_head_text *text);

/* ---- caption.c ---- */
typedef struct {
    const bx_lines *lines; /* NULL: neither title nor caption */
    bx_setting credit;     /* the last photo's: flush right in the last line, or below it */
    bx_len credit_width;
    bool shared;           /* it stands in the last line */
    bx_len height;
} bx_words;

/* Title, caption and credit of COUNT photos in SPOT's styles, one after another; where several have words, each after its
 * number in the group (组照). Reports [overset] where they are deeper than BOX. */
bx_words bx_set_words(bx_maker *m, const bx_photo_spot *spot, const bx_photo *const *photos, size_t count, bx_len width);
void bx_put_words(bx_maker *m, const bx_place *place, const bx_photo_spot *spot, const bx_photo *const *photos,
                  size_t count, bx_rect box);

/* ---- photo.c ---- */
void bx_make_photo(bx_maker *m, const bx_place *place, const bx_slot *slot, const bx_photo_spot *spot,
                   const bx_photo *photo);
/* Whether SPOT has a place for its photo's words. */
bool bx_has_caption(const bx_photo_spot *spot);
/* The words of the photos of SLOT that have no place for them, in its cells for all (组照). */
void bx_make_group_words(bx_maker *m, const bx_place *place, const bx_slot *slot);
/* Rows of PITCH that a photo in the text takes at WIDTH, *CAPTION of them for its words; MOST at most, 0: too few.
 * source  newsroom C.10 */
int bx_photo_rows(bx_maker *m, const bx_photo *photo, bx_len width, bx_len pitch, int most, int *caption);
/* Sets it into BOX, the words into its last CAPTION rows. */
void bx_make_body_photo(bx_maker *m, const bx_place *place, const bx_photo *photo, bx_rect box, bx_len pitch, int caption);

/* ---- table.c ---- */
/* Sets the head and rows [FIRST, LAST) of BLOCK's table into BOX at row PITCH; FIRST from 1.
 * reports  [table-too-wide] */
void bx_make_table(bx_maker *m, const bx_place *place, const bx_block *block, size_t first, size_t last, bx_rect box,
                   bx_len pitch);

/* ---- body.c: blocks to items ---- */
typedef enum { BX_ITEM_TEXT, BX_ITEM_HEAD, BX_ITEM_BOX, BX_ITEM_BREAK } bx_item_kind;

typedef struct bx_item {
    bx_item_kind kind;
    const bx_block *block;
    const char *part;
    const bx_para *para;
    const bx_gaps *gaps;
    bx_measure measure;
    bx_line_prices prices;
    bx_len inset;            /* from the column's left edge */
    const bx_para *marker;   /* list item: set at the column's edge of its first line */
    const bx_para *initial;  /* 首字: beside its first lines */
    int initial_rows;
    bx_len initial_width;
    size_t table_first, table_last; /* box that is part of a table: its rows */
    int rows;                /* head: with the blank above; box: all of it */
    int lines;               /* head, box: lines of text */
    bool splits;             /* text: may be parted between columns */
    bool may_end;            /* the story may end behind it, where it must (可删) */
    bool square;             /* brief: a red square before the head */
    const bx_lines *set;     /* head: its lines */
    bx_len size, pitch;      /* head: its own */
    const struct bx_item *inside; /* box */
    size_t inside_count;
} bx_item;

typedef BX_VEC(bx_item) bx_items;
/* ITEMS of STORY's blocks for a region; tables with a place of their own are left out. */
void bx_make_items(bx_maker *m, const bx_story *story, const bx_slot *slot, const bx_region *region, bx_items *items);

/* ---- columns.c ---- */
typedef struct {
    int used;           /* rows, with blanks inside */
    int over_rows, over_chars;
    int64_t cost;
    bx_span cut_from;
    const int *end_row; /* per item: the row after it */
} bx_fill;

/* Finds the cheapest way to fill REGION with ITEMS; places nothing. */
bx_fill bx_plan_columns(bx_maker *m, const bx_region *region, const bx_item *items, size_t count);
/* The same, and places what was found; text past the region is put below it, marked overset. */
bx_fill bx_fill_columns(bx_maker *m, const bx_place *legs, const bx_slot *const *slots, const bx_region *region,
                        const bx_item *items, size_t count);

/* ---- jump.c ---- */
typedef struct {
    const bx_story *story;
    const bx_slot *slot;
    bx_place place;
    bx_region region;
} bx_leg;
void bx_make_flow(bx_maker *m, const bx_leg *legs, size_t count, bx_items *items);

/* ---- border.c ---- */
/* Tint, bar and frame, from the slot's outer cells. */
void bx_put_slot_box(bx_maker *m, const bx_place *place, const bx_slot *slot);

/* ---- special.c ---- */
void bx_make_index(bx_maker *m, const bx_place *place, const bx_slot *slot);
void bx_make_timeline(bx_maker *m, const bx_place *place, const bx_slot *slot);
void bx_make_poem(bx_maker *m, const bx_place *place, const bx_slot *slot);

/* ---- form.c ---- */
/* What FRAME's line says, as typed. */
bx_str bx_line_text(bx_arena *arena, const bx_frame *frame);
/* Marks that the law asks of an issue and not of the paper. reports  [ad-without-tag] [no-extra-mark] */
void bx_lint_marks(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags);

/* ---- lint.c ---- */
/* A line on page one that is larger than the name; NULL when there is none, or no name. */
const bx_frame *bx_larger_than_name(const bx_folio *folio);

/* ---- furniture.c ---- */
void bx_make_furniture(bx_maker *m, const bx_place *place, const bx_furniture *block, size_t page_index);

#endif
