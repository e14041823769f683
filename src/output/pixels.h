/* output/pixels.h - between decode.c, profile.c and reduce.c, for this folder only. */
#ifndef BX_OUTPUT_PIXELS_H
#define BX_OUTPUT_PIXELS_H

#include "output/picture.h"

/* The ICC profile that a probed file carries, whole, or empty. */
bx_str bx_picture_profile(bx_arena *arena, bx_str bytes, const bx_picture_info *info);

/* A part of a raster in eighths of its pixels: what a crop becomes after a scaled decode. */
typedef struct {
    int64_t x, y, w, h;
} bx_eighths;

/* Reduces PART of FROM to WIDTH x HEIGHT. */
bx_raster bx_reduce_part(bx_arena *arena, const bx_raster *from, bx_eighths part, int width,
                         int height);

#endif
