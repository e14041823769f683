/* flow/sky.h - sun, moon and the lunar calendar (农历, 节气), for this folder only.
 *
 * Days are days of China's calendar, counted from 1970-01-01.
 */
#ifndef BX_FLOW_SKY_H
#define BX_FLOW_SKY_H

#include <stdbool.h>

/* ---- sky.c ---- */

/* How often the sun's apparent longitude, from 0 on, has passed 15 degrees by the midnight before DAY:
 * a count that only grows; a multiple of 24 is 春分. */
int bx_sun_steps(int day);
/* The day on which the moon is new for the INDEX-th time since January 2000. */
int bx_new_moon(int index);

/* ---- lunar.c ---- */

typedef struct {
    int year;        /* the Gregorian year in which it begins */
    int month;       /* 1 正月 to 12 腊月 */
    int day;         /* 1 to 30 */
    bool leap;       /* 闰 */
    const char *term; /* the solar term of the day, "立夏"; NULL: none */
} bx_lunar_day;

bx_lunar_day bx_find_lunar_day(int day);

#endif
