/* read/source.h - bytes on their way in: the walk below the root, the UTF-8 pass.
 *
 * No other code of the reader sees a byte before these two have.
 */
#ifndef BX_READ_SOURCE_H
#define BX_READ_SOURCE_H

#include "read/read.h"

/* A character that nobody can see: C0 and C1 controls, zero-width and bidi marks, noncharacters.
 * Tab and line ends are not meant. */
bool bx_is_control(uint32_t code_point);

/* The encoding that BYTES, which are not UTF-8, are most likely in: "GBK", "GB18030", "Big5",
 * "UTF-16LE", "UTF-16BE", "UTF-8" (damaged), or NULL for none of these. */
const char *bx_guess_encoding(bx_str bytes);

/* Opens RELATIVE below the folder ROOT, as openat2 with RESOLVE_BENEATH does, on systems without
 * it. returns  a descriptor, or -1 with errno: EXDEV when the path leads out */
int bx_walk_beneath(int root, const char *relative, int flags);

/* True when RELATIVE can be opened inside the root; [no-file] or [outside-root] at WHERE otherwise.
 */
bool bx_tree_check(bx_arena *arena, const bx_tree *tree, bx_str relative, bx_span where,
                   bx_diags *diags);

#endif
