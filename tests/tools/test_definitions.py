#!/usr/bin/env python3
"""What the definitions say, sentence by sentence, of small tables whose figures are computed here by another route:
references and their ties, margins, states over the years, verdicts, parts of a gap over units, multiplicity, flags."""

import json
import math
from fractions import Fraction
from statistics import NormalDist, fmean, median, stdev

from harness import Part, facts, run
from test_reference import newcombe, t_cdf, t_quantile, wilson

NORMAL = NormalDist()
Z = NORMAL.inv_cdf(0.975)
NO_INTERVAL = {"sd", "median", "p10", "p25", "p75", "p90", "gap_p10", "gap_p25", "gap_p50", "gap_p75", "gap_p90", "glass_delta",
               "superiority", "cliffs_delta", "v_gap"}
WITH_P = {"difference", "slope", "gap_slope", "gap_change", "mann_kendall", "predictability", "adjusted_difference"}


class Report:
    """One run over a table; facts by (unit, year, group, reference, statistic)."""

    def __init__(self, part, text, *args, outcome="passed:rate", edition="internal"):
        path = part.folder / "in.csv"
        path.write_text(text, encoding="utf-8")
        self.part = part
        outcomes = [a for o in outcome.split(";") for a in ("--outcome", o)]
        weight = ["--weight", "w"] if ",w\n" in text.partition("\n")[0] + "\n" else []
        self.result = run("analyze", path, "--by", "group", "--id", "none", *outcomes, *weight, "--edition", edition,
                          "--digits", "14", "-f", "csv", "-q", *args)
        part.check(f"runs {args}", self.result.rc == 0, self.result)
        self.rows = facts(self.result.out)
        self.table = {(f["unit"], f["year"], f["group"], f["reference"], f["statistic"]): f for f in self.rows}

    def at(self, *address):
        """The fact there, {} where there is none."""
        return self.table.get(address, {})

    def close(self, address, value, low=None, high=None, p=None, tolerance=1e-9):
        """Its figures."""
        fact, label = self.at(*address), " ".join(a for a in address if a)
        for column, want in (("value", value), ("ci_low", low), ("ci_high", high), ("p_value", p)):
            if want is not None:
                self.part.close(f"{label} {column}", fact.get(column), want, tolerance)

    def none(self, address, status="not_estimable", note=None):
        """No figure, and why."""
        fact, label = self.at(*address), " ".join(a for a in address if a)
        self.part.equal(f"{label} status", fact.get("status"), status)
        self.part.equal(f"{label} has no figure", [fact.get(c) for c in ("value", "ci_low", "ci_high", "p_value", "n")], [""] * 5)
        if note is not None:
            self.part.equal(f"{label} note", fact.get("note"), note)


def rates(cells):
    """{(year, school, group): (successes, students[, without a value])} as rows that stand for many students."""
    lines = ["year,school,group,passed,w"]
    for (year, school, group), (x, n, *missing) in cells.items():
        for value, times in ((1, x), (0, n - x), ("", sum(missing))):
            if times:
                lines.append(f"{year},{school},{group},{value},{times}")
    return "\n".join(lines) + "\n"


def means(cells):
    """{(year, school, group): values}."""
    lines = ["year,school,group,score"]
    lines += [f"{y},{s},{g},{v}" for (y, s, g), values in cells.items() for v in values]
    return "\n".join(lines) + "\n"


def pooled(x, n, y, m):
    """p of the pooled z test."""
    p = (x + y) / (n + m)
    return math.erfc(abs(x / n - y / m) / math.sqrt(2 * p * (1 - p) * (1 / n + 1 / m)))


def fisher(x, n, y, m):
    """Two-sided: tables no likelier than the one seen."""
    def likely(k):
        return Fraction(math.comb(n, k) * math.comb(m, x + y - k), math.comb(n + m, x + y))
    return float(sum(likely(k) for k in range(max(0, x + y - m), min(n, x + y) + 1) if likely(k) <= likely(x)))


# ---- references -----------------------------------------------------------------------------------------------------


def reference_ties(part):
    """highest: the best by direction, then the larger, then the alphabet whatever the order of the report; min_n holds in
    the internal edition; never Unknown, which is everywhere else; its own row is no fact."""
    order = part.folder / "order.json"
    order.write_text('{"dimensions": [{"column": "group", "order": ["D", "C", "B", "A"]}]}')
    for cells, best, args in (
            ({"A": (30, 60), "B": (30, 60), "C": (10, 60), "D": (9, 9)}, "A", ("-c", order)),
            ({"A": (30, 60), "B": (35, 70), "C": (10, 60), "D": (9, 9)}, "B", ("-c", order)),
            ({"A": (30, 60), "B": (35, 70), "C": (10, 60), "": (50, 60)}, "B", ()),
            ({"A": (6, 10), "B": (12, 20), "C": (18, 30), "D": (1, 40)}, "C", ())):
        report = Report(part, rates({("2024", "N", g): c for g, c in cells.items()}), "--reference", "highest", "--stats",
                        "difference,four_fifths", *args)
        found = {f["reference"] for f in report.rows if f["statistic"] == "difference"}
        part.equal(f"highest of {cells}", found, {f"highest:{best}"})
        part.equal(f"its own row of {cells}", [f for f in report.rows if f["group"] == best], [])
    lower = Report(part, rates({("2024", "N", g): c for g, c in {"A": (9, 60), "B": (30, 60), "C": (12, 80)}.items()}),
                   "--reference", "highest", "--stats", "difference,four_fifths", outcome="passed:rate:lower")
    part.equal("the best of a lower outcome", {f["reference"] for f in lower.rows}, {"highest:C"})
    trend = Report(part, rates({(y, "N", g): c for y, cells in {
        "2021": {"A": (60, 100), "B": (50, 100), "C": (20, 100)}, "2022": {"A": (40, 100), "B": (50, 100), "C": (24, 100)},
        "2023": {"A": (70, 100), "B": (50, 100), "C": (45, 100)}}.items() for g, c in cells.items()}),
        "--reference", "highest", "--stats", "difference,gap_slope", "--year", "year")
    part.equal("each year its own best", {(f["year"], f["reference"]) for f in trend.rows if f["group"] == "C"},
               {("2021", "highest:A"), ("2022", "highest:B"), ("2023", "highest:A"), ("2021..2023", "highest")})
    levels = {2021: (.2, .6), 2022: (.24, .5), 2023: (.45, .7)}
    gap = [a - b for a, b in levels.values()]
    weight = [1 / (a * (1 - a) / 100 + b * (1 - b) / 100) for a, b in levels.values()]
    trend.close(("", "2021..2023", "C", "highest", "gap_slope"), *line(list(levels), gap, weight))


def references(part):
    """overall has the group in it; a goal; a level of one dimension."""
    cells = {"A": (18, 60), "B": (45, 90), "": (8, 30, 5), "D": (0, 0, 7)}
    text = rates({("2024", "N", g): c for g, c in cells.items()})
    report = Report(part, text, "--reference", "overall", "--reference", "goal=0.4", "--reference", "group=B", "--stats",
                    "basic,effect", "--reference", "rest")
    place = ("", "2024", "A")
    d, low, high = newcombe(18, 60, 53, 120)
    q = 60 / 180
    report.close((*place, "rest", "difference"), d, low, high, pooled(18, 60, 53, 120))
    report.close((*place, "overall", "difference"), (1 - q) * d, (1 - q) * low, (1 - q) * high, pooled(18, 60, 53, 120))
    ratio, half = 18 / 60 / (53 / 120), Z * math.sqrt(1 / 18 - 1 / 60 + 1 / 53 - 1 / 120)
    report.close((*place, "overall", "ratio"), *(r / (q * r + 1 - q) for r in (ratio, ratio * math.exp(-half),
                                                                              ratio * math.exp(half))))
    report.close((*place, "overall", "to_parity"), math.ceil(Fraction(71, 180) * 60 - 18))
    report.close((*place, "overall", "to_parity_moving"), next(k for k in range(99) if Fraction(18 + k, 60) >= Fraction(71 + k, 180)))
    goal = [v - 0.4 for v in wilson(18, 60)]
    report.close((*place, "goal=0.4", "difference"), -0.1, *goal, math.erfc(0.1 / math.sqrt(2 * .4 * .6 / 60)))
    report.close(("", "2024", "All students", "goal=0.4", "difference"), 71 / 180 - 0.4,
                 *(v - 0.4 for v in wilson(71, 180)))
    report.close((*place, "goal=0.4", "to_parity"), 6)
    part.equal("the group's own level is no fact", [f for f in report.rows if f["group"] == "B" and f["reference"] == "group=B"], [])
    report.close((*place, "group=B", "difference"), *newcombe(18, 60, 45, 90))
    report.close(("", "2024", "Unknown", "rest", "difference"), *newcombe(8, 30, 63, 150))
    report.close(("", "2024", "Unknown", "", "missing"), 5)
    for name in ("cohens_d", "hedges_g", "superiority", "cliffs_delta", "v_gap"):
        part.check(f"no {name} to all students", not any(f["statistic"] == name and f["reference"] == "overall" for f in report.rows))
    # a group with students and no values: n is 0, and no other figure but how many are missing
    own = {f["statistic"]: f for f in report.rows if f["group"] == "D"}
    part.equal("n and missing of nobody", (own["n"]["value"], own["missing"]["value"]), ("0", "7"))
    part.equal("the rest of nobody", {f["status"] for n, f in own.items() if n not in ("n", "missing")}, {"not_estimable"})
    part.check("facts of nobody", len(own) > 6, own)
    report.close((*place, "", "share_of_students"), 60 / 180)


def reference_means(part):
    """All students and a goal, of a mean."""
    a, b, c = [4, 7, 7, 9, 12], [1, 3, 8, 8], [2, 2, 5, 6, 11, 13]
    report = Report(part, means({("2024", "N", g): v for g, v in (("A", a), ("B", b), ("C", c))}), "--reference", "overall",
                    "--reference", "goal=6", "--stats", "basic,effect", outcome="score:mean")
    rest = b + c
    va, vr = stdev(a) ** 2 / len(a), stdev(rest) ** 2 / len(rest)
    df = (va + vr) ** 2 / (va * va / (len(a) - 1) + vr * vr / (len(rest) - 1))
    d, se, q = fmean(a) - fmean(rest), math.sqrt(va + vr), len(a) / 15
    p, half = 2 * (1 - t_cdf(abs(d) / se, df)), t_quantile(0.975, df) * se
    report.close(("", "2024", "A", "overall", "difference"), (1 - q) * d, (1 - q) * (d - half), (1 - q) * (d + half), p, 1e-7)
    se = stdev(a) / math.sqrt(5)
    half = t_quantile(0.975, 4) * se
    report.close(("", "2024", "A", "goal=6", "difference"), fmean(a) - 6, fmean(a) - 6 - half, fmean(a) - 6 + half,
                 2 * (1 - t_cdf((fmean(a) - 6) / se, 4)), 1e-7)
    part.check("no standardised gap to all students", not any(f["reference"] == "overall" and f["statistic"] in (
        "cohens_d", "hedges_g", "glass_delta", "superiority", "cliffs_delta", "v_gap") for f in report.rows))


# ---- trends ---------------------------------------------------------------------------------------------------------


def line(years, values, weights):
    """Slope with known variances: value, limits, p."""
    total = sum(weights)
    mean = sum(w * t for w, t in zip(weights, years)) / total
    spread = sum(w * (t - mean) ** 2 for w, t in zip(weights, years))
    slope = sum(w * (t - mean) * v for w, t, v in zip(weights, years, values)) / spread
    se = 1 / math.sqrt(spread)
    return slope, slope - Z * se, slope + Z * se, math.erfc(abs(slope) / se / math.sqrt(2))


def variance(x, n):
    """Of a rate; at the ends from (x + 2) / (n + 4)."""
    p = (x + 2) / (n + 4) if x in (0, n) else x / n
    return p * (1 - p) / n


def slopes(part):
    """Weights at none and all; a missing year is a hole at its true distance; paired years; all students contain the group."""
    a = {2015: (0, 40), 2016: (3, 50), 2019: (9, 45), 2021: (30, 30)}
    b = {2015: (20, 80), 2016: (25, 70), 2019: (30, 75), 2021: (44, 90)}
    text = rates({(str(y), "N", g): c for g, cells in (("A", a), ("B", b)) for y, c in cells.items()})
    report = Report(part, text, "--year", "year", "--stats", "slope,gap_slope,gap_change,mann_kendall,theil_sen", "--reference",
                    "rest", "--reference", "overall")
    years, span = list(a), "2015..2021"
    level = {g: [x / n for x, n in c.values()] for g, c in (("A", a), ("B", b))}
    spread = {g: [variance(*c) for c in cells.values()] for g, cells in (("A", a), ("B", b))}
    for g in "AB":
        report.close(("", span, g, "", "slope"), *line(years, level[g], [1 / v for v in spread[g]]))
    gap = [p - q for p, q in zip(level["A"], level["B"])]
    both = [v + w for v, w in zip(spread["A"], spread["B"])]
    report.close(("", span, "A", "rest", "gap_slope"), *line(years, gap, [1 / v for v in both]))
    left = [1 - a[y][1] / (a[y][1] + b[y][1]) for y in years]
    to_all, of_all = [k * g for k, g in zip(left, gap)], [k * k * v for k, v in zip(left, both)]
    report.close(("", span, "A", "overall", "gap_slope"), *line(years, to_all, [1 / v for v in of_all]))
    for reference, gaps, spreads in (("rest", gap, both), ("overall", to_all, of_all)):
        change, se = gaps[-1] - gaps[-2], math.sqrt(spreads[-1] + spreads[-2])
        report.close(("", span, "A", reference, "gap_change"), change, change - Z * se, change + Z * se,
                     math.erfc(abs(change) / se / math.sqrt(2)))
    pairs = [(level["A"][j] - level["A"][i]) / (years[j] - years[i]) for i in range(4) for j in range(i + 1, 4)]
    report.close(("", span, "A", "", "theil_sen"), median(pairs))
    two = Report(part, rates({(str(y), "N", g): (5, 20) for y in (2015, 2016) for g in "AB"}), "--year", "year", "--stats",
                 "slope,gap_slope,verdict,persistence,gap_change")
    two.none(("", "2015..2016", "A", "", "slope"), "too_few")
    two.none(("", "2015..2016", "A", "rest", "gap_slope"), "too_few")
    two.none(("", "2015..2016", "A", "rest", "verdict"), "too_few", "too few years")
    part.equal("two years change a gap", two.at("", "2015..2016", "A", "rest", "gap_change").get("status"), "ok")
    part.equal("two years persist or not", two.at("", "2015..2016", "A", "rest", "persistence").get("note"), "none")
    ties = Report(part, rates({(str(y), "N", g): (x, 50) for y, x in zip(range(2015, 2021), (10, 12, 12, 9, 15, 12)) for g in "AB"}),
                  "--year", "year", "--stats", "mann_kendall")
    x, var = (10, 12, 12, 9, 15, 12), (6 * 5 * 17 - 3 * 2 * 11) / 18  # 12 thrice
    s = sum((x[j] > x[i]) - (x[j] < x[i]) for i in range(6) for j in range(i + 1, 6))
    z = (s - (s > 0) + (s < 0)) / math.sqrt(var)
    ties.close(("", "2015..2020", "A", "", "mann_kendall"), z, p=math.erfc(abs(z) / math.sqrt(2)))


def mean_slopes(part):
    """A year with one student, or without spread, says nothing of a mean's slope."""
    cells = {2019: [5, 7, 9], 2020: [100], 2021: [6, 8, 11, 9], 2022: [4, 4, 4], 2023: [9, 12, 8], 2024: [12, 10, 9, 14]}
    report = Report(part, means({(str(y), "N", g): v for y, v in cells.items() for g in "AB"}), "--year", "year", "--stats",
                    "slope", outcome="score:mean")
    used = {y: v for y, v in cells.items() if len(v) > 1 and stdev(v) > 0}
    report.close(("", "2019..2024", "A", "", "slope"),
                 *line(list(used), [fmean(v) for v in used.values()], [len(v) / stdev(v) ** 2 for v in used.values()]))


# Years in which a group is behind (1), not behind (0), or has no values (-), the last seven of them; what persistence says.
STATES = (("0000001", 1, "new"), ("0000011", 2, "persisting"), ("0000101", 2, "persisting"), ("0001001", 2, "recurring"),
          ("0010001", 2, "recurring"), ("1100001", 1, "new"), ("0000110", 2, "closed"), ("0001010", 2, "closed"),
          ("0000010", 1, "none"), ("0000100", 1, "none"), ("0000000", 0, "none"), ("1111111", 5, "persisting"),
          ("11110-1", 3, "recurring"), ("1111-01", 3, "recurring"), ("00001-1", 2, "persisting"), ("0000111", 3, "persisting"),
          ("000011-", None, None))


def persistence(part):
    """States by what was behind beyond the margin in each of the last five years, of either direction."""
    for lower in (False, True):
        worse = 0.7 if lower else 0.3
        cells = {(str(2015 + i), "N", "R"): (20000, 40000) for i in range(7)}
        for number, (pattern, _, _) in enumerate(STATES):
            for i, mark in enumerate(pattern):
                rate = worse if mark == "1" else 0.5
                cells[(str(2015 + i), "N", f"g{number}")] = (0, 0, 9) if mark == "-" else (round(400 * rate), 400)
        report = Report(part, rates(cells), "--year", "year", "--stats", "persistence", "--reference", "group=R",
                        outcome="passed:rate:lower" if lower else "passed:rate")
        for number, (pattern, k, state) in enumerate(STATES):
            address = ("", "2015..2021", f"g{number}", "group=R", "persistence")
            if state is None:
                report.none(address, note="the last year cannot be compared")
                continue
            report.close(address, k)
            part.equal(f"{pattern} lower {lower}", report.at(*address).get("note"), state)


def narrowing(part):
    """Towards zero from where the group is now: one that was ahead and fell behind does not narrow its gap."""
    sides = {"rises": [.10, .16, .22, .28, .34, .38, .39], "falls": [.90, .80, .70, .60, .52, .36, .30],
             "stays": [.40, .41, .40, .39, .40, .41, .40], "edge": [.40] * 7, "within": [.401] * 7}
    cells = {(str(2015 + i), "N", g): (round(40000 * rate), 40000) for g, r in sides.items() for i, rate in enumerate(r)}
    cells.update({(str(2015 + i), "N", "R"): (2150000, 5000000) for i in range(7)})
    report = Report(part, rates(cells), "--year", "year", "--stats", "persistence,verdict", "--reference", "group=R")
    # R is at .43: .40 is behind by exactly the margin of .03, .401 by less
    for group, k, state in (("rises", "5", "narrowing"), ("falls", "2", "persisting"), ("stays", "4", "persisting"),
                            ("edge", "5", "persisting"), ("within", "0", "none")):
        fact = report.at("", "2015..2021", group, "group=R", "persistence")
        part.equal(f"{group}: years and state", (fact.get("value"), fact.get("note")), (k, state))


def own_years(part):
    """Of a school its own last five years; one that closed has its own last year."""
    cells = {}
    for i, mark in enumerate("00111000"):
        cells[(str(2015 + i), "N", "A")] = (120 if mark == "1" else 200, 400)
        cells[(str(2015 + i), "N", "B")] = (200, 400)
        if i < 5:
            cells[(str(2015 + i), "S", "A")] = (120, 400)
            cells[(str(2015 + i), "S", "B")] = (200, 400)
    report = Report(part, rates(cells), "--year", "year", "--within", "school", "--stats", "persistence")
    for unit, k, state in (("N", 2, "none"), ("S", 5, "persisting")):
        address = (unit, "2015..2022", "A", "rest", "persistence")
        report.close(address, k)
        part.equal(f"{unit}: state", report.at(*address).get("note"), state)
    one = means({**{(str(y), "N", g): [1, 2, 3, 4] for y in (2019, 2020, 2021) for g in "AB"}, ("2022", "N", "A"): [9],
                 ("2022", "N", "B"): [1, 2, 3]})
    report = Report(part, one, "--year", "year", "--stats", "persistence", outcome="score:mean")
    report.none(("", "2019..2022", "A", "rest", "persistence"), note="the last year cannot be compared")


VERDICTS = (((.30, .35, .40, .45, .50), (.60, .60, .60, .60, .60), "closing, the group behind improved"),
            ((.30, .30, .30, .30, .30), (.60, .55, .50, .45, .40), "closing, the group ahead fell"),
            ((.30, .33, .36, .39, .42), (.60, .57, .54, .51, .48), "closing, both moved"),
            ((.50, .45, .40, .35, .30), (.60, .60, .60, .60, .60), "widening, the group behind fell"),
            ((.30, .30, .30, .30, .30), (.40, .45, .50, .55, .60), "widening, the group ahead improved"),
            ((.50, .45, .40, .35, .30), (.55, .60, .65, .70, .75), "widening, both moved"),
            ((.40, .42, .39, .41, .40), (.60, .59, .61, .60, .60), "no clear change"),
            # neither slope alone leaves out zero (z 1.8 each), their difference does (z 2.5)
            ((.30, .309, .318, .327, .336), (.60, .591, .582, .573, .564), "closing, both moved"))


def verdicts(part):
    """What moved a gap, by the slopes and their intervals; mirrored for an outcome of which less is better."""
    for lower in (False, True):
        for number, (a, b, words) in enumerate(VERDICTS):
            n = 1400 if number == len(VERDICTS) - 1 else 4000
            turn = (lambda r: 1 - r) if lower else (lambda r: r)
            cells = {(str(2020 + i), "N", g): (round(n * turn(r)), n) for g, side in (("A", a), ("B", b)) for i, r in enumerate(side)}
            report = Report(part, rates(cells), "--year", "year", "--stats", "verdict,gap_slope,slope",
                            outcome="passed:rate:lower" if lower else "passed:rate")
            for group in "AB":
                part.equal(f"verdict {number} of {group}, lower {lower}",
                           report.at("", "2020..2024", group, "rest", "verdict").get("note"), words)
            part.equal("a verdict is words", report.at("", "2020..2024", "A", "rest", "verdict").get("value"), "")


# ---- many units -----------------------------------------------------------------------------------------------------


def unit_parts(part):
    """Parts of a gap over schools, some of which have nobody of one group: together they make the district's gap. Reardon's
    by the fixed-effects regression and the variance ratio of isolations, Kitagawa's by shares and levels."""
    cells = {("2024", "N", "A"): [3, 5, 9, 4], ("2024", "N", "B"): [7, 8, 12], ("2024", "S", "A"): [2, 2, 6],
             ("2024", "S", "B"): [9, 4, 11, 5, 10, 6], ("2024", "T", "B"): [14, 15, 13, 12], ("2024", "U", "A"): [1, 4],
             ("2024", "V", "A"): [8, 6, 5], ("2024", "V", "B"): [6]}
    report = Report(part, means(cells), "--within", "school", "--stats", "basic,units,kitagawa_rate,kitagawa_composition",
                    outcome="score:mean")
    students = [(s, g == "A", v) for (_, s, g), values in cells.items() for v in values]
    schools = sorted({s for s, _, _ in students})
    mean_of = {s: (fmean(a for t, a, _ in students if t == s), fmean(v for t, _, v in students if t == s)) for s in schools}
    own = [(a - mean_of[s][0], v - mean_of[s][1]) for s, a, v in students]
    inside = sum(x * y for x, y in own) / sum(x * x for x, _ in own)  # the coefficient with a dummy for every school
    share = {s: mean_of[s][0] for s in schools}
    ratio = fmean(share[s] for s, a, _ in students if a) - fmean(share[s] for s, a, _ in students if not a)
    gap = fmean(v for _, a, v in students if a) - fmean(v for _, a, v in students if not a)
    place = ("", "2024", "A", "rest")
    report.close((*place, "within_units"), (1 - ratio) * inside)
    report.close((*place, "ambiguous_units"), ratio * inside)
    report.close((*place, "between_units"), gap - inside)
    report.close((*place, "difference"), gap)
    rate, composition = 0, 0
    n = {flag: sum(a == flag for _, a, _ in students) for flag in (True, False)}
    for s in schools:
        side = {f: [v for t, a, v in students if t == s and a == f] for f in (True, False)}
        w = {f: len(side[f]) / n[f] for f in side}
        y = {f: fmean(side[f] or side[not f]) for f in side}
        rate += (w[True] + w[False]) / 2 * (y[True] - y[False])
        composition += (w[True] - w[False]) * (y[True] + y[False]) / 2
    report.close((*place, "kitagawa_rate"), rate)
    report.close((*place, "kitagawa_composition"), composition)
    part.equal("n is the group's", report.at(*place, "within_units").get("n"), str(n[True]))
    both = [(side[0], side[1]) for side in ((cells.get(("2024", s, "A"), []), cells.get(("2024", s, "B"), [])) for s in schools)
            if len(side[0]) > 1 and len(side[1]) > 1]
    random_effects(report, place, [fmean(a) - fmean(b) for a, b in both],
                   [stdev(a) ** 2 / len(a) + stdev(b) ** 2 / len(b) for a, b in both])


def restricted(tau, y, v):
    """Restricted log likelihood, and mu, at a variance between units."""
    w = [1 / (k + tau) for k in v]
    mu = sum(a * b for a, b in zip(w, y)) / sum(w)
    return -(sum(math.log(k + tau) for k in v) + math.log(sum(w)) + sum(a * (b - mu) ** 2 for a, b in zip(w, y))) / 2, mu, w


def random_effects(report, place, y, v):
    """tau squared by looking for the top of the likelihood; I squared; the prediction interval with max(1, q)."""
    low, high = 0.0, 40 * (max(y) - min(y)) ** 2 + 10 * max(v)
    for _ in range(300):
        a, b = low + 0.381966 * (high - low), high - 0.381966 * (high - low)
        low, high = (low, b) if restricted(a, y, v)[0] > restricted(b, y, v)[0] else (a, high)
    tau = low if restricted(low, y, v)[0] > restricted(0, y, v)[0] else 0.0
    k, fixed = len(y), [1 / x for x in v]
    typical = (k - 1) * sum(fixed) / (sum(fixed) ** 2 - sum(x * x for x in fixed))
    report.close((*place, "tau_squared"), tau, tolerance=1e-5)
    report.close((*place, "i_squared"), tau / (tau + typical), tolerance=1e-5)
    _, mu, w = restricted(tau, y, v)
    if k < 3:
        report.none((*place, "prediction_interval"), "too_few")
        return
    q = max(1, sum(a * (b - mu) ** 2 for a, b in zip(w, y)) / (k - 1))
    half = t_quantile(0.975, k - 2) * math.sqrt(tau + q / sum(w))
    report.close((*place, "prediction_interval"), mu, mu - half, mu + half, tolerance=1e-4)


def units_of_rates(part):
    """Random effects, funnel plain and overdispersed, and shrunken levels of seven schools."""
    schools = {"a": (9, 40, 60, 80), "b": (30, 50, 50, 70), "c": (12, 25, 44, 60), "d": (40, 44, 30, 52), "e": (22, 60, 61, 90),
               "f": (15, 30, 20, 41), "g": (2, 30, 33, 66)}
    cells = {("2024", s, g): c for s, (x, n, y, m) in schools.items() for g, c in (("A", (x, n)), ("B", (y, m)))}
    cells[("2024", "h", "B")] = (50, 60)
    text = rates(cells)
    report = Report(part, text, "--within", "school", "--stats", "units,kitagawa_rate,kitagawa_composition,difference")
    place = ("", "2024", "A", "rest")
    random_effects(report, place, [x / n - y / m for x, n, y, m in schools.values()],
                   [variance(x, n) + variance(y, m) for x, n, y, m in schools.values()])
    parts = [float(report.at(*place, name).get("value", "nan")) for name in ("kitagawa_rate", "kitagawa_composition")]
    report.close((*place, "difference"), sum(parts))
    part.check("Reardon's parts are of means", not any(f["statistic"] == "within_units" for f in report.rows))
    all_x, all_n = sum(c[0] for c in schools.values()), sum(c[1] for c in schools.values())
    p = all_x / all_n
    z = {s: (x / n - p) / math.sqrt(p * (1 - p) / n) for s, (x, n, _, _) in schools.items()}
    ordered = sorted(z.values())
    cut = [quantile(ordered, q) for q in (0.1, 0.9)]
    phi = fmean(max(cut[0], min(cut[1], v)) ** 2 for v in ordered)
    w = [n / (p * (1 - p)) for _, n, _, _ in schools.values()]
    tau = max(0, (len(z) * phi - (len(z) - 1)) / (sum(w) - sum(v * v for v in w) / sum(w)))
    part.check("the schools differ beyond chance", tau > 0, tau)
    wide = Report(part, text, "--within", "school", "--stats", "funnel", "--funnel", "overdispersed")
    for s, (x, n, _, _) in schools.items():
        for found, more in ((report, 0), (wide, tau)):
            se = math.sqrt(p * (1 - p) / n + more)
            score = (x / n - p) / se
            found.close((s, "2024", "A", "", "funnel"), score, max(0, p - Z * se), min(1, p + Z * se))
            words = "beyond 99.8" if abs(score) > NORMAL.inv_cdf(0.999) else "beyond 95" if abs(score) > Z else "within"
            part.equal(f"funnel of {s}, {more}", found.at(s, "2024", "A", "", "funnel").get("note"), words)
    shrunken(report, {s: c[:2] for s, c in schools.items()}, p)
    few = Report(part, rates({k: v for k, v in cells.items() if k[1] in "ab"}), "--within", "school", "--stats", "funnel,units",
                 "--funnel", "overdispersed")
    few.none(("a", "2024", "A", "", "funnel"), "too_few", "fewer than three units")
    few.none(("", "2024", "A", "rest", "prediction_interval"), "too_few", "fewer than three units")


def quantile(ordered, q):
    """Type 7 of a sorted list."""
    at = q * (len(ordered) - 1)
    low = math.floor(at)
    return ordered[low] + (at - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def beta_quantile(q, a, b):
    """By halving Simpson's integral of the density."""
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)

    def below(x, steps=2000):
        h = x / steps
        density = [math.exp(scale + (a - 1) * math.log(i * h) + (b - 1) * math.log(1 - i * h)) if i else 0.0
                   for i in range(steps + 1)]
        return h / 3 * sum(d * (1 if i in (0, steps) else 4 if i % 2 else 2) for i, d in enumerate(density))
    low, high = 0.0, 1.0 - 1e-12
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < q else (low, middle)
    return low


def shrunken(report, schools, p):
    """Beta-binomial by the ANOVA estimator; the interval of the posterior."""
    k, total = len(schools), sum(n for _, n in schools.values())
    between = sum(n * (x / n - p) ** 2 for x, n in schools.values()) / (k - 1)
    within = sum(x * (1 - x / n) for x, n in schools.values()) / (total - k)
    n0 = (total - sum(n * n for _, n in schools.values()) / total) / (k - 1)
    rho = (between - within) / (between + (n0 - 1) * within)
    m = (1 - rho) / rho
    for s, (x, n) in schools.items():
        value = (x + m * p) / (n + m)
        limits = [beta_quantile(q, x + m * p, n - x + m * (1 - p)) for q in (0.025, 0.975)] if s in "ag" else (None, None)
        report.close((s, "2024", "A", "", "shrunken"), value, *limits, tolerance=1e-6)
        report.close((s, "2024", "A", "", "bright_spot"), value - p, tolerance=1e-6)
        bright = limits[0] is not None and limits[0] > p and value - p >= 0.03
        if s in "ag":
            report.part.equal(f"bright spot of {s}", report.at(s, "2024", "A", "", "bright_spot").get("note"),
                              "bright spot" if bright else "no bright spot")


# ---- rules, zeros, scales -------------------------------------------------------------------------------------------


def flags(part):
    """Edges: the percentage point gap at its margin is flagged, four fifths and the index at 0.80 are not; ten students give no
    verdict; neither ratio for an outcome of which less is better, whose gap is flagged above."""
    # .40 of 2500 against .42 of 2500: margin max(1.96 sqrt(.4 * .6 / 2500), .02) = .02 exactly
    edge = Report(part, rates({("2024", "N", "A"): (1000, 2500), ("2024", "N", "B"): (1050, 2500)}), "--stats", "impact")
    edge.close(("", "2024", "A", "rest", "ppg"), -0.02, -0.04, 0.0)
    part.equal("at the margin is flagged", edge.at("", "2024", "A", "rest", "ppg_flag").get("value"), "1")
    fifths = Report(part, rates({("2024", "N", "A"): (40, 100), ("2024", "N", "B"): (50, 100), ("2024", "N", "C"): (39, 100)}),
                    "--stats", "impact")
    for group, value, flag in (("A", 0.8, "0"), ("C", 0.78, "1")):
        fifths.close(("", "2024", group, "highest:B", "four_fifths"), value)
        part.equal(f"four fifths of {group}", fifths.at("", "2024", group, "highest:B", "four_fifths_flag").get("value"), flag)
    # 8 of 20 among 50 of 100: .4 / .5 = .80 exactly
    index = Report(part, rates({("2024", "N", "A"): (8, 20), ("2024", "N", "B"): (42, 80)}), "--stats", "impact")
    index.close(("", "2024", "A", "overall", "proportionality_index"), 0.8)
    part.equal("the index at 0.80", index.at("", "2024", "A", "overall", "proportionality_index_flag").get("value"), "0")
    few = Report(part, rates({("2024", "N", "A"): (1, 10), ("2024", "N", "B"): (60, 80), ("2024", "N", "C"): (1, 11)}), "--stats", "impact")
    few.none(("", "2024", "A", "rest", "ppg_flag"), "too_few")
    part.equal("eleven have a verdict", few.at("", "2024", "C", "rest", "ppg_flag").get("value"), "1")
    lower = Report(part, rates({("2024", "N", "A"): (1050, 2500), ("2024", "N", "B"): (1000, 2500), ("2024", "N", "C"): (400, 1000)}),
                   "--stats", "impact,idea,to_parity,to_parity_moving", outcome="passed:rate:lower")
    lower.close(("", "2024", "A", "rest", "ppg"), 1050 / 2500 - 1400 / 3500)
    part.equal("a lower outcome is flagged above", lower.at("", "2024", "A", "rest", "ppg_flag").get("value"), "1")
    part.equal("and not below", lower.at("", "2024", "B", "rest", "ppg_flag").get("value"), "0")
    part.equal("no ratio of success for it", [f["statistic"] for f in lower.rows if
                                              f["statistic"].startswith(("four_fifths", "proportionality_index"))], [])
    lower.close(("", "2024", "A", "rest", "risk_ratio"), 0.42 / 0.4)
    lower.close(("", "2024", "A", "rest", "to_parity"), 50)  # events fewer: 1050 - .4 * 2500
    lower.close(("", "2024", "A", "overall", "to_parity_moving"),
                next(k for k in range(2500) if Fraction(1050 - k, 2500) <= Fraction(2450 - k, 6000)))
    part.equal("to_parity_moving is against all students",
               {f["reference"] for f in lower.rows if f["statistic"] == "to_parity_moving"}, {"overall"})
    rule = Report(part, rates({("2024", "N", "A"): (30, 100), ("2024", "N", "B"): (54, 120)}), "--stats", "impact", "--ppg-rule", "disimpact")
    margin = max(1.96 * math.sqrt(0.25 / 100), 0.03)
    rule.close(("", "2024", "A", "overall", "ppg"), 0.3 - 84 / 220, 0.3 - 84 / 220 - margin, 0.3 - 84 / 220 + margin)


def zeros(part):
    """A zero above is 0 without an interval, a zero below no figure; nobody behind a mean log deviation of zero."""
    cells = {("2024", "N", "A"): (0, 40), ("2024", "N", "B"): (15, 50), ("2024", "N", "C"): (50, 50)}
    report = Report(part, rates(cells), "--stats", "all", "--reference", "group=A", "--reference", "group=B")
    for name in ("ratio", "odds_ratio"):
        fact = report.at("", "2024", "A", "group=B", name)
        part.equal(f"{name} of none", [fact.get(c) for c in ("status", "value", "ci_low", "ci_high")], ["ok", "0", "", ""])
        report.none(("", "2024", "B", "group=A", name))
    score = Report(part, rates(cells), "--stats", "ratio", "--ratio-interval", "score", "--reference", "group=B")
    part.equal("ratio of none, by score", [score.at("", "2024", "A", "group=B", "ratio").get(c) for c in ("value", "ci_low")], ["0", ""])
    report.close(("", "2024", "A", "", "rate"), 0, 0, wilson(0, 40)[1])
    report.close(("", "2024", "C", "", "rate"), 1, wilson(50, 50)[0], 1)
    part.equal("the bounds are exact", (report.at("", "2024", "A", "", "rate")["ci_low"], report.at("", "2024", "C", "", "rate")["ci_high"]),
               ("0", "1"))
    report.none(("", "2024", "", "", "mld"))
    report.none(("", "2024", "", "", "max_min_ratio"))
    report.close(("", "2024", "B", "group=A", "difference"), *newcombe(15, 50, 0, 40))
    # of 12 students 12 * 16 / 62 = 3.1 successes are expected
    small = Report(part, rates({("2024", "N", "A"): (1, 12), ("2024", "N", "B"): (15, 50)}), "--stats", "difference")
    small.close(("", "2024", "A", "rest", "difference"), *newcombe(1, 12, 15, 50), fisher(1, 12, 15, 50))


def who_scales(part):
    """Intervals in the right scale: of Theil's index, the mean log deviation and the variance between groups by moving each
    level a little, and by the variance of a quadratic form."""
    cells = {"A": (20, 80), "B": (45, 90), "C": (30, 40), "": (12, 30)}
    report = Report(part, rates({("2024", "N", g): c for g, c in cells.items()}), "--stats", "inequality")
    n = [c[1] for c in cells.values()]
    y = [x / k for x, k in cells.values()]
    share, v = [k / sum(n) for k in n], [a * (1 - a) / k for a, k in zip(y, n)]

    def theil(level):
        mean = sum(s * a for s, a in zip(share, level))
        return 1000 * sum(s * a / mean * math.log(a / mean) for s, a in zip(share, level))

    def mld(level):
        mean = sum(s * a for s, a in zip(share, level))
        return 1000 * sum(-s * math.log(a / mean) for s, a in zip(share, level))

    for name, index in (("theil", theil), ("mld", mld)):
        step, square = 1e-5, 0.0
        for i in range(len(y)):
            up, down = (index([a + sign * step * (i == j) for j, a in enumerate(y)]) for sign in (1, -1))
            square += ((up - down) / (2 * step)) ** 2 * v[i]
        half = Z * math.sqrt(square)
        report.close(("", "2024", "", "", name), index(y), index(y) - half, index(y) + half, tolerance=1e-7)
    mean = sum(s * a for s, a in zip(share, y))
    form = [[share[i] * ((i == j) - share[j]) for j in range(4)] for i in range(4)]
    moved = [sum(f * a for f, a in zip(row, y)) for row in form]
    trace = sum(form[i][j] ** 2 * v[i] * v[j] for i in range(4) for j in range(4))
    half = Z * math.sqrt(4 * sum(m * m * s for m, s in zip(moved, v)) + 2 * trace)
    bgv = sum(s * (a - mean) ** 2 for s, a in zip(share, y))
    report.close(("", "2024", "", "", "bgv"), bgv, bgv - half, bgv + half)
    report.close(("", "2024", "", "", "cov"), 100 * math.sqrt(bgv) / mean)
    report.close(("", "2024", "", "", "idis"), 100 * fmean(abs(a - mean) for a in y) / mean)
    report.close(("", "2024", "", "", "mdb"), fmean(abs(a - 0.75) for a in y))
    report.none(("", "2024", "", "", "mdr"))
    half = Z * math.sqrt(sum((1 - a) / (a * k) for a, k in ((0.75, 40), (0.25, 80))))
    report.close(("", "2024", "", "", "max_min_ratio"), 3, 3 * math.exp(-half), 3 * math.exp(half))


# ---- multiplicity, and what has p-values and intervals --------------------------------------------------------------


def adjusted(method, p):
    """The textbook's rules, one value at a time."""
    n, ranked = len(p), sorted(p)
    harmonic = sum(1 / k for k in range(1, n + 1))

    def one(value):
        first, last = ranked.index(value), n - ranked[::-1].index(value)  # 0-based first rank, 1-based last
        after = [(k + 1, ranked[k]) for k in range(n) if ranked[k] >= value]
        before = [(k + 1, ranked[k]) for k in range(last)]
        return {"bonferroni": lambda: n * value,
                "holm": lambda: max((n - k + 1) * v for k, v in before),
                "hochberg": lambda: min((n - k + 1) * v for k, v in after),
                "bh": lambda: min(n / k * v for k, v in after),
                "by": lambda: min(harmonic * n / k * v for k, v in after),
                "none": lambda: value}[method]() if first >= 0 else None
    return [min(1, one(v)) for v in p]


def multiplicity(part):
    """A family is one statistic over the report; which statistics have a p-value, and which no interval; how many there were."""
    groups = {"A": (.3, 60), "B": (.5, 90), "C": (.62, 48), "D": (.45, 20)}
    lines = ["year,school,group,home,level,score,passed"]
    order = ("Low", "Mid", "High", "Top")
    for i in range(4):
        for school in "NST":
            for g, (rate, n) in groups.items():
                for k in range(n):
                    at = (k * 37 + i * 11 + ord(school)) % n / n
                    grade = order[min(3, int(4 * (0.6 * at + 0.4 * ((k * 7) % 5) / 5 + rate / 4)) % 4)]
                    lines.append(f"{2020 + i},{school},{g},{'own' if (k + i) % 3 else 'rent'},{grade},"
                                 f"{(k * 13 + 7 * i) % 50 + 20 * rate:.2f},{int(at < rate + i / 40)}")
    text = "\n".join(lines) + "\n"
    path = part.folder / "many.csv"
    path.write_text(text)
    args = ("analyze", path, "--by", "group,home", "--year", "year", "--within", "school", "--id", "none", "--outcome", "passed:rate",
            "--outcome", "score:mean", "--outcome", f"level:levels({'<'.join(order)})", "--edition", "internal", "--stats")
    first = run(*args, "all", "-f", "json")
    report = json.loads(first.out)
    having = [f for f in report["facts"] if f.get("p_value") is not None]
    part.equal("statistics with a p-value", {f["statistic"].split(":")[0] for f in having}, WITH_P)
    limits = {f["statistic"] for f in report["facts"] if f.get("ci_low") is not None and f["status"] == "ok"}
    part.equal("statistics without an interval", limits & NO_INTERVAL, set())
    part.equal("statistics with one", {"rate", "mean", "share:Mid", "at_or_above:Mid", "difference", "difference:Mid", "ratio",
                                       "odds_ratio", "cohens_h", "cohens_d", "hedges_g", "slope", "gap_slope", "gap_change",
                                       "max_min_difference", "max_min_ratio", "bgv", "theil", "mld", "par", "paf", "ppg",
                                       "predictability", "prediction_interval", "funnel", "shrunken",
                                       "adjusted_difference"} - limits, set())
    part.check("no level but the lowest is missing", all(f"difference:{x}" in limits for x in order[1:]) and
               "difference:Low" not in {f["statistic"] for f in report["facts"]})
    wrong_words = [f for f in report["facts"] if f["statistic"].split(":")[0] == "verdict" and f["value"] is not None]
    part.equal("verdicts are words", wrong_words, [])
    for method in ("bh", "holm", "hochberg", "by", "bonferroni", "none"):
        result = run(*args, "difference,slope,gap_slope,predictability,gap_change", "--adjust", method, "-f", "json")
        report = json.loads(result.out)
        families = {}
        for fact in report["facts"]:
            if fact.get("p_value") is not None:
                families.setdefault(fact["statistic"].split(":")[0], []).append(fact)
        part.equal(f"{method}: how many", {c["statistic"]: c["p_values"] for c in report["quality"]["comparisons"]},
                   {name: len(some) for name, some in families.items()})
        for name, some in families.items():
            want = adjusted(method, [f["p_value"] for f in some])
            worst = max(abs(f["p_adjusted"] - w) for f, w in zip(some, want))
            part.check(f"{method} of {name}", worst < 1e-12 and len(some) > 5, (worst, len(some)))
    said = run(*args, "difference", "-f", "text").out.decode()
    part.check("the number of comparisons is said", "Comparisons of each statistic: difference " in " ".join(said.split()))


def v_gaps(part):
    """Of levels V needs three in use, of a mean it is sqrt 2 times the normal quantile of P, ties half."""
    lines = ["group,level,score"]
    for g, counts in (("A", (20, 30, 10, 0)), ("B", (10, 25, 30, 0)), ("C", (9, 0, 0, 12))):
        lines += [f"{g},{name},{k * 3 + i % 4}" for k, (name, n) in enumerate(zip("abcd", counts)) for i in range(n)]
    text = "\n".join(lines) + "\n"
    report = Report(part, text, "--stats", "v_gap,superiority", "--reference", "group=B", "--year", "none",
                    outcome="level:levels(a<b<c<d);score:mean")
    by = {(f["outcome"], f["group"], f["statistic"]): f for f in report.rows}
    side = {g: [float(r.split(",")[2]) for r in lines[1:] if r[0] == g] for g in "ABC"}
    p = sum((a > b) + (a == b) / 2 for a in side["A"] for b in side["B"]) / (60 * 65)
    part.close("P of a mean", by[("score", "A", "superiority")]["value"], p, 1e-12)
    part.close("V of a mean", by[("score", "A", "v_gap")]["value"], math.sqrt(2) * NORMAL.inv_cdf(p), 1e-10)
    part.equal("V of two levels at the ends", by[("level", "C", "v_gap")]["status"], "not_estimable")
    a, b = (20, 30, 10), (10, 25, 30)

    def fit(gap, spread, first, second):
        total = 0
        for counts, mean, sd in ((a, gap, spread), (b, 0, 1)):
            low, high = NORMAL.cdf((first - mean) / sd), NORMAL.cdf((second - mean) / sd)
            for n, q in zip(counts, (low, high - low, 1 - high)):
                total += n * math.log(max(q, 1e-300))
        return total

    # two groups, three levels: the fit is exact, and V = gap / sqrt((1 + spread^2) / 2)
    cut = [NORMAL.inv_cdf(10 / 65), NORMAL.inv_cdf(35 / 65)]
    other = [NORMAL.inv_cdf(20 / 60), NORMAL.inv_cdf(50 / 60)]
    spread = (cut[1] - cut[0]) / (other[1] - other[0])
    gap = cut[0] - spread * other[0]
    part.check("nothing fits better", all(fit(gap, spread, *cut) >= fit(gap + d, spread * (1 + e), *cut)
                                          for d in (-.01, 0, .01) for e in (-.01, 0, .01)))
    part.close("V of levels", by[("level", "A", "v_gap")]["value"], gap / math.sqrt((1 + spread ** 2) / 2), 1e-6)


def main():
    """Each in turn."""
    part = Part("definitions")
    for proof in (reference_ties, references, reference_means, slopes, mean_slopes, persistence, narrowing, own_years, verdicts,
                  unit_parts, units_of_rates, flags, zeros, who_scales, multiplicity, v_gaps):
        proof(part)
    part.finish()


if __name__ == "__main__":
    main()
