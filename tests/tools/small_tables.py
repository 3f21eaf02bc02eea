"""Small tables for the tests of definitions: rows from cells, one run over them, facts by their address."""

import math
from statistics import NormalDist

from harness import facts, run

NORMAL = NormalDist()
Z = NORMAL.inv_cdf(0.975)


class Report:
    """One run over a table; facts by (unit, year, group, reference, statistic)."""

    def __init__(self, part, text, *args, outcome="passed:rate", edition="internal", by="group"):
        path = part.folder / "in.csv"
        path.write_text(text, encoding="utf-8")
        self.part = part
        outcomes = [a for o in outcome.split(";") for a in ("--outcome", o)]
        weight = ["--weight", "w"] if ",w\n" in text.partition("\n")[0] + "\n" else []
        self.result = run("analyze", path, "--by", by, "--id", "none", *outcomes, *weight, "--edition", edition,
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
