/* tests/unit/test_text_class.c - classes of characters, alone and beside others (typography 1, 1.2). */
#include "lines_help.h"

/* One row a class; every character of a row is of that class when it stands alone. */
static const struct {
    bx_class class;
    const char *characters;
} ALONE[] = {
    {BX_CLASS_OP, "‘“〈《「『【〔〖〘〚〝（［｛｟"},
    {BX_CLASS_CL, "’”〉》」』】〕〗〙〛〞〟）］｝｠"},
    {BX_CLASS_CM, "，、；："},
    {BX_CLASS_FS, "。．？！"},
    {BX_CLASS_FX, "‼⁇⁈⁉"},
    {BX_CLASS_MD, "·・‧･"},
    {BX_CLASS_CN, "～〜—―–‐－"},
    {BX_CLASS_SL, "／"},
    {BX_CLASS_DA, "⸺"},
    {BX_CLASS_EL, "…⋯"},
    {BX_CLASS_PR, "￥¥$＄€£￡№#"},
    {BX_CLASS_PO, "%％‰‱℃℉°′″￠"},
    {BX_CLASS_NS, "々〻ゝゞーヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇿ"},
    {BX_CLASS_ID, "天〇あアⅠⅻ①⑳㈠㍿■★☆→"},
    {BX_CLASS_LAT, "aZ09éßαЯ'\"()"},
    {BX_CLASS_OPR, "±×÷≈≤≥≠−∶"},
    {BX_CLASS_IS, "　"},
    {BX_CLASS_SP, " \u00A0"},
};

static void test_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ALONE / sizeof *ALONE; i++) {
        const char *at = ALONE[i].characters, *end = at + strlen(at);
        while (at < end) {
            uint32_t code = bx_utf8_next(&at, end);
            bx_class class = bx_class_of(code);
            if (code == 0x2192)
                continue; /* an arrow is an operator or fills a cell */
            if (class != ALONE[i].class) {
                print_error("U+%04X is %s, not %s\n", code, bx_class_name(class), bx_class_name(ALONE[i].class));
                fail();
            }
        }
    }
}

/* The classes of a text's clusters, those of Han and letters left out. */
static const char *classes_in(desk *d, const char *text)
{
    const bx_para *para = shape(d, text, "body", false);
    bx_buffer out = {0};
    for (size_t i = 0; i < para->count; i++) {
        const bx_cluster *c = &para->clusters[i];
        if (c->class != BX_CLASS_ID && c->class != BX_CLASS_LAT)
            bx_buffer_printf(&out, "%s%.*s %s", out.len > 0 ? " " : "", (int)c->text_len, c->text,
                             bx_class_name((bx_class)c->class));
    }
    bx_buffer_add(&out, "", 1);
    bx_str copy = bx_str_copy(d->arena, (bx_str){out.at, out.len - 1});
    bx_buffer_free(&out);
    return bx_str_c(d->arena, copy);
}

static void test_beside_others(void **state)
{
    (void)state;
    static const struct {
        const char *text, *classes;
    } CASES[] = {
        /* quotes are full-width, an apostrophe is a letter */
        {"他说“好”", "“ OP ” CL"},
        {"Children’s", ""},
        {"读Children’s书", ""},
        {"‘好’", "‘ OP ’ CL"},
        {"5’30", ""},
        /* an interpunct between letters or digits is Latin */
        {"卡尔·林奈", "· MD"},
        {"kW·h", ""},
        {"1·2", ""},
        {"A·林奈", "· MD"},
        /* dashes in pairs from the left, an odd rest is a connector */
        {"海——天", "—— DA"},
        {"海———天", "—— DA — CN"},
        {"海————天", "—— DA —— DA"},
        {"京—沪", "— CN"},
        {"海⸺天", "⸺ DA"},
        /* dots */
        {"他……", "…… EL"},
        {"他…", "… EL"},
        {"他…………", "…… EL …… EL"},
        {"⋯⋯", "⋯⋯ EL"},
        /* ~ is set as a connector, but not in an address */
        {"3~5年", "~ CN"},
        {"a.cn/~li", ""},
        /* a hyphen is a sign, a connector or part of a word */
        {"-5", "- PR"},
        {"至-5度", "- PR"},
        {"2010-5", ""},
        {"well-known", ""},
        {"氨-甲", "- CN"},
        {"C-甲", "- CN"},
        /* plus and minus */
        {"+5%", "+ PR % PO"},
        {"涨+5", "+ PR"},
        {"3+5", "+ OPR"},
        {"−5", "− PR"},
        {"3−5", "− OPR"},
        {"±2", "± PR"},
        {"a=b", "= OPR"},
        {"2×3", "× OPR"},
        {"比例1∶2", "∶ OPR"},
        /* slashes */
        {"男/女", "/ SL"},
        {"km/h", ""},
        {"吨/km", ""},
        /* prefixes and suffixes */
        {"¥5", "¥ PR"},
        {"#3", "# PR"},
        {"一#", ""},
        {"5%", "% PO"},
        {"5℃", "℃ PO"},
    };
    desk d = desk_open();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *classes = classes_in(&d, CASES[i].text);
        if (strcmp(classes, CASES[i].classes) != 0) {
            print_error("'%s': %s, not %s\n", CASES[i].text, classes, CASES[i].classes);
            fail();
        }
    }
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alone),
        cmocka_unit_test(test_beside_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
