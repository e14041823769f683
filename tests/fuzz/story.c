/* tests/fuzz/story.c - a story file: encodings, front matter, markup, marks; its fixes give a story again. */
#include "fuzz.h"

static const bx_story *read_story(bx_arena *arena, bx_str bytes, bx_diags *diags)
{
    uint32_t ledger = 0;
    uint8_t *fates = NULL;
    const bx_source *source = bx_source_check(arena, BX_STR("s.md"), bytes, diags);

    return source ? bx_read_story(arena, NULL, source, BX_STR("s"), &ledger, &fates, diags) : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bx_arena *arena = bx_arena_new();
    bx_diags *diags = bx_diags_new();
    bx_buffer out = {0};
    const bx_story *story = read_story(arena, (bx_str){(const char *)data, size}, diags);

    check_reports(diags);
    bx_diags_render(diags, BX_FORMAT_HUMAN, true, false, &out);
    bx_diags_render(diags, BX_FORMAT_JSON, false, false, &out);
    if (story && story->fix_count > 0) {
        bx_diags *after = bx_diags_new();

        read_story(arena, bx_fixed_text(arena, story), after);
        check_reports(after);
        bx_diags_free(after);
    }
    bx_buffer_free(&out);
    bx_diags_free(diags);
    bx_arena_free(arena);
    return 0;
}
