/* proof/letters.c - the text of a story as its pages show it, letter by letter (取文).
 *
 * What a line's end swallowed (blanks, the hyphen of a broken word) must not look like an edit when
 * the break moves: hyphens that nobody typed go, blanks are noted beside the letter that follows.
 */
#include <stdlib.h>

#include "proof/inside.h"

/* ---- which boxes ---- */

bool bx_is_furniture(const bx_proof_box *box)
{
    return box->story.len == 0 || bx_str_starts(box->part, "jump-") ||
           bx_str_starts(box->part, "index.");
}

bx_spot bx_box_spot(const bx_proof_page *page, const bx_proof_box *box)
{
    return (bx_spot){page->label, box->slot, box->box, box->source};
}

bx_str bx_box_text(bx_arena *arena, const bx_proof_box *box)
{
    size_t len = 0, at = 0;
    char *text;

    for (size_t i = 0; i < box->line_count; i++)
        len += box->lines[i].text.len;
    text = BX_NEW_ARRAY(arena, char, len + 1);
    for (size_t i = 0; i < box->line_count; i++) {
        memcpy(text + at, box->lines[i].text.at, box->lines[i].text.len);
        at += box->lines[i].text.len;
    }
    return (bx_str){text, len};
}

/* ---- pieces in reading order ---- */

typedef struct {
    const bx_proof_page *page;
    const bx_proof_box *box;
    size_t order; /* as found */
    size_t part;  /* of the list of parts */
} piece;

typedef struct {
    bx_arena *arena;
    BX_VEC(piece) pieces;
    BX_VEC(bx_letters) parts;
} gathering;

static size_t part_of(gathering *g, bx_str name)
{
    for (size_t i = 0; i < g->parts.len; i++)
        if (bx_str_eq(g->parts.at[i].part, name))
            return i;
    BX_PUSH(g->arena, g->parts, (bx_letters){.part = name});
    return g->parts.len - 1;
}

/* By part, then as the source has it, so that a flow over pages reads on; what has no source stays
 * put. */
static int compare_pieces(const void *a, const void *b)
{
    const piece *x = a, *y = b;

    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (x->box->source.file.len > 0 && y->box->source.file.len > 0 &&
        bx_str_eq(x->box->source.file, y->box->source.file)) {
        int64_t from = x->box->source.byte, to = y->box->source.byte;

        if (from == to && x->box->line_count > 0 && y->box->line_count > 0) {
            from = x->box->lines[0].byte;
            to = y->box->lines[0].byte;
        }
        if (from != to)
            return from < to ? -1 : 1;
    }
    return x->order < y->order ? -1 : x->order > y->order;
}

static bool goes_on(const piece *before, const piece *now)
{
    return now->box->source.file.len > 0 && before->box->source.byte == now->box->source.byte &&
           bx_str_eq(before->box->source.file, now->box->source.file);
}

/* ---- letters ---- */

typedef struct {
    bx_letters *into;
    size_t cap;
    bx_arena *arena;
    uint32_t blank;
} writer;

static void add_letter(writer *w, bx_letter letter)
{
    if (w->into->count == w->cap)
        w->into->letters = bx_arena_grow(w->arena, w->into->letters, w->into->count, &w->cap,
                                         sizeof *w->into->letters);
    letter.blank = w->blank;
    w->blank = 0;
    w->into->letters[w->into->count++] = letter;
}

/* Bytes of the hyphen that breaking put at the end of LINE; NEXT goes on with the word. */
static size_t added_hyphen(const bx_proof_line *line, const bx_proof_line *next)
{
    size_t hyphen = bx_str_ends(line->text, "-") ? 1 : bx_str_ends(line->text, "\u2010") ? 3 : 0;

    if (hyphen == 0 || !next || line->byte < 0 ||
        next->byte != line->byte + (int64_t)(line->text.len - hyphen))
        return 0;
    return hyphen;
}

static void add_line(writer *w, const piece *p, const bx_proof_line *line,
                     const bx_proof_line *next)
{
    const char *at = line->text.at, *end = at + line->text.len - added_hyphen(line, next);
    size_t before = w->into->count;
    bx_letter letter = {.page = p->page, .box = p->box, .line = line};

    for (; at < end; letter.index++) {
        letter.code = bx_utf8_next(&at, end);
        if (letter.code == ' ' || letter.code == 0x3000) {
            w->blank = letter.code;
            continue;
        }
        letter.starts_line = w->into->count == before;
        add_letter(w, letter);
    }
    if (w->into->count > before)
        w->into->letters[w->into->count - 1].ends_line = true;
}

static const bx_proof_line *line_after(const gathering *g, size_t piece_index, size_t line_index)
{
    const piece *p = &g->pieces.at[piece_index];

    if (line_index + 1 < p->box->line_count)
        return &p->box->lines[line_index + 1];
    if (piece_index + 1 < g->pieces.len && p[1].part == p->part && p[1].box->line_count > 0 &&
        goes_on(p, p + 1))
        return &p[1].box->lines[0];
    return NULL;
}

static void add_pieces(gathering *g)
{
    writer w = {.arena = g->arena};

    for (size_t i = 0; i < g->pieces.len; i++) {
        const piece *p = &g->pieces.at[i];

        if (i == 0 || p->part != p[-1].part)
            w = (writer){.arena = g->arena, .into = &g->parts.at[p->part]};
        else if (!goes_on(p - 1, p) && p->box->line_count > 0) {
            w.blank = 0;
            add_letter(&w, (bx_letter){'\n', p->page, p->box, p->box->lines, 0, true, false, 0});
        }
        for (size_t j = 0; j < p->box->line_count; j++)
            add_line(&w, p, &p->box->lines[j], line_after(g, i, j));
    }
}

bx_letters *bx_gather_letters(bx_arena *arena, const bx_proof_run *run, bx_str story, size_t *count)
{
    gathering g = {.arena = arena};

    for (size_t i = 0; i < run->page_count; i++)
        for (size_t j = 0; j < run->pages[i].box_count; j++) {
            const bx_proof_box *box = &run->pages[i].boxes[j];

            piece now = {&run->pages[i], box, g.pieces.len, 0};

            if (box->line_count == 0 || !bx_str_eq(box->story, story) || bx_is_furniture(box))
                continue;
            now.part = part_of(&g, box->part);
            BX_PUSH(arena, g.pieces, now);
        }
    if (g.pieces.len > 0)
        qsort(g.pieces.at, g.pieces.len, sizeof *g.pieces.at, compare_pieces);
    add_pieces(&g);
    *count = g.parts.len;
    return g.parts.at;
}

/* ---- letters as people read them ---- */

bx_str bx_letters_text(bx_arena *arena, const bx_letters *letters, size_t first, size_t end)
{
    char *text = BX_NEW_ARRAY(arena, char, (end - first) * 8 + 1);
    size_t len = 0;

    for (size_t i = first; i < end; i++) {
        const bx_letter *letter = &letters->letters[i];

        if (letter->blank && i > first)
            len += bx_utf8_put(letter->blank, text + len);
        len += bx_utf8_put(letter->code == '\n' ? 0xB6 : letter->code, text + len); /* ¶ */
    }
    return (bx_str){text, len};
}

static bx_spot spot_of(const bx_letter *letter, size_t chars)
{
    bx_spot spot = bx_box_spot(letter->page, letter->box);

    spot.box = bx_find_chars(letter->line, letter->box->vertical, letter->index, chars);
    if (letter->line->byte >= 0) {
        spot.source.line = letter->line->line;
        spot.source.col = letter->line->col + (int)letter->index;
    }
    return spot;
}

bx_spot bx_letters_spot(const bx_letters *letters, size_t first, size_t end)
{
    size_t last = first;
    bx_spot spot;

    if (letters->count == 0)
        return (bx_spot){0};
    if (first >= letters->count) {
        spot = spot_of(&letters->letters[letters->count - 1], 1);
        spot.box.x += letters->letters[0].box->vertical ? 0 : spot.box.w;
        spot.source.col += spot.source.col > 0;
        spot.box.w = spot.box.w > 0 ? 1 : 0;
        return spot;
    }
    if (letters->letters[first].code == '\n' && first + 1 < end)
        last = ++first;
    while (last + 1 < end && letters->letters[last + 1].line == letters->letters[first].line &&
           letters->letters[last + 1].code != '\n')
        last++;
    spot = spot_of(&letters->letters[first],
                   letters->letters[last].index - letters->letters[first].index + 1);
    if (end <= first)
        spot.box.w = 1; /* the point before it */
    return spot;
}
