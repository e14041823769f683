/* press/picture_ink.c - how much ink the pixels of a CMYK picture ask for (图墨量).
 *
 * Decoding takes longer than all else that is looked at in an artwork, so the answer is remembered by content.
 */
#include <stdio.h>
#include <stdlib.h>

#include "press/advert.h"
#include "press/function.h"

/* Changes whenever the same pixels would be counted otherwise. */
#define RECIPE "picture ink 1"

enum { MOST = 400, FEW = 1000 }; /* one pixel in so many is noise of a JPEG */

typedef struct {
    unsigned char *bytes;
    size_t len;
} stream_bytes;

static void drop(stream_bytes *data)
{
    free(data->bytes);
}

static int read_int(qpdf_data pdf, qpdf_oh dict, const char *key)
{
    int value = 0;
    (void)qpdf_oh_get_value_as_int(pdf, qpdf_oh_get_key(pdf, dict, key), &value);
    return value;
}

static int ask(size_t pixels, const unsigned char *at, const bool inverted[4])
{
    size_t counts[MOST + 1] = {0}, seen = 0;
    for (size_t i = 0; i < pixels; i++, at += 4) {
        int sum = 0;
        for (int c = 0; c < 4; c++)
            sum += inverted[c] ? 255 - at[c] : at[c];
        counts[(sum * 100 + 127) / 255]++;
    }
    int ink = MOST + 1;
    while (seen <= pixels / FEW && ink > 0)
        seen += counts[--ink];
    return ink;
}

/* The picture as it is stored and what says how to read it, as a key of the cache. */
static bool make_key(qpdf_data pdf, qpdf_oh image, const int size[2], const bool inverted[4], char key[33])
{
    BX_AUTO(drop) stream_bytes raw = {0};
    QPDF_BOOL filtered = QPDF_FALSE;
    char text[160], pixels[33];
    if (qpdf_oh_get_stream_data(pdf, image, qpdf_dl_none, &filtered, &raw.bytes, &raw.len) != QPDF_SUCCESS)
        return false;
    bx_hash_hex(raw.bytes, raw.len, pixels);
    int len = snprintf(text, sizeof text, RECIPE " %s %d %d %d%d%d%d", pixels, size[0], size[1], inverted[0], inverted[1],
                       inverted[2], inverted[3]);
    bx_hash_hex(text, (size_t)len, key);
    return true;
}

static int measure(qpdf_data pdf, qpdf_oh image, const int size[2], const bool inverted[4])
{
    BX_AUTO(drop) stream_bytes data = {0};
    QPDF_BOOL whole = QPDF_FALSE;
    size_t pixels = (size_t)size[0] * (size_t)size[1];
    qpdf_oh_get_stream_data(pdf, image, qpdf_dl_all, &whole, &data.bytes, &data.len);
    return whole && data.len >= 4 * pixels ? ask(pixels, data.bytes, inverted) : 0;
}

int bx_picture_ink(qpdf_data pdf, qpdf_oh image)
{
    qpdf_oh dict = qpdf_oh_get_dict(pdf, image);
    const int size[2] = {read_int(pdf, dict, "/Width"), read_int(pdf, dict, "/Height")};
    double decode[8] = {0, 1, 0, 1, 0, 1, 0, 1};
    BX_AUTO(bx_buffer_free) bx_buffer known = {0};
    bool inverted[4];
    char key[33], text[8];
    if (size[0] < 1 || size[1] < 1 || size[0] > BX_PICTURE_SIDE || size[1] > BX_PICTURE_SIDE ||
        (int64_t)size[0] * size[1] > BX_PICTURE_PIXELS || read_int(pdf, dict, "/BitsPerComponent") != 8)
        return 0;
    bx_read_numbers(pdf, dict, "/Decode", decode, 8);
    for (int c = 0; c < 4; c++)
        inverted[c] = decode[2 * c] > decode[2 * c + 1];
    if (!make_key(pdf, image, size, inverted, key))
        return 0;
    if (bx_cache_find("ad-ink", key, &known) && known.len > 0 && known.len < sizeof text)
        return atoi(known.at);
    int ink = measure(pdf, image, size, inverted);
    int len = snprintf(text, sizeof text, "%d", ink);
    bx_cache_keep("ad-ink", key, text, (size_t)len);
    return ink;
}
