/* read/yaml.c - YAML into a tree that knows its places, through libyaml's event API.
 *
 * The event API is the one that can be stopped: depth, aliases and keys are counted as they come.
 * What an error means is yaml_mistake.c's matter, what a value means fields.c's.
 */
#include "read/yaml.h"

#include "read/limits.h"
#include "read/source.h"
#include "read/yaml_tree.h"

typedef struct {
    bx_str name;
    const bx_node *node; /* NULL while the node is still being read */
} anchor;

typedef struct {
    bx_arena *arena;
    bx_diags *diags;
    yaml_parser_t *parser;
    bx_yaml_place place;
    int depth;
    size_t alias_count, key_count;
    BX_VEC(anchor) anchors;
    bool failed;
} builder;

typedef BX_VEC(bx_node) node_vec;
typedef BX_VEC(bx_pair) pair_vec;

static const bx_node *read_node(builder *b, const yaml_event_t *event);

static bx_span event_span(builder *b, const yaml_event_t *event)
{
    uint32_t start = bx_yaml_byte(&b->place, event->start_mark);
    uint32_t end = bx_yaml_byte(&b->place, event->end_mark);
    return (bx_span){b->place.source, start, end < start ? start : end};
}

static bool next_event(builder *b, yaml_event_t *event)
{
    if (b->failed)
        return false;
    if (yaml_parser_parse(b->parser, event))
        return true;
    b->failed = true;
    bx_yaml_report(b->parser, &b->place, b->diags);
    return false;
}

static void fail_limit(builder *b, bx_span where, const char *what, size_t limit)
{
    b->failed = true;
    bx_report(b->diags, BX_ERROR, "yaml-limit", where, "%s; at most %zu are read", _(what), limit);
}

static void fail_syntax(builder *b, bx_span where, const char *message)
{
    b->failed = true;
    bx_report(b->diags, BX_ERROR, "yaml-syntax", where, "%s", _(message));
}

/* ---- scalars ---- */

static bool is_null(bx_str text)
{
    return text.len == 0 || bx_str_is(text, "~") || bx_str_is(text, "null") ||
           bx_str_is(text, "Null") || bx_str_is(text, "NULL");
}

/* A '#' after a space begins a comment, and what was meant as text is gone. A comment that is one
 * has a space after its '#' as well. */
static void look_for_comment(const builder *b, bx_span where)
{
    bx_str text = b->place.source->text;
    uint32_t i = where.end;
    while (i < b->place.end && (text.at[i] == ' ' || text.at[i] == '\t'))
        i++;
    if (i + 1 >= b->place.end || text.at[i] != '#' || strchr(" \t\r\n#", text.at[i + 1]) != NULL)
        return;
    uint32_t end = i;
    while (end < b->place.end && text.at[end] != '\n' && text.at[end] != '\r')
        end++;
    bx_span comment = {where.source, i, end};
    bx_report(b->diags, BX_ERROR, "yaml-comment", comment,
              "'#' after a space begins a comment: '%.*s' is not read",
              BX_FMT(bx_str_slice(text, i, end)));
    bx_hint(b->diags, BX_NOWHERE, "put the whole value in quotes");
}

/* In a value that goes on over several lines, a further key that is none because of its colon. */
static void look_for_colons(const builder *b, bx_span where)
{
    const char *text = b->place.source->text.at;
    for (uint32_t i = where.start; i < where.end; i++) {
        if (text[i] != '\n')
            continue;
        bx_span colon = bx_yaml_wrong_colon(where.source, i + 1, where.end, true);
        if (colon.source != NULL)
            bx_yaml_report_colon(colon, b->diags);
    }
}

/* The characters of a block scalar ("|", ">"): from the first of its text to the last. */
static bx_span block_content(const builder *b, bx_span where)
{
    const char *text = b->place.source->text.at;
    const char *line_end = memchr(text + where.start, '\n', where.end - where.start);
    uint32_t start = line_end == NULL ? where.end : (uint32_t)(line_end + 1 - text);
    uint32_t end = where.end;
    while (start < end && strchr(" \r\n", text[start]) != NULL)
        start++;
    while (end > start && strchr(" \r\n", text[end - 1]) != NULL)
        end--;
    return (bx_span){where.source, start, end};
}

static void look_for_controls(const builder *b, bx_str text, bx_span where)
{
    const char *at = text.at;
    while (at < text.at + text.len) {
        uint32_t code = bx_utf8_next(&at, text.at + text.len);
        if (bx_is_control(code))
            bx_report(b->diags, BX_ERROR, code == 0 ? "nul-byte" : "control-character", where,
                      "control character U+%04X, which no one can see", (unsigned)code);
    }
}

static void read_scalar(builder *b, const yaml_event_t *event, bx_node *node)
{
    yaml_scalar_style_t style = event->data.scalar.style;
    bx_str value = {(const char *)event->data.scalar.value, event->data.scalar.length};
    bool block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
    node->kind = BX_NODE_SCALAR;
    node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
    node->where = event_span(b, event);
    if (block) {
        node->where = block_content(b, node->where);
        while (value.len > 0 && value.at[value.len - 1] == '\n')
            value.len--;
    } else if (node->quoted && node->where.end - node->where.start >= 2) {
        node->where.start++;
        node->where.end--;
    }
    bx_str written = bx_str_slice(b->place.source->text, node->where.start, node->where.end);
    node->text = bx_str_eq(written, value) ? written : bx_str_copy(b->arena, value);
    if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        look_for_controls(b, node->text, node->where);
    if (node->quoted)
        return;
    if (is_null(node->text))
        node->kind = BX_NODE_NULL;
    look_for_comment(b, node->where);
    look_for_colons(b, node->where);
}

/* ---- lists and maps ---- */

static void read_list(builder *b, const yaml_event_t *start, bx_node *node)
{
    node_vec items = {0};
    node->kind = BX_NODE_LIST;
    node->where = event_span(b, start);
    for (yaml_event_t event; next_event(b, &event); yaml_event_delete(&event)) {
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            node->where.end = event_span(b, &event).end;
            yaml_event_delete(&event);
            break;
        }
        const bx_node *item = read_node(b, &event);
        if (item != NULL)
            BX_PUSH(b->arena, items, *item);
    }
    node->items = items.at;
    node->count = items.len;
}

/* "{ layout:a1-front }" is a key without a value; it is read as what was meant. */
static bx_node *split_flow_key(builder *b, bx_pair *pair)
{
    bx_span colon = bx_yaml_wrong_colon(pair->key_where.source, pair->key_where.start,
                                        pair->key_where.end, false);
    if (colon.source == NULL)
        return NULL;
    bx_yaml_report_colon(colon, b->diags);
    bx_node *value = BX_NEW(b->arena, bx_node);
    value->kind = BX_NODE_SCALAR;
    value->where = (bx_span){colon.source, colon.end, pair->key_where.end};
    value->text = bx_str_slice(colon.source->text, value->where.start, value->where.end);
    pair->key_where.end = colon.start;
    pair->key = bx_str_slice(colon.source->text, pair->key_where.start, colon.start);
    return value;
}

static void add_pair(builder *b, pair_vec *pairs, bx_pair pair)
{
    if (bx_str_starts(pair.key, "　")) {
        bx_report(b->diags, BX_ERROR, "yaml-indent", pair.key_where,
                  "a full-width space indents this line");
        bx_hint(b->diags, BX_NOWHERE, "YAML is indented with half-width spaces only");
        while (bx_str_starts(pair.key, "　")) {
            pair.key = bx_str_slice(pair.key, 3, pair.key.len);
            pair.key_where.start += 3;
        }
        if (bx_str_starts(pair.key, "- "))
            return; /* a list item that became a key */
    }
    bool valueless = pair.value->kind == BX_NODE_NULL && pair.value->text.len == 0;
    const bx_node *split = valueless ? split_flow_key(b, &pair) : NULL;
    if (split != NULL)
        pair.value = split;
    for (size_t i = 0; i < pairs->len; i++) {
        if (!bx_str_eq(pairs->at[i].key, pair.key))
            continue;
        bx_report(b->diags, BX_ERROR, "duplicate-key", pair.key_where, "'%.*s' is given twice",
                  BX_FMT(pair.key));
        bx_hint(b->diags, pairs->at[i].key_where, "the first one is here");
        return;
    }
    BX_PUSH(b->arena, *pairs, pair);
}

/* Reads one key and its value; false at the end of the map or of everything. */
static bool read_pair(builder *b, bx_node *map, pair_vec *pairs)
{
    yaml_event_t event;
    if (!next_event(b, &event))
        return false;
    bx_span where = event_span(b, &event);
    bx_node key = {0};
    bool more = false;
    if (event.type == YAML_MAPPING_END_EVENT)
        map->where.end = where.end;
    else if (event.type != YAML_SCALAR_EVENT)
        fail_syntax(b, where, N_("a key must be a plain word"));
    else if (++b->key_count > BX_LIMIT_YAML_KEYS)
        fail_limit(b, where, N_("too many keys"), BX_LIMIT_YAML_KEYS);
    else {
        read_scalar(b, &event, &key);
        more = true;
    }
    yaml_event_delete(&event);
    if (!more || !next_event(b, &event))
        return false;
    const bx_node *value = read_node(b, &event);
    yaml_event_delete(&event);
    if (value != NULL)
        add_pair(b, pairs, (bx_pair){.key = key.text, .key_where = key.where, .value = value});
    return value != NULL;
}

static void read_map(builder *b, const yaml_event_t *start, bx_node *node)
{
    pair_vec pairs = {0};
    node->kind = BX_NODE_MAP;
    node->where = event_span(b, start);
    while (read_pair(b, node, &pairs))
        continue;
    node->pairs = pairs.at;
    node->count = pairs.len;
}

/* ---- nodes ---- */

/* An alias is the node it names, shared: nothing is copied. */
static const bx_node *find_anchor(builder *b, const yaml_event_t *event)
{
    bx_str name = bx_str_of((const char *)event->data.alias.anchor);
    bx_span where = event_span(b, event);
    if (++b->alias_count > BX_LIMIT_YAML_ALIASES) {
        fail_limit(b, where, N_("too many aliases"), BX_LIMIT_YAML_ALIASES);
        return NULL;
    }
    for (size_t i = b->anchors.len; i-- > 0;) {
        if (!bx_str_eq(b->anchors.at[i].name, name))
            continue;
        if (b->anchors.at[i].node == NULL)
            fail_syntax(b, where, N_("an alias inside the value that it stands for"));
        return b->anchors.at[i].node;
    }
    fail_syntax(b, where,
                N_("an alias '*' without its anchor '&'; put a value that begins with '*' in "
                   "quotes"));
    return NULL;
}

/* The anchor and tag of a node's first event. */
static void name_and_tag(const yaml_event_t *event, const char **name, const char **tag)
{
    const yaml_char_t *n = NULL;
    const yaml_char_t *t = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        n = event->data.scalar.anchor;
        t = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        n = event->data.sequence_start.anchor;
        t = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        n = event->data.mapping_start.anchor;
        t = event->data.mapping_start.tag;
    }
    *name = (const char *)n;
    *tag = (const char *)t;
}

/* The node that begins with EVENT, which stays the caller's; NULL after a failure. */
static const bx_node *read_node(builder *b, const yaml_event_t *event)
{
    if (event->type == YAML_ALIAS_EVENT)
        return find_anchor(b, event);
    const char *name;
    const char *tag;
    name_and_tag(event, &name, &tag);
    if (tag != NULL) {
        fail_syntax(b, event_span(b, event), N_("'!' cannot begin a value"));
        return NULL;
    }
    size_t slot = b->anchors.len;
    if (name != NULL)
        BX_PUSH(b->arena, b->anchors, (anchor){bx_str_copy(b->arena, bx_str_of(name)), NULL});

    bx_node *node = BX_NEW(b->arena, bx_node);
    if (event->type == YAML_SCALAR_EVENT) {
        read_scalar(b, event, node);
    } else if (b->depth >= BX_LIMIT_YAML_DEPTH) {
        fail_limit(b, event_span(b, event), N_("too many lists and maps inside each other"),
                   BX_LIMIT_YAML_DEPTH);
        return NULL;
    } else {
        b->depth++;
        if (event->type == YAML_SEQUENCE_START_EVENT)
            read_list(b, event, node);
        else
            read_map(b, event, node);
        b->depth--;
    }
    if (name != NULL)
        b->anchors.at[slot].node = node;
    return b->failed ? NULL : node;
}

static const bx_node *read_documents(builder *b)
{
    const bx_node *root = NULL;
    for (yaml_event_t event; next_event(b, &event); yaml_event_delete(&event)) {
        if (event.type == YAML_STREAM_END_EVENT) {
            yaml_event_delete(&event);
            break;
        }
        if (event.type == YAML_STREAM_START_EVENT || event.type == YAML_DOCUMENT_END_EVENT)
            continue;
        if (event.type == YAML_DOCUMENT_START_EVENT) {
            if (root != NULL)
                fail_syntax(b, event_span(b, &event), N_("text after the end of the document"));
            continue;
        }
        root = read_node(b, &event);
    }
    if (root != NULL || b->failed)
        return root;
    bx_node *empty = BX_NEW(b->arena, bx_node);
    empty->where = (bx_span){b->place.source, b->place.start, b->place.start};
    return empty;
}

const bx_node *bx_yaml_read(bx_arena *arena, const bx_source *source, uint32_t start, uint32_t end,
                            bx_diags *diags)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        bx_bug("libyaml cannot begin");
    builder b = {.arena = arena,
                 .diags = diags,
                 .parser = &parser,
                 .place = {.source = source, .start = start, .end = end, .at = start}};
    const bx_node *root = NULL;
    bx_span top = {source, start, start};
    if (end - start > BX_LIMIT_YAML_BYTES) {
        bx_report(diags, BX_ERROR, "yaml-limit", top, "%zu bytes of YAML; at most %zu are read",
                  (size_t)(end - start), BX_LIMIT_YAML_BYTES);
    } else {
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser, (const unsigned char *)source->text.at + start,
                                     end - start);
        root = read_documents(&b);
    }
    yaml_parser_delete(&parser);
    return b.failed ? NULL : root;
}
