/* cmd/explain.c - banxin explain: what a message means and what to do, at length.
 *
 * The texts are in the explain_*.c files, those of preflight's rules in its table.
 */
#include "cmd/explain.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"

static const bx_explanation *const tables[] = {bx_explain_files, bx_explain_story, bx_explain_issue,
                                               bx_explain_output, bx_explain_proof};

enum { TABLES = sizeof tables / sizeof tables[0], MOST_IDS = 512 };

static int compare(const void *a, const void *b)
{
    return strcmp((*(const bx_explanation *const *)a)->id, (*(const bx_explanation *const *)b)->id);
}

/* What preflight's table says of RULE, as one text. */
static const bx_explanation *explain_rule(bx_arena *arena, const bx_rule *rule)
{
    bx_explanation *entry = BX_NEW(arena, bx_explanation);

    entry->id = rule->id;
    entry->en = bx_str_printf(arena, "Preflight: %s. %s What to do: %s. Source: %s.", rule->what.en,
                              rule->why.en, rule->fix.en, rule->clause)
                    .at;
    entry->zh = bx_str_printf(arena, "印前检查：%s。%s怎么办：%s。出处：%s。", rule->what.zh, rule->why.zh,
                              rule->fix.zh, rule->clause)
                    .at;
    return entry;
}

/* All entries by id. */
static size_t list_all(bx_arena *arena, const bx_explanation *all[MOST_IDS])
{
    size_t count = 0, rule_count;
    const bx_rule *rules = bx_list_rules(&rule_count);

    for (size_t t = 0; t < TABLES; t++)
        for (const bx_explanation *entry = tables[t]; entry->id && count < MOST_IDS; entry++)
            all[count++] = entry;
    for (size_t i = 0; i < rule_count && count < MOST_IDS; i++)
        all[count++] = explain_rule(arena, &rules[i]);
    qsort(all, count, sizeof *all, compare);
    return count;
}

/* The text in the language of the run: gettext knows which one that is. */
static const char *text_of(const bx_explanation *entry)
{
    /* TRANSLATORS: the two letters of the language that this catalogue is in. */
    return strcmp(_("en"), "zh") == 0 ? entry->zh : entry->en;
}

/* ---- lines of a terminal ---- */

enum { LINE_COLUMNS = 78 };

/* No line begins with these (避头). */
static bool is_closing(uint32_t code)
{
    static const char marks[] = "，。；：、！？）”’》」』]),.;:";

    for (const char *at = marks; at < marks + sizeof marks - 1;)
        if (bx_utf8_next(&at, marks + sizeof marks - 1) == code)
            return true;
    return false;
}

/* Whether a line may end between characters A and B. */
static bool may_break(uint32_t a, uint32_t b)
{
    return a == ' ' || ((bx_is_wide(a) || bx_is_wide(b)) && !is_closing(b) && a != 0x201C &&
                        a != 0xFF08 && b != ' ');
}

/* Where the line that begins at START ends: before a character that would be too much. */
static const char *line_end(const char *start, const char *end)
{
    const char *good = NULL, *at = start;
    size_t width = 0;
    uint32_t last = 0;

    while (at < end) {
        const char *here = at;
        uint32_t code = bx_utf8_next(&at, end);

        if (last && may_break(last, code))
            good = here;
        width += bx_utf8_width(code);
        if (width > LINE_COLUMNS && code != ' ' && good)
            return good;
        last = code;
    }
    return end;
}

static void print_wrapped(bx_str text)
{
    const char *end = text.at + text.len;

    for (const char *at = text.at; at < end;) {
        const char *next = line_end(at, end);

        printf("%.*s\n", BX_FMT(bx_str_trim((bx_str){at, (size_t)(next - at)})));
        at = next;
    }
}

static void print_entry(const bx_explanation *entry)
{
    printf("%s\n\n", entry->id);
    print_wrapped(bx_str_of(text_of(entry)));
    if (!entry->example)
        return;
    printf("\n");
    for (const char *line = entry->example; *line;) {
        size_t len = strcspn(line, "\n");

        printf("    %.*s\n", (int)len, line);
        line += len + (line[len] == '\n');
    }
}

/* The first sentence, which says the most. */
static void print_short(const bx_explanation *entry)
{
    const char *text = text_of(entry);
    const char *end = strstr(text, "。"), *dot = strstr(text, ". ");
    size_t len = strcspn(text, "\n");

    if (end && (size_t)(end - text) < len)
        len = (size_t)(end - text);
    else if (dot && (size_t)(dot - text) < len)
        len = (size_t)(dot - text);
    while (len > 0 && text[len - 1] == '.')
        len--;
    printf("%-20s  %.*s\n", entry->id, (int)len, text);
}

static void refuse(bx_desk *desk, const char *id, const bx_explanation *const *all, size_t count)
{
    const char *names[MOST_IDS];
    const char *nearest;

    for (size_t i = 0; i < count; i++)
        names[i] = all[i]->id;
    nearest = bx_find_nearest(id, names, count);
    bx_report(desk->diags, BX_ERROR, "usage", BX_NOWHERE, "no message has the id '%s'", id);
    if (nearest)
        bx_hint(desk->diags, BX_NOWHERE, "did you mean %s?", nearest);
    else
        bx_hint(desk->diags, BX_NOWHERE, "'banxin explain' lists them");
}

void bx_cmd_explain(bx_desk *desk)
{
    const bx_explanation *all[MOST_IDS];
    size_t count = list_all(desk->arena, all);
    const char *id = desk->options->arg_count > 0 ? desk->options->args[0] : NULL;

    for (size_t i = 0; i < count; i++) {
        if (!id) {
            print_short(all[i]);
        } else if (strcmp(all[i]->id, id) == 0) {
            print_entry(all[i]);
            return;
        }
    }
    if (id)
        refuse(desk, id, all, count);
}
