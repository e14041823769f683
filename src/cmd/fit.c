/* cmd/fit.c - banxin fit: lays out, draws nothing, says how every story fits (溢出, 欠, 齐). */
#include "cmd/cmd.h"

#include <stdio.h>

enum { OVER, UNDER, EVEN };

static int kind_of(const bx_fit *fit)
{
    if (fit->over_chars > 0 || fit->over_rows > 0)
        return OVER;
    return fit->lack_rows > bx_fit_tolerance(fit) ? UNDER : EVEN;
}

static void print_verdict(const bx_fit *fit)
{
    switch (kind_of(fit)) {
    case OVER:
        printf(_("%d characters over (%d rows)"), fit->over_chars, fit->over_rows);
        break;
    case UNDER:
        printf(_("%d rows short (about %d characters)"), fit->lack_rows, fit->lack_chars);
        break;
    default:
        printf("%s", _("even"));
        break;
    }
}

/* Where to cut: the paragraphs from the end that hold enough. */
static void print_cuts(bx_arena *arena, const bx_fit *fit)
{
    size_t count, line, column;
    const bx_cut *cuts = bx_list_cuts(arena, fit, &count);

    for (size_t i = 0; i < count; i++) {
        bx_span_place(cuts[i].where, &line, &column);
        printf(i == 0 ? _("    could go: %.*s:%zu (%d characters)")
                      : _(", %.*s:%zu (%d characters)"),
               BX_FMT(cuts[i].where.source ? cuts[i].where.source->path : (bx_str){0}), line,
               cuts[i].chars);
    }
    if (count > 0)
        printf("\n");
}

static void print_row(bx_arena *arena, const bx_fit *fit)
{
    bx_print_cell(fit->page, 4);
    bx_print_cell(fit->slot, 12);
    bx_print_cell(fit->story->id, 16);
    bx_print_number(fit->used, 6);
    printf(" /");
    bx_print_number(fit->rows, 5);
    printf("   ");
    print_verdict(fit);
    printf("\n");
    if (kind_of(fit) == OVER)
        print_cuts(arena, fit);
}

static bool is_selected(const bx_desk *desk, bx_str label)
{
    for (size_t i = 0; i < desk->issue->page_count; i++)
        if (bx_str_eq(desk->issue->pages[i].label, label))
            return desk->selected[i];
    return true;
}

static void print_table(bx_desk *desk)
{
    size_t sums[3] = {0};

    for (size_t i = 0; i < desk->makeup->fit_count; i++) {
        const bx_fit *fit = &desk->makeup->fits[i];

        if (!is_selected(desk, fit->page))
            continue;
        print_row(desk->arena, fit);
        sums[kind_of(fit)]++;
    }
    printf(_("%zu pages, %zu stories in slots: %zu over, %zu short, %zu even\n"),
           desk->makeup->folio_count, sums[OVER] + sums[UNDER] + sums[EVEN], sums[OVER],
           sums[UNDER], sums[EVEN]);
}

void bx_cmd_fit(bx_desk *desk)
{
    BX_AUTO(bx_buffer_free) bx_buffer json = {0};

    if (!bx_desk_read(desk) || !bx_desk_open_fonts(desk) || !bx_desk_make_up(desk))
        return;
    if (!desk->options->json) {
        print_table(desk);
        return;
    }
    bx_dump_fits(desk->makeup, NULL, &json);
    fwrite(json.at, 1, json.len, stdout);
}
