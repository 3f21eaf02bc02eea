#!/usr/bin/env python3
"""Files of saved cubes: what stands in two of them is noticed, they are written whole and for one person, and every
damage is found."""

import random
import stat

from harness import SLOW, Part
from test_cubes import SMALL, Split, records, table


def overlapping(part):
    """A file that stands in two cubes is known again, however they were saved, or vouched for."""
    rows = records(12)
    by_year = [[row for row in rows if row["school_year"] == year] for year in ("2021-22", "2022-23")]
    split = Split(part, "overlap", {f"v{n}.csv": table(rows[n::3]) for n in range(3)})
    both = b"both hold v1.csv, of the same size and with as many records"
    cubes = split.save([*SMALL, "--id", "none"], [["v0.csv", "v1.csv"], ["v1.csv", "v2.csv"]])
    got = split.run("analyze", *cubes, "-f", "csv")
    part.check("overlap: a file in two cubes", got.rc == 2 and not got.out and both in got.err and
               b"--disjoint" in got.err and got.err.count(b"\n") == 1, got)
    got = split.run("analyze", *cubes, "-f", "csv", "--disjoint")
    part.check("overlap: vouched for, and told", got.rc == 0 and both in got.err and b"two files" in got.err, got)
    split.run("analyze", "v1.csv", *SMALL, "--id", "none", "--min-n", "5", "--save-cube", "five.cube")
    split.run("analyze", "v1.csv", *SMALL, "--id", "none", "--stats", "median", "--save-cube", "six.cube")
    got = split.run("analyze", "five.cube", "six.cube", "-f", "csv", "--min-n", "8", "--stats", "basic")
    part.check("overlap: saved twice, for other reports", got.rc == 2 and not got.out and both in got.err, got)
    for number, some in enumerate(by_year):
        (split.folder / str(number)).mkdir()
        (split.folder / str(number) / "same.csv").write_bytes(table([dict(row, score="1400.5", race_ethnicity="Quillon",
                                                                          school="Alder Hall", gender="Ferrow",
                                                                          passed="1", level="Basic", district="North")
                                                                     for row in some[:40]]))
    cubes = split.save([*SMALL, "--id", "none"], [["0/same.csv"], ["1/same.csv"]])
    got = split.run("analyze", *cubes, "-f", "csv")
    want = split.run("analyze", "0/same.csv", "1/same.csv", *SMALL, "--id", "none", "-f", "csv")
    part.check("overlap: equal names and sizes of different years", got.rc == 0 and got.out == want.out, got)


def written(part):
    """Mode 0600, whole or not at all, beside reports, and silent."""
    rows = records(6)
    split = Split(part, "written", {"w.csv": table(rows)})
    old = b"an older cube\n"
    cube = split.folder / "w.cube"
    cube.write_bytes(old)
    cube.chmod(0o644)
    got = split.run("analyze", "w.csv", *SMALL, "--id", "none", "--save-cube", "w.cube", "-o", "w.json")
    part.check("written: with a report, mode 0600", got.rc == 0 and stat.S_IMODE(cube.stat().st_mode) == 0o600 and
               (split.folder / "w.json").exists(), got)
    part.check("written: says what it is", cube.read_bytes().startswith(b"equitygap-cube 2 INTERNAL"))
    good = cube.read_bytes()
    got = split.run("analyze", "w.csv", "--by", "nothing", "--save-cube", "w.cube")
    part.check("written: a run that fails leaves the old one", got.rc == 2 and cube.read_bytes() == good, got)
    part.equal("written: nothing else is left", sorted(p.name for p in split.folder.iterdir()),
               ["w.csv", "w.cube", "w.json"])


def damage(part):
    """Every bit flip and every cut is found, and told in one line."""
    rows = records(1, students=12)
    split = Split(part, "damage", {"d.csv": table(rows)})
    counting = ["--id", "none", "--by", "gender", "--outcome", "score:mean", "--stats", "all"]
    (cube,) = split.save(counting)
    good = (split.folder / cube).read_bytes()
    rng = random.Random(9)
    cuts = sorted({0, 1, 14, 15, 16, 60, len(good) - 1, *(rng.randrange(len(good)) for _ in range(400 if SLOW else 25))})
    flips = [(rng.randrange(len(good)), 1 << rng.randrange(8)) for _ in range(2000 if SLOW else 60)]
    broken = [(f"cut at {n}", good[:n]) for n in cuts]
    broken += [(f"bit {bit} of byte {at}", good[:at] + bytes([good[at] ^ bit]) + good[at + 1:]) for at, bit in flips]
    broken.append(("more behind it", good + b"\0"))
    for label, data in broken:
        (split.folder / "bad.cube").write_bytes(data)
        got = split.run("analyze", "bad.cube", "-f", "csv")
        fine = got.rc in (1, 3) and not got.out and got.err.count(b"\n") == 1 and got.err.startswith(b"equitygap: ")
        part.check(f"damage: {label}", fine, got)
    for label, data, words in (
            ("another version", good.replace(b"cube 2 ", b"cube 7 ", 1), b"another version"),
            ("another byte order", good.replace(b"\n\x04\x03\x02\x01", b"\n\x01\x02\x03\x04", 1), b"byte order")):
        (split.folder / "bad.cube").write_bytes(data)
        got = split.run("analyze", "bad.cube", "-f", "csv")
        part.check(f"damage: {label}", got.rc == 3 and words in got.err and data != good, got)


def main():
    """All of it."""
    part = Part("cube_files")
    for check in (overlapping, written, damage):
        check(part)
    part.finish()


if __name__ == "__main__":
    main()
