/* flow/border.c - the box of a slot: tint (底纹), bar and frame (花边).
 *
 * Sources: newsroom A.3.
 */
#include "flow/maker.h"

static void put_line(bx_maker *m, const bx_place *place, const bx_slot *slot, bx_rect box, bx_len width)
{
    bx_rect sides[] = {{box.x, box.y, box.w, width},
                       {box.x, box.y + box.h - width, box.w, width},
                       {box.x, box.y + width, width, box.h - 2 * width},
                       {box.x + box.w - width, box.y + width, width, box.h - 2 * width}};
    for (int i = 0; i < 4 && sides[i].h > 0; i++)
        bx_put_area(m, place, BX_FRAME_RULE, "frame", sides[i], slot->frame);
}

static bx_rect within(bx_rect box, bx_len by)
{
    return (bx_rect){box.x + by, box.y + by, box.w - 2 * by, box.h - 2 * by};
}

/* Dots of the frame's width along each side, as far apart as they are wide or a little more, so that each corner has one. */
static void put_dots(bx_maker *m, const bx_place *place, const bx_slot *slot, bx_rect box)
{
    bx_len w = slot->frame_width;
    bx_len across = box.w - w, down = box.h - w;
    bx_len columns = across > 2 * w ? across / (2 * w) : 1, rows = down / (2 * w);
    for (bx_len i = 0; i <= columns; i++)
        for (int foot = 0; foot < 2; foot++)
            bx_put_area(m, place, BX_FRAME_DOT, "frame",
                        (bx_rect){box.x + across * i / columns, box.y + (foot ? down : 0), w, w}, slot->frame);
    for (bx_len i = 1; i < rows; i++)
        for (int right = 0; right < 2; right++)
            bx_put_area(m, place, BX_FRAME_DOT, "frame",
                        (bx_rect){box.x + (right ? across : 0), box.y + down * i / rows, w, w}, slot->frame);
}

static void put_frame(bx_maker *m, const bx_place *place, const bx_slot *slot, bx_rect box)
{
    bx_len w = slot->frame_width;
    switch (slot->frame_style) {
    case BX_BORDER_LINE:
        put_line(m, place, slot, box, w);
        break;
    case BX_BORDER_DOUBLE:
        put_line(m, place, slot, box, w / 4);
        put_line(m, place, slot, within(box, w - w / 4), w / 4);
        break;
    case BX_BORDER_THICK_THIN:
        put_line(m, place, slot, box, w / 2);
        put_line(m, place, slot, within(box, w - w / 6), w / 6);
        break;
    case BX_BORDER_DOTS:
        put_dots(m, place, slot, box);
        break;
    }
}

void bx_put_slot_box(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    bx_rect box = bx_cells_box(&m->paper->grid, &slot->cells);
    box.y += slot->inset_top;
    box.h -= slot->inset_top + slot->inset_bottom;
    if (slot->tint >= 0)
        bx_put_area(m, place, BX_FRAME_TINT, "tint", box, slot->tint);
    if (slot->bar >= 0)
        bx_put_area(m, place, BX_FRAME_TINT, "bar", (bx_rect){box.x, box.y, box.w, slot->bar_width}, slot->bar);
    if (slot->frame >= 0)
        put_frame(m, place, slot, box);
}
