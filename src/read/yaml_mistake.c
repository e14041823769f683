/* read/yaml_mistake.c - what is really wrong where libyaml stops (YAML 报错).
 *
 * libyaml says what it expected; an editor typed a full-width colon, a full-width space, or a value
 * that needs quotes. These are looked for first, near the place of the error.
 */
#include "read/yaml_tree.h"

uint32_t bx_yaml_byte(bx_yaml_place *place, yaml_mark_t mark)
{
    const char *text = place->source->text.at;
    while (place->index < mark.index && place->at < place->end) {
        const char *at = text + place->at;
        bx_utf8_next(&at, text + place->end);
        place->at = (uint32_t)(at - text);
        place->index++;
    }
    while (place->index > mark.index && place->at > place->start) {
        do
            place->at--;
        while (((unsigned char)text[place->at] & 0xC0) == 0x80);
        place->index--;
    }
    return place->at;
}

static bool name_character(unsigned char c, bool ascii_only)
{
    if (c >= 0x80)
        return !ascii_only;
    return (c >= 'a' && c <= 'z') || c == '-' ||
           (!ascii_only && c > ' ' && !strchr(":'\"#[]{},", c));
}

static bool is_at(const bx_source *source, uint32_t at, uint32_t end, const char *what)
{
    return bx_str_starts(bx_str_slice(source->text, at, end), what);
}

/* A key is at most this long; after more, a colon is one of the text. */
enum { LONGEST_KEY = 30 };

bx_span bx_yaml_wrong_colon(const bx_source *source, uint32_t start, uint32_t end, bool ascii_only)
{
    const char *text = source->text.at;
    uint32_t i = start;
    while (i < end && (text[i] == ' ' || text[i] == '-' || is_at(source, i, end, "　")))
        i += is_at(source, i, end, "　") ? 3 : 1;
    uint32_t name = i;
    while (i < end && i - name <= LONGEST_KEY && !is_at(source, i, end, "：") &&
           name_character((unsigned char)text[i], ascii_only))
        i++;
    if (i == name || i >= end)
        return BX_NOWHERE;
    if (is_at(source, i, end, "："))
        return (bx_span){source, i, i + 3};
    if (text[i] == ':' && i + 1 < end && (unsigned char)text[i + 1] > ' ')
        return (bx_span){source, i, i + 1};
    return BX_NOWHERE;
}

void bx_yaml_report_colon(bx_span colon, bx_diags *diags)
{
    bool wide = colon.end - colon.start == 3;
    bx_report(diags, BX_ERROR, "yaml-key-colon", colon,
              wide ? N_("a full-width colon after a key") : N_("no space after a key's colon"));
    bx_hint(diags, BX_NOWHERE, "write a half-width ':' and a space");
}

/* Reports a full-width space or a tab in the indentation of the line at START. */
static bool report_indent(const bx_source *source, uint32_t start, uint32_t end, bx_diags *diags)
{
    uint32_t i = start;
    while (i < end && (source->text.at[i] == ' ' || source->text.at[i] == '-'))
        i++;
    bool tab = i < end && source->text.at[i] == '\t';
    if (!tab && !is_at(source, i, end, "　"))
        return false;
    bx_span blank = {source, i, i + (tab ? 1u : 3u)};
    bx_report(diags, BX_ERROR, "yaml-indent", blank,
              tab ? N_("a tab indents this line") : N_("a full-width space indents this line"));
    bx_hint(diags, BX_NOWHERE, "YAML is indented with half-width spaces only");
    return true;
}

/* A byte in the line before the one that holds AT, or AT itself in the first line. */
static uint32_t line_before(const bx_yaml_place *place, uint32_t at)
{
    uint32_t i = at;
    while (i > place->start && place->source->text.at[i - 1] != '\n')
        i--;
    return i > place->start ? i - 1 : at;
}

/* Looks at the lines from FIRST to LAST, each given by a byte in it. */
static bool report_known(const bx_source *source, uint32_t first, uint32_t last, uint32_t end,
                         bx_diags *diags)
{
    const char *text = source->text.at;
    while (first > 0 && text[first - 1] != '\n')
        first--;
    for (uint32_t line = first; line <= last && line < end;) {
        const char *stop = memchr(text + line, '\n', end - line);
        uint32_t next = stop == NULL ? end : (uint32_t)(stop - text);
        if (report_indent(source, line, next, diags))
            return true;
        bx_span colon = bx_yaml_wrong_colon(source, line, next, false);
        if (colon.source != NULL) {
            bx_yaml_report_colon(colon, diags);
            return true;
        }
        line = next + 1;
    }
    return false;
}

static const struct {
    const char *problem; /* libyaml's words */
    const char *message, *hint;
    bool at_context; /* the place to point at is where the thing began */
} KNOWN[] = {
    {"mapping values are not allowed in this context", N_("a ':' where no key can stand"),
     N_("put the whole value in quotes, or use the full-width colon ："), false},
    {"could not find expected ':'", N_("a line that is no 'key: value'"), NULL, true},
    {"found character that cannot start any token", N_("a value cannot begin with this character"),
     N_("put the whole value in quotes"), false},
    {"did not find expected ',' or ']'", N_("the list's ']' or a ',' is missing"), NULL, true},
    {"did not find expected ',' or '}'", N_("the '}' or a ',' is missing"), NULL, true},
    {"did not find expected key",
     N_("this does not go on as it began: text after a closing quote, "
        "or an indentation that fits no line above"),
     N_("a value that holds straight quotes goes in single quotes as a whole"), false},
    {"did not find expected '-' indicator", N_("a list item '- ' was expected"), NULL, false},
    {"did not find expected node content", N_("a value is missing"), NULL, false},
    {"did not find expected alphabetic or numeric character",
     N_("'*' and '&' cannot begin a value"), N_("put the whole value in quotes"), true},
    {"did not find expected <document start>", N_("text after the end of the document"), NULL,
     false},
    {"found unexpected end of stream", N_("a quote is not closed"), NULL, true},
    {"found unexpected document indicator", N_("a quote is not closed"), NULL, true},
    {"found unknown escape character", N_("unknown '\\' in double quotes"),
     N_("in single quotes '\\' is a character like others"), false},
    {"did not find expected hexdecimal number", N_("unknown '\\' in double quotes"),
     N_("in single quotes '\\' is a character like others"), false},
    {"found invalid Unicode character escape code", N_("unknown '\\' in double quotes"), NULL,
     false},
    {"block sequence entries are not allowed in this context",
     N_("a list item '- ' cannot stand here"), N_("begin the list on the next line"), false},
    {"found undefined tag handle", N_("'!' cannot begin a value"),
     N_("put the whole value in quotes"), true},
};

/* "title: [独家]新站" and "title: {图}新站": where a value's bracket closes, text goes on. The bracket, or nowhere. */
static bx_span early_bracket(const bx_yaml_place *place, uint32_t at)
{
    const char *text = place->source->text.at;
    uint32_t line = at, open;
    while (line > place->start && text[line - 1] != '\n')
        line--;
    for (open = line; open < at && text[open] != ':'; open++) {
    }
    while (open < at && (text[open] == ':' || text[open] == ' '))
        open++;
    bool closed = at > open && (text[at - 1] == ']' || text[at - 1] == '}');
    return closed && (text[open] == '[' || text[open] == '{') ? (bx_span){place->source, open, open + 1} : BX_NOWHERE;
}

/* "{ title: 要闻，editor: 顾": the full-width comma before the key whose colon is AT, or nowhere. */
static bx_span wide_comma(const bx_yaml_place *place, uint32_t at)
{
    const char *text = place->source->text.at;
    uint32_t i = at;
    while (i > place->start && name_character((unsigned char)text[i - 1], true))
        i--;
    while (i > place->start && text[i - 1] == ' ')
        i--;
    bool there = i < at && i >= place->start + 3 && is_at(place->source, i - 3, at, "，");
    return there ? (bx_span){place->source, i - 3, i} : BX_NOWHERE;
}

/* Reports what stands in the line that libyaml does not look for. */
static bool report_bracket_or_comma(const bx_yaml_place *place, const char *problem, uint32_t at, bx_diags *diags)
{
    bx_span bracket = early_bracket(place, at), comma = wide_comma(place, at);
    if (bracket.source != NULL && strcmp(problem, "did not find expected key") == 0) {
        bx_report(diags, BX_ERROR, "yaml-syntax", bracket, "a value cannot begin with this character");
        bx_hint(diags, BX_NOWHERE, "put the whole value in quotes");
        return true;
    }
    if (comma.source != NULL && strcmp(problem, "did not find expected ',' or '}'") == 0) {
        bx_report(diags, BX_ERROR, "yaml-syntax", comma, "a full-width comma between two keys");
        bx_hint(diags, BX_NOWHERE, "write a half-width ',' and a space");
        return true;
    }
    return false;
}

void bx_yaml_report(const yaml_parser_t *parser, bx_yaml_place *place, bx_diags *diags)
{
    const bx_source *source = place->source;
    uint32_t at = bx_yaml_byte(place, parser->problem_mark);
    bool has_context =
        parser->context != NULL && parser->context_mark.index <= parser->problem_mark.index;
    uint32_t context = has_context ? bx_yaml_byte(place, parser->context_mark) : at;
    const char *problem = parser->problem == NULL ? "" : parser->problem;

    bool in_quotes = strcmp(problem, "found unexpected end of stream") == 0 ||
                     strcmp(problem, "found unexpected document indicator") == 0;
    bool of_key = strcmp(problem, "could not find expected ':'") == 0;
    /* A line without a proper colon runs on into the next one, and there libyaml stumbles. */
    bool of_colon = strcmp(problem, "mapping values are not allowed in this context") == 0;
    uint32_t first = of_key ? context : of_colon ? line_before(place, at) : at;
    if (!in_quotes && (report_known(source, first, at, place->end, diags) ||
                       report_bracket_or_comma(place, problem, at, diags)))
        return;
    const char *message = N_("this is not readable as YAML");
    const char *hint = NULL;
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        if (strcmp(problem, KNOWN[i].problem) != 0)
            continue;
        message = KNOWN[i].message;
        hint = KNOWN[i].hint;
        at = KNOWN[i].at_context ? context : at;
    }
    uint32_t past = at < place->end ? at + 1 : at;
    while (past < place->end && ((unsigned char)source->text.at[past] & 0xC0) == 0x80)
        past++;
    bx_span where = {source, at, past};
    bx_report(diags, BX_ERROR, "yaml-syntax", where, "%s", _(message));
    if (hint != NULL)
        bx_hint(diags, BX_NOWHERE, "%s", _(hint));
}
