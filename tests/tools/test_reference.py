#!/usr/bin/env python3
"""The program's figures against others: computed here from the rows, by the textbook, in Python; and those
that the first issue states for two published files."""

import csv
import math
from statistics import NormalDist, fmean, stdev

from districts import as_csv, district
from harness import SHARED, Part, facts, run

Z = NormalDist().inv_cdf(0.975)
KEY = ("unit", "outcome", "year", "dimension", "group", "reference", "statistic")


def wilson(x, n):
    """Score interval of a proportion."""
    p, z2 = x / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return middle - half, middle + half


def t_cdf(t, df, steps=600):
    """Student's distribution by Simpson's rule over the angle atan(t/sqrt(df))."""
    top = math.atan(abs(t) / math.sqrt(df))
    h = top / steps
    total = 1.0 + math.cos(top) ** (df - 1)
    total += sum((4 if i % 2 else 2) * math.cos(i * h) ** (df - 1) for i in range(1, steps))
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(math.pi)
    area = scale * total * h / 3
    return 0.5 + math.copysign(area, t)


def t_quantile(p, df):
    """Its inverse, by halving."""
    low, high = 0.0, 1000.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_cdf(middle, df) < p else (low, middle)
    return low


def newcombe(x1, n1, x2, n2):
    """Hybrid score interval of a difference of proportions."""
    (l1, u1), (l2, u2) = wilson(x1, n1), wilson(x2, n2)
    p1, p2 = x1 / n1, x2 / n2
    d = p1 - p2
    return d, d - math.hypot(p1 - l1, u2 - p2), d + math.hypot(u1 - p1, p2 - l2)


def pooled_p(x1, n1, x2, n2):
    """Two-sided p of the pooled z test; None where an expected count is under 5."""
    share = (x1 + x2) / (n1 + n2)
    if min(n1, n2) * min(share, 1 - share) < 5:
        return None
    z = (x1 / n1 - x2 / n2) / math.sqrt(share * (1 - share) * (1 / n1 + 1 / n2))
    return math.erfc(abs(z) / math.sqrt(2))


class Report:
    """Facts found by address."""

    def __init__(self, part, label, rows):
        self.part, self.label = part, label
        self.table = {tuple(f[c] for c in KEY): f for f in rows if f["unit_type"] in ("all", "school")}
        part.equal(f"{label}: addresses are unique", len(self.table), len(rows))

    def fact(self, *key):
        """The fact at an address, or an empty one."""
        return self.table.get(key, {})

    def expect(self, key, value, low=None, high=None, p=None):
        """A fact's numbers, as printed with eight digits."""
        fact, name = self.fact(*key), f"{self.label}: {' '.join(k for k in key if k)}"
        self.part.close(name, fact.get("value"), value, 1e-7)
        for column, want in (("ci_low", low), ("ci_high", high), ("p_value", p)):
            if want is not None:
                self.part.close(f"{name} {column}", fact.get(column), want, 1e-6)


def rates(report, cells, place):
    """n, count, rate, difference to the rest and ratio for every group of one table."""
    everybody = [v for values in cells.values() for v in values]
    for group, values in cells.items():
        n, x = len(values), sum(values)
        rest_n, rest_x = len(everybody) - n, sum(everybody) - x
        at = lambda reference, name: (*place, group, reference, name)  # noqa: E731
        report.expect(at("", "n"), n)
        report.expect(at("", "count"), x)
        if n == 0:
            continue
        report.expect(at("", "rate"), x / n, *wilson(x, n))
        report.expect(at("", "share_of_students"), n / len(everybody))
        if rest_n == 0:
            continue
        report.expect(at("rest", "difference"), *newcombe(x, n, rest_x, rest_n), pooled_p(x, n, rest_x, rest_n))
        if x and rest_x:
            ratio = (x / n) / (rest_x / rest_n)
            half = Z * math.sqrt(1 / x - 1 / n + 1 / rest_x - 1 / rest_n)
            report.expect(at("rest", "ratio"), ratio, ratio * math.exp(-half), ratio * math.exp(half))


def means(report, cells, place):
    """n, mean, sd and Welch's difference to the rest."""
    for group, values in cells.items():
        rest = [v for other, more in cells.items() if other != group for v in more]
        at = lambda reference, name: (*place, group, reference, name)  # noqa: E731
        n = len(values)
        report.expect(at("", "n"), n)
        if n < 2:
            continue
        mean, sd = fmean(values), stdev(values)
        half = t_quantile(0.975, n - 1) * sd / math.sqrt(n)
        report.expect(at("", "mean"), mean, mean - half, mean + half)
        report.expect(at("", "sd"), sd)
        if len(rest) < 2:
            continue
        a, b = sd * sd / n, stdev(rest) ** 2 / len(rest)
        df = (a + b) ** 2 / (a * a / (n - 1) + b * b / (len(rest) - 1))
        d, half = mean - fmean(rest), t_quantile(0.975, df) * math.sqrt(a + b)
        report.expect(at("rest", "difference"), d, d - half, d + half, 2 * (1 - t_cdf(abs(d) / math.sqrt(a + b), df)))


def by_hand(part):
    """A random district, every table of it."""
    rows = district(41, students=400)
    path = part.folder / "d.csv"
    path.write_bytes(as_csv(rows))
    result = run("analyze", path, "--by", "race_ethnicity,gender,race_ethnicity*gender", "--year", "school_year",
                 "--outcome", "passed:rate", "--outcome", "score:mean", "--edition", "internal", "--id", "none",
                 "--within", "school", "--digits", "12", "-f", "csv")
    if not part.check("random: runs", result.rc == 0, result):
        return
    report = Report(part, "random", facts(result.out))
    for unit in [""] + sorted({row["school"] for row in rows})[:1]:
        for year in sorted({row["school_year"] for row in rows}):
            for dimension in ("race_ethnicity", "gender", "race_ethnicity*gender"):
                for outcome, convert, compare in (("passed", int, rates), ("score", float, means)):
                    cells = {}
                    for row in rows:
                        if row["school_year"] == year and unit in ("", row["school"]):
                            group = "*".join(row[c] or "Unknown" for c in dimension.split("*"))
                            cells.setdefault(group, [])
                            if row[outcome] != "":
                                cells[group].append(convert(row[outcome]))
                    compare(report, cells, (unit, outcome, year, dimension))


def student_equity(part):
    """Ethnicity groups of a published file, counted here and as the issue says."""
    path = SHARED / "students" / "student_equity.csv"
    if not path.exists():
        part.skip("student_equity.csv", "the shared data files are not there")
        return
    stated = {"Asian": (6000, 4292), "Black": (2000, 607), "Hispanic": (4000, 847), "Multi-Ethnicity": (1000, 504),
              "Native American": (200, 78), "White": (6800, 4200)}
    args = ["analyze", path, "--outcome", "Transfer:rate", "--by", "Ethnicity,Gender", "-f", "csv"]
    result = run(*args, "--year", "none")
    part.check("student_equity: runs", result.rc == 0, result)
    report = Report(part, "student_equity", facts(result.out))
    for group, (n, x) in stated.items():
        report.expect(("", "Transfer", "", "Ethnicity", group, "", "n"), n)
        report.expect(("", "Transfer", "", "Ethnicity", group, "", "count"), x)
    report.expect(("", "Transfer", "", "all", "All students", "", "n"), 20000)
    result = run(*args, "--year", "Cohort", "--digits", "12")
    part.check("student_equity by cohort: runs", result.rc == 0, result)
    report = Report(part, "student_equity by cohort", facts(result.out))
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for cohort in sorted({row["Cohort"] for row in rows}):
        report.expect(("", "Transfer", cohort, "all", "All students", "", "n"), sum(r["Cohort"] == cohort for r in rows))
        for column in ("Ethnicity", "Gender"):
            for group in sorted({row[column] for row in rows}):
                values = [int(r["Transfer"]) for r in rows if r["Cohort"] == cohort and r[column] == group
                          and r["Transfer"] != ""]
                fact = report.fact("", "Transfer", cohort, column, group or "Unknown", "", "rate")
                if fact.get("status") == "ok":
                    report.expect(("", "Transfer", cohort, column, group or "Unknown", "", "rate"),
                                  sum(values) / len(values), *wilson(sum(values), len(values)))
                else:
                    part.equal(f"student_equity by cohort: {cohort} {group} is hidden for a reason",
                               fact.get("status") in ("suppressed", "top_coded", "bottom_coded") and len(values) < 300, True)


def synth_texas(part):
    """Third graders' means, and what must not be lost in reading them."""
    path = SHARED / "students" / "synth_texas.csv"
    if not path.exists():
        part.skip("synth_texas.csv", "the shared data files are not there")
        return
    base = ["analyze", path, "--outcome", "math_ss:mean", "--year", "none", "--per", "row", "-f", "csv"]
    result = run(*base, "--where", "grade_level=3", "--by", "male", "--digits", "8")
    part.check("synth_texas: runs", result.rc == 0, result)
    report = Report(part, "synth_texas", facts(result.out))
    for group, n, mean, sd in (("F", 2394, 1461.1871, 167.0296), ("M", 2645, 1503.4338, 166.4933)):
        at = ("", "math_ss", "", "male", group, "")
        report.expect(at + ("n",), n)
        part.close(f"synth_texas: mean of {group}", report.fact(*at, "mean").get("value"), mean, 1e-7)
        part.close(f"synth_texas: sd of {group}", report.fact(*at, "sd").get("value"), sd, 1e-6)
    fact = report.fact("", "math_ss", "", "male", "F", "rest", "difference")
    part.close("synth_texas: difference", fact.get("value"), -42.2467, 1e-5)

    result = run(*base, "--by", "race_ethnicity")
    part.check("synth_texas by race: runs", result.rc == 0, result)
    report = Report(part, "synth_texas by race", facts(result.out))
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for code in sorted({row["race_ethnicity"] for row in rows}):
        mine = [row["math_ss"] for row in rows if row["race_ethnicity"] == code]
        values = [float(v) for v in mine if v != "NA"]
        at = ("", "math_ss", "", "race_ethnicity", code, "")
        fact = report.fact(*at, "n")
        part.check(f"synth_texas by race: {code} has a row", fact != {})
        if len(values) >= 10 and fact.get("status") == "ok":
            report.expect(at + ("n",), len(values))
            report.expect(at + ("missing",), len(mine) - len(values))
            part.close(f"synth_texas by race: mean of {code}", report.fact(*at, "mean").get("value"), fmean(values), 1e-5)
    part.equal("synth_texas by race: six codes, D among them", len({row["race_ethnicity"] for row in rows}), 6)
    result = run(*base, "--by", "male", "--within", "school_code")
    units = {fact["unit"] for fact in facts(result.out) if fact["unit_type"] == "school_code"}
    part.equal("synth_texas: school codes keep their zeros", units, {row["school_code"] for row in rows})


def main():
    """All of them."""
    part = Part("reference")
    by_hand(part)
    student_equity(part)
    synth_texas(part)
    part.finish()


if __name__ == "__main__":
    main()
