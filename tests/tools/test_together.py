#!/usr/bin/env python3
"""Predictability by all dimensions together, against the rows: students by all their groups at once."""

import math
import random
from collections import Counter, defaultdict
from fractions import Fraction

from harness import Part, facts, run

GROUPS = {"race": ("Asper", "Brill", "Corvin", ""), "meals": ("yes", "no"), "learner": ("yes", "no")}
LEVELS = ("Low", "Mid", "High")
MIN_N = 10


def district(seed, students):
    """Rows whose score and level lean on every dimension; some blanks."""
    rng = random.Random(seed)
    rows = []
    for _ in range(students):
        at = [rng.choices(names, (6, 4, 3, 1)[: len(names)])[0] for names in GROUPS.values()]
        push = 8 * (at[0] == "Brill") - 9 * (at[1] == "yes") - 6 * (at[2] == "yes")
        score = "" if rng.random() < 0.03 else round(rng.gauss(500 + push, 30), 1)
        level = "" if rng.random() < 0.02 else LEVELS[min(2, max(0, round(1 + push / 12 + rng.gauss(0, 0.8))))]
        rows.append((*at, score, level, "" if rng.random() < 0.02 else int(rng.random() < 0.5 + push / 60)))
    return rows


def cells_of(rows, column):
    """Values by cell, those of cells under the minimum put together; blanks are a group, lost values are not there."""
    cells = defaultdict(list)
    for row in rows:
        if row[column] != "":
            cells[row[:3]].append(row[column])
    small = [v for values in cells.values() if len(values) < MIN_N for v in values]
    return [values for values in cells.values() if len(values) >= MIN_N] + ([small] if small else [])


def omega_squared(cells):
    """Hays."""
    every = [v for values in cells for v in values]
    middle = math.fsum(every) / len(every)
    means = [math.fsum(values) / len(values) for values in cells]
    between = math.fsum(len(v) * (m - middle) ** 2 for v, m in zip(cells, means))
    within = math.fsum((x - m) ** 2 for v, m in zip(cells, means) for x in v)
    error = within / (len(every) - len(cells))
    return (between - (len(cells) - 1) * error) / (between + within + error)


def entropy(values):
    """Of the values' shares, in nats."""
    n = len(values)
    return -sum(c / n * math.log(c / n) for c in Counter(values).values())


def uncertainty(cells):
    """Mutual information over the outcome's entropy."""
    every = [v for values in cells for v in values]
    return 1 - sum(len(v) * entropy(v) for v in cells) / len(every) / entropy(every)


def less_chance(cells, rng, draws=1500):
    """(v - e) / (1 - e) with its mean under shuffling of the students themselves; and e's standard error."""
    every = [v for values in cells for v in values]
    found = []
    for _ in range(draws):
        rng.shuffle(every)
        at, dealt = 0, []
        for values in cells:
            dealt.append(every[at:at + len(values)])
            at += len(values)
        found.append(uncertainty(dealt))
    e = sum(found) / draws
    spread = math.sqrt(sum((f - e) ** 2 for f in found) / (draws - 1))
    return (uncertainty(cells) - e) / (1 - e), spread


def left_out(cells):
    """2 AUC - 1, each pair of a success and a failure guessed by the other students of their cells alone."""
    pairs, won = 0, Fraction(0)
    for g, mine in enumerate(cells):
        for h, other in enumerate(cells):
            count = mine.count(1) * other.count(0)
            pairs += count
            if g == h or count == 0 or len(mine) < 2 or len(other) < 2:
                continue
            a, b = Fraction(mine.count(1) - 1, len(mine) - 1), Fraction(other.count(1), len(other) - 1)
            won += count * ((a > b) - (a < b))
    return float(won / pairs)


def report(part, rows, *more):
    """Facts of dimension `all`, by outcome."""
    path = part.folder / "in.csv"
    path.write_text("\n".join(",".join(map(str, r)) for r in [(*GROUPS, "score", "level", "passed"), *rows]) + "\n", encoding="utf-8")
    done = run("analyze", path, "--by", ",".join(GROUPS), "--outcome", "score:mean", "--outcome", "level:levels(Low<Mid<High)", "--outcome", "passed:rate", "--year",
               "none", "--id", "none", "--stats", "predictability", "-f", "csv", "-q", "--digits", "12", *more)
    part.equal("exit status", done.rc, 0)
    return {f["outcome"]: f for f in facts(done.out) if f["dimension"] == "all"}


def against_rows(part, seed, students):
    """Value and n; of levels within what drawing leaves open."""
    rows = district(seed, students)
    found = report(part, rows, "--edition", "internal")
    score, level, passed = found["score"], found["level"], found["passed"]
    part.close(f"seed {seed}: pairs left out", passed["value"], left_out(cells_of(rows, 5)), 1e-11)
    part.equal(f"seed {seed}: n of a rate", int(passed["n"]), sum(r[5] != "" for r in rows))
    part.close(f"seed {seed}: omega squared", score["value"], omega_squared(cells_of(rows, 3)), 1e-9)
    part.equal(f"seed {seed}: n", int(score["n"]), sum(r[3] != "" for r in rows))
    want, spread = less_chance(cells_of(rows, 4), random.Random(seed))
    # the program's e stops at 200 draws where chance is met often
    part.check(f"seed {seed}: less chance", abs(float(level["value"]) - want) < 5 * spread / math.sqrt(200), (level["value"], want, spread))
    for fact in found.values():
        part.check(f"seed {seed}: limits hold the value", float(fact["ci_low"]) <= float(fact["value"]) <= float(fact["ci_high"]), fact)
    return found


def main():
    """Figures, order of rows, and what a public report may give."""
    part = Part("together")
    against_rows(part, 1, 900)
    against_rows(part, 2, 150)
    rows = district(3, 400)
    first = report(part, rows, "--edition", "internal")
    part.equal("order of rows", report(part, rows[::-1], "--edition", "internal"), first)
    public = report(part, rows)
    smallest = min(Counter(r[:3] for r in rows).values())
    part.check("some cell is small", smallest < MIN_N, smallest)
    part.equal("a small cell hides it", {f["status"] for f in public.values()}, {"suppressed"})
    large = [r for r in district(4, 6000) if r[0] != ""]
    part.equal("large cells may be shown", report(part, large)["score"]["status"], "ok")
    part.equal("a covariate that is no dimension", report(part, [r for r in rows], "--edition", "internal", "--covariates", "race")["score"]["status"],
               "not_estimable")
    part.finish()


if __name__ == "__main__":
    main()
