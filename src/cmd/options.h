/* cmd/options.h - the table of all options, between the files that read a command line. */
#ifndef BX_CMD_OPTIONS_H
#define BX_CMD_OPTIONS_H

#include "cmd/cmd.h"

/* In the order of the help. */
typedef enum {
    OPT_OUT,
    OPT_OUT_FILE,
    OPT_SHEETS,
    OPT_PAGES,
    OPT_FILES,
    OPT_PROFILE,
    OPT_BUILD_PROFILE,
    OPT_PRINTER_MARKS,
    OPT_TAC,
    OPT_TRIM,
    OPT_MIN_PPI,
    OPT_INKS,
    OPT_LIST,
    OPT_PPI,
    OPT_OVERLAY,
    OPT_CONTACT,
    OPT_PAPER,
    OPT_MEASURE,
    OPT_INDENT,
    OPT_SIZE,
    OPT_FONT,
    OPT_ROLE,
    OPT_DIRECTION,
    OPT_ALIGN,
    OPT_KINSOKU,
    OPT_PUNCTUATION,
    OPT_LINE_END,
    OPT_AUTOSPACE,
    OPT_LINES,
    OPT_PNG,
    OPT_TEXT_ONLY,
    OPT_TOLERANCE,
    OPT_THRESHOLD,
    OPT_MASK,
    OPT_MARKS,
    OPT_SINGLE_FILE,
    OPT_JUNIT,
    OPT_PORT,
    OPT_OPEN,
    OPT_EXEC,
    OPT_FIX,
    OPT_LEGAL,
    OPT_JSON,
    OPT_JOBS,
    OPT_FAIL_ON,
    OPT_TIMINGS,
    OPT_TIMINGS_FILE,
    OPT_ROOT,
    OPT_FORMAT,
    OPT_COLOR,
    OPT_LANG,
    OPT_QUIET,
    OPT_VERBOSE,
    OPT_HELP,
    OPT_COUNT
} bx_option_id;

typedef struct {
    const char *name;
    char letter;
    const char *value; /* what it takes, for the help; NULL: nothing */
    const char *help;  /* NULL: not shown */
} bx_option;

extern const bx_option bx_option_table[OPT_COUNT];
bool bx_option_belongs(const bx_command *command, bx_option_id id);

/* ---- slips.c ---- */

typedef struct {
    bx_arena *arena;
    const bx_command *command;
    bx_diags *diags;
    BX_VEC(char *) args; /* as GLib is to see them: "banxin" first, NULL last */
    bool bad;
} bx_arg_pass;

/* Writes the COUNT arguments out in full into P: abbreviations, letters in one, --timings=FILE.
 * returns  false: [usage] is reported, with the nearest name */
bool bx_tidy_args(bx_arg_pass *p, int count, char **args);

#endif
