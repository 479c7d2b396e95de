/* profile.h - a record as the comparison sees it: what its fields say, in forms that can be set side by side fast.
 *
 * Invariant: a profile depends on its record alone, so that a pair is judged alike whenever and in whatever company it
 * meets. */
#ifndef SHEAF_DEDUP_PROFILE_H
#define SHEAF_DEDUP_PROFILE_H

#include <stdint.h>

#include "base/error.h"
#include "place.h"
#include "record/record.h"
#include "wording.h"

enum { SHEAF_PROFILE_PERSONS = 24, SHEAF_PROFILE_SKETCH = 32, SHEAF_PROFILE_ISSNS = 4 };

/* What a title or publication type says a record is beside the paper it names. */
typedef enum sheaf_mark {
  SHEAF_MARK_ERRATUM = 1,    /* a correction of another paper */
  SHEAF_MARK_RETRACTION = 2, /* the notice that retracts another paper */
  SHEAF_MARK_COMMENT = 4,    /* a comment on another paper */
  SHEAF_MARK_REPLY = 8,      /* an answer to a comment */
  SHEAF_MARK_PROTOCOL = 16,  /* the plan of a study */
  SHEAF_MARK_ABSTRACT = 32,  /* an abstract of a meeting */
  SHEAF_MARK_PREPRINT = 64,  /* posted before peer review */
  SHEAF_MARK_UPDATE = 128    /* calls itself an update */
} sheaf_mark;

typedef enum sheaf_form {
  SHEAF_FORM_UNKNOWN, /* nothing said */
  SHEAF_FORM_ARTICLE, /* in a journal */
  SHEAF_FORM_MEETING, /* in the proceedings of a meeting */
  SHEAF_FORM_CHAPTER, /* part of a book */
  SHEAF_FORM_BOOK,    /* book or report */
  SHEAF_FORM_THESIS   /* thesis */
} sheaf_form;

typedef struct sheaf_person {
  sheaf_wording names; /* family names, then given names, each of two letters or more, without particles */
  uint8_t families;    /* how many of them are family names */
  char initial;        /* first letter of the given names, folded; 0 where unknown or not Latin */
} sheaf_person;

typedef struct sheaf_profile {
  uint32_t id;                 /* the record's number */
  uint32_t same;               /* place of the profile that stands for it and its exact copies */
  uint64_t print;              /* of all that is compared: exact copies have the same */
  sheaf_wording title;         /* words of the title without notes of databases: "[Review] [55 refs]" */
  sheaf_wording other_title;   /* original or translated title; none where not given */
  uint64_t title_bits;         /* a bit for each of its telling words */
  uint32_t title_hash;         /* of the title's letters and digits without spaces; 0 where none */
  uint16_t marks;              /* sheaf_mark bits */
  uint8_t form;                /* sheaf_form */
  uint8_t telling;             /* words of the title that tell it from others: not "Editorial", not its journal */
  uint8_t persons_cut;         /* the list of authors is known to be cut */
  uint8_t group_author;        /* one of them is a group, not a person */
  uint8_t meeting;             /* where it stands is called a meeting or proceedings */
  uint8_t issn_count;          /* ISSNs in use */
  uint8_t sketch_count;        /* numbers in sketch */
  uint16_t person_count;       /* persons kept */
  uint16_t person_total;       /* persons in the record */
  int16_t year;                /* 0 where unknown */
  sheaf_person *persons;       /* authors; borrowed from the arena */
  sheaf_wording journal;       /* telling words of the journal's full title, or the book's */
  sheaf_wording short_journal; /* of its abbreviated title */
  uint32_t issns[SHEAF_PROFILE_ISSNS];   /* hashes */
  sheaf_place place;                     /* volume, issue, pages */
  const char *doi;                       /* normalised; NULL where none; borrowed from the arena */
  uint32_t pmid;                         /* 0 where none */
  uint32_t pmcid;                        /* 0 where none */
  uint32_t edition;                      /* number of a book's edition; 0 where unknown */
  uint32_t sketch[SHEAF_PROFILE_SKETCH]; /* the smallest hashes of word pairs of the abstract's beginning, ascending */
} sheaf_profile;

/* Fills self from a record; texts live in the arena. scratch is overwritten. 0 or SHEAF_ENOMEM. */
int sheaf_profile_make(sheaf_profile *self, uint32_t id, const sheaf_record *record, sheaf_arena *arena,
                       sheaf_buf *scratch);

#endif
