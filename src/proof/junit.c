/* proof/junit.c - the result for machines that show JUnit XML (持续集成): a test case a page, a
 * story, a list. */
#include "proof/proof.h"

/* XML has no way to write most control characters, so they become U+FFFD. */
static void put_text(bx_buffer *xml, bx_str text)
{
    for (const char *at = text.at, *end = text.at + text.len; at < end;) {
        const char *start = at;
        uint32_t code = bx_utf8_next(&at, end);

        if (code == '<')
            bx_buffer_text(xml, "&lt;");
        else if (code == '>')
            bx_buffer_text(xml, "&gt;");
        else if (code == '&')
            bx_buffer_text(xml, "&amp;");
        else if (code == '"')
            bx_buffer_text(xml, "&quot;");
        else if ((code < 0x20 && code != '\n') || (code >= 0x7F && code < 0xA0) || code == 0xFFFE ||
                 code == 0xFFFF)
            bx_buffer_text(xml, "\xEF\xBF\xBD");
        else
            bx_buffer_add(xml, start, (size_t)(at - start));
    }
}

static void open_case(bx_buffer *xml, const char *class, bx_str name)
{
    bx_buffer_printf(xml, " <testcase classname=\"banxin.%s\" name=\"", class);
    put_text(xml, name);
    bx_buffer_text(xml, "\">");
}

static void open_failure(bx_buffer *xml, const char *type)
{
    bx_buffer_printf(xml, "<failure type=\"%s\">", type);
}

static void close_case(bx_buffer *xml, bool failed)
{
    bx_buffer_text(xml, failed ? "</failure></testcase>\n" : "</testcase>\n");
}

static bool page_fails(const bx_page_change *page)
{
    return page->state == BX_PAGE_NEW || page->state == BX_PAGE_GONE || page->resized ||
           (page->pixels > 0 && !page->tolerated);
}

static void put_page(bx_buffer *xml, const bx_comparison *c, size_t index)
{
    const bx_page_change *page = &c->pages[index];
    bool failed = page_fails(page);

    open_case(xml, "page", page->label);
    if (failed) {
        open_failure(xml, "pixels");
        bx_buffer_printf(xml, "%zu pixels, largest %d\n", page->pixels, page->largest);
    }
    for (size_t i = 0; failed && i < c->box_count; i++) {
        const bx_pixel_box *box = &c->boxes[i];

        if (box->page != index)
            continue;
        bx_buffer_printf(xml, "%d,%d %dx%d: %zu pixels ", box->x, box->y, box->w, box->h,
                         box->pixels);
        put_text(xml, box->story);
        bx_buffer_text(xml, " ");
        put_text(xml, box->part);
        bx_buffer_text(xml, "\n");
    }
    close_case(xml, failed);
}

static void put_story(bx_buffer *xml, const bx_story_change *story)
{
    open_case(xml, "story", story->id);
    open_failure(xml, story->edit_count > 0 ? "edited" : story->moved ? "moved" : "reflowed");
    for (size_t i = 0; i < story->edit_count; i++) {
        const bx_edit *edit = &story->edits[i];

        put_text(xml, edit->part);
        bx_buffer_text(xml, ": ");
        put_text(xml, edit->before);
        bx_buffer_text(xml, "[");
        put_text(xml, edit->old_text);
        bx_buffer_text(xml, " -> ");
        put_text(xml, edit->new_text);
        bx_buffer_text(xml, "]");
        put_text(xml, edit->after);
        bx_buffer_text(xml, "\n");
    }
    bx_buffer_printf(xml, "%zu lines reflowed, %zu shifted\n", story->reflow.reflowed,
                     story->reflow.shifted);
    close_case(xml, true);
}

static void put_furniture(bx_buffer *xml, const bx_comparison *c)
{
    open_case(xml, "list", BX_STR("furniture"));
    if (c->furniture_count > 0)
        open_failure(xml, "furniture");
    for (size_t i = 0; i < c->furniture_count; i++) {
        put_text(xml, c->furniture[i].part);
        bx_buffer_text(xml, ": ");
        put_text(xml, c->furniture[i].old_text);
        bx_buffer_text(xml, " -> ");
        put_text(xml, c->furniture[i].new_text);
        bx_buffer_text(xml, "\n");
    }
    close_case(xml, c->furniture_count > 0);
}

static void put_looks(bx_buffer *xml, const bx_comparison *c)
{
    open_case(xml, "list", BX_STR("looks"));
    if (c->look_count > 0)
        open_failure(xml, "look");
    for (size_t i = 0; i < c->look_count; i++) {
        put_text(xml, bx_str_of(c->looks[i].what));
        bx_buffer_text(xml, " ");
        put_text(xml, c->looks[i].story);
        bx_buffer_text(xml, ": ");
        put_text(xml, c->looks[i].old_value);
        bx_buffer_text(xml, " -> ");
        put_text(xml, c->looks[i].new_value);
        bx_buffer_text(xml, "\n");
    }
    close_case(xml, c->look_count > 0);
}

void bx_write_junit(const bx_comparison *c, bx_buffer *xml)
{
    size_t failures = c->story_count + (c->furniture_count > 0) + (c->look_count > 0);

    for (size_t i = 0; i < c->page_count; i++)
        failures += page_fails(&c->pages[i]);
    bx_buffer_text(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    bx_buffer_printf(xml, "<testsuite name=\"banxin diff\" tests=\"%zu\" failures=\"%zu\">\n",
                     c->page_count + c->story_count + 2, failures);
    for (size_t i = 0; i < c->page_count; i++)
        put_page(xml, c, i);
    for (size_t i = 0; i < c->story_count; i++)
        put_story(xml, &c->stories[i]);
    put_furniture(xml, c);
    put_looks(xml, c);
    bx_buffer_text(xml, "</testsuite>\n");
}
