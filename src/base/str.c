/* base/str.c - slices of UTF-8, code points, byte buffers, Chinese numerals (文字串).
 *
 * How wide a code point is on a terminal is width.c's work.
 */
#include "base/base.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

bool bx_str_eq(bx_str a, bx_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool bx_str_is(bx_str a, const char *b)
{
    return bx_str_eq(a, bx_str_of(b));
}

int bx_str_compare(bx_str a, bx_str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter > 0 ? memcmp(a.at, b.at, shorter) : 0;

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

bool bx_str_starts(bx_str s, const char *prefix)
{
    size_t len = strlen(prefix);

    return s.len >= len && (len == 0 || memcmp(s.at, prefix, len) == 0);
}

bool bx_str_ends(bx_str s, const char *suffix)
{
    size_t len = strlen(suffix);

    return s.len >= len && (len == 0 || memcmp(s.at + s.len - len, suffix, len) == 0);
}

bx_str bx_str_slice(bx_str s, size_t start, size_t end)
{
    assert(start <= end && end <= s.len);
    return s.at ? (bx_str){s.at + start, end - start} : s;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bx_str bx_str_trim(bx_str s)
{
    while (s.len > 0 && is_space(s.at[0])) {
        s.at++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.at[s.len - 1]))
        s.len--;
    return s;
}

bx_str bx_str_of(const char *text)
{
    return text ? (bx_str){text, strlen(text)} : (bx_str){"", 0};
}

bx_str bx_str_copy(bx_arena *arena, bx_str s)
{
    return (bx_str){bx_str_c(arena, s), s.len};
}

const char *bx_str_c(bx_arena *arena, bx_str s)
{
    char *copy = bx_arena_alloc(arena, s.len + 1, 1);

    if (s.len > 0)
        memcpy(copy, s.at, s.len);
    return copy;
}

bx_str bx_str_printf(bx_arena *arena, const char *fmt, ...)
{
    va_list args, again;
    int len;
    char *text;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(len >= 0);
    text = bx_arena_alloc(arena, (size_t)len + 1, 1);
    vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    return (bx_str){text, (size_t)len};
}

uint32_t bx_utf8_next(const char **at, const char *end)
{
    const unsigned char *s = (const unsigned char *)*at;
    size_t len = s[0] < 0x80 ? 1 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;

    /* Text is checked when it is read; this only keeps a mistake of ours inside the slice. */
    if (len > (size_t)(end - *at))
        len = (size_t)(end - *at);
    *at += len;
    switch (len) {
    case 2:
        return (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
    case 3:
        return (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
    case 4:
        return (s[0] & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
    default:
        return s[0];
    }
}

size_t bx_utf8_put(uint32_t code_point, char out[4])
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

size_t bx_utf8_count(bx_str s)
{
    size_t count = 0;

    for (size_t i = 0; i < s.len; i++)
        count += ((unsigned char)s.at[i] & 0xC0) != 0x80;
    return count;
}

static _Noreturn void out_of_memory(void)
{
    fputs("banxin: out of memory\n", stderr);
    _Exit(2);
}

/* Makes room for MORE bytes and a NUL behind them. */
static void make_room(bx_buffer *buffer, size_t more)
{
    size_t cap = buffer->cap < 128 ? 128 : buffer->cap;
    char *grown;

    while (cap - buffer->len <= more) {
        if (cap > SIZE_MAX / 2)
            out_of_memory();
        cap *= 2;
    }
    if (cap == buffer->cap)
        return;
    grown = realloc(buffer->at, cap);
    if (!grown)
        out_of_memory();
    buffer->at = grown;
    buffer->cap = cap;
}

void bx_buffer_add(bx_buffer *buffer, const void *bytes, size_t len)
{
    make_room(buffer, len);
    if (len > 0)
        memcpy(buffer->at + buffer->len, bytes, len);
    buffer->len += len;
    buffer->at[buffer->len] = '\0';
}

char *bx_buffer_room(bx_buffer *buffer, size_t more)
{
    make_room(buffer, more);
    return buffer->at + buffer->len;
}

void bx_buffer_str(bx_buffer *buffer, bx_str s)
{
    bx_buffer_add(buffer, s.at, s.len);
}

void bx_buffer_text(bx_buffer *buffer, const char *text)
{
    bx_buffer_add(buffer, text, strlen(text));
}

void bx_buffer_printf(bx_buffer *buffer, const char *fmt, ...)
{
    va_list args, again;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(len >= 0);
    make_room(buffer, (size_t)len);
    vsnprintf(buffer->at + buffer->len, (size_t)len + 1, fmt, again);
    buffer->len += (size_t)len;
    va_end(again);
}

void bx_buffer_free(bx_buffer *buffer)
{
    free(buffer->at);
    *buffer = (bx_buffer){0};
}

/* 0 to 9999 in words: 105 一百零五, 1010 一千零一十, and 12 is 十二 without 一. */
static bx_str number_in_words(bx_arena *arena, int number, const char *const digits[10])
{
    static const char *const units[] = {"千", "百", "十", ""};
    bx_buffer words = {0};
    bool zero_due = false;
    bx_str copy;

    for (int i = 0, weight = 1000; i < 4; i++, weight /= 10) {
        int digit = number / weight % 10;
        if (digit == 0) {
            zero_due = words.len > 0;
            continue;
        }
        if (zero_due)
            bx_buffer_text(&words, digits[0]);
        if (!(weight == 10 && digit == 1 && words.len == 0))
            bx_buffer_text(&words, digits[digit]);
        bx_buffer_text(&words, units[i]);
        zero_due = false;
    }
    if (number == 0)
        bx_buffer_text(&words, "零");
    copy = bx_str_copy(arena, (bx_str){words.at, words.len});
    bx_buffer_free(&words);
    return copy;
}

bx_str bx_chinese_number(bx_arena *arena, int number, bool digits)
{
    static const char *const plain[10] = {"〇", "一", "二", "三", "四",
                                          "五", "六", "七", "八", "九"};
    static const char *const words[10] = {"零", "一", "二", "三", "四",
                                          "五", "六", "七", "八", "九"};
    char arabic[16];
    char text[16 * 3];
    size_t len = 0;

    assert(number >= 0);
    if (!digits && number <= 9999)
        return number_in_words(arena, number, words);
    snprintf(arabic, sizeof arabic, "%d", number);
    for (const char *c = arabic; *c; c++) {
        memcpy(text + len, plain[*c - '0'], 3);
        len += 3;
    }
    return bx_str_copy(arena, (bx_str){text, len});
}
