/* lines/lines.h - a shaped paragraph and a measure become lines (断行).
 *
 * Shape once, break for many measures: bx_make_gaps looks at a paragraph once; bx_break_lines may
 * then be called for any measure and line count.
 */
#ifndef BX_LINES_H
#define BX_LINES_H

#include "text/text.h"

typedef struct bx_gaps
    bx_gaps; /* what lies between clusters: blanks, give and take, break prices */

/* source  CLREQ #prohibition_rules_for_line_start_end, GB/T 15834-2011 5.1 */
const bx_gaps *bx_make_gaps(bx_arena *arena, const bx_para *para, const bx_line_rules *rules);

typedef enum { BX_JUSTIFY, BX_START, BX_CENTER, BX_END } bx_alignment;

typedef struct {
    bx_len measure;
    bx_len indent; /* first line */
    bx_alignment align;
    const bx_len *measures; /* a measure a line, the last one going on; NULL: all MEASURE */
    size_t measure_count;
    uint32_t first, last; /* clusters [first, last) only; last 0: to the end */
    bool continues;       /* the last line is no paragraph end: it is justified like the others */
    bool loose_words;     /* headline: balance instead of grey */
} bx_measure;

typedef struct {
    uint32_t first, last;  /* clusters [first, last), spaces at edges already left out */
    uint32_t next;         /* first cluster of the next line: those between are dropped */
    const bx_len *x;       /* a cluster each: left edge of its body from the column's edge */
    const bx_len *advance; /* a cluster each: to the next body's left edge; the last: its body */
    bx_len width;          /* right edge of the last body */
    bx_len measure, indent;
    bx_len han_gap;   /* added between Han, per gap */
    uint8_t level;    /* deepest reduction level used: 0 none, 1 to 6 = S1 to S6 */
    int8_t expansion; /* deepest expansion level used: 0 none, 1 to 3 = E1 to E3 */
    uint8_t relief;   /* relief step used, 0 none, 1 to 7 = R1 to R7, or BX_RELIEF_CUT */
    bool hyphen;
    int32_t penalty;
    const int32_t *used; /* per reduction level S1..S6: used part in 1/1000 */
} bx_line;

typedef struct {
    const bx_line *lines;
    size_t count;
    const bx_para *para;
    int64_t cost;
} bx_lines;

/* Nothing else was left: a run longer than its line is cut, or stands over the edge. */
enum { BX_RELIEF_CUT = 8 };

/* The prices of a paragraph in k-1, k and k+1 lines; COST_NONE where that cannot be done. */
#define BX_COST_NONE INT64_MAX
typedef struct {
    size_t best;             /* k */
    int64_t cost[3];         /* k-1, k, k+1 */
    const uint32_t *ends[3]; /* where their lines end, for bx_lay_lines */
    bool relief;             /* nothing but the relief ladder set them */
} bx_line_prices;

bx_line_prices bx_price_lines(bx_arena *arena, const bx_gaps *gaps, const bx_measure *measure);

/* Breaks a paragraph into lines that fill their measures.
 * variant  -1, 0, +1: in one line less, the best, one line more
 * returns  lines in ARENA; never NULL: an empty paragraph is one empty line
 * source   CLREQ #line_adjustment */
const bx_lines *bx_break_lines(bx_arena *arena, const bx_gaps *gaps, const bx_measure *measure,
                               int variant);
/* The same lines, when PRICES are those of GAPS and MEASURE: nothing is searched again. */
const bx_lines *bx_lay_lines(bx_arena *arena, const bx_gaps *gaps, const bx_measure *measure,
                             const bx_line_prices *prices, int variant);
/* The same, first fit: what the bench prints beside total fit. */
const bx_lines *bx_break_lines_greedy(bx_arena *arena, const bx_gaps *gaps,
                                      const bx_measure *measure);

/* ---- headlines (typography 13): broken by sense, never justified ---- */

enum { BX_HEAD_LINES = 4 };

typedef struct {
    uint32_t first[BX_HEAD_LINES], last[BX_HEAD_LINES]; /* clusters of each line, edges left out */
    size_t count;
    bx_len widest;
    int64_t price;
} bx_head_cut;

/* Cuts a headline into COUNT lines: at the editor's ｜ when there are any and only there; else by
 * closed word lists, LEXICON (its words are never broken), ICU words as the last tier, and balance.
 * WIDTH is what a line may hold, 0: any. returns  false when it cannot be cut into so many source
 * typography 13, H1 to H8 */
bool bx_cut_headline(bx_arena *scratch, const bx_gaps *gaps, size_t count, bx_len width,
                     const bx_str *lexicon, size_t lexicon_count, bx_head_cut *cut);

/* Width of clusters [first, last) on one line, natural, without edge blanks. */
bx_len bx_natural_width(const bx_gaps *gaps, uint32_t first, uint32_t last);

#endif
