/* press/marks.c - printer's marks around a page (印刷标记): crop, centre and register marks, colour
 * bar, slug line.
 *
 * All of it stands outside the bleed, in all inks that the page is planned with and no other: a mark
 * on black alone would leave three plates without one, and one in four inks would cost a K page
 * three plates. Lengths are from the trim's top left corner, as on the page.
 */
#include "press/press.h"

#include "press/inside.h"

#define MM(n) ((bx_len)((int64_t)(n) * BX_PT * 7200 / 2540)) /* whole millimetres */

enum {
    HAIR = BX_PT / 4,         /* of crop marks and crosses */
    SLUG_SIZE = 13 * BX_PT / 2,
    NARROW_MM = 160,          /* a page under it has slug and bar at its sides */
};

bx_len bx_page_edge(const bx_press *press, const bx_page *page)
{
    return page->bleed + (press->marks ? MM(14) : 0);
}

typedef struct {
    bx_arena *arena;
    const bx_press *press;
    const bx_page *page;
    bx_marks *marks;
    bx_len out; /* the bleed's edge, outward from the trim */
} marker;

static void add_area(marker *m, bx_len x, bx_len y, bx_len w, bx_len h, const int ink[4])
{
    bx_mark_area area = {.box = {x, y, w, h}};
    memcpy(area.ink, ink, sizeof area.ink);
    BX_PUSH(m->arena, m->marks->areas, area);
}

static void add_hair(marker *m, bx_len x, bx_len y, bx_len w, bx_len h)
{
    const int *ink = m->marks->register_ink;
    if (h == 0)
        add_area(m, x, y - HAIR / 2, w, HAIR, ink);
    else
        add_area(m, x - HAIR / 2, y, HAIR, h, ink);
}

/* ---- crop and register marks ---- */

/* Two lines at each corner, in line with the trim, that begin 3 mm outside or at the bleed. */
static void add_crop_marks(marker *m)
{
    bx_len gap = m->out > MM(3) ? m->out : MM(3), length = MM(6);
    bx_len far = m->out + MM(3) + length;
    for (int i = 0; i < 4; i++) {
        bool right = i % 2 == 1, low = i / 2 == 1;
        bx_len x = right ? m->page->width : 0, y = low ? m->page->height : 0;
        add_hair(m, right ? x + gap : x - far, y, far - gap, 0);
        add_hair(m, x, low ? y + gap : y - far, 0, far - gap);
    }
}

/* A cross in a ring; its lines are the centre marks, by which sheets are folded and mounted. */
static void add_cross(marker *m, bx_len x, bx_len y)
{
    bx_len arm = MM(4), radius = MM(2);
    add_hair(m, x - arm, y, 2 * arm, 0);
    add_hair(m, x, y - arm, 0, 2 * arm);
    bx_curve ring = bx_dot_curve(
        m->arena, (bx_rect){x - radius, y - radius, 2 * radius, 2 * radius});
    ring.width = HAIR;
    BX_PUSH(m->arena, m->marks->rings, ring);
}

static void add_crosses(marker *m)
{
    bx_len away = m->out + MM(7), width = m->page->width, height = m->page->height;
    add_cross(m, width / 2, -away);
    add_cross(m, width / 2, height + away);
    add_cross(m, -away, height / 2);
    add_cross(m, width + away, height / 2);
}

/* ---- colour bar ---- */

/* Solids, 40 %, the grey balance of newsprint, and the fullest black (ISO 12647-3). */
static void add_bar(marker *m, bool narrow)
{
    static const int patches[][4] = {
        {1000, 0, 0, 0}, {0, 1000, 0, 0}, {0, 0, 1000, 0}, {0, 0, 0, 1000},
        {400, 0, 0, 0},  {0, 400, 0, 0},  {0, 0, 400, 0},  {0, 0, 0, 400},
        {300, 240, 240, 0}, {0, 0, 0, 300}, {440, 380, 380, 1000}};
    bx_len side = MM(5), at = MM(10);
    for (size_t i = 0; i < sizeof patches / sizeof patches[0]; i++) {
        bool printed = true;
        for (int k = 0; k < 4; k++)
            printed &= patches[i][k] == 0 || m->marks->register_ink[k] > 0;
        if (!printed)
            continue;
        if (narrow)
            add_area(m, -m->out - MM(4) - side, at, side, side, patches[i]);
        else
            add_area(m, at, m->page->height + m->out + MM(4), side, side, patches[i]);
        at += side;
    }
}

/* ---- slug line ---- */

typedef struct {
    bx_len x, y;
    bool turned; /* runs down */
} pen;

/* The first face that has the character; -1: none has. */
static int find_face(const marker *m, uint32_t code)
{
    for (size_t i = 0; i < m->press->face_count; i++)
        if (bx_face_glyph(m->press->makeup->book, (int)i, code) != 0)
            return (int)i;
    return -1;
}

static void add_letter(marker *m, pen *at, bx_str letter, uint32_t code, const int ink[4])
{
    int face = find_face(m, code);
    if (face < 0) {
        letter = BX_STR("?");
        code = '?';
        face = find_face(m, code);
    }
    if (face < 0)
        return; /* a paper without a Latin font has said so long before */
    bx_glyph *glyph = BX_NEW(m->arena, bx_glyph);
    *glyph = (bx_glyph){.glyph = bx_face_glyph(m->press->makeup->book, face, code),
                        .x = at->x,
                        .y = at->y,
                        .ledger = BX_GENERATED,
                        .text = letter.at,
                        .text_len = (uint16_t)letter.len};
    bx_mark_text text = {.glyphs = {.face = (uint16_t)face,
                                    .size = SLUG_SIZE,
                                    .turned = at->turned,
                                    .glyphs = glyph,
                                    .count = 1}};
    memcpy(text.ink, ink, sizeof text.ink);
    BX_PUSH(m->arena, m->marks->texts, text);
    bx_len advance = (bx_len)bx_muldiv(
        bx_program_width(&m->press->programs[face], &m->press->faces[face], glyph->glyph),
        SLUG_SIZE, 1000000);
    *(at->turned ? &at->y : &at->x) += advance;
}

static void add_text(marker *m, pen *at, bx_str text, const int ink[4])
{
    const char *next = text.at, *end = text.at + text.len;
    while (next < end) {
        const char *start = next;
        uint32_t code = bx_utf8_next(&next, end);
        add_letter(m, at, (bx_str){start, (size_t)(next - start)}, code, ink);
    }
}

/* Each plate names itself, in its own ink. */
static void add_plate_names(marker *m, pen *at)
{
    static const char *const names[4] = {"Cyan ", "Magenta ", "Yellow ", "Black "};
    for (int i = 0; i < 4; i++) {
        int ink[4] = {0};
        ink[i] = 1000;
        if (m->marks->register_ink[i] > 0)
            add_text(m, at, bx_str_of(names[i]), ink);
    }
}

/* Paper, date, page, section, inks, printing condition, content. */
static void add_slug(marker *m, const char *hash, bool narrow)
{
    static const int black[4] = {0, 0, 0, 1000};
    static const char *const plans[] = {
        [BX_INK_4C] = "4c", [BX_INK_K_RED] = "k+red", [BX_INK_K] = "k"};
    const bx_makeup *makeup = m->press->makeup;
    const bx_press_rules *rules = &makeup->paper->press;
    bx_str condition = rules->condition_id.len > 0 ? rules->condition_id : rules->profile;
    bx_str text = bx_str_printf(m->arena, "%.*s  %.*s  %.*s %.*s  %s  %.*s  %.8s",
                                BX_FMT(makeup->paper->title), BX_FMT(makeup->issue->date_text),
                                BX_FMT(m->page->label), BX_FMT(m->page->title),
                                plans[m->page->ink_plan], BX_FMT(condition), hash);
    bx_len away = m->out + MM(6);
    pen at = narrow ? (pen){m->page->width + away, MM(10), true} : (pen){MM(10), -away, false};
    add_text(m, &at, text, black);
    if (narrow)
        at.y = m->page->height / 2 + MM(10);
    else
        at.x = m->page->width / 2 + MM(10);
    add_plate_names(m, &at);
}

const bx_marks *bx_make_marks(bx_arena *arena, const bx_press *press, const bx_page *page,
                              const char *hash)
{
    static const int inks[][4] = {[BX_INK_4C] = {1000, 1000, 1000, 1000},
                                  [BX_INK_K_RED] = {0, 1000, 1000, 1000},
                                  [BX_INK_K] = {0, 0, 0, 1000}};
    marker m = {arena, press, page, BX_NEW(arena, bx_marks), page->bleed};
    bool narrow = page->width < MM(NARROW_MM);
    memcpy(m.marks->register_ink, inks[page->ink_plan], sizeof m.marks->register_ink);
    add_crop_marks(&m);
    add_crosses(&m);
    add_bar(&m, narrow);
    add_slug(&m, hash, narrow);
    return m.marks;
}
