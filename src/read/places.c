/* read/places.c - does the issue fit its layouts: slots named, filled, and booked (核对版位). */
#include "read/look.h"

static const bx_layout *layout_of(const bx_paper *paper, const bx_issue *issue, bx_str page)
{
    for (size_t i = 0; i < issue->page_count; i++)
        if (bx_str_eq(issue->pages[i].label, page))
            return bx_find_layout(paper, issue->pages[i].layout);
    return NULL;
}

static void unknown_slot(const bx_layout *layout, bx_str slot, bx_span where, bx_diags *diags)
{
    const char *names[256];
    char store[256][64];
    size_t count = 0;
    for (size_t i = 0; i < layout->slot_count && count < 256; i++) {
        size_t len = layout->slots[i].name.len < 63 ? layout->slots[i].name.len : 63;
        memcpy(store[count], layout->slots[i].name.at, len);
        store[count][len] = '\0';
        names[count] = store[count];
        count++;
    }
    bx_report(diags, BX_ERROR, "no-such-slot", where, "layout '%.*s' has no slot '%.*s'",
              BX_FMT(layout->name), BX_FMT(slot));
    const char *near = bx_nearest(slot, names, count);
    if (near != NULL)
        bx_hint(diags, layout->where, "did you mean '%s'?", near);
}

static bool is_filled(const bx_issue *issue, const bx_page_plan *page, bx_str slot)
{
    for (size_t i = 0; i < page->place_count; i++)
        if (bx_str_eq(page->places[i].slot, slot))
            return true;
    for (size_t i = 0; i < issue->ad_count; i++)
        if (bx_str_eq(issue->ads[i].slot.page, page->label) && bx_str_eq(issue->ads[i].slot.slot, slot))
            return true;
    for (size_t i = 0; i < issue->flow_count; i++)
        for (size_t k = 0; k < issue->flows[i].slot_count; k++)
            if (bx_str_eq(issue->flows[i].slots[k].page, page->label) &&
                bx_str_eq(issue->flows[i].slots[k].slot, slot))
                return true;
    return false;
}

void bx_check_places(const bx_issue *issue, const bx_paper *paper, bx_diags *diags)
{
    for (size_t i = 0; i < issue->page_count; i++) {
        const bx_page_plan *page = &issue->pages[i];
        const bx_layout *layout = bx_find_layout(paper, page->layout);
        if (layout == NULL)
            continue;
        for (size_t k = 0; k < page->place_count; k++)
            if (bx_find_slot(layout, page->places[k].slot) == NULL)
                unknown_slot(layout, page->places[k].slot, page->places[k].slot_where, diags);
        for (size_t k = 0; k < layout->slot_count; k++)
            if (!is_filled(issue, page, layout->slots[k].name)) {
                bx_report(diags, BX_ERROR, "empty-slot", page->where, "nothing is placed in slot '%.*s' of page %.*s",
                          BX_FMT(layout->slots[k].name), BX_FMT(page->label));
                bx_hint(diags, layout->slots[k].where, "place a story there, or write 'null' for a slot left empty on purpose");
            }
    }
    for (size_t i = 0; i < issue->flow_count; i++)
        for (size_t k = 0; k < issue->flows[i].slot_count; k++) {
            const bx_slot_ref *ref = &issue->flows[i].slots[k];
            const bx_layout *layout = layout_of(paper, issue, ref->page);
            if (layout != NULL && bx_find_slot(layout, ref->slot) == NULL)
                unknown_slot(layout, ref->slot, ref->where, diags);
        }
    for (size_t i = 0; i < issue->ad_count; i++) {
        const bx_slot_ref *ref = &issue->ads[i].slot;
        const bx_layout *layout = layout_of(paper, issue, ref->page);
        const bx_slot *slot = layout == NULL ? NULL : bx_find_slot(layout, ref->slot);
        if (layout != NULL && slot == NULL)
            unknown_slot(layout, ref->slot, ref->where, diags);
        if (slot != NULL && slot->kind != BX_SLOT_AD) {
            bx_report(diags, BX_ERROR, "not-an-ad-slot", ref->where, "slot '%.*s' is not booked for advertisements",
                      BX_FMT(ref->slot));
            bx_hint(diags, slot->where, "give it 'kind: ad'");
        }
    }
}
