/* digest_test.c - SHA-1 and base64 against the vectors of their RFCs, and the answer to a WebSocket key. */
#include "test.h"

#include "protocol/text/digest.h"

#include "ground/base.h"
#include "guard_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The digest of `unit` repeated `times`. */
static void expect_sha1(const char *unit, size_t times, const char *hex)
{
    size_t n = strlen(unit);
    struct guard g;
    uint8_t *text = malloc(n * times + 1), out[20];
    char told[41];
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * n, unit, n);
    guard_open(&g, n * times);
    an_sha1(guard_copy(&g, text, n * times), n * times, out);
    for (size_t i = 0; i < sizeof out; i++)
        snprintf(told + 2 * i, 3, "%02x", out[i]);
    assert_string_equal(told, hex);
    guard_close(&g);
    free(text);
}

/* RFC 3174, section 7.3, and FIPS 180's empty text. */
static void sha1_of_the_published_vectors(void **state)
{
    (void)state;
    expect_sha1("", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    expect_sha1("abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d");
    expect_sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    expect_sha1("a", 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    expect_sha1("0123456701234567012345670123456701234567012345670123456701234567", 10,
                "dea356a2cddd90c7a7ecedc5ebb563934f460452");
}

/* The length needs eight bytes of the last block: texts that just leave them and texts that just do not. */
static void sha1_of_every_kind_of_last_block(void **state)
{
    (void)state;
    expect_sha1("a", 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a");
    expect_sha1("a", 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699");
    expect_sha1("a", 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5");
    expect_sha1("a", 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d");
    expect_sha1("a", 65, "11655326c708d70319be2610e8a57d9a5b959d3b");
}

/* RFC 4648, section 10. */
static void base64_of_the_published_vectors(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xFB\xEF\xBE\xFF\xFF\xFF", "++++////"},
                                           {"\xFF", "/w=="},
                                           {"\x03\xFF", "A/8="}};
    struct guard in, out;
    guard_open(&in, 64);
    guard_open(&out, 64);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t n = strlen(pairs[i][0]), m = strlen(pairs[i][1]);
        char *to = (char *)guard_copy(&out, "................", m);
        assert_int_equal(an_base64_encode(guard_copy(&in, pairs[i][0], n), n, to), m);
        assert_memory_equal(to, pairs[i][1], m);
    }
    guard_close(&in);
    guard_close(&out);
}

static int answer(const char *key, char out[AN_WS_ACCEPT_LEN + 1])
{
    struct guard g;
    size_t n = strlen(key);
    guard_open(&g, 64);
    int err = an_ws_accept((const char *)guard_copy(&g, key, n), n, out);
    guard_close(&g);
    out[AN_WS_ACCEPT_LEN] = 0;
    return err;
}

/* RFC 6455, sections 1.3 and 4.2.2. */
static void the_key_of_the_rfc_gets_the_answer_of_the_rfc(void **state)
{
    (void)state;
    char out[AN_WS_ACCEPT_LEN + 1];
    assert_int_equal(answer("dGhlIHNhbXBsZSBub25jZQ==", out), AN_OK);
    assert_string_equal(out, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

static void a_key_is_the_base64_of_sixteen_bytes_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int err;
    } keys[] = {
        {"AAAAAAAAAAAAAAAAAAAAAA==", AN_OK},
        {"/////////////////////w==", AN_OK},
        {"abcdefghijklmnopqrstug==", AN_OK},
        {"abcdefghijklmnopqrstuQ==", AN_OK},
        {"", AN_EPROTO},
        {"AAAAAAAAAAAAAAAAAAAAAA=", AN_EPROTO},
        {"AAAAAAAAAAAAAAAAAAAAAA", AN_EPROTO},
        {"AAAAAAAAAAAAAAAAAAAAAAA=", AN_EPROTO},   /* 17 bytes */
        {"AAAAAAAAAAAAAAAAAAAAAAAA", AN_EPROTO},   /* 18 bytes */
        {"AAAAAAAAAAAAAAAAAAAAAB==", AN_EPROTO},   /* a bit set in the padding */
        {"AAAAAAAAAAAAAAAAAAAA====", AN_EPROTO},   /* 15 bytes, padded too long */
        {"AAAAAAAAAA=AAAAAAAAAAA==", AN_EPROTO},   /* padding inside */
        {"AAAAAAAAAA-AAAAAAAAAAA==", AN_EPROTO},   /* the alphabet of URLs */
        {" AAAAAAAAAAAAAAAAAAAAA==", AN_EPROTO},   /* a blank */
        {"AAAAAAAAAAAAAAAAAAAAAA==\n", AN_EPROTO}, /* something behind */
    };
    char out[AN_WS_ACCEPT_LEN + 1];
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_int_equal(answer(keys[i].key, out), keys[i].err);
    assert_int_equal(an_ws_accept("AAAAAAAA\0AAAAAAAAAAAAA==", 24, out), AN_EPROTO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha1_of_the_published_vectors),
        cmocka_unit_test(sha1_of_every_kind_of_last_block),
        cmocka_unit_test(base64_of_the_published_vectors),
        cmocka_unit_test(the_key_of_the_rfc_gets_the_answer_of_the_rfc),
        cmocka_unit_test(a_key_is_the_base64_of_sixteen_bytes_and_nothing_else),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
