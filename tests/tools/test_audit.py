#!/usr/bin/env python3
"""The audit as a program: every form of one report says the same, what cannot be read back is refused with what to do,
broken files end in one line, students in two schools raise no alarm, and what two monthly releases tell is counted here
independently."""

import json
import random

from districts import SCHOOLS, as_csv, district
from harness import SLOW, Part, facts, run

BY = ("--by", "race_ethnicity,gender", "--year", "school_year", "--outcome", "passed:rate", "--id", "student_id")


def report(part, name, rows, *more, endings=("csv", "json")):
    """Writes reports of rows; their paths."""
    (part.folder / f"{name}.in").write_bytes(as_csv(rows))
    paths = [part.folder / f"{name}.{e}" for e in endings]
    outputs = [w for p in paths for w in ("-o", p)]
    got = run("analyze", part.folder / f"{name}.in", *BY, *more, *outputs)
    if not part.check(f"{name}: is written", got.rc == 0, got):
        part.finish()  # nothing more can be asked
    return paths


def forms(part):
    """CSV, JSON and workbook of one report: one answer; page, text and Markdown: what to give instead."""
    endings = ("csv", "json", "xlsx", "html", "txt", "md")
    paths = dict(zip(endings, report(part, "forms", district(3, students=200), endings=endings)))
    answers = []
    for ending in endings[:3]:
        got = run("audit", paths[ending], "--json")
        answers.append((got.rc, {k: v for k, v in json.loads(got.out or b"{}").items() if k in ("found", "hidden", "cells")}))
    part.check("three forms, one answer", answers[0] == answers[1] == answers[2] and answers[0][0] == 0, answers)
    for ending in endings[3:]:
        got = run("audit", paths[ending])
        part.check(f"{ending}: refused", got.rc == 2 and b"JSON" in got.err and b"CSV" in got.err and got.err.count(b"\n") == 1, got)
    inside = report(part, "inside", district(3, students=200), "--edition", "internal", endings=("xlsx", "csv"))
    got = [run("audit", p) for p in inside]
    part.check("an internal edition is found out, as a workbook too", got[0].rc == got[1].rc == 4 and
               got[0].err.split(b" of ")[0] == got[1].err.split(b" of ")[0], [str(g) for g in got])


def damaged(data, rng):
    """The same bytes, worse."""
    kind = rng.randrange(6)
    at = rng.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1:]
    if kind == 2:
        return data[:at] + data[at + rng.randrange(1, 200):]
    if kind == 3:
        return data[:at] + rng.choice((b'"', b"\0", b"\n", b",,,", b"{", b"]", b"\xff\xfe", b"1e999", b"-", b"suppressed")) + data[at:]
    if kind == 4:
        return data[:at] + data[at // 2:at] * 3 + data[at:]
    lines = data.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def broken(part):
    """Damaged reports: a status that is promised, no crash, one line, and no group's figures in it."""
    rng = random.Random(6)
    paths = report(part, "whole", district(4, students=60), endings=("csv", "json", "xlsx"))
    for number in range(900 if SLOW else 90):
        source = paths[number % 3]
        target = part.folder / f"broken{source.suffix}"
        target.write_bytes(damaged(source.read_bytes(), rng))
        got = run("audit", target, timeout=30)
        part.check(f"damage {number} to {source.suffix}: ends as promised", got.rc in (0, 1, 2, 3, 4), got)
        if got.rc not in (0, 4):
            part.check(f"damage {number}: one line that says where", got.err.count(b"\n") == 1 and target.name.encode() in got.err, got)
    for label, name, data, rc in (
            ("empty", "e.csv", b"", 3), ("empty JSON", "e.json", b"", 3), ("a list", "l.json", b"[1,2]", 3),
            ("another program's JSON", "o.json", b'{"facts":[],"name":"x"}', 3), ("header alone", "h.csv", None, None),
            ("a deep nest", "n.json", b"[" * 100000, 3), ("numbers for words", "w.json", b'{"equitygap":1,"facts":[{"status":7}]}', 3)):
        (part.folder / name).write_bytes(paths[0].read_bytes().split(b"\n")[0] + b"\n" if data is None else data)
        got = run("audit", part.folder / name)
        part.check(f"{label}: said", got.rc in ((0, 3) if rc is None else (rc,)) and got.err.count(b"\n") <= 1, got)
    got = run("audit", part.folder / "nowhere.json")
    part.check("no such file", got.rc == 1 and b"nowhere.json" in got.err, got)


def two_schools(part):
    """The CSV of a report of overlapping schools is no alarm: its own figures show that schools overlap."""
    for seed in range(40 if SLOW else 8):
        rng = random.Random(seed)
        rows = district(seed, students=260, years=1, schools=3)
        again = [dict(r, school=rng.choice([s for s in SCHOOLS[:3] if s != r["school"]])) for r in rows if rng.random() < 0.06]
        paths = report(part, f"two{seed}", rows + again, "--within", "school")
        got = [run("audit", p) for p in paths]
        part.check(f"seed {seed}: JSON of overlapping schools", got[1].rc == 0, got[1])
        part.check(f"seed {seed}: CSV of overlapping schools", got[0].rc == 0, got[0])


def released(rows):
    """{address: (n, count)} of what a release shows."""
    out = {}
    for f in rows:
        if f["statistic"] in ("n", "count") and f["status"] == "ok" and f["group"]:
            key = tuple(f[c] for c in ("unit_type", "unit", "year", "dimension", "group"))
            out.setdefault(key, {})[f["statistic"]] = int(float(f["value"]))
    return {key: (v["n"], v["count"]) for key, v in out.items() if len(v) == 2}


def releases(part):
    """September and October: one student comes or leaves. What both show tells those students' results."""
    told = pairs = 0
    for seed in range(60 if SLOW else 10):
        rng = random.Random(100 + seed)
        rows = district(seed, students=220, years=1, schools=3)
        later = [r for r in rows if r["passed"] != ""]
        gone = rng.choice(later)
        later = [r for r in rows if r is not gone] if seed % 2 else rows + [dict(gone, student_id="9999999", passed=str(rng.randrange(2)))]
        paths = [report(part, f"m{seed}{label}", some, "--within", "school", endings=("csv",))[0]
                 for label, some in (("sep", rows), ("oct", later))]
        one, other = (released(facts(p.read_bytes())) for p in paths)
        few = sum(1 <= abs(one[k][0] - other[k][0]) < 10 for k in one.keys() & other.keys())
        got = run("audit", *paths, "--json")
        doc = json.loads(got.out)
        found = sum(t["difference"] for t in doc["tables"])
        told += few > 0
        pairs += 1
        part.equal(f"seed {seed}: cells that tell the one student's result", found, few)
        part.check(f"seed {seed}: and the status says so", got.rc == (4 if doc["found"] else 0), got)
    print(f"audit: of {pairs} pairs of releases that differ by one student, {told} tell that student's result (a ledger would hide it)")


def main():
    """All."""
    part = Part("audit")
    forms(part)
    broken(part)
    two_schools(part)
    releases(part)
    part.finish()


if __name__ == "__main__":
    main()
