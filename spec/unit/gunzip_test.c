/* gunzip_test.c - gzip members in pieces of every size, with every kind of header, whole and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the first four */
#include <cmocka.h>
#include <zlib.h>

#include "base/error.h"
#include "read/gunzip.h"

enum { LENGTH = 3000, ROOM = 2 * LENGTH };

static const size_t pieces[] = {1, 2, 7, 64, ROOM};

static void make_plain(char *plain) {
  for (size_t i = 0; i < LENGTH; i++) plain[i] = "the of and to in a is that for it was"[(i * i / 7 + i) % 37];
}

enum { HEADER_NAME = 1, HEADER_COMMENT = 2, HEADER_EXTRA = 4, HEADER_CHECK = 8, HEADERS = 16 };

/* One member; strategy as zlib has them. Returns its length. */
static size_t pack(const char *plain, size_t length, int headers, int strategy, char *out, size_t room) {
  char name[300], extra[500];
  memset(name, 'n', sizeof name);
  name[sizeof name - 1] = 0;
  memset(extra, 'e', sizeof extra);
  gz_header header = {.hcrc = (headers & HEADER_CHECK) != 0};
  if (headers & HEADER_NAME) header.name = (Bytef *)name;
  if (headers & HEADER_COMMENT) header.comment = (Bytef *)name;
  if (headers & HEADER_EXTRA) header.extra = (Bytef *)extra, header.extra_len = sizeof extra;
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, strategy < 0 ? 0 : 6, Z_DEFLATED, 15 + 16, 8, strategy < 0 ? 0 : strategy), Z_OK);
  assert_int_equal(deflateSetHeader(&z, &header), Z_OK);
  z.next_in = (Bytef *)(uintptr_t)plain;
  z.avail_in = (uInt)length;
  z.next_out = (Bytef *)out;
  z.avail_out = (uInt)room;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  deflateEnd(&z);
  return room - z.avail_out;
}

/* Everything in pieces of `most` bytes, each in a block of its own, so that a sanitizer sees what is read and written
 * beside it. What sheaf_gunzip_some returned last; 0 is a member that is cut off. */
static int unpack(const char *packed, size_t length, size_t most, char *out, size_t *got, size_t *used) {
  sheaf_gunzip *gunzip = sheaf_gunzip_open();
  assert_non_null(gunzip);
  int result = 0;
  *got = *used = 0;
  while (!result) {
    const size_t left = length - *used < most ? length - *used : most;
    const size_t room = ROOM - *got < most ? ROOM - *got : most;
    char *in = malloc(left + !left), *to = malloc(room + !room);
    assert_true(in && to && room);
    memcpy(in, packed + *used, left);
    sheaf_gunzip_part part = {in, left, to, room, 0};
    result = sheaf_gunzip_some(gunzip, &part);
    assert_true(part.left <= left && part.got <= room && part.in == in + left - part.left);
    memcpy(out + *got, to, part.got);
    *got += part.got;
    *used += left - part.left;
    free(in);
    free(to);
    if (!result && !left && !part.got) break;
  }
  sheaf_gunzip_close(gunzip);
  return result;
}

static void test_whole(void **state) {
  (void)state;
  char plain[LENGTH], packed[ROOM], out[ROOM];
  make_plain(plain);
  size_t got, used;
  for (int strategy = -1; strategy <= Z_FIXED; strategy++)
    for (int headers = 0; headers < HEADERS; headers++) {
      const size_t length = pack(plain, LENGTH, headers, strategy, packed, sizeof packed - 20);
      memset(packed + length, 0x1f, 20); /* the next member is left alone */
      for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        assert_int_equal(unpack(packed, length + 20, pieces[p], out, &got, &used), 1);
        assert_int_equal(used, length);
        assert_int_equal(got, LENGTH);
        assert_memory_equal(out, plain, LENGTH);
      }
    }
  const size_t length = pack("", 0, 0, 0, packed, sizeof packed);
  assert_int_equal(unpack(packed, length, 1, out, &got, &used), 1);
  assert_int_equal(got, 0);
}

static void test_one_after_another(void **state) {
  (void)state;
  char packed[ROOM], out[64];
  const size_t first = pack("one", 3, HEADER_NAME, 0, packed, ROOM);
  const size_t both = first + pack("two", 3, HEADER_CHECK, 0, packed + first, ROOM - first);
  sheaf_gunzip *gunzip = sheaf_gunzip_open();
  sheaf_gunzip_part part = {packed, both, out, sizeof out, 0};
  assert_int_equal(sheaf_gunzip_some(gunzip, &part), 1);
  assert_true(part.in == packed + first && part.got == 3 && !memcmp(out, "one", 3));
  assert_int_equal(sheaf_gunzip_some(gunzip, &part), 1);
  assert_true(!part.left && part.got == 3 && !memcmp(out, "two", 3));
  sheaf_gunzip_close(gunzip);
  sheaf_gunzip_close(NULL);
}

static void test_cut(void **state) {
  (void)state;
  char plain[LENGTH], packed[ROOM], out[ROOM];
  make_plain(plain);
  const size_t length = pack(plain, LENGTH, HEADERS - 1, 0, packed, sizeof packed);
  for (size_t cut = 0; cut < length; cut++) {
    size_t got, used;
    assert_int_equal(unpack(packed, cut, cut % 2 ? 64 : ROOM, out, &got, &used), 0);
    assert_true(got <= LENGTH);
    assert_memory_equal(out, plain, got);
  }
}

/* Any bit: what is not noticed says nothing of the data (time and system in the header, what fills the last byte). */
static void test_damaged(void **state) {
  (void)state;
  char plain[LENGTH], packed[ROOM], out[ROOM];
  make_plain(plain);
  const size_t length = pack(plain, LENGTH, 0, 0, packed, sizeof packed);
  size_t got, used, unnoticed = 0;
  for (size_t bit = 0; bit < length * 8; bit++) {
    packed[bit / 8] = (char)(packed[bit / 8] ^ 1 << bit % 8);
    const int result = unpack(packed, length, bit % 3 ? ROOM : 5, out, &got, &used);
    packed[bit / 8] = (char)(packed[bit / 8] ^ 1 << bit % 8);
    if (result == SHEAF_EFORMAT || !result) continue;
    assert_int_equal(result, 1);
    assert_int_equal(got, LENGTH);
    assert_memory_equal(out, plain, LENGTH);
    unnoticed++;
  }
  assert_true(unnoticed <= 6 * 8 + 1 + 7);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_whole), cmocka_unit_test(test_one_after_another),
                                     cmocka_unit_test(test_cut), cmocka_unit_test(test_damaged)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
