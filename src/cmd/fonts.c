/* cmd/fonts.c - banxin fonts: the paper's faces, their files and hashes, and which of the issue's characters
 * they lack.
 */
#include "cmd/cmd.h"

#include <stdio.h>

/* ---- what a face lacks ---- */

static const bx_character *missing_in(const bx_desk *desk, int face, const bx_characters *g, size_t *count)
{
    bx_character *lacking = BX_NEW_ARRAY(desk->arena, bx_character, g->count + 1);

    *count = 0;
    for (size_t i = 0; i < g->count; i++)
        if (bx_face_glyph(desk->book, face, g->at[i].code) == 0)
            lacking[(*count)++] = g->at[i];
    return lacking;
}

static void print_missing(const bx_character *missing, size_t count)
{
    enum { SHOWN = 40 };

    if (count == 0)
        return;
    printf("      %s", _("lacks "));
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        char text[4];
        size_t len = bx_utf8_put(missing[i].code, text);

        printf("%.*s", (int)len, text);
        if (count <= 8)
            printf(" U+%04X ", missing[i].code);
    }
    if (count > SHOWN)
        printf(_(" and %zu more"), count - SHOWN);
    printf("\n");
}

static void print_face(const bx_desk *desk, const bx_face *face, int index, const bx_characters *g)
{
    size_t count;
    const bx_character *missing = missing_in(desk, index, g, &count);

    printf("%.*s\n", BX_FMT(face->name));
    printf("      %.*s\n      sha256 %s\n", BX_FMT(face->file), face->sha256);
    printf(_("      %d glyphs, has %zu of the issue's %zu characters\n"), face->glyph_count,
           g->count - count, g->count);
    print_missing(missing, count);
}

static void put_face(const bx_desk *desk, const bx_face *face, int index, const bx_characters *g,
                     bx_buffer *out)
{
    size_t count;
    const bx_character *missing = missing_in(desk, index, g, &count);

    bx_json_next(out);
    bx_json_open(out, '{');
    bx_json_key_str(out, "file", face->file);
    bx_json_key_int(out, "glyphs", face->glyph_count);
    bx_json_key(out, "missing");
    bx_json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        bx_json_next(out);
        bx_json_open(out, '{');
        bx_json_key_int(out, "code", missing[i].code);
        bx_json_key_source(out, "source", missing[i].where);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
    bx_json_key_str(out, "name", face->name);
    bx_json_key_str(out, "postscriptName", face->postscript_name);
    bx_json_key_str(out, "sha256", bx_str_of(face->sha256));
    bx_json_close(out, '}');
}

static void print_json(const bx_desk *desk, const bx_face *faces, size_t count, const bx_characters *g)
{
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};

    bx_json_open(&out, '{');
    bx_json_key_int(&out, "characters", (int64_t)g->count);
    bx_json_key(&out, "faces");
    bx_json_open(&out, '[');
    for (size_t i = 0; i < count; i++)
        put_face(desk, &faces[i], (int)i, g, &out);
    bx_json_close(&out, ']');
    bx_json_key_int(&out, "schema", BX_JSON_SCHEMA);
    bx_json_close(&out, '}');
    puts(out.at);
}

void bx_cmd_fonts(bx_desk *desk)
{
    const bx_face *faces;
    bx_characters g;
    size_t count;

    if (!bx_desk_read(desk) || !bx_desk_open_fonts(desk))
        return;
    faces = bx_fontbook_faces(desk->book, &count);
    g = bx_list_characters(desk->arena, desk->issue);
    if (desk->options->json) {
        print_json(desk, faces, count, &g);
        return;
    }
    for (size_t i = 0; i < count; i++)
        print_face(desk, &faces[i], (int)i, &g);
}
