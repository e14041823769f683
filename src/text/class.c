/* text/class.c - character classes by code point (字符类). Context is shape.c's. */
#include "text/text.h"

static const char *const names[] = {"ID", "OP", "CL", "CM", "FS", "FX",  "MD", "CN",  "SL",
                                    "DA", "EL", "PR", "PO", "NS", "LAT", "SP", "OPR", "IS"};

const char *bx_class_name(bx_class class)
{
    return names[class];
}

/* Tables follow typography 1: CLREQ #prohibition_rules_for_line_start_end and GB/T 15834-2011 5.1.
 * Sorted by code point; everything else is Han when wide and Latin otherwise.
 */
static const struct {
    uint16_t code;
    uint8_t class;
} table[] = {
    {0x0020, BX_CLASS_SP},  {0x0023, BX_CLASS_PR},  {0x0024, BX_CLASS_PR},  {0x0025, BX_CLASS_PO},
    {0x00A0, BX_CLASS_SP},  {0x00A3, BX_CLASS_PR},  {0x00A5, BX_CLASS_PR},  {0x00B0, BX_CLASS_PO},
    {0x00B1, BX_CLASS_OPR}, {0x00B7, BX_CLASS_MD},  {0x00D7, BX_CLASS_OPR}, {0x00F7, BX_CLASS_OPR},
    {0x2009, BX_CLASS_SP},  {0x2010, BX_CLASS_CN},  {0x2013, BX_CLASS_CN},  {0x2014, BX_CLASS_CN},
    {0x2015, BX_CLASS_CN},  {0x2018, BX_CLASS_OP},  {0x2019, BX_CLASS_CL},  {0x201C, BX_CLASS_OP},
    {0x201D, BX_CLASS_CL},  {0x2026, BX_CLASS_EL},  {0x2027, BX_CLASS_MD},  {0x202F, BX_CLASS_SP},
    {0x2030, BX_CLASS_PO},  {0x2031, BX_CLASS_PO},  {0x2032, BX_CLASS_PO},  {0x2033, BX_CLASS_PO},
    {0x203C, BX_CLASS_FX},  {0x2047, BX_CLASS_FX},  {0x2048, BX_CLASS_FX},  {0x2049, BX_CLASS_FX},
    {0x20AC, BX_CLASS_PR},  {0x2103, BX_CLASS_PO},  {0x2109, BX_CLASS_PO},  {0x2116, BX_CLASS_PR},
    {0x2192, BX_CLASS_OPR}, {0x2212, BX_CLASS_OPR}, {0x2236, BX_CLASS_OPR}, {0x2248, BX_CLASS_OPR},
    {0x2260, BX_CLASS_OPR}, {0x2264, BX_CLASS_OPR}, {0x2265, BX_CLASS_OPR}, {0x22EF, BX_CLASS_EL},
    {0x2E3A, BX_CLASS_DA},  {0x3000, BX_CLASS_IS},  {0x3001, BX_CLASS_CM},  {0x3002, BX_CLASS_FS},
    {0x3005, BX_CLASS_NS},  {0x3008, BX_CLASS_OP},  {0x3009, BX_CLASS_CL},  {0x300A, BX_CLASS_OP},
    {0x300B, BX_CLASS_CL},  {0x300C, BX_CLASS_OP},  {0x300D, BX_CLASS_CL},  {0x300E, BX_CLASS_OP},
    {0x300F, BX_CLASS_CL},  {0x3010, BX_CLASS_OP},  {0x3011, BX_CLASS_CL},  {0x3014, BX_CLASS_OP},
    {0x3015, BX_CLASS_CL},  {0x3016, BX_CLASS_OP},  {0x3017, BX_CLASS_CL},  {0x3018, BX_CLASS_OP},
    {0x3019, BX_CLASS_CL},  {0x301A, BX_CLASS_OP},  {0x301B, BX_CLASS_CL},  {0x301C, BX_CLASS_CN},
    {0x301D, BX_CLASS_OP},  {0x301E, BX_CLASS_CL},  {0x301F, BX_CLASS_CL},  {0x303B, BX_CLASS_NS},
    {0x3041, BX_CLASS_NS},  {0x3043, BX_CLASS_NS},  {0x3045, BX_CLASS_NS},  {0x3047, BX_CLASS_NS},
    {0x3049, BX_CLASS_NS},  {0x3063, BX_CLASS_NS},  {0x3083, BX_CLASS_NS},  {0x3085, BX_CLASS_NS},
    {0x3087, BX_CLASS_NS},  {0x308E, BX_CLASS_NS},  {0x3095, BX_CLASS_NS},  {0x3096, BX_CLASS_NS},
    {0x309D, BX_CLASS_NS},  {0x309E, BX_CLASS_NS},  {0x30A1, BX_CLASS_NS},  {0x30A3, BX_CLASS_NS},
    {0x30A5, BX_CLASS_NS},  {0x30A7, BX_CLASS_NS},  {0x30A9, BX_CLASS_NS},  {0x30C3, BX_CLASS_NS},
    {0x30E3, BX_CLASS_NS},  {0x30E5, BX_CLASS_NS},  {0x30E7, BX_CLASS_NS},  {0x30EE, BX_CLASS_NS},
    {0x30F5, BX_CLASS_NS},  {0x30F6, BX_CLASS_NS},  {0x30FB, BX_CLASS_MD},  {0x30FC, BX_CLASS_NS},
    {0x30FD, BX_CLASS_NS},  {0x30FE, BX_CLASS_NS},  {0xFF01, BX_CLASS_FS},  {0xFF04, BX_CLASS_PR},
    {0xFF05, BX_CLASS_PO},  {0xFF08, BX_CLASS_OP},  {0xFF09, BX_CLASS_CL},  {0xFF0C, BX_CLASS_CM},
    {0xFF0D, BX_CLASS_CN},  {0xFF0E, BX_CLASS_FS},  {0xFF0F, BX_CLASS_SL},  {0xFF1A, BX_CLASS_CM},
    {0xFF1B, BX_CLASS_CM},  {0xFF1F, BX_CLASS_FS},  {0xFF3B, BX_CLASS_OP},  {0xFF3D, BX_CLASS_CL},
    {0xFF5B, BX_CLASS_OP},  {0xFF5D, BX_CLASS_CL},  {0xFF5E, BX_CLASS_CN},  {0xFF5F, BX_CLASS_OP},
    {0xFF60, BX_CLASS_CL},  {0xFF65, BX_CLASS_MD},  {0xFFE0, BX_CLASS_PO},  {0xFFE1, BX_CLASS_PR},
    {0xFFE5, BX_CLASS_PR},
};

/* Symbols that fill a cell like a Han character though they are not East Asian wide. */
static bool fills_a_cell(uint32_t code)
{
    return (code >= 0x2160 && code <= 0x217F) || (code >= 0x2460 && code <= 0x24FF) ||
           (code >= 0x25A0 && code <= 0x27BF) || (code >= 0x3220 && code <= 0x33FF) ||
           (code >= 0x2190 && code <= 0x21FF);
}

bx_class bx_class_of(uint32_t code)
{
    if (code >= 0x4E00 && code <= 0x9FFF)
        return BX_CLASS_ID;
    if (code >= 0x31F0 && code <= 0x31FF)
        return BX_CLASS_NS; /* small kana */
    size_t low = 0, high = sizeof table / sizeof *table;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (table[middle].code == code)
            return table[middle].class;
        if (table[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return bx_is_wide(code) || fills_a_cell(code) ? BX_CLASS_ID : BX_CLASS_LAT;
}
