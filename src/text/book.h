/* text/book.h - the inside of the font book, for this folder only. */
#ifndef BX_TEXT_BOOK_H
#define BX_TEXT_BOOK_H

#include <hb.h>

#include "text/text.h"

struct bx_fontbook {
    bx_face *faces;
    hb_font_t **fonts; /* scaled to units per em, immutable */
    int *space;        /* advance of the space */
    size_t count;
};

#endif
