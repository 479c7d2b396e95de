/* place.h - where a paper stands in its journal: volume, issue, pages as numbers that can be set side by side. */
#ifndef SHEAF_DEDUP_PLACE_H
#define SHEAF_DEDUP_PLACE_H

#include <stddef.h>
#include <stdint.h>

typedef struct sheaf_place {
  uint32_t volume;    /* 0 where unknown */
  uint32_t issue;     /* 0 where unknown */
  uint32_t first;     /* first page, or the digits of an article number; 0 where unknown */
  uint32_t last;      /* last page in full; 0 where unknown */
  char prefix;        /* small letter before the first page's digits ("S42": s); 0 where none */
  uint8_t article;    /* 1: pages is an article number ("e1234", "CD002273", "102345"), which pages do not contradict */
  uint8_t supplement; /* 1: pages of a supplement ("S42", "A134"), or an issue that is one */
} sheaf_place;

typedef enum sheaf_agreement {
  SHEAF_AGREE_UNKNOWN, /* one side does not say */
  SHEAF_AGREE_SAME,    /* both say the same */
  SHEAF_AGREE_RANGE,   /* pages: the same first and last of at least three pages, which no two papers share */
  SHEAF_AGREE_PARTLY,  /* what is said can be the same */
  SHEAF_AGREE_CONFLICT /* they say different things */
} sheaf_agreement;

/* Fills self; a text that is not given is NULL and 0. year tells a volume that is only the year. */
void sheaf_place_read(sheaf_place *self, int year, const char *volume, size_t volume_length, const char *issue,
                      size_t issue_length, const char *pages, size_t pages_length);

sheaf_agreement sheaf_place_volumes(const sheaf_place *a, const sheaf_place *b);
sheaf_agreement sheaf_place_issues(const sheaf_place *a, const sheaf_place *b);
sheaf_agreement sheaf_place_pages(const sheaf_place *a, const sheaf_place *b);

#endif
