"""What the analyses of sheaf do, done by what Debian has: seconds of processor time for each, as "peer WHAT NAME SECONDS".

    python3 analyses.py values.tsv network.graphml word

values.tsv: year, journal, keywords, headings, authors, text; several values are joined with |. All is read before the
clock starts. WHAT is the name of the analysis, with its options where they are not the default.
"""
import sys
import time
from collections import Counter
from itertools import combinations


def best(what, name, work):
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
        if times[-1] > 5:
            break
    print("peer", what, name, min(times), flush=True)


def pairs(lists):
    frequent = {v for v, n in Counter(v for row in lists for v in set(row)).most_common(500)}
    counts = Counter()
    for row in lists:
        counts.update(combinations(sorted(frequent.intersection(row)), 2))
    return counts


def main():
    rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8")]
    years = [row[0] for row in rows]
    journals = [row[1] for row in rows]
    keywords, headings, authors = ([row[c].split("|") if row[c] else [] for row in rows] for c in (2, 3, 4))
    texts = [row[5] for row in rows]

    best("cooccurrence", "Counter", lambda: pairs(keywords))
    best("cooccurrence:of=headings", "Counter", lambda: pairs(headings))
    try:
        import pandas
        best("trends", "pandas", lambda: pandas.Series(years).value_counts().sort_index())
        best("sources", "pandas", lambda: pandas.Series(journals).value_counts())
        best("keywords", "pandas", lambda: pandas.Series(keywords).explode().str.lower().value_counts())
        best("keywords:field=headings", "pandas", lambda: pandas.Series(headings).explode().str.lower().value_counts())
        best("authors", "pandas", lambda: pandas.Series(authors).explode().value_counts())
    except ImportError:
        pass
    try:
        from sklearn.feature_extraction.text import CountVectorizer
        few = texts[:10000]
        best("terms:method=ngrams", "sklearn(a_tenth)", lambda: CountVectorizer(
            ngram_range=(2, 5), stop_words="english", min_df=10, binary=True).fit_transform(few))
    except ImportError:
        pass
    try:
        from nltk.text import ConcordanceIndex
        tokens = [token for text in texts[:10000] for token in text.lower().split()]
        best("concordance", "nltk(a_tenth)", lambda: ConcordanceIndex(tokens).find_concordance(sys.argv[3]))
    except ImportError:
        pass
    try:
        import igraph
        graph = igraph.Graph.Read_GraphML(sys.argv[2])
        best("network:layout=false_of=headings", "igraph", lambda: graph.community_leiden(
            objective_function="modularity", weights="weight", n_iterations=-1))
        best("network:of=headings_progress=false", "igraph", lambda: graph.layout_fruchterman_reingold(weights="weight"))
    except ImportError:
        try:
            import networkx
            graph = networkx.read_graphml(sys.argv[2])
            best("network:layout=false_of=headings", "networkx",
                 lambda: networkx.community.louvain_communities(graph, weight="weight", seed=1))
            best("network:of=headings_progress=false", "networkx",
                 lambda: networkx.spring_layout(graph, weight="weight", seed=1))
        except ImportError:
            pass


main()
