/* read/source.h - bytes on their way in: the walk below the root, the UTF-8 pass.
 *
 * No other code of the reader sees a byte before these two have.
 */
#ifndef BX_READ_SOURCE_H
#define BX_READ_SOURCE_H

#include "base/base.h"

/* Makes a source from the bytes of a file. A byte order mark is left out; CR before LF is kept.
 *
 * path     as shown to people
 * returns  source in ARENA; NULL when the file is in another encoding or cannot be read as text
 * reports  [not-utf8] with line, byte value and likely encoding; [nul-byte] and [control-character]
 *          for each such character, which U+FFFD or '?' then stands for; [lost-character] for U+FFFD
 */
const bx_source *bx_source_check(bx_arena *arena, bx_str path, bx_str bytes, bx_diags *diags);

/* A character that nobody can see: C0 and C1 controls, zero-width and bidi marks, noncharacters. Tab and
 * line ends are not meant. */
bool bx_is_control(uint32_t code_point);

/* The encoding that BYTES, which are not UTF-8, are most likely in: "GBK", "GB18030", "Big5",
 * "UTF-16LE", "UTF-16BE", "UTF-8" (damaged), or NULL for none of these. */
const char *bx_guess_encoding(bx_str bytes);

/* Opens RELATIVE below the folder ROOT, as openat2 with RESOLVE_BENEATH does, on systems without it.
 * returns  a descriptor, or -1 with errno: EXDEV when the path leads out */
int bx_walk_beneath(int root, const char *relative, int flags);

typedef struct bx_tree bx_tree;

/* True when RELATIVE can be opened inside the root; [no-file] or [outside-root] at WHERE otherwise. */
bool bx_tree_check(bx_arena *arena, const bx_tree *tree, bx_str relative, bx_span where,
                   bx_diags *diags);

#endif
