/* press/advert.h - how large a supplied advertisement is (广告). Stands on base alone. */
#ifndef BX_PRESS_ADVERT_H
#define BX_PRESS_ADVERT_H

#include "base/base.h"

/* The size of page 1 of an advertisement: its TrimBox, else its MediaBox, as it is seen upright.
 * returns  false when BYTES is no usable PDF
 * reports  [bad-ad] */
bool bx_advert_size(bx_str bytes, bx_str name, bx_span where, bx_len *width, bx_len *height,
                    bx_diags *diags);

#endif
