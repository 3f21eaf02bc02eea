#!/usr/bin/env python3
"""What the definitions say, sentence by sentence, of small tables whose figures are computed here by another route:
references and their ties, goals, flags and their edges, zeros, scales, families of p-values."""

import json
import math
import random
from fractions import Fraction
from statistics import fmean, stdev

from harness import Part, facts, run
from small_tables import NORMAL, Report, Z, line, means, rates
from test_reference import newcombe, t_cdf, t_quantile, wilson

NO_INTERVAL = {"sd", "median", "p10", "p25", "p75", "p90", "gap_p10", "gap_p25", "gap_p50", "gap_p75", "gap_p90", "glass_delta",
               "superiority", "cliffs_delta", "v_gap"}
WITH_P = {"difference", "slope", "gap_slope", "gap_change", "mann_kendall", "predictability", "adjusted_difference"}


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


# ---- rules, zeros, scales -------------------------------------------------------------------------------------------


def flags(part):
    """Edges: the percentage point gap at its margin is flagged, four fifths and the index at 0.80 are not; ten students give no
    verdict; neither ratio for an outcome of which less is better, whose gap is flagged above."""
    # .40 of 2500 against .42 of 2500: margin max(1.96 sqrt(.4 * .6 / 2500), .02) = .02 exactly
    edge = Report(part, rates({("2024", "N", "A"): (1000, 2500), ("2024", "N", "B"): (1050, 2500)}), "--stats", "impact")
    edge.close(("", "2024", "A", "rest", "ppg"), -0.02, -0.04, 0.0)
    part.equal("at the margin is flagged", edge.at("", "2024", "A", "rest", "ppg_flag").get("value"), "1")
    # 1001: .0196 under .02; the margin itself is flagged, so that none more would not do
    part.equal("one more ends it", edge.at("", "2024", "A", "rest", "ppg_flag").get("note"), "impact; 1 student would end it")
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
    rule = Report(part, rates({("2024", "N", "A"): (30, 100), ("2024", "N", "B"): (54, 120)}), "--stats", "impact", "--ppg-rule",
                  "disimpact")
    margin = max(1.96 * math.sqrt(0.25 / 100), 0.03)
    rule.close(("", "2024", "A", "overall", "ppg"), 0.3 - 84 / 220, 0.3 - 84 / 220 - margin, 0.3 - 84 / 220 + margin)


def rate_intervals(part):
    """Methods by option, against scipy (beta.ppf; Miettinen and Nurminen's score by brentq) for 56 of 70 and 48 of 80."""
    text = rates({("2024", "N", "A"): (56, 70), ("2024", "N", "B"): (48, 80)})
    for method, low, high in (("clopper-pearson", 0.6872643461041652, 0.8861196379677923),
                              ("jeffreys", 0.69530255, 0.88049011), ("agresti-coull", 0.6905945192153016, 0.8781916433385382)):
        Report(part, text, "--stats", "rate", "--interval", method).close(("", "2024", "A", "", "rate"), 0.8, low, high, tolerance=1e-8)
    score = Report(part, text, "--stats", "ratio", "--ratio-interval", "score")
    score.close(("", "2024", "A", "rest", "ratio"), 4 / 3, 1.0790471195344264, 1.6721453590897672, tolerance=1e-8)


def ppg(x, n, y, m, disimpact):
    """The flag of either rule; m with the group in it for the second."""
    share = 0.25 if disimpact else x * (n - x) / n / n
    return x / n - y / m <= -max(1.96 * math.sqrt(share / n), 0.03 if disimpact else 0.02) + 1e-12


def significant(x, n, y, m):
    """The test of a difference at .05, exact where an expected count is under five."""
    small = min(n, m) * min(x + y, n + m - x - y) < 5 * (n + m)
    return x + y not in (0, n + m) and (fisher if small else pooled)(x, n, y, m) < 0.05


def fragility(part):
    """The fewest students that would change a flag, by trying them all; all students move with the group. The flag says the
    same number."""
    for cells in ({"A": (30, 100), "B": (54, 120), "C": (70, 90)}, {"A": (12, 20), "B": (61, 64), "C": (40, 50), "D": (2, 9)}):
        text = rates({("2024", "N", g): c for g, c in cells.items()})
        report = Report(part, text, "--stats", "impact")
        other = Report(part, text, "--stats", "impact", "--ppg-rule", "disimpact")
        all_x, all_n = map(sum, zip(*cells.values()))
        best = max(cells, key=lambda g: cells[g][0] / cells[g][1] if cells[g][1] >= 10 else 0)
        for g, (x, n) in cells.items():
            y, m, hx, hn = all_x - x, all_n - n, *cells[best]
            rules = [(report, "rest", "difference_fragility", lambda k: significant(k, n, y, m)),
                     (other, "overall", "ppg_fragility", lambda k: ppg(k, n, y + k, all_n, True)),
                     (report, "overall", "proportionality_index_fragility", lambda k: 5 * k * all_n < 4 * (y + k) * n)]
            if n > 10:
                rules.append((report, "rest", "ppg_fragility", lambda k: ppg(k, n, y, m, False)))
            if g != best:
                rules.append((report, f"highest:{best}", "four_fifths_fragility", lambda k: 5 * k * hn < 4 * hx * n))
            for found, reference, name, flag in rules:
                steps = [abs(k - x) for k in range(n + 1) if flag(k) != flag(x)]
                if steps:
                    found.close(("", "2024", g, reference, name), min(steps))
                else:
                    found.none(("", "2024", g, reference, name))
                ends = f"impact; {min(steps)} student{'s' * (min(steps) > 1)} would end it" if steps else "impact"
                if not name.startswith("difference"):
                    part.equal(f"{g} {name}: the flag's note", found.at("", "2024", g, reference,
                               name.replace("fragility", "flag")).get("note"), ends if flag(x) else "no impact by this rule")


def idea_ratio(cells, year, group, rule):
    """The risk ratio in fractions; None where a minimum is missed or there is nobody."""
    x, n = cells.get((year, "N", group), (0, 0))
    y, m = (sum(c[i] for (at, _, g), c in cells.items() if at == year and g != group) for i in (0, 1))
    if x < rule["min-cell"] or y < rule["min-cell"] or n < rule["min-n"] or m < rule["min-n"] or y == 0:
        return None
    return Fraction(x, n) / Fraction(y, m)


def significant_years(part):
    """Random districts: the ratio, its flag, the years running above the threshold and what follows from them."""
    seen = set()
    for seed in range(12):
        rng, cells = random.Random(seed), {}
        rule = {"threshold": rng.choice(("1.2", "1.5", "2")), "min-cell": rng.choice((5, 10)), "min-n": rng.choice((20, 30)),
                "years": rng.choice((1, 2, 3)), "progress": rng.choice((None, "0", "0.1"))}
        for year in rng.sample(range(2016, 2022), rng.randint(3, 6)):
            for group, rate in (("A", .3), ("B", .15), ("C", .12)):
                n = rng.choice((25, 40, 90, 300))
                cells[(str(year), "N", group)] = (round(n * rate * rng.uniform(.7, 1.5)), n)
        report = Report(part, rates(cells), "--year", "year", "--stats", "idea", "--idea",
                        ",".join(f"{k}={v}" for k, v in rule.items() if v is not None), outcome="passed:rate:lower")
        for year, _, group in cells:
            place = ("", year, group, "rest")
            back = [idea_ratio(cells, str(int(year) - k), group, rule) for k in range(3)]
            if back[0] is None:
                for name in ("risk_ratio", "risk_ratio_flag", "significant_disproportionality"):
                    report.none((*place, name))
                continue
            report.close((*place, "risk_ratio"), float(back[0]))
            above = [r is not None and r > Fraction(rule["threshold"]) for r in back]
            running = (above + [False]).index(False)
            part.equal(f"flag {seed} {place}", report.at(*place, "risk_ratio_flag").get("value"), str(int(above[0])))
            falls = rule["progress"] is not None and None not in back and all(
                back[k + 1] > back[k] and back[k + 1] - back[k] >= Fraction(rule["progress"]) for k in (0, 1))
            state = "not above" if not above[0] else "above" if running < rule["years"] else "reasonable" if falls else "significant"
            fact = report.at(*place, "significant_disproportionality")
            part.equal(f"years {seed} {place}", fact.get("value"), str(min(running, rule["years"])))
            part.check(f"state {seed} {place}", fact.get("note", "").startswith(state), (fact, state))
            seen.add(state)
    part.equal("every state was seen", seen, {"not above", "above", "reasonable", "significant"})


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
    none, every = report.at("", "2024", "A", "", "rate"), report.at("", "2024", "C", "", "rate")
    part.equal("the bounds are exact", (none["ci_low"], every["ci_high"]), ("0", "1"))
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
    report = Report(part, rates({("2024", "N", g): c for g, c in cells.items()}), "--stats", "inequality,predictability")
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
    fails = [k - x for x, k in cells.values()]
    wins = sum(x * f * ((a > b) + (a == b) / 2) for (x, _), a in zip(cells.values(), y) for f, b in zip(fails, y))
    report.close(("", "2024", "", "", "predictability"), 2 * wins / (107 * 133) - 1)
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


def slope_indices(part):
    """Of a mean: lm weighted by students on the rank, and vcovHC(type = "HC1") of R's sandwich, for means of 20 to 60 of 78, 91,
    162, 103 and 105 students."""
    config, lines = part.folder / "order.json", ["group,score"]
    config.write_text('{"dimensions": [{"column": "group", "order": ["a", "b", "c", "d", "e"]}]}')
    for group, n, mean in zip("abcde", (78, 91, 162, 103, 105), range(20, 70, 10)):
        lines += [f"{group},{mean + (n % 2 == 0 or i > 0) * (1 if i % 2 else -1)}" for i in range(n)]
    report = Report(part, "\n".join(lines) + "\n", "--year", "none", "-c", config, "--stats", "sii,rii", outcome="score:mean")
    half = Z * 1.8637747369
    report.close(("", "", "", "", "sii"), 46.2538109424, 46.2538109424 - half, 46.2538109424 + half, tolerance=1e-8)
    factor = math.exp(Z * 0.0790052721039)
    report.close(("", "", "", "", "rii"), 3.55580027216, 3.55580027216 / factor, 3.55580027216 * factor, tolerance=1e-8)


def named_reference(part):
    """The mean distance from a reference group, named on the command line or by the dimension in the config."""
    config = part.folder / "reference.json"
    config.write_text('{"dimensions": [{"column": "group", "reference": "group=A"}]}')
    text = rates({("2024", "N", g): c for g, c in {"A": (20, 80), "B": (45, 90), "C": (0, 100)}.items()})
    for args in (("--reference", "group=A"), ("-c", config), ("--reference", "rest", "--reference", "group=A")):
        report = Report(part, text, "--stats", "mdr,difference", *args)
        report.close(("", "2024", "", "", "mdr"), (0 + 0.25 + 0.25) / 3)
        report.close(("", "2024", "B", "group=A", "difference"), *newcombe(45, 90, 20, 80))
    # .07 of 100 is 7.000000000000001 in binary: seven students, not eight
    goal = Report(part, text, "--stats", "to_parity", "--reference", "goal=0.07")
    goal.close(("", "2024", "C", "goal=0.07", "to_parity"), 7)


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
    one = facts(run(*args, "difference,predictability", "--reference", "group=B", "-f", "csv").out)
    part.equal("a level is a reference of its dimension alone", {(f["dimension"], f["reference"]) for f in one if f["reference"]},
               {("group", "group=B"), ("home", "rest")})
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


def associations(part, by, table):
    """What groups tell of levels: entropy, wrong guesses, Bergsma's V."""
    n, groups, levels = sum(map(sum, table)), [sum(r) for r in table], [sum(c) for c in zip(*table)]
    entropy = -sum(c / n * math.log(c / n) for c in levels)
    shared = sum(k / n * math.log(k * n / (g * c)) for r, g in zip(table, groups) for k, c in zip(r, levels) if k)
    tau = (sum(k * k / g for r, g in zip(table, groups) for k in r) / n - sum((c / n) ** 2 for c in levels)) \
        / (1 - sum((c / n) ** 2 for c in levels))
    phi = sum((k - g * c / n) ** 2 / (g * c / n) for r, g in zip(table, groups) for k, c in zip(r, levels)) / n
    r, c = len(groups), len(levels)
    short = [k - (k - 1) ** 2 / (n - 1) for k in (r, c)]
    v = math.sqrt(max(0, phi - (r - 1) * (c - 1) / (n - 1)) / (min(short) - 1))
    for name, want in (("predictability", shared / entropy), ("uncertainty_coefficient", shared / entropy), ("gk_tau", tau),
                       ("cramers_v", v)):
        part.close(f"{name} of levels", by[("level", "", name)]["value"], want, 1e-10)


def v_gaps(part):
    """Of levels V needs three in use, of a mean it is sqrt 2 times the normal quantile of P, ties half."""
    lines = ["group,level,score"]
    for g, counts in (("A", (20, 30, 10, 0)), ("B", (10, 25, 30, 0)), ("C", (9, 0, 0, 12))):
        lines += [f"{g},{name},{k * 3 + i % 4}" for k, (name, n) in enumerate(zip("abcd", counts)) for i in range(n)]
    text = "\n".join(lines) + "\n"
    report = Report(part, text, "--stats", "v_gap,superiority,predictability,inequality", "--reference", "group=B", "--year", "none",
                    outcome="level:levels(a<b<c<d);score:mean")
    by = {(f["outcome"], f["group"], f["statistic"]): f for f in report.rows}
    side = {g: [float(r.split(",")[2]) for r in lines[1:] if r[0] == g] for g in "ABC"}
    p = sum((a > b) + (a == b) / 2 for a in side["A"] for b in side["B"]) / (60 * 65)
    part.close("P of a mean", by[("score", "A", "superiority")]["value"], p, 1e-12)
    part.close("V of a mean", by[("score", "A", "v_gap")]["value"], math.sqrt(2) * NORMAL.inv_cdf(p), 1e-10)
    part.equal("V of two levels at the ends", by[("level", "C", "v_gap")]["status"], "not_estimable")
    a, b = (20, 30, 10), (10, 25, 30)
    associations(part, by, ((*a, 0), (*b, 0), (9, 0, 0, 12)))

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
    for proof in (reference_ties, references, reference_means, flags, rate_intervals, fragility, significant_years, zeros,
                  who_scales, slope_indices, named_reference, multiplicity, v_gaps):
        proof(part)
    part.finish()


if __name__ == "__main__":
    main()
