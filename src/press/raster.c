/* press/raster.c - ink as it comes onto the paper (A): what separations.c measured, held against
 * the rules. */
#include "press/check.h"

enum {
    USUAL_MOST = 240,  /* percent, where the paper's limit is not known (press.md 1) */
    JPEG_RESERVE = 8,  /* percent that compression may add to the paper's limit (press.md 6) */
    WINDOW_MOST = 245, /* percent (GWG R0026) */
};

static void check_peak(bx_check *c, const char *id, const bx_ink_peak *peak, int most)
{
    double place[2] = {bx_pt(peak->x) + c->trim[0], c->trim[3] - bx_pt(peak->y)};
    if (peak->ink > most * 100)
        bx_find(c, id, place,
                bx_str_printf(c->arena, _("%d %%, at most %d %%"), peak->ink / 100, most));
}

static void check_plates(bx_check *c, const bx_page_ink *page)
{
    static const char *const names[] = {"Cyan", "Magenta", "Yellow", "Black"};
    unsigned inks = bx_order_of_page(c, c->page).inks;
    for (size_t i = 0; i < page->plate_count; i++)
        for (unsigned k = 0; k < 4 && inks != 0; k++)
            if (bx_str_is(page->plates[i].name, names[k]) && (inks & 1U << k) == 0)
                bx_find(c, "ink-set", NULL,
                        bx_str_printf(c->arena, _("the plate of %s, %.*s %% on average"), names[k],
                                      BX_FMT(bx_decimal(c, page->plates[i].mean / 100.0, 2))));
}

void bx_check_raster(bx_check *c)
{
    int limit = c->expected->total_ink;
    const char *fault = c->endless ? _("a page has no end")
                                   : bx_measure_ink(c->arena, c->bytes, c->pages, c->page_count,
                                                    c->expected->stopped);
    if (fault != NULL)
        bx_find(c, "ink-unmeasured", NULL, bx_str_of(fault));
    for (size_t i = 0; i < c->page_count; i++) {
        const bx_page_ink *page = &c->pages[i];
        if (!page->measured)
            continue;
        c->page = (int)i;
        memcpy(c->trim, (double[4]){0, 0, bx_pt(page->width), bx_pt(page->height)}, sizeof c->trim);
        check_peak(c, "ink-total", &page->most, limit > 0 ? limit + JPEG_RESERVE : USUAL_MOST);
        check_peak(c, "ink-window", &page->window, WINDOW_MOST);
        check_plates(c, page);
    }
    c->page = -1;
}
