/* press/recolor.c - an artwork's colours turned into inks (改色): operators, resources, masks.
 *
 * The drawing stays what it was: lines, letters and gradients keep their form, only the numbers of
 * their colours change. What a soft mask is painted with becomes grey, since only its lightness
 * counts.
 */
#include "press/recolor.h"

#include <stdlib.h>

#include "press/scan.h"

enum { DEEPEST_STATE = 64 };

/* The spaces that sc and SC speak of. */
typedef struct {
    const bx_from_space *fill, *stroke;
} colors;

typedef struct {
    bx_recolor *r;
    bx_recolor_aim aim;
    qpdf_oh resources, made; /* as they came; as they will be */
    bx_buffer *out;
    colors now, saved[DEEPEST_STATE];
    size_t depth; /* how many states are open, kept or not */
    int nesting;  /* of forms */
} rewriter;

static qpdf_oh recolor_resources(bx_recolor *r, qpdf_oh resources, bx_recolor_aim aim, int depth);
static qpdf_oh recolor_form(bx_recolor *r, qpdf_oh form, qpdf_oh outer, bx_recolor_aim aim,
                            const colors *begin, int depth);

static void drop_bytes(unsigned char **bytes)
{
    free(*bytes);
}

/* ---- small things ---- */

void bx_recolor_fail(bx_recolor *r, const char *what)
{
    if (r->failed == NULL)
        r->failed = what;
}

bool bx_recolor_is_name(const bx_recolor *r, qpdf_oh object, const char *name)
{
    return qpdf_oh_is_name_and_equals(r->pdf, object, name);
}

bool bx_recolor_find(const bx_recolor *r, qpdf_oh object, bx_recolor_aim aim, qpdf_oh *made)
{
    int id = qpdf_oh_get_object_id(r->pdf, object);
    for (size_t i = 0; id != 0 && i < r->done.len; i++) {
        if (r->done.at[i].id != id || r->done.at[i].aim != aim)
            continue;
        *made = r->done.at[i].object;
        return true;
    }
    return false;
}

void bx_recolor_keep(bx_recolor *r, qpdf_oh object, bx_recolor_aim aim, qpdf_oh made)
{
    int id = qpdf_oh_get_object_id(r->pdf, object);
    if (id != 0)
        BX_PUSH(r->arena, r->done, (bx_recolored){id, aim, made});
}

bx_key_list bx_recolor_keys(const bx_recolor *r, qpdf_oh dict)
{
    return bx_list_keys(&(bx_reader){r->arena, r->pdf}, dict);
}

qpdf_oh bx_recolor_copy_dict(bx_recolor *r, qpdf_oh dict)
{
    qpdf_oh made = qpdf_oh_new_dictionary(r->pdf);
    bx_key_list keys = bx_recolor_keys(r, dict);
    for (size_t i = 0; i < keys.len; i++)
        qpdf_oh_replace_key(r->pdf, made, keys.at[i], qpdf_oh_get_key(r->pdf, dict, keys.at[i]));
    return made;
}

static qpdf_oh device_name(const bx_recolor *r, bx_recolor_aim aim)
{
    return qpdf_oh_new_name(r->pdf, aim == BX_TO_INKS ? "/DeviceCMYK" : "/DeviceGray");
}

/* ---- operators ---- */

static void put_value(rewriter *w, const bx_from_space *space, const double *color)
{
    double out[4];
    bx_recolor_value(w->r, space, w->aim, color, out);
    for (int i = 0; i < bx_recolor_channels(w->aim); i++) {
        bx_put_milli(w->out, (int64_t)(out[i] * 1000 + 0.5));
        bx_buffer_text(w->out, " ");
    }
}

static void put_word(rewriter *w, const char *word)
{
    bx_buffer_text(w->out, word);
    bx_buffer_text(w->out, "\n");
}

static void copy_step(rewriter *w, const bx_instruction *step)
{
    bx_buffer_str(w->out, step->text);
    bx_buffer_text(w->out, "\n");
}

/* The numbers at the head of STEP's operands. */
static int numbers_of(const bx_instruction *step, double numbers[BX_FUNCTION_OUTPUTS])
{
    int count = 0;
    while (count < BX_FUNCTION_OUTPUTS && (size_t)count < step->count &&
           step->operands[count].kind == BX_TOKEN_NUMBER) {
        numbers[count] = step->operands[count].number;
        count++;
    }
    return count;
}

static const bx_from_space *device_space(rewriter *w, const char *name)
{
    return bx_recolor_space(w->r, qpdf_oh_new_name(w->r->pdf, name), w->resources);
}

/* g rg k and G RG K: choose the space and the colour at once. */
static bool plain_color(rewriter *w, const bx_instruction *step)
{
    static const struct {
        const char *fill, *stroke, *space;
    } table[] = {{"g", "G", "/DeviceGray"}, {"rg", "RG", "/DeviceRGB"}, {"k", "K", "/DeviceCMYK"}};
    double numbers[BX_FUNCTION_OUTPUTS];
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        bool stroke = bx_str_is(step->name, table[i].stroke);
        if (!stroke && !bx_str_is(step->name, table[i].fill))
            continue;
        const bx_from_space *space = device_space(w, table[i].space);
        if (stroke)
            w->now.stroke = space;
        else
            w->now.fill = space;
        if (!bx_recolor_changes(space) || numbers_of(step, numbers) != space->channels) {
            copy_step(w, step);
            return true;
        }
        put_value(w, space, numbers);
        if (w->aim == BX_TO_INKS)
            put_word(w, stroke ? "K" : "k");
        else
            put_word(w, stroke ? "G" : "g");
        return true;
    }
    return false;
}

/* cs CS: names of the resources keep their name, which stands for another space there. */
static bool choose_space(rewriter *w, const bx_instruction *step)
{
    bool stroke = bx_str_is(step->name, "CS");
    if ((!stroke && !bx_str_is(step->name, "cs")) || step->count < 1 ||
        step->operands[0].kind != BX_TOKEN_NAME)
        return false;
    bx_str name = step->operands[0].text;
    const bx_from_space *space = device_space(w, bx_str_c(w->r->arena, name));
    if (stroke)
        w->now.stroke = space;
    else
        w->now.fill = space;
    bool device = bx_str_is(name, "/DeviceRGB") || bx_str_is(name, "/DeviceCMYK");
    bool gray = w->aim == BX_TO_GRAYS;
    if (device)
        bx_buffer_printf(w->out, "%s %.*s\n", gray ? "/DeviceGray" : "/DeviceCMYK",
                         BX_FMT(step->name));
    else
        copy_step(w, step);
    /* A spot colour begins with its full tint, the inks it is made of would begin black. */
    if (space->kind == BX_FROM_TINT) {
        double full[BX_FUNCTION_OUTPUTS];
        for (int i = 0; i < BX_FUNCTION_OUTPUTS; i++)
            full[i] = 1;
        put_value(w, space, full);
        put_word(w, stroke ? "SC" : "sc");
    }
    return true;
}

/* sc SC scn SCN. */
static bool set_color(rewriter *w, const bx_instruction *step)
{
    bool stroke = bx_str_is(step->name, "SC") || bx_str_is(step->name, "SCN");
    if (!stroke && !bx_str_is(step->name, "sc") && !bx_str_is(step->name, "scn"))
        return false;
    const bx_from_space *space = stroke ? w->now.stroke : w->now.fill;
    double numbers[BX_FUNCTION_OUTPUTS];
    int count = numbers_of(step, numbers);
    bx_str pattern = {"", 0};
    if (space->kind == BX_FROM_PATTERN && space->base != NULL && step->count >= 1 &&
        (size_t)count + 1 == step->count) {
        space = space->base;
        pattern = step->operands[count].text;
    }
    if (!bx_recolor_changes(space) || count != space->channels) {
        copy_step(w, step);
        return true;
    }
    put_value(w, space, numbers);
    bx_buffer_str(w->out, pattern);
    bx_buffer_text(w->out, " ");
    bx_buffer_str(w->out, step->name);
    bx_buffer_text(w->out, "\n");
    return true;
}

/* ---- inline images ---- */

/* The full word for a short one (tables 93 and 94); WORD itself when it has none. */
static bx_str full_word(bx_str word)
{
    static const char *const table[][2] = {{"/BPC", "/BitsPerComponent"},
                                           {"/CS", "/ColorSpace"},
                                           {"/D", "/Decode"},
                                           {"/DP", "/DecodeParms"},
                                           {"/F", "/Filter"},
                                           {"/H", "/Height"},
                                           {"/IM", "/ImageMask"},
                                           {"/I", "/Interpolate"},
                                           {"/W", "/Width"},
                                           {"/L", "/Length"},
                                           {"/AHx", "/ASCIIHexDecode"},
                                           {"/A85", "/ASCII85Decode"},
                                           {"/LZW", "/LZWDecode"},
                                           {"/Fl", "/FlateDecode"},
                                           {"/RL", "/RunLengthDecode"},
                                           {"/CCF", "/CCITTFaxDecode"},
                                           {"/DCT", "/DCTDecode"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (bx_str_is(word, table[i][0]))
            return bx_str_of(table[i][1]);
    return word;
}

/* The operands of BI as a stream of its own; what it names in ColorSpace is looked up later. */
static qpdf_oh lift_image(rewriter *w, const bx_instruction *step)
{
    const bx_recolor *r = w->r;
    bx_buffer text = {0};
    bx_buffer_text(&text, "<<");
    for (size_t i = 0; i < step->count && i < BX_MOST_OPERANDS; i++) {
        bx_buffer_text(&text, " ");
        bx_buffer_str(&text, full_word(step->operands[i].text));
    }
    bx_buffer_text(&text, ">>");
    bx_buffer_add(&text, "", 1);
    qpdf_oh from = qpdf_oh_parse(r->pdf, text.at), image = qpdf_oh_new_stream(r->pdf);
    bx_buffer_free(&text);
    qpdf_oh dict = qpdf_oh_get_dict(r->pdf, image);
    bx_key_list keys = bx_recolor_keys(r, from);
    for (size_t i = 0; i < keys.len; i++)
        qpdf_oh_replace_key(r->pdf, dict, keys.at[i], qpdf_oh_get_key(r->pdf, from, keys.at[i]));
    qpdf_oh_replace_key(r->pdf, dict, "/Type", qpdf_oh_new_name(r->pdf, "/XObject"));
    qpdf_oh_replace_key(r->pdf, dict, "/Subtype", qpdf_oh_new_name(r->pdf, "/Image"));
    qpdf_oh_replace_stream_data(r->pdf, image, (const unsigned char *)step->data.at, step->data.len,
                                qpdf_oh_get_key(r->pdf, from, "/Filter"),
                                qpdf_oh_get_key(r->pdf, from, "/DecodeParms"));
    return image;
}

/* An inline image whose colours change is drawn from the resources. */
static bool inline_image(rewriter *w, const bx_instruction *step)
{
    if (!bx_str_is(step->name, "BI"))
        return false;
    qpdf_data pdf = w->r->pdf;
    qpdf_oh image = lift_image(w, step);
    qpdf_oh space = qpdf_oh_get_key(pdf, qpdf_oh_get_dict(pdf, image), "/ColorSpace");
    const bx_from_space *read = bx_recolor_space(w->r, space, w->resources);
    if (qpdf_oh_is_null(pdf, space) || (!bx_recolor_changes(read) && read->device)) {
        copy_step(w, step);
        return true;
    }
    const char *name = bx_str_printf(w->r->arena, "/BxInline%zu", w->r->images++).at;
    qpdf_oh objects = qpdf_oh_get_key(pdf, w->made, "/XObject");
    if (!qpdf_oh_is_dictionary(pdf, objects)) {
        objects = qpdf_oh_new_dictionary(pdf);
        qpdf_oh_replace_key(pdf, w->made, "/XObject", objects);
        objects = qpdf_oh_get_key(pdf, w->made, "/XObject");
    }
    qpdf_oh_replace_key(pdf, objects, name, bx_recolor_image(w->r, image, w->resources, w->aim));
    bx_buffer_printf(w->out, "%s Do\n", name);
    return true;
}

/* ---- content ---- */

/* Forms inherit the colours of where they are first drawn; the name keeps its form. */
static void draw_object(rewriter *w, const bx_instruction *step)
{
    qpdf_data pdf = w->r->pdf;
    qpdf_oh objects = qpdf_oh_get_key_if_dict(pdf, w->resources, "/XObject");
    qpdf_oh made = qpdf_oh_get_key_if_dict(pdf, w->made, "/XObject");
    const char *name = step->count == 1 && step->operands[0].kind == BX_TOKEN_NAME
                           ? bx_str_c(w->r->arena, step->operands[0].text)
                           : NULL;
    if (name == NULL || !qpdf_oh_is_dictionary(pdf, objects) || !qpdf_oh_is_dictionary(pdf, made))
        return;
    qpdf_oh object = qpdf_oh_get_key(pdf, objects, name);
    if (qpdf_oh_is_stream(pdf, object) &&
        bx_recolor_is_name(w->r, qpdf_oh_get_key(pdf, qpdf_oh_get_dict(pdf, object), "/Subtype"),
                           "/Form"))
        qpdf_oh_replace_key(
            pdf, made, name,
            recolor_form(w->r, object, w->resources, w->aim, &w->now, w->nesting + 1));
}

static void follow_state(rewriter *w, const bx_instruction *step)
{
    if (bx_str_is(step->name, "q")) {
        if (w->depth < DEEPEST_STATE)
            w->saved[w->depth] = w->now;
        w->depth++;
    } else if (bx_str_is(step->name, "Q") && w->depth > 0) {
        w->depth--;
        if (w->depth < DEEPEST_STATE)
            w->now = w->saved[w->depth];
    } else if (bx_str_is(step->name, "Do")) {
        draw_object(w, step);
    }
}

static void rewrite(rewriter *w, bx_str content)
{
    bx_scanner scanner = {content};
    bx_instruction step;
    while (bx_scan_instruction(&scanner, &step)) {
        if (plain_color(w, &step) || choose_space(w, &step) || set_color(w, &step) ||
            inline_image(w, &step))
            continue;
        follow_state(w, &step);
        copy_step(w, &step);
    }
}

/* The content of STREAM rewritten into MADE, a stream with its new resources in it already. */
static void rewrite_stream(bx_recolor *r, qpdf_oh stream, qpdf_oh made, qpdf_oh resources,
                           qpdf_oh made_resources, bx_recolor_aim aim, const colors *begin,
                           int depth)
{
    BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL whole = QPDF_FALSE;
    qpdf_oh_get_stream_data(r->pdf, stream, qpdf_dl_generalized, &whole, &bytes, &len);
    if (!whole || bytes == NULL) {
        bx_recolor_fail(r, N_("a drawing that cannot be read"));
        return;
    }
    bx_buffer text = {0}, packed = {0};
    rewriter w = {.r = r,
                  .aim = aim,
                  .resources = resources,
                  .made = made_resources,
                  .out = &text,
                  .now = *begin,
                  .nesting = depth};
    rewrite(&w, (bx_str){(const char *)bytes, len});
    bx_deflate(text.at, text.len, BX_PACK_TEXT, &packed);
    qpdf_oh_replace_stream_data(r->pdf, made, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(r->pdf, "/FlateDecode"), qpdf_oh_new_null(r->pdf));
    bx_buffer_free(&text);
    bx_buffer_free(&packed);
}

static colors first_colors(bx_recolor *r)
{
    qpdf_oh gray = qpdf_oh_new_name(r->pdf, "/DeviceGray");
    const bx_from_space *space = bx_recolor_space(r, gray, qpdf_oh_new_null(r->pdf));
    return (colors){space, space};
}

/* Forms that no operator drew: they may be, by a reader that we do not know of. */
static void recolor_idle_forms(bx_recolor *r, qpdf_oh made, qpdf_oh resources, bx_recolor_aim aim,
                               int depth)
{
    qpdf_oh objects = qpdf_oh_get_key_if_dict(r->pdf, resources, "/XObject");
    qpdf_oh made_objects = qpdf_oh_get_key_if_dict(r->pdf, made, "/XObject");
    bx_key_list keys = bx_recolor_keys(r, objects);
    colors begin = first_colors(r);
    for (size_t i = 0; i < keys.len; i++) {
        qpdf_oh object = qpdf_oh_get_key(r->pdf, objects, keys.at[i]);
        if (qpdf_oh_is_stream(r->pdf, object) &&
            bx_recolor_is_name(
                r, qpdf_oh_get_key(r->pdf, qpdf_oh_get_dict(r->pdf, object), "/Subtype"), "/Form"))
            qpdf_oh_replace_key(r->pdf, made_objects, keys.at[i],
                                recolor_form(r, object, resources, aim, &begin, depth + 1));
    }
}

/* A stream with the entries of STREAM's dictionary and no data yet. */
static qpdf_oh new_like(bx_recolor *r, qpdf_oh stream, qpdf_oh *dict)
{
    qpdf_oh made = qpdf_oh_new_stream(r->pdf), from = qpdf_oh_get_dict(r->pdf, stream);
    *dict = qpdf_oh_get_dict(r->pdf, made);
    bx_key_list keys = bx_recolor_keys(r, from);
    for (size_t i = 0; i < keys.len; i++)
        qpdf_oh_replace_key(r->pdf, *dict, keys.at[i], qpdf_oh_get_key(r->pdf, from, keys.at[i]));
    qpdf_oh_replace_stream_data(r->pdf, made, (const unsigned char *)"", 0,
                                qpdf_oh_new_null(r->pdf), qpdf_oh_new_null(r->pdf));
    return made;
}

/* A group blends in the press's inks, a mask in grey (11.6.6). */
static void recolor_group(bx_recolor *r, qpdf_oh dict, bx_recolor_aim aim)
{
    qpdf_oh group = qpdf_oh_get_key(r->pdf, dict, "/Group");
    if (!qpdf_oh_is_dictionary(r->pdf, group))
        return;
    qpdf_oh made = bx_recolor_copy_dict(r, group);
    qpdf_oh_replace_key(r->pdf, made, "/CS", device_name(r, aim));
    qpdf_oh_replace_key(r->pdf, dict, "/Group", made);
}

static qpdf_oh recolor_form(bx_recolor *r, qpdf_oh form, qpdf_oh outer, bx_recolor_aim aim,
                            const colors *begin, int depth)
{
    qpdf_oh made, dict;
    if (bx_recolor_find(r, form, aim, &made))
        return made;
    if (depth > BX_DEEPEST_FORM) {
        bx_recolor_fail(r, N_("drawings inside drawings, too many deep"));
        return form;
    }
    made = new_like(r, form, &dict);
    bx_recolor_keep(r, form, aim, made); /* before it is done: a form may name itself */
    qpdf_oh resources = qpdf_oh_get_key(r->pdf, qpdf_oh_get_dict(r->pdf, form), "/Resources");
    if (!qpdf_oh_is_dictionary(r->pdf, resources))
        resources = outer;
    qpdf_oh made_resources = recolor_resources(r, resources, aim, depth);
    qpdf_oh_replace_key(r->pdf, dict, "/Resources", made_resources);
    recolor_group(r, dict, aim);
    rewrite_stream(r, form, made, resources, made_resources, aim, begin, depth);
    recolor_idle_forms(r, made_resources, resources, aim, depth);
    return made;
}

/* ---- resources ---- */

static qpdf_oh recolor_object(bx_recolor *r, qpdf_oh object, qpdf_oh resources, bx_recolor_aim aim,
                              int depth)
{
    (void)depth;
    if (!qpdf_oh_is_stream(r->pdf, object))
        return object;
    qpdf_oh kind = qpdf_oh_get_key(r->pdf, qpdf_oh_get_dict(r->pdf, object), "/Subtype");
    /* Forms wait for the place that draws them, whose colours they begin with. */
    return bx_recolor_is_name(r, kind, "/Image") ? bx_recolor_image(r, object, resources, aim)
                                                 : object;
}

static qpdf_oh recolor_space(bx_recolor *r, qpdf_oh object, qpdf_oh resources, bx_recolor_aim aim,
                             int depth)
{
    (void)depth;
    return bx_recolor_space_object(r, bx_recolor_space(r, object, resources), aim, object);
}

static qpdf_oh recolor_plain_shading(bx_recolor *r, qpdf_oh shading, qpdf_oh resources,
                                     bx_recolor_aim aim, int depth)
{
    (void)depth;
    return bx_recolor_shading(r, shading, resources, aim);
}

static qpdf_oh recolor_state(bx_recolor *r, qpdf_oh state, qpdf_oh resources, bx_recolor_aim aim,
                             int depth);

static qpdf_oh recolor_pattern(bx_recolor *r, qpdf_oh pattern, qpdf_oh resources,
                               bx_recolor_aim aim, int depth)
{
    qpdf_oh made;
    if (bx_recolor_find(r, pattern, aim, &made))
        return made;
    if (qpdf_oh_is_stream(r->pdf, pattern)) {
        colors begin = first_colors(r);
        return recolor_form(r, pattern, resources, aim, &begin, depth + 1);
    }
    if (!qpdf_oh_is_dictionary(r->pdf, pattern) || !qpdf_oh_has_key(r->pdf, pattern, "/Shading"))
        return pattern;
    made = qpdf_make_indirect_object(r->pdf, bx_recolor_copy_dict(r, pattern));
    bx_recolor_keep(r, pattern, aim, made);
    qpdf_oh_replace_key(
        r->pdf, made, "/Shading",
        bx_recolor_shading(r, qpdf_oh_get_key(r->pdf, pattern, "/Shading"), resources, aim));
    if (qpdf_oh_has_key(r->pdf, pattern, "/ExtGState"))
        qpdf_oh_replace_key(r->pdf, made, "/ExtGState",
                            recolor_state(r, qpdf_oh_get_key(r->pdf, pattern, "/ExtGState"),
                                          resources, aim, depth));
    return made;
}

/* The colour around a mask's drawing, in the space of its group. */
static void recolor_backdrop(bx_recolor *r, qpdf_oh mask, qpdf_oh resources, bx_recolor_aim aim,
                             qpdf_oh made)
{
    double color[BX_FUNCTION_OUTPUTS], out[4];
    qpdf_oh form = qpdf_oh_get_key(r->pdf, mask, "/G");
    qpdf_oh group = qpdf_oh_get_key(r->pdf, qpdf_oh_get_dict(r->pdf, form), "/Group");
    const bx_from_space *space =
        bx_recolor_space(r, qpdf_oh_get_key_if_dict(r->pdf, group, "/CS"), resources);
    size_t count = bx_read_numbers(r->pdf, mask, "/BC", color, BX_FUNCTION_OUTPUTS);
    if (count == 0 || count != (size_t)space->channels)
        return;
    bx_recolor_value(r, space, aim, color, out);
    qpdf_oh array = qpdf_oh_new_array(r->pdf);
    for (int i = 0; i < bx_recolor_channels(aim); i++)
        qpdf_oh_append_item(r->pdf, array, qpdf_oh_new_real_from_double(r->pdf, out[i], 4));
    qpdf_oh_replace_key(r->pdf, made, "/BC", array);
}

/* Curves and screens of another press are left out (ISO 15930-7, 6.11). */
static qpdf_oh recolor_state(bx_recolor *r, qpdf_oh state, qpdf_oh resources, bx_recolor_aim aim,
                             int depth)
{
    static const char *const foreign[] = {"/TR", "/TR2", "/HT", "/BG", "/BG2", "/UCR", "/UCR2"};
    if (!qpdf_oh_is_dictionary(r->pdf, state))
        return state;
    qpdf_oh made = bx_recolor_copy_dict(r, state);
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        qpdf_oh_remove_key(r->pdf, made, foreign[i]);
    qpdf_oh mask = qpdf_oh_get_key(r->pdf, state, "/SMask");
    if (!qpdf_oh_is_dictionary(r->pdf, mask) ||
        !qpdf_oh_is_stream(r->pdf, qpdf_oh_get_key(r->pdf, mask, "/G")))
        return made;
    bool light = bx_recolor_is_name(r, qpdf_oh_get_key(r->pdf, mask, "/S"), "/Luminosity");
    bx_recolor_aim inner = light ? BX_TO_GRAYS : aim;
    qpdf_oh made_mask = bx_recolor_copy_dict(r, mask);
    colors begin = first_colors(r);
    recolor_backdrop(r, mask, resources, inner, made_mask);
    qpdf_oh_replace_key(
        r->pdf, made_mask, "/G",
        recolor_form(r, qpdf_oh_get_key(r->pdf, mask, "/G"), resources, inner, &begin, depth + 1));
    qpdf_oh_replace_key(r->pdf, made, "/SMask", made_mask);
    return made;
}

/* A font of drawings holds colours where it says so (9.6.5). */
static qpdf_oh recolor_font(bx_recolor *r, qpdf_oh font, qpdf_oh resources, bx_recolor_aim aim,
                            int depth)
{
    qpdf_oh made;
    if (!qpdf_oh_is_dictionary(r->pdf, font) ||
        !bx_recolor_is_name(r, qpdf_oh_get_key(r->pdf, font, "/Subtype"), "/Type3"))
        return font;
    if (bx_recolor_find(r, font, aim, &made))
        return made;
    made = qpdf_make_indirect_object(r->pdf, bx_recolor_copy_dict(r, font));
    bx_recolor_keep(r, font, aim, made);
    qpdf_oh own = qpdf_oh_get_key(r->pdf, font, "/Resources");
    qpdf_oh outer = qpdf_oh_is_dictionary(r->pdf, own) ? own : resources;
    qpdf_oh made_resources = recolor_resources(r, outer, aim, depth + 1);
    qpdf_oh letters = qpdf_oh_get_key(r->pdf, font, "/CharProcs");
    qpdf_oh made_letters = qpdf_oh_new_dictionary(r->pdf);
    bx_key_list keys = bx_recolor_keys(r, letters);
    colors begin = first_colors(r);
    for (size_t i = 0; i < keys.len; i++) {
        qpdf_oh letter = qpdf_oh_get_key(r->pdf, letters, keys.at[i]), dict;
        if (!qpdf_oh_is_stream(r->pdf, letter))
            continue;
        qpdf_oh made_letter = new_like(r, letter, &dict);
        rewrite_stream(r, letter, made_letter, outer, made_resources, aim, &begin, depth + 1);
        qpdf_oh_replace_key(r->pdf, made_letters, keys.at[i], made_letter);
    }
    recolor_idle_forms(r, made_resources, outer, aim, depth);
    qpdf_oh_replace_key(r->pdf, made, "/CharProcs", made_letters);
    qpdf_oh_replace_key(r->pdf, made, "/Resources", made_resources);
    return made;
}

static qpdf_oh recolor_resources(bx_recolor *r, qpdf_oh resources, bx_recolor_aim aim, int depth)
{
    static const struct {
        const char *category;
        qpdf_oh (*recolor)(bx_recolor *, qpdf_oh, qpdf_oh, bx_recolor_aim, int);
    } table[] = {{"/ColorSpace", recolor_space}, {"/Shading", recolor_plain_shading},
                 {"/Pattern", recolor_pattern},  {"/XObject", recolor_object},
                 {"/ExtGState", recolor_state},  {"/Font", recolor_font}};
    if (depth > BX_DEEPEST_FORM || !qpdf_oh_is_dictionary(r->pdf, resources))
        return qpdf_oh_new_dictionary(r->pdf);
    qpdf_oh made = bx_recolor_copy_dict(r, resources);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        qpdf_oh from = qpdf_oh_get_key(r->pdf, resources, table[i].category);
        if (!qpdf_oh_is_dictionary(r->pdf, from))
            continue;
        qpdf_oh to = qpdf_oh_new_dictionary(r->pdf);
        bx_key_list keys = bx_recolor_keys(r, from);
        for (size_t k = 0; k < keys.len; k++) {
            if (strncmp(keys.at[k], "/Default", 8) != 0) /* what device colours mean is settled */
                qpdf_oh_replace_key(r->pdf, to, keys.at[k],
                                    table[i].recolor(r, qpdf_oh_get_key(r->pdf, from, keys.at[k]),
                                                     resources, aim, depth));
        }
        qpdf_oh_replace_key(r->pdf, made, table[i].category, to);
    }
    return made;
}

/* ---- the page ---- */

static void recolor_content(bx_recolor *r, qpdf_oh page)
{
    BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
    size_t len = 0;
    bx_buffer text = {0}, packed = {0};
    qpdf_oh resources = qpdf_oh_get_key(r->pdf, page, "/Resources");
    qpdf_oh made = recolor_resources(r, resources, BX_TO_INKS, 0);
    if ((qpdf_oh_get_page_content_data(r->pdf, page, &bytes, &len) & QPDF_ERRORS) != 0) {
        bx_recolor_fail(r, N_("a drawing that cannot be read"));
        return;
    }
    rewriter w = {.r = r,
                  .aim = BX_TO_INKS,
                  .resources = resources,
                  .made = made,
                  .out = &text,
                  .now = first_colors(r)};
    rewrite(&w, (bx_str){(const char *)bytes, len});
    recolor_idle_forms(r, made, resources, BX_TO_INKS, 0);
    bx_deflate(text.at, text.len, BX_PACK_TEXT, &packed);
    qpdf_oh stream = qpdf_oh_new_stream(r->pdf);
    qpdf_oh_replace_stream_data(r->pdf, stream, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(r->pdf, "/FlateDecode"), qpdf_oh_new_null(r->pdf));
    bx_buffer_free(&text);
    bx_buffer_free(&packed);
    qpdf_oh_replace_key(r->pdf, page, "/Contents", stream);
    qpdf_oh_replace_key(r->pdf, page, "/Resources", made);
    recolor_group(r, page, BX_TO_INKS);
}

const char *bx_recolor_page(bx_arena *arena, const bx_press *press, qpdf_data pdf, qpdf_oh page)
{
    BX_AUTO(bx_separation_close) bx_separation sep = {0};
    bx_recolor r = {
        .arena = arena, .pdf = pdf, .sep = &sep, .limit = press->makeup->paper->press.total_ink};
    if (!bx_separation_open(press, &sep))
        return N_("a colour: the paper has no profile to go by");
    recolor_content(&r, page);
    for (size_t i = 0; i < r.transforms.len; i++)
        cmsDeleteTransform(r.transforms.at[i]);
    return r.failed;
}
