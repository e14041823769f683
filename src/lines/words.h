/* lines/words.h - closed lists of words that tell where a headline's phrases begin and end, for
 * this folder only.
 */
#ifndef BX_LINES_WORDS_H
#define BX_LINES_WORDS_H

#include "lines/lines.h"

/* What a word may be; several at once. */
enum {
    BX_WORD_VERB = 1,
    BX_WORD_PLAIN_VERB = 2, /* one character, a verb when it stands as a word of its own */
    BX_WORD_REPORT = 4,     /* a verb that a clause follows: 提醒, 要求 */
    BX_WORD_TIME = 8,       /* 今年, 凌晨 */
    BX_WORD_ADVERB = 16,    /* 已, 全面; 如何, 能否 */
    BX_WORD_PREPOSITION = 32,
    BX_WORD_DETERMINER = 64, /* begins a noun phrase: 首批, 这家 */
    BX_WORD_CLASSIFIER = 128,
    BX_WORD_PLACE = 256,        /* ends a phrase of time or place: 后, 里, 以来 */
    BX_WORD_SUFFIX = 512,       /* one character that belongs to the word before: 图, 率 */
    BX_WORD_INTRANSITIVE = 1024 /* a verb that rarely has an object: 通车, 获救 */
};

enum { BX_WORD_LONGEST = 4 }; /* characters */

/* What WORD, UTF-8 of at most BX_WORD_LONGEST characters, is; 0: in no list. */
unsigned bx_word_kinds(const char *word);

/* The lists themselves, sorted, for the test that they are: NULL ends them. */
const char *bx_word_at(size_t list, size_t index);

#endif
