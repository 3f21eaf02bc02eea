#!/usr/bin/env python3
"""How often 95% intervals hold the truth: coverage.py PROGRAM [SEEDS].

For each seed a synthetic district and its truth; the share of intervals that hold it, by statistic. A rate far from
0 and 1 in a group of 30 students and more counts, so that the figures judge the method and not its edges.
"""

import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile
from collections import Counter

DIMENSIONS = ("race_ethnicity", "gender", "english_learner", "disability", "econ_disadvantaged")
STATISTICS = "rate,mean,difference,ratio,slope,gap_slope,n"
LEVEL = {"math_score": "mean", "ela_score": "mean", "attendance_rate": "mean", "chronically_absent": "rate",
         "suspensions": "rate"}


def run(program, *args):
    """Standard output of the program."""
    return subprocess.run([program, *map(str, args)], check=True, capture_output=True, text=True).stdout


def truth_of(path):
    """Expected level by outcome, dimension, group and year."""
    rows = json.loads(path.read_text(encoding="utf-8"))["truth"]
    return {(r["outcome"], r["dimension"], r["group"], r["year"]): r["value"] for r in rows
            if LEVEL.get(r["outcome"]) == r["statistic"]}


def wanted(fact, levels):
    """The true value of a fact; None where the truth has none."""
    statistic, year = fact["statistic"], fact["year"]
    key = (fact["outcome"], fact["dimension"])
    sides = [fact["group"]]
    if fact["reference"]:
        sides.append(fact["reference"].split("=", 1)[1])
    years = [year] if ".." not in year else year.split("..")
    at = [[levels.get((*key, side, y)) for y in years] for side in sides]
    if any(v is None for side in at for v in side):
        return None
    if len(years) == 2:
        span = int(years[1][:4]) - int(years[0][:4])
        slopes = [(side[1] - side[0]) / span for side in at]
        return slopes[0] - slopes[1] if statistic == "gap_slope" else slopes[0]
    if statistic == "ratio":
        return at[0][0] / at[1][0]
    return at[0][0] - at[1][0] if statistic == "difference" else at[0][0]


def one(program, folder, seed, held):
    """Adds the intervals of one district to `held`: (statistic, kind) to [hits, all]."""
    data, truth = folder / "d.csv", folder / "truth.json"
    run(program, "synth", "--students", 3000, "--schools", 8, "--years", 5, "--seed", seed, "-o", data, "--truth", truth)
    levels = truth_of(truth)
    references = [a for d, g in (("race_ethnicity", "White"), ("gender", "F"), ("english_learner", "No"),
                                 ("disability", "No"), ("econ_disadvantaged", "No")) for a in
                  ("--reference", f"{d}={g}")]
    outcomes = [a for name in LEVEL for a in ("--outcome", name)]
    rows = csv.DictReader(io.StringIO(run(program, "analyze", data, "--by", ",".join(DIMENSIONS), "--edition", "internal",
                                          *outcomes, *references, "--stats", STATISTICS, "--digits", 12, "-f", "csv",
                                          "-q")))
    for fact in rows:
        if fact["reference"] == "rest" or fact["ci_low"] == "" or int(fact["n"]) < 30:
            continue
        value = wanted(fact, levels)
        if value is None:
            continue
        cell = held.setdefault((fact["statistic"], LEVEL[fact["outcome"]]), Counter())
        cell["all"] += 1
        cell["hit"] += float(fact["ci_low"]) <= value <= float(fact["ci_high"])


def main():
    """Prints a line a statistic."""
    program, seeds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
    held = {}
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, seeds + 1):
            one(program, pathlib.Path(folder), seed, held)
    for (statistic, kind), cell in sorted(held.items()):
        print(f"{statistic:12} of a {kind}: {100 * cell['hit'] / cell['all']:.2f}% of {cell['all']}")


if __name__ == "__main__":
    main()
