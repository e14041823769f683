/* press/picture.c - photos as ink (制版): reduced, separated, held under the total ink, encoded,
 * kept.
 *
 * Reducing comes before colour: separating is what costs, and it costs by the pixel. What was made
 * is kept by the hash of all that went into it. Decoding and reducing are output's, the transforms
 * inks.c's.
 */
#include "press/press.h"

#include <stdio.h>
#include <stdlib.h>
#include <turbojpeg.h>

#include "press/inside.h"
#include "press/origin.h"
#include "press/recolor.h"

enum {
    QUALITY = 90,    /* no visible trace at 85 to 100 lpi */
    INK_RESERVE = 3, /* percent kept back: JPEG gives some of the clamp away again */
    PIXELS_AT_ONCE = 4096,
    SCREEN_PPI = 150, /* a page read at one and a half times its size fills a sharp screen */
};

/* Changes whenever the same input would come out otherwise. */
#define RECIPE        "photo 3"
#define SCREEN_RECIPE "screen 3"

/* ---- one picture ---- */

static bool to_inks(bx_arena *arena, const bx_press *press, const bx_origin *origin,
                    const bx_raster *raster, bx_raster *inks)
{
    size_t pixels = (size_t)raster->width * (size_t)raster->height;
    *inks = (bx_raster){.width = raster->width, .height = raster->height, .channels = 4};
    inks->pixels = bx_arena_alloc(arena, pixels, 4);
    if (origin->color != NULL)
        cmsDoTransform(origin->color, raster->pixels, inks->pixels, (cmsUInt32Number)pixels);
    else if (raster->channels == 4)
        memcpy(inks->pixels, raster->pixels, pixels * 4);
    else
        return false;
    int limit = press->makeup->paper->press.total_ink - INK_RESERVE;
    bx_clamp_ink(inks->pixels, pixels, limit * 255 / 100);
    return true;
}

/* One channel of DeviceGray: 255 is paper. */
static bool to_gray(bx_arena *arena, const bx_separation *sep, const bx_origin *origin,
                    const bx_raster *raster, bx_raster *gray)
{
    size_t pixels = (size_t)raster->width * (size_t)raster->height;
    size_t channels = (size_t)raster->channels;
    *gray = (bx_raster){.width = raster->width, .height = raster->height, .channels = 1};
    gray->pixels = bx_arena_alloc(arena, pixels, 1);
    bool triple = channels == 1 && !origin->gray;
    uint8_t in[PIXELS_AT_ONCE * 3], lab[PIXELS_AT_ONCE * 3];
    for (size_t done = 0; done < pixels; done += PIXELS_AT_ONCE) {
        size_t part = pixels - done < PIXELS_AT_ONCE ? pixels - done : PIXELS_AT_ONCE;
        const uint8_t *from = raster->pixels + done * channels;
        if (triple) {
            for (size_t i = 0; i < part * 3; i++)
                in[i] = from[i / 3];
            from = in;
        }
        if (origin->lightness != NULL) {
            cmsDoTransform(origin->lightness, from, lab, (cmsUInt32Number)part);
        } else if (channels == 4) { /* inks without a profile: as light as what they leave */
            for (size_t i = 0; i < part; i++) {
                int light = 255 - from[4 * i + 3] -
                            (from[4 * i] * 30 + from[4 * i + 1] * 59 + from[4 * i + 2] * 11) / 100;
                lab[3 * i] = (uint8_t)(light < 0 ? 0 : light);
            }
        } else {
            return false;
        }
        for (size_t i = 0; i < part; i++)
            gray->pixels[done + i] = sep->black[lab[3 * i]];
    }
    return true;
}

bool bx_encode_jpeg(const bx_raster *raster, bx_buffer *jpeg)
{
    tjhandle encoder = tjInitCompress();
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    int format = raster->channels == 4 ? TJPF_CMYK : raster->channels == 3 ? TJPF_RGB : TJPF_GRAY;
    int sampling = raster->channels == 4   ? TJSAMP_444
                   : raster->channels == 3 ? TJSAMP_420
                                           : TJSAMP_GRAY;
    bool good = encoder != NULL &&
                tjCompress2(encoder, raster->pixels, raster->width, 0, raster->height, format,
                            &bytes, &size, sampling, QUALITY, TJFLAG_ACCURATEDCT) == 0;
    if (good)
        bx_buffer_add(jpeg, bytes, size);
    tjFree(bytes);
    if (encoder != NULL)
        tjDestroy(encoder);
    return good;
}

/* ---- all pictures ---- */

void bx_photo_target(const bx_press *press, const bx_image_op *op, bx_rect box, int target[2])
{
    int64_t wanted = press->screen ? SCREEN_PPI : press->makeup->paper->press.ppi;
    target[0] = op->crop[2];
    target[1] = op->crop[3];
    if (box.w <= 0 || box.h <= 0 || wanted <= 0)
        return;
    /* A photo up to a fifth finer than needed is left alone: reducing it would only soften it. */
    int64_t ppi = (int64_t)op->crop[2] * 72 * BX_PT / box.w;
    if (ppi * 5 <= wanted * 6)
        return;
    int64_t width = bx_muldiv(box.w, wanted, 72 * BX_PT);
    int64_t height = bx_muldiv(op->crop[3], width, op->crop[2]);
    target[0] = width < 1 ? 1 : (int)width;
    target[1] = height < 1 ? 1 : (int)height;
}

/* Everything that the result depends on, as one hash. */
static void make_key(const bx_press *press, bx_photo_plate *photo, bx_str bytes)
{
    char file[33], text[512];
    const bx_image_op *op = photo->op;
    bx_hash_hex(bytes.at, bytes.len, file);
    int len = snprintf(text, sizeof text, "%s|%s|%zu|%s|perceptual|%d|%d %d %d %d|%dx%d|%s|%d",
                       press->screen ? SCREEN_RECIPE : RECIPE, file, bytes.len, press->profile_hash,
                       press->makeup->paper->press.total_ink, op->crop[0], op->crop[1], op->crop[2],
                       op->crop[3], photo->target[0], photo->target[1], op->gray ? "gray" : "color",
                       QUALITY);
    bx_hash_hex(text, (size_t)len, photo->key);
}

/* A cache entry: two sides and the channels, what was wrong with its profile and the channels that
 * it came with, four bytes each; then the JPEG. */
enum { ENTRY_HEAD = 20 };

static bool find_kept(bx_photo_plate *photo)
{
    bx_buffer entry = {0};
    uint32_t head[5];
    bool found = bx_cache_find("photo", photo->key, &entry) && entry.len > ENTRY_HEAD;
    if (found) {
        memcpy(head, entry.at, ENTRY_HEAD);
        photo->width = (int)head[0];
        photo->height = (int)head[1];
        photo->channels = (int)head[2];
        photo->fault = head[3];
        photo->source_channels = head[4];
        bx_buffer_add(&photo->jpeg, entry.at + ENTRY_HEAD, entry.len - ENTRY_HEAD);
    }
    bx_buffer_free(&entry);
    return found;
}

static void keep(const bx_photo_plate *photo)
{
    bx_buffer entry = {0};
    uint32_t head[5] = {(uint32_t)photo->width, (uint32_t)photo->height, (uint32_t)photo->channels,
                        photo->fault, photo->source_channels};
    bx_buffer_add(&entry, head, ENTRY_HEAD);
    bx_buffer_add(&entry, photo->jpeg.at, photo->jpeg.len);
    bx_cache_keep("photo", photo->key, entry.at, entry.len);
    bx_buffer_free(&entry);
}

typedef struct {
    const bx_press *press;
    const bx_separation *separation; /* NULL: there is none */
    const bx_screen *screen;         /* instead, for pages for reading */
    bx_photo_plate *photos;
    bx_diags **diags; /* one a photo */
} photo_run;

static bool read_photo(bx_arena *arena, const photo_run *run, size_t i, bx_str *bytes)
{
    const bx_photo_plate *photo = &run->photos[i];
    return bx_tree_bytes(arena, run->press->tree, photo->op->file, BX_PICTURE_BYTES, photo->where,
                         bytes, run->diags[i]);
}

static void look_up_photo(size_t i, void *data)
{
    photo_run *run = data;
    bx_photo_plate *photo = &run->photos[i];
    bx_arena *arena = bx_arena_new();
    bx_str bytes;
    photo->read = read_photo(arena, run, i, &bytes);
    if (photo->read) {
        make_key(run->press, photo, bytes);
        photo->good = find_kept(photo);
    }
    bx_arena_free(arena);
}

/* A crop that came from another state of the file cannot be used. */
static bool still_fits(const photo_run *run, size_t i, bx_str bytes)
{
    bx_photo_plate *photo = &run->photos[i];
    bx_picture_info info;
    if (!bx_picture_probe(bytes, photo->op->file, photo->where, &info, run->diags[i]))
        return false;
    if (info.width == photo->op->width && info.height == photo->op->height)
        return true;
    bx_report(run->diags[i], BX_ERROR, "bad-photo", photo->where,
              N_("photo '%.*s' changed while the pages were made"), BX_FMT(photo->op->file));
    return false;
}

static bool separate(bx_arena *arena, const photo_run *run, bx_photo_plate *photo,
                     const bx_raster *raster)
{
    bx_origin origin = bx_find_origin(run->separation, run->press->profile, raster);
    bx_raster inks;
    /* A grey picture stays on the black plate, where it cannot take a cast. */
    bool gray = photo->op->gray || raster->channels == 1;
    bool good = gray ? to_gray(arena, run->separation, &origin, raster, &inks)
                     : to_inks(arena, run->press, &origin, raster, &inks);
    bx_drop_origin(&origin);
    photo->fault = (uint32_t)origin.fault;
    photo->source_channels = (uint32_t)raster->channels;
    if (!good || !bx_encode_jpeg(&inks, &photo->jpeg))
        return false;
    photo->width = inks.width;
    photo->height = inks.height;
    photo->channels = inks.channels;
    return true;
}

static bool show(bx_arena *arena, const photo_run *run, bx_photo_plate *photo, bx_raster *raster)
{
    bx_screen_show(arena, run->screen, photo->op->gray, raster);
    photo->width = raster->width;
    photo->height = raster->height;
    photo->channels = raster->channels;
    return bx_encode_jpeg(raster, &photo->jpeg);
}

static void convert_photo(size_t i, void *data)
{
    photo_run *run = data;
    bx_photo_plate *photo = &run->photos[i];
    if (!photo->read || photo->good || (run->separation == NULL && run->screen == NULL))
        return;
    bx_arena *arena = bx_arena_new();
    bx_str bytes;
    bx_raster raster;
    if (read_photo(arena, run, i, &bytes) && still_fits(run, i, bytes) &&
        bx_picture_load(arena, bytes, photo->op->file, photo->op->crop, photo->target[0],
                        photo->target[1], photo->where, &raster, run->diags[i])) {
        photo->good = run->screen != NULL ? show(arena, run, photo, &raster)
                                          : separate(arena, run, photo, &raster);
        if (photo->good)
            keep(photo);
        else
            bx_report(run->diags[i], BX_ERROR, "bad-photo", photo->where,
                      N_("photo '%.*s' cannot be separated into inks"), BX_FMT(photo->op->file));
    }
    bx_arena_free(arena);
}

void bx_make_photos(const bx_press *press, bx_photo_plate *photos, size_t count, int workers,
                    bx_diags *diags)
{
    if (count == 0)
        return;
    bx_arena *arena = bx_arena_new();
    photo_run run = {.press = press, .photos = photos};
    run.diags = bx_arena_alloc(arena, count, sizeof(bx_diags *));
    for (size_t i = 0; i < count; i++)
        run.diags[i] = bx_diags_new();
    bx_run_jobs(workers, count, look_up_photo, &run);

    bool all = true;
    for (size_t i = 0; i < count; i++)
        all = all && (photos[i].good || !photos[i].read);
    bx_separation separation = {0};
    bx_screen *screen = NULL;
    if (!all && press->screen)
        run.screen = screen = bx_screen_open(arena, press->tree, press->makeup->paper);
    else if (!all && bx_separation_open(press, &separation))
        run.separation = &separation;
    if (!all)
        bx_run_jobs(workers, count, convert_photo, &run);
    bx_separation_close(&separation);
    bx_screen_close(screen);

    for (size_t i = 0; i < count; i++) {
        if (photos[i].good)
            bx_report_profile((bx_profile_fault)photos[i].fault, (int)photos[i].source_channels,
                              photos[i].op->file, photos[i].where, run.diags[i]);
        bx_diags_merge(diags, run.diags[i]);
        bx_diags_free(run.diags[i]);
    }
    bx_arena_free(arena);
}
