#!/usr/bin/env python3
"""explain for every row of the catalogue: each part says something, and its example's numbers are right.

EXAMPLES recomputes the numbers an example ends in, from those it begins with, by the definition and never by the
program; a row whose example only describes has none.
"""

import math
import re
from statistics import NormalDist, median, stdev

from harness import Part, run

NORMAL = NormalDist()
Z = NORMAL.inv_cdf(0.975)
NOT = re.compile(r"\bNot\b")
PARTS = ("What", "Of", "Formula", "When", "Example", "Traps", "Source")


def wilson(x, n):
    """Limits."""
    p = x / n
    middle, half = p + Z * Z / 2 / n, Z * math.sqrt(p * (1 - p) / n + Z * Z / 4 / n / n)
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


def newcombe(x, n, y, m):
    """Limits of a difference of rates."""
    p, q = x / n, y / m
    (l1, u1), (l2, u2) = wilson(x, n), wilson(y, m)
    return p - q - math.hypot(p - l1, u2 - q), p - q + math.hypot(u1 - p, q - l2)


def katz(x, n, y, m):
    """Limits of a ratio of rates."""
    half = Z * math.sqrt(1 / x - 1 / n + 1 / y - 1 / m)
    ratio = x / n / (y / m)
    return ratio * math.exp(-half), ratio * math.exp(half)


def woolf(x, n, y, m):
    """Odds ratio and its limits."""
    odds = x * (m - y) / ((n - x) * y)
    half = Z * math.sqrt(1 / x + 1 / (n - x) + 1 / y + 1 / (m - y))
    return odds, odds * math.exp(-half), odds * math.exp(half)


def pooled_p(x, n, y, m):
    """Two-sided p of the pooled z test."""
    p = (x + y) / (n + m)
    return 2 * (1 - NORMAL.cdf(abs(x / n - y / m) / math.sqrt(p * (1 - p) * (1 / n + 1 / m))))


def flagged(x, n, y, m):
    """The percentage point gap's flag."""
    p = x / n
    return p - y / m <= -max(1.96 * math.sqrt(p * (1 - p) / n), 0.02)


def theil(rates):
    """Theil index and mean log deviation of groups of one size, times 1000."""
    mean = sum(rates) / len(rates)
    r = [y / mean for y in rates]
    return (1000 * sum(v * math.log(v) for v in r) / len(r), 1000 * sum(-math.log(v) for v in r) / len(r))


def auc(a, b):
    """2 AUC - 1 of two rates, groups of one size."""
    return abs(a - b) / ((a + b) * (2 - a - b))


def segregation_m(table):
    """Theil's M of rows of units."""
    n = sum(map(sum, table))
    groups = [sum(row[g] for row in table) for g in range(len(table[0]))]
    return sum(k / n * math.log(k * n / sum(row) / groups[g]) for row in table for g, k in enumerate(row) if k)


def fitted(structure, margins):
    """The odds of one table of two by two with the sums of the other."""
    cells = [list(map(float, row)) for row in structure]
    for _ in range(500):
        for row, wanted in zip(cells, map(sum, margins)):
            row[:] = [k * wanted / sum(row) for k in row]
        for g, wanted in enumerate(map(sum, zip(*margins))):
            total = sum(row[g] for row in cells)
            for row in cells:
                row[g] *= wanted / total
    return cells


def free_meals():
    """The example of Kitagawa and of the adjusted difference: gap, part inside, part by composition."""
    a, b = {"with": (60, 48), "without": (20, 58)}, {"with": (40, 50), "without": (80, 60)}
    size = {"a": 80, "b": 120}
    mean = {"a": sum(n * y for n, y in a.values()) / 80, "b": sum(n * y for n, y in b.values()) / 120}
    inside = sum((a[k][0] / size["a"] + b[k][0] / size["b"]) / 2 * (a[k][1] - b[k][1]) for k in a)
    return mean["a"] - mean["b"], inside, mean["a"] - mean["b"] - inside


def cramer():
    """V of chi-square 20, n = 400, 3 x 4, plain and corrected."""
    phi, n, r, c = 20 / 400, 400, 3, 4
    corrected = max(0, phi - (r - 1) * (c - 1) / (n - 1))
    r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return math.sqrt(phi / 2), math.sqrt(corrected / min(r - 1, c - 1))


def fewest(hold, change):
    """The least change of 1 and more after which a condition no longer holds."""
    return next(k for k in range(1, 1000) if not hold(*change(k)))


def f(number, decimals):
    """As an example writes it."""
    return f"{number:.{decimals}f}"


def table():
    """Name to the texts that its example must hold."""
    sides, rates = (56, 70, 48, 80), (0.8, 0.6)
    gap, inside, composed = free_meals()
    t = 2.0227
    then, now = ((80, 20), (20, 80)), ((75, 25), (10, 90))
    m = segregation_m(then)
    structure = (segregation_m(fitted(now, then)) - m + segregation_m(now) - segregation_m(fitted(then, now))) / 2
    concentration = sum((2 * x - 1) * y for x, y in ((1 / 6, 0.5), (1 / 2, 0.6), (5 / 6, 0.7))) / 3
    entropy = -sum(p * math.log(p) for p in (0.7, 0.3))
    known = segregation_m(((80, 20), (60, 40)))
    g = math.exp(math.lgamma(9) - math.lgamma(8.5)) / 3
    index, deviation = theil(rates)
    overall = 10528 / 20000
    return {
        "n": ["52"], "missing": ["6"], "count": ["38"], "sd": [f(stdev((240, 250, 260)), 0)],
        "rate": [f(38 / 52, 3), *(f(v, 3) for v in wilson(38, 52))],
        "mean": [f(251.3 - t * 18 / math.sqrt(40), 1), f(251.3 + t * 18 / math.sqrt(40), 1)],
        "share:LEVEL": [f(18 / 52, 3)], "at_or_above:LEVEL": [f(22 / 52, 3)], "share_of_students": [f(52 / 410, 3)],
        "difference": [f(0.2, 3), *(f(v, 3) for v in newcombe(*sides))], "difference:LEVEL": [f(0.42 - 0.6, 2)],
        "ratio": [f(4 / 3, 3), *(f(v, 3) for v in katz(*sides))],
        "to_parity": [str(math.ceil((overall - 607 / 2000) * 2000 - 1e-12))],
        "to_parity_moving": [str(math.ceil((10528 - 6070) / 9 - 1e-12))],
        "slope": ["0.02"], "slope:LEVEL": ["0.03"], "gap_slope": ["0.02"], "gap_slope:LEVEL": ["0.02"],
        "predictability": [f(auc(*rates), 3), f((1 + auc(*rates)) / 2, 3)],
        "predictability_slope": [f((0.19 - 0.24) / 2, 3)],
        "median": [f(median((210, 240, 250, 400)), 0), f(1100 / 4, 0)],
        "p10": ["p10 = 2,", "p25 = 3.5,", "p75 = 8.5,", "p90 = 10"],
        "odds_ratio": [f(v, 3) for v in woolf(*sides)],
        "cohens_h": [f(2 * math.asin(math.sqrt(0.8)) - 2 * math.asin(math.sqrt(0.6)), 3)],
        "cohens_d": ["0.5"], "hedges_g": [f(0.5 * g, 3)], "glass_delta": ["0.4"],
        "superiority": [f((1 + 2 * 2.5) / 9, 3)], "cliffs_delta": [f(2 * 2 / 3 - 1, 3)],
        "v_gap": [f(math.sqrt(2) * NORMAL.inv_cdf(0.6), 3)], "gap_p50": [f(230 - 245, 0)],
        "ppg": [f(0.30 - 0.53, 2), f(max(1.96 * math.sqrt(0.3 * 0.7 / 2000), 0.02), 3)],
        "proportionality_index": [f(607 / 10528 / (2000 / 20000), 3)], "four_fifths": [f(0.40 / 0.62, 3)],
        "ppg_fragility": [f"{fewest(flagged, lambda k: (30 + k, 100, 160, 300))} more"],
        "four_fifths_fragility": ["0.79", {1: "one"}[fewest(lambda x: x / 50 / 0.96 < 0.8, lambda k: (38 + k,))]],
        "difference_fragility": [f(pooled_p(10, 20, 40, 50), 3)[1:], f(pooled_p(11, 20, 40, 50), 2)[1:],
                                 f(pooled_p(12, 20, 40, 50), 2)[1:]],
        "risk_ratio": [f(40 / 800 / (60 / 3000), 1)], "alternate_risk_ratio": [f(0.2 / 0.03, 2)],
        "weighted_risk_ratio": [f(0.15 * (1 - 0.20) / (0.30 * 0.075 + 0.45 * 0.0714 + 0.05 * 0.04), 2)],
        "risk_ratio_fragility": [f"{fewest(lambda x: x / 4 > 2.5, lambda k: (12 - k,))} fewer"],
        "eta_squared": [f(40 / 400, 2)], "omega_squared": [f((40 - 2 * 6) / (400 + 6), 3)],
        "cramers_v": [f(v, 3) for v in cramer()],
        "max_min_difference": [f(0.81 - 0.52, 2)], "max_min_ratio": [f(0.81 / 0.52, 3)],
        "bgv": [f(0.01, 2)], "bgsd": [f(0.1, 1)], "cov": [f(100 * 0.1 / 0.7, 1)], "idis": [f(100 * 0.1 / 0.7, 1)],
        "idis_weighted": [f(100 * 0.1 / 0.7, 1)], "mdm": [f(0.1, 1)], "mdb": [f((0 + 0.2 + 0.3) / 3, 3)],
        "mdr": [f((0 + 0.2 + 0.3) / 3, 3)], "theil": [f(index, 2)], "mld": [f(deviation, 2)], "par": [f(0.1, 2)],
        "paf": [f(100 * 0.1 / 0.7, 1)], "sii": [f(0.3, 2)], "rii": [f(0.85 / 0.55, 3)],
        "aci": [f(concentration, 3)], "rci": [f(concentration, 4), f(concentration / 0.6, 3)],
        "uncertainty_coefficient": [f(known, 4), f(entropy, 3), f(known / entropy, 3)],
        "gk_tau": [f(0.6, 2), f(0.7 ** 2 + 0.3 ** 2, 2), f((0.6 - 0.58) / (1 - 0.58), 3)],
        "theil_between": [f(10.2 - 4.1, 1)],
        "theil_sen": [f(median((0.02, 0.05, 0.02, 0.08, 0.02, -0.04)), 2)],
        "mann_kendall": ["10", f(9 / math.sqrt(5 * 4 * 15 / 18), 3)], "gap_change": [f(-0.09 + 0.12, 2)],
        "years_to_parity": [f(0.10 / 0.02, 0)], "pace_needed": [f((0.8 - 0.6) / 5, 2)], "marker": [f(0.64, 2)],
        "projected": [f(0.6 + 5 * 0.02, 2)],
        "adjusted_difference": [f(gap, 2), f(inside, 0)], "kitagawa_rate": [f(inside, 0), f(gap, 2)],
        "kitagawa_composition": [f(composed, 2), f(gap, 2)],
        "oaxaca_explained": [f((0.75 - 1 / 3) * -10, 2), f(gap, 2)],
        "oaxaca_unexplained": [f(gap - (0.75 - 1 / 3) * -10, 0)],
        "segregation_m": [f(m, 3)], "segregation_h": [f(m / math.log(2), 3)], "segregation_local": [f(m, 3)],
        "dissimilarity": [f((abs(0.8 - 0.2) + abs(0.2 - 0.8)) / 2, 1)], "isolation": [f(0.8 * 0.8 + 0.2 * 0.2, 2)],
        "exposure": [f(1 - 0.68, 2)],
        "within_units": ["-20", "-12", "-3", "-5"],
        "segregation_change": [f(m, 3), f(segregation_m(now), 3), f(segregation_m(now) - m, 3)],
        "segregation_change_margins": [f(segregation_m(now) - m - structure, 3)],
        "segregation_change_structure": [f(structure, 3)],
        "segregation_m_corrected": [f(2 * 0.2 - 0.23, 2)], "segregation_h_corrected": [f(2 * 0.3 - 0.33, 2)],
        "dissimilarity_corrected": [f(2 * 0.35 - 0.42, 2)],
        "tau_squared": [f(100 * math.sqrt(0.0025), 0)], "i_squared": [f(0.0025 / (0.0025 + 0.0017), 2)],
        # Student's t of 8 degrees of freedom at .975 is 2.306
        "prediction_interval": [f(-0.1 + s * 2.306 * math.sqrt(0.0025 + 0.02 ** 2), 2) for s in (-1, 1)],
        "shrunken": [f((8 + 20 * 0.5) / (10 + 20), 2)], "bright_spot": [f(0.6 - 0.5, 2), f(0.42 - 0.5, 2), f(0.76 - 0.5, 2)],
        "joinpoint": ["2021", f((0.54 - 0.50) / 2, 2), f((0.51 - 0.54) / 3, 2)],
        "ppg_flag": ["1"], "proportionality_index_flag": ["1"], "four_fifths_flag": ["1"], "risk_ratio_flag": ["1"],
        "count:LEVEL": ["18"], "theil_within": [f(10.2 - 6.1, 1)],
        "funnel": [f((0.40 - 0.50) / math.sqrt(0.5 * 0.5 / 100), 0)],
    }


def parts_of(text):
    """The parts of one answer: label to words."""
    found, label = {}, None
    for line in text.splitlines()[1:]:
        head = re.match(r"([A-Z][a-z]+) +(.*)", line)
        if head and not line.startswith(" ") and head.group(1) in PARTS:
            label = head.group(1)
            found[label] = head.group(2)
        elif label and line.startswith(" "):
            found[label] += " " + line.strip()
    return found


def holds(example, number):
    """The number stands there by itself, not within a longer one."""
    return re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", example) is not None


def main():
    """Every name of the list."""
    part = Part("explain")
    listed = run("explain").out.decode()
    names = re.findall(r"^  (\S+) {2,}\S", listed, re.M)
    sets = re.findall(r"^Set (\S+)$", listed, re.M)
    # the one that also stands for all dimensions together, in another set
    part.equal("names twice", [n for n in set(names) if names.count(n) > 1], ["predictability"])
    names = list(dict.fromkeys(names))
    part.check("the list has the catalogue", len(names) > 100 and len(set(names)) == len(names), len(names))
    part.check("the list keeps to 80 columns", max(map(len, listed.splitlines())) <= 80)
    for name in names:
        answer = run("explain", name)
        every = [parts_of(text) for text in re.split(rf"\n(?={re.escape(name)} - )", answer.out.decode())]
        parts = every[0]
        part.equal(f"{name}: every part of its namesakes", [p for p in PARTS for other in every if len(other.get(p, "")) < 2], [])
        part.equal(f"{name}: every part is there", [p for p in PARTS if len(parts.get(p, "")) < 2], [])
        part.check(f"{name}: its own answer", answer.rc == 0 and answer.out.startswith(f"{name} - ".encode()), answer)
        part.equal(f"{name}: when not", [text for text in every if not NOT.search(text.get("When", ""))], [])
        part.check(f"{name}: 80 columns", max(map(len, answer.out.decode().splitlines())) <= 80)
        part.check(f"{name}: an example with numbers", any(c.isdigit() for c in parts.get("Example", "")),
                   parts.get("Example"))
        for number in EXAMPLES.get(name, ()):
            part.check(f"{name}: the example has {number}", holds(parts.get("Example", ""), number),
                       parts.get("Example"))
    for name, peer in (("cohens_d", "OpenSDP"), ("theil", "WHO"), ("mld", "WHO"), ("paf", "WHO"), ("sii", "WHO"), ("idis", "166.452")):
        part.check(f"{name} says where another program differs", peer in parts_of(run("explain", name).out.decode())["Traps"])
    together = run("explain", "predictability").out.decode()
    part.check("predictability of all: the example", holds(together, f((0.34 - 0.06) / (1 - 0.06), 3)), together)
    part.equal("examples belong to rows", sorted(set(EXAMPLES) - set(names)), [])
    for name in sets:
        answer = run("explain", name)
        part.check(f"set {name}", answer.rc == 0 and answer.out.startswith(f"Set {name}\n".encode()), answer)
    for wrong, right in (("diference", "difference"), ("theilsen", "theil_sen"), ("inequalty", "inequality")):
        answer = run("explain", wrong)
        part.check(f"{wrong}: did you mean {right}", answer.rc == 2 and f"did you mean {right}?".encode() in answer.err,
                   answer)
    part.finish()


EXAMPLES = table()

if __name__ == "__main__":
    main()
