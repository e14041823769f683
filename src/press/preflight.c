/* press/preflight.c - preflight of one PDF (印前检查): opens it, takes it through the groups of
 * rules, puts what was found in order.
 */
#include "press/preflight.h"

#include <stdlib.h>

#include "press/check.h"

enum {
    MOST_PAGES = 4096,
    MOST_ALIKE = 16, /* findings of one rule on one page that are told apart */
    MOST_DETAIL = 240,
};

/* ---- text from files ---- */

/* Length of the UTF-8 character at AT, 0 when there is none, or one that terminals obey. */
static size_t character_length(bx_str at)
{
    const unsigned char *s = (const unsigned char *)at.at;
    size_t len = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (len == 0 || s[0] > 0xF4 || len > at.len || s[0] < 0x20 || s[0] == 0x7F)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    bool too_long = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    bool surrogate = s[0] == 0xED && s[1] >= 0xA0, control = s[0] == 0xC2 && s[1] < 0xA0;
    bool turns = s[0] == 0xE2 && s[1] == 0x80 && (s[2] >= 0xA8 || s[2] == 0x8E || s[2] == 0x8F);
    return too_long || surrogate || control || (turns && s[2] <= 0xAE) ||
                   (s[0] == 0xF4 && s[1] > 0x8F)
               ? 0
               : len;
}

bx_str bx_clean(bx_arena *arena, bx_str text)
{
    char *out = BX_NEW_ARRAY(arena, char, text.len + 4);
    size_t len = 0;
    for (size_t i = 0; i < text.len;) {
        size_t step = character_length(bx_str_slice(text, i, text.len));
        if (len + step > MOST_DETAIL) {
            memcpy(out + len, "…", 3);
            return (bx_str){out, len + 3};
        }
        memcpy(out + len, step > 0 ? text.at + i : "?", step > 0 ? step : 1);
        len += step > 0 ? step : 1;
        i += step > 0 ? step : 1;
    }
    return (bx_str){out, len};
}

/* ---- findings ---- */

static const bx_rule *find_rule(const char *id)
{
    size_t count;
    const bx_rule *rules = bx_list_rules(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rules[i].id, id) == 0)
            return &rules[i];
    bx_bug("there is no rule '%s'", id);
}

static void set_place(bx_check *c, bx_finding *said, const double place[2])
{
    enum { FARTHEST = 1000000 }; /* pt */
    if (place == NULL || c->page < 0)
        return;
    double x = place[0] - c->trim[0], y = c->trim[3] - place[1];
    if (!(x > -FARTHEST && x < FARTHEST && y > -FARTHEST && y < FARTHEST))
        return;
    said->placed = true;
    said->x = bx_len_pt(x);
    said->y = bx_len_pt(y);
}

void bx_find_worst(bx_check *c, const char *id, const double place[2], bx_str key, double badness,
                   bx_str detail)
{
    const bx_rule *rule = find_rule(id);
    bx_found *last = NULL, *same = NULL;
    size_t alike = 0;
    for (size_t i = c->found.len; i > 0 && same == NULL; i--) {
        bx_found *f = &c->found.at[i - 1];
        if (f->said.page != c->page)
            break; /* pages come one after the other */
        if (f->said.rule != rule)
            continue;
        alike++;
        last = last == NULL ? f : last;
        same = bx_str_eq(f->key, key) ? f : NULL;
    }
    if (same == NULL && alike >= MOST_ALIKE)
        same = last;
    bx_finding said = {.rule = rule, .page = c->page, .count = 1};
    set_place(c, &said, place);
    if (same == NULL) {
        said.detail = bx_clean(c->arena, detail);
        BX_PUSH(c->arena, c->found,
                (bx_found){.said = said, .key = bx_str_copy(c->arena, key), .badness = badness});
        return;
    }
    said.count = same->said.count + 1;
    if (badness > same->badness) {
        said.detail = bx_clean(c->arena, detail);
        same->said = said;
        same->badness = badness;
    }
    same->said.count = said.count;
}

void bx_find(bx_check *c, const char *id, const double place[2], bx_str detail)
{
    bx_find_worst(c, id, place, detail, 0, detail);
}

bx_str bx_via(const bx_check *c, const bx_walk *walk)
{
    return walk->via[0] != '\0' ? bx_str_printf(c->arena, _(" in %s"), walk->via) : (bx_str){"", 0};
}

bx_str bx_decimal(const bx_check *c, double value, int decimals)
{
    int64_t scale = decimals == 1 ? 10 : decimals == 2 ? 100 : 1000;
    if (!(value > -1e12 && value < 1e12))
        return BX_STR("?");
    int64_t parts = (int64_t)(value * (double)scale + (value < 0 ? -0.5 : 0.5));
    int64_t size = parts < 0 ? -parts : parts;
    return bx_str_printf(c->arena, "%s%lld.%0*lld", parts < 0 ? "-" : "", (long long)(size / scale),
                         decimals, (long long)(size % scale));
}

static int compare_found(const void *a, const void *b)
{
    const bx_found *one = a, *two = b;
    if (one->said.page != two->said.page)
        return one->said.page < two->said.page ? -1 : 1;
    if (one->said.rule != two->said.rule)
        return one->said.rule < two->said.rule ? -1 : 1;
    if (one->said.placed && two->said.placed && one->said.y != two->said.y)
        return one->said.y < two->said.y ? -1 : 1;
    return bx_str_compare(one->key, two->key);
}

/* ---- opening ---- */

bool bx_open_pdf(qpdf_data *pdf, bx_str bytes, bool repair, const char **wrong, bool *locked)
{
    *pdf = qpdf_init();
    qpdf_silence_errors(*pdf);
    qpdf_set_suppress_warnings(*pdf, QPDF_TRUE);
    qpdf_set_attempt_recovery(*pdf, repair ? QPDF_TRUE : QPDF_FALSE);
    *wrong = N_("is no PDF file, or damaged beyond reading");
    *locked = false;
    bool good = (qpdf_read_memory(*pdf, "file", bytes.at, bytes.len, NULL) & QPDF_ERRORS) == 0;
    if (!good) {
        *locked = qpdf_has_error(*pdf) &&
                  qpdf_get_error_code(*pdf, qpdf_get_error(*pdf)) == qpdf_e_password;
        *wrong = *locked ? N_("is protected by a password") : *wrong;
        return false;
    }
    int count = qpdf_get_num_pages(*pdf);
    *wrong = count > MOST_PAGES ? N_("has too many pages") : N_("has no pages that can be read");
    good = count > 0 && count <= MOST_PAGES &&
           (qpdf_push_inherited_attributes_to_page(*pdf) & QPDF_ERRORS) == 0;
    *wrong = good ? NULL : *wrong;
    return good;
}

static bool open_file(bx_check *c, bx_str name, bx_diags *diags)
{
    const char *wrong = NULL;
    bool locked = false;
    if (c->bytes.len == 0)
        wrong = N_("is empty");
    else if (memmem(c->bytes.at, c->bytes.len < 1024 ? c->bytes.len : 1024, "%PDF-", 5) == NULL)
        wrong = N_("is no PDF file");
    if (wrong == NULL && !bx_open_pdf(&c->reader.pdf, c->bytes, false, &wrong, &locked)) {
        bx_drop_pdf(&c->reader.pdf);
        if (bx_open_pdf(&c->reader.pdf, c->bytes, true, &wrong, &locked))
            c->repaired = true;
    }
    if (c->repaired)
        bx_find(c, "pdf-damaged", NULL, bx_str_of(_("it could only be read after a repair")));
    if (wrong == NULL)
        return true;
    bx_report(diags, BX_ERROR, "bad-pdf-file", BX_NOWHERE, N_("'%.*s' %s"), BX_FMT(name), _(wrong));
    if (locked)
        bx_hint(diags, BX_NOWHERE, N_("save it without security"));
    else
        bx_hint(diags, BX_NOWHERE, N_("fetch the file again, or have it written anew"));
    return false;
}

/* ---- page labels ---- */

/* The label dictionary in force on PAGE, with the page that it began on. */
static qpdf_oh find_label(const bx_reader *r, qpdf_oh numbers, int page, int *first)
{
    qpdf_oh label = 0;
    int count = qpdf_oh_is_array(r->pdf, numbers) ? qpdf_oh_get_array_n_items(r->pdf, numbers) : 0;
    for (int i = 0; i + 1 < count; i += 2) {
        int start;
        if (!qpdf_oh_get_value_as_int(r->pdf, qpdf_oh_get_array_item(r->pdf, numbers, i), &start) ||
            start > page)
            break;
        *first = start;
        label = qpdf_oh_get_array_item(r->pdf, numbers, i + 1);
    }
    return label;
}

bx_str bx_page_label(const bx_reader *r, int page)
{
    qpdf_oh numbers = bx_get_key(r, bx_get_key(r, qpdf_get_root(r->pdf), "/PageLabels"), "/Nums");
    int first = 0, start = 1;
    qpdf_oh label = find_label(r, numbers, page, &first);
    bx_str prefix = label != 0 ? bx_get_text(r, bx_get_key(r, label, "/P")) : (bx_str){"", 0};
    if (label != 0)
        (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, label, "/St"), &start);
    bool decimal = label == 0 || bx_is_name(r, bx_get_key(r, label, "/S"), "/D");
    bx_str text = bx_clean(r->arena, prefix);
    if (decimal)
        text = bx_str_printf(r->arena, "%.*s%lld", BX_FMT(text), (long long)start + page - first);
    return text.len > 0 ? text : bx_str_printf(r->arena, "%d", page + 1);
}

/* ---- one file ---- */

bx_page_order bx_order_of_page(const bx_check *c, int page)
{
    const bx_expected *e = c->expected;
    bx_page_order order = {
        .inks = e->inks, .trim_width = e->trim_width, .trim_height = e->trim_height};
    for (size_t i = 0; i < e->order_count; i++)
        if (bx_str_eq(e->orders[i].label, c->pages[page].label))
            return e->orders[i];
    return order;
}

static void check_pages(bx_check *c)
{
    for (size_t i = 0; i < c->page_count; i++) {
        c->page = (int)i;
        c->page_object = qpdf_get_page_n(c->reader.pdf, i);
        c->inked = false;
        c->inks = bx_order_of_page(c, c->page).inks;
        if (bx_check_boxes(c)) {
            bx_check_page_things(c);
            bx_check_content(c);
        }
        qpdf_oh_release(c->reader.pdf, c->page_object);
    }
    c->page = -1;
}

static const bx_preflight *conclude(bx_check *c, bx_str name)
{
    bx_preflight *result = BX_NEW(c->arena, bx_preflight);
    bx_finding *findings = BX_NEW_ARRAY(c->arena, bx_finding, c->found.len + 1);
    if (c->found.len > 0)
        qsort(c->found.at, c->found.len, sizeof *c->found.at, compare_found);
    for (size_t i = 0; i < c->found.len; i++)
        findings[i] = c->found.at[i].said;
    *result = (bx_preflight){.name = name,
                             .claims = c->claims,
                             .standard = c->standard,
                             .findings = findings,
                             .finding_count = c->found.len,
                             .pages = c->pages,
                             .page_count = c->page_count};
    return result;
}

const bx_preflight *bx_preflight_pdf(bx_arena *arena, bx_str name, bx_str bytes,
                                     const bx_expected *expected, bx_diags *diags)
{
    bx_check *c = BX_NEW(arena, bx_check);
    *c = (bx_check){
        .arena = arena, .reader.arena = arena, .bytes = bytes, .expected = expected, .page = -1};
    if (!open_file(c, name, diags)) {
        bx_drop_pdf(&c->reader.pdf);
        return NULL;
    }
    c->page_count = (size_t)qpdf_get_num_pages(c->reader.pdf);
    c->pages = BX_NEW_ARRAY(arena, bx_page_ink, c->page_count + 1);
    for (size_t i = 0; i < c->page_count; i++)
        c->pages[i].label = bx_page_label(&c->reader, (int)i);
    c->claims = bx_find_claim(c);
    c->standard = expected->standard_given                                     ? expected->standard
                  : c->claims != NULL && strncmp(c->claims, "PDF/X-1", 7) == 0 ? BX_PDFX1A
                                                                               : BX_PDFX4;
    if (expected->scale <= 0) {
        bx_check_structure(c);
        bx_check_metadata(c);
        bx_check_intent(c);
    }
    bx_check_forbidden(c);
    check_pages(c);
    bx_check_sizes(c);
    if (expected->measure)
        bx_check_raster(c);
    if (qpdf_more_warnings(c->reader.pdf) && !c->repaired)
        bx_find(c, "pdf-damaged", NULL, bx_str_of(_("some of its objects are malformed")));
    bx_check_fonts_free(c);
    bx_drop_pdf(&c->reader.pdf);
    return conclude(c, name);
}
