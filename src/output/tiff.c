/* output/tiff.c - the first picture of a TIFF as 8-bit pixels: libtiff reads, samples are put in
 * their places here.
 *
 * read/tiff.c has let through only what is known below. What is transparent shows white paper;
 * further channels (masks, spot colours) are left out, as nobody can tell what they are for.
 */
#include "output/pixels.h"

#include <stdarg.h>
#include <stdio.h>
#include <tiffio.h>

enum { MOST_TILE = 64 << 20, MOST_ALLOCATION = 256 << 20 };

/* ---- libtiff over memory ---- */

typedef struct {
    const char *at;
    uint64_t len, place;
    char error[128];
    int faults;
    bool decoding; /* from here on a warning is a fault: what is missing would be filled up */
} memory_file;

static tmsize_t read_part(thandle_t handle, void *out, tmsize_t size)
{
    memory_file *file = handle;
    uint64_t left = file->place < file->len ? file->len - file->place : 0;
    tmsize_t part = (uint64_t)size < left ? size : (tmsize_t)left;
    if (part > 0)
        memcpy(out, file->at + file->place, (size_t)part);
    file->place += (uint64_t)part;
    return part;
}

static tmsize_t write_nothing(thandle_t handle, void *bytes, tmsize_t size)
{
    (void)handle;
    (void)bytes;
    (void)size;
    return -1;
}

static toff_t seek_to(thandle_t handle, toff_t place, int from)
{
    memory_file *file = handle;
    file->place = place + (from == SEEK_CUR ? file->place : from == SEEK_END ? file->len : 0);
    return file->place;
}

static int close_nothing(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t size_of(thandle_t handle)
{
    const memory_file *file = handle;
    return file->len;
}

static int note_error(TIFF *tiff, void *data, const char *module, const char *format,
                      va_list values)
{
    memory_file *file = data;
    (void)tiff;
    (void)module;
    if (file->faults++ == 0)
        vsnprintf(file->error, sizeof file->error, format, values);
    return 1;
}

static int note_warning(TIFF *tiff, void *data, const char *module, const char *format,
                        va_list values)
{
    const memory_file *file = data;
    return file->decoding ? note_error(tiff, data, module, format, values) : 1;
}

static TIFF *open_memory(memory_file *file)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    TIFFOpenOptionsSetErrorHandlerExtR(options, note_error, file);
    TIFFOpenOptionsSetWarningHandlerExtR(options, note_warning, file);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, MOST_ALLOCATION);
    TIFF *tiff = TIFFClientOpenExt("photo", "rm", file, read_part, write_nothing, seek_to,
                                   close_nothing, size_of, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    return tiff;
}

static void drop_tiff(TIFF **tiff)
{
    if (*tiff != NULL)
        TIFFClose(*tiff);
}

/* ---- what its samples mean ---- */

enum { NO_ALPHA = 0, ASSOCIATED = EXTRASAMPLE_ASSOCALPHA, APART = EXTRASAMPLE_UNASSALPHA };

typedef struct {
    int width, height; /* as stored */
    uint16_t bits, samples, kind;
    size_t colors; /* samples that are colour; one past them is the first extra */
    bool planes;   /* each sample in rows of its own */
    int alpha;
    uint8_t palette[256][3];
    uint8_t *pixels, *opacity; /* of the raster; opacity is NULL without alpha */
    size_t channels;
} form;

static void read_palette(TIFF *tiff, form *f)
{
    uint16_t *red = NULL, *green = NULL, *blue = NULL;
    size_t count = (size_t)1 << f->bits;
    bool deep = false; /* some old programs left the numbers at 8 bits */
    if (TIFFGetField(tiff, TIFFTAG_COLORMAP, &red, &green, &blue) != 1)
        return;
    for (size_t i = 0; i < count; i++)
        deep = deep || red[i] > 255 || green[i] > 255 || blue[i] > 255;
    for (size_t i = 0; i < count; i++) {
        f->palette[i][0] = (uint8_t)(deep ? red[i] >> 8 : red[i]);
        f->palette[i][1] = (uint8_t)(deep ? green[i] >> 8 : green[i]);
        f->palette[i][2] = (uint8_t)(deep ? blue[i] >> 8 : blue[i]);
    }
}

/* False when libtiff read the directory otherwise than the probe did. */
static bool read_form(TIFF *tiff, const bx_picture_info *info, form *f)
{
    uint32_t width = 0, height = 0;
    uint16_t planes = PLANARCONFIG_CONTIG, extras = 0, *extra = NULL;
    bool swap = info->orientation >= 5;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &f->kind);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &f->bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &f->samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planes);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &extras, &extra);
    f->width = swap ? info->height : info->width;
    f->height = swap ? info->width : info->height;
    f->channels = (size_t)info->channels;
    f->colors = f->kind == PHOTOMETRIC_PALETTE ? 1 : f->channels;
    f->planes = planes == PLANARCONFIG_SEPARATE && f->samples > 1;
    f->alpha = f->samples > f->colors && extras > 0 && extra != NULL &&
                       (extra[0] == ASSOCIATED || extra[0] == APART)
                   ? extra[0]
                   : NO_ALPHA;
    if (f->kind == PHOTOMETRIC_YCBCR)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    if (f->kind == PHOTOMETRIC_PALETTE && f->bits <= 8)
        read_palette(tiff, f);
    bool palette = f->kind == PHOTOMETRIC_PALETTE;
    bool depth = f->bits == 8 || (f->bits == 16 && !palette) ||
                 (f->samples == 1 && (f->bits == 1 || f->bits == 2 || f->bits == 4));
    return (int64_t)width == f->width && (int64_t)height == f->height && depth &&
           f->samples >= f->colors;
}

/* ---- samples ---- */

/* COUNT samples of BITS as bytes; those of a palette keep their number. */
static void unpack(const form *f, const uint8_t *in, size_t count, uint8_t *out)
{
    if (f->bits == 16) {
        const uint16_t *wide = (const uint16_t *)(const void *)in;
        for (size_t i = 0; i < count; i++)
            out[i] = (uint8_t)((wide[i] * 255U + 32895) >> 16);
        return;
    }
    if (f->bits == 8) {
        memcpy(out, in, count);
        return;
    }
    unsigned bits = f->bits, most = (1U << bits) - 1;
    unsigned step = f->kind == PHOTOMETRIC_PALETTE ? 1 : 255 / most;
    for (size_t i = 0; i < count; i++) {
        unsigned shift = 8 - bits - (unsigned)(i * bits % 8);
        out[i] = (uint8_t)(((unsigned)in[i * bits / 8] >> shift & most) * step);
    }
}

/* Puts sample SAMPLE of COUNT pixels, STRIDE apart in IN, where it belongs from pixel AT on. */
static void put_samples(const form *f, size_t at, size_t count, size_t sample, const uint8_t *in,
                        size_t stride)
{
    uint8_t flip = f->kind == PHOTOMETRIC_MINISWHITE ? 255 : 0;
    uint8_t *out = f->pixels + at * f->channels + sample;
    if (sample < f->colors && f->kind == PHOTOMETRIC_PALETTE) {
        for (size_t i = 0; i < count; i++)
            memcpy(out + 3 * i, f->palette[in[i * stride]], 3);
    } else if (sample < f->colors) {
        for (size_t i = 0; i < count; i++)
            out[i * f->channels] = in[i * stride] ^ flip;
    } else if (sample == f->colors && f->opacity != NULL) {
        for (size_t i = 0; i < count; i++)
            f->opacity[at + i] = in[i * stride];
    }
}

/* COUNT pixels from AT on, of all samples or of PLANE, as libtiff gives them; BYTES is room for
 * them. */
static void put_row(const form *f, size_t at, size_t count, size_t plane, const uint8_t *in,
                    uint8_t *bytes)
{
    size_t each = f->planes ? 1 : f->samples;
    bool plain = f->bits == 8 && !f->planes && f->samples == f->channels &&
                 f->kind != PHOTOMETRIC_MINISWHITE && f->kind != PHOTOMETRIC_PALETTE;
    if (plain) {
        memcpy(f->pixels + at * f->channels, in, count * f->channels);
        return;
    }
    unpack(f, in, count * each, bytes);
    for (size_t s = 0; s < each; s++)
        put_samples(f, at, count, f->planes ? plane : s, bytes + s, each);
}

/* What covers less than all leaves white: for inks that is nothing, for light 255. */
static void lay_on_white(const form *f)
{
    size_t pixels = (size_t)f->width * (size_t)f->height;
    bool inks = f->channels == 4;
    bool ready = f->alpha == ASSOCIATED; /* multiplied by its opacity already */
    for (size_t i = 0; i < pixels && f->opacity != NULL; i++) {
        unsigned cover = f->opacity[i], white = inks ? 0 : 255 - cover;
        for (size_t c = 0; c < f->channels; c++) {
            unsigned value = f->pixels[i * f->channels + c];
            if (ready && f->kind == PHOTOMETRIC_MINISWHITE)
                continue;
            value = (ready ? value : (value * cover + 127) / 255) + white;
            f->pixels[i * f->channels + c] = (uint8_t)(value < 255 ? value : 255);
        }
    }
}

/* ---- strips and tiles ---- */

static bool read_strips(bx_arena *arena, TIFF *tiff, const form *f)
{
    size_t width = (size_t)f->width, each = f->planes ? 1 : f->samples;
    tmsize_t size = TIFFScanlineSize(tiff);
    if (size <= 0 || (size_t)size < (width * each * f->bits + 7) / 8)
        return false;
    uint8_t *row = bx_arena_alloc(arena, (size_t)size, 1);
    uint8_t *bytes = bx_arena_alloc(arena, width * each, 1);
    for (uint16_t plane = 0; plane < (f->planes ? f->samples : 1); plane++)
        for (int y = 0; y < f->height; y++) {
            if (TIFFReadScanline(tiff, row, (uint32_t)y, plane) != 1)
                return false;
            put_row(f, (size_t)y * width, width, plane, row, bytes);
        }
    return true;
}

static bool read_tiles(bx_arena *arena, TIFF *tiff, const form *f)
{
    uint32_t across = 0, down = 0;
    size_t each = f->planes ? 1 : f->samples;
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &across);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &down);
    tmsize_t size = TIFFTileSize(tiff), stride = TIFFTileRowSize(tiff);
    if (across == 0 || down == 0 || across > MOST_TILE || down > MOST_TILE || size <= 0 ||
        size > MOST_TILE || (uint64_t)stride * down > (uint64_t)size ||
        (uint64_t)stride < (across * each * f->bits + 7) / 8)
        return false;
    uint8_t *tile = bx_arena_alloc(arena, (size_t)size, 1);
    uint8_t *bytes = bx_arena_alloc(arena, (size_t)across * each, 1);
    for (uint16_t plane = 0; plane < (f->planes ? f->samples : 1); plane++)
        for (uint32_t top = 0; top < (uint32_t)f->height; top += down)
            for (uint32_t left = 0; left < (uint32_t)f->width; left += across) {
                size_t wide = (uint32_t)f->width - left, high = (uint32_t)f->height - top;
                if (TIFFReadTile(tiff, tile, left, top, 0, plane) < 0)
                    return false;
                for (size_t y = 0; y < down && y < high; y++)
                    put_row(f, (top + y) * (size_t)f->width + left, wide < across ? wide : across,
                            plane, tile + y * (size_t)stride, bytes);
            }
    return true;
}

bool bx_decode_tiff(bx_arena *arena, bx_str bytes, const bx_picture_info *info, bx_raster *raster,
                    char why[128])
{
    memory_file file = {.at = bytes.at, .len = bytes.len};
    BX_AUTO(drop_tiff) TIFF *tiff = open_memory(&file);
    form f = {0};
    bool good = tiff != NULL && read_form(tiff, info, &f);
    if (good) {
        size_t pixels = (size_t)f.width * (size_t)f.height;
        f.pixels = bx_arena_alloc(arena, pixels, f.channels);
        f.opacity = f.alpha != NO_ALPHA ? bx_arena_alloc(arena, pixels, 1) : NULL;
        file.decoding = true;
        good = TIFFIsTiled(tiff) ? read_tiles(arena, tiff, &f) : read_strips(arena, tiff, &f);
        good = good && file.faults == 0;
        lay_on_white(&f);
        *raster = (bx_raster){
            .width = f.width, .height = f.height, .channels = info->channels, .pixels = f.pixels};
    }
    snprintf(why, 128, "%s", file.error[0] != '\0' ? file.error : "two picture headers");
    return good;
}
