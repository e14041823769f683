/* proof/tasks.c - what a proofreader asked for in one round, held against the next (核红).
 *
 * A request names a story, a part, the words that stood there, and those that should. It is looked
 * up in the old version by its words, and what the new version has in that very place decides.
 */
#include <jansson.h>

#include "proof/inside.h"

enum { MOST_REQUESTS = 5000 };

static void drop_json(json_t **json)
{
    json_decref(*json);
}

typedef struct {
    bx_arena *arena;
    const bx_comparison *c;
    bool **asked; /* a story, an edit each */
} checking;

/* ---- words without blanks ---- */

typedef struct {
    uint32_t *at;
    size_t len;
} codes;

static codes codes_of(bx_arena *arena, bx_str text)
{
    codes list = {BX_NEW_ARRAY(arena, uint32_t, text.len + 1), 0};

    for (const char *at = text.at, *end = text.at + text.len; at < end;) {
        uint32_t code = bx_utf8_next(&at, end);

        if (code != ' ' && code != 0x3000 && code != 0xB6)
            list.at[list.len++] = code;
    }
    return list;
}

static bool stands_at(const bx_letters *letters, size_t at, codes words)
{
    if (words.len > letters->count || at > letters->count - words.len)
        return false;
    for (size_t i = 0; i < words.len; i++)
        if (letters->letters[at + i].code != words.at[i])
            return false;
    return true;
}

/* ---- one request ---- */

typedef struct {
    codes before, old_words, new_words, after;
} request;

/* Where LETTERS hold the request's old words between its neighbours; SIZE_MAX: nowhere. */
static size_t find_words(const bx_letters *letters, const request *r)
{
    for (size_t at = r->before.len; at + r->old_words.len + r->after.len <= letters->count; at++)
        if (stands_at(letters, at - r->before.len, r->before) &&
            stands_at(letters, at, r->old_words) &&
            stands_at(letters, at + r->old_words.len, r->after))
            return at;
    return SIZE_MAX;
}

/* Edits of the same part that touch [start, end) answer the request. */
static void note_asked(const checking *x, const bx_task *task, size_t start, size_t end)
{
    for (size_t i = 0; i < x->c->story_count; i++) {
        const bx_story_change *story = &x->c->stories[i];

        if (!bx_str_eq(story->old_id, task->story))
            continue;
        for (size_t j = 0; j < story->edit_count; j++) {
            const bx_edit *edit = &story->edits[j];

            if (bx_str_eq(edit->part, task->part) && edit->a <= end && edit->a_end >= start)
                x->asked[i][j] = true;
        }
    }
}

static bx_str new_id_of(const bx_comparison *c, bx_str old_id)
{
    for (size_t i = 0; i < c->story_count; i++)
        if (bx_str_eq(c->stories[i].old_id, old_id))
            return c->stories[i].id;
    return old_id;
}

static const bx_letters *find_part(const bx_letters *list, size_t count, bx_str part)
{
    static const bx_letters none;

    for (size_t i = 0; i < count; i++)
        if (bx_str_eq(list[i].part, part))
            return &list[i];
    return &none;
}

static void judge(const checking *x, bx_task *task, const request *r, const bx_letters *a,
                  size_t start, const bx_letters *b)
{
    size_t end = start + r->old_words.len, from = 0, to = b->count, count;
    uint32_t *old_codes = BX_NEW_ARRAY(x->arena, uint32_t, a->count + 1);
    uint32_t *new_codes = BX_NEW_ARRAY(x->arena, uint32_t, b->count + 1);
    size_t *match = BX_NEW_ARRAY(x->arena, size_t, a->count + 1);

    for (size_t i = 0; i < a->count; i++)
        old_codes[i] = a->letters[i].code;
    for (size_t i = 0; i < b->count; i++)
        new_codes[i] = b->letters[i].code;
    bx_diff_text(x->arena, old_codes, a->count, new_codes, b->count, match, &count);
    for (size_t i = start; i > 0; i--)
        if (match[i - 1] != SIZE_MAX) {
            from = match[i - 1] + 1;
            break;
        }
    for (size_t i = end; i < a->count; i++)
        if (match[i] != SIZE_MAX) {
            to = match[i];
            break;
        }
    if (to < from)
        to = from;
    task->found = bx_letters_text(x->arena, b, from, to);
    task->spot = bx_letters_spot(b, from, to);
    task->state = to - from == r->new_words.len && stands_at(b, from, r->new_words) ? BX_TASK_DONE
                  : to - from == r->old_words.len && stands_at(b, from, r->old_words)
                      ? BX_TASK_NOT_DONE
                      : BX_TASK_OTHERWISE;
    note_asked(x, task, start, end);
}

static void check_task(const checking *x, bx_task *task)
{
    size_t a_count, b_count;
    bx_letters *a = bx_gather_letters(x->arena, x->c->old_run, task->story, &a_count);
    bx_letters *b =
        bx_gather_letters(x->arena, x->c->new_run, new_id_of(x->c, task->story), &b_count);
    request r = {codes_of(x->arena, task->before), codes_of(x->arena, task->old_text),
                 codes_of(x->arena, task->new_text), codes_of(x->arena, task->after)};

    task->state = BX_TASK_NOT_FOUND;
    if (r.before.len + r.old_words.len + r.after.len == 0)
        return;
    for (size_t i = 0; i < a_count; i++) {
        size_t at;

        if (task->part.len > 0 && !bx_str_eq(task->part, a[i].part))
            continue;
        at = find_words(&a[i], &r);
        if (at == SIZE_MAX)
            continue;
        task->part = a[i].part;
        judge(x, task, &r, &a[i], at, find_part(b, b_count, a[i].part));
        return;
    }
}

/* ---- the file ---- */

static bx_str text_of(bx_arena *arena, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_string(value))
        return (bx_str){"", 0};
    return bx_str_copy(arena, (bx_str){json_string_value(value), json_string_length(value)});
}

static void list_unrequested(const checking *x, bx_tasks *tasks)
{
    BX_VEC(const bx_edit *) list = {0};

    for (size_t i = 0; i < x->c->story_count; i++)
        for (size_t j = 0; j < x->c->stories[i].edit_count; j++)
            if (!x->asked[i][j])
                BX_PUSH(x->arena, list, &x->c->stories[i].edits[j]);
    tasks->unrequested = list.at;
    tasks->unrequested_count = list.len;
}

static void check_all(checking *x, const json_t *requests, bx_tasks *tasks)
{
    size_t count = json_array_size(requests);

    tasks->tasks = BX_NEW_ARRAY(x->arena, bx_task, count + 1);
    x->asked = BX_NEW_ARRAY(x->arena, bool *, x->c->story_count + 1);
    for (size_t i = 0; i < x->c->story_count; i++)
        x->asked[i] = BX_NEW_ARRAY(x->arena, bool, x->c->stories[i].edit_count + 1);
    for (size_t i = 0; i < count && i < MOST_REQUESTS; i++) {
        const json_t *json = json_array_get(requests, i);
        bx_task *task = &tasks->tasks[tasks->task_count++];

        *task = (bx_task){.id = text_of(x->arena, json, "id"),
                          .story = text_of(x->arena, json, "story"),
                          .part = text_of(x->arena, json, "part"),
                          .before = text_of(x->arena, json, "before"),
                          .old_text = text_of(x->arena, json, "old"),
                          .new_text = text_of(x->arena, json, "new"),
                          .after = text_of(x->arena, json, "after"),
                          .note = text_of(x->arena, json, "note")};
        check_task(x, task);
    }
    list_unrequested(x, tasks);
}

bx_tasks *bx_check_tasks(bx_arena *arena, bx_str text, bx_str name, const bx_comparison *c,
                         bx_diags *diags)
{
    json_error_t error;
    BX_AUTO(drop_json) json_t *json = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &error);
    checking x = {.arena = arena, .c = c};
    bx_tasks *tasks = BX_NEW(arena, bx_tasks);

    if (!json || !bx_str_is(text_of(arena, json, "kind"), "marks") ||
        !json_is_array(json_object_get(json, "requests"))) {
        bx_report(diags, BX_ERROR, "marks-json", BX_NOWHERE,
                  "'%.*s' is not a marks.json, or is damaged", BX_FMT(name));
        bx_hint(diags, BX_NOWHERE, "the proof report exports it");
        return NULL;
    }
    tasks->json = text;
    check_all(&x, json_object_get(json, "requests"), tasks);
    return tasks;
}
