/* people.c - see people.h. A form is what of a spelling tells people apart; forms become persons one by one, those that
 * say most first. */
#include "people.h"

#include <stdlib.h>
#include <string.h>

#include "base/dictionary.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "index/token.h"
#include "parallel.h"
#include "record/record.h"

enum { NONE = UINT32_MAX, NO_TEXT = 0, SPLIT_MOST = 3, ORCID_DIGITS = 16 }; /* NO_TEXT: number of the empty text */
enum { MANY = 4096 };                                                       /* items that are worth a thread */

typedef struct form {
  uint32_t family, given, suffix; /* numbers of folded texts; a given is its parts with a space between */
  uint32_t orcid;                 /* number of its digits, or NONE */
  uint32_t group;                 /* forms that can be compared: family and first letter; NONE for no given name */
  uint32_t letters;               /* of the given names */
  uint32_t person;                /* NONE until it is known */
  uint32_t next_member;           /* another form of the person, or NONE */
  uint32_t next_placed;           /* another form of the group that has its person, or NONE */
  uint8_t named;                  /* no group */
  uint8_t full;                   /* the first given name is no initial */
} form;

typedef struct people {
  const sheaf_people_input *input;
  sheaf_dictionary texts;     /* folded families, givens, suffixes; ORCIDs; kept apart by position */
  sheaf_dictionary keys;      /* a form's fields as bytes: its number is the form's */
  sheaf_dictionary groups;    /* family and first letter as bytes */
  sheaf_buf forms;            /* form */
  sheaf_buf scratch;          /* a text at work */
  uint32_t *of_value;         /* form by value; borrowed */
  uint32_t *starts, *records; /* by form: its records; owned */
  uint32_t *placed;           /* by group: a form that has its person, or NONE; owned */
  uint32_t *by_orcid;         /* by text number: person, or NONE; owned */
  uint32_t *heads;            /* by person: its first form; owned */
  uint32_t *stamps;           /* by record: the person last looked at, with 1 added; owned */
  uint32_t *ranks;            /* by text: its place among all in their order; owned */
  uint32_t count;             /* persons */
} people;

static form *forms_of(const people *self) { return (form *)(void *)self->forms.data; }

static uint32_t form_count(const people *self) { return (uint32_t)(self->forms.length / sizeof(form)); }

/* ---- reading ---- */

static int is_upper(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (text[i] < 'A' || text[i] > 'Z') return 0;
  return length > 0;
}

static int holds(const char *text, size_t length, const char *part, size_t part_length) {
  for (size_t i = 0; i + part_length <= length; i++)
    if (memcmp(text + i, part, part_length) == 0) return 1;
  return 0;
}

static void add_part(sheaf_buf *out, const char *text, size_t length) {
  if (out->length) sheaf_buf_add_byte(out, ' ');
  sheaf_buf_add(out, text, length);
}

static void add_letters(sheaf_buf *out, const char *text, size_t length) {
  uint32_t point;
  for (size_t at = 0; at < length;) {
    const size_t step = sheaf_utf8_decode(text + at, length - at, &point);
    add_part(out, text + at, step);
    at += step;
  }
}

/* Given names in order, folded, with a space between; "KH" in capitals is two initials. */
static int read_given(people *self, const char *given, size_t given_length, const char *initials,
                      size_t initials_length) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  int got;
  const char *text = given_length ? given : initials;
  sheaf_buf_reset(&self->scratch);
  sheaf_token_init(&cursor, text, given_length ? given_length : initials_length);
  while ((got = sheaf_token_next(&cursor, &token)) > 0) {
    const char *word = text + token.first;
    const size_t length = token.last - token.first;
    const int split = !given_length || (length <= SPLIT_MOST && is_upper(word, length) &&
                                        (!initials_length || holds(initials, initials_length, word, length)));
    if (split)
      add_letters(&self->scratch, token.text, token.length);
    else
      add_part(&self->scratch, token.text, token.length);
  }
  sheaf_token_clear(&cursor);
  return got < 0 || self->scratch.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int number_text(people *self, const char *text, size_t length, uint32_t *number) {
  return sheaf_dictionary_add(&self->texts, length ? text : "", length, number);
}

static int number_folded(people *self, const char *text, size_t length, uint32_t *number) {
  *number = NO_TEXT;
  if (!length) return SHEAF_OK;
  sheaf_buf_reset(&self->scratch);
  sheaf_token_whole(text, length, &self->scratch);
  if (self->scratch.failed) return SHEAF_ENOMEM;
  if (!self->scratch.length) return number_text(self, text, length, number); /* "?" */
  return number_text(self, self->scratch.data, self->scratch.length, number);
}

/* The digits of an ORCID, however it is written. */
static int number_orcid(people *self, const char *text, size_t length, uint32_t *number) {
  *number = NONE;
  if (!length) return SHEAF_OK;
  sheaf_buf_reset(&self->scratch);
  for (size_t i = 0; i < length; i++) {
    const char c = text[i] == 'x' ? 'X' : text[i];
    if ((c >= '0' && c <= '9') || (c == 'X' && self->scratch.length == ORCID_DIGITS - 1))
      sheaf_buf_add_byte(&self->scratch, c);
  }
  if (self->scratch.failed) return SHEAF_ENOMEM;
  return self->scratch.length == ORCID_DIGITS ? number_text(self, self->scratch.data, ORCID_DIGITS, number) : SHEAF_OK;
}

static size_t part_of(const char *text, size_t length, size_t index, const char **part) {
  return sheaf_record_part(text, length, index, part);
}

/* The group of forms that a form is compared with. */
static int find_group(people *self, form *one) {
  size_t length;
  uint32_t point = 0;
  const char *given = sheaf_dictionary_text(&self->texts, one->given, &length);
  one->group = NONE;
  if (!one->named || !length) return SHEAF_OK;
  const size_t step = sheaf_utf8_decode(given, length, &point);
  one->full = step < length && given[step] != ' ';
  for (size_t i = 0; i < length; i++) one->letters += ((uint8_t)given[i] & 0xC0) != 0x80 && given[i] != ' ';
  const uint32_t key[] = {one->family, point};
  return sheaf_dictionary_add(&self->groups, (const char *)(const void *)key, sizeof key, &one->group);
}

static int read_value(people *self, uint32_t value) {
  const char *text = self->input->texts[value], *part, *initials;
  const size_t whole = self->input->lengths[value];
  form one = {.orcid = NONE, .person = NONE, .next_member = NONE, .next_placed = NONE};
  size_t length = part_of(text, whole, 0, &part), initials_length;
  const char *name = memchr(text, SHEAF_FIELD_PART, whole);
  name = name ? name + 1 : text + whole;
  const size_t rest = (size_t)(text + whole - name);
  int code = number_orcid(self, part, length, &one.orcid);
  one.named = memchr(name, SHEAF_FIELD_PART, rest) != NULL;
  length = part_of(name, rest, 0, &part);
  if (!code) code = number_folded(self, part, length, &one.family);
  length = one.named ? part_of(name, rest, 1, &part) : 0;
  initials_length = one.named ? part_of(name, rest, 2, &initials) : 0;
  if (!initials_length) initials = "";
  if (!code) code = read_given(self, part, length, initials, initials_length);
  if (!code) code = number_text(self, self->scratch.data, self->scratch.length, &one.given);
  length = one.named ? part_of(name, rest, 3, &part) : 0;
  if (!code) code = number_folded(self, part, length, &one.suffix);
  const uint32_t key[] = {one.named, one.family, one.given, one.suffix, one.orcid};
  uint32_t number = 0;
  const uint32_t before = self->keys.count;
  if (!code) code = sheaf_dictionary_add(&self->keys, (const char *)(const void *)key, sizeof key, &number);
  self->of_value[value] = number;
  if (code || number < before) return code;
  code = find_group(self, &one);
  sheaf_buf_add(&self->forms, &one, sizeof one);
  return code || self->forms.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

/* The records of each form. */
static int read_records(people *self) {
  const sheaf_people_input *in = self->input;
  const uint32_t forms = form_count(self), items = in->records ? in->starts[in->records] : 0;
  self->starts = sheaf_mem_zero((size_t)forms + 2, sizeof *self->starts);
  self->records = sheaf_mem_alloc(((size_t)items + 1) * sizeof *self->records);
  self->stamps = sheaf_mem_zero((size_t)in->records + 1, sizeof *self->stamps);
  if (!self->starts || !self->records || !self->stamps) return SHEAF_ENOMEM;
  for (uint32_t k = 0; k < items; k++) self->starts[self->of_value[in->items[k]] + 2]++;
  for (uint32_t i = 2; i < forms + 2; i++) self->starts[i] += self->starts[i - 1];
  for (uint32_t record = 0; record < in->records; record++)
    for (uint32_t k = in->starts[record]; k < in->starts[record + 1]; k++)
      self->records[self->starts[self->of_value[in->items[k]] + 1]++] = record;
  return SHEAF_OK;
}

/* ---- comparing ---- */

/* The next part of a given name at *at, moving *at behind it; its length, 0 at the end. */
static size_t next_part(const char **at, const char *end, const char **part) {
  *part = *at;
  while (*at < end && **at != ' ') ++*at;
  const size_t length = (size_t)(*at - *part);
  if (*at < end) ++*at;
  return length;
}

static int is_initial(const char *part, size_t length) {
  uint32_t point;
  return length > 0 && sheaf_utf8_decode(part, length, &point) == length;
}

typedef enum relation {
  APART,  /* not one name */
  FITS,   /* could be one name */
  WITHIN, /* could be, and the fuller one says all that the other does */
} relation;

static relation compare(const people *self, const form *fuller, const form *other) {
  size_t a_length, b_length;
  const char *a = sheaf_dictionary_text(&self->texts, fuller->given, &a_length), *const a_end = a + a_length;
  const char *b = sheaf_dictionary_text(&self->texts, other->given, &b_length), *const b_end = b + b_length;
  relation found = fuller->full ? WITHIN : FITS;
  if (fuller->suffix != other->suffix && other->suffix != NO_TEXT) {
    if (fuller->suffix != NO_TEXT) return APART;
    found = FITS;
  }
  while (a < a_end && b < b_end) {
    const char *x, *y;
    const size_t x_length = next_part(&a, a_end, &x), y_length = next_part(&b, b_end, &y);
    if (x_length == y_length && memcmp(x, y, x_length) == 0) continue;
    if (is_initial(y, y_length) && x_length >= y_length && memcmp(x, y, y_length) == 0) continue;
    if (!is_initial(x, x_length) || y_length < x_length || memcmp(x, y, x_length) != 0) return APART;
    found = FITS;
  }
  return b < b_end ? FITS : found;
}

static int share_record(people *self, uint32_t person, const form *other) {
  const form *forms = forms_of(self);
  for (uint32_t at = self->heads[person]; at != NONE; at = forms[at].next_member)
    for (uint32_t k = self->starts[at]; k < self->starts[at + 1]; k++) self->stamps[self->records[k]] = person + 1;
  const size_t number = (size_t)(other - forms);
  for (uint32_t k = self->starts[number]; k < self->starts[number + 1]; k++)
    if (self->stamps[self->records[k]] == person + 1) return 1;
  return 0;
}

/* The only person that a form can be meant as, or NONE. */
static uint32_t the_one(people *self, const form *other) {
  const form *forms = forms_of(self);
  uint32_t found = NONE, fits = NONE;
  for (uint32_t at = self->placed[other->group]; at != NONE; at = forms[at].next_placed) {
    const uint32_t person = forms[at].person;
    if (person == found) continue;
    const relation how = compare(self, &forms[at], other);
    if (how == APART) continue;
    if (how == WITHIN) {
      if (found != NONE) return NONE;
      found = person;
    } else {
      if (fits != NONE && fits != person) return NONE;
      fits = person;
    }
  }
  if (found == NONE || (fits != NONE && fits != found) || share_record(self, found, other)) return NONE;
  return found;
}

/* ---- deciding ---- */

static void join(people *self, uint32_t number, uint32_t person) {
  form *one = forms_of(self) + number;
  if (person == NONE) {
    person = self->count++;
    self->heads[person] = NONE;
  }
  one->person = person;
  one->next_member = self->heads[person];
  self->heads[person] = number;
  if (one->group == NONE) return;
  one->next_placed = self->placed[one->group];
  self->placed[one->group] = number;
}

typedef struct ranked {
  uint64_t first, second, third; /* what it is sorted by */
  uint32_t number;               /* of the form, person or text */
} ranked;

static int ascending(const void *left, const void *right) {
  const ranked *a = left, *b = right;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  if (a->second != b->second) return a->second < b->second ? -1 : 1;
  if (a->third != b->third) return a->third < b->third ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

typedef struct sorting {
  ranked *items;      /* what is sorted; room for as many again behind */
  size_t count, half; /* items; those of the first thread */
} sorting;

static void sort_part(void *context, unsigned part) {
  const sorting *self = context;
  qsort(self->items + (part ? self->half : 0), part ? self->count - self->half : self->half, sizeof *self->items,
        ascending);
}

/* Sorts; there is room for as many items again behind them. */
static void sort(ranked *items, size_t count) {
  sorting work = {items, count, count / 2};
  if (count < MANY) {
    qsort(items, count, sizeof *items, ascending);
    return;
  }
  sheaf_parallel(sort_part, &work);
  const ranked *const end = items + count, *b = items + work.half, *a = end, *const a_end = end + work.half;
  memcpy(items + count, items, work.half * sizeof *items);
  for (ranked *out = items; a < a_end;) /* what is left of b then is in its place */
    *out++ = b < end && ascending(b, a) < 0 ? *b++ : *a++;
}

static uint64_t both(uint32_t high, uint32_t low) { return (uint64_t)high << 32 | low; }

/* The first eight bytes of a text behind `from`, such that texts are in the order of these numbers. */
static uint64_t bytes_of(const char *text, size_t length, size_t from) {
  uint64_t number = 0;
  for (size_t i = from; i < from + sizeof number; i++) number = number << 8 | (i < length ? (uint8_t)text[i] : 0);
  return number;
}

/* Places of the texts in their order: comparing two is comparing these. Texts that agree in 16 bytes keep the order in
 * which they were met. */
static void rank_texts(people *self, ranked *order) {
  for (uint32_t i = 0; i < self->texts.count; i++) {
    size_t length;
    const char *text = sheaf_dictionary_text(&self->texts, i, &length);
    order[i] = (ranked){bytes_of(text, length, 0), bytes_of(text, length, 8), bytes_of(text, length, 16), i};
  }
  sort(order, self->texts.count);
  for (uint32_t i = 0; i < self->texts.count; i++) self->ranks[order[i].number] = i;
}

/* In the order of names: family, given, suffix; those without an ORCID last. */
static ranked by_name(const people *self, const form *one, uint32_t number) {
  const uint32_t orcid = one->orcid == NONE ? NONE : self->ranks[one->orcid];
  return (ranked){both(self->ranks[one->family], self->ranks[one->given]), both(self->ranks[one->suffix], orcid),
                  one->named, number};
}

/* Forms with an ORCID first, then group by group, for groups know nothing of one another; in each those that say most
 * first. */
static ranked by_fullness(const people *self, const form *one, uint32_t number) {
  const ranked name = by_name(self, one, number);
  const uint32_t group = one->orcid == NONE ? UINT32_C(1) << 31 | (one->group & INT32_MAX) : 0;
  return (ranked){both(group, INT32_MAX - one->letters), name.first, name.second, number};
}

static void decide(people *self, ranked *order) {
  const uint32_t count = form_count(self);
  for (uint32_t i = 0; i < count; i++) order[i] = by_fullness(self, forms_of(self) + i, i);
  sort(order, count);
  for (uint32_t i = 0; i < count; i++) {
    const form *one = forms_of(self) + order[i].number;
    uint32_t person = NONE;
    if (one->orcid != NONE)
      person = self->by_orcid[one->orcid];
    else if (one->group != NONE)
      person = the_one(self, one);
    join(self, order[i].number, person);
    if (one->orcid != NONE) self->by_orcid[one->orcid] = one->person;
  }
}

/* Numbers persons by the name of their fullest form. */
static void sort_people(people *self, ranked *order, uint32_t *numbers) {
  form *forms = forms_of(self);
  for (uint32_t person = 0; person < self->count; person++) {
    for (uint32_t at = self->heads[person]; forms[at].next_member != NONE;)
      at = self->heads[person] = forms[at].next_member;
    order[person] = by_name(self, forms + self->heads[person], person);
  }
  sort(order, self->count);
  for (uint32_t i = 0; i < self->count; i++) numbers[order[i].number] = i;
}

static uint32_t *new_list(size_t count) {
  uint32_t *list = sheaf_mem_alloc((count + 1) * sizeof *list);
  if (list) memset(list, 0xFF, (count + 1) * sizeof *list); /* NONE */
  return list;
}

static int identify(people *self) {
  uint32_t none;
  int code = number_text(self, "", 0, &none); /* NO_TEXT */
  for (uint32_t value = 0; !code && value < self->input->values; value++) code = read_value(self, value);
  if (!code) code = read_records(self);
  if (code) return code;
  const uint32_t forms = form_count(self);
  self->placed = new_list(self->groups.count);
  self->by_orcid = new_list(self->texts.count);
  self->heads = new_list(forms);
  self->ranks = new_list(self->texts.count);
  const uint32_t most = forms > self->texts.count ? forms : self->texts.count;
  ranked *order = sheaf_mem_alloc((2 * (size_t)most + 1) * sizeof *order); /* see sort */
  uint32_t *numbers = new_list(forms);
  if (!self->placed || !self->by_orcid || !self->heads || !self->ranks || !order || !numbers) code = SHEAF_ENOMEM;
  if (!code) {
    rank_texts(self, order);
    decide(self, order);
    sort_people(self, order, numbers);
    for (uint32_t value = 0; value < self->input->values; value++)
      self->of_value[value] = numbers[forms_of(self)[self->of_value[value]].person];
  }
  sheaf_mem_free(order);
  sheaf_mem_free(numbers);
  return code;
}

int sheaf_people_identify(const sheaf_people_input *input, uint32_t *of_value, uint32_t *count, sheaf_error *err) {
  people self = {.input = input, .of_value = of_value};
  const int code = identify(&self);
  *count = self.count;
  sheaf_dictionary_clear(&self.texts);
  sheaf_dictionary_clear(&self.keys);
  sheaf_dictionary_clear(&self.groups);
  sheaf_buf_clear(&self.forms);
  sheaf_buf_clear(&self.scratch);
  uint32_t *const owned[] = {self.starts, self.records, self.placed, self.by_orcid,
                             self.heads,  self.stamps,  self.ranks};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) sheaf_mem_free(owned[i]);
  return code ? sheaf_error_memory(err) : SHEAF_OK;
}
