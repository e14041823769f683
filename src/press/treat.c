/* press/treat.c - what a paper's policy makes of an advertisement before it is placed (广告处理).
 *
 * A file goes in and a file comes out, so that placing knows one case only. What was made is kept
 * by the hash of all that went into it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "press/advert.h"
#include "press/recolor.h"

/* Changes whenever the same input would come out otherwise. */
#define RECIPE "ad 2"

enum {
    PHOTO_PPI = 300,
    LINE_PPI = 600, /* edges of letters and drawings */
    PATIENCE = 120, /* seconds that Ghostscript may take */
};

static void make_key(const bx_press *press, bx_str bytes, const char *what, char key[33])
{
    char file[33], text[256];
    bx_hash_hex(bytes.at, bytes.len, file);
    int len = snprintf(text, sizeof text, "%s|%s|%s|%zu|%s|%d", RECIPE, what, file, bytes.len,
                       press->profile_hash, press->makeup->paper->press.total_ink);
    bx_hash_hex(text, (size_t)len, key);
}

static bool find_kept(bx_arena *arena, const char *key, bx_ad_plate *ad)
{
    bx_buffer kept = {0};
    bool found = bx_cache_find("ad", key, &kept);
    if (found)
        ad->bytes = bx_str_copy(arena, (bx_str){kept.at, kept.len});
    bx_buffer_free(&kept);
    return found;
}

/* PDF with its first page alone, as bytes in ARENA; empty when it cannot be written. */
static bx_str write_page(bx_arena *arena, qpdf_data pdf)
{
    for (int i = qpdf_get_num_pages(pdf); i-- > 1;)
        qpdf_remove_page(pdf, qpdf_get_page_n(pdf, (size_t)i));
    if (qpdf_has_error(pdf) || (qpdf_init_write_memory(pdf) & QPDF_ERRORS) != 0)
        return (bx_str){0};
    qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
    qpdf_set_object_stream_mode(pdf, qpdf_o_generate);
    if ((qpdf_write(pdf) & QPDF_ERRORS) != 0)
        return (bx_str){0};
    return bx_str_copy(arena,
                       (bx_str){(const char *)qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf)});
}

/* ---- inks for colours ---- */

bool bx_convert_ad(bx_arena *arena, const bx_press *press, qpdf_data pdf, qpdf_oh page,
                   bx_ad_plate *ad, const char **why)
{
    char key[33];
    make_key(press, ad->bytes, "convert", key);
    if (find_kept(arena, key, ad))
        return true;
    *why = bx_recolor_page(arena, press, pdf, page);
    if (*why != NULL)
        return false;
    bx_str made = write_page(arena, pdf);
    if (made.len == 0) {
        *why = N_("a drawing that cannot be read");
        return false;
    }
    ad->bytes = made;
    bx_cache_keep("ad", key, made.at, made.len);
    return true;
}

/* ---- a picture of it all ---- */

static void set_box(qpdf_data pdf, qpdf_oh page, const char *key, const double box[4])
{
    bx_buffer text = {0};
    bx_buffer_printf(&text, "[%.6f %.6f %.6f %.6f]", box[0], box[1], box[2], box[3]);
    bx_buffer_add(&text, "", 1);
    qpdf_oh_replace_key(pdf, page, key, qpdf_oh_parse(pdf, text.at));
    bx_buffer_free(&text);
}

/* Where the pixels of a PAM or PPM begin; 0 when its head makes no sense. */
static size_t read_head(const bx_buffer *file, int channels, int *width, int *height)
{
    char head[512] = {0};
    memcpy(head, file->at, file->len < sizeof head - 1 ? file->len : sizeof head - 1);
    const char *sides = strstr(head, channels == 4 ? "WIDTH " : ")\n");
    const char *end = strstr(head, channels == 4 ? "ENDHDR\n" : "\n255\n");
    if (sides == NULL || end == NULL ||
        sscanf(sides, channels == 4 ? "WIDTH %d HEIGHT %d" : ") %d %d", width, height) != 2)
        return 0;
    return (size_t)(end - head) + (channels == 4 ? 7 : 5);
}

/* A PAM or PPM of Ghostscript as pixels of CHANNELS, which lie in FILE. */
static bool read_raster(const bx_buffer *file, int channels, bx_raster *raster)
{
    int width = 0, height = 0;
    size_t start = read_head(file, channels, &width, &height);
    if (start == 0 || width < 1 || height < 1 || (int64_t)width * height > BX_PICTURE_PIXELS)
        return false;
    *raster = (bx_raster){.width = width,
                          .height = height,
                          .channels = channels,
                          .pixels = (uint8_t *)file->at + start};
    return file->len - start >= (size_t)width * (size_t)height * (size_t)channels;
}

/* Ghostscript's picture of the one page in BYTES, CHANNELS 4 or 3. */
static bool run_gs(bx_str bytes, int ppi, int channels, bx_buffer *file, const char **why)
{
    char resolution[16];
    snprintf(resolution, sizeof resolution, "-r%d", ppi);
    const char *const arguments[] = {"gs",
                                     "-q",
                                     "-dSAFER",
                                     "-dBATCH",
                                     "-dNOPAUSE",
                                     "-dNOPROMPT",
                                     channels == 4 ? "-sDEVICE=pamcmyk32" : "-sDEVICE=ppmraw",
                                     resolution,
                                     "-sstdout=%stderr",
                                     "-sOutputFile=-",
                                     "-",
                                     NULL};
    bx_program_end end = bx_run_ghostscript(arguments, bytes, PATIENCE, NULL, file);
    if (end == BX_PROGRAM_MISSING)
        *why = N_("Ghostscript, which draws it, is not installed");
    else if (end != BX_PROGRAM_DONE)
        *why = N_("Ghostscript cannot draw it");
    return end == BX_PROGRAM_DONE;
}

/* The rows packed without loss, each as its difference from the one above: flat areas vanish. */
static void pack_rows(const uint8_t *pixels, size_t stride, int height, bx_buffer *packed)
{
    bx_buffer rows = {0};
    char *row = bx_buffer_room(&rows, (stride + 1) * (size_t)height);
    for (int y = 0; y < height; y++, pixels += stride) {
        *row++ = 2; /* PNG: up */
        for (size_t i = 0; i < stride; i++)
            *row++ = (char)(pixels[i] - (y > 0 ? *(pixels + i - stride) : 0));
    }
    bx_deflate(rows.at, (stride + 1) * (size_t)height, BX_PACK_TEXT, packed);
    bx_buffer_free(&rows);
}

/* A PDF whose one page is RASTER, BOX large and turned as AD is. */
static bx_str bind_picture(bx_arena *arena, const bx_raster *raster, const bx_ad_plate *ad)
{
    double box[4] = {0, 0, ad->trim[2] - ad->trim[0], ad->trim[3] - ad->trim[1]};
    size_t stride = (size_t)raster->width * 4;
    bx_buffer packed = {0}, text = {0};
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    qpdf_empty_pdf(pdf);
    pack_rows(raster->pixels, stride, raster->height, &packed);
    bx_buffer_printf(&text,
                     "<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8"
                     "/ColorSpace/DeviceCMYK>>",
                     raster->width, raster->height);
    bx_buffer_add(&text, "", 1);
    qpdf_oh image = qpdf_oh_new_stream(pdf), dict = qpdf_oh_get_dict(pdf, image);
    qpdf_oh from = qpdf_oh_parse(pdf, text.at);
    static const char *const keys[] = {"/Type",   "/Subtype",          "/Width",
                                       "/Height", "/BitsPerComponent", "/ColorSpace"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        qpdf_oh_replace_key(pdf, dict, keys[i], qpdf_oh_get_key(pdf, from, keys[i]));
    text.len = 0;
    bx_buffer_printf(&text, "<</Predictor 12/Colors 4/Columns %d>>", raster->width);
    bx_buffer_add(&text, "", 1);
    qpdf_oh_replace_stream_data(pdf, image, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(pdf, "/FlateDecode"), qpdf_oh_parse(pdf, text.at));
    bx_buffer_free(&packed);
    qpdf_oh page = qpdf_make_indirect_object(
        pdf, qpdf_oh_parse(pdf, "<</Type/Page/Resources<</XObject<<>>>>>>"));
    qpdf_oh objects = qpdf_oh_get_key(pdf, qpdf_oh_get_key(pdf, page, "/Resources"), "/XObject");
    qpdf_oh_replace_key(pdf, objects, "/Im", image);
    set_box(pdf, page, "/MediaBox", box);
    set_box(pdf, page, "/TrimBox", box);
    qpdf_oh_replace_key(pdf, page, "/Rotate", qpdf_oh_new_integer(pdf, ad->rotate));
    text.len = 0;
    bx_buffer_printf(&text, "q %.6f 0 0 %.6f 0 0 cm /Im Do Q", box[2], box[3]);
    qpdf_oh content = qpdf_oh_new_stream(pdf);
    qpdf_oh_replace_stream_data(pdf, content, (const unsigned char *)text.at, text.len,
                                qpdf_oh_new_null(pdf), qpdf_oh_new_null(pdf));
    bx_buffer_free(&text);
    qpdf_oh_replace_key(pdf, page, "/Contents", content);
    qpdf_add_page(pdf, pdf, page, QPDF_FALSE);
    bx_str made = write_page(arena, pdf);
    while (qpdf_has_error(pdf))
        (void)qpdf_get_error(pdf);
    qpdf_cleanup(&pdf);
    return made;
}

/* Pixels of a screen as inks, greys on black alone. */
static bool inks_of(bx_arena *arena, const bx_press *press, const bx_raster *rgb, bx_raster *inks)
{
    BX_AUTO(bx_separation_close) bx_separation sep = {0};
    size_t width = (size_t)rgb->width;
    if (!bx_separation_open(press, &sep))
        return false;
    *inks = (bx_raster){.width = rgb->width, .height = rgb->height, .channels = 4};
    inks->pixels = bx_arena_alloc(arena, width * (size_t)rgb->height, 4);
    for (int y = 0; y < rgb->height; y++)
        bx_separate_row(&sep, rgb->pixels + 3 * width * (size_t)y, width,
                        inks->pixels + 4 * width * (size_t)y);
    return true;
}

/* The page is made ready for Ghostscript: inks for colours where that can be done, the trim as its
 * only box, upright as it was drawn. */
static bx_str ready_page(bx_arena *arena, const bx_press *press, qpdf_data pdf, qpdf_oh page,
                         const bx_ad_plate *ad, int *channels)
{
    static const char *const others[] = {"/CropBox", "/BleedBox", "/TrimBox",
                                         "/ArtBox",  "/Rotate",   "/Annots"};
    *channels = bx_recolor_page(arena, press, pdf, page) == NULL ? 4 : 3;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        qpdf_oh_remove_key(pdf, page, others[i]);
    set_box(pdf, page, "/MediaBox", ad->trim);
    return write_page(arena, pdf);
}

bool bx_flatten_ad(bx_arena *arena, const bx_press *press, qpdf_data pdf, qpdf_oh page,
                   const bx_ad_traits *traits, bx_ad_plate *ad, const char **why)
{
    char key[33];
    make_key(press, ad->bytes, "flatten", key);
    if (find_kept(arena, key, ad))
        return true;
    bx_arena *scratch = bx_arena_new();
    bx_buffer file = {0};
    bx_raster drawn, inks = {0};
    int channels;
    int64_t side = traits->line_work ? LINE_PPI : PHOTO_PPI;
    int64_t pixels =
        (int64_t)((ad->trim[2] - ad->trim[0]) * (ad->trim[3] - ad->trim[1]) / 5184) * side * side;
    int ppi = pixels > BX_PICTURE_PIXELS ? PHOTO_PPI : (int)side;
    bx_str ready = ready_page(scratch, press, pdf, page, ad, &channels);
    bool good = run_gs(ready, ppi, channels, &file, why);
    if (good && !(good = read_raster(&file, channels, &drawn)))
        *why = N_("Ghostscript's picture of it cannot be read");
    if (good && channels == 4)
        inks = drawn;
    else if (good && !(good = inks_of(scratch, press, &drawn, &inks)))
        *why = N_("the paper has no profile to go by");
    if (good) {
        bx_clamp_ink(inks.pixels, (size_t)inks.width * (size_t)inks.height,
                     press->makeup->paper->press.total_ink * 255 / 100);
        ad->bytes = bind_picture(arena, &inks, ad);
        bx_cache_keep("ad", key, ad->bytes.at, ad->bytes.len);
    }
    bx_buffer_free(&file);
    bx_arena_free(scratch);
    return good;
}
