#!/usr/bin/env python3
"""Whether p-values are uniform where there is no effect: uniform.py PROGRAM [SEEDS].

Each seed draws a district of many schools whose groups have nothing to do with any outcome, and asks for p-values
within each school. Kolmogorov's distance from the uniform distribution, its p-value, and the share of p at or under
0.05 and 0.01 are printed for each statistic and kind of outcome. Permutation p-values are multiples of about
1/1000 and of small tables coarser still, so a small excess of p near 1 is no fault; an excess near 0 would be.
"""

import csv
import io
import math
import pathlib
import random
import subprocess
import sys
import tempfile

SCHOOLS, STUDENTS = 250, 300
OUTCOMES = (("passed", "rate"), ("score", "mean"), ("level", "levels(Low<Basic<Good<High)"))
STATISTICS = ("predictability", "difference")
WEIGHTS = (0.45, 0.3, 0.15, 0.1)


def write(path, seed):
    """One row a student; the group is drawn apart from everything else."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("school", "group", "passed", "score", "level"))
        for school in range(SCHOOLS):
            rate = rng.uniform(0.3, 0.7)
            for _ in range(STUDENTS):
                out.writerow((f"s{school}", rng.choices("ABCD", WEIGHTS)[0], int(rng.random() < rate),
                              f"{rng.gauss(500, 80):.2f}",
                              rng.choices(("Low", "Basic", "Good", "High"), (0.2, 0.3, 0.3, 0.2))[0]))


def p_values(program, path, seed):
    """P-values by (statistic, kind)."""
    outcomes = [a for name, kind in OUTCOMES for a in ("--outcome", f"{name}:{kind}")]
    done = subprocess.run([program, "analyze", str(path), "--by", "group", "--within", "school", *outcomes, "--id", "none",
                           "--year", "none", "--edition", "internal", "--stats", ",".join(STATISTICS), "--reference", "rest", "--seed", str(seed),
                           "-f", "csv", "--digits", "9", "-q"], check=True, capture_output=True, text=True)
    kinds = dict(OUTCOMES)
    found = {}
    for fact in csv.DictReader(io.StringIO(done.stdout)):
        if fact["unit_type"] != "school" or fact["p_value"] == "":
            continue
        statistic = fact["statistic"].split(":")[0]
        if statistic == "difference" and fact["group"] != "A":
            continue  # one gap a school: those of its groups depend on each other
        if ":" in fact["statistic"] and not fact["statistic"].endswith(":Good"):
            continue
        found.setdefault((statistic, kinds[fact["outcome"]].split("(")[0]), []).append(float(fact["p_value"]))
    return found


def kolmogorov(values):
    """
    Distance from the uniform distribution at the values that p can take, and its asymptotic p-value. Between them
    a p of few values, such as 31/31, 31/32, ... of a test that stops at 30, is no steady line and need not be.
    """
    values = sorted(values)
    n = len(values)
    distance = max(abs((i + 1) / n - p) for i, p in enumerate(values) if i + 1 == n or values[i + 1] > p)
    at = (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n)) * distance
    return distance, min(1, 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * at * at) for k in range(1, 101)))


def main():
    """Prints a line a statistic."""
    program, seeds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "district.csv"
        for seed in range(1, seeds + 1):
            write(path, seed)
            for key, values in p_values(program, path, seed).items():
                found.setdefault(key, []).extend(values)
    for (statistic, kind), values in sorted(found.items()):
        distance, p = kolmogorov(values)
        low = [100 * sum(v <= cut for v in values) / len(values) for cut in (0.05, 0.01)]
        print(f"{statistic:14} of {kind:6}: distance {distance:.4f}, p {p:.3f}; {low[0]:.2f}% at 0.05, {low[1]:.2f}% at "
              f"0.01, of {len(values)}")


if __name__ == "__main__":
    main()
