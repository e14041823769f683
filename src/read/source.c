/* read/source.c - bytes of a file become a source: valid UTF-8, no control characters, lines known.
 *
 * Damage keeps its place: whatever is replaced is replaced byte for byte, so offsets stay those of
 * the file. Which encoding a foreign file is in, encoding.c guesses.
 */
#include "read/source.h"

/* Length of the UTF-8 sequence at AT, or 0 when it is none: overlong forms, surrogates and code
 * points above U+10FFFF are none (Unicode, table 3-7). */
static size_t sequence_length(const unsigned char *at, size_t left)
{
    unsigned char lead = at[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (len == 0 || lead > 0xF4 || len > left)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    if ((lead == 0xE0 && at[1] < 0xA0) || (lead == 0xED && at[1] > 0x9F) ||
        (lead == 0xF0 && at[1] < 0x90) || (lead == 0xF4 && at[1] > 0x8F))
        return 0;
    return len;
}

bool bx_is_control(uint32_t c)
{
    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    if ((c >= 0x7F && c <= 0x9F) || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE)
        return true;
    return c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB);
}

typedef struct {
    bx_source *source;
    char *text; /* the source's text while it is still being written */
    bx_diags *diags;
} checker;

/* What stands for LEN bytes of damage: the geta 〓 of the composing room where it fits, else a mark
 * that is no markup anywhere. Both have a glyph, so that damage is not reported a second time. */
static void stand_in(char *at, size_t len)
{
    if (len == 3)
        memcpy(at, "〓", 3);
    else
        memset(at, '_', len);
}

/* Looks at the character of LEN bytes at offset I and replaces it when it is a control character.
 */
static void check_character(checker *c, size_t i, size_t len)
{
    const char *at = c->text + i;
    uint32_t code = bx_utf8_next(&at, c->text + i + len);
    bool lone_return = code == '\r' && c->text[i + 1] != '\n';
    bx_span where = {c->source, (uint32_t)i, (uint32_t)(i + len)};
    if (!bx_is_control(code) && !lone_return && code != 0xFFFD)
        return;
    stand_in(c->text + i, len);
    if (code == 0)
        bx_report(c->diags, BX_ERROR, "nul-byte", where, "a NUL byte in the text");
    else if (code == 0xFFFD)
        bx_report(c->diags, BX_ERROR, "lost-character", where,
                  "U+FFFD stands here for a character that was lost before");
    else
        bx_report(c->diags, BX_ERROR, "control-character", where,
                  "control character U+%04X, which no one can see", (unsigned)code);
}

static void report_bad_bytes(checker *c, size_t i, size_t len, const char *encoding)
{
    bx_span where = {c->source, (uint32_t)i, (uint32_t)(i + len)};
    unsigned byte = (unsigned char)c->text[i];
    stand_in(c->text + i, len);
    if (encoding == NULL)
        bx_report(c->diags, BX_ERROR, "not-utf8", where, "not UTF-8: byte 0x%02X", byte);
    else if (strcmp(encoding, "UTF-8") == 0)
        bx_report(c->diags, BX_ERROR, "not-utf8", where,
                  "not UTF-8: byte 0x%02X; the rest of the file is UTF-8, so this place is damaged",
                  byte);
    else {
        bx_report(c->diags, BX_ERROR, "not-utf8", where,
                  "not UTF-8: byte 0x%02X; the file seems to be %s", byte, encoding);
        bx_hint(c->diags, BX_NOWHERE, "save it as UTF-8, or: iconv -f %s -t UTF-8", encoding);
    }
}

static void map_lines(bx_arena *arena, bx_source *source)
{
    size_t count = 1;
    for (size_t i = 0; i < source->text.len; i++)
        count += source->text.at[i] == '\n';
    uint32_t *starts = BX_NEW_ARRAY(arena, uint32_t, count);
    size_t line = 1;
    for (size_t i = 0; i < source->text.len; i++)
        if (source->text.at[i] == '\n')
            starts[line++] = (uint32_t)(i + 1);
    source->line_starts = starts;
    source->line_count = count;
}

/* The rest of a foreign file is shown with marks for what is no UTF-8, so that excerpts can be
 * printed. */
static void blank_out(const checker *c, size_t i, size_t end)
{
    while (i < end) {
        size_t len = sequence_length((const unsigned char *)c->text + i, end - i);
        if (len == 0 || c->text[i] == 0)
            stand_in(c->text + i, len = 1);
        i += len;
    }
}

static size_t first_odd_byte(bx_str bytes)
{
    size_t i = 0;
    while (i < bytes.len && (unsigned char)bytes.at[i] - 1u < 0x7F)
        i++;
    return i;
}

/* A foreign file is reported once, at its first byte that is no ASCII. */
static const bx_source *refuse(checker *c, size_t at, const char *encoding)
{
    report_bad_bytes(c, at, 1, encoding);
    blank_out(c, 0, c->source->text.len);
    return NULL;
}

const bx_source *bx_source_check(bx_arena *arena, bx_str path, bx_str bytes, bx_diags *diags)
{
    bool marked = bytes.len >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0;
    if (marked)
        bytes = bx_str_slice(bytes, 3, bytes.len);

    bx_source *source = BX_NEW(arena, bx_source);
    checker c = {source, BX_NEW_ARRAY(arena, char, bytes.len + 1), diags};
    if (bytes.len > 0)
        memcpy(c.text, bytes.at, bytes.len);
    *source = (bx_source){.path = path, .text = {c.text, bytes.len}};
    map_lines(arena, source);

    const char *encoding = NULL;
    /* UTF-16 of ASCII text is valid UTF-8, full of NULs; nothing else may hold a NUL. */
    if (bytes.len > 0 && memchr(bytes.at, 0, bytes.len) != NULL) {
        encoding = bx_guess_encoding(bytes);
        if (encoding != NULL && strncmp(encoding, "UTF-16", 6) == 0)
            return refuse(&c, first_odd_byte(bytes), encoding);
    }
    bool guessed = false;
    for (size_t i = 0; i < bytes.len;) {
        size_t len = sequence_length((const unsigned char *)c.text + i, bytes.len - i);
        if (len > 0) {
            check_character(&c, i, len);
            i += len;
            continue;
        }
        if (!guessed)
            encoding = bx_guess_encoding(bytes);
        guessed = true;
        if (encoding == NULL || strcmp(encoding, "UTF-8") != 0)
            return refuse(&c, encoding == NULL ? i : first_odd_byte(bytes), encoding);
        len = 1;
        while (i + len < bytes.len && len < 4 && ((unsigned char)c.text[i + len] & 0xC0) == 0x80)
            len++;
        report_bad_bytes(&c, i, len, encoding);
        i += len;
    }
    return source;
}
