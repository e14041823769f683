/* base/hash.c: SHA-256 by the standard's own vectors; the fast hash by what it must tell apart. */
#include "base/base.h"

#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

/* FIPS 180-4 examples (csrc.nist.gov), and the lengths around a block's end. */
static void sha256_vectors(void **state)
{
    static const struct {
        const char *text;
        const char *hash;
    } table[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char hash[65];

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        bx_sha256_hex(table[i].text, strlen(table[i].text), hash);
        assert_string_equal(hash, table[i].hash);
    }
}

static void sha256_of_a_million(void **state)
{
    char *text = malloc(1000000), hash[65];

    (void)state;
    assert_non_null(text);
    memset(text, 'a', 1000000);
    bx_sha256_hex(text, 1000000, hash);
    free(text);
    assert_string_equal(hash, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void sha256_around_the_padding(void **state)
{
    static const struct {
        size_t len;
        const char *hash;
    } table[] = {
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
    };
    char text[65], hash[65];

    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        bx_sha256_hex(text, table[i].len, hash);
        assert_string_equal(hash, table[i].hash);
    }
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Small changes in every place of short inputs: all hashes differ. */
static void fast_hash_tells_apart(void **state)
{
    enum { LONGEST = 70, COUNT = LONGEST * (LONGEST + 1) / 2 * 8 + LONGEST + 1 };
    static char hashes[COUNT][33];
    unsigned char bytes[LONGEST] = {0};
    size_t count = 0;

    (void)state;
    for (size_t len = 0; len <= LONGEST; len++) {
        bx_hash_hex(bytes, len, hashes[count++]);
        for (size_t bit = 0; bit < len * 8; bit++) {
            bytes[bit / 8] = (unsigned char)(1u << bit % 8);
            bx_hash_hex(bytes, len, hashes[count++]);
            bytes[bit / 8] = 0;
        }
    }
    assert_int_equal(count, COUNT);
    qsort(hashes, COUNT, sizeof hashes[0], compare);
    for (size_t i = 1; i < COUNT; i++)
        assert_string_not_equal(hashes[i - 1], hashes[i]);
}

/* One bit of input turns about half of the 128 bits of output. */
static void fast_hash_spreads(void **state)
{
    unsigned char bytes[48];
    char before[33], after[33];
    size_t turned = 0;

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    bx_hash_hex(bytes, sizeof bytes, before);
    for (size_t bit = 0; bit < sizeof bytes * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        bx_hash_hex(bytes, sizeof bytes, after);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        for (size_t i = 0; i < 32; i++) {
            const char digit[2][2] = {{before[i], 0}, {after[i], 0}};
            turned += (size_t)__builtin_popcountl(strtoul(digit[0], NULL, 16) ^
                                                  strtoul(digit[1], NULL, 16));
        }
    }
    assert_in_range(turned, sizeof bytes * 8 * 60, sizeof bytes * 8 * 68);
}

/* Caches outlive a version: the value must not change without a thought. */
static void fast_hash_stays(void **state)
{
    char hash[33];

    (void)state;
    bx_hash_hex("abc", 3, hash);
    assert_string_equal(hash, "5d8fce11b7a2c63536a8a529f32a1f50");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_vectors),
        cmocka_unit_test(sha256_of_a_million),
        cmocka_unit_test(sha256_around_the_padding),
        cmocka_unit_test(fast_hash_tells_apart),
        cmocka_unit_test(fast_hash_spreads),
        cmocka_unit_test(fast_hash_stays),
    };
    return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
