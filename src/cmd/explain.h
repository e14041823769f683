/* cmd/explain.h - the long texts of all messages, for this folder only. */
#ifndef BX_CMD_EXPLAIN_H
#define BX_CMD_EXPLAIN_H

/* What a message means and what to do about it, in both languages, with lines of a file that raise it.
 * The tables end with an entry without an id; a new message needs an entry (tests/cmd checks it). */
typedef struct {
    const char *id;
    const char *en, *zh;
    const char *example; /* NULL: nothing to show */
} bx_explanation;

extern const bx_explanation bx_explain_files[];  /* files, text, YAML */
extern const bx_explanation bx_explain_story[];  /* what editors write */
extern const bx_explanation bx_explain_issue[];  /* the issue's plan, and the paper's looks */
extern const bx_explanation bx_explain_proof[];  /* versions that are compared */
extern const bx_explanation bx_explain_output[]; /* setting, photos, advertisements, files made */

#endif
