/* tests/fuzz/yaml.c - a YAML file: its tree lies inside it, and every value can be asked for. */
#include "fuzz.h"

#include "read/yaml.h"

static void walk(const bx_node *node, const bx_source *source, bx_diags *diags)
{
    bx_str text;
    int number;

    if (node->where.start > node->where.end || node->where.end > source->text.len)
        abort();
    bx_node_text(node, diags, &text);
    bx_node_int(node, -1000, 1000, diags, &number);
    for (size_t i = 0; node->kind == BX_NODE_LIST && i < node->count; i++)
        walk(&node->items[i], source, diags);
    for (size_t i = 0; node->kind == BX_NODE_MAP && i < node->count; i++)
        walk(node->pairs[i].value, source, diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bx_arena *arena = bx_arena_new();
    bx_diags *diags = bx_diags_new(), *unheard = bx_diags_new();
    const bx_source *source =
        bx_source_check(arena, BX_STR("p.yaml"), (bx_str){(const char *)data, size}, diags);
    const bx_node *tree =
        source ? bx_yaml_read(arena, source, 0, (uint32_t)source->text.len, diags) : NULL;

    if (tree)
        walk(tree, source, unheard);
    check_reports(diags);
    bx_diags_free(unheard);
    bx_diags_free(diags);
    bx_arena_free(arena);
    return 0;
}
