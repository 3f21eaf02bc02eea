#!/usr/bin/env python3
"""Public reports of random districts are searched for what they must hide.

The truth is computed here from the rows. Then, for every writer: no row of a group under min_n carries a
figure, no line that names such a group carries its figures, and no hidden count follows from the
shown ones by subtraction along dimension, unit, year or cross, repeated until nothing new follows.
"""

import json
import re
from collections import Counter

from districts import as_csv, district
from harness import FACT_HEADER, SLOW, Part, facts, run

DIMENSIONS = ("race_ethnicity", "gender", "english_learner", "race_ethnicity*gender")
NUMBERS = ("value", "ci_low", "ci_high", "p_value", "p_adjusted", "n")
DIGITS = re.compile(r"\d")


def group_of(row, dimension):
    """The group a row belongs to, as reports write it."""
    return "*".join(row[column] or "Unknown" for column in dimension.split("*"))


def truth_of(rows, within, counts=False):
    """{(unit_type, unit, year, dimension, group): students with a usable result}, All students too.

    With counts, the successes among them.
    """
    truth = Counter()
    everybody = set()
    for row in rows:
        units = [("all", "")] + ([("school", row["school"])] if within else [])
        for unit_type, unit in units:
            for dimension in DIMENSIONS + ("all",):
                group = "All students" if dimension == "all" else group_of(row, dimension)
                key = (unit_type, unit, row["school_year"], dimension, group)
                everybody.add(key)
                truth[key] += row["passed"] == "1" if counts else row["passed"] != ""
    return {key: truth[key] for key in everybody}


def address(fact):
    """A fact's place in the truth."""
    return tuple(fact[c] or "" for c in ("unit_type", "unit", "year", "dimension", "group"))


def shows(fact):
    """Does this row carry any figure?"""
    return fact["status"] != "suppressed" or any(fact[c] not in ("", None) for c in NUMBERS) \
        or DIGITS.search(fact["note"] or "")


def small_rows(part, label, rows, truth, min_n):
    """No row of a small group has a figure; every small group that has students has a row."""
    leaks, met = [], set()
    for fact in rows:
        key = address(fact)
        if key in truth and truth[key] < min_n:
            met.add(key)
            # Nobody with a result: nothing to hide, and it may be said.
            if truth[key] > 0 and shows(fact):
                leaks.append((key, fact["statistic"], fact["status"]))
    part.equal(f"{label}: figures of small groups", leaks[:3], [])
    small = {key for key, n in truth.items() if 0 < n < min_n}
    part.equal(f"{label}: small groups without a row", sorted(small - met)[:3], [])


def equations(truth):
    """Sums a reader knows: (total, its parts) by dimension, by unit and by cross."""
    for key in truth:
        unit_type, unit, year, dimension, group = key
        if dimension != "all":
            continue
        for other in DIMENSIONS:
            yield key, [k for k in truth if k[:4] == (unit_type, unit, year, other)]
    for key in truth:
        unit_type, unit, year, dimension, group = key
        if unit_type == "all":
            parts = [k for k in truth if k[0] == "school" and k[2:] == key[2:]]
            if parts:
                yield key, parts
        if dimension in ("race_ethnicity", "gender"):
            place = ("race_ethnicity", "gender").index(dimension)
            yield key, [k for k in truth if k[:4] == (unit_type, unit, year, "race_ethnicity*gender")
                        and k[4].split("*")[place] == group]


def solve(sums, known):
    """Adds to known what follows from sums with one unknown, until nothing follows."""
    moved = True
    while moved:
        moved = False
        for total, parts in sums:
            unknown = [k for k in [total] + parts if k not in known]
            if len(unknown) != 1:
                continue
            moved = True
            found = unknown[0]
            rest = sum(known[k] for k in parts if k in known)
            known[found] = rest if found == total else known[total] - rest


def subtraction(part, label, rows, truth, statistic, min_n):
    """No n or count that is not shown may follow from the shown ones."""
    known = {address(f): int(float(f["value"])) for f in rows
             if f["statistic"] == statistic and f["status"] == "ok" and f["value"] not in ("", None)}
    part.check(f"{label}: shows something", len(known) > 3)
    wrong = [(k, v, truth.get(k)) for k, v in known.items() if truth.get(k) != v]
    part.equal(f"{label}: what is shown is right", wrong[:3], [])
    shown = set(known)
    sums = list(equations(truth))
    if statistic == "n":
        thin = []
        for total, parts in sums:
            hidden = [k for k in parts if k not in shown]
            if total in shown and hidden and (len(hidden) < 2 or sum(truth[k] for k in hidden) < min_n):
                thin.append((total, hidden))
        part.equal(f"{label}: the hidden of a sum are two or more, and min_n students", thin[:2], [])
    # Where nobody has a result there is no count to hide.
    known.update({address(f): 0 for f in rows if f["statistic"] == "n" and f["status"] == "ok" and float(f["value"]) == 0})
    solve(sums, known)
    recovered = [k for k in known if k not in shown and (truth[k] > 0 or statistic == "count")]
    recovered = [k for k in recovered if k not in {address(f) for f in rows if f["value"] == "0"}]
    part.equal(f"{label}: found by subtraction", recovered[:3], [])


def text_lines(part, label, text, truth, min_n):
    """In text, a line of a group hidden in every year and unit carries no digit of a figure."""
    shown = {}
    for (unit_type, _, _, dimension, group), n in truth.items():
        if unit_type == "all" and "*" not in dimension:
            shown.setdefault(group, []).append(n)
    for group, sizes in shown.items():
        if group in ("Unknown", "Yes", "No") or max(sizes) >= min_n or min(sizes) == 0:
            continue
        for line in text.splitlines():
            if line.strip().startswith(group + " "):
                bare = line.replace("2021-22", "").replace("2022-23", "").replace("2023-24", "")
                part.check(f"{label}: a line of {group}", not DIGITS.search(bare), line)


def one_district(part, seed, min_n, within, policy="default"):
    """All writers of one district, by the rules of a policy."""
    rows = district(seed, students=150 if seed % 2 else 320, years=2, schools=2 if seed % 3 else 4)
    folder = part.folder / f"d{seed} {policy}"
    folder.mkdir()
    (folder / "d.csv").write_bytes(as_csv(rows))
    flags = ["--by", ",".join(DIMENSIONS), "--year", "school_year", "--outcome", "passed:rate", "--id", "none",
             "--min-n", str(min_n), "--policy", policy] + (["--within", "school"] if within else [])
    outputs = [word for name in ("r.csv", "r.json", "r.txt") for word in ("-o", folder / name)]
    result = run("analyze", folder / "d.csv", *flags, *outputs)
    label = f"seed {seed}, min_n {min_n}{', by school' if within else ''}{f', {policy}' if policy != 'default' else ''}"
    if not part.check(f"{label}: runs", result.rc == 0, result):
        return
    truth = truth_of(rows, within)
    bytes_csv = (folder / "r.csv").read_bytes()
    part.equal(f"{label}: header", bytes_csv.splitlines()[0].decode(), FACT_HEADER)
    for name, report in (("csv", facts(bytes_csv)), ("json", json.loads((folder / "r.json").read_bytes())["facts"])):
        for fact in report:
            for column, value in fact.items():
                if value is not None and not isinstance(value, str):
                    fact[column] = repr(value)
                elif value is None:
                    fact[column] = ""
        small_rows(part, f"{label}, {name}", report, truth, min_n)
        subtraction(part, f"{label}, {name}, n", report, truth, "n", min_n)
        subtraction(part, f"{label}, {name}, count", report, truth_of(rows, within, counts=True), "count", min_n)
        ends = [f for f in report if f["statistic"] == "rate" and f["status"] == "ok" and float(f["value"]) in (0, 1)]
        if policy != "min-n":
            part.equal(f"{label}, {name}: rates of 0 or 1 shown", ends[:2], [])
    # The JSON says by which policy it was made, the CSV does not.
    for name, more in (("r.csv", ["--policy", policy]), ("r.json", [])):
        audit = run("audit", folder / name, "--min-n", str(min_n), "--list", "0", *more)
        part.check(f"{label}, {name}: the audit finds nothing", audit.rc == 0, audit)
    text_lines(part, f"{label}, text", (folder / "r.txt").read_text("utf-8"), truth, min_n)
    everything = result.out + result.err + bytes_csv + (folder / "r.json").read_bytes() + (folder / "r.txt").read_bytes()
    part.check(f"{label}: no id in anything", not re.search(rb"(?<![\d.])0000\d{3}(?![\d.])", everything))


def main():
    """A few districts; many with EG_SLOW."""
    part = Part("disclosure")
    for seed in range(1, 60 if SLOW else 9):
        one_district(part, seed, (10, 5, 20)[seed % 3], within=seed % 2 == 0)
    for place, policy in enumerate(("min-n", "nces-2011-603", "next-smallest")):
        for seed in range(1 + place, 60 if SLOW else 4 + place, 3 if SLOW else 2):
            one_district(part, seed, (10, 5, 20)[seed % 3], within=seed % 2 == 0, policy=policy)
    part.finish()


if __name__ == "__main__":
    main()
