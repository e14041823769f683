/* text/context.c - pieces of text to characters in context: classes, faces, what is bound together.
 *
 * A mark means different things beside different neighbours: the colon of 3:2, the one dash of a pair.
 */
#include "text/shape.h"

uint16_t bx_variant(bx_work *w, uint16_t dress, int face, bx_len size, bx_len rise, int stretch)
{
    bx_dress wanted = w->dresses.at[dress];
    wanted.face = (uint16_t)face;
    wanted.size = size;
    wanted.rise = rise;
    wanted.stretch = (int16_t)stretch;
    wanted.mark_face = -1;
    for (size_t i = 0; i < w->dresses.len; i++) {
        const bx_dress *have = &w->dresses.at[i];
        if (have->face == wanted.face && have->size == size && have->rise == rise &&
            have->ink == wanted.ink && have->tracking == wanted.tracking &&
            have->mark == wanted.mark && have->stretch == wanted.stretch && have->mark_face == -1)
            return (uint16_t)i;
    }
    BX_PUSH(w->arena, w->dresses, wanted);
    return (uint16_t)(w->dresses.len - 1);
}

static bool is_digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

static bool is_letter(uint32_t code)
{
    return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') ||
           (code >= 0xC0 && code < 0x250 && code != 0xD7 && code != 0xF7) ||
           (code >= 0x370 && code < 0x530);
}

static bool is_word(uint32_t code)
{
    return is_digit(code) || is_letter(code);
}

/* The base of a superscript or subscript character, and whether it is raised; 0: none. */
static uint32_t script_base(uint32_t code, bool *raised)
{
    static const char signs[] = "+-=()";
    *raised = code < 0x2080;
    if (code == 0xB9 || code == 0xB2 || code == 0xB3)
        return code == 0xB9 ? '1' : '2' + (code - 0xB2);
    if (code == 0x2071 || code == 0x207F)
        return code == 0x2071 ? 'i' : 'n';
    if (code >= 0x2070 && code <= 0x207E)
        return code <= 0x2079 ? '0' + (code - 0x2070) : (uint32_t)signs[code - 0x207A];
    if (code >= 0x2080 && code <= 0x208E)
        return code <= 0x2089 ? '0' + (code - 0x2080) : (uint32_t)signs[code - 0x208A];
    if (code >= 0x2090 && code <= 0x209C)
        return (uint32_t)"aeoxehklmnpst"[code - 0x2090];
    return 0;
}

static void read_chars(bx_work *w, const bx_piece *pieces, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += bx_utf8_count(pieces[i].text);
    w->chars = BX_NEW_ARRAY(w->shaper->scratch, bx_char, length + 1);
    for (size_t i = 0; i < count; i++) {
        const char *at = pieces[i].text.at, *end = at + pieces[i].text.len;
        while (at < end) {
            bx_char *c = &w->chars[w->count++];
            c->text = at;
            c->ledger = pieces[i].ledger == BX_GENERATED
                            ? BX_GENERATED
                            : pieces[i].ledger + (uint32_t)(at - pieces[i].text.at);
            c->code = c->shaped = bx_utf8_next(&at, end);
            c->len = (uint8_t)(at - c->text);
            c->dress = pieces[i].dress;
            c->class = (uint8_t)bx_class_of(c->code);
            c->piece = &pieces[i];
            c->hidden = pieces[i].bars && c->code == 0xFF5C;
        }
        if (pieces[i].line_end && w->count > 0)
            w->chars[w->count - 1].line_end = true;
    }
}

/* What a character is beside its neighbours (typography 1.2). */
static void resolve_class(bx_work *w, size_t i)
{
    bx_char *c = &w->chars[i];
    const bx_char *before = i > 0 ? c - 1 : NULL, *after = i + 1 < w->count ? c + 1 : NULL;
    bool word_before = before != NULL && is_word(before->code);
    bool word_after = after != NULL && is_word(after->code);
    switch (c->code) {
    case 0x2019:
        if (before != NULL && after != NULL &&
            ((is_letter(before->code) && is_letter(after->code)) || (is_digit(before->code) && is_digit(after->code))))
            c->class = BX_CLASS_LAT;
        break;
    case 0x00B7:
        if (word_before && word_after)
            c->class = BX_CLASS_LAT;
        break;
    case 0x2009:
    case 0x202F:
        c->shaped = ' ';
        break;
    case '~':
        if (before != NULL && before->code == '/' && word_after)
            break; /* a home page */
        c->class = BX_CLASS_CN;
        c->shaped = 0xFF5E;
        break;
    case '-':
    case 0x2010:
        if (!word_before && word_after && after != NULL && is_digit(after->code))
            c->class = BX_CLASS_PR;
        else if (!word_before || !word_after)
            c->class = BX_CLASS_CN;
        break;
    case '+':
    case 0x2212:
    case 0x00B1:
        c->class = after != NULL && is_digit(after->code) &&
                           (before == NULL || before->class != BX_CLASS_LAT)
                       ? BX_CLASS_PR
                       : BX_CLASS_OPR;
        break;
    case '=':
    case '<':
    case '>':
        c->class = BX_CLASS_OPR;
        break;
    case '/':
        c->class = word_before || word_after ? BX_CLASS_LAT : BX_CLASS_SL;
        break;
    case '#':
        if (!word_after)
            c->class = BX_CLASS_LAT;
        break;
    default:
        break;
    }
    bool raised;
    uint32_t base = script_base(c->code, &raised);
    if (base != 0) {
        const bx_dress *dress = &w->dresses.at[c->dress];
        bx_len size = dress->size * 3 / 5;
        c->shaped = base;
        c->class = BX_CLASS_LAT;
        c->dress = bx_variant(w, c->dress, dress->face, size,
                           dress->rise + (raised ? dress->size / 3 : -dress->size / 8), 0);
    }
}

/* Takes —— and …… in pairs from the left (GB/T 15834-2011 5.1.4, 5.1.5). */
static void pair_marks(bx_work *w)
{
    for (size_t i = 0; i + 1 < w->count; i++) {
        bx_char *c = &w->chars[i], *next = c + 1;
        bool dash = c->code == 0x2014 || c->code == 0x2015;
        bool dots = c->code == 0x2026 || c->code == 0x22EF;
        if ((!dash && !dots) || next->code != c->code)
            continue;
        c->class = next->class = dash ? BX_CLASS_DA : BX_CLASS_EL;
        next->joined = next->dress == c->dress;
        next->glued = !next->joined;
        i++;
    }
}

/* Names of a lead-in, and words that have one reading: what a line's end may not part. */
static void glue_names(bx_work *w)
{
    for (size_t i = 1; i < w->count; i++) {
        bx_char *c = &w->chars[i];
        const bx_char *before = c - 1;
        if (c->class != BX_CLASS_ID)
            continue;
        if (c->piece->ruby.len > 0 && before->piece == c->piece && before->class == BX_CLASS_ID)
            c->glued = true; /* a word stands whole under its reading */
        if (!c->piece->names)
            continue;
        c->glued = before->glued && before->class == BX_CLASS_ID;
        if (!c->glued && i >= 2 && before->class == BX_CLASS_ID && (c - 2)->class == BX_CLASS_SP)
            c->glued = true;
    }
}

/* Asks the font once for a character and remembers the answer. */
static bool has_glyph(bx_work *w, uint16_t face, uint32_t code)
{
    bx_seen *seen = &w->shaper->seen[(code * 2654435761u ^ face * 40503u) >> 7 & (BX_KNOWN - 1)];
    if (seen->code != code || seen->face != face || code == 0)
        *seen = (bx_seen){.code = code, .face = face, .there = bx_face_glyph(w->shaper->book, face, code) != 0};
    return seen->there;
}

static bool is_ascii_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

static bool is_ascii_sign(uint32_t code)
{
    return code > ' ' && code < 0x7F;
}

/* Whether character AT stands in an address of the net or a code: a@b, a_b, a.b, a//b without a space between. */
static bool in_address(const bx_work *w, size_t at)
{
    size_t start = at, end = at;
    while (start > 0 && is_ascii_sign(w->chars[start - 1].code))
        start--;
    while (end < w->count && is_ascii_sign(w->chars[end].code))
        end++;
    for (size_t i = start; i + 1 < end; i++) {
        uint32_t code = w->chars[i].code, next = w->chars[i + 1].code;
        if (code == '@' || code == '_' || (code == '/' && next == '/') ||
            (code == '.' && i > start && is_ascii_letter(next)))
            return true;
    }
    return false;
}

/* Finds where long English words may be parted; words with capitals inside or digits beside are names and codes, and in
 * an address a hyphen would be read as one of its own.
 */
static bool find_hyphens(bx_work *w)
{
    enum { LEAST = 7, LONGEST = 60 };
    bool any = false;
    for (size_t i = 0; i < w->count;) {
        size_t end = i;
        char word[LONGEST];
        bool after[LONGEST] = {false}, plain = true;
        while (end < w->count && is_ascii_letter(w->chars[end].code)) {
            if (end - i < LONGEST)
                word[end - i] = (char)w->chars[end].code;
            plain &= end == i || w->chars[end].code >= 'a';
            end++;
        }
        size_t len = end - i;
        bool beside = (i > 0 && is_digit(w->chars[i - 1].code)) || (end < w->count && is_digit(w->chars[end].code));
        if (len >= LEAST && len <= LONGEST && plain && !beside && !in_address(w, i)) {
            any |= bx_hyphens_find(w->shaper->hyphens, word, len, after) > 0;
            for (size_t k = 0; k < len; k++)
                w->chars[i + k].hyphen = after[k];
        }
        i = len == 0 ? i + 1 : end;
    }
    return any;
}

static void choose_face(bx_work *w, bx_char *c)
{
    bx_dress *dress = &w->dresses.at[c->dress];
    bool quote = c->code == 0x2018 || c->code == 0x2019 || c->code == 0x201C || c->code == 0x201D ||
                 c->code == 0x00B7;
    if (dress->mark_face >= 0 && quote && c->class != BX_CLASS_LAT) {
        c->dress = bx_variant(w, c->dress, dress->mark_face, dress->size, dress->rise, dress->stretch);
        dress = &w->dresses.at[c->dress];
    }
    if (c->hidden || has_glyph(w, dress->face, c->shaped) || (c->code >= 0xFE00 && c->code <= 0xFE0F))
        return;
    const bx_paper *paper = w->shaper->paper;
    for (size_t i = 0; i < paper->fallback_count; i++) {
        if (bx_face_glyph(w->shaper->book, paper->fallback[i], c->shaped) == 0)
            continue;
        c->dress = bx_variant(w, c->dress, paper->fallback[i], dress->size, dress->rise, dress->stretch);
        return;
    }
    bx_span where = c->piece->where;
    if (where.source != NULL) {
        where.start += (uint32_t)(c->text - c->piece->text.at);
        where.end = where.start + c->len;
    }
    bx_report(w->diags, BX_ERROR, "missing-glyph", where,
              "font '%.*s' has no glyph for '%.*s' (U+%04X)",
              BX_FMT(w->shaper->book->faces[dress->face].name), (int)c->len, c->text, c->code);
    bx_hint(w->diags, BX_NOWHERE, "add a font that has it to 'fallback' in paper.yaml, or write another character");
    c->shaped = 0x3013;
    c->class = BX_CLASS_ID;
}

static bool continues_number(uint32_t code)
{
    return is_word(code) || code == '.' || code == ',' || code == ':' || code == '/' || code == '-' || code == '%' ||
           code == 0x2030 || code == 0x2212;
}

/* Vertical text: one or two digits stand upright together in one cell (纵中横). */
static void set_upright_digits(bx_work *w)
{
    for (size_t i = 0; i < w->count;) {
        size_t end = i;
        while (end < w->count && is_digit(w->chars[end].code))
            end++;
        size_t length = end - i;
        bool alone = (i == 0 || !continues_number(w->chars[i - 1].code)) &&
                     (end == w->count || !continues_number(w->chars[end].code));
        if (alone && (length == 1 || length == 2))
            for (size_t k = i; k < end; k++) {
                w->chars[k].upright = true;
                w->chars[k].class = BX_CLASS_ID;
                w->chars[k].joined = k > i;
            }
        i = length == 0 ? i + 1 : end;
    }
}

/* What is shaped as Latin: words, and marks that no Chinese text has. ℃ and № fill a cell and stand upright. */
static bool is_latin(const bx_char *c)
{
    bx_class class = (bx_class)c->class;
    bool sign = class == BX_CLASS_PR || class == BX_CLASS_PO || class == BX_CLASS_OPR;
    bool cell = c->code >= 0x2E80 || (c->code >= 0x2100 && c->code < 0x2150);
    return !c->upright && (class == BX_CLASS_LAT || class == BX_CLASS_SP || (sign && !cell));
}

bool bx_read_context(bx_work *w, const bx_piece *pieces, size_t count)
{
    read_chars(w, pieces, count);
    for (size_t i = 0; i < w->count; i++)
        resolve_class(w, i);
    pair_marks(w);
    glue_names(w);
    bool hyphens = find_hyphens(w);
    if (w->vertical)
        set_upright_digits(w);
    for (size_t i = 0; i < w->count; i++) {
        choose_face(w, &w->chars[i]);
        w->chars[i].latin = is_latin(&w->chars[i]);
    }
    return hyphens;
}
