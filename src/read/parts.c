/* read/parts.c - the parts of a slot among themselves: inside it, clear of each other, and what they leave to its body. */
#include "read/look.h"

/* What parts use must belong to the slot. */
static void check_inside(const bx_look *look, const bx_slot *slot, const bx_cells *part, const char *what)
{
    for (size_t k = 0; k < part->count; k++)
        for (int row = part->at[k].from; row < part->at[k].to; row++) {
            if (bx_cells_hold(&slot->cells, part->at[k].column, row))
                continue;
            bx_report(look->diags, BX_ERROR, "outside-slot", part->where,
                      "the %s reaches c%d r%d, outside its slot '%.*s'", _(what),
                      part->at[k].column + 1, row + 1, BX_FMT(slot->name));
            bx_hint(look->diags, slot->cells.where, "the cells of '%.*s' are given here",
                    BX_FMT(slot->name));
            return;
        }
}

void bx_take_rest(const bx_look *look, bx_slot *slot)
{
    const bx_cells *taken[] = {&slot->head.cells, &slot->deck.cells, &slot->table, &slot->captions};
    BX_VEC(bx_interval) rest = {0};
    for (size_t i = 0; i < slot->cells.count; i++) {
        bx_interval run = slot->cells.at[i];
        uint16_t end = run.to;
        run.to = run.from;
        for (uint16_t row = run.from; row <= end; row++) {
            bool free = row < end;
            for (size_t k = 0; k < sizeof taken / sizeof *taken && free; k++)
                free = !bx_cells_hold(taken[k], run.column, row);
            for (size_t k = 0; k < slot->photo_count && free; k++)
                free = (slot->photos[k].around || !bx_cells_hold(&slot->photos[k].cells, run.column, row)) &&
                       !bx_cells_hold(&slot->photos[k].caption, run.column, row);
            if (free && run.from == run.to)
                run.from = row;
            if (free)
                run.to = (uint16_t)(row + 1);
            if (!free && run.to > run.from)
                BX_PUSH(look->arena, rest, run);
            if (!free)
                run.from = run.to = row;
        }
    }
    slot->body = (bx_cells){.at = rest.at, .count = rest.len, .where = slot->cells.where};
}

static bool find_shared(const bx_cells *a, const bx_cells *b, bx_interval *cell)
{
    for (size_t i = 0; i < a->count; i++)
        for (int row = a->at[i].from; row < a->at[i].to; row++)
            if (bx_cells_hold(b, a->at[i].column, row)) {
                *cell = (bx_interval){.column = a->at[i].column, .from = (uint16_t)row, .to = (uint16_t)(row + 1)};
                return true;
            }
    return false;
}

static bool check_clear(const bx_look *look, const bx_slot *slot, const bx_cells *a, const char *what, const bx_cells *b,
                        const char *other)
{
    bx_interval cell;
    if (!find_shared(a, b, &cell))
        return true;
    bx_report(look->diags, BX_ERROR, "parts-overlap", a->where, "%s and %s of slot '%.*s' both hold cell c%d r%d", _(what),
              _(other), BX_FMT(slot->name), cell.column + 1, cell.from + 1);
    bx_hint(look->diags, b->where, "the other is given here");
    return false;
}

/* Text stands on nothing; heads and captions may stand on photos (压题照片). A poem and its head share the slot. */
static void check_overlaps(const bx_look *look, const bx_slot *slot)
{
    const bx_cells *texts[] = {&slot->head.cells, &slot->deck.cells, &slot->captions, &slot->table, &slot->body};
    static const char *const names[] = {N_("head"), N_("deck"), N_("caption"), N_("table"), N_("body")};
    enum { TEXTS = 5, TABLE = 3 };
    if (slot->kind == BX_SLOT_POEM)
        return;
    for (int i = 1; i < TEXTS; i++)
        for (int k = 0; k < i; k++)
            if (!check_clear(look, slot, texts[i], names[i], texts[k], names[k]))
                return;
    for (size_t i = 0; i < slot->photo_count; i++)
        for (int k = TABLE; k < TEXTS; k++)
            if ((!slot->photos[i].around && !check_clear(look, slot, texts[k], names[k], &slot->photos[i].cells, N_("photo"))) ||
                !check_clear(look, slot, texts[k], names[k], &slot->photos[i].caption, N_("caption")))
                return;
}

static bool is_rectangle(const bx_cells *cells)
{
    for (size_t i = 1; i < cells->count; i++) {
        const bx_interval *first = &cells->at[0], *in = &cells->at[i];
        if (in->from != first->from || in->to != first->to || in->column != first->column + (int)i)
            return false;
    }
    return true;
}

/* A box is drawn round all of a slot, an own grid laid over all of its body, so that nothing else may stand in them. */
static void check_rectangles(const bx_look *look, const bx_slot *slot)
{
    if ((slot->tint >= 0 || slot->frame >= 0) && !is_rectangle(&slot->cells)) {
        bx_report(look->diags, BX_ERROR, "bad-cells", slot->cells.where, "slot '%.*s' has a tint or frame, and is no rectangle",
                  BX_FMT(slot->name));
        bx_hint(look->diags, BX_NOWHERE, "make it one rectangle, or two slots that the story flows through");
    }
    if (slot->own_columns > 0 && !is_rectangle(&slot->body)) {
        bx_report(look->diags, BX_ERROR, "bad-cells", slot->body.where, "slot '%.*s' has a grid of its own, and its body is no rectangle",
                  BX_FMT(slot->name));
        bx_hint(look->diags, BX_NOWHERE, "make the body one rectangle, or take 'grid' out");
    }
}

void bx_check_parts(const bx_look *look, const bx_slot *slot)
{
    check_rectangles(look, slot);
    check_inside(look, slot, &slot->body, N_("body"));
    check_inside(look, slot, &slot->head.cells, N_("head"));
    check_inside(look, slot, &slot->deck.cells, N_("deck"));
    check_inside(look, slot, &slot->table, N_("table"));
    check_inside(look, slot, &slot->captions, N_("caption"));
    for (size_t i = 0; i < slot->photo_count; i++) {
        check_inside(look, slot, &slot->photos[i].cells, N_("photo"));
        check_inside(look, slot, &slot->photos[i].caption, N_("caption"));
    }
    check_overlaps(look, slot);
}
