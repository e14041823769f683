/* press/plan.c - whether a page keeps to the inks it was planned with (用色计划).
 *
 * A plate that nobody ordered costs money, or is not made and its ink is missing: a page sold in
 * black must carry ink on black alone. Photos are grey on such pages already: page/paint.c.
 */
#include "press/inside.h"

/* The inks of a plan, a bit each from cyan up. */
static unsigned allowed_inks(bx_ink_plan plan)
{
    return plan == BX_INK_K       ? BX_PLATE_K
           : plan == BX_INK_K_RED ? BX_PLATE_M | BX_PLATE_Y | BX_PLATE_K
                                  : BX_PLATE_C | BX_PLATE_M | BX_PLATE_Y | BX_PLATE_K;
}

static const char *plan_name(bx_ink_plan plan)
{
    return plan == BX_INK_K ? "k" : "k+red";
}

static unsigned inks_of(const bx_ink *ink)
{
    unsigned inks = 0;
    for (unsigned i = 0; i < 4; i++)
        inks |= ink->cmyk[i] > 0 ? 1U << i : 0;
    return inks;
}

/* Where a page's plan stands. */
static bx_span plan_where(const bx_press *press, bx_str label)
{
    const bx_makeup *makeup = press->makeup;
    for (size_t i = 0; i < makeup->folio_count; i++)
        if (bx_str_eq(makeup->folios[i].label, label) && makeup->folios[i].plan != NULL)
            return makeup->folios[i].plan->where;
    return BX_NOWHERE;
}

typedef struct {
    uint16_t ink;
    bx_span where;
} offence;

typedef BX_VEC(offence) offence_list;

/* False when the same ink was told of at the same place: a line is many operations. */
static bool is_new(bx_arena *arena, offence_list *told, uint16_t ink, bx_span where)
{
    for (size_t i = 0; i < told->len; i++)
        if (told->at[i].ink == ink && told->at[i].where.source == where.source &&
            told->at[i].where.start == where.start)
            return false;
    BX_PUSH(arena, *told, (offence){ink, where});
    return true;
}

static bool is_painted(const bx_op *op)
{
    const bx_glyphs_op *glyphs = op->kind == BX_OP_GLYPHS ? op->detail : NULL;
    return (glyphs != NULL && !glyphs->red_alert) || op->kind == BX_OP_RULE ||
           op->kind == BX_OP_TINT || op->kind == BX_OP_DOT || op->kind == BX_OP_WAVE || op->kind == BX_OP_ART;
}

static void check_colors(bx_arena *arena, const bx_press *press, const bx_page *page,
                         bx_diags *diags)
{
    const bx_paper *paper = press->makeup->paper;
    bx_span fallback = plan_where(press, page->label);
    offence_list told = {0};
    for (size_t i = 0; i < page->op_count; i++) {
        const bx_op *op = &page->ops[i];
        if (!is_painted(op) || op->ink >= paper->ink_count)
            continue;
        const bx_ink *ink = &paper->inks[op->ink];
        bx_span where = op->where.source != NULL ? op->where : fallback;
        if ((inks_of(ink) & ~allowed_inks(page->ink_plan)) == 0 ||
            !is_new(arena, &told, op->ink, where))
            continue;
        bx_report(diags, BX_ERROR, "ink-plan", where,
                  N_("ink '%.*s' is none of page %.*s, which is planned in '%s'"),
                  BX_FMT(ink->name), BX_FMT(page->label), plan_name(page->ink_plan));
        bx_hint(diags, ink->where, N_("give the page another 'ink', or the style another colour"));
    }
}

static void check_ads(const bx_plates *plates, const bx_plate *plate, bx_diags *diags)
{
    const bx_page *page = plate->page;
    for (size_t i = 0; i < plate->ads.len; i++) {
        const bx_ad_plate *ad = &plates->ads.at[plate->ads.at[i]];
        if (!ad->good || (ad->inks & ~allowed_inks(page->ink_plan)) == 0)
            continue;
        bx_report(
            diags, BX_ERROR, "ink-plan", ad->where,
            N_("advertisement '%.*s' has other inks than page %.*s, which is planned in '%s'"),
            BX_FMT(ad->file), BX_FMT(page->label), plan_name(page->ink_plan));
        bx_hint(diags, BX_NOWHERE, N_("book it on a colour page, or ask for artwork in black"));
    }
}

void bx_check_ink_plan(bx_arena *arena, const bx_press *press, const bx_plates *plates,
                       const bx_plate *plate, bx_diags *diags)
{
    if (plate->page->ink_plan == BX_INK_4C)
        return;
    check_colors(arena, press, plate->page, diags);
    check_ads(plates, plate, diags);
}
