#!/usr/bin/env python3
"""Adjusted figures: recomputed from the rows by least squares and by Newton's method, in Python; the same
bytes whatever the order and number of files; and public reports attacked by linear algebra."""

import math
import random

from adjusted_attack import Attack
from districts import as_csv
from harness import SLOW, Part, facts, run

COLUMNS = ("school", "race", "gender", "meals", "ell", "passed", "score")
NUMBERS = ("age", "prior")
RACES = ("Quillon", "Ravend", "Sostrin", "Tavish")
SCHOOLS = ("Alder Hall", "Birch Yard", "Cedar Row", "Dogwood Gate")


def students(rng, n, weights=(50, 30, 15, 5), schools=4, blanks=0.0):
    """Rows in which groups differ in their covariates, and both matter."""
    rows = []
    for _ in range(n):
        race = rng.choices(RACES, weights)[0]
        meals = rng.random() < 0.25 + 0.12 * RACES.index(race)
        school = rng.randrange(schools)
        level = 0.3 - 0.6 * meals + 0.15 * school - 0.1 * RACES.index(race)
        rows.append({
            "school": SCHOOLS[school], "race": race, "gender": rng.choice(("Ferrow", "Mellick")),
            "meals": ("Yes" if meals else "No") if rng.random() >= blanks else "",
            "ell": rng.choices(("Yes", "No"), (20, 80))[0],
            "passed": "" if rng.random() < 0.02 else str(int(rng.random() < 1 / (1 + math.exp(-level)))),
            "score": "" if rng.random() < 0.02 else f"{rng.gauss(250 + 12 * level, 15):.1f}",
        })
    return rows


# ---- the textbook, from the rows ----------------------------------------------------------------

def solve(a, b):
    """x of a x = b for a list of right sides, by elimination with pivots."""
    n = len(a)
    m = [list(a[i]) + [side[i] for side in b] for i in range(n)]
    for j in range(n):
        pivot = max(range(j, n), key=lambda i: abs(m[i][j]))
        m[j], m[pivot] = m[pivot], m[j]
        for i in range(n):
            if i != j and m[i][j] != 0:
                factor = m[i][j] / m[j][j]
                m[i] = [u - factor * v for u, v in zip(m[i], m[j])]
    return [[m[i][n + k] / m[i][i] for i in range(n)] for k in range(len(b))]


def inverse(a):
    """Of a symmetric matrix."""
    n = len(a)
    return solve(a, [[float(i == k) for i in range(n)] for k in range(n)])


def cross(x, weights):
    """X' W X"""
    k = len(x[0])
    return [[math.fsum(w * r[i] * r[j] for r, w in zip(x, weights)) for j in range(k)] for i in range(k)]


def times(a, v):
    """Matrix by vector."""
    return [math.fsum(p * q for p, q in zip(row, v)) for row in a]


def design(rows, covariates):
    """Constant, dummies of every level but the first, numbers less their mean, the group last (in row['g'])."""
    levels = [(c, level) for c in covariates if c not in NUMBERS for level in sorted({r[c] for r in rows})[1:]]
    numbers = [(c, math.fsum(float(r[c]) for r in rows) / len(rows)) for c in covariates if c in NUMBERS]
    return [[1.0] + [float(r[c] == level) for c, level in levels] + [float(r[c]) - mean for c, mean in numbers] +
            [float(r["g"])] for r in rows]


def squared(x, rest, clusters):
    """What stands between the two inverses of a robust covariance, with its factor."""
    n, k = len(x), len(x[0])
    if clusters is None:
        return cross(x, [e * e for e in rest]), n / (n - k)
    sums = {}
    for row, e, g in zip(x, rest, clusters):
        old = sums.setdefault(g, [0.0] * k)
        sums[g] = [s + e * v for s, v in zip(old, row)]
    groups = len(sums)
    return cross(list(sums.values()), [1.0] * groups), groups / (groups - 1) * (n - 1) / (n - k)


def quadratic(v, bread, meat):
    """v' B M B v"""
    u = times(bread, v)
    return math.fsum(a * b for a, b in zip(u, times(meat, u)))


def least_squares(x, y, clusters=None):
    """Coefficients, and the robust se of the last."""
    bread = inverse(cross(x, [1.0] * len(x)))
    beta = times(bread, [math.fsum(r[i] * v for r, v in zip(x, y)) for i in range(len(x[0]))])
    meat, factor = squared(x, [v - math.fsum(p * q for p, q in zip(r, beta)) for r, v in zip(x, y)], clusters)
    last = [0.0] * (len(beta) - 1) + [1.0]
    return beta, math.sqrt(factor * quadratic(last, bread, meat))


def expit(t):
    """Of log-odds, a share."""
    return 1 / (1 + math.exp(-t))


def logit_effect(x, y, clusters=None):
    """Average marginal effect of the last column and its se."""
    k, n = len(x[0]), len(x)
    beta = [0.0] * k
    for _ in range(12):
        p = [expit(math.fsum(a * b for a, b in zip(r, beta))) for r in x]
        bread = inverse(cross(x, [q * (1 - q) for q in p]))
        step = times(bread, [math.fsum(r[i] * (v - q) for r, v, q in zip(x, y, p)) for i in range(k)])
        beta = [a + b for a, b in zip(beta, step)]
    effect, slope = 0.0, [0.0] * k
    for r in x:
        ends = [r[:-1] + [0.0], r[:-1] + [1.0]]
        low, high = (expit(math.fsum(a * b for a, b in zip(e, beta))) for e in ends)
        effect += (high - low) / n
        slope = [s + (high * (1 - high) * b - low * (1 - low) * a) / n for s, a, b in zip(slope, *ends)]
    if clusters is None:
        return effect, math.sqrt(math.fsum(a * b for a, b in zip(slope, times(bread, slope))))
    meat, factor = squared(x, [v - expit(math.fsum(a * b for a, b in zip(r, beta))) for r, v in zip(x, y)], clusters)
    return effect, math.sqrt(factor * quadratic(slope, bread, meat))


def kitagawa(rows, covariates):
    """Rate and composition parts over the covariates' combinations."""
    sides = [{}, {}]
    for r in rows:
        sides[0 if r["g"] else 1].setdefault(tuple(r[c] for c in covariates), []).append(r["y"])
    totals = [sum(map(len, side.values())) for side in sides]
    rate = composition = 0.0
    for stratum in set(sides[0]) | set(sides[1]):
        values = [side.get(stratum) or sides[1 - i][stratum] for i, side in enumerate(sides)]
        a, b = (math.fsum(v) / len(v) for v in values)
        wa, wb = (len(side.get(stratum, ())) / total for side, total in zip(sides, totals))
        rate += (wa + wb) / 2 * (a - b)
        composition += (wa - wb) * (a + b) / 2
    return rate, composition


# ---- against the program ------------------------------------------------------------------------

def rows_of(fact, rows, dimensions):
    """The students a fact is of, with y and g; its covariates, those of one level left out."""
    covariates = [d for d in dimensions if d != fact["dimension"]]
    other = fact["reference"].partition("=")[2]
    out = []
    for row in rows:
        group = row[fact["dimension"]] or "Unknown"
        if row[fact["outcome"]] == "" or any(row[c] == "" for c in covariates) or \
                (fact["unit_type"] == "school" and row["school"] != fact["unit"]) or \
                (other and group not in (other, fact["group"])):
            continue
        out.append(dict(row, y=float(row[fact["outcome"]]), g=group == fact["group"]))
    return out, [c for c in covariates if len({r[c] for r in out}) > 1]


def expected(fact, rows, dimensions, clustered):
    """The figure, and the half width of its interval in se (None: without)."""
    mine, covariates = rows_of(fact, rows, dimensions)
    x, y = design(mine, covariates), [r["y"] for r in mine]
    clusters = [r["school"] for r in mine] if clustered and fact["unit_type"] == "all" else None
    name = fact["statistic"]
    if name == "adjusted_difference":
        if fact["outcome"] == "passed":
            return logit_effect(x, y, clusters)
        beta, se = least_squares(x, y, clusters)
        return beta[-1], se
    if name.startswith("kitagawa"):
        return kitagawa(mine, covariates)[name.endswith("composition")], None
    beta, _ = least_squares(x, y)
    sides = [[r for r in x if r[-1] == side] for side in (1.0, 0.0)]
    means = [[math.fsum(r[i] for r in side) / len(side) for i in range(len(beta) - 1)] for side in sides]
    explained = math.fsum((a - b) * c for a, b, c in zip(*means, beta))
    ys = [[r["y"] for r in mine if r["g"] == side] for side in (True, False)]
    gap = math.fsum(ys[0]) / len(ys[0]) - math.fsum(ys[1]) / len(ys[1])
    return (gap - explained if name == "oaxaca_unexplained" else explained), None


def against_rows(part, seed, flags):
    """Every figure of an internal report, from the rows."""
    rows = students(random.Random(seed), 700, blanks=0.03)
    path = part.folder / f"r{seed}.csv"
    path.write_bytes(as_csv(rows, COLUMNS))
    dimensions = ("race", "gender", "meals")
    result = run("analyze", path, "--by", ",".join(dimensions), "--outcome", "passed:rate", "--outcome", "score:mean",
                 "--id", "none", "--year", "none", "--stats", "adjusted", "--edition", "internal", "--digits", 15,
                 "-f", "csv", *flags)
    if not part.check(f"seed {seed}: runs", result.rc == 0, result):
        return
    clustered, shown, checked = "--within" in flags, 0, {}
    for fact in facts(result.out):
        shown += fact["status"] == "ok"
        if fact["status"] != "ok" or (fact["unit_type"] == "school" and fact["unit"] in ("", *SCHOOLS[1:])):
            continue
        label = " ".join(fact[c] for c in ("unit", "outcome", "dimension", "group", "reference", "statistic"))
        value, se = expected(fact, rows, dimensions, clustered)
        part.close(f"seed {seed}: {label}", fact["value"], value, 1e-9)
        checked[fact["statistic"]] = checked.get(fact["statistic"], 0) + 1
        if se is not None:
            t = (float(fact["ci_high"]) - float(fact["ci_low"])) / 2 / se
            # the multiplier is a quantile of t or of the normal, whose own tests are elsewhere
            part.check(f"seed {seed}: interval of {label}", 1.9599 < t < (3.19 if clustered else 2.1), t)
    part.check(f"seed {seed}: all statistics", len(checked) >= (3 if clustered else 5) and shown > 40, checked)


def with_numbers(part):
    """Covariates that are numbers: least squares, logit and Oaxaca from the rows; no strata; words that are none."""
    rng = random.Random(17)
    rows = [dict(row, age=rng.choice(("", "9.5", "10", "11", "12", "13", "14")),
                 prior="" if rng.random() < 0.03 else f"{rng.gauss(2500 + 40 * (row['meals'] == 'No'), 40):.2f}")
            for row in students(rng, 500, blanks=0.03)]
    path = part.folder / "numbers.csv"
    path.write_bytes(as_csv(rows, COLUMNS + NUMBERS))
    flags = ["--by", "race", "--outcome", "passed:rate", "--outcome", "score:mean", "--id", "none", "--year", "none",
             "--stats", "adjusted", "--digits", 15, "-f", "csv"]
    for clustered in (False, True):
        more = ["--within", "school"] if clustered else []
        result = run("analyze", path, *flags, *more, "--edition", "internal", "--covariates",
                     "meals,age:number,prior:number")
        if not part.check("numbers: runs", result.rc == 0, result):
            return
        checked = 0
        for fact in facts(result.out):
            label = " ".join(fact[c] for c in ("unit", "outcome", "group", "statistic"))
            if fact["statistic"].startswith("kitagawa") and not clustered:
                part.check(f"numbers: {label}", fact["status"] == "not_estimable" and "bands" in fact["note"], fact)
            if fact["status"] != "ok" or fact["unit_type"] == "school" or fact["statistic"].startswith("kitagawa"):
                continue
            value, se = expected(fact, rows, ("race", "meals", *NUMBERS), clustered)
            part.close(f"numbers: {label}", fact["value"], value, 1e-9)
            checked += 1
            if se is not None:
                t = (float(fact["ci_high"]) - float(fact["ci_low"])) / 2 / se
                part.check(f"numbers: interval of {label}", 1.9599 < t < (3.19 if clustered else 2.1), t)
        part.check("numbers: all of them", checked == 2 * len(RACES) * 3, checked)
    result = run("analyze", path, *flags, "--covariates", "prior:number")
    shown = [f for f in facts(result.out) if f["statistic"].startswith(("adj", "oax")) and f["status"] == "ok"]
    part.equal("numbers: a public report shows nothing that hangs on single students", shown, [])
    result = run("analyze", path, *flags, "--covariates", "meals:number")
    part.check("numbers: words are an error", result.rc == 3 and b"no numbers" in result.err, result)
    result = run("analyze", path, *flags, "--covariates", "age:band")
    part.check("numbers: another kind is an error", result.rc == 2 and b"number" in result.err, result)


def same_bytes(part):
    """The order of rows and the number of files change nothing."""
    rng = random.Random(5)
    rows = students(rng, 500, blanks=0.02)
    whole, first, second = (part.folder / name for name in ("whole.csv", "part1.csv", "part2.csv"))
    whole.write_bytes(as_csv(rows, COLUMNS))
    flags = ["--by", "race,gender", "--covariates", "meals,gender", "--within", "school", "--outcome", "passed:rate",
             "--outcome", "score:mean", "--id", "none", "--year", "none", "--stats", "adjusted,units", "-f", "csv"]
    for edition in ("public", "internal"):
        want = run("analyze", whole, *flags, "--edition", edition)
        part.check(f"{edition}: runs", want.rc == 0 and len(want.out) > 2000, want)
        rng.shuffle(rows)
        first.write_bytes(as_csv(rows[:120], COLUMNS))
        second.write_bytes(as_csv(rows[120:], COLUMNS[::-1]))
        got = run("analyze", first, second, *flags, "--edition", edition)
        part.check(f"{edition}: the same bytes from two shuffled files", got.out == want.out and got.rc == 0)


def budget(part):
    """Too many joint cells: named, the remedy is said; by default adjusted figures alone are lost."""
    rng = random.Random(9)
    path = part.folder / "many.csv"
    names = [f"d{i}" for i in range(8)]
    with open(path, "w", encoding="utf-8") as out:
        out.write(",".join(names + [f"o{i}" for i in range(6)]) + "\n")
        for _ in range(260000):
            out.write(",".join([f"v{rng.randrange(12)}" for _ in names] + ["1"] * 6) + "\n")
    flags = ["--by", ",".join(names), "--stats", "adjusted_difference", "--id", "none", "--year", "none", "-f", "csv"]
    flags += [word for i in range(6) for word in ("--outcome", f"o{i}:mean")]
    result = run("analyze", path, *flags, "--covariates", ",".join(names))
    part.check("named covariates: exit 3 and a remedy", result.rc == 3 and b"fewer covariates" in result.err, result)
    result = run("analyze", path, *flags)
    part.check("default covariates: not estimable", result.rc == 0 and b"too many covariates" in result.out, result)


def attacked(part, seed, space=("public",)):
    """One public report; returns how many adjusted figures it shows and what follows from them."""
    rng = random.Random(seed)
    rows = students(rng, rng.choice((120, 200, 400, 800)), [rng.choice((50, 30, 10, 4)) for _ in RACES],
                    rng.choice((1, 2, 3)), rng.choice((0, 0, 0.05)))
    by = rng.choice((["race"], ["race", "gender"], ["race", "meals"], ["race", "gender", "meals"]))
    named = rng.choice((None, ["meals"], ["gender"], ["meals", "gender"], ["ell"]))
    named = ["meals"] if named is None and len(by) == 1 else named
    min_n = rng.choice((5, 10))
    path = part.folder / "attacked.csv"
    path.write_bytes(as_csv(rows, COLUMNS))
    flags = ["--by", ",".join(by), "--outcome", "passed:rate", "--id", "none", "--year", "none", "--min-n", min_n,
             "--stats", "basic,adjusted", "-f", "csv"] + (["--covariates", ",".join(named)] if named else [])
    flags += ["--within", "school"] if rng.random() < 0.5 else []
    flags += ["--reference", "rest", "--reference", "highest"] if rng.random() < 0.3 else []
    reports = {edition: facts(run("analyze", path, *flags, "--edition", edition).out)
               for edition in {"public", *space}}
    axes = [a for a in ("race", "gender", "meals", "ell") if a in by or (named and a in named)] + ["school"]
    attack = Attack(rows, axes, "school", min_n)
    attack.learn_published(reports["public"])
    before = attack.leaks()
    shown = attack.learn_adjusted(reports[space[0]], lambda d: [c for c in named or by if c != d])
    return shown, before, attack.leaks()


def main():
    """Figures, bytes, and attacks; more of them with EG_SLOW."""
    part = Part("adjusted")
    against_rows(part, 1, [])
    against_rows(part, 2, ["--within", "school", "--reference", "race=Quillon"])
    with_numbers(part)
    same_bytes(part)
    if SLOW:
        budget(part)
    shown = 0
    for seed in range(1, 1500 if SLOW else 60):
        figures, before, after = attacked(part, seed)
        shown += figures
        part.equal(f"seed {seed}: known without adjusted figures", before[:2], [])
        part.equal(f"seed {seed}: known with them", after[:2], [])
    part.check("public reports show adjusted figures", shown > 100, shown)
    found = sum(bool(attacked(part, seed, ("internal",))[2]) for seed in range(1, 9))
    part.check("the attack finds what internal figures would tell", found > 3, found)
    part.finish()


if __name__ == "__main__":
    main()
