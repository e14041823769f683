/* base/hash.c - content hashes: 128 fast bits to know a thing again, SHA-256 for manifests. */
#include "base/base.h"

#include <endian.h>
#include <nettle/sha2.h>

static const char hex_digits[] = "0123456789abcdef";

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static uint64_t load_word(const unsigned char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/* Spreads every bit of X over the whole word. */
static uint64_t finish(uint64_t x)
{
    x = (x ^ x >> 29) * 0xA3EC647659359ACDu;
    x = (x ^ x >> 31) * 0xD6E8FEB86659FD93u;
    return x ^ x >> 32;
}

typedef struct {
    uint64_t a, b;
} lanes;

/* Takes in 16 bytes: each lane swallows one word and then leans on the other. */
static void mix(lanes *state, const unsigned char *at)
{
    state->a = rotate(state->a ^ load_word(at) * 0x9E3779B97F4A7C15u, 29) * 0xD6E8FEB86659FD93u;
    state->b = rotate(state->b ^ load_word(at + 8) * 0xC2B2AE3D27D4EB4Fu, 33) * 0xA3EC647659359ACDu;
    state->a += state->b;
    state->b += rotate(state->a, 23);
}

static void put_hex(uint64_t word, int bytes, char *out)
{
    for (int i = 0; i < bytes * 2; i++)
        out[i] = hex_digits[word >> (bytes * 8 - 4 - i * 4) & 15];
}

void bx_hash_hex(const void *bytes, size_t len, char out[33])
{
    const unsigned char *at = bytes;
    lanes state = {0x62616E78696E0001u, 0x62616E78696E0002u};
    unsigned char tail[16] = {0};
    size_t left = len;

    for (; left >= 16; left -= 16, at += 16)
        mix(&state, at);
    if (left > 0)
        memcpy(tail, at, left);
    mix(&state, tail);
    state.a = finish(state.a ^ (uint64_t)len);
    state.b = finish(state.b + state.a);
    state.a = finish(state.a + state.b);
    put_hex(state.a, 8, out);
    put_hex(state.b, 8, out + 16);
    out[32] = '\0';
}

void bx_sha256_hex(const void *bytes, size_t len, char out[65])
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_init(&context);
    sha256_update(&context, len, bytes);
    sha256_digest(&context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        put_hex(digest[i], 1, out + 2 * i);
    out[64] = '\0';
}
