/* mesh_xml.c - desc2024.xml: a DescriptorRecord for each heading. Other headings are named within it (see also, entry
 * combinations), so that only whole paths count. Source: NLM, XML MeSH Data Elements. */
#include <string.h>

#include "mesh.h"
#include "xml_tree.h"

static void add(sheaf_tree *tree, sheaf_node *node, sheaf_field field, const char *note) {
  size_t length;
  if (!node) return;
  const char *text = sheaf_tree_peek(tree, node, &length);
  sheaf_record_add(tree->record, field, text, length, note, note ? strlen(note) : 0);
}

/* Translations write "Schlachthöfe[Abattoirs]": records everywhere carry the English name, so the other one is an entry
 * term. */
static void add_name(sheaf_tree *tree) {
  size_t length;
  const char *name = sheaf_tree_peek(tree, sheaf_tree_find(tree->root, "DescriptorName/String"), &length);
  const char *bracket = length && name[length - 1] == ']' ? strchr(name, '[') : NULL;
  if (bracket && bracket > name && bracket[-1] != ' ') {
    const size_t before = (size_t)(bracket - name);
    sheaf_record_add(tree->record, SHEAF_FIELD_EXTRA, name, before, "ENTRY", 5);
    name += before + 1;
    length -= before + 2;
  }
  sheaf_record_add(tree->record, SHEAF_FIELD_TITLE, name, length, NULL, 0);
}

static void add_terms(sheaf_tree *tree, const sheaf_node *concept) {
  for (sheaf_node *term = sheaf_tree_find(concept, "TermList/Term"); term; term = sheaf_tree_again(term)) {
    const int permuted = sheaf_tree_is(term, "IsPermutedTermYN", "Y");
    add(tree, sheaf_tree_find(term, "String"), SHEAF_FIELD_EXTRA, permuted ? "PERMUTED" : "ENTRY");
  }
}

static void add_year(sheaf_tree *tree) {
  static const char *const paths[] = {"DateEstablished/Year", "DateIntroduced/Year", "DateCreated/Year"};
  const sheaf_node *year = NULL;
  size_t length;
  for (size_t i = 0; !year && i < sizeof paths / sizeof *paths; i++) year = sheaf_tree_find(tree->root, paths[i]);
  const char *text = sheaf_tree_peek(tree, year, &length);
  sheaf_record_add(tree->record, SHEAF_FIELD_YEAR, text, length, NULL, 0);
}

static void fill(sheaf_tree *tree, sheaf_record *record) {
  sheaf_node *const root = tree->root;
  root->taken = 1; /* all else that stands in it is no heading of its own */
  add(tree, sheaf_tree_find(root, "DescriptorUI"), SHEAF_FIELD_LABEL, NULL);
  add_name(tree);
  if (!sheaf_record_first(record, SHEAF_FIELD_TITLE)) return;
  add_year(tree);
  for (sheaf_node *at = sheaf_tree_find(root, "TreeNumberList/TreeNumber"); at; at = sheaf_tree_again(at))
    add(tree, at, SHEAF_FIELD_EXTRA, "MN");
  for (sheaf_node *at = sheaf_tree_find(root, "ConceptList/Concept"); at; at = sheaf_tree_again(at))
    add_terms(tree, at);
  sheaf_node *allowed = sheaf_tree_find(root, "AllowableQualifiersList/AllowableQualifier");
  for (; allowed; allowed = sheaf_tree_again(allowed))
    add(tree, sheaf_tree_find(allowed, "QualifierReferredTo/QualifierName/String"), SHEAF_FIELD_EXTRA, "AQ");
}

static const char *const names[] = {"DescriptorRecord", NULL};

/* Half of the file. */
static const char *const skipped[] = {"Annotation",
                                      "ConceptRelationList",
                                      "ConsiderAlso",
                                      "EntryCombinationList",
                                      "HistoryNote",
                                      "OnlineNote",
                                      "PharmacologicalActionList",
                                      "PreviousIndexingList",
                                      "PublicMeSHNote",
                                      "RelatedRegistryNumberList",
                                      "ScopeNote",
                                      "SeeRelatedList",
                                      "SemanticTypeList",
                                      "ThesaurusIDlist",
                                      NULL};

static const sheaf_tree_map map = {
    {names, NULL, "<DescriptorRecordSet>", SHEAF_TREE_EVENTS, NULL, NULL}, skipped, NULL, fill};

static void *open_reader(sheaf_reader *reader) { return sheaf_tree_open(reader, &map); }

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  return sheaf_xml_root_is(head, length, "DescriptorRecordSet") || sheaf_xml_root_is(head, length, "DescriptorRecord")
             ? 100
             : 0;
}

const sheaf_format sheaf_mesh_xml = {"mesh-xml",  "MeSH descriptors (XML)", "xml",           detect,
                                     open_reader, sheaf_tree_next,          sheaf_tree_close};
