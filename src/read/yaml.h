/* read/yaml.h - YAML through libyaml's event API into a tree that knows its places.
 *
 * Typed readers report what is wrong at the value's place and return false; they never stop a run.
 * Unknown keys are found by asking: every key that no reader asked for is reported by bx_map_finish.
 */
#ifndef BX_READ_YAML_H
#define BX_READ_YAML_H

#include "base/base.h"

typedef enum { BX_NODE_NULL, BX_NODE_SCALAR, BX_NODE_LIST, BX_NODE_MAP } bx_node_kind;

typedef struct bx_node bx_node;
typedef struct {
    bx_str key;
    bx_span key_where;
    const bx_node *value;
} bx_pair;

struct bx_node {
    bx_node_kind kind;
    bool quoted;          /* scalar written in quotes: never null, a number or a boolean */
    bx_str text;          /* scalar; a slice of the source whenever value and source agree byte for byte */
    bx_span where;        /* scalar: the characters without quotes; list and map: the whole node */
    const bx_node *items; /* list */
    const bx_pair *pairs; /* map, in source order */
    size_t count;
};

/* Reads all or bytes [start, end) of SOURCE (front matter) as one document.
 * returns  tree in ARENA; an empty document is a null node; NULL after a syntax error or a passed limit
 * reports  [yaml-syntax] [duplicate-key] [yaml-limit] (1 MB, depth 64, 100 aliases, 10 000 keys)
 *          [yaml-comment] for a plain scalar cut by " #", [yaml-key-colon] for "键：值" or "键:值" */
const bx_node *bx_yaml_read(bx_arena *arena, const bx_source *source, uint32_t start, uint32_t end,
                            bx_diags *diags);

/* A reader over one map node: asks for keys by name and remembers which were asked. */
typedef struct {
    const bx_node *node;
    const char *what; /* for messages: "slot", "paper file" (translated by the caller with N_) */
    bool *asked;
    const char **names; /* names asked for, to offer the nearest for an unknown key */
    size_t name_count, name_cap;
    bx_arena *arena;
    bx_diags *diags;
} bx_map;

/* False, with [wrong-type] reported, when NODE is no map; the reader is then empty but usable. */
bool bx_map_open(bx_map *map, bx_arena *arena, const bx_node *node, const char *what, bx_diags *diags);
/* The value of KEY, or NULL. */
const bx_node *bx_map_find(bx_map *map, const char *key);
/* As find, but [missing-key] is reported at the map's place when there is none. */
const bx_node *bx_map_need(bx_map *map, const char *key);
/* Reports [unknown-key] with the nearest known name for every key not asked for. */
void bx_map_finish(bx_map *map);

/* Each reads KEY into *VALUE when it is there and right; *VALUE keeps its default otherwise. */
bool bx_map_text(bx_map *map, const char *key, bx_str *value);
bool bx_map_bool(bx_map *map, const char *key, bool *value);
bool bx_map_int(bx_map *map, const char *key, int low, int high, int *value);
/* Lengths as bx_len_parse: [bad-length]. */
bool bx_map_length(bx_map *map, const char *key, bx_len em, bx_len row, bx_len *value);
/* One of NAMES (NULL at the end); *VALUE becomes its index; [bad-choice] lists the names. */
bool bx_map_choice(bx_map *map, const char *key, const char *const *names, int *value);
/* "1.5" or "1.5%" or "-3%" in 1/1000 (1.5 gives 1500, "1.5%" gives 15): exact decimals. */
bool bx_map_permille(bx_map *map, const char *key, int low, int high, int *value);

bool bx_node_text(const bx_node *node, bx_diags *diags, bx_str *value);
bool bx_node_int(const bx_node *node, int low, int high, bx_diags *diags, int *value);

/* The name in NAMES nearest to WORD by edit distance, or NULL when none is near. */
const char *bx_nearest(bx_str word, const char *const *names, size_t count);

#endif
