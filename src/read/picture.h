/* read/picture.h - what a picture file says of itself (图片), part of read.h.
 *
 * Any stage may ask how large a photo is; decoding it is output's work.
 */
#ifndef BX_READ_PICTURE_H
#define BX_READ_PICTURE_H

#include "base/base.h"

/* Far above what a camera sends, far below what would hurt (reliability 5). */
#define BX_PICTURE_BYTES ((size_t)200 << 20)  /* of the file */
#define BX_PICTURE_PIXELS ((int64_t)200000000)
#define BX_PICTURE_SIDE 30000
#define BX_PICTURE_MEMORY ((int64_t)1 << 30)  /* decoded */
#define BX_PICTURE_SCANS 100                  /* a progressive file of 500 takes 12 s to decode */
#define BX_PICTURE_PROFILE ((size_t)16 << 20)

typedef enum { BX_PICTURE_JPEG, BX_PICTURE_PNG, BX_PICTURE_TIFF } bx_picture_kind;

typedef struct {
    bx_picture_kind kind;
    int width, height; /* upright, in pixels */
    int orientation;   /* EXIF, 1 to 8: how to turn what is stored upright */
    int channels;      /* as decoded: 1 grey, 3 RGB, 4 CMYK */
    bool inverted;     /* CMYK as Adobe writes it: 0 is full ink */
    bool profile;      /* carries an ICC profile */
    bool more_pages;   /* a TIFF with other pictures after the first, which is the one meant here */
    bx_str tiff_profile; /* in the file's bytes; the other kinds have theirs in pieces or packed */
} bx_picture_info;

/* Looks at the head of a picture file; decodes nothing. BYTES is the whole file, NAME what to call it.
 * returns  false when it cannot be used
 * reports  [bad-photo] not JPEG, PNG or TIFF, damaged or cut off; [photo-limit] */
bool bx_picture_probe(bx_str bytes, bx_str name, bx_span where, bx_picture_info *info,
                      bx_diags *diags);

/* Says what is left out of a picture that can be used.
 * reports  warning [photo-pages] a TIFF of several pages: the first is placed */
void bx_picture_warn(const bx_picture_info *info, bx_str name, bx_span where, bx_diags *diags);

#endif
