/* read/masthead.c - furniture: 报头, 报眉, 报尾 as blocks of fields with places. */
#include "read/look.h"

static const char *const kinds[] = {"text", "rule", "tint", "stack", "art", "qr", NULL};
static const char *const edges[] = {"left", "right", "inner", "outer", NULL};
static const char *const sides[] = {"left", "center", "right", NULL};

static void read_field(const bx_look *look, const bx_node *node, bx_field *field)
{
    bx_map map;
    int kind = BX_FIELD_TEXT, from = BX_FROM_LEFT, at = BX_AT_LEFT;
    bx_len em = look->paper->grid.size, row = look->paper->grid.pitch;
    field->where = node->where;
    if (!bx_map_open(&map, look->arena, node, N_("field"), look->diags))
        return;
    bx_map_need(&map, "name");
    bx_map_text(&map, "name", &field->name);
    bx_map_choice(&map, "kind", kinds, &kind);
    bx_map_text(&map, "text", &field->text);
    bx_look_style(look, &map, "style", &field->style);
    bx_look_ink(look, &map, "ink", &field->ink);
    bx_map_choice(&map, "from", edges, &from);
    bx_map_choice(&map, "at", sides, &at);
    bx_map_length(&map, "x", em, row, &field->x);
    bx_map_length(&map, "y", em, row, &field->y);
    bx_map_length(&map, "w", em, row, &field->w);
    bx_map_length(&map, "h", em, row, &field->h);
    bx_map_finish(&map);
    field->kind = (bx_field_kind)kind;
    field->from = (bx_from)from;
    field->at = (bx_at)at;
}

void bx_read_masthead(bx_look *look, const bx_source *source)
{
    const bx_node *node = bx_yaml_read(look->arena, source, 0, (uint32_t)source->text.len, look->diags);
    bx_map map;
    if (node == NULL || !bx_map_open(&map, look->arena, node, N_("masthead file"), look->diags))
        return;
    int version = 1;
    bx_map_int(&map, "banxin", 1, 1, &version);
    bx_furniture *blocks = BX_NEW_ARRAY(look->arena, bx_furniture, node->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < node->count; i++) {
        if (bx_str_is(node->pairs[i].key, "banxin"))
            continue;
        const bx_node *list = node->pairs[i].value;
        bx_furniture *block = &blocks[count++];
        bx_map_find(&map, bx_str_c(look->arena, node->pairs[i].key));
        block->name = node->pairs[i].key;
        block->where = node->pairs[i].key_where;
        if (list->kind != BX_NODE_LIST) {
            bx_report(look->diags, BX_ERROR, "wrong-type", list->where,
                      "furniture '%.*s' needs a list of fields", BX_FMT(block->name));
            continue;
        }
        bx_field *fields = BX_NEW_ARRAY(look->arena, bx_field, list->count + 1);
        for (size_t k = 0; k < list->count; k++)
            read_field(look, &list->items[k], &fields[k]);
        block->fields = fields;
        block->count = list->count;
    }
    bx_map_finish(&map);
    look->paper->furniture = blocks;
    look->paper->furniture_count = count;
}
