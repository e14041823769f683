/* output/screen.h - inks and photos in the colours of a screen (屏幕色). */
#ifndef BX_OUTPUT_SCREEN_H
#define BX_OUTPUT_SCREEN_H

#include "output/picture.h"
#include "read/paper.h"

/* Inks on paper as a screen shows them. Paper white is the screen's white and the densest black its
 * black: a page is read in the light of a desk, not compared with a sheet. Threads may share one.
 */
typedef struct bx_screen bx_screen;

/* Opens the screen of PAPER in ARENA; the caller closes it. Without a profile that serves, which is
 * for press to report, inks are mixed by a plain formula. */
bx_screen *bx_screen_open(bx_arena *arena, const bx_tree *tree, const bx_paper *paper);
void bx_screen_close(bx_screen *screen);

/* R G B of the paper's ink INDEX in sRGB; grey where there is black alone. */
const uint8_t *bx_screen_ink(const bx_screen *screen, size_t index);
/* R G B of text that went over. */
extern const uint8_t bx_screen_alert[3];

/* Makes RASTER, in any colours a photo may come in, sRGB or one channel of grey; GRAY: always grey. New
 * pixels lie in ARENA. */
void bx_screen_show(bx_arena *arena, const bx_screen *screen, bool gray, bx_raster *raster);

#endif
