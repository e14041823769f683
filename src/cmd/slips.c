/* cmd/slips.c - slips of the hand in a command line (手误): unknown, cut short or run together options.
 *
 * GLib's own words for them are neither ours nor always in Chinese, so it sees only what is right.
 */
#include "cmd/options.h"

#include <stdio.h>

/* ---- nearest names ---- */

/* How many letters must be put in, taken out, changed or swapped to make A of B; up to 63 letters. */
static size_t distance(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b);
    size_t rows[3][64];

    if (a_len > 63 || b_len > 63)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            row[j] = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < row[j])
                row[j] = above[j] + 1;
            if (row[j - 1] + 1 < row[j])
                row[j] = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
    }
    return rows[a_len % 3][b_len];
}

const char *bx_find_nearest(const char *typed, const char *const *names, size_t count)
{
    /* More than every third letter wrong is another word. */
    size_t least = strlen(typed) / 3 + 2;
    const char *nearest = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t away = distance(typed, names[i]);

        if (away < least) {
            least = away;
            nearest = names[i];
        }
    }
    return nearest;
}

/* ---- slips of the hand ---- */

static void add_arg(bx_arg_pass *p, const char *text)
{
    BX_PUSH(p->arena, p->args, (char *)(uintptr_t)text);
}

static void report_unknown(bx_arg_pass *p, const char *typed, size_t len)
{
    const char *names[OPT_COUNT];
    size_t count = 0;
    const char *word = bx_str_c(p->arena, (bx_str){typed, len}), *nearest;

    for (bx_option_id id = 0; id < OPT_COUNT; id++)
        if (bx_option_belongs(p->command, id))
            names[count++] = bx_option_table[id].name;
    nearest = bx_find_nearest(word, names, count);
    p->bad = true;
    bx_report(p->diags, BX_ERROR, "usage", BX_NOWHERE, "'%s' knows no option --%s",
              p->command->name, word);
    if (nearest)
        bx_hint(p->diags, BX_NOWHERE, "did you mean --%s?", nearest);
    else
        bx_hint(p->diags, BX_NOWHERE, "'banxin %s --help' lists them", p->command->name);
}

/* The option whose name begins with the LEN bytes at TYPED, when there is just one. */
static int find_long(const bx_arg_pass *p, const char *typed, size_t len, bool valued)
{
    int found = -1;

    for (bx_option_id id = 0; id < OPT_COUNT; id++) {
        const char *name = bx_option_table[id].name;

        /* --timings is there twice, with a value and without. */
        if (!bx_option_belongs(p->command, id) || strncmp(name, typed, len) != 0 ||
            id == (valued ? OPT_TIMINGS : OPT_TIMINGS_FILE))
            continue;
        if (name[len] == '\0')
            return (int)id;
        found = found < 0 ? (int)id : OPT_COUNT;
    }
    return found < OPT_COUNT ? found : -1;
}

/* Adds long option ARG as GLib knows it; true when the next argument is its value. */
static bool add_long(bx_arg_pass *p, const char *arg)
{
    const char *equals = strchr(arg, '=');
    size_t len = equals ? (size_t)(equals - arg) : strlen(arg);
    int id = find_long(p, arg + 2, len - 2, equals);

    if (id < 0 || len == 2) {
        report_unknown(p, arg + 2, len - 2);
        return false;
    }
    if (equals && !bx_option_table[id].value) {
        p->bad = true;
        bx_report(p->diags, BX_ERROR, "usage", BX_NOWHERE, "--%s takes no value",
                  bx_option_table[id].name);
        return false;
    }
    add_arg(p, bx_str_printf(p->arena, "--%s%s%s", bx_option_table[id].name,
                             id == OPT_TIMINGS_FILE ? "-file" : "", equals ? equals : "")
                   .at);
    return !equals && bx_option_table[id].value;
}

/* Parts "-qj4" into "-q", "-j" and "4". */
static bool add_short(bx_arg_pass *p, const char *arg)
{
    for (const char *letter = arg + 1; *letter; letter++) {
        bx_option_id id = 0;

        while (id < OPT_COUNT && !(bx_option_table[id].letter == *letter && bx_option_belongs(p->command, id)))
            id++;
        if (id == OPT_COUNT) {
            p->bad = true;
            bx_report(p->diags, BX_ERROR, "usage", BX_NOWHERE, "'%s' knows no option -%c",
                      p->command->name, *letter >= ' ' && *letter <= '~' ? *letter : '?');
            bx_hint(p->diags, BX_NOWHERE, "'banxin %s --help' lists them", p->command->name);
            return false;
        }
        add_arg(p, bx_str_printf(p->arena, "-%c", *letter).at);
        if (!bx_option_table[id].value)
            continue;
        if (letter[1])
            add_arg(p, letter + 1);
        return !letter[1];
    }
    return false;
}

bool bx_tidy_args(bx_arg_pass *p, int count, char **args)
{
    bool only_files = false; /* behind -- */

    add_arg(p, "banxin");
    for (int i = 0; i < count; i++) {
        bool wants_value = false;

        if (only_files || args[i][0] != '-' || args[i][1] == '\0')
            add_arg(p, args[i]);
        else if (strcmp(args[i], "--") == 0)
            only_files = true, add_arg(p, args[i]);
        else
            wants_value = args[i][1] == '-' ? add_long(p, args[i]) : add_short(p, args[i]);
        if (wants_value && i + 1 == count) {
            p->bad = true;
            bx_report(p->diags, BX_ERROR, "usage", BX_NOWHERE, "%s needs a value", args[i]);
        } else if (wants_value) {
            add_arg(p, args[++i]);
        }
    }
    add_arg(p, NULL);
    return !p->bad;
}
