/* flow/flow.h - stories in slots (组版): every line, photo, rule and tint in its place on its page. */
#ifndef BX_FLOW_H
#define BX_FLOW_H

#include "lines/lines.h"

typedef enum {
    BX_FRAME_LINE,
    BX_FRAME_RULE,
    BX_FRAME_TINT,
    BX_FRAME_DOT,  /* round, as large as its box */
    BX_FRAME_WAVE, /* along its box, a third of it thick */
    BX_FRAME_ART,
    BX_FRAME_PHOTO,
    BX_FRAME_AD
} bx_frame_kind;

/* What a frame is a piece of (成分): how a paragraph is known from a caption or a cell, wherever its
 * lines stand. Addresses are only there to be compared. */
typedef struct {
    const bx_block *block; /* as it was written; NULL: a field of the story */
    const bx_photo *photo; /* that it shows or speaks of */
    const void *whole;     /* one for all of a paragraph, heading, caption or item, over columns and pages */
    const void *column;    /* one for all that stands in the same stretch of a column; NULL: in none */
    int cell;              /* 1 + its place in the block's table, row by row; 0: none */
    bool repeats;          /* says again what stands elsewhere */
} bx_passage;

/* One placed thing. Boxes are from the trim's top left. */
typedef struct {
    bx_frame_kind kind;
    const char *part;        /* "masthead.date", "kicker", "title", "body", "caption", "folio.page", … */
    bx_str slot;
    const bx_story *story;   /* NULL: furniture */
    bx_rect box;
    uint16_t ink;            /* rule, tint, dot, wave, art */
    bx_len baseline;         /* line: y of the baseline (vertical: x of the line's centre) */
    const bx_para *para;
    const bx_line *line;
    bool vertical;
    bool body;               /* on the grid: its baseline is checked */
    bool overset;            /* proof only */
    int row, column;         /* body: grid place, -1 none */
    const bx_photo *photo;
    int pixels[2], crop[4];
    int ppi;                 /* photo: effective */
    const bx_column_art *art;
    const bx_ad *ad;
    bx_len art_width, art_height;
    bool missing;
    bx_passage passage;      /* lines and photos */
    bx_span where;
} bx_frame;

typedef struct {
    bx_str from_page, from_slot, to_page, to_slot;
    const bx_story *story;
    uint32_t ledger;         /* first slot that went over */
    const char *kind;        /* "crosshead" "paragraph" "sentence" "clause" "line" */
    bool inline_mark;
} bx_jump;

/* How a story fits its slot (溢出/欠). */
typedef struct {
    const bx_story *story;
    bx_str page, slot;
    int rows, used;          /* rows of the body region, rows taken */
    int over_rows, over_chars;
    int lack_rows, lack_chars;
    int chars;               /* 版面字数: characters a row x rows */
    int columns;
    bx_span cut_from;        /* overset: where the text that is left begins */
} bx_fit;

typedef struct {
    bx_str label, title;
    bx_len width, height;    /* trim */
    const bx_grid *grid;
    const bx_page_plan *plan;
    const bx_layout *layout;
    const bx_frame *frames;
    size_t count;
} bx_folio;

typedef struct {
    const bx_issue *issue;
    const bx_paper *paper;
    const bx_fontbook *book;
    const bx_folio *folios;
    size_t folio_count;
    const bx_jump *jumps;
    size_t jump_count;
    const bx_fit *fits;
    size_t fit_count;
    const uint8_t *fates;    /* the ledger after flow: UNSEEN bytes must be on pages, OVERSET and DROPPED are settled */
} bx_makeup;

/* Places every story of ISSUE in its slots.
 * pages   bit set by index of the pages to make, NULL: all; jumps and page labels are resolved over the whole issue
 * reports  [overset] [underset] [missing-glyph] [jump-…] [photo-…] at their places in the markup */
const bx_makeup *bx_make_up(bx_arena *arena, const bx_tree *tree, const bx_fontbook *book, const bx_issue *issue,
                            const bx_paper *paper, int workers, bx_diags *diags);

/* What the calendar says of the issue's date and number, without making pages. reports  [number-mismatch] [off-day] */
void bx_check_dates(bx_arena *arena, const bx_issue *issue, const bx_paper *paper, bx_diags *diags);

/* What stands between the lines at LINE, a frame of text outside any page: readings, dots, lines of
 * names and titles, *COUNT frames in ARENA.
 */
const bx_frame *bx_mark_line(bx_arena *arena, const bx_paper *paper, bx_shaper *shaper, const bx_frame *line,
                             size_t *count, bx_diags *diags);

/* Reads both ends of every jump back from the pages. reports  error [jump-mismatch] */
void bx_verify_jumps(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags);

/* Looks over the finished pages like an art editor; warnings only.
 * reports  [butting-heads] 碰题 [head-order] [photos-touch] [open-gutter] 通缝 [broken-page] 断版 [name-not-largest]
 *          [type-on-fold] [ad-without-tag] [no-extra-mark]
 * source   newsroom C.11, A.1 */
void bx_lint_pages(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags);

/* Looks on the finished pages for what newspapers must print: name, numbers, responsible bodies, page labels.
 * returns  form errors by the paper's weights; more than BX_FORM_LIMIT fail an issue
 * reports  warnings [no-name] [other-name] [bad-cn-number] [legal-field] [no-page-label]
 * source   报纸出版形式差错数计算方法 (2020) */
int bx_check_form(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags);
enum { BX_FORM_LIMIT = 3 }; /* 报纸期刊质量管理规定 (2020) */

#endif
