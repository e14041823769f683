/* flow/form.c - what the law wants printed on a newspaper, looked for on the finished pages (出版形式).
 *
 * Reads what furniture prints, not what files promise. Weights are the paper's; what more than LIMIT errors
 * mean is the caller's.
 * source  报纸出版形式差错数计算方法 (2020): the name's weights; newsroom A.1, A.2
 */
#include "flow/maker.h"

typedef struct {
    bx_arena *arena;
    const bx_makeup *makeup;
    bx_dates dates;
    const bx_str *text; /* of each page's furniture */
    bx_str all;         /* of all of them */
    bx_diags *diags;    /* NULL: counts only */
    int errors;
} form;

/* Words of which one must be printed for ITEM. */
typedef struct {
    bx_form_item item;
    const char *name;
    const char *words[4];
} demand;

static const demand demands[] = {
    {BX_FORM_SUPERVISOR, N_("the supervising body (主管单位)"), {"主管"}},
    {BX_FORM_SPONSOR, N_("the sponsoring body (主办单位)"), {"主办"}},
    {BX_FORM_PUBLISHER, N_("the publisher (出版单位)"), {"出版单位", "出版：", "出版、", "出版　"}},
    {BX_FORM_ADDRESS, N_("the publisher's address (地址)"), {"地址", "社址", "报址"}},
    {BX_FORM_CONTACT, N_("a way to reach the publisher (电话, 邮箱, 网址)"), {"电话", "热线", "邮箱", "网址"}},
    {BX_FORM_PRINTER, N_("the printer (印刷单位)"), {"印刷", "承印"}},
    {BX_FORM_DISTRIBUTION, N_("how it is distributed (发行, 邮发代号)"), {"发行", "邮发代号"}},
    {BX_FORM_PRICE, N_("the price (定价)"), {"定价", "售价", "零售", "免费赠阅"}},
};

static bool contains(bx_str text, bx_str part)
{
    return part.len > 0 && memmem(text.at, text.len, part.at, part.len) != NULL;
}

static bool prints(bx_str text, const char *word)
{
    return contains(text, bx_str_of(word));
}

bx_str bx_line_text(bx_arena *arena, const bx_frame *frame)
{
    size_t len = 0, at = 0;
    for (uint32_t i = frame->line->first; i < frame->line->last; i++)
        len += frame->para->clusters[i].text_len;
    char *text = bx_arena_alloc(arena, len + 1, 1);
    for (uint32_t i = frame->line->first; i < frame->line->last; i++) {
        memcpy(text + at, frame->para->clusters[i].text, frame->para->clusters[i].text_len);
        at += frame->para->clusters[i].text_len;
    }
    return (bx_str){text, len};
}

/* Every line of furniture ends with U+3000, as phrases do. */
static bx_str furniture_text(bx_arena *arena, const bx_folio *folio)
{
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};
    for (size_t i = 0; i < folio->count; i++) {
        const bx_frame *frame = &folio->frames[i];
        if (frame->kind != BX_FRAME_LINE || frame->story != NULL)
            continue;
        bx_buffer_str(&out, bx_line_text(arena, frame));
        bx_buffer_str(&out, BX_STR("　"));
    }
    return bx_str_copy(arena, (bx_str){out.at, out.len});
}

/* Counts ITEM; true when it is to be reported. */
static bool count(form *f, bx_form_item item)
{
    int weight = f->makeup->paper->form_weights[item];
    f->errors += weight;
    return weight > 0 && f->diags != NULL;
}

static void tell_weight(form *f, bx_form_item item)
{
    bx_hint(f->diags, BX_NOWHERE, "this counts as %d form errors", f->makeup->paper->form_weights[item]);
}

static void check_name(form *f, const bx_folio *front, bx_span where)
{
    BX_AUTO(bx_buffer_free) bx_buffer name = {0};
    for (size_t i = 0; i < front->count; i++)
        if (front->frames[i].kind == BX_FRAME_LINE && bx_str_ends(bx_str_of(front->frames[i].part), ".name"))
            bx_buffer_str(&name, bx_line_text(f->arena, &front->frames[i]));
    bx_str printed = {name.at, name.len};
    if (printed.len == 0) {
        if (count(f, BX_FORM_NAME)) {
            bx_report(f->diags, BX_WARNING, "no-name", where, "page %.*s does not print the paper's name",
                      BX_FMT(front->label));
            bx_hint(f->diags, BX_NOWHERE, "give the masthead a field called 'name'");
            tell_weight(f, BX_FORM_NAME);
        }
        return;
    }
    if (!contains(f->makeup->paper->title, printed) && count(f, BX_FORM_OTHER_NAME)) {
        bx_report(f->diags, BX_WARNING, "other-name", where, "the masthead says '%.*s', the paper is called '%.*s'",
                  BX_FMT(printed), BX_FMT(f->makeup->paper->title));
        tell_weight(f, BX_FORM_OTHER_NAME);
    }
    if (bx_larger_than_name(front) != NULL)
        f->errors += f->makeup->paper->form_weights[BX_FORM_NAME_SIZE]; /* [name-not-largest] says it */
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 国内统一连续出版物号: CN, two digits, a hyphen, four digits. */
static void check_number(form *f, bx_span where)
{
    const char *at = memmem(f->all.at, f->all.len, "CN", 2), *end = f->all.at + f->all.len;
    if (at == NULL) {
        if (count(f, BX_FORM_CN)) {
            bx_report(f->diags, BX_WARNING, "legal-field", where, "no page prints the CN number (国内统一连续出版物号)");
            tell_weight(f, BX_FORM_CN);
        }
        return;
    }
    const char *start = at;
    for (at += 2; at < end && *at == ' ';)
        at++;
    bool good = end - at >= 7 && at[2] == '-';
    for (int i = 0; i < 7 && good; i++)
        good = i == 2 || is_digit(at[i]);
    good = good && (end - at == 7 || !is_digit(at[7]));
    if (good || !count(f, BX_FORM_CN_FORM))
        return;
    bx_str rest = {start, (size_t)(end - start)};
    const char *space = memmem(rest.at, rest.len, "　", 3);
    rest.len = space == NULL ? rest.len : (size_t)(space - rest.at);
    bx_report(f->diags, BX_WARNING, "bad-cn-number", where, "'%.*s' is no CN number", BX_FMT(rest));
    bx_hint(f->diags, BX_NOWHERE, "it has two digits, '-' and four digits: CN 00-0000");
    tell_weight(f, BX_FORM_CN_FORM);
}

static void demand_text(form *f, bx_form_item item, bool printed, const char *name, bx_span where)
{
    if (printed || !count(f, item))
        return;
    bx_report(f->diags, BX_WARNING, "legal-field", where, "no page prints %s", _(name));
    tell_weight(f, item);
}

static void check_fields(form *f, bx_span where)
{
    bool special = bx_str_is(f->makeup->issue->kind, "special");
    demand_text(f, BX_FORM_DATE, contains(f->text[0], f->dates.date), N_("the date on its first page"), where);
    demand_text(f, BX_FORM_TOTAL, special || contains(f->all, f->dates.total), N_("the running number (总期号)"), where);
    demand_text(f, BX_FORM_PAGES, contains(f->all, f->dates.pages), N_("the number of pages (今日N版)"), where);
    for (size_t i = 0; i < sizeof demands / sizeof *demands; i++) {
        bool printed = false;
        for (int k = 0; k < 4 && demands[i].words[k] != NULL; k++)
            printed |= prints(f->all, demands[i].words[k]);
        if (demands[i].item == BX_FORM_PRICE && special)
            continue; /* 免费赠阅, with the mark */
        demand_text(f, demands[i].item, printed, demands[i].name, where);
    }
}

/* 版序 in the folio line of every page but the first, which has the masthead, and the 中缝. */
static void check_labels(form *f)
{
    for (size_t i = 1; i < f->makeup->folio_count; i++) {
        const bx_folio *folio = &f->makeup->folios[i];
        if (folio->plan->kind == BX_PAGE_GUTTER ||
            (contains(f->text[i], folio->plan->left) && contains(f->text[i], folio->plan->right)) ||
            !count(f, BX_FORM_LABEL))
            continue;
        bx_report(f->diags, BX_WARNING, "no-page-label", folio->plan->where, "page %.*s does not print its label",
                  BX_FMT(folio->label));
        bx_hint(f->diags, BX_NOWHERE, "give its furniture a field with '{page}'");
        tell_weight(f, BX_FORM_LABEL);
    }
}

static void check_ads(form *f)
{
    for (size_t i = 0; i < f->makeup->folio_count; i++)
        for (size_t k = 0; k < f->makeup->folios[i].count; k++) {
            const bx_frame *frame = &f->makeup->folios[i].frames[k];
            if (frame->kind != BX_FRAME_AD || frame->ad->marked || bx_find_style(f->makeup->paper, "ad-tag") >= 0 ||
                !count(f, BX_FORM_AD))
                continue;
            bx_report(f->diags, BX_WARNING, "ad-without-tag", frame->where, "nothing marks this as an advertisement (广告)");
            bx_hint(f->diags, BX_NOWHERE,
                    "define a style 'ad-tag' in paper.yaml, or write 'marked: true' when the artwork has the word in it");
            tell_weight(f, BX_FORM_AD);
        }
}

/* 增期 and 号外 say so in the masthead, and a 号外 that it costs nothing. */
static void check_kind(form *f)
{
    const bx_issue *issue = f->makeup->issue;
    bool special = bx_str_is(issue->kind, "special");
    if (!special && !bx_str_is(issue->kind, "extra"))
        return;
    const char *words[] = {special ? "号外" : "增期", special ? "免费赠阅" : NULL};
    for (int i = 0; i < 2 && words[i] != NULL; i++) {
        if (prints(f->text[0], words[i]) || !count(f, BX_FORM_EXTRA))
            continue;
        bx_report(f->diags, BX_WARNING, "no-extra-mark", issue->date_where, "the first page does not print '%s'", words[i]);
        bx_hint(f->diags, BX_NOWHERE, "give the masthead a field with '{kind}'");
        tell_weight(f, BX_FORM_EXTRA);
    }
}

static form open_form(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags)
{
    form f = {.arena = arena, .makeup = makeup, .diags = diags};
    bx_diags *told = bx_diags_new(); /* dates were reported when the pages were made */
    f.dates = bx_compute_dates(arena, makeup->issue, makeup->paper, told);
    bx_diags_free(told);
    bx_str *text = BX_NEW_ARRAY(arena, bx_str, makeup->folio_count + 1);
    BX_AUTO(bx_buffer_free) bx_buffer all = {0};
    for (size_t i = 0; i < makeup->folio_count; i++) {
        text[i] = furniture_text(arena, &makeup->folios[i]);
        bx_buffer_str(&all, text[i]);
    }
    f.text = text;
    f.all = bx_str_copy(arena, (bx_str){all.at, all.len});
    return f;
}

void bx_lint_marks(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags)
{
    form f = open_form(arena, makeup, diags);
    check_ads(&f);
    check_kind(&f);
}

int bx_check_form(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags)
{
    form f = open_form(arena, makeup, NULL);
    if (makeup->folio_count == 0)
        return 0;
    const bx_folio *front = &makeup->folios[0];
    bx_span where = makeup->issue->date_where;
    if (front->layout != NULL && front->layout->furniture >= 0)
        where = makeup->paper->furniture[front->layout->furniture].where;
    check_ads(&f); /* reported with the pages */
    check_kind(&f);
    f.diags = diags;
    check_name(&f, front, where);
    check_number(&f, where);
    check_fields(&f, where);
    check_labels(&f);
    return f.errors;
}
