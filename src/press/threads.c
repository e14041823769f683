/* press/threads.c - the way through the columns of a story (文章线索): one bead a column, over
 * pages.
 *
 * source  ISO 32000-1, 12.4.3
 */
#include "press/reading.h"

typedef struct {
    const void *column;
    size_t page;
    bx_rect box;
    qpdf_oh object;
} bead;

typedef struct {
    const bx_tag_op *tag; /* the story's first */
    BX_VEC(bead) beads;
} thread;

typedef BX_VEC(thread) thread_list;

static thread *need_thread(bx_arena *arena, thread_list *threads, const bx_tag_op *tag)
{
    for (size_t i = threads->len; i-- > 0;)
        if (bx_str_eq(threads->at[i].tag->story, tag->story))
            return &threads->at[i];
    BX_PUSH(arena, *threads, (thread){.tag = tag});
    return &threads->at[threads->len - 1];
}

static void add_op(bx_arena *arena, thread *t, size_t page, const bx_op *op)
{
    for (size_t i = t->beads.len; i-- > 0;) {
        bead *old = &t->beads.at[i];
        if (old->column != op->passage->column)
            continue;
        old->box = bx_rect_join(old->box, op->box);
        return;
    }
    bead next = {.column = op->passage->column, .page = page, .box = op->box};
    BX_PUSH(arena, t->beads, next);
}

static void gather_page(const bx_bound *b, size_t index, thread_list *threads)
{
    const bx_page *page = b->pages[index].page;
    const bx_tag_op *tag = NULL;
    for (size_t i = 0; i < page->op_count; i++) {
        const bx_op *op = &page->ops[i];
        if (op->kind == BX_OP_TAG)
            tag = op->detail;
        else if (op->kind == BX_OP_GLYPHS && op->passage->column != NULL)
            add_op(b->arena, need_thread(b->arena, threads, tag), index, op);
    }
}

/* ---- objects ---- */

static void set(const bx_bound *b, qpdf_oh dict, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(b->pdf, dict, key, value);
}

static qpdf_oh make_bead(const bx_bound *b, const bead *at)
{
    bx_buffer text = {0};
    bx_buffer_text(&text, "<</Type/Bead/R");
    bx_put_rect(b->press, b->pages[at->page].page, at->box, &text);
    bx_buffer_text(&text, ">>");
    bx_buffer_add(&text, "", 1);
    qpdf_oh object = qpdf_make_indirect_object(b->pdf, qpdf_oh_parse(b->pdf, text.at));
    bx_buffer_free(&text);
    set(b, object, "/P", b->sheets[at->page]);
    return object;
}

/* Beads in a ring, each on its page's list. */
static qpdf_oh make_thread(const bx_bound *b, thread *t, const qpdf_oh *lists)
{
    size_t count = t->beads.len;
    qpdf_oh object = qpdf_make_indirect_object(b->pdf, qpdf_oh_parse(b->pdf, "<</Type/Thread>>"));
    qpdf_oh info = qpdf_oh_new_dictionary(b->pdf);
    set(b, info, "/Title", qpdf_oh_new_unicode_string(b->pdf, bx_str_c(b->arena, t->tag->text)));
    set(b, object, "/I", info);
    for (size_t i = 0; i < count; i++) {
        t->beads.at[i].object = make_bead(b, &t->beads.at[i]);
        qpdf_oh_append_item(b->pdf, lists[t->beads.at[i].page], t->beads.at[i].object);
    }
    for (size_t i = 0; i < count; i++) {
        set(b, t->beads.at[i].object, "/T", object);
        set(b, t->beads.at[i].object, "/N", t->beads.at[(i + 1) % count].object);
        set(b, t->beads.at[i].object, "/V", t->beads.at[(i + count - 1) % count].object);
    }
    set(b, object, "/F", t->beads.at[0].object);
    return object;
}

void bx_add_threads(const bx_bound *b)
{
    thread_list threads = {0};
    qpdf_oh all = qpdf_oh_new_array(b->pdf);
    qpdf_oh *lists = BX_NEW_ARRAY(b->arena, qpdf_oh, b->count + 1);
    for (size_t i = 0; i < b->count; i++) {
        lists[i] = qpdf_oh_new_array(b->pdf);
        gather_page(b, i, &threads);
    }
    for (size_t i = 0; i < threads.len; i++)
        if (threads.at[i].beads.len > 1) /* one column needs no way */
            qpdf_oh_append_item(b->pdf, all, make_thread(b, &threads.at[i], lists));
    for (size_t i = 0; i < b->count; i++)
        if (qpdf_oh_get_array_n_items(b->pdf, lists[i]) > 0)
            set(b, b->sheets[i], "/B", lists[i]);
    if (qpdf_oh_get_array_n_items(b->pdf, all) > 0)
        set(b, qpdf_get_root(b->pdf), "/Threads", all);
}
