/* cmd/options.c - the flags of all commands: what they are called, what they take, what they say of themselves.
 *
 * GLib reads them; slips.c has put right before what can be.
 */
#include "cmd/options.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_JOBS = 256, LEAST_PPI = 18, MOST_PPI = 1200, DEFAULT_PPI = 144,
       MOST_TOLERANCE = 100000000, MOST_THRESHOLD = 1000, LEAST_TAC = 100, MOST_TAC = 400 };

const bx_option bx_option_table[OPT_COUNT] = {
    [OPT_OUT] = {"out", 'o', N_("DIR"), N_("write into DIR instead of the usual folder")},
    [OPT_OUT_FILE] = {"out", 'o', N_("FILE"), N_("write the sheets into FILE")},
    [OPT_SHEETS] = {"sheets", 0, "A8+A1,A2+A7", N_("pages of each sheet, from left to right")},
    [OPT_PAGES] = {"pages", 0, "A1,A3-A4,B", N_("these pages only")},
    [OPT_FILES] = {"files", 0, "pages|issue|both", N_("a PDF a page, one for the issue, or both")},
    [OPT_PROFILE] = {"profile", 0, "pdfx4|pdfx1a", N_("PDF/X-4, the default, or PDF/X-1a:2003")},
    [OPT_BUILD_PROFILE] = {"profile", 0, "pdfx4|pdfx1a|screen",
                           N_("PDF/X-4, the default, PDF/X-1a:2003, or pages for reading on a screen")},
    [OPT_PRINTER_MARKS] = {"marks", 0, NULL, N_("crop and register marks, colour bar and slug line outside the bleed")},
    [OPT_TAC] = {"tac", 0, "N", N_("total ink in percent that the paper takes")},
    [OPT_TRIM] = {"trim", 0, "WxH", N_("size of the pages in mm: 275x390")},
    [OPT_MIN_PPI] = {"min-ppi", 0, "N", N_("pixels per inch that pictures need, 99 by default")},
    [OPT_INKS] = {"inks", 0, "k|k+red|4c", N_("inks that the pages may use")},
    [OPT_LIST] = {"list", 0, NULL, N_("the rules instead")},
    [OPT_PPI] = {"ppi", 0, "N", N_("pixels per inch, by default 144, for diff, accept and preview 96")},
    [OPT_OVERLAY] = {"overlay", 0, "grid,slots,ids,baseline,gaps,lint", N_("draw these over the page")},
    [OPT_CONTACT] = {"contact", 0, NULL, N_("and all pages small on one sheet, contact.png")},
    [OPT_PAPER] = {"paper", 0, N_("NAME"), N_("folder below layouts/ whose fonts and rules are taken")},
    [OPT_MEASURE] = {"measure", 0, "EM", N_("length of a line, 13 by default")},
    [OPT_INDENT] = {"indent", 0, "EM", N_("of the first line, 2 by default")},
    [OPT_SIZE] = {"size", 0, "PT", N_("type size, the body's by default")},
    [OPT_FONT] = {"font", 0, N_("ROLE"), N_("a font of the paper, the body's by default")},
    [OPT_ROLE] = {"role", 0, "body|headline", N_("headline: broken by sense, not justified")},
    [OPT_DIRECTION] = {"direction", 0, "h|v", N_("v: from top to bottom")},
    [OPT_ALIGN] = {"align", 0, "justify|start|center", N_("how lines fill the measure")},
    [OPT_KINSOKU] = {"kinsoku", 0, "none|basic|gb|strict", N_("what may not begin or end a line")},
    [OPT_PUNCTUATION] = {"punctuation", 0, "quanjiao|kaiming|banjiao", N_("widths of the marks")},
    [OPT_LINE_END] = {"line-end", 0, "half|allow|hang", N_("a mark at a line's end")},
    [OPT_AUTOSPACE] = {"autospace", 0, "EM", N_("between Han and Latin, 0.25 by default")},
    [OPT_LINES] = {"lines", 0, "-1|0|+1", N_("one line less or more than the best")},
    [OPT_PNG] = {"png", 0, N_("FILE"), N_("draw the lines into FILE")},
    [OPT_TEXT_ONLY] = {"text-only", 0, NULL, N_("compare words and places, no pixels")},
    [OPT_TOLERANCE] = {"tolerance", 0, "N", N_("pixels of a page that may differ, 0 by default")},
    [OPT_THRESHOLD] = {"threshold", 0, "N", N_("how different a pixel must be, in 1/1000 of black to white")},
    [OPT_MASK] = {"mask", 0, "masthead.date,story.ID", N_("leave out these parts and stories")},
    [OPT_MARKS] = {"marks", 0, N_("FILE"), N_("tick off what marks.json asked for")},
    [OPT_SINGLE_FILE] = {"single-file", 0, NULL, N_("one HTML file with the pictures inside")},
    [OPT_JUNIT] = {"junit", 0, N_("FILE"), N_("write the result as JUnit XML, too")},
    [OPT_PORT] = {"port", 0, "N", N_("port of the preview, any free one by default")},
    [OPT_OPEN] = {"open", 0, NULL, N_("show it in the browser")},
    [OPT_EXEC] = {"exec", 0, N_("COMMAND"), N_("run this in a shell after each build without errors")},
    [OPT_FIX] = {"fix", 0, NULL, N_("write the marks that warnings offer into the stories")},
    [OPT_LEGAL] = {"legal", 0, NULL, N_("count what a newspaper must print and does not")},
    [OPT_JSON] = {"json", 0, NULL, N_("the result as JSON")},
    [OPT_JOBS] = {"jobs", 'j', "N", N_("work on N threads")},
    [OPT_FAIL_ON] = {"fail-on", 0, "error|warn|never", N_("from what on the exit status is 1")},
    [OPT_TIMINGS] = {"timings", 0, NULL, NULL},
    [OPT_TIMINGS_FILE] = {"timings", 0, N_("[=FILE]"),
                          N_("say how long each stage took; FILE: as a trace")},
    [OPT_ROOT] = {"root", 0, N_("DIR"), N_("the folder that holds layouts/ and fonts/")},
    [OPT_FORMAT] = {"message-format", 0, "human|short|json", N_("form of the messages")},
    [OPT_COLOR] = {"color", 0, "auto|always|never", N_("colours in messages")},
    [OPT_LANG] = {"lang", 0, "zh|en", N_("language of the messages")},
    [OPT_QUIET] = {"quiet", 'q', NULL, N_("messages only, no progress")},
    [OPT_VERBOSE] = {"verbose", 'v', NULL, N_("say more")},
    [OPT_HELP] = {"help", 'h', NULL, N_("show this")},
};

/* Every command has these. */
static const char common[] = " root message-format color lang quiet verbose fail-on help ";

bool bx_option_belongs(const bx_command *command, bx_option_id id)
{
    /* Two names mean one thing here and another there. */
    const char *name = id == OPT_PRINTER_MARKS   ? "printer-marks"
                       : id == OPT_OUT_FILE      ? "out-file"
                       : id == OPT_BUILD_PROFILE ? "build-profile"
                                                 : bx_option_table[id].name;
    char word[32];

    snprintf(word, sizeof word, " %s ", name);
    return strstr(common, word) || strstr(command->options, word);
}

/* ---- values ---- */

typedef struct {
    char *text[OPT_COUNT];
    gboolean on[OPT_COUNT];
} raw_values;

static void report_value(bx_diags *diags, bx_option_id id, const char *value)
{
    const bx_option *o = &bx_option_table[id];

    bx_report(diags, BX_ERROR, "usage", BX_NOWHERE, "--%s cannot be '%s'", o->name, value);
    bx_hint(diags, BX_NOWHERE, "it takes %s", o->value[1] ? o->value : _("a whole number"));
}

/* Which of "a|b|c" the value is; 0 when it was not given. */
static bool read_choice(const raw_values *raw, bx_option_id id, int *choice, bx_diags *diags)
{
    const char *value = raw->text[id], *name = bx_option_table[id].value;
    int index = 0;

    *choice = 0;
    if (!value)
        return true;
    while (name) {
        size_t len = strcspn(name, "|");

        if (strlen(value) == len && strncmp(name, value, len) == 0) {
            *choice = index;
            return true;
        }
        index++;
        name = name[len] ? name + len + 1 : NULL;
    }
    report_value(diags, id, value);
    return false;
}

static bool read_number(const raw_values *raw, bx_option_id id, int least, int most, int *number,
                        bx_diags *diags)
{
    const char *value = raw->text[id];
    int result = 0;

    if (!value)
        return true;
    for (const char *c = value; *c; c++) {
        if (*c < '0' || *c > '9' || result > most) {
            report_value(diags, id, value);
            return false;
        }
        result = result * 10 + (*c - '0');
    }
    if (result < least || result > most) {
        bx_report(diags, BX_ERROR, "usage", BX_NOWHERE, "--%s must be from %d to %d, not '%s'",
                  bx_option_table[id].name, least, most, value);
        return false;
    }
    *number = result;
    return true;
}

static bool read_overlays(const raw_values *raw, unsigned *overlays, bx_diags *diags)
{
    static const struct {
        const char *name;
        unsigned bit;
    } known[] = {{"grid", BX_OVERLAY_GRID},
                 {"slots", BX_OVERLAY_SLOTS},
                 {"ids", BX_OVERLAY_IDS},
                 {"baseline", BX_OVERLAY_BASELINE},
                 {"gaps", BX_OVERLAY_GAPS},
                 {"lint", BX_OVERLAY_LINT}};
    enum { KNOWN = sizeof known / sizeof known[0] };

    for (const char *at = raw->text[OPT_OVERLAY]; at && *at;) {
        size_t len = strcspn(at, ","), i = 0;

        while (i < KNOWN && !(strlen(known[i].name) == len && strncmp(at, known[i].name, len) == 0))
            i++;
        if (i == KNOWN) {
            report_value(diags, OPT_OVERLAY, raw->text[OPT_OVERLAY]);
            return false;
        }
        *overlays |= known[i].bit;
        at += len + (at[len] == ',');
    }
    return true;
}

static bool read_compose(const raw_values *raw, bx_compose_options *c, bx_diags *diags)
{
    bool good = read_choice(raw, OPT_ROLE, &c->role, diags);

    good &= read_choice(raw, OPT_DIRECTION, &c->direction, diags);
    good &= read_choice(raw, OPT_ALIGN, &c->align, diags);
    good &= read_choice(raw, OPT_LINES, &c->variant, diags);
    c->variant = raw->text[OPT_LINES] ? c->variant - 1 : 0;
    good &= read_choice(raw, OPT_KINSOKU, &c->kinsoku, diags);
    good &= read_choice(raw, OPT_PUNCTUATION, &c->punctuation, diags);
    good &= read_choice(raw, OPT_LINE_END, &c->line_end, diags);
    c->kinsoku = raw->text[OPT_KINSOKU] ? c->kinsoku : -1;
    c->punctuation = raw->text[OPT_PUNCTUATION] ? c->punctuation : -1;
    c->line_end = raw->text[OPT_LINE_END] ? c->line_end : -1;
    c->paper = raw->text[OPT_PAPER];
    c->measure = raw->text[OPT_MEASURE];
    c->indent = raw->text[OPT_INDENT];
    c->size = raw->text[OPT_SIZE];
    c->font = raw->text[OPT_FONT];
    c->autospace = raw->text[OPT_AUTOSPACE];
    c->png = raw->text[OPT_PNG];
    return good;
}

static bool read_proof(const raw_values *raw, bx_proof_flags *p, bx_diags *diags)
{
    p->threshold = -1;
    p->text_only = raw->on[OPT_TEXT_ONLY];
    p->single_file = raw->on[OPT_SINGLE_FILE];
    p->mask = raw->text[OPT_MASK];
    p->marks = raw->text[OPT_MARKS];
    p->junit = raw->text[OPT_JUNIT];
    return read_number(raw, OPT_TOLERANCE, 0, MOST_TOLERANCE, &p->tolerance, diags) &&
           read_number(raw, OPT_THRESHOLD, 0, MOST_THRESHOLD, &p->threshold, diags);
}

static bool read_preflight(const raw_values *raw, bx_preflight_flags *p, bx_diags *diags)
{
    bool good = read_choice(raw, OPT_INKS, &p->inks, diags);

    good &= read_choice(raw, OPT_PROFILE, &p->standard, diags);
    p->inks = raw->text[OPT_INKS] ? p->inks : -1;
    p->standard = raw->text[OPT_PROFILE] ? p->standard : -1;
    p->trim = raw->text[OPT_TRIM];
    p->list = raw->on[OPT_LIST];
    good &= read_number(raw, OPT_TAC, LEAST_TAC, MOST_TAC, &p->total_ink, diags);
    return good & read_number(raw, OPT_MIN_PPI, 1, MOST_PPI, &p->least_ppi, diags);
}

static bool read_build_profile(const raw_values *raw, bx_options *o, bx_diags *diags)
{
    enum { SCREEN = 2 };
    int profile;
    bool good = read_choice(raw, OPT_BUILD_PROFILE, &profile, diags);

    o->printer_marks = raw->on[OPT_PRINTER_MARKS];
    o->screen = profile == SCREEN;
    o->standard = o->screen ? BX_PDFX4 : profile;
    if (!o->screen || !o->printer_marks)
        return good;
    bx_report(diags, BX_ERROR, "usage", BX_NOWHERE,
              "--marks stand around pages for the press, not around pages for reading");
    bx_hint(diags, BX_NOWHERE, "leave out --marks, or take --profile pdfx4 or pdfx1a");
    return false;
}

static bool wants_color(int choice)
{
    const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");

    if (choice > 0)
        return choice == 1;
    if (no && *no)
        return false;
    if (force && *force && strcmp(force, "0") != 0)
        return true;
    return isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0);
}

static int default_jobs(void)
{
    const char *wish = getenv("BANXIN_JOBS");
    int jobs = wish ? atoi(wish) : 0;

    if (jobs < 1)
        jobs = (int)g_get_num_processors();
    return jobs < MOST_JOBS ? jobs : MOST_JOBS;
}

static bool read_values(const raw_values *raw, bx_options *o, bx_diags *diags)
{
    int color, format, fail_on, files;
    bool good = read_choice(raw, OPT_COLOR, &color, diags);

    good &= read_choice(raw, OPT_FORMAT, &format, diags);
    good &= read_choice(raw, OPT_FAIL_ON, &fail_on, diags);
    good &= read_choice(raw, OPT_FILES, &files, diags);
    good &= read_build_profile(raw, o, diags);
    o->jobs = default_jobs();
    o->ppi = DEFAULT_PPI;
    good &= read_number(raw, OPT_JOBS, 1, MOST_JOBS, &o->jobs, diags);
    good &= read_number(raw, OPT_PPI, LEAST_PPI, MOST_PPI, &o->ppi, diags);
    good &= read_overlays(raw, &o->overlays, diags);
    good &= read_compose(raw, &o->compose, diags);
    o->color = wants_color(color);
    o->format = (bx_message_format)format;
    o->fail_on = (bx_fail_on)fail_on;
    o->files = raw->text[OPT_FILES] && files < 2 ? (unsigned)files + 1
                                                  : BX_FILES_PAGES | BX_FILES_ISSUE;
    o->out = raw->text[OPT_OUT_FILE] ? raw->text[OPT_OUT_FILE] : raw->text[OPT_OUT];
    o->sheets = raw->text[OPT_SHEETS];
    o->root = raw->text[OPT_ROOT];
    o->pages = raw->text[OPT_PAGES];
    o->timings_file = raw->text[OPT_TIMINGS_FILE];
    o->timings = raw->on[OPT_TIMINGS] || o->timings_file;
    good &= read_proof(raw, &o->proof, diags);
    good &= read_preflight(raw, &o->preflight, diags);
    good &= read_number(raw, OPT_PORT, 0, 65535, &o->port, diags);
    o->open = raw->on[OPT_OPEN];
    o->exec = raw->text[OPT_EXEC];
    o->ppi_given = raw->text[OPT_PPI];
    o->contact = raw->on[OPT_CONTACT];
    o->fix = raw->on[OPT_FIX];
    o->legal = raw->on[OPT_LEGAL];
    o->json = raw->on[OPT_JSON];
    o->quiet = raw->on[OPT_QUIET];
    o->verbose = raw->on[OPT_VERBOSE];
    o->help = raw->on[OPT_HELP];
    return good;
}

static void drop_context(GOptionContext **context)
{
    g_option_context_free(*context);
}

static void drop_error(GError **error)
{
    g_clear_error(error);
}

/* What GLib allocated goes over to the arena. */
static void keep_texts(bx_arena *arena, raw_values *raw)
{
    for (bx_option_id id = 0; id < OPT_COUNT; id++) {
        char *text = raw->text[id];

        if (text)
            raw->text[id] = (char *)(uintptr_t)bx_str_c(arena, bx_str_of(text));
        g_free(text);
    }
}

/* Lets GLib take the options out of *ARGS. */
static bool parse(bx_arena *arena, const bx_command *command, int *count, char ***args,
                  raw_values *raw, bx_diags *diags)
{
    BX_AUTO(drop_context) GOptionContext *context = g_option_context_new(NULL);
    BX_AUTO(drop_error) GError *error = NULL;
    GOptionEntry entries[OPT_COUNT + 1] = {0};
    int used = 0;

    for (bx_option_id id = 0; id < OPT_COUNT; id++) {
        const bx_option *o = &bx_option_table[id];
        GOptionEntry *entry = &entries[used];

        if (!bx_option_belongs(command, id))
            continue;
        entry->long_name = id == OPT_TIMINGS_FILE ? "timings-file" : o->name;
        entry->short_name = o->letter;
        /* A file name is taken as it is, whatever the locale. */
        entry->arg = o->value ? G_OPTION_ARG_FILENAME : G_OPTION_ARG_NONE;
        entry->arg_data = o->value ? (gpointer)&raw->text[id] : (gpointer)&raw->on[id];
        used++;
    }
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    if (g_option_context_parse(context, count, args, &error)) {
        keep_texts(arena, raw);
        return true;
    }
    bx_report(diags, BX_ERROR, "usage", BX_NOWHERE, "the options cannot be understood");
    return false;
}

bool bx_options_parse(bx_arena *arena, const bx_command *command, int count, char **args,
                      bx_options *options, bx_diags *diags)
{
    bx_arg_pass p = {.arena = arena, .command = command, .diags = diags};
    raw_values *raw = BX_NEW(arena, raw_values);
    char **rest;
    int rest_count;

    *options = (bx_options){0};
    if (!bx_tidy_args(&p, count, args)) {
        read_values(raw, options, diags);
        return false;
    }
    rest = p.args.at;
    rest_count = (int)p.args.len - 1;
    if (!parse(arena, command, &rest_count, &rest, raw, diags) || !read_values(raw, options, diags))
        return false;
    rest++;
    rest_count--;
    if (rest_count > 0 && strcmp(rest[0], "--") == 0) {
        rest++;
        rest_count--;
    }
    options->args = (const char *const *)rest;
    options->arg_count = (size_t)rest_count;
    if (options->help ||
        (options->arg_count >= command->least && options->arg_count <= command->most))
        return true;
    if (options->arg_count < command->least)
        bx_report(diags, BX_ERROR, "usage", BX_NOWHERE, "'%s' needs %s", command->name,
                  _(command->arguments));
    else
        bx_report(diags, BX_ERROR, "usage", BX_NOWHERE, "'%s' has no use for '%s'", command->name,
                  options->args[command->most]);
    bx_hint(diags, BX_NOWHERE, "usage: banxin %s [OPTION]... %s", command->name,
            _(command->arguments));
    return false;
}

/* ---- help ---- */

void bx_options_print(const bx_command *command)
{
    printf(_("usage: banxin %s [OPTION]... %s\n\n%s\n"), command->name, _(command->arguments),
           _(command->summary));
    if (command->details)
        printf("\n%s\n", _(command->details));
    printf("\n");
    for (bx_option_id id = 0; id < OPT_COUNT; id++) {
        const bx_option *o = &bx_option_table[id];
        char left[80];
        const char *gap = o->value && o->value[0] != '[' ? " " : "";

        if (!bx_option_belongs(command, id) || !o->help)
            continue;
        snprintf(left, sizeof left, "%c%c%c --%s%s%s", o->letter ? '-' : ' ',
                 o->letter ? o->letter : ' ', o->letter ? ',' : ' ', o->name, gap,
                 o->value ? _(o->value) : "");
        printf("  ");
        bx_print_cell(bx_str_of(left), 36);
        printf("  %s\n", _(o->help));
    }
}
