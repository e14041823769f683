/* press/scan.h - the operators of a content stream (内容流), one after another.
 *
 * Knows the syntax of ISO 32000-1, 7.2 and 7.8, and nothing of what an operator does.
 */
#ifndef BX_PRESS_SCAN_H
#define BX_PRESS_SCAN_H

#include "base/base.h"

typedef enum {
    BX_TOKEN_NUMBER,
    BX_TOKEN_NAME,   /* with its slash, escapes as written */
    BX_TOKEN_STRING, /* with its brackets */
    BX_TOKEN_MARK,   /* [ ] << >> { } */
    BX_TOKEN_WORD    /* operators; true false null */
} bx_token_kind;

typedef struct {
    bx_token_kind kind;
    bx_str text;
    double number;
} bx_token;

enum { BX_MOST_OPERANDS = 64 };

typedef struct {
    bx_str at; /* what is left of the stream */
} bx_scanner;

/* One operator with what stands before it. An inline image is one instruction BI: its operands are
 * the keys and values, DATA the bytes between ID and EI. */
typedef struct {
    bx_token operands[BX_MOST_OPERANDS]; /* the first of them; a long TJ has more */
    size_t count;                        /* all of them, brackets too */
    bx_str name;                         /* "rg" */
    bx_str text;                         /* the whole of it as written */
    bx_str data;
} bx_instruction;

/* Reads the next token; false at the end. Comments are passed over. */
bool bx_scan_token(bx_scanner *scanner, bx_token *token);
/* Reads the next instruction; false at the end, where what has no operator is dropped. */
bool bx_scan_instruction(bx_scanner *scanner, bx_instruction *instruction);

#endif
