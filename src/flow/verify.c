/* flow/verify.c - both ends of every jump, read back from the finished pages (核对转接).
 *
 * Trusts nothing that jump.c remembers: looks for the marks where a reader would look for them.
 * source  newsroom C.6.11
 */
#include "flow/maker.h"

static const bx_folio *find_folio(const bx_makeup *makeup, bx_str label)
{
    for (size_t i = 0; i < makeup->folio_count; i++)
        if (bx_str_eq(makeup->folios[i].label, label))
            return &makeup->folios[i];
    return NULL;
}

/* Marks called PART that STORY has in SLOT of FOLIO; *FOUND is the last of them. */
static size_t count_marks(const bx_folio *folio, const bx_story *story, bx_str slot, const char *part,
                          const bx_frame **found)
{
    size_t count = 0;
    for (size_t i = 0; folio != NULL && i < folio->count; i++) {
        const bx_frame *frame = &folio->frames[i];
        if (frame->kind != BX_FRAME_LINE || frame->story != story || strcmp(frame->part, part) != 0 ||
            (slot.len > 0 && !bx_str_eq(frame->slot, slot)))
            continue;
        count++;
        *found = frame;
    }
    return count;
}

static bool names(bx_str text, bx_str label)
{
    return label.len > 0 && memmem(text.at, text.len, label.at, label.len) != NULL;
}

/* The label that a page prints of itself in its folio line; true when it prints none, as page one does. */
static bool prints_label(bx_arena *arena, const bx_folio *folio)
{
    bool printed = false;
    for (size_t i = 0; i < folio->count; i++) {
        const bx_frame *frame = &folio->frames[i];
        if (frame->kind != BX_FRAME_LINE || frame->story != NULL || !bx_str_ends(bx_str_of(frame->part), ".page"))
            continue;
        if (bx_str_eq(bx_line_text(arena, frame), folio->label))
            return true;
        printed = true;
    }
    return !printed;
}

static void complain(bx_diags *diags, const bx_jump *jump, const char *what, bx_str page)
{
    bx_report(diags, BX_ERROR, "jump-mismatch", jump->story->where, what, BX_FMT(jump->story->id), BX_FMT(page));
}

static void verify_jump(bx_arena *arena, const bx_makeup *makeup, const bx_jump *jump, bx_diags *diags)
{
    const bx_folio *from = find_folio(makeup, jump->from_page), *to = find_folio(makeup, jump->to_page);
    const bx_frame *leaves = NULL, *comes = NULL;
    if (from == NULL || to == NULL)
        return;
    size_t left = count_marks(from, jump->story, jump->from_slot, "jump-to", &leaves);
    size_t came = count_marks(to, jump->story, jump->to_slot, "jump-from", &comes);
    if (left != 1)
        complain(diags, jump, N_("story '%.*s' leaves page %.*s without its one 下转 mark"), jump->from_page);
    else if (!names(bx_line_text(arena, leaves), jump->to_page))
        complain(diags, jump, N_("the 下转 mark of story '%.*s' does not name page %.*s"), jump->to_page);
    if (came != 1)
        complain(diags, jump, N_("story '%.*s' comes to page %.*s without its one 上接 mark"), jump->to_page);
    else if (!names(bx_line_text(arena, comes), jump->from_page))
        complain(diags, jump, N_("the 上接 mark of story '%.*s' does not name page %.*s"), jump->from_page);
    if (!prints_label(arena, to))
        complain(diags, jump, N_("story '%.*s' is sent to page %.*s, whose folio line prints another label"), jump->to_page);
}

/* A mark that no jump accounts for. */
static void verify_marks(const bx_makeup *makeup, const bx_folio *folio, bx_diags *diags)
{
    for (size_t i = 0; i < folio->count; i++) {
        const bx_frame *frame = &folio->frames[i];
        if (frame->kind != BX_FRAME_LINE || frame->story == NULL)
            continue;
        bool leaves = strcmp(frame->part, "jump-to") == 0, comes = strcmp(frame->part, "jump-from") == 0;
        bool known = (!leaves && !comes) || frame->story->unread;
        for (size_t k = 0; k < makeup->jump_count && !known; k++) {
            const bx_jump *jump = &makeup->jumps[k];
            known = jump->story == frame->story &&
                    bx_str_eq(leaves ? jump->from_page : jump->to_page, folio->label);
        }
        if (!known)
            bx_report(diags, BX_ERROR, "jump-mismatch", frame->story->where,
                      "story '%.*s' has a jump mark on page %.*s that leads nowhere", BX_FMT(frame->story->id),
                      BX_FMT(folio->label));
    }
}

void bx_verify_jumps(bx_arena *arena, const bx_makeup *makeup, bx_diags *diags)
{
    for (size_t i = 0; i < makeup->jump_count; i++)
        verify_jump(arena, makeup, &makeup->jumps[i], diags);
    for (size_t i = 0; i < makeup->folio_count; i++)
        verify_marks(makeup, &makeup->folios[i], diags);
}
