/* flow/lunar.c - months and years of the lunar calendar (农历), by the rules of GB/T 33661-2017.
 *
 * A month begins on the day of a new moon. The one that holds 冬至 is the eleventh. When thirteen months
 * lie between two of those, the first without one of the twelve 中气 is a leap month.
 */
#include "flow/sky.h"

#include <stddef.h>

enum { TERMS = 24, WINTER = 18 }; /* 冬至 is the 18th step from 春分 */

static const char *const terms[TERMS] = {
    "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑", "白露",
    "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒", "立春", "雨水", "惊蛰"};

static int modulo(int a, int b)
{
    return (a % b + b) % b;
}

/* The moon in whose month DAY lies. */
static int moon_of(int day)
{
    int moon = (int)((day - 10962) / 29.530588861);

    while (bx_new_moon(moon) > day)
        moon--;
    while (bx_new_moon(moon + 1) <= day)
        moon++;
    return moon;
}

/* The moon in whose month 冬至 of YEAR lies. */
static int winter_moon(int year)
{
    /* Between 20 and 23 December; one day later every fourth year or so. */
    int day = (int)((year - 1970) * 365.2425) + 352;

    while (modulo(bx_sun_steps(day + 1), TERMS) != WINTER)
        day++;
    return moon_of(day);
}

/* Every second step is a 中气. */
static int middle_terms(int day)
{
    int steps = bx_sun_steps(day);

    return (steps - modulo(steps, 2)) / 2;
}

static bool lacks_middle_term(int moon)
{
    return middle_terms(bx_new_moon(moon)) == middle_terms(bx_new_moon(moon + 1));
}

bx_lunar_day bx_find_lunar_day(int day)
{
    int moon = moon_of(day);
    int year = (int)(day / 365.2425) + 1970;
    int before = bx_sun_steps(day), after = bx_sun_steps(day + 1);
    bx_lunar_day found = {.day = day - bx_new_moon(moon) + 1};
    int first, month = 11;
    bool leap_year, leap_seen = false;

    while (winter_moon(year) > moon)
        year--;
    while (winter_moon(year + 1) <= moon)
        year++;
    first = winter_moon(year);
    leap_year = winter_moon(year + 1) - first == 13;
    for (int i = first + 1; i <= moon; i++) {
        found.leap = leap_year && !leap_seen && lacks_middle_term(i);
        leap_seen = leap_seen || found.leap;
        month += !found.leap;
    }
    found.month = (month - 1) % 12 + 1;
    found.year = year + (month > 12);
    found.term = before == after ? NULL : terms[modulo(after, TERMS)];
    return found;
}
