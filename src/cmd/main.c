/* cmd/main.c - banxin: finds the command, lets it work, says what was found, ends with the right status. */
#include "cmd/cmd.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BUILD_OPTIONS " out pages files build-profile printer-marks jobs timings "

static const bx_command commands[] = {
    {"build", N_("ISSUE"), N_("makes the PDFs of an issue, with layout, fit and manifest"),
     N_("All files appear in out/DATE at once, or nothing changes: no file is written when the issue\n"
        "has errors. With --pages the set holds the PDFs of these pages only. --profile screen writes pages for\n"
        "reading on a screen into out/DATE-screen; no printer takes them."),
     BUILD_OPTIONS, 1, 1, bx_cmd_build},
    {"check", N_("ISSUE"), N_("reads everything, lays out nothing"),
     N_("With --legal the pages are made, too, and looked over for what newspapers must print; more than 3 form\n"
        "errors fail."),
     " fix legal jobs timings ", 1, 1,
     bx_cmd_check},
    {"fit", N_("ISSUE"), N_("says how every story fits its slot"), NULL, " pages jobs json timings ",
     1, 1, bx_cmd_fit},
    {"render", N_("ISSUE"), N_("draws pages as PNG"),
     N_("Into out/DATE-png; also of an issue with errors: text that runs over is red."),
     " out pages ppi overlay contact jobs timings ", 1, 1, bx_cmd_render},
    {"diff", N_("OLD NEW"), N_("compares two versions and writes a report for proofreaders"),
     N_("OLD and NEW: output folders, issues, what accept kept, folders of PNGs, PDFs, or PNGs. The report is\n"
        "proof/index.html, with diff.json. Exit status 0: the same; 1: different; 2: could not compare."),
     " out ppi text-only tolerance threshold mask marks single-file junit json jobs timings ", 2, 2, bx_cmd_diff},
    {"accept", N_("ISSUE"), N_("keeps how an issue looks now as the reference for diff"),
     N_("Into golden/DATE: pictures, layout and the versions of the libraries. Lists every file that changed."),
     " out ppi mask jobs timings ", 1, 1, bx_cmd_accept},
    {"preflight", N_("FILE.pdf|ISSUE"), N_("checks PDFs, ours or others', before they go to the plate"),
     N_("FILE.pdf: one or several. ISSUE: an issue or a folder of output; all PDFs in it. What they are held\n"
        "against is what they claim, PDF/X-4 or PDF/X-1a:2003, or --profile; --pages N: so many pages are\n"
        "expected. Ink is measured with Ghostscript, where it is installed. 'banxin explain ID' says more\n"
        "of each rule. Exit status 0: no errors; 1: errors; 2: a file could not be read."),
     " out profile pages tac trim min-ppi inks list json jobs ", 0, 1024, bx_cmd_preflight},
    {"impose", N_("FILE.pdf..."), N_("puts finished pages side by side on sheets"),
     N_("Pages keep their colours. Without --sheets the last page stands beside the first, the second beside\n"
        "the last but one, as in a folded newspaper; a gutter strip stands between the pages it is named after."),
     " out-file sheets ", 1, 1024, bx_cmd_impose},
    {"watch", N_("ISSUE"), N_("builds an issue again on every save"),
     N_("A line for every build: time, what changed, milliseconds. Errors leave the last good pages."),
     BUILD_OPTIONS "exec ", 1, 1, bx_cmd_watch},
    {"preview", N_("ISSUE"), N_("shows an issue in a browser on this machine, new on every save"),
     N_("On 127.0.0.1 only. A click on a line gives its file:line:col."),
     " ppi port open jobs ", 1, 1, bx_cmd_preview},
    {"query", N_("ISSUE stories|pages|jumps|photos|chars"), N_("asks the layout"), NULL,
     " json jobs timings ", 2, 2, bx_cmd_query},
    {"compose", "", N_("breaks text from standard input into lines, and says why"),
     N_("Plain text: a line is a paragraph. Text that begins with --- is a story. With --json: for every\n"
        "line its clusters with origin and advance in 1/1024 pt, levels, gaps and prices."),
     " paper measure indent size font role direction align kinsoku punctuation line-end autospace lines "
     "json png ppi ",
     0, 0, bx_cmd_compose},
    {"fonts", N_("ISSUE"), N_("the paper's fonts, and characters that they lack"), NULL,
     " json timings ", 1, 1, bx_cmd_fonts},
    {"explain", N_("[ID]"), N_("what a message means, with an example"),
     N_("ID is the word in brackets at a message's end. Without one: all of them."), " ", 0, 1,
     bx_cmd_explain},
    {"version", "", N_("versions of the program and its libraries"), NULL, " json ", 0, 0,
     bx_cmd_version},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

/* ---- signals ---- */

/* The one thing that changes from outside; a handler can do no more than this. */
static volatile sig_atomic_t stopped;

bool bx_stopped(void)
{
    return stopped;
}

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

static void catch_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND | SA_RESTART};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &action, NULL);
    /* A reader of our output that goes away shows as a failed write. */
    action.sa_handler = SIG_IGN;
    action.sa_flags = 0;
    sigaction(SIGPIPE, &action, NULL);
}

/* ---- language ---- */

static const char *wanted_language(int count, char **args)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *wish = NULL;

    for (int i = 1; i < count && strcmp(args[i], "--") != 0; i++) {
        if (strncmp(args[i], "--lang=", 7) == 0)
            wish = args[i] + 7;
        else if (strcmp(args[i], "--lang") == 0 && i + 1 < count)
            wish = args[i + 1];
    }
    for (size_t i = 0; !wish && i < 3; i++) {
        const char *value = getenv(variables[i]);

        if (value && *value)
            wish = value;
    }
    return wish && strncmp(wish, "zh", 2) == 0 ? "zh" : "en";
}

/* The catalogue lies beside the program where it was built, under share/ where it is installed. */
static void set_language(int count, char **args)
{
    char program[PATH_MAX], folder[PATH_MAX + 16];

    (void)bx_program_folder(program, sizeof program);
    snprintf(folder, sizeof folder, "%s/locale", program);
    if (access(folder, F_OK) != 0)
        snprintf(folder, sizeof folder, "%s/../share/locale", program);
    bx_language_set(wanted_language(count, args), folder);
}

/* ---- what was found ---- */

/* Errors that say the question could not be answered, wherever they point. */
static bool is_failure(const bx_diag *diag)
{
    static const char *const ids[] = {"output", "font-changed", "too-big"};

    if (diag->severity != BX_ERROR)
        return false;
    if (!diag->where.source || bx_str_ends(bx_str_of(diag->id), "-limit"))
        return true;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (strcmp(diag->id, ids[i]) == 0)
            return true;
    return false;
}

static int exit_status(const bx_diags *diags, const bx_options *options)
{
    size_t count;
    const bx_diag *list = bx_diags_list(diags, &count);

    for (size_t i = 0; i < count; i++)
        if (is_failure(&list[i]))
            return BX_EXIT_FAILED;
    if (options->fail_on == BX_FAIL_ON_NEVER)
        return BX_EXIT_GOOD;
    if (bx_diags_has_errors(diags) ||
        (options->fail_on == BX_FAIL_ON_WARNING && bx_diags_count(diags, BX_WARNING) > 0))
        return BX_EXIT_FINDINGS;
    return BX_EXIT_GOOD;
}

void bx_print_messages(const bx_diags *diags, const bx_options *options)
{
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};
    bool excerpt = options->format == BX_FORMAT_HUMAN && (isatty(STDERR_FILENO) || options->color);

    bx_diags_render(diags, options->format, excerpt, options->color, &out);
    if (out.len > 0)
        fwrite(out.at, 1, out.len, stderr);
}

/* A full disk or a closed pipe behind stdout shows at the latest here. */
static bool close_stdout(bx_diags *diags)
{
    bool failed = ferror(stdout);

    errno = 0;
    if (fflush(stdout) == 0 && !failed)
        return true;
    bx_report(diags, BX_ERROR, "output", BX_NOWHERE, "cannot write to the standard output: %s",
              bx_error_text(errno ? errno : EIO));
    return false;
}

/* ---- a run ---- */

static void work(const bx_command *command, bx_desk *desk)
{
    desk->watch = bx_watch_new(desk->arena, desk->options);
    command->run(desk);
    bx_watch_wipe(desk->watch);
    bx_watch_report(desk->watch, desk->diags);
}

static int run(const bx_command *command, int count, char **args)
{
    bx_arena *arena = bx_arena_new_large();
    bx_diags *diags = bx_diags_new();
    bx_options options;
    bx_desk desk = {.options = &options, .arena = arena, .diags = diags};
    int status;

    if (bx_options_parse(arena, command, count, args, &options, diags)) {
        if (options.help)
            bx_options_print(command);
        else
            work(command, &desk);
    }
    close_stdout(diags);
    bx_print_messages(diags, &options);
    status = exit_status(diags, &options);
    if (status == BX_EXIT_GOOD && desk.findings && options.fail_on != BX_FAIL_ON_NEVER)
        status = BX_EXIT_FINDINGS;
    if (desk.ledger_broken) {
        fputs(_("banxin: a mistake of banxin's own: the ledger does not balance, see above; nothing "
                "was written; please report it\n"),
              stderr);
        status = BX_EXIT_BUG;
    }
    if (bx_stopped())
        status = BX_EXIT_STOPPED;
    bx_desk_close(&desk);
    bx_diags_free(diags);
    bx_arena_free(arena);
    return status;
}

static void print_help(void)
{
    fputs(_("banxin (版心) sets Chinese newspaper pages.\n\nusage: banxin COMMAND [OPTION]...\n\n"),
          stdout);
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-9s  %s\n", commands[i].name, _(commands[i].summary));
    fputs(_("\n'banxin COMMAND --help' shows the options of a command.\n"), stdout);
}

static const bx_command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* No command, or none of ours. */
static int refuse(const char *name)
{
    const char *names[COMMANDS];
    const char *nearest;

    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    if (!name) {
        fputs(_("banxin: a command is missing; 'banxin --help' lists them\n"), stderr);
        return BX_EXIT_FAILED;
    }
    nearest = bx_find_nearest(name, names, COMMANDS);
    fprintf(stderr, _("banxin: there is no command '%s'\n"), name);
    if (nearest)
        fprintf(stderr, _("banxin: did you mean %s?\n"), nearest);
    else
        fputs(_("banxin: 'banxin --help' lists them\n"), stderr);
    return BX_EXIT_FAILED;
}

static int help(const char *topic)
{
    bx_diags *unheard = bx_diags_new();
    const bx_command *command = topic ? find_command(topic) : NULL;
    int status = BX_EXIT_FAILED;

    if (topic && !command) {
        status = refuse(topic);
    } else {
        if (command)
            bx_options_print(command);
        else
            print_help();
        status = close_stdout(unheard) ? BX_EXIT_GOOD : BX_EXIT_FAILED;
    }
    bx_diags_free(unheard);
    return status;
}

int main(int count, char **args)
{
    const bx_command *command;
    int first = 1; /* of the command; --lang may stand before it */

    bx_memory_begin();
    set_language(count, args);
    catch_signals();
    while (first < count && strncmp(args[first], "--lang", 6) == 0)
        first += strchr(args[first], '=') ? 1 : 2;
    if (first >= count)
        return refuse(NULL);
    if (strcmp(args[first], "--help") == 0 || strcmp(args[first], "-h") == 0 ||
        strcmp(args[first], "help") == 0)
        return help(first + 1 < count ? args[first + 1] : NULL);
    command = find_command(strcmp(args[first], "--version") == 0 ? "version" : args[first]);
    if (!command)
        return refuse(args[first]);
    return run(command, count - first - 1, args + first + 1);
}
