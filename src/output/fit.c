/* output/fit.c - fit.json: how every story fits its slots (溢出, 欠), and what would help. */
#include "output/json.h"

/* ---- what could go ---- */

/* 版面字数 in halves of a character: Latin letters and digits are narrow (newsroom C.7). */
static int half_chars(const bx_text *text)
{
    int halves = 0;

    for (size_t i = 0; i < text->count; i++) {
        const char *at = text->runs[i].text.at, *end = at + text->runs[i].text.len;

        while (at < end)
            halves += bx_utf8_next(&at, end) < 0x2000 ? 1 : 2;
    }
    return halves;
}

static bool may_go(const bx_block *block)
{
    return block->kind == BX_PARAGRAPH || block->kind == BX_LIST_ITEM || block->kind == BX_VERSE;
}

const bx_cut *bx_list_cuts(bx_arena *arena, const bx_fit *fit, size_t *count)
{
    const bx_story *story = fit->story;
    BX_VEC(bx_cut) cuts = {0};
    int left = fit->over_chars;

    for (size_t i = story->block_count; i-- > 0 && left > 0;) {
        const bx_block *block = &story->blocks[i];
        bx_cut cut = {.where = block->where, .chars = (half_chars(&block->text) + 1) / 2};

        if (!may_go(block) || cut.chars == 0)
            continue;
        BX_PUSH(arena, cuts, cut);
        left -= cut.chars;
    }
    *count = cuts.len;
    return cuts.at;
}

int bx_fit_tolerance(const bx_fit *fit)
{
    enum { LEAST = 2 }; /* a narrow slot is not worse for two */

    return fit->columns - 1 > LEAST ? fit->columns - 1 : LEAST;
}

/* ---- JSON ---- */

static void put_cuts(bx_buffer *out, bx_arena *scratch, const bx_fit *fit)
{
    size_t count;
    const bx_cut *cuts = bx_list_cuts(scratch, fit, &count);

    bx_json_key(out, "cuts");
    bx_json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        bx_json_next(out);
        bx_json_open(out, '{');
        bx_json_key_int(out, "chars", cuts[i].chars);
        bx_json_key_source(out, "source", cuts[i].where);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
}

static void put_fit(bx_buffer *out, bx_arena *scratch, const bx_fit *fit)
{
    bx_json_open(out, '{');
    bx_json_key_int(out, "chars", fit->chars);
    bx_json_key_int(out, "columns", fit->columns);
    if (fit->over_chars > 0)
        put_cuts(out, scratch, fit);
    bx_json_key_int(out, "lackChars", fit->lack_chars);
    bx_json_key_int(out, "lackRows", fit->lack_rows);
    bx_json_key_int(out, "overChars", fit->over_chars);
    bx_json_key_source(out, "overFrom", fit->over_chars > 0 ? fit->cut_from : BX_NOWHERE);
    bx_json_key_int(out, "overRows", fit->over_rows);
    bx_json_key_str(out, "page", fit->page);
    bx_json_key_int(out, "rows", fit->rows);
    bx_json_key_str(out, "slot", fit->slot);
    bx_json_key_str(out, "story", fit->story ? fit->story->id : (bx_str){0});
    bx_json_key_int(out, "toleranceRows", bx_fit_tolerance(fit));
    bx_json_key_int(out, "used", fit->used);
    bx_json_close(out, '}');
}

static void put_ledger(bx_buffer *out, const bx_ledger_sum *sum)
{
    bx_json_key(out, "ledger");
    bx_json_open(out, '{');
    bx_json_key_bool(out, "balanced", sum->balanced);
    bx_json_key_int(out, "counted", (int64_t)sum->counted);
    bx_json_key_int(out, "dropped", (int64_t)sum->dropped);
    bx_json_key_int(out, "markup", (int64_t)sum->markup);
    bx_json_key_int(out, "overset", (int64_t)sum->overset);
    bx_json_key_int(out, "set", (int64_t)sum->set);
    bx_json_close(out, '}');
}

void bx_dump_fits(const bx_makeup *makeup, const bx_ledger_sum *ledger, bx_buffer *out)
{
    bx_arena *scratch = bx_arena_new();

    bx_json_open(out, '{');
    bx_json_key_str(out, "date", makeup->issue->date_text);
    bx_json_key(out, "fits");
    bx_json_open(out, '[');
    for (size_t i = 0; i < makeup->fit_count; i++) {
        bx_json_next(out);
        bx_buffer_text(out, "\n ");
        put_fit(out, scratch, &makeup->fits[i]);
    }
    bx_json_close(out, ']');
    if (ledger)
        put_ledger(out, ledger);
    bx_json_key_str(out, "paper", makeup->issue->paper);
    bx_json_key_int(out, "schema", BX_JSON_SCHEMA);
    bx_json_close(out, '}');
    bx_buffer_text(out, "\n");
    bx_arena_free(scratch);
}
