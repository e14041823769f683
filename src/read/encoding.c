/* read/encoding.c - a guess at the encoding of a file that is not UTF-8 (编码猜测).
 *
 * Only for the message: the file is refused either way. Works from the structure of the byte pairs,
 * so it needs no tables: GB text keeps both bytes above 0xA0, Big5 puts a third of its trail bytes
 * below 0x7F, UTF-16 repeats the high byte of Han in every second place.
 */
#include "read/source.h"

typedef struct {
    size_t pairs;      /* two-byte characters */
    size_t low_trails; /* of these, with a trail byte below 0x80 */
    size_t low_leads;  /* of these, with a lead byte below 0xA1 */
    size_t quads;      /* four-byte characters of GB18030 */
    size_t odd;        /* bytes that fit nowhere */
} gb_shape;

typedef struct {
    size_t pairs;
    size_t common; /* lead byte 0xA4 to 0xC6: the 5401 everyday characters, and punctuation */
    size_t odd;
} big5_shape;

static bool between(unsigned char byte, unsigned low, unsigned high)
{
    return byte >= low && byte <= high;
}

static gb_shape measure_gb(const unsigned char *at, size_t len)
{
    gb_shape shape = {0};
    for (size_t i = 0; i < len;) {
        if (at[i] < 0x80) {
            i++;
        } else if (i + 3 < len && between(at[i], 0x81, 0xFE) && between(at[i + 1], 0x30, 0x39) &&
                   between(at[i + 2], 0x81, 0xFE) && between(at[i + 3], 0x30, 0x39)) {
            shape.quads++;
            i += 4;
        } else if (i + 1 < len && between(at[i], 0x81, 0xFE) && between(at[i + 1], 0x40, 0xFE) &&
                   at[i + 1] != 0x7F) {
            shape.pairs++;
            shape.low_trails += at[i + 1] < 0x80;
            shape.low_leads += at[i] < 0xA1;
            i += 2;
        } else {
            shape.odd++;
            i++;
        }
    }
    return shape;
}

static big5_shape measure_big5(const unsigned char *at, size_t len)
{
    big5_shape shape = {0};
    for (size_t i = 0; i < len;) {
        if (at[i] < 0x80) {
            i++;
        } else if (i + 1 < len && between(at[i], 0xA1, 0xF9) &&
                   (between(at[i + 1], 0x40, 0x7E) || between(at[i + 1], 0xA1, 0xFE))) {
            shape.pairs++;
            shape.common += between(at[i], 0xA1, 0xC6);
            i += 2;
        } else {
            shape.odd++;
            i++;
        }
    }
    return shape;
}

/* How many of the 16-bit units look like a Chinese text's when their high bytes are at HIGH (0, 1).
 */
static size_t utf16_units(const unsigned char *at, size_t len, size_t high)
{
    size_t fit = 0;
    for (size_t i = 0; i + 1 < len; i += 2) {
        unsigned char upper = at[i + high];
        unsigned char lower = at[i + 1 - high];
        if (upper == 0)
            fit += between(lower, 0x20, 0x7E) || lower == '\n' || lower == '\r' || lower == '\t';
        else
            fit += between(upper, 0x4E, 0x9F) || upper == 0x30 || upper == 0xFF || upper == 0x20;
    }
    return fit;
}

static const char *guess_utf16(const unsigned char *at, size_t len)
{
    if (len >= 2 && at[0] == 0xFF && at[1] == 0xFE)
        return "UTF-16LE";
    if (len >= 2 && at[0] == 0xFE && at[1] == 0xFF)
        return "UTF-16BE";
    size_t units = len / 2;
    size_t little = utf16_units(at, len, 1);
    size_t big = utf16_units(at, len, 0);
    size_t zeros = 0;
    for (size_t i = 0; i < len; i++)
        zeros += at[i] == 0;
    /* Without a mark a text shows itself by the zero bytes of its line ends and ASCII letters. */
    if (units < 4 || zeros == 0 || (little > big ? little : big) < units - units / 10)
        return NULL;
    return little >= big ? "UTF-16LE" : "UTF-16BE";
}

/* True when most of the bytes above 0x7F belong to whole three-byte characters: UTF-8 with damage.
 * In GB text such a row comes about once in fifty characters. */
static bool mostly_utf8(const unsigned char *at, size_t len)
{
    size_t whole = 0;
    size_t other = 0;
    for (size_t i = 0; i < len;) {
        if (i + 2 < len && between(at[i], 0xE0, 0xEF) && between(at[i + 1], 0x80, 0xBF) &&
            between(at[i + 2], 0x80, 0xBF)) {
            whole++;
            i += 3;
        } else {
            other += at[i] >= 0x80;
            i++;
        }
    }
    return whole * 3 > other;
}

const char *bx_guess_encoding(bx_str bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.at;
    const char *utf16 = guess_utf16(at, bytes.len);
    if (utf16 != NULL)
        return utf16;
    if (mostly_utf8(at, bytes.len))
        return "UTF-8";

    gb_shape gb = measure_gb(at, bytes.len);
    big5_shape big5 = measure_big5(at, bytes.len);
    bool can_be_gb = gb.pairs + gb.quads > 0 && gb.odd * 50 <= gb.pairs + gb.quads;
    bool can_be_big5 = big5.pairs > 0 && big5.odd * 50 <= big5.pairs;
    /* Big5 has no lead byte below 0xA1; a GB text in full characters has next to no low trails. */
    bool low = gb.low_trails * 8 > gb.pairs && gb.low_leads == 0;
    if (can_be_big5 && low && big5.common * 4 > big5.pairs * 3)
        return "Big5";
    if (can_be_gb)
        return gb.quads > 0 ? "GB18030" : "GBK";
    return can_be_big5 ? "Big5" : NULL;
}
