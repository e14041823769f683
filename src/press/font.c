/* press/font.c - the part of each face that a PDF uses (字库子集): outlines, widths, ToUnicode.
 *
 * TrueType only, and glyph ids stay as they are, so that pages can be written before the subset is
 * made: what is left out is an empty entry in loca. A glyph that stands for several texts is there
 * once for each, its copies past the face's last id. No layout tables: text was shaped long before.
 */
#include "press/press.h"

#include <stdlib.h>

#include "press/inside.h"

static uint32_t be16(const char *p)
{
    const uint8_t *at = (const uint8_t *)p;
    return (uint32_t)(at[0] << 8 | at[1]);
}

static uint32_t be32(const char *p)
{
    return be16(p) << 16 | be16(p + 2);
}

static void put16(char *p, uint32_t value)
{
    p[0] = (char)(uint8_t)(value >> 8);
    p[1] = (char)(uint8_t)value;
}

static void put32(char *p, uint32_t value)
{
    put16(p, value >> 16);
    put16(p + 2, value);
}

/* ---- reading a face ---- */

static bx_str find_table(const bx_face *face, const char *tag)
{
    bx_str file = {(const char *)face->bytes, face->size};
    if (file.len < 12)
        return (bx_str){0};
    size_t count = be16(file.at + 4);
    for (size_t i = 0; i < count && 12 + 16 * (i + 1) <= file.len; i++) {
        const char *entry = file.at + 12 + 16 * i;
        size_t at = be32(entry + 8), len = be32(entry + 12);
        if (memcmp(entry, tag, 4) == 0 && at <= file.len && len <= file.len - at)
            return (bx_str){file.at + at, len};
    }
    return (bx_str){0};
}

bool bx_program_open(const bx_face *face, bx_program *program)
{
    *program = (bx_program){
        .glyf = find_table(face, "glyf"),
        .loca = find_table(face, "loca"),
        .hmtx = find_table(face, "hmtx"),
        .head = find_table(face, "head"),
        .hhea = find_table(face, "hhea"),
        .maxp = find_table(face, "maxp"),
        .cvt = find_table(face, "cvt "),
        .fpgm = find_table(face, "fpgm"),
        .prep = find_table(face, "prep"),
    };
    if (program->head.len < 54 || program->hhea.len < 36 || program->maxp.len < 6 ||
        face->units_per_em < 16)
        return false;
    program->long_loca = be16(program->head.at + 50) != 0;
    program->glyph_count = be16(program->maxp.at + 4);
    program->metric_count = be16(program->hhea.at + 34);
    size_t entry = program->long_loca ? 4 : 2;
    program->usable =
        program->glyf.len > 0 && program->glyph_count > 0 &&
        program->loca.len >= entry * (program->glyph_count + (size_t)1) &&
        program->metric_count > 0 && program->metric_count <= program->glyph_count &&
        program->hmtx.len >= 4 * (size_t)program->metric_count +
                                 2 * (size_t)(program->glyph_count - program->metric_count);
    return program->usable;
}

static uint32_t advance_of(const bx_program *program, uint32_t glyph)
{
    uint32_t last = program->metric_count - 1;
    return be16(program->hmtx.at + 4 * (size_t)(glyph < last ? glyph : last));
}

static uint32_t bearing_of(const bx_program *program, uint32_t glyph)
{
    if (glyph < program->metric_count)
        return be16(program->hmtx.at + 4 * (size_t)glyph + 2);
    return be16(program->hmtx.at + 4 * (size_t)program->metric_count +
                2 * (size_t)(glyph - program->metric_count));
}

int64_t bx_program_width(const bx_program *program, const bx_face *face, uint32_t glyph)
{
    if (!program->usable)
        return 1000000; /* reported by bx_press_open; no PDF comes of it */
    return bx_muldiv(advance_of(program, glyph), 1000000, face->units_per_em);
}

/* The outline of GLYPH; empty when it has none. */
bx_str bx_program_outline(const bx_program *program, uint32_t glyph)
{
    const char *loca = program->loca.at;
    size_t start = program->long_loca ? be32(loca + 4 * (size_t)glyph)
                                      : 2 * (size_t)be16(loca + 2 * (size_t)glyph);
    size_t end = program->long_loca ? be32(loca + 4 * (size_t)glyph + 4)
                                    : 2 * (size_t)be16(loca + 2 * (size_t)glyph + 2);
    if (start >= end || end > program->glyf.len)
        return (bx_str){0};
    return (bx_str){program->glyf.at + start, end - start};
}

/* ---- which glyphs ---- */

enum { UNUSED = 0xffff };

/* Which glyph of the face each id of the subset is. */
typedef struct {
    uint16_t *source;
    uint32_t count;        /* highest used id and one */
    BX_VEC(uint32_t) open; /* composites still to look into */
} glyph_set;

static void use_glyph(bx_arena *arena, const bx_program *program, glyph_set *set, uint32_t id,
                      uint32_t glyph)
{
    if (glyph >= program->glyph_count || set->source[id] != UNUSED)
        return;
    set->source[id] = (uint16_t)glyph;
    set->count = id + 1 > set->count ? id + 1 : set->count;
    bx_str outline = bx_program_outline(program, glyph);
    if (outline.len >= 10 && be16(outline.at) >= 0x8000)
        BX_PUSH(arena, set->open, glyph);
}

/* The parts of a composite glyph (OpenType glyf: flags, glyph id, then arguments by the flags). */
static void use_parts(bx_arena *arena, const bx_program *program, glyph_set *set, bx_str outline)
{
    enum { WORDS = 0x1, SCALE = 0x8, MORE = 0x20, TWO_SCALES = 0x40, MATRIX = 0x80 };
    size_t at = 10;
    for (uint32_t flags = MORE; (flags & MORE) != 0 && at + 4 <= outline.len;) {
        flags = be16(outline.at + at);
        uint32_t part = be16(outline.at + at + 2);
        use_glyph(arena, program, set, part, part);
        at += (flags & WORDS) != 0 ? 8 : 6;
        at += (flags & MATRIX) != 0       ? 8
              : (flags & TWO_SCALES) != 0 ? 4
              : (flags & SCALE) != 0      ? 2
                                          : 0;
    }
}

static glyph_set collect_glyphs(bx_arena *arena, const bx_program *program,
                                const bx_meaning *meanings, size_t count)
{
    size_t room = program->glyph_count; /* copies come after these, by code */
    if (count > 0 && meanings[count - 1].code >= room)
        room = meanings[count - 1].code + (size_t)1;
    glyph_set set = {.source = BX_NEW_ARRAY(arena, uint16_t, room)};
    memset(set.source, 0xff, room * sizeof *set.source);
    use_glyph(arena, program, &set, 0, 0);
    for (size_t i = 0; i < count; i++)
        use_glyph(arena, program, &set, meanings[i].code, meanings[i].glyph);
    while (set.open.len > 0) {
        uint32_t glyph = set.open.at[--set.open.len];
        use_parts(arena, program, &set, bx_program_outline(program, glyph));
    }
    return set;
}

/* ---- the font file ---- */

enum { MOST_TABLES = 9, DIRECTORY = 12 + 16 * MOST_TABLES };

typedef struct {
    const char *tag;
    bx_str bytes; /* glyf: only the length; its outlines are taken from the face one by one */
    uint32_t checksum;
} font_table;

typedef struct {
    font_table tables[MOST_TABLES]; /* by tag, as the format asks */
    size_t count;
} font_file;

static size_t padded(size_t len)
{
    return (len + 3) & ~(size_t)3;
}

static uint32_t checksum(bx_str bytes)
{
    uint32_t sum = 0;
    size_t whole = bytes.len & ~(size_t)3;
    for (size_t i = 0; i < whole; i += 4)
        sum += be32(bytes.at + i);
    char rest[4] = {0};
    memcpy(rest, bytes.at + whole, bytes.len - whole);
    return sum + be32(rest);
}

static void add_table(font_file *file, const char *tag, bx_str bytes)
{
    if (bytes.len > 0)
        file->tables[file->count++] = (font_table){tag, bytes, checksum(bytes)};
}

/* Every outline begins at a multiple of four, so that checksums can be added up glyph by glyph. */
static void add_outlines(font_file *file, const bx_program *program, const glyph_set *set,
                         char *loca)
{
    font_table glyf = {.tag = "glyf"};
    for (uint32_t g = 0; g < set->count; g++) {
        put32(loca + 4 * (size_t)g, (uint32_t)glyf.bytes.len);
        if (set->source[g] == UNUSED)
            continue;
        bx_str outline = bx_program_outline(program, set->source[g]);
        glyf.checksum += outline.len > 0 ? checksum(outline) : 0;
        glyf.bytes.len += padded(outline.len);
    }
    put32(loca + 4 * (size_t)set->count, (uint32_t)glyf.bytes.len);
    file->tables[file->count++] = glyf;
}

static bx_str make_metrics(bx_arena *arena, const bx_program *program, const glyph_set *set)
{
    char *hmtx = bx_arena_alloc(arena, set->count, 4);
    for (uint32_t g = 0; g < set->count; g++) {
        if (set->source[g] == UNUSED)
            continue;
        put16(hmtx + 4 * (size_t)g, advance_of(program, set->source[g]));
        put16(hmtx + 4 * (size_t)g + 2, bearing_of(program, set->source[g]));
    }
    return (bx_str){hmtx, 4 * (size_t)set->count};
}

/* The directory; checkSumAdjustment in HEAD makes the sum of the whole file come out. */
static bx_str make_directory(font_file *file, char *directory, char *head)
{
    uint32_t power = 1, log = 0, sum = 0;
    while (power * 2 <= file->count)
        power *= 2, log++;
    put32(directory, 0x00010000);
    put16(directory + 4, (uint32_t)file->count);
    put16(directory + 6, power * 16);
    put16(directory + 8, log);
    put16(directory + 10, (uint32_t)file->count * 16 - power * 16);
    size_t at = 12 + 16 * file->count;
    for (size_t i = 0; i < file->count; i++) {
        const font_table *table = &file->tables[i];
        char *entry = directory + 12 + 16 * i;
        memcpy(entry, table->tag, 4);
        put32(entry + 4, table->checksum);
        put32(entry + 8, (uint32_t)at);
        put32(entry + 12, (uint32_t)table->bytes.len);
        at += padded(table->bytes.len);
        sum += table->checksum;
    }
    bx_str result = {directory, 12 + 16 * file->count};
    put32(head + 8, 0xB1B0AFBAu - sum - checksum(result));
    return result;
}

static void write_padded(bx_buffer *out, bx_str bytes)
{
    bx_buffer_str(out, bytes);
    bx_buffer_add(out, "\0\0\0", padded(bytes.len) - bytes.len);
}

static void write_program(bx_arena *arena, const bx_program *program, const glyph_set *set,
                          bx_subset *subset)
{
    char head[54], hhea[36], directory[DIRECTORY];
    char *loca = bx_arena_alloc(arena, (size_t)set->count + 1, 4);
    char *maxp =
        memcpy(bx_arena_alloc(arena, program->maxp.len, 1), program->maxp.at, program->maxp.len);
    memcpy(head, program->head.at, sizeof head);
    memcpy(hhea, program->hhea.at, sizeof hhea);
    put32(head + 8, 0);
    put16(head + 50, 1); /* long loca */
    put16(hhea + 34, set->count);
    put16(maxp + 4, set->count);

    font_file file = {0};
    add_table(&file, "cvt ", program->cvt);
    add_table(&file, "fpgm", program->fpgm);
    add_outlines(&file, program, set, loca);
    add_table(&file, "head", (bx_str){head, sizeof head});
    add_table(&file, "hhea", (bx_str){hhea, sizeof hhea});
    add_table(&file, "hmtx", make_metrics(arena, program, set));
    add_table(&file, "loca", (bx_str){loca, 4 * ((size_t)set->count + 1)});
    add_table(&file, "maxp", (bx_str){maxp, program->maxp.len});
    add_table(&file, "prep", program->prep);

    bx_buffer out = {0};
    write_padded(&out, make_directory(&file, directory, head));
    for (size_t i = 0; i < file.count; i++) {
        if (file.tables[i].bytes.at != NULL) {
            write_padded(&out, file.tables[i].bytes);
            continue;
        }
        for (uint32_t g = 0; g < set->count; g++)
            if (set->source[g] != UNUSED)
                write_padded(&out, bx_program_outline(program, set->source[g]));
    }
    subset->program_size = out.len;
    bx_deflate(out.at, out.len, BX_PACK_FONT, &subset->program);
    bx_buffer_free(&out);
}

/* ---- what the PDF says about it ---- */

/* Six letters from the face and its glyphs: the same subset always has the same name. */
static bx_str subset_name(bx_arena *arena, const bx_face *face, const bx_meaning *meanings,
                          size_t count)
{
    bx_buffer bytes = {0};
    bx_buffer_str(&bytes, face->postscript_name);
    for (size_t i = 0; i < count; i++) {
        char id[8];
        put32(id, meanings[i].code);
        put32(id + 4, meanings[i].glyph);
        bx_buffer_add(&bytes, id, sizeof id);
    }
    char hash[33], tag[7] = {0};
    bx_hash_hex(bytes.at, bytes.len, hash);
    bx_buffer_free(&bytes);
    for (size_t i = 0; i < 6; i++) {
        char pair[3] = {hash[2 * i], hash[2 * i + 1], 0};
        tag[i] = (char)('A' + strtol(pair, NULL, 16) % 26);
    }
    return bx_str_printf(arena, "%s+%.*s", tag, BX_FMT(face->postscript_name));
}

/* Widths other than the default of one em: runs of following ids share a bracket. */
static bx_str write_widths(bx_arena *arena, const bx_program *program, const bx_face *face,
                           const bx_meaning *meanings, size_t count)
{
    bx_buffer text = {0};
    uint32_t next = UINT32_MAX;
    bx_buffer_text(&text, "[");
    for (size_t i = 0; i < count; i++) {
        int64_t width = bx_program_width(program, face, meanings[i].glyph);
        if (width == 1000000)
            continue;
        if (meanings[i].code != next)
            bx_buffer_printf(&text, next == UINT32_MAX ? "%u[" : "]%u[", meanings[i].code);
        else
            bx_buffer_text(&text, " ");
        bx_put_milli(&text, width);
        next = meanings[i].code + 1;
    }
    bx_buffer_text(&text, next == UINT32_MAX ? "]" : "]]");
    bx_str result = bx_str_copy(arena, (bx_str){text.at, text.len});
    bx_buffer_free(&text);
    return result;
}

static void write_to_unicode(const bx_meaning *meanings, size_t count, bx_subset *subset)
{
    enum { CHUNK = 100 }; /* entries of one bfchar list, at most (ISO 32000-1, 9.10.3) */
    bx_buffer text = {0};
    bx_buffer_text(&text, "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                          "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                          "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
                          "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
    for (size_t i = 0; i < count; i++) {
        size_t left = count - i;
        if (i % CHUNK == 0)
            bx_buffer_printf(&text, "%zu beginbfchar\n", left < CHUNK ? left : (size_t)CHUNK);
        bx_buffer_printf(&text, "<%04X>", meanings[i].code);
        /* A mark without text stands for nothing: a zero-width space is the nearest there is. */
        bx_put_utf16(&text,
                     meanings[i].text_len > 0 ? (bx_str){meanings[i].text, meanings[i].text_len}
                                              : BX_STR("\xe2\x80\x8b"),
                     false);
        bx_buffer_text(&text, "\n");
        if (i % CHUNK == CHUNK - 1 || left == 1)
            bx_buffer_text(&text, "endbfchar\n");
    }
    bx_buffer_text(&text, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    bx_deflate(text.at, text.len, BX_PACK_TEXT, &subset->to_unicode);
    bx_buffer_free(&text);
}

void bx_make_subset(bx_arena *arena, const bx_program *program, const bx_face *face,
                    const bx_meaning *meanings, size_t count, bx_subset *subset)
{
    glyph_set set = collect_glyphs(arena, program, meanings, count);
    subset->name = subset_name(arena, face, meanings, count);
    subset->widths = write_widths(arena, program, face, meanings, count);
    write_to_unicode(meanings, count, subset);
    write_program(arena, program, &set, subset);
}
