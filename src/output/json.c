/* output/json.c - layout.json: every box of every page, every line in it, every cluster of the line.
 *
 * One box and one line of text a row, so that people can read what a diff shows. Fit and manifest are
 * fit.c's and manifest.c's.
 */
#include "output/json.h"

/* ---- which frames make a box ---- */

/* Dots and readings stand between the lines that they belong to; so many of them are looked past. */
enum { LOOK_PAST = 24 };

static bool same_part(const bx_frame *a, const bx_frame *b)
{
    return a->story == b->story && bx_str_eq(a->slot, b->slot) && strcmp(a->part, b->part) == 0;
}

/* Whether line B goes on in the box that line A is in: the same paragraph in the same column. */
static bool goes_on(const bx_frame *a, const bx_frame *b)
{
    if (b->kind != BX_FRAME_LINE || b->para != a->para || a->overset != b->overset ||
        !same_part(a, b))
        return false;
    return a->vertical ? a->box.y == b->box.y : a->box.x == b->box.x && b->box.y >= a->box.y;
}

/* The next line of the box of FRAMES[AT]; COUNT when that was the last. */
static size_t next_line(const bx_frame *frames, size_t count, size_t at)
{
    const bx_frame *line = &frames[at];

    for (size_t i = at + 1; i < count && i <= at + LOOK_PAST; i++) {
        const bx_frame *other = &frames[i];

        if (goes_on(line, other))
            return i;
        if (other->story != line->story || !bx_str_eq(other->slot, line->slot) ||
            (other->kind == BX_FRAME_LINE && same_part(line, other)))
            break;
    }
    return count;
}

static bx_rect join(bx_rect a, bx_rect b)
{
    bx_len right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    bx_len bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;

    a.x = a.x < b.x ? a.x : b.x;
    a.y = a.y < b.y ? a.y : b.y;
    return (bx_rect){a.x, a.y, right - a.x, bottom - a.y};
}

/* ---- lines ---- */

enum { MOST_PLAIN = 48, MOST_ROW = MOST_PLAIN + 64 };

static bool is_plain(const bx_cluster *cluster)
{
    return cluster->text_len < MOST_PLAIN && memchr(cluster->text, '"', cluster->text_len) == NULL &&
           memchr(cluster->text, '\\', cluster->text_len) == NULL;
}

/* ["text", x, advance] */
static void put_cluster(bx_buffer *out, const bx_cluster *cluster, bx_len x, bx_len advance)
{
    char *row = bx_buffer_room(out, MOST_ROW), *at = row;

    if (at[-1] != '[')
        *at++ = ',';
    *at++ = '[';
    if (is_plain(cluster)) {
        *at++ = '"';
        memcpy(at, cluster->text, cluster->text_len);
        at += cluster->text_len;
        *at++ = '"';
    } else {
        out->len += (size_t)(at - row);
        bx_json_str(out, (bx_str){cluster->text, cluster->text_len});
        row = at = bx_buffer_room(out, MOST_ROW);
    }
    *at++ = ',';
    at += bx_put_digits(x, at);
    *at++ = ',';
    at += bx_put_digits(advance, at);
    *at++ = ']';
    out->len += (size_t)(at - row);
}

static void put_clusters(bx_buffer *out, const bx_para *para, const bx_line *line)
{
    bx_json_key(out, "clusters");
    bx_json_open(out, '[');
    for (uint32_t i = line->first; i < line->last; i++) {
        const bx_cluster *cluster = &para->clusters[i];
        bx_len x = line->x[i - line->first] - cluster->before;
        uint32_t next = i + 1;

        if (cluster->hidden)
            continue;
        while (next < line->last && para->clusters[next].hidden)
            next++;
        put_cluster(out, cluster, x,
                    (next < line->last ? line->x[next - line->first] - para->clusters[next].before
                                       : line->width) -
                        x);
    }
    bx_buffer_add(out, "]", 1);
}

/* Where the first character of LINE that somebody typed stands; false when the engine wrote it all. */
static bool find_start(const bx_para *para, const bx_line *line, bx_span *start)
{
    for (uint32_t i = line->first; para->pieces && i < line->last; i++) {
        const bx_cluster *cluster = &para->clusters[i];
        const bx_piece *piece = &para->pieces[cluster->piece];

        if (cluster->ledger == BX_GENERATED || !piece->where.source)
            continue;
        *start = piece->where;
        start->start += (uint32_t)(cluster->text - piece->text.at);
        return true;
    }
    return false;
}

/* One buffer for all lines: their text comes after their clusters. */
static void put_text(bx_buffer *out, const bx_para *para, const bx_line *line, bx_buffer *scratch)
{
    scratch->len = 0;
    for (uint32_t i = line->first; i < line->last; i++)
        if (!para->clusters[i].hidden)
            bx_buffer_add(scratch, para->clusters[i].text, para->clusters[i].text_len);
    bx_json_key_str(out, "text", (bx_str){scratch->at, scratch->len});
}

static void put_line(bx_buffer *out, const bx_frame *frame, bx_buffer *scratch)
{
    const bx_line *line = frame->line;
    bx_span start = BX_NOWHERE;
    bool typed = find_start(frame->para, line, &start);
    size_t source_line = 0, column = 0;

    bx_json_open(out, '{');
    bx_json_key_int(out, "baseline", frame->baseline);
    bx_json_key_box(out, "box", frame->box);
    if (typed) {
        bx_span_place(start, &source_line, &column);
        bx_json_key_int(out, "byte", start.start);
    }
    put_clusters(out, frame->para, line);
    if (typed)
        bx_json_key_int(out, "col", (int64_t)column);
    if (frame->column >= 0)
        bx_json_key_int(out, "column", frame->column);
    if (line->expansion > 0)
        bx_json_key_int(out, "expansion", line->expansion);
    bx_json_key_int(out, "indent", line->indent);
    if (line->level > 0)
        bx_json_key_int(out, "level", line->level);
    if (typed)
        bx_json_key_int(out, "line", (int64_t)source_line);
    bx_json_key_int(out, "measure", line->measure);
    if (line->relief > 0)
        bx_json_key_int(out, "relief", line->relief);
    if (frame->row >= 0)
        bx_json_key_int(out, "row", frame->row);
    put_text(out, frame->para, line, scratch);
    bx_json_close(out, '}');
}

/* ---- boxes ---- */

typedef struct {
    const bx_makeup *makeup;
    const bx_folio *folio;
    bx_buffer *out, *scratch;
    bool *seen; /* a frame each: it is in a box already */
} dump;

static bx_str ink_name(const dump *d, int ink)
{
    return (size_t)ink < d->makeup->paper->ink_count ? d->makeup->paper->inks[ink].name
                                                     : (bx_str){0};
}

static void put_advert(const dump *d, const bx_frame *frame)
{
    bx_buffer *out = d->out;

    bx_json_key(out, "ad");
    bx_json_open(out, '{');
    bx_json_key_str(out, "file", frame->ad->file);
    bx_json_key_int(out, "height", frame->art_height);
    bx_json_key_bool(out, "missing", frame->missing);
    bx_json_key_str(out, "name", frame->ad->name);
    bx_json_key_int(out, "width", frame->art_width);
    bx_json_close(out, '}');
}

static void put_photo(const dump *d, const bx_frame *frame)
{
    bx_buffer *out = d->out;

    bx_json_key(out, "photo");
    bx_json_open(out, '{');
    if (frame->photo->alt.len > 0)
        bx_json_key_str(out, "alt", frame->photo->alt);
    bx_json_key(out, "crop");
    bx_json_open(out, '[');
    for (int i = 0; i < 4; i++) {
        bx_json_next(out);
        bx_json_int(out, frame->crop[i]);
    }
    bx_json_close(out, ']');
    bx_json_key_str(out, "file", frame->photo->file);
    bx_json_key_bool(out, "missing", frame->missing);
    bx_json_key(out, "pixels");
    bx_json_open(out, '[');
    bx_json_int(out, frame->pixels[0]);
    bx_json_next(out);
    bx_json_int(out, frame->pixels[1]);
    bx_json_close(out, ']');
    bx_json_key_int(out, "ppi", frame->ppi);
    bx_json_close(out, '}');
}

/* The lines of the box that begins with frame FIRST, which is one. */
static void put_lines(const dump *d, size_t first)
{
    const bx_frame *frames = d->folio->frames;
    size_t count = d->folio->count;

    bx_json_key(d->out, "lines");
    bx_json_open(d->out, '[');
    for (size_t i = first; i < count; i = next_line(frames, count, i)) {
        bx_json_next(d->out);
        bx_buffer_text(d->out, "\n   ");
        put_line(d->out, &frames[i], d->scratch);
        d->seen[i] = true;
    }
    bx_json_close(d->out, ']');
    bx_json_key_str(d->out, "mode", frames[first].vertical ? BX_STR("v") : BX_STR("h"));
    if (frames[first].overset)
        bx_json_key_bool(d->out, "overset", true);
}

static const char *kind_of(const bx_frame *frame)
{
    switch (frame->kind) {
    case BX_FRAME_LINE:
        return "text";
    case BX_FRAME_RULE:
        return "rule";
    case BX_FRAME_TINT:
        return "tint";
    case BX_FRAME_DOT:
        return "dot";
    case BX_FRAME_WAVE:
        return "wave";
    case BX_FRAME_ART:
        return "art";
    case BX_FRAME_PHOTO:
        return "photo";
    case BX_FRAME_AD:
        return "ad";
    }
    return "";
}

static bx_rect box_of(const dump *d, size_t first)
{
    const bx_frame *frames = d->folio->frames;
    size_t count = d->folio->count;
    bx_rect box = frames[first].box;

    if (frames[first].kind == BX_FRAME_LINE)
        for (size_t i = first; i < count; i = next_line(frames, count, i))
            box = join(box, frames[i].box);
    return box;
}

/* A paragraph put together from several places is where its first typed character is. */
static bx_span source_of(const bx_frame *frame)
{
    bx_span where = frame->where;

    if (!where.source && frame->kind == BX_FRAME_LINE)
        find_start(frame->para, frame->line, &where);
    return where;
}

static bool is_area(const bx_frame *frame)
{
    return frame->kind == BX_FRAME_RULE || frame->kind == BX_FRAME_TINT ||
           frame->kind == BX_FRAME_DOT || frame->kind == BX_FRAME_WAVE || frame->kind == BX_FRAME_ART;
}

static void put_box(const dump *d, size_t first)
{
    const bx_frame *frame = &d->folio->frames[first];
    const bx_dress *dress = NULL;
    bx_buffer *out = d->out;
    size_t faces;

    if (frame->kind == BX_FRAME_LINE && frame->line->first < frame->line->last)
        dress = &frame->para->dresses[frame->para->clusters[frame->line->first].dress];
    bx_json_open(out, '{');
    if (frame->kind == BX_FRAME_AD)
        put_advert(d, frame);
    bx_json_key_box(out, "box", box_of(d, first));
    if (dress)
        bx_json_key_str(out, "face", bx_fontbook_faces(d->makeup->book, &faces)[dress->face].name);
    if (dress || is_area(frame))
        bx_json_key_str(out, "ink", ink_name(d, dress ? dress->ink : frame->ink));
    bx_json_key_str(out, "kind", bx_str_of(kind_of(frame)));
    if (frame->kind == BX_FRAME_LINE)
        put_lines(d, first);
    bx_json_key_str(out, "part", bx_str_of(frame->part));
    if (frame->kind == BX_FRAME_PHOTO)
        put_photo(d, frame);
    if (dress)
        bx_json_key_int(out, "size", dress->size);
    if (frame->slot.len > 0)
        bx_json_key_str(out, "slot", frame->slot);
    bx_json_key_source(out, "source", source_of(frame));
    if (frame->story)
        bx_json_key_str(out, "story", frame->story->id);
    bx_json_close(out, '}');
}

/* ---- pages and jumps ---- */

static bx_str ink_plan_name(bx_ink_plan plan)
{
    switch (plan) {
    case BX_INK_4C:
        return BX_STR("4c");
    case BX_INK_K_RED:
        return BX_STR("k+red");
    case BX_INK_K:
        return BX_STR("k");
    }
    return (bx_str){0};
}

static void put_page(dump *d, const bx_folio *folio)
{
    bx_buffer *out = d->out;

    d->folio = folio;
    memset(d->seen, 0, folio->count);
    bx_json_open(out, '{');
    bx_json_key_int(out, "bleed", d->makeup->paper->bleed);
    bx_json_key(out, "boxes");
    bx_json_open(out, '[');
    for (size_t i = 0; i < folio->count; i++) {
        if (d->seen[i])
            continue;
        bx_json_next(out);
        bx_buffer_text(out, "\n  ");
        put_box(d, i);
    }
    bx_json_close(out, ']');
    bx_json_key_int(out, "height", folio->height);
    bx_json_key_str(out, "ink", ink_plan_name(folio->plan->ink));
    bx_json_key_str(out, "label", folio->label);
    bx_json_key_str(out, "layout", folio->plan->layout);
    bx_json_key_str(out, "title", folio->title);
    bx_json_key_int(out, "width", folio->width);
    bx_json_close(out, '}');
}

static void put_end(bx_buffer *out, const char *key, bx_str page, bx_str slot)
{
    bx_json_key(out, key);
    bx_json_open(out, '{');
    bx_json_key_str(out, "page", page);
    bx_json_key_str(out, "slot", slot);
    bx_json_close(out, '}');
}

static void put_jumps(bx_buffer *out, const bx_makeup *makeup)
{
    bx_json_key(out, "jumps");
    bx_json_open(out, '[');
    for (size_t i = 0; i < makeup->jump_count; i++) {
        const bx_jump *jump = &makeup->jumps[i];

        bx_json_next(out);
        bx_buffer_text(out, "\n ");
        bx_json_open(out, '{');
        bx_json_key_str(out, "cut", bx_str_of(jump->kind ? jump->kind : ""));
        put_end(out, "from", jump->from_page, jump->from_slot);
        bx_json_key_bool(out, "inline", jump->inline_mark);
        bx_json_key_str(out, "story", jump->story->id);
        put_end(out, "to", jump->to_page, jump->to_slot);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
}

static void put_grid(bx_buffer *out, const bx_grid *grid)
{
    bx_json_key(out, "grid");
    bx_json_open(out, '{');
    bx_json_key_int(out, "columns", grid->columns);
    bx_json_key_int(out, "gutter", grid->gutter);
    bx_json_key_int(out, "left", grid->left);
    bx_json_key_int(out, "measure", grid->measure);
    bx_json_key_int(out, "pitch", grid->pitch);
    bx_json_key_int(out, "rows", grid->rows);
    bx_json_key_int(out, "size", grid->size);
    bx_json_key_int(out, "top", grid->top);
    bx_json_close(out, '}');
}

static void put_stories(bx_buffer *out, const bx_issue *issue)
{
    bx_json_key(out, "stories");
    bx_json_open(out, '[');
    for (size_t i = 0; i < issue->story_count; i++) {
        const bx_story *story = &issue->stories[i];

        bx_json_next(out);
        bx_buffer_text(out, "\n ");
        bx_json_open(out, '{');
        bx_json_key_str(out, "file", story->source ? story->source->path : (bx_str){0});
        bx_json_key_str(out, "id", story->id);
        bx_json_key_int(out, "rank", story->rank);
        bx_json_key_str(out, "title", story->short_title);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
}

static size_t most_frames(const bx_makeup *makeup)
{
    size_t most = 1;

    for (size_t i = 0; i < makeup->folio_count; i++)
        if (makeup->folios[i].count > most)
            most = makeup->folios[i].count;
    return most;
}

void bx_dump_layout(const bx_makeup *makeup, bx_buffer *out)
{
    bx_arena *arena = bx_arena_new();
    BX_AUTO(bx_buffer_free) bx_buffer scratch = {0};
    dump d = {.makeup = makeup,
              .out = out,
              .scratch = &scratch,
              .seen = BX_NEW_ARRAY(arena, bool, most_frames(makeup))};

    bx_json_open(out, '{');
    bx_json_key_str(out, "date", makeup->issue->date_text);
    put_grid(out, &makeup->paper->grid);
    put_jumps(out, makeup);
    bx_json_key(out, "pages");
    bx_json_open(out, '[');
    for (size_t i = 0; i < makeup->folio_count; i++) {
        bx_json_next(out);
        bx_buffer_text(out, "\n ");
        put_page(&d, &makeup->folios[i]);
    }
    bx_json_close(out, ']');
    bx_json_key_str(out, "paper", makeup->issue->paper);
    bx_json_key_int(out, "schema", BX_JSON_SCHEMA);
    put_stories(out, makeup->issue);
    bx_json_key_str(out, "unit", BX_STR("1/1024 pt"));
    bx_json_close(out, '}');
    bx_buffer_text(out, "\n");
    bx_arena_free(arena);
}
