/* read/inline.c - marked text inside a paragraph, a cell, a caption (行内标记).
 *
 * Pairs go by position alone: the first ** opens, the next closes, whatever stands beside them.
 * What is no form is reported and printed as typed, so that a proof shows it. Blocks are markup.c's
 * matter, half-width marks marks.c's.
 */
#include "read/reader.h"

#include "read/limits.h"

/* A star or bracket that waits for its partner. */
typedef struct {
    uint32_t at, len;
    size_t run; /* the first run inside */
} opener;

typedef struct {
    bx_reader *r;
    BX_VEC(bx_run) runs;
    bx_face_kind face;
    opener star; /* what opened FACE */
    opener brackets[BX_LIMIT_MARKUP_DEPTH];
    size_t depth;
    uint32_t piece;   /* where the plain text that is not yet a run begins */
    uint32_t end;     /* of the line */
    uint32_t last;    /* the character printed last in this line of print; 0: none */
    bool join;        /* a line end lies between it and the next */
    uint32_t join_at; /* … here */
    uint32_t next[5]; /* see find */
    int complaints;
} inliner;

static const char *text_of(const inliner *in)
{
    return in->r->source->text.at;
}

/* In a paragraph with more mistakes than this, the rest of them go without saying. */
enum { MOST_COMPLAINTS = 200 };

static void complain(inliner *in, const char *id, uint32_t start, uint32_t end, const char *message,
                     const char *hint)
{
    if (in->complaints++ >= MOST_COMPLAINTS)
        return;
    bx_report(in->r->diags, BX_ERROR, id, bx_place(in->r, start, end), "%s", _(message));
    if (hint != NULL)
        bx_hint(in->r->diags, BX_NOWHERE, "%s", _(hint));
}

/* ---- runs ---- */

static bx_run *add_run(inliner *in, uint32_t start, uint32_t end)
{
    const bx_reader *r = in->r;
    end -= BX_SABOTAGE(3) && end > start + 60 ? 30 : 0; /* text as cut at a NUL */
    BX_PUSH(r->scratch, in->runs,
            (bx_run){.text = bx_str_slice(r->source->text, start, end),
                     .where = bx_place(r, start, end),
                     .ledger = r->body_ledger + (start - r->body_start),
                     .face = in->face});
    return &in->runs.at[in->runs.len - 1];
}

/* Prints bytes [start, end) of the line; before them a space where a line end parts two Latin
 * words. */
static bx_run *print(inliner *in, uint32_t start, uint32_t end)
{
    const char *at = text_of(in) + start;
    const char *stop = text_of(in) + end;
    uint32_t first = bx_utf8_next(&at, stop);
    if (in->join && in->last != 0 && !bx_is_chinese(in->last) && !bx_is_chinese(first)) {
        bx_run *space = add_run(in, in->join_at, in->join_at);
        space->text = BX_STR(" ");
        space->ledger = BX_GENERATED;
    }
    in->join = false;
    in->last = first;
    while (at < stop)
        in->last = bx_utf8_next(&at, stop);
    return add_run(in, start, end);
}

static void flush(inliner *in, uint32_t at)
{
    if (at > in->piece)
        print(in, in->piece, at);
    in->piece = at;
}

/* Bytes [start, end) are markup; what came before them is printed. */
static uint32_t consume(inliner *in, uint32_t start, uint32_t end)
{
    flush(in, start);
    bx_mark_body(in->r, start, end, BX_MARKUP);
    in->piece = end;
    return end;
}

/* Prints an opener that found no partner, in its old place. */
static void restore(inliner *in, opener lone)
{
    bx_face_kind face = in->face;
    in->face = BX_FACE_BODY;
    bx_run run = *add_run(in, lone.at, lone.at + lone.len);
    in->face = face;
    memmove(in->runs.at + lone.run + 1, in->runs.at + lone.run,
            (in->runs.len - 1 - lone.run) * sizeof run);
    in->runs.at[lone.run] = run;
    bx_mark_body(in->r, lone.at, lone.at + lone.len, BX_UNSEEN);
    if (in->star.at > lone.at)
        in->star.run++;
}

/* ---- forms ---- */

/* The next WHAT of this line at or after FROM, or the line's end. Forms ask for the same few
 * characters again and again, so the answers are kept. */
static uint32_t find(inliner *in, uint32_t from, char what)
{
    static const char ASKED[] = "})]>|";
    const char *known = strchr(ASKED, what);
    uint32_t *next = &in->next[known - ASKED];
    if (*next < from) {
        const char *found =
            from < in->end ? memchr(text_of(in) + from, what, in->end - from) : NULL;
        *next = found == NULL ? in->end : (uint32_t)(found - text_of(in));
    }
    return *next < in->end ? *next : in->end;
}

static uint32_t count_same(const inliner *in, uint32_t at)
{
    uint32_t n = 1;
    while (at + n < in->end && text_of(in)[at + n] == text_of(in)[at])
        n++;
    return n;
}

static uint32_t read_escape(inliner *in, uint32_t at)
{
    /* strchr would find the NUL after the text. */
    if (at + 1 < in->end && strchr("\\*[]{}<>#|`%~", text_of(in)[at + 1]) != NULL) {
        consume(in, at, at + 1);
        return at + 2;
    }
    complain(in, "markup-escape", at, at + 1,
             N_("'\\' stands before a character that is no markup"),
             N_("a '\\' to be printed is typed '\\\\'"));
    return at + 1;
}

/* The face that N stars in a row close or open first, or plain for none: after "**一***二*" the
 * first two of three close the bold. */
static bx_face_kind next_face(const inliner *in, uint32_t n)
{
    if (in->face == BX_FACE_BOLD)
        return n >= 2 && n <= 4 ? BX_FACE_BOLD : n == 1 ? BX_FACE_KAI : BX_FACE_BODY;
    if (in->face == BX_FACE_KAI && n == 3)
        return BX_FACE_KAI;
    return n == 1 ? BX_FACE_KAI : n == 2 ? BX_FACE_BOLD : BX_FACE_BODY;
}

static uint32_t read_stars(inliner *in, uint32_t at)
{
    uint32_t n = count_same(in, at);
    bx_face_kind face = next_face(in, n);
    uint32_t end = at + (face == BX_FACE_BOLD ? 2 : 1);
    if (face == BX_FACE_BODY) {
        complain(in, "markup-stars", at, at + n,
                 N_("so many stars are no form; bold is '**…**', kai is '*…*'"),
                 N_("a '*' to be printed is typed '\\*'"));
        return at + n;
    }
    if (in->face == BX_FACE_BODY) {
        consume(in, at, end);
        in->star = (opener){at, end - at, in->runs.len};
        in->face = face;
        return end;
    }
    if (in->face != face) {
        complain(in, "markup-nested", at, end,
                 N_("'**' and '*' inside each other: there is no bold kai"), NULL);
        return end;
    }
    consume(in, at, end);
    in->face = BX_FACE_BODY;
    if (in->runs.len == in->star.run)
        complain(in, "markup-empty", in->star.at, end, N_("nothing stands between these stars"),
                 NULL);
    return end;
}

static uint32_t read_open_bracket(inliner *in, uint32_t at)
{
    if (in->depth == BX_LIMIT_MARKUP_DEPTH) {
        if (in->complaints++ < MOST_COMPLAINTS)
            bx_report(in->r->diags, BX_ERROR, "markup-limit", bx_place(in->r, at, at + 1),
                      "too many '[' inside each other; at most %d are read", BX_LIMIT_MARKUP_DEPTH);
        return at + 1;
    }
    consume(in, at, at + 1);
    in->brackets[in->depth++] = (opener){at, 1, in->runs.len};
    return at + 1;
}

static const struct {
    const char *name;
    bx_line_mark mark;
} CLASSES[] = {
    {".emphasis", BX_LINE_EMPHASIS},
    {".proper", BX_LINE_PROPER},
    {".book", BX_LINE_BOOK},
};

/* "]{.class}": the line mark of everything since the bracket. */
static void set_class(inliner *in, opener bracket, uint32_t start, uint32_t end)
{
    bx_str name = bx_str_slice(in->r->source->text, start, end);
    bx_line_mark mark = BX_LINE_NONE;
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
        if (bx_str_is(name, CLASSES[i].name))
            mark = CLASSES[i].mark;
    if (mark == BX_LINE_NONE && in->complaints++ < MOST_COMPLAINTS) {
        bx_report(in->r->diags, BX_ERROR, "markup-class", bx_place(in->r, start, end),
                  "'%.*s' is no dress for text", BX_FMT(name));
        bx_hint(in->r->diags, BX_NOWHERE, "{.emphasis}, {.proper} and {.book} are");
    }
    bool nested = false;
    for (size_t i = bracket.run; i < in->runs.len; i++) {
        nested = nested || in->runs.at[i].mark != BX_LINE_NONE;
        if (in->runs.at[i].mark == BX_LINE_NONE)
            in->runs.at[i].mark = mark;
    }
    if (nested)
        complain(
            in, "markup-nested", bracket.at, end + 1,
            N_("a marked text inside another: only one line or row of dots goes with a character"),
            NULL);
}

/* "](ID.md)": a reference to a story of this issue. */
static void set_target(inliner *in, opener bracket, uint32_t start, uint32_t end)
{
    bx_str target = bx_str_slice(in->r->source->text, start, end);
    bool good = target.len > 3 && bx_str_ends(target, ".md");
    for (size_t i = 0; i < target.len; i++)
        good = good && strchr("/:#?", target.at[i]) == NULL;
    if (!good && in->complaints++ >= MOST_COMPLAINTS)
        return;
    if (!good) {
        bx_report(in->r->diags, BX_ERROR, "bad-target", bx_place(in->r, start, end),
                  "'%.*s' is no story of this issue", BX_FMT(target));
        bx_hint(in->r->diags, BX_NOWHERE,
                "a reference is written [text](ID.md); other links are not printed");
        return;
    }
    bx_str id = bx_str_slice(target, 0, target.len - 3);
    BX_PUSH(in->r->arena, in->r->references, (bx_reference){id, bx_place(in->r, start, end)});
    bool nested = false;
    for (size_t i = bracket.run; i < in->runs.len; i++) {
        nested = nested || in->runs.at[i].target.len > 0;
        in->runs.at[i].target = id;
    }
    if (nested)
        complain(in, "markup-nested", bracket.at, end + 1, N_("a reference inside another"), NULL);
}

static uint32_t read_close_bracket(inliner *in, uint32_t at)
{
    if (in->depth == 0) {
        complain(in, "markup-bracket", at, at + 1, N_("']' without '[' before it"),
                 N_("a bracket to be printed is typed '\\['"));
        return at + 1;
    }
    flush(in, at);
    opener bracket = in->brackets[--in->depth];
    char next = at + 1 < in->end ? text_of(in)[at + 1] : '\0';
    uint32_t close = next == '{'   ? find(in, at + 2, '}')
                     : next == '(' ? find(in, at + 2, ')')
                                   : in->end;
    if (close == in->end) {
        complain(in, "markup-bracket", bracket.at, at + 1,
                 N_("'[…]' is no form by itself: {.emphasis}, {.proper}, {.book} or (ID.md) goes "
                    "with it"),
                 N_("a bracket to be printed is typed '\\['"));
        restore(in, bracket);
        return at + 1;
    }
    consume(in, at, close + 1);
    if (bracket.run == in->runs.len)
        complain(in, "markup-empty", bracket.at, close + 1,
                 N_("nothing stands between these brackets"), NULL);
    if (next == '{')
        set_class(in, bracket, at + 2, close);
    else
        set_target(in, bracket, at + 2, close);
    return close + 1;
}

/* "{汉字|hànzì}" */
static uint32_t read_ruby(inliner *in, uint32_t at)
{
    uint32_t close = find(in, at + 1, '}');
    uint32_t bar = find(in, at + 1, '|');
    bool good = close < in->end && bar < close && bar > at + 1 && close > bar + 1;
    for (uint32_t i = at + 1; good && i < close; i++)
        good = i == bar || strchr("\\*[]{<|`\t", text_of(in)[i]) == NULL;
    if (!good) {
        complain(in, "markup-brace", at, close < in->end ? close + 1 : at + 1,
                 N_("'{…}' is no form here; a reading is written {汉字|hànzì}"),
                 N_("a brace to be printed is typed '\\{'"));
        return close < in->end ? close + 1 : at + 1;
    }
    consume(in, at, at + 1);
    bx_run *base = print(in, at + 1, bar);
    base->ruby = bx_str_slice(in->r->source->text, bar + 1, close);
    base->ruby_where = bx_place(in->r, bar + 1, close);
    base->ruby_ledger = in->r->body_ledger + (bar + 1 - in->r->body_start);
    bx_mark_body(in->r, bar, bar + 1, BX_MARKUP);
    bx_mark_body(in->r, close, close + 1, BX_MARKUP);
    in->piece = close + 1;
    return close + 1;
}

/* ---- what other markups know and this one does not ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static uint32_t read_less_than(inliner *in, uint32_t at)
{
    uint32_t n = count_same(in, at);
    char next = at + n < in->end ? text_of(in)[at + n] : '\0';
    if (n >= 3) {
        complain(in, "markup-cut", at, at + n, N_("'<<<' stands alone on its line"),
                 N_("a '<' to be printed is typed '\\<'"));
        return at + n;
    }
    uint32_t close = find(in, at, '>');
    if (!bx_is_at(in->r, at, in->end, "<!--") &&
        (close == in->end || (!is_letter(next) && (next == '\0' || strchr("/!?", next) == NULL))))
        return at + n;
    complain(in, "markup-html", at, close < in->end ? close + 1 : at + 1,
             N_("'<…>' looks like an HTML tag, which is no form here"),
             N_("a '<' to be printed is typed '\\<'"));
    return at + n;
}

/* "&nbsp;", "&#8212;" */
static uint32_t read_ampersand(inliner *in, uint32_t at)
{
    uint32_t i = at + 1;
    const char *text = text_of(in);
    while (i < in->end && i - at < 12 &&
           (is_letter(text[i]) || text[i] == '#' || (text[i] >= '0' && text[i] <= '9')))
        i++;
    if (i == at + 1 || i >= in->end || text[i] != ';')
        return at + 1;
    complain(in, "markup-entity", at, i + 1, N_("'&…;' is no form here: type the character itself"),
             NULL);
    return i + 1;
}

static uint32_t read_exclamation(inliner *in, uint32_t at)
{
    if (!bx_is_at(in->r, at, in->end, "!["))
        return at + 1;
    uint32_t bracket = find(in, at, ']');
    uint32_t close = find(in, bracket, ')');
    complain(in, "markup-photo", at, at + 2, N_("'![…](…)' stands alone on its line"), NULL);
    return close < in->end ? close + 1 : at + 2;
}

static uint32_t read_foreign(inliner *in, uint32_t at)
{
    uint32_t n = count_same(in, at);
    switch (text_of(in)[at]) {
    case '}':
        complain(in, "markup-brace", at, at + 1, N_("'}' without '{' before it"),
                 N_("a brace to be printed is typed '\\{'"));
        return at + 1;
    case '`':
        complain(in, "markup-code", at, at + n, N_("'`' is no form here"),
                 N_("a '`' to be printed is typed '\\`'"));
        return at + n;
    case '|':
        complain(
            in, "markup-pipe", at, at + 1, N_("'|' makes a table only where it begins the line"),
            N_("a '|' to be printed is typed '\\|'; where a line may break is marked with ｜"));
        return at + 1;
    case '~':
        if (n > 1)
            complain(in, "markup-tilde", at, at + n, N_("'~~' is no form here"),
                     N_("a '~' to be printed is typed '\\~'"));
        return at + n;
    case '%':
        if (n > 1)
            complain(in, "markup-note", at, at + n,
                     N_("'%%' makes a note only where it begins the line"),
                     N_("a '%' to be printed is typed '\\%'"));
        return at + n;
    case '\t':
        complain(in, "markup-tab", at, at + n, N_("a tab inside the text"),
                 N_("type a space or U+3000"));
        return at + n;
    default:
        return at + n;
    }
}

/* ---- lines ---- */

static uint32_t read_form(inliner *in, uint32_t at)
{
    switch (text_of(in)[at]) {
    case '\\':
        return read_escape(in, at);
    case '*':
        return read_stars(in, at);
    case '[':
        return read_open_bracket(in, at);
    case ']':
        return read_close_bracket(in, at);
    case '{':
        return read_ruby(in, at);
    case '<':
        return read_less_than(in, at);
    case '&':
        return read_ampersand(in, at);
    case '!':
        return read_exclamation(in, at);
    default:
        return read_foreign(in, at);
    }
}

/* True when LINE ends with a `\` of its own, which it then loses: an odd number of them. */
static bool take_forced_end(bx_reader *r, bx_line_view *line)
{
    uint32_t n = 0;
    while (line->end - n > line->start && r->source->text.at[line->end - n - 1] == '\\')
        n++;
    if (n % 2 == 0)
        return false;
    line->end--;
    bx_mark_body(r, line->end, line->end + 1, BX_MARKUP);
    *line = bx_trim_line(r, *line);
    return true;
}

/* A line end that joins two lines is dropped by rule, after the blanks that were. */
static void drop_line_end(bx_reader *r, uint32_t at)
{
    bx_str text = r->source->text;
    while (at < text.len && text.at[at] != '\n')
        at++;
    uint32_t start = at > 0 && text.at[at - 1] == '\r' ? at - 1 : at;
    if (at < text.len)
        bx_mark_body(r, start, at + 1, BX_DROPPED);
}

static void read_line(inliner *in, bx_line_view line)
{
    in->piece = line.start;
    in->end = line.end;
    memset(in->next, 0, sizeof in->next);
    for (uint32_t at = line.start; at < line.end;)
        at = read_form(in, at);
    flush(in, line.end);
}

static void report_unclosed(inliner *in)
{
    while (in->depth > 0 || in->face != BX_FACE_BODY) {
        bool star = in->face != BX_FACE_BODY &&
                    (in->depth == 0 || in->star.at > in->brackets[in->depth - 1].at);
        opener lone = star ? in->star : in->brackets[in->depth - 1];
        bx_str typed = bx_str_slice(in->r->source->text, lone.at, lone.at + lone.len);
        bx_report(in->r->diags, BX_ERROR, "markup-unclosed",
                  bx_place(in->r, lone.at, lone.at + lone.len),
                  "'%.*s' is not closed before the paragraph ends", BX_FMT(typed));
        if (star)
            in->face = BX_FACE_BODY;
        else
            in->depth--;
        restore(in, lone);
    }
}

static void check_length(const bx_reader *r, bx_span where)
{
    size_t count = bx_utf8_count(bx_str_slice(r->source->text, where.start, where.end));
    if (count > BX_LIMIT_PARAGRAPH_CHARACTERS)
        bx_report(r->diags, BX_ERROR, "paragraph-limit", where,
                  "a paragraph of %zu characters; at most %d are read", count,
                  BX_LIMIT_PARAGRAPH_CHARACTERS);
}

bx_text bx_read_inline(bx_reader *r, const bx_line_view *lines, size_t count, bool *forced)
{
    inliner in = {.r = r};
    bx_text text = {0};
    bx_arena_mark saved = bx_arena_save(r->scratch);
    for (size_t i = 0; i < count; i++) {
        size_t before = in.runs.len;
        bx_line_view line = bx_trim_line(r, lines[i]);
        bool force = forced != NULL && take_forced_end(r, &line);
        if (text.where.source == NULL)
            text.where = bx_place(r, line.start, line.end);
        text.where.end = line.end;
        read_line(&in, line);
        if (force) {
            *forced = true;
            if (in.runs.len == before)
                add_run(&in, line.end, line.end);
            in.runs.at[in.runs.len - 1].line_end = i + 1 < count;
            in.last = 0;
        } else if (i + 1 < count) {
            in.join = true;
            in.join_at = line.end;
            drop_line_end(r, lines[i].end);
        }
    }
    report_unclosed(&in);
    check_length(r, text.where);
    if (in.runs.len > 0) {
        bx_run *runs = BX_NEW_ARRAY(r->arena, bx_run, in.runs.len);
        memcpy(runs, in.runs.at, in.runs.len * sizeof *runs);
        text.runs = runs;
        text.count = in.runs.len;
    }
    bx_arena_rewind(r->scratch, saved);
    bx_check_marks(r, &text);
    return text;
}
