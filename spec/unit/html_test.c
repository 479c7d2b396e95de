/* html_test.c - a page's text, its tags and links, and pages made to break the reader. */
/* cmocka.h needs the headers before it */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
/* clang-format on */

#include "read/html.h"

static void check(const char *html, const char *text) {
  sheaf_html page;
  sheaf_error err;
  assert_int_equal(sheaf_html_read(html, strlen(html), &page, &err), SHEAF_OK);
  assert_string_equal(page.text, text);
  assert_int_equal(page.text_length, strlen(text));
  sheaf_html_clear(&page);
}

static void test_blocks(void **state) {
  (void)state;
  check("", "");
  check("plain", "plain");
  check("<p>One  two\n three<p>Four", "One two three\n\nFour");
  check("<div><div>One</div></div><div>Two</div>", "One\n\nTwo");
  check("<h1>Head</h1>Body", "Head\n\nBody");
  check("a<br>b<br/><br/>c<br><br><br><br>d", "a\nb\n\nc\n\nd");
  check("<p></p><p> </p>x<p></p>", "x");
  check("before<hr>after", "before\n\nafter");
}

static void test_inline(void **state) {
  (void)state;
  check("<b>Background</b>Social <i> a</i> <i>b</i>", "BackgroundSocial a b");
  check("H<sub>2</sub>O &amp; &eacute; &#8217; &lt;tag&gt;", "H2O & \xC3\xA9 \xE2\x80\x99 <tag>");
  check("a&nbsp;&nbsp; b\xC2\xA0", "a b");
  check("a<span hidden>no</span><span style='color:red; DISPLAY : none'>no</span><em>b</em>", "ab");
  check("x<script>var a = '<p>no';</script><style>p{}</style><noscript>no</noscript>y", "xy");
  check("x<!-- no -->y<svg><title>no</title><text>no</text></svg>", "xy");
}

static void test_lists_and_tables(void **state) {
  (void)state;
  check("t<ul><li>one<li>two<ul><li>deep</ul></ul>u",
        "t\n\n\xE2\x80\xA2 one\n\xE2\x80\xA2 two\n\xE2\x80\xA2 deep\n\nu");
  check("<ol><li>one<li><li>two</ol><ol start=7><li>x</ol>", "1. one\n2. two\n\n7. x");
  check("<table><tr><th>Label</th> <td> Value </td><tr><td>a<td><p>b</p><td></td></table>", "Label\tValue\na\tb");
  check("<dl><dt>DOI</dt><dd>10.1/x</dd><dt>Type<dd>Article</dl>", "DOI\n10.1/x\nType\nArticle");
  check("a<pre>  two\n  lines </pre>b", "a\n\n  two\n  lines\n\nb");
  check("</ul></li></ol></pre>x", "x");
}

static void test_what_is_kept(void **state) {
  (void)state;
  const char *html =
      "<html><head><title> The\n title </title><meta name=citation_title content='A &amp; B'>"
      "<meta property=\"og:title\" content=C><meta name=empty><meta charset=utf-8>"
      "<script type=\"application/ld+json\">{\"a\": 1}</script></head>"
      "<body><meta itemprop=datePublished content=2020><a href='/x?a=1&amp;b=2'> Full\n <b>text</b></a>"
      "<a name=here>no</a><a href='#'></a><svg><title>no</title></svg></body>";
  sheaf_html page;
  assert_int_equal(sheaf_html_read(html, strlen(html), &page, NULL), SHEAF_OK);
  assert_string_equal(page.title, "The title");
  assert_int_equal(page.meta.count, 3);
  assert_string_equal(page.meta.list[0].name, "citation_title");
  assert_string_equal(page.meta.list[0].value, "A & B");
  assert_string_equal(page.meta.list[1].name, "og:title");
  assert_string_equal(page.meta.list[2].value, "2020");
  assert_int_equal(page.links.count, 2);
  assert_string_equal(page.links.list[0].name, "/x?a=1&b=2");
  assert_string_equal(page.links.list[0].value, "Full text");
  assert_string_equal(page.links.list[1].value, "");
  assert_int_equal(page.jsonld.count, 1);
  assert_string_equal(page.jsonld.list[0].value, "{\"a\": 1}");
  assert_string_equal(page.text, "Full textno");
  sheaf_html_clear(&page);
  sheaf_html_clear(&page);
}

static void test_bad_bytes(void **state) {
  (void)state;
  check(
      "a\xFF\xFE"
      "b",
      "a\xEF\xBF\xBD\xEF\xBF\xBD"
      "b");
  check("<p <b <i>x", "x");
  check("<a href=\"x>never closed", "");
  check("x<", "x<");
  check("x<!-- open", "x");
  check("x</", "x</");
  sheaf_html page;
  assert_int_equal(sheaf_html_read("a\0b", 3, &page, NULL), SHEAF_OK);
  assert_int_equal(page.text_length, strlen(page.text));
  sheaf_html_clear(&page);
  assert_int_equal(sheaf_html_read("x", (size_t)SHEAF_HTML_MAXIMUM + 1, &page, NULL), SHEAF_ERANGE);
  assert_null(page.text);
}

static void check_deep(const char *open, size_t times) {
  const size_t size = strlen(open), length = size * times + 4;
  char *html = malloc(length);
  assert_non_null(html);
  for (size_t i = 0; i < times; i++) memcpy(html + i * size, open, size);
  memcpy(html + size * times, "deep", 4);
  sheaf_html page;
  assert_int_equal(sheaf_html_read(html, length, &page, NULL), SHEAF_OK);
  assert_non_null(strstr(page.text, "deep"));
  sheaf_html_clear(&page);
  free(html);
}

static void test_deep_nesting(void **state) {
  (void)state;
  check_deep("<div>", 200000);
  check_deep("<ul><li>", 100000);
  check_deep("<b>", 100000);
  check_deep("<table><tr><td>", 30000);
  check_deep("<blockquote x='<'>", 100000);
  check("<p>a</p><p>b</p>", "a\n\nb");
}

static void test_balanced_after_deep(void **state) {
  (void)state;
  enum { TIMES = 2000 };
  char *html = calloc(1, TIMES * 11 + 100);
  assert_non_null(html);
  for (int i = 0; i < TIMES; i++) strcat(html + i * 5, "<div>");
  for (int i = 0; i < TIMES; i++) strcat(html + TIMES * 5 + i * 6, "</div>");
  strcat(html, "<p>one</p><div>two</div>");
  check(html, "one\n\ntwo");
  free(html);
}

/* Every allocation fails once: the reader says so, frees all, and gives the same text when nothing fails. */
static void test_out_of_memory(void **state) {
  (void)state;
  const char *html = "<title>T</title><meta name=a content=b><ol><li><a href=x>y</a></ol><p>text</p>";
  int code = SHEAF_ENOMEM;
  for (long after = 0; code != SHEAF_OK; after++) {
    assert_true(after < 100000);
    sheaf_html page;
    sheaf_error err;
    sheaf_mem_fail(after, 0);
    code = sheaf_html_read(html, strlen(html), &page, &err);
    sheaf_mem_fail(-1, 0);
    if (code != SHEAF_OK) {
      assert_int_equal(code, SHEAF_ENOMEM);
      assert_null(page.text);
    } else {
      assert_string_equal(page.text, "1. y\n\ntext");
      sheaf_html_clear(&page);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_blocks),
      cmocka_unit_test(test_inline),
      cmocka_unit_test(test_lists_and_tables),
      cmocka_unit_test(test_what_is_kept),
      cmocka_unit_test(test_bad_bytes),
      cmocka_unit_test(test_deep_nesting),
      cmocka_unit_test(test_balanced_after_deep),
      cmocka_unit_test(test_out_of_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
