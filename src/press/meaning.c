/* press/meaning.c - which text a glyph stands for (字形与文字): what search and copying will find.
 */
#include "press/press.h"

#include <stdlib.h>

#include "press/inside.h"

enum { FIRST_SLOTS = 1024 };

bx_meanings bx_meanings_new(bx_arena *arena)
{
    return (bx_meanings){.arena = arena,
                         .slots = BX_NEW_ARRAY(arena, bx_meaning, FIRST_SLOTS),
                         .slot_count = FIRST_SLOTS};
}

static bool same_text(const bx_meaning *a, const bx_meaning *b)
{
    return a->text_len == b->text_len && memcmp(a->text, b->text, a->text_len) == 0;
}

static bx_meaning *slot_of(const bx_meanings *meanings, uint16_t face, uint32_t glyph)
{
    size_t mask = meanings->slot_count - 1;
    size_t at = (glyph * 2654435761u + face * 40503u) & mask;
    while (meanings->slots[at].count > 0 &&
           (meanings->slots[at].glyph != glyph || meanings->slots[at].face != face))
        at = (at + 1) & mask;
    return &meanings->slots[at];
}

static void make_room(bx_meanings *meanings)
{
    bx_meaning *old = meanings->slots;
    size_t count = meanings->slot_count;
    meanings->slot_count = 2 * count;
    meanings->slots = BX_NEW_ARRAY(meanings->arena, bx_meaning, meanings->slot_count);
    for (size_t i = 0; i < count; i++)
        if (old[i].count > 0)
            *slot_of(meanings, old[i].face, old[i].glyph) = old[i];
}

static void add_rival(bx_meanings *meanings, bx_meaning meaning)
{
    for (size_t i = 0; i < meanings->rivals.len; i++) {
        bx_meaning *rival = &meanings->rivals.at[i];
        if (rival->face == meaning.face && rival->glyph == meaning.glyph &&
            same_text(rival, &meaning)) {
            rival->count += meaning.count;
            return;
        }
    }
    BX_PUSH(meanings->arena, meanings->rivals, meaning);
}

void bx_meanings_add(bx_meanings *meanings, bx_meaning meaning)
{
    bx_meaning *slot = slot_of(meanings, meaning.face, meaning.glyph);
    meaning.code = meaning.glyph;
    if (slot->count == 0) {
        *slot = meaning;
        if (++meanings->used * 2 > meanings->slot_count)
            make_room(meanings);
    } else if (same_text(slot, &meaning)) {
        slot->count += meaning.count;
    } else {
        add_rival(meanings, meaning);
    }
}

void bx_meanings_merge(bx_meanings *into, const bx_meanings *from)
{
    for (size_t i = 0; i < from->slot_count; i++)
        if (from->slots[i].count > 0)
            bx_meanings_add(into, from->slots[i]);
    for (size_t i = 0; i < from->rivals.len; i++)
        bx_meanings_add(into, from->rivals.at[i]);
}

/* A glyph that stands for text somewhere is never said to stand for none. */
static bool is_better(const bx_meaning *a, const bx_meaning *b)
{
    if ((a->text_len > 0) != (b->text_len > 0))
        return a->text_len > 0;
    if (a->count != b->count)
        return a->count > b->count;
    return bx_str_compare((bx_str){a->text, a->text_len}, (bx_str){b->text, b->text_len}) < 0;
}

static int by_text(const void *a, const void *b)
{
    const bx_meaning *left = a, *right = b;
    if (left->face != right->face)
        return left->face < right->face ? -1 : 1;
    if (left->glyph != right->glyph)
        return left->glyph < right->glyph ? -1 : 1;
    return bx_str_compare((bx_str){left->text, left->text_len},
                          (bx_str){right->text, right->text_len});
}

void bx_meanings_settle(bx_meanings *meanings, const bx_press *press)
{
    enum { LAST_CODE = 0xffff };
    for (size_t i = 0; i < meanings->rivals.len; i++) {
        bx_meaning *rival = &meanings->rivals.at[i];
        bx_meaning *slot = slot_of(meanings, rival->face, rival->glyph);
        if (is_better(rival, slot)) {
            bx_meaning loser = *slot;
            *slot = *rival;
            *rival = loser;
        }
        slot->code = slot->glyph;
    }
    if (meanings->rivals.len == 0)
        return;
    qsort(meanings->rivals.at, meanings->rivals.len, sizeof(bx_meaning), by_text);
    uint32_t next = 0;
    for (size_t i = 0; i < meanings->rivals.len; i++) {
        bx_meaning *rival = &meanings->rivals.at[i];
        if (i == 0 || rival->face != rival[-1].face)
            next = press->programs[rival->face].glyph_count;
        rival->code = next <= LAST_CODE ? next++ : 0;
    }
}

const bx_meaning *bx_meanings_find(const bx_meanings *meanings, uint16_t face, uint32_t glyph,
                                   bx_str text)
{
    const bx_meaning *slot = slot_of(meanings, face, glyph);
    const bx_meaning wanted = {
        .face = face, .glyph = glyph, .text = text.at, .text_len = (uint16_t)text.len};
    if (same_text(slot, &wanted))
        return slot;
    for (size_t i = 0; i < meanings->rivals.len; i++)
        if (by_text(&meanings->rivals.at[i], &wanted) == 0)
            return &meanings->rivals.at[i];
    bx_bug("glyph %u has no text '%.*s'", glyph, BX_FMT(text));
}

static int by_code(const void *a, const void *b)
{
    const bx_meaning *left = a, *right = b;
    if (left->face != right->face)
        return left->face < right->face ? -1 : 1;
    return left->code < right->code ? -1 : left->code > right->code;
}

bx_meaning *bx_meanings_sorted(bx_arena *arena, const bx_meanings *meanings, size_t *count)
{
    bx_meaning *list = BX_NEW_ARRAY(arena, bx_meaning, meanings->used + meanings->rivals.len + 1);
    *count = 0;
    for (size_t i = 0; i < meanings->slot_count; i++)
        if (meanings->slots[i].count > 0)
            list[(*count)++] = meanings->slots[i];
    for (size_t i = 0; i < meanings->rivals.len; i++)
        if (meanings->rivals.at[i].code != 0)
            list[(*count)++] = meanings->rivals.at[i];
    qsort(list, *count, sizeof *list, by_code);
    return list;
}
