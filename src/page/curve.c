/* page/curve.c - what is drawn with curves (曲线): emphasis dots, the wave below titles, column art. */
#include "page/page.h"

static bx_len part_of(bx_len whole, bx_len part, bx_len of)
{
    return (bx_len)bx_muldiv(whole, part, of);
}

static bx_point at(bx_len x, bx_len y)
{
    return (bx_point){x, y};
}

bx_curve bx_dot_curve(bx_arena *arena, bx_rect box)
{
    /* A quarter of a circle is a Bézier curve whose handles are 0.5523 of the radius. */
    bx_len rx = box.w / 2, ry = box.h / 2, x = box.x + rx, y = box.y + ry;
    bx_len hx = part_of(rx, 5523, 10000), hy = part_of(ry, 5523, 10000);
    const bx_point points[] = {at(x + rx, y), at(x + rx, y + hy), at(x + hx, y + ry),
                               at(x, y + ry), at(x - hx, y + ry), at(x - rx, y + hy),
                               at(x - rx, y), at(x - rx, y - hy), at(x - hx, y - ry),
                               at(x, y - ry), at(x + hx, y - ry), at(x + rx, y - hy),
                               at(x + rx, y)};
    bx_curve curve = {.count = sizeof points / sizeof *points};
    curve.at = BX_NEW_ARRAY(arena, bx_point, curve.count);
    memcpy(curve.at, points, sizeof points);
    return curve;
}

/* Half a wave is as long as the box is thick and a half; whole ones fill the box. Its handles, at
 * 0.364 of its length and 4/3 of its height, make a curve that no eye tells from a sine.
 */
static bx_curve wave_curve(bx_arena *arena, bx_rect box)
{
    bool down = box.h > box.w;
    bx_len length = down ? box.h : box.w, thick = down ? box.w : box.h;
    bx_len half = thick * 3 / 2, high = part_of(thick, 4, 9);
    bx_len count = half > 0 && length > half ? (length + half / 2) / half : 1;
    bx_curve curve = {.count = 1 + 3 * (size_t)count, .width = thick / 3};
    curve.at = BX_NEW_ARRAY(arena, bx_point, curve.count);
    for (bx_len i = 0; i <= count; i++) {
        bx_len start = part_of(length, i, count), next = part_of(length, i + 1, count);
        bx_len handle = part_of(next - start, 364, 1000), off = i % 2 == 0 ? -high : high;
        bx_point *p = curve.at + 3 * i;
        p[0] = at(start, 0);
        if (i == count)
            break;
        p[1] = at(start + handle, off);
        p[2] = at(next - handle, off);
    }
    for (size_t i = 0; i < curve.count; i++) {
        bx_point p = curve.at[i];
        curve.at[i] = down ? at(box.x + thick / 2 + p.y, box.y + p.x)
                           : at(box.x + p.x, box.y + thick / 2 + p.y);
    }
    return curve;
}

static const bx_curve *art_curves(bx_arena *arena, const bx_column_art *art, bx_rect box, size_t *count)
{
    bx_curve *curves = BX_NEW_ARRAY(arena, bx_curve, art->ring_count + 1);
    for (size_t i = 0; i < art->ring_count; i++) {
        const bx_ring *ring = &art->rings[i];
        curves[i] = (bx_curve){.at = BX_NEW_ARRAY(arena, bx_point, ring->count), .count = ring->count};
        for (size_t k = 0; k < ring->count; k++)
            curves[i].at[k] = at(box.x + ring->at[k].x, box.y + ring->at[k].y);
    }
    *count = art->ring_count;
    return curves;
}

const bx_curve *bx_op_curves(bx_arena *arena, const bx_op *op, size_t *count)
{
    if (op->kind == BX_OP_ART)
        return art_curves(arena, op->detail, op->box, count);
    bx_curve *curve = BX_NEW(arena, bx_curve);
    *curve = op->kind == BX_OP_DOT ? bx_dot_curve(arena, op->box) : wave_curve(arena, op->box);
    *count = 1;
    return curve;
}
