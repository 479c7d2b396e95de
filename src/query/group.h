/* group.h - where the words of an OR group stand, for one chunk of documents after the other.
 *
 * The words' posting lists are walked side by side with the documents asked for, and stay open from chunk to chunk.
 * What they give is put in order by document with counting, not by comparing: that takes time in proportion to it.
 * Chunks ascend: the documents of one lie above those of the chunk before. */
#ifndef SHEAF_QUERY_GROUP_H
#define SHEAF_QUERY_GROUP_H

#include "expand.h"
#include "spans.h"

typedef struct sheaf_group_place {
  uint32_t slot;     /* which document of the chunk */
  uint32_t instance; /* which value of the field */
  uint32_t position; /* which word of it */
} sheaf_group_place;

/* What groups of one evaluation share. */
typedef struct sheaf_group_room {
  sheaf_group_place *places; /* of the chunk at hand, word by word */
  size_t count;              /* places in use */
  size_t capacity;           /* places allocated */
  size_t lists;              /* bytes in the lists that stay open, about */
  size_t read;               /* places of rare words that were read at once */
  uint16_t *map;             /* by document less the chunk's first: its slot, or SHEAF_GROUP_NONE */
  uint32_t mapped;           /* documents in the map; 0 where the chunk's are too far apart */
} sheaf_group_room;

enum { SHEAF_GROUP_NONE = UINT16_MAX };

typedef struct sheaf_group {
  sheaf_index *index;          /* borrowed */
  unsigned field;              /* of the index */
  sheaf_expand tokens;         /* the words; owned */
  sheaf_posting_cursor **open; /* by token: its list where it stays open, else NULL */
  uint32_t *documents;         /* by token, where there are few: where its list stands, UINT32_MAX at the end */
  uint8_t *later;              /* by token: 1 where the list is opened for every chunk anew */
  size_t laters;               /* how many are */
  uint64_t total;              /* documents of all lists, one after the other */
  sheaf_spans rare;            /* the words that were read at once, ascending */
  size_t rare_at;              /* the first of them that no chunk has passed */
  sheaf_spans spans;           /* the words of the chunk at hand, ascending */
  uint32_t *starts;            /* by slot: its first span; one more at the end */
  size_t slots;                /* room in starts, less one */
} sheaf_group;

void sheaf_group_room_clear(sheaf_group_room *self);

/* Opens the words of the tokens, which are taken over also on failure. Always clear. 0, SHEAF_ERANGE "W-EXPAND-LIMIT"
 * where there are too many to look up where they stand, or what the index reports. */
int sheaf_group_open(sheaf_group *self, sheaf_index *index, unsigned field, sheaf_expand *tokens,
                     sheaf_group_room *room, sheaf_error *err);
void sheaf_group_clear(sheaf_group *self);

/* Fills spans and starts with where the words stand in ids (ascending). */
int sheaf_group_take(sheaf_group *self, const uint32_t *ids, size_t count, sheaf_group_room *room, sheaf_error *err);

/* How many documents a chunk of some groups should have, so that their places fit in memory. */
size_t sheaf_group_chunk(const sheaf_group *groups, size_t count);

#endif
