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

void bx_json_key(bx_buffer *out, const char *key)
{
    separate(out);
    bx_buffer_add(out, "\"", 1);
    bx_buffer_text(out, key);
    bx_buffer_add(out, "\":", 2);
}

void bx_json_open(bx_buffer *out, char bracket)
{
    bx_buffer_add(out, &bracket, 1);
}

void bx_json_close(bx_buffer *out, char bracket)
{
    bx_buffer_add(out, &bracket, 1);
}

size_t bx_put_digits(int64_t value, char *to)
{
    char digits[20];
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    size_t len = 0, at = sizeof digits;

    do
        digits[--at] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (value < 0)
        to[len++] = '-';
    memcpy(to + len, digits + at, sizeof digits - at);
    return len + sizeof digits - at;
}

void bx_json_int(bx_buffer *out, int64_t value)
{
    char digits[20];

    bx_buffer_add(out, digits, bx_put_digits(value, digits));
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
    bx_json_key(out, key);
    bx_json_int(out, value);
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

    bx_json_key(out, key);
    bx_json_open(out, '[');
    for (int i = 0; i < 4; i++) {
        bx_json_next(out);
        bx_json_int(out, sides[i]);
    }
    bx_json_close(out, ']');
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
