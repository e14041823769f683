/* cmd/check.c - banxin check: reads everything, lays out nothing; with --fix, writes the marks that its
 * warnings offer.
 */
#include "cmd/cmd.h"

/* ---- photos ---- */

static void check_photo(bx_desk *desk, const bx_photo *photo)
{
    bx_arena *scratch;
    bx_picture_info info;
    bx_str bytes;

    if (!bx_tree_exists(desk->arena, desk->tree, photo->file))
        return; /* reading has said so */
    scratch = bx_arena_new();
    if (bx_tree_bytes(scratch, desk->tree, photo->file, BX_PICTURE_BYTES, photo->where, &bytes,
                      desk->diags) &&
        bx_picture_probe(bytes, photo->file, photo->where, &info, desk->diags))
        bx_picture_warn(&info, photo->file, photo->where, desk->diags);
    bx_arena_free(scratch);
}

static void check_photos_in(bx_desk *desk, const bx_block *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].photo)
            check_photo(desk, blocks[i].photo);
        check_photos_in(desk, blocks[i].children, blocks[i].child_count);
    }
}

static void check_pictures(bx_desk *desk)
{
    const bx_issue *issue = desk->issue;

    for (size_t i = 0; i < issue->story_count; i++) {
        const bx_story *story = &issue->stories[i];

        for (size_t k = 0; k < story->photo_count; k++)
            check_photo(desk, &story->photos[k]);
        check_photos_in(desk, story->blocks, story->block_count);
    }
}

/* ---- characters ---- */

static bool has_glyph(const bx_fontbook *book, uint32_t code)
{
    size_t faces;

    bx_fontbook_faces(book, &faces);
    for (size_t i = 0; i < faces; i++)
        if (bx_face_glyph(book, (int)i, code) != 0)
            return true;
    return false;
}

/* A character that one face of the paper has may still be missing in another: only setting shows that. */
static void check_characters(bx_desk *desk)
{
    bx_characters used = bx_list_characters(desk->arena, desk->issue);

    for (size_t i = 0; i < used.count; i++) {
        char text[4];
        size_t len = bx_utf8_put(used.at[i].code, text);

        if (has_glyph(desk->book, used.at[i].code))
            continue;
        bx_report(desk->diags, BX_ERROR, "missing-glyph", used.at[i].where,
                  "no font of the paper has a glyph for '%.*s' (U+%04X)", (int)len, text,
                  used.at[i].code);
        bx_hint(desk->diags, BX_NOWHERE, "add a font that has it under 'fallback' in paper.yaml");
    }
}

/* ---- --fix ---- */

static size_t fix_story(bx_desk *desk, const bx_story *story)
{
    bx_str text, path;

    if (story->fix_count == 0)
        return 0;
    text = bx_fixed_text(desk->arena, story);
    path = bx_str_printf(desk->arena, "%s/%.*s", bx_tree_root(desk->tree),
                         BX_FMT(story->source->path));
    return bx_file_write(path.at, text.at, text.len, desk->diags) ? story->fix_count : 0;
}

static void fix_stories(bx_desk *desk)
{
    size_t marks = 0, files = 0;

    for (size_t i = 0; i < desk->issue->story_count && !bx_stopped(); i++) {
        size_t fixed = fix_story(desk, &desk->issue->stories[i]);

        marks += fixed;
        files += fixed > 0;
    }
    bx_watch_say(desk->watch, N_("wrote %zu marks in %zu files"), marks, files);
}

/* ---- --legal ---- */

static void check_form(bx_desk *desk)
{
    int errors;

    if (!bx_desk_make_up(desk))
        return;
    errors = bx_check_form(desk->arena, desk->makeup, desk->diags);
    bx_watch_say(desk->watch, N_("form errors: %d, at most %d are allowed"), errors, (int)BX_FORM_LIMIT);
    if (errors <= BX_FORM_LIMIT)
        return;
    bx_report(desk->diags, BX_ERROR, "form-errors", desk->issue->date_where,
              "the issue has %d form errors, more than %d fail it", errors, (int)BX_FORM_LIMIT);
    bx_hint(desk->diags, BX_NOWHERE, "the warnings name them, with the weight of each");
}

/* ---- the command ---- */

void bx_cmd_check(bx_desk *desk)
{
    bool read = bx_desk_read(desk);

    if (!read)
        return;
    bx_stage_begin(desk->watch, "pictures");
    bx_check_dates(desk->arena, desk->issue, desk->paper, desk->diags);
    check_pictures(desk);
    bx_stage_end(desk->watch, NULL);
    if (bx_desk_open_fonts(desk)) {
        check_characters(desk);
        if (desk->options->legal)
            check_form(desk);
    }
    if (desk->options->fix && !bx_stopped())
        fix_stories(desk);
    bx_watch_say(desk->watch, N_("checked: %zu errors, %zu warnings"),
                 bx_diags_count(desk->diags, BX_ERROR), bx_diags_count(desk->diags, BX_WARNING));
}
