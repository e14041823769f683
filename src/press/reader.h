/* press/reader.h - PDF files of any maker, read (读PDF): objects, streams, colour spaces.
 *
 * For this folder only. Nothing in here judges or reports; what cannot be read comes back as
 * nothing, and everything has an end. Operators are scan.h's, what they do walk.h's.
 */
#ifndef BX_PRESS_READER_H
#define BX_PRESS_READER_H

#include <qpdf/qpdf-c.h>

#include "press/scan.h"

/* ---- objects ---- */

/* An open file. Handles of its objects live as long as PDF. */
typedef struct {
    bx_arena *arena;
    qpdf_data pdf;
} bx_reader;

bool bx_is_name(const bx_reader *reader, qpdf_oh object, const char *name);
/* The value of KEY ("/Kids") in OBJECT, a dictionary or a stream; null when there is none. */
qpdf_oh bx_get_key(const bx_reader *reader, qpdf_oh object, const char *key);
bool bx_has_value(const bx_reader *reader, qpdf_oh object, const char *key);
/* Numbers of an array: false unless it holds exactly COUNT of them. */
bool bx_get_numbers(const bx_reader *reader, qpdf_oh array, double *numbers, int count);
/* A name without its slash; empty when OBJECT is none. */
bx_str bx_get_name(const bx_reader *reader, qpdf_oh object);
/* A text string as UTF-8 without control characters; empty when OBJECT is none. */
bx_str bx_get_text(const bx_reader *reader, qpdf_oh object);

/* Turns BOX, two corners in pt, to lower left and upper right.
 * returns  false: no page has such a size (under 1 pt, or 14 400 and more: ISO 32000-1, C.2) */
bool bx_order_box(double box[4]);

typedef BX_VEC(const char *) bx_key_list;
/* The keys of a dictionary, "/Kids": qpdf walks one dictionary at a time, callers go down into
 * others. */
bx_key_list bx_list_keys(const bx_reader *reader, qpdf_oh dict);

/* Adds the decoded bytes of STREAM to BYTES, at most LIMIT of them: a small file may hold a huge
 * stream. returns  false: not a stream, a filter of pictures, damaged, or more than LIMIT */
bool bx_read_stream(const bx_reader *reader, qpdf_oh stream, size_t limit, bx_buffer *bytes);
/* The streams of a page's Contents, one behind the other. */
bool bx_read_contents(const bx_reader *reader, qpdf_oh page, size_t limit, bx_buffer *bytes);

/* The name that a token of a content stream writes, without its slash, #xx resolved. */
bx_str bx_token_name(const bx_reader *reader, const bx_token *token);
/* Adds the bytes of a string as a token writes it, with its brackets, to BYTES. */
void bx_token_string(bx_str written, bx_buffer *bytes);

/* Closes *PDF, NULL or not, and throws its messages away: qpdf would print them. */
void bx_drop_pdf(qpdf_data *pdf);

/* ---- files (preflight.c) ---- */

/* Reads BYTES into a new *PDF, as they are or, with REPAIR, what can be saved of them.
 * returns  false: not even that, with the reason (not yet translated) in WRONG, and in LOCKED
 * whether that is a password; *PDF must be cleaned up all the same */
bool bx_open_pdf(qpdf_data *pdf, bx_str bytes, bool repair, const char **wrong, bool *locked);
/* What PAGE, from 0, is called; its number where it has no label. */
bx_str bx_page_label(const bx_reader *reader, int page);
/* The standard that the file names (check_file.c); NULL: none. */
const char *bx_read_claim(const bx_reader *reader);

/* ---- colour spaces (ISO 32000-1, 8.6) ---- */

typedef enum {
    BX_SPACE_UNKNOWN,
    BX_SPACE_GRAY,
    BX_SPACE_RGB,
    BX_SPACE_CMYK,
    BX_SPACE_CAL_GRAY,
    BX_SPACE_CAL_RGB,
    BX_SPACE_LAB,
    BX_SPACE_ICC,
    BX_SPACE_SEPARATION, /* BASE: the alternate */
    BX_SPACE_DEVICE_N,   /* the same */
    BX_SPACE_INDEXED,    /* BASE: of the table */
    BX_SPACE_PATTERN     /* BASE: of an uncoloured pattern, or NULL */
} bx_space_kind;

typedef struct bx_space bx_space;
struct bx_space {
    bx_space_kind kind;
    int components;
    const bx_space *base;
    const bx_str *inks; /* of Separation and DeviceN */
    size_t ink_count;
    qpdf_oh object;
    bx_str table; /* of Indexed: its entries, components of the base each */
};

/* The space that OBJECT describes, with names looked up in RESOURCES; never NULL. */
const bx_space *bx_read_space(const bx_reader *reader, qpdf_oh resources, qpdf_oh object);
/* The space that an operator or an inline image calls NAME. */
const bx_space *bx_find_space(const bx_reader *reader, qpdf_oh resources, bx_str name);
/* Whether SPACE describes colours of a screen: three channels of light, however wrapped. */
bool bx_space_is_rgb(const bx_space *space);

#endif
