"""FTS5 over the lines of a strategy: each line of a file is a MATCH expression; prints hits, tab, median milliseconds.

    python fts5_lines.py DATABASE FILE RUNS
"""
import sqlite3
import statistics
import sys
import time

db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
db.execute("PRAGMA mmap_size=8000000000")
db.execute("PRAGMA cache_size=-500000")
with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        times, hits = [], 0
        for _ in range(int(sys.argv[3])):
            start = time.perf_counter()
            hits = db.execute("SELECT count(*) FROM ft WHERE ft MATCH ?", (line.rstrip("\n"),)).fetchone()[0]
            times.append(time.perf_counter() - start)
        print(f"{hits}\t{statistics.median(times) * 1e3:.4f}", flush=True)
