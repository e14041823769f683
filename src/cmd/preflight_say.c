/* cmd/preflight_say.c - what preflight found, for people and for programs; and its table of rules.
 */
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const level_words[] = {N_("note"), N_("warning"), N_("error")};
static const char *const level_keys[] = {"note", "warning", "error"};

static size_t count_level(const bx_preflight *file, bx_severity level)
{
    size_t count = 0;

    for (size_t i = 0; file && i < file->finding_count; i++)
        count += file->findings[i].rule->level == level;
    return count;
}

/* ---- for people ---- */

/* Tenths of a millimetre. */
static int tenth_mm(bx_len length)
{
    return (int)bx_muldiv(length, 254, 72 * BX_PT);
}

static void print_place(const bx_preflight *file, const bx_finding *f)
{
    int x = tenth_mm(f->x), y = tenth_mm(f->y);

    if (f->page < 0)
        return;
    printf(_(" page %.*s"), BX_FMT(file->pages[f->page].label));
    if (f->placed)
        printf(_(" at %d.%d, %d.%d mm"), x / 10, abs(x % 10), y / 10, abs(y % 10));
    printf(":");
}

/* FILE: page A8 at 12.0, 30.5 mm: error: what: detail (3 times) [id] */
static void print_finding(const bx_preflight *file, const bx_finding *f)
{
    printf("%.*s:", BX_FMT(file->name));
    print_place(file, f);
    printf(" %s: %s", _(level_words[f->rule->level]), bx_rule_say(&f->rule->what));
    if (f->detail.len > 0)
        printf(": %.*s", BX_FMT(f->detail));
    if (f->count > 1)
        printf(_(" (%zu times)"), f->count);
    printf(" [%s]\n", f->rule->id);
}

/* What to do, once for each rule. */
static void print_fixes(const bx_preflight *file)
{
    size_t count;
    const bx_rule *rules = bx_list_rules(&count);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < file->finding_count; k++)
            if (file->findings[k].rule == &rules[i]) {
                printf("  %s: %s\n", rules[i].id, bx_rule_say(&rules[i].fix));
                break;
            }
}

static void print_percent(int hundredths, size_t columns)
{
    char text[32];

    snprintf(text, sizeof text, "%d.%d %%", (hundredths + 5) / 100, (hundredths + 5) % 100 / 10);
    for (size_t i = strlen(text); i < columns; i++)
        putchar(' ');
    fputs(text, stdout);
}

static void print_peak(const char *name, const bx_ink_peak *peak)
{
    int x = tenth_mm(peak->x), y = tenth_mm(peak->y);

    printf(_("  %s %d %% at %d, %d mm"), name, peak->ink / 100, x / 10, y / 10);
}

/* One line a page: plates with their mean ink, the worst places. */
static void print_ink(const bx_preflight *file)
{
    for (size_t i = 0; i < file->page_count; i++) {
        const bx_page_ink *page = &file->pages[i];

        if (!page->measured)
            continue;
        printf("  ");
        bx_print_cell(page->label, 5);
        for (size_t k = 0; k < page->plate_count; k++) {
            printf("  %.*s", BX_FMT(page->plates[k].name));
            print_percent(page->plates[k].mean, 7);
        }
        print_peak(_("most"), &page->most);
        print_peak(_("15 mm"), &page->window);
        printf("\n");
    }
}

static void print_file(bx_desk *desk, const bx_preflight *file)
{
    size_t errors = count_level(file, BX_ERROR), warnings = count_level(file, BX_WARNING);

    for (size_t i = 0; i < file->finding_count; i++)
        print_finding(file, &file->findings[i]);
    printf(_("%.*s: %s, %zu pages: %zu errors, %zu warnings\n"), BX_FMT(file->name),
           file->standard == BX_PDFX1A ? "PDF/X-1a:2003" : "PDF/X-4", file->page_count, errors,
           warnings);
    if (desk->options->format == BX_FORMAT_SHORT || desk->options->quiet)
        return;
    print_fixes(file);
    print_ink(file);
}

/* ---- for programs ---- */

static void put_finding(bx_buffer *out, const bx_preflight *file, const bx_finding *f)
{
    bx_json_next(out);
    bx_json_open(out, '{');
    bx_json_key_str(out, "clause", bx_str_of(f->rule->clause));
    bx_json_key_int(out, "count", (int64_t)f->count);
    bx_json_key_str(out, "detail", f->detail);
    bx_json_key_str(out, "fix", bx_str_of(bx_rule_say(&f->rule->fix)));
    bx_json_key_str(out, "group", (bx_str){&f->rule->group, 1});
    bx_json_key_str(out, "id", bx_str_of(f->rule->id));
    if (f->page >= 0) {
        bx_json_key_str(out, "label", file->pages[f->page].label);
        bx_json_key_int(out, "page", f->page + 1);
    }
    if (f->placed) {
        bx_json_key(out, "place");
        bx_json_open(out, '[');
        bx_json_next(out);
        bx_json_int(out, f->x);
        bx_json_next(out);
        bx_json_int(out, f->y);
        bx_json_close(out, ']');
    }
    bx_json_key_str(out, "severity", bx_str_of(level_keys[f->rule->level]));
    bx_json_key_str(out, "what", bx_str_of(bx_rule_say(&f->rule->what)));
    bx_json_key_str(out, "why", bx_str_of(bx_rule_say(&f->rule->why)));
    bx_json_close(out, '}');
}

static void put_peak(bx_buffer *out, const char *key, const bx_ink_peak *peak)
{
    bx_json_key(out, key);
    bx_json_open(out, '{');
    bx_json_key_int(out, "ink", peak->ink);
    bx_json_key_int(out, "x", peak->x);
    bx_json_key_int(out, "y", peak->y);
    bx_json_close(out, '}');
}

static void put_page(bx_buffer *out, const bx_page_ink *page)
{
    bx_json_next(out);
    bx_json_open(out, '{');
    bx_json_key_int(out, "height", page->height);
    bx_json_key_str(out, "label", page->label);
    bx_json_key_bool(out, "measured", page->measured);
    if (page->measured) {
        put_peak(out, "most", &page->most);
        bx_json_key(out, "plates");
        bx_json_open(out, '[');
        for (size_t i = 0; i < page->plate_count; i++) {
            bx_json_next(out);
            bx_json_open(out, '{');
            bx_json_key_int(out, "mean", page->plates[i].mean);
            bx_json_key_str(out, "name", page->plates[i].name);
            bx_json_close(out, '}');
        }
        bx_json_close(out, ']');
    }
    bx_json_key_int(out, "width", page->width);
    if (page->measured)
        put_peak(out, "window", &page->window);
    bx_json_close(out, '}');
}

static void put_file(bx_buffer *out, const bx_preflight *file)
{
    bx_json_next(out);
    bx_json_open(out, '{');
    if (file->claims)
        bx_json_key_str(out, "claims", bx_str_of(file->claims));
    bx_json_key_int(out, "errors", (int64_t)count_level(file, BX_ERROR));
    bx_json_key_str(out, "file", file->name);
    bx_json_key(out, "findings");
    bx_json_open(out, '[');
    for (size_t i = 0; i < file->finding_count; i++)
        put_finding(out, file, &file->findings[i]);
    bx_json_close(out, ']');
    bx_json_key(out, "pages");
    bx_json_open(out, '[');
    for (size_t i = 0; i < file->page_count; i++)
        put_page(out, &file->pages[i]);
    bx_json_close(out, ']');
    bx_json_key_str(out, "standard",
                    bx_str_of(file->standard == BX_PDFX1A ? "PDF/X-1a:2003" : "PDF/X-4"));
    bx_json_key_int(out, "warnings", (int64_t)count_level(file, BX_WARNING));
    bx_json_close(out, '}');
}

static void print_json(const bx_preflight *const *files, size_t count)
{
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};

    bx_json_open(&out, '{');
    bx_json_key(&out, "files");
    bx_json_open(&out, '[');
    for (size_t i = 0; i < count; i++)
        if (files[i])
            put_file(&out, files[i]);
    bx_json_close(&out, ']');
    bx_json_key_int(&out, "schema", BX_JSON_SCHEMA);
    bx_json_close(&out, '}');
    bx_buffer_add(&out, "", 1);
    puts(out.at);
}

void bx_say_preflight(bx_desk *desk, const bx_preflight *const *files, size_t count)
{
    if (desk->options->json) {
        print_json(files, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (files[i])
            print_file(desk, files[i]);
}

/* ---- the table ---- */

static void put_rule(bx_buffer *out, const bx_rule *rule)
{
    bx_json_next(out);
    bx_json_open(out, '{');
    bx_json_key_str(out, "clause", bx_str_of(rule->clause));
    bx_json_key_str(out, "fix", bx_str_of(bx_rule_say(&rule->fix)));
    bx_json_key_str(out, "group", (bx_str){&rule->group, 1});
    bx_json_key_str(out, "id", bx_str_of(rule->id));
    bx_json_key_str(out, "severity", bx_str_of(level_keys[rule->level]));
    bx_json_key_str(out, "what", bx_str_of(bx_rule_say(&rule->what)));
    bx_json_key_str(out, "why", bx_str_of(bx_rule_say(&rule->why)));
    bx_json_close(out, '}');
}

void bx_say_rules(bx_desk *desk)
{
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};
    size_t count;
    const bx_rule *rules = bx_list_rules(&count);

    bx_json_open(&out, '{');
    bx_json_key(&out, "rules");
    bx_json_open(&out, '[');
    for (size_t i = 0; i < count; i++) {
        put_rule(&out, &rules[i]);
        if (desk->options->json)
            continue;
        printf("%c  ", rules[i].group);
        bx_print_cell(bx_str_of(rules[i].id), 20);
        bx_print_cell(bx_str_of(_(level_words[rules[i].level])), 9);
        printf("%s (%s)\n", bx_rule_say(&rules[i].what), rules[i].clause);
    }
    bx_json_close(&out, ']');
    bx_json_key_int(&out, "schema", BX_JSON_SCHEMA);
    bx_json_close(&out, '}');
    bx_buffer_add(&out, "", 1);
    if (desk->options->json)
        puts(out.at);
}
