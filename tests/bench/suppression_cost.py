#!/usr/bin/env python3
"""What hiding costs: suppression_cost.py --build B [--districts N] [--limit SECONDS] [--skip-state].

1. Random districts: shares of cells and of students (each cell weighted by its students) that a public report hides,
   beside those that are small or coded by themselves (primary alone, which can be undone), and beside a publisher who
   protects them by hiding every total that one of them is part of.
2. Small tables, groups by units, two or three dimensions over a year: the program beside the fewest cells, and the
   fewest students, that leave every small group an interval as wide as docs/privacy.md asks (a mixed integer program,
   HiGHS). The optimum does not ask that what is hidden to protect be unknown too, so it is a lower bound.
3. Seconds of a run, public and internal: a district of 10 schools, 200 schools by 8 groups by 6 years, and a state of
   2,000 schools and 400,000 records. A run over the limit is ended and said.
"""

import argparse
import csv
import io
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from attack_districts import District  # noqa: E402
from attack_reader import Report, tail  # noqa: E402

GROUPS = ("Alba", "Boro", "Cuno", "Dela", "Ebru", "Fano", "Gila", "Hue")


def analyze(program, path, args, limit):
    """Rows of the CSV report and seconds; None when it failed or did not end in time."""
    start = time.monotonic()
    try:
        done = subprocess.run([program, "analyze", path, *args, "-f", "csv", "-q"], capture_output=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return None, limit
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode()))) if done.returncode == 0 else None
    return rows, time.monotonic() - start


class Share:
    """Hidden cells and students of all cells."""

    def __init__(self):
        self.cells = self.students = self.hidden = self.lost = self.coded = self.at = 0

    def add(self, n, away, coded=False):
        """A cell of n students."""
        self.cells += 1
        self.students += n
        self.hidden += away
        self.lost += n * away
        self.coded += coded and not away
        self.at += n * (coded and not away)

    def words(self):
        """For a table."""
        cells, students = max(self.cells, 1), max(self.students, 1)
        return (f"{100 * self.hidden / cells:6.1f} %{100 * self.lost / students:9.1f} %"
                f"{100 * self.coded / cells:11.1f} %{100 * self.at / students:9.1f} %")


def with_totals(report, hidden):
    """Cells that are hidden when every total of a hidden part is hidden too."""
    hidden, families = set(hidden), list(report.families())
    moved = True
    while moved:
        moved = False
        for total, parts, _ in families:
            if total in report.cells and total not in hidden and any(p in hidden for p in parts):
                hidden.add(total)
                moved = True
    return hidden


def random_districts(program, number, limit, folder):
    """Part 1."""
    shares = {"primary alone (can be undone)": Share(), "every total hidden": Share(), "equitygap": Share()}
    failed = slow = done = 0
    for seed in range(1, number + 1):
        district = District(seed, linked=False)
        if district.overlap:
            continue
        path = folder / "d.csv"
        path.write_bytes(district.csv())
        args = district.args()
        args[args.index("--stats") + 1] = "basic"
        rows, _ = analyze(program, path, args, limit)
        if rows is None:
            failed += 1
            continue
        done += 1
        report, (truth, _, _) = Report(rows, district.kinds(), digits=6), district.truth()
        report.build(rows)
        for outcome, kind in district.kinds().items():
            n = {c: truth["n", outcome, c] for c in report.cells if truth["n", outcome, c] > 0}
            small = {c for c in n if n[c] < district.min_n}
            codes = {c for c in n if any(tail(truth[w, outcome, c], n[c]) for w in report.counts(outcome))} - small
            totals = with_totals(report, small if kind == "mean" else small | codes) & set(n)
            for cell, students in n.items():
                shown = report.shown(("n", outcome, cell))
                shares["primary alone (can be undone)"].add(students, cell in small, cell in codes)
                shares["every total hidden"].add(students, cell in totals | small, cell in codes)
                shares["equitygap"].add(students, not shown, any(not report.shown((w, outcome, cell)) for w in report.counts(outcome)))
    print(f"\n{done} random districts ({failed} gave no report within {limit:.0f} s, or none at all)\n"
          f"{'':32}  hidden cells  students   coded cells  students")
    for name, share in shares.items():
        print(f"{name:32}{share.words():>44}")
    del slow


# ---- small tables ----

def small_table(rng):
    """Rows of a year: groups of two or three dimensions by units; mean outcome, so that students are all that is hidden."""
    weights = {"group": [rng.choice((30, 20, 10, 3, 2)) for _ in range(4)], "sex": (49, 49, 2), "need": (15, 85)}
    values = {"group": GROUPS[:4], "sex": ("F", "M", "X"), "need": ("Yes", "No")}
    names = rng.sample(sorted(values), rng.choice((1, 2)))
    units = ("North", "South", "West")[:rng.choice((2, 3))]
    rows = [{**{d: rng.choices(values[d], weights[d])[0] for d in names}, "school": rng.choice(units), "score": str(rng.randint(1, 1000))}
            for _ in range(rng.choice((60, 120, 200)))]
    return rows, names


def tables_of(rows, names):
    """Students of each cell, and the sums (total, parts)."""
    n = {}
    for row in rows:
        for unit in ("", row["school"]):
            for d, g in [("all", "all")] + [(d, row[d]) for d in names]:
                n[unit, d, g] = n.get((unit, d, g), 0) + 1
    units = sorted({u for u, _, _ in n} - {""})
    sums = [((u, "all", "all"), [c for c in n if c[:2] == (u, d)]) for u in ["", *units] for d in names]
    sums += [(("", d, g), [c for c in n if c[0] and c[1:] == (d, g)]) for u, d, g in n if not u]
    return n, sums


def optimum(n, sums, min_n, weight, limit):
    """Least sum of weights of hidden cells such that every small one has an interval of width min_n / 2; None: not found in time.

    For each small cell two tables a reader may hold true, one with it high, one with it low: deviations from the truth that
    every sum allows and that only hidden cells have."""
    cells = sorted(n)
    at = {c: i for i, c in enumerate(cells)}
    small = [c for c in cells if n[c] < min_n]
    C, most = len(cells), 4 * min_n
    width = C * (1 + 2 * len(small))
    rows, low, high = [], [], []

    def tie(terms, least, greatest):
        rows.append(terms)
        low.append(least)
        high.append(greatest)
    for p, cell in enumerate(small):
        for side in (0, 1):
            base = C * (1 + 2 * p + side)
            for total, parts in sums:
                tie([(base + at[total], -1)] + [(base + at[c], 1) for c in parts], 0, 0)
            for c in cells:
                tie([(base + at[c], 1), (at[c], -most)], -np.inf, 0)
                tie([(base + at[c], 1), (at[c], min(n[c], most))], 0, np.inf)
        up, down = C * (1 + 2 * p) + at[cell], C * (2 + 2 * p) + at[cell]
        tie([(up, 1), (down, -1)], math.ceil(min_n / 2), np.inf)
    for total, parts in sums:
        # where the total is shown the hidden parts are none, or have min_n students
        for c in parts:
            tie([(at[c], -min_n), (at[total], min_n)] + [(at[d], n[d]) for d in parts], 0, np.inf)
    matrix = lil_matrix((len(rows), width))
    for i, terms in enumerate(rows):
        for column, factor in terms:
            matrix[i, column] += factor
    bottom, top = np.full(width, -float(most)), np.full(width, float(most))
    bottom[:C], top[:C] = [float(c in small) for c in cells], 1
    whole = np.zeros(width)
    whole[:C] = 1
    goal = np.zeros(width)
    goal[:C] = [weight(c) for c in cells]
    found = milp(goal, constraints=LinearConstraint(matrix.tocsr(), low, high), integrality=whole, bounds=Bounds(bottom, top),
                 options={"time_limit": limit})
    return round(found.fun) if found.status == 0 else None


def small_tables(program, number, limit, folder):
    """Part 2."""
    total = {"cells": [0, 0], "students": [0, 0], "primary": [0, 0], "of": [0, 0]}
    equal = open_ = tables = 0
    for seed in range(number):
        rng = random.Random(seed)
        rows, names = small_table(rng)
        min_n = rng.choice((5, 10))
        n, sums = tables_of(rows, names)
        path = folder / "t.csv"
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(text.getvalue())
        got, _ = analyze(program, path, ["--by", ",".join(names), "--within", "school", "--outcome", "score:mean", "--id", "none",
                                         "--year", "none", "--min-n", str(min_n), "--stats", "n"], 60)
        small = [c for c in n if n[c] < min_n]
        if not small or got is None:
            continue
        hidden = [(f["unit"], f["dimension"], f["group"] if f["dimension"] != "all" else "all") for f in got if f["status"] == "suppressed"]
        fewest = optimum(n, sums, min_n, lambda c: 1, limit)
        least = optimum(n, sums, min_n, lambda c, n=n: n[c], limit)
        if fewest is None or least is None:
            open_ += 1
            continue
        tables += 1
        equal += fewest == len(hidden)
        for key, one, other in (("cells", len(hidden), fewest), ("students", sum(n[c] for c in hidden), least),
                                ("primary", len(small), sum(n[c] for c in small)), ("of", len(n), sum(n.values()))):
            total[key][0] += one
            total[key][1] += other
    print(f"\n{tables} small tables ({open_} more not solved within {limit:.0f} s), all views together\n{'':32}       cells      students")
    cells, students = total["of"]
    for name, c, s in (("primary alone (can be undone)", *total["primary"]), ("optimum", total["cells"][1], total["students"][1]),
                       ("equitygap", total["cells"][0], total["students"][0])):
        print(f"{name:32}{100 * c / max(cells, 1):10.1f} %{100 * s / max(students, 1):12.1f} %")
    print(f"the program hides as few cells as the optimum in {equal} of {tables}")


# ---- time ----

def district_file(path, schools, years, records, groups=8):
    """Records of a mean-free, ordinary district: one rate, one dimension with uneven groups."""
    rng = random.Random(schools)
    weights = [40, 25, 15, 8, 5, 4, 2, 1][:groups]
    with path.open("w", encoding="utf-8") as out:
        out.write("year,school,group,passed\n")
        for _ in range(records):
            out.write(f"{2018 + rng.randrange(years)},S{rng.randrange(schools):04d},{rng.choices(GROUPS[:groups], weights)[0]},"
                      f"{int(rng.random() < 0.6)}\n")


def times(program, limit, state, folder):
    """Part 3."""
    print(f"\n{'seconds of a run':44}{'public':>10}{'internal':>10}{'hidden cells':>14}")
    shapes = [("10 schools x 8 groups x 3 years, 6,000 records", 10, 3, 6000), ("200 schools x 8 groups x 6 years, 120,000", 200, 6, 120000)]
    if state:
        shapes.append(("2,000 schools x 8 groups x 1 year, 400,000", 2000, 1, 400000))
    for label, schools, years, records in shapes:
        path = folder / "big.csv"
        district_file(path, schools, years, records)
        args = ["--by", "group", "--within", "school", "--year", "year", "--outcome", "passed:rate", "--id", "none", "--stats", "n,rate"]
        words = []
        for edition in ("public", "internal"):
            rows, seconds = analyze(program, path, [*args, "--edition", edition], limit)
            words.append(f"{seconds:10.2f}" if rows is not None else f"{'> ' + format(limit, '.0f'):>10}")
            if edition == "public":
                n = [r["status"] != "ok" for r in rows or [] if r["statistic"] == "n"]
        share = f"{100 * sum(n) / len(n):12.1f} %" if n else "           -"
        print(f"{label:44}{''.join(words)}{share}", flush=True)


def main():
    """All parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--districts", type=int, default=100)
    parser.add_argument("--tables", type=int, default=40)
    parser.add_argument("--limit", type=float, default=300)
    parser.add_argument("--skip-state", action="store_true")
    args = parser.parse_args()
    program = str((args.build / "equitygap").resolve())
    with tempfile.TemporaryDirectory() as folder:
        random_districts(program, args.districts, 30, pathlib.Path(folder))
        small_tables(program, args.tables, 20, pathlib.Path(folder))
        times(program, args.limit, not args.skip_state, pathlib.Path(folder))


if __name__ == "__main__":
    main()
