/* press/reader.c - objects and streams of a PDF, with an end to everything (ISO 32000-1, 7.3). */
#include "press/reader.h"

#include <stdlib.h>
#include <zlib.h>

enum {
    MOST_PACKED = 64 << 20, /* what is given to qpdf's filters, which know no limit */
    MOST_FILTERS = 8,
};

/* ---- objects ---- */

bool bx_is_name(const bx_reader *r, qpdf_oh object, const char *name)
{
    return qpdf_oh_is_name_and_equals(r->pdf, object, name);
}

static qpdf_oh dict_of(const bx_reader *r, qpdf_oh object)
{
    return qpdf_oh_is_stream(r->pdf, object) ? qpdf_oh_get_dict(r->pdf, object) : object;
}

qpdf_oh bx_get_key(const bx_reader *r, qpdf_oh object, const char *key)
{
    return qpdf_oh_get_key_if_dict(r->pdf, dict_of(r, object), key);
}

bool bx_has_value(const bx_reader *r, qpdf_oh object, const char *key)
{
    return !qpdf_oh_is_null(r->pdf, bx_get_key(r, object, key));
}

bool bx_get_numbers(const bx_reader *r, qpdf_oh array, double *numbers, int count)
{
    if (!qpdf_oh_is_array(r->pdf, array) || qpdf_oh_get_array_n_items(r->pdf, array) != count)
        return false;
    for (int i = 0; i < count; i++)
        if (!qpdf_oh_get_value_as_number(r->pdf, qpdf_oh_get_array_item(r->pdf, array, i),
                                         &numbers[i]))
            return false;
    return true;
}

bx_str bx_get_name(const bx_reader *r, qpdf_oh object)
{
    const char *name;
    size_t len;
    if (!qpdf_oh_get_value_as_name(r->pdf, object, &name, &len) || len < 1)
        return (bx_str){"", 0};
    return bx_str_copy(r->arena, (bx_str){name + 1, len - 1});
}

bx_str bx_get_text(const bx_reader *r, qpdf_oh object)
{
    const char *text;
    size_t len;
    if (!qpdf_oh_get_value_as_utf8(r->pdf, object, &text, &len))
        return (bx_str){"", 0};
    char *copy = BX_NEW_ARRAY(r->arena, char, len + 1);
    size_t kept = 0;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] >= ' ' && text[i] != 0x7f)
            copy[kept++] = text[i];
    return (bx_str){copy, kept};
}

bool bx_order_box(double box[4])
{
    for (int i = 0; i < 2; i++) {
        double low = box[i] < box[i + 2] ? box[i] : box[i + 2];
        double high = box[i] < box[i + 2] ? box[i + 2] : box[i];
        box[i] = low;
        box[i + 2] = high;
    }
    return box[2] - box[0] >= 1 && box[3] - box[1] >= 1 && box[2] - box[0] < 14400 &&
           box[3] - box[1] < 14400;
}

void bx_drop_pdf(qpdf_data *pdf)
{
    if (*pdf == NULL)
        return;
    while (qpdf_has_error(*pdf))
        (void)qpdf_get_error(*pdf);
    qpdf_cleanup(pdf);
}

bx_key_list bx_list_keys(const bx_reader *r, qpdf_oh dict)
{
    bx_key_list keys = {0};
    dict = dict_of(r, dict);
    if (!qpdf_oh_is_dictionary(r->pdf, dict))
        return keys;
    qpdf_oh_begin_dict_key_iter(r->pdf, dict);
    while (qpdf_oh_dict_more_keys(r->pdf))
        BX_PUSH(r->arena, keys, bx_str_c(r->arena, bx_str_of(qpdf_oh_dict_next_key(r->pdf))));
    return keys;
}

/* ---- streams ---- */

static void drop_bytes(unsigned char **bytes)
{
    free(*bytes);
}

/* How STREAM is packed: a picture's own way, not at all, by Flate alone, or otherwise. */
typedef enum { PACKED_PICTURE, PACKED_NOT, PACKED_FLATE, PACKED_OTHERWISE } packing;

static bool is_picture_filter(const bx_reader *r, qpdf_oh filter)
{
    static const char *const names[] = {"/DCTDecode",      "/DCT", "/JPXDecode", "/JBIG2Decode",
                                        "/CCITTFaxDecode", "/CCF"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (bx_is_name(r, filter, names[i]))
            return true;
    return false;
}

static packing packing_of(const bx_reader *r, qpdf_oh stream)
{
    qpdf_oh filter = bx_get_key(r, stream, "/Filter");
    if (qpdf_oh_is_null(r->pdf, filter))
        return PACKED_NOT;
    bool array = qpdf_oh_is_array(r->pdf, filter);
    int count = array ? qpdf_oh_get_array_n_items(r->pdf, filter) : 1;
    int predictor = 1, squeezing = 0;
    if (count > MOST_FILTERS)
        return PACKED_PICTURE;
    for (int i = 0; i < count; i++) {
        qpdf_oh one = array ? qpdf_oh_get_array_item(r->pdf, filter, i) : filter;
        if (is_picture_filter(r, one))
            return PACKED_PICTURE;
        squeezing +=
            !bx_is_name(r, one, "/ASCIIHexDecode") && !bx_is_name(r, one, "/ASCII85Decode");
    }
    if (squeezing > 1) /* each could make a thousand bytes of one */
        return PACKED_PICTURE;
    qpdf_oh parameters = bx_get_key(r, stream, "/DecodeParms");
    if (qpdf_oh_is_array(r->pdf, parameters) && qpdf_oh_get_array_n_items(r->pdf, parameters) > 0)
        parameters = qpdf_oh_get_array_item(r->pdf, parameters, 0);
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, parameters, "/Predictor"), &predictor);
    qpdf_oh first = array && count > 0 ? qpdf_oh_get_array_item(r->pdf, filter, 0) : filter;
    return count == 1 && predictor <= 1 && bx_is_name(r, first, "/FlateDecode") ? PACKED_FLATE
                                                                                : PACKED_OTHERWISE;
}

static bool inflate_up_to(const unsigned char *packed, size_t len, size_t limit, bx_buffer *bytes)
{
    unsigned char part[32768];
    z_stream stream = {0};
    size_t start = bytes->len;
    int status = Z_OK;
    if (len > UINT32_MAX || inflateInit(&stream) != Z_OK)
        return false;
    stream.next_in = (z_const Bytef *)(uintptr_t)packed;
    stream.avail_in = (uInt)len;
    while (status == Z_OK && bytes->len - start <= limit) {
        stream.next_out = part;
        stream.avail_out = sizeof part;
        status = inflate(&stream, Z_NO_FLUSH);
        bx_buffer_add(bytes, part, sizeof part - stream.avail_out);
    }
    inflateEnd(&stream);
    return status == Z_STREAM_END && bytes->len - start <= limit;
}

bool bx_read_stream(const bx_reader *r, qpdf_oh stream, size_t limit, bx_buffer *bytes)
{
    if (!qpdf_oh_is_stream(r->pdf, stream))
        return false;
    packing kind = packing_of(r, stream);
    if (kind == PACKED_PICTURE)
        return false;
    BX_AUTO(drop_bytes) unsigned char *found = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    QPDF_ERROR_CODE status =
        qpdf_oh_get_stream_data(r->pdf, stream, qpdf_dl_none, &filtered, &found, &len);
    if ((status & QPDF_ERRORS) != 0 || (found == NULL && len > 0))
        return false;
    if (kind == PACKED_FLATE)
        return inflate_up_to(found, len, limit, bytes);
    if (kind == PACKED_OTHERWISE) {
        if (len > MOST_PACKED)
            return false;
        free(found);
        found = NULL;
        status =
            qpdf_oh_get_stream_data(r->pdf, stream, qpdf_dl_generalized, &filtered, &found, &len);
        if ((status & QPDF_ERRORS) != 0 || !filtered)
            return false;
    }
    if (len > limit)
        return false;
    bx_buffer_add(bytes, found, len);
    return true;
}

bool bx_read_contents(const bx_reader *r, qpdf_oh page, size_t limit, bx_buffer *bytes)
{
    qpdf_oh contents = bx_get_key(r, page, "/Contents");
    if (qpdf_oh_is_null(r->pdf, contents))
        return true; /* an empty page */
    if (!qpdf_oh_is_array(r->pdf, contents))
        return bx_read_stream(r, contents, limit, bytes);
    int count = qpdf_oh_get_array_n_items(r->pdf, contents);
    for (int i = 0; i < count; i++) {
        if (bytes->len > limit || !bx_read_stream(r, qpdf_oh_get_array_item(r->pdf, contents, i),
                                                  limit - bytes->len, bytes))
            return false;
        bx_buffer_text(bytes, "\n"); /* no word goes on in the next one */
    }
    return true;
}

/* ---- what tokens write ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bx_str bx_token_name(const bx_reader *r, const bx_token *token)
{
    bx_str written = token->text;
    char *name = BX_NEW_ARRAY(r->arena, char, written.len + 1);
    size_t len = 0;
    for (size_t i = 1; i < written.len; i++) {
        bool escape = written.at[i] == '#' && i + 2 < written.len;
        int high = escape ? hex_value(written.at[i + 1]) : -1;
        int low = high >= 0 ? hex_value(written.at[i + 2]) : -1;
        name[len++] = low >= 0 ? (char)(high * 16 + low) : written.at[i];
        i += low >= 0 ? 2 : 0;
    }
    return (bx_str){name, len};
}

static void add_byte(bx_buffer *bytes, int byte)
{
    bx_buffer_add(bytes, &(char){(char)byte}, 1);
}

static void read_hex(bx_str written, bx_buffer *bytes)
{
    int high = -1;
    for (size_t i = 1; i < written.len; i++) {
        int value = hex_value(written.at[i]);
        if (value < 0)
            continue;
        if (high >= 0)
            add_byte(bytes, high * 16 + value);
        high = high >= 0 ? -1 : value;
    }
    if (high >= 0)
        add_byte(bytes, high * 16);
}

/* What stands behind a backslash; returns how many characters it takes. */
static size_t read_escape(bx_str at, bx_buffer *bytes)
{
    static const char letters[] = "nrtbf", meanings[] = "\n\r\t\b\f";
    const char *letter = memchr(letters, at.at[0], sizeof letters - 1);
    size_t len = 0;
    int value = 0;
    for (; len < 3 && len < at.len && at.at[len] >= '0' && at.at[len] <= '7'; len++)
        value = value * 8 + (at.at[len] - '0');
    if (len > 0)
        add_byte(bytes, value);
    else if (letter != NULL)
        add_byte(bytes, meanings[letter - letters]);
    else if (at.at[0] == '\r') /* a line that goes on */
        return at.len > 1 && at.at[1] == '\n' ? 2 : 1;
    else if (at.at[0] != '\n')
        add_byte(bytes, at.at[0]);
    return len > 0 ? len : 1;
}

void bx_token_string(bx_str written, bx_buffer *bytes)
{
    if (written.len == 0 || written.at[0] == '<') {
        read_hex(written, bytes);
        return;
    }
    size_t end = written.len - (bx_str_ends(written, ")") && written.len > 1);
    for (size_t i = 1; i < end;) {
        char c = written.at[i++];
        if (c == '\\' && i < end)
            i += read_escape(bx_str_slice(written, i, end), bytes);
        else
            add_byte(bytes, c);
    }
}
