/* read/paper.c - a paper's folder: paper.yaml, press.yaml, masthead.yaml, the layouts in use (报纸). */
#include "read/look.h"

enum { YAML_LIMIT = 1 << 20 };

const bx_node *bx_read_yaml_file(const bx_look *look, bx_str file, bx_span where, const bx_source **source)
{
    *source = bx_tree_text(look->arena, look->tree, file, YAML_LIMIT, where, look->diags);
    if (*source == NULL)
        return NULL;
    return bx_yaml_read(look->arena, *source, 0, (uint32_t)(*source)->text.len, look->diags);
}

static bx_str in_folder(const bx_look *look, const char *name)
{
    return bx_str_printf(look->arena, "layouts/%.*s/%s", BX_FMT(look->paper->name), name);
}

static bool read_date(const bx_look *look, const bx_node *node, bx_date *date)
{
    bx_str text;
    if (!bx_node_text(node, look->diags, &text))
        return false;
    int value[3] = {0};
    bool good = text.len == 10 && text.at[4] == '-' && text.at[7] == '-';
    for (size_t i = 0; i < 10 && good; i++) {
        if (i == 4 || i == 7)
            continue;
        good = text.at[i] >= '0' && text.at[i] <= '9';
        size_t part = i < 4 ? 0 : i < 7 ? 1 : 2;
        value[part] = value[part] * 10 + (text.at[i] - '0');
    }
    if (!good || value[1] < 1 || value[1] > 12 || value[2] < 1 || value[2] > 31) {
        bx_report(look->diags, BX_ERROR, "bad-date", node->where, "'%.*s' is no date", BX_FMT(text));
        bx_hint(look->diags, BX_NOWHERE, "write year, month and day like 2025-05-09");
        return false;
    }
    *date = (bx_date){value[0], value[1], value[2]};
    return true;
}

static const bx_date *read_dates(const bx_look *look, bx_map *map, const char *key, size_t *count)
{
    const bx_node *list = bx_map_find(map, key);
    *count = 0;
    if (list == NULL || list->kind != BX_NODE_LIST)
        return NULL;
    bx_date *dates = BX_NEW_ARRAY(look->arena, bx_date, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        *count += read_date(look, &list->items[i], &dates[*count]);
    return dates;
}

static void read_calendar(bx_look *look, bx_map *paper)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL};
    bx_calendar *calendar = &look->paper->calendar;
    const bx_node *node = bx_map_need(paper, "calendar");
    bx_map map, total;
    int day = 0;
    if (node == NULL || !bx_map_open(&map, look->arena, node, N_("calendar"), look->diags))
        return;
    calendar->where = node->where;
    if (bx_map_choice(&map, "weekly", days, &day))
        calendar->weekday = day + 1;
    const bx_node *first = bx_map_need(&map, "no-1");
    if (first != NULL)
        read_date(look, first, &calendar->first);
    calendar->suspended = read_dates(look, &map, "suspended", &calendar->suspended_count);
    calendar->extra = read_dates(look, &map, "extra", &calendar->extra_count);
    const bx_node *base = bx_map_need(&map, "total-base");
    if (base != NULL && bx_map_open(&total, look->arena, base, N_("total-base"), look->diags)) {
        const bx_node *date = bx_map_need(&total, "date");
        if (date != NULL)
            read_date(look, date, &calendar->total_date);
        bx_map_need(&total, "total");
        bx_map_int(&total, "total", 1, 1000000, &calendar->total);
        bx_map_finish(&total);
    }
    bx_map_finish(&map);
}

static void read_trim(bx_look *look, const bx_node *node)
{
    bx_paper *p = look->paper;
    bx_map map;
    if (!bx_map_open(&map, look->arena, node, N_("trim"), look->diags))
        return;
    if (p->width == 0) {
        bx_map_need(&map, "width");
        bx_map_need(&map, "height");
    }
    bx_map_length(&map, "width", 0, 0, &p->width);
    bx_map_length(&map, "height", 0, 0, &p->height);
    bx_map_length(&map, "bleed", 0, 0, &p->bleed);
    bx_map_length(&map, "top", 0, 0, &p->grid.top);
    bx_map_finish(&map);
}

void bx_read_grid(bx_look *look, bx_map *paper, bool needed)
{
    bx_paper *p = look->paper;
    bx_map map;
    const bx_node *trim = needed ? bx_map_need(paper, "trim") : bx_map_find(paper, "trim");
    if (trim != NULL)
        read_trim(look, trim);
    const bx_node *grid = needed ? bx_map_need(paper, "grid") : bx_map_find(paper, "grid");
    if (grid != NULL && bx_map_open(&map, look->arena, grid, N_("grid"), look->diags)) {
        bx_map_int(&map, "columns", 1, 24, &p->grid.columns);
        bx_map_int(&map, "measure", 4, 60, &p->grid.measure);
        bx_map_int(&map, "gutter", 1, 6, &p->grid.gutter);
        bx_map_int(&map, "rows", 10, 400, &p->grid.rows);
        bx_map_length(&map, "size", 0, 0, &p->grid.size);
        bx_map_length(&map, "pitch", 0, 0, &p->grid.pitch);
        bx_map_finish(&map);
    }
    bx_len width = (p->grid.columns * (p->grid.measure + p->grid.gutter) - p->grid.gutter) * p->grid.size;
    p->grid.left = (p->width - width) / 2;
    if (width > p->width || p->grid.top + p->grid.rows * p->grid.pitch > p->height) {
        bx_report(look->diags, BX_ERROR, "grid-too-big", grid != NULL ? grid->where : paper->node->where,
                  "the grid is larger than the trim size");
        bx_hint(look->diags, trim == NULL ? BX_NOWHERE : trim->where,
                "take fewer columns, characters or rows, or a larger page");
    }
}

static void read_line_rules(bx_look *look, bx_map *paper)
{
    static const char *const levels[] = {"none", "basic", "gb", "strict", NULL};
    static const char *const styles[] = {"quanjiao", "kaiming", "banjiao", NULL};
    static const char *const ends[] = {"half", "allow", "hang", NULL};
    int kinsoku = BX_KINSOKU_GB, style = BX_QUANJIAO, end = BX_END_HALF;
    bx_line_rules *rules = &look->paper->lines;
    rules->autospace = 250;
    const bx_node *node = bx_map_find(paper, "lines");
    bx_map map;
    if (node != NULL && bx_map_open(&map, look->arena, node, N_("line rules"), look->diags)) {
        bx_map_choice(&map, "kinsoku", levels, &kinsoku);
        bx_map_choice(&map, "punctuation", styles, &style);
        bx_map_choice(&map, "line-end", ends, &end);
        bx_map_permille(&map, "autospace", 0, 500, &rules->autospace);
        bx_map_bool(&map, "full-stops-fixed", &rules->fs_fixed);
        bx_map_finish(&map);
    }
    rules->kinsoku = (bx_kinsoku)kinsoku;
    rules->punctuation = (bx_punctuation)style;
    rules->line_end = (bx_line_end)end;
}

static void read_jumps(bx_look *look, bx_map *paper)
{
    bx_paper *p = look->paper;
    p->jump_to = BX_STR("（下转{page}版）");
    p->jump_from = BX_STR("（上接{page}版）");
    p->least_jump_lines = 8;
    p->credit = BX_STR("■{name} 摄");
    const bx_node *node = bx_map_find(paper, "jump");
    bx_map map;
    if (node != NULL && bx_map_open(&map, look->arena, node, N_("jump wording"), look->diags)) {
        bx_map_text(&map, "to", &p->jump_to);
        bx_map_text(&map, "from", &p->jump_from);
        bx_map_int(&map, "least-lines", 1, 100, &p->least_jump_lines);
        bx_map_finish(&map);
    }
    bx_map_text(paper, "credit", &p->credit);
}

/* The weights of the name are the rules' own; the others tell what matters more, and a paper may set its own. */
static void read_form(bx_look *look, bx_map *paper)
{
    static const struct {
        const char *key;
        int weight;
    } items[BX_FORM_COUNT] = {
        [BX_FORM_NAME] = {"name", 4},           [BX_FORM_OTHER_NAME] = {"other-name", 4},
        [BX_FORM_NAME_SIZE] = {"name-size", 4}, [BX_FORM_CN] = {"cn-number", 4},
        [BX_FORM_CN_FORM] = {"cn-form", 2},     [BX_FORM_DATE] = {"date", 2},
        [BX_FORM_TOTAL] = {"total", 2},         [BX_FORM_PAGES] = {"pages", 2},
        [BX_FORM_SUPERVISOR] = {"supervisor", 2}, [BX_FORM_SPONSOR] = {"sponsor", 2},
        [BX_FORM_PUBLISHER] = {"publisher", 2}, [BX_FORM_ADDRESS] = {"address", 1},
        [BX_FORM_CONTACT] = {"contact", 1},     [BX_FORM_PRINTER] = {"printer", 1},
        [BX_FORM_DISTRIBUTION] = {"distribution", 1}, [BX_FORM_PRICE] = {"price", 1},
        [BX_FORM_LABEL] = {"page-label", 1},    [BX_FORM_EXTRA] = {"extra-mark", 2},
        [BX_FORM_AD] = {"ad-tag", 1},
    };
    bx_map map;
    const bx_node *node = bx_map_find(paper, "form-weights");
    bool given = node != NULL && bx_map_open(&map, look->arena, node, N_("form weights"), look->diags);
    for (int i = 0; i < BX_FORM_COUNT; i++) {
        look->paper->form_weights[i] = items[i].weight;
        if (given)
            bx_map_int(&map, items[i].key, 0, 9, &look->paper->form_weights[i]);
    }
    if (given)
        bx_map_finish(&map);
}

/* press.yaml: read before the styles, since they name its inks. */
static void read_press(bx_look *look)
{
    static const char *const policies[] = {"refuse", "warn", "convert", "flatten", NULL};
    bx_press_rules *press = &look->paper->press;
    *press = (bx_press_rules){.total_ink = 220, .ppi = 250, .ppi_warn = 149, .ppi_error = 99, .ads_policy = 1};
    const bx_source *source;
    const bx_node *node = bx_read_yaml_file(look, in_folder(look, "press.yaml"), BX_NOWHERE, &source);
    bx_map map;
    if (node == NULL || !bx_map_open(&map, look->arena, node, N_("press file"), look->diags))
        return;
    int version = 1;
    press->where = node->where;
    bx_map_int(&map, "banxin", 1, 1, &version);
    bx_map_need(&map, "profile");
    bx_map_text(&map, "profile", &press->profile);
    bx_map_text(&map, "condition-id", &press->condition_id);
    bx_map_text(&map, "condition", &press->condition);
    bx_map_text(&map, "info", &press->info);
    bx_map_text(&map, "registry", &press->registry);
    bx_map_int(&map, "total-ink", 100, 400, &press->total_ink);
    bx_map_int(&map, "ppi", 100, 600, &press->ppi);
    bx_map_int(&map, "ppi-warn", 50, 600, &press->ppi_warn);
    bx_map_int(&map, "ppi-error", 30, 600, &press->ppi_error);
    bx_map_choice(&map, "ads", policies, &press->ads_policy);
    bx_map_bool(&map, "marks", &press->marks);
    bx_read_inks(look, bx_map_need(&map, "inks"));
    bx_map_finish(&map);
    if (press->profile.len > 0)
        press->profile = in_folder(look, bx_str_c(look->arena, press->profile));
}

static void read_lexicon(bx_look *look)
{
    bx_str file = in_folder(look, "lexicon.txt");
    if (!bx_tree_exists(look->arena, look->tree, file))
        return;
    const bx_source *source = bx_tree_text(look->arena, look->tree, file, YAML_LIMIT, BX_NOWHERE, look->diags);
    if (source == NULL)
        return;
    BX_VEC(bx_str) words = {0};
    for (size_t i = 0; i < source->line_count; i++) {
        size_t end = i + 1 < source->line_count ? source->line_starts[i + 1] : source->text.len;
        bx_str word = bx_str_trim(bx_str_slice(source->text, source->line_starts[i], end));
        if (word.len > 0 && word.at[0] != '#')
            BX_PUSH(look->arena, words, word);
    }
    look->paper->lexicon = words.at;
    look->paper->lexicon_count = words.len;
}

static void read_layouts(bx_look *look, const bx_issue *issue)
{
    bx_layout *layouts = BX_NEW_ARRAY(look->arena, bx_layout, issue->page_count + 1);
    size_t count = 0;
    look->paper->layouts = layouts;
    for (size_t i = 0; i < issue->page_count; i++) {
        const bx_page_plan *plan = &issue->pages[i];
        look->paper->layout_count = count;
        if (plan->layout.len == 0 || bx_find_layout(look->paper, plan->layout) != NULL)
            continue;
        bx_str file = bx_str_printf(look->arena, "layouts/%.*s/%.*s.yaml", BX_FMT(look->paper->name),
                                    BX_FMT(plan->layout));
        const bx_source *source =
            bx_tree_text(look->arena, look->tree, file, YAML_LIMIT, plan->layout_where, look->diags);
        if (source != NULL)
            bx_read_layout(look, source, plan->layout, &layouts[count++]);
    }
    look->paper->layout_count = count;
}

const bx_paper *bx_read_paper(bx_arena *arena, const bx_tree *tree, const bx_issue *issue, bx_diags *diags)
{
    bx_paper *paper = BX_NEW(arena, bx_paper);
    bx_look look = {.arena = arena, .tree = tree, .diags = diags, .paper = paper};
    const bx_source *source;
    bx_map map;
    paper->name = issue->paper;
    if (paper->name.len == 0)
        return NULL;
    const bx_node *node = bx_read_yaml_file(&look, in_folder(&look, "paper.yaml"), BX_NOWHERE, &source);
    if (node == NULL || !bx_map_open(&map, arena, node, N_("paper file"), diags))
        return NULL;
    int version = 1;
    bx_map_need(&map, "banxin");
    bx_map_int(&map, "banxin", 1, 1, &version);
    bx_map_need(&map, "name");
    bx_map_text(&map, "name", &paper->title);
    bx_map_text(&map, "short-name", &paper->short_name);
    paper->grid = (bx_grid){.columns = 1, .measure = 10, .gutter = 1, .rows = 1, .size = 9 * BX_PT, .pitch = 12 * BX_PT};
    bx_read_grid(&look, &map, true);
    read_press(&look);
    bx_read_fonts(&look, &map);
    bx_read_styles(&look, &map);
    bx_read_column_art(&look, &map);
    read_line_rules(&look, &map);
    read_jumps(&look, &map);
    read_calendar(&look, &map);
    read_form(&look, &map);
    bx_map_finish(&map);
    if (paper->style_count == 0)
        return NULL;
    const bx_source *masthead =
        bx_tree_text(arena, tree, in_folder(&look, "masthead.yaml"), YAML_LIMIT, BX_NOWHERE, diags);
    if (masthead != NULL)
        bx_read_masthead(&look, masthead);
    read_lexicon(&look);
    read_layouts(&look, issue);
    return paper;
}

int bx_find_style(const bx_paper *paper, const char *name)
{
    for (size_t i = 0; i < paper->style_count; i++)
        if (bx_str_is(paper->styles[i].name, name))
            return (int)i;
    return -1;
}

int bx_need_style(const bx_paper *paper, const char *name)
{
    int style = bx_find_style(paper, name);
    if (style < 0)
        style = bx_find_style(paper, "body");
    return style < 0 ? 0 : style;
}

const bx_layout *bx_find_layout(const bx_paper *paper, bx_str name)
{
    for (size_t i = 0; i < paper->layout_count; i++)
        if (bx_str_eq(paper->layouts[i].name, name))
            return &paper->layouts[i];
    return NULL;
}

const bx_slot *bx_find_slot(const bx_layout *layout, bx_str name)
{
    for (size_t i = 0; layout != NULL && i < layout->slot_count; i++)
        if (bx_str_eq(layout->slots[i].name, name))
            return &layout->slots[i];
    return NULL;
}
