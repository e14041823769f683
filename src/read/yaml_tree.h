/* read/yaml_tree.h - what yaml.c (the tree), yaml_mistake.c (its errors) and fields.c share.
 */
#ifndef BX_READ_YAML_TREE_H
#define BX_READ_YAML_TREE_H

#include "read/yaml.h"

#include <yaml.h>

/* Where libyaml's marks lie in the source. It counts characters; looking for them goes on from the
 * place found last, since marks move forward with few steps back. */
typedef struct {
    const bx_source *source;
    uint32_t start, end; /* bytes of the source that are YAML */
    size_t index;        /* characters from start … */
    uint32_t at;         /* … to this byte */
} bx_yaml_place;

uint32_t bx_yaml_byte(bx_yaml_place *place, yaml_mark_t mark);

/* Reports why PARSER stopped, as an editor would see it: [yaml-syntax], [yaml-key-colon],
 * [yaml-indent]. */
void bx_yaml_report(const yaml_parser_t *parser, bx_yaml_place *place, bx_diags *diags);

/* The span of a colon that makes no key ("键：值", "键:值") in the line that begins at byte START;
 * nowhere when the line has none. ASCII_ONLY: only after a name such as the keys of banxin. */
bx_span bx_yaml_wrong_colon(const bx_source *source, uint32_t start, uint32_t end, bool ascii_only);
void bx_yaml_report_colon(bx_span colon, bx_diags *diags);

#endif
