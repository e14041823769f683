/* press/advert.h - between the files that look at advertisements and those that change them. */
#ifndef BX_PRESS_ADVERT_H
#define BX_PRESS_ADVERT_H

#include "press/inside.h"

/* What an artwork is made of, as far as a paper's policy asks. */
typedef struct {
    bool rgb;         /* colours of a screen: RGB, CalRGB, Lab, ICC profiles of three channels */
    bool foreign;     /* these, or spot colours, calibrated greys, CMYK with a profile of its own */
    bool transparent; /* or a form that is a group, which PDF/X-1a forbids all the same */
    bool newer;       /* pictures of JPEG 2000, JBIG2 or 16 bits a channel: not in PDF 1.4 */
    bool layers;      /* that a file of pages cannot switch off: all of them would print */
    bool line_work;   /* text or drawing, which a picture must show finely */
    unsigned inks; /* BX_PLATE_C and so on: those that colours name; all where that is not seen */
    int ink;       /* percent: the most that a CMYK operator asks for */
    int picture_ink; /* percent: the most that more than noise of a CMYK picture's pixels ask for */
    bx_str loose_font; /* the name of one that is not embedded; empty: none */
    bx_str note;       /* the kind of an annotation that can be seen, "Stamp"; empty: none */
} bx_ad_traits;

/* Looks through PAGE and all that it draws. returns false when its content cannot be read */
bool bx_inspect_ad(bx_arena *arena, qpdf_data pdf, qpdf_oh page, bx_ad_traits *traits);

/* Percent of ink that the pixels of IMAGE, four inks of 8 bits, ask for, but for one in a thousand; 0 when they
 * cannot be read. Remembered in the cache. */
int bx_picture_ink(qpdf_data pdf, qpdf_oh image);

/* Makes AD's file anew with every colour as ink, under the limit; drawings and letters stay such.
 * PDF and PAGE are what AD->bytes hold, and are changed.
 * returns  false, with the reason in WHY (not yet translated): AD is as before */
bool bx_convert_ad(bx_arena *arena, const bx_press *press, qpdf_data pdf, qpdf_oh page,
                   bx_ad_plate *ad, const char **why);
/* Makes AD's file anew as one CMYK picture of its trim, by Ghostscript.
 * returns  false, with the reason in WHY (not yet translated): AD is as before */
bool bx_flatten_ad(bx_arena *arena, const bx_press *press, qpdf_data pdf, qpdf_oh page,
                   const bx_ad_traits *traits, bx_ad_plate *ad, const char **why);

#endif
