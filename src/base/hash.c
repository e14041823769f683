/* base/hash.c - content hashes: 128 fast bits to know a thing again, SHA-256 for manifests. */
#include "base/base.h"

static const char hex_digits[] = "0123456789abcdef";

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static uint64_t load_word(const unsigned char *at)
{
    uint64_t word = 0;

    for (int i = 7; i >= 0; i--)
        word = word << 8 | at[i];
    return word;
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

/* ---- SHA-256 (FIPS 180-4) ---- */

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t x, int by)
{
    return x >> by | x << (32 - by);
}

static void sha256_block(uint32_t hash[8], const unsigned char *at)
{
    uint32_t w[64], v[8];

    for (int i = 0; i < 16; i++, at += 4)
        w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    for (int i = 16; i < 64; i++) {
        uint32_t s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    memcpy(v, hash, sizeof v);
    for (int i = 0; i < 64; i++) {
        uint32_t s1 = turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25);
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t s0 = turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        uint32_t t1 = v[7] + s1 + choice + round_constants[i] + w[i];
        memmove(v + 1, v, 7 * sizeof v[0]);
        v[4] += t1;
        v[0] = t1 + s0 + majority;
    }
    for (int i = 0; i < 8; i++)
        hash[i] += v[i];
}

void bx_sha256_hex(const void *bytes, size_t len, char out[65])
{
    uint32_t hash[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    const unsigned char *at = bytes;
    unsigned char tail[128] = {0};
    size_t left = len, padded;

    for (; left >= 64; left -= 64, at += 64)
        sha256_block(hash, at);
    if (left > 0)
        memcpy(tail, at, left);
    tail[left] = 0x80;
    padded = left < 56 ? 64 : 128;
    for (size_t i = 0; i < 8; i++)
        tail[padded - 1 - i] = (unsigned char)((uint64_t)len * 8 >> (8 * i));
    for (size_t i = 0; i < padded; i += 64)
        sha256_block(hash, tail + i);
    for (int i = 0; i < 8; i++)
        put_hex(hash[i], 4, out + i * 8);
    out[64] = '\0';
}
