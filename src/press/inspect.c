/* press/inspect.c - what an artwork is made of (广告检查): colours, transparency, fonts.
 *
 * Goes through everything that the page can draw, each object once.
 */
#include <stdlib.h>

#include "press/advert.h"
#include "press/scan.h"

enum { DEEPEST_FORM = 16 }; /* forms in forms */

static void drop_bytes(unsigned char **bytes)
{
    free(*bytes);
}

typedef struct {
    bx_arena *arena;
    qpdf_data pdf;
    BX_VEC(bool) seen; /* by number of object */
    bx_ad_traits *traits;
} inspection;

static void inspect_resources(inspection *in, qpdf_oh resources, int depth);

static bool is_name(inspection *in, qpdf_oh object, const char *name)
{
    return qpdf_oh_is_name_and_equals(in->pdf, object, name);
}

/* ---- colour spaces ---- */

static bool has_three_channels(inspection *in, qpdf_oh profile)
{
    int channels = 0;
    return qpdf_oh_is_stream(in->pdf, profile) &&
           qpdf_oh_get_value_as_int(
               in->pdf, qpdf_oh_get_key(in->pdf, qpdf_oh_get_dict(in->pdf, profile), "/N"),
               &channels) &&
           channels == 3;
}

/* Notes what SPACE is, however it is wrapped. */
static void note_space(inspection *in, qpdf_oh space, int depth)
{
    bx_ad_traits *traits = in->traits;
    if (is_name(in, space, "/DeviceRGB") || is_name(in, space, "/RGB"))
        traits->rgb = traits->foreign = true;
    int count = depth > DEEPEST_FORM || !qpdf_oh_is_array(in->pdf, space)
                    ? 0
                    : qpdf_oh_get_array_n_items(in->pdf, space);
    if (count < 1)
        return;
    qpdf_oh kind = qpdf_oh_get_array_item(in->pdf, space, 0);
    bool device = is_name(in, kind, "/DeviceGray") || is_name(in, kind, "/DeviceCMYK");
    bool wrapper =
        is_name(in, kind, "/Indexed") || is_name(in, kind, "/I") || is_name(in, kind, "/Pattern");
    bool spot = is_name(in, kind, "/Separation") || is_name(in, kind, "/DeviceN");
    traits->foreign |= !device && !wrapper;
    traits->rgb |= is_name(in, kind, "/CalRGB") || is_name(in, kind, "/Lab") ||
                   is_name(in, kind, "/DeviceRGB") ||
                   (is_name(in, kind, "/ICCBased") && count > 1 &&
                    has_three_channels(in, qpdf_oh_get_array_item(in->pdf, space, 1)));
    int base = wrapper ? 1 : spot ? 2 : 0;
    if (base > 0 && count > base)
        note_space(in, qpdf_oh_get_array_item(in->pdf, space, base), depth + 1);
}

/* True for greys, on the black plate alone. */
static bool is_gray(inspection *in, qpdf_oh space)
{
    bool array = qpdf_oh_is_array(in->pdf, space) && qpdf_oh_get_array_n_items(in->pdf, space) > 0;
    qpdf_oh kind = array ? qpdf_oh_get_array_item(in->pdf, space, 0) : space;
    if (array && is_name(in, kind, "/Indexed") && qpdf_oh_get_array_n_items(in->pdf, space) > 1)
        kind = qpdf_oh_get_array_item(in->pdf, space, 1);
    return is_name(in, kind, "/DeviceGray") || is_name(in, kind, "/CalGray") ||
           is_name(in, kind, "/G");
}

/* The space of a picture or gradient, whose colours are not looked at one by one. */
static void note_painted(inspection *in, qpdf_oh space)
{
    note_space(in, space, 0);
    if (!qpdf_oh_is_null(in->pdf, space))
        in->traits->inks |= is_gray(in, space) ? BX_PLATE_K : BX_PLATES_ALL;
}

/* The keys of a dictionary: qpdf walks one dictionary at a time, and this walk goes down into
 * others. */
typedef BX_VEC(const char *) key_list;

static key_list list_keys(inspection *in, qpdf_oh dict)
{
    key_list keys = {0};
    if (!qpdf_oh_is_dictionary(in->pdf, dict))
        return keys;
    qpdf_oh_begin_dict_key_iter(in->pdf, dict);
    while (qpdf_oh_dict_more_keys(in->pdf))
        BX_PUSH(in->arena, keys, bx_str_c(in->arena, bx_str_of(qpdf_oh_dict_next_key(in->pdf))));
    return keys;
}

/* False when OBJECT was looked into before. */
static bool first_sight(inspection *in, qpdf_oh object)
{
    size_t id = (size_t)qpdf_oh_get_object_id(in->pdf, object);
    if (id == 0)
        return true;
    while (in->seen.len <= id)
        BX_PUSH(in->arena, in->seen, false);
    bool first = !in->seen.at[id];
    in->seen.at[id] = true;
    return first;
}

/* The space that GROUP, of a form or the page, blends in. */
static void note_group(inspection *in, qpdf_oh group)
{
    if (!is_name(in, qpdf_oh_get_key_if_dict(in->pdf, group, "/S"), "/Transparency"))
        return;
    in->traits->transparent = true;
    note_space(in, qpdf_oh_get_key(in->pdf, group, "/CS"), 0);
}

/* True for a picture that a reader of PDF 1.4 cannot show as it is meant. */
static bool is_newer(inspection *in, qpdf_oh dict)
{
    static const char *const filters[] = {"/JPXDecode", "/JBIG2Decode"};
    qpdf_oh filter = qpdf_oh_get_key(in->pdf, dict, "/Filter");
    int bits = 0,
        count = qpdf_oh_is_array(in->pdf, filter) ? qpdf_oh_get_array_n_items(in->pdf, filter) : 0;
    (void)qpdf_oh_get_value_as_int(in->pdf, qpdf_oh_get_key(in->pdf, dict, "/BitsPerComponent"),
                                   &bits);
    if (count > 0) /* what pictures are packed by comes last */
        filter = qpdf_oh_get_array_item(in->pdf, filter, count - 1);
    return bits > 8 || is_name(in, filter, filters[0]) || is_name(in, filter, filters[1]);
}

/* ---- content operators ---- */

static bool is_one_of(bx_str name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (bx_str_is(name, *list))
            return true;
    return false;
}

/* Percent of ink that four numbers ask for. */
static int total_of(const bx_instruction *step)
{
    double sum = 0;
    for (size_t i = 0; i < 4; i++) {
        double part = step->operands[i].kind == BX_TOKEN_NUMBER ? step->operands[i].number : 0;
        sum += part < 0 ? 0 : part > 1 ? 1 : part;
    }
    return (int)(sum * 100 + 0.5);
}

static unsigned inks_of(const bx_instruction *step)
{
    unsigned inks = 0;
    for (unsigned i = 0; i < 4; i++)
        inks |=
            step->operands[i].kind == BX_TOKEN_NUMBER && step->operands[i].number > 0 ? 1U << i : 0;
    return inks;
}

static void inspect_step(inspection *in, const bx_instruction *step)
{
    static const char *const rgb[] = {"rg", "RG", NULL};
    static const char *const inks[] = {"k", "K", "sc", "SC", "scn", "SCN", NULL};
    static const char *const lines[] = {"Tj", "TJ", "'", "\"", "f", "F",  "f*",
                                        "S",  "s",  "B", "B*", "b", "b*", NULL};
    bx_ad_traits *traits = in->traits;
    if (is_one_of(step->name, rgb))
        traits->rgb = traits->foreign = true;
    traits->line_work |= is_one_of(step->name, lines);
    if (step->count == 4 && is_one_of(step->name, inks)) {
        int total = total_of(step);
        traits->ink = total > traits->ink ? total : traits->ink;
        traits->inks |= inks_of(step);
    }
    if (!bx_str_is(step->name, "cs") && !bx_str_is(step->name, "CS") &&
        !bx_str_is(step->name, "BI"))
        return;
    for (size_t i = 0; i < step->count && i < BX_MOST_OPERANDS; i++)
        if (bx_str_is(step->operands[i].text, "/DeviceRGB") ||
            bx_str_is(step->operands[i].text, "/RGB"))
            traits->rgb = traits->foreign = true;
}

static void inspect_content(inspection *in, const unsigned char *at, size_t len)
{
    bx_scanner scanner = {{(const char *)at, len}};
    bx_instruction step;
    while (bx_scan_instruction(&scanner, &step))
        inspect_step(in, &step);
}

static void inspect_stream(inspection *in, qpdf_oh stream, int depth)
{
    BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    qpdf_oh_get_stream_data(in->pdf, stream, qpdf_dl_generalized, &filtered, &bytes, &len);
    if (filtered && bytes != NULL)
        inspect_content(in, bytes, len);
    qpdf_oh dict = qpdf_oh_get_dict(in->pdf, stream);
    inspect_resources(in, qpdf_oh_get_key(in->pdf, dict, "/Resources"), depth + 1);
}

/* ---- resources ---- */

static void inspect_xobject(inspection *in, qpdf_oh object, int depth)
{
    if (!qpdf_oh_is_stream(in->pdf, object) || !first_sight(in, object))
        return;
    qpdf_oh dict = qpdf_oh_get_dict(in->pdf, object);
    if (is_name(in, qpdf_oh_get_key(in->pdf, dict, "/Subtype"), "/Form")) {
        note_group(in, qpdf_oh_get_key(in->pdf, dict, "/Group"));
        inspect_stream(in, object, depth);
        return;
    }
    qpdf_oh mask = qpdf_oh_get_key(in->pdf, dict, "/Mask");
    qpdf_oh space = qpdf_oh_get_key(in->pdf, dict, "/ColorSpace");
    note_painted(in, space);
    if (is_name(in, space, "/DeviceCMYK")) {
        int ink = bx_picture_ink(in->pdf, object);
        in->traits->picture_ink = ink > in->traits->picture_ink ? ink : in->traits->picture_ink;
    }
    in->traits->transparent |= qpdf_oh_has_key(in->pdf, dict, "/SMask");
    in->traits->newer |= is_newer(in, dict) || (qpdf_oh_is_stream(in->pdf, mask) &&
                                                is_newer(in, qpdf_oh_get_dict(in->pdf, mask)));
}

static void inspect_shading(inspection *in, qpdf_oh shading)
{
    qpdf_oh dict =
        qpdf_oh_is_stream(in->pdf, shading) ? qpdf_oh_get_dict(in->pdf, shading) : shading;
    if (qpdf_oh_is_dictionary(in->pdf, dict))
        note_painted(in, qpdf_oh_get_key(in->pdf, dict, "/ColorSpace"));
}

static void inspect_pattern(inspection *in, qpdf_oh pattern, int depth)
{
    if (!first_sight(in, pattern))
        return;
    if (qpdf_oh_is_stream(in->pdf, pattern))
        inspect_stream(in, pattern, depth);
    else if (qpdf_oh_is_dictionary(in->pdf, pattern))
        inspect_shading(in, qpdf_oh_get_key(in->pdf, pattern, "/Shading"));
}

static bool is_below_one(inspection *in, qpdf_oh number)
{
    double value;
    return qpdf_oh_get_value_as_number(in->pdf, number, &value) && value < 1;
}

static void inspect_state(inspection *in, qpdf_oh state, int depth)
{
    if (!qpdf_oh_is_dictionary(in->pdf, state) || !first_sight(in, state))
        return;
    qpdf_oh mask = qpdf_oh_get_key(in->pdf, state, "/SMask");
    qpdf_oh blend = qpdf_oh_get_key(in->pdf, state, "/BM");
    if (qpdf_oh_is_dictionary(in->pdf, mask)) {
        qpdf_oh drawn = qpdf_oh_get_key(in->pdf, mask, "/G");
        in->traits->transparent = true;
        if (qpdf_oh_is_stream(in->pdf, drawn) && first_sight(in, drawn))
            inspect_stream(in, drawn, depth); /* of its group only the lightness counts */
    }
    in->traits->transparent |= !qpdf_oh_is_null(in->pdf, blend) && !is_name(in, blend, "/Normal") &&
                               !is_name(in, blend, "/Compatible");
    in->traits->transparent |= is_below_one(in, qpdf_oh_get_key(in->pdf, state, "/ca")) ||
                               is_below_one(in, qpdf_oh_get_key(in->pdf, state, "/CA"));
}

static void inspect_space(inspection *in, qpdf_oh space, int depth)
{
    (void)depth;
    note_space(in, space, 0);
}

/* A font that is not in the file; those of drawings need no other file. */
static void inspect_font(inspection *in, qpdf_oh font, int depth)
{
    static const char *const programs[] = {"/FontFile", "/FontFile2", "/FontFile3"};
    if (!qpdf_oh_is_dictionary(in->pdf, font) || !first_sight(in, font) || depth > DEEPEST_FORM)
        return;
    if (is_name(in, qpdf_oh_get_key(in->pdf, font, "/Subtype"), "/Type3")) {
        qpdf_oh letters = qpdf_oh_get_key(in->pdf, font, "/CharProcs");
        key_list keys = list_keys(in, letters);
        for (size_t i = 0; i < keys.len; i++)
            if (qpdf_oh_is_stream(in->pdf, qpdf_oh_get_key(in->pdf, letters, keys.at[i])))
                inspect_stream(in, qpdf_oh_get_key(in->pdf, letters, keys.at[i]), depth);
        inspect_resources(in, qpdf_oh_get_key(in->pdf, font, "/Resources"), depth + 1);
        return;
    }
    qpdf_oh parts = qpdf_oh_get_key(in->pdf, font, "/DescendantFonts");
    qpdf_oh face = qpdf_oh_is_array(in->pdf, parts) && qpdf_oh_get_array_n_items(in->pdf, parts) > 0
                       ? qpdf_oh_get_array_item(in->pdf, parts, 0)
                       : font;
    qpdf_oh descriptor = qpdf_oh_get_key_if_dict(in->pdf, face, "/FontDescriptor");
    for (size_t i = 0; i < 3; i++)
        if (qpdf_oh_is_dictionary(in->pdf, descriptor) &&
            qpdf_oh_is_stream(in->pdf, qpdf_oh_get_key(in->pdf, descriptor, programs[i])))
            return;
    const char *name = "/?";
    size_t len = 0;
    (void)qpdf_oh_get_value_as_name(in->pdf, qpdf_oh_get_key(in->pdf, font, "/BaseFont"), &name,
                                    &len);
    if (in->traits->loose_font.len == 0)
        in->traits->loose_font = bx_str_copy(in->arena, bx_str_of(name + 1));
}

static void inspect_plain_shading(inspection *in, qpdf_oh shading, int depth)
{
    (void)depth;
    inspect_shading(in, shading);
}

static void inspect_each(inspection *in, qpdf_oh resources, const char *category, int depth,
                         void (*inspect)(inspection *, qpdf_oh, int))
{
    qpdf_oh dict = qpdf_oh_get_key(in->pdf, resources, category);
    key_list keys = list_keys(in, dict);
    for (size_t i = 0; i < keys.len; i++)
        inspect(in, qpdf_oh_get_key(in->pdf, dict, keys.at[i]), depth);
}

static void inspect_resources(inspection *in, qpdf_oh resources, int depth)
{
    if (depth > DEEPEST_FORM || !qpdf_oh_is_dictionary(in->pdf, resources))
        return;
    inspect_each(in, resources, "/ColorSpace", depth, inspect_space);
    inspect_each(in, resources, "/Shading", depth, inspect_plain_shading);
    inspect_each(in, resources, "/Pattern", depth, inspect_pattern);
    inspect_each(in, resources, "/XObject", depth, inspect_xobject);
    inspect_each(in, resources, "/ExtGState", depth, inspect_state);
    inspect_each(in, resources, "/Font", depth, inspect_font);
}

/* Annotations that a reader shows and no press prints: stamps, notes, form fields. A form that is
 * placed cannot carry them (12.5).
 */
static void note_annotation(inspection *in, qpdf_oh annotation)
{
    enum { HIDDEN = 2 };
    int flags = 0;
    const char *kind = NULL;
    size_t len = 0;
    qpdf_oh look = qpdf_oh_get_key_if_dict(in->pdf, annotation, "/AP");
    (void)qpdf_oh_get_value_as_int(in->pdf, qpdf_oh_get_key_if_dict(in->pdf, annotation, "/F"),
                                   &flags);
    if (in->traits->note.len > 0 || !qpdf_oh_is_dictionary(in->pdf, look) ||
        !qpdf_oh_has_key(in->pdf, look, "/N") || (flags & HIDDEN) != 0 ||
        !qpdf_oh_get_value_as_name(in->pdf, qpdf_oh_get_key(in->pdf, annotation, "/Subtype"), &kind,
                                   &len) ||
        strcmp(kind, "/Popup") == 0 || strcmp(kind, "/PrinterMark") == 0 ||
        strcmp(kind, "/TrapNet") == 0)
        return;
    in->traits->note = bx_str_copy(in->arena, bx_str_of(kind + 1));
}

static void inspect_annotations(inspection *in, qpdf_oh page)
{
    enum { MOST = 10000 };
    qpdf_oh notes = qpdf_oh_get_key(in->pdf, page, "/Annots");
    int count = qpdf_oh_is_array(in->pdf, notes) ? qpdf_oh_get_array_n_items(in->pdf, notes) : 0;
    for (int i = 0; i < count && i < MOST; i++)
        note_annotation(in, qpdf_oh_get_array_item(in->pdf, notes, i));
}

bool bx_inspect_ad(bx_arena *arena, qpdf_data pdf, qpdf_oh page, bx_ad_traits *traits)
{
    inspection in = {.arena = arena, .pdf = pdf, .traits = traits};
    BX_AUTO(drop_bytes) unsigned char *content = NULL;
    size_t len = 0;
    if ((qpdf_oh_get_page_content_data(pdf, page, &content, &len) & QPDF_ERRORS) != 0)
        return false;
    qpdf_oh layers = qpdf_oh_get_key(pdf, qpdf_get_root(pdf), "/OCProperties");
    traits->layers = qpdf_oh_is_dictionary(pdf, layers);
    inspect_content(&in, content, len);
    inspect_resources(&in, qpdf_oh_get_key(pdf, page, "/Resources"), 0);
    inspect_annotations(&in, page);
    if (traits->transparent) /* else the page's group is left out */
        note_group(&in, qpdf_oh_get_key(pdf, page, "/Group"));
    if (traits->foreign)
        traits->inks = BX_PLATES_ALL;
    return true;
}
