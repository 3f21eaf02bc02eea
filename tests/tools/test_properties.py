#!/usr/bin/env python3
"""What must not change a number: the order of rows, the split into files, compression, a pipe, threads,
the words used for groups. And what must add up."""

import gzip
import random
from collections import Counter

from districts import GENDERS, RACES, as_csv, district
from harness import DATA, SHARED, Part, facts, run

BASE = ["--by", "race_ethnicity,gender,race_ethnicity*gender", "--year", "school_year",
        "--outcome", "passed:rate", "--outcome", "score:mean", "--within", "school", "--id", "none"]


def lines_of(data):
    """Header and records of CSV bytes that have no line break in a cell."""
    header, *rows = data.splitlines(keepends=True)
    return header, rows


def arrangements(part, label, data, args):
    """The same records, arriving in other ways, give the same bytes."""
    folder = part.folder / label
    folder.mkdir()
    whole = folder / "whole.csv"
    whole.write_bytes(data)
    want = run("analyze", whole, *args, "-f", "csv")
    if not part.check(f"{label}: runs", want.rc == 0 and want.out.count(b"\n") > 10, want):
        return
    again = run("analyze", whole, *args, "-f", "csv")
    part.equal(f"{label}: twice the same", again.out == want.out, True)

    header, rows = lines_of(data)
    ending = b"\r\n" if header.endswith(b"\r\n") else b"\n"
    rows = [row if row.endswith(b"\n") else row + ending for row in rows]
    rng = random.Random(7)
    for number in range(2):
        rng.shuffle(rows)
        shuffled = folder / f"shuffled{number}.csv"
        shuffled.write_bytes(header + b"".join(rows))
        got = run("analyze", shuffled, *args, "-f", "csv")
        part.check(f"{label}: rows shuffled ({number})", got.out == want.out, got)

    thirds = []
    for number in range(3):
        piece = folder / f"piece{number}.csv"
        piece.write_bytes(header + b"".join(rows[number::3]))
        thirds.append(piece)
    for name, files in (("split in three", thirds), ("split in three, backwards", thirds[::-1]),
                        ("split, by a glob", [folder / "piece*.csv"])):
        got = run("analyze", *files, *args, "-f", "csv")
        part.check(f"{label}: {name}", got.out == want.out, got)

    packed = folder / "packed.csv"  # recognised by content, not by its name
    packed.write_bytes(gzip.compress(data))
    got = run("analyze", packed, *args, "-f", "csv")
    part.check(f"{label}: gzip", got.out == want.out, got)
    packed.write_bytes(gzip.compress(data[:len(data) // 2]) + gzip.compress(data[len(data) // 2:]))
    got = run("analyze", packed, *args, "-f", "csv")
    part.check(f"{label}: gzip of two members", got.out == want.out, got)
    for name, sent in (("standard input", data), ("gzip on standard input", gzip.compress(data))):
        got = run("analyze", "-", *args, "-f", "csv", stdin=sent)
        part.check(f"{label}: {name}", got.out == want.out, got)

    crlf = folder / "ends.csv"
    other = data.replace(b"\r\n", b"\n") if ending == b"\r\n" else data.replace(b"\n", b"\r\n")
    crlf.write_bytes(b"\xef\xbb\xbf" + other)
    got = run("analyze", crlf, *args, "-f", "csv")
    part.check(f"{label}: a byte order mark and other line ends", got.out == want.out, got)
    for more in (["--threads", "1"], ["--threads", "3"], ["--parser", "libcsv"]):
        got = run("analyze", whole, *args, *more, "-f", "csv")
        part.check(f"{label}: {' '.join(more)}", got.out == want.out, got)


def columns_by_name(part):
    """Files whose columns stand in another order are still one data set."""
    rows = district(21)
    columns = list(rows[0])
    whole, a, b = (part.folder / f"columns-{n}.csv" for n in ("whole", "a", "b"))
    whole.write_bytes(as_csv(rows, columns))
    a.write_bytes(as_csv(rows[:200], columns[::-1]))
    b.write_bytes(as_csv(rows[200:], columns[3:] + columns[:3]))
    want, got = run("analyze", whole, *BASE, "-f", "csv"), run("analyze", a, b, *BASE, "-f", "csv")
    part.check("columns matched by name", want.rc == 0 and got.out == want.out, got)


def relabelled(part):
    """Other words for the groups change words and the order of rows, no number."""
    rows = district(22)
    words = dict(zip(RACES, ("Zeta", "Alpha", "Omega", "Beta", "Kappa")))
    other = [dict(row, race_ethnicity=words.get(row["race_ethnicity"], "")) for row in rows]
    seen = []
    for number, (data, back) in enumerate(((rows, {}), (other, {v: k for k, v in words.items()}))):
        path = part.folder / f"words{number}.csv"
        path.write_bytes(as_csv(data))
        result = run("analyze", path, *BASE, "--edition", "internal", "-f", "csv")
        part.check(f"relabelled {number}: runs", result.rc == 0, result)
        table = {}
        for fact in facts(result.out):
            group = "*".join(back.get(word, word) for word in fact["group"].split("*"))
            key = (fact["unit_type"], fact["unit"], fact["outcome"], fact["year"], fact["dimension"], group,
                   fact["reference"], fact["statistic"])
            # A resampled interval starts from the cells in the order of their names.
            if not fact["statistic"].startswith("predictability"):
                table[key] = tuple(fact[c] for c in ("value", "ci_low", "ci_high", "n", "status"))
        seen.append(table)
    part.check("relabelled: rows", len(seen[0]) > 100)
    part.equal("relabelled: the same addresses", sorted(seen[0]), sorted(seen[1]))
    changed = [key for key in seen[0] if seen[0][key] != seen[1].get(key)]
    part.equal("relabelled: the same numbers", changed[:3], [])


def reconciles(part, label, report, rows, units=()):
    """Internal edition: groups add up to their total, units to the whole, crosses to their parents."""
    def number(fact):
        return int(fact["value"] or 0)

    table = {}
    for fact in report:
        if fact["statistic"] in ("n", "missing", "count"):
            key = (fact["unit_type"], fact["unit"], fact["outcome"], fact["year"], fact["dimension"], fact["statistic"])
            table.setdefault(key, Counter())[fact["group"]] += number(fact)
    part.check(f"{label}: counts found", len(table) > 3)
    for key, groups in table.items():
        unit_type, unit, outcome, year, dimension, statistic = key
        if dimension == "all":
            continue
        total = table.get((unit_type, unit, outcome, year, "all", statistic), Counter())
        # A total of 0 may be said by no row at all.
        part.equal(f"{label}: {key} adds up", sum(groups.values()), sum(total.values()))
    for unit_type in units:
        for key, groups in list(table.items()):
            if key[0] != "all":
                continue
            summed = Counter()
            for other, counts in table.items():
                if other[0] == unit_type and other[2:] == key[2:]:
                    summed.update(counts)
            part.equal(f"{label}: {unit_type} {key[2:]} add up to all", +summed, +groups)
    every = sum(v for k, c in table.items() if k[0] == "all" and k[4] == "all" and k[5] in ("n", "missing")
                and k[2] == report[0]["outcome"] for v in c.values())
    part.equal(f"{label}: every record counted once", every, rows)


def totals(part):
    """Totals of random districts, and of the project's own data."""
    for seed in (31, 32):
        rows = district(seed)
        path = part.folder / f"totals{seed}.csv"
        path.write_bytes(as_csv(rows))
        result = run("analyze", path, *BASE, "--edition", "internal", "-f", "csv")
        if part.check(f"totals {seed}: runs", result.rc == 0, result):
            report = facts(result.out)
            reconciles(part, f"totals {seed}", report, len(rows), ["school"])
            crossed(part, f"totals {seed}", report)
    own = DATA / "district.csv"
    if part.check("the project's own data is there", own.exists()):
        result = run("analyze", own, "-c", DATA / "district.json", "--edition", "internal", "-f", "csv")
        if part.check("data/: runs", result.rc == 0, result):
            records = sum(1 for line in own.read_bytes().splitlines() if line) - 1
            reconciles(part, "data/", facts(result.out), records)


def crossed(part, label, report):
    """race*gender summed over one of them is the other."""
    parents, sums = {}, {}
    for fact in report:
        if fact["statistic"] != "n":
            continue
        address = (fact["unit_type"], fact["unit"], fact["outcome"], fact["year"])
        if fact["dimension"] == "race_ethnicity*gender":
            race, gender = fact["group"].split("*")
            for dimension, group in (("race_ethnicity", race), ("gender", gender)):
                key = address + (dimension, group)
                sums[key] = sums.get(key, 0) + int(fact["value"])
        elif fact["dimension"] in ("race_ethnicity", "gender"):
            parents[address + (fact["dimension"], fact["group"])] = int(fact["value"])
    part.check(f"{label}: crosses found", len(sums) >= len(RACES) + len(GENDERS))
    part.equal(f"{label}: crosses add up to their parents", {k: v for k, v in sums.items() if v},
               {k: v for k, v in parents.items() if v})


def real_files(part):
    """The figures' file of the first issue, every way it may arrive."""
    path = SHARED / "students" / "student_equity.csv"
    if not path.exists():
        part.skip("student_equity.csv", "the shared data files are not there")
        return
    args = ["--outcome", "Transfer:rate", "--by", "Ethnicity,Gender", "--year", "Cohort"]
    arrangements(part, "student_equity", path.read_bytes(), args)


def main():
    """All of them."""
    part = Part("properties")
    arrangements(part, "random", as_csv(district(20)), BASE)
    real_files(part)
    columns_by_name(part)
    relabelled(part)
    totals(part)
    part.finish()


if __name__ == "__main__":
    main()
