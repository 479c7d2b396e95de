"""BibDedupe on one labelled set: prints "ID cluster" for every record that has a duplicate, then its wall seconds.

    python dedup.py records_pre_merged.csv
"""
import sys
import time

import pandas as pd
from bib_dedupe import verbose_print
from bib_dedupe.bib_dedupe import block, cluster, match, prep

verbose_print.verbosity_level = 0


def main():
    records = pd.read_csv(sys.argv[1], dtype=str, encoding="utf-8")
    start = time.time()
    clusters = cluster(match(block(prep(records))))
    seconds = time.time() - start
    for number, members in enumerate(clusters):
        for member in members:
            print(member, number)
    print("seconds", seconds)


if __name__ == "__main__":
    main()
