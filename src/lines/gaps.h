/* lines/gaps.h - a paragraph as units and the gaps between them, for this folder only.
 *
 * A unit is a cluster with a body; spaces are no units but part of the gap they stand in.
 */
#ifndef BX_LINES_GAPS_H
#define BX_LINES_GAPS_H

#include "lines/lines.h"

/* Reduction levels S1..S6 of CLREQ #procedures_for_inter-character_spacing_reduction, expansion E1, E2. */
enum { LEVELS = 7, EXPANSIONS = 3 };

#define FORBIDDEN INT32_MAX

typedef struct {
    bx_len natural;    /* blank between the two bodies */
    bx_len give, take; /* at most given up, at most taken on, at the levels below */
    uint8_t level;     /* S1..S6, 0: none */
    uint8_t expansion; /* E1, E2, 0: none */
    bool han;          /* takes an equal share of what is left (E3) */
    bool forced;       /* the line ends here */
    bool hyphen;       /* in a narrow column a word may be parted here */
    uint8_t relief;    /* least relief step that allows a break here: 0 always */
    int32_t penalty;   /* 1/1000; FORBIDDEN: no break at any step below 4 */
} bx_gap;

/* Sums over units and gaps before an index. */
typedef struct {
    int64_t width; /* bodies and natural gaps */
    int32_t give[LEVELS]; /* 100 000 characters of half an em each fit */
    int32_t take[EXPANSIONS];
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

/* Fills the break fields of every gap: kinsoku, unbreakable units, prices. */
void bx_price_breaks(const struct bx_gaps *gaps, bx_gap *gap);

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
