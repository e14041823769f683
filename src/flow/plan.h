/* flow/plan.h - the plan of a filling of columns, between choosing (columns.c) and placing (place.c). */
#ifndef BX_FLOW_PLAN_H
#define BX_FLOW_PLAN_H

#include "flow/maker.h"

typedef struct {
    int64_t cost;
    int32_t from_row;
    int8_t from_waiting, variant, option;
} bx_state;

typedef struct {
    bx_maker *m;
    const bx_region *region;
    const bx_item *items;
    size_t count;
    int rows, limit;      /* of the region; with the rows below it */
    const bx_room **room; /* a row each; NULL: the column's width */
    int *end;             /* a row each: the row where its column ends */
    int *box_of;          /* an item each: last box at or before it, -1 */
    bx_state *states;
} bx_plan;

/* Where a walk through the rows put things. */
typedef struct {
    int row;
    bool waiting;
    int64_t cost;
    int *line_rows;       /* a line each, or NULL */
    int box_row;          /* row of a waiting box that found its place, -1 */
    int before_row;       /* row of the box that waited when another came, -1 */
    int head_row;         /* head: first row of its text */
} bx_walk;

/* What was chosen for an item: where it begins, and how. */
typedef struct {
    int row;
    bool waiting;
    int variant, option;
} bx_step;

bool bx_is_column_top(const bx_plan *p, int row);
/* What ROWS rows from ROW leave in common beside photos: returns its left edge in the column. */
bx_len bx_room_left(const bx_plan *p, int row, int rows, bx_len *width);
/* Where the last box goes when it still waits at ROW, after the text; -1: nowhere. */
int bx_waiting_row(const bx_plan *p, int row);
/* Lays the plan's states out in m->scratch and finds the cheapest way to every one of them. */
void bx_prepare_plan(bx_maker *m, bx_plan *p, const bx_region *region, const bx_item *items, size_t count);
/* The steps of the cheapest filling, an item each; NULL when there is none. */
const bx_step *bx_trace_plan(bx_maker *m, const bx_plan *p, bx_fill *fill, int *last_row, bool *last_waiting);
/* Walks item I from where W stands; false: it cannot go on from there. */
bool bx_walk_item(const bx_plan *p, bx_walk *w, size_t i, int variant, int option);
/* Walks the text of item I with its lines measured for the rows that they will stand on, beside a photo or an initial.
 * *UNEVEN false: they are all the item's own, and nothing was walked. returns  false: it cannot stand there */
bool bx_walk_uneven(const bx_plan *p, bx_walk *w, size_t i, int variant, bool *uneven, bx_measure *measure);

#endif
