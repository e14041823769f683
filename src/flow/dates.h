/* flow/dates.h - the fields of masthead and folio line that nobody types (期号, 日期), for this folder only. */
#ifndef BX_FLOW_DATES_H
#define BX_FLOW_DATES_H

#include "read/read.h"

/* Ready to be set. A field that cannot be known is empty. */
typedef struct {
    bx_str date;    /* 2025年5月9日 */
    bx_str weekday; /* 星期五 */
    bx_str lunar;   /* 农历乙巳年四月十二, and the solar term (节气) of the day when it has one */
    bx_str number;  /* 18 */
    bx_str total;   /* 2716 */
    bx_str pages;   /* 今日8版; with several 叠: 今日8版 A叠4版 B叠4版 */
    bx_str kind;    /* 增期, 号外, or empty */
    bx_str free;    /* 免费赠阅 of a 号外 */
} bx_dates;

/* Computes them from ISSUE's date and pages and PAPER's calendar; reads no clock and no locale.
 *
 * A 号外 (kind "special") has no number of its own: number and total are what the issue file says, or empty.
 * reports  error [number-mismatch] where the number in the issue file is not the calendar's;
 *          warning [off-day] when the paper does not appear on that day */
/* Pages that PAGE counts as: none for a 中缝, two for a 跨版. */
int bx_page_sheets(const bx_page_plan *page);

bx_dates bx_compute_dates(bx_arena *arena, const bx_issue *issue, const bx_paper *paper,
                          bx_diags *diags);

/* Puts values in the place of {date} {weekday} {lunar} {number} {total} {pages} {kind} {free} {page} {title} {editor}
 * {designer} {proof} {reviewer} {paper}. Of the phrases that U+3000 parts, one that names only empty
 * fields is left out: "版式 {designer}　审读 {reviewer}" of a page that nobody reviewed ends with the
 * designer. PAGE may be NULL.
 * reports  error [unknown-field] at WHERE; the braces stay in the text */
bx_str bx_fill_template(bx_arena *arena, bx_str template, const bx_dates *dates,
                        const bx_page_plan *page, const bx_paper *paper, bx_span where,
                        bx_diags *diags);

#endif
