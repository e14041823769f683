/* flow/sky.c - where the sun stands and when the moon is new, to the nearest half minute from 1900 to 2100.
 *
 * So the day is right unless the moment comes that close to midnight in China: from 1929 to 2100 that
 * makes one day wrong, 大寒 of 1979. What a calendar makes of it is lunar.c's work. (ICU's own lunar
 * calendar, as of 72, errs for whole months: the new year of 2027 comes a day late, that of 2030 early.)
 * source  J. Meeus, Astronomical Algorithms, 2nd edition: the earth's terms of VSOP87 in 32, moons in 49
 */
#include "flow/sky.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#define DEGREE (3.14159265358979324 / 180)
#define ARC_SECOND (DEGREE / 3600)
#define NOON_2000 10957.5 /* 2000-01-01 12:00 UT in days from 1970 */

/* How far China's clocks are ahead of Greenwich: until 1928 they showed the sun's time of Beijing. */
static double china(double day)
{
    return (day < -14976 ? 7.0 + 45.0 / 60 + 40.0 / 3600 : 8) / 24;
}

/* Seconds by which even time runs ahead of the clock: measured up to 2025, later an estimate near that
 * of Espenak and Meeus, with which published calendars agree.
 */
static double clock_lag(double year)
{
    static const double every_25_years[] = {-2.8, 23.6, 29.1, 45.5, 63.8, 69.1, 82, 145.9, 202.7};
    double place = fmin(fmax((year - 1900) / 25, 0), 7.999);
    int index = (int)place;

    return every_25_years[index] +
           (every_25_years[index + 1] - every_25_years[index]) * (place - index);
}

/* ---- sun ---- */

/* amount * cos(phase + rate * t): amount in 1e-8 rad, t in thousands of years from 2000. */
typedef struct {
    double amount, phase, rate;
} wave;

static const wave power0[] = {
    {175347046, 0, 0},        {3341656, 4.6692568, 6283.0758500},
    {34894, 4.62610, 12566.15170}, {3497, 2.7441, 5753.3849},
    {3418, 2.8289, 3.5231},   {3136, 3.6277, 77713.7715},
    {2676, 4.4181, 7860.4194}, {2343, 6.1352, 3930.2097},
    {1324, 0.7425, 11506.7698}, {1273, 2.0371, 529.6910},
    {1199, 1.1096, 1577.3435}, {990, 5.233, 5884.927},
    {902, 2.045, 26.298},     {857, 3.508, 398.149},
    {780, 1.179, 5223.694},   {753, 2.533, 5507.553},
    {505, 4.583, 18849.228},  {492, 4.205, 775.523},
    {357, 2.920, 0.067},      {317, 5.849, 11790.629},
    {284, 1.899, 796.298},    {271, 0.315, 10977.079},
    {243, 0.345, 5486.778},   {206, 4.806, 2544.314},
    {205, 1.869, 5573.143},   {202, 2.458, 6069.777},
    {156, 0.833, 213.299},    {132, 3.411, 2942.463},
    {126, 1.083, 20.775},     {115, 0.645, 0.980},
    {103, 0.636, 4694.003},   {102, 0.976, 15720.839},
    {102, 4.267, 7.114},      {99, 6.21, 2146.17},
    {98, 0.68, 155.42},       {86, 5.98, 161000.69},
    {85, 1.30, 6275.96},      {85, 3.67, 71430.70},
    {80, 1.81, 17260.15},     {79, 3.04, 12036.46},
    {75, 1.76, 5088.63},      {74, 3.50, 3154.69},
    {74, 4.68, 801.82},       {70, 0.83, 9437.76},
    {62, 3.98, 8827.39},      {61, 1.82, 7084.90},
    {57, 2.78, 6286.60},      {56, 4.39, 14143.50},
    {56, 3.47, 6279.55},      {52, 0.19, 12139.55},
    {52, 1.33, 1748.02},      {51, 0.28, 5856.48},
    {49, 0.49, 1194.45},      {41, 5.37, 8429.24},
    {41, 2.40, 19651.05},     {39, 6.17, 10447.39},
    {37, 6.04, 10213.29},     {37, 2.57, 1059.38},
    {36, 1.71, 2352.87},      {36, 1.78, 6812.77},
    {33, 0.59, 17789.85},     {30, 0.44, 83996.85},
    {30, 2.74, 1349.87},      {25, 3.16, 4690.48},
};
static const wave power1[] = {
    {628331966747, 0, 0}, {206059, 2.678235, 6283.075850}, {4303, 2.6351, 12566.1517},
    {425, 1.590, 3.523},  {119, 5.796, 26.298},            {109, 2.966, 1577.344},
    {93, 2.59, 18849.23}, {72, 1.14, 529.69},              {68, 1.87, 398.15},
    {67, 4.41, 5507.55},  {59, 2.89, 5223.69},             {56, 2.17, 155.42},
    {45, 0.40, 796.30},   {36, 0.47, 775.52},              {29, 2.65, 7.11},
    {21, 5.34, 0.98},     {19, 1.85, 5486.78},             {19, 4.97, 213.30},
};
static const wave power2[] = {
    {52919, 0, 0}, {8720, 1.0721, 6283.0758}, {309, 0.867, 12566.152}, {27, 0.05, 3.52},
};
static const wave power3[] = {{289, 5.844, 6283.076}, {35, 0, 0}};

static double sum(const wave *waves, size_t count, double t)
{
    double total = 0;

    for (size_t i = 0; i < count; i++)
        total += waves[i].amount * cos(waves[i].phase + waves[i].rate * t);
    return total * 1e-8;
}

#define SUM(waves, t) sum(waves, sizeof(waves) / sizeof(waves)[0], t)

int bx_sun_steps(int day)
{
    double days = (double)day - china(day) - NOON_2000;
    double t = (days + clock_lag(2000 + days / 365.25) / 86400) / 365250;
    double earth = SUM(power0, t) + t * (SUM(power1, t) + t * (SUM(power2, t) + t * SUM(power3, t)));
    double node = (125.04452 - 19341.36261 * t) * DEGREE;
    double mean_sun = (280.4665 + 360007.698 * t) * DEGREE;
    double mean_moon = (218.3165 + 4812678.813 * t) * DEGREE;
    double distance = 1 - 0.01671 * cos((357.5277 + 359990.5034 * t) * DEGREE);
    double nutation = -17.20 * sin(node) - 1.32 * sin(2 * mean_sun) - 0.23 * sin(2 * mean_moon) +
                      0.21 * sin(2 * node);
    /* Seen from the earth the sun is opposite; light needs its time; FK5's equinox is 0.09" away. */
    double sun = earth + 180 * DEGREE + (nutation - 20.4898 / distance - 0.0903) * ARC_SECOND;

    return (int)floor(sun / (15 * DEGREE));
}

/* ---- moon ---- */

/* amount * sin of so many times the anomalies of sun and moon and the moon's distance from its node;
 * amount in 1e-5 days; times the shrinking excentricity to the power of SUN. */
typedef struct {
    double amount;
    int sun, moon, node;
} pull;

static const pull pulls[] = {
    {-40720, 0, 1, 0}, {17241, 1, 0, 0}, {1608, 0, 2, 0},  {1039, 0, 0, 2},  {739, -1, 1, 0},
    {-514, 1, 1, 0},   {208, 2, 0, 0},   {-111, 0, 1, -2}, {-57, 0, 1, 2},   {56, 1, 2, 0},
    {-42, 0, 3, 0},    {42, 1, 0, 2},    {38, 1, 0, -2},   {-24, -1, 2, 0},  {-7, 2, 1, 0},
    {4, 0, 2, -2},     {4, 3, 0, 0},     {3, 1, 1, -2},    {3, 0, 2, 2},     {-3, 1, 1, 2},
    {3, -1, 1, 2},     {-2, -1, 1, -2},  {-2, 1, 3, 0},    {2, 0, 4, 0},
};

/* And what the planets do: amount in 1e-6 days, degrees, degrees a moon. */
static const wave planets[] = {
    {325, 299.77, 0.107408},  {165, 251.88, 0.016321},  {164, 251.83, 26.651886},
    {126, 349.42, 36.412478}, {110, 84.66, 18.206239},  {62, 141.74, 53.303771},
    {60, 207.14, 2.453732},   {56, 154.84, 7.306860},   {47, 34.52, 27.261239},
    {42, 207.19, 0.121824},   {40, 291.34, 1.844379},   {37, 161.72, 24.198154},
    {35, 239.56, 25.513099},  {23, 331.55, 3.592518},
};

int bx_new_moon(int index)
{
    double k = index, t = k / 1236.85; /* centuries */
    double sun = (2.5534 + 29.10535670 * k - 0.0000014 * t * t) * DEGREE;
    double moon = (201.5643 + 385.81693528 * k + 0.0107582 * t * t) * DEGREE;
    double node = (160.7108 + 390.67050284 * k - 0.0016118 * t * t) * DEGREE;
    double ascent = (124.7746 - 1.56375588 * k + 0.0020672 * t * t) * DEGREE;
    double shrink = 1 - 0.002516 * t - 0.0000074 * t * t;
    double days = 5.09766 + 29.530588861 * k + 0.00015437 * t * t - 0.00017 * sin(ascent);

    for (size_t i = 0; i < sizeof pulls / sizeof pulls[0]; i++)
        days += pulls[i].amount * 1e-5 * pow(shrink, abs(pulls[i].sun)) *
                sin(pulls[i].sun * sun + pulls[i].moon * moon + pulls[i].node * node);
    for (size_t i = 0; i < sizeof planets / sizeof planets[0]; i++)
        days += planets[i].amount * 1e-6 * sin((planets[i].phase + planets[i].rate * k) * DEGREE);
    days -= clock_lag(2000 + days / 365.25) / 86400;
    days += NOON_2000;
    return (int)floor(days + china(days));
}
