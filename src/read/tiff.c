/* read/tiff.c - what a TIFF says of its first picture, before anything is decoded.
 *
 * Reads one directory, in either byte order, and looks nowhere outside of the file. What is let
 * through here is what output/tiff.c decodes (TIFF 6.0; Adobe Photoshop TIFF technical notes).
 */
#include "read/read.h"

#include "read/tiff.h"

enum {
    SUBFILE = 254,
    WIDTH = 256,
    HEIGHT = 257,
    BITS = 258,
    COMPRESSION = 259,
    PHOTOMETRIC = 262,
    STRIP_OFFSETS = 273,
    ORIENTATION = 274,
    SAMPLES = 277,
    STRIP_BYTES = 279,
    TILE_OFFSETS = 324,
    TILE_BYTES = 325,
    INK_SET = 332,
    SAMPLE_FORMAT = 339,
    ICC_PROFILE = 34675,
};

enum { ENTRY_BYTES = 12, MOST_SAMPLES = 16 };

typedef struct {
    const uint8_t *at;
    size_t len;
    bool little;
    size_t entries, count; /* where the directory's entries begin, and how many are whole */
    size_t next;           /* the directory after it; 0: none */
} directory;

static uint32_t read16(const directory *d, size_t at)
{
    const uint8_t *p = d->at + at;
    return (uint32_t)(d->little ? p[1] << 8 | p[0] : p[0] << 8 | p[1]);
}

static uint32_t read32(const directory *d, size_t at)
{
    return d->little ? read16(d, at + 2) << 16 | read16(d, at)
                     : read16(d, at) << 16 | read16(d, at + 2);
}

/* The directory at AT, or none where it does not lie in the file. */
static void open_directory(directory *d, size_t at)
{
    d->entries = d->count = d->next = 0;
    if (at < 8 || at > d->len - 2)
        return;
    d->entries = at + 2;
    size_t count = read16(d, at), room = (d->len - d->entries) / ENTRY_BYTES;
    size_t end = d->entries + count * ENTRY_BYTES;
    d->count = count < room ? count : room;
    if (end + 4 <= d->len && read32(d, end) <= d->len)
        d->next = read32(d, end);
}

static bool open_tiff(directory *d, bx_str bytes)
{
    *d = (directory){.at = (const uint8_t *)bytes.at, .len = bytes.len};
    if (bytes.len < 10 || (memcmp(bytes.at, "II*\0", 4) != 0 && memcmp(bytes.at, "MM\0*", 4) != 0))
        return false;
    d->little = bytes.at[0] == 'I';
    open_directory(d, read32(d, 4));
    return d->count > 0;
}

/* ---- entries ---- */

/* Values of one entry: COUNT of SIZE bytes, at AT; COUNT 0: it is missing, or not in the file. */
typedef struct {
    size_t at, count, size;
    bool there;
} field;

static field find_field(const directory *d, uint32_t tag)
{
    static const uint8_t sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
    for (size_t i = 0; i < d->count; i++) {
        size_t entry = d->entries + i * ENTRY_BYTES;
        if (read16(d, entry) != tag)
            continue;
        uint32_t type = read16(d, entry + 2);
        field f = {.there = true, .count = read32(d, entry + 4)};
        f.size = type < sizeof sizes ? sizes[type] : 0;
        if (f.size == 0)
            return (field){.there = true};
        f.at = f.count <= 4 / f.size ? entry + 8 : read32(d, entry + 8);
        bool inside = f.at <= d->len && f.count <= (d->len - f.at) / f.size;
        return inside ? f : (field){.there = true};
    }
    return (field){0};
}

static uint32_t number_at(const directory *d, const field *f, size_t i)
{
    return f->size == 1   ? d->at[f->at + i]
           : f->size == 2 ? read16(d, f->at + 2 * i)
                          : read32(d, f->at + f->size * i);
}

static uint32_t first_number(const directory *d, uint32_t tag, uint32_t otherwise)
{
    field f = find_field(d, tag);
    return f.count > 0 ? number_at(d, &f, 0) : otherwise;
}

static int read_orientation(const directory *d)
{
    uint32_t value = first_number(d, ORIENTATION, 1);
    return value >= 1 && value <= 8 ? (int)value : 1;
}

int bx_tiff_orientation(bx_str bytes)
{
    directory d;
    return open_tiff(&d, bytes) ? read_orientation(&d) : 1;
}

/* ---- the picture ---- */

enum { BILEVEL = 0, GRAY = 1, RGB = 2, PALETTE = 3, INKS = 5, YCBCR = 6 };

/* How many channels it decodes to; 0: none that we know. */
static int channels_of(const directory *d, bool jpeg)
{
    switch (first_number(d, PHOTOMETRIC, UINT32_MAX)) {
    case BILEVEL:
    case GRAY:
        return 1;
    case RGB:
    case PALETTE:
        return 3;
    case YCBCR:
        return jpeg ? 3 : 0;
    case INKS:
        return first_number(d, INK_SET, 1) == 1 ? 4 : 0;
    default:
        return 0;
    }
}

/* Old JPEG, ZSTD and the like are left out: no system of a newsroom writes them. */
static bool knows_compression(uint32_t compression, uint32_t bits)
{
    enum { NONE = 1, FAX = 2, FAX4 = 4, LZW = 5, JPEG = 7, ZIP = 8, OLD_ZIP = 32946, PACK = 32773 };
    if (compression >= FAX && compression <= FAX4)
        return bits == 1;
    return compression == NONE || compression == LZW || compression == ZIP ||
           compression == OLD_ZIP || compression == PACK || (compression == JPEG && bits == 8);
}

static bool knows_depth(const directory *d, uint32_t bits, uint32_t samples)
{
    field all = find_field(d, BITS), forms = find_field(d, SAMPLE_FORMAT);
    for (size_t i = 0; i < all.count; i++)
        if (number_at(d, &all, i) != bits)
            return false;
    for (size_t i = 0; i < forms.count; i++)
        if (number_at(d, &forms, i) != 1)
            return false;
    bool palette = first_number(d, PHOTOMETRIC, 0) == PALETTE;
    bool small = bits == 1 || bits == 2 || bits == 4;
    return bits == 8 || (bits == 16 && !palette) || (small && samples == 1);
}

/* Whether all strips or tiles lie in the file. */
static bool is_whole(const directory *d)
{
    bool tiled = find_field(d, TILE_OFFSETS).there;
    field offsets = find_field(d, tiled ? TILE_OFFSETS : STRIP_OFFSETS);
    field sizes = find_field(d, tiled ? TILE_BYTES : STRIP_BYTES);
    if (offsets.count == 0 || sizes.count < offsets.count)
        return false;
    for (size_t i = 0; i < offsets.count; i++) {
        size_t at = number_at(d, &offsets, i), len = number_at(d, &sizes, i);
        if (at > d->len || len > d->len - at)
            return false;
    }
    return true;
}

/* Small pictures of the one before it are no pages. */
static bool has_second_page(const directory *first)
{
    enum { SMALLER = 1, MASK = 4 };
    directory next = *first;
    if (first->next == 0)
        return false;
    open_directory(&next, first->next);
    return next.count > 0 && (first_number(&next, SUBFILE, 0) & (SMALLER | MASK)) == 0;
}

/* Whether what the picture is made of can be read, where it is said at all. */
static bool has_sound_header(const directory *d)
{
    static const uint16_t tags[] = {SUBFILE,     WIDTH,   HEIGHT,  BITS,         COMPRESSION,
                                    PHOTOMETRIC, SAMPLES, INK_SET, SAMPLE_FORMAT};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        field f = find_field(d, tags[i]);
        if (f.there && (f.count == 0 || number_at(d, &f, 0) > INT32_MAX))
            return false;
    }
    return find_field(d, WIDTH).there && find_field(d, HEIGHT).there;
}

const char *bx_tiff_probe(bx_str bytes, bx_picture_info *info)
{
    directory d;
    info->kind = BX_PICTURE_TIFF;
    if (!open_tiff(&d, bytes) || !has_sound_header(&d))
        return N_("is damaged: no picture header was found");
    uint32_t width = first_number(&d, WIDTH, 0), height = first_number(&d, HEIGHT, 0);
    uint32_t bits = first_number(&d, BITS, 1), samples = first_number(&d, SAMPLES, 1);
    uint32_t compression = first_number(&d, COMPRESSION, 1);
    if ((first_number(&d, SUBFILE, 0) & 1) != 0)
        return N_("begins with a small preview: it is a camera's raw file, not a finished picture");
    info->width = (int)width;
    info->height = (int)height;
    info->channels = channels_of(&d, compression == 7);
    info->orientation = read_orientation(&d);
    uint32_t stored = first_number(&d, PHOTOMETRIC, 0) == PALETTE ? 1 : (uint32_t)info->channels;
    if (info->channels == 0)
        return N_("is a TIFF in a colour space that is not supported: Lab, a camera's, or other "
                  "inks than CMYK");
    if (samples < stored || samples > MOST_SAMPLES)
        return N_("has an unknown number of colour channels");
    if (!knows_depth(&d, bits, samples))
        return N_("is a TIFF of more than 16 bits or of fractions, which is not supported");
    if (!knows_compression(compression, bits))
        return N_("is a TIFF with a compression that is not supported");
    if (!is_whole(&d))
        return N_("is cut off: its end is missing");
    field profile = find_field(&d, ICC_PROFILE);
    info->profile = profile.there;
    if (profile.size == 1 && profile.count <= BX_PICTURE_PROFILE)
        info->tiff_profile = (bx_str){bytes.at + profile.at, profile.count};
    info->more_pages = has_second_page(&d);
    return NULL;
}
