#!/usr/bin/env python3
"""Quantiles and their gaps, students to parity and the trend of predictability, recomputed from the rows by
another route: statistics.quantiles (its inclusive method is type 7), counting students one by one with
fractions, least squares."""

import csv
import io
import random
import statistics
from fractions import Fraction

from harness import Part, facts, run

YEARS = ("2019", "2020", "2021", "2022")
GROUPS = {"A": (150, 0.62, 500), "B": (61, 0.41, 480), "C": (7, 0.5, 515)}
QUANTILES = {"p10": 10, "p25": 25, "median": 50, "p75": 75, "p90": 90}


def students():
    """Rows of two schools and four years; scores tie now and then."""
    rng = random.Random(11)
    for year in YEARS:
        for group, (size, rate, mean) in GROUPS.items():
            for _ in range(size + rng.randrange(9)):
                yield {"year": year, "group": group, "school": rng.choice("NS"), "passed": int(rng.random() < rate),
                       "score": round(rng.gauss(mean, 30) * 4) / 4}


def quantile(values, percent):
    """Type 7; of one student that student."""
    return values[0] if len(values) == 1 else statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def to_parity(x, n, rate):
    """Successes to add, one student after another, until the rate stands; taken away where it is above."""
    more = 0
    while Fraction(x + more, n) < rate:
        more += 1
    return more


def to_parity_moving(x, n, all_x, all_n):
    """The same against a rate of all students that rises with each."""
    more = 0
    while Fraction(x + more, n) < Fraction(all_x + more, all_n):
        more += 1
    return more


def select(rows, unit, year, group=None):
    """Rows of a unit and year, of one group where it is named."""
    return [r for r in rows if r["year"] == year and unit in ("", r["school"]) and group in (None, r["group"])]


def check_means(part, fact, rows):
    """A quantile, or a gap of quantiles against all others."""
    own = [r["score"] for r in select(rows, fact["unit"], fact["year"], fact["group"])]
    name = fact["statistic"]
    label = f"{name} of {fact['group']} in {fact['year']} {fact['unit']}"
    if name in QUANTILES:
        part.close(label, fact["value"], quantile(own, QUANTILES[name]), 1e-11)
    elif name.startswith("gap_p") and fact["reference"] == "rest":
        percent = int(name[5:])
        rest = [r["score"] for r in select(rows, fact["unit"], fact["year"]) if r["group"] != fact["group"]]
        part.close(label, fact["value"], quantile(own, percent) - quantile(rest, percent), 1e-9)


def check_rates(part, fact, rows):
    """Students to parity with the rest as it stands, or with all students, who move."""
    everybody = select(rows, fact["unit"], fact["year"])
    own = [r["passed"] for r in everybody if r["group"] == fact["group"]]
    rest = [r["passed"] for r in everybody if r["group"] != fact["group"]]
    label = f"{fact['statistic']} of {fact['group']} in {fact['year']} {fact['unit']} against {fact['reference']}"
    x, n = sum(own), len(own)
    if fact["statistic"] == "to_parity" and fact["reference"] == "rest" and Fraction(x, n) < Fraction(sum(rest), len(rest)):
        part.close(label, fact["value"], to_parity(x, n, Fraction(sum(rest), len(rest))), 0)
    elif fact["statistic"] == "to_parity_moving" and x * len(everybody) < (x + sum(rest)) * n:
        part.close(label, fact["value"], to_parity_moving(x, n, x + sum(rest), len(everybody)), 0)


def check_slopes(part, table):
    """The least-squares line through the years' own figures, each weighing alike."""
    levels = {}
    for fact in table:
        if fact["statistic"] == "predictability" and fact["dimension"] == "group":
            levels.setdefault((fact["unit"], fact["outcome"]), {})[int(fact["year"])] = float(fact["value"])
    for fact in table:
        if fact["statistic"] == "predictability_slope":
            years = levels[(fact["unit"], fact["outcome"])]
            line = statistics.linear_regression(list(years), list(years.values()))
            part.close(f"predictability_slope of {fact['outcome']} {fact['unit']}", fact["value"], line.slope, 1e-9)


def main():
    """One run, every figure."""
    part = Part("quantiles")
    rows = list(students())
    text = io.StringIO()
    out = csv.DictWriter(text, rows[0])
    out.writeheader()
    out.writerows(rows)
    path = part.folder / "d.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    names = ",".join([*QUANTILES, "gap_p10,gap_p25,gap_p50,gap_p75,gap_p90,to_parity,to_parity_moving,predictability,"
                      "predictability_slope"])
    result = run("analyze", path, "--by", "group", "--year", "year", "--within", "school", "--outcome", "passed:rate",
                 "--outcome", "score:mean", "--id", "none", "--stats", names, "--edition", "internal", "--digits", "14",
                 "-f", "csv", "-q")
    part.check("runs", result.rc == 0, result)
    table = list(facts(result.out))
    ok = [f for f in table if f["status"] == "ok" and f["group"] in GROUPS]
    for fact in ok:
        (check_means if fact["outcome"] == "score" else check_rates)(part, fact, rows)
    for name in ("p90", "gap_p10", "to_parity", "to_parity_moving"):
        part.check(f"there are some of {name}", sum(f["statistic"] == name for f in ok) > 10)
    check_slopes(part, table)
    part.finish()


if __name__ == "__main__":
    main()
