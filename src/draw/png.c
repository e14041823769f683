/* draw/png.c - a page as people see it (大样): the display list on a cairo image, in screen
 * colours.
 *
 * Grey edges, no hinting, glyphs where the list says to a fraction of a pixel: the picture is the
 * same on every machine with the same libraries. Advertisements are artwork.c's work, grids and
 * names overlay.c's.
 */
#include "output/output.h"

#include <ft2build.h>
#include <math.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include "draw/draw.h"

enum { LARGEST_SIDE = 30000 };

/* ---- colours ---- */

void bx_set_color(cairo_t *cairo, bx_screen_color color)
{
    cairo_set_source_rgb(cairo, color.red, color.green, color.blue);
}

static void set_ink(const bx_canvas *canvas, const bx_screen *s, const bx_op *op)
{
    const uint8_t *rgb = bx_screen_ink(s, op->ink);
    bx_set_color(canvas->cairo, (bx_screen_color){rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0});
}

/* ---- glyphs ---- */

typedef struct {
    FT_Library library;
    FT_Face *faces; /* opened when first used */
    size_t count;
} type_case;

static type_case open_case(const bx_canvas *canvas)
{
    type_case fonts = {0};
    bx_fontbook_faces(canvas->makeup->book, &fonts.count);
    fonts.faces = BX_NEW_ARRAY(canvas->arena, FT_Face, fonts.count + 1);
    if (FT_Init_FreeType(&fonts.library) != 0)
        bx_bug("FreeType cannot begin");
    return fonts;
}

static FT_Face find_font(type_case *fonts, const bx_canvas *canvas, uint16_t index)
{
    size_t count;
    const bx_face *face = &bx_fontbook_faces(canvas->makeup->book, &count)[index];
    if (index >= fonts->count)
        bx_bug("face %u of %zu", index, fonts->count);
    if (fonts->faces[index] == NULL &&
        FT_New_Memory_Face(fonts->library, face->bytes, (FT_Long)face->size, 0,
                           &fonts->faces[index]) != 0)
        bx_bug("FreeType cannot open '%.*s'", BX_FMT(face->file));
    return fonts->faces[index];
}

static void close_case(type_case *fonts)
{
    for (size_t i = 0; i < fonts->count; i++)
        if (fonts->faces[i] != NULL)
            FT_Done_Face(fonts->faces[i]);
    FT_Done_FreeType(fonts->library);
}

static uint32_t mix(uint32_t paper, uint32_t ink, unsigned cover, int shift)
{
    unsigned sum = (paper >> shift & 255) * (255 - cover) + (ink >> shift & 255) * cover;
    return (sum + 127) / 255 << shift;
}

typedef struct {
    unsigned char *rows;
    size_t stride;
    long width, height;
    uint32_t ink;
} inking;

/* FreeType's rows count upwards from the foot of the sheet: below row 0 it would round slopes
 * otherwise. */
static void ink_spans(int y, int count, const FT_Span *spans, void *data)
{
    const inking *in = data;
    long row = in->height - 1 - y;
    if (row < 0 || row >= in->height)
        return;
    uint32_t *out = (uint32_t *)(void *)(in->rows + (size_t)row * in->stride);
    for (int i = 0; i < count; i++) {
        long first = spans[i].x, last = first + spans[i].len;
        unsigned cover = spans[i].coverage;
        if (first < 0)
            first = 0;
        if (last > in->width)
            last = in->width;
        for (long x = first; x < last; x++)
            out[x] = cover == 255
                         ? in->ink
                         : mix(out[x], in->ink, cover, 16) | mix(out[x], in->ink, cover, 8) |
                               mix(out[x], in->ink, cover, 0);
    }
}

static uint32_t to_pixel(const uint8_t rgb[3])
{
    return (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
}

/* Filled by FreeType, at a fraction of a pixel: cairo 1.16 would move its own glyph images to whole
 * pixels, and takes twice as long to fill paths. */
static void draw_glyphs(const bx_canvas *canvas, type_case *fonts, const bx_screen *s,
                        const bx_op *op)
{
    const bx_glyphs_op *run = op->detail;
    FT_Face face = find_font(fonts, canvas, run->face);
    FT_Fixed across = 65536 + (FT_Fixed)run->stretch * 65536 / 1000;
    FT_Matrix turn = {across, 0, 0, 65536};
    if (run->turned)
        turn = (FT_Matrix){0, 65536, -across, 0};
    cairo_surface_t *sheet = cairo_get_target(canvas->cairo);
    cairo_surface_flush(sheet);
    inking in = {.rows = cairo_image_surface_get_data(sheet),
                 .stride = (size_t)cairo_image_surface_get_stride(sheet),
                 .width = cairo_image_surface_get_width(sheet),
                 .height = cairo_image_surface_get_height(sheet),
                 .ink = to_pixel(run->red_alert ? bx_screen_alert : bx_screen_ink(s, op->ink))};
    FT_Raster_Params fill = {
        .flags = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT, .gray_spans = ink_spans, .user = &in};
    if (FT_Set_Char_Size(face, 0, lround(bx_pt(run->size) * canvas->scale * 64), 72, 72) != 0)
        bx_bug("FreeType cannot scale a face");
    for (size_t i = 0; i < run->count; i++) {
        const int flags = FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP;
        if (FT_Load_Glyph(face, run->glyphs[i].glyph, flags) != 0 ||
            face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
            bx_bug("FreeType cannot load glyph %u", (unsigned)run->glyphs[i].glyph);
        FT_Outline *outline = &face->glyph->outline;
        if (run->turned || run->stretch != 0)
            FT_Outline_Transform(outline, &turn);
        FT_Outline_Translate(outline, lround(bx_pt(run->glyphs[i].x) * canvas->scale * 64),
                             in.height * 64 - lround(bx_pt(run->glyphs[i].y) * canvas->scale * 64));
        if (FT_Outline_Render(fonts->library, outline, &fill) != 0)
            bx_bug("FreeType cannot fill a glyph");
    }
    cairo_surface_mark_dirty(sheet);
}

/* ---- areas and photos ---- */

static void trace_box(cairo_t *cairo, bx_rect box)
{
    cairo_rectangle(cairo, bx_pt(box.x), bx_pt(box.y), bx_pt(box.w), bx_pt(box.h));
}

static void draw_area(const bx_canvas *canvas, const bx_screen *s, const bx_op *op)
{
    set_ink(canvas, s, op);
    trace_box(canvas->cairo, op->box);
    cairo_fill(canvas->cairo);
}

static void draw_curve(const bx_canvas *canvas, const bx_screen *s, const bx_op *op)
{
    cairo_t *cairo = canvas->cairo;
    bx_arena_mark mark = bx_arena_save(canvas->arena);
    size_t count;
    const bx_curve *curves = bx_op_curves(canvas->arena, op, &count);
    set_ink(canvas, s, op);
    for (size_t k = 0; k < count; k++) {
        const bx_point *p = curves[k].at;
        cairo_move_to(cairo, bx_pt(p->x), bx_pt(p->y));
        for (size_t i = 1; i < curves[k].count; i += 3)
            cairo_curve_to(cairo, bx_pt(p[i].x), bx_pt(p[i].y), bx_pt(p[i + 1].x), bx_pt(p[i + 1].y),
                           bx_pt(p[i + 2].x), bx_pt(p[i + 2].y));
    }
    if (count == 0 || curves->width == 0) {
        cairo_fill(cairo);
    } else {
        cairo_set_line_width(cairo, bx_pt(curves->width));
        cairo_stroke(cairo);
    }
    bx_arena_rewind(canvas->arena, mark);
}

static void fill_pixels(cairo_surface_t *surface, const bx_raster *raster)
{
    unsigned char *rows = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    const uint8_t *in = raster->pixels;
    for (int y = 0; y < raster->height; y++) {
        uint32_t *out = (uint32_t *)(void *)(rows + (size_t)y * stride);
        for (int x = 0; x < raster->width; x++, in += raster->channels) {
            size_t green = raster->channels == 3 ? 1 : 0, blue = raster->channels == 3 ? 2 : 0;
            out[x] = (uint32_t)in[0] << 16 | (uint32_t)in[green] << 8 | in[blue];
        }
    }
    cairo_surface_mark_dirty(surface);
}

void bx_draw_raster(const bx_canvas *canvas, bx_rect box, const bx_raster *raster)
{
    cairo_t *cairo = canvas->cairo;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, raster->width, raster->height);
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        fill_pixels(surface, raster);
        cairo_save(cairo);
        cairo_translate(cairo, bx_pt(box.x), bx_pt(box.y));
        cairo_scale(cairo, bx_pt(box.w) / raster->width, bx_pt(box.h) / raster->height);
        cairo_set_source_surface(cairo, surface, 0, 0);
        cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_BILINEAR);
        cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_PAD);
        cairo_rectangle(cairo, 0, 0, raster->width, raster->height);
        cairo_fill(cairo);
        cairo_restore(cairo);
    }
    cairo_surface_destroy(surface);
}

static int pixels_for(const bx_canvas *canvas, bx_len length)
{
    int pixels = (int)(bx_pt(length) * canvas->scale + 0.5);
    return pixels < 1 ? 1 : pixels;
}

static void draw_photo(const bx_canvas *canvas, const bx_screen *s, const bx_op *op)
{
    const bx_image_op *image = op->detail;
    bx_arena *arena = canvas->arena;
    bx_arena_mark mark = bx_arena_save(arena);
    bx_str bytes;
    bx_raster raster;
    if (bx_tree_bytes(arena, canvas->tree, image->file, BX_PICTURE_BYTES, op->where, &bytes,
                      canvas->diags) &&
        bx_picture_load(arena, bytes, image->file, image->crop, pixels_for(canvas, op->box.w),
                        pixels_for(canvas, op->box.h), op->where, &raster, canvas->diags)) {
        bx_screen_show(arena, s, image->gray, &raster);
        bx_draw_raster(canvas, op->box, &raster);
    }
    bx_arena_rewind(arena, mark);
}

/* ---- the page ---- */

static void draw_op(const bx_canvas *canvas, type_case *fonts, const bx_screen *s, const bx_op *op)
{
    switch (op->kind) {
    case BX_OP_GLYPHS:
        draw_glyphs(canvas, fonts, s, op);
        break;
    case BX_OP_RULE:
    case BX_OP_TINT:
        draw_area(canvas, s, op);
        break;
    case BX_OP_DOT:
    case BX_OP_WAVE:
    case BX_OP_ART:
        draw_curve(canvas, s, op);
        break;
    case BX_OP_IMAGE:
        draw_photo(canvas, s, op);
        break;
    case BX_OP_ADVERT:
        bx_draw_artwork(canvas, op);
        break;
    case BX_OP_TAG:
    case BX_OP_UNTAG:
        break;
    }
}

static cairo_surface_t *new_sheet(const bx_canvas *canvas)
{
    int width = pixels_for(canvas, canvas->page->width);
    int height = pixels_for(canvas, canvas->page->height);
    if (width > LARGEST_SIDE || height > LARGEST_SIDE)
        bx_bug("a picture of %d x %d pixels", width, height); /* options are checked by cmd */
    cairo_surface_t *sheet = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    if (cairo_surface_status(sheet) != CAIRO_STATUS_SUCCESS)
        bx_bug("cairo cannot make a picture of %d x %d pixels", width, height);
    return sheet;
}

static void draw_sheet(bx_canvas *canvas, cairo_surface_t *sheet)
{
    bx_screen *s = bx_screen_open(canvas->arena, canvas->tree, canvas->makeup->paper);
    type_case fonts = open_case(canvas);
    canvas->cairo = cairo_create(sheet);
    cairo_set_source_rgb(canvas->cairo, 1, 1, 1);
    cairo_paint(canvas->cairo);
    cairo_scale(canvas->cairo, canvas->scale, canvas->scale);
    for (size_t i = 0; i < canvas->page->op_count; i++)
        draw_op(canvas, &fonts, s, &canvas->page->ops[i]);
    if (canvas->options->overlays != 0)
        bx_draw_overlays(canvas);
    if (cairo_status(canvas->cairo) != CAIRO_STATUS_SUCCESS)
        bx_bug("page %.*s: cairo says %s", BX_FMT(canvas->page->label),
               cairo_status_to_string(cairo_status(canvas->cairo)));
    cairo_destroy(canvas->cairo);
    close_case(&fonts);
    bx_screen_close(s);
}

void bx_draw_page(const bx_tree *tree, const bx_makeup *makeup, size_t index, const bx_page *page,
                 const bx_proof_options *options, bx_buffer *png, bx_diags *diags)
{
    bx_canvas canvas = {.tree = tree,
                        .makeup = makeup,
                        .page = page,
                        .index = index,
                        .options = options,
                        .arena = bx_arena_new(),
                        .scale = options->ppi / 72.0,
                        .diags = diags};
    cairo_surface_t *sheet = new_sheet(&canvas);
    draw_sheet(&canvas, sheet);
    cairo_surface_flush(sheet);
    bx_encode_png(sheet, options->ppi, png);
    cairo_surface_destroy(sheet);
    bx_arena_free(canvas.arena);
}
