/* tests/unit/test_read_story.c - front matter: fields, photos, and what is wrong with them.
 */
#include "read_help.h"

typedef struct {
    const char *name, *file, *outcome;
} story_case;

#define BODY "---\n一\n"

static const story_case CASES[] = {
    {"all keys",
     "---\n"
     "kicker: 引\ntitle: 主\nsubtitle: 副\nsummary: 提\nshort-title: 短\ncolumn: 栏\nlead-in: 讯\n"
     "byline: 名　某\nrank: 1\ndirection: vertical\ncut: tail\n"
     "photos:\n- file: a.jpg\n  title: 图\n  caption: 说\n  credit: 影\n  focus: 1 2 30 40\n  alt: "
     "替\n" BODY,
     "kicker 引\ntitle 主\nsubtitle 副\nsummary 提\ncolumn 栏\nlead-in 讯\nbyline 名　某\n"
     "short 短 rank 1 vertical cut 1\nphoto issues/x/photos/a.jpg: 图; 说; 影; 替; 1 2 30 40\np: "
     "一\n"},
    {"defaults", "---\ntitle: 甲　乙｜丙\n" BODY,
     "title 甲　乙｜丙\nshort 甲乙丙 rank 3 cut 0\np: 一\n"},
    {"byte order mark and carriage returns", "\xEF\xBB\xBF---\r\ntitle: 主\r\n---\r\n一\r\n",
     "title 主\nshort 主 rank 3 cut 0\np: 一\n"},
    {"photo piece without a body", "---\ntitle: 主\nphotos: [{file: a.jpg}]\n---\n",
     "title 主\nshort 主 rank 3 cut 0\nphoto issues/x/photos/a.jpg: ; ; ; ; 0 0 0 0\n"},
    {"value over lines", "---\ntitle: 汐州湾\n  大桥\nkicker: the\n  quick\n" BODY,
     "kicker the_quick\ntitle 汐州湾大桥\nshort 汐州湾大桥 rank 3 cut 0\np: 一\n"},
    {"quoted value over lines", "---\ntitle: \"汐州湾\n  大桥\"\n" BODY,
     "title 汐州湾大桥\nshort 汐州湾大桥 rank 3 cut 0\np: 一\n"},
    {"block scalar", "---\ntitle: >\n  汐州湾\n  大桥\n" BODY,
     "title 汐州湾大桥\nshort 汐州湾大桥 rank 3 cut 0\np: 一\n"},
    {"edges", "---\ntitle: ' 　主　 '\n" BODY, "title 主\nshort 主 rank 3 cut 0\np: 一\n"},
    {"escapes", "---\ntitle: \"\\u4e3b题\"\n" BODY, "title 主题\nshort 主题 rank 3 cut 0\np: 一\n"},
    {"none and null", "---\ntitle: 主\nkicker: null\nbyline: ~\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\np: 一\n"},
    {"marks for breaks in a caption are text",
     "---\ntitle: 主\nphotos: [{file: a, caption: 甲｜乙}]\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\nphoto issues/x/photos/a: ; 甲｜乙; ; ; 0 0 0 0\np: 一\n"},

    {"no front matter", "一\n", "short  rank 3 cut 0\np: 一\n! 1:1 no-front-matter\n"},
    {"front matter not closed", "---\ntitle: 主\n一\n",
     "short  rank 3 cut 0\n! 1:1 no-front-matter\n"},
    {"empty file", "", "short  rank 3 cut 0\n! 1:1 no-front-matter\n"},
    {"empty front matter", "---\n---\n一\n", "short  rank 3 cut 0\np: 一\n! 2:1 wrong-type\n"},
    {"no title", "---\nrank: 1\n" BODY, "short  rank 1 cut 0\np: 一\n! 2:1 missing-key\n"},
    {"empty title", "---\ntitle:\n" BODY,
     "short  rank 3 cut 0\np: 一\n? 2:7 empty-value\n! 2:7 missing-key\n"},
    {"title of blanks", "---\ntitle: '　'\n" BODY,
     "short  rank 3 cut 0\np: 一\n! 2:9 missing-key\n"},
    {"empty field", "---\ntitle: 主\nkicker:\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\np: 一\n? 3:8 empty-value\n"},
    {"unknown key", "---\ntitle: 主\nkiker: 引\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\np: 一\n! 3:1 unknown-key\n"},
    {"bad values", "---\ntitle: 主\nrank: 5\ndirection: up\ncut: yes\nbyline: [甲]\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\np: 一\n! 6:9 wrong-type\n! 3:7 bad-number\n! 4:12 "
     "bad-choice\n! 5:6 bad-choice\n"},
    {"markup in a field", "---\ntitle: 主**要**\nkicker: 见[甲](b.md)\n" BODY,
     "kicker 见[甲](b.md)\ntitle 主**要**\nshort 主**要** rank 3 cut 0\np: 一\n! 3:12 "
     "field-markup\n! 2:9 field-markup\n"},
    {"comment after a field", "---\ntitle: 主 # 次\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\np: 一\n! 2:10 yaml-comment\n"},
    {"comment without a space", "---\ntitle: 主 #次\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\np: 一\n! 2:10 yaml-comment\n"},
    {"comment after another value", "---\ntitle: 主\nrank: 2 # 次条\n" BODY,
     "title 主\nshort 主 rank 2 cut 0\np: 一\n"},
    {"line end in a field", "---\ntitle: \"主\\n题\"\n" BODY,
     "title 主\n题\nshort 主\n题 rank 3 cut 0\np: 一\n! 2:9 field-line\n"},
    {"typed jump in a field", "---\ntitle: 主（下转3版）\n" BODY,
     "title 主（下转3版）\nshort 主（下转3版） rank 3 cut 0\np: 一\n! 2:10 typed-jump\n"},
    {"empty body", "---\ntitle: 主\n---\n\n",
     "title 主\nshort 主 rank 3 cut 0\n! 2:8 empty-body\n"},
    {"lead-in without a paragraph", "---\ntitle: 主\nlead-in: 讯\n---\n- 一\n",
     "title 主\nlead-in 讯\nshort 主 rank 3 cut 0\nitem: 一\n! 3:10 lead-in\n"},
    {"cut without a mark", "---\ntitle: 主\ncut: marked\n" BODY,
     "title 主\nshort 主 rank 3 cut 2\np: 一\n? 2:8 no-cut-mark\n"},
    {"photos that are no list", "---\ntitle: 主\nphotos:\n  file: a.jpg\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\np: 一\n! 4:3 wrong-type\n"},
    {"photo without a file", "---\ntitle: 主\nphotos:\n  - caption: 说\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\nphoto : ; 说; ; ; 0 0 0 0\np: 一\n! 4:5 missing-key\n"},
    {"photo that is a word", "---\ntitle: 主\nphotos: [a.jpg]\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\nphoto : ; ; ; ; 0 0 0 0\np: 一\n! 3:10 wrong-type\n"},
    {"bad focus",
     "---\ntitle: 主\nphotos: [{file: a, focus: 10 10 95 20}, {file: b, focus: 1 2 3}, {file: c, "
     "focus: 1 2 3 x}]\n" BODY,
     "title 主\nshort 主 rank 3 cut 0\nphoto issues/x/photos/a: ; ; ; ; 0 0 0 0\nphoto "
     "issues/x/photos/b: ; ; ; ; 0 0 0 0\nphoto issues/x/photos/c: ; ; ; ; 0 0 0 0\np: 一\n"
     "! 3:27 bad-focus\n! 3:58 bad-focus\n! 3:83 bad-focus\n"},
    {"broken front matter leaves the body", "---\ntitle: 主: 要\n---\n**一\n",
     "short  rank 3 cut 0\np: **b(一)\n! 2:9 yaml-syntax\n! 4:1 markup-unclosed\n"},
};

static void dump_story(desk *d, const bx_story *story)
{
    const struct {
        const char *name;
        const bx_text *text;
    } FIELDS[] = {{"kicker", &story->kicker},     {"title", &story->title},
                  {"subtitle", &story->subtitle}, {"summary", &story->summary},
                  {"column", &story->column},     {"lead-in", &story->lead_in},
                  {"byline", &story->byline}};
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++) {
        if (FIELDS[i].text->count == 0)
            continue;
        bx_buffer_printf(&d->out, "%s ", FIELDS[i].name);
        dump_text(&d->out, FIELDS[i].text);
        bx_buffer_text(&d->out, "\n");
    }
    bx_buffer_printf(&d->out, "short %.*s rank %d %scut %d\n", BX_FMT(story->short_title),
                     story->rank, story->vertical ? "vertical " : "", story->cut);
    for (size_t i = 0; i < story->photo_count; i++)
        dump_photo(&d->out, &story->photos[i]);
    dump_blocks(&d->out, story->blocks, story->block_count);
}

static void check_story(void **state)
{
    const story_case *c = *state;
    desk d = desk_new();
    const bx_story *story = desk_read(&d, c->file, strlen(c->file));
    dump_story(&d, story);
    dump_diags(&d, 0);
    assert_string_equal(desk_text(&d), c->outcome);
    desk_free(&d);
}

int main(void)
{
    enum { COUNT = sizeof CASES / sizeof *CASES };
    static struct CMUnitTest tests[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        tests[i] = (struct CMUnitTest){.name = CASES[i].name,
                                       .test_func = check_story,
                                       .initial_state = (void *)(uintptr_t)&CASES[i]};
    return cmocka_run_group_tests_name("read story", tests, NULL, NULL);
}
