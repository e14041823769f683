/* press/recolor.h - an artwork's colours turned into inks (改色), between the files that do it.
 *
 * Nothing of the source is changed: what holds other colours than the press's is made anew beside
 * it.
 */
#ifndef BX_PRESS_RECOLOR_H
#define BX_PRESS_RECOLOR_H

#include "press/function.h"
#include "press/inks.h"
#include "press/inside.h"
#include "press/reader.h"

/* ---- what is going on ---- */

/* Colours become inks; in a luminosity mask, which is never printed, they become greys. */
typedef enum { BX_TO_INKS, BX_TO_GRAYS } bx_recolor_aim;

enum { BX_DEEPEST_FORM = 16 };

typedef struct {
    int id;
    bx_recolor_aim aim;
    qpdf_oh object;
} bx_recolored;

typedef struct bx_from_space bx_from_space;

typedef struct {
    int id;
    const bx_from_space *space;
} bx_known_space;

typedef struct {
    bx_arena *arena;
    qpdf_data pdf;
    const bx_separation *sep;
    int limit; /* total ink in percent */
    BX_VEC(bx_recolored) done;
    BX_VEC(cmsHTRANSFORM) transforms; /* of profiles in the file: closed at the end */
    BX_VEC(bx_known_space) spaces;    /* by the object that says what they are */
    const bx_from_space *rgb;         /* DeviceRGB; NULL: not met yet */
    const char *failed;               /* what cannot be turned, not yet translated; NULL: nothing */
    size_t images;                    /* inline ones that got names */
} bx_recolor;

/* Remembers what cannot be done; the first reason stays. */
void bx_recolor_fail(bx_recolor *r, const char *what);
/* The object that was made of OBJECT before; false when none was. */
bool bx_recolor_find(const bx_recolor *r, qpdf_oh object, bx_recolor_aim aim, qpdf_oh *made);
void bx_recolor_keep(bx_recolor *r, qpdf_oh object, bx_recolor_aim aim, qpdf_oh made);
/* A dictionary with the same entries. */
qpdf_oh bx_recolor_copy_dict(bx_recolor *r, qpdf_oh dict);
bool bx_recolor_is_name(const bx_recolor *r, qpdf_oh object, const char *name);
/* The keys of DICT, which may change while they are gone through. */
bx_key_list bx_recolor_keys(const bx_recolor *r, qpdf_oh dict);

/* ---- colour spaces (8.6) ---- */

typedef enum {
    BX_FROM_UNKNOWN,
    BX_FROM_GRAY,
    BX_FROM_RGB,
    BX_FROM_LAB,
    BX_FROM_CMYK,
    BX_FROM_INDEXED,
    BX_FROM_TINT, /* Separation and DeviceN: spot colours */
    BX_FROM_NONE, /* a Separation that prints nothing */
    BX_FROM_PATTERN
} bx_from_kind;

struct bx_from_space {
    bx_from_kind kind;
    int channels;
    bool device;               /* plain numbers: no profile, no white point */
    double low[4], high[4];    /* Lab */
    cmsHTRANSFORM exact;       /* RGB, Lab: numbers to inks in percent */
    cmsHTRANSFORM quick;       /* RGB: bytes to bytes of ink */
    cmsHTRANSFORM lightness;   /* RGB: bytes to Lab bytes */
    const bx_from_space *base; /* INDEXED, TINT, PATTERN: NULL where there is none */
    const bx_function *tint;   /* TINT */
    bx_str table;              /* INDEXED: bytes of BASE */
    int top;                   /* INDEXED: highest index */
};

/* The space OBJECT, a name or array, with RESOURCES to look names up in. */
const bx_from_space *bx_recolor_space(bx_recolor *r, qpdf_oh object, qpdf_oh resources);
/* COLOR in SPACE as four inks from 0 to 1, within the limit; as one grey under BX_TO_GRAYS. */
void bx_recolor_value(const bx_recolor *r, const bx_from_space *space, bx_recolor_aim aim,
                      const double *color, double out[4]);
/* The object that stands for SPACE in the result. */
qpdf_oh bx_recolor_space_object(bx_recolor *r, const bx_from_space *space, bx_recolor_aim aim,
                                qpdf_oh object);
/* False when the numbers of SPACE stay as they are. */
bool bx_recolor_changes(const bx_from_space *space);
/* How many numbers a colour has afterwards. */
static inline int bx_recolor_channels(bx_recolor_aim aim)
{
    return aim == BX_TO_INKS ? 4 : 1;
}

/* ---- what is painted with them ---- */

qpdf_oh bx_recolor_image(bx_recolor *r, qpdf_oh image, qpdf_oh resources, bx_recolor_aim aim);
qpdf_oh bx_recolor_shading(bx_recolor *r, qpdf_oh shading, qpdf_oh resources, bx_recolor_aim aim);
/* The plain CMYK, RGB or grey JPEG of RASTER, appended. */
bool bx_encode_jpeg(const bx_raster *raster, bx_buffer *jpeg);

/* The page of PDF, whose colours become inks in place.
 * returns  NULL, or what could not be turned, not yet translated */
const char *bx_recolor_page(bx_arena *arena, const bx_press *press, qpdf_data pdf, qpdf_oh page);

#endif
