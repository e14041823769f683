/* proof/dump.c - diff.json: all that was found, for programs and for the report; and the same in
 * lines for people.
 *
 * Every change has an id made of what it says, not of its number, so that ticks and notes find it
 * again.
 */
#include "proof/proof.h"

#include <stdio.h>

#define LIST(out, key) (bx_json_key(out, key), bx_json_open(out, '['))

static const char *const page_states[] = {
    [BX_PAGE_SAME] = "same", [BX_PAGE_TEXT] = "text",           [BX_PAGE_MOVED] = "moved",
    [BX_PAGE_LOOK] = "look", [BX_PAGE_FURNITURE] = "furniture", [BX_PAGE_NEW] = "new",
    [BX_PAGE_GONE] = "gone"};
static const char *const edit_kinds[] = {[BX_EDIT_REPLACE] = "replace",
                                         [BX_EDIT_INSERT] = "insert",
                                         [BX_EDIT_DELETE] = "delete",
                                         [BX_EDIT_SWAP] = "swap"};
static const char *const task_states[] = {[BX_TASK_DONE] = "done",
                                          [BX_TASK_NOT_DONE] = "not-done",
                                          [BX_TASK_OTHERWISE] = "otherwise",
                                          [BX_TASK_NOT_FOUND] = "not-found"};

static void key_text(bx_buffer *out, const char *key, const char *text)
{
    bx_json_key_str(out, key, bx_str_of(text));
}

static void next_row(bx_buffer *out)
{
    bx_json_next(out);
    bx_buffer_text(out, "\n  ");
    bx_json_open(out, '{');
}

static void put_id(bx_buffer *out, const char *kind, bx_str story, bx_str part, bx_str a, bx_str b,
                   bx_str c)
{
    BX_AUTO(bx_buffer_free) bx_buffer key = {0};
    char hash[33];

    bx_buffer_printf(&key, "%s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s", kind, BX_FMT(story), BX_FMT(part),
                     BX_FMT(a), BX_FMT(b), BX_FMT(c));
    bx_hash_hex(key.at, key.len, hash);
    bx_json_key_str(out, "id", (bx_str){hash, 12});
}

static void put_place(bx_buffer *out, const bx_proof_place *place)
{
    if (place->file.len == 0)
        return;
    bx_json_key(out, "source");
    bx_json_open(out, '{');
    bx_json_key_int(out, "col", place->col);
    bx_json_key_str(out, "file", place->file);
    bx_json_key_int(out, "line", place->line);
    bx_json_close(out, '}');
}

static void put_spot(bx_buffer *out, const char *key, const bx_spot *spot)
{
    if (spot->page.len == 0)
        return;
    bx_json_key(out, key);
    bx_json_open(out, '{');
    bx_json_key_box(out, "box", spot->box);
    bx_json_key_str(out, "page", spot->page);
    if (spot->slot.len > 0)
        bx_json_key_str(out, "slot", spot->slot);
    put_place(out, &spot->source);
    bx_json_close(out, '}');
}

/* ---- stories ---- */

static void put_edit(bx_buffer *out, const bx_edit *edit)
{
    next_row(out);
    bx_json_key_str(out, "after", edit->after);
    bx_json_key_str(out, "before", edit->before);
    if (edit->digits)
        bx_json_key_bool(out, "digits", true);
    put_id(out, "edit", edit->story, edit->part, edit->before, edit->old_text, edit->new_text);
    key_text(out, "kind", edit_kinds[edit->kind]);
    if (edit->marks)
        bx_json_key_bool(out, "marks", true);
    bx_json_key_str(out, "new", edit->new_text);
    put_spot(out, "newSpot", &edit->new_spot);
    bx_json_key_str(out, "old", edit->old_text);
    put_spot(out, "oldSpot", &edit->old_spot);
    bx_json_key_str(out, "part", edit->part);
    bx_json_close(out, '}');
}

static void put_places(bx_buffer *out, const char *key, const bx_str *places, size_t count)
{
    LIST(out, key);
    for (size_t i = 0; i < count; i++) {
        bx_json_next(out);
        bx_json_str(out, places[i]);
    }
    bx_json_close(out, ']');
}

static void put_reflow(bx_buffer *out, const bx_reflow *reflow)
{
    bx_json_key(out, "reflow");
    bx_json_open(out, '{');
    put_spot(out, "first", &reflow->first);
    bx_json_key_int(out, "newLines", (int64_t)reflow->new_lines);
    bx_json_key_int(out, "oldLines", (int64_t)reflow->old_lines);
    bx_json_key_int(out, "reflowed", (int64_t)reflow->reflowed);
    bx_json_key_int(out, "shifted", (int64_t)reflow->shifted);
    bx_json_close(out, '}');
}

static const char *story_state(const bx_story_change *story)
{
    if (story->added)
        return "added";
    if (story->gone)
        return "gone";
    if (story->edit_count > 0)
        return story->moved ? "edited-and-moved" : "edited";
    if (story->moved)
        return "moved";
    return !bx_str_eq(story->id, story->old_id) ? "renamed"
           : story->reflow.reflowed > 0         ? "reflowed"
                                                : "shifted";
}

static void put_story(bx_buffer *out, const bx_story_change *story)
{
    next_row(out);
    LIST(out, "edits");
    for (size_t i = 0; i < story->edit_count; i++)
        put_edit(out, &story->edits[i]);
    bx_json_close(out, ']');
    bx_json_key_str(out, "file", story->file);
    put_places(out, "from", story->from, story->from_count);
    bx_json_key_str(out, "id", story->id);
    bx_json_key_bool(out, "moved", story->moved);
    put_spot(out, "newSpot", &story->new_spot);
    if (story->old_id.len > 0 && !bx_str_eq(story->id, story->old_id))
        bx_json_key_str(out, "oldId", story->old_id);
    put_spot(out, "oldSpot", &story->old_spot);
    put_reflow(out, &story->reflow);
    key_text(out, "state", story_state(story));
    bx_json_key_str(out, "title", story->title);
    put_places(out, "to", story->to, story->to_count);
    bx_json_close(out, '}');
}

/* ---- the other lists ---- */

static void put_furnishing(bx_buffer *out, const bx_furnishing *item)
{
    next_row(out);
    key_text(out, "class", item->class);
    put_id(out, "furniture", item->new_spot.page, item->part, item->old_text, item->new_text,
           item->story);
    bx_json_key_str(out, "new", item->new_text);
    put_spot(out, "newSpot", &item->new_spot);
    bx_json_key_str(out, "old", item->old_text);
    put_spot(out, "oldSpot", &item->old_spot);
    bx_json_key_str(out, "part", item->part);
    if (item->story.len > 0)
        bx_json_key_str(out, "story", item->story);
    bx_json_close(out, '}');
}

static void put_look(bx_buffer *out, const bx_look *look)
{
    next_row(out);
    put_id(out, look->what, look->story, look->part, look->old_value, look->new_value,
           look->new_spot.page);
    bx_json_key_str(out, "new", look->new_value);
    put_spot(out, "newSpot", &look->new_spot);
    bx_json_key_str(out, "old", look->old_value);
    put_spot(out, "oldSpot", &look->old_spot);
    bx_json_key_str(out, "part", look->part);
    if (look->story.len > 0)
        bx_json_key_str(out, "story", look->story);
    key_text(out, "what", look->what);
    bx_json_close(out, '}');
}

static void put_jumps(bx_buffer *out, const char *key, const bx_proof_run *run)
{
    LIST(out, key);
    for (size_t i = 0; i < run->jump_count; i++) {
        const bx_proof_jump *jump = &run->jumps[i];

        next_row(out);
        bx_json_key_str(out, "from", jump->from_page);
        bx_json_key_str(out, "fromSlot", jump->from_slot);
        bx_json_key_str(out, "story", jump->story);
        bx_json_key_str(out, "to", jump->to_page);
        bx_json_key_str(out, "toSlot", jump->to_slot);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
}

/* Only what runs over or lacks. */
static void put_fits(bx_buffer *out, const char *key, const bx_proof_run *run)
{
    LIST(out, key);
    for (size_t i = 0; i < run->fit_count; i++) {
        const bx_proof_fit *fit = &run->fits[i];

        if (fit->over_rows == 0 && fit->lack_rows == 0 && fit->over_chars == 0)
            continue;
        next_row(out);
        bx_json_key_int(out, "lackChars", fit->lack_chars);
        bx_json_key_int(out, "lackRows", fit->lack_rows);
        bx_json_key_int(out, "overChars", fit->over_chars);
        bx_json_key_int(out, "overRows", fit->over_rows);
        bx_json_key_str(out, "page", fit->page);
        bx_json_key_str(out, "slot", fit->slot);
        bx_json_key_str(out, "story", fit->story);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
}

/* ---- pages ---- */

static void put_box(bx_buffer *out, const bx_pixel_box *box)
{
    next_row(out);
    bx_json_key_box(out, "box", (bx_rect){box->x, box->y, box->w, box->h});
    bx_json_key_int(out, "largest", box->largest);
    bx_json_key_str(out, "part", box->part);
    bx_json_key_int(out, "pixels", (int64_t)box->pixels);
    put_place(out, &box->spot.source);
    bx_json_key_str(out, "story", box->story);
    bx_json_close(out, '}');
}

static void put_page(bx_buffer *out, const bx_comparison *c, size_t index)
{
    const bx_page_change *page = &c->pages[index];

    next_row(out);
    bx_json_key_int(out, "antialiased", (int64_t)page->antialiased);
    LIST(out, "boxes");
    for (size_t i = 0; i < c->box_count; i++)
        if (c->boxes[i].page == index)
            put_box(out, &c->boxes[i]);
    bx_json_close(out, ']');
    bx_json_key_bool(out, "compared", page->has_pixels);
    bx_json_key_int(out, "faint", (int64_t)page->faint);
    bx_json_key_int(out, "height", page->height);
    bx_json_key_str(out, "label", page->label);
    bx_json_key_int(out, "largest", page->largest);
    bx_json_key_str(out, "newPicture", page->new_picture);
    bx_json_key_str(out, "oldPicture", page->old_picture);
    bx_json_key_int(out, "pixels", (int64_t)page->pixels);
    bx_json_key_int(out, "ppi", page->ppi);
    bx_json_key_bool(out, "resized", page->resized);
    key_text(out, "state", page_states[page->state]);
    bx_json_key_str(out, "title", page->title);
    bx_json_key_bool(out, "tolerated", page->tolerated);
    LIST(out, "trim");
    bx_json_next(out);
    bx_json_int(out, page->trim.w);
    bx_json_next(out);
    bx_json_int(out, page->trim.h);
    bx_json_close(out, ']');
    bx_json_key_int(out, "width", page->width);
    bx_json_close(out, '}');
}

static void put_tasks(bx_buffer *out, const bx_tasks *tasks)
{
    bx_json_key(out, "tasks");
    bx_json_open(out, '{');
    LIST(out, "asked");
    for (size_t i = 0; i < tasks->task_count; i++) {
        const bx_task *task = &tasks->tasks[i];

        next_row(out);
        bx_json_key_str(out, "after", task->after);
        bx_json_key_str(out, "before", task->before);
        bx_json_key_str(out, "found", task->found);
        bx_json_key_str(out, "id", task->id);
        bx_json_key_str(out, "new", task->new_text);
        bx_json_key_str(out, "note", task->note);
        bx_json_key_str(out, "old", task->old_text);
        bx_json_key_str(out, "part", task->part);
        put_spot(out, "spot", &task->spot);
        key_text(out, "state", task_states[task->state]);
        bx_json_key_str(out, "story", task->story);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
    LIST(out, "unrequested");
    for (size_t i = 0; i < tasks->unrequested_count; i++)
        put_edit(out, tasks->unrequested[i]);
    bx_json_close(out, ']');
    bx_json_close(out, '}');
}

/* ---- the whole ---- */

static void put_run(bx_buffer *out, const char *key, const bx_proof_run *run)
{
    bx_json_key(out, key);
    bx_json_open(out, '{');
    bx_json_key_str(out, "date", run->date);
    bx_json_key_str(out, "name", run->name);
    bx_json_key_str(out, "paper", run->paper);
    bx_json_close(out, '}');
}

static void put_grid(bx_buffer *out, const bx_proof_run *run)
{
    bx_json_key(out, "grid");
    bx_json_open(out, '{');
    bx_json_key_int(out, "columns", run->grid_columns);
    bx_json_key_int(out, "gutter", run->grid_gutter);
    bx_json_key_int(out, "left", run->grid_left);
    bx_json_key_int(out, "measure", run->grid_measure);
    bx_json_key_int(out, "pitch", run->grid_pitch);
    bx_json_key_int(out, "rows", run->grid_rows);
    bx_json_key_int(out, "top", run->grid_top);
    bx_json_close(out, '}');
}

static void put_pair_of(bx_buffer *out, const char *key, const bx_comparison *c, bool changed,
                        void (*put)(bx_buffer *, const char *, const bx_proof_run *))
{
    bx_json_key(out, key);
    bx_json_open(out, '{');
    bx_json_key_bool(out, "changed", changed);
    put(out, "new", c->new_run);
    put(out, "old", c->old_run);
    bx_json_close(out, '}');
}

static void put_lists(const bx_comparison *c, const bx_tasks *tasks, bx_buffer *out)
{
    LIST(out, "looks");
    for (size_t i = 0; i < c->look_count; i++)
        put_look(out, &c->looks[i]);
    bx_json_close(out, ']');
    bx_json_key_int(out, "masked", (int64_t)c->masked);
    put_run(out, "new", c->new_run);
    put_run(out, "old", c->old_run);
    LIST(out, "pages");
    for (size_t i = 0; i < c->page_count; i++)
        put_page(out, c, i);
    bx_json_close(out, ']');
    bx_json_key_bool(out, "same", !bx_differs(c));
    bx_json_key_int(out, "sameStories", (int64_t)c->same_stories);
    LIST(out, "stories");
    for (size_t i = 0; i < c->story_count; i++)
        put_story(out, &c->stories[i]);
    bx_json_close(out, ']');
    if (tasks)
        put_tasks(out, tasks);
    bx_json_key_bool(out, "text", c->old_run->has_text && c->new_run->has_text);
    LIST(out, "versions");
    for (size_t i = 0; i < c->version_count; i++) {
        next_row(out);
        bx_json_key_str(out, "change", c->versions[i].value);
        bx_json_key_str(out, "name", c->versions[i].name);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
}

void bx_dump_comparison(const bx_comparison *c, const bx_tasks *tasks, bx_buffer *out)
{
    bx_json_open(out, '{');
    bx_json_key_int(out, "banxin", 1);
    put_pair_of(out, "fits", c, c->fits_changed, put_fits);
    LIST(out, "furniture");
    for (size_t i = 0; i < c->furniture_count; i++)
        put_furnishing(out, &c->furniture[i]);
    bx_json_close(out, ']');
    put_grid(out, c->new_run);
    put_pair_of(out, "jumps", c, c->jumps_changed, put_jumps);
    put_lists(c, tasks, out);
    bx_json_close(out, '}');
    bx_buffer_text(out, "\n");
}

/* ---- lines for people ---- */

/* Nothing that a terminal obeys gets through. */
static void add_clean(bx_buffer *out, bx_str text)
{
    for (const char *at = text.at, *end = text.at + text.len; at < end;) {
        const char *start = at;
        uint32_t code = bx_utf8_next(&at, end);

        if (code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
            (code >= 0x2066 && code <= 0x2069))
            bx_buffer_text(out, "\xEF\xBF\xBD");
        else
            bx_buffer_add(out, start, (size_t)(at - start));
    }
}

static void add_words(bx_buffer *out, bx_str old_text, bx_str new_text)
{
    add_clean(out, old_text.len > 0 ? old_text : BX_STR("∅"));
    bx_buffer_text(out, " → ");
    add_clean(out, new_text.len > 0 ? new_text : BX_STR("∅"));
}

static void add_head(bx_buffer *out, const bx_spot *new_spot, const bx_spot *old_spot, bx_str story,
                     bx_str what)
{
    add_clean(out, new_spot->page.len > 0 ? new_spot->page : old_spot->page);
    bx_buffer_text(out, " ");
    add_clean(out, story.len > 0 ? story : BX_STR("—"));
    bx_buffer_text(out, " ");
    add_clean(out, what);
    bx_buffer_text(out, ": ");
}

static void list_story(const bx_story_change *story, bx_buffer *out)
{
    if (story->added || story->gone || story->moved) {
        add_head(out, &story->new_spot, &story->old_spot, story->id,
                 bx_str_of(story->added  ? _("story added")
                           : story->gone ? _("story gone")
                                         : _("moved")));
        add_words(out, story->from_count > 0 ? story->from[0] : (bx_str){"", 0},
                  story->to_count > 0 ? story->to[0] : (bx_str){"", 0});
        bx_buffer_text(out, "\n");
    }
    for (size_t i = 0; i < story->edit_count; i++) {
        const bx_edit *edit = &story->edits[i];

        add_head(out, &edit->new_spot, &edit->old_spot, edit->story, edit->part);
        add_clean(out, edit->before);
        bx_buffer_text(out, "[");
        add_words(out, edit->old_text, edit->new_text);
        bx_buffer_text(out, "]");
        add_clean(out, edit->after);
        bx_buffer_text(out, "\n");
    }
    if (story->reflow.reflowed > 0 || (story->reflow.shifted > 0 && !story->moved)) {
        add_head(out, &story->new_spot, &story->old_spot, story->id, bx_str_of(_("flows anew")));
        bx_buffer_printf(out, _("%zu lines broken elsewhere, %zu only shifted"),
                         story->reflow.reflowed, story->reflow.shifted);
        bx_buffer_text(out, "\n");
    }
}

static void list_tasks(const bx_tasks *tasks, bx_buffer *out)
{
    static const char *const words[] = {[BX_TASK_DONE] = N_("done"),
                                        [BX_TASK_NOT_DONE] = N_("NOT done"),
                                        [BX_TASK_OTHERWISE] = N_("done otherwise"),
                                        [BX_TASK_NOT_FOUND] = N_("not found in the old version")};

    for (size_t i = 0; i < tasks->task_count; i++) {
        const bx_task *task = &tasks->tasks[i];

        add_head(out, &task->spot, &task->spot, task->story, bx_str_of(_(words[task->state])));
        add_words(out, task->old_text, task->new_text);
        if (task->state == BX_TASK_OTHERWISE) {
            bx_buffer_text(out, " ≠ ");
            add_clean(out, task->found);
        }
        bx_buffer_text(out, "\n");
    }
    for (size_t i = 0; i < tasks->unrequested_count; i++) {
        const bx_edit *edit = tasks->unrequested[i];

        add_head(out, &edit->new_spot, &edit->old_spot, edit->story,
                 bx_str_of(_("nobody asked for")));
        add_words(out, edit->old_text, edit->new_text);
        bx_buffer_text(out, "\n");
    }
}

void bx_list_changes(const bx_comparison *c, const bx_tasks *tasks, bx_buffer *out)
{
    for (size_t i = 0; i < c->story_count; i++)
        list_story(&c->stories[i], out);
    for (size_t i = 0; i < c->look_count; i++) {
        const bx_look *look = &c->looks[i];

        add_head(out, &look->new_spot, &look->old_spot, look->story, bx_str_of(look->what));
        add_words(out, look->old_value, look->new_value);
        bx_buffer_text(out, "\n");
    }
    for (size_t i = 0; i < c->furniture_count; i++) {
        const bx_furnishing *item = &c->furniture[i];

        add_head(out, &item->new_spot, &item->old_spot, item->part, bx_str_of(_("furniture")));
        add_words(out, item->old_text, item->new_text);
        bx_buffer_text(out, "\n");
    }
    for (size_t i = 0; i < c->page_count; i++) {
        const bx_page_change *page = &c->pages[i];

        if (page->pixels > 0 && !page->tolerated) {
            add_clean(out, page->label);
            bx_buffer_printf(out, _(": %zu pixels differ, by up to %d"), page->pixels,
                             page->largest);
            bx_buffer_text(out, "\n");
        }
        if (page->state == BX_PAGE_NEW || page->state == BX_PAGE_GONE) {
            add_clean(out, page->label);
            bx_buffer_text(out, page->state == BX_PAGE_NEW ? _(": a new page\n")
                                                           : _(": the page is gone\n"));
        }
    }
    if (tasks)
        list_tasks(tasks, out);
}
