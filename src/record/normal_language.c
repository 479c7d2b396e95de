/* normal_language.c - languages as ISO 639-2/B codes, the form that MEDLINE uses. See normal.h.
 * Source: the ISO 639-2 code list of the Library of Congress. */
#include <string.h>
#include <strings.h>

#include "normal.h"

typedef struct language_row {
  const char *code;  /* ISO 639-2/B */
  const char *terms; /* ISO 639-2/T where it differs, "" otherwise */
  const char *two;   /* ISO 639-1, "" where there is none */
  const char *name;  /* in English */
} language_row;

static const language_row rows[] = {{"afr", "", "af", "Afrikaans"},
                                    {"alb", "sqi", "sq", "Albanian"},
                                    {"amh", "", "am", "Amharic"},
                                    {"ara", "", "ar", "Arabic"},
                                    {"arm", "hye", "hy", "Armenian"},
                                    {"aze", "", "az", "Azerbaijani"},
                                    {"baq", "eus", "eu", "Basque"},
                                    {"bel", "", "be", "Belarusian"},
                                    {"ben", "", "bn", "Bengali"},
                                    {"bos", "", "bs", "Bosnian"},
                                    {"bul", "", "bg", "Bulgarian"},
                                    {"bur", "mya", "my", "Burmese"},
                                    {"cat", "", "ca", "Catalan"},
                                    {"chi", "zho", "zh", "Chinese"},
                                    {"cze", "ces", "cs", "Czech"},
                                    {"dan", "", "da", "Danish"},
                                    {"dut", "nld", "nl", "Dutch"},
                                    {"eng", "", "en", "English"},
                                    {"epo", "", "eo", "Esperanto"},
                                    {"est", "", "et", "Estonian"},
                                    {"fin", "", "fi", "Finnish"},
                                    {"fre", "fra", "fr", "French"},
                                    {"geo", "kat", "ka", "Georgian"},
                                    {"ger", "deu", "de", "German"},
                                    {"gla", "", "gd", "Scottish Gaelic"},
                                    {"gle", "", "ga", "Irish"},
                                    {"glg", "", "gl", "Galician"},
                                    {"gre", "ell", "el", "Greek"},
                                    {"heb", "", "he", "Hebrew"},
                                    {"hin", "", "hi", "Hindi"},
                                    {"hrv", "", "hr", "Croatian"},
                                    {"hun", "", "hu", "Hungarian"},
                                    {"ice", "isl", "is", "Icelandic"},
                                    {"ind", "", "id", "Indonesian"},
                                    {"ita", "", "it", "Italian"},
                                    {"jpn", "", "ja", "Japanese"},
                                    {"kaz", "", "kk", "Kazakh"},
                                    {"kin", "", "rw", "Kinyarwanda"},
                                    {"kir", "", "ky", "Kyrgyz"},
                                    {"kor", "", "ko", "Korean"},
                                    {"lat", "", "la", "Latin"},
                                    {"lav", "", "lv", "Latvian"},
                                    {"lit", "", "lt", "Lithuanian"},
                                    {"mac", "mkd", "mk", "Macedonian"},
                                    {"mal", "", "ml", "Malayalam"},
                                    {"mao", "mri", "mi", "Maori"},
                                    {"may", "msa", "ms", "Malay"},
                                    {"mon", "", "mn", "Mongolian"},
                                    {"mul", "", "", "Multiple languages"},
                                    {"nep", "", "ne", "Nepali"},
                                    {"nor", "", "no", "Norwegian"},
                                    {"per", "fas", "fa", "Persian"},
                                    {"pol", "", "pl", "Polish"},
                                    {"por", "", "pt", "Portuguese"},
                                    {"pus", "", "ps", "Pushto"},
                                    {"rum", "ron", "ro", "Romanian"},
                                    {"rus", "", "ru", "Russian"},
                                    {"san", "", "sa", "Sanskrit"},
                                    {"slo", "slk", "sk", "Slovak"},
                                    {"slv", "", "sl", "Slovenian"},
                                    {"spa", "", "es", "Spanish"},
                                    {"srp", "", "sr", "Serbian"},
                                    {"swa", "", "sw", "Swahili"},
                                    {"swe", "", "sv", "Swedish"},
                                    {"tam", "", "ta", "Tamil"},
                                    {"tha", "", "th", "Thai"},
                                    {"tur", "", "tr", "Turkish"},
                                    {"ukr", "", "uk", "Ukrainian"},
                                    {"und", "", "", "Undetermined"},
                                    {"urd", "", "ur", "Urdu"},
                                    {"uzb", "", "uz", "Uzbek"},
                                    {"vie", "", "vi", "Vietnamese"},
                                    {"wel", "cym", "cy", "Welsh"}};

/* Languages' own names, those that catalogues in German, Spanish, Portuguese and French use, and babel's. */
static const struct other_name {
  const char *name; /* letters' case counts beyond ASCII */
  const char *code; /* ISO 639-2/B */
} others[] = {
    {"Farsi", "per"},          {"Castilian", "spa"},   {"Deutsch", "ger"},       {"Allemand", "ger"},
    {"Alemán", "ger"},         {"Alemão", "ger"},      {"ngerman", "ger"},       {"Englisch", "eng"},
    {"Anglais", "eng"},        {"Inglés", "eng"},      {"Inglês", "eng"},        {"Ingles", "eng"},
    {"british", "eng"},        {"american", "eng"},    {"USenglish", "eng"},     {"UKenglish", "eng"},
    {"Français", "fre"},       {"Francais", "fre"},    {"Französisch", "fre"},   {"Francés", "fre"},
    {"Francês", "fre"},        {"Español", "spa"},     {"Espanol", "spa"},       {"Espanhol", "spa"},
    {"Espagnol", "spa"},       {"Spanisch", "spa"},    {"Português", "por"},     {"Portugues", "por"},
    {"Portugués", "por"},      {"Portugais", "por"},   {"Portugiesisch", "por"}, {"brazilian", "por"},
    {"Italiano", "ita"},       {"Italienisch", "ita"}, {"Italien", "ita"},       {"Nederlands", "dut"},
    {"Niederländisch", "dut"}, {"Svenska", "swe"},     {"Schwedisch", "swe"},    {"Dansk", "dan"},
    {"Dänisch", "dan"},        {"Norsk", "nor"},       {"Bokmål", "nor"},        {"Nynorsk", "nor"},
    {"Suomi", "fin"},          {"Polski", "pol"},      {"Polnisch", "pol"},      {"Čeština", "cze"},
    {"Magyar", "hun"},         {"Türkçe", "tur"},      {"Russisch", "rus"},      {"Русский", "rus"},
    {"中文", "chi"},           {"日本語", "jpn"},      {"한국어", "kor"},        {"Català", "cat"},
};

static int same(const char *text, size_t length, const char *word) {
  if (!length || !*word || ((*text ^ *word) & ~32)) return 0; /* most differ in the first letter */
  return strlen(word) == length && strncasecmp(text, word, length) == 0;
}

int sheaf_normal_language(const char *text, size_t length, sheaf_buf *out) {
  while (length && text[0] == ' ') text++, length--;
  while (length && strchr(" .;", text[length - 1])) length--;
  size_t word = 0; /* "en-GB", "English (UK)", "eng; fre" begin with what counts */
  while (word < length && !strchr("-_(;,/", text[word])) word++;
  while (word && text[word - 1] == ' ') word--;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const language_row *row = &rows[i];
    if (same(text, word, row->code) || same(text, word, row->terms) || same(text, word, row->two) ||
        same(text, word, row->name)) {
      sheaf_buf_add_text(out, row->code);
      return !out->failed;
    }
  }
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (same(text, word, others[i].name)) return sheaf_buf_add_text(out, others[i].code), !out->failed;
  return 0;
}

const char *sheaf_normal_language_name(const char *code) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (strcmp(rows[i].code, code) == 0) return rows[i].name;
  return NULL;
}
