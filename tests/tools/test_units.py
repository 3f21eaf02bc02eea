#!/usr/bin/env python3
"""Figures over many schools, by another route: parts of a gap, random effects, the funnel, levels after shrinkage, Theil's index."""

import math
from statistics import fmean, stdev

from harness import Part
from small_tables import NORMAL, Report, Z, means, rates, variance
from test_reference import t_quantile


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
    shrunken_means(report, {s: v for (_, s, g), v in cells.items() if g == "A"})
    both = [(side[0], side[1]) for side in ((cells.get(("2024", s, "A"), []), cells.get(("2024", s, "B"), [])) for s in schools)
            if len(side[0]) > 1 and len(side[1]) > 1]
    random_effects(report, place, [fmean(a) - fmean(b) for a, b in both],
                   [stdev(a) ** 2 / len(a) + stdev(b) ** 2 / len(b) for a, b in both])


def shared_students(part):
    """Random effects of gaps between groups that share students."""
    schools = {"N": ((30, 80), (40, 70), (12, 40)), "S": ((33, 75), (25, 72), (20, 44)), "T": ((38, 52), (20, 66), (25, 38)),
               "U": ((11, 79), (36, 71), (15, 41))}  # of A alone, of B alone, of both
    lines, y, v = ["school,fa,fb,passed,w"], [], []
    for school, (a, b, both) in schools.items():
        for (x, n), flags in ((a, "1,0"), (b, "0,1"), (both, "1,1")):
            lines += [f"{school},{flags},1,{x}", f"{school},{flags},0,{n - x}"]
        (x1, n1), (x2, n2) = ((s[0] + both[0], s[1] + both[1]) for s in (a, b))
        p, q, x, n = x1 / n1, x2 / n2, *both
        y.append(p - q)
        v.append(p * (1 - p) / n1 + q * (1 - q) / n2 - 2 * (x * (1 - p) * (1 - q) + (n - x) * p * q) / (n1 * n2))
    config = part.folder / "flags.json"
    config.write_text('{"dimensions": [{"column": "races", "counting": "alone-or-in-combination",'
                      ' "from": {"flags": {"Asian": "fa", "White": "fb"}}}]}')
    report = Report(part, "\n".join(lines) + "\n", "-c", config, "--year", "none", "--within", "school", "--stats", "units",
                    "--reference", "races=White", by="races")
    random_effects(report, ("", "", "Asian", "races=White"), y, v)


def shrunken_means(report, schools):
    """B own + (1 - B) mu with what is not known of mu; the funnel about the level of all."""
    everybody = [v for values in schools.values() for v in values]
    spread = stdev(everybody)
    for s, values in schools.items():
        se = spread / math.sqrt(len(values))
        report.close((s, "2024", "A", "", "funnel"), (fmean(values) - fmean(everybody)) / se, fmean(everybody) - Z * se,
                     fmean(everybody) + Z * se)
    some = {s: v for s, v in schools.items() if len(v) > 1 and stdev(v) > 0}
    y, v = [fmean(values) for values in some.values()], [stdev(values) ** 2 / len(values) for values in some.values()]
    tau = best_tau(y, v)
    _, mu, w = restricted(tau, y, v)
    for s, own, square in zip(some, y, v):
        b = tau / (tau + square)
        value, se = b * own + (1 - b) * mu, math.sqrt(b * square + (1 - b) ** 2 / sum(w))
        report.close((s, "2024", "A", "", "shrunken"), value, value - Z * se, value + Z * se, tolerance=1e-5)
        report.close((s, "2024", "A", "", "bright_spot"), value - mu, value - Z * se - mu, value + Z * se - mu, tolerance=1e-5)


def restricted(tau, y, v):
    """Restricted log likelihood, and mu, at a variance between units."""
    w = [1 / (k + tau) for k in v]
    mu = sum(a * b for a, b in zip(w, y)) / sum(w)
    return -(sum(math.log(k + tau) for k in v) + math.log(sum(w)) + sum(a * (b - mu) ** 2 for a, b in zip(w, y))) / 2, mu, w


def best_tau(y, v):
    """By looking for the top of the likelihood."""
    low, high = 0.0, 40 * (max(y) - min(y)) ** 2 + 10 * max(v)
    for _ in range(300):
        a, b = low + 0.381966 * (high - low), high - 0.381966 * (high - low)
        low, high = (low, b) if restricted(a, y, v)[0] > restricted(b, y, v)[0] else (a, high)
    return low if restricted(low, y, v)[0] > restricted(0, y, v)[0] else 0.0


def random_effects(report, place, y, v):
    """tau squared, I squared, the prediction interval with max(1, q)."""
    tau = best_tau(y, v)
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
    report = Report(part, text, "--within", "school", "--stats",
                    "units,kitagawa_rate,kitagawa_composition,difference,theil_between,theil_within")
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
    pairs = [(s, x, n) for (_, s, _), (x, n) in cells.items()]
    mean, everybody = sum(x for _, x, _ in pairs) / sum(n for _, _, n in pairs), sum(n for _, _, n in pairs)
    whole = 1000 * sum(n / everybody * (x / n / mean) * math.log(x / n / mean) for _, x, n in pairs)
    unit = {s: (sum(x for t, x, _ in pairs if t == s), sum(n for t, _, n in pairs if t == s)) for s, _, _ in pairs}
    between = 1000 * sum(n / everybody * (x / n / mean) * math.log(x / n / mean) for x, n in unit.values())
    report.close(("", "2024", "", "", "theil_between"), between)
    report.close(("", "2024", "", "", "theil_within"), whole - between)
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


def main():
    """Each in turn."""
    part = Part("units")
    for proof in (unit_parts, shared_students, units_of_rates):
        proof(part)
    part.finish()


if __name__ == "__main__":
    main()
