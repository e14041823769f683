/* press/press.h - pages as PDF for the plate (印前): inks, overprint, photos, fonts,
 * advertisements; and the same pages for reading.
 *
 * The pages are display lists; nothing in here decides where a mark stands. Nothing writes files: a
 * PDF comes back as bytes, and whoever owns the folder saves them.
 */
#ifndef BX_PRESS_H
#define BX_PRESS_H

#include "output/output.h"
#include "page/page.h"
#include "press/preflight.h"

/* The printing condition (印刷条件) and the fonts of a run: shared by all threads, immutable. */
typedef struct bx_press bx_press;

typedef struct {
    bx_standard standard;
    bool marks;  /* printer's marks around every page, outside its bleed, as the paper may ask, too */
    bool screen; /* pages for reading instead: colours of the screen, no standard, no marks */
} bx_press_options;

/* Reads the press settings of MAKEUP's paper, its profile and the tables of its fonts.
 * returns  the press in ARENA; never NULL
 * reports  [no-file] [bad-profile] no CMYK output profile; [bad-font] not TrueType outlines */
bx_press *bx_press_open(bx_arena *arena, const bx_tree *tree, const bx_makeup *makeup,
                        const bx_press_options *options, bx_diags *diags);

/* Pages ready for any number of files: photos separated, advertisements checked, content written.
 */
typedef struct bx_plates bx_plates;

/* Makes plates of PAGES on WORKERS threads. Every photo is converted once, however often it is
 * placed and however many files it goes into, and kept in the cache folder. returns  plates that
 * the caller frees; what could not be made is grey on its page, with an error reports  [no-file]
 * [bad-photo] [photo-limit] [bad-ad] [ad-size] [ad-rgb] [ad-ink] [ad-font]
 * [ad-transparency] [ad-convert] [ad-flatten] [ink-plan] [photo-profile], and
 * what preflight's rules find in placed advertisements, at their places */
bx_plates *bx_make_plates(const bx_press *press, const bx_page *const *pages, size_t count,
                          int workers, bx_diags *diags);
void bx_plates_free(bx_plates *plates);

/* Writes pages [FIRST, FIRST + COUNT) of PLATES as one PDF/X-4 (PDF 1.6) or PDF/X-1a:2003 (PDF 1.4)
 * file: DeviceCMYK, K text overprinting, one subset of each face, exact boxes, page labels, an
 * outline by page and story. For a screen PDF 1.7: DeviceRGB, tagged, with links and article
 * threads. The same pages give the same bytes whatever else is in PLATES. May run
 * for several files at a time. returns  false when the file could not be made (reported) source ISO
 * 32000-1; press.md 4 and 5 */
bool bx_make_pdf(const bx_press *press, const bx_plates *plates, size_t first, size_t count,
                 int workers, bx_buffer *pdf, bx_diags *diags);

/* A PDF of finished pages, called NAME. */
typedef struct {
    bx_str name, bytes;
} bx_finished_file;

/* Puts the pages of COUNT FILES side by side on sheets (拼版), as forms with their colours untouched.
 *
 * plan     "A8+A1,A2+A7": the sheets, pages from left to right by their labels; NULL: last beside
 *          first, as they lie in a folded newspaper, a 中缝 between the two it is named after
 * returns  false when there are no sheets (reported); output intent and standard are those of the
 *          files where these agree
 * reports  [bad-pdf-file] [impose-page] [impose-count] [impose-size], warning [impose-intent]
 * source   press.md 9 */
bool bx_impose(bx_arena *arena, const bx_finished_file *files, size_t count, const char *plan,
               bx_buffer *pdf, bx_diags *diags);

#endif
