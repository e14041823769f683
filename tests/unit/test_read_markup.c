/* tests/unit/test_read_markup.c - every form of a story's body, and what is none.
 *
 * Source of the forms: docs/markup.md, 1. The help file says how the outcome is written.
 */
#include "read_help.h"

typedef struct {
    const char *name, *body, *outcome;
} form_case;

static const form_case CASES[] = {
    /* ---- paragraphs ---- */
    {"blank lines part blocks", "一\n\n\n二\n", "p: 一\np: 二\n"},
    {"wide lines join without a space", "今天\n天气\n", "p: 今天天气\n"},
    {"latin lines join with a space", "the\nquick\n", "p: the_quick\n"},
    {"one wide side is enough", "用SOC\n表示\nSOC\n", "p: 用SOC表示SOC\n"},
    {"curly quotes are wide", "他说“\nyes\n”", "p: 他说“yes”\n"},
    {"the join looks past markup", "**the**\n*quick*\n", "p: b(the)k(_)k(quick)\n"},
    {"edges are dropped", "　　一　二　\n  三\t\n", "p: 一　二三\n"},
    {"carriage returns end lines", "一\r\n二\r\n\r\n三\r\n", "p: 一二\np: 三\n"},
    {"no line end at the end", "一", "p: 一\n"},
    {"a space between Han stays", "沈 一鸣\n", "p: 沈 一鸣\n"},
    {"signs of other markups are text", "1+1>2，98.5%，3~5，C#，a_b，$1，x^2\n",
     "p: 1+1>2，98.5%，3~5，C#，a_b，$1，x^2\n"},
    {"numbers without a space are text", "1.5亿元\n\n-5℃\n", "p: 1.5亿元\np: -5℃\n"},

    /* ---- dress ---- */
    {"bold", "**记者**：问\n", "p: b(记者)：问\n"},
    {"pairs by position", "前**“重要”**的**，**后\n", "p: 前b(“重要”)的b(，)后\n"},
    {"bold over a line end", "**一\n二**三\n", "p: b(一)b(二)三\n"},
    {"kai", "写道：*机器歇了。*\n", "p: 写道：k(机器歇了。)\n"},
    {"bold and kai meet", "**一***二***三****四**五\n", "p: b(一)k(二)b(三)b(四)五\n"},
    {"ruby", "姓{禤|xuān}，\n", "p: 姓r(禤/xuān)，\n"},
    {"bold ruby", "**{汉字|hànzì}**\n", "p: b(r(汉字/hànzì))\n"},
    {"emphasis, proper, book", "[一]{.emphasis}[二]{.proper}[三]{.book}\n", "p: e(一)u(二)w(三)\n"},
    {"bold inside emphasis", "[一**二**]{.emphasis}\n", "p: e(一)b(e(二))\n"},
    {"reference", "见[存电](A3-storage.md)。\n", "p: 见t(存电>A3-storage)。\n"},
    {"emphasis inside a reference", "[甲[乙]{.book}](x.md)\n", "p: t(甲>x)w(t(乙>x))\n"},
    {"escapes", "\\\\ \\* \\[ \\] \\{ \\} \\< \\> \\# \\| \\` \\% \\~\n",
     "p: \\ * [ ] { } < > # | ` % ~\n"},
    {"escape at a line's start", "\\# 一\n\n\\- 二\n", "p: # 一\np: \\- 二\n! 3:1 markup-escape\n"},

    /* ---- verse ---- */
    {"verse", "一，\\\n二。\n\n三，\\\n四。\n", "verse: 一，/二。\nverse: 三，/四。\n"},
    {"verse with an empty line", "一\\\n\\\n二\n", "verse: 一//二\n"},
    {"an escaped backslash forces nothing", "一\\\\\n二\n", "p: 一\\二\n"},
    {"no space after a forced line", "one\\\ntwo\n", "verse: one/two\n"},
    {"a forced end forces nothing more", "一\\\n", "verse: 一\n"},

    /* ---- blocks ---- */
    {"crossheads", "## 一　二\n### 三\n四\n", "h2: 一　二\nh3: 三\np: 四\n"},
    {"crosshead ends a paragraph", "一\n## 二\n", "p: 一\nh2: 二\n"},
    {"list", "- 一\n- 二\n  三\n", "item: 一\nitem: 二三\n"},
    {"numbers as typed", "1. 一\n1986. 二\n", "item[1.]: 一\nitem[1986.]: 二\n"},
    {"aside", "> 一\n> 二\n>\n> 三\n", "aside: \np: 一二\np: 三\nend\n"},
    {"aside with a head", "> **名片**\n> 一\n", "aside: \np: b(名片)\np: 一\nend\n"},
    {"aside that begins bold", "> **编后**　来信\n", "aside: \np: b(编后)　来信\nend\n"},
    {"aside of nothing but a head", "> **名片**\n", "aside: \np: b(名片)\nend\n"},
    {"list in an aside", "> - 一\n> - 二\n", "aside: \nitem: 一\nitem: 二\nend\n"},
    {"box", "::: box 标题 *一*\n二\n\n三\n:::\n四\n",
     "box: 标题 k(一)\np: 二\np: 三\nend\np: 四\n"},
    {"box without a title", "::: box\n二\n:::\n", "box: \np: 二\nend\n"},
    {"aside in a box", "::: box 标题\n> 二\n:::\n", "box: 标题\naside: \np: 二\nend\nend\n"},
    {"sign", "高新区管委会 {.sign}\n2025年5月8日 {.sign}\n",
     "sign: 高新区管委会\nsign: 2025年5月8日\n"},
    {"sign of two lines", "高新区\n管委会{.sign}\n", "sign: 高新区管委会\n"},
    {"salute", "编辑同志： {.salute}\n\n我\n", "salute: 编辑同志：\np: 我\n"},
    {"cut mark", "一\n\n<<<\n\n二\n", "p: 一\ncut\np: 二\n"},
    {"cut mark ends a paragraph", "一\n<<<\n二\n", "p: 一\ncut\np: 二\n"},
    {"note", "%% 待核\n一\n%% 再核\n二\n", "p: 一二\n"},
    {"table", "| 甲 | 乙 | 丙 | 丁 |\n|:--|--:|:-:|---|\n| 1 | **2** |  | x |\n",
     "table span=1 <>^<\n  甲|乙|丙|丁\n  1|b(2)||x\n"},
    {"table without a last pipe", "|甲|乙\n|:--|:--\n|一|二\n三\n",
     "table span=1 <<\n  甲|乙\n  一|二\np: 三\n"},
    {"table with a pipe and a reading in it", "|甲\\|乙|{丙|bǐng}|\n|-|-|\n",
     "table span=1 <<\n  甲|乙|r(丙/bǐng)\n"},
    {"table over two columns", "{span=2}\n|甲|\n|-|\n", "table span=2 <\n  甲\n"},
    {"photo", "![山](a.jpg){title=\"石上\" credit=“某 人” focus=\"30 0 50 75\" alt=\"x\"}\n",
     "photo issues/x/photos/a.jpg: 石上; 山; 某 人; x; 30 0 50 75\n"},
    {"photo with marked caption", "![山**水**](a.jpg)\n",
     "photo issues/x/photos/a.jpg: ; 山b(水); ; ; 0 0 0 0\n"},

    /* ---- no forms ---- */
    {"unclosed bold", "一**二\n\n三\n", "p: 一**b(二)\np: 三\n! 1:2 markup-unclosed\n"},
    {"unclosed kai", "一*二\n", "p: 一*k(二)\n! 1:2 markup-unclosed\n"},
    {"unclosed bracket", "一[二\n", "p: 一[二\n! 1:2 markup-unclosed\n"},
    {"three stars", "***一***\n", "p: ***一***\n! 1:1 markup-stars\n! 1:5 markup-stars\n"},
    {"kai inside bold", "**一*二*三**\n",
     "p: b(一*二*三)\n! 1:4 markup-nested\n! 1:6 markup-nested\n"},
    {"empty bold", "一****二\n", "p: 一****二\n! 1:2 markup-stars\n"},
    {"bold around nothing", "一** **二\n", "p: 一b( )二\n"},
    {"bracket alone", "一[二]三\n", "p: 一[二]三\n! 1:2 markup-bracket\n"},
    {"footnote", "一[^1]\n", "p: 一[^1]\n! 1:2 markup-bracket\n"},
    {"closing bracket alone", "一]二\n", "p: 一]二\n! 1:2 markup-bracket\n"},
    {"unknown class", "[一]{.red}\n", "p: 一\n! 1:5 markup-class\n"},
    {"sign after brackets", "[一]{.sign}\n", "p: 一\n! 1:5 markup-class\n"},
    {"paragraph class", "一 {.red}\n", "p: 一\n! 1:3 markup-class\n"},
    {"two line marks", "[一[二]{.book}]{.proper}\n", "p: u(一)w(二)\n! 1:1 markup-nested\n"},
    {"empty brackets", "一[]{.book}二\n", "p: 一二\n! 1:2 markup-empty\n"},
    {"link", "[网](http://x.example/a.md)\n", "p: 网\n! 1:5 bad-target\n"},
    {"reference to another folder", "[网](../a.md)\n", "p: 网\n! 1:5 bad-target\n"},
    {"brace alone", "一{二}三\n", "p: 一{二}三\n! 1:2 markup-brace\n"},
    {"closing brace alone", "一}\n", "p: 一}\n! 1:2 markup-brace\n"},
    {"reading without a base", "{|hàn}\n", "p: {|hàn}\n! 1:1 markup-brace\n"},
    {"code", "一`二`\n", "p: 一`二`\n! 1:2 markup-code\n! 1:4 markup-code\n"},
    {"tag", "一<b>二\n", "p: 一<b>二\n! 1:2 markup-html\n"},
    {"upper-case tag", "<CCTV>报道\n", "p: <CCTV>报道\n! 1:1 markup-html\n"},
    {"comment", "<!-- 一 -->\n", "p: <!-- 一 -->\n! 1:1 markup-html\n"},
    {"less than", "a<b，5<6\n", "p: a<b，5<6\n"},
    {"entity", "一&nbsp;二&#8212;A&B;C\n",
     "p: 一&nbsp;二&#8212;A&B;C\n! 1:2 markup-entity\n! 1:9 markup-entity\n! 1:17 markup-entity\n"},
    {"ampersand", "A&B 研发\n", "p: A&B 研发\n"},
    {"deletion", "~~一~~\n", "p: ~~一~~\n! 1:1 markup-tilde\n! 1:4 markup-tilde\n"},
    {"pipe", "一|二\n", "p: 一|二\n! 1:2 markup-pipe\n"},
    {"note in a line", "一 %% 二\n", "p: 一 %% 二\n! 1:3 markup-note\n"},
    {"cut in a line", "一<<<\n", "p: 一<<<\n! 1:2 markup-cut\n"},
    {"photo in a line", "一![二](a.jpg)\n", "p: 一![二](a.jpg)\n! 1:2 markup-photo\n"},
    {"tab", "一\t二\n", "p: 一\t二\n! 1:2 markup-tab\n"},
    {"backslash", "一\\二\n", "p: 一\\二\n! 1:2 markup-escape\n"},
    {"first-level head", "# 一\n", "h2: 一\n! 1:1 markup-heading\n"},
    {"fourth-level head", "#### 一\n", "h2: 一\n! 1:1 markup-heading\n"},
    {"head without a space", "##一\n", "h2: 一\n! 1:1 markup-heading\n"},
    {"head without a text", "##\n", "h2: \n! 1:1 markup-heading\n! 1:1 markup-empty\n"},
    {"rule", "一\n\n---\n\n二\n", "p: 一\np: ---\np: 二\n! 3:1 markup-rule\n"},
    {"star list", "* 一\n* 二\n", "item: 一\nitem: 二\n! 1:1 markup-list\n! 2:1 markup-list\n"},
    {"plus list", "+ 一\n", "item: 一\n! 1:1 markup-list\n"},
    {"list in a list", "- 一\n  - 二\n", "item: 一\nitem: 二\n! 2:3 markup-nested\n"},
    {"class in a list", "- 一 {.sign}\n", "item: 一\n! 1:5 markup-class\n"},
    {"aside in an aside", "> > 一\n", "aside: \naside: \np: 一\nend\nend\n! 1:3 markup-nested\n"},
    {"box in an aside", "> ::: box 二\n> 一\n> :::\n",
     "aside: \nbox: 二\np: 一\nend\nend\n! 1:3 markup-nested\n"},
    {"box in a box", "::: box 一\n::: box 二\n三\n:::\n:::\n",
     "box: 一\nbox: 二\np: 三\nend\nend\n! 2:1 markup-nested\n"},
    {"box not closed", "::: box 一\n二\n", "box: 一\np: 二\nend\n! 1:1 markup-unclosed\n"},
    {"box of another kind", "::: note 一\n二\n:::\n", "box: 一\np: 二\nend\n! 1:1 markup-box\n"},
    {"closing fence alone", "一\n:::\n", "p: 一\n! 2:1 markup-box\n"},
    {"empty box", "::: box 一\n:::\n", "box: 一\nend\n! 1:1 markup-empty\n"},
    {"table without alignments", "|甲|乙|\n|一|二|\n",
     "table span=1 <<\n  甲|乙\n  一|二\n! 1:1 markup-table\n"},
    {"table with a short row", "|甲|乙|\n|-|-|\n|一|\n",
     "table span=1 <<\n  甲|乙\n  一|\n! 3:1 markup-table\n"},
    {"table with a long row", "|甲|\n|-|\n|一|二|\n",
     "table span=1 <\n  甲\n  一\n! 3:1 markup-table\n"},
    {"span without a table", "{span=2}\n\n|甲|\n|-|\n",
     "table span=1 <\n  甲\n! 1:1 markup-span\n"},
    {"span of nothing", "{span=x}\n|甲|\n|-|\n", "table span=1 <\n  甲\n! 1:1 markup-span\n"},
    {"photo without a file", "![一]\n", "photo : ; ; ; ; 0 0 0 0\n! 1:1 markup-photo\n"},
    {"photo with unknown key", "![一](a.jpg){by=\"x\"}\n",
     "photo issues/x/photos/a.jpg: ; 一; ; ; 0 0 0 0\n! 1:13 unknown-key\n"},
    {"photo with bad focus", "![一](a.jpg){focus=\"60 0 50 75\"}\n",
     "photo issues/x/photos/a.jpg: ; 一; ; ; 0 0 0 0\n! 1:20 bad-focus\n"},
    {"photo with a text after it", "![一](a.jpg) 二\n",
     "photo : ; ; ; ; 0 0 0 0\n! 1:1 markup-photo\n"},

    /* ---- typed jump lines ---- */
    {"typed jumps", "一（下转A2版）\n\n（上接第一版）二\n\n上接 3 版\n",
     "p: 一（下转A2版）\np: （上接第一版）二\np: 上接 3 版\n! 1:3 typed-jump\n! 3:2 typed-jump\n! "
     "5:1 typed-jump\n"},
    {"no jumps", "下转播版面，上接版\n", "p: 下转播版面，上接版\n"},
    {"a jump in two dresses", "下转**A2**版\n", "p: 下转b(A2)版\n! 1:1 typed-jump\n"},
};

static void check_form(void **state)
{
    const form_case *c = *state;
    static const char FRONT[] = "---\ntitle: 题\n---\n";
    desk d = desk_new();
    bx_str file = bx_str_printf(d.arena, "%s%s", FRONT, c->body);
    const bx_story *story = desk_read(&d, file.at, file.len);
    dump_blocks(&d.out, story->blocks, story->block_count);
    dump_diags(&d, 3);
    assert_string_equal(desk_text(&d), c->outcome);
    assert_int_equal(story->ledger_end, d.ledger);
    desk_free(&d);
}

int main(void)
{
    enum { COUNT = sizeof CASES / sizeof *CASES };
    static struct CMUnitTest tests[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        tests[i] = (struct CMUnitTest){.name = CASES[i].name,
                                       .test_func = check_form,
                                       .initial_state = (void *)(uintptr_t)&CASES[i]};
    return cmocka_run_group_tests_name("read markup", tests, NULL, NULL);
}
