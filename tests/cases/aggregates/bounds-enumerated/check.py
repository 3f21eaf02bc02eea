"""Recomputes every interval fact by trying all whole numbers that in.csv allows."""

import csv
import itertools
import math
import re
import sys
from fractions import Fraction as F

GENDER = {"Male", "Female"}


def bounds(text, most):
    if text.startswith(">="):
        return int(text[2:]), most
    if text.startswith("<"):
        return 0, min(most, int(text[1:]) - 1)
    low, _, high = text.partition("-")
    return int(low), min(most, int(high or low))


def read(path):
    cells = {}
    for row in csv.DictReader(open(path)):
        n = bounds(row["N"], 10**9)
        cells[row["School"], row["Year"], row["Group"]] = (n, bounds(row["Count"], n[1]))
    return cells


def completions(cell):
    (n_low, n_high), (x_low, x_high) = cell
    return [(x, n) for n in range(max(1, n_low), n_high + 1) for x in range(x_low, min(x_high, n) + 1)]


def exact(cell):
    return cell[0][0] == cell[0][1] and cell[1][0] == cell[1][1]


def up(value):
    return max(0, math.ceil(value))


def over(a, b):
    return a / b if b else (math.inf if a else math.nan)


def values(name, x, n, p2, other):
    """other: (x2, n2) or none against a goal."""
    p1 = F(x, n)
    x2, n2 = other or (None, None)
    if name in ("difference", "ppg"):
        return p1 - p2
    if name in ("ratio", "four_fifths", "proportionality_index"):
        return over(p1, p2)
    if name.endswith("_flag"):
        return math.nan if p2 == 0 else int(p1 / p2 < F(4, 5))
    if name == "to_parity":
        return up((p2 - p1) * n)
    if name == "to_parity_moving":
        return next(k for k in range(10**6) if F(x + k, n) >= F(x2 + k, n2))
    if name == "odds_ratio":
        return over(x * (n2 - x2), (n - x) * x2)
    if name == "cohens_h":
        return 2 * math.asin(math.sqrt(p1)) - 2 * math.asin(math.sqrt(p2))
    if name == "risk_ratio":
        return over(p1, p2) if x >= 10 and n >= 30 and x2 >= 10 and n2 >= 30 else None
    raise KeyError(name)


def sides(cells, school, year, group, reference):
    """All (x, n, p2, other), and whether the whole is known."""
    own, whole = cells[school, year, group], cells[school, year, "All Students"]
    if reference.startswith("goal="):
        return [(x, n, F(reference[5:]), None) for x, n in completions(own)], True
    if "=" in reference or reference.startswith("highest:"):
        other = cells[school, year, re.split("[=:]", reference)[1]]
        pairs = itertools.product(completions(own), completions(other))
        return [(x, n, F(x2, n2), (x2, n2)) for (x, n), (x2, n2) in pairs], True
    out = []
    for (x, n), (xa, na) in itertools.product(completions(own), completions(whole)):
        left, left_n = xa - x, na - n
        if left < 0 or left_n < 1 or left > left_n:
            continue
        other = (left, left_n) if reference == "rest" else (xa, na)
        out.append((x, n, F(*other), other))
    return out, exact(whole)


def wanted(cells, row, years):
    school, group, name, reference = row["unit"], row["group"], row["statistic"], row["reference"]
    group = "All Students" if row["dimension"] == "all" else group
    if name in ("slope", "gap_slope"):
        mean = F(sum(years), len(years))
        spread = sum((y - mean) ** 2 for y in years)
        least = most = 0
        for y in years:
            if name == "slope":
                points = [F(x, n) for x, n in completions(cells[school, str(y), group])]
            else:
                points = [F(x, n) - p2 for x, n, p2, _ in sides(cells, school, str(y), group, reference)[0]]
            ends = [(y - mean) / spread * p for p in (min(points), max(points))]
            least, most = least + min(ends), most + max(ends)
        return least, most, True
    cell = cells[school, row["year"], group]
    if name == "n":
        return *cell[0], True
    if name == "count":
        return min(x for x, _ in completions(cell)), max(x for x, _ in completions(cell)), True
    if name == "rate":
        got = [F(x, n) for x, n in completions(cell)]
        return min(got), max(got), True
    if name == "share_of_students" and row["dimension"] == "all":
        return 1, 1, True
    if name == "share_of_students":
        whole = cells[school, row["year"], "All Students"][0]
        got = [F(n, na) for n in range(cell[0][0], cell[0][1] + 1) for na in range(whole[0], whole[1] + 1) if n <= na]
        return min(got), max(got), True
    tries, tight = sides(cells, school, row["year"], group, reference)
    got = [values(name, *one) for one in tries]
    if any(v is None for v in got):
        return None
    got = [v for v in got if not (isinstance(v, float) and math.isnan(v))]
    return (min(got), max(got), tight) if got else None


def same(text, value):
    if value in (math.inf, -math.inf):
        return text == ""
    return text != "" and abs(float(text) - float(value)) <= 6e-6 * max(1, abs(float(value)))


cells = read(sys.argv[1])
count, wide, wrong, seen = 0, 0, 0, set()
for row in csv.DictReader(open(sys.argv[2])):
    if row["status"] != "interval":
        if row["status"] == "suppressed":
            print("suppressed, though nothing is hidden:", row)
        if row["status"] == "not_estimable" and "bounds" in row["note"]:
            least = None if row["statistic"] == "slope" else wanted(cells, row, [])
            if least is not None and not same("", least[1]):
                print("no bounds:", row["unit"], row["group"], row["reference"], row["statistic"], row["note"])
        continue
    years = [int(y) for y in re.findall(r"\d{4}", row["year"])]
    least, most, tight = wanted(cells, row, list(range(years[0], years[-1] + 1)))
    good = same(row["ci_low"], least) and same(row["ci_high"], most)
    if not good and not tight:
        holds = float(row["ci_low"] or "-inf") <= least + 1e-6 and float(row["ci_high"] or "inf") >= most - 1e-6
        wide, good = wide + 1, holds
    if not good:
        print("wrong:", row, float(least), float(most))
        wrong += 1
    count += 1
    seen.add(row["statistic"])
print(sys.argv[3], count, "bounds,", wide, "wider than need be,", wrong, "wrong;", " ".join(sorted(seen)))
