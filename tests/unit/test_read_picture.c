/* read/picture.c: what a picture file says of itself, and its limits at the last good value and one above. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/mman.h>

#include "read/read.h"

static bool probe(bx_str bytes, bx_picture_info *info, const char *id)
{
    bx_diags *diags = bx_diags_new();
    bool good = bx_picture_probe(bytes, BX_STR("p"), BX_NOWHERE, info, diags);
    size_t count;
    const bx_diag *list = bx_diags_list(diags, &count);

    assert_int_equal(count, good ? 0 : 1);
    if (!good)
        assert_string_equal(list[0].id, id);
    bx_diags_free(diags);
    return good;
}

/* ---- PNG ---- */

static void add_number(bx_buffer *file, uint32_t n)
{
    const uint8_t bytes[] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};

    bx_buffer_add(file, bytes, 4);
}

static void add_chunk(bx_buffer *file, const char *type, const void *data, uint32_t len)
{
    add_number(file, len);
    bx_buffer_add(file, type, 4);
    bx_buffer_add(file, data, len);
    add_number(file, 0); /* no sum: nothing is decoded */
}

static bool probe_png(uint32_t width, uint32_t height)
{
    BX_AUTO(bx_buffer_free) bx_buffer file = {0};
    BX_AUTO(bx_buffer_free) bx_buffer head = {0};
    bx_picture_info info;
    bool good;

    add_number(&head, width);
    add_number(&head, height);
    bx_buffer_add(&head, "\10\2\0\0\0", 5);
    bx_buffer_add(&file, "\x89PNG\r\n\x1a\n", 8);
    add_chunk(&file, "IHDR", head.at, (uint32_t)head.len);
    add_chunk(&file, "IDAT", "x", 1);
    add_chunk(&file, "IEND", "", 0);
    good = probe((bx_str){file.at, file.len}, &info, "photo-limit");
    if (good) {
        assert_int_equal(info.width, width);
        assert_int_equal(info.height, height);
        assert_int_equal(info.channels, 3);
    }
    return good;
}

static void sides(void **state)
{
    (void)state;
    assert_true(probe_png(BX_PICTURE_SIDE, 1));
    assert_true(probe_png(1, BX_PICTURE_SIDE));
    assert_false(probe_png(BX_PICTURE_SIDE + 1, 1));
    assert_false(probe_png(1, BX_PICTURE_SIDE + 1));
}

static void pixels(void **state)
{
    (void)state;
    assert_true(probe_png(20000, BX_PICTURE_PIXELS / 20000));
    assert_false(probe_png(20000, BX_PICTURE_PIXELS / 20000 + 1));
}

/* ---- JPEG ---- */

static const char SOF[] = "\xff\xc2\0\x11\10\0\20\0\40\3\1\x11\0\2\x11\0\3\x11\0";
static const char SOS[] = "\xff\xda\0\10\1\1\0\0\0\0";

static bool probe_scans(int count, bx_picture_info *info)
{
    BX_AUTO(bx_buffer_free) bx_buffer file = {0};

    bx_buffer_add(&file, "\xff\xd8", 2);
    bx_buffer_add(&file, SOF, sizeof SOF - 1);
    for (int i = 0; i < count; i++) {
        bx_buffer_add(&file, SOS, sizeof SOS - 1);
        bx_buffer_text(&file, "data");
    }
    bx_buffer_add(&file, "\xff\xd9", 2);
    return probe((bx_str){file.at, file.len}, info, "photo-limit");
}

static void scans(void **state)
{
    bx_picture_info info;

    (void)state;
    assert_true(probe_scans(BX_PICTURE_SCANS, &info));
    assert_int_equal(info.width, 32);
    assert_int_equal(info.height, 16);
    assert_false(probe_scans(BX_PICTURE_SCANS + 1, &info));
}

/* A file of SIZE bytes, most of them never touched. */
static bool probe_size(size_t size)
{
    char *file = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    size_t at = 2;
    bx_picture_info info;
    bool good;

    assert_ptr_not_equal(file, MAP_FAILED);
    memcpy(file, "\xff\xd8", 2);
    memcpy(file + at, SOF, sizeof SOF - 1);
    memcpy(file + at + sizeof SOF - 1, SOS, sizeof SOS - 1);
    memcpy(file + size - 2, "\xff\xd9", 2);
    good = probe((bx_str){file, size}, &info, "photo-limit");
    munmap(file, size);
    return good;
}

static void file_size(void **state)
{
    (void)state;
    assert_true(probe_size(BX_PICTURE_BYTES));
    assert_false(probe_size(BX_PICTURE_BYTES + 1));
}

/* ---- TIFF ---- */

typedef struct {
    uint32_t tag, type, count, value;
} entry;

/* A header, one directory, and 64 bytes at 200 that are its pixels; in the other byte order when LITTLE
 * is false. */
static void write_tiff(uint8_t file[264], const entry *entries, size_t count, bool little)
{
    size_t at = 0;

    memset(file, 0, 264);
#define PUT(size, number)                                                                                       \
    for (int byte = 0; byte < (size); byte++)                                                                   \
        file[at++] = (uint8_t)((uint32_t)(number) >> 8 * (little ? byte : (size) - 1 - byte))
    PUT(2, little ? 0x4949 : 0x4d4d);
    PUT(2, 42);
    PUT(4, 8);
    PUT(2, count);
    for (size_t i = 0; i < count; i++) {
        bool brief = entries[i].type == 3 && entries[i].count == 1;
        PUT(2, entries[i].tag);
        PUT(2, entries[i].type);
        PUT(4, entries[i].count);
        PUT(brief ? 2 : 4, entries[i].value);
        at += brief ? 2 : 0;
    }
#undef PUT
}

static const entry GOOD[] = {
    {256, 4, 1, 8},   {257, 3, 1, 8},   {258, 3, 1, 8}, {259, 3, 1, 1},
    {262, 3, 1, 1},   {273, 4, 1, 200}, {274, 3, 1, 6}, {277, 3, 1, 1},
    {279, 4, 1, 64},
};
enum { GOOD_COUNT = sizeof GOOD / sizeof *GOOD };

static bool probe_tiff(const entry *changed, bool little, const char *id, bx_picture_info *info)
{
    uint8_t file[264];
    entry entries[GOOD_COUNT + 1];
    size_t count = GOOD_COUNT, at = 0;

    memcpy(entries, GOOD, sizeof GOOD);
    while (changed && at < count && entries[at].tag != changed->tag)
        at++;
    if (changed)
        entries[at] = *changed;
    write_tiff(file, entries, at == count ? count + 1 : count, little);
    return probe((bx_str){(const char *)file, sizeof file}, info, id);
}

static void tiff_in_both_orders(void **state)
{
    bx_picture_info info;

    (void)state;
    for (int little = 0; little < 2; little++) {
        assert_true(probe_tiff(NULL, little, "", &info));
        assert_int_equal(info.kind, BX_PICTURE_TIFF);
        assert_int_equal(info.orientation, 6);
        assert_int_equal(info.channels, 1);
        assert_false(info.profile || info.more_pages);
        assert_true(probe_tiff(&(entry){256, 3, 1, 5}, little, "", &info));
        assert_int_equal(info.width, 8); /* turned upright */
        assert_int_equal(info.height, 5);
    }
}

static void tiff_that_cannot_be_used(void **state)
{
    static const entry entries[] = {
        {256, 4, 1, 0},             /* no pixels */
        {256, 4, 1, 0x80000000},    {257, 4, 1, 0xffffffff},
        {256, 5, 1, 100000},        /* a fraction outside of the file */
        {258, 3, 1, 12},            {258, 3, 1, 32},
        {258, 3, 0x7fffffff, 8},    /* more depths than there are bytes */
        {259, 3, 1, 6},             {259, 3, 1, 4},  /* old JPEG; fax of 8 bits */
        {262, 3, 1, 8},             {262, 3, 1, 6},  /* Lab; YCbCr without JPEG */
        {262, 3, 1, 2},             {277, 3, 1, 17}, /* RGB in one sample; 17 of them */
        {277, 3, 1, 0},             {339, 3, 1, 3},  /* none; fractions */
        {254, 4, 1, 1},             /* a preview */
        {273, 4, 1, 201},           {273, 4, 1, 0xffffffff}, {279, 4, 1, 65},
        {279, 4, 1, 0xffffffff},    {273, 4, 0x40000000, 200}, {273, 4, 2, 200},
        {273, 0, 1, 200},           {273, 99, 1, 200},
    };
    bx_picture_info info;

    (void)state;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        for (int little = 0; little < 2; little++)
            if (probe_tiff(&entries[i], little, "bad-photo", &info))
                fail_msg("entry %zu is let through", i);
    assert_false(probe_tiff(&(entry){256, 4, 1, BX_PICTURE_SIDE + 1}, true, "photo-limit", &info));
    assert_true(probe_tiff(&(entry){256, 4, 1, BX_PICTURE_SIDE}, true, "", &info));
    assert_true(probe_tiff(&(entry){34675, 7, 10, 210}, true, "", &info));
    assert_true(info.profile && info.tiff_profile.len == 10);
    assert_true(probe_tiff(&(entry){34675, 7, 100, 210}, true, "", &info)); /* runs out of the file */
    assert_true(info.profile && info.tiff_profile.len == 0);
}

/* Whatever a byte says, nothing outside of the file is looked at: the sanitizer sees its end. */
static void tiff_cut_and_changed(void **state)
{
    bx_picture_info info;
    uint8_t file[264];

    (void)state;
    write_tiff(file, GOOD, GOOD_COUNT, true);
    for (size_t cut = 0; cut < sizeof file; cut++) {
        char *part = malloc(cut + 1);

        memcpy(part, file, cut);
        assert_false(probe((bx_str){part, cut}, &info, "bad-photo"));
        free(part);
    }
    for (size_t at = 4; at < 122; at++)
        for (int value = 0; value < 256; value += 15) {
            char *other = malloc(sizeof file);
            bx_diags *diags = bx_diags_new();

            memcpy(other, file, sizeof file);
            other[at] = (char)value;
            bx_picture_probe((bx_str){other, sizeof file}, BX_STR("p"), BX_NOWHERE, &info, diags);
            bx_diags_free(diags);
            free(other);
        }
}

/* ---- what is no picture ---- */

static void other_files(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } files[] = {{"", 0},           {"GIF89a", 6},          {"II*\0xxxx", 8},          {"%PDF-1.4", 8},
                 {"\xff\xd8\xff", 3}, {"\xff\xd8\xff\xd9", 4}, {"\x89PNG\r\n\x1a\n", 8}, {"text", 4},
                 {"II+\0\10\0\0\0", 8}, {"MM\0*\0\0\0\10\0\0", 10}};
    bx_picture_info info;

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_false(probe((bx_str){files[i].bytes, files[i].len}, &info, "bad-photo"));
}

/* Cut anywhere, a file is refused, and nothing behind its end is looked at. */
static void cut_files(void **state)
{
    bx_picture_info info;
    char file[64];
    size_t len = 0;

    (void)state;
    memcpy(file, "\xff\xd8", 2);
    memcpy(file + 2, SOF, sizeof SOF - 1);
    memcpy(file + 1 + sizeof SOF, SOS, sizeof SOS - 1);
    len = sizeof SOF + sizeof SOS;
    memcpy(file + len, "\xff\xd9", 2);
    assert_true(probe((bx_str){file, len + 2}, &info, ""));
    for (size_t cut = 0; cut < len + 2; cut++) {
        char *part = malloc(cut + 1); /* so that the sanitizer sees its end */

        memcpy(part, file, cut);
        assert_false(probe((bx_str){part, cut}, &info, "bad-photo"));
        free(part);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sides),     cmocka_unit_test(pixels),      cmocka_unit_test(scans),
        cmocka_unit_test(file_size), cmocka_unit_test(other_files), cmocka_unit_test(cut_files),
        cmocka_unit_test(tiff_in_both_orders),      cmocka_unit_test(tiff_that_cannot_be_used),
        cmocka_unit_test(tiff_cut_and_changed),
    };
    return cmocka_run_group_tests_name("read/picture", tests, NULL, NULL);
}
