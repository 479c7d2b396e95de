/* compare.c - see compare.h.
 *
 * The points are about the logarithm (base 2) of how much likelier a finding is in two copies of one paper than in two
 * papers that share a blocking key. They were set by hand; the sets that they were looked at on are in
 * spec/bench/dedup.lua. */
#include "compare.h"

#include <math.h>
#include <string.h>

#include "person.h"
#include "title.h"
#include "venue.h"

/* Points at which a pair is merged, and shown for review. */
static const double MERGE_POINTS = 9.5, REVIEW_POINTS = 5;

/* Pages up to this one are in every issue of a journal that counts them anew. */
enum { LOW_PAGE = 30 };

typedef struct comparison {
  const sheaf_profile *a, *b;    /* the two */
  sheaf_title_match title;       /* of the titles that agree best */
  sheaf_person_match persons;    /* authors */
  sheaf_venue_relation venue;    /* journals */
  sheaf_agreement volume, issue; /* place */
  sheaf_agreement pages;         /* place */
  int doi, pmid;                 /* 1 same, -1 conflict, 0 one has none */
  sheaf_evidence *out;           /* what is being filled */
} comparison;

static void say(comparison *self, sheaf_rule rule, const char *text, double points) {
  self->out->findings[rule] = (sheaf_finding){text, points};
  self->out->points += points;
}

/* ---- identifiers ---- */

static void compare_pmid(comparison *self) {
  const uint32_t a = self->a->pmid, b = self->b->pmid;
  if (!a || !b) return;
  self->pmid = a == b ? 1 : -1;
  say(self, SHEAF_RULE_PMID, a == b ? "same" : "conflict", a == b ? 12 : -12);
}

static void compare_pmcid(comparison *self) {
  const uint32_t a = self->a->pmcid, b = self->b->pmcid;
  if (a && b) say(self, SHEAF_RULE_PMCID, a == b ? "same" : "conflict", a == b ? 8 : -6);
}

static int pages_agree(const comparison *self) {
  return self->pages == SHEAF_AGREE_SAME || self->pages == SHEAF_AGREE_RANGE;
}

/* 1 where volume and first page are the same, and issues and journals can be. */
static int same_place(const comparison *self) {
  return self->volume == SHEAF_AGREE_SAME && pages_agree(self) && self->issue != SHEAF_AGREE_CONFLICT &&
         self->venue < SHEAF_VENUE_OTHER;
}

/* 1 where only one paper can stand: the same pages, more than two, of one volume of one journal or one meeting. */
static int only_place(const comparison *self) {
  if (self->pages != SHEAF_AGREE_RANGE || self->issue == SHEAF_AGREE_CONFLICT) return 0;
  if (self->venue != SHEAF_VENUE_SAME && self->venue != SHEAF_VENUE_LIKE) return 0;
  if (self->volume == SHEAF_AGREE_SAME) return 1;
  const int meetings = self->a->form == SHEAF_FORM_MEETING && self->b->form == SHEAF_FORM_MEETING;
  return meetings && self->volume == SHEAF_AGREE_UNKNOWN && self->a->year == self->b->year &&
         self->title.similarity > 0.5;
}

static void compare_doi(comparison *self) {
  const char *a = self->a->doi, *b = self->b->doi;
  if (!a || !b) return;
  self->doi = strcmp(a, b) == 0 ? 1 : -1;
  if (self->doi > 0) {
    /* Abstracts of one supplement often share its DOI. */
    const int other_title = self->title.relation >= SHEAF_TITLE_NUMBERS;
    say(self, SHEAF_RULE_DOI, other_title ? "same, other title" : "same", other_title ? 5 : 8);
  } else if (same_place(self)) {
    say(self, SHEAF_RULE_DOI, "conflict, in one place", -3); /* mistyped, or of the translation */
  } else {
    say(self, SHEAF_RULE_DOI, "conflict", -7);
  }
}

/* ---- title ---- */

static void better(sheaf_title_match *best, const sheaf_wording *a, const sheaf_wording *b) {
  sheaf_title_match other;
  if (!a->count || !b->count) return;
  sheaf_title_compare(a, b, &other);
  if (other.relation <= SHEAF_TITLE_NEAR && best->relation > SHEAF_TITLE_NEAR) *best = other;
}

static void compare_titles(comparison *self) {
  const sheaf_profile *a = self->a, *b = self->b;
  sheaf_title_compare(&a->title, &b->title, &self->title);
  if (self->title.relation > SHEAF_TITLE_NEAR) {
    better(&self->title, &a->title, &b->other_title);
    better(&self->title, &a->other_title, &b->title);
    better(&self->title, &a->other_title, &b->other_title);
  }
  self->out->title = self->title.similarity;
}

static int is_english(const sheaf_wording *title) {
  static const char *const list[] = {"of", "the", "and", "for", "with", "to", "from", "on", NULL};
  for (size_t i = 0; i < title->count; i++)
    if (title->list[i].common && sheaf_wording_listed(title->list[i].text, list)) return 1;
  return 0;
}

/* 1 where neither title can be a translation of the other. */
static int are_english(const comparison *self) { return is_english(&self->a->title) && is_english(&self->b->title); }

static void say_title(comparison *self) {
  const sheaf_title_match *m = &self->title;
  const int least = self->a->telling < self->b->telling ? self->a->telling : self->b->telling;
  const double telling = least > 6 ? 6 : least > 0 ? least : 0.5;
  /* A title in another language, or a slip in a number: there can be no other paper in this place. */
  const int one_language = m->relation == SHEAF_TITLE_DIFFERENT && are_english(self);
  const double worst = only_place(self) && self->persons.relation == SHEAF_PERSON_SAME && !one_language ? -2 : -100;
  switch (m->relation) {
    case SHEAF_TITLE_UNKNOWN: return;
    case SHEAF_TITLE_EXACT: say(self, SHEAF_RULE_TITLE, "exact", telling); return;
    case SHEAF_TITLE_NEAR: say(self, SHEAF_RULE_TITLE, "near", telling - 0.5); return;
    case SHEAF_TITLE_CONTAINED: say(self, SHEAF_RULE_TITLE, "contained", telling - 1.5); return;
    case SHEAF_TITLE_LONGER: say(self, SHEAF_RULE_TITLE, "longer", telling - 3); return;
    case SHEAF_TITLE_NUMBERS: say(self, SHEAF_RULE_TITLE, "other numbers", fmax(worst, -6)); return;
    case SHEAF_TITLE_CHANGED:
      say(self, SHEAF_RULE_TITLE, "other words", fmax(worst + 1, m->similarity > 0.8 ? -3 : -6));
      return;
    case SHEAF_TITLE_DIFFERENT: say(self, SHEAF_RULE_TITLE, "different", fmax(worst, -9)); return;
  }
}

/* ---- authors and source ---- */

static void compare_authors(comparison *self) {
  sheaf_person_match *m = &self->persons;
  sheaf_person_compare(self->a, self->b, m);
  self->out->authors = m->similarity;
  const double many = m->matched < 4 ? m->matched : 4;
  switch (m->relation) {
    case SHEAF_PERSON_UNKNOWN: return;
    case SHEAF_PERSON_SAME: say(self, SHEAF_RULE_AUTHORS, "same", 2 + many / 2 - (m->first ? 0 : 0.5)); return;
    case SHEAF_PERSON_MOST: say(self, SHEAF_RULE_AUTHORS, "most", m->first ? 2 : 1); return;
    case SHEAF_PERSON_SOME: say(self, SHEAF_RULE_AUTHORS, "some", m->first ? 0 : -2); return;
    case SHEAF_PERSON_OTHER:
      if (self->a->group_author != self->b->group_author)
        say(self, SHEAF_RULE_AUTHORS, "a group and persons", -2);
      else
        say(self, SHEAF_RULE_AUTHORS, "other", -6);
      return;
  }
}

static void compare_years(comparison *self) {
  if (!self->a->year || !self->b->year) return;
  const int apart = self->a->year > self->b->year ? self->a->year - self->b->year : self->b->year - self->a->year;
  if (apart == 0)
    say(self, SHEAF_RULE_YEAR, "same", 1);
  else if (apart == 1)
    say(self, SHEAF_RULE_YEAR, "one apart", -1);
  else
    say(self, SHEAF_RULE_YEAR, "conflict", apart == 2 ? -2 : -4);
}

static void compare_journals(comparison *self) {
  self->venue = sheaf_venue_compare(self->a, self->b);
  switch (self->venue) {
    case SHEAF_VENUE_UNKNOWN: return;
    case SHEAF_VENUE_SAME: say(self, SHEAF_RULE_JOURNAL, "same", 2); return;
    case SHEAF_VENUE_LIKE: say(self, SHEAF_RULE_JOURNAL, "alike", 1); return;
    case SHEAF_VENUE_MEETINGS: say(self, SHEAF_RULE_JOURNAL, "other meeting", -2); return;
    case SHEAF_VENUE_OTHER: say(self, SHEAF_RULE_JOURNAL, "other", -4); return;
  }
}

static void say_agreement(comparison *self, sheaf_rule rule, sheaf_agreement got, double same, double partly,
                          double conflict) {
  switch (got) {
    case SHEAF_AGREE_UNKNOWN: return;
    case SHEAF_AGREE_RANGE: say(self, rule, "same range", same + 2); return;
    case SHEAF_AGREE_SAME: say(self, rule, "same", same); return;
    case SHEAF_AGREE_PARTLY: say(self, rule, "compatible", partly); return;
    case SHEAF_AGREE_CONFLICT: say(self, rule, "conflict", conflict); return;
  }
}

static void compare_places(comparison *self) {
  const sheaf_place *a = &self->a->place, *b = &self->b->place;
  self->volume = sheaf_place_volumes(a, b);
  self->issue = sheaf_place_issues(a, b);
  self->pages = sheaf_place_pages(a, b);
  say_agreement(self, SHEAF_RULE_VOLUME, self->volume, 1.5, 0.5, -3);
  /* Databases count issues differently (a supplement, a double issue); but low pages are in each. */
  say_agreement(self, SHEAF_RULE_ISSUE, self->issue, 0.5, 0, pages_agree(self) && a->first > LOW_PAGE ? -0.5 : -3);
  say_agreement(self, SHEAF_RULE_PAGES, self->pages, a->first == 1 ? 1 : 3, 1.5, -4);
}

static void compare_abstracts(comparison *self) {
  const sheaf_profile *a = self->a, *b = self->b;
  self->out->abstract = -1;
  if (!a->sketch_count || !b->sketch_count) return;
  /* Of the smallest numbers of both lists together, those that are in both. */
  size_t i = 0, j = 0, all = 0, both = 0;
  while (i < a->sketch_count && j < b->sketch_count && all < SHEAF_PROFILE_SKETCH) {
    const uint32_t x = a->sketch[i], y = b->sketch[j];
    both += x == y;
    i += x <= y;
    j += y <= x;
    all++;
  }
  const double share = all ? (double)both / (double)all : 0;
  self->out->abstract = share;
  if (share > 0.5)
    say(self, SHEAF_RULE_ABSTRACT, "same", 4);
  else if (share > 0.2)
    say(self, SHEAF_RULE_ABSTRACT, "alike", 2);
  else
    say(self, SHEAF_RULE_ABSTRACT, "other", share > 0.05 ? 0 : -2);
}

/* ---- what ties two papers ---- */

static int same_title(const comparison *self) {
  return self->title.relation >= SHEAF_TITLE_EXACT && self->title.relation <= SHEAF_TITLE_LONGER;
}

static int starts(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

/* The length of a DOI without its version: Cochrane's ".pub3", F1000's ".2", "/v2", "v2" of preprint servers; 0 where
 * it names none. */
static size_t version_base(const char *doi) {
  size_t end = strlen(doi);
  while (end && doi[end - 1] >= '0' && doi[end - 1] <= '9') end--;
  if (!doi[end] || end < 9) return 0;
  if (!memcmp(doi + end - 4, ".pub", 4)) return end - 4;
  const int server = starts(doi, "10.1101/") || starts(doi, "10.48550/");
  if (doi[end - 1] == 'v' && (doi[end - 2] == '/' || doi[end - 2] == '.')) return end - 2;
  if (doi[end - 1] == 'v' && server) return end - 1;
  if (doi[end - 1] == '.' && starts(doi, "10.12688/") && memchr(doi + 9, '.', end > 10 ? end - 10 : 0)) return end - 1;
  return 0;
}

/* 10.1002/14651858.CD000001 is the first version of what .pub2 is the second. */
static int is_version_of(const char *a, const char *b) {
  const size_t base_a = version_base(a), base_b = version_base(b);
  if (base_a && base_b) return base_a == base_b && !memcmp(a, b, base_a);
  if (base_a) return strlen(b) == base_a && !memcmp(a, b, base_a);
  return base_b && strlen(a) == base_b && !memcmp(a, b, base_b);
}

/* Reviews that are updated under one title: one journal without pages, other year or issue. */
static int is_updated(const comparison *self) {
  const sheaf_wording *journal = self->a->journal.count ? &self->a->journal : &self->a->short_journal;
  if (self->venue != SHEAF_VENUE_SAME && self->venue != SHEAF_VENUE_LIKE) return 0;
  if (!journal->count || strcmp(journal->list[0].text, "cochrane")) return 0;
  const int years = self->a->year && self->b->year && self->a->year != self->b->year;
  return years && self->issue != SHEAF_AGREE_SAME;
}

static sheaf_link marked_link(unsigned marks) {
  if (marks & SHEAF_MARK_ERRATUM) return SHEAF_LINK_ERRATUM;
  if (marks & SHEAF_MARK_RETRACTION) return SHEAF_LINK_RETRACTION;
  if (marks & SHEAF_MARK_REPLY) return SHEAF_LINK_REPLY;
  if (marks & SHEAF_MARK_COMMENT) return SHEAF_LINK_COMMENT;
  return SHEAF_LINK_NONE;
}

/* Several pages of a journal's own, not of a supplement. */
static int is_full_paper(const sheaf_place *place) { return !place->prefix && place->last > place->first + 2; }

/* A paper of a meeting and an article, or an abstract in a supplement and the paper. */
static int is_meeting_and_article(const comparison *self) {
  const sheaf_profile *a = self->a, *b = self->b;
  if (self->volume == SHEAF_AGREE_SAME && pages_agree(self)) return 0;
  const int forms = (a->form == SHEAF_FORM_MEETING) != (b->form == SHEAF_FORM_MEETING);
  if (forms && self->venue == SHEAF_VENUE_OTHER) return 1;
  if (self->pages == SHEAF_AGREE_CONFLICT && a->place.supplement != b->place.supplement &&
      is_full_paper(a->place.supplement ? &b->place : &a->place))
    return 1;
  const int abstracts = ((a->marks ^ b->marks) & SHEAF_MARK_ABSTRACT) != 0;
  return (forms || abstracts) && (self->pages == SHEAF_AGREE_CONFLICT || self->volume == SHEAF_AGREE_CONFLICT);
}

static sheaf_link find_link(const comparison *self) {
  const unsigned differ = (unsigned)(self->a->marks ^ self->b->marks);
  if (self->a->doi && self->b->doi && is_version_of(self->a->doi, self->b->doi)) return SHEAF_LINK_VERSION;
  if (self->a->edition && self->b->edition && self->a->edition != self->b->edition) return SHEAF_LINK_VERSION;
  if (marked_link(differ)) return marked_link(differ);
  if (self->persons.relation >= SHEAF_PERSON_SOME) return SHEAF_LINK_NONE;
  if (self->title.relation == SHEAF_TITLE_NUMBERS && self->persons.relation && !only_place(self) &&
      self->title.similarity > 0.75)
    return SHEAF_LINK_PART;
  if (!same_title(self)) return SHEAF_LINK_NONE;
  if ((differ & SHEAF_MARK_PREPRINT) && self->venue != SHEAF_VENUE_SAME) return SHEAF_LINK_PREPRINT;
  if (is_updated(self)) return SHEAF_LINK_VERSION;
  if ((differ & SHEAF_MARK_PROTOCOL) && !same_place(self)) return SHEAF_LINK_PROTOCOL;
  if ((differ & SHEAF_MARK_UPDATE) && !same_place(self)) return SHEAF_LINK_VERSION;
  if (is_meeting_and_article(self)) return SHEAF_LINK_MEETING;
  return SHEAF_LINK_NONE;
}

/* One text that its journal printed twice, or that got another DOI with its issue: all words are the same, abstract
 * included, and both are whole papers. */
static int is_printed_twice(const comparison *self) {
  const int years = self->a->year - self->b->year;
  return self->title.relation == SHEAF_TITLE_EXACT && self->a->telling >= 3 && self->out->abstract >= 0.9 &&
         self->persons.relation == SHEAF_PERSON_SAME && self->a->person_total == self->b->person_total &&
         self->venue == SHEAF_VENUE_SAME && self->pmid == 0 && years <= 1 && years >= -1 &&
         is_full_paper(&self->a->place) && is_full_paper(&self->b->place);
}

/* A thesis or report and the article made of it: two papers, where nothing but title and author says otherwise. */
static int is_thesis_and_article(const comparison *self) {
  const uint8_t a = self->a->form, b = self->b->form;
  const int long_a = a == SHEAF_FORM_THESIS || a == SHEAF_FORM_BOOK,
            long_b = b == SHEAF_FORM_THESIS || b == SHEAF_FORM_BOOK;
  return (long_a && b == SHEAF_FORM_ARTICLE && self->b->journal.count) ||
         (long_b && a == SHEAF_FORM_ARTICLE && self->a->journal.count);
}

static void decide(comparison *self) {
  sheaf_evidence *out = self->out;
  const int identified = self->pmid > 0 || (self->doi > 0 && !marked_link((unsigned)(self->a->marks ^ self->b->marks)));
  const sheaf_link link = identified ? SHEAF_LINK_NONE : find_link(self);
  if (!link && out->points < MERGE_POINTS && is_printed_twice(self))
    say(self, SHEAF_RULE_KIND, "printed twice", 10);
  else if (!link && !identified && is_thesis_and_article(self))
    say(self, SHEAF_RULE_KIND, "a thesis or report, and an article", -4);
  if (link) {
    const double against = out->points - MERGE_POINTS + 6;
    const int near = same_title(self) || self->title.similarity > 0.6;
    say(self, SHEAF_RULE_KIND, sheaf_compare_link_name(link), against > 4 ? -against : -4);
    if (near && !(self->persons.relation == SHEAF_PERSON_OTHER && link != SHEAF_LINK_COMMENT)) out->link = link;
  }
  out->score = sheaf_compare_score(out->points);
  out->verdict = link                           ? SHEAF_VERDICT_DISTINCT
                 : out->points >= MERGE_POINTS  ? SHEAF_VERDICT_MERGE
                 : out->points >= REVIEW_POINTS ? SHEAF_VERDICT_REVIEW
                                                : SHEAF_VERDICT_DISTINCT;
}

static int bits(uint64_t value) {
  int count = 0;
  for (; value; value &= value - 1) count++;
  return count;
}

int sheaf_compare_hopeless(const sheaf_profile *a, const sheaf_profile *b) {
  if (!a->title_bits || !b->title_bits || a->other_title.count || b->other_title.count) return 0;
  if (a->pmid && a->pmid == b->pmid) return 0;
  if (a->doi && b->doi && strcmp(a->doi, b->doi) == 0) return 0;
  if (a->place.first && a->place.first == b->place.first && a->place.last == b->place.last) return 0;
  const int in_a = bits(a->title_bits), in_b = bits(b->title_bits);
  return bits(a->title_bits & b->title_bits) * 2 < (in_a < in_b ? in_a : in_b);
}

double sheaf_compare_score(double points) { return 1 / (1 + exp((REVIEW_POINTS + MERGE_POINTS) / 2 - points)); }

void sheaf_compare(const sheaf_profile *a, const sheaf_profile *b, sheaf_evidence *out) {
  *out = (sheaf_evidence){.abstract = -1};
  comparison self = {.a = a, .b = b, .out = out};
  compare_pmid(&self);
  compare_pmcid(&self);
  compare_titles(&self);
  compare_authors(&self);
  compare_years(&self);
  compare_journals(&self);
  compare_places(&self);
  say_title(&self);
  compare_doi(&self);
  compare_abstracts(&self);
  decide(&self);
}

const char *sheaf_compare_rule_name(sheaf_rule rule) {
  static const char *const names[] = {
#define SHEAF_COMPARE_NAME(NAME, name) name,
      SHEAF_COMPARE_RULES(SHEAF_COMPARE_NAME)};
  return names[rule];
}

const char *sheaf_compare_link_name(sheaf_link link) {
  static const char *const names[] = {SHEAF_COMPARE_LINKS(SHEAF_COMPARE_NAME)};
#undef SHEAF_COMPARE_NAME
  return names[link];
}

const char *sheaf_compare_verdict_name(sheaf_verdict verdict) {
  return verdict == SHEAF_VERDICT_MERGE ? "merge" : verdict == SHEAF_VERDICT_REVIEW ? "review" : "distinct";
}
