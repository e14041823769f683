/* press/image.c - what a picture's entry says of it: an image XObject's, or an inline image's (ISO
 * 32000-1, 8.9.5 and 8.9.7).
 */
#include "press/walk.h"

void bx_image_of_object(const bx_reader *r, qpdf_oh resources, qpdf_oh object, bx_image *image)
{
    qpdf_oh space = bx_get_key(r, object, "/ColorSpace");
    QPDF_BOOL mask = QPDF_FALSE;
    *image = (bx_image){.object = object, .bits = 8};
    (void)qpdf_oh_get_value_as_bool(r->pdf, bx_get_key(r, object, "/ImageMask"), &mask);
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, object, "/Width"), &image->width);
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, object, "/Height"), &image->height);
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, object, "/BitsPerComponent"),
                                   &image->bits);
    if (mask)
        image->bits = 1;
    else if (!qpdf_oh_is_null(r->pdf, space))
        image->space = bx_read_space(r, resources, space);
}

static bool is_key(bx_str key, const char *shorter, const char *longer)
{
    return bx_str_is(key, shorter) || bx_str_is(key, longer);
}

static void take_entry(const bx_reader *r, qpdf_oh resources, bx_str key, const bx_token *value,
                       bx_image *image)
{
    int n = value->number > 0 && value->number < INT32_MAX ? (int)value->number : 0;
    if (is_key(key, "/W", "/Width"))
        image->width = n;
    else if (is_key(key, "/H", "/Height"))
        image->height = n;
    else if (is_key(key, "/BPC", "/BitsPerComponent"))
        image->bits = n;
    else if (is_key(key, "/IM", "/ImageMask") && bx_str_is(value->text, "true"))
        image->bits = 1;
    else if (is_key(key, "/CS", "/ColorSpace") && value->kind == BX_TOKEN_NAME)
        image->space = bx_find_space(r, resources, bx_token_name(r, value));
}

void bx_image_of_inline(const bx_reader *r, qpdf_oh resources, const bx_instruction *in,
                        bx_image *image)
{
    size_t count = in->count < BX_MOST_OPERANDS ? in->count : BX_MOST_OPERANDS;
    *image = (bx_image){.bits = 8};
    for (size_t i = 0; i + 1 < count; i++) {
        const bx_token *key = &in->operands[i], *value = &in->operands[i + 1];
        if (key->kind != BX_TOKEN_NAME)
            continue;
        /* [/Indexed /DeviceRGB 1 <…>]: what counts is the space of its table. */
        bool array = bx_str_is(value->text, "[");
        if (!array)
            take_entry(r, resources, key->text, value, image);
        else if (i + 3 < count)
            take_entry(r, resources, key->text, &in->operands[i + 3], image);
        for (i++; array && i < count && !bx_str_is(in->operands[i].text, "]");)
            i++;
    }
}
