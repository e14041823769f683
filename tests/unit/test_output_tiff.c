/* output/tiff.c: every form a TIFF may take shows the same pixels, and damage is told. */
#include "picture_help.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tiffio.h>

enum { WIDTH = 48, HEIGHT = 32, TILE = 16 };

/* One file: the left half is PIXEL[0], the right half PIXEL[1], in 16 bits a sample. */
typedef struct {
    uint16_t kind, bits, samples, compression, predictor, planes, extra;
    bool tiled, big_endian;
    uint16_t pixel[2][5];
} sheet;

static uint16_t sample_at(const sheet *s, int x, int sample)
{
    return s->pixel[x >= WIDTH / 2][sample];
}

/* COUNT pixels from X on as libtiff takes them: all samples, or PLANE alone. */
static void fill_row(const sheet *s, int x, int count, int plane, uint8_t *row)
{
    int first = plane < 0 ? 0 : plane, last = plane < 0 ? s->samples : plane + 1;
    size_t bit = 0;

    memset(row, 0, 4096);
    for (int i = 0; i < count; i++)
        for (int c = first; c < last; c++, bit += s->bits) {
            unsigned value = sample_at(s, x + i < WIDTH ? x + i : WIDTH - 1, c);
            if (s->bits == 16)
                ((uint16_t *)(void *)row)[bit / 16] = (uint16_t)value;
            else
                row[bit / 8] |= (uint8_t)(value << (8 - s->bits - bit % 8));
        }
}

static void write_tiles(TIFF *tiff, const sheet *s, int plane)
{
    uint8_t tile[TILE * 4096], row[4096];
    size_t stride = (size_t)TIFFTileRowSize(tiff);

    for (int y = 0; y < HEIGHT; y += TILE)
        for (int x = 0; x < WIDTH; x += TILE) {
            fill_row(s, x, TILE, plane, row);
            for (int k = 0; k < TILE; k++)
                memcpy(tile + (size_t)k * stride, row, stride);
            TIFFWriteTile(tiff, tile, (uint32_t)x, (uint32_t)y, 0, (uint16_t)(plane < 0 ? 0 : plane));
        }
}

static void write_rows(TIFF *tiff, const sheet *s, int plane)
{
    uint8_t row[4096];

    for (int y = 0; y < HEIGHT; y++) { /* libtiff changes what it is given */
        fill_row(s, 0, WIDTH, plane, row);
        TIFFWriteScanline(tiff, row, (uint32_t)y, (uint16_t)(plane < 0 ? 0 : plane));
    }
}

static void write_picture(TIFF *tiff, const sheet *s)
{
    static uint16_t colors[3][256] = {{0x8080, 0}, {0, 0}, {0, 0xc0c0}};

    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, HEIGHT);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, s->kind);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, s->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, s->samples);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, s->compression);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, s->planes);
    if (s->kind == PHOTOMETRIC_YCBCR) { /* what is given and taken is RGB */
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 100);
    }
    if (s->predictor)
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, s->predictor);
    if (s->extra)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &(uint16_t){s->extra - 1});
    if (s->kind == PHOTOMETRIC_PALETTE)
        TIFFSetField(tiff, TIFFTAG_COLORMAP, colors[0], colors[1], colors[2]);
    if (s->tiled) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, TILE);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, TILE);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, s->compression == COMPRESSION_JPEG ? 16 : 7);
    }
    for (int plane = s->planes == PLANARCONFIG_SEPARATE ? 0 : -1; plane < s->samples; plane++) {
        if (s->tiled)
            write_tiles(tiff, s, plane);
        else
            write_rows(tiff, s, plane);
        if (plane < 0)
            break;
    }
}

static bx_str make_tiff(const sheet *s, int pages)
{
    int file = memfd_create("tiff", MFD_CLOEXEC);
    TIFF *tiff = TIFFFdOpen(file, "photo", s->big_endian ? "wb" : "wl");
    bx_buffer bytes = {0};
    char part[4096];
    ssize_t len;

    assert_non_null(tiff);
    for (int i = 0; i < pages; i++) {
        write_picture(tiff, s);
        if (pages > 1)
            TIFFWriteDirectory(tiff);
    }
    TIFFFlush(tiff);
    for (off_t at = 0; (len = pread(file, part, sizeof part, at)) > 0; at += len)
        bx_buffer_add(&bytes, part, (size_t)len);
    TIFFClose(tiff);
    bx_str copy = bx_str_copy(arena, (bx_str){bytes.at, bytes.len});
    bx_buffer_free(&bytes);
    return copy;
}

static bool load(bx_str bytes, bx_raster *raster)
{
    return bx_picture_load(arena, bytes, BX_STR("photo.tif"), NULL, 0, 0, BX_NOWHERE, raster, diags);
}

static void expect_half(const bx_raster *raster, int x, const uint8_t *seen, size_t number)
{
    const uint8_t *at = raster->pixels + ((HEIGHT - 1) * WIDTH + x) * raster->channels;

    for (int c = 0; c < raster->channels; c++)
        if (abs(at[c] - seen[c]) > 1)
            fail_msg("form %zu, x %d, channel %d: %d, not %d", number, x, c, at[c], seen[c]);
}

enum {
    WHITE0 = PHOTOMETRIC_MINISWHITE,
    BLACK0 = PHOTOMETRIC_MINISBLACK,
    RGB = PHOTOMETRIC_RGB,
    INKS = PHOTOMETRIC_SEPARATED,
    INDEX = PHOTOMETRIC_PALETTE,
    RAW = COMPRESSION_NONE,
    LZW = COMPRESSION_LZW,
    ZIP = COMPRESSION_ADOBE_DEFLATE,
    PACK = COMPRESSION_PACKBITS,
    FAX = COMPRESSION_CCITTFAX4,
    JPEG = COMPRESSION_JPEG,
    TOGETHER = PLANARCONFIG_CONTIG,
    APART = PLANARCONFIG_SEPARATE,
    /* kinds of extra sample, and one, since 0 stands for none of them */
    MASK = EXTRASAMPLE_UNSPECIFIED + 1,
    MULTIPLIED = EXTRASAMPLE_ASSOCALPHA + 1,
    ALPHA = EXTRASAMPLE_UNASSALPHA + 1,
};

static const struct {
    sheet s;
    int channels;
    uint8_t seen[2][4];
} table[] = {
    {{BLACK0, 8, 1, RAW, 0, TOGETHER, 0, 0, 0, {{10}, {200}}}, 1, {{10}, {200}}},
    {{WHITE0, 8, 1, LZW, 0, TOGETHER, 0, 0, 1, {{10}, {200}}}, 1, {{245}, {55}}},
    {{BLACK0, 16, 1, ZIP, 2, TOGETHER, 0, 0, 0, {{2570}, {51400}}}, 1, {{10}, {200}}},
    {{BLACK0, 16, 1, RAW, 0, TOGETHER, 0, 0, 1, {{2570}, {51400}}}, 1, {{10}, {200}}},
    {{WHITE0, 1, 1, FAX, 0, TOGETHER, 0, 0, 0, {{0}, {1}}}, 1, {{255}, {0}}},
    {{BLACK0, 1, 1, PACK, 0, TOGETHER, 0, 0, 0, {{0}, {1}}}, 1, {{0}, {255}}},
    {{BLACK0, 4, 1, RAW, 0, TOGETHER, 0, 0, 0, {{3}, {10}}}, 1, {{51}, {170}}},
    {{BLACK0, 2, 1, RAW, 0, TOGETHER, 0, 1, 0, {{1}, {3}}}, 1, {{85}, {255}}},
    {{INDEX, 8, 1, LZW, 0, TOGETHER, 0, 0, 0, {{0}, {1}}}, 3, {{128, 0, 0}, {0, 0, 192}}},
    {{INDEX, 1, 1, PACK, 0, TOGETHER, 0, 0, 0, {{0}, {1}}}, 3, {{128, 0, 0}, {0, 0, 192}}},
    {{INDEX, 4, 1, RAW, 0, TOGETHER, 0, 1, 0, {{1}, {0}}}, 3, {{0, 0, 192}, {128, 0, 0}}},
    {{RGB, 8, 3, RAW, 0, TOGETHER, 0, 0, 0, {{1, 2, 3}, {4, 5, 6}}}, 3, {{1, 2, 3}, {4, 5, 6}}},
    {{RGB, 8, 3, LZW, 2, TOGETHER, 0, 0, 0, {{1, 2, 3}, {4, 5, 6}}}, 3, {{1, 2, 3}, {4, 5, 6}}},
    {{RGB, 8, 3, ZIP, 2, APART, 0, 0, 0, {{1, 2, 3}, {4, 5, 6}}}, 3, {{1, 2, 3}, {4, 5, 6}}},
    {{RGB, 8, 3, PACK, 0, APART, 0, 1, 1, {{1, 2, 3}, {4, 5, 6}}}, 3, {{1, 2, 3}, {4, 5, 6}}},
    {{RGB, 8, 3, LZW, 2, TOGETHER, 0, 1, 0, {{1, 2, 3}, {4, 5, 6}}}, 3, {{1, 2, 3}, {4, 5, 6}}},
    {{RGB, 16, 3, LZW, 2, TOGETHER, 0, 0, 1, {{257, 514, 771}, {0, 65535, 65535}}},
     3,
     {{1, 2, 3}, {0, 255, 255}}},
    {{RGB, 16, 3, ZIP, 0, APART, 0, 1, 0, {{257, 514, 771}, {0, 65535, 65535}}},
     3,
     {{1, 2, 3}, {0, 255, 255}}},
    {{RGB, 8, 4, LZW, 0, TOGETHER, ALPHA, 0, 0, {{0, 100, 200, 0}, {0, 100, 200, 51}}},
     3,
     {{255, 255, 255}, {204, 224, 244}}},
    {{RGB, 8, 4, LZW, 0, APART, MULTIPLIED, 0, 0, {{0, 0, 0, 0}, {0, 20, 40, 51}}},
     3,
     {{255, 255, 255}, {204, 224, 244}}},
    {{RGB, 8, 4, LZW, 0, TOGETHER, MASK, 0, 0, {{0, 100, 200, 0}, {0, 100, 200, 51}}},
     3,
     {{0, 100, 200}, {0, 100, 200}}},
    {{BLACK0, 8, 2, ZIP, 0, TOGETHER, ALPHA, 0, 0, {{0, 255}, {0, 51}}}, 1, {{0}, {204}}},
    {{WHITE0, 8, 2, ZIP, 0, TOGETHER, MULTIPLIED, 0, 0, {{255, 255}, {51, 51}}}, 1, {{0}, {204}}},
    {{PHOTOMETRIC_YCBCR, 8, 3, JPEG, 0, TOGETHER, 0, 0, 0, {{200, 60, 20}, {200, 60, 20}}},
     3,
     {{200, 60, 20}, {200, 60, 20}}},
    {{BLACK0, 8, 1, JPEG, 0, TOGETHER, 0, 0, 0, {{10}, {200}}}, 1, {{10}, {200}}},
    {{INKS, 8, 4, JPEG, 0, TOGETHER, 0, 1, 1, {{255, 0, 9, 8}, {0, 255, 7, 6}}},
     4,
     {{255, 0, 9, 8}, {0, 255, 7, 6}}},
    {{INKS, 8, 4, RAW, 0, TOGETHER, 0, 0, 0, {{255, 0, 9, 8}, {0, 255, 7, 6}}},
     4,
     {{255, 0, 9, 8}, {0, 255, 7, 6}}},
    {{INKS, 16, 4, ZIP, 2, APART, 0, 0, 1, {{65535, 0, 0, 0}, {0, 0, 0, 32896}}},
     4,
     {{255, 0, 0, 0}, {0, 0, 0, 128}}},
    {{INKS, 8, 5, LZW, 0, TOGETHER, ALPHA, 1, 0, {{200, 0, 0, 100, 0}, {200, 0, 0, 100, 51}}},
     4,
     {{0, 0, 0, 0}, {40, 0, 0, 20}}},
};

static void every_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        bx_raster raster;
        if (!load(make_tiff(&table[i].s, 1), &raster))
            fail_msg("form %zu cannot be read", i);
        assert_int_equal(raster.width, WIDTH);
        assert_int_equal(raster.height, HEIGHT);
        assert_int_equal(raster.channels, table[i].channels);
        expect_half(&raster, 0, table[i].seen[0], i);
        expect_half(&raster, WIDTH / 2 - 1, table[i].seen[0], i);
        expect_half(&raster, WIDTH / 2, table[i].seen[1], i);
        expect_half(&raster, WIDTH - 1, table[i].seen[1], i);
    }
}

/* What lies in the place of the pixels is not what was packed: never half a picture, never a crash. */
static void damage_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        bx_raster raster;
        bx_str good = make_tiff(&table[i].s, 1);
        char *bytes = bx_arena_alloc(arena, good.len, 1);
        for (size_t at = 8; at < good.len; at += 3) { /* any one byte may be another */
            memcpy(bytes, good.at, good.len);
            bytes[at] ^= 0x5a;
            if (!load((bx_str){bytes, good.len}, &raster))
                assert_null(raster.pixels);
        }
        if (table[i].s.compression != ZIP && table[i].s.compression != FAX)
            continue;
        int before = (int)bx_diags_count(diags, BX_ERROR);
        memcpy(bytes, good.at, good.len);
        memset(bytes + 10, table[i].s.compression == FAX ? 0 : 0x11, 24);
        assert_false(load((bx_str){bytes, good.len}, &raster));
        assert_int_equal(bx_diags_count(diags, BX_ERROR), before + 1);
    }
}

/* A scan that ends early is but a warning to the decoder, which makes the rest grey. */
static void half_a_scan_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].s.compression != JPEG)
            continue;
        bx_raster raster;
        bx_str file = make_tiff(&table[i].s, 1);
        char *bytes = bx_arena_alloc(arena, file.len, 1);
        memcpy(bytes, file.at, file.len);
        char *scan = memmem(bytes, file.len, "\xff\xda", 2);
        assert_non_null(scan);
        memcpy(scan + 2 + (uint8_t)scan[3], "\xff\xd9", 2);
        assert_false(load((bx_str){bytes, file.len}, &raster));
    }
}

static void pages_after_the_first_are_told(void **state)
{
    bx_picture_info info;

    (void)state;
    for (int pages = 1; pages <= 2; pages++) {
        bx_str file = make_tiff(&table[0].s, pages);
        assert_true(bx_picture_probe(file, BX_STR("p"), BX_NOWHERE, &info, diags));
        assert_int_equal(info.more_pages, pages > 1);
        bx_picture_warn(&info, BX_STR("p"), BX_NOWHERE, diags);
        assert_int_equal(bx_diags_count(diags, BX_WARNING), pages - 1);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_form),
        TEST(damage_is_told),
        TEST(half_a_scan_is_told),
        TEST(pages_after_the_first_are_told),
    };
    return cmocka_run_group_tests_name("output/tiff", tests, NULL, NULL);
}
