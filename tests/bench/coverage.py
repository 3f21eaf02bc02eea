#!/usr/bin/env python3
"""How often 95% intervals hold the truth: coverage.py PROGRAM [SEEDS].

For each seed a synthetic district and its truth; the share of intervals that hold it, by statistic. A rate far from
0 and 1 in a group of 30 students and more counts, so that the figures judge the method and not its edges.
adjusted_difference is of schools drawn here, whose students differ by group and covariates as a regression or a
logit has it: its truth is the coefficient, or the mean effect of the group over the students there are.
"""

import csv
import io
import json
import math
import pathlib
import random
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


SCHOOLS, STUDENTS = 20, 240


def chance_of(group, band, meals):
    """Of passing, by a logit."""
    return 1 / (1 + math.exp(-(0.4 - 0.5 * group + 0.4 * band - 0.7 * meals)))


def write_schools(path, seed):
    """One row a student; the true effect of group A on passing, by school."""
    rng = random.Random(seed)
    effects = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("school", "group", "band", "meals", "score", "passed"))
        for school in range(SCHOOLS):
            found = []
            for _ in range(STUDENTS):
                group = int(rng.random() < 0.4)
                band, meals = rng.choices((0, 1, 2), (2, 3, 1 + 2 * group))[0], int(rng.random() < 0.3 + 0.3 * group)
                # the spread differs by group, as robust errors must allow
                score = rng.gauss(500 - 12 * group + 9 * band - 15 * meals, 40 + 25 * group)
                found.append(chance_of(1, band, meals) - chance_of(0, band, meals))
                out.writerow((f"s{school}", "BA"[group], f"b{band}", "NY"[meals], f"{score:.2f}",
                              int(rng.random() < chance_of(group, band, meals))))
            effects[f"s{school}"] = math.fsum(found) / STUDENTS
    return effects


def adjusted(program, folder, seed, held):
    """The same of differences after covariates."""
    path = folder / "schools.csv"
    effects = write_schools(path, seed)
    rows = run(program, "analyze", path, "--by", "group,band,meals", "--within", "school", "--outcome", "score:mean", "--outcome",
               "passed:rate", "--id", "none", "--year", "none", "--edition", "internal", "--stats", "adjusted_difference",
               "--reference", "rest", "--digits", 12, "-f", "csv", "-q")
    for fact in csv.DictReader(io.StringIO(rows)):
        if fact["group"] != "A" or fact["unit_type"] != "school" or fact["ci_low"] == "":
            continue
        kind = "mean" if fact["outcome"] == "score" else "rate"
        value = -12 if kind == "mean" else effects[fact["unit"]]
        cell = held.setdefault((fact["statistic"], kind), Counter())
        cell["all"] += 1
        cell["hit"] += float(fact["ci_low"]) <= value <= float(fact["ci_high"])


def main():
    """Prints a line a statistic."""
    program, seeds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
    held = {}
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, seeds + 1):
            one(program, pathlib.Path(folder), seed, held)
            adjusted(program, pathlib.Path(folder), seed, held)
    for (statistic, kind), cell in sorted(held.items()):
        print(f"{statistic:19} of a {kind}: {100 * cell['hit'] / cell['all']:.2f}% of {cell['all']}")


if __name__ == "__main__":
    main()
