/* proof/inside.h - between the files of this folder only. */
#ifndef BX_PROOF_INSIDE_H
#define BX_PROOF_INSIDE_H

#include "proof/proof.h"

/* ---- value.c: JSON read back ---- */

typedef enum {
    BX_VALUE_OTHER, /* null, false */
    BX_VALUE_TRUE,
    BX_VALUE_NUMBER,
    BX_VALUE_TEXT,
    BX_VALUE_ARRAY,
    BX_VALUE_OBJECT,
    BX_VALUE_UNREAD, /* clusters, as they stand in the file */
} bx_value_kind;

typedef struct bx_value {
    bx_value_kind kind;
    bx_str name;
    union { /* by kind; a layout has so many that it shows */
        bx_str text; /* unread: from its [ to its ] */
        int64_t number;
        struct {
            const struct bx_value *items;
            size_t count;
        };
    };
} bx_value;

/* TEXT as a tree that borrows from it; NULL: it is no JSON of integers, or deeper than any of ours.
 */
const bx_value *bx_read_value(bx_arena *arena, bx_str text);
/* NULL when there is none; OBJECT and ARRAY may be NULL and anything. */
const bx_value *bx_find_value(const bx_value *object, const char *name);
const bx_value *bx_find_item(const bx_value *array, size_t index);
bool bx_is_utf8(bx_str text);

/* ---- version.c ---- */

/* Adds what is in the file at PATH; false: it cannot be read, or is over a gigabyte. */
bool bx_read_proof_file(const char *path, bx_buffer *out);

/* ---- letters.c ---- */

/* One character on a page. Blanks are no letters of their own: at a line's end they vanish, so they
 * only stand before the letter behind them. */
typedef struct {
    uint32_t code; /* '\n': a new paragraph begins */
    const bx_proof_page *page;
    const bx_proof_box *box;
    const bx_proof_line *line;
    uint32_t index; /* in the line, in characters, blanks included */
    bool starts_line, ends_line;
    uint32_t blank; /* typed before it: U+0020 or U+3000, else 0 */
} bx_letter;

typedef struct {
    bx_str part;
    bx_letter *letters;
    size_t count;
} bx_letters;

/* All typed text of STORY in RUN, a list of letters for each part, in the order of the first box.
 */
bx_letters *bx_gather_letters(bx_arena *arena, const bx_proof_run *run, bx_str story,
                              size_t *count);
/* Whether BOX is what the engine says itself: furniture, jump labels, page numbers of the index. */
bool bx_is_furniture(const bx_proof_box *box);
/* What the lines of BOX say, put together. */
bx_str bx_box_text(bx_arena *arena, const bx_proof_box *box);
bx_spot bx_box_spot(const bx_proof_page *page, const bx_proof_box *box);
/* The letters [first, end) of LETTERS as they were typed, at most MOST of them (0: all). */
bx_str bx_letters_text(bx_arena *arena, const bx_letters *letters, size_t first, size_t end);
/* Where the letters [first, end) are; for none of them the point before FIRST. */
bx_spot bx_letters_spot(const bx_letters *letters, size_t first, size_t end);

/* Fills in the stories that changed. */
void bx_compare_stories(bx_arena *arena, bx_comparison *comparison);
/* Fills in furniture, of both runs. */
void bx_compare_furniture(bx_arena *arena, bx_comparison *comparison);

#endif
