/* read/limits.h - how big the files of an issue may be (上限); those of pictures stand in
 * picture.h.
 *
 * They keep a broken or hostile file from costing more than a moment. Each is far above what an
 * edition needs, each has its own message, and a test stands at the limit and one above it.
 */
#ifndef BX_READ_LIMITS_H
#define BX_READ_LIMITS_H

/* A year of masthead blocks is some 30 KB; libyaml's time grows faster than the file. */
#define BX_LIMIT_YAML_BYTES ((size_t)1 << 20)
/* Lists and maps inside each other; layout files need 6. */
#define BX_LIMIT_YAML_DEPTH 64
/* Uses of an anchor: with more, a small file could stand for a huge one. */
#define BX_LIMIT_YAML_ALIASES 100
/* Keys in one file; 200 pages with 20 slots each stay below half of it. */
#define BX_LIMIT_YAML_KEYS 10000

/* About 600,000 characters, a whole edition in one story. */
#define BX_LIMIT_STORY_BYTES ((size_t)2 << 20)
/* Brackets, asides and boxes inside each other; what is allowed to be printed nests 3 deep. */
#define BX_LIMIT_MARKUP_DEPTH 64
/* Characters; line breaking looks at a paragraph as one. */
#define BX_LIMIT_PARAGRAPH_CHARACTERS 100000
/* Columns of a table: more fit no page. */
#define BX_LIMIT_TABLE_COLUMNS 64

/* Files in articles/. */
#define BX_LIMIT_STORIES 2000
/* Pages of one issue, all sections together. */
#define BX_LIMIT_PAGES 200

#endif
