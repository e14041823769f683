/* read/field.c - a counted text of the front matter: title, kicker, caption, credit (题文字段).
 *
 * A field is plain text: the forms of the body are not read in it, and are reported so that no star
 * is printed. Where its value stands in the file as it is, its runs are slices of the file.
 */
#include "read/reader.h"

typedef BX_VEC(bx_run) run_vec;

static void add_run(bx_reader *r, run_vec *runs, bx_str text, bx_span where)
{
    uint32_t slot = bx_ledger_add(r->arena, r->fates, text.len);
    BX_PUSH(r->arena, *runs, (bx_run){.text = text, .where = where, .ledger = slot});
}

static void add_slice(bx_reader *r, run_vec *runs, uint32_t start, uint32_t end)
{
    add_run(r, runs, bx_str_slice(r->source->text, start, end), bx_place(r, start, end));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* True when TEXT and the source at WHERE are the same but for the blanks that YAML folds. */
static bool same_but_blanks(bx_str text, bx_str written)
{
    size_t i = 0;
    size_t k = 0;
    for (;;) {
        while (i < text.len && is_blank(text.at[i]))
            i++;
        while (k < written.len && is_blank(written.at[k]))
            k++;
        if (i == text.len || k == written.len)
            return i == text.len && k == written.len;
        if (text.at[i++] != written.at[k++])
            return false;
    }
}

static uint32_t last_character(bx_str text)
{
    size_t at = text.len;
    do
        at--;
    while (at > 0 && ((unsigned char)text.at[at] & 0xC0) == 0x80);
    const char *start = text.at + at;
    return bx_utf8_next(&start, text.at + text.len);
}

/* A value over several lines: each line a run, joined as lines of a paragraph are. */
static void add_lines(bx_reader *r, run_vec *runs, bx_span where)
{
    const char *text = r->source->text.at;
    for (uint32_t at = where.start; at < where.end;) {
        uint32_t end = at;
        while (end < where.end && text[end] != '\n')
            end++;
        uint32_t next = end + 1;
        while (at < end && is_blank(text[at]))
            at++;
        while (end > at && is_blank(text[end - 1]))
            end--;
        if (end > at && runs->len > 0) {
            const char *start = text + at;
            uint32_t first = bx_utf8_next(&start, text + end);
            if (!bx_is_chinese(first) &&
                !bx_is_chinese(last_character(runs->at[runs->len - 1].text)))
                BX_PUSH(r->arena, *runs,
                        (bx_run){.text = BX_STR(" "),
                                 .where = bx_place(r, at, at),
                                 .ledger = BX_GENERATED});
        }
        if (end > at)
            add_slice(r, runs, at, end);
        at = next;
    }
}

/* ---- what is not text ---- */

/* Leading and trailing spaces and U+3000 are dropped by rule. */
static void drop_edges(bx_reader *r, run_vec *runs)
{
    if (runs->len == 0)
        return;
    bx_run *first = &runs->at[0];
    while (bx_str_starts(first->text, " ") || bx_str_starts(first->text, "　")) {
        uint32_t len = first->text.at[0] == ' ' ? 1 : 3;
        bx_ledger_mark(r->fates, first->ledger, len, BX_DROPPED);
        first->ledger += len;
        first->text = bx_str_slice(first->text, len, first->text.len);
        first->where.start += first->where.end - first->where.start >= len ? len : 0;
    }
    bx_run *last = &runs->at[runs->len - 1];
    while (bx_str_ends(last->text, " ") || bx_str_ends(last->text, "　")) {
        uint32_t len = last->text.at[last->text.len - 1] == ' ' ? 1 : 3;
        last->text = bx_str_slice(last->text, 0, last->text.len - len);
        bx_ledger_mark(r->fates, last->ledger + (uint32_t)last->text.len, len, BX_DROPPED);
        last->where.end -= last->where.end - last->where.start >= len ? len : 0;
    }
}

/* ｜ stays in the text for the headline's breaker, and in the ledger it is markup. */
static void mark_breaks(bx_reader *r, const bx_run *run)
{
    static const char BREAK[] = "｜";
    for (size_t i = 0; i + sizeof BREAK - 1 <= run->text.len; i++)
        if (memcmp(run->text.at + i, BREAK, sizeof BREAK - 1) == 0)
            bx_ledger_mark(r->fates, run->ledger + (uint32_t)i, sizeof BREAK - 1, BX_MARKUP);
}

static void check_markup(const bx_reader *r, const bx_run *run, const char *key)
{
    static const char *const FORMS[] = {"**", "](", "]{", NULL};
    for (size_t i = 0; FORMS[i] != NULL; i++) {
        const char *at = memmem(run->text.at, run->text.len, FORMS[i], 2);
        if (at == NULL)
            continue;
        bx_span where = run->where;
        if (run->text.at == r->source->text.at + where.start) {
            where.start += (uint32_t)(at - run->text.at);
            where.end = where.start + 2;
        }
        bx_report(r->diags, BX_ERROR, "field-markup", where,
                  "'%s' in '%s': only the body has markup", FORMS[i], key);
    }
}

/* A comment after a text was meant as text more often than not; one line of its own says which. */
static void check_comment(const bx_reader *r, const bx_node *node, const char *key)
{
    bx_str text = r->source->text;
    uint32_t at = node->where.end;
    while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t'))
        at++;
    /* Without a space after the '#', the YAML reader has said so already. */
    if (node->quoted || at + 1 >= text.len || text.at[at] != '#' || !is_blank(text.at[at + 1]))
        return;
    bx_report(r->diags, BX_ERROR, "yaml-comment", bx_place(r, at, at + 1),
              "'#' after a space begins a comment: the rest of '%s' is not read", key);
    bx_hint(r->diags, BX_NOWHERE,
            "put the whole value in quotes, or the comment on a line of its own");
}

bx_text bx_read_field(bx_reader *r, bx_map *map, const char *key, bool breaks)
{
    const bx_node *node = bx_map_find(map, key);
    bx_str value = {0};
    bx_text text = {0};
    if (node == NULL)
        return text;
    if (node->kind == BX_NODE_NULL) {
        if (node->text.len == 0)
            bx_report(r->diags, BX_WARNING, "empty-value", node->where, "'%s' has no value", key);
        return text;
    }
    if (!bx_node_text(node, r->diags, &value))
        return text;

    run_vec runs = {0};
    bx_str written = bx_str_slice(r->source->text, node->where.start, node->where.end);
    if (value.at == written.at)
        add_slice(r, &runs, node->where.start, node->where.end);
    else if (same_but_blanks(value, written))
        add_lines(r, &runs, node->where);
    else
        add_run(r, &runs, value, node->where);
    drop_edges(r, &runs);
    if (runs.len == 1 && runs.at[0].text.len == 0)
        runs.len = 0;
    for (size_t i = 0; i < runs.len; i++) {
        if (breaks)
            mark_breaks(r, &runs.at[i]);
        check_markup(r, &runs.at[i], key);
        if (memchr(runs.at[i].text.at, '\n', runs.at[i].text.len) != NULL)
            bx_report(r->diags, BX_ERROR, "field-line", node->where, "a line end in '%s'", key);
    }
    check_comment(r, node, key);
    text = (bx_text){.runs = runs.at, .count = runs.len, .where = node->where};
    bx_check_marks(r, &text);
    return text;
}
