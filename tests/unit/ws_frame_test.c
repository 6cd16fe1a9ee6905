/* ws_frame_test.c - frame headers, unmasking, close codes (RFC 6455, sections 5.2, 5.3 and 7.4). */
#include "test.h"

#include "protocol/ws/frame.h"

#include "ground/base.h"
#include "guard_help.h"

#include <stdio.h>
#include <string.h>

#define BYTES(s) s, sizeof(s) - 1

/* What the header says, as text: "fin rsv opcode length mask", or the error. */
static const struct header {
    const char *bytes;
    size_t len;
    const char *told;
} headers[] = {
    /* 5.7, the examples */
    {BYTES("\x81\x05"), "1 0 1 5 -"},
    {BYTES("\x81\x85\x37\xfa\x21\x3d"), "1 0 1 5 37fa213d"},
    {BYTES("\x01\x03"), "0 0 1 3 -"},
    {BYTES("\x80\x02"), "1 0 0 2 -"},
    {BYTES("\x82\x7e\x01\x00"), "1 0 2 256 -"},
    {BYTES("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"), "1 0 2 65536 -"},
    /* 5.2, every field */
    {BYTES("\x00\x00"), "0 0 0 0 -"},
    {BYTES("\xFF\x7d"), "1 7 15 125 -"},
    {BYTES("\x40\x00"), "0 4 0 0 -"},
    {BYTES("\x20\x00"), "0 2 0 0 -"},
    {BYTES("\x10\x00"), "0 1 0 0 -"},
    /* 5.2, the shortest form of the length and no other */
    {BYTES("\x82\xfe\x00\x7e\x01\x02\x03\x04"), "1 0 2 126 01020304"},
    {BYTES("\x82\xfe\xff\xff\x01\x02\x03\x04"), "1 0 2 65535 01020304"},
    {BYTES("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04"),
     "1 0 2 9223372036854775807 01020304"},
    {BYTES("\x82\x7e\x00\x7d"), "EPROTO"},
    {BYTES("\x82\x7e\x00\x00"), "EPROTO"},
    {BYTES("\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff"), "EPROTO"},
    {BYTES("\x82\x7f\x00\x00\x00\x00\x00\x00\x00\x01"), "EPROTO"},
    {BYTES("\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00"), "EPROTO"},
    {BYTES("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "EPROTO"}, /* before the mask comes */
};
#define HEADERS (sizeof headers / sizeof *headers)

static void tell(char told[64], const struct an_ws_header *h)
{
    int n =
        snprintf(told, 64, "%d %u %u %llu ", h->fin, h->rsv, h->opcode, (unsigned long long)h->len);
    snprintf(told + n, 64 - (size_t)n, h->masked ? "%02x%02x%02x%02x" : "-", h->mask[0], h->mask[1],
             h->mask[2], h->mask[3]);
}

static void a_header_is_read_as_soon_as_it_is_whole(void **state)
{
    (void)state;
    struct guard g;
    guard_open(&g, 64);
    for (size_t i = 0; i < HEADERS; i++) {
        const struct header *t = &headers[i];
        struct an_ws_header h = {0};
        char told[64] = "EPROTO";
        for (size_t n = 0; n < t->len; n++)
            assert_int_equal(an_ws_header_decode(guard_copy(&g, t->bytes, n), n, &h), 0);
        ssize_t used = an_ws_header_decode(guard_copy(&g, t->bytes, t->len), t->len, &h);
        if (used != AN_EPROTO) {
            assert_int_equal(used, t->len);
            tell(told, &h);
        }
        assert_string_equal(told, t->told);
    }
    guard_close(&g);
}

static void bytes_behind_a_header_are_left_alone(void **state)
{
    (void)state;
    struct an_ws_header h;
    assert_int_equal(an_ws_header_decode((const uint8_t *)"\x81\x05Hello", 7, &h), 2);
    assert_int_equal(an_ws_header_decode((const uint8_t *)"\x81\x85mask\x81\x85", 8, &h), 6);
    assert_memory_equal(h.mask, "mask", 4);
}

static void an_encoded_header_is_the_shortest_and_reads_back(void **state)
{
    (void)state;
    static const struct {
        uint64_t len;
        size_t size;
    } lengths[] = {{0, 2},     {1, 2},      {125, 2},         {126, 4},         {127, 4},
                   {65535, 4}, {65536, 10}, {UINT32_MAX, 10}, {1ull << 40, 10}, {INT64_MAX, 10}};
    static const enum an_ws_op ops[] = {AN_WS_CONTINUATION, AN_WS_TEXT,    AN_WS_BINARY,
                                        AN_WS_OP_CLOSE,     AN_WS_OP_PING, AN_WS_OP_PONG};
    struct guard g;
    guard_open(&g, 64);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (size_t k = 0; k < 2 * sizeof ops / sizeof *ops; k++) {
            struct an_ws_header h;
            bool fin = k & 1;
            uint8_t *out = guard_copy(&g, "..........", lengths[i].size);
            size_t size = an_ws_header_encode(out, ops[k / 2], fin, lengths[i].len);
            assert_int_equal(size, lengths[i].size);
            assert_int_equal(an_ws_header_decode(out, size, &h), size);
            assert_true(h.len == lengths[i].len && h.opcode == ops[k / 2] && h.fin == fin);
            assert_true(!h.rsv && !h.masked);
        }
    guard_close(&g);
}

static void a_compressed_message_says_so_in_its_first_reserved_bit(void **state)
{
    (void)state;
    uint8_t out[AN_WS_SERVER_HEADER_MAX];
    struct an_ws_header h;
    assert_int_equal(an_ws_header_encode(out, AN_WS_TEXT | AN_WS_COMPRESSED, true, 5), 2);
    assert_memory_equal(out, "\xc1\x05", 2); /* RFC 7692, section 7.2.3 */
    assert_int_equal(an_ws_header_decode(out, 2, &h), 2);
    assert_int_equal(h.opcode, AN_WS_TEXT);
    assert_int_equal(h.rsv, AN_WS_RSV1);
}

static void unmasking_takes_each_byte_with_its_own_of_the_mask(void **state)
{
    (void)state;
    static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    uint8_t in[150];
    struct guard g;
    guard_open(&g, sizeof in);
    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (uint8_t)(i * 7);
    for (size_t len = 0; len <= sizeof in; len++)
        for (uint64_t offset = 0; offset < 9; offset++) {
            uint64_t far = offset + ((uint64_t)UINT32_MAX + 1) * (offset & 1);
            uint8_t *p = guard_copy(&g, in, len), before = len < sizeof in ? p[-1] : 0;
            an_ws_unmask(p, len, mask, far);
            for (size_t i = 0; i < len; i++)
                assert_int_equal(p[i], in[i] ^ mask[(far + i) % 4]);
            if (len < sizeof in) assert_int_equal(p[-1], before);
        }
    guard_close(&g);
}

static void unmasking_in_parts_is_unmasking_at_once(void **state)
{
    (void)state;
    static const uint8_t mask[4] = {1, 2, 4, 8};
    for (size_t first = 0; first <= 70; first++)
        for (size_t second = first; second <= 70; second++) {
            uint8_t once[70] = {0}, parts[70] = {0};
            an_ws_unmask(once, 70, mask, 0);
            an_ws_unmask(parts, first, mask, 0);
            an_ws_unmask(parts + first, second - first, mask, first);
            an_ws_unmask(parts + second, 70 - second, mask, second);
            assert_memory_equal(once, parts, 70);
        }
}

static void close_codes_are_those_that_may_be_sent(void **state)
{
    (void)state;
    static const uint16_t ranges[][2] = {{1000, 1003}, {1007, 1014}, {3000, 4999}};
    for (uint32_t code = 0; code <= UINT16_MAX; code++) {
        bool valid = false;
        for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
            valid |= code >= ranges[i][0] && code <= ranges[i][1];
        assert_int_equal(an_ws_close_code_valid((uint16_t)code), valid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_is_read_as_soon_as_it_is_whole),
        cmocka_unit_test(bytes_behind_a_header_are_left_alone),
        cmocka_unit_test(an_encoded_header_is_the_shortest_and_reads_back),
        cmocka_unit_test(a_compressed_message_says_so_in_its_first_reserved_bit),
        cmocka_unit_test(unmasking_takes_each_byte_with_its_own_of_the_mask),
        cmocka_unit_test(unmasking_in_parts_is_unmasking_at_once),
        cmocka_unit_test(close_codes_are_those_that_may_be_sent),
    };
    return cmocka_run_group_tests_name("ws_frame", tests, NULL, NULL);
}
