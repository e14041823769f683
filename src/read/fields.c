/* read/fields.c - typed values out of a YAML tree: every mistake is reported at its own place
 * (字段).
 *
 * A value that is wrong leaves the caller's default, and the run goes on. `null` and `~` stand for
 * "none" and are quiet; a key with nothing after its colon is the warning [empty-value].
 */
#include "read/yaml.h"

#include <stdlib.h>

#include "read/yaml_tree.h"

/* ---- nearest name ---- */

/* Longer words are not compared: nobody mistypes one of 40 characters into another. */
enum { LONGEST_WORD = 40 };

static size_t decode(bx_str word, uint32_t out[LONGEST_WORD])
{
    size_t count = 0;
    const char *at = word.at;
    while (at < word.at + word.len && count < LONGEST_WORD)
        out[count++] = bx_utf8_next(&at, word.at + word.len);
    return count;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits that turn A into B; two neighbours that changed places count as one. */
static size_t edit_distance(bx_str a, bx_str b)
{
    uint32_t x[LONGEST_WORD];
    uint32_t y[LONGEST_WORD];
    size_t rows[3][LONGEST_WORD + 1];
    size_t x_count = decode(a, x);
    size_t y_count = decode(b, y);
    for (size_t j = 0; j <= y_count; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= x_count; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= y_count; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (x[i - 1] != y[j - 1]));
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[x_count % 3][y_count];
}

const char *bx_nearest(bx_str word, const char *const *names, size_t count)
{
    size_t length = bx_utf8_count(word);
    if (length > LONGEST_WORD)
        return NULL;
    /* One slip in a short word, one in three characters of a long one. */
    size_t best = length / 3 + 2;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(word, bx_str_of(names[i]));
        if (distance < best && distance < length) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

/* ---- maps ---- */

static const char *kind_name(const bx_node *node)
{
    switch (node->kind) {
    case BX_NODE_NULL:
        return _("nothing");
    case BX_NODE_SCALAR:
        return _("a text");
    case BX_NODE_LIST:
        return _("a list");
    case BX_NODE_MAP:
        return _("a map");
    }
    return "";
}

bool bx_map_open(bx_map *map, bx_arena *arena, const bx_node *node, const char *what,
                 bx_diags *diags)
{
    *map = (bx_map){.what = what, .arena = arena, .diags = diags};
    if (node != NULL && node->kind == BX_NODE_MAP) {
        map->node = node;
        map->asked = BX_NEW_ARRAY(arena, bool, node->count + 1);
        return true;
    }
    bx_node *empty = BX_NEW(arena, bx_node);
    empty->kind = BX_NODE_MAP;
    if (node != NULL)
        empty->where = node->where;
    map->node = empty;
    if (node == NULL)
        return false;
    bx_span colon = BX_NOWHERE;
    if (node->kind == BX_NODE_SCALAR && !node->quoted)
        colon = bx_yaml_wrong_colon(node->where.source, node->where.start, node->where.end, false);
    if (colon.source != NULL)
        bx_yaml_report_colon(colon, diags);
    else
        bx_report(diags, BX_ERROR, "wrong-type", node->where, "%s needs 'key: value' lines, not %s",
                  _(what), kind_name(node));
    return false;
}

static void remember_name(bx_map *map, const char *key)
{
    for (size_t i = 0; i < map->name_count; i++)
        if (strcmp(map->names[i], key) == 0)
            return;
    if (map->name_count == map->name_cap)
        map->names = bx_arena_grow(map->arena, map->names, map->name_count, &map->name_cap,
                                   sizeof *map->names);
    map->names[map->name_count++] = key;
}

static const bx_pair *find_pair(bx_map *map, const char *key)
{
    remember_name(map, key);
    for (size_t i = 0; i < map->node->count; i++) {
        if (bx_str_is(map->node->pairs[i].key, key)) {
            map->asked[i] = true;
            return &map->node->pairs[i];
        }
    }
    return NULL;
}

const bx_node *bx_map_find(bx_map *map, const char *key)
{
    const bx_pair *pair = find_pair(map, key);
    return pair == NULL ? NULL : pair->value;
}

const bx_node *bx_map_need(bx_map *map, const char *key)
{
    const bx_node *value = bx_map_find(map, key);
    if (value == NULL) {
        bx_span where = map->node->where;
        where.end = where.start;
        bx_report(map->diags, BX_ERROR, "missing-key", where, "%s has no '%s'", _(map->what), key);
    }
    return value;
}

void bx_map_finish(bx_map *map)
{
    for (size_t i = 0; i < map->node->count; i++) {
        if (map->asked[i])
            continue;
        const bx_pair *pair = &map->node->pairs[i];
        const char *nearest = bx_nearest(pair->key, map->names, map->name_count);
        bx_report(map->diags, BX_ERROR, "unknown-key", pair->key_where, "%s knows no key '%.*s'",
                  _(map->what), BX_FMT(pair->key));
        if (nearest != NULL)
            bx_hint(map->diags, BX_NOWHERE, "did you mean '%s'?", nearest);
    }
}

/* ---- values ---- */

/* The pair of KEY when it has a value to read: absent, null and empty ones have none. */
static const bx_node *value_of(bx_map *map, const char *key)
{
    const bx_pair *pair = find_pair(map, key);
    if (pair == NULL)
        return NULL;
    const bx_node *value = pair->value;
    if (value->kind != BX_NODE_NULL && !(value->kind == BX_NODE_SCALAR && value->text.len == 0))
        return value;
    if (value->text.len == 0)
        bx_report(map->diags, BX_WARNING, "empty-value", pair->key_where, "'%s' has no value", key);
    return NULL;
}

static bool need_text(const bx_node *node, bx_diags *diags)
{
    if (node->kind == BX_NODE_SCALAR)
        return true;
    bx_report(diags, BX_ERROR, "wrong-type", node->where, "a text is needed here, not %s",
              kind_name(node));
    return false;
}

bool bx_node_text(const bx_node *node, bx_diags *diags, bx_str *value)
{
    if (!need_text(node, diags))
        return false;
    *value = node->text;
    return true;
}

bool bx_map_text(bx_map *map, const char *key, bx_str *value)
{
    const bx_node *node = value_of(map, key);
    return node != NULL && bx_node_text(node, map->diags, value);
}

bool bx_map_bool(bx_map *map, const char *key, bool *value)
{
    static const char *const NAMES[] = {"false", "true", NULL};
    int choice = 0;
    if (!bx_map_choice(map, key, NAMES, &choice))
        return false;
    *value = choice == 1;
    return true;
}

/* Reads an optional sign, digits, and up to PLACES decimals as an integer in units of 10^-PLACES.
 * False: anything else in TEXT, or more than 9 digits before the point. */
static bool parse_decimal(bx_str text, int places, int64_t *value)
{
    size_t i = 0;
    bool negative = text.len > 0 && text.at[0] == '-';
    if (text.len > 0 && (text.at[0] == '-' || text.at[0] == '+'))
        i++;
    int64_t result = 0;
    size_t digits = 0;
    for (; i < text.len && text.at[i] >= '0' && text.at[i] <= '9' && digits <= 9; i++, digits++)
        result = result * 10 + (text.at[i] - '0');
    if (digits == 0 || digits > 9)
        return false;
    bool point = places > 0 && i < text.len && text.at[i] == '.';
    if (point && ++i == text.len)
        return false;
    while (places-- > 0) {
        int digit = 0;
        if (point && i < text.len && text.at[i] >= '0' && text.at[i] <= '9')
            digit = text.at[i++] - '0';
        result = result * 10 + digit;
    }
    while (point && i < text.len && text.at[i] == '0')
        i++;
    *value = negative ? -result : result;
    return i == text.len;
}

bool bx_node_int(const bx_node *node, int low, int high, bx_diags *diags, int *value)
{
    int64_t number;
    if (!need_text(node, diags))
        return false;
    if (node->quoted || !parse_decimal(node->text, 0, &number) || number < low || number > high) {
        bx_report(diags, BX_ERROR, "bad-number", node->where,
                  "a whole number from %d to %d is needed, not '%.*s'", low, high,
                  BX_FMT(node->text));
        return false;
    }
    *value = (int)number;
    return true;
}

bool bx_map_int(bx_map *map, const char *key, int low, int high, int *value)
{
    const bx_node *node = value_of(map, key);
    return node != NULL && bx_node_int(node, low, high, map->diags, value);
}

bool bx_map_length(bx_map *map, const char *key, bx_len em, bx_len row, bx_len *value)
{
    const bx_node *node = value_of(map, key);
    bx_len length;
    if (node == NULL || !need_text(node, map->diags))
        return false;
    if (!bx_len_parse(node->text, em, row, &length)) {
        bx_report(map->diags, BX_ERROR, "bad-length", node->where,
                  "'%.*s' is no length here; a number with %s is", BX_FMT(node->text),
                  em > 0 && row > 0 ? "mm, pt, em, row"
                  : em > 0          ? "mm, pt, em"
                                    : "mm, pt");
        return false;
    }
    *value = length;
    return true;
}

bool bx_map_choice(bx_map *map, const char *key, const char *const *names, int *value)
{
    const bx_node *node = value_of(map, key);
    if (node == NULL || !need_text(node, map->diags))
        return false;
    bx_str list = BX_STR("");
    size_t count = 0;
    for (; names[count] != NULL; count++) {
        if (bx_str_is(node->text, names[count])) {
            *value = (int)count;
            return true;
        }
        list = bx_str_printf(map->arena, "%.*s%s%s", BX_FMT(list), count > 0 ? ", " : "",
                             names[count]);
    }
    const char *nearest = bx_nearest(node->text, names, count);
    bx_report(map->diags, BX_ERROR, "bad-choice", node->where,
              "'%s' cannot be '%.*s'; it is one of: %.*s", key, BX_FMT(node->text), BX_FMT(list));
    if (nearest != NULL)
        bx_hint(map->diags, BX_NOWHERE, "did you mean '%s'?", nearest);
    return false;
}

bool bx_map_permille(bx_map *map, const char *key, int low, int high, int *value)
{
    const bx_node *node = value_of(map, key);
    int64_t number;
    if (node == NULL || !need_text(node, map->diags))
        return false;
    bool percent = bx_str_ends(node->text, "%");
    bx_str digits = bx_str_slice(node->text, 0, node->text.len - (percent ? 1 : 0));
    if (!parse_decimal(digits, percent ? 1 : 3, &number) || number < low || number > high) {
        bx_report(map->diags, BX_ERROR, "bad-number", node->where,
                  "a number from %d/1000 to %d/1000 is needed, as 0.015 or 1.5%%, not '%.*s'", low,
                  high, BX_FMT(node->text));
        return false;
    }
    *value = (int)number;
    return true;
}
