/* press/placed.c - what preflight finds in an advertisement at the size it prints in
 * (广告置入检查).
 *
 * advert.c has said what the paper's policy is about; this is the rest that spoils a page: pictures
 * that are too coarse there, letters that are missing, layers that would all print. That something
 * small is set less well than it could be is for banxin preflight to tell.
 */
#include "press/press.h"

#include <stdio.h>
#include <stdlib.h>

#include "press/inside.h"

/* Changes whenever the same file would be found otherwise. */
#define RECIPE "placed 3"

static const char *const told[] = {
    "content-damaged", "content-endless", "spot-color",   "registration-color", "rich-black-text",
    "white-overprint", "thin-line",       "image-coarse", "image-low",          "bitmap-coarse",
    "bitmap-low",      "image-negative",  "image-data",   "font-program",       "font-notdef",
    "font-glyph",      "font-width",      "layers",       "transfer-curve",     "external",
    "icc-color",       "empty-page"};
enum { TOLD = sizeof told / sizeof *told, REFUSE = 0 };

/* A clean file is remembered; one that is not is looked through again, to say so again. */
static void make_key(const bx_press *press, const bx_ad_plate *ad, const bx_expected *expected,
                     char key[33])
{
    char file[33], text[256];
    bx_hash_hex(ad->bytes.at, ad->bytes.len, file);
    int len = snprintf(text, sizeof text, "%s|%s|%zu|%d|%d|%d|%d", RECIPE, file, ad->bytes.len,
                       (int)(expected->scale * 10000 + 0.5), (int)press->standard,
                       expected->ppi_warn, expected->ppi_error);
    bx_hash_hex(text, (size_t)len, key);
}

static int tenth_mm(bx_len length)
{
    return (int)(bx_pt(length) * 254 / 72);
}

/* Whether a file with RULE's fault is an error whatever the paper's policy: it would not print, or
 * the standard that the page claims forbids it.
 */
static bool is_fatal(const bx_press *press, const bx_rule *rule)
{
    static const char *const forbidden[] = {"icc-color", "transfer-curve", "external"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (press->standard == BX_PDFX1A && strcmp(rule->id, forbidden[i]) == 0)
            return true;
    return rule->group == 'S' || strcmp(rule->id, "empty-page") == 0;
}

/* FIRST and the COUNT of its kind in one message. */
static void report(bx_arena *arena, const bx_press *press, const bx_ad_plate *ad, bx_span where,
                   const bx_finding *first, size_t count, bx_diags *diags)
{
    const bx_rule *rule = first->rule;
    bool strict = press->makeup->paper->press.ads_policy == REFUSE;
    bx_severity level =
        rule->level == BX_ERROR && (strict || is_fatal(press, rule)) ? BX_ERROR : BX_WARNING;
    bx_str place = {"", 0}, times = {"", 0};
    if (first->placed)
        place = bx_str_printf(arena, _(" at %d.%d, %d.%d mm"), tenth_mm(first->x) / 10,
                              abs(tenth_mm(first->x) % 10), tenth_mm(first->y) / 10,
                              abs(tenth_mm(first->y) % 10));
    if (count > 1)
        times = bx_str_printf(arena, _(" (%zu times)"), count);
    bx_report(diags, level, rule->id, where, N_("advertisement '%.*s'%.*s: %s%s%.*s%.*s"),
              BX_FMT(ad->file), BX_FMT(place), bx_rule_say(&rule->what),
              first->detail.len > 0 ? ": " : "", BX_FMT(first->detail), BX_FMT(times));
    bx_hint(diags, BX_NOWHERE, "%s", bx_rule_say(&rule->fix));
}

static bool report_kind(bx_arena *arena, const bx_press *press, const bx_ad_plate *ad,
                        bx_span where, const bx_preflight *found, const char *id, bx_diags *diags)
{
    const bx_finding *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < found->finding_count; i++) {
        const bx_finding *f = &found->findings[i];
        if (f->page > 0 || strcmp(f->rule->id, id) != 0)
            continue;
        first = first == NULL ? f : first;
        count += f->count;
    }
    if (first != NULL)
        report(arena, press, ad, where, first, count, diags);
    return first != NULL;
}

void bx_check_ad_placed(const bx_press *press, const bx_op *op, const bx_ad_plate *ad,
                        bx_diags *diags)
{
    if (!ad->good || press->screen)
        return;
    const bx_press_rules *rules = &press->makeup->paper->press;
    bx_expected expected = {.standard_given = true,
                            .standard = press->standard,
                            .total_ink = rules->total_ink,
                            .ppi_warn = rules->ppi_warn,
                            .ppi_error = rules->ppi_error,
                            .scale = bx_ad_scale(ad, op->box)};
    char key[33];
    bx_buffer clean = {0};
    make_key(press, ad, &expected, key);
    bool known = bx_cache_find("placed", key, &clean);
    bx_buffer_free(&clean);
    if (known)
        return;
    bx_arena *arena = bx_arena_new();
    bx_diags *unheard = bx_diags_new(); /* bx_check_ad could read it */
    const bx_preflight *found = bx_preflight_pdf(arena, ad->file, ad->bytes, &expected, unheard);
    bool any = found == NULL;
    for (size_t i = 0; i < TOLD && found != NULL; i++) {
        if (ad->rgb && strcmp(told[i], "icc-color") == 0)
            continue; /* [ad-rgb] has said it */
        any |= report_kind(arena, press, ad, op->where, found, told[i], diags);
    }
    if (!any)
        bx_cache_keep("placed", key, "clean", strlen("clean"));
    bx_diags_free(unheard);
    bx_arena_free(arena);
}
