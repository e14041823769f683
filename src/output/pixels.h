/* output/pixels.h - between decode.c, tiff.c, profile.c and reduce.c, for this folder only. */
#ifndef BX_OUTPUT_PIXELS_H
#define BX_OUTPUT_PIXELS_H

#include "output/picture.h"

/* The ICC profile that a probed file carries, whole, or empty: in ARENA or a part of BYTES. */
bx_str bx_picture_profile(bx_arena *arena, bx_str bytes, const bx_picture_info *info);

/* Decodes the TIFF in BYTES, probed as INFO, as it is stored.
 * returns  false with the decoder's words in WHY when it is damaged */
bool bx_decode_tiff(bx_arena *arena, bx_str bytes, const bx_picture_info *info, bx_raster *raster,
                    char why[128]);

/* A part of a raster in eighths of its pixels: what a crop becomes after a scaled decode. */
typedef struct {
    int64_t x, y, w, h;
} bx_eighths;

/* Reduces PART of FROM to WIDTH x HEIGHT. */
bx_raster bx_reduce_part(bx_arena *arena, const bx_raster *from, bx_eighths part, int width,
                         int height);

#endif
