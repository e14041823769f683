/* proof/value.c - JSON as a tree in an arena (读 JSON), for layouts.
 *
 * jansson gives every value a block of its own, and a layout has a hundred thousand; texts here are
 * slices of the file, and the arrays of clusters, which are nine tenths of it, stay unread until
 * somebody asks.
 */
#include <stdlib.h>

#include "proof/inside.h"

enum { MOST_DEPTH = 32 };

typedef struct {
    bx_arena *arena;
    const char *at, *end;
    int depth;
    bx_arena *scratch;
    BX_VEC(bx_value) open; /* members of what is not closed yet, the innermost last */
} parser;

static bool read_value(parser *p, bx_value *value);

static void skip_blanks(parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\r' || *p->at == '\t'))
        p->at++;
}

static bool take(parser *p, char wanted)
{
    skip_blanks(p);
    if (p->at >= p->end || *p->at != wanted)
        return false;
    p->at++;
    return true;
}

/* ---- texts ---- */

static bool read_hex(const char *at, uint32_t *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;

        if (digit < 0)
            return false;
        *code = *code << 4 | (uint32_t)digit;
    }
    return true;
}

/* \uXXXX, and a second one where the first is half of a pair; AT is behind the u. */
static bool read_escape(const char **at, const char *end, uint32_t *code)
{
    uint32_t low;

    if (end - *at < 4 || !read_hex(*at, code) || *code == 0 || (*code >= 0xDC00 && *code <= 0xDFFF))
        return false;
    *at += 4;
    if (*code < 0xD800 || *code > 0xDBFF)
        return true;
    if (end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u' || !read_hex(*at + 2, &low) ||
        low < 0xDC00 || low > 0xDFFF)
        return false;
    *at += 6;
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static bool unescape(parser *p, bx_str raw, bx_str *text)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char *out = BX_NEW_ARRAY(p->arena, char, raw.len + 1);
    size_t len = 0;

    for (const char *at = raw.at, *end = raw.at + raw.len; at < end;) {
        const char *known;
        uint32_t code;

        if (*at != '\\') {
            out[len++] = *at++;
            continue;
        }
        at++;
        known = at < end && *at ? strchr(letters, *at) : NULL;
        if (known) {
            out[len++] = meanings[known - letters];
            at++;
        } else if (at < end && *at++ == 'u' && read_escape(&at, end, &code)) {
            len += bx_utf8_put(code, out + len);
        } else {
            return false;
        }
    }
    *text = (bx_str){out, len};
    return true;
}

static bool read_text(parser *p, bx_str *text)
{
    const char *start;
    bool escaped = false;

    if (!take(p, '"'))
        return false;
    for (start = p->at; p->at < p->end && *p->at != '"'; p->at++) {
        if ((unsigned char)*p->at < 0x20)
            return false;
        if (*p->at == '\\') {
            escaped = true;
            p->at++;
        }
    }
    if (p->at >= p->end)
        return false;
    *text = (bx_str){start, (size_t)(p->at - start)};
    p->at++;
    return !escaped || unescape(p, *text, text);
}

/* ---- the rest ---- */

/* Behind the array that begins at P; false when it has no end. */
static bool skip_array(parser *p)
{
    static const bool speaks[256] = {['"'] = true, ['['] = true, [']'] = true};
    static const bool ends_text[256] = {['"'] = true, ['\\'] = true};
    const unsigned char *at = (const unsigned char *)p->at, *end = (const unsigned char *)p->end;

    for (int depth = 0; at < end; at++) {
        while (at < end && !speaks[*at])
            at++;
        if (at < end && *at == '"') {
            for (at++; at < end && *at != '"'; at += at < end && *at == '\\' ? 2 : 0)
                while (at < end && !ends_text[*at])
                    at++;
        } else if (at < end && *at == '[') {
            depth++;
        } else if (at < end && --depth == 0) {
            p->at = (const char *)at + 1;
            return true;
        }
    }
    return false;
}

static bool read_number(parser *p, bx_value *value)
{
    bool negative = *p->at == '-';
    int64_t number = 0;
    int digits = 0;

    p->at += negative;
    for (; p->at < p->end && *p->at >= '0' && *p->at <= '9' && digits < 18; p->at++, digits++)
        number = number * 10 + (*p->at - '0');
    value->kind = BX_VALUE_NUMBER;
    value->number = negative ? -number : number;
    /* integers only, and none that nobody could mean */
    return digits > 0 && (p->at >= p->end || !strchr("0123456789.eE", *p->at) || *p->at == '\0');
}

static bool read_word(parser *p, bx_value *value)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < 3; i++) {
        size_t len = strlen(words[i]);

        if ((size_t)(p->end - p->at) >= len && memcmp(p->at, words[i], len) == 0) {
            p->at += len;
            value->kind = i == 0 ? BX_VALUE_TRUE : BX_VALUE_OTHER;
            return true;
        }
    }
    return false;
}

static bool read_member(parser *p, bool named, bx_value *value)
{
    bx_str name = {0};

    if (named && (!read_text(p, &name) || !take(p, ':')))
        return false;
    value->name = name;
    skip_blanks(p);
    if (named && bx_str_is(name, "clusters") && p->at < p->end && *p->at == '[') {
        const char *start = p->at;

        value->kind = BX_VALUE_UNREAD;
        if (!skip_array(p))
            return false;
        value->text = (bx_str){start, (size_t)(p->at - start)};
        return true;
    }
    return read_value(p, value);
}

static bool read_members(parser *p, bx_value *value, char close)
{
    size_t first = p->open.len;

    if (++p->depth > MOST_DEPTH)
        return false;
    if (!take(p, close)) {
        do {
            bx_value member = {0};

            if (!read_member(p, close == '}', &member))
                return false;
            BX_PUSH(p->scratch, p->open, member);
        } while (take(p, ','));
        if (!take(p, close))
            return false;
    }
    p->depth--;
    value->kind = close == '}' ? BX_VALUE_OBJECT : BX_VALUE_ARRAY;
    value->count = p->open.len - first;
    bx_value *items = BX_NEW_ARRAY(p->arena, bx_value, value->count + 1);
    if (value->count > 0)
        memcpy(items, p->open.at + first, value->count * sizeof *items);
    value->items = items;
    p->open.len = first;
    return true;
}

static bool read_value(parser *p, bx_value *value)
{
    skip_blanks(p);
    if (p->at >= p->end)
        return false;
    switch (*p->at) {
    case '{':
        p->at++;
        return read_members(p, value, '}');
    case '[':
        p->at++;
        return read_members(p, value, ']');
    case '"':
        value->kind = BX_VALUE_TEXT;
        return read_text(p, &value->text);
    case 't':
    case 'f':
    case 'n':
        return read_word(p, value);
    default:
        return read_number(p, value);
    }
}

static bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Bytes of the character at AT, which is no ASCII; 0: none of UTF-8. */
static size_t length_of(const unsigned char *at, size_t room)
{
    if (*at >= 0xE0 && *at < 0xF0) /* nearly all */
        return room >= 3 && is_tail(at[1]) && is_tail(at[2]) && (*at != 0xE0 || at[1] >= 0xA0) &&
                       (*at != 0xED || at[1] < 0xA0)
                   ? 3
                   : 0;
    if (*at >= 0xC2 && *at < 0xE0)
        return room >= 2 && is_tail(at[1]) ? 2 : 0;
    return *at >= 0xF0 && *at < 0xF5 && room >= 4 && is_tail(at[1]) && is_tail(at[2]) &&
                   is_tail(at[3]) && (*at != 0xF0 || at[1] >= 0x90) && (*at != 0xF4 || at[1] < 0x90)
               ? 4
               : 0;
}

bool bx_is_utf8(bx_str text)
{
    const unsigned char *at = (const unsigned char *)text.at, *end = at + text.len;

    while (at < end) {
        uint64_t eight;
        size_t len;

        while (end - at >= 8 && (memcpy(&eight, at, 8), (eight & 0x8080808080808080u) == 0))
            at += 8;
        while (at < end && *at < 0x80)
            at++;
        for (; at < end && *at >= 0x80; at += len) {
            len = length_of(at, (size_t)(end - at));
            if (len == 0)
                return false;
        }
    }
    return true;
}

const bx_value *bx_read_value(bx_arena *arena, bx_str text)
{
    parser p = {.arena = arena, .at = text.at, .end = text.at + text.len, .scratch = bx_arena_new()};
    bx_value *value = BX_NEW(arena, bx_value);
    bool good = text.len > 0 && bx_is_utf8(text) && read_value(&p, value);

    skip_blanks(&p);
    bx_arena_free(p.scratch);
    return good && p.at == p.end ? value : NULL;
}

const bx_value *bx_find_value(const bx_value *object, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; object && object->kind == BX_VALUE_OBJECT && i < object->count; i++)
        if (object->items[i].name.len == len && memcmp(object->items[i].name.at, name, len) == 0)
            return &object->items[i];
    return NULL;
}

const bx_value *bx_find_item(const bx_value *array, size_t index)
{
    return array && array->kind == BX_VALUE_ARRAY && index < array->count ? &array->items[index]
                                                                          : NULL;
}
