#!/usr/bin/env python3
"""Results joined to a roster, against a join in Python: nothing is multiplied, dropped or taken in silence.

Random tables with unmatched ids, blank ids, keys on several rows (the same, or not), ids that only look alike; then
100,000 results and a roster made from `synth`, with tests taken again and students on two rosters in one term."""

import csv
import io
import json
import random
from collections import Counter, defaultdict

from harness import SLOW, Part, run

WRITTEN = (lambda id_: id_, lambda id_: f"  {id_} ", lambda id_: f'="{id_}"')
YEARS = {"2021-22": ("2021-22", "2021-2022", "SY2122"), "2022-23": ("2022-23", "2022-2023", "SY2223")}


def table(header, rows):
    """CSV bytes."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue().encode()


def random_tables(rng):
    """Records and roster rows as (id, year, ...), ids with zeros in front that matter."""
    ids = [f"{n:0{rng.choice((3, 4))}d}" for n in range(rng.randint(20, 60))]
    records = [(rng.choice(ids + ["", "nobody1", "nobody2"]), rng.choice(list(YEARS)), rng.choice("01"))
               for _ in range(rng.randint(100, 300))]
    roster = []
    for id_ in dict.fromkeys(ids):
        for year in YEARS:
            if rng.random() < 0.12:
                continue
            row = (id_, year, rng.choice(("F", "M")), rng.choice(("Free", "Paid", "")))
            roster.append(row)
            if rng.random() < 0.1:
                roster.append(row)
    roster.append(("", "2021-22", "F", "Free"))
    return records, roster


def joined(records, roster, by_year):
    """What a join gives: each record's roster row or None, and what there is to tell."""
    rows = defaultdict(list)
    for id_, year, *rest in roster:
        if id_:
            rows[(id_, year) if by_year else id_].append(tuple(rest))
    out, told, asked, ambiguous = [], Counter(), set(), set()
    for id_, year, _ in records:
        key = (id_, year) if by_year else id_
        found = rows.get(key) if id_ else None
        if not id_:
            told["roster_records_no_key"] += 1
        elif not found:
            told["roster_unmatched"] += 1
        else:
            asked.add(key)
            if len(set(found)) > 1:
                ambiguous.add(key)
                told["ambiguous_records"] += 1
        out.append(found[0] if found else None)
    told["roster_unused"] = len(rows) - len(asked)
    told["roster_repeated"] = sum(len(f) > 1 and len(set(f)) == 1 for f in rows.values())
    told["roster_ambiguous_unused"] = sum(len(set(f)) > 1 for f in rows.values())
    told["roster_no_key"] = sum(not row[0] for row in roster)
    return out, told, ambiguous


def figures(report, dimension):
    """{group: (n, successes)} of a report."""
    found = defaultdict(dict)
    for fact in report["facts"]:
        if fact["dimension"] == dimension and not fact["reference"] and fact["year"] == "":
            found[fact["group"]][fact["statistic"]] = fact["value"]
    return {group: (f["n"], f["count"]) for group, f in found.items()}


def random_join(part, seed):
    """One pair of random tables, by id and by id and year."""
    rng = random.Random(seed)
    records, roster = random_tables(rng)
    by_year = seed % 2 == 0
    if not by_year:  # one row a student, mostly
        roster = list({row[0]: (row[0], "2021-22", *row[2:]) for row in roster}.values())
        roster += [row for row in roster if rng.random() < 0.1]
    if seed % 5 == 0:  # one student twice, with different words
        row = rng.choice([r for r in roster if r[0]])
        roster.append((row[0], row[1], "M" if row[2] == "F" else "F", row[3]))
    rng.shuffle(roster)
    folder = part.folder / f"random{seed}"
    folder.mkdir()
    (folder / "results.csv").write_bytes(table(
        ("StudentID", "school_year", "passed"),
        [(rng.choice(WRITTEN)(i) if i else "", rng.choice(YEARS[y]), p) for i, y, p in records]))
    half = rng.randint(0, len(roster))
    for name, rows in (("a.csv", roster[:half]), ("b.csv", roster[half:])):
        (folder / name).write_bytes(table(
            ("student_id", "school_year", "gender", "lunch"),
            [(rng.choice(WRITTEN)(i) if i else "", rng.choice(YEARS[y]), g, lunch) for i, y, g, lunch in rows]))
    key = "StudentID,school_year" if by_year else "StudentID"
    got = run("analyze", "results.csv", "--roster", "[ab].csv", "--key", key, "--outcome", "passed:rate", "--year", "none",
              "--by", "gender,lunch", "--per", "row", "--edition", "internal", "--stats", "n,count", "-f", "json", cwd=folder)
    out, told, ambiguous = joined(records, roster, by_year)
    label = f"random {seed}"
    if ambiguous:
        text = got.err.decode()
        part.check(f"{label}: refused, nothing written", got.rc == 3 and got.out == b"", got)
        part.check(f"{label}: with the counts", f"{len(ambiguous)} key" in text and
                   f"{told['ambiguous_records']} record" in text, text)
        return
    if not part.check(f"{label}: runs", got.rc == 0, got):
        return
    report = json.loads(got.out)
    for number, dimension in enumerate(("gender", "lunch")):
        want = defaultdict(lambda: [0, 0])
        for record, row in zip(records, out):
            group = (row[number] if row else "") or "Unknown"
            want[group][0] += 1
            want[group][1] += record[2] == "1"
        part.equal(f"{label}: {dimension}", figures(report, dimension), {g: tuple(v) for g, v in want.items()})
    notes = {note["code"]: note["count"] for note in report["quality"]["notes"] if note["code"] != "roster"}
    for code in ("roster_unmatched", "roster_records_no_key", "roster_unused", "roster_repeated",
                 "roster_ambiguous_unused", "roster_no_key"):
        part.equal(f"{label}: {code}", notes.get(code, 0), told[code])
    part.equal(f"{label}: records", report["quality"]["records"], len(records))


def made_from_synth(part):
    """100,000 results and their roster."""
    folder = part.folder / "synth"
    folder.mkdir()
    done = run("synth", "--students", 25000, "--years", 4, "--seed", 5, "-o", "all.csv", cwd=folder)
    part.check("synth runs", done.rc == 0, done)
    with open(folder / "all.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    part.equal("synth: 100,000 rows", len(rows), 100000)
    rng = random.Random(11)
    results = [[r["student_id"], r["school_year"], r["math_score"]] for r in rows]
    again = [[i, y, str(float(s) + 5)] for i, y, s in rng.sample([r for r in results if r[2]], 500)]
    roster = [[r["student_id"], r["school_year"], r["school"], r["race_ethnicity"], r["econ_disadvantaged"]] for r in rows]
    gone = set(map(tuple, (row[:2] for row in rng.sample(roster, 300))))
    roster = [row for row in roster if tuple(row[:2]) not in gone]
    two = rng.sample(roster, 200)
    elsewhere = [[i, y, "Elsewhere Annex", race, lunch] for i, y, _, race, lunch in two]
    other = [[i, y, "Elsewhere Annex", race, "N" if lunch == "Y" else "Y"] for i, y, _, race, lunch in two[:7]]
    (folder / "results.csv").write_bytes(table(("student_id", "school_year", "math_score"), results + again))
    header = ("student_id", "school_year", "school", "race_ethnicity", "econ_disadvantaged")
    (folder / "roster.csv").write_bytes(table(header, roster + elsewhere))
    (folder / "differs.csv").write_bytes(table(header, roster + other))
    base = ["analyze", "results.csv", "--key", "student_id,school_year", "--outcome", "math_score:mean", "--edition",
            "internal", "--stats", "n,mean", "-f", "json", "--roster"]
    by = ["--by", "race_ethnicity,econ_disadvantaged"]
    got = run(*base, "roster.csv", *by, cwd=folder)
    part.check("tests taken again: asked what counts", got.rc == 3 and b"500 students have more than one row" in got.err
               and b"--collapse" in got.err, got)
    got = run(*base, "differs.csv", *by, "--collapse", "max", cwd=folder)
    part.check("two rosters that differ: refused, with the counts", got.rc == 3 and b"7 keys of the roster" in got.err
               and got.out == b"", got)
    got = run(*base, "roster.csv", *by, "--within", "school", "--collapse", "max", cwd=folder)
    part.check("two schools in one term, where schools count: refused", got.rc == 3 and b"200 keys of the roster" in got.err, got)
    got = run(*base, "roster.csv", *by, "--collapse", "max", cwd=folder)
    if not part.check("the same on two rosters: runs", got.rc == 0, got):
        return
    report = json.loads(got.out)
    notes = {note["code"]: note["count"] for note in report["quality"]["notes"]}
    retaken = sum(tuple(row[:2]) in gone for row in again)
    part.equal("unmatched", notes.get("roster_unmatched"), 300 + retaken)
    part.equal("on two rosters alike", notes.get("roster_repeated"), 200)
    part.equal("taken again", notes.get("collapsed"), 500)
    part.equal("students", report["quality"]["students"], 100000)
    best = {}
    for i, year, score in results + again:
        if score:
            best[i, year] = max(best.get((i, year), -1e9), float(score))
    demo = {(row[0], row[1]): row[3] for row in roster}
    want = Counter((year, demo.get((i, year)) or "Unknown") for i, year in best)
    got_n = {(f["year"], f["group"]): f["value"] for f in report["facts"]
             if f["dimension"] == "race_ethnicity" and f["statistic"] == "n"}
    part.equal("students by race and year", got_n, dict(want))
    sums = defaultdict(list)
    for (i, year), score in best.items():
        sums[year, demo.get((i, year)) or "Unknown"].append(score)
    for fact in report["facts"]:
        if fact["dimension"] == "race_ethnicity" and fact["statistic"] == "mean":
            values = sums[fact["year"], fact["group"]]
            part.close(f"mean of {fact['group']}", fact["value"], sum(values) / len(values), 1e-9)


def main():
    """Random tables, then the large one."""
    part = Part("roster")
    for seed in range(60 if SLOW else 14):
        random_join(part, seed)
    made_from_synth(part)
    part.finish()


main()
