/* output/manifest.c - manifest.json: what went in, what came out, and what made it (清单). */
#include "output/json.h"

#include <stdlib.h>

/* Far above anything that reading let through. */
#define INPUT_LIMIT ((size_t)1 << 30)

/* ---- inputs ---- */

typedef BX_VEC(bx_file_record) record_list;

static void add(bx_arena *arena, record_list *list, bx_str path)
{
    if (path.len > 0)
        BX_PUSH(arena, *list, (bx_file_record){.name = path});
}

static void add_paper(bx_arena *arena, const bx_tree *tree, const bx_paper *paper, record_list *list)
{
    static const char *const names[] = {"paper.yaml", "masthead.yaml", "press.yaml", "lexicon.txt"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bx_str path = bx_str_printf(arena, "layouts/%.*s/%s", BX_FMT(paper->name), names[i]);

        if (bx_tree_exists(arena, tree, path))
            add(arena, list, path);
    }
    for (size_t i = 0; i < paper->layout_count; i++)
        if (paper->layouts[i].source)
            add(arena, list, paper->layouts[i].source->path);
    add(arena, list, paper->press.profile);
}

static void add_placed(bx_arena *arena, const bx_makeup *makeup, const bool *chosen,
                       record_list *list)
{
    for (size_t i = 0; i < makeup->folio_count; i++)
        for (size_t k = 0; (!chosen || chosen[i]) && k < makeup->folios[i].count; k++) {
            const bx_frame *frame = &makeup->folios[i].frames[k];

            if (frame->kind == BX_FRAME_PHOTO)
                add(arena, list, frame->photo->file);
            else if (frame->kind == BX_FRAME_AD)
                add(arena, list, frame->ad->file);
        }
}

static int compare(const void *a, const void *b)
{
    return bx_str_compare(((const bx_file_record *)a)->name, ((const bx_file_record *)b)->name);
}

/* Sorts LIST by name, each name once. */
static void settle(record_list *list)
{
    size_t kept = 0;

    qsort(list->at, list->len, sizeof *list->at, compare);
    for (size_t i = 0; i < list->len; i++)
        if (kept == 0 || !bx_str_eq(list->at[kept - 1].name, list->at[i].name))
            list->at[kept++] = list->at[i];
    list->len = kept;
}

/* The font book has hashed its files already. */
static bool find_font(const bx_fontbook *book, bx_file_record *record)
{
    size_t count;
    const bx_face *faces = bx_fontbook_faces(book, &count);

    for (size_t i = 0; i < count; i++)
        if (bx_str_eq(faces[i].file, record->name)) {
            record->size = faces[i].size;
            memcpy(record->sha256, faces[i].sha256, sizeof record->sha256);
            return true;
        }
    return false;
}

typedef struct {
    const bx_tree *tree;
    const bx_fontbook *book;
    bx_file_record *records;
} hashing;

static void hash_input(size_t index, void *data)
{
    hashing *all = data;
    bx_file_record *record = &all->records[index];
    bx_arena *arena;
    bx_diags *unheard;
    bx_str bytes;

    if (find_font(all->book, record))
        return;
    arena = bx_arena_new();
    unheard = bx_diags_new();
    if (bx_tree_bytes(arena, all->tree, record->name, INPUT_LIMIT, BX_NOWHERE, &bytes, unheard)) {
        record->size = bytes.len;
        bx_sha256_hex(bytes.at, bytes.len, record->sha256);
    }
    bx_diags_free(unheard);
    bx_arena_free(arena);
}

bx_file_record *bx_list_inputs(bx_arena *arena, const bx_tree *tree, const bx_makeup *makeup,
                               const bool *chosen, int workers, size_t *count)
{
    const bx_issue *issue = makeup->issue;
    hashing all = {.tree = tree, .book = makeup->book};
    record_list list = {0};
    size_t kept = 0, faces;
    const bx_face *face = bx_fontbook_faces(makeup->book, &faces);

    if (issue->source)
        add(arena, &list, issue->source->path);
    for (size_t i = 0; i < issue->story_count; i++)
        if (issue->stories[i].source)
            add(arena, &list, issue->stories[i].source->path);
    add_paper(arena, tree, makeup->paper, &list);
    for (size_t i = 0; i < faces; i++)
        add(arena, &list, face[i].file);
    add_placed(arena, makeup, chosen, &list);
    settle(&list);
    all.records = list.at;
    bx_run_jobs(workers, list.len, hash_input, &all);
    for (size_t i = 0; i < list.len; i++)
        if (list.at[i].sha256[0])
            list.at[kept++] = list.at[i];
    *count = kept;
    return list.at;
}

/* ---- JSON ---- */

static void put_records(bx_buffer *out, const char *key, const bx_file_record *records,
                        size_t count)
{
    bx_json_key(out, key);
    bx_json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        bx_json_next(out);
        bx_buffer_text(out, "\n ");
        bx_json_open(out, '{');
        bx_json_key_int(out, "bytes", (int64_t)records[i].size);
        bx_json_key_str(out, "file", records[i].name);
        bx_json_key_str(out, "sha256", bx_str_of(records[i].sha256));
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
}

void bx_dump_manifest(const bx_makeup *makeup, const bx_file_record *inputs, size_t input_count,
                      const bx_file_record *outputs, size_t output_count,
                      const bx_version *versions, size_t version_count, bx_buffer *out)
{
    bx_json_open(out, '{');
    bx_json_key_str(out, "date", makeup->issue->date_text);
    put_records(out, "inputs", inputs, input_count);
    put_records(out, "outputs", outputs, output_count);
    bx_json_key_str(out, "paper", makeup->issue->paper);
    bx_json_key_int(out, "schema", BX_JSON_SCHEMA);
    bx_json_key(out, "versions");
    bx_json_open(out, '{');
    for (size_t i = 0; i < version_count; i++)
        bx_json_key_str(out, versions[i].name, bx_str_of(versions[i].version));
    bx_json_close(out, '}');
    bx_json_close(out, '}');
    bx_buffer_text(out, "\n");
}
