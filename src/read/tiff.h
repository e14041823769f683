/* read/tiff.h - between picture.c and tiff.c, for this folder only. */
#ifndef BX_READ_TIFF_H
#define BX_READ_TIFF_H

#include "read/picture.h"

/* Fills INFO from the first directory of the TIFF in BYTES; sides as they are stored.
 * returns  what is wrong with it, as a message that goes on after its name; NULL: nothing */
const char *bx_tiff_probe(bx_str bytes, bx_picture_info *info);

/* The orientation in the first directory of a TIFF, which is what an EXIF block is; 1 when it says
 * nothing. */
int bx_tiff_orientation(bx_str bytes);

#endif
