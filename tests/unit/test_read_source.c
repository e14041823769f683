/* tests/unit/test_read_source.c - the UTF-8 pass, and the guess at other encodings.
 *
 * Chinese articles come from the characters of GB 2312's first level by their frequency classes:
 * random mixes of everyday characters and of all characters that an encoding has.
 */
#include "read_help.h"

#include <iconv.h>
#include <stdlib.h>

typedef struct {
    const char *name, *bytes;
    size_t len;
    const char *outcome; /* the text, or NULL for none, and the diagnostics */
} source_case;

#define BYTES(literal) literal, sizeof(literal) - 1

static const source_case CASES[] = {
    {"empty", BYTES(""), ""},
    {"plain", BYTES("一\n"), "一\n"},
    {"byte order mark", BYTES("\xEF\xBB\xBF一"), "一"},
    {"mark inside", BYTES("一\xEF\xBB\xBF"), "一〓\n! 1:2 control-character\n"},
    {"carriage returns", BYTES("一\r\n二\r三"), "一\r\n二_三\n! 2:2 control-character\n"},
    {"zero width space", BYTES("一\u200B二"), "一〓二\n! 1:2 control-character\n"},
    {"bell", BYTES("一\n\a"), "一\n_\n! 2:1 control-character\n"},
    {"C1 control", BYTES("\xC2\x85"), "__\n! 1:1 control-character\n"},
    {"NUL", BYTES("一\0二"), "一_二\n! 1:2 nul-byte\n"},
    {"noncharacter", BYTES("\xF0\x9F\xBF\xBF"), "____\n! 1:1 control-character\n"},
    {"lost character", BYTES("一\uFFFD"), "一〓\n! 1:2 lost-character\n"},
    {"all four lengths", BYTES("aé一𠮷\U0010FFFD"), "aé一𠮷\U0010FFFD"},
    {"variation selector", BYTES("葛\U000E0100"), "葛\U000E0100"},
    {"joiners stay", BYTES("a\u200D\u200C"), "a\u200D\u200C"},
    {"overlong", BYTES("汉字\xC0\xAF汉字"), "汉字__汉字\n! 1:3 not-utf8\n"},
    {"surrogate", BYTES("汉字\xED\xA0\x80汉字"), "汉字〓汉字\n! 1:3 not-utf8\n"},
    {"beyond Unicode", BYTES("汉字\xF4\x90\x80\x80汉字"), "汉字____汉字\n! 1:3 not-utf8\n"},
    {"cut at the end", BYTES("汉字\xE6\xB1"), "汉字__\n! 1:3 not-utf8\n"},
    {"two bad places", BYTES("汉\xFF字\n字汉字\xFE"),
     "汉_字\n字汉字_\n! 1:2 not-utf8\n! 2:4 not-utf8\n"},
};

static void check_source(void **state)
{
    const source_case *c = *state;
    desk d = desk_new();
    const bx_source *source =
        bx_source_check(d.arena, BX_STR("x"), (bx_str){c->bytes, c->len}, d.diags);
    assert_non_null(source);
    assert_int_equal(source->text.at[source->text.len], 0);
    bx_buffer_str(&d.out, source->text);
    if (bx_diags_has_errors(d.diags))
        bx_buffer_text(&d.out, "\n");
    dump_diags(&d, 0);
    assert_string_equal(desk_text(&d), c->outcome);
    desk_free(&d);
}

static void check_lines(void **state)
{
    (void)state;
    desk d = desk_new();
    const bx_source *source =
        bx_source_check(d.arena, BX_STR("x"), BX_STR("\xEF\xBB\xBF一\r\n\n二"), d.diags);
    assert_int_equal(source->line_count, 3);
    assert_int_equal(source->line_starts[0], 0);
    assert_int_equal(source->line_starts[1], 5);
    assert_int_equal(source->line_starts[2], 6);
    desk_free(&d);
}

/* ---- other encodings ---- */

/* The same on every machine. */
static uint32_t dice(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static const char COMMON[] = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出"
                             "也得里后自以会家可下而过天去能对小多"
                             "然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面"
                             "最女但现前些所同日手又行意动方期它头"
                             "经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活"
                             "正感见明问力理尔点文几定本公特做外孩"
                             "相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水"
                             "像眼等体却加电主界门利海受听表德少克"
                             "代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直"
                             "字场平报友关放至张认接告入笑内英军";

typedef struct {
    const char *encoding, *guess;
    bool rare; /* any character of the encoding, not only common ones */
    size_t least_right;
} encoding_case;

static const encoding_case ENCODINGS[] = {
    {"GBK", "GBK", false, 950},
    {"GBK", "GBK", true, 950},
    {"BIG5", "Big5", false, 950},
    {"UTF-16LE", "UTF-16LE", false, 1000},
    {"UTF-16BE", "UTF-16BE", false, 1000},
    {"UTF-16", "UTF-16LE", false, 1000},
};

static size_t put_character(char *out, uint32_t *seed, bool rare)
{
    if (rare)
        return bx_utf8_put(0x4E00 + dice(seed) % 0x51A6, out);
    size_t i = dice(seed) % ((sizeof COMMON - 1) / 3);
    memcpy(out, COMMON + i * 3, 3);
    return 3;
}

/* Writes an article of 20 to 200 characters, most of them in a body below front matter. */
static size_t write_article(char *out, uint32_t *seed, bool rare)
{
    static const char *const MARKS[] = {"，", "。", "、",   "“",    "”",
                                        "《", "》", "2025", "\n\n", "A1"};
    size_t len = 0;
    size_t characters = 20 + dice(seed) % 180;
    len += (size_t)sprintf(out, "---\ntitle: ");
    for (size_t i = 0; i < characters; i++) {
        len += put_character(out + len, seed, rare);
        if (i == 8)
            len += (size_t)sprintf(out + len, "\nrank: 2\n---\n\n");
        if (dice(seed) % 8 == 0)
            len += (size_t)sprintf(out + len, "%s", MARKS[dice(seed) % 10]);
    }
    return len + (size_t)sprintf(out + len, "\n");
}

static size_t convert(const char *encoding, char *in, size_t len, char *out, size_t room)
{
    iconv_t way = iconv_open(encoding, "UTF-8");
    assert_true(way != (iconv_t)-1);
    char *at = out;
    size_t left = room;
    while (len > 0) {
        if (iconv(way, &in, &len, &at, &left) != (size_t)-1)
            break;
        /* What the encoding lacks is left out. */
        do
            in++, len--;
        while (len > 0 && ((unsigned char)*in & 0xC0) == 0x80);
    }
    iconv_close(way);
    return (size_t)(at - out);
}

static void check_encoding(void **state)
{
    const encoding_case *c = *state;
    uint32_t seed = 20250509;
    size_t right = 0;
    for (int i = 0; i < 1000; i++) {
        char utf8[8000];
        char other[8000];
        size_t len = write_article(utf8, &seed, c->rare);
        size_t other_len = convert(c->encoding, utf8, len, other, sizeof other);
        desk d = desk_new();
        const bx_source *source =
            bx_source_check(d.arena, BX_STR("x"), (bx_str){other, other_len}, d.diags);
        size_t count;
        const bx_diag *list = bx_diags_list(d.diags, &count);
        bx_str wanted = bx_str_printf(d.arena, "; the file seems to be %s", c->guess);
        if (source == NULL && count == 1 && strcmp(list[0].id, "not-utf8") == 0)
            right += bx_str_ends(list[0].message, wanted.at);
        desk_free(&d);
    }
    if (right < c->least_right)
        print_message("# %s: %zu of 1000 right\n", c->encoding, right);
    assert_true(right >= c->least_right);
}

/* GB 18030 shows itself by a character that GBK lacks. */
static void check_gb18030(void **state)
{
    (void)state;
    char utf8[] = "---\ntitle: 郭𬭎、温𫖯、秦䶮的名字都排在这里\n---\n";
    char other[200];
    size_t len = convert("GB18030", utf8, sizeof utf8 - 1, other, sizeof other);
    assert_string_equal(bx_guess_encoding((bx_str){other, len}), "GB18030");
}

/* Good UTF-8 is never taken for anything else; a bad byte in it is a bad byte. */
static void check_utf8(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int i = 0; i < 1000; i++) {
        char utf8[8000];
        size_t len = write_article(utf8, &seed, i % 2 == 0);
        desk d = desk_new();
        assert_non_null(bx_source_check(d.arena, BX_STR("x"), (bx_str){utf8, len}, d.diags));
        assert_false(bx_diags_has_errors(d.diags));
        utf8[len / 2] = '\xFF';
        assert_non_null(bx_source_check(d.arena, BX_STR("x"), (bx_str){utf8, len}, d.diags));
        assert_true(bx_diags_has_errors(d.diags));
        desk_free(&d);
    }
}

int main(void)
{
    enum {
        COUNT = sizeof CASES / sizeof *CASES,
        ENCODING_COUNT = sizeof ENCODINGS / sizeof *ENCODINGS
    };
    const struct CMUnitTest more[] = {cmocka_unit_test(check_lines),
                                      cmocka_unit_test(check_gb18030),
                                      cmocka_unit_test(check_utf8)};
    static struct CMUnitTest tests[COUNT + ENCODING_COUNT + 3];
    for (size_t i = 0; i < COUNT; i++)
        tests[i] = (struct CMUnitTest){.name = CASES[i].name,
                                       .test_func = check_source,
                                       .initial_state = (void *)(uintptr_t)&CASES[i]};
    for (size_t i = 0; i < ENCODING_COUNT; i++)
        tests[COUNT + i] = (struct CMUnitTest){.name = ENCODINGS[i].encoding,
                                               .test_func = check_encoding,
                                               .initial_state = (void *)(uintptr_t)&ENCODINGS[i]};
    memcpy(tests + COUNT + ENCODING_COUNT, more, sizeof more);
    return cmocka_run_group_tests_name("read source", tests, NULL, NULL);
}
