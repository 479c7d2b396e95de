"""Reads a file of citations with the Python reader of its format.

    python read.py READER FILE           counts the records
    python read.py READER FILE fields    a line a record: title, year, first author's family name, DOI, tabs between them

csv and json are Python's own parsers, which do not know what a citation is: a floor, not a reader.
"""
import re
import sys

FIELDS = sys.argv[3:] == ["fields"]


def year(text):
    found = re.search(r"\d{4}", str(text or ""))
    return found.group() if found else ""


def family(names):
    """The first name's family part: what stands before its comma, or its last word."""
    if not names:
        return ""
    name = str(names[0])
    return name.split(",")[0] if "," in name else (name.split() or [""])[-1]


def by_rispy(path):
    import rispy
    with open(path, encoding="utf-8-sig") as file:
        for r in rispy.load(file):
            yield (r.get("title") or r.get("primary_title"), year(r.get("year") or r.get("publication_year")),
                   family(r.get("authors") or r.get("first_authors")), r.get("doi"))


def by_nbib(path):
    import nbib
    for r in nbib.read_file(path):
        names = [a.get("author") or a.get("author_abbreviated") for a in r.get("authors", [])]
        yield r.get("title"), year(r.get("publication_date")), family(names or [r.get("corporate_author")]), r.get("doi")


def by_bibtexparser(path):
    """With its layers that decode LaTeX and take names apart where fields are asked for: sheaf always does both."""
    import bibtexparser
    from bibtexparser import middlewares as m
    from pylatexenc.latex2text import LatexNodes2Text
    layers = [m.SeparateCoAuthors(), m.SplitNameParts(), m.LatexDecodingMiddleware()] if FIELDS else []
    for entry in bibtexparser.parse_file(path, append_middleware=layers, encoding="utf-8").entries:
        if not FIELDS:
            yield entry
            continue
        r = {key.lower(): field.value for key, field in entry.fields_dict.items()}
        names = r.get("author") or []
        if isinstance(names, str):  # "Author": only keys in lower case are taken apart
            names = [family(re.split(r"\s+and\s+", names))]
        else:
            names = [" ".join(n.von + n.last or n.first) for n in names]
        first = LatexNodes2Text().latex_to_text(names[0]) if names else ""
        yield r.get("title"), year(r.get("year") or r.get("date")), first, r.get("doi")


def by_pubmed_parser(path):
    import pubmed_parser
    for r in pubmed_parser.parse_medline_xml(path):
        yield r["title"], year(r["pubdate"]), r["authors"].split("|")[0], r["doi"]


def by_csv(path):
    import csv
    with open(path, encoding="utf-8-sig", newline="") as file:
        for r in csv.DictReader(file):
            yield r.get("title"), r.get("year"), r.get("authors"), r.get("doi")


def by_json(path):
    import json
    with open(path, encoding="utf-8") as file:
        for r in (map(json.loads, file) if path.endswith(".jsonl") else json.load(file)):
            yield r.get("title"), r.get("year"), "", r.get("doi")


READERS = {"rispy": by_rispy, "nbib": by_nbib, "bibtexparser": by_bibtexparser, "pubmed_parser": by_pubmed_parser,
           "csv": by_csv, "json": by_json}


def main():
    records = READERS[sys.argv[1]](sys.argv[2])
    if FIELDS:
        for record in records:
            print("\t".join(re.sub(r"\s+", " ", str(value or "")) for value in record))
    else:
        print(sum(1 for _ in records))


if __name__ == "__main__":
    main()
