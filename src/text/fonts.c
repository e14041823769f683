/* text/fonts.c - the font book (字库): the paper's own files, mapped, checked and frozen.
 *
 * Knows files, tables and glyph metrics. What a style looks like is read/'s, shaping is shape.c's.
 */
#include "text/text.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/book.h"

enum { FONT_FILE_LIMIT = 100 * 1024 * 1024 };

static uint32_t be16(const uint8_t *p)
{
    return (uint32_t)(p[0] << 8 | p[1]);
}

static int signed16(const uint8_t *p)
{
    return (int16_t)be16(p);
}

static uint32_t be32(const uint8_t *p)
{
    return be16(p) << 16 | be16(p + 2);
}

/* The table TAG of an sfnt file; NULL when missing or cut off. */
static const uint8_t *find_table(const bx_face *face, const char *tag, size_t least)
{
    if (face->size < 12)
        return NULL;
    size_t count = be16(face->bytes + 4);
    for (size_t i = 0; i < count && 12 + 16 * (i + 1) <= face->size; i++) {
        const uint8_t *entry = face->bytes + 12 + 16 * i;
        size_t at = be32(entry + 8), length = be32(entry + 12);
        if (memcmp(entry, tag, 4) != 0)
            continue;
        return at <= face->size && length <= face->size - at && length >= least ? face->bytes + at
                                                                                : NULL;
    }
    return NULL;
}

/* A face's PostScript name from its name table, ASCII only. */
static bx_str postscript_name(bx_arena *arena, const bx_face *face)
{
    const uint8_t *name = find_table(face, "name", 6);
    if (name == NULL)
        return BX_STR("Unnamed");
    size_t room = face->size - (size_t)(name - face->bytes);
    size_t count = be16(name + 2), strings = be16(name + 4);
    for (size_t i = 0; i < count && 6 + 12 * (i + 1) <= room; i++) {
        const uint8_t *record = name + 6 + 12 * i;
        size_t length = be16(record + 8), at = strings + be16(record + 10);
        if (be16(record) != 3 || be16(record + 6) != 6 || at + length > room)
            continue;
        char *text = bx_arena_alloc(arena, length / 2 + 1, 1);
        for (size_t k = 0; k + 1 < length; k += 2)
            text[k / 2] = (char)name[at + k + 1];
        return (bx_str){text, length / 2};
    }
    return BX_STR("Unnamed");
}

static bool read_metrics(bx_arena *arena, bx_face *face)
{
    const uint8_t *head = find_table(face, "head", 54), *hhea = find_table(face, "hhea", 36);
    const uint8_t *maxp = find_table(face, "maxp", 6), *os2 = find_table(face, "OS/2", 78);
    if (head == NULL || hhea == NULL || maxp == NULL || be16(head + 18) == 0)
        return false;
    face->units_per_em = (int)be16(head + 18);
    for (int i = 0; i < 4; i++)
        face->bounds[i] = signed16(head + 36 + 2 * i);
    face->ascender = signed16(hhea + 4);
    face->descender = signed16(hhea + 6);
    face->glyph_count = (int)be16(maxp + 4);
    face->cap_height = os2 != NULL && be16(os2) >= 2 && find_table(face, "OS/2", 90) != NULL
                           ? signed16(os2 + 88)
                           : face->units_per_em * 7 / 10;
    face->serif = os2 != NULL && os2[33] >= 2 && os2[33] <= 10;
    face->postscript_name = postscript_name(arena, face);
    return true;
}

/* fsType 2 alone forbids embedding (OpenType OS/2). */
static bool may_embed(const bx_face *face)
{
    const uint8_t *os2 = find_table(face, "OS/2", 10);
    return os2 == NULL || (be16(os2 + 8) & 0xf) != 2;
}

static bool map_file(const char *path, bx_face *face, struct stat *status)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool mapped = false;
    if (fstat(fd, status) == 0 && S_ISREG(status->st_mode) && status->st_size > 0 &&
        status->st_size <= FONT_FILE_LIMIT) {
        void *bytes = mmap(NULL, (size_t)status->st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes != MAP_FAILED) {
            face->bytes = bytes;
            face->size = (size_t)status->st_size;
            mapped = true;
        }
    }
    close(fd);
    return mapped;
}

static bool open_face(bx_arena *arena, const bx_tree *tree, const bx_font_ref *ref, bx_face *face,
                      struct stat *status, bx_diags *diags)
{
    face->name = ref->name;
    face->file = ref->file;
    const char *path = bx_str_c(
        arena, bx_str_printf(arena, "%s/%.*s", bx_tree_root(tree), BX_FMT(ref->file)));
    if (!bx_tree_exists(arena, tree, ref->file) || !map_file(path, face, status)) {
        bx_report(diags, BX_ERROR, "no-file", ref->where, "cannot read font file '%.*s'",
                  BX_FMT(ref->file));
        bx_hint(diags, BX_NOWHERE, "put the file there, or correct the path in paper.yaml");
        return false;
    }
    if (!read_metrics(arena, face)) {
        bx_report(diags, BX_ERROR, "bad-font", ref->where, "'%.*s' is no usable TrueType or OpenType font",
                  BX_FMT(ref->file));
        return false;
    }
    if (!may_embed(face))
        bx_report(diags, BX_ERROR, "font-licence", ref->where,
                  "the licence bits of '%.*s' forbid embedding it in a PDF", BX_FMT(ref->file));
    return true;
}

/* Remembers in the cache which file (device, inode, size, times) had which hash, so that 33 MB are not
 * hashed on every run.
 */
static void hash_face(bx_face *face, const struct stat *status)
{
    char key[33];
    int64_t facts[] = {(int64_t)status->st_dev,  (int64_t)status->st_ino,  (int64_t)status->st_size,
                       status->st_mtim.tv_sec,   status->st_mtim.tv_nsec,  status->st_ctim.tv_sec,
                       status->st_ctim.tv_nsec};
    BX_AUTO(bx_buffer_free) bx_buffer known = {0};
    bx_hash_hex(facts, sizeof facts, key);
    if (bx_cache_find("font", key, &known) && known.len == 64) {
        memcpy(face->sha256, known.at, 64);
        return;
    }
    bx_sha256_hex(face->bytes, face->size, face->sha256);
    bx_cache_keep("font", key, face->sha256, 64);
}

static void check_manifest(const bx_paper *paper, const bx_face *faces, const bx_source *manifest,
                           bx_diags *diags)
{
    for (size_t i = 0; i < paper->font_count; i++) {
        const char *name = memrchr(faces[i].file.at, '/', faces[i].file.len);
        bx_str base = name == NULL ? faces[i].file
                                   : (bx_str){name + 1, faces[i].file.len -
                                                            (size_t)(name + 1 - faces[i].file.at)};
        for (size_t line = 0; line < manifest->line_count; line++) {
            size_t start = manifest->line_starts[line];
            size_t end = line + 1 < manifest->line_count ? manifest->line_starts[line + 1]
                                                         : manifest->text.len;
            bx_str row = bx_str_trim(bx_str_slice(manifest->text, start, end));
            if (row.len < 66 || !bx_str_eq(bx_str_slice(row, 66, row.len), base))
                continue;
            if (memcmp(row.at, faces[i].sha256, 64) != 0) {
                bx_report(diags, BX_ERROR, "font-changed", paper->fonts[i].where,
                          "font file '%.*s' is not the one the manifest names",
                          BX_FMT(faces[i].file));
                bx_span there = {manifest, (uint32_t)start, (uint32_t)end};
                bx_hint(diags, there,
                        "restore the file; a wanted change needs a new line in fonts.sha256");
            }
        }
    }
}

bx_fontbook *bx_fontbook_open(bx_arena *arena, const bx_tree *tree, const bx_paper *paper,
                              bx_diags *diags)
{
    bx_fontbook *book = BX_NEW(arena, bx_fontbook);
    book->faces = BX_NEW_ARRAY(arena, bx_face, paper->font_count + 1);
    book->fonts = BX_NEW_ARRAY(arena, hb_font_t *, paper->font_count + 1);
    book->space = BX_NEW_ARRAY(arena, int, paper->font_count + 1);
    bool good = true;
    for (size_t i = 0; i < paper->font_count; i++) {
        struct stat status;
        good &= open_face(arena, tree, &paper->fonts[i], &book->faces[i], &status, diags);
        book->count++;
        if (!good)
            continue;
        hash_face(&book->faces[i], &status);
        hb_blob_t *blob = hb_blob_create((const char *)book->faces[i].bytes,
                                         (unsigned)book->faces[i].size, HB_MEMORY_MODE_READONLY,
                                         NULL, NULL);
        hb_face_t *face = hb_face_create(blob, 0);
        hb_face_make_immutable(face);
        book->fonts[i] = hb_font_create(face);
        hb_font_set_scale(book->fonts[i], book->faces[i].units_per_em, book->faces[i].units_per_em);
        hb_font_make_immutable(book->fonts[i]);
        hb_face_destroy(face);
        hb_blob_destroy(blob);
        hb_codepoint_t space = 0;
        hb_font_get_nominal_glyph(book->fonts[i], ' ', &space);
        book->space[i] = hb_font_get_glyph_h_advance(book->fonts[i], space);
    }
    if (good && bx_tree_exists(arena, tree, BX_STR("fonts/fonts.sha256"))) {
        const bx_source *manifest = bx_tree_text(arena, tree, BX_STR("fonts/fonts.sha256"), 1 << 20,
                                                 BX_NOWHERE, diags);
        if (manifest != NULL)
            check_manifest(paper, book->faces, manifest, diags);
    }
    if (good)
        return book;
    bx_fontbook_free(book);
    return NULL;
}

void bx_fontbook_free(bx_fontbook *book)
{
    if (book == NULL)
        return;
    for (size_t i = 0; i < book->count; i++) {
        if (book->fonts[i] != NULL)
            hb_font_destroy(book->fonts[i]);
        if (book->faces[i].bytes != NULL)
            munmap((void *)(uintptr_t)book->faces[i].bytes, book->faces[i].size);
    }
    book->count = 0;
}

const bx_face *bx_fontbook_faces(const bx_fontbook *book, size_t *count)
{
    *count = book->count;
    return book->faces;
}

uint32_t bx_face_glyph(const bx_fontbook *book, int face, uint32_t code)
{
    hb_codepoint_t glyph = 0;
    return hb_font_get_nominal_glyph(book->fonts[face], code, &glyph) ? glyph : 0;
}

int bx_face_advance(const bx_fontbook *book, int face, uint32_t glyph)
{
    return hb_font_get_glyph_h_advance(book->fonts[face], glyph);
}

bool bx_face_ink(const bx_fontbook *book, int face, uint32_t glyph, int ink[4])
{
    hb_glyph_extents_t box;
    if (!hb_font_get_glyph_extents(book->fonts[face], glyph, &box) || box.width == 0)
        return false;
    ink[0] = box.x_bearing;
    ink[2] = box.x_bearing + box.width;
    ink[3] = box.y_bearing;
    ink[1] = box.y_bearing + box.height;
    return true;
}
