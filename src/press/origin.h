/* press/origin.h - between picture.c and origin.c, for this folder only. */
#ifndef BX_PRESS_ORIGIN_H
#define BX_PRESS_ORIGIN_H

#include "press/inks.h"

/* What is wrong with the profile that a photo carries. */
typedef enum {
    BX_PROFILE_FINE, /* or there is none */
    BX_PROFILE_UNREADABLE,
    BX_PROFILE_OTHER_CHANNELS, /* RGB in a grey picture and the like */
    BX_PROFILE_OTHER_CLASS,    /* a link, an effect, a list of names */
} bx_profile_fault;

/* How the numbers of one photo become ink. */
typedef struct {
    cmsHTRANSFORM color;     /* to the press's inks; NULL: CMYK that stays as it is */
    cmsHTRANSFORM lightness; /* to Lab; NULL for CMYK without a profile */
    bool gray; /* lightness takes one channel; else a grey picture's is given thrice */
    bool own;  /* made for this photo; else those of the separation */
    bx_profile_fault fault;
} bx_origin;

/* Chooses by the profile that RASTER carries; without one, or with one that does not serve, RGB and
 * grey are sRGB, and CMYK is the inks of this press, as it is with the profile of the press itself.
 * returns  what the caller drops */
bx_origin bx_find_origin(const bx_separation *sep, bx_str press_profile, const bx_raster *raster);
void bx_drop_origin(const bx_origin *origin);

/* Says what FAULT was found in the profile of photo NAME, and what its numbers are taken for.
 * reports  warning [photo-profile] */
void bx_report_profile(bx_profile_fault fault, int channels, bx_str name, bx_span where,
                       bx_diags *diags);

#endif
