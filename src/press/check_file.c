/* press/check_file.c - what a file is and says of itself (S structure, M metadata, O output intent,
 * X). */
#include "press/check.h"

enum { XMP_BYTES = 4 << 20, PROFILE_BYTES = 16 << 20, MOST_OBJECTS = 1 << 20 };

/* ---- S ---- */

static bool holds(bx_str bytes, const char *word)
{
    return memmem(bytes.at, bytes.len, word, strlen(word)) != NULL;
}

static void check_filter(bx_check *c, qpdf_oh filter, int id)
{
    bx_reader *r = &c->reader;
    bx_str name = bx_get_name(r, filter);
    bool plain = c->standard == BX_PDFX1A;
    if (bx_str_is(name, "LZWDecode") || bx_str_is(name, "LZW") || bx_str_is(name, "Crypt") ||
        (plain && (bx_str_is(name, "JPXDecode") || bx_str_is(name, "JBIG2Decode"))))
        bx_find_worst(c, "stream-filter", NULL, name, 0,
                      bx_str_printf(c->arena, _("%.*s in object %d"), BX_FMT(name), id));
}

static void check_stream(bx_check *c, qpdf_oh stream, int id)
{
    bx_reader *r = &c->reader;
    qpdf_oh filter = bx_get_key(r, stream, "/Filter");
    int count = qpdf_oh_is_array(r->pdf, filter) ? qpdf_oh_get_array_n_items(r->pdf, filter) : 0;
    check_filter(c, filter, id);
    for (int i = 0; i < count && i < 16; i++)
        check_filter(c, qpdf_oh_get_array_item(r->pdf, filter, i), id);
    if (bx_has_value(r, stream, "/F"))
        bx_find(c, "stream-filter", NULL,
                bx_str_printf(c->arena, _("the data of object %d are in another file"), id));
}

static void check_streams(bx_check *c)
{
    bx_reader *r = &c->reader;
    int size = 0;
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, qpdf_get_trailer(r->pdf), "/Size"), &size);
    for (int id = 1; id < size && id < MOST_OBJECTS; id++) {
        qpdf_oh object = qpdf_get_object_by_id(r->pdf, id, 0);
        if (qpdf_oh_is_stream(r->pdf, object))
            check_stream(c, object, id);
        qpdf_oh_release(r->pdf, object);
    }
}

void bx_check_structure(bx_check *c)
{
    bx_reader *r = &c->reader;
    bool plain = c->standard == BX_PDFX1A;
    const char *version = qpdf_get_pdf_version(r->pdf);
    if (version != NULL && strcmp(version, plain ? "1.4" : "1.6") > 0)
        bx_find(c, "pdf-version", NULL, bx_str_printf(c->arena, "PDF %s", version));
    qpdf_oh id = bx_get_key(r, qpdf_get_trailer(r->pdf), "/ID");
    if (!qpdf_oh_is_array(r->pdf, id) || qpdf_oh_get_array_n_items(r->pdf, id) != 2)
        bx_find(c, "pdf-id", NULL, (bx_str){"", 0});
    if (qpdf_is_encrypted(r->pdf))
        bx_find(c, "pdf-encrypted", NULL, (bx_str){"", 0});
    if (plain && (holds(c->bytes, "/ObjStm") || holds(c->bytes, "/XRef")))
        bx_find(c, "object-streams", NULL, (bx_str){"", 0});
    check_streams(c);
}

/* ---- XMP ---- */

static bx_str read_xmp(const bx_check *c)
{
    const bx_reader *r = &c->reader;
    qpdf_oh stream = bx_get_key(r, qpdf_get_root(r->pdf), "/Metadata");
    bx_buffer bytes = {0};
    bx_str text = {"", 0};
    if (bx_read_stream(r, stream, XMP_BYTES, &bytes))
        text = bx_str_copy(c->arena, (bx_str){bytes.at, bytes.len});
    bx_buffer_free(&bytes);
    return text;
}

/* The text behind tags, as in <dc:title><rdf:Alt><rdf:li>TEXT. */
static bx_str text_behind_tags(bx_str at)
{
    at = bx_str_trim(at);
    while (at.len > 1 && at.at[0] == '<' && at.at[1] != '/') {
        const char *end = memchr(at.at, '>', at.len);
        if (end == NULL)
            break;
        at = bx_str_trim(bx_str_slice(at, (size_t)(end + 1 - at.at), at.len));
    }
    const char *end = memchr(at.at, '<', at.len);
    return end != NULL ? bx_str_trim(bx_str_slice(at, 0, (size_t)(end - at.at))) : (bx_str){"", 0};
}

/* The value of property NAME ("Trapped"), whatever its prefix, as element or attribute; empty:
 * none. */
static bx_str find_property(bx_str xmp, const char *name)
{
    size_t len = strlen(name);
    for (size_t at = 0; at + len + 2 < xmp.len;) {
        const char *found = memmem(xmp.at + at, xmp.len - at, name, len);
        if (found == NULL)
            break;
        at = (size_t)(found - xmp.at) + len;
        if (found == xmp.at || found[-1] != ':' || at + 2 > xmp.len)
            continue;
        bx_str rest = bx_str_slice(xmp, at, xmp.len);
        char next = rest.at[0], quote = rest.at[1];
        if (next == '=' && (quote == '"' || quote == '\'')) {
            const char *end = memchr(rest.at + 2, quote, rest.len - 2);
            if (end != NULL)
                return bx_str_slice(rest, 2, (size_t)(end - rest.at));
        }
        if (next == '>' || next == ' ' || next == '\n' || next == '\r') {
            const char *end = memchr(rest.at, '>', rest.len);
            if (end != NULL && end[-1] != '/')
                return text_behind_tags(bx_str_slice(rest, (size_t)(end + 1 - rest.at), rest.len));
        }
    }
    return (bx_str){"", 0};
}

/* ---- M ---- */

static qpdf_oh info_of(const bx_check *c)
{
    return bx_get_key(&c->reader, qpdf_get_trailer(c->reader.pdf), "/Info");
}

static bx_str info_text(const bx_check *c, const char *key)
{
    const bx_reader *r = &c->reader;
    qpdf_oh value = bx_get_key(r, info_of(c), key);
    return qpdf_oh_is_name(r->pdf, value) ? bx_get_name(r, value) : bx_get_text(r, value);
}

const char *bx_find_claim(const bx_check *c)
{
    static const char *const known[] = {"PDF/X-4p",      "PDF/X-4",      "PDF/X-1a:2003",
                                        "PDF/X-1a:2001", "PDF/X-1:2001", "PDF/X-3:2002",
                                        "PDF/X-3:2003",  "PDF/X-5g",     "PDF/X-5pg",
                                        "PDF/X-5n",      "PDF/X-6"};
    bx_str claims[2] = {find_property(read_xmp(c), "GTS_PDFXVersion"),
                        info_text(c, "/GTS_PDFXVersion")};
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            if (bx_str_is(claims[k], known[i]))
                return known[i];
    return NULL;
}

const char *bx_read_claim(const bx_reader *reader)
{
    bx_check look = {.arena = reader->arena, .reader = *reader};
    return bx_find_claim(&look);
}

static void check_claim(bx_check *c)
{
    const char *wanted = c->standard == BX_PDFX1A ? "PDF/X-1a:2003" : "PDF/X-4";
    if (bx_str_is(info_text(c, BX_SCREEN_KEY), BX_SCREEN_VALUE))
        bx_find(c, "screen-file", NULL, (bx_str){"", 0});
    else if (c->claims == NULL)
        bx_find(c, "no-pdfx", NULL, (bx_str){"", 0});
    else if (strcmp(c->claims, wanted) != 0)
        bx_find(c, "other-pdfx", NULL, bx_str_printf(c->arena, _("%s, not %s"), c->claims, wanted));
}

/* D:YYYYMMDDHHmmSS and a zone; the parts from the month on may be left out (7.9.4). */
static bool is_date(bx_str date)
{
    static const int most[] = {12, 31, 23, 59, 59};
    if (!bx_str_starts(date, "D:") || date.len < 6)
        return false;
    size_t i = 2;
    while (i < date.len && date.at[i] >= '0' && date.at[i] <= '9')
        i++;
    if (i < 6 || i > 16 || i % 2 != 0)
        return false;
    for (size_t k = 0; k < 5 && 6 + 2 * k < i; k++) {
        int value = (date.at[6 + 2 * k] - '0') * 10 + date.at[7 + 2 * k] - '0';
        if (value > most[k] || (k < 2 && value == 0))
            return false;
    }
    return i == date.len || date.at[i] == 'Z' || date.at[i] == '+' || date.at[i] == '-';
}

static void check_info(bx_check *c)
{
    static const char *const wanted[] = {"/Title", "/Creator", "/Producer", "/CreationDate",
                                         "/ModDate"};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        bx_str text = info_text(c, wanted[i]);
        bool date = i >= 3;
        if (text.len == 0 && c->standard == BX_PDFX1A)
            bx_find(c, "info-missing", NULL, bx_str_of(wanted[i] + 1));
        else if (date && text.len > 0 && !is_date(text))
            bx_find(c, "info-date", NULL,
                    bx_str_printf(c->arena, "%s: %.*s", wanted[i] + 1, BX_FMT(text)));
    }
}

static bool says_trapped(bx_str text)
{
    return bx_str_is(text, "True") || bx_str_is(text, "False");
}

/* The digits of a date up to its seconds: both forms write them in the same order. */
static bx_str digits_of(const bx_check *c, bx_str date)
{
    char *digits = BX_NEW_ARRAY(c->arena, char, 16);
    size_t len = 0;
    for (size_t i = 0; i < date.len && len < 14; i++)
        if (date.at[i] >= '0' && date.at[i] <= '9')
            digits[len++] = date.at[i];
    return (bx_str){digits, len};
}

static bx_str unescape(const bx_check *c, bx_str text)
{
    static const struct {
        const char *written;
        char meant;
    } entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    char *out = BX_NEW_ARRAY(c->arena, char, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        out[len] = text.at[i];
        for (size_t k = 0; k < sizeof entities / sizeof entities[0]; k++)
            if (bx_str_starts(bx_str_slice(text, i, text.len), entities[k].written)) {
                out[len] = entities[k].meant;
                i += strlen(entities[k].written) - 1;
                break;
            }
        len++;
    }
    return (bx_str){out, len};
}

static void check_agreement(bx_check *c, bx_str xmp)
{
    static const struct {
        const char *info, *xmp;
        bool date;
    } pairs[] = {{"/Title", "title", false},
                 {"/CreationDate", "CreateDate", true},
                 {"/ModDate", "ModifyDate", true},
                 {"/Trapped", "Trapped", false},
                 {"/GTS_PDFXVersion", "GTS_PDFXVersion", false}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        bx_str one = info_text(c, pairs[i].info), two = find_property(xmp, pairs[i].xmp);
        if (one.len == 0 || two.len == 0)
            continue;
        bool same = pairs[i].date ? bx_str_eq(digits_of(c, one), digits_of(c, two))
                                  : bx_str_eq(one, unescape(c, two));
        if (!same)
            bx_find(c, "xmp-differs", NULL,
                    bx_str_printf(c->arena, "%s: %.*s | %.*s", pairs[i].info + 1, BX_FMT(one),
                                  BX_FMT(two)));
    }
}

static void check_xmp(bx_check *c, bx_str xmp)
{
    static const char *const wanted[] = {"title",         "CreateDate", "ModifyDate",
                                         "MetadataDate",  "DocumentID", "VersionID",
                                         "RenditionClass"};
    if (xmp.len == 0) {
        if (c->standard == BX_PDFX4)
            bx_find(c, "no-xmp", NULL, (bx_str){"", 0});
        return;
    }
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (c->standard == BX_PDFX4 && find_property(xmp, wanted[i]).len == 0)
            bx_find(c, "xmp-missing", NULL, bx_str_of(wanted[i]));
    check_agreement(c, xmp);
}

void bx_check_metadata(bx_check *c)
{
    bx_str xmp = read_xmp(c), trapped = info_text(c, "/Trapped");
    check_claim(c);
    check_info(c);
    if (!says_trapped(trapped) &&
        (c->standard == BX_PDFX1A || !says_trapped(find_property(xmp, "Trapped"))))
        bx_find(c, "not-trapped", NULL, trapped);
    check_xmp(c, xmp);
}

/* ---- O ---- */

/* Conditions of coated paper and of sheets, by how they are usually called. */
static bool is_not_newsprint(bx_str name)
{
    static const char *const words[] = {
        "FOGRA",  "GRACoL", "SWOP",   "Coated", "JC200", "Japan Color", "Eurocoat", "TR001",
        "TR 001", "TR003",  "TR 003", "TR005",  "TR006", "CGATS21",     "PSO",      "SC_paper"};
    static const char *const newsprint[] = {"IFRA",   "ewspaper", "ewsprint", "TR002",
                                            "TR 002", "SNAP",     "FOGRA48",  "FOGRA42"};
    for (size_t i = 0; i < sizeof newsprint / sizeof newsprint[0]; i++)
        if (holds(name, newsprint[i]))
            return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (holds(name, words[i]))
            return true;
    return false;
}

/* What is wrong with the profile of INTENT; NULL: nothing (ICC.1, 7.2). */
static const char *fault_of_profile(bx_check *c, qpdf_oh intent)
{
    bx_reader *r = &c->reader;
    qpdf_oh stream = bx_get_key(r, intent, "/DestOutputProfile");
    bx_buffer profile = {0};
    const char *fault = NULL;
    int n = 0;
    (void)qpdf_oh_get_value_as_int(r->pdf, bx_get_key(r, stream, "/N"), &n);
    if (!bx_read_stream(r, stream, PROFILE_BYTES, &profile)) {
        bx_buffer_free(&profile);
        return N_("there is none");
    }
    const unsigned char *h = (const unsigned char *)profile.at;
    if (profile.len < 128 || memcmp(profile.at + 36, "acsp", 4) != 0)
        fault = N_("it is no ICC profile");
    else if (((uint32_t)h[0] << 24 | (uint32_t)h[1] << 16 | (uint32_t)h[2] << 8 | h[3]) !=
             profile.len)
        fault = N_("it is cut off");
    else if (memcmp(h + 12, "prtr", 4) != 0)
        fault = N_("it is not a press's");
    else if (memcmp(h + 16, "CMYK", 4) != 0)
        fault = N_("it is not CMYK");
    else if (n != 4)
        fault = N_("its entry does not say four inks");
    else if (c->standard == BX_PDFX1A && h[8] > 2)
        fault = N_("it is newer than ICC version 2");
    bx_buffer_free(&profile);
    return fault;
}

static void check_intent(bx_check *c, qpdf_oh intent)
{
    bx_reader *r = &c->reader;
    bx_str id = bx_get_text(r, bx_get_key(r, intent, "/OutputConditionIdentifier"));
    bx_str info = bx_get_text(r, bx_get_key(r, intent, "/Info"));
    const char *fault = fault_of_profile(c, intent);
    if (fault != NULL)
        bx_find(c, "intent-profile", NULL, bx_str_of(_(fault)));
    if (id.len == 0)
        bx_find(c, "intent-name", NULL, BX_STR("OutputConditionIdentifier"));
    else if (info.len == 0)
        bx_find(c, "intent-name", NULL, BX_STR("Info"));
    bool other = c->expected->condition_id.len > 0 ? !bx_str_eq(id, c->expected->condition_id)
                                                   : is_not_newsprint(id);
    if (id.len > 0 && other)
        bx_find(c, "intent-condition", NULL, id);
}

void bx_check_intent(bx_check *c)
{
    bx_reader *r = &c->reader;
    qpdf_oh intents = bx_get_key(r, qpdf_get_root(r->pdf), "/OutputIntents"), found = 0;
    int count = qpdf_oh_is_array(r->pdf, intents) ? qpdf_oh_get_array_n_items(r->pdf, intents) : 0;
    int press = 0;
    for (int i = 0; i < count; i++) {
        qpdf_oh intent = qpdf_oh_get_array_item(r->pdf, intents, i);
        if (!bx_is_name(r, bx_get_key(r, intent, "/S"), "/GTS_PDFX"))
            continue;
        found = intent;
        press++;
    }
    if (press == 1)
        check_intent(c, found);
    else
        bx_find(c, "no-intent", NULL, bx_str_printf(c->arena, _("%d of GTS_PDFX"), press));
}

/* ---- X ---- */

void bx_check_forbidden(bx_check *c)
{
    bx_reader *r = &c->reader;
    qpdf_oh root = qpdf_get_root(r->pdf), names = bx_get_key(r, root, "/Names");
    qpdf_oh open = bx_get_key(r, root, "/OpenAction"),
            layers = bx_get_key(r, root, "/OCProperties");
    if (qpdf_oh_is_dictionary(r->pdf, open))
        bx_find(c, "action", NULL, BX_STR("OpenAction"));
    if (bx_has_value(r, root, "/AA"))
        bx_find(c, "action", NULL, BX_STR("AA"));
    if (bx_has_value(r, names, "/JavaScript"))
        bx_find(c, "action", NULL, BX_STR("JavaScript"));
    if (bx_has_value(r, names, "/EmbeddedFiles"))
        bx_find(c, "attachment", NULL, (bx_str){"", 0});
    qpdf_oh fields = bx_get_key(r, bx_get_key(r, root, "/AcroForm"), "/Fields");
    if (qpdf_oh_is_array(r->pdf, fields) && qpdf_oh_get_array_n_items(r->pdf, fields) > 0)
        bx_find(c, "form-field", NULL, (bx_str){"", 0});
    if (qpdf_oh_is_dictionary(r->pdf, layers) &&
        (c->standard == BX_PDFX1A || c->expected->scale > 0 ||
         !bx_has_value(r, layers, "/Configs")))
        bx_find(c, "layers", NULL, (bx_str){"", 0});
}
