#!/usr/bin/env python3
"""The sets beside basic against figures computed here, from the rows, by each definition."""

import math
from statistics import NormalDist, fmean, median, stdev

from districts import as_csv, district
from harness import Part, facts, run

NORMAL = NormalDist()
Z = NORMAL.inv_cdf(0.975)
SETS = "effect,impact,idea,inequality,trend,adjusted,segregation,units"


def quantile(values, p):
    """Type 7."""
    values, at = sorted(values), p * (len(values) - 1)
    low = math.floor(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


class Facts:
    """Facts by address."""

    def __init__(self, part, rows):
        self.part = part
        self.table = {tuple(f[c] for c in ("unit_type", "unit", "outcome", "year", "dimension", "group", "reference",
                                           "statistic")): f for f in rows}
        part.equal("addresses are unique", len(self.table), len(rows))

    def expect(self, address, value, low=None, high=None):
        """A fact's value and limits."""
        fact = self.table.get(address, {})
        name = " ".join(a for a in address if a)
        self.part.close(name, fact.get("value"), value, 1e-8)
        for column, want in (("ci_low", low), ("ci_high", high)):
            if want is not None:
                self.part.close(f"{name} {column}", fact.get(column), want, 1e-7)


def superiority(a, b):
    """P(A > B) + P(A = B) / 2 over all pairs."""
    return sum((x > y) + (x == y) / 2 for x in a for y in b) / (len(a) * len(b))


def effects_of_means(known, place, a, b):
    """Standardised gaps, quantiles, overlap."""
    at = lambda name: (*place, "rest", name)  # noqa: E731
    na, nb = len(a), len(b)
    pooled = math.sqrt(((na - 1) * stdev(a) ** 2 + (nb - 1) * stdev(b) ** 2) / (na + nb - 2))
    d, f = (fmean(a) - fmean(b)) / pooled, na + nb - 2
    known.expect(at("cohens_d"), d)
    known.expect(at("hedges_g"), d * math.exp(math.lgamma(f / 2) - math.lgamma((f - 1) / 2)) / math.sqrt(f / 2))
    known.expect(at("glass_delta"), (fmean(a) - fmean(b)) / stdev(b))
    p = superiority(a, b)
    known.expect(at("superiority"), p)
    known.expect(at("cliffs_delta"), 2 * p - 1)
    known.expect(at("v_gap"), math.sqrt(2) * NORMAL.inv_cdf(p))
    for share in (10, 25, 50, 75, 90):
        known.expect(at(f"gap_p{share}"), quantile(a, share / 100) - quantile(b, share / 100))
        if share != 50:
            known.expect((*place, "", f"p{share}"), quantile(a, share / 100))
    known.expect((*place, "", "median"), median(a))


def effects_of_rates(known, place, a, b, best):
    """Odds, arcsines and rules of impact; a and b are (x, n), best the highest group's name and figures."""
    (x1, n1), (x2, n2) = a, b
    p1, p2 = x1 / n1, x2 / n2
    at = lambda name: (*place, "rest", name)  # noqa: E731
    odds = x1 * (n2 - x2) / ((n1 - x1) * x2)
    half = Z * math.sqrt(1 / x1 + 1 / (n1 - x1) + 1 / x2 + 1 / (n2 - x2))
    known.expect(at("odds_ratio"), odds, odds * math.exp(-half), odds * math.exp(half))
    h = 2 * math.asin(math.sqrt(p1)) - 2 * math.asin(math.sqrt(p2))
    known.expect(at("cohens_h"), h, h - Z * math.sqrt(1 / n1 + 1 / n2))
    margin = max(1.96 * math.sqrt(p1 * (1 - p1) / n1), 0.02)
    known.expect(at("ppg"), p1 - p2, p1 - p2 - margin, p1 - p2 + margin)
    if n1 > 10:
        known.expect(at("ppg_flag"), int(p1 - p2 <= -margin))
    whole = (x1 + x2) / (n1 + n2)
    known.expect((*place, "overall", "proportionality_index"), p1 / whole)
    known.expect((*place, "overall", "proportionality_index_flag"), int(p1 / whole < 0.8))
    if place[5] != best[0]:
        ratio = p1 / (best[1] / best[2])
        known.expect((*place, f"highest:{best[0]}", "four_fifths"), ratio)
        known.expect((*place, f"highest:{best[0]}", "four_fifths_flag"), int(ratio < 0.8))
    if min(x1, x2) >= 10 and min(n1, n2) >= 30:
        known.expect(at("risk_ratio"), p1 / p2)


def inequality(known, place, cells, best):
    """Measures over the rates of the groups; cells: name to (x, n)."""
    at = lambda name: (*place, "", "", name)  # noqa: E731
    n = sum(c[1] for c in cells.values())
    mean = sum(c[0] for c in cells.values()) / n
    rates = [(x / k, k / n, k) for x, k in cells.values()]
    high, low = max(rates), min(rates)
    se = math.sqrt(sum(y * (1 - y) / k for y, _, k in (high, low)))
    known.expect(at("max_min_difference"), high[0] - low[0], high[0] - low[0] - Z * se)
    if low[0] > 0:
        known.expect(at("max_min_ratio"), high[0] / low[0])
        known.expect(at("mld"), 1000 * sum(-w * math.log(y / mean) for y, w, _ in rates))
        known.expect(at("theil"), 1000 * sum(w * y / mean * math.log(y / mean) for y, w, _ in rates))
    bgv = sum(w * (y - mean) ** 2 for y, w, _ in rates)
    known.expect(at("bgv"), bgv)
    known.expect(at("bgsd"), math.sqrt(bgv))
    known.expect(at("cov"), 100 * math.sqrt(bgv) / mean)
    known.expect(at("idis"), 100 * fmean(abs(y - mean) for y, _, _ in rates) / mean)
    known.expect(at("idis_weighted"), 100 * sum(w * abs(y - mean) for y, w, _ in rates) / mean)
    known.expect(at("mdm"), fmean(abs(y - mean) for y, _, _ in rates))
    known.expect(at("mdb"), fmean(abs(y - best[1] / best[2]) for y, _, _ in rates))
    known.expect(at("par"), max(0, best[1] / best[2] - mean))
    known.expect(at("paf"), 100 * max(0, best[1] / best[2] - mean) / mean)
    tau = (sum(w * (y * y + (1 - y) ** 2) for y, w, _ in rates) - mean ** 2 - (1 - mean) ** 2) \
        / (1 - mean ** 2 - (1 - mean) ** 2)
    known.expect(at("gk_tau"), tau)


def means_of_groups(known, place, cells):
    """Eta and omega squared."""
    values = [v for cell in cells.values() for v in cell]
    mean = fmean(values)
    between = sum(len(c) * (fmean(c) - mean) ** 2 for c in cells.values())
    total = sum((v - mean) ** 2 for v in values)
    error = (total - between) / (len(values) - len(cells))
    known.expect((*place, "", "", "eta_squared"), between / total)
    known.expect((*place, "", "", "omega_squared"), (between - (len(cells) - 1) * error) / (total + error))


def segregation(known, year, dimension, table):
    """Indices of students by unit and group."""
    n = sum(table.values())
    unit, group = {}, {}
    for (u, g), k in table.items():
        unit[u] = unit.get(u, 0) + k
        group[g] = group.get(g, 0) + k
    m = sum(k / n * math.log(k * n / (unit[u] * group[g])) for (u, g), k in table.items())
    entropy = -sum(k / n * math.log(k / n) for k in group.values())
    place = ("school", "", "", year, dimension)
    known.expect((*place, "", "", "segregation_m"), m)
    known.expect((*place, "", "", "segregation_h"), m / entropy)
    for g, k in group.items():
        own = {u: table.get((u, g), 0) for u in unit}
        known.expect((*place, g, "", "dissimilarity"),
                     sum(abs(own[u] / k - (unit[u] - own[u]) / (n - k)) for u in unit) / 2)
        isolation = sum(own[u] / k * own[u] / unit[u] for u in unit)
        known.expect((*place, g, "", "isolation"), isolation)
        known.expect((*place, g, "", "exposure"), 1 - isolation)
        known.expect((*place, g, "", "segregation_local"),
                     sum(own[u] / k * math.log(own[u] / k / (unit[u] / n)) for u in unit if own[u]))


def units(known, year, dimension, cells, group):
    """Parts of a gap over units; cells: (unit, group) to values, of a mean."""
    sides = {}
    for unit in {u for u, _ in cells}:
        a = cells.get((unit, group), [])
        b = [v for (u, g), more in cells.items() if u == unit and g != group for v in more]
        if a and b:
            sides[unit] = (a, b)
    na, nb = sum(len(a) for a, _ in sides.values()), sum(len(b) for _, b in sides.values())
    rate = sum((len(a) / na + len(b) / nb) / 2 * (fmean(a) - fmean(b)) for a, b in sides.values())
    parts = sum((len(a) / na - len(b) / nb) * (fmean(a) + fmean(b)) / 2 for a, b in sides.values())
    place = ("school", "", "score", year, dimension, group, "rest")
    known.expect((*place, "kitagawa_rate"), rate)
    known.expect((*place, "kitagawa_composition"), parts)
    gap = fmean([v for a, _ in sides.values() for v in a]) - fmean([v for _, b in sides.values() for v in b])
    three = [known.table.get((*place, f"{name}_units"), {}).get("value", "nan") for name in
             ("within", "ambiguous", "between")]
    known.part.close(f"{year} {dimension} {group}: three parts make the gap", sum(map(float, three)), gap, 1e-8)


def trends(known, place, levels):
    """Sen's slope and Mann-Kendall's Z of three neighbouring years."""
    slopes = [(levels[j] - levels[i]) / (j - i) for i in range(3) for j in range(i + 1, 3)]
    known.expect((*place, "", "theil_sen"), median(slopes))
    s = sum((levels[j] > levels[i]) - (levels[j] < levels[i]) for i in range(3) for j in range(i + 1, 3))
    known.expect((*place, "", "mann_kendall"), (s - (s > 0) + (s < 0)) / math.sqrt(3 * 2 * 11 / 18))


def tables(rows, outcome, convert, year, dimension, unit):
    """Values by group."""
    cells = {}
    for row in rows:
        if row["school_year"] == year and unit in ("", row["school"]) and row[outcome] != "":
            cells.setdefault(row[dimension] or "Unknown", []).append(convert(row[outcome]))
    return cells


def one_table(known, rows, year, dimension):
    """All that belongs to one dimension and year."""
    passed = {g: (sum(v), len(v)) for g, v in tables(rows, "passed", int, year, dimension, "").items()}
    scores = tables(rows, "score", float, year, dimension, "")
    large = {g: c for g, c in passed.items() if c[1] >= 10 and g != "Unknown"}
    best = max(large, key=lambda g: (large[g][0] / large[g][1], large[g][1]))
    best = (best, *passed[best])
    whole = tuple(sum(c[i] for c in passed.values()) for i in (0, 1))
    for group, (x, n) in passed.items():
        rest = (whole[0] - x, whole[1] - n)
        if 0 < x < n:
            effects_of_rates(known, ("all", "", "passed", year, dimension, group), (x, n), rest, best)
    for group, values in scores.items():
        others = [v for g, more in scores.items() if g != group for v in more]
        if len(values) > 2:
            effects_of_means(known, ("all", "", "score", year, dimension, group), values, others)
    inequality(known, ("all", "", "passed", year, dimension), passed, best)
    means_of_groups(known, ("all", "", "score", year, dimension), scores)
    table, cells = {}, {}
    for row in rows:
        if row["school_year"] == year:
            key = (row["school"], row[dimension] or "Unknown")
            table[key] = table.get(key, 0) + 1
            if row["score"] != "":
                cells.setdefault(key, []).append(float(row["score"]))
    segregation(known, year, dimension, table)
    units(known, year, dimension, cells, max(table, key=lambda k: table[k])[1])


def main():
    """A random district."""
    part = Part("catalogue")
    rows = district(77, students=420, years=3)
    path = part.folder / "d.csv"
    path.write_bytes(as_csv(rows))
    base = ["analyze", path, "--by", "race_ethnicity,gender", "--year", "school_year", "--within", "school", "--outcome",
            "passed:rate", "--outcome", "score:mean", "--id", "none", "--digits", "12", "-f", "csv", "--stats"]
    result = run(*base, SETS, "--edition", "internal")
    if part.check("runs", result.rc == 0, result):
        known = Facts(part, facts(result.out))
        years = sorted({row["school_year"] for row in rows})
        for dimension in ("race_ethnicity", "gender"):
            for year in years:
                one_table(known, rows, year, dimension)
            for group in {row[dimension] for row in rows} - {""}:
                cells = [tables(rows, "passed", int, year, dimension, "").get(group, []) for year in years]
                if all(cells):
                    trends(known, ("all", "", "passed", f"{years[0]}..{years[-1]}", dimension, group),
                           [fmean(c) for c in cells])
    result = run(*base, "median", "--edition", "public")
    part.check("public: runs", result.rc == 0, result)
    part.equal("naming one statistic leaves basic out", {f["statistic"] for f in facts(result.out)}, {"median"})
    sizes = {(f["unit"], f["group"], f["year"], f["status"]): f["n"] for f in facts(result.out) if f["status"] == "ok"}
    part.check("public: no quantile of a group under ten", all(int(n) >= 10 for n in sizes.values()), result)
    part.finish()


if __name__ == "__main__":
    main()
