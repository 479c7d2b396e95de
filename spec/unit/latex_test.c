/* latex_test.c - LaTeX markup of bibliographies as Unicode text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the first four */
#include <cmocka.h>

#include "read/latex.h"

typedef struct row {
  const char *latex; /* given */
  const char *text;  /* wanted */
} row;

static void check(const row *rows, void (*convert)(const char *, size_t, sheaf_buf *)) {
  for (; rows->latex; rows++) {
    sheaf_buf out = {0};
    convert(rows->latex, strlen(rows->latex), &out);
    assert_string_equal(sheaf_buf_text(&out), rows->text);
    sheaf_buf_clear(&out);
  }
}

static void test_accents(void **state) {
  (void)state;
  static const row rows[] = {{"\\\"a \\\"{a} {\\\"a} {\\\"{a}}", "ä ä ä ä"},
                             {"\\'{e}\\`e\\^{e}\\~n\\=a\\.z", "éèêñāż"},
                             {"\\c c \\c{c} \\v Z \\H{o} \\k a \\u g \\r u \\d{s}", "ç ç Ž ő ą ğ ů ṣ"},
                             {"\\\"\\i \\'{\\i} \\i{} \\\"{\\u{u}}", "ï í ı ŭ̈"},
                             {"\\ss{} \\o{} {\\aa}ngstr\\\"om {\\L}\\'od\\'z \\AE", "ß ø ångström Łódź Æ"},
                             {"\\~{} \\^{} a", "~ ^ a"},
                             {"\\'", "'"},
                             {"\\t{oo}", "o͡o"},
                             {NULL, NULL}};
  check(rows, sheaf_latex_text);
}

static void test_markup(void **state) {
  (void)state;
  static const row rows[] = {
      {"{DNA} in \\emph{Natrix {\\it natrix}}", "DNA in Natrix natrix"},
      {"a--b---c - d~e", "a–b—c - d e"},
      {"\\& \\% \\$ \\# \\_ \\{x\\}", "& % $ # _ {x}"},
      {"``quoted'' `once'", "“quoted” ‘once'"},
      {"\\enquote{a \\textbf{b}}", "“a b”"},
      {"\\url{http://a.b/x\\_y} \\href{http://c.d}{the \\emph{page}}", "http://a.b/x_y the page (http://c.d)"},
      {"\\unknown{kept \\\"a} \\other", "\\unknown{kept ä} \\other"},
      {"{\\noopsort{1973a}}1973", "1973"},
      {"one\ntwo\n\nthree", "one two\nthree"},
      {NULL, NULL}};
  check(rows, sheaf_latex_text);
}

static void test_math(void **state) {
  (void)state;
  static const row rows[] = {{"Cu$_2$O, 10$^{-3}$, $x_{max}$, In$_x$Ga$_{1-x}$N", "Cu₂O, 10⁻³, xmax, InₓGa₁₋ₓN"},
                             {"$\\alpha$-helix $p \\leq 0.05$", "α-helix p ≤ 0.05"},
                             {"costs $5 and $10 or \\$3", "costs $5 and $10 or $3"},
                             {"a $ alone", "a $ alone"},
                             {"H\\textsubscript{2}O m\\textsuperscript{2}", "H₂O m²"},
                             {NULL, NULL}};
  check(rows, sheaf_latex_text);
}

static void test_verbatim(void **state) {
  (void)state;
  static const row rows[] = {{"C:\\dir\\file.pdf", "C:\\dir\\file.pdf"}, {"a\\_b\\%20{c}", "a_b%20c"}, {NULL, NULL}};
  check(rows, sheaf_latex_verbatim);
}

/* Every command finds itself: the table is in order. Nothing is read behind the text. */
static void test_edges(void **state) {
  (void)state;
  static const char *const names[] = {"\"", "&", "AA", "H", "alpha", "emph", "url", "ss", "zeta", "`", "~", "|"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    assert_non_null(sheaf_latex_find(names[i], strlen(names[i])));
  assert_null(sheaf_latex_find("nosuchcommand", 13));
  assert_null(sheaf_latex_find("emphx", 5));
  const char *text = "\\\"{\\href{a}{\\emph{$x^{2}$ \\'{\\i} {\\vphantom{\\}}}--- ``q'' \\unknown{y}}}";
  for (size_t length = 0; length <= strlen(text); length++) {
    sheaf_buf out = {0};
    sheaf_latex_text(text, length, &out);
    assert_false(out.failed);
    sheaf_buf_clear(&out);
  }
}

static void test_depth(void **state) {
  (void)state;
  enum { COUNT = 60000 };
  static const char *const starts[] = {"{",     "\\emph{", "\\textsuperscript{", "$x^{", "\\unknown{", "\\href{",
                                       "\\\"{", "}"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    sheaf_buf text = {0}, out = {0};
    for (int k = 0; k < COUNT; k++) sheaf_buf_add_text(&text, starts[i]);
    sheaf_latex_text(text.data, text.length, &out);
    sheaf_buf_reset(&out);
    for (int k = 0; k < COUNT; k++) sheaf_buf_add_byte(&text, '}');
    sheaf_latex_text(text.data, text.length, &out);
    assert_true(out.length <= text.length);
    sheaf_buf_clear(&text);
    sheaf_buf_clear(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_accents),  cmocka_unit_test(test_markup), cmocka_unit_test(test_math),
      cmocka_unit_test(test_verbatim), cmocka_unit_test(test_edges),  cmocka_unit_test(test_depth),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
