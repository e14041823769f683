/* read/look.h - what the readers of paper files share, for this folder only. */
#ifndef BX_READ_LOOK_H
#define BX_READ_LOOK_H

#include "read/read.h"
#include "read/yaml.h"

typedef struct {
    bx_arena *arena;
    const bx_tree *tree;
    bx_diags *diags;
    bx_paper *paper;
} bx_look;

/* Names to indexes; -1, reported, when there is none. A missing KEY leaves *INDEX alone. */
bool bx_look_style(const bx_look *look, bx_map *map, const char *key, int *index);
bool bx_look_ink(const bx_look *look, bx_map *map, const char *key, int *index);
/* The style that NODE names. */
int bx_style_named(const bx_look *look, const bx_node *node);

/* trim and grid of a paper, or of a layout that has its own, into look->paper. */
void bx_read_grid(bx_look *look, bx_map *map, bool needed);
void bx_read_fonts(bx_look *look, bx_map *paper);
void bx_read_inks(bx_look *look, const bx_node *node);
void bx_read_styles(bx_look *look, bx_map *paper);
void bx_read_column_art(bx_look *look, bx_map *paper);

/* "c1-4 r27-46 + c5 r1-3 - c2 r30": joined and cut-out rectangles of the paper's grid. */
bool bx_read_cells(const bx_look *look, const bx_node *node, bx_cells *cells);
bool bx_map_cells(const bx_look *look, bx_map *map, const char *key, bx_cells *cells);

/* One page layout; its slots are checked against each other. */
void bx_read_layout(const bx_look *look, const bx_source *source, bx_str name, bx_layout *layout);
void bx_read_slot(const bx_look *look, bx_str name, const bx_node *node, bx_slot *slot);
/* The body of a slot that names none: what head, deck, photos and table leave of its cells. */
void bx_take_rest(const bx_look *look, bx_slot *slot);
/* Parts lie inside their slot [outside-slot] and clear of each other [parts-overlap]; boxes and own grids are rectangles. */
void bx_check_parts(const bx_look *look, const bx_slot *slot);
void bx_read_masthead(bx_look *look, const bx_source *source);

const bx_node *bx_read_yaml_file(const bx_look *look, bx_str file, bx_span where, const bx_source **source);

#endif
