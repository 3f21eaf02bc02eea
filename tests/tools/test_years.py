#!/usr/bin/env python3
"""Figures over the years, sentence by sentence of their definitions: slopes, gaps and their changes, the states of persistence,
what moved a gap; of small tables whose figures are computed here by another route."""

import math
import random
from statistics import fmean, median, stdev

from harness import Part, facts, run
from small_tables import Report, Z, line, means, rates, variance
from test_reference import newcombe


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
    alone = Report(part, rates({(str(y), "N", g): (5, 20) for y in (2015, 2016, 2017) for g in "AB" if (y, g) != (2016, "B")}),
                   "--year", "year", "--stats", "gap_slope,verdict", "--reference", "rest", "--reference", "overall")
    for reference in ("rest", "overall"):  # a group that is everybody has no gap
        alone.none(("", "2015..2017", "A", reference, "gap_slope"), "too_few")
        alone.none(("", "2015..2017", "A", reference, "verdict"), "too_few", "too few years")
    ties = Report(part, rates({(str(y), "N", g): (x, 50) for y, x in zip(range(2015, 2021), (10, 12, 12, 9, 15, 12)) for g in "AB"}),
                  "--year", "year", "--stats", "mann_kendall")
    x, var = (10, 12, 12, 9, 15, 12), (6 * 5 * 17 - 3 * 2 * 11) / 18  # 12 thrice
    s = sum((x[j] > x[i]) - (x[j] < x[i]) for i in range(6) for j in range(i + 1, 6))
    z = (s - (s > 0) + (s < 0)) / math.sqrt(var)
    ties.close(("", "2015..2020", "A", "", "mann_kendall"), z, p=math.erfc(abs(z) / math.sqrt(2)))


def shared_students(part):
    """Groups that share students: each year's variance less twice the covariance, in slope and change alike."""
    # by year: successes and students of A alone, of B alone, of both
    years = {2020: ((30, 80), (40, 70), (12, 40)), 2021: ((33, 75), (35, 72), (20, 44)), 2022: ((38, 82), (30, 66), (25, 38)),
             2023: ((41, 79), (36, 71), (15, 41))}
    lines, gap, spread = ["year,fa,fb,passed,w"], [], []
    for year, (a, b, both) in years.items():
        for (x, n), flags in ((a, "1,0"), (b, "0,1"), (both, "1,1")):
            lines += [f"{year},{flags},1,{x}", f"{year},{flags},0,{n - x}"]
        (x1, n1), (x2, n2) = ((s[0] + both[0], s[1] + both[1]) for s in (a, b))
        p, q, x, n = x1 / n1, x2 / n2, *both
        shared = (x * (1 - p) * (1 - q) + (n - x) * p * q) / (n1 * n2)
        gap.append(p - q)
        spread.append(p * (1 - p) / n1 + q * (1 - q) / n2 - 2 * shared)
    path, config = part.folder / "flags.csv", part.folder / "flags.json"
    path.write_text("\n".join(lines) + "\n")
    config.write_text('{"dimensions": [{"column": "races", "counting": "alone-or-in-combination",'
                      ' "from": {"flags": {"Asian": "fa", "White": "fb"}}}]}')
    result = run("analyze", path, "-c", config, "--outcome", "passed:rate", "--weight", "w", "--year", "year", "--id", "none",
                 "--edition", "internal", "--stats", "gap_slope,gap_change", "--reference", "races=White", "-f", "csv", "-q",
                 "--digits", "14")
    part.check("shared students: runs", result.rc == 0, result)
    found = {f["statistic"]: f for f in facts(result.out) if f["group"] == "Asian" and f["dimension"] == "races"}
    change, se = gap[-1] - gap[-2], math.sqrt(spread[-1] + spread[-2])
    for name, want in (("gap_slope", line(list(years), gap, [1 / v for v in spread])),
                       ("gap_change", (change, change - Z * se, change + Z * se, math.erfc(abs(change) / se / math.sqrt(2))))):
        for column, value in zip(("value", "ci_low", "ci_high", "p_value"), want):
            part.close(f"shared students: {name} {column}", found.get(name, {}).get(column), value, 1e-9)


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


def hidden_slope(part):
    """A slope through a hidden year is hidden: what it would say is in no state either."""
    sides = [.10, .16, .22, .28, .34, .38, .39]
    said = []
    for first in (0, 4, 9):  # of the nine students of the year that is hidden
        cells = {(str(2015 + i), "N", "rises"): (round(40000 * rate), 40000) for i, rate in enumerate(sides)}
        cells.update({(str(2015 + i), "N", "R"): (21500, 50000) for i in range(7)})
        cells.update({("2015", "N", "rises"): (first, 9), ("2015", "N", "Z"): (9 - first, 9)})
        report = Report(part, rates(cells), "--year", "year", "--stats", "persistence,gap_slope", "--reference", "group=R",
                        edition="public")
        report.none(("", "2015..2021", "rises", "group=R", "gap_slope"), "suppressed")
        said.append(report.at("", "2015..2021", "rises", "group=R", "persistence").get("note"))
    part.equal("persistence beside a hidden slope", said, ["persisting"] * 3)


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


def gap_in(side, rest, whole):
    """Gap with limits and variance of one year, against the rest or, as part of it, the whole; None without both."""
    if side[1] == 0 or rest[1] == 0:
        return None
    k = rest[1] / (side[1] + rest[1]) if whole else 1
    return [k * v for v in newcombe(*side, *rest)] + [k * k * (variance(*side) + variance(*rest))]


def state_of(marks, narrows):
    """The state of years that are behind (1), not (0), or nothing to compare (None), the last of them now."""
    def persists(i):
        return i >= 0 and marks[i] == 1 and 1 in marks[max(0, i - 2):i]
    if marks[-1] is None:
        return "the last year cannot be compared"
    last = len(marks) - 1
    if marks[-1] != 1:
        return "closed" if persists(last - 1) else "none"
    if persists(last):
        return "narrowing" if narrows else "persisting"
    return "recurring" if 1 in marks[:-1] else "new"


def random_states(part):
    """Districts of three schools, some of which close, with holes and groups without values: every persistence and verdict."""
    seen = {}
    for seed in range(10):
        rng, cells, lower = random.Random(seed), {}, seed % 2 == 1
        years = sorted(rng.sample(range(2010, 2022), rng.randint(3, 8)))
        pace = {g: (rng.uniform(.2, .8), rng.uniform(-.06, .06)) for g in "ABCD"}
        for school in "NST":
            end = years[len(years) // 2] if rng.random() < .3 else years[-1]
            for year, group in ((y, g) for y in years if y <= end for g in "ABCD" if rng.random() > .06):
                base, slope = pace[group]
                n, rate = rng.choice((40, 120, 400, 1500)), base + slope * (year - years[0]) + rng.gauss(0, .03)
                cells[(str(year), school, group)] = (0, 0, 5) if rng.random() < .04 else (round(n * min(.95, max(.05, rate))), n)
        report = Report(part, rates(cells), "--year", "year", "--within", "school", "--stats", "persistence,verdict", "--reference",
                        "rest", "--reference", "overall", outcome="passed:rate:lower" if lower else "passed:rate")
        for fact in report.rows:
            here = [(int(y), g, c) for (y, s, g), c in cells.items() if fact["unit"] in ("", s)]
            want = random_state(here, fact, lower)
            part.equal(f"{seed} {fact['unit']} {fact['group']} {fact['reference']}", (fact["value"], fact["note"]), want)
            seen[want[1]] = seen.get(want[1], 0) + 1
    part.check("most states were seen", len(seen) >= 14, seen)


def random_state(here, fact, lower):
    """(value, note) of a persistence or verdict from the cells of its unit."""
    def total(year, wanted):
        return tuple(sum(c[i] for y, g, c in here if y == year and wanted(g)) for i in (0, 1))
    years, whole = sorted({y for y, _, _ in here}), fact["reference"] == "overall"
    own = {y: total(y, lambda g: g == fact["group"]) for y in years}
    other = {y: total(y, lambda g: g != fact["group"]) for y in years}
    gaps = {y: gap_in(own[y], other[y], whole) for y in years}
    used = [y for y in years if gaps[y] is not None]
    trend = line(used, [gaps[y][0] for y in used], [1 / gaps[y][3] for y in used]) if len(used) > 2 else None
    clear = trend is not None and (trend[1] > 0 or trend[2] < 0)
    if fact["statistic"] == "persistence":
        marks = [None if gaps[y] is None else int((gaps[y][1] > 0 if lower else gaps[y][2] < 0) and abs(gaps[y][0]) >= .03 - 1e-12)
                 for y in years[-5:]]
        state = state_of(marks, clear and (trend[0] < 0 if lower else trend[0] > 0))
        return ("" if marks[-1] is None else str(marks.count(1)), state)
    if trend is None:
        return "", "too few years"
    if not clear:
        return "", "no clear change"
    compared = {y: tuple(map(sum, zip(own[y], other[y]))) if whole else other[y] for y in years}
    moved = []
    for side in (own, compared):
        some = {y: c for y, c in side.items() if c[1] > 0}
        slope = line(list(some), [x / n for x, n in some.values()], [1 / variance(*c) for c in some.values()])
        moved.append(slope[1] > 0 or slope[2] < 0)
    level = sum(gaps[y][0] for y in used)
    behind, ahead = moved if (level > 0) == lower else moved[::-1]
    closing = (trend[0] > 0) != (level > 0)
    who = "both moved" if behind == ahead else "the group behind " + ("improved" if closing else "fell") if behind else \
        "the group ahead " + ("fell" if closing else "improved")
    return "", ("closing, " if closing else "widening, ") + who


def main():
    """Each in turn."""
    part = Part("years")
    for proof in (slopes, shared_students, mean_slopes, persistence, narrowing, hidden_slope, random_states, own_years, verdicts):
        proof(part)
    part.finish()


if __name__ == "__main__":
    main()
