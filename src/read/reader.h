/* read/reader.h - what the parts of the story reader share: the ledger, lines of a body, its forms.
 */
#ifndef BX_READ_READER_H
#define BX_READ_READER_H

#include "read/read.h"
#include "read/yaml.h"

/* ---- ledger ---- */

typedef BX_VEC(uint8_t) bx_fates; /* bx_fate a slot, of all stories read so far */

/* Adds LEN slots for counted text; all UNSEEN. */
uint32_t bx_ledger_add(bx_arena *arena, bx_fates *fates, size_t len);
void bx_ledger_mark(bx_fates *fates, uint32_t slot, size_t len, bx_fate fate);

/* ---- one story being read ---- */

typedef struct {
    bx_str id;
    bx_span where;
} bx_reference;

typedef struct {
    bx_arena *arena;
    bx_arena *scratch;   /* for one paragraph at a time */
    const bx_tree *tree; /* NULL: photos are not looked for */
    const bx_source *source;
    bx_diags *diags;
    bx_fates *fates;
    uint32_t body_start, body_ledger; /* first byte of the body, and its slot */
    bx_str photo_folder;
    bool damaged; /* characters of the file are stand-ins: it must not be written back */
    BX_VEC(bx_fix) fixes;
    BX_VEC(bx_reference) references;
} bx_reader;

/* A story without a rank is an ordinary one: 1 头条, 2 and 3 in between, 4 简讯. */
enum { BX_DEFAULT_RANK = 3 };

/* Bytes [start, end) of one line of the body, without what its container wrote before it ("> "). */
typedef struct {
    uint32_t start, end;
} bx_line_view;

/* Says what became of bytes [start, end) of the body. */
void bx_mark_body(bx_reader *r, uint32_t start, uint32_t end, bx_fate fate);
/* The place of bytes [start, end) in the story's file. */
bx_span bx_place(const bx_reader *r, uint32_t start, uint32_t end);
/* True when bytes [at, end) of the file begin with WHAT. */
bool bx_is_at(const bx_reader *r, uint32_t at, uint32_t end, const char *what);

/* Blanks at both edges of a line: spaces, tabs and U+3000 are dropped by rule. */
bx_line_view bx_trim_line(bx_reader *r, bx_line_view line);

/* The marked text of some lines, joined (inline.c). *FORCED, when not NULL: a line in it was
 * forced. */
bx_text bx_read_inline(bx_reader *r, const bx_line_view *lines, size_t count, bool *forced);

/* The blocks of a body (markup.c). */
const bx_block *bx_read_body(bx_reader *r, uint32_t start, uint32_t end, size_t *count);

/* A pipe table, from its head line on (table.c). *USED: how many of LINES it took. */
const bx_table *bx_read_table(bx_reader *r, const bx_line_view *lines, size_t count, int span,
                              size_t *used);

/* Photos (photo.c): a line "![caption](file){…}", and an entry of the list `photos`. */
const bx_photo *bx_read_photo_line(bx_reader *r, bx_line_view line);
const bx_photo *bx_read_photo_entry(bx_reader *r, const bx_node *node);

/* One counted text of the front matter (field.c). BREAKS: ｜ is a mark in it, not a character. */
bx_text bx_read_field(bx_reader *r, bx_map *map, const char *key, bool breaks);

/* Warns about marks that are typed half-width in Chinese text and collects their fixes; reports
 * typed jump lines (marks.c). */
void bx_check_marks(bx_reader *r, const bx_text *text);

/* Wide characters, and the marks that Chinese shares with Latin: set without a space beside them.
 */
bool bx_is_chinese(uint32_t code_point);

/* A story from R's source; fates and references of all stories of an issue gather in R (story.c).
 */
const bx_story *bx_read_one_story(bx_reader *r, bx_str id);

/* ---- an issue ---- */

/* Reports [no-such-story] and the nearest id that there is. */
void bx_report_no_story(bx_arena *arena, const bx_issue *issue, bx_str id, bx_span where,
                        bx_diags *diags);

/* Stories, pages and slots of ISSUE against each other (crosscheck.c). PLACED: issue.yaml could be
 * read. */
void bx_check_issue(bx_arena *arena, const bx_issue *issue, const bx_reference *references,
                    size_t count, bool placed, bx_diags *diags);

#endif
