/* base/cache.h - what was made once from the same bytes (缓存): a folder of files named by hash.
 *
 * A help, never a need: nothing in here reports, and every failure only means that the work is done again.
 */
#ifndef BX_BASE_CACHE_H
#define BX_BASE_CACHE_H

#include "base/base.h"

/* Looks for the entry KIND-KEY (both plain file-name characters) in $XDG_CACHE_HOME/banxin, else
 * ~/.cache/banxin, and appends its content to CONTENT.
 * returns  false when there is none, or when its length or hash is not what was written */
bool bx_cache_find(const char *kind, const char *key, bx_buffer *content);
/* Keeps LEN bytes for KIND-KEY, in a file that appears whole. */
void bx_cache_keep(const char *kind, const char *key, const void *bytes, size_t len);

#endif
