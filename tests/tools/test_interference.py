#!/usr/bin/env python3
"""What is hidden changes nothing that is shown.

Students of groups that a public report hides exchange their results, or their groups, so that every shown count stays
as it is. Then every output, with all statistics, must be the same to the byte: else something was computed from what
is hidden. More detail (a dimension, a cross, units) must not make a report leak, and the order of rows and the split
into files must not move what is hidden."""

import json
import random
import sys
import time

from harness import SLOW, Part, run

try:
    from attack_districts import DIMENSIONS, District
    from attack_reader import Report
    import test_attack
except ImportError as error:
    MISSING = str(error)
else:
    MISSING = ""

FORMATS = ("json", "csv", "txt", "html", "md")
COLUMNS = ("passed", "level", "score", "absent", "present")
SECONDS = 900 if SLOW else 7


def outputs(district, folder, stats):
    """Bytes of every format by name, messages too; or the failed run."""
    folder.mkdir(parents=True)
    (folder / "d.csv").write_bytes(district.csv())
    args = district.args()
    if stats is not None:
        args[args.index("--stats") + 1] = stats
    words = [w for name in FORMATS for w in ("-o", f"r.{name}")]
    got = run("analyze", "d.csv", *args, *words, cwd=folder)
    if got.rc != 0:
        return None, got
    return {name: (folder / f"r.{name}").read_bytes() for name in FORMATS} | {"messages": got.err}, got


def figures(district, doc):
    """The report, and what is true of what it shows: counts of shown cells, values of shown means."""
    truth, values, cells = district.truth()
    report = Report(doc["facts"], district.kinds())
    report.build(doc["facts"])
    return report, truth, values, cells


def shown_state(report, truth, values, cells):
    """Everything a report may show."""
    counts = {f: truth.get(f, 0) for f in report.low if report.shown(f)}
    means = {key: sorted(v) for key, v in values.items() if report.shown(("n", *key))}
    sums = {}
    for fact_cell, outcome, statistic in report.values:
        levels = report.levels[outcome]
        parts = levels[levels.index(statistic.split(":", 1)[1]):]
        sums[fact_cell, outcome, statistic] = sum(truth.get((f"count:{k}", outcome, fact_cell), 0) for k in parts)
    return counts, means, sums, sorted(cells)


def pattern(facts):
    """What is hidden and coded: every address with its status, if it is a group's own count."""
    return [(f["unit_type"], f["unit"], f["outcome"], f["year"], f["dimension"], f["group"], f["statistic"], f["status"])
            for f in facts if not f["reference"] and f["statistic"].split(":")[0] in ("n", "count", "rate", "share", "at_or_above", "mean")]


def partners(district, report, rng):
    """Pairs of rows of one year and unit that differ in one dimension, in groups hidden there."""
    hidden = {f[2] for f in report.low if f[0] == "n" and not report.shown(f)}
    plain = [d for d in district.dimensions if "*" not in d]
    rows = list(district.rows)
    rng.shuffle(rows)
    places = {}
    for row in rows:
        for d in plain:
            cell = ("all", "", row["year"], d, row[d] or "Unknown")
            if cell not in hidden:
                continue
            key = (row["year"], row["school"], d, *(row[o] for o in plain if o != d))
            for other in places.get(key, []):
                if other[d] != row[d]:
                    yield row, other, d
            places.setdefault(key, []).append(row)


def changed(district, report, before, rng):
    """Exchanges results of a few pairs, or groups; False when nothing could be."""
    done = 0
    for row, other, dimension in partners(district, report, rng):
        columns = COLUMNS if rng.random() < 0.7 else (dimension,)
        if all(row[c] == other[c] for c in columns):
            continue
        for c in columns:
            row[c], other[c] = other[c], row[c]
        if shown_state(report, *district.truth()) != before:
            for c in columns:
                row[c], other[c] = other[c], row[c]
            continue
        done += 1
        if done >= 3:
            break
    return done > 0


def interference(part, seed, tally):
    """One district, twice."""
    district = District(seed, small=True, linked=False)
    if district.overlap:
        return
    rng = random.Random(seed)
    stats = rng.choice(("all", None, "basic,adjusted,segregation,units"))
    got, result = outputs(district, part.folder / f"{seed}a", stats)
    if not part.check(f"seed {seed}: runs", got is not None, result):
        return
    doc = json.loads(got["json"])
    report, truth, values, cells = figures(district, doc)
    if not changed(district, report, shown_state(report, truth, values, cells), rng):
        tally["nothing to exchange"] = tally.get("nothing to exchange", 0) + 1
        return
    again, result = outputs(district, part.folder / f"{seed}b", stats)
    if not part.check(f"seed {seed}: runs again", again is not None, result):
        return
    if pattern(json.loads(again["json"])["facts"]) != pattern(doc["facts"]):
        tally["other cells hidden"] = tally.get("other cells hidden", 0) + 1
        return
    tally["compared"] = tally.get("compared", 0) + 1
    for old, new in zip(doc["facts"], json.loads(again["json"])["facts"]):
        if not part.equal(f"seed {seed}: a fact depends on what is hidden", new, old):
            break
    for name, data in got.items():
        part.check(f"seed {seed}: {name} depends on what is hidden", again[name] == data, difference(data, again[name]))


def difference(one, other):
    """The first line that is not the same."""
    for a, b in zip(one.split(b"\n"), other.split(b"\n")):
        if a != b:
            return f"{a[:300]!r} is now {b[:300]!r}"
    return "longer"


def more_detail(part, seed):
    """A dimension, a cross, units more: still nothing follows exactly."""
    district = District(seed, small=True, linked=False)
    rng = random.Random(seed)
    plain = rng.sample(sorted(DIMENSIONS), 3)
    steps = [[plain[0]], plain[:2], plain[:2] + ["*".join(plain[:2])], plain + ["*".join(plain[:2])]]
    for number, dimensions in enumerate(steps):
        district.dimensions, district.stats = dimensions, "basic"
        folder = part.folder / f"more{seed}-{number}"
        folder.mkdir()
        doc, rows = test_attack.published(district, folder)
        if part.check(f"seed {seed}, {dimensions}: runs", doc is not None, rows):
            leaks = [leak for leak in test_attack.attack(district, doc)[0] if leak[0] != "narrow"]
            part.equal(f"seed {seed}, {dimensions}: what follows", leaks[:2], [])


def same_cells(part, seed):
    """Rows shuffled, files split, one thread or four: the same cells are hidden."""
    district = District(seed, small=True)
    rng = random.Random(seed)
    folder = part.folder / f"same{seed}"
    folder.mkdir()
    header, *lines = district.csv().splitlines(keepends=True)
    files = []
    for name, some in (("a", lines), ("b", rng.sample(lines, len(lines))), ("c", lines[::2]), ("d", lines[1::2])):
        (folder / f"{name}.csv").write_bytes(header + b"".join(some))
        files.append(folder / f"{name}.csv")
    want = run("analyze", files[0], *district.args(), "-f", "csv")
    for label, some in (("shuffled", files[1:2]), ("split", files[3:1:-1])):
        got = run("analyze", *some, *district.args(), "-f", "csv", "--threads", "4")
        part.check(f"seed {seed}: {label}", (got.rc, got.out) == (want.rc, want.out), got)


def main():
    """As many as time allows."""
    part = Part("interference")
    if MISSING:
        part.skip("everything", f"python3-scipy is not installed ({MISSING})")
        part.check("the harness works", True)
        part.finish()
    tally, start = {}, time.monotonic()
    for seed in [int(a) for a in sys.argv[1:]] or range(1, 2000 if SLOW else 200):
        interference(part, seed, tally)
        if seed % 8 == 1:
            same_cells(part, seed)
        if seed % 12 == 1:
            more_detail(part, seed)
        if time.monotonic() - start > SECONDS and not sys.argv[1:]:
            break
    print("interference: " + ", ".join(f"{n} {name}" for name, n in sorted(tally.items())))
    part.check("something was compared", bool(sys.argv[1:]) or tally.get("compared", 0) > 2, tally)
    part.finish()


if __name__ == "__main__":
    main()
