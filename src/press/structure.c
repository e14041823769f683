/* press/structure.c - the tree of a file for reading (结构树): stories with their headings,
 * paragraphs, pictures and tables, in the order of reading.
 *
 * A paragraph that goes on in another column or on another page is one element with several pieces.
 * source  ISO 32000-1, 14.7 and 14.8
 */
#include "press/reading.h"

typedef struct element element;

typedef struct {
    element *element;    /* NULL: a piece of content, or a link's annotation */
    const bx_link *link; /* NULL: a piece of content */
    size_t page;         /* in the file */
    int mcid;
} kid;

struct element {
    const char *type;
    element *parent;
    const void *key; /* what it is known by within its parent or story */
    BX_VEC(kid) kids;
    bx_str title, alt;
    bx_rect box; /* of a figure, on PAGE */
    size_t page;
    qpdf_oh object;
};

typedef BX_VEC(element *) element_list;

typedef struct {
    bx_str id;
    element *element;
    element_list leaves; /* what holds content */
} story;

typedef struct {
    const bx_bound *b;
    element *document, *section; /* section: of the page that is being looked at; NULL: none yet */
    BX_VEC(story) stories;
    element_list *owners; /* a page each: of every piece of content */
    const bx_links *links;
    element_list link_owners; /* of every link that was met */
} tree;

/* ---- elements ---- */

static element *add_element(tree *t, element *parent, const char *type, const void *key)
{
    element *e = BX_NEW(t->b->arena, element);
    *e = (element){.type = type, .parent = parent, .key = key};
    if (parent != NULL)
        BX_PUSH(t->b->arena, parent->kids, (kid){.element = e});
    return e;
}

static element *last_kid(const element *parent, const char *type)
{
    element *last = parent->kids.len > 0 ? parent->kids.at[parent->kids.len - 1].element : NULL;
    return last != NULL && strcmp(last->type, type) == 0 ? last : NULL;
}

static element *find_kid(const element *parent, const char *type, const void *key)
{
    for (size_t i = parent->kids.len; i-- > 0;) {
        element *e = parent->kids.at[i].element;
        if (e != NULL && e->key == key && strcmp(e->type, type) == 0)
            return e;
    }
    return NULL;
}

static element *need_section(tree *t, size_t page)
{
    const bx_page *at = t->b->pages[page].page;
    if (t->section == NULL) {
        t->section = add_element(t, t->document, "Sect", NULL);
        t->section->title = bx_str_trim(
            bx_str_printf(t->b->arena, "%.*s %.*s", BX_FMT(at->label), BX_FMT(at->title)));
    }
    return t->section;
}

/* A story belongs to the page that it begins on. */
static story *need_story(tree *t, size_t page, const bx_tag_op *tag)
{
    for (size_t i = 0; i < t->stories.len; i++)
        if (bx_str_eq(t->stories.at[i].id, tag->story))
            return &t->stories.at[i];
    element *article = add_element(t, need_section(t, page), "Art", NULL);
    article->title = tag->text;
    BX_PUSH(t->b->arena, t->stories, ((story){.id = tag->story, .element = article}));
    return &t->stories.at[t->stories.len - 1];
}

/* ---- where a stretch belongs ---- */

static element *find_leaf(const story *at, const char *type, const void *key)
{
    for (size_t i = at->leaves.len; i-- > 0;) {
        element *e = at->leaves.at[i];
        if (e->key == key && (type == NULL || strcmp(e->type, type) == 0))
            return e;
    }
    return NULL;
}

/* Items one after another are one list; an item that goes on after something else stays in its own.
 */
static element *parent_in_list(tree *t, const story *at, const bx_block *block)
{
    for (size_t i = at->element->kids.len; i-- > 0;) {
        element *list = at->element->kids.at[i].element;
        element *item = list != NULL ? find_kid(list, "LI", block) : NULL;
        if (item != NULL)
            return item;
    }
    element *list = last_kid(at->element, "L");
    if (list == NULL)
        list = add_element(t, at->element, "L", NULL);
    return add_element(t, list, "LI", block);
}

/* A row has all its cells, those without a word, too: readers count them. */
static element *need_row(tree *t, element *whole, const bx_table *table, size_t row)
{
    const bx_text *cells = &table->cells[row * table->column_count];
    element *found = find_kid(whole, "TR", cells);
    if (found != NULL)
        return found;
    found = add_element(t, whole, "TR", cells);
    for (size_t i = 0; i < table->column_count; i++)
        add_element(t, found, row == 0 ? "TH" : "TD", &cells[i]);
    return found;
}

static element *cell_of(tree *t, const story *at, const bx_passage *p)
{
    const bx_table *table = p->block->table;
    size_t index = (size_t)p->cell - 1;
    element *whole = find_kid(at->element, "Table", p->block);
    if (whole == NULL)
        whole = add_element(t, at->element, "Table", p->block);
    element *row = need_row(t, whole, table, index / table->column_count);
    return row->kids.at[index % table->column_count].element;
}

static element *parent_of(tree *t, const story *at, const bx_sequence *s)
{
    const bx_passage *p = s->op->passage;
    if (strcmp(s->type, "LBody") == 0 || strcmp(s->type, "Lbl") == 0)
        return parent_in_list(t, at, p->block);
    element *base = strcmp(s->type, "Span") == 0 ? find_leaf(at, NULL, p->whole) : NULL;
    return base != NULL ? base : at->element; /* a reading stands within what it reads */
}

static element *leaf_of_story(tree *t, size_t page, const bx_sequence *s)
{
    story *at = need_story(t, page, s->tag);
    const bx_passage *p = s->op->passage;
    bool reading = strcmp(s->type, "Span") == 0;
    element *leaf = p->cell > 0 ? cell_of(t, at, p)
                    : reading   ? NULL
                                : find_leaf(at, s->type, p->whole);
    if (leaf != NULL)
        return leaf;
    leaf = add_element(t, parent_of(t, at, s), s->type, reading ? NULL : p->whole);
    BX_PUSH(t->b->arena, at->leaves, leaf);
    return leaf;
}

/* ---- pictures ---- */

static void add_words(bx_buffer *out, const bx_text *text)
{
    if (out->len > 0 && text->count > 0)
        bx_buffer_text(out, "　");
    for (size_t i = 0; i < text->count; i++)
        bx_buffer_add(out, text->runs[i].text.at, text->runs[i].text.len);
}

/* What a photo shows: as its story says, else its title and caption. */
static bx_str words_for_photo(bx_arena *arena, const bx_photo *photo)
{
    bx_buffer words = {0};
    if (photo->alt.len > 0)
        return photo->alt;
    add_words(&words, &photo->title);
    add_words(&words, &photo->caption);
    bx_str text =
        words.len > 0 ? bx_str_copy(arena, (bx_str){words.at, words.len}) : BX_STR("图片");
    bx_buffer_free(&words);
    return text;
}

static bx_str words_for_ad(bx_arena *arena, bx_str name)
{
    return name.len > 0 ? bx_str_printf(arena, "广告：%.*s", BX_FMT(name)) : BX_STR("广告");
}

static element *leaf_of(tree *t, size_t page, const bx_sequence *s)
{
    bool ad = s->op->kind == BX_OP_ADVERT;
    element *leaf =
        ad ? add_element(t, need_section(t, page), "Figure", NULL) : leaf_of_story(t, page, s);
    if (strcmp(s->type, "Figure") == 0 && leaf->alt.len == 0) {
        const bx_advert_op *advert = ad ? s->op->detail : NULL;
        leaf->alt = ad ? words_for_ad(t->b->arena, advert->name)
                       : words_for_photo(t->b->arena, s->op->passage->photo);
        leaf->box = s->box;
        leaf->page = page;
    }
    return leaf;
}

/* The link that sequence INDEX of PAGE is; links are met in their order. */
static const bx_link *next_link(const tree *t, size_t page, size_t index)
{
    size_t next = t->link_owners.len;
    const bx_link *link = next < t->links->len ? &t->links->at[next] : NULL;
    return link != NULL && link->page == page && link->sequence == index ? link : NULL;
}

static element *add_link(tree *t, element *parent, const bx_link *link)
{
    element *e = add_element(t, parent, "Link", NULL);
    BX_PUSH(t->b->arena, e->kids, ((kid){.link = link, .page = link->page}));
    BX_PUSH(t->b->arena, t->link_owners, e);
    return e;
}

static void gather_page(tree *t, size_t page)
{
    const bx_plate *plate = &t->b->pages[page];
    t->section = NULL;
    for (size_t i = 0; i < plate->sequences.len; i++) {
        const bx_sequence *s = &plate->sequences.at[i];
        if (s->type == NULL)
            continue;
        element *leaf = leaf_of(t, page, s);
        const bx_link *link = next_link(t, page, i);
        if (link != NULL)
            leaf = add_link(t, leaf, link);
        BX_PUSH(t->b->arena, leaf->kids, ((kid){.page = page, .mcid = s->mcid}));
        BX_PUSH(t->b->arena, t->owners[page], leaf);
    }
}

/* ---- objects ---- */

static void set(const tree *t, qpdf_oh dict, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(t->b->pdf, dict, key, value);
}

static void set_text(const tree *t, qpdf_oh dict, const char *key, bx_str text)
{
    if (text.len > 0)
        set(t, dict, key, qpdf_oh_new_unicode_string(t->b->pdf, bx_str_c(t->b->arena, text)));
}

static void set_attributes(const tree *t, const element *e)
{
    if (strcmp(e->type, "TH") == 0)
        set(t, e->object, "/A", qpdf_oh_parse(t->b->pdf, "<</O/Table/Scope/Column>>"));
    if (strcmp(e->type, "Figure") != 0)
        return;
    bx_buffer text = {0};
    const bx_page *page = t->b->pages[e->page].page;
    bx_buffer_text(&text, "<</O/Layout/Placement/Block/BBox");
    bx_put_rect(t->b->press, page, e->box, &text);
    bx_buffer_text(&text, ">>");
    bx_buffer_add(&text, "", 1);
    set(t, e->object, "/A", qpdf_oh_parse(t->b->pdf, text.at));
    bx_buffer_free(&text);
}

static qpdf_oh make_kid(const tree *t, const kid *k, size_t own_page)
{
    qpdf_data pdf = t->b->pdf;
    qpdf_oh number = qpdf_oh_new_integer(pdf, k->mcid);
    if (k->element != NULL)
        return k->element->object;
    if (k->link == NULL && k->page == own_page)
        return number;
    qpdf_oh piece = qpdf_oh_parse(pdf, k->link != NULL ? "<</Type/OBJR>>" : "<</Type/MCR>>");
    set(t, piece, "/Pg", t->b->sheets[k->page]);
    if (k->link != NULL)
        set(t, piece, "/Obj", k->link->annotation);
    else
        set(t, piece, "/MCID", number);
    return piece;
}

/* The page of an element's first piece of content; COUNT pages: it has none of its own. */
static size_t page_of(const tree *t, const element *e)
{
    for (size_t i = 0; i < e->kids.len; i++)
        if (e->kids.at[i].element == NULL)
            return e->kids.at[i].page;
    return t->b->count;
}

static void make_element(const tree *t, element *e, qpdf_oh parent)
{
    qpdf_data pdf = t->b->pdf;
    size_t page = page_of(t, e);
    e->object = qpdf_make_indirect_object(pdf, qpdf_oh_parse(pdf, "<</Type/StructElem>>"));
    set(t, e->object, "/S", qpdf_oh_new_name(pdf, bx_str_printf(t->b->arena, "/%s", e->type).at));
    set(t, e->object, "/P", parent);
    if (page < t->b->count)
        set(t, e->object, "/Pg", t->b->sheets[page]);
    set_text(t, e->object, "/T", e->title);
    set_text(t, e->object, "/Alt", e->alt);
    set_attributes(t, e);
    for (size_t i = 0; i < e->kids.len; i++)
        if (e->kids.at[i].element != NULL)
            make_element(t, e->kids.at[i].element, e->object);
    qpdf_oh kids = qpdf_oh_new_array(pdf);
    for (size_t i = 0; i < e->kids.len; i++)
        qpdf_oh_append_item(pdf, kids, make_kid(t, &e->kids.at[i], page));
    if (e->kids.len > 0)
        set(t, e->object, "/K", kids);
}

/* Which element owns each piece of content of each page, and each link. */
static qpdf_oh make_parent_tree(const tree *t)
{
    qpdf_data pdf = t->b->pdf;
    qpdf_oh numbers = qpdf_oh_new_array(pdf), parents = qpdf_oh_new_dictionary(pdf);
    for (size_t i = 0; i < t->b->count; i++) {
        qpdf_oh owners = qpdf_oh_new_array(pdf);
        for (size_t k = 0; k < t->owners[i].len; k++)
            qpdf_oh_append_item(pdf, owners, t->owners[i].at[k]->object);
        qpdf_oh_append_item(pdf, numbers, qpdf_oh_new_integer(pdf, (long long)i));
        qpdf_oh_append_item(pdf, numbers, qpdf_make_indirect_object(pdf, owners));
        set(t, t->b->sheets[i], "/StructParents", qpdf_oh_new_integer(pdf, (long long)i));
    }
    for (size_t i = 0; i < t->link_owners.len; i++) {
        qpdf_oh_append_item(pdf, numbers, qpdf_oh_new_integer(pdf, (long long)t->links->at[i].key));
        qpdf_oh_append_item(pdf, numbers, t->link_owners.at[i]->object);
    }
    set(t, parents, "/Nums", numbers);
    return qpdf_make_indirect_object(pdf, parents);
}

void bx_add_structure(const bx_bound *bound, const bx_links *links)
{
    tree t = {.b = bound,
              .links = links,
              .owners = BX_NEW_ARRAY(bound->arena, element_list, bound->count + 1)};
    qpdf_data pdf = bound->pdf;
    t.document = add_element(&t, NULL, "Document", NULL);
    for (size_t i = 0; i < bound->count; i++)
        gather_page(&t, i);
    qpdf_oh root = qpdf_make_indirect_object(pdf, qpdf_oh_parse(pdf, "<</Type/StructTreeRoot>>"));
    make_element(&t, t.document, root);
    set(&t, root, "/K", t.document->object);
    set(&t, root, "/ParentTree", make_parent_tree(&t));
    set(&t, root, "/ParentTreeNextKey",
        qpdf_oh_new_integer(pdf, (long long)(bound->count + links->len)));
    qpdf_oh catalog = qpdf_get_root(pdf);
    set(&t, catalog, "/StructTreeRoot", root);
    set(&t, catalog, "/MarkInfo", qpdf_oh_parse(pdf, "<</Marked true>>"));
}
