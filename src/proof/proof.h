/* proof/proof.h - two versions of an issue side by side (校样): what changed, in which story, and
 * the report.
 *
 * Reads what banxin wrote (layout.json, fit.json, manifest.json, PNG), and foreign pages as pixels
 * and words. Lays nothing out and draws no page; lengths are in 1/1024 pt as everywhere.
 */
#ifndef BX_PROOF_H
#define BX_PROOF_H

#include "base/base.h"
#include "output/put.h"

/* ---- a version as it was written: layout.c ---- */

typedef struct {
    bx_str file; /* empty: nowhere */
    int64_t byte;
    int line, col;
} bx_proof_place;

typedef struct {
    bx_rect box;
    bx_str text;
    int64_t byte; /* of the first typed character; -1: the engine wrote it all */
    int line, col;
    bx_str clusters; /* as JSON, read when a character's place is asked for */
} bx_proof_line;

typedef struct {
    bx_str kind, part, slot, story, face, ink; /* story empty: furniture */
    bx_rect box;
    bx_len size;
    bx_proof_place source;
    const bx_proof_line *lines;
    size_t line_count;
    bx_str file; /* photo or advertisement */
    int crop[4];
    bool overset, vertical;
} bx_proof_box;

typedef struct {
    bx_str label, title;
    bx_len width, height;
    const bx_proof_box *boxes;
    size_t box_count;
} bx_proof_page;

typedef struct {
    bx_str story, from_page, from_slot, to_page, to_slot;
} bx_proof_jump;

typedef struct {
    bx_str story, page, slot;
    int over_rows, over_chars, lack_rows, lack_chars;
} bx_proof_fit;

typedef struct {
    bx_str name, value;
} bx_proof_pair;

typedef struct {
    bx_str name; /* as people know it: the path given */
    bx_str date, paper;
    const bx_proof_page *pages;
    size_t page_count;
    const bx_proof_jump *jumps;
    size_t jump_count;
    const bx_proof_pair *stories; /* id and title */
    size_t story_count;
    const bx_proof_fit *fits;
    size_t fit_count;
    const bx_proof_pair *versions, *inputs; /* of the manifest: what made it; sha256 by file */
    size_t version_count, input_count;
    bx_len grid_left, grid_top, grid_pitch, grid_measure, grid_gutter;
    int grid_rows, grid_columns;
    int ppi;                  /* of golden pictures; 0: no golden.json */
    const char *const *masks; /* that golden.json asks for */
    size_t mask_count;
    bool has_text;  /* a layout, or words of a foreign PDF */
    bool has_slots; /* a layout of ours */
} bx_proof_run;

/* Reads layout.json into RUN, and FIT and MANIFEST where they are not empty. Texts must outlive
 * RUN. reports  [layout-json] when it is damaged or of another schema; false then */
bool bx_read_run(bx_arena *arena, bx_str layout, bx_str fit, bx_str manifest, bx_proof_run *run,
                 bx_diags *diags);
/* The box of CHARS characters of LINE from the one numbered FIRST; the whole line when that fails.
 */
bx_rect bx_find_chars(const bx_proof_line *line, bool vertical, size_t first, size_t chars);
const bx_proof_page *bx_find_proof_page(const bx_proof_run *run, bx_str label);

/* ---- text: text.c ---- */

/* A stretch of the alignment of two texts, in characters: A[a, a_end) became B[b, b_end). */
typedef struct {
    size_t a, a_end, b, b_end;
} bx_hunk;

/* The places where A and B differ, as few characters as may be, in order. MATCH, A_LEN long, gets
 * for every character of A its index in B, or SIZE_MAX. */
bx_hunk *bx_diff_text(bx_arena *arena, const uint32_t *a, size_t a_len, const uint32_t *b,
                      size_t b_len, size_t *match, size_t *count);

/* ---- what changed: compare.c, look.c ---- */

typedef struct {
    bx_str page, slot;
    bx_rect box; /* w 0: no place there */
    bx_proof_place source;
} bx_spot;

typedef enum {
    BX_EDIT_REPLACE,
    BX_EDIT_INSERT,
    BX_EDIT_DELETE,
    BX_EDIT_SWAP, /* two neighbours changed places (对调) */
} bx_edit_kind;

/* One change of wording. */
typedef struct {
    bx_edit_kind kind;
    bx_str story, part;
    bx_str before, old_text, new_text,
        after; /* before and after: up to twelve characters that stay */
    bx_spot old_spot, new_spot;
    bool digits, marks;                /* what eyes miss: figures or punctuation changed */
    size_t stream, a, a_end, b, b_end; /* for the task check */
} bx_edit;

typedef struct {
    const char *class; /* "date" "number" "pages" "jump" "index" "weather" "other" */
    bx_str part, story, old_text, new_text;
    bx_spot old_spot, new_spot;
} bx_furnishing;

typedef struct {
    const char *what; /* "photo-replaced" "photo-cropped" "photo-resized" "photo-added" "photo-gone"
                         "ad" "size" "face" "ink" "rule" "tint" */
    bx_str story, part;
    bx_str old_value, new_value;
    bx_spot old_spot, new_spot;
} bx_look;

typedef struct {
    size_t old_lines, new_lines;
    size_t reflowed; /* new lines that begin or end elsewhere in unchanged words */
    size_t shifted;  /* lines with the same words at another place */
    bx_spot first;   /* of the re-flowed */
} bx_reflow;

/* One text of a story in both versions: all its text of one part in reading order, \n between
 * paragraphs. */
typedef struct {
    bx_str part;
    uint32_t *a, *b;
    size_t a_len, b_len;
    size_t *match;
} bx_stream;

typedef struct {
    bx_str id, old_id, title, file;
    bool added, gone, moved;
    const bx_str *from, *to; /* "A1.lead" in reading order */
    size_t from_count, to_count;
    bx_reflow reflow;
    const bx_edit *edits;
    size_t edit_count;
    const bx_stream *streams;
    size_t stream_count;
    bx_spot old_spot, new_spot;
} bx_story_change;

typedef struct {
    size_t page;    /* of the page list */
    int x, y, w, h; /* pixels of the new picture */
    size_t pixels;
    int largest; /* channel difference */
    bx_str story, part;
    bx_spot spot;
} bx_pixel_box;

typedef enum {
    BX_PAGE_SAME,
    BX_PAGE_TEXT,  /* wording changed */
    BX_PAGE_MOVED, /* same words elsewhere, or re-flowed */
    BX_PAGE_LOOK,  /* photos, sizes, rules, or only pixels */
    BX_PAGE_FURNITURE,
    BX_PAGE_NEW,
    BX_PAGE_GONE
} bx_page_state;

typedef struct {
    bx_str label, title;
    bx_page_state state;
    bool has_pixels;                   /* both pictures were compared */
    size_t pixels, faint, antialiased; /* beyond the threshold; below it; edges of letters */
    int largest;
    bool resized; /* the pictures differ in size */
    bool tolerated;
    int width, height, ppi;          /* of the new picture */
    bx_str old_picture, new_picture; /* file names in the report; empty: none */
    bx_buffer old_png, new_png;      /* borrowed from the versions */
    bx_rect trim;                    /* w and h of the page */
} bx_page_change;

typedef struct {
    const bx_proof_run *old_run, *new_run;
    bx_page_change *pages;
    size_t page_count;
    bx_story_change *stories; /* those that changed in some way */
    size_t story_count;
    size_t same_stories;
    bx_furnishing *furniture;
    size_t furniture_count;
    bx_look *looks;
    size_t look_count;
    bx_pixel_box *boxes;
    size_t box_count;
    const bx_proof_pair *versions; /* "cairo", "1.16.0 → 1.18.0" */
    size_t version_count;
    const char *const *masks;
    size_t mask_count;
    size_t masked; /* changes that a mask covers */
    bool jumps_changed, fits_changed;
} bx_comparison;

/* Whether a mask names what lies there: "masthead.date", "folio.*", "furniture.*", or "story.ID".
 */
bool bx_is_masked(const char *const *masks, size_t count, bx_str part, bx_str story);

/* Compares the words and looks of two versions. MASKS, COUNT of them, hide what they name. */
bx_comparison *bx_compare_runs(bx_arena *arena, const bx_proof_run *old_run,
                               const bx_proof_run *new_run, const char *const *masks, size_t count);
/* What changed but its words, for compare.c. */
void bx_compare_looks(bx_arena *arena, bx_comparison *comparison);
/* Whether anything differs that no mask and no tolerance covers. */
bool bx_differs(const bx_comparison *comparison);

/* ---- pixels: pixels.c ---- */

typedef struct {
    int width, height, ppi; /* ppi 0: not told */
    uint8_t *rgb;
} bx_pixels;

typedef struct {
    int threshold;    /* of the YIQ distance, in 1/1000 of black to white */
    bool antialiased; /* edges of letters count, too */
    size_t tolerance; /* pixels that may differ on a page */
} bx_pixel_rules;

/* Decodes a PNG. reports [bad-png]; false then. The pixels are the caller's to free. */
bool bx_read_png(bx_str png, bx_str name, bx_pixels *pixels, bx_diags *diags);
/* Size and resolution from a PNG's head alone; false when there is none. */
bool bx_probe_png(bx_str png, bx_pixels *pixels);
/* Compares OLD with NEW, which are page INDEX of COMPARISON; boxes that differ go into the
 * comparison. */
void bx_compare_pixels(bx_arena *arena, bx_comparison *comparison, size_t index,
                       const bx_pixels *old_pixels, const bx_pixels *new_pixels,
                       const bx_pixel_rules *rules);

/* ---- tasks: tasks.c ---- */

typedef enum {
    BX_TASK_DONE,
    BX_TASK_NOT_DONE,
    BX_TASK_OTHERWISE, /* changed, but to something else */
    BX_TASK_NOT_FOUND, /* the old version does not say what was marked there */
} bx_task_state;

typedef struct {
    bx_str id, story, part, before, old_text, new_text, after, note;
    bx_task_state state;
    bx_str found; /* what stands there now */
    bx_spot spot;
} bx_task;

typedef struct {
    bx_str json; /* as read, for the report */
    bx_task *tasks;
    size_t task_count;
    const bx_edit **unrequested;
    size_t unrequested_count;
} bx_tasks;

/* Reads marks.json and ticks what was asked for. reports [marks-json]; NULL then. */
bx_tasks *bx_check_tasks(bx_arena *arena, bx_str json, bx_str name, const bx_comparison *comparison,
                         bx_diags *diags);

/* ---- written: dump.c, report.c, junit.c ---- */

/* diff.json. TASKS may be NULL. */
void bx_dump_comparison(const bx_comparison *comparison, const bx_tasks *tasks, bx_buffer *out);
/* index.html; with SINGLE the pictures lie inside. LANGUAGE "zh" or "en" is shown first. */
void bx_write_report(const bx_comparison *comparison, const bx_tasks *tasks, bool single,
                     const char *language, bx_buffer *html);
/* JUnit XML: a test case a page, a story, and the furniture. */
void bx_write_junit(const bx_comparison *comparison, bx_buffer *xml);
/* One line of text for people about each change. */
void bx_list_changes(const bx_comparison *comparison, const bx_tasks *tasks, bx_buffer *out);

/* ---- versions as they lie on disk: version.c, foreign.c ---- */

typedef struct {
    bx_str label;
    bx_buffer png; /* empty: drawn from PDF when asked for */
    bx_str pdf;    /* path; empty: the picture is there */
    int pdf_page;  /* from 1; 0: all */
} bx_picture_of;

typedef struct {
    bx_proof_run run;
    bx_picture_of *pictures;
    size_t picture_count;
    bx_str golden;      /* golden.json, of a folder that accept wrote */
    bx_buffer files[2]; /* of an issue made up here: layout.json and fit.json, in which RUN's texts lie */
} bx_proof_version;

/* Opens an output folder, a folder of PNGs or PDFs, one PDF or one PNG. Pictures of PDFs are not
 * drawn yet. reports  [no-version] [layout-json]; false then */
bool bx_open_version(bx_arena *arena, const char *path, bx_proof_version *version, bx_diags *diags);
/* Draws what is in PDFs only, with pdftoppm, JOBS at a time, and what both versions have but once.
 * reports  [no-poppler] [bad-page]; false then */
bool bx_draw_versions(bx_arena *arena, bx_proof_version versions[2], int ppi, int jobs,
                      bx_diags *diags);
/* Reads the words of a foreign PDF with pdftotext, a page as one story. reports as above */
bool bx_read_version_words(bx_arena *arena, bx_proof_version *version, bx_diags *diags);
void bx_close_version(bx_proof_version *version);
/* Gives the pages of NEW the labels of OLD's in order, when they share none. */
void bx_match_labels(bx_arena *arena, const bx_proof_version *old_version,
                     bx_proof_version *new_version);

#endif
