/* read/paper.h - how a paper looks (版式): trim, grid, fonts, styles, inks, furniture, slots.
 *
 * Included by read/read.h. Slots speak in grid cells; columns and rows count from 1 in files and from 0 here.
 */
#ifndef BX_READ_PAPER_H
#define BX_READ_PAPER_H

#include "read/read.h"

/* ---- inks ---- */

typedef struct {
    bx_str name;
    uint16_t cmyk[4]; /* permille */
    bx_span where;
} bx_ink;

/* ---- styles ---- */

typedef struct {
    bx_str name;
    int font, mark_font;  /* face index; mark_font sets quotes and · of narrow faces, -1: the same */
    bx_len size, pitch;   /* type size, line pitch */
    bx_len tracking;
    int ink;
    bx_len least_size;    /* headline fit: never below; 0: size is fixed */
    int track_low, track_high; /* headline fit: tracking in 1/1000 em */
    bx_len plate_height, plate_padding; /* tag: plate behind the text; 0: none */
    int plate_ink;
    bool half_digits;     /* digits half an em wide, for tables */
    bool dash;            /* —— before the text */
    bx_span where;
} bx_style;

/* ---- grid ---- */

typedef struct {
    int columns, measure, gutter, rows; /* measure and gutter in body characters */
    bx_len size, pitch;                 /* body em and row */
    bx_len left, top;                   /* of the type area, from the trim */
} bx_grid;

/* Cells: for each column the row intervals [from, to) it holds, from 0, sorted. */
typedef struct {
    uint8_t column;
    uint16_t from, to;
} bx_interval;

typedef struct {
    const bx_interval *at; /* by column, then by row; empty: no cells given */
    size_t count;
    bx_span where;
} bx_cells;

/* ---- slots ---- */

typedef enum {
    BX_PART_TAG, BX_PART_KICKER, BX_PART_TITLE, BX_PART_SUBTITLE, BX_PART_BYLINE, BX_PART_SUMMARY,
    BX_PART_JUMP_FROM, BX_PART_JUMP_HEAD, BX_PART_LITERAL, BX_PART_RULE
} bx_part;

typedef enum { BX_AT_LEFT, BX_AT_CENTER, BX_AT_RIGHT } bx_at;

typedef struct {
    bx_part part;
    int style;
    bx_at at;
    bool full;            /* fit to the full measure */
    int lines;            /* title: in how many lines; 0: as few as fit */
    bx_len size;          /* 0: the style's */
    bx_len stagger;       /* each further line starts this much later */
    bx_str literal;
    bx_span where;
} bx_head_item;

typedef struct {
    const bx_head_item *items;
    size_t count;
    bx_len gap;           /* above this line, ink to ink; negative: default */
} bx_head_line;

typedef struct {
    bx_cells cells;
    bool vertical;        /* 竖题: lines from right to left */
    bx_at align;          /* left: top, center: middle, right: bottom of the cells */
    bx_len inset_x, inset_top;
    int tint, bar;        /* palette indexes, -1: none */
    bool bar_left;        /* the bar stands at the left, else on top */
    const bx_head_line *lines;
    size_t count;
    bx_span where;
} bx_head;

typedef struct {
    bx_cells cells, caption;
    bx_len x, w;          /* whole characters across, from the left edge of the cells; w 0: all of them */
    bool around;          /* stands inside the body's columns: text runs round it */
    int caption_rows;     /* of a photo with text round it: rows of its cells that the caption takes */
    int index;            /* which photo of the story */
    int caption_style, title_style, credit_style;
    int caption_tint;     /* palette index of the caption's background, -1: none */
    int title_rows;       /* photo piece with its own head over the caption: rows; 0: run in */
    bx_span where;
} bx_photo_spot;

typedef enum { BX_SLOT_STORY, BX_SLOT_BRIEFS, BX_SLOT_TIMELINE, BX_SLOT_INDEX, BX_SLOT_POEM, BX_SLOT_AD } bx_slot_kind;

/* How an own grid divides its width (Founder's four column modes): whole characters and a gap that grows (绝对),
 * equal columns of any width (自由), whole characters in unequal columns (相对), the page's own columns (自动). */
typedef enum { BX_MODE_WHOLE, BX_MODE_ABSOLUTE, BX_MODE_FREE, BX_MODE_RELATIVE, BX_MODE_AUTO } bx_column_mode;

/* Frames: one line; two (双线); a thick one with a thin one inside (文武线); round dots (点线). */
typedef enum { BX_BORDER_LINE, BX_BORDER_DOUBLE, BX_BORDER_THICK_THIN, BX_BORDER_DOTS } bx_border;

typedef struct {
    bx_str name;
    bx_slot_kind kind;
    bx_cells cells;         /* all of the slot */
    bx_cells body;
    bx_head head, deck;     /* deck: 提要 in cells of its own */
    const bx_photo_spot *photos;
    size_t photo_count;
    bx_cells captions;      /* 组照: the words of all photos that have no place of their own for them */
    bx_cells table;         /* a story's table goes here */
    bx_len table_pitch;
    int tint, bar, frame;   /* palette indexes, -1: none; bar: on the upper edge */
    bx_len bar_width, frame_width; /* the frame's: of all its lines together */
    bx_border frame_style;
    bx_len air;             /* in a tint or frame: what text keeps off its upper and lower edge at least; else 0 */
    bx_len pad;             /* and off its left and right edge */
    bx_len inset_top, inset_bottom; /* tint and artwork keep off the cells' edges */
    int box_measure;        /* in a tint or frame, without own grid: characters a line in each of the page's columns */
    bx_len box_gap;         /* and between them */
    int own_columns;        /* own grid: columns; 0: the page's */
    bx_column_mode own_mode;
    bx_len own_width;       /* own grid: of a column, for 自由; the widest one for 相对 */
    int own_narrow;         /* 相对: so many columns, from the first, are a character narrower */
    int own_measure;        /* own grid: characters a line */
    bx_len own_size, own_pitch, own_gap, own_top; /* own grid: em, pitch, column gap, top inset */
    int body_style;
    int item_style;         /* briefs: item heads; timeline: years */
    bool column_each;       /* briefs: every item starts a column */
    bool rules;             /* column rules */
    int crosshead_rows;
    int initial_rows;       /* 首字: rows of the first paragraph's initial, 0: none */
    int initial_style;
    bool fit_scale;         /* ad: scale to the slot */
    bool plain_asides;      /* asides are set as paragraphs, without a box */
    bx_str question;        /* interview: a paragraph that opens with this bold word is a question */
    bx_span where;
} bx_slot;

/* A rule between slots, drawn in the middle of its row, or in a gutter. */
typedef struct {
    bx_cells cells;
    bx_len width;
    int ink;
    bool vertical;          /* right of its column, over its rows */
} bx_page_rule;

/* ---- furniture: masthead and folio line ---- */

typedef enum { BX_FIELD_TEXT, BX_FIELD_RULE, BX_FIELD_TINT, BX_FIELD_STACK, BX_FIELD_ART, BX_FIELD_QR } bx_field_kind;
typedef enum { BX_FROM_LEFT, BX_FROM_RIGHT, BX_FROM_INNER, BX_FROM_OUTER } bx_from;

typedef struct {
    bx_str name;           /* part name in layout.json: "masthead.date" */
    bx_field_kind kind;
    bx_str text;           /* with {date} {weekday} {lunar} {number} {total} {pages} {page} {title} … */
    int style;
    bx_from from;
    bx_at at;
    bx_len x, y, w, h;     /* x from the chosen edge of the type area; text: y is the baseline */
    int ink;
    bx_span where;
} bx_field;

typedef struct {
    bx_str name;
    const bx_field *fields;
    size_t count;
    bx_span where;
} bx_furniture;

typedef struct {
    bx_str name;           /* file name without .yaml */
    const bx_slot *slots;
    size_t slot_count;
    const bx_page_rule *rules;
    size_t rule_count;
    const bx_cells *blanks; /* declared blank */
    size_t blank_count;
    bx_grid grid;          /* the paper's, unless the layout has its own (中缝, 跨版) */
    bx_len width, height;  /* trim */
    bx_len fold, guard;    /* spread: x of the fold, and how far type keeps off it; 0: no fold */
    bx_cells furniture_cells;
    int furniture;         /* index of the furniture block in masthead.yaml; -1: none */
    const bx_source *source;
    bx_span where;
} bx_layout;

/* ---- paper ---- */

typedef struct {
    bx_str name;
    bx_str file; /* relative to the root */
    bx_span where;
} bx_font_ref;

typedef struct {
    int weekday;                 /* 1 Monday to 7 */
    bx_date first;               /* date of No. 1 */
    const bx_date *suspended;
    size_t suspended_count;
    const bx_date *extra;
    size_t extra_count;
    bx_date total_date;
    int total;
    bx_span where;
} bx_calendar;

typedef enum { BX_KINSOKU_NONE, BX_KINSOKU_BASIC, BX_KINSOKU_GB, BX_KINSOKU_STRICT } bx_kinsoku;
/* What the form rules of newspapers look for, each with a weight (报纸出版形式差错). */
typedef enum {
    BX_FORM_NAME, BX_FORM_OTHER_NAME, BX_FORM_NAME_SIZE, BX_FORM_CN, BX_FORM_CN_FORM, BX_FORM_DATE, BX_FORM_TOTAL,
    BX_FORM_PAGES, BX_FORM_SUPERVISOR, BX_FORM_SPONSOR, BX_FORM_PUBLISHER, BX_FORM_ADDRESS, BX_FORM_CONTACT,
    BX_FORM_PRINTER, BX_FORM_DISTRIBUTION, BX_FORM_PRICE, BX_FORM_LABEL, BX_FORM_EXTRA, BX_FORM_AD, BX_FORM_COUNT
} bx_form_item;

typedef enum { BX_QUANJIAO, BX_KAIMING, BX_BANJIAO } bx_punctuation;
typedef enum { BX_END_HALF, BX_END_ALLOW, BX_END_HANG } bx_line_end;

typedef struct {
    bx_kinsoku kinsoku;
    bx_punctuation punctuation;
    bx_line_end line_end;
    int autospace;      /* 1/1000 em between Han and Latin */
    bool half_digits;
    bool fs_fixed;      /* full stops are never squeezed */
    bool head;          /* headline: half-width marks, U+3000 0.6 em (art direction) */
} bx_line_rules;

/* 栏花: a drawing before the name of its column. Paths begin with a point; each three more are a curve. */
typedef struct {
    const bx_point *at; /* from the drawing's top left */
    size_t count;
} bx_ring;

typedef struct {
    bx_str name; /* of the column */
    bx_len width, height;
    int ink;
    const bx_ring *rings;
    size_t ring_count;
} bx_column_art;

typedef struct {
    bx_str profile;          /* relative to the root */
    bx_str condition_id, condition, info, registry;
    int total_ink;           /* percent */
    int ppi, ppi_warn, ppi_error;
    int ads_policy;          /* 0 refuse 1 warn 2 convert 3 flatten */
    bool marks;              /* printer's marks around every page */
    bx_span where;
} bx_press_rules;

typedef struct {
    bx_str name, title, short_name; /* folder; 报名·刊名 */
    bx_len width, height, bleed;
    bx_grid grid;
    const bx_font_ref *fonts;
    size_t font_count;
    const int *fallback;
    size_t fallback_count;
    const bx_ink *inks;
    size_t ink_count;
    const bx_style *styles;
    size_t style_count;
    const bx_column_art *column_art;
    size_t column_art_count;
    bx_line_rules lines;
    bx_calendar calendar;
    bx_str jump_to, jump_from; /* "（下转{page}版）" */
    int least_jump_lines;
    bx_str credit;             /* "■{name} 摄" */
    const bx_furniture *furniture;
    size_t furniture_count;
    const bx_layout *layouts;
    size_t layout_count;
    bx_press_rules press;
    int form_weights[BX_FORM_COUNT]; /* form errors each counts for; 0: not looked at */
    const bx_str *lexicon;
    size_t lexicon_count;
} bx_paper;

/* Reads layouts/NAME: paper.yaml, masthead.yaml, press.yaml, lexicon.txt and the layouts that ISSUE's pages name.
 * returns  the paper, as far as it could be read; NULL when paper.yaml cannot be read at all
 * reports  unknown, missing and duplicate keys, measures that are not whole characters [measure-not-whole],
 *          overlapping slots [slot-overlap] with both places, cells outside the grid [off-grid], unknown styles, inks, fonts */
const bx_paper *bx_read_paper(bx_arena *arena, const bx_tree *tree, const bx_issue *issue,
                              bx_diags *diags);
/* Index of a style by NAME, -1 when the paper has none. */
int bx_find_style(const bx_paper *paper, const char *name);
/* The same, with the style 'body' where there is none of NAME. */
int bx_need_style(const bx_paper *paper, const char *name);
bool bx_cells_hold(const bx_cells *cells, int column, int row);
const bx_layout *bx_find_layout(const bx_paper *paper, bx_str name);
const bx_slot *bx_find_slot(const bx_layout *layout, bx_str name);

/* Checks ISSUE against PAPER: slots that do not exist, slots left empty, ads without a slot. */
void bx_check_places(const bx_issue *issue, const bx_paper *paper, bx_diags *diags);

#endif
