/* output/picture.h - photos as pixels (图片): decoded, upright, cut and reduced. */
#ifndef BX_OUTPUT_PICTURE_H
#define BX_OUTPUT_PICTURE_H

#include "read/read.h"

typedef struct {
    int width, height, channels; /* 8 bits each; CMYK: 255 is full ink */
    uint8_t *pixels;             /* rows from the top, without padding */
    bx_str profile;              /* the file's ICC profile; empty: none that can be taken out */
    bool profiled;               /* the file says that it has one */
} bx_raster;

/* Decodes a picture, turns it upright, cuts out CROP (x y w h in upright pixels; NULL: all of it)
 * and reduces that to WIDTH x HEIGHT; it is never enlarged, and 0 keeps a side as it is.
 * Transparent pixels show white paper. The raster lies in ARENA. returns  false when the file is
 * damaged; RASTER is empty then reports  as bx_picture_probe, and [bad-photo] where data is cut off
 * or broken */
bool bx_picture_load(bx_arena *arena, bx_str bytes, bx_str name, const int crop[4], int width,
                     int height, bx_span where, bx_raster *raster, bx_diags *diags);

/* Reduces FROM to WIDTH x HEIGHT, both from 1 to FROM's own. */
bx_raster bx_raster_reduce(bx_arena *arena, const bx_raster *from, int width, int height);

#endif
