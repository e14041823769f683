/* output/put.c - JSON as text (数据). jansson builds a tree first; a layout has 40 000 clusters. */
#include "output/put.h"

static void separate(bx_buffer *out)
{
    char last = out->len > 0 ? out->at[out->len - 1] : '[';

    if (last != '[' && last != '{')
        bx_buffer_add(out, ",", 1);
}

void bx_json_next(bx_buffer *out)
{
    separate(out);
}

/* The key, with what parts it from the value before, at AT, which has room for KEY and four bytes more. */
static char *put_key(const bx_buffer *out, const char *key, char *at)
{
    size_t len = strlen(key);
    char last = out->len > 0 ? at[-1] : '[';

    if (last != '[' && last != '{')
        *at++ = ',';
    *at++ = '"';
    memcpy(at, key, len);
    at += len;
    *at++ = '"';
    *at++ = ':';
    return at;
}

void bx_json_key(bx_buffer *out, const char *key)
{
    char *from = bx_buffer_room(out, strlen(key) + 4);

    out->len += (size_t)(put_key(out, key, from) - from);
}

void bx_json_open(bx_buffer *out, char bracket)
{
    bx_buffer_add(out, &bracket, 1);
}

void bx_json_close(bx_buffer *out, char bracket)
{
    bx_buffer_add(out, &bracket, 1);
}

enum { MOST_DIGITS = 20 };

size_t bx_put_digits(int64_t value, char *to)
{
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    size_t sign = value < 0, count = 1;

    for (uint64_t power = 10; count < MOST_DIGITS - 1 && left >= power; power *= 10)
        count++;
    to[0] = '-';
    for (size_t at = sign + count; at > sign; left /= 10)
        to[--at] = (char)('0' + left % 10);
    return sign + count;
}

void bx_json_int(bx_buffer *out, int64_t value)
{
    out->len += bx_put_digits(value, bx_buffer_room(out, MOST_DIGITS));
}

void bx_json_str(bx_buffer *out, bx_str text)
{
    size_t from = 0;

    bx_buffer_add(out, "\"", 1);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        bx_buffer_add(out, text.at + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\')
            bx_buffer_printf(out, "\\%c", c);
        else
            bx_buffer_printf(out, "\\u%04x", c);
    }
    if (text.len > from)
        bx_buffer_add(out, text.at + from, text.len - from);
    bx_buffer_add(out, "\"", 1);
}

void bx_json_key_int(bx_buffer *out, const char *key, int64_t value)
{
    char *from = bx_buffer_room(out, strlen(key) + 4 + MOST_DIGITS), *at = put_key(out, key, from);

    out->len += (size_t)(at - from) + bx_put_digits(value, at);
}

void bx_json_key_str(bx_buffer *out, const char *key, bx_str text)
{
    bx_json_key(out, key);
    bx_json_str(out, text);
}

void bx_json_key_bool(bx_buffer *out, const char *key, bool value)
{
    bx_json_key(out, key);
    bx_buffer_text(out, value ? "true" : "false");
}

void bx_json_key_box(bx_buffer *out, const char *key, bx_rect box)
{
    const bx_len sides[] = {box.x, box.y, box.w, box.h};
    char *from = bx_buffer_room(out, strlen(key) + 4 + 4 * (MOST_DIGITS + 1) + 1), *at = put_key(out, key, from);

    for (int i = 0; i < 4; i++) {
        *at++ = i == 0 ? '[' : ',';
        at += bx_put_digits(sides[i], at);
    }
    *at++ = ']';
    out->len += (size_t)(at - from);
}

void bx_json_key_source(bx_buffer *out, const char *key, bx_span where)
{
    size_t line, column;

    if (!where.source)
        return;
    bx_span_place(where, &line, &column);
    bx_json_key(out, key);
    bx_json_open(out, '{');
    bx_json_key(out, "byte");
    bx_json_open(out, '[');
    bx_json_int(out, where.start);
    bx_json_next(out);
    bx_json_int(out, where.end);
    bx_json_close(out, ']');
    bx_json_key_int(out, "col", (int64_t)column);
    bx_json_key_str(out, "file", where.source->path);
    bx_json_key_int(out, "line", (int64_t)line);
    bx_json_close(out, '}');
}
