/* press/inks.h - from the colours of screens to the inks of the press (分色). */
#ifndef BX_PRESS_INKS_H
#define BX_PRESS_INKS_H

#include <lcms2.h>

#include "press/press.h"

/* The transforms of one printing condition: shared by all threads, immutable once open. */
typedef struct bx_separation {
    cmsContext context;
    cmsHPROFILE press, srgb;
    cmsHTRANSFORM color;     /* sRGB to the press's inks */
    cmsHTRANSFORM lightness; /* sRGB to Lab */
    uint8_t black[256];      /* L*, 0 to 255, as DeviceGray on this paper */
} bx_separation;

/* Opens SEP, which the caller closes in any case.
 * returns  false when the press's profile does not serve; bx_press_open has said so */
bool bx_separation_open(const bx_press *press, bx_separation *sep);
void bx_separation_close(bx_separation *sep);

/* A transform that threads may share: it does not remember the last pixel. */
cmsHTRANSFORM bx_make_transform(const bx_separation *sep, cmsHPROFILE from,
                                cmsUInt32Number from_type, cmsHPROFILE to, cmsUInt32Number to_type,
                                cmsUInt32Number intent);

/* COUNT pixels of sRGB as inks: where all three are equal, black alone. */
void bx_separate_row(const bx_separation *sep, const uint8_t *rgb, size_t count, uint8_t *inks);

/* Scales C, M and Y of every pixel that carries more than LIMIT (of 255 an ink); K holds the
 * drawing. */
void bx_clamp_ink(uint8_t *ink, size_t pixels, int limit);

#endif
