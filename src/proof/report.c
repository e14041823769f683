/* proof/report.c - proof/index.html: the page of page.html with this comparison's data in it
 * (校样报告).
 *
 * Data goes in as JSON that can close no element; the page shows it as text only, so nothing that
 * an editor wrote is ever taken for markup.
 */
#include "proof/proof.h"

/* page.html as bytes, made by proof.mk. */
static const unsigned char page_html[] = {
#include "page_html.inc"
};

/* JSON inside <script>: neither an end tag nor a comment may begin. */
static void put_json(bx_buffer *html, bx_str json)
{
    size_t from = 0;

    for (size_t i = 0; i < json.len; i++) {
        const char *escape = json.at[i] == '<'   ? "\\u003c"
                             : json.at[i] == '>' ? "\\u003e"
                             : json.at[i] == '&' ? "\\u0026"
                                                 : NULL;

        if (!escape)
            continue;
        bx_buffer_add(html, json.at + from, i - from);
        bx_buffer_text(html, escape);
        from = i + 1;
    }
    bx_buffer_add(html, json.at + from, json.len - from);
}

static void put_base64(bx_buffer *html, const bx_buffer *bytes)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char block[4096];
    size_t used = 0;

    for (size_t i = 0; i < bytes->len; i += 3) {
        const unsigned char *b = (const unsigned char *)bytes->at + i;
        size_t left = bytes->len - i;
        uint32_t three =
            (uint32_t)b[0] << 16 | (left > 1 ? (uint32_t)b[1] << 8 : 0) | (left > 2 ? b[2] : 0);

        block[used++] = letters[three >> 18];
        block[used++] = letters[three >> 12 & 63];
        block[used++] = left > 1 ? letters[three >> 6 & 63] : '=';
        block[used++] = left > 2 ? letters[three & 63] : '=';
        if (used == sizeof block) {
            bx_buffer_add(html, block, used);
            used = 0;
        }
    }
    bx_buffer_add(html, block, used);
}

static void put_picture(bx_buffer *html, bx_str name, const bx_buffer *png)
{
    if (name.len == 0 || png->len == 0)
        return;
    bx_json_key(html, bx_str_is(name, "") ? "" : name.at);
    bx_buffer_text(html, "\"data:image/png;base64,");
    put_base64(html, png);
    bx_buffer_text(html, "\"");
}

static void put_pictures(const bx_comparison *c, bool single, bx_buffer *html)
{
    bx_json_open(html, '{');
    for (size_t i = 0; single && i < c->page_count; i++) {
        const bx_page_change *page = &c->pages[i];

        put_picture(html, page->new_picture, &page->new_png);
        if (!bx_str_eq(page->old_picture, page->new_picture))
            put_picture(html, page->old_picture, &page->old_png);
    }
    bx_json_close(html, '}');
}

void bx_write_report(const bx_comparison *c, const bx_tasks *tasks, bool single,
                     const char *language, bx_buffer *html)
{
    bx_str page = {(const char *)page_html, sizeof page_html};
    BX_AUTO(bx_buffer_free) bx_buffer json = {0};

    bx_dump_comparison(c, tasks, &json);
    while (page.len > 0) {
        const char *mark = memmem(page.at, page.len, "@@", 2);

        if (!mark) {
            bx_buffer_str(html, page);
            break;
        }
        bx_buffer_add(html, page.at, (size_t)(mark - page.at));
        page = bx_str_slice(page, (size_t)(mark - page.at), page.len);
        if (bx_str_starts(page, "@@DATA@@"))
            put_json(html, (bx_str){json.at, json.len});
        else if (bx_str_starts(page, "@@IMAGES@@"))
            put_pictures(c, single, html);
        else if (bx_str_starts(page, "@@MARKS@@"))
            put_json(html, tasks ? tasks->json : BX_STR("null"));
        else if (bx_str_starts(page, "@@LANG@@"))
            bx_buffer_text(html, language);
        mark = memmem(page.at + 2, page.len - 2, "@@", 2);
        page = bx_str_slice(page, mark ? (size_t)(mark + 2 - page.at) : page.len, page.len);
    }
}
