/* cmd/cmd.h - what the commands share (命令): options, the desk a run works at, progress, exit status. */
#ifndef BX_CMD_H
#define BX_CMD_H

#include "output/output.h"
#include "press/press.h"
#include "proof/proof.h"

#define BX_PROGRAM_VERSION "0.1.0"

/* ---- exit status ---- */

enum {
    BX_EXIT_GOOD = 0,
    BX_EXIT_FINDINGS = 1, /* the issue has errors */
    BX_EXIT_FAILED = 2,   /* could not run */
    BX_EXIT_BUG = 70,
    BX_EXIT_STOPPED = 130
};

/* Whether SIGINT, SIGTERM or SIGHUP came; a second one ends the program at once. */
bool bx_stopped(void);

/* ---- options.c ---- */

typedef enum { BX_FAIL_ON_ERROR, BX_FAIL_ON_WARNING, BX_FAIL_ON_NEVER } bx_fail_on;
enum { BX_FILES_PAGES = 1, BX_FILES_ISSUE = 2 };

/* What compose is asked for; texts as typed, NULL: the default; choices -1: the paper's. */
typedef struct {
    const char *paper, *measure, *indent, *size, *font, *autospace, *png;
    int role, direction, align, variant, kinsoku, punctuation, line_end;
} bx_compose_options;

/* What diff and accept are asked for. */
typedef struct {
    const char *mask, *marks, *junit; /* NULL: not given */
    int tolerance, threshold;         /* threshold -1: not given */
    bool text_only, single_file;
} bx_proof_flags;

/* What preflight expects; texts as typed, NULL, 0 and -1: not given. */
typedef struct {
    const char *trim;
    int total_ink, least_ppi, inks, standard;
    bool list;
} bx_preflight_flags;

typedef struct {
    const char *const *args; /* ISSUE and what follows it */
    size_t arg_count;
    const char *out, *sheets, *root, *pages, *timings_file; /* NULL: not given */
    int jobs, ppi, standard; /* standard: a bx_standard */
    unsigned files, overlays;
    bx_compose_options compose;
    bx_proof_flags proof;
    bx_preflight_flags preflight;
    bool ppi_given;
    int port; /* 0: any */
    bool open;
    const char *exec; /* NULL: nothing */
    bool printer_marks;
    bool screen; /* build: pages for reading; STANDARD means nothing */
    bool contact; /* render: a sheet of all pages */
    bool fix, legal, json, quiet, verbose, timings, help;
    bool color;
    bx_fail_on fail_on;
    bx_message_format format;
} bx_options;

typedef struct bx_desk bx_desk;

typedef struct {
    const char *name;
    const char *arguments; /* "ISSUE", or "" */
    const char *summary;
    const char *details;   /* after the summary in its help; NULL: none */
    const char *options;   /* long names, with spaces around each: " out jobs " */
    size_t least, most;    /* arguments */
    void (*run)(bx_desk *desk);
} bx_command;

/* Fills OPTIONS from ARGS, which begin behind the command's name; they must outlive OPTIONS.
 * returns  false: [usage] is reported, with the nearest name where there is one near */
bool bx_options_parse(bx_arena *arena, const bx_command *command, int count, char **args,
                      bx_options *options, bx_diags *diags);
void bx_options_print(const bx_command *command); /* the command's help, to stdout */
/* Of NAMES the one that TYPED is a slip of the hand away from, or NULL. */
const char *bx_find_nearest(const char *typed, const char *const *names, size_t count);
/* "A1,A3-A4,B" as a flag for each page of ISSUE. False: [usage] is reported. */
bool bx_select_pages(const char *pages, const bx_issue *issue, bool *selected, bx_diags *diags);

/* ---- progress.c: what is being done, and how long it took ---- */

typedef struct bx_watch bx_watch;

bx_watch *bx_watch_new(bx_arena *arena, const bx_options *options);
void bx_stage_begin(bx_watch *watch, const char *name); /* NAME: of the table and the trace */
/* FMT: English, for people, translated; NULL: nothing to say. */
void bx_stage_end(bx_watch *watch, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Within a stage of TOTAL pieces of work, from any thread: one called NAME, begun at START, is done. */
void bx_watch_piece(bx_watch *watch, const char *name, int64_t start, size_t total);
int64_t bx_watch_now(void); /* microseconds */
/* A line of its own, in the terminal's place of progress. */
void bx_watch_say(bx_watch *watch, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void bx_watch_wipe(bx_watch *watch);
/* The table of --timings, and its file. */
void bx_watch_report(bx_watch *watch, bx_diags *diags);
int64_t bx_watch_total(const bx_watch *watch);

/* ---- desk.c: an issue on its way through the stages ---- */

struct bx_desk {
    const bx_options *options;
    bx_arena *arena;
    bx_diags *diags;
    bx_watch *watch;
    bx_tree *tree;
    bx_str folder;
    const bx_issue *issue;
    const bx_paper *paper;
    bx_fontbook *book;
    const bx_makeup *makeup;
    bool *selected;              /* a page each */
    const bx_page *const *pages; /* all of them */
    bx_arena **page_arenas;
    bx_ledger_sum ledger;
    bool ledger_broken;          /* our own mistake */
    bool findings;               /* proofs differ, preflight fails: exit status 1 */
};

/* The stages, each upon the one before. False: what comes next cannot be done; reported. */
bool bx_desk_read(bx_desk *desk);
bool bx_desk_open_fonts(bx_desk *desk);
bool bx_desk_make_up(bx_desk *desk);
bool bx_desk_paint(bx_desk *desk);
/* Compares what the pages show with what was written. */
bool bx_desk_audit(bx_desk *desk);
/* Whether the run is to end here: stopped by a signal, or errors in the issue. */
bool bx_desk_must_stop(const bx_desk *desk);
/* Folder of the set that a command writes: --out, or out/DATE with SUFFIX below the root. */
bx_str bx_desk_folder(bx_desk *desk, const char *suffix);
/* Begins that set. A folder given with --out that holds files of others is not replaced: each file in it
 * must end with one of ENDINGS (NULL behind the last). NULL: [output] is reported. */
bx_file_set *bx_desk_begin(bx_desk *desk, bx_str folder, const char *const *endings);

/* Gives back what a desk holds outside its arena. */
void bx_desk_close(bx_desk *desk);

/* What DIAGS hold, to stderr, in the form that OPTIONS ask for. */
void bx_print_messages(const bx_diags *diags, const bx_options *options);
/* Watches the issue of DESK and the papers of its root: watch.c, for preview, too. NULL: reported. */
struct bx_watcher *bx_watch_issue(bx_desk *desk);

/* ---- preflight_say.c ---- */

/* Adds the PDF in PATH to BYTES, at most 512 MB: preflight.c, for impose, too.
 * reports  [bad-pdf-file]; false then */
bool bx_read_pdf(const char *path, bx_buffer *bytes, bx_diags *diags);

/* What was found in COUNT FILES (NULL: could not be read), to stdout: for people, or with --json. */
void bx_say_preflight(bx_desk *desk, const bx_preflight *const *files, size_t count);
void bx_say_rules(bx_desk *desk); /* the table of rules */

/* ---- diff.c, for accept, too ---- */

/* Makes up the issue of DESK as a version to compare: layout and fit, and pictures at PPI, 0: none. Pictures
 * need no program: advertisements are labelled boxes. False: it could not be; reported. */
bool bx_desk_version(bx_desk *desk, int ppi, bx_proof_version *version);
/* "a,b" as a list; NULL: none. */
const char *const *bx_list_masks(bx_arena *arena, const char *masks, size_t *count);

/* ---- the commands ---- */

void bx_cmd_build(bx_desk *desk);
void bx_cmd_accept(bx_desk *desk);
void bx_cmd_check(bx_desk *desk);
void bx_cmd_diff(bx_desk *desk);
void bx_cmd_fit(bx_desk *desk);
void bx_cmd_preflight(bx_desk *desk);
void bx_cmd_impose(bx_desk *desk);
void bx_cmd_preview(bx_desk *desk);
void bx_cmd_render(bx_desk *desk);
void bx_cmd_query(bx_desk *desk);
void bx_cmd_compose(bx_desk *desk);
void bx_cmd_fonts(bx_desk *desk);
void bx_cmd_explain(bx_desk *desk);
void bx_cmd_version(bx_desk *desk);
void bx_cmd_watch(bx_desk *desk);

/* Versions of the engine and of the libraries it runs with, by name; with DRAWING also those that draw. */
const bx_version *bx_list_versions(bx_arena *arena, const bx_drawing *drawing, size_t *count);

/* Calls VISIT for every stretch of STORY's counted text, in no special order. */
void bx_each_run(const bx_story *story, void (*visit)(const bx_run *run, void *data), void *data);

typedef struct {
    uint32_t code;
    bx_span where; /* the first time it is used */
} bx_character;
typedef struct {
    const bx_character *at;
    size_t count;
} bx_characters;

bool bx_is_placed(const bx_issue *issue, const bx_story *story);
/* The characters of the stories of ISSUE that are placed, each once, by code; those without a glyph of
 * their own are left out. */
bx_characters bx_list_characters(bx_arena *arena, const bx_issue *issue);

/* ---- text on stdout ---- */

/* TEXT in COLUMNS of the terminal, filled up with spaces at the right, or at the left. */
void bx_print_cell(bx_str text, size_t columns);
void bx_print_number(int64_t number, size_t columns);
size_t bx_text_width(bx_str text);

#endif
