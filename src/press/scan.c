/* press/scan.c - the operators of a content stream (内容流), one after another.
 *
 * Never fails: what is damaged comes out as tokens that no operator has.
 */
#include "press/scan.h"

#include <stdlib.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

static bool is_delimiter(char c)
{
    return c != 0 && strchr("()<>[]{}/%", c) != NULL;
}

static void skip_space(bx_str *at)
{
    size_t i = 0;
    while (i < at->len && (is_space(at->at[i]) || at->at[i] == '%')) {
        if (at->at[i] == '%')
            while (i < at->len && at->at[i] != '\n' && at->at[i] != '\r')
                i++;
        else
            i++;
    }
    *at = bx_str_slice(*at, i, at->len);
}

/* Length of the string in brackets that AT begins with. */
static size_t string_length(bx_str at)
{
    int depth = 0;
    for (size_t i = 0; i < at.len; i++) {
        if (at.at[i] == '\\')
            i++;
        else if (at.at[i] == '(')
            depth++;
        else if (at.at[i] == ')' && --depth == 0)
            return i + 1;
    }
    return at.len;
}

static size_t hex_length(bx_str at)
{
    size_t i = 1;
    while (i < at.len && at.at[i] != '>')
        i++;
    return i < at.len ? i + 1 : i;
}

static size_t word_length(bx_str at)
{
    size_t i = 1;
    while (i < at.len && !is_space(at.at[i]) && !is_delimiter(at.at[i]))
        i++;
    return i;
}

/* Numbers have no exponent; "1.", ".5" and "-.5" are numbers, "--5" is read as Acrobat reads it. */
static bool read_number(bx_str text, double *number)
{
    double value = 0, unit = 1;
    size_t i = 0, digits = 0;
    bool negative = false, point = false;
    for (; i < text.len && (text.at[i] == '+' || text.at[i] == '-'); i++)
        negative = text.at[i] == '-';
    for (; i < text.len; i++) {
        char c = text.at[i];
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            digits++;
            if (point)
                unit /= 10;
            value = point ? value + (c - '0') * unit : value * 10 + (c - '0');
        } else {
            return false;
        }
    }
    *number = negative ? -value : value;
    return digits > 0;
}

static bx_token_kind kind_of(bx_str at, size_t *len)
{
    char first = at.at[0], second = at.len > 1 ? at.at[1] : 0;
    if (first == '(') {
        *len = string_length(at);
        return BX_TOKEN_STRING;
    }
    if (first == '<' && second != '<') {
        *len = hex_length(at);
        return BX_TOKEN_STRING;
    }
    if (is_delimiter(first) && first != '/') {
        *len = (first == '<' || first == '>') && second == first ? 2 : 1;
        return BX_TOKEN_MARK;
    }
    *len = word_length(at);
    return first == '/' ? BX_TOKEN_NAME : BX_TOKEN_WORD;
}

bool bx_scan_token(bx_scanner *scanner, bx_token *token)
{
    skip_space(&scanner->at);
    if (scanner->at.len == 0)
        return false;
    size_t len;
    *token = (bx_token){.kind = kind_of(scanner->at, &len)};
    token->text = bx_str_slice(scanner->at, 0, len);
    scanner->at = bx_str_slice(scanner->at, len, scanner->at.len);
    if (token->kind == BX_TOKEN_WORD && read_number(token->text, &token->number))
        token->kind = BX_TOKEN_NUMBER;
    return true;
}

/* ---- inline images ---- */

/* True when what stands behind an EI looks like a content stream, not like pixels. */
static bool is_text(bx_str at)
{
    enum { LOOK_AHEAD = 16 };
    for (size_t i = 0; i < at.len && i < LOOK_AHEAD; i++)
        if (!is_space(at.at[i]) && (at.at[i] < ' ' || at.at[i] > '~'))
            return false;
    return true;
}

/* The bytes up to an EI that stands alone; the scanner goes on behind it (ISO 32000-1, 8.9.7). */
static bx_str take_image_data(bx_scanner *scanner)
{
    bx_str at = scanner->at;
    size_t start = at.len > 0 && is_space(at.at[0]) ? 1 : 0;
    for (size_t i = start; i + 2 < at.len; i++) {
        bool alone = is_space(at.at[i]) && at.at[i + 1] == 'E' && at.at[i + 2] == 'I' &&
                     (i + 3 == at.len || is_space(at.at[i + 3]));
        if (alone && is_text(bx_str_slice(at, i + 3, at.len))) {
            scanner->at = bx_str_slice(at, i + 3, at.len);
            return bx_str_slice(at, start, i);
        }
    }
    scanner->at = bx_str_slice(at, at.len, at.len);
    return bx_str_slice(at, start, at.len);
}

/* ---- instructions ---- */

static bool is_operator(const bx_token *token)
{
    return token->kind == BX_TOKEN_WORD && !bx_str_is(token->text, "true") &&
           !bx_str_is(token->text, "false") && !bx_str_is(token->text, "null");
}

bool bx_scan_instruction(bx_scanner *scanner, bx_instruction *instruction)
{
    bx_token token;
    const char *start = NULL;
    bool image = false;
    instruction->count = 0;
    instruction->data = (bx_str){"", 0};
    while (bx_scan_token(scanner, &token)) {
        if (start == NULL)
            start = token.text.at;
        if (!is_operator(&token)) {
            if (instruction->count < BX_MOST_OPERANDS)
                instruction->operands[instruction->count] = token;
            instruction->count++;
            continue;
        }
        if (bx_str_is(token.text, "BI") && !image) {
            image = true;
            continue;
        }
        instruction->name = token.text;
        if (image && bx_str_is(token.text, "ID")) {
            instruction->data = take_image_data(scanner);
            instruction->name = BX_STR("BI");
        }
        instruction->text = (bx_str){start, (size_t)(scanner->at.at - start)};
        return true;
    }
    return false;
}
