/* press/walk.c - what a content stream does (ISO 32000-1, annex A), told to a visitor.
 *
 * Clipping is left out: what is clipped away counts as painted.
 */
#include "press/walk.h"

#include <math.h>

enum {
    DEEPEST_FORM = 28, /* qpdf and Ghostscript give up at about the same depth */
    DEEPEST_SAVE = 512,
    MOST_CONTENT = 256 << 20, /* bytes followed on one page, each time that a form is placed */
    MOST_LOOKED_UP = 1 << 19, /* resources by name on one page */
    MOST_ENTERED = 1 << 16,   /* forms, cells and glyphs on one page */
    MOST_SEEN = 4096,
};

typedef struct {
    bx_walk *walk;
    bx_arena *arena;
    qpdf_oh none;
    BX_VEC(bx_graphics) saved;
    size_t first_saved; /* by the stream that is being followed */
    bx_graphics now;
    double text_matrix[6], line_matrix[6];
    /* the path: where it reaches, and its thinnest rectangle */
    double box[4];
    double thin;
    bool has_path, only_rectangles;
    int active[DEEPEST_FORM]; /* objects that are being followed */
    int depth;
    int seen[MOST_SEEN]; /* patterns and fonts that were followed */
    size_t seen_count;
    size_t left, looked_up, entered; /* bytes, resources, streams */
    bx_buffer codes;
} walker;

static void follow(walker *w, bx_str content, qpdf_oh resources);

/* ---- matrices ---- */

static const double identity[6] = {1, 0, 0, 1, 0, 0};

/* TO = FIRST, then SECOND. */
static void multiply(double to[6], const double first[6], const double second[6])
{
    double m[6] = {first[0] * second[0] + first[1] * second[2],
                   first[0] * second[1] + first[1] * second[3],
                   first[2] * second[0] + first[3] * second[2],
                   first[2] * second[1] + first[3] * second[3],
                   first[4] * second[0] + first[5] * second[2] + second[4],
                   first[4] * second[1] + first[5] * second[3] + second[5]};
    memcpy(to, m, sizeof m);
}

void bx_map(const double m[6], double *x, double *y)
{
    double a = *x * m[0] + *y * m[2] + m[4], b = *x * m[1] + *y * m[3] + m[5];
    *x = a;
    *y = b;
}

double bx_matrix_scale(const double m[6])
{
    return sqrt(fabs(m[0] * m[3] - m[1] * m[2]));
}

/* ---- resources ---- */

static void miss(walker *w, bx_str name)
{
    bx_walk *walk = w->walk;
    bx_arena *arena = walk->reader->arena;
    if (walk->missing.len > 0)
        return;
    walk->missing = *walk->via == '\0'
                        ? bx_str_printf(arena, "/%.*s", BX_FMT(name))
                        : bx_str_printf(arena, _("/%.*s in %s"), BX_FMT(name), walk->via);
}

static qpdf_oh find_resource(walker *w, const char *category, const bx_token *token)
{
    bx_reader *r = w->walk->reader;
    if (++w->looked_up > MOST_LOOKED_UP) {
        w->walk->endless = true;
        return w->none;
    }
    bx_str name = bx_token_name(r, token);
    const char *key = bx_str_printf(r->arena, "/%.*s", BX_FMT(name)).at;
    qpdf_oh object = bx_get_key(r, bx_get_key(r, w->walk->resources, category), key);
    if (qpdf_oh_is_null(r->pdf, object))
        miss(w, name);
    return object;
}

/* False when OBJECT was here before. */
static bool first_sight(walker *w, qpdf_oh object)
{
    int id = qpdf_oh_get_object_id(w->walk->reader->pdf, object);
    for (size_t i = 0; i < w->seen_count; i++)
        if (w->seen[i] == id)
            return false;
    if (w->seen_count == MOST_SEEN)
        return false;
    w->seen[w->seen_count++] = id;
    return true;
}

/* ---- streams within ---- */

static bool is_active(const walker *w, int id)
{
    for (int i = 0; i < w->depth; i++)
        if (id != 0 && w->active[i] == id)
            return true;
    return false;
}

/* Follows STREAM, called NAME, as a form with MATRIX; the graphics state is as before after it. */
static void enter(walker *w, qpdf_oh stream, bx_str name, const double matrix[6], qpdf_oh resources)
{
    bx_walk *walk = w->walk;
    bx_reader *r = walk->reader;
    int id = qpdf_oh_get_object_id(r->pdf, stream);
    if (w->depth == DEEPEST_FORM || w->entered == MOST_ENTERED || is_active(w, id)) {
        walk->endless = true;
        return;
    }
    w->entered++;
    bx_buffer content = {0};
    if (bx_read_stream(r, stream, MOST_CONTENT, &content)) {
        bx_graphics outer = w->now;
        const char *via = walk->via;
        double text[12];
        memcpy(text, w->text_matrix, sizeof w->text_matrix);
        memcpy(text + 6, w->line_matrix, sizeof w->line_matrix);
        multiply(w->now.matrix, matrix, w->now.matrix);
        walk->via = bx_str_printf(r->arena, "%s/%.*s", via, BX_FMT(name)).at;
        w->active[w->depth++] = id;
        follow(w, (bx_str){content.at, content.len}, resources);
        w->depth--;
        walk->via = via;
        w->now = outer;
        memcpy(w->text_matrix, text, sizeof w->text_matrix);
        memcpy(w->line_matrix, text + 6, sizeof w->line_matrix);
    } else {
        walk->broken = true;
    }
    bx_buffer_free(&content);
}

static void matrix_of(const bx_reader *r, qpdf_oh object, const char *key, double matrix[6])
{
    if (!bx_get_numbers(r, bx_get_key(r, object, key), matrix, 6))
        memcpy(matrix, identity, sizeof identity);
}

/* Its own resources; where it has none, those of who uses it. */
static qpdf_oh resources_of(walker *w, qpdf_oh object)
{
    bx_reader *r = w->walk->reader;
    qpdf_oh own = bx_get_key(r, object, "/Resources");
    return qpdf_oh_is_dictionary(r->pdf, own) ? own : w->walk->resources;
}

static void enter_form(walker *w, qpdf_oh form, bx_str name)
{
    double matrix[6];
    const bx_visitor *v = w->walk->visitor;
    matrix_of(w->walk->reader, form, "/Matrix", matrix);
    const char *via = w->walk->via;
    w->walk->via = bx_str_printf(w->arena, "%s/%.*s", via, BX_FMT(name)).at;
    if (v->form != NULL)
        v->form(v->data, w->walk, form);
    w->walk->via = via;
    enter(w, form, name, matrix, resources_of(w, form));
}

static void tell_shading(walker *w, qpdf_oh shading)
{
    bx_reader *r = w->walk->reader;
    const bx_visitor *v = w->walk->visitor;
    if (v->shading != NULL && !qpdf_oh_is_null(r->pdf, shading))
        v->shading(v->data, w->walk, shading,
                   bx_read_space(r, w->walk->resources, bx_get_key(r, shading, "/ColorSpace")));
}

/* What a pattern paints with is told once: its cells are all the same. */
static void enter_pattern(walker *w, const bx_color *color)
{
    bx_reader *r = w->walk->reader;
    if (color->space->kind != BX_SPACE_PATTERN || color->pattern == 0 ||
        !first_sight(w, color->pattern))
        return;
    if (!qpdf_oh_is_stream(r->pdf, color->pattern)) {
        tell_shading(w, bx_get_key(r, color->pattern, "/Shading"));
        return;
    }
    double matrix[6];
    matrix_of(r, color->pattern, "/Matrix", matrix);
    enter(w, color->pattern, BX_STR("pattern"), matrix, resources_of(w, color->pattern));
}

static void enter_glyphs(walker *w, qpdf_oh font)
{
    bx_reader *r = w->walk->reader;
    qpdf_oh glyphs = bx_get_key(r, font, "/CharProcs");
    double matrix[6];
    if (!bx_is_name(r, bx_get_key(r, font, "/Subtype"), "/Type3") || !first_sight(w, font))
        return;
    matrix_of(r, font, "/FontMatrix", matrix);
    for (int i = 0; i < 4; i++)
        matrix[i] *= w->now.font_size;
    multiply(matrix, matrix, w->text_matrix);
    bx_key_list keys = bx_list_keys(r, glyphs);
    for (size_t i = 0; i < keys.len; i++)
        enter(w, bx_get_key(r, glyphs, keys.at[i]), BX_STR("glyph"), matrix, resources_of(w, font));
}

/* ---- paths ---- */

static void drop_path(walker *w)
{
    w->has_path = false;
    w->only_rectangles = true;
    w->thin = -1;
}

static void reach(walker *w, double x, double y)
{
    bx_map(w->now.matrix, &x, &y);
    if (!w->has_path) {
        w->box[0] = w->box[2] = x;
        w->box[1] = w->box[3] = y;
    }
    w->has_path = true;
    w->box[0] = fmin(w->box[0], x);
    w->box[1] = fmin(w->box[1], y);
    w->box[2] = fmax(w->box[2], x);
    w->box[3] = fmax(w->box[3], y);
}

static void add_rectangle(walker *w, const double n[4])
{
    const double *m = w->now.matrix;
    double wide = fabs(n[2]) * hypot(m[0], m[1]), high = fabs(n[3]) * hypot(m[2], m[3]);
    double thin = fmin(wide, high);
    if (w->thin < 0 || thin < w->thin)
        w->thin = thin;
    reach(w, n[0], n[1]);
    reach(w, n[0] + n[2], n[1]);
    reach(w, n[0], n[1] + n[3]);
    reach(w, n[0] + n[2], n[1] + n[3]);
}

static void paint_path(walker *w, bool fill, bool stroke)
{
    const bx_visitor *v = w->walk->visitor;
    if (w->has_path && (fill || stroke)) {
        bx_shape shape = {
            .fill = fill, .stroke = stroke, .thin = w->only_rectangles ? w->thin : -1};
        memcpy(shape.box, w->box, sizeof shape.box);
        if (v->shape != NULL)
            v->shape(v->data, w->walk, &shape);
        drop_path(w); /* a pattern draws paths of its own */
        if (fill)
            enter_pattern(w, &w->now.fill);
        if (stroke)
            enter_pattern(w, &w->now.stroke);
    }
    drop_path(w);
}

/* ---- colours ---- */

/* Every space begins with its darkest colour (8.6.8). */
static void choose_space(bx_color *color, const bx_space *space)
{
    bool tints = space->kind == BX_SPACE_SEPARATION || space->kind == BX_SPACE_DEVICE_N;
    *color = (bx_color){.space = space, .count = space->components};
    for (int i = 0; i < color->count && i < BX_MOST_PARTS; i++)
        color->parts[i] = tints ? 1 : 0;
    if (space->kind == BX_SPACE_CMYK)
        color->parts[3] = 1;
}

static void choose_named_space(walker *w, bx_color *color, bx_str name)
{
    choose_space(color, bx_find_space(w->walk->reader, w->walk->resources, name));
    if (color->space->kind == BX_SPACE_UNKNOWN)
        miss(w, name);
}

static void set_parts(bx_color *color, const bx_instruction *in)
{
    int count = 0;
    for (size_t i = 0; i < in->count && i < BX_MOST_OPERANDS && count < BX_MOST_PARTS; i++)
        if (in->operands[i].kind == BX_TOKEN_NUMBER)
            color->parts[count++] = in->operands[i].number;
    color->count = count;
}

static const bx_token *last_name(const bx_instruction *in)
{
    size_t count = in->count < BX_MOST_OPERANDS ? in->count : 0;
    return count > 0 && in->operands[count - 1].kind == BX_TOKEN_NAME ? &in->operands[count - 1]
                                                                      : NULL;
}

/* True when IN was an operator of colour. */
static bool do_color(walker *w, const bx_instruction *in)
{
    static const struct {
        const char *fill, *stroke;
        const char *space;
    } device[] = {{"g", "G", "DeviceGray"}, {"rg", "RG", "DeviceRGB"}, {"k", "K", "DeviceCMYK"}};
    bx_reader *r = w->walk->reader;
    for (size_t i = 0; i < sizeof device / sizeof device[0]; i++) {
        bool fill = bx_str_is(in->name, device[i].fill);
        if (!fill && !bx_str_is(in->name, device[i].stroke))
            continue;
        bx_color *color = fill ? &w->now.fill : &w->now.stroke;
        choose_space(color, bx_find_space(r, w->walk->resources, bx_str_of(device[i].space)));
        set_parts(color, in);
        return true;
    }
    bool fill = in->name.len > 0 && in->name.at[0] >= 'a';
    bx_color *color = fill ? &w->now.fill : &w->now.stroke;
    const bx_token *name = last_name(in);
    if (bx_str_is(in->name, "cs") || bx_str_is(in->name, "CS")) {
        if (name != NULL && ++w->looked_up <= MOST_LOOKED_UP)
            choose_named_space(w, color, bx_token_name(r, name));
    } else if (bx_str_is(in->name, "sc") || bx_str_is(in->name, "SC") ||
               bx_str_is(in->name, "scn") || bx_str_is(in->name, "SCN")) {
        set_parts(color, in);
        color->pattern = name != NULL ? find_resource(w, "/Pattern", name) : 0;
    } else {
        return false;
    }
    return true;
}

/* ---- text ---- */

static void begin_line(walker *w, double x, double y)
{
    double move[6] = {1, 0, 0, 1, x, y};
    multiply(w->line_matrix, move, w->line_matrix);
    memcpy(w->text_matrix, w->line_matrix, sizeof w->text_matrix);
}

static void gather_codes(walker *w, const bx_instruction *in)
{
    bx_scanner scanner = {in->text};
    bx_token token;
    w->codes.len = 0;
    while (bx_scan_token(&scanner, &token))
        if (token.kind == BX_TOKEN_STRING)
            bx_token_string(token.text, &w->codes);
}

static void show_text(walker *w, const bx_instruction *in)
{
    const bx_visitor *v = w->walk->visitor;
    int mode = w->now.render % 4;
    bx_text text = {.fill = mode == 0 || mode == 2, .stroke = mode == 1 || mode == 2};
    double m[6],
        size[6] = {w->now.font_size * w->now.stretch, 0, 0, w->now.font_size, 0, w->now.rise};
    multiply(m, size, w->text_matrix);
    multiply(m, m, w->now.matrix);
    text.x = m[4];
    text.y = m[5];
    text.size = hypot(m[2], m[3]);
    gather_codes(w, in);
    text.codes = (bx_str){w->codes.at != NULL ? w->codes.at : "", w->codes.len};
    if (w->now.font == 0 || text.codes.len == 0)
        return;
    if (v->text != NULL)
        v->text(v->data, w->walk, &text);
    if (text.fill)
        enter_pattern(w, &w->now.fill);
    if (text.stroke)
        enter_pattern(w, &w->now.stroke);
    enter_glyphs(w, w->now.font);
}

/* True when IN was an operator of text. */
static bool do_text(walker *w, const bx_instruction *in, const double n[6], size_t count)
{
    bx_str name = in->name;
    if (bx_str_is(name, "BT")) {
        memcpy(w->line_matrix, identity, sizeof identity);
        memcpy(w->text_matrix, identity, sizeof identity);
    } else if (bx_str_is(name, "Tf") && in->count >= 2) {
        w->now.font =
            in->operands[0].kind == BX_TOKEN_NAME ? find_resource(w, "/Font", &in->operands[0]) : 0;
        w->now.font_size = count > 0 ? n[0] : 0;
    } else if (bx_str_is(name, "Tm") && count == 6) {
        memcpy(w->line_matrix, n, sizeof w->line_matrix);
        memcpy(w->text_matrix, n, sizeof w->text_matrix);
    } else if ((bx_str_is(name, "Td") || bx_str_is(name, "TD")) && count == 2) {
        w->now.leading = name.at[1] == 'D' ? -n[1] : w->now.leading;
        begin_line(w, n[0], n[1]);
    } else if (bx_str_is(name, "T*")) {
        begin_line(w, 0, -w->now.leading);
    } else if (bx_str_is(name, "Tr")) {
        w->now.render = count > 0 && n[0] >= 0 && n[0] < 8 ? (int)n[0] : 0;
    } else if (bx_str_is(name, "TL") && count > 0) {
        w->now.leading = n[0];
    } else if (bx_str_is(name, "Ts") && count > 0) {
        w->now.rise = n[0];
    } else if (bx_str_is(name, "Tz") && count > 0) {
        w->now.stretch = n[0] / 100;
    } else if (bx_str_is(name, "Tj") || bx_str_is(name, "TJ")) {
        show_text(w, in);
    } else if (bx_str_is(name, "'") || bx_str_is(name, "\"")) {
        begin_line(w, 0, -w->now.leading);
        show_text(w, in);
    } else {
        return false;
    }
    return true;
}

/* ---- state ---- */

static void set_overprint(walker *w, qpdf_oh state)
{
    bx_reader *r = w->walk->reader;
    QPDF_BOOL value;
    if (qpdf_oh_get_value_as_bool(r->pdf, bx_get_key(r, state, "/OP"), &value)) {
        w->now.overprint_stroke = value != QPDF_FALSE;
        w->now.overprint_fill = value != QPDF_FALSE; /* unless op says otherwise (8.4.5) */
    }
    if (qpdf_oh_get_value_as_bool(r->pdf, bx_get_key(r, state, "/op"), &value))
        w->now.overprint_fill = value != QPDF_FALSE;
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, state, "/OPM"), &w->now.overprint_mode);
}

static void set_state(walker *w, const bx_token *name)
{
    bx_reader *r = w->walk->reader;
    const bx_visitor *v = w->walk->visitor;
    qpdf_oh state = find_resource(w, "/ExtGState", name), font = bx_get_key(r, state, "/Font");
    set_overprint(w, state);
    (void)qpdf_oh_get_value_as_number(r->pdf, bx_get_key(r, state, "/LW"), &w->now.line_width);
    if (qpdf_oh_is_array(r->pdf, font) && qpdf_oh_get_array_n_items(r->pdf, font) == 2) {
        w->now.font = qpdf_oh_get_array_item(r->pdf, font, 0);
        (void)qpdf_oh_get_value_as_number(r->pdf, qpdf_oh_get_array_item(r->pdf, font, 1),
                                          &w->now.font_size);
    }
    if (v->settings != NULL && qpdf_oh_is_dictionary(r->pdf, state))
        v->settings(v->data, w->walk, state);
}

/* True when IN was an operator of the graphics state. */
static bool do_state(walker *w, const bx_instruction *in, const double n[6], size_t count)
{
    if (bx_str_is(in->name, "q")) {
        if (w->saved.len < DEEPEST_SAVE)
            BX_PUSH(w->arena, w->saved, w->now);
    } else if (bx_str_is(in->name, "Q")) {
        if (w->saved.len > w->first_saved)
            w->now = w->saved.at[--w->saved.len];
    } else if (bx_str_is(in->name, "cm") && count == 6) {
        multiply(w->now.matrix, n, w->now.matrix);
    } else if (bx_str_is(in->name, "w") && count > 0) {
        w->now.line_width = n[0];
    } else if (bx_str_is(in->name, "gs")) {
        if (last_name(in) != NULL)
            set_state(w, last_name(in));
    } else {
        return false;
    }
    return true;
}

/* ---- pictures ---- */

static void tell_image(walker *w, bx_image *image)
{
    const bx_visitor *v = w->walk->visitor;
    memcpy(image->matrix, w->now.matrix, sizeof image->matrix);
    if (v->image != NULL)
        v->image(v->data, w->walk, image);
    if (image->space == NULL)
        enter_pattern(w, &w->now.fill);
}

static void place_object(walker *w, const bx_token *token)
{
    bx_reader *r = w->walk->reader;
    qpdf_oh object = find_resource(w, "/XObject", token),
            subtype = bx_get_key(r, object, "/Subtype");
    if (!qpdf_oh_is_stream(r->pdf, object))
        return;
    if (bx_is_name(r, subtype, "/Form")) {
        enter_form(w, object, bx_token_name(r, token));
    } else if (bx_is_name(r, subtype, "/Image")) {
        bx_image image;
        bx_image_of_object(r, w->walk->resources, object, &image);
        tell_image(w, &image);
    }
}

static void place_inline(walker *w, const bx_instruction *in)
{
    bx_image image;
    bx_image_of_inline(w->walk->reader, w->walk->resources, in, &image);
    tell_image(w, &image);
}

/* ---- operators ---- */

/* True when IN was an operator of paths. */
static bool do_path(walker *w, const bx_instruction *in, const double n[6], size_t count)
{
    static const struct {
        const char *name;
        bool fill, stroke;
    } paints[] = {{"f", true, false}, {"F", true, false}, {"f*", true, false}, {"B", true, true},
                  {"B*", true, true}, {"b", true, true},  {"b*", true, true},  {"S", false, true},
                  {"s", false, true}, {"n", false, false}};
    if (bx_str_is(in->name, "re") && count == 4) {
        add_rectangle(w, n);
        return true;
    }
    if (in->name.len == 1 && strchr("mlcvy", in->name.at[0]) != NULL) {
        w->only_rectangles = false;
        for (size_t i = 0; i + 1 < count; i += 2)
            reach(w, n[i], n[i + 1]);
        return true;
    }
    for (size_t i = 0; i < sizeof paints / sizeof paints[0]; i++)
        if (bx_str_is(in->name, paints[i].name)) {
            paint_path(w, paints[i].fill, paints[i].stroke);
            return true;
        }
    return false;
}

static void do_instruction(walker *w, const bx_instruction *in)
{
    double n[6] = {0};
    size_t count = 0;
    for (size_t i = 0; i < in->count && i < BX_MOST_OPERANDS && count < 6; i++)
        if (in->operands[i].kind == BX_TOKEN_NUMBER)
            n[count++] = in->operands[i].number;
    if (do_path(w, in, n, count) || do_text(w, in, n, count) || do_state(w, in, n, count) ||
        do_color(w, in))
        return;
    if (bx_str_is(in->name, "Do") && last_name(in) != NULL)
        place_object(w, last_name(in));
    else if (bx_str_is(in->name, "sh") && last_name(in) != NULL)
        tell_shading(w, find_resource(w, "/Shading", last_name(in)));
    else if (bx_str_is(in->name, "BI"))
        place_inline(w, in);
}

static void follow(walker *w, bx_str content, qpdf_oh resources)
{
    qpdf_oh outer = w->walk->resources;
    size_t first_saved = w->first_saved;
    bx_scanner scanner = {content};
    bx_instruction instruction;
    if (content.len > w->left) {
        w->walk->endless = true;
        return;
    }
    w->left -= content.len;
    w->walk->resources = resources;
    w->first_saved = w->saved.len;
    drop_path(w);
    while (bx_scan_instruction(&scanner, &instruction))
        do_instruction(w, &instruction);
    w->walk->resources = outer;
    w->saved.len = w->first_saved; /* a q too many ends with its stream */
    w->first_saved = first_saved;
}

void bx_walk_page(bx_walk *walk, qpdf_oh page)
{
    bx_reader *r = walk->reader;
    walker *w = BX_NEW(r->arena, walker);
    bx_buffer content = {0};
    w->walk = walk;
    w->arena = r->arena;
    w->left = MOST_CONTENT;
    w->none = qpdf_oh_new_null(r->pdf);
    memcpy(w->now.matrix, identity, sizeof identity);
    if (walk->scale > 0)
        w->now.matrix[0] = w->now.matrix[3] = walk->scale;
    w->now.line_width = w->now.stretch = 1;
    walk->graphics = &w->now;
    walk->via = "";
    walk->resources = bx_get_key(r, page, "/Resources");
    w->now.fill.space = w->now.stroke.space =
        bx_find_space(r, walk->resources, BX_STR("DeviceGray"));
    w->now.fill.count = w->now.stroke.count = 1;
    if (bx_read_contents(r, page, MOST_CONTENT, &content))
        follow(w, (bx_str){content.at, content.len}, walk->resources);
    else
        walk->broken = true;
    bx_buffer_free(&content);
    bx_buffer_free(&w->codes);
}
