/* read/markup.c - the blocks of a story's body, line by line (稿件标记).
 *
 * Every line has one kind, seen from how it begins; a line of no kind belongs to a paragraph. Lines
 * of an aside or box are read again as a body of their own. Inside a line, inline.c reads.
 */
#include "read/reader.h"

#include "read/limits.h"

typedef enum {
    LINE_BLANK,
    LINE_TEXT,
    LINE_NOTE,  /* %% */
    LINE_CUT,   /* <<< */
    LINE_HEAD,  /* # */
    LINE_ASIDE, /* > */
    LINE_FENCE, /* ::: */
    LINE_TABLE, /* | */
    LINE_SPAN,  /* {span=2} */
    LINE_PHOTO, /* ![ */
    LINE_ITEM,  /* "- ", "1. " */
    LINE_RULE   /* ---, ===, ***, ___: no form, and reported */
} line_kind;

typedef BX_VEC(bx_block) block_vec;
typedef BX_VEC(bx_line_view) view_vec;

/* Lines [next, count) of one container are still to be read. */
typedef struct {
    bx_reader *r;
    const bx_line_view *lines; /* without blanks at their edges */
    size_t count, next;
    size_t depth;
    bool in_aside, in_box;
    block_vec *blocks;
    int span; /* of the table that comes now; 0: none */
} container;

static void read_container(container *c);

static bx_str line_text(const container *c, size_t i)
{
    return bx_str_slice(c->r->source->text, c->lines[i].start, c->lines[i].end);
}

static bx_span line_place(const container *c, size_t i)
{
    return bx_place(c->r, c->lines[i].start, c->lines[i].end);
}

static void complain(const container *c, const char *id, bx_span where, const char *message,
                     const char *hint)
{
    bx_report(c->r->diags, BX_ERROR, id, where, "%s", _(message));
    if (hint != NULL)
        bx_hint(c->r->diags, BX_NOWHERE, "%s", _(hint));
}

/* ---- kinds of lines ---- */

/* Length of the list marker that begins TEXT, with its space; 0: none. `*` and `+` are read so that
 * they can be reported. */
static size_t marker_length(bx_str text)
{
    size_t i = 0;
    if (text.len > 1 && strchr("-*+", text.at[0]) != NULL)
        return text.at[1] == ' ' ? 2 : 0;
    /* A longer number is one of the text. */
    while (i < text.len && i < 9 && text.at[i] >= '0' && text.at[i] <= '9')
        i++;
    return i > 0 && i + 1 < text.len && text.at[i] == '.' && text.at[i + 1] == ' ' ? i + 2 : 0;
}

static bool is_rule(bx_str text)
{
    for (size_t i = 1; i < text.len; i++)
        if (text.at[i] != text.at[0])
            return false;
    return text.len >= 3 && strchr("-=*_", text.at[0]) != NULL;
}

static line_kind kind_of(const container *c, size_t i)
{
    bx_str text = line_text(c, i);
    if (text.len == 0)
        return LINE_BLANK;
    if (is_rule(text))
        return LINE_RULE;
    if (marker_length(text) > 0)
        return LINE_ITEM;
    static const struct {
        const char *start;
        line_kind kind;
    } STARTS[] = {{"%%", LINE_NOTE}, {"#", LINE_HEAD},   {">", LINE_ASIDE},   {":::", LINE_FENCE},
                  {"|", LINE_TABLE}, {"![", LINE_PHOTO}, {"{span", LINE_SPAN}};
    for (size_t k = 0; k < sizeof STARTS / sizeof *STARTS; k++)
        if (bx_str_starts(text, STARTS[k].start))
            return STARTS[k].kind;
    return bx_str_is(text, "<<<") ? LINE_CUT : LINE_TEXT;
}

static bx_block *add_block(container *c, bx_block_kind kind, bx_span where)
{
    BX_PUSH(c->r->arena, *c->blocks, (bx_block){.kind = kind, .where = where});
    return &c->blocks->at[c->blocks->len - 1];
}

/* A line that is markup from end to end. */
static bx_span pass_line(container *c)
{
    bx_span where = line_place(c, c->next++);
    bx_mark_body(c->r, where.start, where.end, BX_MARKUP);
    return where;
}

/* ---- paragraphs ---- */

/* Takes a class such as {.sign} off the end of LINE; its name, or an empty string. */
static bx_str take_class(container *c, bx_line_view *line, bx_span *where)
{
    bx_str text = bx_str_slice(c->r->source->text, line->start, line->end);
    size_t brace = text.len;
    while (brace > 0 && text.at[brace - 1] != '{')
        brace--;
    bool is_class = brace > 0 && bx_str_ends(text, "}") && text.at[brace] == '.' &&
                    (brace < 2 || strchr("]\\", text.at[brace - 2]) == NULL);
    if (!is_class)
        return BX_STR("");
    uint32_t start = line->start + (uint32_t)brace - 1;
    bx_mark_body(c->r, start, line->end, BX_MARKUP);
    *where = bx_place(c->r, start, line->end);
    *line = bx_trim_line(c->r, (bx_line_view){line->start, start});
    return bx_str_slice(text, brace, text.len - 1);
}

static bx_block_kind class_kind(const container *c, bx_str name, bx_span where)
{
    if (bx_str_is(name, ".sign"))
        return BX_SIGN;
    if (bx_str_is(name, ".salute"))
        return BX_SALUTE;
    bx_report(c->r->diags, BX_ERROR, "markup-class", where, "'{%.*s}' is no class of a paragraph",
              BX_FMT(name));
    bx_hint(c->r->diags, BX_NOWHERE, "{.sign} and {.salute} are");
    return BX_PARAGRAPH;
}

/* Gathers, in the scratch arena, the lines of one block of text, FIRST before them; notes between
 * them are left out. Stops after a line with a class of its own. */
static bx_str gather(container *c, bx_line_view first, view_vec *lines, bx_span *class_where)
{
    bx_str class = take_class(c, &first, class_where);
    BX_PUSH(c->r->scratch, *lines, first);
    for (; class.len == 0 && c->next < c->count; c->next++) {
        line_kind kind = kind_of(c, c->next);
        bx_line_view line = c->lines[c->next];
        if (kind == LINE_NOTE) {
            bx_mark_body(c->r, line.start, line.end, BX_MARKUP);
            continue;
        }
        if (kind != LINE_TEXT)
            break;
        class = take_class(c, &line, class_where);
        BX_PUSH(c->r->scratch, *lines, line);
    }
    return class;
}

static void check_not_empty(const container *c, const bx_text *text, bx_span where)
{
    if (text->count == 0)
        complain(c, "markup-empty", where, N_("no text stands here"), NULL);
}

static void read_paragraph(container *c)
{
    view_vec lines = {0};
    bx_span class_where = BX_NOWHERE;
    bool forced = false;
    bx_arena_mark saved = bx_arena_save(c->r->scratch);
    bx_line_view first = c->lines[c->next++];
    bx_str class = gather(c, first, &lines, &class_where);
    bx_text text = bx_read_inline(c->r, lines.at, lines.len, &forced);
    bx_arena_rewind(c->r->scratch, saved);
    bx_block_kind kind = forced ? BX_VERSE : BX_PARAGRAPH;
    if (class.len > 0)
        kind = class_kind(c, class, class_where);
    add_block(c, kind, text.where)->text = text;
    check_not_empty(c, &text, class.len > 0 ? class_where : text.where);
}

/* A line of one repeated mark is printed as typed. */
static void read_rule(container *c)
{
    bx_str text = line_text(c, c->next);
    bx_span where = line_place(c, c->next);
    bx_report(c->r->diags, BX_ERROR, "markup-rule", where, "a line of '%.*s' is no form here",
              BX_FMT(text));
    bx_run *run = BX_NEW(c->r->arena, bx_run);
    *run = (bx_run){.text = text,
                    .where = where,
                    .ledger = c->r->body_ledger + (where.start - c->r->body_start)};
    add_block(c, BX_PARAGRAPH, where)->text = (bx_text){run, 1, where};
    c->next++;
}

/* ---- one-line blocks ---- */

static void read_head(container *c)
{
    bx_line_view line = c->lines[c->next];
    bx_str text = line_text(c, c->next++);
    uint32_t level = 0;
    while (level < text.len && text.at[level] == '#')
        level++;
    bx_span where = bx_place(c->r, line.start, line.start + level);
    bool spaced = level < text.len && text.at[level] == ' ';
    if (level < 2 || level > 3 || !spaced) {
        bx_report(c->r->diags, BX_ERROR, "markup-heading", where, "'%.*s' begins no crosshead",
                  BX_FMT(bx_str_slice(text, 0, level + (spaced ? 1 : 0))));
        bx_hint(c->r->diags, BX_NOWHERE,
                "a crosshead is '## ' or '### ' and its text; a '#' to be printed is typed '\\#'");
    }
    bx_mark_body(c->r, line.start, line.start + level, BX_MARKUP);
    line.start += level;
    bx_text head = bx_read_inline(c->r, &line, 1, NULL);
    bx_block *block = add_block(c, BX_CROSSHEAD, bx_place(c->r, where.start, line.end));
    block->level = level == 3 ? 3 : 2;
    block->text = head;
    check_not_empty(c, &head, where);
}

static void read_item(container *c)
{
    bx_reader *r = c->r;
    bx_str text = line_text(c, c->next);
    bx_line_view line = c->lines[c->next++];
    uint32_t marker = (uint32_t)marker_length(text);
    bx_span where = bx_place(r, line.start, line.start + marker - 1);
    bool nested = line.start >= 2 && r->source->text.at[line.start - 1] != '\n' &&
                  c->blocks->len > 0 && c->blocks->at[c->blocks->len - 1].kind == BX_LIST_ITEM &&
                  strchr(" \t", r->source->text.at[line.start - 2]) != NULL;
    if (nested)
        complain(c, "markup-nested", where, N_("a list inside a list: there is one level"), NULL);
    if (text.at[0] == '*' || text.at[0] == '+')
        bx_report(r->diags, BX_ERROR, "markup-list", where, "'%c ' begins no list item; '- ' does",
                  text.at[0]);
    bool number = text.at[0] >= '0' && text.at[0] <= '9';
    bx_mark_body(r, number ? where.end : line.start, line.start + marker, BX_MARKUP);
    bx_text typed = {.where = where};
    if (number) {
        bx_run *run = BX_NEW(r->arena, bx_run);
        *run = (bx_run){.text = bx_str_slice(text, 0, marker - 1),
                        .where = where,
                        .ledger = r->body_ledger + (where.start - r->body_start)};
        typed = (bx_text){run, 1, where};
    }
    view_vec lines = {0};
    bx_span class_where = BX_NOWHERE;
    bx_arena_mark saved = bx_arena_save(r->scratch);
    line.start += marker;
    bx_str class = gather(c, line, &lines, &class_where);
    if (class.len > 0)
        complain(c, "markup-class", class_where, N_("a class at the end of a list item"), NULL);
    bool forced = false;
    bx_text body = bx_read_inline(r, lines.at, lines.len, &forced);
    bx_arena_rewind(r->scratch, saved);
    bx_block *block = add_block(c, BX_LIST_ITEM, bx_place(r, where.start, body.where.end));
    block->marker = typed;
    block->text = body;
    check_not_empty(c, &body, where);
}

static void read_table(container *c)
{
    size_t used;
    bx_span where = line_place(c, c->next);
    const bx_table *table = bx_read_table(c->r, c->lines + c->next, c->count - c->next,
                                          c->span > 0 ? c->span : 1, &used);
    c->next += used;
    where.end = c->lines[c->next - 1].end;
    add_block(c, BX_TABLE, where)->table = table;
    c->span = 0;
}

/* "{span=2}": 1 to 9 text columns, more than a page has. */
static void read_span(container *c)
{
    bx_str text = line_text(c, c->next);
    bx_span where = pass_line(c);
    bool good = text.len == sizeof "{span=2}" - 1 && bx_str_starts(text, "{span=") &&
                text.at[6] >= '1' && text.at[6] <= '9' && text.at[7] == '}';
    if (!good)
        complain(c, "markup-span", where,
                 N_("a span is written {span=2}, on the line before its table"), NULL);
    c->span = good ? text.at[6] - '0' : 1;
    if (c->next < c->count && kind_of(c, c->next) == LINE_TABLE)
        return;
    if (good)
        complain(c, "markup-span", where, N_("no table begins on the line after this span"), NULL);
    c->span = 0;
}

/* ---- asides and boxes ---- */

/* Reads LINES as the children of the container's latest block; HEAD: the first one is a paragraph
 * of its own, even when another follows without a blank line. */
static void read_children(container *c, const bx_line_view *lines, size_t count, bool head)
{
    block_vec children = {0};
    size_t slot = c->blocks->len - 1;
    bx_block_kind kind = c->blocks->at[slot].kind;
    container inner = {.r = c->r,
                       .lines = lines,
                       .count = head ? 1 : count,
                       .depth = c->depth + 1,
                       .in_aside = c->in_aside || kind == BX_ASIDE,
                       .in_box = c->in_box || kind == BX_BOX,
                       .blocks = &children};
    read_container(&inner);
    inner.count = count;
    read_container(&inner);
    c->blocks->at[slot].children = children.at;
    c->blocks->at[slot].child_count = children.len;
    if (children.len == 0)
        complain(c, "markup-empty", c->blocks->at[slot].where, N_("no text stands here"), NULL);
}

/* True for a line that is one bold text: the head of its aside. */
static bool is_bold_line(bx_str text)
{
    if (text.len < 5 || !bx_str_starts(text, "**"))
        return false;
    const char *close = memmem(text.at + 2, text.len - 2, "**", 2);
    return close == text.at + text.len - 2;
}

static void read_aside(container *c)
{
    bx_reader *r = c->r;
    view_vec lines = {0};
    bx_span where = line_place(c, c->next);
    if (c->in_aside)
        complain(c, "markup-nested", bx_place(r, where.start, where.start + 1),
                 N_("an aside inside an aside"), NULL);
    for (; c->next < c->count && kind_of(c, c->next) == LINE_ASIDE; c->next++) {
        bx_line_view line = c->lines[c->next];
        bx_mark_body(r, line.start, line.start + 1, BX_MARKUP);
        where.end = line.end;
        line.start++;
        BX_PUSH(r->arena, lines, bx_trim_line(r, line));
    }
    add_block(c, BX_ASIDE, where);
    bx_str first = bx_str_slice(r->source->text, lines.at[0].start, lines.at[0].end);
    read_children(c, lines.at, lines.len, is_bold_line(first));
}

/* The line of the ':::' that closes the box whose lines begin at I; the container's end when there
 * is none. */
static size_t find_fence(const container *c, size_t i)
{
    size_t depth = 1;
    for (; i < c->count; i++) {
        bx_str text = line_text(c, i);
        if (!bx_str_starts(text, ":::"))
            continue;
        depth = text.len == 3 ? depth - 1 : depth + 1;
        if (depth == 0)
            return i;
    }
    return i;
}

/* Where "::: box" ends in a line TEXT that begins so; anything else is reported. */
static size_t read_box_word(const container *c, bx_str text, bx_span where)
{
    size_t name = 3;
    while (name < text.len && text.at[name] == ' ')
        name++;
    size_t end = name;
    while (end < text.len && text.at[end] != ' ' &&
           !bx_str_starts(bx_str_slice(text, end, text.len), "　"))
        end++;
    if (!bx_str_is(bx_str_slice(text, name, end), "box")) {
        bx_report(c->r->diags, BX_ERROR, "markup-box", where, "'%.*s' begins no box", BX_FMT(text));
        bx_hint(c->r->diags, BX_NOWHERE, "a box is '::: box Title', its text, and ':::'");
    }
    return end;
}

static void read_fence(container *c)
{
    bx_reader *r = c->r;
    bx_line_view opener = c->lines[c->next];
    bx_str text = line_text(c, c->next++);
    bx_span where = bx_place(r, opener.start, opener.end);
    if (text.len == 3) {
        bx_mark_body(r, opener.start, opener.end, BX_MARKUP);
        complain(c, "markup-box", where, N_("':::' closes no box"), NULL);
        return;
    }
    if (c->in_aside || c->in_box)
        complain(c, "markup-nested", where, N_("a box inside another, or inside an aside"), NULL);
    bx_line_view title = opener;
    title.start += (uint32_t)read_box_word(c, text, where);
    bx_mark_body(r, opener.start, title.start, BX_MARKUP);
    bx_text title_text = bx_read_inline(r, &title, 1, NULL);

    size_t first = c->next;
    size_t close = find_fence(c, first);
    c->next = close;
    if (close < c->count) {
        where.end = c->lines[close].end;
        bx_mark_body(r, c->lines[close].start, where.end, BX_MARKUP);
        c->next++;
    } else {
        complain(c, "markup-unclosed", where, N_("this box is not closed: ':::' is missing"), NULL);
    }
    add_block(c, BX_BOX, where)->text = title_text;
    read_children(c, c->lines + first, close - first, false);
}

/* ---- containers ---- */

static void read_photo(container *c)
{
    const bx_photo *photo = bx_read_photo_line(c->r, c->lines[c->next++]);
    add_block(c, BX_PICTURE, photo->where)->photo = photo;
}

static void read_container(container *c)
{
    while (c->next < c->count) {
        line_kind kind = kind_of(c, c->next);
        if ((kind == LINE_ASIDE || kind == LINE_FENCE) && c->depth == BX_LIMIT_MARKUP_DEPTH) {
            bx_report(c->r->diags, BX_ERROR, "markup-limit", line_place(c, c->next),
                      "too many asides and boxes inside each other; at most %d are read",
                      BX_LIMIT_MARKUP_DEPTH);
            kind = LINE_TEXT;
        }
        switch (kind) {
        case LINE_BLANK:
            c->next++;
            break;
        case LINE_TEXT:
            read_paragraph(c);
            break;
        case LINE_NOTE:
            pass_line(c);
            break;
        case LINE_CUT:
            add_block(c, BX_CUT, pass_line(c));
            break;
        case LINE_HEAD:
            read_head(c);
            break;
        case LINE_ASIDE:
            read_aside(c);
            break;
        case LINE_FENCE:
            read_fence(c);
            break;
        case LINE_TABLE:
            read_table(c);
            break;
        case LINE_SPAN:
            read_span(c);
            break;
        case LINE_PHOTO:
            read_photo(c);
            break;
        case LINE_ITEM:
            read_item(c);
            break;
        case LINE_RULE:
            read_rule(c);
            break;
        }
    }
}

const bx_block *bx_read_body(bx_reader *r, uint32_t start, uint32_t end, size_t *count)
{
    const char *text = r->source->text.at;
    view_vec lines = {0};
    block_vec blocks = {0};
    for (uint32_t at = start; at < end;) {
        const char *found = memchr(text + at, '\n', end - at);
        uint32_t stop = found == NULL ? end : (uint32_t)(found - text);
        uint32_t next = stop < end ? stop + 1 : end;
        uint32_t line_end = stop > at && text[stop - 1] == '\r' ? stop - 1 : stop;
        bx_mark_body(r, line_end, next, BX_MARKUP);
        BX_PUSH(r->arena, lines, bx_trim_line(r, (bx_line_view){at, line_end}));
        at = next;
    }
    container body = {.r = r, .lines = lines.at, .count = lines.len, .blocks = &blocks};
    read_container(&body);
    *count = blocks.len;
    return blocks.at;
}
