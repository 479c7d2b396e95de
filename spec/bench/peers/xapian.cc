// Xapian with the texts of the FTS5 peer: indexes five columns of a TSV at the default flush threshold, answers queries.
//   xapian build DB TSV N        xapian query DB QUERIES RUNS
// A line of QUERIES: name, tab, kind (see parse), tab, words. Prints: name, tab, hits, tab, ms to count, tab, ms for the
// best 20 (medians).
#include <xapian.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using std::string;
using std::vector;
using Xapian::Query;

// Words as the other engines cut them: letters and digits, in lower case.
static Xapian::termpos add_words(Xapian::Document &document, const string &text, const string &prefix,
                                 Xapian::termpos position, bool also_plain) {
  string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    if (word.size() <= 200) {
      ++position;
      if (also_plain) document.add_posting(word, position);
      document.add_posting(prefix + word, position);
      word.clear();
    } else {
      word.clear();
    }
  };
  for (Xapian::Utf8Iterator at(text); at != Xapian::Utf8Iterator(); ++at) {
    if (*at != '_' && Xapian::Unicode::is_wordchar(*at))
      Xapian::Unicode::append_utf8(word, Xapian::Unicode::tolower(*at));
    else
      end_word();
  }
  end_word();
  return position;
}

static int build(const char *path, const char *tsv, long most) {
  Xapian::WritableDatabase db(path, Xapian::DB_CREATE_OR_OVERWRITE);
  std::ifstream in(tsv);
  string line, field;
  long n = 0;
  const auto start = std::chrono::steady_clock::now();
  for (; n < most && std::getline(in, line); n++) {
    std::istringstream fields(line);
    Xapian::Document document;
    Xapian::termpos position = 0;
    std::getline(fields, field, '\t');
    for (int i = 0; i < 5 && std::getline(fields, field, '\t'); i++)
      position = add_words(document, field, i == 0 ? "S" : "", position, i == 0) + 1000;
    db.replace_document(static_cast<Xapian::docid>(n + 1), document);
  }
  db.commit();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  std::printf("%ld records in %.2f s\n", n, taken.count());
  return 0;
}

static vector<string> split(const string &text, char by) {
  vector<string> parts;
  std::istringstream in(text);
  for (string part; std::getline(in, part, by);) parts.push_back(part);
  return parts;
}

static Query any(const string &words) {
  const vector<string> list = split(words, ' ');
  return Query(Query::OP_OR, list.begin(), list.end());
}

// term, title, and, or, orand (two lists parted by "|"), phrase, near (at most 2 words between), ornear, prefix
static Query parse(const string &kind, const string &words) {
  const vector<string> list = split(words, ' '), sides = split(words, '|');
  if (kind == "term") return Query(words);
  if (kind == "title") return Query("S" + words);
  if (kind == "and") return Query(Query::OP_AND, list.begin(), list.end());
  if (kind == "or") return any(words);
  if (kind == "orand") return Query(Query::OP_AND, any(sides[0]), any(sides[1]));
  if (kind == "phrase") return Query(Query::OP_PHRASE, list.begin(), list.end(), list.size());
  if (kind == "near") return Query(Query::OP_NEAR, list.begin(), list.end(), 4);
  if (kind == "ornear") {
    vector<Query> both{any(sides[0]), any(sides[1])};
    return Query(Query::OP_NEAR, both.begin(), both.end(), 4);
  }
  if (kind == "prefix") return Query(Query::OP_WILDCARD, words);
  return Query();
}

static int query(const char *path, const char *queries, int runs) {
  const Xapian::Database db(path);
  std::ifstream in(queries);
  for (string line; std::getline(in, line);) {
    const vector<string> parts = split(line, '\t');
    const Query asked = parse(parts[1], parts[2]);
    if (asked.empty()) continue;
    double ms[2];
    unsigned long hits = 0;
    for (int ranked = 0; ranked < 2; ranked++) {
      vector<double> times;
      for (int i = 0; i < runs; i++) {
        const auto start = std::chrono::steady_clock::now();
        Xapian::Enquire enquire(db);
        enquire.set_query(asked);
        if (!ranked) enquire.set_weighting_scheme(Xapian::BoolWeight());
        const Xapian::MSet found = enquire.get_mset(0, ranked ? 20 : 0, ranked ? 0 : db.get_doccount());
        if (!ranked) hits = found.get_matches_estimated();
        const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
        times.push_back(taken.count());
      }
      std::sort(times.begin(), times.end());
      ms[ranked] = times[times.size() / 2];
    }
    std::printf("%s\t%lu\t%.4f\t%.4f\n", parts[0].c_str(), hits, ms[0], ms[1]);
    std::fflush(stdout);
  }
  return 0;
}

int main(int count, char **arguments) {
  try {
    if (count == 5 && string(arguments[1]) == "build") return build(arguments[2], arguments[3], std::stol(arguments[4]));
    if (count == 5 && string(arguments[1]) == "query") return query(arguments[2], arguments[3], std::stoi(arguments[4]));
  } catch (const Xapian::Error &error) {
    std::cerr << error.get_description() << '\n';
    return 1;
  }
  std::cerr << "usage: xapian build DB TSV N | xapian query DB QUERIES RUNS\n";
  return 2;
}
