/* output/put.h - writes JSON a value at a time, for this folder and its callers' small results.
 *
 * Commas come by themselves; sorted keys and closing brackets are the caller's care.
 */
#ifndef BX_OUTPUT_PUT_H
#define BX_OUTPUT_PUT_H

#include "base/base.h"

/* Before a member of an array. */
void bx_json_next(bx_buffer *out);
/* Before a member of an object; KEY needs no escapes. */
void bx_json_key(bx_buffer *out, const char *key);
void bx_json_open(bx_buffer *out, char bracket);  /* '{' or '[' */
void bx_json_close(bx_buffer *out, char bracket); /* '}' or ']' */
void bx_json_int(bx_buffer *out, int64_t value);
void bx_json_str(bx_buffer *out, bx_str text);
/* Decimal digits of VALUE in TO, which holds 20; returns how many. */
size_t bx_put_digits(int64_t value, char *to);

/* Key and value together. */
void bx_json_key_int(bx_buffer *out, const char *key, int64_t value);
void bx_json_key_str(bx_buffer *out, const char *key, bx_str text);
void bx_json_key_bool(bx_buffer *out, const char *key, bool value);
/* [x, y, w, h] */
void bx_json_key_box(bx_buffer *out, const char *key, bx_rect box);
/* "source": {"byte": [start, end], "col": 1, "file": "…", "line": 1}; nothing for nowhere. */
void bx_json_key_source(bx_buffer *out, const char *key, bx_span where);

#endif
