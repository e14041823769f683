/* read/marks.c - marks that were typed half-width in Chinese text, and jump lines typed by hand
 * (标点检查).
 *
 * Only warns and offers: the text is set as typed. A number, a formula or a Latin phrase keeps its
 * half-width marks; what counts is the character on either side (GB/T 15834-2011, 5.1).
 */
#include "read/reader.h"

typedef struct {
    uint32_t code;
    bx_span where;
    bool fixable; /* the character lies in the file as it is here */
} sign;

typedef struct {
    bx_reader *r;
    sign *at; /* what has been warned about is put right here, for the marks after it */
    size_t count;
    bool in_double, in_single; /* between “ and ”, ‘ and ’ */
    int warnings;
} checker;

static sign *lay_out(bx_reader *r, const bx_text *text, size_t *count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < text->count; i++)
        bytes += text->runs[i].text.len;
    sign *signs = BX_NEW_ARRAY(r->scratch, sign, bytes + 1);
    const char *file = r->source->text.at;
    *count = 0;
    for (size_t i = 0; i < text->count; i++) {
        const bx_run *run = &text->runs[i];
        const char *end = run->text.at + run->text.len;
        bool in_file = run->ledger != BX_GENERATED && run->text.at == file + run->where.start;
        for (const char *at = run->text.at; at < end;) {
            const char *start = at;
            sign *s = &signs[(*count)++];
            s->code = bx_utf8_next(&at, end);
            s->fixable = in_file;
            s->where = run->where;
            if (in_file)
                s->where = bx_place(r, (uint32_t)(start - file), (uint32_t)(at - file));
        }
    }
    return signs;
}

bool bx_is_chinese(uint32_t c)
{
    return bx_is_wide(c) || c == 0x2014 || c == 0x2026 || (c >= 0x2018 && c <= 0x201D) || c == 0xB7;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_latin(uint32_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The nearest character before or after I that is no straight quote; 0 at the text's edge. */
static uint32_t neighbour(const checker *c, size_t i, int step)
{
    for (;;) {
        if ((step < 0 && i == 0) || (step > 0 && i + 1 >= c->count))
            return 0;
        i += (size_t)step;
        if (c->at[i].code != '"' && c->at[i].code != '\'')
            return c->at[i].code;
    }
}

static void fix(checker *c, size_t first, size_t last, const char *mark)
{
    bx_span where = c->at[first].where;
    bx_str replacement = bx_str_of(mark);
    const char *at = mark;
    bool fixable = true;
    where.end = c->at[last].where.end;
    for (size_t i = first; i <= last; i++)
        fixable = fixable && c->at[i].fixable;
    if (fixable)
        BX_PUSH(c->r->arena, c->r->fixes, (bx_fix){where, replacement});
    c->at[first].code = bx_utf8_next(&at, mark + replacement.len);
}

/* In a paragraph with more such marks than this, the rest are fixed without saying so. */
enum { MOST_WARNINGS = 200 };

static void warn(checker *c, const char *id, bx_span where, const char *typed, const char *mark)
{
    if (c->warnings++ < MOST_WARNINGS)
        bx_report(c->r->diags, BX_WARNING, id, where, "'%s' in Chinese text; the mark is '%s'",
                  typed, mark);
}

static void offer(checker *c, const char *id, size_t first, size_t last, const char *typed,
                  const char *mark)
{
    bx_span where = c->at[first].where;
    where.end = c->at[last].where.end;
    warn(c, id, where, typed, mark);
    fix(c, first, last, mark);
}

/* ---- the marks one by one ---- */

static size_t check_quote(checker *c, size_t i)
{
    uint32_t before = i > 0 ? c->at[i - 1].code : 0;
    uint32_t after = i + 1 < c->count ? c->at[i + 1].code : 0;
    bool is_double = c->at[i].code == '"';
    bool *inside = is_double ? &c->in_double : &c->in_single;
    bool apostrophe = !is_double && is_latin(before) && is_latin(after);
    bool measure = is_digit(before) && !*inside; /* 5'6", 55" */
    if (apostrophe || measure)
        return i + 1;
    const char *mark = is_double ? (*inside ? "”" : "“") : (*inside ? "’" : "‘");
    *inside = !*inside;
    offer(c, "straight-quote", i, i, is_double ? "\"" : "'", mark);
    return i + 1;
}

static size_t count_same(const checker *c, size_t i)
{
    size_t n = 1;
    while (i + n < c->count && c->at[i + n].code == c->at[i].code)
        n++;
    return n;
}

/* "..." and "--" beside a Chinese character or at the text's edge. */
static size_t check_row(checker *c, size_t i, size_t least, const char *id, const char *typed,
                        const char *mark)
{
    size_t n = count_same(c, i);
    uint32_t before = neighbour(c, i, -1);
    uint32_t after = neighbour(c, i + n - 1, 1);
    if (n >= least && (before == 0 || after == 0 || bx_is_chinese(before) || bx_is_chinese(after)))
        offer(c, id, i, i + n - 1, typed, mark);
    return i + n;
}

static const struct {
    char typed[2];
    const char *mark;
} STOPS[] = {{",", "，"}, {";", "；"}, {":", "："}, {"!", "！"}, {"?", "？"}};

static size_t check_stop(checker *c, size_t i)
{
    size_t last = i;
    while (last + 1 < c->count && c->at[last + 1].code == ' ')
        last++;
    uint32_t before = neighbour(c, i, -1);
    uint32_t after = neighbour(c, last, 1);
    if (!bx_is_chinese(before) || (after != 0 && !bx_is_chinese(after)))
        return i + 1;
    for (size_t k = 0; k < sizeof STOPS / sizeof *STOPS; k++)
        if (c->at[i].code == (uint32_t)STOPS[k].typed[0])
            offer(c, "half-width-mark", i, after == 0 ? i : last, STOPS[k].typed, STOPS[k].mark);
    return last + 1;
}

/* Nobody writes a longer parenthesis; beyond this its two ends are looked at alone. */
enum { LONGEST_PARENTHESIS = 300 };

/* The ")" that belongs to the "(" at I, or I; *CHINESE: a wide character stands between them. */
static size_t find_close(const checker *c, size_t i, bool *chinese)
{
    size_t depth = 0;
    *chinese = false;
    for (size_t k = i; k < c->count && k < i + LONGEST_PARENTHESIS; k++) {
        if (c->at[k].code == '(')
            depth++;
        else if (c->at[k].code == ')' && --depth == 0)
            return k;
        else
            *chinese = *chinese || bx_is_wide(c->at[k].code);
    }
    return i;
}

/* A pair is Chinese when its text is, or when it stands between Chinese characters as a whole. */
static size_t check_parenthesis(checker *c, size_t i)
{
    bool inside = false;
    uint32_t before = neighbour(c, i, -1);
    size_t close = c->at[i].code == '(' ? find_close(c, i, &inside) : i;
    uint32_t after = neighbour(c, close, 1);
    if (close == i) {
        bool open = c->at[i].code == '(';
        if (bx_is_chinese(before) && bx_is_chinese(after))
            offer(c, "half-width-mark", i, i, open ? "(" : ")", open ? "（" : "）");
        return i + 1;
    }
    bool between = bx_is_chinese(before) && (after == 0 || bx_is_chinese(after));
    if (!inside && !between)
        return close + 1;
    bx_span where = c->at[i].where;
    where.end = c->at[close].where.end;
    warn(c, "half-width-mark", where, "()", "（）");
    fix(c, i, i, "（");
    fix(c, close, close, "）");
    return i + 1;
}

/* ---- jump lines ---- */

/* What may stand between 下转 or 上接 and 版: a page's label, or its number in Chinese. */
static bool is_label(uint32_t c)
{
    static const char LABEL[] = "第零〇一二三四五六七八九十百　";
    if (is_latin(c) || c == ' ' || (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A))
        return true;
    for (const char *at = LABEL; at < LABEL + sizeof LABEL - 1;)
        if (bx_utf8_next(&at, LABEL + sizeof LABEL - 1) == c)
            return true;
    return false;
}

static void check_jump(const checker *c, size_t i)
{
    uint32_t next = i + 1 < c->count ? c->at[i + 1].code : 0;
    bool to = c->at[i].code == 0x4E0B && next == 0x8F6C;   /* 下转 */
    bool from = c->at[i].code == 0x4E0A && next == 0x63A5; /* 上接 */
    if (!to && !from)
        return;
    size_t k = i + 2;
    while (k < c->count && is_label(c->at[k].code))
        k++;
    if (k == i + 2 || k == c->count || c->at[k].code != 0x7248) /* 版 */
        return;
    bx_span where = c->at[i].where;
    where.end = c->at[k].where.end;
    bx_report(c->r->diags, BX_ERROR, "typed-jump", where, "a jump line typed by hand: '%s'",
              to ? "下转…版" : "上接…版");
    bx_hint(c->r->diags, BX_NOWHERE,
            "take it out: the engine writes both lines with the right pages");
}

void bx_check_marks(bx_reader *r, const bx_text *text)
{
    bx_arena_mark saved = bx_arena_save(r->scratch);
    checker c = {.r = r};
    c.at = lay_out(r, text, &c.count);
    bool chinese = false;
    for (size_t i = 0; i < c.count; i++) {
        chinese = chinese || bx_is_wide(c.at[i].code);
        check_jump(&c, i);
    }
    for (size_t i = 0; chinese && i < c.count;) {
        switch (c.at[i].code) {
        case '"':
        case '\'':
            i = check_quote(&c, i);
            break;
        case '.':
            i = check_row(&c, i, 3, "three-dots", "...", "……");
            break;
        case '-':
            i = check_row(&c, i, 2, "double-hyphen", "--", "——");
            break;
        case ',':
        case ';':
        case ':':
        case '!':
        case '?':
            i = check_stop(&c, i);
            break;
        case '(':
        case ')':
            i = check_parenthesis(&c, i);
            break;
        default:
            i++;
        }
    }
    bx_arena_rewind(r->scratch, saved);
}
