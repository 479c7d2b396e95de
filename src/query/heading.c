/* heading.c - see heading.h. */
#include "heading.h"

#include <string.h>

#include "base/buf.h"

enum { SUGGESTIONS = 3 };

static int no_tree(const sheaf_query_node *node, sheaf_error *err) {
  return sheaf_error_at(err, SHEAF_EUNSUPPORTED, "H-NO-TREE", node->first,
                        "\"%.80s\" is to be searched with its narrower headings, and no thesaurus is loaded; load one, "
                        "search the heading alone ([mh:noexp] in PubMed, no exp in Ovid), or set options.explode = "
                        "\"ignore\"",
                        node->text);
}

static int add_suggestion(void *context, const char *name, size_t length) {
  sheaf_buf *names = context;
  sheaf_buf_add_text(names, names->length ? ", \"" : "; near it are \"");
  sheaf_buf_add(names, name, length);
  sheaf_buf_add_byte(names, '"');
  return names->failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int unknown(sheaf_thesaurus *thesaurus, const sheaf_query_node *node, sheaf_error *err) {
  sheaf_buf names = {0};
  int code = sheaf_thesaurus_suggest(thesaurus, node->key, strlen(node->key), SUGGESTIONS, add_suggestion, &names, err);
  if (names.failed) code = sheaf_error_memory(err);
  if (!code)
    code = sheaf_error_at(err, SHEAF_EUNSUPPORTED, "S-UNKNOWN", node->first,
                          "\"%.80s\" is not in the loaded thesaurus, so what is narrower is not known%.240s; correct "
                          "it, or set options.explode = \"ignore\"",
                          node->text, sheaf_buf_text(&names));
  sheaf_buf_clear(&names);
  return code;
}

static int entry_term(const sheaf_query_node *node, const sheaf_thesaurus_entry *entry, sheaf_error *err) {
  return sheaf_error_at(err, SHEAF_EUNSUPPORTED, "H-ENTRY-TERM", node->first,
                        "\"%.80s\" is a synonym of the heading \"%.120s\": write that one, or set options.explode = "
                        "\"ignore\" to search it as it stands",
                        node->text, entry->name);
}

/* Finds what the heading means: 1 and its entry, 0 where it is searched as it stands, or a failure. */
static int resolve(const sheaf_eval_options *options, const char *syntax, const sheaf_query_node *node,
                   sheaf_thesaurus_entry *entry, sheaf_error *err) {
  const int explodes = (node->flags & SHEAF_QUERY_EXPLODE) != 0,
            ignores = options->explode == SHEAF_EVAL_EXPLODE_IGNORE;
  if (node->flags & SHEAF_QUERY_TRUNCATED) return 0;
  if (!options->thesaurus) return explodes && !ignores ? no_tree(node, err) : 0;
  const int found = sheaf_thesaurus_find(options->thesaurus, node->key, strlen(node->key), entry, err);
  if (found < 0) return found;
  if (!found) return explodes && !ignores ? unknown(options->thesaurus, node, err) : 0;
  if (!entry->is_entry || (syntax && strcmp(syntax, "pubmed") == 0)) return 1;
  return ignores ? 0 : entry_term(node, entry, err);
}

int sheaf_heading_check(const sheaf_eval_options *options, const char *syntax, const sheaf_query_node *node,
                        sheaf_error *err) {
  sheaf_thesaurus_entry entry;
  const int code = resolve(options, syntax, node, &entry, err);
  return code < 0 ? code : SHEAF_OK;
}

static int add_name(void *context, const char *key, size_t length) { return sheaf_expand_add(context, key, length); }

int sheaf_heading_names(const sheaf_eval_options *options, const char *syntax, const sheaf_query_node *node,
                        sheaf_expand *out, sheaf_error *err) {
  sheaf_thesaurus_entry entry;
  int code = resolve(options, syntax, node, &entry, err);
  if (code < 0) return code;
  if (code && (node->flags & SHEAF_QUERY_EXPLODE)) {
    code = sheaf_thesaurus_narrower(options->thesaurus, entry.descriptor, add_name, out, err);
  } else {
    const char *key = code ? entry.key : node->key;
    code = sheaf_expand_add(out, key, strlen(key));
  }
  return out->tokens.failed ? sheaf_error_memory(err) : code;
}
