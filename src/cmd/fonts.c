/* cmd/fonts.c - banxin fonts: the paper's faces, their files and hashes, and which of the issue's characters
 * they lack.
 */
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the characters of an issue ---- */

typedef struct {
    uint32_t code;
    bx_span where; /* the first time it is used */
} character;

typedef struct {
    bx_arena *arena;
    uint8_t seen[0x110000 / 8];
    BX_VEC(character) list;
} gathering;

/* Spaces; ｜, where a headline may break; and small digits, which are made from large ones. */
static bool needs_no_glyph(uint32_t code)
{
    return code <= 0x20 || code == 0x3000 || code == 0xFF5C || (code >= 0x2070 && code <= 0x209F) ||
           code > 0x10FFFF;
}

static void gather(const bx_run *run, void *data)
{
    gathering *g = data;
    const char *at = run->text.at, *end = at + run->text.len;

    while (at < end) {
        uint32_t start = (uint32_t)(at - run->text.at);
        uint32_t code = bx_utf8_next(&at, end);

        if (needs_no_glyph(code) || g->seen[code / 8] >> (code % 8) & 1)
            continue;
        g->seen[code / 8] |= (uint8_t)(1 << (code % 8));
        BX_PUSH(g->arena, g->list,
                (character){code, {run->where.source, run->where.start + start,
                                   run->where.start + (uint32_t)(at - run->text.at)}});
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t left = ((const character *)a)->code, right = ((const character *)b)->code;

    return (left > right) - (left < right);
}

static gathering *gather_issue(bx_arena *arena, const bx_issue *issue)
{
    gathering *g = BX_NEW(arena, gathering);

    g->arena = arena;
    for (size_t i = 0; i < issue->story_count; i++)
        bx_each_run(&issue->stories[i], gather, g);
    if (g->list.len > 0)
        qsort(g->list.at, g->list.len, sizeof *g->list.at, compare);
    return g;
}

/* ---- what a face lacks ---- */

static const character *missing_in(const bx_desk *desk, int face, const gathering *g, size_t *count)
{
    character *lacking = BX_NEW_ARRAY(desk->arena, character, g->list.len + 1);

    *count = 0;
    for (size_t i = 0; i < g->list.len; i++)
        if (bx_face_glyph(desk->book, face, g->list.at[i].code) == 0)
            lacking[(*count)++] = g->list.at[i];
    return lacking;
}

static void print_missing(const character *missing, size_t count)
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

static void print_face(const bx_desk *desk, const bx_face *face, int index, const gathering *g)
{
    size_t count;
    const character *missing = missing_in(desk, index, g, &count);

    printf("%.*s\n", BX_FMT(face->name));
    printf("      %.*s\n      sha256 %s\n", BX_FMT(face->file), face->sha256);
    printf(_("      %d glyphs, has %zu of the issue's %zu characters\n"), face->glyph_count,
           g->list.len - count, g->list.len);
    print_missing(missing, count);
}

static void put_face(const bx_desk *desk, const bx_face *face, int index, const gathering *g,
                     bx_buffer *out)
{
    size_t count;
    const character *missing = missing_in(desk, index, g, &count);

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

static void print_json(const bx_desk *desk, const bx_face *faces, size_t count, const gathering *g)
{
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};

    bx_json_open(&out, '{');
    bx_json_key_int(&out, "characters", (int64_t)g->list.len);
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
    const gathering *g;
    size_t count;

    if (!bx_desk_read(desk) || !bx_desk_open_fonts(desk))
        return;
    faces = bx_fontbook_faces(desk->book, &count);
    g = gather_issue(desk->arena, desk->issue);
    if (desk->options->json) {
        print_json(desk, faces, count, g);
        return;
    }
    for (size_t i = 0; i < count; i++)
        print_face(desk, &faces[i], (int)i, g);
}
