/* draw/artwork.c - advertisements on proofs (广告样): pdftoppm's picture of them, or a labelled
 * box.
 *
 * The only place in output/ that starts a program. What it drew is kept by the content of the file,
 * so that it runs once for each artwork and size. On the press the file itself is placed:
 * press/advert.c.
 */
#include "output/output.h"

#include <stdio.h>
#include <stdlib.h>

#include "draw/draw.h"

enum {
    PATIENCE = 60, /* seconds that a program may take */
    AD_BYTES = 200 << 20,
};

/* Runs ARGUMENTS and appends what it prints; false when it is missing or fails. */
static bool run(const char *const *arguments, bx_buffer *out)
{
    return bx_run_program(arguments, (bx_str){"", 0}, PATIENCE, out) == BX_PROGRAM_DONE;
}

/* ---- pdftoppm ---- */

/* Page 1 as pdfinfo sees it, in pt; TRIM is the page's own, not yet turned. */
typedef struct {
    double media[4], trim[4];
    int rotate;
} sheet;

static bool find_numbers(const char *text, const char *name, double numbers[4])
{
    const char *at = strstr(text, name);
    return at != NULL && sscanf(at + strlen(name), "%lf %lf %lf %lf", &numbers[0], &numbers[1],
                                &numbers[2], &numbers[3]) == 4;
}

static bool read_sheet(const char *path, sheet *page)
{
    const char *const arguments[] = {"pdfinfo", "-f", "1", "-l", "1", "-box", path, NULL};
    bx_buffer text = {0};
    bool good = run(arguments, &text) && text.len > 0 &&
                find_numbers(text.at, "MediaBox:", page->media) &&
                find_numbers(text.at, "TrimBox:", page->trim);
    const char *turn = good ? strstr(text.at, " rot:") : NULL;
    page->rotate = turn == NULL ? 0 : (int)strtol(turn + 5, NULL, 10);
    bx_buffer_free(&text);
    return good && page->trim[2] - page->trim[0] >= 1 && page->trim[3] - page->trim[1] >= 1;
}

/* The trim as it lies on the upright sheet: x y w h in pt from the top left corner. */
static void turn_trim(const sheet *page, double box[4])
{
    const double *m = page->media, *t = page->trim;
    double left = t[0] - m[0], right = m[2] - t[2], below = t[1] - m[1], above = m[3] - t[3];
    double width = t[2] - t[0], height = t[3] - t[1];
    const double offsets[4][2] = {{left, above}, {below, left}, {right, below}, {above, right}};
    int turn = ((page->rotate / 90) % 4 + 4) % 4;
    box[0] = offsets[turn][0];
    box[1] = offsets[turn][1];
    box[2] = turn % 2 == 0 ? width : height;
    box[3] = turn % 2 == 0 ? height : width;
}

/* Reads "P6 WIDTH HEIGHT 255" and the pixels behind it. */
static bool read_ppm(bx_arena *arena, const bx_buffer *ppm, bx_raster *raster)
{
    int width = 0, height = 0, most = 0, used = 0;
    if (ppm->len < 11 || sscanf(ppm->at, "P6 %d %d %d%n", &width, &height, &most, &used) != 3 ||
        most != 255 || width < 1 || height < 1 || width > 30000 || height > 30000)
        return false;
    size_t size = (size_t)width * (size_t)height * 3, start = (size_t)used + 1;
    if (ppm->len < start || ppm->len - start != size)
        return false;
    *raster = (bx_raster){.width = width, .height = height, .channels = 3};
    raster->pixels = bx_arena_alloc(arena, size, 1);
    memcpy(raster->pixels, ppm->at + start, size);
    return true;
}

/* Within this much of its slot an artwork is placed at 100 % (markup.md 3, Ads). */
#define TOLERANCE (72.0 / 25.4)

static double scale_for(const double box[4], double width, double height)
{
    bool fits = box[2] <= width + TOLERANCE && box[2] >= width - TOLERANCE &&
                box[3] <= height + TOLERANCE && box[3] >= height - TOLERANCE;
    double across = width / box[2], down = height / box[3];
    return fits ? 1 : across < down ? across : down;
}

static void run_pdftoppm(const char *path, const double box[4], double ppi, bx_buffer *ppm)
{
    char text[5][32];
    snprintf(text[0], sizeof text[0], "%.4f", ppi);
    for (int i = 0; i < 4; i++)
        snprintf(text[i + 1], sizeof text[i + 1], "%d", (int)(box[i] * ppi / 72 + 0.5));
    const char *const arguments[] = {"pdftoppm", "-f", "1",     "-l", "1",     "-r",
                                     text[0],    "-x", text[1], "-y", text[2], "-W",
                                     text[3],    "-H", text[4], path, NULL};
    if (!run(arguments, ppm))
        bx_buffer_free(ppm);
}

/* Draws the artwork from the cache or by pdftoppm; false when neither has it. */
static bool draw_file(const bx_canvas *canvas, const bx_op *op)
{
    const bx_advert_op *advert = op->detail;
    bx_arena *arena = canvas->arena;
    bx_str bytes;
    sheet page;
    double box[4];
    if (!bx_tree_bytes(arena, canvas->tree, advert->file, AD_BYTES, op->where, &bytes,
                       canvas->diags))
        return false;
    const char *path =
        bx_str_printf(arena, "%s/%.*s", bx_tree_root(canvas->tree), BX_FMT(advert->file)).at;
    char hash[33], key[33];
    bx_hash_hex(bytes.at, bytes.len, hash);
    bx_str recipe = bx_str_printf(arena, "artwork 1|%s|%zu|%d|%d %d", hash, bytes.len,
                                  canvas->options->ppi, op->box.w, op->box.h);
    bx_hash_hex(recipe.at, recipe.len, key);

    bx_buffer entry = {0};
    bx_raster raster;
    bool kept = bx_cache_find("artwork", key, &entry);
    if (!kept && read_sheet(path, &page)) {
        turn_trim(&page, box);
        double scale = scale_for(box, bx_pt(op->box.w), bx_pt(op->box.h));
        run_pdftoppm(path, box, canvas->options->ppi * scale, &entry);
    }
    bool good = read_ppm(arena, &entry, &raster);
    if (good && !kept)
        bx_cache_keep("artwork", key, entry.at, entry.len);
    bx_buffer_free(&entry);
    if (!good)
        return false;
    bx_rect place = {.w = bx_len_pt(raster.width / canvas->scale),
                     .h = bx_len_pt(raster.height / canvas->scale)};
    place.x = op->box.x + (op->box.w - place.w) / 2;
    place.y = op->box.y;
    bx_draw_raster(canvas, place, &raster);
    return true;
}

/* ---- the labelled box ---- */

static int tenth_mm(bx_len length)
{
    return (int)bx_muldiv(length, 254, 72 * BX_PT);
}

static void draw_box(const bx_canvas *canvas, const bx_op *op)
{
    static const bx_screen_color ink = {0.35, 0.35, 0.38};
    const bx_advert_op *advert = op->detail;
    cairo_t *cairo = canvas->cairo;
    double x = bx_pt(op->box.x), y = bx_pt(op->box.y), w = bx_pt(op->box.w), h = bx_pt(op->box.h);
    cairo_rectangle(cairo, x, y, w, h);
    cairo_set_source_rgb(cairo, 0.94, 0.94, 0.95);
    cairo_fill_preserve(cairo);
    cairo_move_to(cairo, x, y);
    cairo_line_to(cairo, x + w, y + h);
    cairo_move_to(cairo, x + w, y);
    cairo_line_to(cairo, x, y + h);
    cairo_set_line_width(cairo, 0.5);
    cairo_set_source_rgb(cairo, 0.75, 0.75, 0.78);
    cairo_stroke(cairo);
    double size = h / 8 < 18 ? h / 8 : 18;
    int wide = tenth_mm(op->box.w), high = tenth_mm(op->box.h);
    bx_labels *labels = bx_labels_new(canvas);
    bx_draw_label(labels, advert->name, size, x + size, y + size, w - 2 * size, ink, true);
    bx_str facts =
        bx_str_printf(canvas->arena, "%.*s　%d.%d × %d.%d mm%s", BX_FMT(advert->file), wide / 10,
                      wide % 10, high / 10, high % 10, advert->missing ? "　缺文件" : "");
    bx_draw_label(labels, facts, size * 2 / 3, x + size, y + size * 2.6, w - 2 * size, ink, true);
    bx_labels_free(labels);
}

void bx_draw_artwork(const bx_canvas *canvas, const bx_op *op)
{
    const bx_advert_op *advert = op->detail;
    if (canvas->options->run_programs && !advert->missing) {
        bx_arena_mark mark = bx_arena_save(canvas->arena);
        bool drawn = draw_file(canvas, op);
        bx_arena_rewind(canvas->arena, mark);
        if (drawn)
            return;
        bx_report(canvas->diags, BX_NOTE, "ad-box", op->where,
                  N_("advertisement '%.*s' is shown as a box"), BX_FMT(advert->file));
        bx_hint(canvas->diags, BX_NOWHERE, N_("install poppler-utils to see it on proofs"));
    }
    draw_box(canvas, op);
}
