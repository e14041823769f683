/* cmd/desk.c - an issue on its way through the stages (编务): what every command does in the same way.
 *
 * Which of the stages a command needs, and what it makes of them, is its own file's work.
 */
#include "cmd/cmd.h"

#include <dirent.h>
#include <errno.h>

/* ---- pages by name ---- */

static bool matches(bx_str label, const char *at, size_t len)
{
    return label.len == len && memcmp(label.at, at, len) == 0;
}

/* Index of the page called by the LEN bytes at AT; page_count when there is none. */
static size_t find_page(const bx_issue *issue, const char *at, size_t len)
{
    size_t i = 0;

    while (i < issue->page_count && !matches(issue->pages[i].label, at, len))
        i++;
    return i;
}

/* "A3-A4" or "A1", or "B" for a whole section. */
static bool select_some(const bx_issue *issue, const char *at, size_t len, bool *selected)
{
    const char *dash = memchr(at, '-', len);
    size_t first = find_page(issue, at, dash ? (size_t)(dash - at) : len), last = first;
    bool any = false;

    if (dash)
        last = find_page(issue, dash + 1, len - (size_t)(dash + 1 - at));
    if (first < issue->page_count && last < issue->page_count && first <= last) {
        for (size_t i = first; i <= last; i++)
            selected[i] = true;
        return true;
    }
    for (size_t i = 0; !dash && len > 0 && i < issue->page_count; i++) {
        bx_str label = issue->pages[i].label;

        if (label.len > len && memcmp(label.at, at, len) == 0 && label.at[len] >= '0' &&
            label.at[len] <= '9')
            any = selected[i] = true;
    }
    return any;
}

bool bx_select_pages(const char *pages, const bx_issue *issue, bool *selected, bx_diags *diags)
{
    if (!pages) {
        memset(selected, true, issue->page_count);
        return true;
    }
    for (const char *at = pages; *at;) {
        size_t len = strcspn(at, ",");

        if (!select_some(issue, at, len, selected)) {
            bx_report(diags, BX_ERROR, "usage", BX_NOWHERE, "the issue has no page '%.*s'",
                      (int)len, at);
            return false;
        }
        at += len + (at[len] == ',');
    }
    return true;
}

/* ---- stages ---- */

bool bx_desk_must_stop(const bx_desk *desk)
{
    return bx_stopped() || bx_diags_has_errors(desk->diags);
}

static bool read_issue(bx_desk *desk)
{
    const char *path = desk->options->args[0];

    desk->tree = bx_tree_open(desk->options->root, path, desk->diags);
    if (!desk->tree ||
        !bx_tree_relative(desk->arena, desk->tree, path, &desk->folder, desk->diags))
        return false;
    desk->issue = bx_read_issue(desk->arena, desk->tree, desk->folder, desk->diags);
    if (!desk->issue)
        return false;
    desk->selected = BX_NEW_ARRAY(desk->arena, bool, desk->issue->page_count + 1);
    return bx_select_pages(desk->options->pages, desk->issue, desk->selected, desk->diags);
}

bool bx_desk_read(bx_desk *desk)
{
    bool good;

    bx_stage_begin(desk->watch, "read");
    good = read_issue(desk);
    if (good)
        desk->paper = bx_read_paper(desk->arena, desk->tree, desk->issue, desk->diags);
    if (desk->paper)
        bx_check_places(desk->issue, desk->paper, desk->diags);
    bx_stage_end(desk->watch, good && desk->paper ? N_("read %zu stories, %zu layouts") : NULL,
                 good ? desk->issue->story_count : 0, desk->paper ? desk->paper->layout_count : 0);
    return desk->paper && !bx_stopped();
}

bool bx_desk_open_fonts(bx_desk *desk)
{
    bx_stage_begin(desk->watch, "fonts");
    desk->book = bx_fontbook_open(desk->arena, desk->tree, desk->paper, desk->diags);
    bx_stage_end(desk->watch, NULL);
    return desk->book && !bx_stopped();
}

bool bx_desk_make_up(bx_desk *desk)
{
    bx_stage_begin(desk->watch, "makeup");
    desk->makeup = bx_make_up(desk->arena, desk->tree, desk->book, desk->issue, desk->paper,
                              desk->options->jobs, desk->diags);
    bx_verify_jumps(desk->arena, desk->makeup, desk->diags);
    bx_lint_pages(desk->arena, desk->makeup, desk->diags);
    bx_stage_end(desk->watch, N_("made up %zu pages, %zu jumps"), desk->makeup->folio_count,
                 desk->makeup->jump_count);
    return !bx_stopped();
}

static void paint_one(size_t index, void *data)
{
    bx_desk *desk = data;
    const bx_page **slot = (const bx_page **)(uintptr_t)&desk->pages[index];

    desk->page_arenas[index] = bx_arena_new();
    *slot = bx_paint_page(desk->page_arenas[index], desk->makeup, index);
}

bool bx_desk_paint(bx_desk *desk)
{
    size_t count = desk->makeup->folio_count;

    bx_stage_begin(desk->watch, "paint");
    desk->pages = BX_NEW_ARRAY(desk->arena, const bx_page *, count + 1);
    desk->page_arenas = BX_NEW_ARRAY(desk->arena, bx_arena *, count + 1);
    bx_run_jobs(desk->options->jobs, count, paint_one, desk);
    bx_stage_end(desk->watch, NULL);
    return !bx_stopped();
}

bool bx_desk_audit(bx_desk *desk)
{
    bool sound = !bx_diags_has_errors(desk->diags);
    bx_diags *found = bx_diags_new();

    bx_stage_begin(desk->watch, "audit");
    desk->ledger = bx_audit_ledger(desk->arena, desk->makeup, desk->pages,
                                   desk->makeup->folio_count, found);
    if (desk->ledger.overset > 0)
        bx_report(found, BX_ERROR, "ledger", BX_NOWHERE, "%zu characters run over and nothing was said",
                  desk->ledger.overset);
    /* Where the issue has errors, what they tore out of it is missing for that reason. */
    desk->ledger_broken = sound && (!desk->ledger.balanced || desk->ledger.overset > 0);
    if (desk->ledger_broken)
        bx_diags_merge(desk->diags, found);
    bx_diags_free(found);
    bx_stage_end(desk->watch, NULL);
    return !desk->ledger_broken && !bx_stopped();
}

/* ---- where things are written ---- */

bx_str bx_desk_folder(bx_desk *desk, const char *suffix)
{
    if (desk->options->out)
        return bx_str_of(desk->options->out);
    return bx_str_printf(desk->arena, "%s/out/%.*s%s", bx_tree_root(desk->tree),
                         BX_FMT(desk->issue->date_text), suffix);
}

static bool is_ours(const char *name, const char *const *endings)
{
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return true;
    for (size_t i = 0; endings[i]; i++)
        if (bx_str_ends(bx_str_of(name), endings[i]))
            return true;
    return false;
}

static bool holds_others(bx_desk *desk, const char *folder, const char *const *endings)
{
    DIR *listing = opendir(folder);
    bool others = false;

    if (!listing)
        return false; /* not there, or the writer will say why not */
    for (const struct dirent *entry; !others && (entry = readdir(listing));) {
        others = !is_ours(entry->d_name, endings);
        if (others) {
            bx_report(desk->diags, BX_ERROR, "output", BX_NOWHERE,
                      "'%s' is not replaced: it holds '%s', which banxin did not write", folder,
                      entry->d_name);
            bx_hint(desk->diags, BX_NOWHERE, "name a new folder with --out");
        }
    }
    closedir(listing);
    return others;
}

bx_file_set *bx_desk_begin(bx_desk *desk, bx_str folder, const char *const *endings)
{
    const char *path = bx_str_c(desk->arena, folder);

    if (desk->options->out && holds_others(desk, path, endings))
        return NULL;
    return bx_file_set_begin(path, desk->diags);
}

void bx_desk_close(bx_desk *desk)
{
    for (size_t i = 0; desk->page_arenas && i < desk->makeup->folio_count; i++)
        bx_arena_free(desk->page_arenas[i]);
    bx_fontbook_free(desk->book);
    bx_tree_free(desk->tree);
}
