/* press/check_picture.c - pictures on a page (I): pixels at the size they print in, polarity, data.
 */
#include "press/check.h"

#include <math.h>
#include <stdlib.h>
#include <turbojpeg.h>

enum {
    SMALL_PICTURE = 16, /* pixels: below this it is no picture but a tint (GWG R0031) */
    COARSE = 99,
    LOW = 149,
    COARSE_BITMAP = 549,
    LOW_BITMAP = 799,    /* ppi */
    MOST_SIDE = 1 << 20, /* pixels */
    MOST_DATA = 512 << 20,
    MOST_JPEG_PIXELS = 1 << 28,
    NEGATIVE_SUM = 300 * 255 / 100, /* ink that no picture has, and its negative's does */
};

static void drop_bytes(unsigned char **bytes)
{
    free(*bytes);
}

/* ---- resolution ---- */

/* The lower of both directions. */
static double ppi_of(const bx_image *image)
{
    const double *m = image->matrix;
    double wide = hypot(m[0], m[1]), high = hypot(m[2], m[3]);
    if (wide <= 0 || high <= 0)
        return 0;
    return fmin(image->width * 72.0 / wide, image->height * 72.0 / high);
}

static void check_ppi(bx_check *c, const bx_walk *walk, const bx_image *image,
                      const double place[2])
{
    const bx_expected *e = c->expected;
    bool bitmap = image->bits == 1;
    double ppi = ppi_of(image);
    int coarse = bitmap ? COARSE_BITMAP : e->ppi_error > 0 ? e->ppi_error : COARSE;
    int low = bitmap ? LOW_BITMAP : e->ppi_warn > 0 ? e->ppi_warn : LOW;
    if (image->width <= SMALL_PICTURE || image->height <= SMALL_PICTURE || !(ppi < low))
        return;
    const double *m = image->matrix;
    double mm = hypot(m[0], m[1]) * 25.4 / 72;
    bx_find(c,
            ppi < coarse ? bitmap ? "bitmap-coarse" : "image-coarse"
            : bitmap     ? "bitmap-low"
                         : "image-low",
            place,
            bx_str_printf(c->arena, _("%d ppi at %.*s mm wide; good up to %.*s mm%.*s"), (int)ppi,
                          BX_FMT(bx_decimal(c, mm, 1)), BX_FMT(bx_decimal(c, mm * ppi / low, 1)),
                          BX_FMT(bx_via(c, walk))));
}

/* ---- data ---- */

/* Channels of pixels, by its space. */
static int channels_of(const bx_image *image)
{
    return image->space != NULL ? image->space->components : image->bits == 1 ? 1 : 0;
}

static bool inverts(const bx_check *c, qpdf_oh object)
{
    const bx_reader *r = &c->reader;
    double decode[8];
    return bx_get_numbers(r, bx_get_key(r, object, "/Decode"), decode, 8) && decode[0] > decode[1];
}

/* The most ink of any pixel, all inks together, in 1/255, as the file prints and inverted. A
 * picture is looked at in an eighth of its size: single pixels of noise are no evidence.
 */
static bool find_most_ink(tjhandle jpeg, bx_str bytes, int width, int height, bool inverted,
                          int most[2])
{
    int w = TJSCALED(width, ((tjscalingfactor){1, 8})),
        h = TJSCALED(height, ((tjscalingfactor){1, 8}));
    size_t count = (size_t)w * (size_t)h;
    unsigned char *pixels = malloc(count * 4 + 1);
    if (pixels == NULL)
        return false;
    bool good = tjDecompress2(jpeg, (const unsigned char *)bytes.at, bytes.len, pixels, w, 0, h,
                              TJPF_CMYK, 0) == 0 ||
                tjGetErrorCode(jpeg) == TJERR_WARNING;
    most[0] = most[1] = 0;
    for (size_t i = 0; good && i < count; i++) {
        int sum = pixels[4 * i] + pixels[4 * i + 1] + pixels[4 * i + 2] + pixels[4 * i + 3];
        int ink = inverted ? 4 * 255 - sum : sum;
        most[0] = ink > most[0] ? ink : most[0];
        most[1] = 4 * 255 - ink > most[1] ? 4 * 255 - ink : most[1];
    }
    free(pixels);
    return good;
}

static void check_jpeg(bx_check *c, const bx_walk *walk, const bx_image *image, bx_str bytes,
                       const double place[2])
{
    tjhandle jpeg = tjInitDecompress();
    int width = 0, height = 0, sampling = 0, space = 0, most[2];
    bx_str via = bx_via(c, walk);
    bool read = tjDecompressHeader3(jpeg, (const unsigned char *)bytes.at, bytes.len, &width,
                                    &height, &sampling, &space) == 0;
    int channels = space == TJCS_GRAY ? 1 : space == TJCS_RGB || space == TJCS_YCbCr ? 3 : 4;
    int wanted = channels_of(image);
    if (!read)
        bx_find(c, "image-data", place,
                bx_str_printf(c->arena, _("its JPEG cannot be read%.*s"), BX_FMT(via)));
    else if (width != image->width || height != image->height)
        bx_find(c, "image-data", place,
                bx_str_printf(c->arena, _("%d × %d pixels, its entry says %d × %d%.*s"), width,
                              height, image->width, image->height, BX_FMT(via)));
    else if (wanted > 0 && wanted != channels)
        bx_find(c, "image-data", place,
                bx_str_printf(c->arena, _("%d channels, its entry says %d%.*s"), channels, wanted,
                              BX_FMT(via)));
    else if (channels == 4 && (int64_t)width * height <= MOST_JPEG_PIXELS &&
             find_most_ink(jpeg, bytes, width, height, inverts(c, image->object), most) &&
             most[0] > NEGATIVE_SUM && most[1] <= NEGATIVE_SUM)
        bx_find(c, "image-negative", place,
                bx_str_printf(c->arena, _("%d %% ink, inverted %d %%%.*s"), most[0] * 100 / 255,
                              most[1] * 100 / 255, BX_FMT(via)));
    tjDestroy(jpeg);
}

/* Data without a picture's own filter hold every row whole (8.9.5). */
static void check_plain(bx_check *c, const bx_walk *walk, const bx_image *image,
                        const double place[2])
{
    int64_t row = ((int64_t)image->width * channels_of(image) * image->bits + 7) / 8;
    int64_t want = row * image->height;
    bx_buffer bytes = {0};
    if (want <= MOST_DATA && (!bx_read_stream(&c->reader, image->object, MOST_DATA, &bytes) ||
                              (int64_t)bytes.len < want))
        bx_find(c, "image-data", place,
                bx_str_printf(c->arena, _("%zu bytes of %lld%.*s"), bytes.len, (long long)want,
                              BX_FMT(bx_via(c, walk))));
    bx_buffer_free(&bytes);
}

/* Whether the entry of IMAGE can be meant as it stands. */
static bool makes_sense(const bx_image *image)
{
    return image->width > 0 && image->height > 0 && image->width <= MOST_SIDE &&
           image->height <= MOST_SIDE && image->bits > 0 && image->bits <= 16;
}

static void check_data(bx_check *c, const bx_walk *walk, const bx_image *image,
                       const double place[2])
{
    bx_reader *r = &c->reader;
    qpdf_oh filter = bx_get_key(r, image->object, "/Filter");
    if (qpdf_oh_is_array(r->pdf, filter)) {
        if (qpdf_oh_get_array_n_items(r->pdf, filter) != 1)
            return; /* packed twice: what is inside, a RIP will say */
        filter = qpdf_oh_get_array_item(r->pdf, filter, 0);
    }
    if (bx_is_name(r, filter, "/DCTDecode")) {
        BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
        size_t len = 0;
        QPDF_BOOL filtered;
        qpdf_oh_get_stream_data(r->pdf, image->object, qpdf_dl_none, &filtered, &bytes, &len);
        if (bytes != NULL)
            check_jpeg(c, walk, image, (bx_str){(const char *)bytes, len}, place);
    } else if (qpdf_oh_is_null(r->pdf, filter) || bx_is_name(r, filter, "/FlateDecode")) {
        check_plain(c, walk, image, place);
    }
}

/* ---- what the walk tells ---- */

/* False when OBJECT was looked into before. */
static bool first_sight(bx_check *c, qpdf_oh object)
{
    int id = qpdf_oh_get_object_id(c->reader.pdf, object);
    for (size_t i = 0; id != 0 && i < c->images.len; i++)
        if (c->images.at[i] == id)
            return false;
    if (id != 0)
        BX_PUSH(c->arena, c->images, id);
    return true;
}

static void check_object(bx_check *c, const bx_walk *walk, const bx_image *image,
                         const double place[2])
{
    bx_reader *r = &c->reader;
    bx_str via = bx_via(c, walk);
    if (c->standard == BX_PDFX1A && bx_has_value(r, image->object, "/SMask"))
        bx_find(c, "transparency", place,
                bx_str_printf(c->arena, _("a picture's soft mask%.*s"), BX_FMT(via)));
    if (c->standard == BX_PDFX1A && image->bits > 8)
        bx_find(c, "image-deep", place, via);
    if (bx_has_value(r, image->object, "/Alternates") || bx_has_value(r, image->object, "/OPI"))
        bx_find(c, "external", place, via);
    if (!makes_sense(image))
        bx_find(c, "image-data", place,
                bx_str_printf(c->arena, _("%d × %d pixels of %d bits%.*s"), image->width,
                              image->height, image->bits, BX_FMT(via)));
    else if (first_sight(c, image->object))
        check_data(c, walk, image, place);
}

void bx_check_image(bx_check *c, const bx_walk *walk, const bx_image *image)
{
    double place[2] = {image->matrix[4] + fmin(0, image->matrix[0]) + fmin(0, image->matrix[2]),
                       image->matrix[5] + fmax(0, image->matrix[1]) + fmax(0, image->matrix[3])};
    check_ppi(c, walk, image, place);
    if (image->object != 0)
        check_object(c, walk, image, place);
}
