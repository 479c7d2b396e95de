"""tantivy with the texts of the FTS5 peer: indexes five columns of a TSV, answers queries.

    python tantivy_peer.py build DIRECTORY TSV N [THREADS]
    python tantivy_peer.py query DIRECTORY QUERIES RUNS

A line of QUERIES: name, tab, kind (see make), tab, words. Prints: name, tab, hits, tab, ms to count, tab, ms for the
best 20 (medians). Every column is a field; a word is looked for in all of them, as the other engines do.
"""
import os
import shutil
import statistics
import sys
import time

import tantivy
from tantivy import Occur, Query

FIELDS = ["title", "abstract", "authors", "journal", "mesh"]


def schema():
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, stored=False)
    return builder.build()


def build(directory, tsv, most, threads=1):
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    index = tantivy.Index(schema(), path=directory)
    start = time.perf_counter()
    writer = index.writer(heap_size=256 << 20, num_threads=threads)
    count = 0
    with open(tsv, encoding="utf-8") as file:
        for line in file:
            if count == most:
                break
            values = line.rstrip("\n").split("\t")[1:6]
            writer.add_document(tantivy.Document(**{f: [v] for f, v in zip(FIELDS, values)}))
            count += 1
    writer.commit()
    writer.wait_merging_threads()
    taken = time.perf_counter() - start
    index.reload()
    size = sum(os.path.getsize(os.path.join(directory, name)) for name in os.listdir(directory))
    print(f"{count} records in {taken:.2f} s, {size / 1e6:.0f} MB, {index.searcher().num_segments} segments")


def any_of(queries):
    return Query.boolean_query([(Occur.Should, q) for q in queries])


def all_of(queries):
    return Query.boolean_query([(Occur.Must, q) for q in queries])


def make(index_schema, kind, words):
    """term, title, and, or, orand (two lists parted by "|"), phrase, prefix; None for what tantivy cannot say."""
    def term(word):
        return any_of([Query.term_query(index_schema, f, word) for f in FIELDS])

    def terms(text):
        return any_of([Query.term_query(index_schema, f, w) for w in text.split() for f in FIELDS])

    if kind == "term":
        return term(words)
    if kind == "title":
        return Query.term_query(index_schema, "title", words)
    if kind == "and":
        return all_of([term(w) for w in words.split()])
    if kind == "or":
        return terms(words)
    if kind == "orand":
        return all_of([terms(side) for side in words.split("|")])
    if kind == "phrase":
        return any_of([Query.phrase_query(index_schema, f, words.split()) for f in FIELDS])
    if kind == "near":
        return any_of([Query.phrase_query(index_schema, f, words.split(), slop=2) for f in FIELDS])
    if kind == "prefix":
        return any_of([Query.regex_query(index_schema, f, words + ".*") for f in FIELDS])
    return None


def query(directory, queries, runs):
    index = tantivy.Index.open(directory)
    searcher = index.searcher()
    with open(queries, encoding="utf-8") as file:
        for line in file:
            name, kind, words = line.rstrip("\n").split("\t")
            asked = make(index.schema, kind, words)
            if asked is None:
                continue
            counting, ranking, hits = [], [], 0
            for _ in range(runs):
                start = time.perf_counter()
                hits = searcher.search(asked, 1, count=True).count
                middle = time.perf_counter()
                searcher.search(asked, 20, count=False)
                counting.append(middle - start)
                ranking.append(time.perf_counter() - middle)
            print(f"{name}\t{hits}\t{statistics.median(counting) * 1e3:.4f}\t{statistics.median(ranking) * 1e3:.4f}",
                  flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(sys.argv[2], sys.argv[3], *map(int, sys.argv[4:]))
    else:
        query(sys.argv[2], sys.argv[3], int(sys.argv[4]))
