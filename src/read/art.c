/* read/art.c - the drawings of a paper's columns (栏花), as the path data of SVG (path, "d").
 *
 * Drawings come from a drawing program's SVG: the box and the data are copied from it. Arcs are not
 * read: programs turn them into curves.
 *
 * source  SVG 1.1, 8.3
 */
#include "read/look.h"

enum { MOST_POINTS = 20000 };

typedef struct {
    double x, y;
} spot;

typedef BX_VEC(bx_point) point_list;

typedef struct {
    const bx_look *look;
    const char *at, *end;
    double box[4], scale;
    spot now, start, handle; /* handle: of the curve before, for S and T */
    char before;             /* command before */
    point_list points;       /* of the ring that is open */
    BX_VEC(bx_ring) rings;
    size_t count;
    bool outside;
} drawing;

/* ---- numbers ---- */

static void skip_separators(drawing *d)
{
    while (d->at < d->end && (*d->at == ' ' || *d->at == ',' || *d->at == '\t' || *d->at == '\n' || *d->at == '\r'))
        d->at++;
}

static bool is_digit(const drawing *d)
{
    return d->at < d->end && *d->at >= '0' && *d->at <= '9';
}

static bool read_number(drawing *d, double *number)
{
    skip_separators(d);
    const char *first = d->at;
    bool negative = d->at < d->end && *d->at == '-';
    double value = 0, part = 1;
    int digits = 0;
    if (d->at < d->end && (*d->at == '-' || *d->at == '+'))
        d->at++;
    for (; is_digit(d) && digits < 9; d->at++, digits++)
        value = value * 10 + (*d->at - '0');
    if (d->at < d->end && *d->at == '.')
        for (d->at++; is_digit(d); d->at++, digits++) {
            part /= 10;
            value += part * (*d->at - '0');
        }
    *number = negative ? -value : value;
    if (digits == 0)
        d->at = first;
    return digits > 0;
}

static bool read_numbers(drawing *d, double *numbers, int count)
{
    for (int i = 0; i < count; i++)
        if (!read_number(d, &numbers[i]))
            return false;
    return true;
}

/* ---- rings ---- */

static bx_point place(drawing *d, spot s)
{
    double x = s.x - d->box[0], y = s.y - d->box[1];
    d->outside |= x < -d->box[2] || y < -d->box[3] || x > 2 * d->box[2] || y > 2 * d->box[3];
    return d->outside ? (bx_point){0, 0} : (bx_point){(bx_len)(x * d->scale), (bx_len)(y * d->scale)};
}

static void add_point(drawing *d, spot s)
{
    BX_PUSH(d->look->arena, d->points, place(d, s));
    d->count++;
}

static void curve_to(drawing *d, spot a, spot b, spot to)
{
    if (d->points.len == 0)
        add_point(d, d->now);
    add_point(d, a);
    add_point(d, b);
    add_point(d, to);
    d->now = to;
}

static void line_to(drawing *d, spot to)
{
    curve_to(d, d->now, to, to);
}

static void close_ring(drawing *d)
{
    if (d->points.len > 1)
        BX_PUSH(d->look->arena, d->rings, (bx_ring){d->points.at, d->points.len});
    d->points = (point_list){0};
}

static spot mirrored(const drawing *d, const char *curves)
{
    bool follows = d->before != '\0' && strchr(curves, d->before) != NULL;
    return follows ? (spot){2 * d->now.x - d->handle.x, 2 * d->now.y - d->handle.y} : d->now;
}

static spot between(spot from, spot to)
{
    return (spot){from.x + (to.x - from.x) * 2 / 3, from.y + (to.y - from.y) * 2 / 3};
}

/* A quadratic curve as a cubic one. */
static void bow_to(drawing *d, spot bend, spot to)
{
    curve_to(d, between(d->now, bend), between(to, bend), to);
    d->handle = bend;
}

/* ---- commands ---- */

/* One command with its numbers; FROM: what they count from. */
static bool draw(drawing *d, char command, spot from)
{
    double n[6];
    static const char letters[] = "MLHVCSQT";
    static const int needs[] = {2, 2, 1, 1, 6, 4, 4, 2};
    if (!read_numbers(d, n, needs[strchr(letters, command) - letters]))
        return false;
    spot one = {from.x + n[0], from.y + n[1]};
    switch (command) {
    case 'M':
        close_ring(d);
        d->now = d->start = one;
        break;
    case 'L':
        line_to(d, one);
        break;
    case 'H':
        line_to(d, (spot){one.x, d->now.y});
        break;
    case 'V':
        line_to(d, (spot){d->now.x, from.y + n[0]});
        break;
    case 'C':
        d->handle = (spot){from.x + n[2], from.y + n[3]};
        curve_to(d, one, d->handle, (spot){from.x + n[4], from.y + n[5]});
        break;
    case 'S': {
        spot first = mirrored(d, "CS");
        d->handle = one;
        curve_to(d, first, one, (spot){from.x + n[2], from.y + n[3]});
        break;
    }
    case 'Q':
        bow_to(d, one, (spot){from.x + n[2], from.y + n[3]});
        break;
    default: /* T */
        bow_to(d, mirrored(d, "QT"), one);
        break;
    }
    return true;
}

/* False where the data make no sense; AT is there then. */
static bool read_path(drawing *d)
{
    char command = '\0';
    for (skip_separators(d); d->at < d->end; skip_separators(d)) {
        const char *first = d->at;
        char c = *first;
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (letter)
            d->at++;
        else if (command == 'M' || command == 'm') /* more points are lines */
            command = command == 'M' ? 'L' : 'l';
        command = letter ? c : command;
        bool relative = command >= 'a';
        char upper = (char)(relative ? command - 'a' + 'A' : command);
        if ((d->before == '\0' && upper != 'M') || (letter && strchr("MLHVCSQTZ", upper) == NULL)) {
            d->at = first;
            return false;
        }
        if (upper == 'Z' && letter) {
            close_ring(d);
            d->now = d->start;
        } else if (upper == 'Z' || !draw(d, upper, relative ? d->now : (spot){0, 0})) {
            return false;
        }
        d->before = upper;
        if (d->count > MOST_POINTS)
            return false;
    }
    close_ring(d);
    return d->rings.len > 0;
}

/* ---- the list ---- */

static void read_art(const bx_look *look, const bx_pair *pair, bx_column_art *art)
{
    bx_map map;
    bx_str path = {0}, view = {0};
    art->name = pair->key;
    if (!bx_map_open(&map, look->arena, pair->value, N_("column art"), look->diags))
        return;
    const bx_node *path_node = bx_map_need(&map, "path"), *view_node = bx_map_need(&map, "view-box");
    const bx_node *height_node = bx_map_need(&map, "height");
    bx_map_text(&map, "path", &path);
    bx_map_text(&map, "view-box", &view);
    bx_map_length(&map, "height", 0, 0, &art->height);
    bx_look_ink(look, &map, "ink", &art->ink);
    bx_map_finish(&map);
    if (path_node == NULL || view_node == NULL || height_node == NULL)
        return;
    if (art->height < 2 * BX_PT || art->height > 200 * BX_PT) {
        bx_report(look->diags, BX_ERROR, "bad-length", height_node->where, "the art of a column is 2pt to 200pt high");
        return;
    }
    drawing d = {.look = look, .at = view.at, .end = view.at + view.len};
    bool good = read_numbers(&d, d.box, 4) && d.box[2] > 0 && d.box[3] > 0 && d.box[2] <= 20 * d.box[3];
    skip_separators(&d);
    if (!good || d.at < d.end) {
        bx_report(look->diags, BX_ERROR, "bad-art", view_node->where,
                  "view-box has four numbers, left, top, width and height");
        bx_hint(look->diags, view_node->where, "copy viewBox from the SVG, as \"0 0 24 24\"");
        return;
    }
    d.scale = art->height / d.box[3];
    d.at = path.at;
    d.end = path.at + path.len;
    if (!read_path(&d)) {
        bx_report(look->diags, BX_ERROR, "bad-art", path_node->where,
                  "the path cannot be read from character %zu on", (size_t)(d.at - path.at) + 1);
        bx_hint(look->diags, path_node->where, "copy d from the SVG, with arcs turned into curves");
    } else if (d.outside) {
        bx_report(look->diags, BX_ERROR, "bad-art", path_node->where, "the path leaves its view-box far behind");
        bx_hint(look->diags, view_node->where, "copy viewBox and d from the same SVG");
    }
    art->width = (bx_len)(d.box[2] * d.scale);
    art->rings = d.rings.at;
    art->ring_count = d.rings.len;
}

void bx_read_column_art(bx_look *look, bx_map *paper)
{
    const bx_node *node = bx_map_find(paper, "column-art");
    bx_map map;
    if (node == NULL || !bx_map_open(&map, look->arena, node, N_("column art"), look->diags))
        return;
    bx_column_art *list = BX_NEW_ARRAY(look->arena, bx_column_art, node->count + 1);
    for (size_t i = 0; i < node->count; i++)
        read_art(look, &node->pairs[i], &list[look->paper->column_art_count++]);
    look->paper->column_art = list;
}
