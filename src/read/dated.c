/* dated.c - see dated.h. */
#include "dated.h"

#include "record/normal.h"
#include "value.h"

/* "Jan2010" is two words to those who read dates. */
static void add_spaced(sheaf_buf *out, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (i && sheaf_tagged_digit(text[i]) &&
        ((text[i - 1] >= 'a' && text[i - 1] <= 'z') || sheaf_tagged_upper(text[i - 1])))
      sheaf_buf_add_byte(out, ' ');
    sheaf_buf_add_byte(out, text[i]);
  }
}

void sheaf_dated_add(sheaf_tagged *self, sheaf_record *record, const sheaf_item *year, const sheaf_item *day) {
  static const sheaf_tag rest = {NULL, SHEAF_FIELD_EXTRA, SHEAF_HOW_EXTRA, NULL, 0};
  sheaf_buf *text = &self->note, *out = &self->out;
  sheaf_buf_reset(text);
  sheaf_buf_reset(out);
  if (day) add_spaced(text, sheaf_tagged_value(self, day), day->length);
  const int own = sheaf_normal_year(sheaf_buf_bytes(text), text->length);
  if (year && !own) {
    if (text->length) sheaf_buf_add_byte(text, ' ');
    sheaf_buf_add(text, sheaf_tagged_value(self, year), year->length);
  }
  const int found = sheaf_normal_year(sheaf_buf_bytes(text), text->length);
  if (!found) {
    if (year) sheaf_value_add(self, record, year, &rest);
    if (day) sheaf_value_add(self, record, day, &rest);
    return;
  }
  sheaf_buf *digits = &self->spare;
  sheaf_buf_reset(digits);
  sheaf_buf_add_format(digits, "%04d", found);
  if (!sheaf_normal_date(text->data, text->length, out)) sheaf_buf_add(out, digits->data, digits->length);
  sheaf_value_add_normal(record, SHEAF_FIELD_DATE, out, text->data, text->length);
  sheaf_record_add(record, SHEAF_FIELD_YEAR, digits->data, digits->length, NULL, 0);
  if (year && own && sheaf_normal_year(sheaf_tagged_value(self, year), year->length) != own)
    sheaf_value_add(self, record, year, &rest);
}
