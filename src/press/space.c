/* press/space.c - colour spaces as files describe them, down to what is at their bottom (ISO
 * 32000-1, 8.6). */
#include "press/reader.h"

enum {
    DEEPEST_SPACE =
        6, /* Pattern of Indexed of DeviceN of ICCBased; spaces may point at themselves */
    MOST_INKS = 32,
    MOST_TABLE = 256 * MOST_INKS,
};

static const bx_space unknown = {.kind = BX_SPACE_UNKNOWN, .components = 1};
static const bx_space gray = {.kind = BX_SPACE_GRAY, .components = 1};
static const bx_space rgb = {.kind = BX_SPACE_RGB, .components = 3};
static const bx_space cmyk = {.kind = BX_SPACE_CMYK, .components = 4};
static const bx_space pattern = {.kind = BX_SPACE_PATTERN};

static const struct {
    const char *name;
    const bx_space *space;
} plain[] = {{"DeviceGray", &gray}, {"G", &gray},    {"DeviceRGB", &rgb},  {"RGB", &rgb},
             {"DeviceCMYK", &cmyk}, {"CMYK", &cmyk}, {"Pattern", &pattern}};

static const bx_space *find_plain(bx_str name)
{
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (bx_str_is(name, plain[i].name))
            return plain[i].space;
    return NULL;
}

static const bx_space *read_deep(const bx_reader *r, qpdf_oh resources, qpdf_oh object, int depth);

static const bx_space *find_deep(const bx_reader *r, qpdf_oh resources, bx_str name, int depth)
{
    const bx_space *found = find_plain(name);
    if (found != NULL)
        return found;
    const char *key = bx_str_printf(r->arena, "/%.*s", BX_FMT(name)).at;
    qpdf_oh object = bx_get_key(r, bx_get_key(r, resources, "/ColorSpace"), key);
    return read_deep(r, resources, object, depth + 1);
}

/* ---- those that are arrays ---- */

static int channels_of(const bx_reader *r, qpdf_oh stream)
{
    int n = 0;
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, stream, "/N"), &n);
    return n == 1 || n == 3 || n == 4 ? n : 0;
}

static void read_inks(const bx_reader *r, qpdf_oh names, bx_space *space)
{
    bool array = qpdf_oh_is_array(r->pdf, names);
    int count = array ? qpdf_oh_get_array_n_items(r->pdf, names) : 1;
    if (count > MOST_INKS)
        count = MOST_INKS;
    bx_str *inks = BX_NEW_ARRAY(r->arena, bx_str, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        inks[i] = bx_get_name(r, array ? qpdf_oh_get_array_item(r->pdf, names, i) : names);
    space->inks = inks;
    space->ink_count = (size_t)count;
    space->components = count;
}

static void read_table(const bx_reader *r, qpdf_oh object, bx_space *space)
{
    const char *text;
    size_t len;
    if (qpdf_oh_is_stream(r->pdf, object)) {
        bx_buffer bytes = {0};
        if (bx_read_stream(r, object, MOST_TABLE, &bytes))
            space->table = bx_str_copy(r->arena, (bx_str){bytes.at, bytes.len});
        bx_buffer_free(&bytes);
    } else if (qpdf_oh_get_value_as_string(r->pdf, object, &text, &len) && len <= MOST_TABLE) {
        space->table = bx_str_copy(r->arena, (bx_str){text, len});
    }
}

static const bx_space *read_array(const bx_reader *r, qpdf_oh resources, qpdf_oh array, int depth)
{
    static const struct {
        const char *name;
        bx_space_kind kind;
        int base; /* where in the array the space beneath stands; 0: none */
        int components;
    } kinds[] = {{"CalGray", BX_SPACE_CAL_GRAY, 0, 1},
                 {"CalRGB", BX_SPACE_CAL_RGB, 0, 3},
                 {"Lab", BX_SPACE_LAB, 0, 3},
                 {"ICCBased", BX_SPACE_ICC, 0, 0},
                 {"Indexed", BX_SPACE_INDEXED, 1, 1},
                 {"I", BX_SPACE_INDEXED, 1, 1},
                 {"Separation", BX_SPACE_SEPARATION, 2, 1},
                 {"DeviceN", BX_SPACE_DEVICE_N, 2, 1},
                 {"Pattern", BX_SPACE_PATTERN, 1, 0}};
    int count = qpdf_oh_get_array_n_items(r->pdf, array);
    bx_str name =
        count > 0 ? bx_get_name(r, qpdf_oh_get_array_item(r->pdf, array, 0)) : (bx_str){0};
    if (count == 1 && find_plain(name) != NULL)
        return find_plain(name);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!bx_str_is(name, kinds[i].name))
            continue;
        bx_space *space = BX_NEW(r->arena, bx_space);
        *space =
            (bx_space){.kind = kinds[i].kind, .components = kinds[i].components, .object = array};
        if (kinds[i].base > 0 && count > kinds[i].base)
            space->base = read_deep(
                r, resources, qpdf_oh_get_array_item(r->pdf, array, kinds[i].base), depth + 1);
        if (space->kind == BX_SPACE_ICC && count > 1)
            space->components = channels_of(r, qpdf_oh_get_array_item(r->pdf, array, 1));
        if (space->kind == BX_SPACE_SEPARATION || space->kind == BX_SPACE_DEVICE_N)
            read_inks(r, qpdf_oh_get_array_item(r->pdf, array, 1), space);
        if (space->kind == BX_SPACE_INDEXED && count > 3)
            read_table(r, qpdf_oh_get_array_item(r->pdf, array, 3), space);
        return space;
    }
    return &unknown;
}

static const bx_space *read_deep(const bx_reader *r, qpdf_oh resources, qpdf_oh object, int depth)
{
    if (depth > DEEPEST_SPACE)
        return &unknown;
    if (qpdf_oh_is_name(r->pdf, object))
        return find_deep(r, resources, bx_get_name(r, object), depth);
    return qpdf_oh_is_array(r->pdf, object) ? read_array(r, resources, object, depth) : &unknown;
}

const bx_space *bx_read_space(const bx_reader *r, qpdf_oh resources, qpdf_oh object)
{
    return read_deep(r, resources, object, 0);
}

const bx_space *bx_find_space(const bx_reader *r, qpdf_oh resources, bx_str name)
{
    return find_deep(r, resources, name, 0);
}

bool bx_space_is_rgb(const bx_space *space)
{
    for (; space != NULL; space = space->base)
        if (space->kind == BX_SPACE_RGB || space->kind == BX_SPACE_CAL_RGB ||
            (space->kind == BX_SPACE_ICC && space->components == 3))
            return true;
    return false;
}
