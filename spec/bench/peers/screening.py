"""ASReview simulating one labelled set with its model ELAS u4, once for each pair of starting records.

    python screening.py set.csv 3,17 5,40 ...      records by their place in the file, from 0

Prints for each pair the pair, the places of the records read after it, in order, then wall and processor seconds.
"""
import sys
import time

import pandas as pd
from asreview.learner import ActiveLearningCycle
from asreview.models.models import get_ai_config
from asreview.simulation.simulate import Simulate


def main():
    records = pd.read_csv(sys.argv[1])
    texts = records[["title", "abstract"]]
    labels = records["label_included"]
    for pair in sys.argv[2:]:
        wall, processor = time.time(), time.process_time()
        cycle = ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"])
        simulation = Simulate(texts, labels, cycle, print_progress=False)
        start = [int(place) for place in pair.split(",")]
        simulation.label(start)
        simulation.review()
        read = simulation._results["record_id"].tolist()[len(start):]
        print("start", pair)
        print("order", *read)
        print("seconds", time.time() - wall, time.process_time() - processor, flush=True)


if __name__ == "__main__":
    main()
