/* proof/pixels.c - two pictures of a page, pixel by pixel (像素比对): distance, edges of letters,
 * boxes.
 *
 * source  Kotsarenko and Ramos 2010, colour distance in YIQ; Vyšniauskas 2009, anti-aliased pixels
 */
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

#include "proof/inside.h"

enum {
    MOST_SIDE = 30000,
    CELL = 12, /* pixels that differ within so many of each other belong to one box */
    MOST_BOXES = 400,
    WHITE_TO_BLACK = 32857 /* the YIQ distance of black and white, as delta() has it, over 1.0 */
};

/* ---- decoding ---- */

typedef struct {
    bx_str bytes;
    size_t at;
    jmp_buf broken;
} source;

static void take_bytes(png_structp png, png_bytep into, size_t len)
{
    source *s = png_get_io_ptr(png);

    if (len > s->bytes.len - s->at)
        png_error(png, "short");
    memcpy(into, s->bytes.at + s->at, len);
    s->at += len;
}

static _Noreturn void fail(png_structp png, png_const_charp message)
{
    source *s = png_get_error_ptr(png);

    (void)message;
    longjmp(s->broken, 1);
}

static void be_quiet(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* Checksums guard against bad disks, which the hash of a manifest does better; they cost a tenth.
 */
static void set_up(png_structp png, png_infop info, bx_pixels *pixels)
{
    png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
    png_set_user_limits(png, MOST_SIDE, MOST_SIDE);
    png_read_info(png, info);
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    if (png_get_valid(png, info, PNG_INFO_tRNS) ||
        (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA)) {
        png_color_16 white = {.red = 255, .green = 255, .blue = 255, .gray = 255};

        png_set_background(png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
        png_set_strip_alpha(png);
    }
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    pixels->width = (int)png_get_image_width(png, info);
    pixels->height = (int)png_get_image_height(png, info);
    pixels->ppi = (int)(((uint64_t)png_get_pixels_per_meter(png, info) * 254 + 5000) / 10000);
}

bool bx_read_png(bx_str bytes, bx_str name, bx_pixels *pixels, bx_diags *diags)
{
    source s = {.bytes = bytes};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &s, fail, be_quiet);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    uint8_t *volatile rgb = NULL;
    png_bytep *volatile rows = NULL;
    bool good = false;

    *pixels = (bx_pixels){0};
    if (!info)
        bx_bug("libpng cannot begin");
    if (setjmp(s.broken) == 0) {
        png_set_read_fn(png, &s, take_bytes);
        set_up(png, info, pixels);
        rgb = malloc((size_t)pixels->width * (size_t)pixels->height * 3);
        rows = malloc((size_t)pixels->height * sizeof *rows);
        if (!rgb || !rows)
            bx_bug("out of memory");
        for (int y = 0; y < pixels->height; y++)
            rows[y] = rgb + (size_t)y * (size_t)pixels->width * 3;
        png_read_image(png, rows);
        good = true;
    }
    png_destroy_read_struct(&png, &info, NULL);
    free(rows);
    pixels->rgb = rgb;
    if (good)
        return true;
    free(rgb);
    pixels->rgb = NULL;
    bx_report(diags, BX_ERROR, "bad-png", BX_NOWHERE, "'%.*s' is not a PNG, or is damaged",
              BX_FMT(name));
    return false;
}

static uint32_t number_at(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

bool bx_probe_png(bx_str png, bx_pixels *pixels)
{
    const char *density;

    *pixels = (bx_pixels){0};
    if (png.len < 33 || memcmp(png.at, "\x89PNG\r\n\x1a\n", 8) != 0 ||
        number_at(png.at + 16) > MOST_SIDE || number_at(png.at + 20) > MOST_SIDE)
        return false;
    pixels->width = (int)number_at(png.at + 16);
    pixels->height = (int)number_at(png.at + 20);
    density = memmem(png.at, png.len < 200 ? png.len : 200, "pHYs", 4);
    if (density && density + 8 <= png.at + png.len)
        pixels->ppi = (int)(((uint64_t)number_at(density + 4) * 254 + 5000) / 10000 % INT32_MAX);
    return true;
}

/* ---- distance ---- */

/* The YIQ distance of two colours in 1/1000 of that of black and white: 0 to about 1070. */
static int delta(const uint8_t *a, const uint8_t *b)
{
    int r = a[0] - b[0], g = a[1] - b[1], l = a[2] - b[2];
    /* in 1/4096 */
    int64_t y = 1225 * r + 2404 * g + 467 * l;
    int64_t i = 2441 * r - 1124 * g - 1317 * l;
    int64_t q = 867 * r - 2142 * g + 1275 * l;
    int64_t sum = (5053 * (y * y >> 12) + 2990 * (i * i >> 12) + 1957 * (q * q >> 12)) / 10000;
    int low = 0, high = 1100;

    /* sum is the squared distance in 1/4096; its root is scaled so that black to white is 1000 */
    while (low < high) {
        int middle = (low + high + 1) / 2;

        if ((int64_t)middle * middle * 4096 * WHITE_TO_BLACK / 1000000 <= sum)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static const uint8_t *pixel(const bx_pixels *p, int x, int y)
{
    return p->rgb + ((size_t)y * (size_t)p->width + (size_t)x) * 3;
}

static int luma(const uint8_t *p)
{
    return 1225 * p[0] + 2404 * p[1] + 467 * p[2];
}

static bool has_many_equal(const bx_pixels *p, int x, int y)
{
    int equal = x == 0 || y == 0 || x == p->width - 1 || y == p->height - 1;

    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            int nx = x + dx, ny = y + dy;

            if ((dx || dy) && nx >= 0 && ny >= 0 && nx < p->width && ny < p->height)
                equal += memcmp(pixel(p, x, y), pixel(p, nx, ny), 3) == 0;
        }
    return equal > 2;
}

/* A pixel between a darker and a lighter neighbour, one of which lies in a flat area of both
 * pictures. */
static bool is_edge(const bx_pixels *p, int x, int y, const bx_pixels *other)
{
    int zeroes = x == 0 || y == 0 || x == p->width - 1 || y == p->height - 1;
    int here = luma(pixel(p, x, y)), least = 0, most = 0, dark[2] = {0}, light[2] = {0};

    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            int nx = x + dx, ny = y + dy, d;

            if ((!dx && !dy) || nx < 0 || ny < 0 || nx >= p->width || ny >= p->height)
                continue;
            d = luma(pixel(p, nx, ny)) - here;
            if (d == 0) {
                if (++zeroes > 2)
                    return false;
            } else if (d < least) {
                least = d;
                dark[0] = nx;
                dark[1] = ny;
            } else if (d > most) {
                most = d;
                light[0] = nx;
                light[1] = ny;
            }
        }
    if (least == 0 || most == 0)
        return false;
    return (has_many_equal(p, dark[0], dark[1]) && has_many_equal(other, dark[0], dark[1])) ||
           (has_many_equal(p, light[0], light[1]) && has_many_equal(other, light[0], light[1]));
}

/* ---- boxes ---- */

typedef struct {
    const bx_comparison *c;
    const bx_pixels *a, *b;
    const bx_pixel_rules *rules;
    bx_page_change *page;
    int width, height; /* of both */
    int columns, lines;
    bx_pixel_box *cells;   /* CELL x CELL pixels each; pixels 0: nothing differs */
    const bx_rect *masked; /* in pixels */
    size_t masked_count;
} looking;

static bool is_hidden(const looking *l, int x, int y)
{
    for (size_t i = 0; i < l->masked_count; i++) {
        const bx_rect *box = &l->masked[i];

        if (x >= box->x && x < box->x + box->w && y >= box->y && y < box->y + box->h)
            return true;
    }
    return false;
}

static void note(looking *l, int x, int y, int largest)
{
    bx_pixel_box *cell = &l->cells[(size_t)(y / CELL) * (size_t)l->columns + (size_t)(x / CELL)];

    if (cell->pixels == 0)
        *cell = (bx_pixel_box){.x = x, .y = y, .w = 1, .h = 1};
    if (x < cell->x) {
        cell->w += cell->x - x;
        cell->x = x;
    }
    if (x >= cell->x + cell->w)
        cell->w = x - cell->x + 1;
    if (y >= cell->y + cell->h)
        cell->h = y - cell->y + 1;
    cell->pixels++;
    if (largest > cell->largest)
        cell->largest = largest;
}

static int channel_difference(const uint8_t *a, const uint8_t *b)
{
    int most = 0;

    for (int c = 0; c < 3; c++) {
        int d = abs(a[c] - b[c]);

        most = d > most ? d : most;
    }
    return most;
}

static void compare_pixel(looking *l, int x, int y)
{
    const uint8_t *a = pixel(l->a, x, y), *b = pixel(l->b, x, y);
    int largest;

    if (memcmp(a, b, 3) == 0 || is_hidden(l, x, y))
        return;
    largest = channel_difference(a, b);
    if (delta(a, b) <= l->rules->threshold && l->rules->threshold > 0) {
        l->page->faint++;
    } else if (!l->rules->antialiased && (is_edge(l->a, x, y, l->b) || is_edge(l->b, x, y, l->a))) {
        l->page->antialiased++;
    } else {
        l->page->pixels++;
        if (largest > l->page->largest)
            l->page->largest = largest;
        note(l, x, y, largest);
    }
}

static void compare_rows(looking *l)
{
    for (int y = 0; y < l->height; y++) {
        const uint8_t *a = pixel(l->a, 0, y), *b = pixel(l->b, 0, y);

        if (memcmp(a, b, (size_t)l->width * 3) == 0)
            continue;
        for (int x = 0; x < l->width; x++) {
            /* sixteen pixels at a time while they are equal */
            while (x + 16 <= l->width && memcmp(a + 3 * (size_t)x, b + 3 * (size_t)x, 48) == 0)
                x += 16;
            if (x < l->width)
                compare_pixel(l, x, y);
        }
    }
}

static void join(bx_pixel_box *into, const bx_pixel_box *box)
{
    int right = into->x + into->w > box->x + box->w ? into->x + into->w : box->x + box->w;
    int bottom = into->y + into->h > box->y + box->h ? into->y + into->h : box->y + box->h;

    into->x = into->x < box->x ? into->x : box->x;
    into->y = into->y < box->y ? into->y : box->y;
    into->w = right - into->x;
    into->h = bottom - into->y;
    into->pixels += box->pixels;
    if (box->largest > into->largest)
        into->largest = box->largest;
}

/* Cells that touch become one box. */
static bx_pixel_box flood(looking *l, size_t start, size_t *stack)
{
    size_t len = 0, columns = (size_t)l->columns;
    bx_pixel_box whole = l->cells[start];

    l->cells[start].pixels = 0;
    stack[len++] = start;
    while (len > 0) {
        size_t at = stack[--len], x = at % columns, y = at / columns;

        for (size_t ny = y > 0 ? y - 1 : 0; ny <= y + 1 && ny < (size_t)l->lines; ny++)
            for (size_t nx = x > 0 ? x - 1 : 0; nx <= x + 1 && nx < columns; nx++) {
                size_t next = ny * columns + nx;

                if (l->cells[next].pixels == 0)
                    continue;
                join(&whole, &l->cells[next]);
                l->cells[next].pixels = 0;
                stack[len++] = next;
            }
    }
    return whole;
}

/* ---- what lies there ---- */

static int64_t overlap(bx_rect box, bx_rect area)
{
    int64_t left = box.x > area.x ? box.x : area.x, top = box.y > area.y ? box.y : area.y;
    int64_t right = (int64_t)box.x + box.w, bottom = (int64_t)box.y + box.h;

    if (right > (int64_t)area.x + area.w)
        right = (int64_t)area.x + area.w;
    if (bottom > (int64_t)area.y + area.h)
        bottom = (int64_t)area.y + area.h;
    return right > left && bottom > top ? (right - left) * (bottom - top) : 0;
}

/* The box of the layout that a changed area covers most of, smaller ones before what lies behind
 * them. */
static const bx_proof_box *find_owner(const bx_proof_page *page, bx_rect area,
                                      const bx_proof_line **line)
{
    const bx_proof_box *owner = NULL;
    int64_t best = 0;

    for (size_t i = 0; page && i < page->box_count; i++) {
        const bx_proof_box *box = &page->boxes[i];
        int64_t shared = overlap(box->box, area);
        bool thing =
            box->line_count > 0 || bx_str_is(box->kind, "photo") || bx_str_is(box->kind, "ad");

        shared = thing ? shared * 4 : shared; /* tints and rules lie under words */
        if (shared > best) {
            best = shared;
            owner = box;
        }
    }
    *line = NULL;
    for (size_t i = 0; owner && i < owner->line_count && !*line; i++)
        if (overlap(owner->lines[i].box, area) > 0)
            *line = &owner->lines[i];
    return owner;
}

static bx_rect to_page(const bx_page_change *page, const bx_pixel_box *box)
{
    if (page->width == 0 || page->height == 0)
        return (bx_rect){0};
    return (bx_rect){(bx_len)((int64_t)box->x * page->trim.w / page->width),
                     (bx_len)((int64_t)box->y * page->trim.h / page->height),
                     (bx_len)((int64_t)box->w * page->trim.w / page->width),
                     (bx_len)((int64_t)box->h * page->trim.h / page->height)};
}

static void name_box(const bx_comparison *c, const bx_page_change *page, bx_pixel_box *box)
{
    const bx_proof_line *line;
    const bx_proof_page *laid = bx_find_proof_page(c->new_run, page->label);
    bx_rect area = to_page(page, box);
    const bx_proof_box *owner = find_owner(laid, area, &line);

    if (!owner) {
        laid = bx_find_proof_page(c->old_run, page->label);
        owner = find_owner(laid, area, &line);
    }
    box->spot = (bx_spot){.page = page->label, .box = area};
    if (!owner)
        return;
    box->story = owner->story;
    box->part = owner->part;
    box->spot.slot = owner->slot;
    box->spot.source = owner->source;
    if (line && line->byte >= 0) {
        box->spot.source.line = line->line;
        box->spot.source.col = line->col;
    }
}

static void list_boxes(bx_arena *arena, looking *l, bx_comparison *c, size_t index)
{
    size_t count = (size_t)l->columns * (size_t)l->lines;
    size_t *stack = BX_NEW_ARRAY(arena, size_t, count + 1);
    BX_VEC(bx_pixel_box) boxes = {0};

    for (size_t i = 0; i < count; i++) {
        bx_pixel_box box;

        if (l->cells[i].pixels == 0)
            continue;
        box = flood(l, i, stack);
        box.page = index;
        if (boxes.len >= MOST_BOXES) { /* a page painted over: the rest is one box */
            join(&boxes.at[MOST_BOXES - 1], &box);
            continue;
        }
        name_box(c, l->page, &box);
        BX_PUSH(arena, boxes, box);
    }
    if (boxes.len > 0) {
        bx_pixel_box *all = BX_NEW_ARRAY(arena, bx_pixel_box, c->box_count + boxes.len);

        if (c->box_count > 0)
            memcpy(all, c->boxes, c->box_count * sizeof *all);
        memcpy(all + c->box_count, boxes.at, boxes.len * sizeof *all);
        c->boxes = all;
        c->box_count += boxes.len;
    }
}

/* ---- masks ---- */

static void list_masked(bx_arena *arena, looking *l, const bx_comparison *c)
{
    const bx_proof_run *runs[] = {c->old_run, c->new_run};
    BX_VEC(bx_rect) boxes = {0};

    for (size_t r = 0; r < 2 && c->mask_count > 0; r++) {
        const bx_proof_page *page = bx_find_proof_page(runs[r], l->page->label);

        for (size_t i = 0; page && i < page->box_count; i++) {
            const bx_proof_box *box = &page->boxes[i];
            bx_rect b = box->box;
            bx_len pad = 2 * BX_PT; /* glyphs reach out of their cells a little */

            if (!bx_is_masked(c->masks, c->mask_count, box->part, box->story) || page->width < 1 ||
                page->height < 1)
                continue;
            BX_PUSH(
                arena, boxes,
                (bx_rect){(bx_len)((int64_t)(b.x - pad) * l->page->width / page->width),
                          (bx_len)((int64_t)(b.y - pad) * l->page->height / page->height),
                          (bx_len)((int64_t)(b.w + 2 * pad) * l->page->width / page->width) + 2,
                          (bx_len)((int64_t)(b.h + 2 * pad) * l->page->height / page->height) + 2});
        }
    }
    l->masked = boxes.at;
    l->masked_count = boxes.len;
}

void bx_compare_pixels(bx_arena *arena, bx_comparison *c, size_t index, const bx_pixels *a,
                       const bx_pixels *b, const bx_pixel_rules *rules)
{
    bx_page_change *page = &c->pages[index];
    looking l = {.c = c, .a = a, .b = b, .rules = rules, .page = page};

    l.width = a->width < b->width ? a->width : b->width;
    l.height = a->height < b->height ? a->height : b->height;
    l.columns = l.width / CELL + 1;
    l.lines = l.height / CELL + 1;
    page->has_pixels = true;
    page->width = b->width;
    page->height = b->height;
    page->ppi = b->ppi;
    if (page->trim.w == 0) { /* a picture without a layout */
        int ppi = b->ppi > 0 ? b->ppi : 96;

        page->trim = (bx_rect){0, 0, (bx_len)((int64_t)b->width * 72 * BX_PT / ppi),
                               (bx_len)((int64_t)b->height * 72 * BX_PT / ppi)};
    }
    page->resized = a->width != b->width || a->height != b->height;
    l.cells = BX_NEW_ARRAY(arena, bx_pixel_box, (size_t)l.columns * (size_t)l.lines);
    list_masked(arena, &l, c);
    compare_rows(&l);
    page->tolerated = page->pixels > 0 && page->pixels <= rules->tolerance;
    if (!page->tolerated && (page->pixels > 0 || page->resized) && page->state == BX_PAGE_SAME)
        page->state = BX_PAGE_LOOK;
    list_boxes(arena, &l, c, index);
}
