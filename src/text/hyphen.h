/* text/hyphen.h - parting English words, for this folder only. */
#ifndef BX_TEXT_HYPHEN_H
#define BX_TEXT_HYPHEN_H

#include "base/base.h"

typedef struct bx_hyphens bx_hyphens; /* one per thread */

/* Where the patterns are not installed no word is parted. */
bx_hyphens *bx_hyphens_open(void);
void bx_hyphens_close(bx_hyphens *hyphens);
/* Sets AFTER[i] where WORD (ASCII letters) may be parted after letter i; returns how many places. */
size_t bx_hyphens_find(bx_hyphens *hyphens, const char *word, size_t len, bool *after);

#endif
