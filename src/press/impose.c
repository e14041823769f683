/* press/impose.c - finished pages side by side on sheets (拼版): A8 beside A1, and so on.
 *
 * A page becomes a form XObject with its operators, fonts and pictures as they are; colours are not
 * looked at. What it has outside its bleed, and its bleed where two pages meet, is left behind.
 */
#include "press/press.h"

#include <stdio.h>
#include <stdlib.h>

#include "press/inside.h"
#include "press/reader.h"

enum { MOST_SHEET_PAGES = 8, CONTENT_BYTES = 256 << 20, PROFILE_BYTES = 16 << 20 };

typedef struct {
    bx_str name;
    bx_reader reader;
    const char *standard; /* that it names; NULL: none */
    char condition[33];   /* its output intent, hashed; empty: none, or several */
} input;

typedef struct {
    const input *from;
    qpdf_oh object;
    bx_str label;
    double trim[4], bleed[4]; /* left bottom right top */
} finished;

/* Pages from left to right. */
typedef struct {
    const finished *pages[MOST_SHEET_PAGES];
    size_t count;
} sheet;

typedef struct {
    bx_arena *arena;
    bx_diags *diags;
    qpdf_data pdf;
    input *inputs;
    size_t input_count;
    BX_VEC(finished) pages;
    BX_VEC(sheet) sheets;
    bool bad;
} imposer;

/* ---- reading ---- */

static void refuse_file(imposer *m, bx_str name, const char *wrong)
{
    bx_report(m->diags, BX_ERROR, "bad-pdf-file", BX_NOWHERE, N_("'%.*s' %s"), BX_FMT(name),
              _(wrong));
    m->bad = true;
}

/* The output intent that all pages of a file are made for: its name and its profile. */
static void hash_condition(input *in)
{
    bx_reader *r = &in->reader;
    qpdf_oh intents = bx_get_key(r, qpdf_get_root(r->pdf), "/OutputIntents");
    if (!qpdf_oh_is_array(r->pdf, intents) || qpdf_oh_get_array_n_items(r->pdf, intents) != 1)
        return;
    qpdf_oh intent = qpdf_oh_get_array_item(r->pdf, intents, 0);
    bx_buffer all = {0};
    bx_str id = bx_get_text(r, bx_get_key(r, intent, "/OutputConditionIdentifier"));
    bx_buffer_add(&all, id.at, id.len);
    if (bx_read_stream(r, bx_get_key(r, intent, "/DestOutputProfile"), PROFILE_BYTES, &all))
        bx_hash_hex(all.at, all.len, in->condition);
    bx_buffer_free(&all);
    in->standard = bx_read_claim(r);
}

static bool read_box(const bx_reader *r, qpdf_oh page, const char *key, double box[4])
{
    return bx_get_numbers(r, bx_get_key(r, page, key), box, 4) && bx_order_box(box);
}

static void read_page(imposer *m, const input *in, int number)
{
    const bx_reader *r = &in->reader;
    finished page = {.from = in,
                     .object = qpdf_get_page_n(r->pdf, (size_t)number),
                     .label = bx_page_label(r, number)};
    int rotate = 0;
    double unit = 1;
    const char *wrong = NULL;
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, page.object, "/Rotate"), &rotate);
    (void)qpdf_oh_get_value_as_number(r->pdf, bx_get_key(r, page.object, "/UserUnit"), &unit);
    if (!read_box(r, page.object, "/TrimBox", page.trim) &&
        !read_box(r, page.object, "/MediaBox", page.trim))
        wrong = N_("has no size");
    else if (rotate % 360 != 0)
        wrong = N_("is turned (Rotate)");
    else if (unit < 1 || unit > 1)
        wrong = N_("measures in a unit of its own (UserUnit)");
    if (!read_box(r, page.object, "/BleedBox", page.bleed))
        memcpy(page.bleed, page.trim, sizeof page.bleed);
    if (wrong != NULL) {
        bx_report(m->diags, BX_ERROR, "impose-page", BX_NOWHERE, N_("page %.*s of '%.*s' %s"),
                  BX_FMT(page.label), BX_FMT(in->name), _(wrong));
        m->bad = true;
    }
    BX_PUSH(m->arena, m->pages, page);
}

static void read_input(imposer *m, const bx_finished_file *file, input *in)
{
    const char *wrong = NULL;
    bool locked = false;
    *in = (input){.name = file->name, .reader.arena = m->arena};
    if (!bx_open_pdf(&in->reader.pdf, file->bytes, false, &wrong, &locked)) {
        refuse_file(m, in->name, wrong);
        return;
    }
    if (qpdf_is_encrypted(in->reader.pdf)) {
        refuse_file(m, in->name, N_("is encrypted"));
        return;
    }
    hash_condition(in);
    int count = qpdf_get_num_pages(in->reader.pdf);
    for (int i = 0; i < count; i++)
        read_page(m, in, i);
}

/* ---- which pages stand together ---- */

static const finished *find_page(const imposer *m, bx_str label)
{
    for (size_t i = 0; i < m->pages.len; i++)
        if (bx_str_eq(m->pages.at[i].label, label))
            return &m->pages.at[i];
    return NULL;
}

static void check_labels(imposer *m)
{
    for (size_t i = 0; i < m->pages.len; i++) {
        const finished *page = &m->pages.at[i], *first = find_page(m, page->label);
        if (first == page)
            continue;
        bx_report(m->diags, BX_ERROR, "impose-page", BX_NOWHERE,
                  N_("there are two pages %.*s: in '%.*s' and in '%.*s'"), BX_FMT(page->label),
                  BX_FMT(first->from->name), BX_FMT(page->from->name));
        m->bad = true;
    }
}

/* "A8+A1,A2+A7": sheets by comma, the pages of one by plus. */
static void read_plan(imposer *m, const char *plan)
{
    while (*plan != '\0') {
        sheet s = {0};
        size_t len = strcspn(plan, ",");
        for (size_t at = 0; at <= len;) {
            size_t step = strcspn(plan + at, "+,");
            bx_str label = bx_str_trim((bx_str){plan + at, step});
            const finished *page = find_page(m, label);
            if (page == NULL || s.count == MOST_SHEET_PAGES) {
                bx_report(m->diags, BX_ERROR, "impose-page", BX_NOWHERE,
                          page == NULL ? N_("none of the files has a page '%.*s'")
                                       : N_("page '%.*s' is one too many for a sheet"),
                          BX_FMT(label));
                m->bad = true;
            } else {
                s.pages[s.count++] = page;
            }
            at += step + 1;
        }
        BX_PUSH(m->arena, m->sheets, s);
        plan += len + (plan[len] == ',');
    }
}

/* The two pages that a 中缝 ("1-4") stands between, or a 跨版 ("A4-A5") takes the place of. */
static bool split_label(bx_str label, bx_str *left, bx_str *right)
{
    const char *dash = memchr(label.at, '-', label.len);
    if (dash == NULL)
        return false;
    size_t at = (size_t)(dash - label.at);
    *left = bx_str_slice(label, 0, at);
    *right = bx_str_slice(label, at + 1, label.len);
    return left->len > 0 && right->len > 0;
}

static const finished *find_gutter(const imposer *m, bx_str one, bx_str two)
{
    bx_str a, b;
    for (size_t i = 0; i < m->pages.len; i++)
        if (split_label(m->pages.at[i].label, &a, &b) &&
            ((bx_str_eq(a, one) && bx_str_eq(b, two)) || (bx_str_eq(a, two) && bx_str_eq(b, one))))
            return &m->pages.at[i];
    return NULL;
}

/* Last beside first, second beside last but one: as pages lie in a folded newspaper. */
static void plan_fold(imposer *m)
{
    const finished **places = BX_NEW_ARRAY(m->arena, const finished *, 2 * m->pages.len + 1);
    size_t count = 0;
    bx_str a, b;
    for (size_t i = 0; i < m->pages.len; i++) {
        const finished *page = &m->pages.at[i];
        bool joint = split_label(page->label, &a, &b);
        if (joint && find_page(m, a) != NULL && find_page(m, b) != NULL)
            continue; /* 中缝 */
        places[count++] = page;
        if (joint)
            places[count++] = page;
    }
    if (count % 2 != 0) {
        bx_report(m->diags, BX_ERROR, "impose-count", BX_NOWHERE,
                  N_("%zu pages cannot be put on sheets of two"), count);
        bx_hint(m->diags, BX_NOWHERE, N_("name the sheets: --sheets A8+A1,A2+A7"));
        m->bad = true;
        return;
    }
    for (size_t i = 0; i < count / 2; i++) {
        const finished *low = places[i], *high = places[count - 1 - i];
        const finished *left = i % 2 == 0 ? high : low, *right = i % 2 == 0 ? low : high;
        const finished *gutter = find_gutter(m, left->label, right->label);
        sheet s = {.pages = {left}, .count = 1};
        if (gutter != NULL)
            s.pages[s.count++] = gutter;
        if (left != right)
            s.pages[s.count++] = right;
        BX_PUSH(m->arena, m->sheets, s);
    }
}

static double width_of(const finished *page)
{
    return page->trim[2] - page->trim[0];
}

static double height_of(const finished *page)
{
    return page->trim[3] - page->trim[1];
}

static bool near(double a, double b)
{
    return a - b < 0.1 && b - a < 0.1; /* pt */
}

static int tenth_mm(double pt)
{
    return (int)(pt * 254 / 72 + 0.5);
}

/* Pages of one sheet are equally high, its outer two equally wide. */
static void check_sizes(imposer *m)
{
    for (size_t i = 0; i < m->sheets.len; i++) {
        const sheet *s = &m->sheets.at[i];
        for (size_t k = 1; k < s->count; k++) {
            const finished *one = s->pages[0], *two = s->pages[k];
            bool wide = k + 1 < s->count || near(width_of(one), width_of(two));
            if (near(height_of(one), height_of(two)) && wide)
                continue;
            int size[4] = {tenth_mm(width_of(one)), tenth_mm(height_of(one)),
                           tenth_mm(width_of(two)), tenth_mm(height_of(two))};
            bx_report(m->diags, BX_ERROR, "impose-size", BX_NOWHERE,
                      N_("page %.*s is %d.%d x %d.%d mm, page %.*s beside it %d.%d x %d.%d mm"),
                      BX_FMT(one->label), size[0] / 10, size[0] % 10, size[1] / 10, size[1] % 10,
                      BX_FMT(two->label), size[2] / 10, size[2] % 10, size[3] / 10, size[3] % 10);
            m->bad = true;
        }
    }
}

/* ---- making ---- */

static void set(imposer *m, qpdf_oh dict, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(m->pdf, dict, key, value);
}

/* VALUE of the file IN, copied; only what is indirect can be. */
static qpdf_oh copy(imposer *m, const input *in, qpdf_oh value)
{
    if (!qpdf_oh_is_indirect(in->reader.pdf, value))
        value = qpdf_make_indirect_object(in->reader.pdf, value);
    return qpdf_oh_copy_foreign_object(m->pdf, in->reader.pdf, value);
}

static void put_real(bx_buffer *out, double value)
{
    bx_put_milli(out, (int64_t)(value * 1000 + (value < 0 ? -0.5 : 0.5)));
    bx_buffer_text(out, " ");
}

static void put_box(bx_buffer *out, const char *key, const double box[4])
{
    bx_buffer_printf(out, "%s[", key);
    for (int i = 0; i < 4; i++)
        put_real(out, box[i]);
    bx_buffer_text(out, "]");
}

static qpdf_oh parse(imposer *m, bx_buffer *text)
{
    bx_buffer_add(text, "", 1);
    qpdf_oh object = qpdf_oh_parse(m->pdf, text->at);
    bx_buffer_free(text);
    return object;
}

/* Page as a form, with its bleed at the sheet's edges alone. */
static bool make_form(imposer *m, const finished *page, bool first, bool last, qpdf_oh *form)
{
    const bx_reader *r = &page->from->reader;
    bx_buffer content = {0}, packed = {0}, box = {0};
    double shown[4] = {first ? page->bleed[0] : page->trim[0], page->bleed[1],
                       last ? page->bleed[2] : page->trim[2], page->bleed[3]};
    if (!bx_read_contents(r, page->object, CONTENT_BYTES, &content)) {
        bx_buffer_free(&content);
        refuse_file(m, page->from->name, N_("has a page whose content cannot be read"));
        return false;
    }
    bx_deflate(content.at, content.len, BX_PACK_TEXT, &packed);
    *form = qpdf_oh_new_stream(m->pdf);
    qpdf_oh_replace_stream_data(m->pdf, *form, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(m->pdf, "/FlateDecode"),
                                qpdf_oh_new_null(m->pdf));
    bx_buffer_free(&content);
    bx_buffer_free(&packed);
    qpdf_oh dict = qpdf_oh_get_dict(m->pdf, *form);
    set(m, dict, "/Type", qpdf_oh_new_name(m->pdf, "/XObject"));
    set(m, dict, "/Subtype", qpdf_oh_new_name(m->pdf, "/Form"));
    put_box(&box, "", shown);
    set(m, dict, "/BBox", parse(m, &box));
    qpdf_oh resources = bx_get_key(r, page->object, "/Resources");
    set(m, dict, "/Resources",
        qpdf_oh_is_null(r->pdf, resources) ? qpdf_oh_new_dictionary(m->pdf)
                                           : copy(m, page->from, resources));
    if (bx_has_value(r, page->object, "/Group"))
        set(m, dict, "/Group", copy(m, page->from, bx_get_key(r, page->object, "/Group")));
    return true;
}

static double most(double a, double b)
{
    return a > b ? a : b;
}

/* How far the bleed of S reaches beyond its trim: left, bottom, right, top. */
static void bleed_of(const sheet *s, double out[4])
{
    const finished *left = s->pages[0], *right = s->pages[s->count - 1];
    out[0] = most(0, left->trim[0] - left->bleed[0]);
    out[2] = most(0, right->bleed[2] - right->trim[2]);
    out[1] = out[3] = 0;
    for (size_t i = 0; i < s->count; i++) {
        out[1] = most(out[1], s->pages[i]->trim[1] - s->pages[i]->bleed[1]);
        out[3] = most(out[3], s->pages[i]->bleed[3] - s->pages[i]->trim[3]);
    }
}

static bool make_sheet(imposer *m, const sheet *s)
{
    double out[4], x;
    bx_buffer content = {0}, text = {0}, packed = {0};
    qpdf_oh forms = qpdf_oh_new_dictionary(m->pdf), form;
    bleed_of(s, out);
    x = out[0];
    for (size_t i = 0; i < s->count; i++) {
        const finished *page = s->pages[i];
        if (!make_form(m, page, i == 0, i + 1 == s->count, &form)) {
            bx_buffer_free(&content);
            return false;
        }
        set(m, forms, bx_str_printf(m->arena, "/P%zu", i).at, form);
        bx_buffer_text(&content, "q 1 0 0 1 ");
        put_real(&content, x - page->trim[0]);
        put_real(&content, out[1] - page->trim[1]);
        bx_buffer_printf(&content, "cm /P%zu Do Q\n", i);
        x += width_of(page);
    }
    double height = out[1] + height_of(s->pages[0]);
    const double media[4] = {0, 0, x + out[2], height + out[3]};
    const double trim[4] = {out[0], out[1], x, height};
    bx_buffer_text(&text, "<</Type/Page");
    put_box(&text, "/MediaBox", media);
    put_box(&text, "/BleedBox", media);
    put_box(&text, "/TrimBox", trim);
    bx_buffer_text(&text, ">>");
    qpdf_oh object = qpdf_make_indirect_object(m->pdf, parse(m, &text));
    qpdf_oh resources = qpdf_oh_new_dictionary(m->pdf), stream = qpdf_oh_new_stream(m->pdf);
    set(m, resources, "/XObject", forms);
    set(m, object, "/Resources", resources);
    bx_deflate(content.at, content.len, BX_PACK_TEXT, &packed);
    qpdf_oh_replace_stream_data(m->pdf, stream, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(m->pdf, "/FlateDecode"),
                                qpdf_oh_new_null(m->pdf));
    set(m, object, "/Contents", stream);
    bx_buffer_free(&content);
    bx_buffer_free(&packed);
    return (qpdf_add_page(m->pdf, m->pdf, object, QPDF_FALSE) & QPDF_ERRORS) == 0;
}

static void add_labels(imposer *m)
{
    qpdf_oh numbers = qpdf_oh_new_array(m->pdf), labels = qpdf_oh_new_dictionary(m->pdf);
    for (size_t i = 0; i < m->sheets.len; i++) {
        bx_buffer name = {0};
        for (size_t k = 0; k < m->sheets.at[i].count; k++)
            bx_buffer_printf(&name, "%s%.*s", k > 0 ? "|" : "",
                             BX_FMT(m->sheets.at[i].pages[k]->label));
        qpdf_oh label = qpdf_oh_new_dictionary(m->pdf);
        bx_buffer_add(&name, "", 1);
        set(m, label, "/P", qpdf_oh_new_unicode_string(m->pdf, name.at));
        bx_buffer_free(&name);
        qpdf_oh_append_item(m->pdf, numbers, qpdf_oh_new_integer(m->pdf, (long long)i));
        qpdf_oh_append_item(m->pdf, numbers, label);
    }
    set(m, labels, "/Nums", numbers);
    set(m, qpdf_get_root(m->pdf), "/PageLabels", labels);
}

/* ---- what the sheets say of themselves ---- */

/* D:20250509000000+08'00' as ISO 8601; empty when it is not whole. */
static bx_str iso_date(bx_arena *arena, bx_str date)
{
    static const char form[] = "D:00000000000000+00'00";
    if (date.len < sizeof form - 1)
        return (bx_str){"", 0};
    for (size_t i = 0; form[i] != '\0'; i++) {
        char c = date.at[i];
        bool sign = form[i] == '+' && (c == '+' || c == '-');
        if (!sign && c != form[i] && !(form[i] == '0' && c >= '0' && c <= '9'))
            return (bx_str){"", 0};
    }
    const char *d = date.at + 2;
    return bx_str_printf(arena, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s%.3s:%.2s", d, d + 4, d + 6, d + 8,
                         d + 10, d + 12, d + 14, d + 18);
}

/* Whether all files are made for one condition to one standard. */
static bool alike(const imposer *m)
{
    const input *first = &m->inputs[0];
    bool good = first->condition[0] != '\0' && first->standard != NULL;
    for (size_t i = 1; good && i < m->input_count; i++)
        good = strcmp(m->inputs[i].condition, first->condition) == 0 &&
               m->inputs[i].standard != NULL &&
               strcmp(m->inputs[i].standard, first->standard) == 0;
    return good;
}

static void add_facts(imposer *m, const bx_finished_file *files, bool keeps)
{
    const input *first = &m->inputs[0];
    const bx_reader *r = &first->reader;
    qpdf_oh info = bx_get_key(r, qpdf_get_trailer(r->pdf), "/Info");
    bx_facts facts = {.standard = keeps ? first->standard : NULL,
                      .title = bx_get_text(r, bx_get_key(r, info, "/Title")),
                      .date = bx_get_text(r, bx_get_key(r, info, "/CreationDate"))};
    facts.iso_date = iso_date(m->arena, facts.date);
    if (facts.iso_date.len == 0) { /* never the clock */
        facts.date = BX_STR("D:19700101000000+00'00'");
        facts.iso_date = BX_STR("1970-01-01T00:00:00+00:00");
    }
    bx_buffer all = {0};
    for (size_t i = 0; i < m->input_count; i++) {
        char hash[33];
        bx_hash_hex(files[i].bytes.at, files[i].bytes.len, hash);
        bx_buffer_text(&all, hash);
    }
    for (size_t i = 0; i < m->sheets.len; i++)
        for (size_t k = 0; k < m->sheets.at[i].count; k++)
            bx_buffer_printf(&all, "%c%.*s", k > 0 ? '|' : ',',
                             BX_FMT(m->sheets.at[i].pages[k]->label));
    bx_hash_hex(all.at, all.len, facts.hash);
    bx_buffer_free(&all);
    bx_add_facts(m->arena, m->pdf, &facts);
}

static void add_about(imposer *m, const bx_finished_file *files)
{
    bool keeps = alike(m);
    const input *first = &m->inputs[0];
    if (keeps) {
        const bx_reader *r = &first->reader;
        qpdf_oh theirs = bx_get_key(r, qpdf_get_root(r->pdf), "/OutputIntents");
        qpdf_oh ours = qpdf_oh_new_array(m->pdf);
        qpdf_oh_append_item(m->pdf, ours,
                            copy(m, first, qpdf_oh_get_array_item(r->pdf, theirs, 0)));
        set(m, qpdf_get_root(m->pdf), "/OutputIntents", ours);
    } else {
        bx_report(m->diags, BX_WARNING, "impose-intent", BX_NOWHERE,
                  N_("the files are not all for one printing condition and standard"));
        bx_hint(m->diags, BX_NOWHERE, N_("the sheets name none"));
    }
    add_facts(m, files, keeps);
}

static bool write_sheets(imposer *m, bx_buffer *pdf)
{
    const char *standard = m->inputs[0].standard;
    bool plain = alike(m) && strncmp(standard, "PDF/X-1", 7) == 0;
    if (qpdf_has_error(m->pdf) || (qpdf_init_write_memory(m->pdf) & QPDF_ERRORS) != 0)
        return false;
    if (plain)
        qpdf_force_pdf_version(m->pdf, "1.4");
    else
        qpdf_set_minimum_pdf_version(m->pdf, "1.6");
    for (size_t i = 0; !plain && i < m->input_count; i++)
        qpdf_set_minimum_pdf_version(m->pdf, qpdf_get_pdf_version(m->inputs[i].reader.pdf));
    qpdf_set_object_stream_mode(m->pdf, plain ? qpdf_o_disable : qpdf_o_generate);
    qpdf_set_deterministic_ID(m->pdf, QPDF_TRUE);
    if ((qpdf_write(m->pdf) & QPDF_ERRORS) != 0)
        return false;
    bx_buffer_add(pdf, qpdf_get_buffer(m->pdf), qpdf_get_buffer_length(m->pdf));
    return true;
}

static bool make_sheets(imposer *m, const bx_finished_file *files, bx_buffer *pdf)
{
    m->pdf = qpdf_init();
    qpdf_silence_errors(m->pdf);
    qpdf_set_suppress_warnings(m->pdf, QPDF_TRUE);
    bool good = (qpdf_empty_pdf(m->pdf) & QPDF_ERRORS) == 0;
    for (size_t i = 0; good && i < m->sheets.len; i++)
        good = make_sheet(m, &m->sheets.at[i]);
    if (good) {
        add_labels(m);
        add_about(m, files);
        good = write_sheets(m, pdf);
    }
    if (!good && !m->bad)
        refuse_file(m, m->inputs[0].name, N_("cannot be put on sheets"));
    return good;
}

bool bx_impose(bx_arena *arena, const bx_finished_file *files, size_t count, const char *plan,
               bx_buffer *pdf, bx_diags *diags)
{
    imposer m = {.arena = arena,
                 .diags = diags,
                 .inputs = BX_NEW_ARRAY(arena, input, count + 1),
                 .input_count = count};
    for (size_t i = 0; i < count; i++)
        read_input(&m, &files[i], &m.inputs[i]);
    if (!m.bad)
        check_labels(&m);
    if (!m.bad && plan != NULL)
        read_plan(&m, plan);
    else if (!m.bad)
        plan_fold(&m);
    if (!m.bad)
        check_sizes(&m);
    bool good = !m.bad && make_sheets(&m, files, pdf);
    bx_drop_pdf(&m.pdf);
    for (size_t i = 0; i < count; i++)
        bx_drop_pdf(&m.inputs[i].reader.pdf);
    return good;
}
