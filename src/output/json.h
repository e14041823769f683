/* output/json.h - what other programs read (数据): layout, fit and manifest of an issue as JSON.
 *
 * UTF-8, keys sorted, integers only, lengths in 1/1024 pt from the trim's top left corner; no clock and no
 * absolute path. Fields may be added within a schema number, never renamed.
 */
#ifndef BX_OUTPUT_JSON_H
#define BX_OUTPUT_JSON_H

#include "output/put.h"
#include "page/page.h"

#define BX_JSON_SCHEMA 1

/* layout.json (markup.md 4), added to OUT. A box is what stands together: one paragraph in one column, one
 * line of a head, a photo, a rule. Its lines carry
 *
 *   box       of the line; baseline: y, in vertical text x of the line's centre
 *   byte      and line, col: where its first character that somebody typed stands in the box's source
 *   clusters  [text, x, advance]: x is where the cluster's whole cell begins, blanks of a full-width mark
 *             included whether or not they were trimmed away, from the column's edge along the line; x and
 *             advance make the next one's x
 *   level, expansion, relief  what justifying took, when it took something (lines.h) */
void bx_dump_layout(const bx_makeup *makeup, bx_buffer *out);

/* fit.json (newsroom C.7): rows and characters of every story in every slot, over and lacking, and the
 * paragraphs from the end whose loss would be enough. */
void bx_dump_fits(const bx_makeup *makeup, const bx_ledger_sum *ledger, bx_buffer *out);

/* A paragraph that could go. */
typedef struct {
    bx_span where;
    int chars;
} bx_cut;
/* The last paragraphs of FIT's story that together hold its characters over, the last one first. */
const bx_cut *bx_list_cuts(bx_arena *arena, const bx_fit *fit, size_t *count);
/* Rows that a story may lack: one less than its columns, so that the last ones are even. */
int bx_fit_tolerance(const bx_fit *fit);

typedef struct {
    bx_str name; /* relative to the folder of the set, or to the root */
    size_t size;
    char sha256[65];
} bx_file_record;

typedef struct {
    const char *name, *version;
} bx_version;

/* Every file that MAKEUP was made from, by path, with its hash: issue, stories, paper, fonts, profile, and
 * the photos and advertisements that are placed on the pages of CHOSEN, a flag a folio, or on all (NULL).
 * Hashes on WORKERS threads; a file that can no longer be read is left out. */
bx_file_record *bx_list_inputs(bx_arena *arena, const bx_tree *tree, const bx_makeup *makeup,
                               const bool *chosen, int workers, size_t *count);

/* manifest.json: hashes of all that went in and came out, and what made it (VERSIONS, the engine first). */
void bx_dump_manifest(const bx_makeup *makeup, const bx_file_record *inputs, size_t input_count,
                      const bx_file_record *outputs, size_t output_count, const bx_version *versions,
                      size_t version_count, bx_buffer *out);

#endif
