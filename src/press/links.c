/* press/links.c - where a reader may go from here (链接): from 导读 to the story, over a jump and
 * back.
 *
 * Only to pages of the same file. What a link says of itself is for those who do not see the page.
 * source  ISO 32000-1, 12.5.6.5 and 14.7.4.3
 */
#include "press/reading.h"

/* ---- where they lead ---- */

static bool find_page(const bx_bound *b, bx_str label, size_t *page)
{
    for (*page = 0; *page < b->count; ++*page)
        if (bx_str_eq(b->pages[*page].page->label, label))
            return true;
    return false;
}

/* The story that an item of a 导读 points at, where it begins. */
static bool lead_to_story(const bx_bound *b, bx_str id, bx_link *link)
{
    for (size_t page = 0; page < b->count; page++)
        for (size_t i = 0; i < b->pages[page].outline.len; i++) {
            const bx_outline_entry *entry = &b->pages[page].outline.at[i];
            if (!bx_str_eq(entry->story, id))
                continue;
            link->target = page;
            link->x = entry->x;
            link->y = entry->y;
            link->words = bx_str_printf(b->arena, "%.*s版：%.*s",
                                        BX_FMT(b->pages[page].page->label), BX_FMT(entry->title));
            return true;
        }
    return false;
}

/* The mark called PART of STORY in SLOT of PAGE. */
static bool lead_to_mark(const bx_bound *b, size_t page, bx_str story, bx_str slot,
                         const char *part, bx_link *link)
{
    const bx_plate *plate = &b->pages[page];
    for (size_t i = 0; i < plate->sequences.len; i++) {
        const bx_sequence *s = &plate->sequences.at[i];
        if (s->type == NULL || s->op->part == NULL || strcmp(s->op->part, part) != 0 ||
            !bx_str_eq(s->tag->story, story) || !bx_str_eq(s->tag->slot, slot))
            continue;
        link->target = page;
        link->x = s->box.x;
        link->y = s->box.y;
        return true;
    }
    return false;
}

/* Over the jump that mark S of PAGE is an end of. */
static bool lead_over_jump(const bx_bound *b, size_t page, const bx_sequence *s, bool leaves,
                           bx_link *link)
{
    const bx_makeup *makeup = b->press->makeup;
    bx_str here = b->pages[page].page->label;
    for (size_t i = 0; i < makeup->jump_count; i++) {
        const bx_jump *jump = &makeup->jumps[i];
        bx_str there = leaves ? jump->to_page : jump->from_page;
        size_t target;
        if (!bx_str_eq(jump->story->id, s->tag->story) ||
            !bx_str_eq(leaves ? jump->from_page : jump->to_page, here) ||
            !bx_str_eq(leaves ? jump->from_slot : jump->to_slot, s->tag->slot) ||
            !find_page(b, there, &target))
            continue;
        link->words = bx_str_printf(b->arena, "%s%.*s版：%.*s", leaves ? "下转" : "上接",
                                    BX_FMT(there), BX_FMT(s->tag->text));
        return lead_to_mark(b, target, s->tag->story, leaves ? jump->to_slot : jump->from_slot,
                            leaves ? "jump-from" : "jump-to", link);
    }
    return false;
}

static bool lead(const bx_bound *b, size_t page, const bx_sequence *s, bx_link *link)
{
    const char *part = s->op->part;
    if (s->type == NULL || part == NULL)
        return false;
    if (strcmp(part, "jump-to") == 0 || strcmp(part, "jump-from") == 0)
        return lead_over_jump(b, page, s, strcmp(part, "jump-to") == 0, link);
    if (strcmp(part, "index.page") == 0)
        return lead_to_story(b, s->op->passage->block->text.runs[0].target, link);
    return false;
}

/* ---- objects ---- */

static void set(const bx_bound *b, qpdf_oh dict, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(b->pdf, dict, key, value);
}

static qpdf_oh parse(const bx_bound *b, bx_buffer *text)
{
    bx_buffer_add(text, "", 1);
    qpdf_oh object = qpdf_oh_parse(b->pdf, text->at);
    bx_buffer_free(text);
    return object;
}

static void make_annotation(const bx_bound *b, bx_link *link, bx_rect box)
{
    bx_buffer place = {0}, text = {0};
    bx_put_destination(b->press, b->pages[link->target].page, link->x, link->y, &place);
    qpdf_oh target = parse(b, &place);
    qpdf_oh_insert_item(b->pdf, target, 0, b->sheets[link->target]);
    bx_buffer_text(&text, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect");
    bx_put_rect(b->press, b->pages[link->page].page, box, &text);
    bx_buffer_text(&text, ">>");
    link->annotation = qpdf_make_indirect_object(b->pdf, parse(b, &text));
    set(b, link->annotation, "/Dest", target);
    set(b, link->annotation, "/P", b->sheets[link->page]);
    set(b, link->annotation, "/Contents",
        qpdf_oh_new_unicode_string(b->pdf, bx_str_c(b->arena, link->words)));
    set(b, link->annotation, "/StructParent", qpdf_oh_new_integer(b->pdf, (long long)link->key));
}

static void add_page_links(const bx_bound *b, size_t page, bx_links *links)
{
    const bx_plate *plate = &b->pages[page];
    qpdf_oh list = qpdf_oh_new_array(b->pdf);
    size_t before = links->len;
    for (size_t i = 0; i < plate->sequences.len; i++) {
        bx_link link = {.page = page, .sequence = i, .key = b->count + links->len};
        if (!lead(b, page, &plate->sequences.at[i], &link))
            continue;
        make_annotation(b, &link, plate->sequences.at[i].box);
        qpdf_oh_append_item(b->pdf, list, link.annotation);
        BX_PUSH(b->arena, *links, link);
    }
    if (links->len == before)
        return;
    set(b, b->sheets[page], "/Annots", list);
    set(b, b->sheets[page], "/Tabs", qpdf_oh_new_name(b->pdf, "/S")); /* in the order of the tree */
}

void bx_add_links(const bx_bound *bound, bx_links *links)
{
    for (size_t i = 0; i < bound->count; i++)
        add_page_links(bound, i, links);
}
