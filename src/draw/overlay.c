/* draw/overlay.c - the grid, slots, names and baselines over a page (网格、栏位), for proofs
 * only.
 *
 * Labels are pango's, with a font map of their own that knows the paper's files and nothing else.
 */
#include "output/output.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <pthread.h>
#include <semaphore.h>

#include "draw/draw.h"

static const bx_screen_color grid_color = {0.20, 0.55, 0.95};
static const bx_screen_color slot_color = {0.85, 0.15, 0.55};
static const bx_screen_color story_color = {0.05, 0.50, 0.25};
static const bx_screen_color base_color = {0.05, 0.65, 0.70};

/* ---- labels ---- */

struct bx_labels {
    const bx_canvas *canvas;
    FcConfig *config;
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *font;
};

/* The first sans face is quiet and legible when small; a paper without one lends its first face. */
static const bx_face *label_face(const bx_canvas *canvas)
{
    size_t count;
    const bx_face *faces = bx_fontbook_faces(canvas->makeup->book, &count);
    for (size_t i = 0; i < count; i++)
        if (!faces[i].serif)
            return &faces[i];
    return faces;
}

static PangoFontDescription *describe_font(FcConfig *config)
{
    FcFontSet *fonts = FcConfigGetFonts(config, FcSetApplication);
    FcChar8 *family = NULL;
    PangoFontDescription *font = pango_font_description_new();
    if (fonts != NULL && fonts->nfont > 0 &&
        FcPatternGetString(fonts->fonts[0], FC_FAMILY, 0, &family) == FcResultMatch)
        pango_font_description_set_family(font, (const char *)family);
    return font;
}

/* An empty set of fonts for the whole program: pango would else read the machine's settings, which
 * no page may depend on.
 */
static void forget_system_fonts(void)
{
    FcConfig *nothing = FcConfigCreate();
    FcConfigSetCurrent(nothing);
    FcConfigDestroy(nothing);
}

bx_labels *bx_labels_new(const bx_canvas *canvas)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, forget_system_fonts);
    bx_labels *labels = BX_NEW(canvas->arena, bx_labels);
    labels->canvas = canvas;
    labels->config = FcConfigCreate();
    const bx_face *face = label_face(canvas);
    bx_str path =
        bx_str_printf(canvas->arena, "%s/%.*s", bx_tree_root(canvas->tree), BX_FMT(face->file));
    FcConfigAppFontAddFile(labels->config, (const FcChar8 *)path.at);
    labels->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(labels->map), labels->config);
    labels->context = pango_font_map_create_context(labels->map);
    pango_context_set_language(labels->context, pango_language_from_string("zh-cn"));
    pango_cairo_context_set_resolution(labels->context, 72);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_get_font_options(canvas->cairo, options);
    pango_cairo_context_set_font_options(labels->context, options);
    cairo_font_options_destroy(options);
    labels->font = describe_font(labels->config);
    return labels;
}

static void say_alone(gpointer alone, GObject *map, gboolean last)
{
    (void)map;
    if (last)
        sem_post(alone);
}

void bx_labels_free(bx_labels *labels)
{
    sem_t alone;
    if (sem_init(&alone, 0, 0) != 0)
        bx_bug("no semaphore to wait for pango with");
    pango_font_description_free(labels->font);
    g_object_unref(labels->context);
    /* pango looks for fonts in threads of its own, which hold the map and may outlive the answer:
     * emptying the map under one of them is a crash (pango 1.50). */
    g_object_add_toggle_ref(G_OBJECT(labels->map), say_alone, &alone);
    g_object_unref(labels->map);
    while (sem_wait(&alone) != 0)
        continue;
    /* pango 1.50 lets go of a set of fonts only for another one. */
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(labels->map), NULL);
    g_object_remove_toggle_ref(G_OBJECT(labels->map), say_alone, &alone);
    sem_destroy(&alone);
    FcConfigDestroy(labels->config);
}

void bx_draw_label(bx_labels *labels, bx_str text, double size, double x, double y, double width,
                   bx_screen_color color, bool plate)
{
    cairo_t *cairo = labels->canvas->cairo;
    PangoLayout *layout = pango_layout_new(labels->context);
    pango_font_description_set_size(labels->font, (int)(size * PANGO_SCALE));
    pango_layout_set_font_description(layout, labels->font);
    pango_layout_set_text(layout, text.at, (int)text.len);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    if (width > 0) {
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    PangoRectangle box;
    pango_layout_get_extents(layout, NULL, &box);
    if (plate) {
        double pad = size / 6;
        cairo_set_source_rgba(cairo, 1, 1, 1, 0.85);
        cairo_rectangle(cairo, x - pad, y, (double)box.width / PANGO_SCALE + 2 * pad,
                        (double)box.height / PANGO_SCALE);
        cairo_fill(cairo);
    }
    bx_set_color(cairo, color);
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout(cairo, layout);
    g_object_unref(layout);
}

/* ---- lines ---- */

/* One device pixel wide, or a fifth of a point where that is more. */
static void set_hairline(const bx_canvas *canvas, bx_screen_color color, double alpha)
{
    double pixel = 1 / canvas->scale;
    cairo_set_source_rgba(canvas->cairo, color.red, color.green, color.blue, alpha);
    cairo_set_line_width(canvas->cairo, pixel > 0.2 ? pixel : 0.2);
}

static bx_len column_x(const bx_grid *grid, int column)
{
    return grid->left + column * (grid->measure + grid->gutter) * grid->size;
}

static void trace_line(cairo_t *cairo, bx_len x0, bx_len y0, bx_len x1, bx_len y1)
{
    cairo_move_to(cairo, bx_pt(x0), bx_pt(y0));
    cairo_line_to(cairo, bx_pt(x1), bx_pt(y1));
}

static void draw_grid(const bx_canvas *canvas)
{
    const bx_grid *grid = canvas->makeup->folios[canvas->index].grid;
    cairo_t *cairo = canvas->cairo;
    bx_len bottom = grid->top + grid->rows * grid->pitch, measure = grid->measure * grid->size;
    for (int c = 0; c < grid->columns; c++) {
        bx_len x = column_x(grid, c);
        cairo_rectangle(cairo, bx_pt(x), bx_pt(grid->top), bx_pt(measure),
                        bx_pt(bottom - grid->top));
        for (int r = 1; r < grid->rows; r++)
            trace_line(cairo, x, grid->top + r * grid->pitch, x + measure,
                       grid->top + r * grid->pitch);
    }
    set_hairline(canvas, grid_color, 0.45);
    cairo_stroke(cairo);
}

static void draw_row_numbers(const bx_canvas *canvas, bx_labels *labels)
{
    const bx_grid *grid = canvas->makeup->folios[canvas->index].grid;
    for (int r = 0; r < grid->rows; r += r == 0 ? 4 : 5) {
        bx_str text = bx_str_printf(canvas->arena, "%d", r + 1);
        bx_draw_label(labels, text, 5, bx_pt(grid->left) - 12,
                      bx_pt(grid->top + r * grid->pitch) + 2, 0, grid_color, false);
    }
    for (int c = 0; c < grid->columns; c++) {
        bx_str text = bx_str_printf(canvas->arena, "c%d", c + 1);
        bx_draw_label(labels, text, 5, bx_pt(column_x(grid, c)), bx_pt(grid->top) - 8, 0,
                      grid_color, false);
    }
}

/* Where body lines stand: the em box in the middle of its row, 0.88 of it above the baseline. */
static void draw_baselines(const bx_canvas *canvas)
{
    const bx_grid *grid = canvas->makeup->folios[canvas->index].grid;
    bx_len right = column_x(grid, grid->columns - 1) + grid->measure * grid->size;
    bx_len drop = (grid->pitch - grid->size) / 2 + grid->size * 22 / 25;
    for (int r = 0; r < grid->rows; r++) {
        bx_len y = grid->top + r * grid->pitch + drop;
        trace_line(canvas->cairo, grid->left, y, right, y);
    }
    set_hairline(canvas, base_color, 0.7);
    cairo_stroke(canvas->cairo);
}

/* The outline of a slot: the edges of its cells that are not inside it. A slot goes through the
 * gutter between two of its columns.
 */
static void draw_slot(const bx_canvas *canvas, const bx_slot *slot)
{
    const bx_grid *grid = canvas->makeup->folios[canvas->index].grid;
    cairo_t *cairo = canvas->cairo;
    bx_len measure = grid->measure * grid->size, gutter = grid->gutter * grid->size;
    cairo_save(cairo);
    for (size_t i = 0; i < slot->cells.count; i++) {
        const bx_interval *cells = &slot->cells.at[i];
        bx_len x = column_x(grid, cells->column), y = grid->top + cells->from * grid->pitch;
        bool joined = false;
        for (size_t k = 0; k < slot->cells.count; k++) {
            const bx_interval *next = &slot->cells.at[k];
            joined |= next->column == cells->column + 1 && next->from < cells->to &&
                      next->to > cells->from;
        }
        cairo_rectangle(cairo, bx_pt(x), bx_pt(y), bx_pt(measure + (joined ? gutter : 0)),
                        bx_pt((cells->to - cells->from) * grid->pitch));
    }
    cairo_set_source_rgba(cairo, slot_color.red, slot_color.green, slot_color.blue, 0.08);
    cairo_fill_preserve(cairo);
    set_hairline(canvas, slot_color, 0.9);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

static bx_str story_in_slot(const bx_folio *folio, bx_str slot)
{
    for (size_t i = 0; i < folio->count; i++)
        if (bx_str_eq(folio->frames[i].slot, slot) && folio->frames[i].story != NULL)
            return folio->frames[i].story->id;
    return (bx_str){0};
}

static void draw_name(const bx_canvas *canvas, bx_labels *labels, const bx_slot *slot)
{
    const bx_grid *grid = canvas->makeup->folios[canvas->index].grid;
    if (slot->cells.count == 0)
        return;
    double x = bx_pt(column_x(grid, slot->cells.at[0].column)) + 2;
    double y = bx_pt(grid->top + slot->cells.at[0].from * grid->pitch) + 2;
    double width = bx_pt(grid->measure * grid->size) - 4;
    bx_str story = story_in_slot(&canvas->makeup->folios[canvas->index], slot->name);
    bx_draw_label(labels, slot->name, 7, x, y, width, slot_color, true);
    if (story.len > 0)
        bx_draw_label(labels, story, 7, x, y + 10, width, story_color, true);
}

void bx_draw_overlays(const bx_canvas *canvas)
{
    const bx_layout *layout = canvas->makeup->folios[canvas->index].layout;
    unsigned wanted = canvas->options->overlays;
    size_t slots = layout == NULL ? 0 : layout->slot_count;
    bx_labels *labels = bx_labels_new(canvas);
    if ((wanted & BX_OVERLAY_GRID) != 0) {
        draw_grid(canvas);
        draw_row_numbers(canvas, labels);
    }
    if ((wanted & BX_OVERLAY_BASELINE) != 0)
        draw_baselines(canvas);
    for (size_t i = 0; (wanted & BX_OVERLAY_SLOTS) != 0 && i < slots; i++)
        draw_slot(canvas, &layout->slots[i]);
    for (size_t i = 0; (wanted & BX_OVERLAY_IDS) != 0 && i < slots; i++)
        draw_name(canvas, labels, &layout->slots[i]);
    bx_draw_notes(canvas, labels);
    bx_labels_free(labels);
}
