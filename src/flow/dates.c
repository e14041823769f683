/* flow/dates.c - what a date means to a paper (日期): weekday, 农历, number of the issue, 今日N版.
 *
 * Days are counted from 1970-01-01. Months and leap months of the lunar calendar are lunar.c's work.
 */
#include "flow/dates.h"
#include "flow/flow.h"

#include "flow/sky.h"

/* ---- days ---- */

/* Days since 1970-01-01 of a Gregorian date: years begin in March here, so that 29 February is last. */
static int day_of(bx_date date)
{
    int year = date.month > 2 ? date.year : date.year - 1;
    int month = (date.month + 9) % 12;
    int era = year / 400, of_era = year % 400;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + (month * 153 + 2) / 5 +
           date.day - 1 - 719468;
}

/* 1 Monday to 7 Sunday; 1970-01-01 was a Thursday. */
static int weekday_of(int day)
{
    return (day % 7 + 10) % 7 + 1;
}

static bool holds(const bx_date *dates, size_t count, int day)
{
    for (size_t i = 0; i < count; i++)
        if (day_of(dates[i]) == day)
            return true;
    return false;
}

/* ---- lunar date ---- */

static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};
static const char *const branches[] = {"子", "丑", "寅", "卯", "辰", "巳",
                                       "午", "未", "申", "酉", "戌", "亥"};
static const char *const months[] = {"正", "二", "三", "四", "五",   "六",
                                     "七", "八", "九", "十", "十一", "腊"};
static const char *const month_days[] = {
    "初一", "初二", "初三", "初四", "初五", "初六", "初七", "初八", "初九", "初十",
    "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十",
    "廿一", "廿二", "廿三", "廿四", "廿五", "廿六", "廿七", "廿八", "廿九", "三十"};

static bx_str lunar_date(bx_arena *arena, int day)
{
    bx_lunar_day found = bx_find_lunar_day(day);
    int cycle = found.year % 60 + 56; /* the year 4 was 甲子 */

    return bx_str_printf(arena, "农历%s%s年%s%s月%s%s%s", stems[cycle % 10], branches[cycle % 12],
                         found.leap ? "闰" : "", months[found.month - 1], month_days[found.day - 1],
                         found.term ? " " : "", found.term ? found.term : "");
}

/* ---- number of the issue ---- */

static bool appears_weekly(const bx_calendar *calendar, int day)
{
    return weekday_of(day) == calendar->weekday &&
           !holds(calendar->suspended, calendar->suspended_count, day);
}

static bool appears(const bx_calendar *calendar, int day)
{
    return appears_weekly(calendar, day) || holds(calendar->extra, calendar->extra_count, day);
}

/* Whether dates[i] lies after FROM, up to TO, and is not in the list a second time. */
static bool counts(const bx_date *dates, size_t i, int from, int to)
{
    int day = day_of(dates[i]);

    return day > from && day <= to && !holds(dates, i, day);
}

/* Issues after day FROM, up to day TO. */
static int issues_between(const bx_calendar *calendar, int from, int to)
{
    int first = from + 1 + (calendar->weekday - weekday_of(from + 1) + 7) % 7;
    int issues = to >= first ? (to - first) / 7 + 1 : 0;

    for (size_t i = 0; i < calendar->suspended_count; i++)
        if (counts(calendar->suspended, i, from, to) &&
            weekday_of(day_of(calendar->suspended[i])) == calendar->weekday)
            issues--;
    for (size_t i = 0; i < calendar->extra_count; i++)
        if (counts(calendar->extra, i, from, to) &&
            !appears_weekly(calendar, day_of(calendar->extra[i])))
            issues++;
    return issues;
}

static void warn_off_day(const bx_issue *issue, const bx_calendar *calendar, int day,
                         bx_diags *diags)
{
    if (holds(calendar->suspended, calendar->suspended_count, day))
        bx_report(diags, BX_WARNING, "off-day", issue->date_where,
                  "the paper's calendar suspends the issue of %.*s", BX_FMT(issue->date_text));
    else
        bx_report(diags, BX_WARNING, "off-day", issue->date_where,
                  "%.*s is not a day on which the paper appears", BX_FMT(issue->date_text));
    bx_hint(diags, calendar->where,
            "check the date, or name it under 'extra' in the paper's calendar");
}

/* The calendar's number of the issue of DAY, and how far its total is from the calendar's base. */
static int count_issues(const bx_calendar *calendar, int day, int *from_base)
{
    int base = day_of(calendar->total_date);
    int itself = !appears(calendar, day); /* an issue on an off day is one more */

    *from_base = (day >= base ? issues_between(calendar, base, day)
                              : -issues_between(calendar, day, base)) +
                 itself;
    return issues_between(calendar, day_of(calendar->first) - 1, day) + itself;
}

static bx_str written_number(bx_arena *arena, int number)
{
    return number > 0 ? bx_str_printf(arena, "%d", number) : (bx_str){0};
}

static void number_issue(bx_arena *arena, const bx_issue *issue, const bx_calendar *calendar,
                         bx_dates *dates, bx_diags *diags)
{
    int day = day_of(issue->date);
    int number = 0, from_base = 0;

    dates->number = written_number(arena, issue->number);
    if (calendar->weekday == 0 || calendar->first.year == 0 || bx_str_is(issue->kind, "special"))
        return;
    if (!appears(calendar, day))
        warn_off_day(issue, calendar, day, diags);
    if (day >= day_of(calendar->first))
        number = count_issues(calendar, day, &from_base);
    if (number < 1) {
        bx_report(diags, BX_WARNING, "off-day", issue->date_where,
                  "%.*s lies before the first issue of the paper's calendar",
                  BX_FMT(issue->date_text));
        bx_hint(diags, calendar->where, "set 'no-1' to the date of No. 1");
        return;
    }
    dates->number = written_number(arena, number);
    if (calendar->total > 0 && calendar->total_date.year > 0)
        dates->total = written_number(arena, calendar->total + from_base);
    if (issue->number > 0 && issue->number != number) {
        bx_report(diags, BX_ERROR, "number-mismatch", issue->number_where,
                  "the issue is No. %d by the paper's calendar, not No. %d", number,
                  issue->number);
        bx_hint(diags, BX_NOWHERE,
                "write 'number: null', or correct 'suspended' and 'extra' in the calendar");
        bx_hint(diags, calendar->where, "the calendar is here");
    }
}

/* ---- pages ---- */

/* What stands before the number in a page's label: the 叠. */
static bx_str section_of(bx_str label)
{
    size_t len = 0;

    while (len < label.len && (label.at[len] < '0' || label.at[len] > '9'))
        len++;
    return bx_str_slice(label, 0, len);
}

int bx_page_sheets(const bx_page_plan *page)
{
    return page->kind == BX_PAGE_GUTTER ? 0 : page->kind == BX_PAGE_SPREAD ? 2 : 1;
}

static int pages_of(const bx_issue *issue, bx_str section)
{
    int pages = 0;

    for (size_t i = 0; i < issue->page_count; i++)
        if (bx_str_eq(section_of(issue->pages[i].label), section))
            pages += bx_page_sheets(&issue->pages[i]);
    return pages;
}

static bool opens_section(const bx_issue *issue, size_t page)
{
    bx_str section = section_of(issue->pages[page].label);

    for (size_t i = 0; i < page; i++)
        if (bx_str_eq(section_of(issue->pages[i].label), section))
            return false;
    return true;
}

static bx_str count_pages(bx_arena *arena, const bx_issue *issue)
{
    int pages = 0;

    for (size_t i = 0; i < issue->page_count; i++)
        pages += bx_page_sheets(&issue->pages[i]);
    bx_str text = bx_str_printf(arena, "今日%d版", pages);
    if (issue->page_count == 0 || pages_of(issue, section_of(issue->pages[0].label)) == pages)
        return text;
    for (size_t i = 0; i < issue->page_count; i++) {
        bx_str section = section_of(issue->pages[i].label);

        if (opens_section(issue, i) && bx_page_sheets(&issue->pages[i]) > 0)
            text = bx_str_printf(arena, "%.*s　%.*s叠%d版", BX_FMT(text), BX_FMT(section),
                                 pages_of(issue, section));
    }
    return text;
}

bx_dates bx_compute_dates(bx_arena *arena, const bx_issue *issue, const bx_paper *paper,
                          bx_diags *diags)
{
    static const char *const weekdays[] = {"一", "二", "三", "四", "五", "六", "日"};
    bx_dates dates = {.pages = count_pages(arena, issue)};
    if (bx_str_is(issue->kind, "special")) {
        dates.kind = BX_STR("号外");
        dates.free = BX_STR("免费赠阅");
    } else if (bx_str_is(issue->kind, "extra")) {
        dates.kind = BX_STR("增期");
    }
    int day = day_of(issue->date);

    if (issue->date.year == 0)
        return dates; /* reading has reported it */
    dates.date = bx_str_printf(arena, "%d年%d月%d日", issue->date.year, issue->date.month,
                               issue->date.day);
    dates.weekday = bx_str_printf(arena, "星期%s", weekdays[weekday_of(day) - 1]);
    dates.lunar = lunar_date(arena, day);
    number_issue(arena, issue, &paper->calendar, &dates, diags);
    return dates;
}

void bx_check_dates(bx_arena *arena, const bx_issue *issue, const bx_paper *paper, bx_diags *diags)
{
    bx_compute_dates(arena, issue, paper, diags);
}
