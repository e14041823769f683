/* read/picture.c - what a picture file says of itself, before anything is decoded (图片).
 *
 * Walks JPEG segments and PNG chunks by hand, tiff.c the directory of a TIFF: it costs microseconds,
 * allocates nothing and no library sees a file that is too large, cut off, or something else
 * altogether. Pixels are output's work.
 */
#include "read/read.h"

#include "read/tiff.h"

static uint32_t be16(const uint8_t *p)
{
    return (uint32_t)(p[0] << 8 | p[1]);
}

static uint32_t be32(const uint8_t *p)
{
    return be16(p) << 16 | be16(p + 2);
}

typedef struct {
    bool frame;   /* a frame header was seen */
    bool end;     /* and the end marker */
    int bits, scans;
    uint8_t process; /* the frame's marker: C0 baseline, C2 progressive, … */
} jpeg_walk;

static void read_frame(const uint8_t *body, size_t len, uint8_t marker, bx_picture_info *info,
                       jpeg_walk *walk)
{
    if (len < 6 || walk->frame)
        return;
    walk->frame = true;
    walk->process = marker;
    walk->bits = body[0];
    info->height = (int)be16(body + 1);
    info->width = (int)be16(body + 3);
    info->channels = body[5];
}

static void read_segment(const uint8_t *body, size_t len, uint8_t marker, bx_picture_info *info,
                         jpeg_walk *walk)
{
    if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        read_frame(body, len, marker, info, walk);
    if (marker == 0xe1 && len > 6 && memcmp(body, "Exif\0", 6) == 0)
        info->orientation = bx_tiff_orientation((bx_str){(const char *)body + 6, len - 6});
    if (marker == 0xe2 && len > 14 && memcmp(body, "ICC_PROFILE", 12) == 0)
        info->profile = true;
    if (marker == 0xee && len >= 12 && memcmp(body, "Adobe", 5) == 0)
        info->inverted = true;
    if (marker == 0xda)
        walk->scans++;
}

/* Entropy-coded data runs to the next marker that is neither a stuffed 00 nor a restart. */
static size_t skip_scan(const uint8_t *file, size_t size, size_t at)
{
    while (at + 1 < size) {
        const uint8_t *mark = memchr(file + at, 0xff, size - 1 - at);
        if (mark == NULL)
            break;
        if (mark[1] != 0 && mark[1] != 0xff && (mark[1] < 0xd0 || mark[1] > 0xd7))
            return (size_t)(mark - file);
        at = (size_t)(mark - file) + (mark[1] == 0xff ? 1 : 2);
    }
    return size;
}

static void walk_jpeg(const uint8_t *file, size_t size, bx_picture_info *info, jpeg_walk *walk)
{
    for (size_t at = 2; at + 4 <= size || (at + 2 <= size && file[at + 1] == 0xd9);) {
        if (file[at] != 0xff)
            return;
        uint8_t marker = file[at + 1];
        if (marker == 0xff) {
            at++;
            continue;
        }
        if (marker == 0xd9) {
            walk->end = true;
            return;
        }
        size_t len = be16(file + at + 2);
        if (len < 2 || len > size - at - 2)
            return;
        read_segment(file + at + 4, len - 2, marker, info, walk);
        at += 2 + len;
        if (marker == 0xda)
            at = skip_scan(file, size, at);
    }
}

static bool bad(bx_str name, bx_span where, bx_diags *diags, const char *what)
{
    bx_report(diags, BX_ERROR, "bad-photo", where, N_("photo '%.*s' %s"), BX_FMT(name), _(what));
    return false;
}

static bool probe_jpeg(bx_str bytes, bx_str name, bx_span where, bx_picture_info *info,
                       bx_diags *diags)
{
    jpeg_walk walk = {0};
    info->kind = BX_PICTURE_JPEG;
    walk_jpeg((const uint8_t *)bytes.at, bytes.len, info, &walk);
    if (!walk.frame)
        return bad(name, where, diags, N_("is damaged: no picture header was found"));
    if (walk.process > 0xc2 && walk.process != 0xc9 && walk.process != 0xca)
        return bad(name, where, diags, N_("is a lossless or layered JPEG, which is not supported"));
    if (walk.bits != 8)
        return bad(name, where, diags, N_("is a JPEG of more than 8 bits, which is not supported"));
    if (info->channels != 1 && info->channels != 3 && info->channels != 4)
        return bad(name, where, diags, N_("has an unknown number of colour channels"));
    if (walk.scans > BX_PICTURE_SCANS) {
        bx_report(diags, BX_ERROR, "photo-limit", where,
                  N_("photo '%.*s' has %d scans, the limit is %d"), BX_FMT(name), walk.scans,
                  BX_PICTURE_SCANS);
        return false;
    }
    if (!walk.end || walk.scans == 0)
        return bad(name, where, diags, N_("is cut off: its end is missing"));
    return true;
}

static bool probe_png(bx_str bytes, bx_str name, bx_span where, bx_picture_info *info,
                      bx_diags *diags)
{
    const uint8_t *file = (const uint8_t *)bytes.at;
    info->kind = BX_PICTURE_PNG;
    if (bytes.len < 33 || memcmp(file + 12, "IHDR", 4) != 0 || be32(file + 8) != 13)
        return bad(name, where, diags, N_("is damaged: no picture header was found"));
    if (be32(file + 16) > INT32_MAX || be32(file + 20) > INT32_MAX)
        return bad(name, where, diags, N_("is damaged: no picture header was found"));
    info->width = (int)be32(file + 16);
    info->height = (int)be32(file + 20);
    info->channels = (file[25] & 2) != 0 ? 3 : 1; /* colour or palette, else grey */
    bool data = false, end = false;
    for (size_t at = 8; at + 12 <= bytes.len && !end;) {
        size_t len = be32(file + at);
        const uint8_t *type = file + at + 4;
        if (len > bytes.len - at - 12)
            break;
        data |= memcmp(type, "IDAT", 4) == 0;
        end = memcmp(type, "IEND", 4) == 0;
        info->profile |= memcmp(type, "iCCP", 4) == 0;
        if (memcmp(type, "eXIf", 4) == 0)
            info->orientation = bx_tiff_orientation((bx_str){(const char *)type + 4, len});
        at += 12 + len;
    }
    if (!data || !end)
        return bad(name, where, diags, N_("is cut off: its end is missing"));
    return true;
}

static bool within_limits(bx_str name, bx_span where, const bx_picture_info *info, bx_diags *diags)
{
    if (info->width < 1 || info->height < 1)
        return bad(name, where, diags, N_("has no pixels"));
    if (info->width > BX_PICTURE_SIDE || info->height > BX_PICTURE_SIDE) {
        bx_report(diags, BX_ERROR, "photo-limit", where,
                  N_("photo '%.*s' is %d x %d pixels, the limit for a side is %d"), BX_FMT(name),
                  info->width, info->height, BX_PICTURE_SIDE);
        return false;
    }
    int64_t pixels = (int64_t)info->width * info->height;
    if (pixels > BX_PICTURE_PIXELS || pixels * info->channels > BX_PICTURE_MEMORY) {
        bx_report(diags, BX_ERROR, "photo-limit", where,
                  N_("photo '%.*s' has %d million pixels, the limit is %d million"), BX_FMT(name),
                  (int)(pixels / 1000000), (int)(BX_PICTURE_PIXELS / 1000000));
        return false;
    }
    return true;
}

/* The format by its first bytes, for people who sent the wrong one. */
static const char *name_format(bx_str bytes)
{
    const struct {
        const char *magic;
        size_t at, len;
        const char *name;
    } table[] = {
        {"II+\0", 0, 4, "BigTIFF"}, {"MM\0+", 0, 4, "BigTIFF"}, {"GIF8", 0, 4, "GIF"},
        {"WEBP", 8, 4, "WebP"},   {"8BPS", 0, 4, "PSD"},   {"BM", 0, 2, "BMP"},
        {"ftyphe", 4, 6, "HEIC"}, {"ftypmif1", 4, 8, "HEIC"}, {"%PDF", 0, 4, "PDF"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (bytes.len >= table[i].at + table[i].len &&
            memcmp(bytes.at + table[i].at, table[i].magic, table[i].len) == 0)
            return table[i].name;
    return NULL;
}

static bool unknown_format(bx_str bytes, bx_str name, bx_span where, bx_diags *diags)
{
    const char *format = name_format(bytes);
    if (format != NULL)
        bx_report(diags, BX_ERROR, "bad-photo", where, N_("photo '%.*s' is a %s file"), BX_FMT(name),
                  format);
    else
        bad(name, where, diags, N_("is not a picture file"));
    bx_hint(diags, BX_NOWHERE, N_("save it as JPEG, PNG or TIFF"));
    return false;
}

bool bx_picture_probe(bx_str bytes, bx_str name, bx_span where, bx_picture_info *info,
                      bx_diags *diags)
{
    *info = (bx_picture_info){.orientation = 1};
    if (bytes.len > BX_PICTURE_BYTES) {
        bx_report(diags, BX_ERROR, "photo-limit", where,
                  N_("photo '%.*s' is a file of %zu MB, the limit is %zu MB"), BX_FMT(name),
                  bytes.len >> 20, BX_PICTURE_BYTES >> 20);
        return false;
    }
    bool known = false, good = false;
    if (bytes.len >= 4 && memcmp(bytes.at, "\xff\xd8\xff", 3) == 0) {
        known = true;
        good = probe_jpeg(bytes, name, where, info, diags);
    } else if (bytes.len >= 8 && memcmp(bytes.at, "\x89PNG\r\n\x1a\n", 8) == 0) {
        known = true;
        good = probe_png(bytes, name, where, info, diags);
    } else if (bytes.len >= 4 && (memcmp(bytes.at, "II*\0", 4) == 0 ||
                                  memcmp(bytes.at, "MM\0*", 4) == 0)) {
        const char *wrong = bx_tiff_probe(bytes, info);
        known = true;
        good = wrong == NULL || bad(name, where, diags, wrong);
    }
    if (!known)
        return unknown_format(bytes, name, where, diags);
    if (!good || !within_limits(name, where, info, diags))
        return false;
    info->inverted = info->inverted && info->channels == 4;
    if (info->orientation >= 5) {
        int width = info->width;
        info->width = info->height;
        info->height = width;
    }
    return true;
}

void bx_picture_warn(const bx_picture_info *info, bx_str name, bx_span where, bx_diags *diags)
{
    if (!info->more_pages)
        return;
    bx_report(diags, BX_WARNING, "photo-pages", where,
              N_("photo '%.*s' has several pages, of which the first is printed"), BX_FMT(name));
    bx_hint(diags, BX_NOWHERE, N_("save each picture as a file of its own"));
}
