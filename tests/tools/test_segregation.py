#!/usr/bin/env python3
"""Segregation less its bias and its change since the year before, against formulas written out here: a bootstrap of
single students, and proportional fitting of whole tables."""

import math
import random
from statistics import fmean, stdev

from harness import Part, facts, run

GROUPS = ("Ash", "Birch", "Cedar")
TABLES = {
    "2021-22": ((40, 12, 22), (18, 30, 14), (25, 11, 35), (12, 28, 13), (31, 15, 12)),
    "2022-23": ((38, 14, 20), (22, 26, 16), (24, 15, 30), (16, 24, 15), (30, 17, 18)),
}
DRAWS = 2000


def theil(table):
    """M."""
    n = sum(map(sum, table))
    mix = [sum(row[g] for row in table) for g in range(len(GROUPS))]
    return sum(k / n * math.log(k * n / sum(row) / mix[g]) for row in table for g, k in enumerate(row) if k)


def entropy_index(table):
    """H."""
    n = sum(map(sum, table))
    mix = [sum(row[g] for row in table) / n for g in range(len(GROUPS))]
    return theil(table) / -sum(p * math.log(p) for p in mix)


def dissimilarity(table, g):
    """D of a group against the rest."""
    own, n = sum(row[g] for row in table), sum(map(sum, table))
    return sum(abs(row[g] / own - (sum(row) - row[g]) / (n - own)) for row in table) / 2


def fitted(structure, margins):
    """The odds of one table with the sums of the other."""
    cells = [list(map(float, row)) for row in structure]
    rows = [sum(row) for row in margins]
    columns = [sum(row[g] for row in margins) for g in range(len(GROUPS))]
    for _ in range(2000):
        for u, row in enumerate(cells):
            scale = rows[u] / sum(row)
            cells[u] = [k * scale for k in row]
        for g, wanted in enumerate(columns):
            scale = wanted / sum(row[g] for row in cells)
            for row in cells:
                row[g] *= scale
    return cells


def bootstrap(table, index):
    """Draws of an index, student by student."""
    rng = random.Random(17)
    places = [(u, g) for u, row in enumerate(table) for g, k in enumerate(row) for _ in range(k)]
    draws = []
    for _ in range(DRAWS):
        again = [[0] * len(GROUPS) for _ in table]
        for u, g in rng.choices(places, k=len(places)):
            again[u][g] += 1
        draws.append(index(again))
    return draws


def main():
    """Both years in one file."""
    part = Part("segregation")
    lines = ["year,school,group,passed"]
    for year, table in TABLES.items():
        for u, row in enumerate(table):
            for g, k in enumerate(row):
                lines += [f"{year},S{u},{GROUPS[g]},{i % 2}" for i in range(k)]
    path = part.folder / "s.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run("analyze", path, "--by", "group", "--within", "school", "--year", "year", "--outcome", "passed:rate",
                 "--id", "none", "--stats", "segregation", "--edition", "internal", "-f", "csv", "--digits", "12")
    part.check("runs", result.rc == 0, result)
    found = {(f["year"], f["group"], f["statistic"]): f for f in facts(result.out) if f["unit_type"] == "school"}
    for year, table in TABLES.items():
        indices = [("", "segregation_m_corrected", theil), ("", "segregation_h_corrected", entropy_index)]
        indices += [(name, "dissimilarity_corrected", lambda t, g=g: dissimilarity(t, g)) for g, name in enumerate(GROUPS)]
        for group, statistic, index in indices:
            fact, draws = found[(year, group, statistic)], bootstrap(table, index)
            noise = 5 * stdev(draws) * math.sqrt(1 / 199 + 1 / DRAWS)
            want = 2 * index(table) - fmean(draws)
            part.check(f"{year} {group} {statistic}", abs(float(fact["value"]) - want) < noise, (fact["value"], want))
            part.check(f"{year} {group} {statistic}: interval", float(fact["ci_low"]) <= float(fact["value"])
                       <= float(fact["ci_high"]) and float(fact["ci_high"]) - float(fact["ci_low"]) <
                       6 * stdev(draws) + noise, fact)
    before, after = TABLES.values()
    change = theil(after) - theil(before)
    old, new = theil(fitted(after, before)), theil(fitted(before, after))  # structure of the first, sums of the second
    structure = ((old - theil(before)) + (theil(after) - new)) / 2
    for name, want in (("", change), ("_margins", change - structure), ("_structure", structure)):
        part.close(f"change{name}", found[("2022-23", "", f"segregation_change{name}")]["value"], want, 1e-9)
        part.equal(f"change{name} of the first year", found[("2021-22", "", f"segregation_change{name}")]["status"],
                   "too_few")
    part.finish()


if __name__ == "__main__":
    main()
