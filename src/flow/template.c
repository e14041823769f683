/* flow/template.c - names in braces become what they stand for (报头字段).
 *
 * Computing the values is dates.c's work.
 */
#include "flow/dates.h"

#define PHRASE_SPACE "　" /* U+3000 */

typedef struct {
    const char *name;
    bx_str value;
} field;

enum { FIELDS = 17 };

static void list_fields(field list[FIELDS], const bx_dates *dates, const bx_page_plan *page,
                        const bx_paper *paper)
{
    static const bx_page_plan no_page;
    const bx_page_plan *p = page ? page : &no_page;
    const field all[FIELDS] = {
        {"date", dates->date},
        {"weekday", dates->weekday},
        {"lunar", dates->lunar},
        {"number", dates->number},
        {"total", dates->total},
        {"pages", dates->pages},
        {"kind", dates->kind},
        {"free", dates->free},
        {"page", p->label},
        {"left", p->left},
        {"right", p->right},
        {"title", p->title},
        {"editor", p->editor},
        {"designer", p->designer},
        {"proof", p->proof},
        {"reviewer", p->reviewer},
        {"paper", paper->short_name.len > 0 ? paper->short_name : paper->title},
    };

    memcpy(list, all, sizeof all);
}

static const field *find_field(const field *list, bx_str name)
{
    for (int i = 0; i < FIELDS; i++)
        if (bx_str_is(name, list[i].name))
            return &list[i];
    return NULL;
}

/* The end of the phrase that begins at START: the next U+3000 or the end of TEXT. */
static size_t phrase_end(bx_str text, size_t start)
{
    size_t end = start;

    while (end < text.len &&
           !bx_str_starts(bx_str_slice(text, end, text.len), PHRASE_SPACE))
        end++;
    return end;
}

/* Length of the name in braces at the start of TEXT, without them; 0: there is none. */
static size_t name_length(bx_str text)
{
    size_t len = 1;

    while (len < text.len && text.at[len] != '}' && text.at[len] != '{')
        len++;
    return len > 1 && len < text.len && text.at[len] == '}' ? len - 1 : 0;
}

/* Adds PHRASE, filled in, to OUT; false when all that it names is empty. */
static bool fill_phrase(bx_buffer *out, bx_str phrase, const field *list, bx_span where,
                        bx_diags *diags)
{
    size_t named = 0, empty = 0;

    for (size_t i = 0; i < phrase.len;) {
        bx_str rest = bx_str_slice(phrase, i, phrase.len);
        size_t len = rest.at[0] == '{' ? name_length(rest) : 0;
        const field *found;

        if (len == 0) {
            bx_buffer_add(out, rest.at, 1);
            i++;
            continue;
        }
        found = find_field(list, bx_str_slice(rest, 1, len + 1));
        named++;
        if (found) {
            bx_buffer_str(out, found->value);
            empty += found->value.len == 0;
        } else {
            bx_buffer_add(out, rest.at, len + 2);
            bx_report(diags, BX_ERROR, "unknown-field", where, "there is no field '{%.*s}'",
                      (int)len, rest.at + 1);
        }
        i += len + 2;
    }
    return named == 0 || empty < named;
}

bx_str bx_fill_template(bx_arena *arena, bx_str template, const bx_dates *dates,
                        const bx_page_plan *page, const bx_paper *paper, bx_span where,
                        bx_diags *diags)
{
    const bx_str space = BX_STR(PHRASE_SPACE);
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};
    field list[FIELDS];
    bool parted = false; /* a space is due before the next phrase */

    list_fields(list, dates, page, paper);
    for (size_t start = 0; start <= template.len;) {
        size_t end = phrase_end(template, start), before = out.len;

        if (parted)
            bx_buffer_str(&out, space);
        if (fill_phrase(&out, bx_str_slice(template, start, end), list, where, diags))
            parted = true;
        else
            out.len = before;
        start = end + space.len;
    }
    return bx_str_copy(arena, (bx_str){out.at, out.len});
}
