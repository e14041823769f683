/* lines/gaps.h - a paragraph as units and the gaps between them, for this folder only.
 *
 * A unit is a cluster with a body; spaces are no units but part of the gap they stand in.
 */
#ifndef BX_LINES_GAPS_H
#define BX_LINES_GAPS_H

#include "lines/lines.h"

/* Reduction levels S1..S6 of CLREQ #procedures_for_inter-character_spacing_reduction, and FIXED:
 * full stops that the paper wants left alone; expansion E1, E2. */
enum { FIXED = 7, LEVELS = 8, EXPANSIONS = 3 };

#define FORBIDDEN INT32_MAX

typedef struct {
    bx_len natural;    /* blank between the two bodies */
    bx_len give, take; /* at most given up, at most taken on, at the levels below */
    bx_len run;        /* inside Latin: how wide the whole run is */
    uint8_t level;     /* S1..S6 or FIXED, 0: none */
    uint8_t expansion; /* E1, E2, 0: none */
    bool han;          /* takes an equal share of what is left (E3) */
    bool forced;       /* the line ends here */
    bool joint;        /* a run longer than half a line may be parted here */
    bool hyphen;       /* a word may be parted here: in a narrow column, or as relief */
    uint8_t relief;    /* FORBIDDEN: the relief step that breaks here all the same */
    int32_t penalty;   /* 1/1000; FORBIDDEN: no break */
} bx_gap;

/* Sums over units and gaps before an index. */
typedef struct {
    int64_t width;            /* bodies and natural gaps */
    int32_t give[LEVELS];     /* a level; [0]: S1 to S6 together */
    int32_t take[EXPANSIONS]; /* [0]: both together */
    int32_t han;
    int32_t chars; /* characters for the runt rule: Han 1, a Latin cluster 2, marks 0 */
} bx_sum;

struct bx_gaps {
    const bx_para *para;
    const bx_line_rules *rules;
    size_t count;            /* units */
    const uint32_t *cluster; /* of a unit */
    const bx_gap *gap;       /* after a unit; the last one is empty */
    const bx_sum *sum;       /* count + 1 */
    const uint32_t *unit;    /* first unit at or after a cluster; cluster count + 1 entries */
};

/* True for characters that are set as superscripts and subscripts. */
static inline bool bx_is_script(uint32_t code)
{
    return code == 0xB2 || code == 0xB3 || code == 0xB9 || (code >= 0x2070 && code <= 0x209C);
}

/* Two Han characters side by side, as in most gaps: no blank between them, and a line may end
 * there. */
static inline bool bx_is_plain(const bx_cluster *a, const bx_cluster *b)
{
    return b == a + 1 && a->code >= 0x4E00 && a->code <= 0x9FFF && b->code >= 0x4E00 &&
           b->code <= 0x9FFF && !b->glued && !a->forced_end;
}

/* Fills the break fields of every gap: kinsoku, unbreakable units, prices. */
void bx_price_breaks(const struct bx_gaps *gaps, bx_gap *gap);

/* ---- what lines cost ---- */

/* How a line looks beside its neighbours. */
typedef enum { BX_FIT_EVEN, BX_FIT_TIGHT, BX_FIT_LOOSE, BX_FIT_HYPHEN, BX_FITS } bx_fit;

typedef struct {
    const struct bx_gaps *gaps;
    const bx_measure *measure;
    size_t first, last; /* units */
    bool relief;        /* no set of breaks exists without the relief ladder */
} bx_task;

/* What is known about ending a line before a unit, wherever it begins. */
typedef struct {
    size_t unit;
    int64_t price; /* BX_COST_NONE: no line ends there */
    bool free;     /* not to be filled: the paragraph or a forced line ends there */
    bool parted;   /* a word is parted there */
    bx_len hyphen; /* how wide the hyphen is then, else 0 */
} bx_end;

bx_end bx_look_at_end(const bx_task *task, size_t unit);
/* Cost of a line of WIDTH from unit I to END, without the price of END; BX_COST_NONE: it cannot be
 * set. */
int64_t bx_cost_of_line(const bx_task *task, size_t i, const bx_end *end, bx_len width,
                        bx_fit *fit);
/* The step of the relief ladder that the line takes, 0: none. */
uint8_t bx_relief_of_line(const bx_task *task, size_t i, const bx_end *end, bx_len width);

/* ---- lines ---- */

/* Lays units [first, last) of a line: positions, levels used. */
void bx_lay_line(bx_arena *arena, const struct bx_gaps *gaps, size_t first, size_t last,
                 bx_alignment align, bool justified, bx_len measure, bx_len indent, bx_line *line);

/* How far the last mark of units [first, last) may hang over the edge (line-end hang), else 0. */
bx_len bx_end_room(const struct bx_gaps *gaps, size_t first, size_t last);
/* Blank that the mark before unit LAST would keep in a full cell. */
bx_len bx_end_blank(const struct bx_gaps *gaps, size_t last);
/* LINE was laid short of a hyphen's width: gives it back. */
void bx_end_with_hyphen(const struct bx_gaps *gaps, bx_line *line);

/* Natural width and the sums of a line of units [first, last), last > first. */
static inline int64_t bx_line_width(const struct bx_gaps *gaps, size_t first, size_t last)
{
    return gaps->sum[last].width - gaps->sum[first].width - gaps->gap[last - 1].natural;
}

#endif
