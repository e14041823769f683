/* press/recolor_image.c - pictures of an artwork as inks (改色·图).
 *
 * Pictures drawn by hand or machine keep greys on the black plate, pixel by pixel. Photos, which
 * came as JPEG, do so only when all of them is grey: a photo's greys lie among its colours, and
 * black dots between them would show.
 */
#include <stdlib.h>

#include "press/recolor.h"

enum { INK_RESERVE = 3 }; /* percent kept back: JPEG gives some of the clamp away again */

typedef struct {
    bx_recolor *r;
    qpdf_oh dict;
    const bx_from_space *space;
    int width, height, bits;
    bool photo; /* came as JPEG, goes as JPEG */
    double decode[2 * BX_FUNCTION_OUTPUTS];
    unsigned char *bytes;
    size_t stride;     /* bytes a row */
    bx_arena *scratch; /* pixels are many, and done with at once */
} picture;

static int read_int(const bx_recolor *r, qpdf_oh dict, const char *key)
{
    int value = 0;
    (void)qpdf_oh_get_value_as_int(r->pdf, qpdf_oh_get_key(r->pdf, dict, key), &value);
    return value;
}

static bool is_true(const bx_recolor *r, qpdf_oh dict, const char *key)
{
    qpdf_oh value = qpdf_oh_get_key(r->pdf, dict, key);
    return qpdf_oh_is_bool(r->pdf, value) && qpdf_oh_get_bool_value(r->pdf, value);
}

/* The last filter is what the pixels are packed in. */
static bool has_filter(const bx_recolor *r, qpdf_oh dict, const char *name)
{
    qpdf_oh filter = qpdf_oh_get_key(r->pdf, dict, "/Filter");
    if (qpdf_oh_is_array(r->pdf, filter) && qpdf_oh_get_array_n_items(r->pdf, filter) > 0)
        filter =
            qpdf_oh_get_array_item(r->pdf, filter, qpdf_oh_get_array_n_items(r->pdf, filter) - 1);
    return bx_recolor_is_name(r, filter, name);
}

/* ---- the same pixels in another space ---- */

/* Masks stay pictures of their own; Alternates would be other colours (ISO 15930-7, 6.8). */
static qpdf_oh copy_image(bx_recolor *r, qpdf_oh image)
{
    unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    qpdf_oh_get_stream_data(r->pdf, image, qpdf_dl_none, &filtered, &bytes, &len);
    qpdf_oh dict = qpdf_oh_get_dict(r->pdf, image);
    qpdf_oh made = qpdf_oh_new_stream(r->pdf);
    qpdf_oh made_dict = qpdf_oh_get_dict(r->pdf, made);
    bx_key_list keys = bx_recolor_keys(r, dict);
    for (size_t i = 0; i < keys.len; i++)
        qpdf_oh_replace_key(r->pdf, made_dict, keys.at[i],
                            qpdf_oh_get_key(r->pdf, dict, keys.at[i]));
    qpdf_oh_replace_stream_data(r->pdf, made, bytes, len, qpdf_oh_get_key(r->pdf, dict, "/Filter"),
                                qpdf_oh_get_key(r->pdf, dict, "/DecodeParms"));
    qpdf_oh_remove_key(r->pdf, made_dict, "/Alternates");
    free(bytes);
    return made;
}

/* ---- pixels ---- */

static unsigned sample_at(const picture *p, const unsigned char *row, size_t index)
{
    if (p->bits == 8)
        return row[index];
    if (p->bits == 16)
        return (unsigned)row[2 * index] << 8 | row[2 * index + 1];
    size_t bit = index * (size_t)p->bits;
    return (unsigned)row[bit / 8] >> (8 - (size_t)p->bits - bit % 8) & ((1U << p->bits) - 1);
}

static double decoded(const picture *p, int channel, unsigned sample)
{
    double most = (double)((1U << p->bits) - 1);
    return p->decode[2 * channel] +
           sample * (p->decode[2 * channel + 1] - p->decode[2 * channel]) / most;
}

static uint8_t byte_of(double value)
{
    return (uint8_t)(value < 0 ? 0 : value > 1 ? 255 : value * 255 + 0.5);
}

static bool is_gray(const uint8_t *rgb)
{
    return rgb[0] == rgb[1] && rgb[1] == rgb[2];
}

/* A row as bytes of RGB. */
static void read_rgb(const picture *p, const unsigned char *row, uint8_t *rgb)
{
    for (size_t i = 0; i < (size_t)p->width * 3; i++)
        rgb[i] = byte_of(decoded(p, (int)(i % 3), sample_at(p, row, i)));
}

static void put_gray_pixels(const bx_recolor *r, const uint8_t *rgb, const uint8_t *lab,
                            uint8_t *inks, int width)
{
    for (int x = 0; x < width; x++)
        if (is_gray(rgb + 3 * x)) {
            memset(inks + 4 * x, 0, 3);
            inks[4 * x + 3] = (uint8_t)(255 - r->sep->black[lab[3 * x]]);
        }
}

static bool all_gray(const picture *p, uint8_t *rgb)
{
    for (int y = 0; y < p->height; y++) {
        read_rgb(p, p->bytes + (size_t)y * p->stride, rgb);
        for (int x = 0; x < p->width; x++)
            if (!is_gray(rgb + 3 * x))
                return false;
    }
    return true;
}

static void rgb_to_inks(const picture *p, uint8_t *inks)
{
    size_t width = (size_t)p->width;
    uint8_t *rgb = bx_arena_alloc(p->scratch, width, 3);
    uint8_t *lab = bx_arena_alloc(p->scratch, width, 3);
    bool grays = !p->photo || all_gray(p, rgb);
    for (int y = 0; y < p->height; y++, inks += 4 * width) {
        read_rgb(p, p->bytes + (size_t)y * p->stride, rgb);
        cmsDoTransform(p->space->quick, rgb, inks, (cmsUInt32Number)width);
        if (!grays)
            continue;
        cmsDoTransform(p->space->lightness, rgb, lab, (cmsUInt32Number)width);
        put_gray_pixels(p->r, rgb, lab, inks, p->width);
    }
}

/* Any space, one colour at a time; neighbours are often alike. */
static void values_to(const picture *p, bx_recolor_aim aim, uint8_t *out)
{
    size_t channels = (size_t)p->space->channels, made = (size_t)bx_recolor_channels(aim);
    unsigned last[BX_FUNCTION_OUTPUTS];
    double color[BX_FUNCTION_OUTPUTS], value[4] = {0};
    for (int y = 0; y < p->height; y++) {
        const unsigned char *row = p->bytes + (size_t)y * p->stride;
        for (size_t x = 0; x < (size_t)p->width; x++, out += made) {
            bool same = x > 0 || y > 0;
            for (size_t c = 0; c < channels; c++) {
                unsigned sample = sample_at(p, row, x * channels + c);
                same = same && sample == last[c];
                last[c] = sample;
                color[c] = decoded(p, (int)c, sample);
            }
            if (!same)
                bx_recolor_value(p->r, p->space, aim, color, value);
            for (size_t c = 0; c < made; c++)
                out[c] = byte_of(value[c]);
        }
    }
}

static bool over_limit(const picture *p)
{
    double most = p->r->limit / 100.0 + 0.5 / 255;
    for (int y = 0; y < p->height; y++) {
        const unsigned char *row = p->bytes + (size_t)y * p->stride;
        for (size_t x = 0; x < (size_t)p->width; x++) {
            double sum = 0;
            for (size_t c = 0; c < 4; c++)
                sum += decoded(p, (int)c, sample_at(p, row, 4 * x + c));
            if (sum > most)
                return true;
        }
    }
    return false;
}

/* ---- from stream to pixels and back ---- */

static void set_decode(picture *p)
{
    for (int c = 0; c < p->space->channels && c < BX_FUNCTION_OUTPUTS; c++) {
        bool lab = p->space->kind == BX_FROM_LAB;
        p->decode[2 * c] = lab ? p->space->low[c] : 0;
        p->decode[2 * c + 1] = lab ? p->space->high[c] : 1;
    }
    bx_read_numbers(p->r->pdf, p->dict, "/Decode", p->decode, 2 * (size_t)p->space->channels);
}

static bool read_pixels(picture *p, qpdf_oh image)
{
    const bx_recolor *r = p->r;
    p->width = read_int(r, p->dict, "/Width");
    p->height = read_int(r, p->dict, "/Height");
    p->bits = read_int(r, p->dict, "/BitsPerComponent");
    p->photo = has_filter(r, p->dict, "/DCTDecode");
    if (p->bits == 0 && p->photo)
        p->bits = 8;
    bool sane = p->width >= 1 && p->height >= 1 && p->width <= BX_PICTURE_SIDE &&
                p->height <= BX_PICTURE_SIDE &&
                (int64_t)p->width * p->height <= BX_PICTURE_PIXELS && p->space->channels >= 1 &&
                p->space->channels <= BX_FUNCTION_OUTPUTS &&
                (p->bits == 1 || p->bits == 2 || p->bits == 4 || p->bits == 8 || p->bits == 16);
    size_t len = 0;
    QPDF_BOOL whole = QPDF_FALSE;
    if (!sane)
        return false;
    set_decode(p);
    p->stride = ((size_t)p->width * (size_t)p->space->channels * (size_t)p->bits + 7) / 8;
    qpdf_oh_get_stream_data(r->pdf, image, qpdf_dl_all, &whole, &p->bytes, &len);
    return whole && p->bytes != NULL && len >= p->stride * (size_t)p->height;
}

static void set_number(const bx_recolor *r, qpdf_oh dict, const char *key, int value)
{
    qpdf_oh_replace_key(r->pdf, dict, key, qpdf_oh_new_integer(r->pdf, value));
}

/* MADE with the PIXELS, packed as the original was: JPEG again, or without any loss. */
static bool write_pixels(const picture *p, bx_recolor_aim aim, qpdf_oh made, uint8_t *pixels)
{
    const bx_recolor *r = p->r;
    qpdf_oh dict = qpdf_oh_get_dict(r->pdf, made);
    bx_raster raster = {.width = p->width,
                        .height = p->height,
                        .channels = bx_recolor_channels(aim),
                        .pixels = pixels};
    size_t count = (size_t)p->width * (size_t)p->height;
    bx_buffer packed = {0};
    if (aim == BX_TO_INKS)
        bx_clamp_ink(pixels, count, (r->limit - (p->photo ? INK_RESERVE : 0)) * 255 / 100);
    bool good = true;
    if (p->photo)
        good = bx_encode_jpeg(&raster, &packed);
    else
        bx_deflate(pixels, count * (size_t)raster.channels, BX_PACK_TEXT, &packed);
    qpdf_oh_replace_stream_data(r->pdf, made, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(r->pdf, p->photo ? "/DCTDecode" : "/FlateDecode"),
                                qpdf_oh_new_null(r->pdf));
    bx_buffer_free(&packed);
    set_number(r, dict, "/BitsPerComponent", 8);
    qpdf_oh_remove_key(r->pdf, dict, "/Decode");
    return good;
}

/* A range of colours that is left out becomes a stencil: the colours are no more what they were
 * (8.9.6.4). */
static void add_stencil(const picture *p, qpdf_oh made)
{
    const bx_recolor *r = p->r;
    double range[2 * BX_FUNCTION_OUTPUTS];
    size_t channels = (size_t)p->space->channels, stride = ((size_t)p->width + 7) / 8;
    if (bx_read_numbers(r->pdf, p->dict, "/Mask", range, 2 * channels) != 2 * channels)
        return;
    uint8_t *bits = bx_arena_alloc(p->scratch, stride, (size_t)p->height);
    for (int y = 0; y < p->height; y++)
        for (size_t x = 0; x < (size_t)p->width; x++) {
            bool out = true;
            for (size_t c = 0; c < channels; c++) {
                double v = sample_at(p, p->bytes + (size_t)y * p->stride, x * channels + c);
                out = out && v >= range[2 * c] && v <= range[2 * c + 1];
            }
            if (out)
                bits[(size_t)y * stride + x / 8] |= (uint8_t)(0x80 >> x % 8);
        }
    bx_buffer packed = {0};
    bx_deflate(bits, stride * (size_t)p->height, BX_PACK_TEXT, &packed);
    qpdf_oh mask = qpdf_oh_new_stream(r->pdf);
    qpdf_oh_replace_stream_data(r->pdf, mask, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(r->pdf, "/FlateDecode"), qpdf_oh_new_null(r->pdf));
    bx_buffer_free(&packed);
    qpdf_oh dict = qpdf_oh_get_dict(r->pdf, mask);
    qpdf_oh_replace_key(r->pdf, dict, "/Type", qpdf_oh_new_name(r->pdf, "/XObject"));
    qpdf_oh_replace_key(r->pdf, dict, "/Subtype", qpdf_oh_new_name(r->pdf, "/Image"));
    qpdf_oh_replace_key(r->pdf, dict, "/ImageMask", qpdf_oh_new_bool(r->pdf, QPDF_TRUE));
    set_number(r, dict, "/Width", p->width);
    set_number(r, dict, "/Height", p->height);
    set_number(r, dict, "/BitsPerComponent", 1);
    qpdf_oh_replace_key(r->pdf, qpdf_oh_get_dict(r->pdf, made), "/Mask", mask);
}

/* The colour that a picture with a soft edge was mixed with (11.6.5.3). */
static void recolor_matte(const picture *p, bx_recolor_aim aim, qpdf_oh made)
{
    bx_recolor *r = p->r;
    double matte[BX_FUNCTION_OUTPUTS], out[4];
    qpdf_oh mask = qpdf_oh_get_key(r->pdf, p->dict, "/SMask");
    if (!qpdf_oh_is_stream(r->pdf, mask) ||
        bx_read_numbers(r->pdf, qpdf_oh_get_dict(r->pdf, mask), "/Matte", matte,
                        BX_FUNCTION_OUTPUTS) != (size_t)p->space->channels)
        return;
    qpdf_oh copy = copy_image(r, mask), array = qpdf_oh_new_array(r->pdf);
    bx_recolor_value(r, p->space, aim, matte, out);
    for (int i = 0; i < bx_recolor_channels(aim); i++)
        qpdf_oh_append_item(r->pdf, array, qpdf_oh_new_real_from_double(r->pdf, out[i], 4));
    qpdf_oh_replace_key(r->pdf, qpdf_oh_get_dict(r->pdf, copy), "/Matte", array);
    qpdf_oh_replace_key(r->pdf, qpdf_oh_get_dict(r->pdf, made), "/SMask", copy);
}

static qpdf_oh recolor_pixels(picture *p, qpdf_oh image, bx_recolor_aim aim)
{
    bx_recolor *r = p->r;
    if (!read_pixels(p, image)) {
        bx_recolor_fail(r, N_("a picture whose pixels cannot be read"));
        return image;
    }
    qpdf_oh made = copy_image(r, image);
    qpdf_oh_replace_key(r->pdf, qpdf_oh_get_dict(r->pdf, made), "/ColorSpace",
                        bx_recolor_space_object(r, p->space, aim, image));
    if (aim == BX_TO_INKS && p->space->kind == BX_FROM_CMYK && !over_limit(p))
        return made; /* the same pixels, without the profile they may have claimed */
    uint8_t *pixels = bx_arena_alloc(p->scratch, (size_t)p->width * (size_t)p->height,
                                     (size_t)bx_recolor_channels(aim));
    if (aim == BX_TO_INKS && p->space->kind == BX_FROM_RGB)
        rgb_to_inks(p, pixels);
    else
        values_to(p, aim, pixels);
    add_stencil(p, made);
    recolor_matte(p, aim, made);
    if (!write_pixels(p, aim, made, pixels))
        bx_recolor_fail(r, N_("a picture whose pixels cannot be read"));
    return made;
}

qpdf_oh bx_recolor_image(bx_recolor *r, qpdf_oh image, qpdf_oh resources, bx_recolor_aim aim)
{
    qpdf_oh dict = qpdf_oh_get_dict(r->pdf, image), made;
    qpdf_oh object = qpdf_oh_get_key(r->pdf, dict, "/ColorSpace");
    if (is_true(r, dict, "/ImageMask"))
        return image;
    if (bx_recolor_find(r, image, aim, &made))
        return made;
    picture p = {.r = r, .dict = dict, .space = bx_recolor_space(r, object, resources)};
    if (has_filter(r, dict, "/JPXDecode")) {
        bx_recolor_fail(r, N_("a JPEG 2000 picture"));
        return image;
    }
    if (bx_recolor_changes(p.space)) {
        p.scratch = bx_arena_new();
        made = recolor_pixels(&p, image, aim);
        bx_arena_free(p.scratch);
    } else {
        made = copy_image(r, image);
        qpdf_oh_replace_key(r->pdf, qpdf_oh_get_dict(r->pdf, made), "/ColorSpace",
                            bx_recolor_space_object(r, p.space, aim, object));
    }
    free(p.bytes);
    bx_recolor_keep(r, image, aim, made);
    return made;
}
