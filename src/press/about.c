/* press/about.c - what a file says about itself (PDF/X): output intent, Info, XMP, title and dates.
 *
 * A file names the standard it keeps only when nothing on its pages breaks it: see
 * bx_keeps_standard.
 */
#include <stdlib.h>
#include <time.h>

#include "press/inside.h"

enum { CHINA = 8 * 3600 }; /* the time zone of dates, in seconds */

static void set(qpdf_data pdf, qpdf_oh dict, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(pdf, dict, key, value);
}

static qpdf_oh unicode_string(const bx_about *about, bx_str text)
{
    return qpdf_oh_new_unicode_string(about->pdf, bx_str_c(about->arena, text));
}

static const char *standard_name(const bx_press *press)
{
    if (press->screen)
        return BX_SCREEN_VALUE;
    return press->standard == BX_PDFX1A ? "PDF/X-1a:2003" : "PDF/X-4";
}

bool bx_keeps_standard(const bx_press *press, const bx_plates *plates, const bx_plate *pages,
                       size_t count)
{
    if (press->profile.len == 0 || press->screen)
        return false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < pages[i].ads.len; k++) {
            const bx_ad_plate *ad = &plates->ads.at[pages[i].ads.at[k]];
            if (ad->rgb || (ad->transparent && press->standard == BX_PDFX1A))
                return false;
        }
    return true;
}

/* ---- dates and title ---- */

/* Midnight in China on the issue's date, or what SOURCE_DATE_EPOCH asks for; never the clock. */
static struct tm file_time(const bx_issue *issue)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    long long seconds = epoch != NULL && *epoch != '\0' ? strtoll(epoch, &end, 10) : 0;
    struct tm day;
    time_t local = (time_t)(seconds + CHINA);
    if (end != NULL && *end == '\0' && seconds >= 0 && gmtime_r(&local, &day) != NULL)
        return day;
    return (struct tm){.tm_year = issue->date.year - 1900,
                       .tm_mon = issue->date.month - 1,
                       .tm_mday = issue->date.day};
}

static bx_str format_date(bx_arena *arena, const struct tm *day, const char *format)
{
    char text[48];
    size_t len = strftime(text, sizeof text, format, day);
    return bx_str_copy(arena, (bx_str){text, len});
}

static bx_str file_title(const bx_about *about)
{
    const bx_issue *issue = about->press->makeup->issue;
    bx_str title = about->press->makeup->paper->title;
    if (about->count != 1)
        return bx_str_printf(about->arena, "%.*s %.*s", BX_FMT(title), BX_FMT(issue->date_text));
    const bx_page *page = about->pages[0].page;
    return bx_str_trim(bx_str_printf(about->arena, "%.*s %.*s %.*s %.*s", BX_FMT(title),
                                     BX_FMT(issue->date_text), BX_FMT(page->label),
                                     BX_FMT(page->title)));
}

/* ---- Info ---- */

static void add_info(bx_arena *arena, qpdf_data pdf, const bx_facts *facts)
{
    qpdf_oh info =
        qpdf_make_indirect_object(pdf, qpdf_oh_parse(pdf, "<</Creator(banxin)/Producer(banxin)>>"));
    if (facts->screen)
        set(pdf, info, BX_SCREEN_KEY, qpdf_oh_new_string(pdf, BX_SCREEN_VALUE));
    else
        set(pdf, info, "/Trapped", qpdf_oh_new_name(pdf, "/False"));
    set(pdf, info, "/Title", qpdf_oh_new_unicode_string(pdf, bx_str_c(arena, facts->title)));
    set(pdf, info, "/CreationDate", qpdf_oh_new_string(pdf, bx_str_c(arena, facts->date)));
    set(pdf, info, "/ModDate", qpdf_oh_new_string(pdf, bx_str_c(arena, facts->date)));
    if (facts->standard != NULL)
        set(pdf, info, "/GTS_PDFXVersion", qpdf_oh_new_string(pdf, facts->standard));
    set(pdf, qpdf_get_trailer(pdf), "/Info", info);
}

/* ---- XMP ---- */

static void put_xml(bx_buffer *out, bx_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '&')
            bx_buffer_text(out, "&amp;");
        else if (c == '<')
            bx_buffer_text(out, "&lt;");
        else if (c == '>')
            bx_buffer_text(out, "&gt;");
        else if (c >= ' ' || c == '\t') /* XML 1.0 has no other control characters */
            bx_buffer_add(out, text.at + i, 1);
    }
}

/* Names what is on the pages. */
static void hash_pages(const bx_about *about, char id[33])
{
    char hash[33];
    bx_buffer all = {0};
    bx_buffer_text(&all, standard_name(about->press));
    bx_buffer_text(&all, about->press->profile_hash);
    for (size_t i = 0; i < about->count; i++) {
        const bx_plate *page = &about->pages[i];
        bx_hash_hex(page->content.at, page->content.len, hash);
        bx_buffer_text(&all, hash);
        for (size_t k = 0; k < page->photos.len; k++) {
            const bx_buffer *jpeg = &about->plates->photos.at[page->photos.at[k]].jpeg;
            bx_hash_hex(jpeg->at, jpeg->len, hash);
            bx_buffer_text(&all, hash);
        }
        for (size_t k = 0; k < page->ads.len; k++) {
            bx_str bytes = about->plates->ads.at[page->ads.at[k]].bytes;
            bx_hash_hex(bytes.at, bytes.len, hash);
            bx_buffer_text(&all, hash);
        }
    }
    bx_hash_hex(all.at, all.len, id);
    bx_buffer_free(&all);
}

/* A hash in the form of a UUID (RFC 9562, version 8: made by hash). */
static void put_document_id(const char hash[33], bx_buffer *out)
{
    bx_buffer_printf(out, "uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s", hash, hash + 8, hash + 13, hash + 17,
                     hash + 20);
}

static void put_standard(const char *standard, bx_buffer *out)
{
    if (standard == NULL)
        return;
    bool plain = strncmp(standard, "PDF/X-1", 7) == 0;
    bx_buffer_printf(out,
                     "<rdf:Description rdf:about=\"\" xmlns:%s=\"%s\">"
                     "<%s:GTS_PDFXVersion>%s</%s:GTS_PDFXVersion></rdf:Description>\n",
                     plain ? "pdfx" : "pdfxid",
                     plain ? "http://ns.adobe.com/pdfx/1.3/" : "http://www.npes.org/pdfx/ns/id/",
                     plain ? "pdfx" : "pdfxid", standard, plain ? "pdfx" : "pdfxid");
}

static void put_packet(const bx_facts *facts, bx_buffer *out)
{
    bx_str date = facts->iso_date;
    bx_buffer_text(out, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF "
                        "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n");
    put_standard(facts->standard, out);
    bx_buffer_printf(out,
                     "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
                     "<xmp:CreatorTool>banxin</xmp:CreatorTool>"
                     "<xmp:CreateDate>%.*s</xmp:CreateDate><xmp:ModifyDate>%.*s</xmp:ModifyDate>"
                     "<xmp:MetadataDate>%.*s</xmp:MetadataDate></rdf:Description>\n",
                     BX_FMT(date), BX_FMT(date), BX_FMT(date));
    bx_buffer_text(out, "<rdf:Description rdf:about=\"\" "
                        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
                        "<dc:format>application/pdf</dc:format>"
                        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    put_xml(out, facts->title);
    bx_buffer_text(out, "</rdf:li></rdf:Alt></dc:title></rdf:Description>\n"
                        "<rdf:Description rdf:about=\"\" "
                        "xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\"><xmpMM:DocumentID>");
    put_document_id(facts->hash, out);
    bx_buffer_text(out, "</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>"
                        "<xmpMM:RenditionClass>default</xmpMM:RenditionClass></rdf:Description>\n"
                        "<rdf:Description rdf:about=\"\" "
                        "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"><pdf:Producer>banxin"
                        "</pdf:Producer>");
    if (!facts->screen)
        bx_buffer_text(out, "<pdf:Trapped>False</pdf:Trapped>");
    bx_buffer_text(out, "</rdf:Description>\n"
                        "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
}

static void add_metadata(qpdf_data pdf, const bx_facts *facts)
{
    bx_buffer packet = {0};
    put_packet(facts, &packet);
    qpdf_oh stream = qpdf_oh_new_stream(pdf);
    qpdf_oh_replace_stream_data(pdf, stream, (const unsigned char *)packet.at, packet.len,
                                qpdf_oh_new_null(pdf), qpdf_oh_new_null(pdf));
    bx_buffer_free(&packet);
    qpdf_oh dict = qpdf_oh_get_dict(pdf, stream);
    set(pdf, dict, "/Type", qpdf_oh_new_name(pdf, "/Metadata"));
    set(pdf, dict, "/Subtype", qpdf_oh_new_name(pdf, "/XML"));
    set(pdf, qpdf_get_root(pdf), "/Metadata", stream);
}

/* ---- output intent ---- */

static void add_intent(const bx_about *about)
{
    const bx_press *press = about->press;
    const bx_press_rules *rules = &press->makeup->paper->press;
    qpdf_data pdf = about->pdf;
    if (press->profile.len == 0 || press->screen)
        return;
    qpdf_oh profile = qpdf_oh_new_stream(pdf);
    qpdf_oh_replace_stream_data(pdf, profile, (const unsigned char *)press->packed_profile.at,
                                press->packed_profile.len, qpdf_oh_new_name(pdf, "/FlateDecode"),
                                qpdf_oh_new_null(pdf));
    set(pdf, qpdf_oh_get_dict(pdf, profile), "/N", qpdf_oh_new_integer(pdf, 4));
    qpdf_oh intent =
        qpdf_make_indirect_object(pdf, qpdf_oh_parse(pdf, "<</Type/OutputIntent/S/GTS_PDFX>>"));
    set(pdf, intent, "/OutputConditionIdentifier",
        unicode_string(about,
                       rules->condition_id.len > 0 ? rules->condition_id : BX_STR("Custom")));
    set(pdf, intent, "/Info",
        unicode_string(about, rules->info.len > 0 ? rules->info : rules->profile));
    if (rules->condition.len > 0)
        set(pdf, intent, "/OutputCondition", unicode_string(about, rules->condition));
    if (rules->registry.len > 0)
        set(pdf, intent, "/RegistryName", unicode_string(about, rules->registry));
    set(pdf, intent, "/DestOutputProfile", profile);
    qpdf_oh intents = qpdf_oh_new_array(pdf);
    qpdf_oh_append_item(pdf, intents, intent);
    set(pdf, qpdf_get_root(pdf), "/OutputIntents", intents);
}

void bx_add_facts(bx_arena *arena, qpdf_data pdf, const bx_facts *facts)
{
    add_info(arena, pdf, facts);
    add_metadata(pdf, facts);
}

void bx_add_about(const bx_about *about)
{
    struct tm day = file_time(about->press->makeup->issue);
    bx_facts facts = {.screen = about->press->screen,
                      .standard = about->keeps ? standard_name(about->press) : NULL,
                      .title = file_title(about),
                      .date = format_date(about->arena, &day, "D:%Y%m%d%H%M%S+08'00'"),
                      .iso_date = format_date(about->arena, &day, "%Y-%m-%dT%H:%M:%S+08:00")};
    hash_pages(about, facts.hash);
    add_intent(about);
    bx_add_facts(about->arena, about->pdf, &facts);
}
