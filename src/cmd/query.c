/* cmd/query.c - banxin query: asks the layout for stories, pages, jumps, photos or characters.
 *
 * Every answer is a table: for people in columns, with --json as an array of objects under its own name.
 */
#include "cmd/cmd.h"

#include <stdio.h>

/* One answer: cells of a row by column; a number has no text. */
typedef struct {
    bx_str text;
    int64_t number;
} cell;

enum { MOST_COLUMNS = 8 };

typedef BX_VEC(cell) cells;

static cell word(bx_str text)
{
    return (cell){.text = text};
}

static cell number(int64_t value)
{
    return (cell){.number = value};
}

/* ---- characters ---- */

typedef struct {
    const bx_issue *issue;
    int64_t counted, dropped;
} tally;

static void count_run(const bx_run *run, void *data)
{
    tally *t = data;

    for (size_t i = 0; i < run->text.len; i++) {
        if (((unsigned char)run->text.at[i] & 0xC0) == 0x80)
            continue;
        t->counted++;
        if (run->ledger != BX_GENERATED && t->issue->fates[run->ledger + i] == BX_DROPPED)
            t->dropped++;
    }
}

static tally count_story(const bx_issue *issue, const bx_story *story)
{
    tally t = {.issue = issue};

    bx_each_run(story, count_run, &t);
    return t;
}

/* ---- the answers ---- */

static bx_str places_of(bx_desk *desk, const bx_story *story)
{
    bx_str places = {0};

    for (size_t i = 0; i < desk->issue->page_count; i++)
        for (size_t k = 0; k < desk->issue->pages[i].place_count; k++) {
            const bx_page_plan *page = &desk->issue->pages[i];

            if (bx_str_eq(page->places[k].story, story->id))
                places = bx_str_printf(desk->arena, "%.*s%s%.*s.%.*s", BX_FMT(places),
                                       places.len > 0 ? " " : "", BX_FMT(page->label),
                                       BX_FMT(page->places[k].slot));
        }
    return places;
}

static void list_stories(bx_desk *desk, cells *out)
{
    for (size_t i = 0; i < desk->issue->story_count; i++) {
        const bx_story *story = &desk->issue->stories[i];

        BX_PUSH(desk->arena, *out, number(count_story(desk->issue, story).counted));
        BX_PUSH(desk->arena, *out, word(story->id));
        BX_PUSH(desk->arena, *out, word(places_of(desk, story)));
        BX_PUSH(desk->arena, *out, number(story->rank));
        BX_PUSH(desk->arena, *out, word(story->short_title));
    }
}

static void list_pages(bx_desk *desk, cells *out)
{
    for (size_t i = 0; i < desk->makeup->folio_count; i++) {
        const bx_folio *folio = &desk->makeup->folios[i];
        int64_t lines = 0, photos = 0, ads = 0;

        for (size_t k = 0; k < folio->count; k++) {
            lines += folio->frames[k].kind == BX_FRAME_LINE;
            photos += folio->frames[k].kind == BX_FRAME_PHOTO;
            ads += folio->frames[k].kind == BX_FRAME_AD;
        }
        BX_PUSH(desk->arena, *out, number(ads));
        BX_PUSH(desk->arena, *out, word(folio->label));
        BX_PUSH(desk->arena, *out, word(folio->plan->layout));
        BX_PUSH(desk->arena, *out, number(lines));
        BX_PUSH(desk->arena, *out, number(photos));
        BX_PUSH(desk->arena, *out, word(folio->title));
    }
}

static void list_jumps(bx_desk *desk, cells *out)
{
    for (size_t i = 0; i < desk->makeup->jump_count; i++) {
        const bx_jump *jump = &desk->makeup->jumps[i];

        BX_PUSH(desk->arena, *out, word(bx_str_of(jump->kind ? jump->kind : "")));
        BX_PUSH(desk->arena, *out, word(bx_str_printf(desk->arena, "%.*s.%.*s",
                                                      BX_FMT(jump->from_page),
                                                      BX_FMT(jump->from_slot))));
        BX_PUSH(desk->arena, *out, word(jump->story->id));
        BX_PUSH(desk->arena, *out, word(bx_str_printf(desk->arena, "%.*s.%.*s",
                                                      BX_FMT(jump->to_page),
                                                      BX_FMT(jump->to_slot))));
    }
}

static void list_photos(bx_desk *desk, cells *out)
{
    for (size_t i = 0; i < desk->makeup->folio_count; i++)
        for (size_t k = 0; k < desk->makeup->folios[i].count; k++) {
            const bx_frame *frame = &desk->makeup->folios[i].frames[k];

            if (frame->kind != BX_FRAME_PHOTO)
                continue;
            BX_PUSH(desk->arena, *out, word(frame->photo->file));
            BX_PUSH(desk->arena, *out, number(frame->box.h));
            BX_PUSH(desk->arena, *out, word(desk->makeup->folios[i].label));
            BX_PUSH(desk->arena, *out, number(frame->ppi));
            BX_PUSH(desk->arena, *out, word(frame->slot));
            BX_PUSH(desk->arena, *out, word(frame->story ? frame->story->id : (bx_str){0}));
            BX_PUSH(desk->arena, *out, number(frame->box.w));
        }
}

static void list_characters(bx_desk *desk, cells *out)
{
    for (size_t i = 0; i < desk->issue->story_count; i++) {
        const bx_story *story = &desk->issue->stories[i];
        tally t = count_story(desk->issue, story);

        BX_PUSH(desk->arena, *out, number(t.counted));
        BX_PUSH(desk->arena, *out, number(t.dropped));
        BX_PUSH(desk->arena, *out, word(story->id));
    }
}

static const struct {
    const char *name;
    const char *keys[MOST_COLUMNS]; /* sorted, as in all JSON of ours */
    const char *numbers;            /* '#' for a column of numbers */
    void (*list)(bx_desk *desk, cells *out);
} questions[] = {
    {"stories", {"chars", "id", "places", "rank", "title"}, "#..#.", list_stories},
    {"pages", {"ads", "label", "layout", "lines", "photos", "title"}, "#..##.", list_pages},
    {"jumps", {"cut", "from", "story", "to"}, "....", list_jumps},
    {"photos", {"file", "height", "page", "ppi", "slot", "story", "width"}, ".#.#..#", list_photos},
    {"chars", {"counted", "dropped", "story"}, "##.", list_characters},
};

enum { QUESTIONS = sizeof questions / sizeof questions[0] };

/* ---- printing ---- */

static size_t width_of(const cell *c, bool is_number)
{
    char digits[20];

    return is_number ? bx_put_digits(c->number, digits) : bx_text_width(c->text);
}

static void print_table(size_t which, const cells *rows)
{
    size_t columns = strlen(questions[which].numbers), widths[MOST_COLUMNS];

    for (size_t c = 0; c < columns; c++) {
        widths[c] = strlen(questions[which].keys[c]);
        for (size_t i = c; i < rows->len; i += columns) {
            size_t width = width_of(&rows->at[i], questions[which].numbers[c] == '#');

            widths[c] = width > widths[c] ? width : widths[c];
        }
        bx_print_cell(bx_str_of(questions[which].keys[c]), c + 1 < columns ? widths[c] + 2 : 0);
    }
    printf("\n");
    for (size_t i = 0; i < rows->len; i++) {
        size_t c = i % columns;

        if (questions[which].numbers[c] == '#')
            bx_print_number(rows->at[i].number, widths[c]);
        else
            bx_print_cell(rows->at[i].text, c + 1 < columns ? widths[c] : 0);
        printf("%s", c + 1 < columns ? "  " : "\n");
    }
}

static void print_json(size_t which, const cells *rows)
{
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};
    size_t columns = strlen(questions[which].numbers);
    bool after = strcmp(questions[which].name, "schema") > 0;

    bx_json_open(&out, '{');
    if (after)
        bx_json_key_int(&out, "schema", BX_JSON_SCHEMA);
    bx_json_key(&out, questions[which].name);
    bx_json_open(&out, '[');
    for (size_t i = 0; i < rows->len; i++) {
        size_t c = i % columns;

        if (c == 0) {
            bx_json_next(&out);
            bx_json_open(&out, '{');
        }
        if (questions[which].numbers[c] == '#')
            bx_json_key_int(&out, questions[which].keys[c], rows->at[i].number);
        else
            bx_json_key_str(&out, questions[which].keys[c], rows->at[i].text);
        if (c + 1 == columns)
            bx_json_close(&out, '}');
    }
    bx_json_close(&out, ']');
    if (!after)
        bx_json_key_int(&out, "schema", BX_JSON_SCHEMA);
    bx_json_close(&out, '}');
    puts(out.at);
}

/* ---- the command ---- */

static void report_unknown(bx_desk *desk, const char *asked)
{
    const char *names[QUESTIONS];
    const char *nearest;

    for (size_t i = 0; i < QUESTIONS; i++)
        names[i] = questions[i].name;
    nearest = bx_find_nearest(asked, names, QUESTIONS);
    bx_report(desk->diags, BX_ERROR, "usage", BX_NOWHERE, "there is nothing to ask as '%s'", asked);
    if (nearest)
        bx_hint(desk->diags, BX_NOWHERE, "did you mean %s?", nearest);
    else
        bx_hint(desk->diags, BX_NOWHERE, "ask for stories, pages, jumps, photos or chars");
}

void bx_cmd_query(bx_desk *desk)
{
    const char *asked = desk->options->args[1];
    cells rows = {0};
    size_t which = 0;

    while (which < QUESTIONS && strcmp(questions[which].name, asked) != 0)
        which++;
    if (which == QUESTIONS) {
        report_unknown(desk, asked);
        return;
    }
    if (!bx_desk_read(desk) || !bx_desk_open_fonts(desk) || !bx_desk_make_up(desk))
        return;
    questions[which].list(desk, &rows);
    if (desk->options->json)
        print_json(which, &rows);
    else
        print_table(which, &rows);
}
