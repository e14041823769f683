/* cmd/preflight.c - banxin preflight: finds the PDFs that are meant, and has them checked.
 *
 * What was found is said by preflight_say.c.
 */
#include "cmd/cmd.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { MOST_FILES = 4096, LEAST_WARNING_PPI = 149 };
#define MOST_BYTES ((size_t)512 << 20)

typedef struct {
    const char *path;
    bx_arena *arena;
    bx_diags *diags;
    bx_buffer bytes;
    const bx_preflight *result; /* NULL: it cannot be read */
} pdf_file;

typedef struct {
    bx_desk *desk;
    bx_expected expected;
    BX_VEC(pdf_file) files;
} preflight_run;

/* ---- what is expected ---- */

/* "275x390" in mm, also with a real multiplication sign. */
static bool read_trim(const char *text, bx_expected *expected)
{
    const char *by = strpbrk(text, "xX"), *sign = strstr(text, "×");
    size_t skip = by ? 1 : strlen("×");
    char width[32], height[32];

    if (!by)
        by = sign;
    if (!by || by - text > 20 || strlen(by + skip) > 20)
        return false;
    snprintf(width, sizeof width, "%.*smm", (int)(by - text), text);
    snprintf(height, sizeof height, "%smm", by + skip);
    return bx_len_parse(bx_str_of(width), 0, 0, &expected->trim_width) &&
           bx_len_parse(bx_str_of(height), 0, 0, &expected->trim_height) &&
           expected->trim_width > 0 && expected->trim_height > 0;
}

static bool refuse(bx_desk *desk, const char *option, const char *value, const char *takes)
{
    bx_report(desk->diags, BX_ERROR, "usage", BX_NOWHERE, "--%s cannot be '%s'", option, value);
    bx_hint(desk->diags, BX_NOWHERE, "it takes %s", takes);
    return false;
}

static bool read_expected(preflight_run *run)
{
    static const unsigned sets[] = {BX_BLACK, BX_BLACK | BX_MAGENTA | BX_YELLOW, 0}; /* as --inks */
    bx_expected *e = &run->expected;
    const bx_options *options = run->desk->options;
    const bx_preflight_flags *flags = &options->preflight;

    e->measure = true;
    e->stopped = bx_stopped;
    e->standard_given = flags->standard >= 0;
    e->standard = e->standard_given ? (bx_standard)flags->standard : BX_PDFX4;
    e->total_ink = flags->total_ink;
    e->inks = flags->inks >= 0 ? sets[flags->inks] : 0;
    e->ppi_error = flags->least_ppi;
    e->ppi_warn = flags->least_ppi > LEAST_WARNING_PPI ? flags->least_ppi : 0;
    if (flags->trim && !read_trim(flags->trim, e))
        return refuse(run->desk, "trim", flags->trim, "275x390");
    for (const char *at = options->pages; at && *at; at++) {
        if (*at < '0' || *at > '9' || e->page_count > MOST_FILES)
            return refuse(run->desk, "pages", options->pages, _("a whole number"));
        e->page_count = e->page_count * 10 + (*at - '0');
    }
    return true;
}

static const bx_layout *find_layout(const bx_paper *paper, bx_str name)
{
    for (size_t i = 0; i < paper->layout_count; i++)
        if (bx_str_eq(paper->layouts[i].name, name))
            return &paper->layouts[i];
    return NULL;
}

/* Ink plan and trim of each of the issue's pages: 中缝 and 跨版 have a size of their own. */
static void expect_of_pages(preflight_run *run, const bx_issue *issue, const bx_paper *paper)
{
    static const unsigned inks[] = {
        [BX_INK_4C] = 0, [BX_INK_K_RED] = BX_BLACK | BX_MAGENTA | BX_YELLOW, [BX_INK_K] = BX_BLACK};
    bx_expected *e = &run->expected;
    bx_page_order *orders = BX_NEW_ARRAY(run->desk->arena, bx_page_order, issue->page_count + 1);

    for (size_t i = 0; i < issue->page_count; i++) {
        const bx_page_plan *page = &issue->pages[i];
        const bx_layout *layout = find_layout(paper, page->layout);

        orders[i] = (bx_page_order){page->label, e->inks, e->trim_width, e->trim_height};
        if (run->desk->options->preflight.inks < 0)
            orders[i].inks = inks[page->ink];
        if (e->trim_width == 0 && layout) {
            orders[i].trim_width = layout->width;
            orders[i].trim_height = layout->height;
        }
    }
    e->orders = orders;
    e->order_count = issue->page_count;
}

/* What the paper says where the command line does not. */
static void expect_of_paper(preflight_run *run, const bx_paper *paper)
{
    bx_expected *e = &run->expected;
    const bx_press_rules *press = &paper->press;

    e->total_ink = e->total_ink > 0 ? e->total_ink : press->total_ink;
    e->ppi_error = e->ppi_error > 0 ? e->ppi_error : press->ppi_error;
    e->ppi_warn = e->ppi_warn > 0 ? e->ppi_warn : press->ppi_warn;
    e->condition_id = press->condition_id;
}

/* ---- which files ---- */

static void add_file(preflight_run *run, const char *path)
{
    BX_PUSH(run->desk->arena, run->files, (pdf_file){.path = path});
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const pdf_file *)a)->path, ((const pdf_file *)b)->path);
}

/* All PDFs in FOLDER, by name; hidden ones are somebody's half-written work. */
static void add_folder(preflight_run *run, const char *folder)
{
    DIR *listing = opendir(folder);

    for (const struct dirent *entry; listing && (entry = readdir(listing));)
        if (entry->d_name[0] != '.' && bx_str_ends(bx_str_of(entry->d_name), ".pdf") &&
            run->files.len < MOST_FILES)
            add_file(run, bx_str_printf(run->desk->arena, "%s/%s", folder, entry->d_name).at);
    if (listing)
        closedir(listing);
    if (run->files.len > 0)
        qsort(run->files.at, run->files.len, sizeof *run->files.at, compare_files);
}

static bool is_folder(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* An issue's output lies where build puts it. */
static bool add_issue(preflight_run *run)
{
    bx_desk *desk = run->desk;
    bx_options *options = BX_NEW(desk->arena, bx_options);
    const char *folder;

    *options = *desk->options;
    options->pages = NULL; /* a number here, names of pages to the desk */
    desk->options = options;
    if (!bx_desk_read(desk))
        return false;
    folder = bx_str_c(desk->arena, bx_desk_folder(desk, ""));
    expect_of_paper(run, desk->paper);
    expect_of_pages(run, desk->issue, desk->paper);
    add_folder(run, folder);
    if (run->files.len > 0)
        return true;
    bx_report(desk->diags, BX_ERROR, "no-output", BX_NOWHERE, "there is no PDF in '%s'", folder);
    bx_hint(desk->diags, BX_NOWHERE, "build the issue first: banxin build %s", options->args[0]);
    return false;
}

static bool find_files(preflight_run *run)
{
    bx_desk *desk = run->desk;
    const bx_options *options = desk->options;
    const char *first = options->arg_count > 0 ? options->args[0] : NULL;

    if (!first) {
        bx_report(desk->diags, BX_ERROR, "usage", BX_NOWHERE, "'%s' needs %s", "preflight",
                  _("FILE.pdf|ISSUE"));
        return false;
    }
    if (options->arg_count == 1 && is_folder(first)) {
        struct stat about;
        const char *issue = bx_str_printf(desk->arena, "%s/issue.yaml", first).at;

        if (stat(issue, &about) == 0)
            return add_issue(run);
        add_folder(run, first);
        if (run->files.len == 0)
            bx_report(desk->diags, BX_ERROR, "no-output", BX_NOWHERE, "there is no PDF in '%s'",
                      first);
        return run->files.len > 0;
    }
    for (size_t i = 0; i < options->arg_count; i++)
        add_file(run, options->args[i]);
    return true;
}

/* ---- the check ---- */

bool bx_read_pdf(const char *path, bx_buffer *bytes, bx_diags *diags)
{
    FILE *stream = fopen(path, "rbe");
    char block[65536];
    size_t len;
    int error = errno;

    while (stream && (len = fread(block, 1, sizeof block, stream)) > 0 && bytes->len <= MOST_BYTES)
        bx_buffer_add(bytes, block, len);
    if (stream && ferror(stream))
        error = errno;
    else if (stream)
        error = bytes->len > MOST_BYTES ? EFBIG : 0;
    if (stream)
        fclose(stream);
    if (error)
        bx_report(diags, BX_ERROR, "bad-pdf-file", BX_NOWHERE, "'%s' cannot be read: %s", path,
                  bx_error_text(error));
    return !error;
}

static void check_one(size_t index, void *data)
{
    preflight_run *run = data;
    pdf_file *file = &run->files.at[index];
    int64_t start = bx_watch_now();

    if (bx_stopped())
        return;
    file->arena = bx_arena_new();
    file->diags = bx_diags_new();
    if (bx_read_pdf(file->path, &file->bytes, file->diags))
        file->result = bx_preflight_pdf(file->arena, bx_str_of(file->path),
                                        (bx_str){file->bytes.at, file->bytes.len}, &run->expected,
                                        file->diags);
    bx_buffer_free(&file->bytes);
    bx_watch_piece(run->desk->watch, file->path, start, run->files.len);
}

/* Whether the findings make the exit status 1. */
static bool fails(const bx_preflight *result, bx_fail_on from)
{
    bx_severity least = from == BX_FAIL_ON_WARNING ? BX_WARNING : BX_ERROR;

    for (size_t i = 0; result && i < result->finding_count; i++)
        if (result->findings[i].rule->level >= least)
            return true;
    return false;
}

static void check_all(preflight_run *run)
{
    bx_desk *desk = run->desk;
    const bx_preflight **results =
        BX_NEW_ARRAY(desk->arena, const bx_preflight *, run->files.len + 1);

    bx_stage_begin(desk->watch, "preflight");
    bx_run_jobs(desk->options->jobs, run->files.len, check_one, run);
    bx_stage_end(desk->watch, NULL);
    for (size_t i = 0; i < run->files.len; i++) {
        results[i] = run->files.at[i].result;
        desk->findings |= fails(results[i], desk->options->fail_on);
        if (run->files.at[i].diags)
            bx_diags_merge(desk->diags, run->files.at[i].diags);
    }
    if (!bx_stopped())
        bx_say_preflight(desk, results, run->files.len);
    for (size_t i = 0; i < run->files.len; i++) {
        bx_diags_free(run->files.at[i].diags);
        bx_arena_free(run->files.at[i].arena);
    }
}

void bx_cmd_preflight(bx_desk *desk)
{
    preflight_run run = {.desk = desk};

    if (desk->options->preflight.list)
        bx_say_rules(desk);
    else if (read_expected(&run) && find_files(&run))
        check_all(&run);
}
