#!/usr/bin/env python3
"""Students in two schools: public reports of random districts must not give those few away by subtraction.

Units then add up to more than the whole. A reader who has every figure may read the tables in two ways: units
minus whole is those in two, or whole minus the shown units is those in the hidden ones. Neither may come out as
a group that would be hidden. Nor may totals beside the tables tell what the tables hide."""

import json
import random

from districts import SCHOOLS, as_csv, district
from harness import SLOW, Part, facts, run
from test_disclosure import DIMENSIONS, address, group_of

STATISTICS = ("n", "count")
SHOWN = []  # figures of n in each district


def with_second_schools(rows, rng, share):
    """Some students once more in another school; and the rows as written."""
    out, again = list(rows), []
    for row in rows:
        if rng.random() < share:
            other = rng.choice([s for s in SCHOOLS[:3] if s != row["school"]])
            again.append(dict(row, school=other))
    out += again
    rng.shuffle(out)
    return out, again


def truth_of(rows, again):
    """{(unit_type, unit, year, dimension, group): (students with a result, successes)}; the whole counts each once."""
    truth = {}
    for where, some in ((("all", ""), rows), (None, rows + again)):
        for row in some:
            place = where or ("school", row["school"])
            for dimension in DIMENSIONS + ("all",):
                group = "All students" if dimension == "all" else group_of(row, dimension)
                key = (*place, row["school_year"], dimension, group)
                n, x = truth.get(key, (0, 0))
                truth[key] = (n + (row["passed"] != ""), x + (row["passed"] == "1"))
    return truth


def unfit(n, x, min_n):
    """Would a group of n students with x successes be hidden or coded?"""
    return 0 < n < min_n or (n > 0 and x is not None and x in (0, n))


def attack(part, label, report, truth, min_n):
    """Both readings, for each group and year of the whole."""
    shown = {name: {address(f): int(float(f["value"])) for f in report
                    if f["statistic"] == name and f["status"] == "ok" and f["value"] != ""} for name in STATISTICS}
    wrong = [(k, v) for number, name in enumerate(STATISTICS) for k, v in shown[name].items() if truth[k][number] != v]
    part.equal(f"{label}: what is shown is right", wrong[:3], [])
    SHOWN.append(len(shown["n"]))
    both, left = [], []
    for key in truth:
        if key[0] != "all" or key not in shown["n"]:
            continue
        units = [k for k in truth if k[0] == "school" and k[2:] == key[2:]]
        seen = [k for k in units if k in shown["n"]]
        n = sum(shown["n"][k] for k in seen)
        exact = key in shown["count"] and all(k in shown["count"] for k in seen)
        x = sum(shown["count"][k] for k in seen) - shown["count"][key] if exact else None
        if len(seen) == len(units) and n > shown["n"][key] and unfit(n - shown["n"][key], x, min_n):
            both.append((key, n - shown["n"][key], x))
        rest = shown["n"][key] - n
        if len(seen) < len(units) and unfit(rest, None if x is None else -x, min_n):
            left.append((key, rest, x))
    part.equal(f"{label}: those in two schools", both[:3], [])
    part.equal(f"{label}: the rest, read as separate schools", left[:3], [])


def totals(part, label, report, again):
    """How many are in two schools follows from no totals where anything is hidden."""
    quality = report["quality"]
    hides = quality["cells_hidden"] > 0
    if again and hides:
        known = [quality["records"], *(i["records"] for i in report["inputs"])]
        part.equal(f"{label}: records, beside students, tell nothing", known, [None] * len(known))
        note = next(n for n in quality["notes"] if n["code"] == "several_units")
        part.check(f"{label}: that there are some is said", note["count"] is None and
                   not any(c.isdigit() for c in note["text"]), note)


def one_district(part, seed, min_n):
    """One random district with overlap."""
    rng = random.Random(1000 + seed)
    rows = district(seed, students=260, years=1 + seed % 2, schools=3)
    written, again = with_second_schools(rows, rng, rng.choice((0.01, 0.04, 0.08, 0.2)))
    folder = part.folder / f"d{seed}"
    folder.mkdir()
    (folder / "d.csv").write_bytes(as_csv(written))
    args = ["--by", ",".join(DIMENSIONS), "--year", "school_year", "--outcome", "passed:rate", "--id", "student_id",
            "--within", "school", "--min-n", str(min_n)]
    label = f"seed {seed}, min_n {min_n}"
    got = run("analyze", folder / "d.csv", *args, "-o", folder / "r.csv", "-o", folder / "r.json")
    if not part.check(f"{label}: runs", got.rc == 0, got):
        return
    truth = truth_of(rows, again)
    attack(part, label, facts((folder / "r.csv").read_bytes()), truth, min_n)
    totals(part, label, json.loads((folder / "r.json").read_bytes()), again)
    inside = run("analyze", folder / "d.csv", *args, "--edition", "internal", "-f", "json")
    report = json.loads(inside.out)
    several = len({row["student_id"] for row in again})
    notes = {n["code"]: n["count"] for n in report["quality"]["notes"]}
    part.equal(f"{label}: internal: in two schools", notes.get("several_units", 0), several)
    part.equal(f"{label}: internal: students once", report["quality"]["students"], len(rows))
    values = {address(f): f["value"] for f in report["facts"] if f["statistic"] == "n" and f["status"] == "ok"}
    wrong = [(k, values.get(k), v[0]) for k, v in truth.items() if values.get(k) != v[0]]
    part.equal(f"{label}: internal: once in the whole, once in each school", wrong[:3], [])


def a_year_of_few(part):
    """A year of seven: the totals over the years would be the rest of a subtraction."""
    rows = district(5, students=120, years=2)
    rows = [r for r in rows if r["school_year"] == "2021-22"] + [r for r in rows if r["school_year"] != "2021-22"][:7]
    (part.folder / "few.csv").write_bytes(as_csv(rows))
    got = run("analyze", part.folder / "few.csv", "--by", "gender", "--outcome", "passed:rate", "-f", "json")
    quality = json.loads(got.out)["quality"]
    part.equal("a year of seven: no total", (quality["records"], quality["students"]), (None, None))
    part.check("a year of seven: no number of it", b"127" not in got.out and b"127" not in got.err, got.err)


def main():
    """A few districts; many with EG_SLOW."""
    part = Part("overlap")
    for seed in range(60 if SLOW else 12):
        one_district(part, seed, (10, 5, 20)[seed % 3])
    # a district can be too small to show anything; nearly all must show something, or nothing was tested
    part.check("most districts show figures", sum(n > 3 for n in SHOWN) >= 0.9 * len(SHOWN), SHOWN)
    a_year_of_few(part)
    part.finish()


main()
