/* nlm.c - see nlm.h. Sources: NLM, MeSH qualifiers with their codes and hierarchies; MeSH tree V. Old
 * qualifiers that records and strategies still carry are kept. Types whose place NLM has moved are given under the
 * broader type that has always held them. */
#include "nlm.h"

#include <string.h>

typedef struct pair {
  const char *narrow; /* a code of a qualifier, or the narrower name */
  const char *broad;  /* its name, or the broader name */
} pair;

static const pair codes[] = {
    {"ab", "abnormalities"},
    {"ad", "administration dosage"},
    {"ae", "adverse effects"},
    {"ag", "agonists"},
    {"aa", "analogs derivatives"},
    {"an", "analysis"},
    {"ah", "anatomy histology"},
    {"ai", "antagonists inhibitors"},
    {"bi", "biosynthesis"},
    {"bl", "blood"},
    {"bs", "blood supply"},
    {"cf", "cerebrospinal fluid"},
    {"cs", "chemical synthesis"},
    {"ci", "chemically induced"},
    {"ch", "chemistry"},
    {"cl", "classification"},
    {"co", "complications"},
    {"cn", "congenital"},
    {"ct", "contraindications"},
    {"cy", "cytology"},
    {"df", "deficiency"},
    {"di", "diagnosis"},
    {"dg", "diagnostic imaging"},
    {"du", "diagnostic use"},
    {"dh", "diet therapy"},
    {"de", "drug effects"},
    {"dt", "drug therapy"},
    {"ec", "economics"},
    {"ed", "education"},
    {"em", "embryology"},
    {"en", "enzymology"},
    {"ep", "epidemiology"},
    {"es", "ethics"},
    {"eh", "ethnology"},
    {"et", "etiology"},
    {"ge", "genetics"},
    {"gd", "growth development"},
    {"hi", "history"},
    {"im", "immunology"},
    {"in", "injuries"},
    {"ir", "innervation"},
    {"is", "instrumentation"},
    {"ip", "isolation purification"},
    {"lj", "legislation jurisprudence"},
    {"ma", "manpower"},
    {"me", "metabolism"},
    {"mt", "methods"},
    {"mi", "microbiology"},
    {"mo", "mortality"},
    {"nu", "nursing"},
    {"og", "organization administration"},
    {"ps", "parasitology"},
    {"py", "pathogenicity"},
    {"pa", "pathology"},
    {"pk", "pharmacokinetics"},
    {"pd", "pharmacology"},
    {"ph", "physiology"},
    {"pp", "physiopathology"},
    {"po", "poisoning"},
    {"pc", "prevention control"},
    {"px", "psychology"},
    {"re", "radiation effects"},
    {"ra", "radiography"},
    {"ri", "radionuclide imaging"},
    {"rt", "radiotherapy"},
    {"rh", "rehabilitation"},
    {"sc", "secondary"},
    {"se", "secretion"},
    {"st", "standards"},
    {"sn", "statistics numerical data"},
    {"sd", "supply distribution"},
    {"su", "surgery"},
    {"tu", "therapeutic use"},
    {"th", "therapy"},
    {"to", "toxicity"},
    {"tm", "transmission"},
    {"tr", "transplantation"},
    {"td", "trends"},
    {"ul", "ultrastructure"},
    {"us", "ultrasonography"},
    {"ur", "urine"},
    {"ut", "utilization"},
    {"ve", "veterinary"},
    {"vi", "virology"},
};

static const pair qualifiers[] = {
    {"blood", "analysis"},
    {"cerebrospinal fluid", "analysis"},
    {"isolation purification", "analysis"},
    {"urine", "analysis"},
    {"blood supply", "anatomy histology"},
    {"cytology", "anatomy histology"},
    {"ultrastructure", "cytology"},
    {"embryology", "anatomy histology"},
    {"abnormalities", "embryology"},
    {"innervation", "anatomy histology"},
    {"agonists", "chemistry"},
    {"analogs derivatives", "chemistry"},
    {"antagonists inhibitors", "chemistry"},
    {"chemical synthesis", "chemistry"},
    {"secondary", "complications"},
    {"diagnostic imaging", "diagnosis"},
    {"radiography", "diagnostic imaging"},
    {"radionuclide imaging", "diagnostic imaging"},
    {"ultrasonography", "diagnostic imaging"},
    {"ethnology", "epidemiology"},
    {"mortality", "epidemiology"},
    {"chemically induced", "etiology"},
    {"complications", "etiology"},
    {"congenital", "etiology"},
    {"embryology", "etiology"},
    {"genetics", "etiology"},
    {"immunology", "etiology"},
    {"microbiology", "etiology"},
    {"parasitology", "etiology"},
    {"transmission", "etiology"},
    {"virology", "microbiology"},
    {"biosynthesis", "metabolism"},
    {"blood", "metabolism"},
    {"cerebrospinal fluid", "metabolism"},
    {"deficiency", "metabolism"},
    {"enzymology", "metabolism"},
    {"pharmacokinetics", "metabolism"},
    {"urine", "metabolism"},
    {"economics", "organization administration"},
    {"legislation jurisprudence", "organization administration"},
    {"manpower", "organization administration"},
    {"standards", "organization administration"},
    {"statistics numerical data", "organization administration"},
    {"supply distribution", "organization administration"},
    {"trends", "organization administration"},
    {"utilization", "organization administration"},
    {"administration dosage", "pharmacology"},
    {"adverse effects", "pharmacology"},
    {"agonists", "pharmacology"},
    {"antagonists inhibitors", "pharmacology"},
    {"contraindications", "pharmacology"},
    {"diagnostic use", "pharmacology"},
    {"pharmacokinetics", "pharmacology"},
    {"poisoning", "adverse effects"},
    {"toxicity", "adverse effects"},
    {"genetics", "physiology"},
    {"growth development", "physiology"},
    {"immunology", "physiology"},
    {"metabolism", "physiology"},
    {"physiopathology", "physiology"},
    {"secretion", "physiology"},
    {"epidemiology", "statistics numerical data"},
    {"supply distribution", "statistics numerical data"},
    {"utilization", "statistics numerical data"},
    {"transplantation", "surgery"},
    {"administration dosage", "therapeutic use"},
    {"adverse effects", "therapeutic use"},
    {"contraindications", "therapeutic use"},
    {"diet therapy", "therapy"},
    {"drug therapy", "therapy"},
    {"nursing", "therapy"},
    {"prevention control", "therapy"},
    {"radiotherapy", "therapy"},
    {"rehabilitation", "therapy"},
    {"surgery", "therapy"},
};

static const pair types[] = {
    {"clinical trial", "clinical study"},
    {"observational study", "clinical study"},
    {"adaptive clinical trial", "clinical trial"},
    {"clinical trial phase i", "clinical trial"},
    {"clinical trial phase ii", "clinical trial"},
    {"clinical trial phase iii", "clinical trial"},
    {"clinical trial phase iv", "clinical trial"},
    {"controlled clinical trial", "clinical trial"},
    {"equivalence trial", "clinical trial"},
    {"pragmatic clinical trial", "clinical trial"},
    {"randomized controlled trial", "controlled clinical trial"},
    {"randomized controlled trial veterinary", "clinical trial veterinary"},
    {"network meta analysis", "meta analysis"},
    {"scoping review", "review"},
    {"systematic review", "review"},
    {"practice guideline", "guideline"},
    {"consensus development conference nih", "consensus development conference"},
    {"newspaper article", "news"},
    {"autobiography", "biography"},
    {"research support american recovery and reinvestment act", "research support u s government"},
    {"research support n i h extramural", "research support u s government"},
    {"research support n i h intramural", "research support u s government"},
    {"research support u s gov t non p h s", "research support u s government"},
    {"research support u s gov t p h s", "research support u s government"},
    {"research support u s government", "support of research"},
    {"research support non u s gov t", "support of research"},
};

enum { CODES = sizeof codes / sizeof *codes };

/* 1 where key is name with the word "and" put in anywhere. */
static int same_but_and(const char *key, const char *name) {
  while (*key && *key == *name) {
    key++, name++;
    if (key[-1] == ' ' && strncmp(key, "and ", 4) == 0) key += 4;
  }
  return *key == *name;
}

const char *sheaf_nlm_qualifier(const char *key) {
  for (size_t i = 0; i < CODES; i++)
    if (strcmp(codes[i].narrow, key) == 0 || same_but_and(key, codes[i].broad)) return codes[i].broad;
  return NULL;
}

const char *sheaf_nlm_code(const char *name) {
  for (size_t i = 0; i < CODES; i++)
    if (strcmp(codes[i].broad, name) == 0) return codes[i].narrow;
  return NULL;
}

size_t sheaf_nlm_narrower(sheaf_nlm vocabulary, const char *name, const char **names, size_t room) {
  const int qualifier = vocabulary == SHEAF_NLM_QUALIFIERS;
  const pair *rows = qualifier ? qualifiers : types;
  const size_t count = qualifier ? sizeof qualifiers / sizeof *qualifiers : sizeof types / sizeof *types;
  size_t found = 0;
  if (room) names[found++] = name;
  for (size_t at = 0; at < found; at++)
    for (size_t i = 0; i < count && found < room; i++) {
      if (strcmp(rows[i].broad, names[at]) != 0) continue;
      size_t k = 0;
      while (k < found && strcmp(names[k], rows[i].narrow) != 0) k++;
      if (k == found) names[found++] = rows[i].narrow;
    }
  return found;
}
