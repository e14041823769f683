/* read/ledger.c - one slot for every counted byte, and what became of it (账).
 *
 * Reading leaves UNSEEN what is to be printed. Only bytes that a rule names become MARKUP or
 * DROPPED, so text that the reader overlooks stays UNSEEN and is missed at the end of the run.
 */
#include "read/reader.h"

uint32_t bx_ledger_add(bx_arena *arena, bx_fates *fates, size_t len)
{
    uint32_t first = (uint32_t)fates->len;
    if (fates->len + len > fates->cap) {
        size_t cap = fates->cap < 4096 ? 4096 : fates->cap;
        while (cap < fates->len + len)
            cap *= 2;
        uint8_t *bigger = BX_NEW_ARRAY(arena, uint8_t, cap);
        if (fates->len > 0)
            memcpy(bigger, fates->at, fates->len);
        fates->at = bigger;
        fates->cap = cap;
    }
    if (len > 0)
        memset(fates->at + fates->len, BX_UNSEEN, len);
    fates->len += len;
    return first;
}

void bx_ledger_mark(bx_fates *fates, uint32_t slot, size_t len, bx_fate fate)
{
    if (slot != BX_GENERATED && len > 0)
        memset(fates->at + slot, (int)fate, len);
}

void bx_mark_body(bx_reader *r, uint32_t start, uint32_t end, bx_fate fate)
{
    bx_ledger_mark(r->fates, r->body_ledger + (start - r->body_start), end - start, fate);
}

bx_span bx_place(const bx_reader *r, uint32_t start, uint32_t end)
{
    return (bx_span){r->source, start, end};
}

bool bx_is_at(const bx_reader *r, uint32_t at, uint32_t end, const char *what)
{
    size_t len = strlen(what);
    return end - at >= len && memcmp(r->source->text.at + at, what, len) == 0;
}

/* Length of the blank that begins at AT, or 0. */
static uint32_t blank_at(const bx_reader *r, uint32_t at, uint32_t end)
{
    if (at < end && (r->source->text.at[at] == ' ' || r->source->text.at[at] == '\t'))
        return 1;
    return bx_is_at(r, at, end, "　") ? 3 : 0;
}

bx_line_view bx_trim_line(bx_reader *r, bx_line_view line)
{
    uint32_t start = line.start;
    uint32_t end = line.end;
    while (start < end && blank_at(r, start, end) > 0)
        start += blank_at(r, start, end);
    while (end > start) {
        if (blank_at(r, end - 1, end) > 0)
            end--;
        else if (end - start >= 3 && bx_is_at(r, end - 3, end, "　"))
            end -= 3;
        else
            break;
    }
    bx_mark_body(r, line.start, start, BX_DROPPED);
    bx_mark_body(r, end, line.end, BX_DROPPED);
    return (bx_line_view){start, end};
}
